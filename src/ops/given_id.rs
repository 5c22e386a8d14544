//! Sessions, actions and follow-ups whose id the caller gives. The same content twice under one id is one
//! record, so a program that got no answer can try again. Every check needs the journal's lock.

use crate::environment::Environment;
use crate::error::{Error, Result};
use crate::journal::query::journal::{Item, Journal};
use crate::journal::records;
use crate::journal::records::action::Action;
use crate::journal::records::follow_up::FollowUp;
use crate::journal::records::session::Session;
use crate::journal::text::new_record;
use crate::journal::values::id::Id;
use crate::ops::new_items;
use crate::store::git::log;
use crate::store::private;
use crate::store::write::edits::Edits;

/// Parses the value of `--id`.
pub(crate) fn parse(typed: &str) -> Result<Id> {
    typed.parse().map_err(|why| {
        Error::usage(format!("`{typed}` is not a valid id: {why}"))
            .in_field("id")
            .hint("without --id, coach creates one")
    })
}

/// The id of a new item: the value of `--id`, else a new one.
pub(crate) fn or_new(typed: Option<&str>, journal: &Journal, world: &mut Environment) -> Result<Id> {
    typed.map_or_else(|| new_items::new_id(journal, world), parse)
}

/// The id of the item with this number in a session with a given id: the same in every try.
pub(crate) fn of_item(session: &Id, number: usize) -> Id {
    Id::derived(&[session.as_str(), &number.to_string()])
}

/// Whether the journal has this session already, as it is or as it was first saved, and the private note
/// beside it. Fails if the id belongs to anything else.
pub(crate) fn is_saved(
    edits: &Edits<'_>,
    world: &Environment,
    session: &Session,
    private: &str,
) -> Result<bool> {
    let Some(item) = taken(edits, &session.id)? else { return Ok(false) };
    let Item::Session(filed) = item else { return Err(other_content(item)) };
    let note = if private.trim().is_empty() { None } else { Some(private::note(world, &session.id)?) };
    if note.is_some_and(|note| note.is_none_or(|note| !note.notes.contains(private.trim()))) {
        return Err(other_content(item));
    }
    let read = |text: &str| records::read::<Session>(&filed.path, text).ok();
    let wanted = read(&new_record::session(session).render());
    if wanted.as_ref() == Some(&filed.record) {
        return Ok(true);
    }
    // Somebody may have changed the session since the first try.
    let versions = log::versions(edits.root(), &filed.path, Some(&session.id)).unwrap_or_default();
    let first = versions.last().and_then(|first| read(first.after.as_deref()?));
    if wanted.is_some() && wanted == first { Ok(true) } else { Err(other_content(item)) }
}

/// Whether the journal has this action already. Fails if the id belongs to anything else. The day on which it
/// was agreed does not count, because that is the day of the try.
pub(crate) fn is_agreed(edits: &Edits<'_>, action: &Action) -> Result<bool> {
    is_same(edits, &action.id, |item| match item {
        Item::Action(_, there) => {
            let due = there.moved.first().map_or(there.due, |first| Some(first.due));
            (&there.what, &there.owner, &there.objectives, due)
                == (&action.what, &action.owner, &action.objectives, action.due)
        }
        Item::Session(_) | Item::FollowUp(..) => false,
    })
}

/// Like [`is_agreed`], for a follow-up.
pub(crate) fn is_asked(edits: &Edits<'_>, ask: &FollowUp) -> Result<bool> {
    is_same(edits, &ask.id, |item| match item {
        Item::FollowUp(_, there) => {
            let due = there.moved.first().map_or(there.due, |first| first.due);
            (&there.ask, &there.action, &there.objectives, there.every, due)
                == (&ask.ask, &ask.action, &ask.objectives, ask.every, ask.due)
        }
        Item::Session(_) | Item::Action(..) => false,
    })
}

fn is_same(edits: &Edits<'_>, id: &Id, is_it: impl Fn(Item<'_>) -> bool) -> Result<bool> {
    match taken(edits, id)? {
        None => Ok(false),
        Some(item) if is_it(item) => Ok(true),
        Some(item) => Err(other_content(item)),
    }
}

/// The session, action or follow-up with this id. Fails if another record has it, or if a record that coach
/// cannot read may have it.
fn taken<'a>(edits: &Edits<'a>, id: &Id) -> Result<Option<Item<'a>>> {
    let journal = edits.journal;
    if let Some(item) = journal.items().find(|item| item.id() == id) {
        return Ok(Some(item));
    }
    if journal.is_taken(id) {
        return Err(Error::cannot(format!("the id {id} belongs to another record; nothing was changed")));
    }
    match journal.problems.iter().find(|problem| problem.path.contains(id.as_str())) {
        None => Ok(None),
        Some(problem) => Err(Error::cannot(format!(
            "coach cannot read {}, which has the id {id}; nothing was changed",
            problem.path
        ))
        .hint("`coach check` says what is wrong with it")),
    }
}

fn other_content(item: Item<'_>) -> Error {
    let (id, noun) = (item.id(), item.noun());
    Error::cannot(format!("the id {id} already belongs to a different {noun}; nothing was changed"))
        .hint(format!("`coach show {id}` shows it; without --id, coach creates a new id"))
}
