//! PURE: from other programs' files, and our own exports, to records. Every one has the place it
//! stood in, and what cannot be one is a problem with its place: all of a file comes in or none.

pub mod coach_json;
pub mod format;
mod icf;
mod jrnl;
pub mod matching;
pub mod source_text;
pub(crate) mod table;
mod taskwarrior;

use std::collections::{BTreeMap, BTreeSet};
use table::days;

use chrono::NaiveDateTime;

use matching::differences::KnownFields;
pub use table::columns::What;

use crate::error::Error;
use crate::journal::index::journal::Journal;
use crate::journal::records::kind::RecordKind;
use crate::journal::records::objective::Objective;
use crate::journal::records::person::Person;
use crate::journal::records::request::Request;
use crate::journal::records::session::Session;
use crate::journal::records::standard::Standard;
use crate::journal::records::story::Story;
use crate::journal::records::template::Template;
use crate::journal::records::{self, Problem};
use crate::journal::text::record_writer;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;

/// A record that was read, and the text of its file.
#[derive(Debug)]
pub struct ImportedRow {
    pub record: ImportedRecord,
    pub text: String,
    /// The byte at which it stands in what was read.
    pub at: usize,
    /// What of the record it tells: what it leaves out may be here.
    pub told: KnownFields,
}

#[derive(Debug, PartialEq)]
pub enum ImportedRecord {
    Person(Box<Person>),
    Objective(Box<Objective>),
    Session(Box<Session>),
    /// One action or question by itself, in the session it belongs to. Where that is not here yet, it
    /// is made as it stands.
    Agreed(Box<Session>),
    Request(Box<Request>),
    Story(Box<Story>),
    Template(Box<Template>),
    Standard(Box<Standard>),
}

/// What a file holds.
#[derive(Debug, Default)]
pub struct ParsedImport {
    pub rows: Vec<ImportedRow>,
    /// What is to be known about single places, and keeps nothing from coming in.
    pub told: Vec<Problem>,
    /// What stays out, in words.
    pub left_out: Vec<String>,
}

/// Why nothing of a file can come in.
#[derive(Debug)]
pub enum ImportError {
    /// What was asked for does not fit the file.
    Unusable(Error),
    Problems(Vec<Problem>),
}

impl From<Vec<Problem>> for ImportError {
    fn from(problems: Vec<Problem>) -> ImportError {
        ImportError::Problems(problems)
    }
}

/// What other programs' files do not say.
pub struct ImportOptions<'a> {
    pub journal: &'a Journal,
    /// Who coached, where nothing says so.
    pub me: &'a Handle,
    pub today: Day,
    /// Whom all of it is with, whatever the file says.
    pub with: &'a [Handle],
    /// Whose column, or tag, is which field of ours.
    pub map: &'a [(String, String)],
    pub what: Option<What>,
    /// How days are written, in strftime's letters.
    pub date_format: Option<&'a str>,
    /// The date and time of a moment in UTC in our time zone.
    pub local_time: fn(NaiveDateTime) -> NaiveDateTime,
}

impl ImportedRecord {
    pub fn noun(&self) -> &'static str {
        match self {
            ImportedRecord::Agreed(one) if one.actions.is_empty() => "follow-up",
            ImportedRecord::Agreed(_) => "action",
            _ => self.kind().noun(),
        }
    }

    pub fn kind(&self) -> RecordKind {
        match self {
            ImportedRecord::Person(_) => RecordKind::Person,
            ImportedRecord::Objective(_) => RecordKind::Objective,
            ImportedRecord::Session(_) | ImportedRecord::Agreed(_) => RecordKind::Session,
            ImportedRecord::Request(_) => RecordKind::Request,
            ImportedRecord::Story(_) => RecordKind::Story,
            ImportedRecord::Template(_) => RecordKind::Template,
            ImportedRecord::Standard(_) => RecordKind::Standard,
        }
    }

    /// The id or handle by which it is known.
    pub fn key(&self) -> String {
        match self {
            ImportedRecord::Person(one) => one.handle.to_string(),
            ImportedRecord::Objective(one) => one.handle.to_string(),
            ImportedRecord::Session(one) => one.id.to_string(),
            ImportedRecord::Agreed(one) => {
                let item = one.actions.iter().map(|action| &action.id);
                let item = item.chain(one.follow_ups.iter().map(|ask| &ask.id)).next();
                item.unwrap_or(&one.id).to_string()
            }
            ImportedRecord::Request(one) => one.id.to_string(),
            ImportedRecord::Story(one) => one.id.to_string(),
            ImportedRecord::Template(one) => one.handle.to_string(),
            ImportedRecord::Standard(one) => one.handle.to_string(),
        }
    }

    /// The people whom a session names.
    fn people(&self) -> Vec<&Handle> {
        let (ImportedRecord::Session(one) | ImportedRecord::Agreed(one)) = self else { return Vec::new() };
        let owners = one.actions.iter().map(|action| &action.owner);
        let benefits = one.actions.iter().filter_map(|action| action.benefit.as_ref());
        let confirmed = benefits.filter_map(|benefit| benefit.confirmed_by.as_ref());
        one.with.iter().chain(&one.group).chain([&one.coach]).chain(owners).chain(confirmed).collect()
    }

    /// What it is in a few words, beside its key.
    pub fn gist(&self) -> String {
        match self {
            ImportedRecord::Person(one) => one.name.clone().unwrap_or_default(),
            ImportedRecord::Objective(one) => one.title.clone().unwrap_or_default(),
            ImportedRecord::Session(one) => {
                let length = one.minutes.map(|minutes| format!(", {minutes} min")).unwrap_or_default();
                format!("{} with {}{length}", one.date, people(one))
            }
            ImportedRecord::Agreed(one) => match (one.actions.first(), one.follow_ups.first()) {
                (Some(action), _) => format!("{}: {}", action.owner, action.what),
                (None, Some(ask)) => format!("{}: {}", one.whom(), ask.ask),
                (None, None) => String::new(),
            },
            ImportedRecord::Request(one) => one.what.clone(),
            // Its words wait for consent.
            ImportedRecord::Story(one) => one.date.to_string(),
            ImportedRecord::Template(one) => one.title.clone().unwrap_or_default(),
            ImportedRecord::Standard(one) => format!("{} as of {}", one.title, one.as_of),
        }
    }
}

