//! PURE: converts files of other programs and coach's own exports to records. Every record keeps its position
//! in the file, and every invalid one is a problem with its position. An import takes the whole file or
//! nothing.

pub(crate) mod coach_json;
pub mod format;
mod icf;
mod jrnl;
pub mod mail;
pub mod matching;
pub mod source_text;
pub(crate) mod table;
mod taskwarrior;

use std::collections::{BTreeMap, BTreeSet};
use table::days;

use chrono::NaiveDateTime;

use matching::compare_fields::KnownFields;
pub use table::columns::What;

use crate::error::Error;
use crate::journal::query::journal::Journal;
use crate::journal::records::benefit::Benefit;
use crate::journal::records::kind::RecordKind;
use crate::journal::records::objective::Objective;
use crate::journal::records::person::Person;
use crate::journal::records::policy::Policy;
use crate::journal::records::request::Request;
use crate::journal::records::resource::Resource;
use crate::journal::records::session::Session;
use crate::journal::records::standard::Standard;
use crate::journal::records::story::Story;
use crate::journal::records::template::Template;
use crate::journal::records::{self, Problem};
use crate::journal::text::new_record;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;

/// An imported record, and the TOML text of its file.
#[derive(Debug)]
pub struct ImportedRow {
    pub record: ImportedRecord,
    pub text: String,
    /// The byte at which the record begins in the source.
    pub at: usize,
    /// The fields that the source fills. The journal may have values for the others.
    pub told: KnownFields,
}

#[derive(Debug, PartialEq)]
pub enum ImportedRecord {
    Person(Box<Person>),
    Objective(Box<Objective>),
    Session(Box<Session>),
    /// One action or follow-up, wrapped in its session. If the journal does not have the session, the import
    /// creates it from this value.
    Agreed(Box<Session>),
    Request(Box<Request>),
    Story(Box<Story>),
    Policy(Box<Policy>),
    Resource(Box<Resource>),
    Template(Box<Template>),
    Standard(Box<Standard>),
}

/// The records and warnings of one file.
#[derive(Debug, Default)]
pub struct ParsedImport {
    pub rows: Vec<ImportedRow>,
    /// Warnings about single places. They do not stop the import.
    pub told: Vec<Problem>,
    /// Descriptions of the parts that the import leaves out.
    pub left_out: Vec<String>,
}

/// Why coach cannot import any record of a file.
#[derive(Debug)]
pub enum ImportError {
    /// The options do not fit the file.
    Unusable(Error),
    Problems(Vec<Problem>),
}

impl From<Vec<Problem>> for ImportError {
    fn from(problems: Vec<Problem>) -> ImportError {
        ImportError::Problems(problems)
    }
}

