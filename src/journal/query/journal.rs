//! The journal in memory: every valid record, and the problems of the files that coach could not read. Finds
//! records by id and by handle.

use std::collections::{BTreeMap, BTreeSet};

use super::template_lookup::UnreadableTemplate;
use crate::error::{Cause, Error, Result};
use crate::journal::edit::forget;
use crate::journal::edit::former_handles::FormerHandles;
use crate::journal::records::Problem;
use crate::journal::records::action::Action;
use crate::journal::records::follow_up::FollowUp;
use crate::journal::records::kind::RecordKind;
use crate::journal::records::objective::Objective;
use crate::journal::records::person::Person;
use crate::journal::records::policy::Policy;
use crate::journal::records::request::Request;
use crate::journal::records::resource::Resource;
use crate::journal::records::session::Session;
use crate::journal::records::settings::Settings;
use crate::journal::records::standard::Standard;
use crate::journal::records::story::Story;
use crate::journal::records::template::{Template, in_order};
use crate::journal::text::{did_you_mean, fold};
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;

/// A record, with the path of its file relative to the journal's root.
#[derive(Clone, Debug, PartialEq)]
pub struct Filed<T> {
    pub path: String,
    pub record: T,
}

impl<T> Filed<T> {
    /// Whether the record is built in. Built-in records have no file.
    pub fn is_built_in(&self) -> bool {
        self.path.is_empty()
    }
}

#[derive(Clone, Debug, Default)]
pub struct Journal {
    pub settings: Settings,
    pub people: BTreeMap<Handle, Filed<Person>>,
    pub objectives: BTreeMap<Handle, Filed<Objective>>,
    /// Sorted by date, start and id.
    pub sessions: Vec<Filed<Session>>,
    pub requests: BTreeMap<Id, Filed<Request>>,
    pub stories: BTreeMap<Id, Filed<Story>>,
    pub policies: BTreeMap<Handle, Filed<Policy>>,
    pub resources: BTreeMap<Handle, Filed<Resource>>,
    /// The standards: the built-in ones, which have no path, and the team's own.
    pub standards: BTreeMap<Handle, Filed<Standard>>,
    /// The note forms and programmes: the built-in ones, which have no path, and the team's own.
    pub templates: BTreeMap<Handle, Filed<Template>>,
    pub problems: Vec<Problem>,
    /// The problems in `problems` that concern the team's templates.
    pub unread_templates: Vec<UnreadableTemplate>,
    pub elsewhere: NotLoaded,
}

/// Ids and topics of records that are in the journal but not loaded.
#[derive(Clone, Debug, Default)]
pub struct NotLoaded {
    /// The ids, packed and sorted.
    pub ids: Vec<u64>,
    pub topics: Vec<Handle>,
}

/// The item that an id identifies.
#[derive(Clone, Copy, Debug)]
pub enum Item<'a> {
    Session(&'a Filed<Session>),
    Action(&'a Filed<Session>, &'a Action),
    FollowUp(&'a Filed<Session>, &'a FollowUp),
}

impl<'a> Item<'a> {
    pub fn id(self) -> &'a Id {
        match self {
            Item::Session(session) => &session.record.id,
            Item::Action(_, action) => &action.id,
            Item::FollowUp(_, follow_up) => &follow_up.id,
        }
    }

    /// The session itself, or the session that contains the item.
    pub fn session(self) -> &'a Filed<Session> {
        match self {
            Item::Session(session) | Item::Action(session, _) | Item::FollowUp(session, _) => session,
        }
    }

    /// The day of the agreement; of a session its own day.
    pub fn agreed_on(self) -> Day {
        match self {
            Item::Session(session) => session.record.date,
            Item::Action(session, action) => action.agreed_on(&session.record),
            Item::FollowUp(session, ask) => ask.agreed_on(&session.record),
        }
    }

    /// The word for the kind of item.
    pub fn noun(self) -> &'static str {
        match self {
            Item::Session(_) => "session",
            Item::Action(..) => "action",
            Item::FollowUp(..) => "follow-up",
        }
    }

    /// The item in one line.
    pub fn gist(self) -> String {
        match self {
            Item::Session(session) => format!("{} with {}", session.record.date, session.record.all_whom()),
            Item::Action(_, action) => action.what.clone(),
            Item::FollowUp(_, follow_up) => follow_up.ask.clone(),
        }
    }
}

