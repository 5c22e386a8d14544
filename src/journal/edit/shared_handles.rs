//! One handle that two people got in two clones: by two renames, or by a rename and a new person. Finds such
//! handles, and decides which person keeps each. The result is the same on every machine, whichever side is
//! ours.

use std::collections::{BTreeMap, BTreeSet};

use super::{forget, rename};
use crate::journal::records::kind::RecordKind;
use crate::journal::records::person::Person;
use crate::journal::text::editable_record::RecordText;
use crate::journal::values::handle::Handle;

/// One of the three versions of a merge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Version {
    Base,
    Ours,
    Theirs,
}

/// A handle that two people got.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SharedHandle {
    pub handle: Handle,
    /// The earlier handle of the person who keeps the handle. `None` if one side added that person.
    pub keeper: Option<Handle>,
    /// The handle of the other person after the merge: the one by which the other side knows them.
    pub other: Handle,
    /// The versions in which the handle is the other person's.
    versions: Vec<Version>,
}

/// The handles that two people share in a merge.
#[derive(Default)]
pub(crate) struct SharedHandles(pub Vec<SharedHandle>);

impl SharedHandles {
    /// Compares two versions of a journal with a common base. Without a base, people with one handle are one
    /// person.
    pub(crate) fn between(base: &[Person], ours: &[Person], theirs: &[Person]) -> SharedHandles {
        let base = living(base);
        let (our_side, their_side) = (Side::of(&base, ours), Side::of(&base, theirs));
        let both = our_side.people.keys().filter(|handle| their_side.people.contains_key(*handle));
        let shared = both.filter_map(|handle| shared(&base, handle, &our_side, &their_side));
        let ours_to_keep = with_forgotten_handle(&base, (&our_side, Version::Ours), (&their_side, theirs));
        let theirs_to_keep = with_forgotten_handle(&base, (&their_side, Version::Theirs), (&our_side, ours));
        SharedHandles(shared.chain(ours_to_keep).chain(theirs_to_keep).collect())
    }

    /// The people of one version, each with the handle that is theirs after the merge.
    pub(crate) fn people(&self, version: Version, people: &[Person]) -> Vec<Person> {
        let told_apart = |person: &Person| match self.of(version).find(|one| one.handle == person.handle) {
            None => person.clone(),
            Some(one) => {
                let was = person.was.iter().filter(|was| **was != one.other).cloned().collect();
                Person { handle: one.other.clone(), was, ..person.clone() }
            }
        };
        people.iter().map(told_apart).collect()
    }

    /// Writes the handle that the other person has after the merge into a record of one version.
    pub(crate) fn in_record(&self, version: Version, path: &str, text: &mut RecordText) {
        for SharedHandle { handle, other, .. } in self.of(version) {
            rename::in_record(path, text, handle, other);
            // The handle belongs to the keeper now, so it is not a former handle of the other person.
            let mut keys = text.root();
            if RecordKind::Person.is_at(path) && keys.text("handle") == Some(other.as_str()) {
                let was: Vec<String> =
                    keys.words("was").into_iter().filter(|was| was != handle.as_str()).collect();
                keys.set_list("was", &was);
            }
        }
    }

    /// Whether a person got this handle, or has it again.
    pub(crate) fn concern(&self, handle: &Handle) -> bool {
        self.0.iter().any(|one| one.handle == *handle || one.other == *handle)
    }

    fn of(&self, version: Version) -> impl Iterator<Item = &SharedHandle> {
        self.0.iter().filter(move |one| one.versions.contains(&version))
    }
}

/// The handles of `before` that belong to another person in `after`, each with the present handle of the
/// person who had it.
pub(crate) fn reassigned(before: &[Person], after: &[Person]) -> Vec<(Handle, Handle)> {
    let base = living(before);
    let after = Side::of(&base, after);
    let moved = |handle: &&Handle| -> Option<(Handle, Handle)> {
        let now = after.successor(&base, handle).filter(|now| now != handle)?;
        after.people.contains_key(*handle).then(|| ((*handle).clone(), now.clone()))
    };
    base.keys().filter_map(moved).collect()
}

