//! `coach show`: shows one whole record.

use std::path::Path;

use crate::cli::Context;
use crate::error::{Error, Result};
use crate::journal::query::journal::{Item, Journal};
use crate::journal::query::lookup::NamedRecord;
use crate::journal::records::private_note::PrivateNote;
use crate::journal::values::handle::Handle;
use crate::store::git::log;
use crate::store::private;
use crate::views::{listing, objective, person, policy, request, resource, session, story};

/// Show a session, person or other record in full
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach show                        your latest session
  coach show k3f
  coach show ana
  coach show reduce-churn
  coach show objective:sales        if a person has the same handle

For the id of an action or follow-up, coach shows its session. Below a session it prints your private note,
which only you can see. With --json, it includes the private note only if you add --private.")]
pub(crate) struct Args {
    /// Id of a record, or handle of a person, objective, policy or resource [default: your latest session]
    #[arg(value_name = "ID|HANDLE")]
    pub what: Option<String>,
    /// As JSON
    #[arg(long)]
    pub json: bool,
    /// With --json: include your private note, under its own key
    #[arg(long, requires = "json")]
    pub private: bool,
}

/// A session for `--json`. It has the private note only with `--private`.
#[derive(serde::Serialize)]
struct SessionWithNote<'a> {
    #[serde(flatten)]
    session: listing::sessions::SessionRow<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[expect(clippy::option_option, reason = "a session without a private part has no key")]
    private: Option<Option<String>>,
}

/// The user's latest session, or the latest of all coaches if the user has none. If that day has several
/// sessions, it is the one that began last, if all have a start, else the one that the user recorded last.
fn latest<'a>(journal: &'a Journal, root: &Path, me: &Handle) -> Result<NamedRecord<'a>> {
    let mut found = journal.of_the_latest_day(|session| session.coach == *me);
    if found.is_empty() {
        found = journal.of_the_latest_day(|_| true);
    }
    let start = found.last().and_then(|last| last.record.start);
    if found.iter().all(|filed| filed.record.start.is_some()) {
        found.retain(|filed| filed.record.start == start);
    }
    let several = found.iter().map(|filed| (filed.path.as_str(), &filed.record.id)).collect::<Vec<_>>();
    let latest = if several.len() > 1 { log::came_last(root, &several) } else { None };
    match latest.and_then(|at| found.get(at)).or(found.last()) {
        Some(filed) => Ok(NamedRecord::Item(Item::Session(filed))),
        None => Err(Error::cannot("there are no sessions yet").hint("`coach log ana 45m --note \"…\"`")),
    }
}

impl Args {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let journal = context.load()?;
        let today = context.world.today;
        let prefixes = journal.prefixes();
        let named = match &self.what {
            Some(typed) => journal.named(typed)?,
            None => latest(&journal, &context.root()?, &context.me()?)?,
        };
        match named {
            NamedRecord::Item(item) if self.json => {
                let kept = if self.private {
                    Some(private::note(context.world, &item.session().record.id)?)
                } else {
                    None
                };
                let private = kept.as_ref().map(|note| note.as_ref().map(PrivateNote::said));
                context
                    .out
                    .json(&SessionWithNote { session: listing::sessions::row(item.session()), private });
            }
            NamedRecord::Item(item) => {
                let mut page = session::page(item.session(), &prefixes, today);
                match private::note(context.world, &item.session().record.id) {
                    Ok(Some(note)) => crate::views::private::join(&mut page, &note),
                    Ok(None) => {}
                    Err(error) => context.notes.report(&error),
                }
                context.out.page(&page);
            }
            NamedRecord::Objective(filed) if self.json => {
                context.out.json(&listing::objectives::row(&journal, &filed.record, today));
            }
            NamedRecord::Objective(filed) => {
                context.out.page(&objective::page(&journal, &filed.record, &prefixes, today));
            }
            NamedRecord::Policy(filed) if self.json => {
                context.out.json(&listing::policies::row(filed, today));
            }
            NamedRecord::Policy(filed) => context.out.page(&policy::page(filed, today)),
            NamedRecord::Resource(filed) if self.json => {
                context.out.json(&listing::resources::row(&journal, filed, today));
            }
            NamedRecord::Resource(filed) => context.out.page(&resource::page(&journal, filed, today)),
            NamedRecord::Request(filed) if self.json => {
                context.out.json(&listing::requests::row(filed, today));
            }
            NamedRecord::Request(filed) => context.out.page(&request::page(filed, &prefixes, today)),
            NamedRecord::Story(filed) if self.json => context.out.json(&story::value(filed)),
            NamedRecord::Story(filed) => context.out.page(&story::page(filed, &prefixes)),
            NamedRecord::Person(filed) if self.json => {
                context.out.json(&person::value(&journal, &filed.record, today))
            }
            NamedRecord::Person(filed) => {
                context.out.page(&person::page(&journal, &filed.record, &prefixes, today))
            }
        }
        context.mention(&journal.problems);
        Ok(())
    }
}
