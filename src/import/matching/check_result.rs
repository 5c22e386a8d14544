//! Runs the journal's own check on the journal as it will be after an import, and reports only the problems
//! of the imported rows.

use std::collections::{BTreeSet, HashMap};

use super::import_plan::ImportPlan;
use crate::import::source_text::SourceText;
use crate::import::{ImportedRecord, ImportedRow};
use crate::journal::check::{self, Found};
use crate::journal::query::journal::{Filed, Journal};
use crate::journal::records::Problem;
use crate::journal::records::objective::Objective;
use crate::journal::records::person::Person;
use crate::journal::records::resource::Resource;
use crate::journal::records::session::Session;
use crate::journal::values::day::Day;
use crate::journal::values::id::Id;

/// The problems, each at the position of its row.
pub(crate) fn found(
    text: &SourceText<'_>,
    rows: &[ImportedRow],
    fate: &ImportPlan,
    journal: &Journal,
    today: Day,
) -> Vec<Problem> {
    let bringing = || fate.coming(rows).chain(fate.filling(rows));
    if bringing().next().is_none() {
        return Vec::new();
    }
    let mut then = FutureJournal::of(journal);
    then.name(fate);
    let mut whole = BTreeSet::new();
    for row in bringing() {
        // The first row that names a session creates it.
        if then.take(row) {
            whole.insert(row.at);
        }
    }
    let problems = bringing().flat_map(|row| {
        let found = then.check(row, whole.contains(&row.at), today);
        found.into_iter().map(|(key, why)| text.problem(row.at, format!("{}: {why}", spoken(&key))))
    });
    let mut problems: Vec<Problem> = problems.collect();
    problems.sort();
    problems
}

/// A key path such as `action.0.done` in the notation of the JSON errors, `action[0].done`.
fn spoken(key: &str) -> String {
    let mut spoken = String::new();
    for part in key.split('.') {
        match part.parse::<usize>() {
            Ok(n) => spoken += &format!("[{n}]"),
            Err(_) if spoken.is_empty() => spoken += part,
            Err(_) => spoken += &format!(".{part}"),
        }
    }
    spoken
}

/// A copy of the journal with the import applied.
struct FutureJournal {
    journal: Journal,
    sessions: HashMap<Id, usize>,
}

impl FutureJournal {
    fn of(journal: &Journal) -> FutureJournal {
        let sessions = journal.sessions.iter().enumerate();
        let sessions = sessions.map(|(n, filed)| (filed.record.id.clone(), n)).collect();
        FutureJournal { journal: journal.clone(), sessions }
    }

    /// Adds the people, objectives and resources that the import will create.
    fn name(&mut self, fate: &ImportPlan) {
        for handle in fate.people.keys() {
            let record = Person::new(handle.clone());
            self.journal.people.insert(handle.clone(), Filed { path: String::new(), record });
        }
        for handle in fate.goals.keys() {
            let record = Objective::new(handle.clone());
            self.journal.objectives.insert(handle.clone(), Filed { path: String::new(), record });
        }
        for handle in fate.resources.keys() {
            let record = Resource::new(handle.clone());
            self.journal.resources.insert(handle.clone(), Filed { path: String::new(), record });
        }
    }

    /// Adds the row. Returns whether it created a record, rather than adding an item to one.
    fn take(&mut self, row: &ImportedRow) -> bool {
        let path = format!("{}/{}.toml", row.record.kind().folder(), row.record.key());
        let then = &mut self.journal;
        match &row.record {
            ImportedRecord::Person(one) => drop(then.people.insert(one.handle.clone(), filed(path, one))),
            ImportedRecord::Objective(one) => {
                drop(then.objectives.insert(one.handle.clone(), filed(path, one)))
            }
            ImportedRecord::Request(one) => drop(then.requests.insert(one.id.clone(), filed(path, one))),
            ImportedRecord::Story(one) => drop(then.stories.insert(one.id.clone(), filed(path, one))),
            ImportedRecord::Policy(one) => drop(then.policies.insert(one.handle.clone(), filed(path, one))),
            ImportedRecord::Resource(one) => {
                drop(then.resources.insert(one.handle.clone(), filed(path, one)))
            }
            ImportedRecord::Template(one) => {
                drop(then.templates.insert(one.handle.clone(), filed(path, one)))
            }
            ImportedRecord::Standard(one) => {
                drop(then.standards.insert(one.handle.clone(), filed(path, one)))
            }
            ImportedRecord::Session(one) | ImportedRecord::Agreed(one) => match self.sessions.get(&one.id) {
                Some(n) => {
                    let session = &mut then.sessions[*n].record;
                    session.actions.extend(one.actions.iter().cloned());
                    session.follow_ups.extend(one.follow_ups.iter().cloned());
                    return false;
                }
                None => {
                    self.sessions.insert(one.id.clone(), then.sessions.len());
                    then.sessions.push(filed(path, one));
                }
            },
        }
        true
    }

    fn check(&self, row: &ImportedRow, is_whole: bool, today: Day) -> Vec<Found> {
        let (then, path) = (&self.journal, String::new());
        match &row.record {
            ImportedRecord::Person(one) => check::person(then, &filed(path, one)),
            ImportedRecord::Objective(one) => check::objective(then, &filed(path, one), today),
            ImportedRecord::Request(one) => check::request(then, &filed(path, one), today),
            ImportedRecord::Story(one) => check::story(then, &filed(path, one), today),
            ImportedRecord::Policy(one) => check::policy(then, &filed(path, one), today),
            ImportedRecord::Resource(one) => check::resource(then, &filed(path, one), today),
            // Reading a template or a standard already reports its unknown keys.
            ImportedRecord::Template(_) | ImportedRecord::Standard(_) => Vec::new(),
            ImportedRecord::Session(one) => check::session(then, &filed(path, one), today),
            ImportedRecord::Agreed(one) => {
                let Some(n) = self.sessions.get(&one.id) else { return Vec::new() };
                let session = &then.sessions[*n];
                let found = check::session(then, session, today).into_iter();
                let own = |(key, why): Found| Some((of_item(&key, &session.record, one, is_whole)?, why));
                found.filter_map(own).map(with_way).collect()
            }
        }
    }
}

/// Adds a hint for a follow-up that comes before its action.
fn with_way((key, why): Found) -> Found {
    let way = if key == "action" { ": import the actions before the follow-ups" } else { "" };
    (key, why + way)
}

fn filed<T: Clone>(path: String, record: &T) -> Filed<T> {
    Filed { path, record: record.clone() }
}

/// The key relative to the row. `None` if the problem is not about a part that the row brings.
fn of_item(key: &str, session: &Session, row: &Session, is_whole: bool) -> Option<String> {
    let mut parts = key.splitn(3, '.');
    let (list, n, rest) = (parts.next()?, parts.next().and_then(|n| n.parse::<usize>().ok()), parts.next());
    let Some((n, rest)) = n.zip(rest) else { return is_whole.then(|| key.to_string()) };
    let brings = match list {
        "action" => {
            row.actions.iter().any(|action| session.actions.get(n).is_some_and(|a| a.id == action.id))
        }
        _ => row.follow_ups.iter().any(|ask| session.follow_ups.get(n).is_some_and(|f| f.id == ask.id)),
    };
    brings.then(|| rest.to_string())
}
