//! Former handles. A renamed person keeps the old handle under `was`, because a colleague may have used it in
//! the meantime. Maps former handles to current ones, with the same result on every machine.

use std::collections::{BTreeMap, BTreeSet};

use super::{forget, rename};
use crate::journal::merge;
use crate::journal::records::person::Person;
use crate::journal::text::editable_record::RecordText;
use crate::journal::values::handle::Handle;

/// Former handles, and the handle that replaces each.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct FormerHandles(BTreeMap<Handle, Handle>);

/// The people of one version of the journal.
type Persons<'a> = &'a [Person];

impl FormerHandles {
    /// The former handles of one journal: those that no person has today. Two people with one former handle
    /// are one person, whom two clones renamed differently: the handle that sorts last stays.
    pub(crate) fn of<'a>(people: impl Iterator<Item = &'a Person> + Clone) -> FormerHandles {
        let has: BTreeSet<&Handle> = people.clone().map(|person| &person.handle).collect();
        let renamed: Vec<Person> = people
            .filter(|person| person.forgotten.is_none())
            .map(|person| {
                let was = person.was.iter().filter(|was| !has.contains(was)).cloned().collect();
                Person { was, ..person.clone() }
            })
            .collect();
        let mut former = BTreeMap::new();
        for group in groups(renamed.iter()) {
            let now: Vec<&Person> = renamed.iter().filter(|person| group.contains(&person.handle)).collect();
            let last = now.iter().map(|person| &person.handle).max();
            match last.filter(|_| now.len() == 1 || !now.iter().any(|person| person.is_group())) {
                Some(last) => {
                    let others = group.iter().filter(|handle| *handle != last);
                    former.extend(others.map(|handle| (handle.clone(), last.clone())));
                }
                // A group of people and a person are never the same.
                None => former
                    .extend(now.iter().flat_map(|person| {
                        person.was.iter().map(|was| (was.clone(), person.handle.clone()))
                    })),
            }
        }
        FormerHandles(former)
    }

    /// Compares two versions of a journal with a common base. People that either side renamed or joined get
    /// one handle on both sides. If only one side changed the handle, its handle stays; otherwise the one
    /// that sorts last stays. A person who is forgotten by one handle is forgotten by all.
    pub(crate) fn between(base: Persons<'_>, ours: Persons<'_>, theirs: Persons<'_>) -> FormerHandles {
        let mut former = BTreeMap::new();
        for group in groups(ours.iter().chain(theirs)) {
            if let Some(now) = stays(&group, [base, ours, theirs]) {
                former.extend(group.iter().filter(|was| **was != now).map(|was| (was.clone(), now.clone())));
            }
        }
        FormerHandles(former)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The handle that replaces this one.
    pub(crate) fn now(&self, handle: &Handle) -> Option<&Handle> {
        self.0.get(handle)
    }

    /// Whether this handle was replaced, or replaces another one.
    pub(crate) fn concerns(&self, handle: &Handle) -> bool {
        self.0.contains_key(handle) || self.0.values().any(|now| now == handle)
    }

    /// Replaces former handles in a record, and removes its conflicts between two handles of one person. The
    /// record's kind follows from its path. Returns whether the record changed.
    pub(crate) fn in_record(&self, path: &str, text: &mut RecordText) -> bool {
        let before = text.render();
        self.0.iter().for_each(|(was, now)| rename::in_record(path, text, was, now));
        merge::drop_settled(text, |key, unused| {
            let former = rename::ONE_PERSON.contains(&key).then(|| unused.parse::<Handle>().ok()).flatten();
            former.and_then(|former| self.now(&former)).map(Handle::to_string)
        });
        text.render() != before
    }
}

/// Groups of handles that belong to one person, according to `was`.
fn groups<'a>(people: impl Iterator<Item = &'a Person>) -> Vec<BTreeSet<Handle>> {
    let mut groups: Vec<BTreeSet<Handle>> = Vec::new();
    for person in people.filter(|person| person.forgotten.is_none() && !person.was.is_empty()) {
        let mut group: BTreeSet<Handle> =
            person.was.iter().chain(std::iter::once(&person.handle)).cloned().collect();
        groups.retain(|other| {
            let apart = other.is_disjoint(&group);
            if !apart {
                group.extend(other.iter().cloned());
            }
            apart
        });
        groups.push(group);
    }
    groups
}

