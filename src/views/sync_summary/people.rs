//! Counts changes of people between two states of a journal: new, changed, renamed and forgotten. Compares
//! people by their handle after the sync, because a rename also moves the file, and both sides can rename.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::journal::edit::forget;
use crate::journal::query::journal::Journal;
use crate::journal::records;
use crate::journal::records::person::Person;
use crate::journal::records::session::Session;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;

#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct PeopleChanges {
    pub new: usize,
    pub changed: usize,
    pub renamed: usize,
    pub forgotten: usize,
}

/// A file's text before and after.
pub(super) type Texts = (Option<String>, Option<String>);

/// The journal after the sync, and the people before it.
pub(crate) struct Merged<'a> {
    pub journal: &'a Journal,
    /// The people before the sync, by their handle after it. `None` if the journal is not merged.
    before: Option<BTreeMap<Handle, &'a Person>>,
    sessions: OnceCell<HashMap<&'a Id, &'a Session>>,
}

impl<'a> Merged<'a> {
    pub(crate) fn new(journal: &'a Journal, before: Option<&'a Journal>) -> Merged<'a> {
        let mut merged = Merged { journal, before: None, sessions: OnceCell::new() };
        merged.before = before.map(|before| {
            let people = before.people.values().map(|filed| &filed.record);
            people.map(|person| (merged.handle_of(person), person)).collect()
        });
        merged
    }

    /// The session with this id after the sync.
    pub(super) fn session(&self, id: &Id) -> Option<&'a Session> {
        let all = || self.journal.sessions.iter().map(|filed| (&filed.record.id, &filed.record)).collect();
        self.sessions.get_or_init(all).get(id).copied()
    }

    /// The handle of a person after the sync. Two people with one handle have two handles after it.
    fn handle_of(&self, person: &Person) -> Handle {
        let now = |handle: &Handle| self.journal.people.get(handle).map(|filed| &filed.record);
        let is_same =
            |now: &Person| person.was.is_empty() || now.was.iter().any(|handle| person.was.contains(handle));
        if now(&person.handle).is_some_and(is_same) {
            return person.handle.clone();
        }
        let known = person.was.iter().chain([&person.handle]);
        let mut found =
            known.filter_map(|handle| now(handle).map(|now| &now.handle).or(self.journal.now_called(handle)));
        found.next().unwrap_or(&person.handle).clone()
    }

    /// What became of a person, given what the commits of one author say.
    fn change(&self, handle: &Handle, told: Change) -> Option<Change> {
        let Some(all) = &self.before else { return Some(told) };
        let now = self.journal.people.get(handle).map(|filed| &filed.record);
        let Some(before) = all.get(handle) else { return now.map(|_| told) };
        match told {
            Change::Forgotten => Some(told),
            _ if before.handle == *handle => (now != Some(*before)).then_some(Change::Changed),
            Change::New => Some(Change::Renamed),
            Change::Changed | Change::Renamed => Some(told),
        }
    }
}

#[derive(Clone, Copy)]
enum Change {
    New,
    Changed,
    Renamed,
    Forgotten,
}

impl PeopleChanges {
    /// Skips new people that are in `counted`, and adds the others to it.
    pub(super) fn of(files: &[Texts], merged: &Merged<'_>, counted: &mut BTreeSet<Handle>) -> PeopleChanges {
        let mut found = PeopleChanges::default();
        let read = |text: &Option<String>| records::read::<Person>("", text.as_deref()?).ok();
        let by_handle = |all: Vec<Person>| -> BTreeMap<Handle, Person> {
            let mut people = BTreeMap::new();
            for person in all {
                let handle = merged.handle_of(&person);
                // Of two records of one person, the one with the handle of today counts.
                if person.handle == handle || !people.contains_key(&handle) {
                    people.insert(handle, person);
                }
            }
            people
        };
        let before = by_handle(files.iter().filter_map(|(before, _)| read(before)).collect());
        let after = by_handle(files.iter().filter_map(|(_, after)| read(after)).collect());
        let mut gone: BTreeSet<&Handle> =
            before.keys().filter(|handle| !after.contains_key(*handle)).collect();
        let mut changes = Vec::new();
        for (handle, person) in &after {
            let was = gone.len();
            gone.retain(|handle| !person.was.contains(handle) && !forget::is_forgotten([person], handle));
            let known = before.get(handle);
            let is_forgotten = |person: &Person| person.forgotten.is_some();
            // A changed comment is no change of the person, but one of the file.
            if known == Some(person) {
                found.changed += 1;
                continue;
            }
            let told = match known {
                _ if is_forgotten(person) && !known.is_some_and(is_forgotten) => Change::Forgotten,
                Some(known) if known.handle == person.handle => Change::Changed,
                Some(_) => Change::Renamed,
                None if gone.len() < was => Change::Renamed,
                None => Change::New,
            };
            changes.push((handle, told));
        }
        changes.extend(gone.into_iter().map(|handle| (handle, Change::Changed)));
        for (handle, told) in changes {
            match merged.change(handle, told) {
                Some(Change::New) => found.new += usize::from(counted.insert(handle.clone())),
                Some(Change::Changed) => found.changed += 1,
                Some(Change::Renamed) => found.renamed += 1,
                Some(Change::Forgotten) => found.forgotten += 1,
                None => {}
            }
        }
        // An unreadable file counts as new or changed.
        let unread = |texts: &&Texts| read(&texts.0).is_none() && read(&texts.1).is_none();
        for (before, _) in files.iter().filter(unread) {
            *(if before.is_none() { &mut found.new } else { &mut found.changed }) += 1;
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people(files: &[(&str, &str)]) -> PeopleChanges {
        let text = |text: &str| (!text.is_empty()).then(|| text.to_string());
        let files = files.iter().map(|(a, b)| (text(a), text(b))).collect::<Vec<_>>();
        let journal = Journal::default();
        PeopleChanges::of(&files, &Merged::new(&journal, None), &mut BTreeSet::new())
    }

    #[test]
    fn a_person_is_followed_from_handle_to_handle() {
        let (ana, ben) = ("handle = \"ana\"\n", "handle = \"ben\"\n");
        let long = "handle = \"ana-l\"\nwas = [\"ana\"]\n";
        let joined = "handle = \"ben\"\nwas = [\"ana\"]\n";
        let tomb = forget::record(
            &forget::Kept::default(),
            &"ana".parse().unwrap(),
            &[],
            "2026-11-21".parse().unwrap(),
        )
        .render();
        assert_eq!(people(&[("", ana)]), PeopleChanges { new: 1, ..PeopleChanges::default() });
        assert_eq!(
            people(&[(ana, "handle = \"ana\"\nteam = \"x\"\n")]),
            PeopleChanges { changed: 1, ..PeopleChanges::default() }
        );
        assert_eq!(
            people(&[(ana, ""), ("", long)]),
            PeopleChanges { renamed: 1, ..PeopleChanges::default() }
        );
        assert_eq!(
            people(&[(ana, ""), (ben, joined)]),
            PeopleChanges { changed: 1, ..PeopleChanges::default() }
        );
        assert_eq!(
            people(&[(ana, ""), ("", &tomb)]),
            PeopleChanges { forgotten: 1, ..PeopleChanges::default() }
        );
        assert_eq!(
            people(&[("", "<<<<"), ("<<<<", "")]),
            PeopleChanges { new: 1, changed: 1, ..PeopleChanges::default() }
        );
    }
}
