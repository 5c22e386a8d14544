//! Classifies imported rows as new, unchanged, different, or filling a blank record.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::compare_fields::{Difference, keys};
use crate::import::source_text::SourceText;
use crate::import::{ImportedRecord, ImportedRow};
use crate::journal::query::journal::{Filed, Journal};
use crate::journal::records::Problem;
use crate::journal::records::action::Action;
use crate::journal::records::follow_up::FollowUp;
use crate::journal::records::objective::Objective;
use crate::journal::records::person::Person;
use crate::journal::records::resource::Resource;
use crate::journal::records::session::Session;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;

/// How an imported row compares with the journal.
#[derive(Debug, PartialEq, Eq)]
pub enum RowStatus {
    New,
    /// The journal has the same record.
    Same,
    /// The journal has a record with only a handle. The file has these further fields.
    Fuller(Vec<String>),
    /// The journal has a record that differs in these fields. The import does not change it.
    Other(Vec<Difference>),
}

impl RowStatus {
    pub fn is_new(&self) -> bool {
        matches!(self, RowStatus::New)
    }

    pub fn is_same(&self) -> bool {
        matches!(self, RowStatus::Same)
    }

    pub fn is_fuller(&self) -> bool {
        matches!(self, RowStatus::Fuller(_))
    }

    pub fn is_other(&self) -> bool {
        matches!(self, RowStatus::Other(_))
    }
}

/// A journal with its records indexed by id.
pub struct JournalIndex<'a> {
    journal: &'a Journal,
    sessions: HashMap<&'a Id, &'a Filed<Session>>,
    actions: HashMap<&'a Id, (&'a Id, &'a Action)>,
    follow_ups: HashMap<&'a Id, &'a FollowUp>,
    ids: BTreeSet<&'a Id>,
}

/// The day, the coach and the sorted people of a session.
type DayAndPeople = (Day, Handle, Vec<Handle>);

pub(crate) fn day_and_people(session: &Session) -> DayAndPeople {
    let mut people = session.with.clone();
    people.sort_unstable();
    (session.date, session.coach.clone(), people)
}

impl<'a> JournalIndex<'a> {
    pub fn new(journal: &'a Journal) -> JournalIndex<'a> {
        JournalIndex {
            journal,
            sessions: journal.sessions.iter().map(|filed| (&filed.record.id, filed)).collect(),
            actions: journal.actions().map(|(s, action)| (&action.id, (&s.record.id, action))).collect(),
            follow_ups: journal.follow_ups().map(|(_, ask)| (&ask.id, ask)).collect(),
            ids: journal.ids().collect(),
        }
    }

    pub fn session(&self, id: &Id) -> Option<&'a Filed<Session>> {
        self.sessions.get(id).copied()
    }

    pub fn has(&self, id: &Id) -> bool {
        self.ids.contains(id)
    }