impl Journal {
    /// Sorts sessions and problems. Call it after loading all records.
    pub fn sort(&mut self) {
        // Sessions are large: cached keys avoid comparing whole sessions, and each session moves only once.
        // Sessions with the same id keep their order.
        self.sessions
            .sort_by_cached_key(|Filed { record, .. }| (record.date, record.start, record.id.clone()));
        for session in &mut self.sessions {
            in_order(&mut session.record, &self.templates);
        }
        self.problems.sort();
    }

    /// Every session with its actions and follow-ups.
    pub fn items(&self) -> impl Iterator<Item = Item<'_>> {
        self.sessions.iter().flat_map(|session| {
            let actions = session.record.actions.iter().map(move |action| Item::Action(session, action));
            let follow_ups = session.record.follow_ups.iter().map(move |ask| Item::FollowUp(session, ask));
            std::iter::once(Item::Session(session)).chain(actions).chain(follow_ups)
        })
    }

    pub fn actions(&self) -> impl Iterator<Item = (&Filed<Session>, &Action)> {
        self.sessions.iter().flat_map(|session| session.record.actions.iter().map(move |a| (session, a)))
    }

    pub fn follow_ups(&self) -> impl Iterator<Item = (&Filed<Session>, &FollowUp)> {
        self.sessions.iter().flat_map(|session| session.record.follow_ups.iter().map(move |f| (session, f)))
    }

    /// The item whose id begins with `typed`. Fails if there is none, or more than one.
    pub fn item(&self, typed: &str) -> Result<Item<'_>> {
        let prefix = typed.to_ascii_lowercase();
        let found: Vec<Item<'_>> = if Id::could_begin(&prefix) {
            self.items().filter(|item| item.id().as_str().starts_with(&prefix)).collect()
        } else {
            Vec::new()
        };
        match found.as_slice() {
            [item] => Ok(*item),
            [] => Err(self.not_an_item(typed)),
            [first, rest @ ..] if rest.iter().all(|item| item.id() == first.id()) => {
                let paths: Vec<&str> = found.iter().map(|item| item.session().path.as_str()).collect();
                Err(Error::cannot(format!("several items have the id `{typed}`: {}", paths.join(", ")))
                    .hint("`coach check` shows the details"))
            }
            _ => Err(Error::cannot(format!("{} ids begin with `{typed}`", found.len()))
                .hint(format!("type more characters: {}", candidates(&found)))),
        }
    }

    /// The person or group that `typed` names: a whole handle, a former handle, a unique prefix of one, or a
    /// name.
    pub fn person(&self, typed: &str) -> Result<&Filed<Person>> {
        // A name with spaces is not the prefix of a handle.
        if let Some(named) = self.known_as(typed).filter(|_| typed.trim().contains(char::is_whitespace)) {
            return Ok(&self.people[named]);
        }
        let former = || Handle::typed(typed).parse().ok();
        match former().and_then(|handle| self.now_called(&handle)) {
            Some(now) => Ok(&self.people[now]),
            None => complete("person", typed, &self.people).or_else(|error| {
                let known = self.known_as(typed).map(|handle| &self.people[handle]);
                known.ok_or_else(|| former().and_then(|handle| self.unread_person(&handle)).unwrap_or(error))
            }),
        }
    }

    /// The error for a handle whose file coach cannot read.
    fn unread_person(&self, handle: &Handle) -> Option<Error> {
        let path = format!("{}/{handle}.toml", RecordKind::Person.folder());
        let problem = self.problems.iter().find(|problem| problem.path == path && problem.is_unread())?;
        Some(problem.error().hint("`coach check` lists every unreadable file"))
    }

    /// The handle of the only person with this name. Ignores case and accents, and also matches
    /// `Last, First`.
    pub fn known_as(&self, name: &str) -> Option<&Handle> {
        let one = |is_it: &dyn Fn(&str) -> bool| {
            let people = self.people.values().map(|filed| &filed.record);
            let mut found = people.filter(|person| person.name.as_deref().is_some_and(is_it));
            let first = found.next()?;
            found.next().is_none().then_some(&first.handle)
        };
        let lower = name.trim().to_lowercase();
        let (folded, turned) = (fold::name(name), fold::turned(name));
        one(&|own| own.to_lowercase() == lower).or_else(|| one(&|own| fold::name(own) == folded)).or_else(
            || {
                one(&|own| {
                    turned.as_deref() == Some(&fold::name(own)) || fold::turned(own).as_ref() == Some(&folded)
                })
            },
        )
    }

    /// The current handle of the person who used to have this one. `None` if a person has it now.
    pub fn now_called(&self, handle: &Handle) -> Option<&Handle> {
        if self.people.contains_key(handle) {
            return None;
        }
        let people = self.people.values().map(|filed| &filed.record);
        people
            .filter(|person| person.forgotten.is_none() && person.was.contains(handle))
            .map(|p| &p.handle)
            .max()
    }

    pub fn objective(&self, typed: &str) -> Result<&Filed<Objective>> {
        complete("objective", typed, &self.objectives)
    }

    pub fn policy(&self, typed: &str) -> Result<&Filed<Policy>> {
        complete("policy", typed, &self.policies)
    }

    pub fn resource(&self, typed: &str) -> Result<&Filed<Resource>> {
        complete("resource", typed, &self.resources)
    }

    /// The team with this handle or unique prefix.
    pub fn team(&self, typed: &str) -> Result<Handle> {
        let teams: BTreeSet<&Handle> = self.people.values().filter_map(|p| p.record.team.as_ref()).collect();
        complete_handle("team", typed, teams.iter().copied()).cloned()
    }

    /// The topic with this handle or unique prefix.
    pub fn topic(&self, typed: &str) -> Result<Handle> {
        complete_handle("topic", typed, self.topics().iter().copied()).cloned()
    }

    /// The latest conversation with this person.
    pub fn latest_with(&self, handle: &Handle) -> Option<&Filed<Session>> {
        self.conversations().rev().find(|session| session.record.concerns(handle))
    }

    /// The matching conversations of the latest day that has one, by their start.
    pub fn of_the_latest_day(&self, is_such: impl Fn(&Session) -> bool) -> Vec<&Filed<Session>> {
        let such = || self.conversations().rev().filter(|filed| is_such(&filed.record));
        let day = such().next().map(|latest| latest.record.date);
        let mut found: Vec<_> = such().take_while(|filed| Some(filed.record.date) == day).collect();
        found.reverse();
        found
    }

    /// The sessions that were conversations. The others only hold items that were agreed on elsewhere.
    pub fn conversations(&self) -> impl DoubleEndedIterator<Item = &Filed<Session>> {
        self.sessions.iter().filter(|filed| filed.record.is_conversation())
    }

    /// The day of this person's latest session.
    pub fn last_seen(&self, handle: &Handle) -> Option<Day> {
        self.latest_with(handle).map(|session| session.record.date)
    }

    /// The tombstones of all forgotten people.
    pub(crate) fn former_handles(&self) -> FormerHandles {
        FormerHandles::of(self.people.values().map(|filed| &filed.record))
    }

    pub fn tombstones(&self) -> Vec<Person> {
        forget::tombstones(self.people.values().map(|filed| &filed.record))
    }

    /// Every record that has a file: its path, its kind, and its id or handle.
    pub fn records(&self) -> impl Iterator<Item = (&str, (RecordKind, &str))> {
        fn named<'a, K: AsRef<str> + 'a, T: 'a>(
            kind: RecordKind,
            records: impl Iterator<Item = (&'a K, &'a Filed<T>)>,
        ) -> impl Iterator<Item = (&'a str, (RecordKind, &'a str))> {
            records.map(move |(name, filed)| (filed.path.as_str(), (kind, name.as_ref())))
        }
        let sessions = self.sessions.iter().map(|filed| (&filed.record.id, filed));
        named(RecordKind::Session, sessions)
            .chain(named(RecordKind::Person, self.people.iter()))
            .chain(named(RecordKind::Objective, self.objectives.iter()))
            .chain(named(RecordKind::Request, self.requests.iter()))
            .chain(named(RecordKind::Story, self.stories.iter()))
            .chain(named(RecordKind::Policy, self.policies.iter()))
            .chain(named(RecordKind::Resource, self.resources.iter()))
            .chain(named(RecordKind::Standard, self.standards.iter()))
            .chain(named(RecordKind::Template, self.templates.iter()))
            // Skips built-in records, which have no file.
            .filter(|(path, _)| !path.is_empty())
    }

    /// Whether the settings or any record has an unresolved merge conflict.
    pub fn is_contested(&self) -> bool {
        !self.settings.conflict.is_empty()
            || self.sessions.iter().any(|filed| !filed.record.conflict.is_empty())
            || self.people.values().any(|filed| !filed.record.conflict.is_empty())
            || self.objectives.values().any(|filed| !filed.record.conflict.is_empty())
            || self.requests.values().any(|filed| !filed.record.conflict.is_empty())
            || self.stories.values().any(|filed| !filed.record.conflict.is_empty())
            || self.policies.values().any(|filed| !filed.record.conflict.is_empty())
            || self.resources.values().any(|filed| !filed.record.conflict.is_empty())
            || self.standards.values().any(|filed| !filed.record.conflict.is_empty())
            || self.templates.values().any(|filed| !filed.record.conflict.is_empty())
    }

    /// Every id of a session, action, follow-up, request or story.
    pub fn ids(&self) -> impl Iterator<Item = &Id> {
        self.items().map(Item::id).chain(self.requests.keys()).chain(self.stories.keys())
    }

    /// How many characters each id needs to be unique.
    pub fn prefixes(&self) -> ShortIds {
        self.prefixes_with(std::iter::empty())
    }

    /// Like [`Journal::prefixes`], with ids that are about to join the journal.
    pub fn prefixes_with<'a>(&'a self, joining: impl Iterator<Item = &'a Id>) -> ShortIds {
        let packed = self.ids().chain(joining).map(Id::packed);
        ShortIds::packed(self.elsewhere.ids.iter().copied().chain(packed).collect())
    }

    /// All topics, with those of records that are not loaded.
    pub fn topics(&self) -> BTreeSet<&Handle> {
        let loaded = self.sessions.iter().flat_map(|filed| &filed.record.topics);
        loaded.chain(&self.elsewhere.topics).collect()
    }
}

