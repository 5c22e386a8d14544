//! `coach plan`: prints, exports or mails the action plan of a person.

use std::path::PathBuf;

use crate::cli::record_filters::RecordFilters;
use crate::cli::send_mail::{self, Delivery};
use crate::cli::{self, Context};
use crate::error::{Error, Result};
use crate::escape::says_nothing;
use crate::export::plan as plan_export;
use crate::journal::query::journal::Journal;
use crate::journal::query::selection::Selection;
use crate::journal::records::person::Person;
use crate::journal::values::handle::Handle;
use crate::output::{html, json_text};
use crate::store::config::Config;
use crate::store::programs::mail::{self, Letter, Recipient};
use crate::views::plan::Plan;

/// Print or email a person's action plan
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach plan ana
  coach plan ana --markdown
  coach plan ana --html -o plan.html
  coach plan ana --mine --message \"See you on Monday\" --markdown
  coach plan ana --mail                  shows the recipient and asks before it sends
  coach plan ana --mail ana@example.com -o plan.eml
  xdg-open \"$(coach plan ana --mailto)\"

The plan contains the person's open actions, the coach's open actions from one-to-one sessions with them,
and the next follow-ups, each with the day of its agreement. If several coaches agreed something, each line
names its coach; --mine takes only your own sessions. As HTML, Markdown and mail, each item has links with
which the person answers \"done\" or \"stuck\" by mail; `coach import` reads the answers. The plan never
contains notes, results, obstacles or private notes, so you can send it without changes.

coach sends mail through your own mail server. Add this to your settings (config.toml):
  [mail]
  from = \"Jo Marsh <jo@example.com>\"
  server = \"smtp.example.com\"            also: security = \"starttls\" or \"tls\", and port
  user = \"jo@example.com\"
  password_command = \"pass show mail\"    or set COACH_MAIL_PASSWORD; for a keyring: secret-tool lookup …")]
pub(crate) struct Args {
    /// Person or group
    #[arg(value_name = "PERSON", conflicts_with = "person", required_unless_present = "person")]
    pub of: Option<String>,
    /// As Markdown
    #[arg(long, group = "shape")]
    pub markdown: bool,
    /// As an HTML page
    #[arg(long, group = "shape")]
    pub html: bool,
    /// As a calendar, with an all-day event for each action and follow-up
    #[arg(long, group = "shape")]
    pub ics: bool,
    /// As JSON
    #[arg(long, group = "shape")]
    pub json: bool,
    /// As a mailto: link that opens the plan in your mail program
    #[arg(long, group = "shape")]
    pub mailto: bool,
    /// Send the plan by email [default: to the person's address]
    #[arg(long, group = "shape", value_name = "ADDRESS", num_args = 0..=1)]
    #[expect(clippy::option_option, reason = "clap reads an option with an optional value so")]
    pub mail: Option<Option<String>>,
    /// A line of your own in the plan
    #[arg(long, value_name = "TEXT", conflicts_with = "ics")]
    pub message: Option<String>,
    /// Write to this file (- for standard output); with --mail, do not send the mail
    #[arg(short, long, value_name = "FILE", requires = "shape")]
    pub output: Option<PathBuf>,
    /// Overwrite the file even if unreadable records are left out
    #[arg(long, requires = "output")]
    pub partial: bool,
    /// Send the mail without asking
    #[arg(long, conflicts_with = "output")]
    pub yes: bool,
    #[command(flatten, next_help_heading = "Filters")]
    pub filters: RecordFilters,
}

