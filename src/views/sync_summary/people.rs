//! Counts changes of people between two states of a journal: new, changed, renamed and forgotten. Compares
//! people by handle, because a rename also moves the file.

use std::collections::{BTreeMap, BTreeSet};

use crate::journal::edit::forget;
use crate::journal::records;
use crate::journal::records::person::Person;
use crate::journal::values::handle::Handle;

#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct PeopleChanges {
    pub new: usize,
    pub changed: usize,
    pub renamed: usize,
    pub forgotten: usize,
}

/// A file's text before and after.
pub(super) type Texts = (Option<String>, Option<String>);

impl PeopleChanges {
    /// Skips new people that are in `counted`, and adds the others to it.
    pub(super) fn of(files: &[Texts], counted: &mut BTreeSet<Handle>) -> PeopleChanges {
        let mut found = PeopleChanges::default();
        let read = |text: &Option<String>| records::read::<Person>("", text.as_deref()?).ok();
        let by_handle = |all: Vec<Person>| -> BTreeMap<Handle, Person> {
            all.into_iter().map(|person| (person.handle.clone(), person)).collect()
        };
        let before = by_handle(files.iter().filter_map(|(before, _)| read(before)).collect());
        let after = by_handle(files.iter().filter_map(|(_, after)| read(after)).collect());
        let mut gone: BTreeSet<&Handle> =
            before.keys().filter(|handle| !after.contains_key(*handle)).collect();
        for (handle, person) in &after {
            let was = gone.len();
            gone.retain(|handle| !person.was.contains(handle) && !forget::is_forgotten([person], handle));
            let known = before.get(handle);
            match () {
                () if person.forgotten.is_some() && known.is_none_or(|known| known.forgotten.is_none()) => {
                    found.forgotten += 1;
                }
                () if known.is_some() => found.changed += 1,
                () if gone.len() < was => found.renamed += 1,
                () => found.new += usize::from(counted.insert(handle.clone())),
            }
        }
        found.changed += gone.len();
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
        PeopleChanges::of(&files, &mut BTreeSet::new())
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