fn people(session: &Session) -> String {
    match &session.group {
        Some(group) => group.to_string(),
        None => session.with.iter().map(Handle::as_str).collect::<Vec<_>>().join(", "),
    }
}

impl ImportedRow {
    /// A session that another program's file tells of, as its file will be.
    fn session(session: &Session, at: usize, told: KnownFields) -> Result<ImportedRow, String> {
        ImportedRow::new(record_writer::session(session).render(), at, told, ImportedRecord::Session)
    }

    /// The same of an action or question by itself.
    fn agreed(session: &Session, at: usize, told: KnownFields) -> Result<ImportedRow, String> {
        ImportedRow::new(record_writer::session(session).render(), at, told, ImportedRecord::Agreed)
    }

    fn person(person: &Person, at: usize) -> Result<ImportedRow, String> {
        ImportedRow::new(
            record_writer::person(person).render(),
            at,
            KnownFields::Everything,
            ImportedRecord::Person,
        )
    }

    fn new<T: records::Record>(
        text: String,
        at: usize,
        told: KnownFields,
        wrap: fn(Box<T>) -> ImportedRecord,
    ) -> Result<ImportedRow, String> {
        let record = records::read::<T>("", &text).map_err(|problem| problem.message)?;
        Ok(ImportedRow { record: wrap(Box::new(record)), text, at, told })
    }
}

/// Handles, and where they are named first.
type Named = BTreeMap<Handle, usize>;

/// The people and the objectives that rows which are new name, and nobody describes, here or there.
pub fn unknown<'a>(rows: impl Iterator<Item = &'a ImportedRow>, journal: &Journal) -> (Named, Named) {
    let (mut people, mut goals) = (Named::new(), Named::new());
    let mut described = BTreeSet::new();
    for row in rows {
        match &row.record {
            ImportedRecord::Person(one) => drop(described.insert((true, one.handle.clone()))),
            ImportedRecord::Objective(one) => drop(described.insert((false, one.handle.clone()))),
            ImportedRecord::Session(one) | ImportedRecord::Agreed(one) => {
                row.record.people().into_iter().for_each(|handle| name(&mut people, handle, row.at));
                let of_actions = one.actions.iter().flat_map(|action| &action.objectives);
                one.objectives.iter().chain(of_actions).for_each(|goal| name(&mut goals, goal, row.at));
            }
            ImportedRecord::Request(_)
            | ImportedRecord::Story(_)
            | ImportedRecord::Template(_)
            | ImportedRecord::Standard(_) => {}
        }
    }
    let none = crate::journal::records::objective::NO_OBJECTIVE;
    people.retain(|handle, _| {
        let is_known = journal.people.contains_key(handle) || journal.now_called(handle).is_some();
        !is_known && !described.contains(&(true, handle.clone()))
    });
    goals.retain(|handle, _| {
        let is_known = journal.objectives.contains_key(handle) || handle.as_str() == none;
        !is_known && !described.contains(&(false, handle.clone()))
    });
    (people, goals)
}

fn name(named: &mut Named, handle: &Handle, at: usize) {
    named.entry(handle.clone()).or_insert(at);
}

/// Whether days can be read by this format: strftime's letters.
pub fn is_date_format(format: &str) -> bool {
    days::is_format(format)
}
