//! Several journals as one, for reports that add them up. The records stay in their files: people are matched and
//! renamed only in memory.

use std::collections::{BTreeMap, BTreeSet};

use super::journal::Journal;
use crate::journal::records::person::Person;
use crate::journal::records::session::Session;
use crate::journal::text::fold::fold;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;

/// A journal and the name by which notes call it.
pub(crate) struct NamedJournal {
    pub name: String,
    pub journal: Journal,
}

/// Adds up sessions and people. Settings, standards and templates are those of the first journal that has them.
/// Returns notes about people and sessions that two journals have.
///
/// A person of two journals is one person if the handles agree and nothing else tells them apart: neither the addresses
/// nor the names differ. Other people are one if they alone have their address. `me` is one person everywhere. A session with the id
/// of another one is a copy of it, because ids are random, so it counts once.
pub(crate) fn together(
    first: NamedJournal,
    rest: Vec<NamedJournal>,
    me: Option<&Handle>,
) -> (Journal, Vec<String>) {
    let mut notes = Vec::new();
    let NamedJournal { name: first_name, journal: mut all } = first;
    named(&mut all, &first_name);
    let mut places: BTreeMap<Id, String> =
        all.sessions.iter().map(|filed| (filed.record.id.clone(), first_name.clone())).collect();
    for NamedJournal { name, mut journal } in rest {
        named(&mut journal, &name);
        call_me(&mut all, &journal, me);
        let renamed = renamed(&all, &journal, me, &name, &mut notes);
        let now = |handle: &Handle| renamed.get(handle).unwrap_or(handle).clone();
        for (_, mut filed) in journal.people {
            rename_person(&mut filed.record, now);
            match all.people.get_mut(&filed.record.handle) {
                Some(known) => fill(&mut known.record, filed.record),
                None => drop(all.people.insert(filed.record.handle.clone(), filed)),
            }
        }
        let mut copies: BTreeMap<String, Vec<Id>> = BTreeMap::new();
        for mut filed in journal.sessions {
            let id = filed.record.id.clone();
            if let Some(other) = places.get(&id) {
                copies.entry(other.clone()).or_default().push(id);
                continue;
            }
            rename_in(&mut filed.record, now);
            places.insert(id, name.clone());
            all.sessions.push(filed);
        }
        for (other, ids) in copies {
            let first = ids.first().map(ToString::to_string).unwrap_or_default();
            let more = if ids.len() > 1 { format!(" and {} more", ids.len() - 1) } else { String::new() };
            notes.push(format!(
                "{name} and {other} both have session {first}{more}: each counts once, as in {other}"
            ));
        }
        for (handle, objective) in journal.objectives {
            all.objectives.entry(handle).or_insert(objective);
        }
        for (handle, standard) in journal.standards {
            all.standards.entry(handle).or_insert(standard);
        }
        for (handle, template) in journal.templates {
            all.templates.entry(handle).or_insert(template);
        }
        all.problems.extend(journal.problems);
    }
    all.sort();
    (all, notes)
}

/// Puts the journal's name before the paths of its problems.
fn named(journal: &mut Journal, name: &str) {
    for problem in &mut journal.problems {
        problem.path = format!("{name}: {}", problem.path);
    }
}

/// Gives the user the handle `me` in the earlier journals too, if their record there has another handle and the same
/// address.
fn call_me(all: &mut Journal, journal: &Journal, me: Option<&Handle>) {
    let Some(mine) = me.and_then(|me| journal.people.get(me)) else { return };
    let me = &mine.record.handle;
    if all.people.contains_key(me) {
        return;
    }
    let Some(other) = only_one_at(all, &mine.record).map(|person| person.handle.clone()) else { return };
    let now = |handle: &Handle| if *handle == other { me.clone() } else { handle.clone() };
    for (_, mut filed) in std::mem::take(&mut all.people) {
        rename_person(&mut filed.record, now);
        all.people.insert(filed.record.handle.clone(), filed);
    }
    for filed in &mut all.sessions {
        rename_in(&mut filed.record, now);
    }
}

