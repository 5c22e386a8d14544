//! Finds errors in the valid records of a journal: unknown handles, duplicate ids, impossible days, empty
//! texts and unknown keys. Returns problems with their places.

mod objectives_and_stories;
mod policies;
mod resources;

use std::collections::{BTreeMap, BTreeSet};

use toml_edit::{Document, Item as Node, TableLike};

use super::edit::forget;
use super::merge::conflict_problems;
use super::query::journal::{Filed, Journal};
use super::records::objective::Objective;
use super::records::person::Person;
use super::records::policy::Policy;
use super::records::request::Request;
use super::records::resource::Resource;
use super::records::session::Session;
use super::records::standard::Standard;
use super::records::story::Story;
use super::records::template::Template;
use super::records::{Problem, settings as settings_file, unknown_keys};
use super::values::day::Day;
use super::values::handle::Handle;
use super::values::id::Id;
use objectives_and_stories::no_objective;
pub(crate) use objectives_and_stories::{objective, request, story};
pub(crate) use policies::policy;
pub(crate) use resources::resource;

/// All problems of the journal, sorted by path and place. `text` returns the text of a record's file.
pub(crate) fn check(journal: &Journal, today: Day, text: impl Fn(&str) -> Option<String>) -> Vec<Problem> {
    let mut problems = journal.problems.clone();
    let mut file = |path: &str, unknown: fn(&str) -> Vec<String>, found: Vec<(String, String)>| {
        let text = text(path).unwrap_or_default();
        let unknown = unknown(&text).into_iter().map(|key| {
            let name = key.rsplit('.').next().unwrap_or(&key).to_string();
            (key, format!("unknown key `{name}`"))
        });
        let places = ItemPlaces::of(&text);
        problems.extend(
            found
                .into_iter()
                .chain(unknown)
                .chain(conflict_problems(&text))
                .map(|(key, message)| places.problem(path, &key, message)),
        );
    };
    for filed in journal.people.values() {
        file(&filed.path, unknown_keys::<Person>, person(journal, filed));
    }
    let twice = twice(journal);
    for filed in journal.objectives.values() {
        let mut found = objective(journal, filed, today);
        let readings = filed.record.readings.iter().enumerate();
        let ids = readings.map(|(n, reading)| (format!("reading.{n}.id"), &reading.id));
        found.extend(doubles(&filed.path, ids, &twice));
        file(&filed.path, unknown_keys::<Objective>, found);
    }
    for filed in &journal.sessions {
        let mut found = session(journal, filed, today);
        found.extend(doubles(&filed.path, ids(&filed.record), &twice));
        file(&filed.path, unknown_keys::<Session>, found);
    }
    let own = |id| [("id".to_string(), id)].into_iter();
    for filed in journal.requests.values() {
        let mut found = request(journal, filed, today);
        found.extend(doubles(&filed.path, own(&filed.record.id), &twice));
        file(&filed.path, unknown_keys::<Request>, found);
    }
    for filed in journal.stories.values() {
        let mut found = story(journal, filed, today);
        found.extend(doubles(&filed.path, own(&filed.record.id), &twice));
        file(&filed.path, unknown_keys::<Story>, found);
    }
    for filed in journal.policies.values() {
        file(&filed.path, unknown_keys::<Policy>, policy(journal, filed, today));
    }
    for filed in journal.resources.values() {
        file(&filed.path, unknown_keys::<Resource>, resource(journal, filed, today));
    }
    for filed in journal.standards.values().filter(|filed| !filed.is_built_in()) {
        file(&filed.path, unknown_keys::<Standard>, objectives_and_stories::standard(&filed.record));
    }
    for filed in journal.templates.values().filter(|filed| !filed.is_built_in()) {
        file(&filed.path, unknown_keys::<Template>, objectives_and_stories::template(&filed.record));
    }
    problems.sort();
    problems
}