fn candidates(found: &[Item<'_>]) -> String {
    let shown = found.iter().take(6).map(|item| {
        let gist: String = item.gist().chars().take(40).collect();
        format!("{} ({} \"{gist}\")", item.id(), item.noun())
    });
    let more = if found.len() > 6 { ", …" } else { "" };
    shown.collect::<Vec<_>>().join(", ") + more
}

fn complete<'a, T>(noun: &str, typed: &str, all: &'a BTreeMap<Handle, Filed<T>>) -> Result<&'a Filed<T>> {
    let handle = complete_handle(noun, typed, all.keys())?;
    Ok(&all[handle])
}

/// The handle that `typed` names: the whole handle, or a unique prefix. Fails otherwise, with a hint.
pub fn complete_handle<'a>(
    noun: &str,
    typed: &str,
    all: impl Iterator<Item = &'a Handle> + Clone,
) -> Result<&'a Handle> {
    let lower = Handle::typed(typed);
    if let Some(exact) = all.clone().find(|handle| handle.as_str() == lower) {
        return Ok(exact);
    }
    let begin: Vec<&Handle> =
        all.clone().filter(|handle| !lower.is_empty() && handle.as_str().starts_with(&lower)).collect();
    match begin.as_slice() {
        [one] => Ok(one),
        [] => {
            let error = Error::cannot(format!("no {noun} has the handle `{typed}`"));
            Err(match nearest(&lower, all) {
                Some(near) => error.because(Cause::Ambiguous).hint(format!("did you mean `{near}`?")),
                None => match noun {
                    "person" => error.hint("`coach list people` shows them; `coach person add` adds one"),
                    "objective" => {
                        error.hint("`coach objective list` shows them; `coach objective add` adds one")
                    }
                    "policy" => error.hint("`coach policy list` shows them"),
                    "resource" => error.hint("`coach resource list` shows them"),
                    "team" => error.hint("`coach person set HANDLE --team TEAM` sets a person's team"),
                    _ => error,
                },
            })
        }
        several => {
            let names: Vec<&str> = several.iter().map(|h| h.as_str()).collect();
            Err(Error::cannot(format!("several handles begin with `{typed}`"))
                .because(Cause::Ambiguous)
                .hint(format!("type more characters: {}", names.join(", "))))
        }
    }
}

