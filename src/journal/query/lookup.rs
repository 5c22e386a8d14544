//! Finds the record or item that a word names, if the word may be a handle or an id.

use super::journal::{Filed, Item, Journal};
use crate::error::{Cause, Error, Result};
use crate::journal::records::objective::Objective;
use crate::journal::records::person::Person;
use crate::journal::records::policy::Policy;
use crate::journal::records::request::Request;
use crate::journal::records::resource::Resource;
use crate::journal::records::story::Story;
use crate::journal::text::did_you_mean;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;

#[derive(Clone, Copy, Debug)]
pub enum NamedRecord<'a> {
    Person(&'a Filed<Person>),
    Objective(&'a Filed<Objective>),
    Policy(&'a Filed<Policy>),
    Resource(&'a Filed<Resource>),
    Request(&'a Filed<Request>),
    Story(&'a Filed<Story>),
    Item(Item<'a>),
}

impl<'a> NamedRecord<'a> {
    /// The record's file; for an item, that of its session.
    pub fn path(self) -> &'a str {
        match self {
            NamedRecord::Person(filed) => &filed.path,
            NamedRecord::Objective(filed) => &filed.path,
            NamedRecord::Policy(filed) => &filed.path,
            NamedRecord::Resource(filed) => &filed.path,
            NamedRecord::Request(filed) => &filed.path,
            NamedRecord::Story(filed) => &filed.path,
            NamedRecord::Item(item) => &item.session().path,
        }
    }

    /// The kind of a record that a handle names, with its article, and the handle.
    fn handled(self) -> Option<(&'static str, &'a Handle)> {
        Some(match self {
            NamedRecord::Person(filed) => ("a person", &filed.record.handle),
            NamedRecord::Objective(filed) => ("an objective", &filed.record.handle),
            NamedRecord::Policy(filed) => ("a policy", &filed.record.handle),
            NamedRecord::Resource(filed) => ("a resource", &filed.record.handle),
            NamedRecord::Request(_) | NamedRecord::Story(_) | NamedRecord::Item(_) => return None,
        })
    }
}

type FindByHandle = for<'a> fn(&'a Journal, &str) -> Result<NamedRecord<'a>>;

/// The kinds that have a handle. The prefix tells whose handle it is; a handle never contains a colon.
const HANDLED: [(&str, FindByHandle); 4] = [
    ("person:", |journal, typed| journal.person(typed).map(NamedRecord::Person)),
    ("objective:", |journal, typed| journal.objective(typed).map(NamedRecord::Objective)),
    ("policy:", |journal, typed| journal.policy(typed).map(NamedRecord::Policy)),
    ("resource:", |journal, typed| journal.resource(typed).map(NamedRecord::Resource)),
];

impl Journal {
    /// Finds the record: by a whole handle, then by the prefix of an id, then by the prefix of a handle.
    pub fn named(&self, typed: &str) -> Result<NamedRecord<'_>> {
        let explicit = HANDLED.iter().find_map(|(prefix, find)| Some((typed.strip_prefix(prefix)?, find)));
        if let Some((typed, find)) = explicit {
            return find(self, typed);
        }
        let lower = Handle::typed(typed);
        match self.with_handle(&lower).as_slice() {
            [] => {}
            [one] => return Ok(*one),
            several => return Err(shared(&lower, several)),
        }
        let by_id = self.by_id(typed);
        if let Ok(Some(found)) = by_id {
            return Ok(found);
        }
        let (mut found, mut errors) = (Vec::new(), Vec::new());
        for (_, find) in HANDLED {
            match find(self, typed) {
                Ok(record) => found.push(record),
                Err(error) => errors.push(error),
            }
        }
        match (found.as_slice(), by_id) {
            ([one], _) => Ok(*one),
            // Several ids have this prefix. Listing them helps more than "neither".
            ([], Err(error)) => Err(error),
            ([], Ok(_)) => Err(neither(typed, errors)),
            (found, _) => Err(several(typed, found)),
        }
    }

    /// The records that have this whole handle, at most one of each kind.
    fn with_handle(&self, handle: &str) -> Vec<NamedRecord<'_>> {
        let Ok(handle) = handle.parse::<Handle>() else { return Vec::new() };
        let person = self.people.get(&handle).map(NamedRecord::Person);
        let objective = self.objectives.get(&handle).map(NamedRecord::Objective);
        let policy = self.policies.get(&handle).map(NamedRecord::Policy);
        let resource = self.resources.get(&handle).map(NamedRecord::Resource);
        person.into_iter().chain(objective).chain(policy).chain(resource).collect()
    }

    /// The only record or item whose id has this prefix. `None` if there is none.
    fn by_id(&self, typed: &str) -> Result<Option<NamedRecord<'_>>> {
        let prefix = typed.to_ascii_lowercase();
        if !Id::could_begin(&prefix) {
            return Ok(None);
        }
        let begins = |id: &Id| id.as_str().starts_with(&prefix);
        let requests = self.requests.values().filter(|filed| begins(&filed.record.id));
        let stories = self.stories.values().filter(|filed| begins(&filed.record.id));
        let others: Vec<NamedRecord<'_>> =
            requests.map(NamedRecord::Request).chain(stories.map(NamedRecord::Story)).collect();
        let items = self.items().filter(|item| begins(item.id())).count();
        match (items, others.as_slice()) {
            (0, []) => Ok(None),
            (0, [one]) => Ok(Some(*one)),
            (_, []) => self.item(typed).map(|item| Some(NamedRecord::Item(item))),
            (n, others) => Err(Error::cannot(format!("{} ids begin with `{typed}`", n + others.len()))
                .because(Cause::Ambiguous)
                .hint("type more characters: listings show how many you need")),
        }
    }

    /// The request whose id begins with `typed`.
    pub fn request(&self, typed: &str) -> Result<&Filed<Request>> {
        let found = self.requests.values().map(|filed| (&filed.record.id, filed));
        one(found, typed, "request", "`coach request list` shows them")
    }

    /// The story whose id begins with `typed`.
    pub fn story(&self, typed: &str) -> Result<&Filed<Story>> {
        let found = self.stories.values().map(|filed| (&filed.record.id, filed));
        one(found, typed, "story", "`coach list stories` shows them")
    }

    /// The only item whose id begins with something similar to `typed`.
    fn near_id(&self, typed: &str) -> Option<Item<'_>> {
        let typed = typed.to_ascii_lowercase();
        // With fewer letters, one wrong letter leaves too little to compare.
        if !typed.is_ascii() || typed.len() < 3 {
            return None;
        }
        let is_near = |item: &Item<'_>| {
            let begins = item.id().as_str().get(..typed.len());
            begins.is_some_and(|begins| did_you_mean::near(&typed, [begins].into_iter()).is_some())
        };
        let mut found = self.items().filter(is_near);
        found.next().filter(|_| found.next().is_none())
    }

    pub(crate) fn not_an_item(&self, typed: &str) -> Error {
        let (noun, id) = match (self.request(typed), self.story(typed)) {
            (Ok(request), _) => ("request", &request.record.id),
            (_, Ok(story)) => ("story", &story.record.id),
            _ => {
                return Error::cannot(format!(
                    "no session, action or follow-up has an id that begins with `{typed}`"
                ))
                .because(Cause::NotFound)
                .hint(match self.near_id(typed) {
                    Some(item) => {
                        let gist: String = item.gist().chars().take(40).collect();
                        format!("did you mean `{}` ({} \"{gist}\")?", item.id(), item.noun())
                    }
                    None => {
                        "`coach list actions`, `coach list follow-ups` and `coach due` show the ids".into()
                    }
                });
            }
        };
        Error::cannot(format!("{id} is a {noun}, not a session, action or follow-up"))
            .hint(format!("`coach {noun} --help` lists its commands"))
    }

    /// Whether anything in the journal has this id, including the readings of objectives, which users never
    /// type.
    pub fn is_taken(&self, id: &Id) -> bool {
        let mut readings = self.objectives.values().flat_map(|filed| &filed.record.readings);
        self.ids().any(|other| other == id) || readings.any(|reading| reading.id == *id)
    }
}

