//! PURE: from other programs' files, and our own exports, to records. Every one has the line it
//! stood in, and what cannot be one is a problem with its place: all of a file comes in or none.

pub mod json;
pub mod toml_text;

use std::collections::{BTreeMap, BTreeSet};

use crate::journal::handle::Handle;
use crate::journal::id::Id;
use crate::journal::journal::Journal;
use crate::journal::objective::Objective;
use crate::journal::person::Person;
use crate::journal::record::Problem;
use crate::journal::request::Request;
use crate::journal::session::Session;
use crate::journal::story::Story;

/// A record that was read, and the text of its file.
#[derive(Debug)]
pub struct Row {
    pub record: Record,
    pub text: String,
    /// Where it stands in what was read.
    pub line: usize,
    pub column: usize,
}

#[derive(Debug, PartialEq)]
pub enum Record {
    Person(Box<Person>),
    Objective(Box<Objective>),
    Session(Box<Session>),
    Request(Box<Request>),
    Story(Box<Story>),
}

/// How a record stands to the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    New,
    /// It is here already, word for word.
    Same,
    /// It is here and says something else: it stays as it is.
    Other,
}

impl Record {
    pub fn noun(&self) -> &'static str {
        match self {
            Record::Person(_) => "person",
            Record::Objective(_) => "objective",
            Record::Session(_) => "session",
            Record::Request(_) => "request",
            Record::Story(_) => "story",
        }
    }

    /// The id or handle by which it is known.
    pub fn key(&self) -> String {
        match self {
            Record::Person(one) => one.handle.to_string(),
            Record::Objective(one) => one.handle.to_string(),
            Record::Session(one) => one.id.to_string(),
            Record::Request(one) => one.id.to_string(),
            Record::Story(one) => one.id.to_string(),
        }
    }

    pub fn standing(&self, journal: &Journal) -> Standing {
        let of = |same: Option<bool>| match same {
            None => Standing::New,
            Some(true) => Standing::Same,
            Some(false) => Standing::Other,
        };
        match self {
            Record::Person(one) => of(journal.people.get(&one.handle).map(|f| f.record == **one)),
            Record::Objective(one) => of(journal.objectives.get(&one.handle).map(|f| f.record == **one)),
            Record::Request(one) => of(journal.requests.get(&one.id).map(|f| f.record == **one)),
            Record::Story(one) => of(journal.stories.get(&one.id).map(|f| f.record == **one)),
            Record::Session(one) => {
                of(journal.sessions.iter().find(|f| f.record.id == one.id).map(|f| f.record == **one))
            }
        }
    }

    /// The ids that it brings.
    fn ids(&self) -> Vec<&Id> {
        match self {
            Record::Session(one) => {
                let items = one.actions.iter().map(|action| &action.id);
                [&one.id].into_iter().chain(items).chain(one.follow_ups.iter().map(|ask| &ask.id)).collect()
            }
            Record::Request(one) => vec![&one.id],
            Record::Story(one) => vec![&one.id],
            Record::Person(_) | Record::Objective(_) => Vec::new(),
        }
    }
}

/// What keeps the rows from coming in: an id or handle that two of them have, or that something
/// else in the journal has.
pub fn clashes(path: &str, rows: &[Row], journal: &Journal) -> Vec<Problem> {
    let here: BTreeSet<&Id> = journal.ids().collect();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut problems = Vec::new();
    for row in rows {
        let is_new = row.record.standing(journal) == Standing::New;
        let ids = row.record.ids();
        let mut names: Vec<String> = ids.iter().map(ToString::to_string).collect();
        if names.is_empty() {
            names.push(format!("{} `{}`", row.record.noun(), row.record.key()));
        }
        for name in names {
            if let Some(before) = seen.insert(name.clone(), row.line) {
                problems.push(row.problem(path, format!("{name} stands twice: in line {before}, too")));
            }
        }
        if let Some(id) = ids.iter().find(|id| is_new && here.contains(*id)) {
            problems.push(row.problem(path, format!("{id} is something else in this journal")));
        }
    }
    problems
}

impl Row {
    pub fn problem(&self, path: &str, message: String) -> Problem {
        Problem { line: self.line, column: self.column, ..Problem::of_file(path, message) }
    }
}

/// The people and the objectives that the rows name and nobody describes, here or there.
pub fn unknown(rows: &[Row], journal: &Journal) -> (BTreeSet<Handle>, BTreeSet<Handle>) {
    let (mut people, mut goals) = (BTreeSet::new(), BTreeSet::new());
    let mut described = BTreeSet::new();
    for row in rows {
        match &row.record {
            Record::Person(one) => drop(described.insert((true, one.handle.clone()))),
            Record::Objective(one) => drop(described.insert((false, one.handle.clone()))),
            Record::Session(one) => {
                people.extend(one.with.iter().chain(&one.group).chain([&one.coach]).cloned());
                people.extend(one.actions.iter().map(|action| action.owner.clone()));
                goals.extend(one.objectives.iter().cloned());
                goals.extend(one.actions.iter().flat_map(|action| action.objectives.iter().cloned()));
            }
            Record::Request(_) | Record::Story(_) => {}
        }
    }
    let none = crate::journal::objective::NO_OBJECTIVE;
    people.retain(|handle| {
        let is_known = journal.people.contains_key(handle) || journal.now_called(handle).is_some();
        !is_known && !described.contains(&(true, handle.clone()))
    });
    goals.retain(|handle| {
        let is_known = journal.objectives.contains_key(handle) || handle.as_str() == none;
        !is_known && !described.contains(&(false, handle.clone()))
    });
    (people, goals)
}