/// Values that the files of other programs lack.
pub struct ImportOptions<'a> {
    pub journal: &'a Journal,
    /// The coach of sessions that do not name one.
    pub me: &'a Handle,
    pub today: Day,
    /// The people of every session, regardless of the file. Empty without `--with`.
    pub with: &'a [Handle],
    /// Pairs of a column or tag of the file and a field of coach.
    pub map: &'a [(String, String)],
    pub what: Option<What>,
    /// The strftime format of the file's dates.
    pub date_format: Option<&'a str>,
    /// Converts a UTC date and time to the local time zone.
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
            ImportedRecord::Policy(_) => RecordKind::Policy,
            ImportedRecord::Resource(_) => RecordKind::Resource,
            ImportedRecord::Template(_) => RecordKind::Template,
            ImportedRecord::Standard(_) => RecordKind::Standard,
        }
    }

    /// The id or handle of the record.
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
            ImportedRecord::Policy(one) => one.handle.to_string(),
            ImportedRecord::Resource(one) => one.handle.to_string(),
            ImportedRecord::Template(one) => one.handle.to_string(),
            ImportedRecord::Standard(one) => one.handle.to_string(),
        }
    }

    /// The people that a session names.
    fn people(&self) -> Vec<&Handle> {
        let (ImportedRecord::Session(one) | ImportedRecord::Agreed(one)) = self else { return Vec::new() };
        let owners = one.actions.iter().map(|action| &action.owner);
        let benefits = one.actions.iter().filter_map(|action| action.benefit.as_ref());
        let vouching = benefits.flat_map(Benefit::people);
        one.with.iter().chain(&one.group).chain([&one.coach]).chain(owners).chain(vouching).collect()
    }

    /// A short description of the record, without its key.
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
            // Its texts need the person's consent.
            ImportedRecord::Story(one) => one.date.to_string(),
            ImportedRecord::Policy(one) => one.title.clone(),
            ImportedRecord::Resource(one) => one.title.clone(),
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
    /// A session from another program's file, rendered as coach will write it.
    fn session(session: &Session, at: usize, told: KnownFields) -> Result<ImportedRow, String> {
        ImportedRow::new(new_record::session(session).render(), at, told, ImportedRecord::Session)
    }

    /// Like `session`, for one action or follow-up.
    fn agreed(session: &Session, at: usize, told: KnownFields) -> Result<ImportedRow, String> {
        ImportedRow::new(new_record::session(session).render(), at, told, ImportedRecord::Agreed)
    }

    fn person(person: &Person, at: usize) -> Result<ImportedRow, String> {
        ImportedRow::new(
            new_record::person(person).render(),
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

/// Handles, with the byte of their first mention.
type Named = BTreeMap<Handle, usize>;

/// The people, objectives and resources that new rows name but no record of the file or the journal describes.
#[derive(Default)]
pub struct Undescribed {
    pub people: Named,
    pub goals: Named,
    pub resources: Named,
}

impl Undescribed {
    pub fn of<'a>(rows: impl Iterator<Item = &'a ImportedRow>, journal: &Journal) -> Undescribed {
        let mut named = Undescribed::default();
        let mut described = BTreeSet::new();
        for row in rows {
            match &row.record {
                ImportedRecord::Session(one) | ImportedRecord::Agreed(one) => {
                    let of_actions = one.actions.iter().flat_map(|action| &action.objectives);
                    let goals = one.objectives.iter().chain(of_actions);
                    row.record.people().into_iter().for_each(|one| name(&mut named.people, one, row.at));
                    goals.for_each(|one| name(&mut named.goals, one, row.at));
                    one.resources.iter().for_each(|one| name(&mut named.resources, one, row.at));
                }
                ImportedRecord::Person(one) => _ = described.insert((RecordKind::Person, &one.handle)),
                ImportedRecord::Objective(one) => _ = described.insert((RecordKind::Objective, &one.handle)),
                ImportedRecord::Resource(one) => _ = described.insert((RecordKind::Resource, &one.handle)),
                ImportedRecord::Request(_)
                | ImportedRecord::Story(_)
                | ImportedRecord::Policy(_)
                | ImportedRecord::Template(_)
                | ImportedRecord::Standard(_) => {}
            }
        }
        let none = records::objective::NO_OBJECTIVE;
        named.people.retain(|handle, _| {
            let is_known = journal.people.contains_key(handle) || journal.now_called(handle).is_some();
            !is_known && !described.contains(&(RecordKind::Person, handle))
        });
        named.goals.retain(|handle, _| {
            let is_known = journal.objectives.contains_key(handle) || handle.as_str() == none;
            !is_known && !described.contains(&(RecordKind::Objective, handle))
        });
        named.resources.retain(|handle, _| {
            let is_known = journal.resources.contains_key(handle);
            !is_known && !described.contains(&(RecordKind::Resource, handle))
        });
        named
    }
}

fn name(named: &mut Named, handle: &Handle, at: usize) {
    named.entry(handle.clone()).or_insert(at);
}

/// Whether coach can parse dates with this strftime format.
pub fn is_date_format(format: &str) -> bool {
    days::is_format(format)
}