/// The problems of the team's settings: unknown keys, and a focus on unknown objectives.
pub(crate) fn settings(journal: &Journal, path: &str, text: &str) -> Vec<Problem> {
    let places = ItemPlaces::of(text);
    let unknown = settings_file::unknown_keys(text).into_iter().map(|key| {
        let message = format!("unknown key `{key}`");
        (key, message)
    });
    let found = objectives_and_stories::settings(journal, &journal.settings);
    let all = unknown.chain(found).chain(conflict_problems(text));
    all.map(|(key, message)| places.problem(path, &key, message)).collect()
}

/// A key, as a dotted path, and its problem.
pub(crate) type Found = (String, String);

fn nobody(journal: &Journal, key: impl Into<String>, handle: &Handle) -> Option<Found> {
    if journal.people.contains_key(handle) {
        return None;
    }
    let message = match journal.now_called(handle) {
        Some(now) => format!("`{handle}` is a former handle of `{now}` (`coach check --fix` updates it)"),
        None if forget::is_forgotten(&journal.tombstones(), handle) => {
            format!("`{handle}` was forgotten (run `coach person forget {handle}` again)")
        }
        None => format!(
            "no person has the handle `{handle}` (`coach person add {handle}` adds them; `coach person merge \
             {handle} PERSON` uses PERSON instead)"
        ),
    };
    Some((key.into(), message))
}

pub(crate) fn person(journal: &Journal, filed: &Filed<Person>) -> Vec<Found> {
    let person = &filed.record;
    let mut found: Vec<Found> = Vec::new();
    if person.forgotten.is_none() && forget::is_forgotten(&journal.tombstones(), &person.handle) {
        let handle = &person.handle;
        found.push((
            "handle".into(),
            format!("`{handle}` was forgotten (run `coach person forget {handle}` again)"),
        ));
    }
    let same = |other: &&Person| other.forgotten.is_none() && other.was.contains(&person.handle);
    if let Some(other) = journal.people.values().map(|filed| &filed.record).find(same) {
        let (handle, other) = (&person.handle, &other.handle);
        found.push((
            "handle".into(),
            format!(
                "`{handle}` is a former handle of `{other}` (`coach person merge {handle} {other}` merges them)"
            ),
        ));
    }
    if !person.was.is_empty()
        && let Some(now) = journal.former_handles().now(&person.handle)
    {
        let handle = &person.handle;
        found.push((
            "was".into(),
            format!("two renames gave one person the handles `{handle}` and `{now}` (`coach check --fix` merges them)"),
        ));
    }
    found.extend(objectives_and_stories::blank("name", person.name.as_ref()));
    found.extend(person.manager.iter().filter_map(|handle| nobody(journal, "manager", handle)));
    found.extend(person.members.iter().filter_map(|handle| nobody(journal, "members", handle)));
    if person.manager.as_ref() == Some(&person.handle) {
        found.push(("manager".into(), "a person cannot be their own manager".into()));
    }
    let is_group =
        |handle: &&Handle| journal.people.get(*handle).is_some_and(|filed| filed.record.is_group());
    if let Some(group) = person.members.iter().filter(|m| **m != person.handle).find(is_group) {
        found.push(("members".into(), format!("`{group}` is a group, but members must be people")));
    }
    if person.members.contains(&person.handle) {
        found.push(("members".into(), "a group cannot be a member of itself".into()));
    }
    found
}

