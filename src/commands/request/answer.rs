//! `coach request answer`: answers a request, with a reason.

use std::path::PathBuf;

use crate::cli::Context;
use crate::cli::send_mail::{self, Delivery};
use crate::error::{Error, Result};
use crate::export::plan::mail_link;
use crate::journal::query::journal::{Filed, Journal};
use crate::journal::records::person::Person;
use crate::journal::records::request::{Decision, Request, RequestAnswer};
use crate::journal::text::new_record;
use crate::ops::parse;
use crate::output::html;
use crate::store::programs::mail::{Letter, Recipient};
use crate::views::page::{Page, Text, Tone};
use crate::views::request as shown;

#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach request answer k3f yes --reason \"Four of nine lost deals turned on it\" --objective reduce-churn
  coach request answer k3f no --reason \"They need a discount rule, not training\"
  coach request answer k3f reuse --reason \"The leads' round does that every month\"
  xdg-open \"$(coach request answer k3f yes --reason \"From March\" --mailto)\"
  coach request answer k3f yes --reason \"From March\" --mail

Run it again to change the answer, or with the same answer to send it again. The person who asked sees the answer in `coach due` until they run `coach
request acknowledge`.")]
pub(crate) struct Args {
    /// Id of the request
    #[arg(value_name = "ID")]
    pub id: String,
    /// Answer: yes, no, park (not now) or reuse (use something that already exists)
    #[arg(value_name = "ANSWER")]
    pub decision: String,
    /// Reason, for the person who asked
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// Business objective that the request serves, or none
    #[arg(long, value_name = "OBJECTIVE")]
    pub objective: Option<String>,
    /// Print a mailto: link with the answer to the person who asked
    #[arg(long, conflicts_with = "mail")]
    pub mailto: bool,
    /// Send the answer by email to the person who asked
    #[arg(long)]
    pub mail: bool,
    /// With --mail: write the mail to this file (- for standard output), and do not send it
    #[arg(short, long, value_name = "FILE", requires = "mail")]
    pub output: Option<PathBuf>,
    /// Send the mail without asking
    #[arg(long, requires = "mail", conflicts_with = "output")]
    pub yes: bool,
    /// Date of the answer [default: today]
    #[arg(long, alias = "date", value_name = "DATE")]
    pub on: Option<String>,
}

impl Args {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let decision: Decision = self.decision.parse().map_err(Error::usage)?;
        let because = new_record::written(self.reason.trim());
        parse::text("reason", &because)?;
        let (filed, was, prefixes, to) = context.change(|edits, world| {
            let journal = edits.journal;
            let filed = journal.request(&self.id)?;
            let is_sent = self.mailto || self.mail;
            let to = if is_sent { Some(recipient(journal, &filed.record)?) } else { None };
            let mut request = filed.record.clone();
            let calendar = parse::calendar(world, journal);
            let on = self.on.as_deref().map(|text| parse::past_day(&calendar, "on", text)).transpose()?;
            // A colleague across the date line may have tomorrow's date. A typed day is the user's own.
            let is_before = match on {
                Some(on) => on < request.date,
                None => world.today.is_certainly_before(request.date),
            };
            let on = on.unwrap_or(world.today);
            if is_before {
                return Err(Error::usage(format!(
                    "{on} is before the date of the request ({})",
                    request.date
                ))
                .hint("to set the date of the answer: --on DATE"));
            }
            let was = request.decision().zip(request.decided());
            let same =
                request.answer.as_ref().filter(|was| was.decision == decision && was.because == because);
            let acknowledged = same.and_then(|answer| answer.acknowledged);
            request.answer = Some(RequestAnswer { decision, on, because: because.clone(), acknowledged });
            if self.objective.is_some() {
                request.objective = super::objective(journal, self.objective.as_deref(), on)?;
            }
            if request == filed.record && is_sent {
                return Ok((filed.clone(), was, journal.prefixes(), to));
            }
            if request == filed.record {
                return Err(Error::usage(format!("request {} already has this answer", request.id)));
            }
            new_record::write_request(edits.text(&filed.path)?, &request);
            edits.message("request", &format!("answer request {}: {decision}", request.id));
            Ok((Filed { path: filed.path.clone(), record: request }, was, journal.prefixes(), to))
        })?;
        if let Some(to) = to {
            let request = &filed.record;
            context.notes.say(&format!("answered {}: {decision}", request.id));
            if self.mail {
                return self.send(context, request, to);
            }
            let link =
                mail_link(&to.address, &shown::mail_subject(request), &shown::mail_text(request)) + "\n";
            return context.hand_over(None, false, link.as_bytes()).map(drop);
        }
        let mut page = Page::new();
        let mut line = Text::new().with(Tone::Heading, decision.as_str());
        if let Some((was, day)) = was {
            line = line.with(Tone::Faint, format!(", it was {was} on {day}"));
        }
        page.line(line);
        page.0.extend(shown::page(&filed, &prefixes, context.world.today).0);
        context.out.page(&page);
        Ok(())
    }

    /// Sends the saved answer.
    fn send(&self, context: &mut Context<'_>, request: &Request, to: Recipient) -> Result<()> {
        // The answer is saved. If sending fails, the same command sends it again.
        context.goes_on();
        let settings = send_mail::settings(context, ", or use --mailto")?;
        let id = context.world.chance.id(|_| false)?;
        let sheet = shown::mail_sheet(request, context.world.today);
        let letter = Letter {
            to: &[to],
            subject: &shown::mail_subject(request),
            text: &shown::mail_text(request),
            html: &html::letter(&sheet),
            calendar: None,
            id: &id,
        };
        let how = Delivery { output: self.output.as_deref(), partial: false, is_agreed: self.yes };
        send_mail::deliver(context, &settings, &letter, &how).map(drop)
    }
}

/// The person who asked, as the recipient of a mail.
fn recipient(journal: &Journal, request: &Request) -> Result<Recipient> {
    let Some(from) = &request.from else {
        return Err(Error::cannot(format!("request {} does not say who asked", request.id))
            .hint(format!("coach edit {} --requested-by PERSON", request.id)));
    };
    let bare = Person::new(from.clone());
    let person = journal.people.get(from).map_or(&bare, |filed| &filed.record);
    let to = send_mail::recipient(person, None);
    to.map_err(|error| error.hint(format!("coach person set {from} --email ADDRESS")))
}