impl Args {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<()> {
        if self.yes && self.mail.is_none() {
            return Err(Error::usage("--yes works only with --mail")
                .hint(format!("`coach plan {} --mail --yes`", self.person())));
        }
        if self.message.as_deref().is_some_and(says_nothing) {
            return Err(Error::usage("--message: the line is empty"));
        }
        let journal = context.load()?;
        let person = &journal.person(self.person())?.record;
        let records = self.filters.clone().of_person(self.of.clone()).filter(context, &journal, None)?;
        let plan = Plan::of(&Selection::of(&journal, &records), person, &context.me()?)
            .saying(self.message.as_deref().unwrap_or_default());
        let plan = self.answerable(context, &journal, plan)?;
        if let Some(to) = &self.mail {
            let to = send_mail::recipient(person, to.as_deref())?;
            self.mail(context, &journal, person, something(&plan)?, to)?;
        } else if let Some(text) = self.text(context, &journal, person, &plan)? {
            if let Some(file) = context.hand_over(self.output.as_deref(), self.partial, text.as_bytes())? {
                let whose = &person.handle;
                let said = format!("wrote the plan of {whose} to {file} (only you can read it)");
                context.out.page(&cli::sentence(said));
            }
        } else {
            context.out.page(&plan.sheet().page(false));
        }
        context.mention(&journal.problems);
        Ok(())
    }

    /// The plan with links to answer by mail, in the formats that the person receives. Each link reaches the coach of its
    /// item; if that coach has no address, it reaches the user.
    fn answerable(&self, context: &Context<'_>, journal: &Journal, plan: Plan) -> Result<Plan> {
        if !(self.mail.is_some() || self.html || self.markdown) {
            return Ok(plan);
        }
        let me = context.me()?;
        let email = |coach: &Handle| {
            let email = journal.people.get(coach).and_then(|filed| filed.record.email.clone());
            email.filter(|email| mail::check_address(email).is_ok())
        };
        let settings = Config::read(&context.world.places)?.mail;
        let own = match settings {
            Some(settings) => Some(mail::bare_address(&settings.from)?),
            None => email(&me),
        };
        Ok(plan.with_replies(|coach, kind, about, id| {
            let to = if *coach == me { own.clone() } else { email(coach).or_else(|| own.clone()) };
            Some(plan_export::reply_link(&to?, kind, about, id))
        }))
    }

    /// The person, which clap requires in one of two ways.
    fn person(&self) -> &str {
        self.of.as_ref().or(self.filters.person.as_ref()).map_or("", String::as_str)
    }

    /// The plan in the format of the flags. `None` if none is set and the plan goes to the screen.
    fn text(
        &self,
        context: &Context<'_>,
        journal: &Journal,
        person: &Person,
        plan: &Plan,
    ) -> Result<Option<String>> {
        Ok(Some(if self.markdown {
            plan.markdown()
        } else if self.html {
            html::page(&plan.sheet())
        } else if self.ics {
            calendar(context, journal, person, plan)?
        } else if self.json {
            json_text(&plan.value())?
        } else if self.mailto {
            let to = send_mail::recipient(person, None)?;
            plan_export::mail_link(&to.address, &something(plan)?.title(), &plan.plain()) + "\n"
        } else {
            return Ok(None);
        }))
    }

    fn mail(
        &self,
        context: &mut Context<'_>,
        journal: &Journal,
        person: &Person,
        plan: &Plan,
        to: Recipient,
    ) -> Result<()> {
        let settings = send_mail::settings(context, ", or use --mailto")?;
        let id = context.world.chance.id(|_| false)?;
        let (subject, text, html) = (plan.title(), plan.plain(), html::letter(&plan.sheet()));
        let to = [to];
        let letter = Letter {
            to: &to,
            subject: &subject,
            text: &text,
            html: &html,
            calendar: Some(&calendar(context, journal, person, plan)?),
            id: &id,
        };
        let how = Delivery { output: self.output.as_deref(), partial: self.partial, is_agreed: self.yes };
        send_mail::deliver(context, &settings, &letter, &how).map(drop)
    }
}

/// Fails if the plan is empty: coach does not send an empty plan.
fn something(plan: &Plan) -> Result<&Plan> {
    if plan.is_empty() {
        Err(Error::cannot(format!(
            "{} has no open actions or follow-ups, so there is no plan to send",
            plan.name
        ))
        .hint("to add an action: coach action PERSON \"… by friday\""))
    } else {
        Ok(plan)
    }
}

/// The items of the plan as a calendar.
fn calendar(context: &Context<'_>, journal: &Journal, person: &Person, plan: &Plan) -> Result<String> {
    let world = &context.world;
    Ok(plan_export::calendar(journal, person, world.today, world.now.0, |id| plan.holds(id)))
}
