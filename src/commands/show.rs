//! `coach show`: one session, or one person.

use crate::cli::Context;
use crate::error::{Error, Result};
use crate::journal::id::Id;
use crate::journal::journal::{Item, Journal};
use crate::journal::private::PrivateNote;
use crate::report::{listing, person, session};
use crate::store::private;

/// Show a session whole, or a person
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach show k3f
  coach show ana

The id of an action or follow-up shows the session it was agreed in. Your private note beside it is
shown to you alone, and --json leaves it out unless --private asks for it.")]
pub struct Args {
    /// An id, or a person's handle
    #[arg(value_name = "ID|PERSON")]
    pub what: String,
    /// As JSON
    #[arg(long)]
    pub json: bool,
    /// With --json: your private note too, under a key of its own
    #[arg(long, requires = "json")]
    pub private: bool,
}

/// What a word names, where it may be a handle or an id: the whole handle first, then an id, then
/// the beginning of a handle.
pub enum Named<'a> {
    Person(&'a crate::journal::journal::Filed<crate::journal::person::Person>),
    Item(Item<'a>),
}

pub fn named<'a>(journal: &'a Journal, typed: &str) -> Result<Named<'a>> {
    let person = journal.person(typed);
    if let Some(person) =
        journal.people.values().find(|filed| filed.record.handle.as_str() == typed.to_lowercase())
    {
        return Ok(Named::Person(person));
    }
    match (journal.item(typed), person) {
        (Ok(item), _) => Ok(Named::Item(item)),
        (Err(_), Ok(person)) => Ok(Named::Person(person)),
        // More than one thing has this id: which ones is worth more than "neither".
        (Err(error), Err(_)) if Id::could_begin(typed) && !error.message.starts_with("no session") => {
            Err(error)
        }
        (Err(error), Err(other)) => {
            Err(match other.hint.as_deref().is_some_and(|hint| hint.starts_with("did you")) {
                true => other,
                false => Error::cannot(format!("`{typed}` is neither a person nor the beginning of an id"))
                    .hint(error.hint.unwrap_or_default()),
            })
        }
    }
}

/// A session as `--json` gives it; the private note only where it was asked for.
#[derive(serde::Serialize)]
struct WithPrivate<'a> {
    #[serde(flatten)]
    session: listing::sessions::SessionRow<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    private: Option<Option<String>>,
}

impl Args {
    pub fn run(self, context: &mut Context<'_>) -> Result<()> {
        let journal = context.load()?;
        let today = context.world.today;
        let prefixes = journal.prefixes();
        match named(&journal, &self.what)? {
            Named::Item(item) if self.json => {
                let kept = match self.private {
                    true => Some(private::note(context.world, &item.session().record.id)?),
                    false => None,
                };
                let private = kept.as_ref().map(|note| note.as_ref().map(PrivateNote::said));
                context.out.json(&WithPrivate { session: listing::sessions::row(item.session()), private });
            }
            Named::Item(item) => {
                let mut page = session::page(item.session(), &prefixes, today);
                match private::note(context.world, &item.session().record.id) {
                    Ok(Some(note)) => crate::report::private::join(&mut page, &note),
                    Ok(None) => {}
                    Err(error) => context.notes.report(&error),
                }
                context.out.page(&page);
            }
            Named::Person(filed) if self.json => {
                context.out.json(&person::value(&journal, &filed.record, today))
            }
            Named::Person(filed) => {
                context.out.page(&person::page(&journal, &filed.record, &prefixes, today))
            }
        }
        context.mention(&journal.problems);
        Ok(())
    }
}
