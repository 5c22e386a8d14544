//! How what a file brings stands to what is here.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::differences::{Difference, keys};
use crate::import::source_text::SourceText;
use crate::import::{ImportedRecord, ImportedRow};
use crate::journal::index::journal::{Filed, Journal};
use crate::journal::records::Problem;
use crate::journal::records::action::Action;
use crate::journal::records::follow_up::FollowUp;
use crate::journal::records::objective::Objective;
use crate::journal::records::person::Person;
use crate::journal::records::session::Session;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;

/// How a record stands to the journal.
#[derive(Debug, PartialEq, Eq)]
pub enum RowStatus {
    New,
    /// It is here already, and says the same.
    Same,
    /// It is here with no more than its handle, and the file says these fields of it.
    Fuller(Vec<String>),
    /// It is here and says something else, in these fields: it stays as it is.
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

/// A journal, looked up by id.
pub struct JournalIndex<'a> {
    journal: &'a Journal,
    sessions: HashMap<&'a Id, &'a Filed<Session>>,
    actions: HashMap<&'a Id, (&'a Id, &'a Action)>,
    follow_ups: HashMap<&'a Id, &'a FollowUp>,
    ids: BTreeSet<&'a Id>,
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

    pub fn action(&self, id: &Id) -> Option<&'a Action> {
        self.actions.get(id).map(|(_, action)| *action)
    }

    /// The session in which an action stands.
    pub fn session_of(&self, action: &Id) -> Option<&'a Id> {
        self.actions.get(action).map(|(session, _)| *session)
    }

    pub fn follow_up(&self, id: &Id) -> Option<&'a FollowUp> {
        self.follow_ups.get(id).copied()
    }

    /// The rows behind the people whom they would make: whoever only stands in what is here already is
    /// not made.
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

    /// Whether what is here was made by the way, as `log` makes whoever it names, and nobody has said
    /// anything of it.
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
            _ => false,
        }
    }

    /// What a row says otherwise than the record that is here; nothing where none is.
    fn differences(&self, row: &ImportedRow) -> Option<Vec<Difference>> {
        let (journal, told) = (self.journal, &row.told);
        match &row.record {
            ImportedRecord::Person(one) => journal.people.get(&one.handle).map(|f| keys(&**one, &f.record)),
            ImportedRecord::Objective(one) => {
                journal.objectives.get(&one.handle).map(|f| keys(&**one, &f.record))
            }
            ImportedRecord::Request(one) => journal.requests.get(&one.id).map(|f| keys(&**one, &f.record)),
            ImportedRecord::Story(one) => journal.stories.get(&one.id).map(|f| keys(&**one, &f.record)),
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

/// What is built in is no file of the journal's, and one may come in.
fn of_the_team<T>(filed: Option<&Filed<T>>) -> Option<&T> {
    filed.filter(|filed| !filed.is_built_in()).map(|filed| &filed.record)
}

impl ImportedRow {
    /// The ids that it brings, and that are nothing else's.
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
            | ImportedRecord::Template(_)
            | ImportedRecord::Standard(_) => Vec::new(),
        }
    }
}

/// What keeps the rows from coming in: an id or handle that two of them have, or that something
/// else in the journal has.
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
                problems.push(text.problem(row.at, format!("{name} stands twice: in line {before}, too")));
            }
        }
        let mut taken = ids.iter().find(|id| is_new && here.has(id)).copied();
        if let ImportedRecord::Agreed(one) = &row.record {
            taken = taken.or(Some(&one.id).filter(|id| here.has(id) && here.session(id).is_none()));
        }
        if let Some(id) = taken {
            problems.push(text.problem(row.at, format!("{id} is something else in this journal")));
        }
    }
    problems
}