pub(crate) fn session(journal: &Journal, filed: &Filed<Session>, today: Day) -> Vec<Found> {
    let session = &filed.record;
    let mut found: Vec<Found> = Vec::new();
    found.extend(nobody(journal, "coach", &session.coach));
    found.extend(session.with.iter().filter_map(|handle| nobody(journal, "with", handle)));
    found.extend(session.group.iter().filter_map(|handle| nobody(journal, "group", handle)));
    found.extend(session.objectives.iter().filter_map(|handle| no_objective(journal, "objectives", handle)));
    found.extend(named_twice("with", &session.with));
    found.extend(named_twice("objectives", &session.objectives));
    if today.is_certainly_before(session.date) {
        found.push(("date".into(), format!("{} is in the future", session.date)));
    }
    if session.minutes.is_some_and(|minutes| !(1..=super::values::time::LONGEST).contains(&minutes)) {
        found.push(("minutes".into(), "a session lasts 1 to 1440 minutes".into()));
    }
    if session.group_size.is_some_and(|size| (size as usize) < session.people()) {
        found.push(("group_size".into(), "`group_size` is less than the number of people named".into()));
    }
    found.extend(resources::given(journal, session));
    found.extend(objectives_and_stories::answers(journal, session));
    for (n, action) in session.actions.iter().enumerate() {
        let key = |name: &str| format!("action.{n}.{name}");
        found.extend(objectives_and_stories::empty(key("what"), &action.what));
        found.extend(nobody(journal, key("owner"), &action.owner));
        found.extend(reporter(journal, key("reported_by"), action.reported_by.as_ref()));
        found.extend(objectives_and_stories::served(journal, &key("objectives"), &action.objectives));
        found.extend(agreed(key("agreed"), action.agreed, session.date, today));
        found.extend(closed(key("done"), action.done, action.agreed_on(session), today));
        found.extend(closed(key("dropped"), action.dropped, action.agreed_on(session), today));
        if action.done.is_some() && action.dropped.is_some() {
            found.push((key("dropped"), "the action is both done and dropped".into()));
        }
        found.extend(due(key("due"), action.due, session.date));
        found.extend(objectives_and_stories::benefit(journal, action, session.date, today, key));
    }
    for (n, ask) in session.follow_ups.iter().enumerate() {
        let key = |name: &str| format!("follow_up.{n}.{name}");
        found.extend(objectives_and_stories::empty(key("ask"), &ask.ask));
        found.extend(objectives_and_stories::served(journal, &key("objectives"), &ask.objectives));
        found.extend(agreed(key("agreed"), ask.agreed, session.date, today));
        found.extend(closed(key("done"), ask.done, session.date, today));
        found.extend(due(key("due"), Some(ask.due), session.date));
        found.extend(reporter(journal, key("reported_by"), ask.reported_by.as_ref()));
        if ask.outcome.is_some() && ask.done.is_none() {
            found.push((key("outcome"), "a follow-up with an outcome needs the date `done`".into()));
        }
        if let Some(action) = ask.action.as_ref().filter(|id| !session.actions.iter().any(|a| a.id == **id)) {
            found.push((key("action"), format!("no action of this session has the id {action}")));
        }
    }
    found
}

/// Reports a person without a record in `reported_by`.
fn reporter(journal: &Journal, key: String, handle: Option<&Handle>) -> Option<Found> {
    nobody(journal, key, handle?)
}

/// Checks that an item was agreed on between the session's day and today.
fn agreed(key: String, on: Option<Day>, session: Day, today: Day) -> Option<Found> {
    let on = on?;
    match () {
        () if today.is_certainly_before(on) => Some((key, format!("{on} is in the future"))),
        () if on < session => Some((key, format!("{on} is before the session"))),
        () => None,
    }
}

/// Reports a handle that a list contains twice.
fn named_twice(key: impl Into<String>, named: &[Handle]) -> Vec<Found> {
    let key = key.into();
    let mut once = BTreeSet::new();
    let twice = named.iter().filter(|handle| !once.insert(*handle));
    twice.map(|handle| (key.clone(), format!("`{handle}` appears twice"))).collect()
}

/// Checks that a closing day is between the day of the agreement and today. Allows a difference of one day,
/// because two people's calendars may differ by one.
fn closed(key: String, on: Option<Day>, agreed: Day, today: Day) -> Option<Found> {
    let on = on?;
    if today.is_certainly_before(on) {
        return Some((key, format!("{on} is in the future")));
    }
    on.is_certainly_before(agreed)
        .then(|| (key, format!("{on} is before {agreed}, the date of the agreement")))
}