/// The most similar other handle, for "did you mean".
pub fn nearest<'a>(typed: &str, all: impl Iterator<Item = &'a Handle>) -> Option<&'a Handle> {
    let others: Vec<&Handle> = all.filter(|handle| handle.as_str() != typed).collect();
    let near = did_you_mean::near(typed, others.iter().map(|handle| handle.as_str()))?;
    others.into_iter().find(|handle| handle.as_str() == near)
}

/// The shortest unique prefix of each id: all ids, packed and sorted.
pub struct ShortIds(Vec<u64>);

impl ShortIds {
    pub fn of<'a>(ids: impl Iterator<Item = &'a Id>) -> ShortIds {
        ShortIds::packed(ids.map(Id::packed).collect())
    }

    fn packed(mut ids: Vec<u64>) -> ShortIds {
        // The ids of records that were not loaded are sorted already, and `sort` is fast on such a run.
        ids.sort();
        ids.dedup();
        ShortIds(ids)
    }

    /// The length of the shortest prefix that no other id has.
    pub fn shortest(&self, id: &Id) -> usize {
        let id = id.packed();
        let place = self.0.partition_point(|other| *other < id);
        // An id is ten characters of five bits, in the lowest 50 of the 64 bits.
        let common = |other: Option<&u64>| {
            other.map_or(0, |other| ((other ^ id).leading_zeros() as usize).saturating_sub(14) / 5)
        };
        let after = self.0[place..].iter().find(|other| **other != id);
        let before = place.checked_sub(1).map(|before| &self.0[before]);
        common(before).max(common(after)) + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shortest_beginning_is_the_shortest() {
        let ids: Vec<Id> =
            ["bbbbbbbbbb", "bbcccccccc", "bbcdcccccc", "k3f9m2qxtp"].map(|t| t.parse().unwrap()).into();
        let prefixes = ShortIds::of(ids.iter());
        let lengths: Vec<usize> = ids.iter().map(|id| prefixes.shortest(id)).collect();
        assert_eq!(lengths, [3, 4, 4, 1]);
    }

    #[test]
    fn a_handle_is_completed_or_its_neighbour_offered() {
        let all: Vec<Handle> = ["ana", "anna", "ben"].map(|t| t.parse().unwrap()).into();
        assert_eq!(complete_handle("person", "ANA", all.iter()).unwrap().as_str(), "ana");
        assert_eq!(complete_handle("person", "b", all.iter()).unwrap().as_str(), "ben");
        assert!(complete_handle("person", "an", all.iter()).unwrap_err().hint.unwrap().contains("ana, anna"));
        let hint = complete_handle("person", "bne", all.iter()).unwrap_err().hint;
        assert_eq!(hint.as_deref(), Some("did you mean `ben`?"));
        assert!(complete_handle("person", "", all.iter()).is_err());
    }
}