/// Chooses the handle that stays. `None` if no record has one of the group's handles, or if one is a group of
/// people.
fn stays(group: &BTreeSet<Handle>, [base, ours, theirs]: [Persons<'_>; 3]) -> Option<Handle> {
    let mut all = ours.iter().chain(theirs);
    if let Some(gone) = group.iter().find(|handle| forget::is_forgotten(all.clone(), handle)) {
        return Some(gone.clone());
    }
    if all.any(|person| group.contains(&person.handle) && person.is_group()) {
        return None; // A group and a person are never the same.
    }
    let heads = |people: Persons<'_>| -> BTreeSet<Handle> {
        let known = people.iter().filter(|person| person.forgotten.is_none());
        known.map(|person| &person.handle).filter(|handle| group.contains(handle)).cloned().collect()
    };
    let [was, here, there] = [base, ours, theirs].map(heads);
    let (from, who): (BTreeSet<Handle>, Vec<&Person>) = match () {
        () if here == was => (there, theirs.iter().collect()),
        () if there == was => (here, ours.iter().collect()),
        () => (here.union(&there).cloned().collect(), ours.iter().chain(theirs).collect()),
    };
    let earlier: BTreeSet<&Handle> = who.iter().flat_map(|person| &person.was).collect();
    let left = from.iter().filter(|handle| !earlier.contains(handle)).max();
    left.or(from.iter().max()).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people(all: &[(&str, &[&str])]) -> Vec<Person> {
        let person = |(handle, was): &(&str, &[&str])| Person {
            was: was.iter().map(|was| was.parse().unwrap()).collect(),
            ..Person::new(handle.parse().unwrap())
        };
        all.iter().map(person).collect()
    }

    /// Also checks that swapping the sides gives the same result.
    fn between(base: &[(&str, &[&str])], ours: &[(&str, &[&str])], theirs: &[(&str, &[&str])]) -> String {
        let [base, ours, theirs] = [base, ours, theirs].map(people);
        let one = FormerHandles::between(&base, &ours, &theirs);
        assert_eq!(one, FormerHandles::between(&base, &theirs, &ours));
        one.0.iter().map(|(was, now)| format!("{was}>{now}")).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_side_that_renamed_says_how_and_of_two_the_greater() {
        let ana: &[(&str, &[&str])] = &[("ana", &[])];
        let long: &[(&str, &[&str])] = &[("ana-l", &["ana"])];
        assert_eq!(between(ana, long, ana), "ana>ana-l");
        assert_eq!(between(ana, long, &[("al", &["ana"])]), "al>ana-l ana>ana-l");
        assert_eq!(between(ana, long, long), "ana>ana-l");
        // The person was renamed long ago, and a colleague used the old handle once more.
        assert_eq!(between(long, long, &[("ana", &[]), ("ana-l", &["ana"])]), "ana>ana-l");
        // The person gets the first handle again, by a second rename or by an undo.
        assert_eq!(between(long, &[("ana", &["ana-l"])], long), "ana-l>ana");
        assert_eq!(between(long, ana, long), "ana-l>ana");
        assert_eq!(between(ana, ana, ana), "");
    }

    #[test]
    fn two_who_are_one_take_the_name_that_one_of_them_got() {
        let two: &[(&str, &[&str])] = &[("ana", &[]), ("ben", &[])];
        let joined: &[(&str, &[&str])] = &[("ben", &["ana"])];
        assert_eq!(between(two, joined, two), "ana>ben");
        let other: &[(&str, &[&str])] = &[("ana", &[]), ("benny", &["ben"])];
        assert_eq!(between(two, joined, other), "ana>benny ben>benny");
        assert_eq!(between(two, joined, &[]), "ana>ben");
    }

    #[test]
    fn within_one_journal_only_what_nobody_has_is_former() {
        let known = people(&[("ana-l", &["ana", "al"]), ("al", &[])]);
        let former = FormerHandles::of(known.iter());
        assert_eq!(former.now(&"ana".parse().unwrap()), "ana-l".parse().ok().as_ref());
        assert_eq!(former.now(&"al".parse().unwrap()), None);
    }

    #[test]
    fn two_with_one_former_handle_are_one_person() {
        let said = |all: &[(&str, &[&str])]| {
            let known = people(all);
            let former = FormerHandles::of(known.iter()).0;
            former.iter().map(|(was, now)| format!("{was}>{now}")).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(said(&[("ana-r", &["ana"]), ("ana2", &["ana"])]), "ana>ana2 ana-r>ana2");
        assert_eq!(said(&[("a", &["x"]), ("b", &["x", "y"]), ("c", &["y"])]), "a>c b>c x>c y>c");
        // Somebody has the former handle now, so it tells nothing.
        assert_eq!(said(&[("ana-r", &["ana"]), ("ana2", &["ana"]), ("ana", &[])]), "");
        let mut mixed = people(&[("ana-r", &["ana"]), ("team", &["ana"])]);
        mixed[1].members = vec!["bo".parse().unwrap()];
        assert_eq!(FormerHandles::of(mixed.iter()).now(&"ana-r".parse().unwrap()), None);
    }
}
