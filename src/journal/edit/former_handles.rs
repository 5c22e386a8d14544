//! Former handles. A person who was renamed keeps the old handle under `was`, so that what somebody
//! else meanwhile wrote under it is theirs: this finds who is meant, and the same on every machine.

use std::collections::{BTreeMap, BTreeSet};

use super::{forget, rename};
use crate::journal::records::person::Person;
use crate::journal::text::document::RecordText;
use crate::journal::values::handle::Handle;

/// Handles that are not to be used any more, and what stands in their place.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct FormerHandles(BTreeMap<Handle, Handle>);

/// The people whom one journal knows.
type People<'a> = &'a [Person];

impl FormerHandles {
    /// What is certain within one journal: handles that somebody had, and nobody has.
    pub fn of<'a>(people: impl Iterator<Item = &'a Person> + Clone) -> FormerHandles {
        let has: BTreeSet<&Handle> = people.clone().map(|person| &person.handle).collect();
        let mut former = BTreeMap::new();
        for person in people.filter(|person| person.forgotten.is_none()) {
            for was in person.was.iter().filter(|was| !has.contains(was)) {
                former.insert(was.clone(), person.handle.clone());
            }
        }
        FormerHandles(former)
    }

    /// For two journals that began alike: people whom either side gave another handle, or made one
    /// of two, have one handle in both. The side that alone changed it says which; else the greater
    /// stays. Who was forgotten by one handle is by every one.
    pub fn between(base: People<'_>, ours: People<'_>, theirs: People<'_>) -> FormerHandles {
        let mut former = BTreeMap::new();
        for group in groups(ours.iter().chain(theirs)) {
            if let Some(now) = stays(&group, [base, ours, theirs]) {
                former.extend(group.iter().filter(|was| **was != now).map(|was| (was.clone(), now.clone())));
            }
        }
        FormerHandles(former)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What stands in the place of this handle.
    pub fn now(&self, handle: &Handle) -> Option<&Handle> {
        self.0.get(handle)
    }

    /// Whether this handle is one of those that changed, before or after.
    pub fn concerns(&self, handle: &Handle) -> bool {
        self.0.contains_key(handle) || self.0.values().any(|now| now == handle)
    }

    /// Writes the handles that are used now into a record, by the folder it lies in. Gives whether that
    /// changed it.
    pub fn in_record(&self, path: &str, text: &mut RecordText) -> bool {
        let before = text.render();
        self.0.iter().for_each(|(was, now)| rename::in_record(path, text, was, now));
        text.render() != before
    }
}

/// Handles that are of one person, as `was` tells.
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

/// The handle of the group that stays; nothing where nobody has one of them.
fn stays(group: &BTreeSet<Handle>, [base, ours, theirs]: [People<'_>; 3]) -> Option<Handle> {
    let mut all = ours.iter().chain(theirs);
    if let Some(gone) = group.iter().find(|handle| forget::is_forgotten(all.clone(), handle)) {
        return Some(gone.clone());
    }
    if all.any(|person| group.contains(&person.handle) && person.is_group()) {
        return None; // A group of people and a person are never one.
    }
    let heads = |people: People<'_>| -> BTreeSet<Handle> {
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

    /// The same both ways round.
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
        // Renamed long ago, and used by the old handle once more.
        assert_eq!(between(long, long, &[("ana", &[]), ("ana-l", &["ana"])]), "ana>ana-l");
        // Back again, by a second renaming or by undoing the first.
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
}
