//! A plain `git pull` knows nothing of tombstones. It can bring back a person who was forgotten, in
//! records that a colleague wrote in the meantime. This finds those records. Only reads.

use std::collections::BTreeSet;
use std::path::Path;

use super::history::TRAILER;
use super::{Commit, FileChange, LARGEST, NotSaved, Writer, layout, load};
use crate::journal::forget;
use crate::journal::forget::again::{self, Again};
use crate::journal::handle::Handle;
use crate::journal::journal::Journal;
use crate::journal::person::Person;
use crate::journal::settings;
use crate::journal::text::RecordText;

/// A record without everyone who has a tombstone, and the path where it belongs then. Gives nothing
/// if it is the own record of a forgotten person. A text that cannot be read stays as it is.
pub fn erased(path: &str, text: &str, tombstones: &[Person]) -> Option<(String, String)> {
    let unchanged = || Some((path.to_owned(), text.to_owned()));
    if tombstones.is_empty() || text.len() as u64 > LARGEST {
        return unchanged();
    }
    let Ok(mut record) = RecordText::parse(text) else { return unchanged() };
    let Again::Of(forgotten) = again::again(path, &mut record, tombstones, false) else { return None };
    let text = record.render();
    let names_them = forgotten.iter().any(|handle| forget::in_path(path, handle));
    let place = names_them.then(|| layout::place(path, &text)).flatten();
    Some((place.unwrap_or_else(|| path.to_owned()), text))
}

/// The tombstones of a journal.
pub fn tombstones(journal: &Journal) -> Vec<Person> {
    let people = journal.people.values().map(|filed| &filed.record);
    people.filter(|person| person.forgotten.is_some()).cloned().collect()
}

/// What becomes of every record that names a forgotten person. Empty if the team commits by itself.
pub fn in_folder(root: &Path, journal: &Journal) -> Vec<FileChange> {
    let tombstones = tombstones(journal);
    let is_back = |handle: &Handle| forget::is_forgotten(&tombstones, handle);
    let is_manual = journal.settings.commit == settings::Commit::Manual;
    if tombstones.is_empty() || is_manual || !named(journal).into_iter().any(is_back) {
        return Vec::new();
    }
    let mut changes = Vec::new();
    for (path, _) in journal.records() {
        let Ok(text) = load::text(root, path) else { continue };
        let before = Some(text.clone().into_bytes());
        let change = |after: Option<String>| FileChange {
            path: path.into(),
            before: before.clone(),
            after: after.map(String::into_bytes),
        };
        match erased(path, &text, &tombstones) {
            None => changes.push(change(None)),
            Some((_, after)) if after == text => {}
            Some((to, after)) if to == path || root.join(&to).exists() => changes.push(change(Some(after))),
            Some((to, after)) => {
                changes.push(change(None));
                changes.push(FileChange { path: to, before: None, after: Some(after.into_bytes()) });
            }
        }
    }
    changes
}

/// Every handle that a record names for a person, and every topic: it may be spelt like one.
fn named(journal: &Journal) -> BTreeSet<&Handle> {
    let mut named = BTreeSet::new();
    for session in journal.sessions.iter().map(|filed| &filed.record) {
        named.insert(&session.coach);
        named.extend(session.with.iter().chain(&session.group).chain(&session.topics));
        named.extend(session.actions.iter().map(|action| &action.owner));
        let benefits = session.actions.iter().filter_map(|action| action.benefit.as_ref());
        named.extend(benefits.filter_map(|benefit| benefit.confirmed_by.as_ref()));
    }
    for person in journal.people.values().map(|filed| &filed.record) {
        named.insert(&person.handle);
        named.extend(person.members.iter().chain(&person.manager));
    }
    named.extend(journal.objectives.values().filter_map(|filed| filed.record.sponsor.as_ref()));
    named.extend(journal.requests.values().filter_map(|filed| filed.record.from.as_ref()));
    named.extend(journal.stories.values().map(|filed| &filed.record.person));
    named
}

/// Commits what became of them by itself. Gives the note for the user.
pub fn commit(
    writer: &mut Writer,
    changes: &[FileChange],
    commit: &Commit<'_>,
) -> std::result::Result<Option<String>, NotSaved> {
    let number = changes.iter().filter(|change| change.before.is_some()).count();
    if number == 0 {
        return Ok(None);
    }
    let records = if number == 1 { "1 record".into() } else { format!("{number} records") };
    let message = format!("forget again: {records}\n\n{TRAILER}sync\n");
    writer.save(changes, &Commit { message: &message, ..commit.clone() })?;
    Ok(Some(format!("forgot again in {records}: a person who was forgotten had come back")))
}
