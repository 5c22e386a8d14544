//! Lists the private notes and drafts about people whom the team has forgotten. Only this coach has them, so
//! coach never changes them: the user has to remove them. Also lists the sessions that the colleague who forgot
//! the person could not check.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use crate::cli::Context;
use crate::error::Result;
use crate::journal::edit::forget;
use crate::journal::query::journal::Journal;
use crate::journal::records;
use crate::journal::records::kind::RecordKind;
use crate::journal::records::person::Person;
use crate::journal::records::private_note::PrivateNote;
use crate::journal::records::session::Session;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;
use crate::store::sync::AuthorChanges;
use crate::store::{drafts, private};

/// The forgotten people of the private notes and of the incoming changes: each known handle, with the names
/// and the address of the person. Only incoming changes tell the names.
fn forgotten(
    known: &[Person],
    came: &[AuthorChanges],
    notes: &[PrivateNote],
) -> BTreeMap<Handle, Vec<String>> {
    let changes =
        || came.iter().flat_map(|passed| &passed.records).filter(|c| RecordKind::Person.is_at(&c.path));
    let read = |text: &Option<String>| records::read::<Person>("", text.as_deref()?).ok();
    let new = changes().filter_map(|change| {
        let was = read(&change.before).is_some_and(|person| person.forgotten.is_some());
        read(&change.after).filter(|person| person.forgotten.is_some() && !was)
    });
    let tombstones: Vec<Person> = new.chain(known.iter().cloned()).collect();
    let mut gone: BTreeMap<Handle, Vec<String>> = BTreeMap::new();
    let of_notes = notes.iter().flat_map(|note| &note.with).map(|handle| (handle.clone(), None, None));
    let of_records = changes().filter_map(|change| read(&change.before)).flat_map(|person| {
        let (name, email) = (person.name, person.email);
        let handles = person.was.into_iter().chain([person.handle]);
        handles.map(|handle| (handle, name.clone(), email.clone())).collect::<Vec<_>>()
    });
    for (handle, name, email) in of_notes.chain(of_records) {
        if forget::is_forgotten(&tombstones, &handle) {
            let names = gone.entry(handle.clone()).or_insert_with(|| vec![handle.to_string()]);
            names.extend([name, email].into_iter().flatten());
        }
    }
    gone
}

/// Lists the sessions of this sync that can have text about a person whom an incoming commit forgot: others took
/// part, or the text mentions the person. coach lists such sessions for the colleague who forgets the person, but
/// these were only in this clone.
pub(crate) fn mention_sent(
    context: &mut Context<'_>,
    journal: &Journal,
    came: &[AuthorChanges],
    went: &AuthorChanges,
) {
    let gone = forgotten(&[], came, &[]);
    if gone.is_empty() {
        return;
    }
    let is_forgotten =
        |handle: &Handle| journal.people.get(handle).is_some_and(|filed| filed.record.forgotten.is_some());
    let names: Vec<&str> = gone.values().flatten().map(String::as_str).collect();
    let sent = went.records.iter().filter(|change| RecordKind::Session.is_at(&change.path));
    let to_check = sent.filter(|change| {
        let text = change.after.as_deref().unwrap_or_default();
        let others_took_part = records::read::<Session>(&change.path, text)
            .is_ok_and(|session| session.with.len() > 1 && session.with.iter().any(is_forgotten));
        others_took_part || forget::mentions(text, &names)
    });
    let paths: Vec<&String> = to_check.map(|change| &change.path).collect();
    if paths.is_empty() {
        return;
    }
    let whom = gone.keys().map(|handle| format!("`{handle}`")).collect::<Vec<_>>().join(", ");
    context.notes.say(&format!(
        "your team has forgotten {whom}; check your sessions: others took part, or a text mentions the person:"
    ));
    for path in paths {
        context.notes.say(&format!("  {path}"));
    }
}

/// Lists the private notes and the drafts about each forgotten person. A plain `git pull` brings a tombstone
/// too, so the journal's own tombstones count, and not only the incoming changes.
pub(crate) fn mention(context: &mut Context<'_>, journal: &Journal, came: &[AuthorChanges]) -> Result<()> {
    let known = journal.tombstones();
    if known.is_empty() && came.is_empty() {
        return Ok(());
    }
    let notes = private::load(context.world)?;
    for (handle, names) in forgotten(&known, came, &notes) {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let about =
            |note: &&PrivateNote| note.with.contains(&handle) || forget::mentions(&note.notes, &names);
        let about: Vec<&PrivateNote> = notes.iter().filter(about).collect();
        let sessions: Vec<&Id> = about.iter().map(|note| &note.session).collect();
        let folder = private::root(context.world)?;
        let mut paths: BTreeSet<PathBuf> = sessions.iter().map(|id| folder.join(private::path(id))).collect();
        paths.extend(drafts::about(context.world, std::slice::from_ref(&handle), &sessions));
        if paths.is_empty() {
            continue;
        }
        context.notes.say(&format!(
            "your team has forgotten `{handle}`; these private files of yours still mention them:"
        ));
        for path in &paths {
            let path = context.world.shown(path);
            context.notes.say(&format!("  {path}"));
        }
        let hint = format!(
            "  `coach person forget {handle}` deletes the text about them, and lists any files that you need \
             to read"
        );
        context.notes.say(&hint);
    }
    Ok(())
}