type Living<'a> = BTreeMap<&'a Handle, &'a Person>;

fn living(people: &[Person]) -> Living<'_> {
    let living = people.iter().filter(|person| person.forgotten.is_none());
    living.map(|person| (&person.handle, person)).collect()
}

/// The people of one side, and the people of the base that each of them is.
struct Side<'a> {
    people: Living<'a>,
    origins: BTreeMap<&'a Handle, BTreeSet<&'a Handle>>,
}

impl<'a> Side<'a> {
    fn of(base: &Living<'a>, people: &'a [Person]) -> Side<'a> {
        let mut side = Side { people: living(people), origins: BTreeMap::new() };
        let mut origins: BTreeMap<&Handle, BTreeSet<&Handle>> = BTreeMap::new();
        for handle in base.keys() {
            if let Some(now) = side.successor(base, handle) {
                origins.entry(now).or_default().insert(handle);
            }
        }
        side.origins = origins;
        side
    }

    /// The handle on this side of the person who has `handle` in the base.
    fn successor(&self, base: &Living<'a>, handle: &Handle) -> Option<&'a Handle> {
        let former = base.get(handle).map_or(&[][..], |person| &person.was);
        // A person who has a former handle again: a rename was reverted.
        let again = || former.iter().find(|was| self.people.contains_key(*was) && !base.contains_key(*was));
        let again = || again().and_then(|was| self.people.get_key_value(was));
        let found = match self.people.get_key_value(handle) {
            Some((_, person)) => {
                let lost = again().filter(|(was, _)| !person.was.contains(was));
                lost.or_else(|| self.people.get_key_value(handle))
            }
            None => {
                let renamed = self
                    .people
                    .iter()
                    .filter(|(_, person)| person.was.contains(handle))
                    .max_by_key(|(now, _)| **now);
                renamed.or_else(again)
            }
        };
        found.map(|(now, _)| *now)
    }

    fn origins(&self, handle: &Handle) -> BTreeSet<&'a Handle> {
        self.origins.get(handle).cloned().unwrap_or_default()
    }
}

/// A handle that both sides have, if they mean two people by it.
fn shared(base: &Living<'_>, handle: &Handle, ours: &Side<'_>, theirs: &Side<'_>) -> Option<SharedHandle> {
    let (here, there) = (ours.origins(handle), theirs.origins(handle));
    if !here.is_disjoint(&there) || (here.is_empty() && there.is_empty()) {
        return None;
    }
    // A new person has no other handle, so they keep this one.
    let ours_stays = here.first() < there.first();
    let (keeper, origins, own, far, version) = if ours_stays {
        (here, there, theirs, ours, Version::Theirs)
    } else {
        (there, here, ours, theirs, Version::Ours)
    };
    let known = origins.iter().filter_map(|origin| far.successor(base, origin));
    let free = |now: &&Handle| *now != handle && !own.people.contains_key(now);
    let other = known.chain(origins.iter().copied()).find(free)?.clone();
    let mut versions = vec![version];
    versions.extend(origins.contains(handle).then_some(Version::Base));
    Some(SharedHandle {
        handle: handle.clone(),
        keeper: keeper.first().map(|keeper| (*keeper).clone()),
        other,
        versions,
    })
}