/// The handles of this journal that mean another handle among all others. First people of one handle are matched, then
/// those of one address.
fn renamed(
    all: &Journal,
    journal: &Journal,
    me: Option<&Handle>,
    name: &str,
    notes: &mut Vec<String>,
) -> BTreeMap<Handle, Handle> {
    let people = || journal.people.values().map(|filed| &filed.record).filter(|one| one.forgotten.is_none());
    let mut renamed = BTreeMap::new();
    let mut matched: BTreeSet<&Handle> = BTreeSet::new();
    let mut others: Vec<&Person> = Vec::new();
    for person in people() {
        let other = all.people.get(&person.handle).map(|filed| &filed.record);
        let is_me = me == Some(&person.handle);
        let Some(other) = other.filter(|other| is_me || !are_told_apart(person, other)) else {
            others.push(person);
            continue;
        };
        matched.insert(&other.handle);
        if !is_me && !is_certain(person, other) {
            notes.push(format!(
                "`{}` of {name} counts as the person of the same handle; a name or an email address in both \
                 journals tells them apart",
                person.handle
            ));
        }
    }
    let mut taken: BTreeSet<Handle> = all.people.keys().chain(journal.people.keys()).cloned().collect();
    for person in others {
        let is_alone = || only_one_at(journal, person).is_some();
        let same = only_one_at(all, person).filter(|same| is_alone() && !matched.contains(&same.handle));
        if let Some(same) = same {
            matched.insert(&same.handle);
            renamed.insert(person.handle.clone(), same.handle.clone());
        } else if all.people.contains_key(&person.handle) {
            let handle = free(&person.handle, &taken);
            notes.push(format!(
                "`{}` is another person in {name}, who is called `{handle}` here",
                person.handle
            ));
            taken.insert(handle.clone());
            renamed.insert(person.handle.clone(), handle);
        } else if let Some(other) = namesake(all, person) {
            notes.push(format!(
                "`{}` of {name} and `{other}` have one name and count as two people; one email address in both \
                 journals makes them one",
                person.handle
            ));
        }
    }
    renamed
}

/// The person with this person's address, if only one has it.
fn only_one_at<'a>(journal: &'a Journal, person: &Person) -> Option<&'a Person> {
    let wanted = address(person)?;
    let mut there = journal.people.values().map(|filed| &filed.record);
    let is_there = |one: &&Person| one.forgotten.is_none() && address(one).as_ref() == Some(&wanted);
    let first = there.find(is_there)?;
    there.all(|one| !is_there(&one)).then_some(first)
}

/// A person of the same name, without an address that tells the two apart.
fn namesake<'a>(all: &'a Journal, person: &Person) -> Option<&'a Handle> {
    let name = folded_name(person)?;
    let mut others = all.people.values().map(|filed| &filed.record);
    let found =
        others.find(|other| folded_name(other).as_ref() == Some(&name) && !are_told_apart(person, other))?;
    Some(&found.handle)
}

fn address(person: &Person) -> Option<String> {
    person.email.as_deref().map(|email| email.trim().to_lowercase())
}

fn folded_name(person: &Person) -> Option<String> {
    person.name.as_deref().map(fold)
}

/// Whether the records of one handle are of two people.
fn are_told_apart(one: &Person, other: &Person) -> bool {
    let differ =
        |one: Option<String>, other: Option<String>| one.zip(other).is_some_and(|(one, other)| one != other);
    one.is_group() != other.is_group()
        || differ(address(one), address(other))
        || differ(folded_name(one), folded_name(other))
}

/// Whether the records of one handle are certainly of one person.
fn is_certain(one: &Person, other: &Person) -> bool {
    let agree = |one: Option<String>, other: Option<String>| one.is_some() && one == other;
    one.is_group() || agree(folded_name(one), folded_name(other)) || agree(address(one), address(other))
}

/// The first free handle of `ana-2`, `ana-3` and so on.
fn free(handle: &Handle, taken: &BTreeSet<Handle>) -> Handle {
    let numbered = (2..).filter_map(|number: u32| format!("{handle}-{number}").parse::<Handle>().ok());
    numbered.take(1000).find(|handle| !taken.contains(handle)).unwrap_or_else(|| handle.clone())
}

/// Fills the facts that the known record lacks.
fn fill(known: &mut Person, more: Person) {
    known.name = known.name.take().or(more.name);
    known.email = known.email.take().or(more.email);
    known.team = known.team.take().or(more.team);
    known.manager = known.manager.take().or(more.manager);
    known.relationship = known.relationship.or(more.relationship);
    known.consent = known.consent.or(more.consent);
    known.cadence = known.cadence.or(more.cadence);
    let new = more.members.into_iter().filter(|member| !known.members.contains(member)).collect::<Vec<_>>();
    known.members.extend(new);
}

fn rename_person(person: &mut Person, now: impl Fn(&Handle) -> Handle) {
    person.handle = now(&person.handle);
    person.manager = person.manager.as_ref().map(&now);
    person.members = person.members.iter().map(&now).collect();
}