fn one<'a, T>(all: impl Iterator<Item = (&'a Id, T)>, typed: &str, noun: &str, listing: &str) -> Result<T> {
    let prefix = typed.to_ascii_lowercase();
    let begins = |id: &Id| Id::could_begin(&prefix) && id.as_str().starts_with(&prefix);
    let mut found: Vec<(&Id, T)> = all.filter(|(id, _)| begins(id)).collect();
    let ids: Vec<&str> = found.iter().take(6).map(|(id, _)| id.as_str()).collect();
    let several = Error::cannot(format!("several ids begin with `{typed}`"))
        .because(Cause::Ambiguous)
        .hint(format!("type more characters: {}", ids.join(", ")));
    match (found.pop(), found.is_empty()) {
        (Some((_, only)), true) => Ok(only),
        (None, _) => Err(Error::cannot(format!("no {noun} has an id that begins with `{typed}`"))
            .because(Cause::NotFound)
            .hint(listing)),
        (Some(_), false) => Err(several),
    }
}

fn shared(handle: &str, records: &[NamedRecord<'_>]) -> Error {
    let kinds: Vec<&str> = records.iter().filter_map(|record| Some(record.handled()?.0)).collect();
    let noun = |kind: &str| kind.rsplit(' ').next().unwrap_or_default().to_string();
    let ways: Vec<String> = kinds.iter().map(|kind| format!("`{}:{handle}`", noun(kind))).collect();
    Error::cannot(format!("`{handle}` is {}", kinds.join(" and ")))
        .hint(format!("write {}", ways.join(" or ")))
}

fn several(typed: &str, records: &[NamedRecord<'_>]) -> Error {
    let named = records.iter().filter_map(|record| record.handled());
    let named: Vec<String> = named.map(|(kind, handle)| format!("{handle} ({kind})")).collect();
    Error::cannot(format!("several handles begin with `{typed}`"))
        .because(Cause::Ambiguous)
        .hint(format!("type more characters: {}", named.join(", ")))
}

/// An error with a near match or with several candidates helps more than "neither".
fn neither(typed: &str, errors: Vec<Error>) -> Error {
    let better = errors.into_iter().find(|error| error.cause == Cause::Ambiguous);
    better.unwrap_or_else(|| {
        Error::cannot(format!("no handle or id begins with `{typed}`")).hint(
            "`coach list` shows what you can list, such as `coach list people` and `coach list actions`",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn journal() -> Journal {
        let mut journal = Journal::default();
        for handle in ["ana", "churn", "remy"] {
            let handle: Handle = handle.parse().unwrap();
            let record = Person::new(handle.clone());
            journal.people.insert(handle, Filed { path: String::new(), record });
        }
        for handle in ["churn", "reduce-hotfixes"] {
            let handle: Handle = handle.parse().unwrap();
            let record = Objective::new(handle.clone());
            journal.objectives.insert(handle, Filed { path: String::new(), record });
        }
        let record: Request = toml::from_str("id = \"k3f9m2qxtp\"\ndate = 2026-11-21\nwhat = \"x\"").unwrap();
        journal.requests.insert(record.id.clone(), Filed { path: String::new(), record });
        journal
    }

    #[test]
    fn a_handle_that_two_kinds_have_is_asked_about() {
        let journal = journal();
        assert!(matches!(journal.named("ana"), Ok(NamedRecord::Person(_))));
        assert!(matches!(journal.named("redu"), Ok(NamedRecord::Objective(_))));
        assert!(matches!(journal.named("k3"), Ok(NamedRecord::Request(_))));
        let hint = |typed: &str| journal.named(typed).unwrap_err().hint.unwrap();
        assert_eq!(hint("churn"), "write `person:churn` or `objective:churn`");
        assert!(matches!(journal.named("objective:churn"), Ok(NamedRecord::Objective(_))));
        assert!(matches!(journal.named("person:ch"), Ok(NamedRecord::Person(_))));
        assert_eq!(hint("re"), "type more characters: remy (a person), reduce-hotfixes (an objective)");
        assert_eq!(hint("anaa"), "did you mean `ana`?");
    }
}