/// The people of one side whose handle belonged, on the other side, to a person who was forgotten there. They
/// are other people, if the other side knows each of them by another handle.
fn with_forgotten_handle<'a>(
    base: &'a Living<'a>,
    (own, version): (&'a Side<'a>, Version),
    (far, all_far): (&'a Side<'a>, &'a [Person]),
) -> impl Iterator<Item = SharedHandle> + 'a {
    let handles = own.people.keys().filter(move |handle| !far.people.contains_key(*handle));
    let gone = handles.filter(move |handle| forget::is_forgotten(all_far, handle));
    gone.filter_map(move |handle| {
        let origins = own.origins(handle);
        let known: Vec<&Handle> = origins.iter().filter_map(|origin| far.successor(base, origin)).collect();
        let other = known.first().filter(|other| !own.people.contains_key(*other))?;
        let mut versions = vec![version];
        versions.extend(origins.contains(handle).then_some(Version::Base));
        // A person who was merged into a forgotten one is forgotten too.
        (known.len() == origins.len()).then(|| SharedHandle {
            handle: (*handle).clone(),
            keeper: None,
            other: (*other).clone(),
            versions,
        })
    })
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

    type People<'a> = &'a [(&'a str, &'a [&'a str])];

    /// `HANDLE: KEEPER, OTHER`. Checks that swapping the sides gives the same result.
    fn between(base: People<'_>, ours: People<'_>, theirs: People<'_>) -> String {
        let [base, ours, theirs] = [base, ours, theirs].map(people);
        let said = |found: SharedHandles| -> Vec<String> {
            let keeper =
                |one: &SharedHandle| one.keeper.as_ref().map_or("new", |keeper| keeper.as_str()).to_string();
            found.0.iter().map(|one| format!("{}: {}, {}", one.handle, keeper(one), one.other)).collect()
        };
        let one = said(SharedHandles::between(&base, &ours, &theirs));
        assert_eq!(one, said(SharedHandles::between(&base, &theirs, &ours)));
        one.join(" ")
    }

    #[test]
    fn two_people_with_one_new_handle_are_two() {
        let two: People<'_> = &[("ana", &[]), ("ben", &[])];
        let (one, other): (People<'_>, People<'_>) =
            (&[("x", &["ana"]), ("ben", &[])], &[("ana", &[]), ("x", &["ben"])]);
        assert_eq!(between(two, one, other), "x: ana, ben");
        // The other side renamed the person who does not keep the handle, so they keep that name.
        assert_eq!(between(two, &[("x", &["ana"]), ("benny", &["ben"])], other), "x: ana, benny");
        let (ben, sam): (People<'_>, People<'_>) = (&[("ben", &[])], &[("sam", &["ben"])]);
        assert_eq!(between(ben, sam, &[("ben", &[]), ("sam", &[])]), "sam: new, ben");
    }

    #[test]
    fn a_side_that_did_not_hear_of_it_yet_uses_the_handle_for_the_other_person() {
        let (before, after): (People<'_>, People<'_>) = (&[("sam", &["ben"])], &[("ben", &[]), ("sam", &[])]);
        assert_eq!(between(before, before, after), "sam: new, ben");
        let (before, after): (People<'_>, People<'_>) =
            (&[("ana", &[]), ("x", &["ben"])], &[("x", &["ana"]), ("ben", &[])]);
        assert_eq!(between(before, before, after), "x: ana, ben");
        let said = |before, after| {
            reassigned(&people(before), &people(after))
                .into_iter()
                .map(|(was, now)| format!("{was}>{now}"))
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert_eq!(said(before, after), "x>ben");
        assert_eq!(said(after, after), "");
        assert_eq!(said(&[("ana", &[])], &[("ana-l", &["ana"])]), "");
    }

    #[test]
    fn one_person_with_one_handle_is_one() {
        let ana: People<'_> = &[("ana", &[])];
        let long: People<'_> = &[("ana-l", &["ana"])];
        let none: People<'_> = &[];
        for (base, ours, theirs) in [
            (ana, ana, ana),
            (ana, long, long),
            (long, ana, long),
            (none, ana, ana),
            (none, long, &[("ana-l", &["al"])]),
            (long, long, &[("ana", &[]), ("ana-l", &["ana"])]),
            (ana, &[("ana", &[]), ("cleo", &[])], &[("ana", &[]), ("cleo", &[])]),
            (&[("ana", &[]), ("anna", &[])], &[("ana", &["anna"])], &[("ana", &[]), ("anna", &[])]),
            (
                &[("ana", &[]), ("ben", &[]), ("x", &[])],
                &[("ben", &[]), ("x", &["ana"])],
                &[("ana", &[]), ("x", &["ben"])],
            ),
        ] {
            assert_eq!(between(base, ours, theirs), "", "{base:?} {ours:?} {theirs:?}");
        }
    }
}