fn rename_in(session: &mut Session, now: impl Fn(&Handle) -> Handle) {
    session.coach = now(&session.coach);
    session.with = session.with.iter().map(&now).collect();
    session.group = session.group.as_ref().map(&now);
    for action in &mut session.actions {
        action.owner = now(&action.owner);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::query::journal::Filed;
    use crate::journal::records;

    fn journal(name: &str, people: &[&str], sessions: &[&str]) -> NamedJournal {
        let mut journal = Journal::default();
        for text in people {
            let record: Person = records::read("p.toml", text).unwrap();
            journal.people.insert(record.handle.clone(), Filed { path: "p.toml".into(), record });
        }
        for text in sessions {
            let record = records::read("s.toml", text).unwrap();
            journal.sessions.push(Filed { path: "s.toml".into(), record });
        }
        NamedJournal { name: name.into(), journal }
    }

    fn session(id: &str, with: &str) -> String {
        format!("id = \"{id}\"\ndate = 2026-11-02\ncoach = \"jo\"\nwith = [\"{with}\"]\n")
    }

    fn whom(journal: &Journal) -> Vec<String> {
        journal.sessions.iter().map(|filed| filed.record.whom().to_string()).collect()
    }

    #[test]
    fn people_of_one_handle_with_other_names_are_two() {
        let a = journal("A", &["handle = \"ana\"\nname = \"Ana Ruiz\""], &[&session("k2bcdfghjz", "ana")]);
        let b = journal("B", &["handle = \"ana\"\nname = \"Ana Berg\""], &[&session("k3bcdfghjz", "ana")]);
        let (all, notes) = together(a, vec![b], None);
        assert_eq!(whom(&all), ["ana", "ana-2"]);
        assert_eq!(all.people.len(), 2);
        assert_eq!(notes, ["`ana` is another person in B, who is called `ana-2` here"]);
    }

    #[test]
    fn people_of_one_address_are_one() {
        let a = journal(
            "A",
            &["handle = \"ana\"\nemail = \"ana@example.com\""],
            &[&session("k2bcdfghjz", "ana")],
        );
        let b = journal(
            "B",
            &["handle = \"ruiz\"\nemail = \"Ana@example.com\"\nconsent = 2026-01-01"],
            &[&session("k3bcdfghjz", "ruiz")],
        );
        let (all, notes) = together(a, vec![b], None);
        assert_eq!((whom(&all), notes.len()), (vec!["ana".to_string(), "ana".into()], 0));
        assert!(all.people.values().next().unwrap().record.consent.is_some());
    }

    #[test]
    fn people_of_one_handle_are_one_if_nothing_tells_them_apart() {
        let bare = || journal("A", &["handle = \"ana\""], &[]);
        let (all, notes) = together(bare(), vec![bare()], None);
        assert_eq!((all.people.len(), notes.len()), (1, 1));
        let (_, notes) = together(bare(), vec![bare()], Some(&"ana".parse().unwrap()));
        assert_eq!(notes, Vec::<String>::new(), "the user is one person");
    }

    #[test]
    fn a_shared_address_does_not_make_two_people_one() {
        let people =
            ["handle = \"ana\"\nemail = \"office@x.com\"", "handle = \"ben\"\nemail = \"office@x.com\""];
        let a = journal("A", &people, &[&session("k2bcdfghjz", "ana")]);
        let b = journal("B", &people, &[&session("k3bcdfghjz", "ben")]);
        let (all, notes) = together(a, vec![b], None);
        assert_eq!((whom(&all), notes.len()), (vec!["ana".to_string(), "ben".into()], 0));
        let carl =
            journal("B", &["handle = \"carl\"\nemail = \"office@x.com\""], &[&session("k3bcdfghjz", "carl")]);
        let (all, _) = together(journal("A", &people, &[]), vec![carl], None);
        assert_eq!(whom(&all), ["carl"]);
    }

    #[test]
    fn two_people_of_one_journal_stay_two() {
        let a = journal("A", &["handle = \"ana\"\nname = \"Ana Ruiz\"\nemail = \"a@x\""], &[]);
        let theirs = ["handle = \"ana\"", "handle = \"ruiz\"\nname = \"Ana Ruiz\"\nemail = \"a@x\""];
        let b = journal("B", &theirs, &[&session("k2bcdfghjz", "ana"), &session("k3bcdfghjz", "ruiz")]);
        let (all, notes) = together(a, vec![b], None);
        assert_eq!(whom(&all), ["ana", "ruiz"]);
        assert_eq!(notes.len(), 2, "{notes:?}");
    }

    #[test]
    fn the_user_is_one_person_whatever_their_handles_are() {
        let mine = |name: &str, handle: &str, id: &str| {
            let text = session(id, "ana").replace("\"jo\"", &format!("\"{handle}\""));
            journal(name, &[&format!("handle = \"{handle}\"\nemail = \"jo@x\"")], &[&text])
        };
        for me in ["jx", "jy"] {
            let me: Handle = me.parse().unwrap();
            let (all, _) =
                together(mine("A", "jx", "k2bcdfghjz"), vec![mine("B", "jy", "k3bcdfghjz")], Some(&me));
            assert!(all.sessions.iter().all(|filed| filed.record.coach == me), "{me}");
            assert_eq!(all.people.len(), 1);
        }
    }

    #[test]
    fn a_group_is_no_person() {
        let a = journal("A", &["handle = \"sales\""], &[&session("k2bcdfghjz", "sales")]);
        let b = journal("B", &["handle = \"sales\"\nmembers = [\"ana\"]"], &[]);
        let (all, notes) = together(a, vec![b], None);
        assert_eq!((all.people.len(), notes.len()), (2, 1), "{notes:?}");
    }

    #[test]
    fn a_copied_session_counts_once() {
        let text = session("k2bcdfghjz", "ana");
        let (all, notes) = together(journal("A", &[], &[&text]), vec![journal("B", &[], &[&text])], None);
        assert_eq!(all.sessions.len(), 1);
        assert_eq!(notes, ["B and A both have session k2bcdfghjz: each counts once, as in A"]);
    }
}
