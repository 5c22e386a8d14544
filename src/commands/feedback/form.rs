//! `coach feedback form`: asks a person for feedback on a session.

use std::cmp::Reverse;
use std::path::PathBuf;

use crate::cli::Context;
use crate::cli::send_mail::{self, Delivery};
use crate::error::{Error, Result};
use crate::export::plan::{mail_link, reply_link};
use crate::journal::query::journal::Journal;
use crate::journal::records::person::Person;
use crate::journal::records::session::Session;
use crate::journal::replies::subject::ReplyKind;
use crate::journal::values::handle::Handle;
use crate::ops::feedback::conversation;
use crate::output::html;
use crate::store::programs::mail::{self, Letter};
use crate::views::feedback_form::FeedbackForm;
use crate::views::wording;

#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach feedback form ana                     prints a question for a chat or a text message
  coach feedback form ana --mail              a mail with a link for each score; asks before it sends
  xdg-open \"$(coach feedback form ana --mailto)\"

The question is about your last session with the person. The mail is answered with one tap; `coach import`
records the answer. Record other answers with `coach feedback add`.")]
pub(crate) struct Args {
    /// Person to ask
    #[arg(value_name = "PERSON")]
    pub person: String,
    /// Id of the session [default: your last session with the person alone]
    #[arg(long, value_name = "ID")]
    pub session: Option<String>,
    /// As a mailto: link that opens the question in your mail program
    #[arg(long, conflicts_with = "mail")]
    pub mailto: bool,
    /// Send the question by email [default: to the person's address]
    #[arg(long, value_name = "ADDRESS", num_args = 0..=1)]
    #[expect(clippy::option_option, reason = "clap reads an option with an optional value so")]
    pub mail: Option<Option<String>>,
    /// With --mail: write the mail to this file (- for standard output), and do not send it
    #[arg(short, long, value_name = "FILE", requires = "mail")]
    pub output: Option<PathBuf>,
    /// Send the mail without asking
    #[arg(long, requires = "mail", conflicts_with = "output")]
    pub yes: bool,
}

impl Args {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let journal = context.load()?;
        let person = &journal.person(&self.person)?.record;
        let session = self.session(&journal, person, &context.me()?)?;
        if let Some(feedback) = &session.feedback {
            let said = format!("session {} has feedback already: {}", session.id, feedback.score.value());
            return Err(Error::cannot(said).hint("to ask about another session: --session ID"));
        }
        if session.is_of_a_group() {
            let said =
                format!("session {} was with several people, and a session has one feedback", session.id);
            return Err(Error::cannot(said).hint(format!(
                "`coach feedback add {} SCORE` records it; to ask about another session: --session ID",
                session.id
            )));
        }
        let name = person.name.clone().unwrap_or_else(|| person.handle.to_string());
        let form = FeedbackForm::of(session, &name);
        if let Some(to) = &self.mail {
            self.mail(context, person, session, form, to.as_deref())?;
        } else if self.mailto {
            let to = send_mail::recipient(person, None)?;
            let link = mail_link(&to.address, &form.question(), &form.plain()) + "\n";
            context.hand_over(None, false, link.as_bytes())?;
        } else {
            context.out.page(&form.page());
        }
        context.mention(&journal.problems);
        Ok(())
    }

    /// The session to ask about.
    fn session<'j>(&self, journal: &'j Journal, person: &Person, me: &Handle) -> Result<&'j Session> {
        if let Some(id) = &self.session {
            let session = &conversation(journal, id)?.record;
            return if session.with.contains(&person.handle) {
                Ok(session)
            } else {
                Err(Error::usage(format!("`{}` was not in session {}", person.handle, session.id)))
            };
        }
        let sessions = journal.sessions.iter().map(|filed| &filed.record);
        let theirs = sessions.filter(|session| {
            session.is_conversation()
                && !session.is_of_a_group()
                && session.coach == *me
                && session.with.contains(&person.handle)
        });
        theirs
            .min_by_key(|session| {
                (Reverse((session.date, session.feedback.is_none(), session.start)), &session.id)
            })
            .ok_or_else(|| {
                let handle = &person.handle;
                Error::cannot(format!("you have no session with `{handle}` alone")).hint(format!(
                    "`coach list sessions --person {handle}` shows those of others: --session ID"
                ))
            })
    }

    fn mail(
        &self,
        context: &mut Context<'_>,
        person: &Person,
        session: &Session,
        form: FeedbackForm,
        to: Option<&str>,
    ) -> Result<()> {
        let to = [send_mail::recipient(person, to)?];
        let settings = send_mail::settings(context, ", or use --mailto")?;
        let own = mail::bare_address(&settings.from)?;
        let about = format!("session of {}", wording::day(session.date));
        let form = form.with_links(|score| reply_link(&own, ReplyKind::Feedback(score), &about, &session.id));
        let id = context.world.chance.id(|_| false)?;
        let letter = Letter {
            to: &to,
            subject: &form.question(),
            text: &form.plain(),
            html: &html::letter(&form.sheet()),
            calendar: None,
            id: &id,
        };
        let how = Delivery { output: self.output.as_deref(), partial: false, is_agreed: self.yes };
        send_mail::deliver(context, &settings, &letter, &how).map(drop)
    }
}