    /// The sessions of each day, coach and people.
    pub(crate) fn by_day_and_people(&self) -> HashMap<DayAndPeople, Vec<&'a Session>> {
        let mut sessions: HashMap<DayAndPeople, Vec<&Session>> = HashMap::new();
        for filed in &self.journal.sessions {
            sessions.entry(day_and_people(&filed.record)).or_default().push(&filed.record);
        }
        sessions
    }

    pub(crate) fn all_sessions(&self) -> impl Iterator<Item = &'a Session> {
        self.journal.sessions.iter().map(|filed| &filed.record)
    }

    pub fn action(&self, id: &Id) -> Option<&'a Action> {
        self.actions.get(id).map(|(_, action)| *action)
    }

    /// The session that holds an action.
    pub fn session_of(&self, action: &Id) -> Option<&'a Id> {
        self.actions.get(action).map(|(session, _)| *session)
    }

    pub fn follow_up(&self, id: &Id) -> Option<&'a FollowUp> {
        self.follow_ups.get(id).copied()
    }

    /// Puts the new people that `rows` name in front of the rows. A person whom only existing records name is
    /// not created.
    pub fn with_people(&self, people: Vec<ImportedRow>, rows: Vec<ImportedRow>) -> Vec<ImportedRow> {
        let new = rows.iter().filter(|row| self.standing(row) == RowStatus::New);
        let named: BTreeSet<Handle> = new.flat_map(|row| row.record.people()).cloned().collect();
        let is_named = |row: &ImportedRow| matches!(&row.record, ImportedRecord::Person(one) if named.contains(&one.handle));
        people.into_iter().filter(is_named).chain(rows).collect()
    }

    pub fn standing(&self, row: &ImportedRow) -> RowStatus {
        match self.differences(row) {
            None => RowStatus::New,
            Some(differences) if differences.is_empty() => RowStatus::Same,
            Some(differences) if self.says_nothing(row) => {
                RowStatus::Fuller(differences.into_iter().map(|one| one.field).collect())
            }
            Some(differences) => RowStatus::Other(differences),
        }
    }

    /// Whether the existing person, objective or resource is blank: coach creates such a record when `log` or an
    /// import names a new handle, and nothing was added to it since.
    fn says_nothing(&self, row: &ImportedRow) -> bool {
        match &row.record {
            ImportedRecord::Person(one) => {
                let here = self.journal.people.get(&one.handle).map(|filed| &filed.record);
                here.is_some_and(|here| *here == Person::new(one.handle.clone()))
            }
            ImportedRecord::Objective(one) => {
                let here = self.journal.objectives.get(&one.handle).map(|filed| &filed.record);
                one.title.is_some() && here.is_some_and(|here| *here == Objective::new(one.handle.clone()))
            }
            ImportedRecord::Resource(one) => {
                let here = self.journal.resources.get(&one.handle).map(|filed| &filed.record);
                here.is_some_and(|here| *here == Resource::new(one.handle.clone()))
            }
            _ => false,
        }
    }

    /// The fields in which a row differs from the existing record. `None` if there is no such record.
    fn differences(&self, row: &ImportedRow) -> Option<Vec<Difference>> {
        let (journal, told) = (self.journal, &row.told);
        match &row.record {
            ImportedRecord::Person(one) => journal.people.get(&one.handle).map(|f| keys(&**one, &f.record)),
            ImportedRecord::Objective(one) => {
                journal.objectives.get(&one.handle).map(|f| keys(&**one, &f.record))
            }
            ImportedRecord::Request(one) => journal.requests.get(&one.id).map(|f| keys(&**one, &f.record)),
            ImportedRecord::Story(one) => journal.stories.get(&one.id).map(|f| keys(&**one, &f.record)),
            ImportedRecord::Policy(one) => journal.policies.get(&one.handle).map(|f| keys(&**one, &f.record)),
            ImportedRecord::Resource(one) => {
                journal.resources.get(&one.handle).map(|f| keys(&**one, &f.record))
            }
            ImportedRecord::Template(one) => {
                of_the_team(journal.templates.get(&one.handle)).map(|here| keys(&**one, here))
            }
            ImportedRecord::Standard(one) => {
                of_the_team(journal.standards.get(&one.handle)).map(|here| keys(&**one, here))
            }
            ImportedRecord::Session(one) => self.session(&one.id).map(|f| told.compare(&**one, &f.record)),
            ImportedRecord::Agreed(one) => match (one.actions.first(), one.follow_ups.first()) {
                (Some(action), _) => self.action(&action.id).map(|here| told.compare(action, here)),
                (None, Some(ask)) => self.follow_up(&ask.id).map(|here| told.compare(ask, here)),
                (None, None) => Some(Vec::new()),
            },
        }
    }
}

/// The record, unless it is built in: a built-in record has no file, so the import may add one.
fn of_the_team<T>(filed: Option<&Filed<T>>) -> Option<&T> {
    filed.filter(|filed| !filed.is_built_in()).map(|filed| &filed.record)
}

impl ImportedRow {
    /// The ids of the row's record and items.
    fn ids(&self) -> Vec<&Id> {
        match &self.record {
            ImportedRecord::Session(one) => {
                let items = one.actions.iter().map(|action| &action.id);
                [&one.id].into_iter().chain(items).chain(one.follow_ups.iter().map(|ask| &ask.id)).collect()
            }
            ImportedRecord::Agreed(one) => {
                let items = one.actions.iter().map(|action| &action.id);
                items.chain(one.follow_ups.iter().map(|ask| &ask.id)).collect()
            }
            ImportedRecord::Request(one) => vec![&one.id],
            ImportedRecord::Story(one) => vec![&one.id],
            ImportedRecord::Person(_)
            | ImportedRecord::Objective(_)
            | ImportedRecord::Resource(_)
            | ImportedRecord::Policy(_)
            | ImportedRecord::Template(_)
            | ImportedRecord::Standard(_) => Vec::new(),
        }
    }
}

/// Problems with ids: two rows share an id or a handle, or another record of the journal has the id.
pub fn clashes(
    text: &SourceText<'_>,
    rows: &[ImportedRow],
    standings: &[RowStatus],
    here: &JournalIndex<'_>,
) -> Vec<Problem> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut problems = Vec::new();
    for (row, standing) in rows.iter().zip(standings) {
        let is_new = *standing == RowStatus::New;
        let ids = row.ids();
        let mut names: Vec<String> = ids.iter().map(ToString::to_string).collect();
        if names.is_empty() {
            names.push(format!("{} `{}`", row.record.noun(), row.record.key()));
        }
        for name in names {
            if let Some(before) = seen.insert(name.clone(), row.at) {
                let before = text.line(before);
                problems.push(text.problem(row.at, format!("{name} appears twice: also in line {before}")));
            }
        }
        let mut taken = ids.iter().find(|id| is_new && here.has(id)).copied();
        if let ImportedRecord::Agreed(one) = &row.record {
            taken = taken.or(Some(&one.id).filter(|id| here.has(id) && here.session(id).is_none()));
        }
        if let Some(id) = taken {
            problems.push(text.problem(row.at, format!("another record in this journal has the id {id}")));
        }
    }
    problems
}