fn due(key: String, due: Option<Day>, session: Day) -> Option<Found> {
    due.filter(|due| due.is_certainly_before(session))
        .map(|due| (key, format!("{due} is before the session")))
}

/// The files of each id that occurs more than once.
fn twice(journal: &Journal) -> BTreeMap<&Id, Vec<&str>> {
    let mut places: BTreeMap<&Id, Vec<&str>> = BTreeMap::new();
    for item in journal.items() {
        places.entry(item.id()).or_default().push(&item.session().path);
    }
    for filed in journal.objectives.values() {
        for reading in &filed.record.readings {
            places.entry(&reading.id).or_default().push(&filed.path);
        }
    }
    for filed in journal.requests.values() {
        places.entry(&filed.record.id).or_default().push(&filed.path);
    }
    for filed in journal.stories.values() {
        places.entry(&filed.record.id).or_default().push(&filed.path);
    }
    places.retain(|_, paths| paths.len() > 1);
    places
}

/// Every id of a session, with its dotted path.
fn ids(session: &Session) -> impl Iterator<Item = (String, &Id)> {
    let actions = session.actions.iter().enumerate().map(|(n, a)| (format!("action.{n}.id"), &a.id));
    let asks = session.follow_ups.iter().enumerate().map(|(n, f)| (format!("follow_up.{n}.id"), &f.id));
    std::iter::once(("id".to_string(), &session.id)).chain(actions).chain(asks)
}

fn doubles<'a>(
    path: &str,
    ids: impl Iterator<Item = (String, &'a Id)>,
    twice: &BTreeMap<&Id, Vec<&str>>,
) -> Vec<Found> {
    ids.filter_map(|(key, id)| {
        let others: Vec<&str> = twice.get(id)?.iter().copied().filter(|other| *other != path).collect();
        let place =
            if others.is_empty() { "in this file".to_string() } else { format!("in {}", others.join(", ")) };
        Some((key, format!("the id {id} also appears {place} (delete this line from the copy, then run `coach check --fix` to give it a new id)")))
    })
    .collect()
}

/// The places of a text's keys.
struct ItemPlaces<'a> {
    text: &'a str,
    document: Option<Document<&'a str>>,
}

/// A problem at a key of a record, given its dotted path.
pub(crate) fn problem_at(path: &str, text: &str, key: &str, message: String) -> Problem {
    ItemPlaces::of(text).problem(path, key, message)
}

impl<'a> ItemPlaces<'a> {
    fn of(text: &'a str) -> ItemPlaces<'a> {
        let body = text.strip_prefix('\u{feff}').unwrap_or(text);
        ItemPlaces { text, document: Document::parse(body).ok() }
    }

    fn problem(&self, path: &str, key: &str, message: String) -> Problem {
        let bom = if self.text.starts_with('\u{feff}') { 3 } else { 0 };
        match self.document.as_ref().and_then(|document| byte(document.as_table(), key)) {
            Some(byte) => Problem::at(path, self.text, byte + bom, message),
            None => Problem::of_file(path, message),
        }
    }
}

/// The byte offset of a key, given its dotted path.
fn byte(table: &dyn TableLike, key: &str) -> Option<usize> {
    let (first, rest) = key.split_once('.').map_or((key, None), |(first, rest)| (first, Some(rest)));
    let (name, node) = table.get_key_value(first)?;
    let Some(rest) = rest else { return name.span().or(node.span()).map(|span| span.start) };
    match node {
        Node::ArrayOfTables(tables) => {
            let (n, rest) = rest.split_once('.')?;
            byte(tables.get(n.parse().ok()?)?, rest)
        }
        Node::Value(toml_edit::Value::Array(array)) => {
            let (n, rest) = rest.split_once('.')?;
            byte(array.get(n.parse().ok()?)?.as_inline_table()?, rest)
        }
        node => byte(node.as_table_like()?, rest),
    }
}
