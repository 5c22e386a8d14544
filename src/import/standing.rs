//! How what a file brings stands to what is here.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::text::Text;
use super::{Record, Row};
use crate::journal::action::Action;
use crate::journal::follow_up::FollowUp;
use crate::journal::id::Id;
use crate::journal::journal::{Filed, Journal};
use crate::journal::record::Problem;
use crate::journal::session::Session;

/// How a record stands to the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    New,
    /// It is here already, and says the same.
    Same,
    /// It is here and says something else: it stays as it is.
    Other,
}

/// A journal, looked up by id.
pub struct Here<'a> {
    journal: &'a Journal,
    sessions: HashMap<&'a Id, &'a Filed<Session>>,
    actions: HashMap<&'a Id, &'a Action>,
    follow_ups: HashMap<&'a Id, &'a FollowUp>,
    ids: BTreeSet<&'a Id>,
}

impl<'a> Here<'a> {
    pub fn new(journal: &'a Journal) -> Here<'a> {
        Here {
            journal,
            sessions: journal.sessions.iter().map(|filed| (&filed.record.id, filed)).collect(),
            actions: journal.actions().map(|(_, action)| (&action.id, action)).collect(),
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

    pub fn standing(&self, row: &Row) -> Standing {
        let journal = self.journal;
        let same = match &row.record {
            Record::Person(one) => journal.people.get(&one.handle).map(|f| f.record == **one),
            Record::Objective(one) => journal.objectives.get(&one.handle).map(|f| f.record == **one),
            Record::Request(one) => journal.requests.get(&one.id).map(|f| f.record == **one),
            Record::Story(one) => journal.stories.get(&one.id).map(|f| f.record == **one),
            Record::Template(one) => {
                of_the_team(journal.templates.get(&one.handle)).map(|here| *here == **one)
            }
            Record::Standard(one) => {
                of_the_team(journal.standards.get(&one.handle)).map(|here| *here == **one)
            }
            Record::Session(one) => self
                .session(&one.id)
                .map(|f| if row.is_part { alike(&f.record, one) } else { f.record == **one }),
            Record::Agreed(one) => match (one.actions.first(), one.follow_ups.first()) {
                (Some(action), _) => self.action(action, row.is_part),
                (None, Some(ask)) => {
                    let same =
                        |here: &&FollowUp| here.due == ask.due && here.done.is_some() == ask.done.is_some();
                    self.follow_ups.get(&ask.id).map(same)
                }
                (None, None) => Some(true),
            },
        };
        match same {
            None => Standing::New,
            Some(true) => Standing::Same,
            Some(false) => Standing::Other,
        }
    }

    fn action(&self, action: &Action, is_part: bool) -> Option<bool> {
        let here = self.actions.get(&action.id)?;
        Some(match is_part {
            false => **here == *action,
            true => {
                words(&here.what) == words(&action.what)
                    && here.state() == action.state()
                    && here.due == action.due
            }
        })
    }
}

/// What is built in is no file of the journal's, and one may come in.
fn of_the_team<T>(filed: Option<&Filed<T>>) -> Option<&T> {
    filed.filter(|filed| !filed.path.is_empty()).map(|filed| &filed.record)
}

fn words(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}

/// Whether a session says what a table's row, which has no actions, tells of it.
fn alike(here: &Session, told: &Session) -> bool {
    let bare = |session: &Session| {
        let notes = session.notes.trim_end().to_string();
        let feedback = session.feedback.clone().map(|said| (said.score, said.text.trim_end().to_string()));
        let mut rest = Session {
            notes: String::new(),
            feedback: None,
            actions: Vec::new(),
            follow_ups: Vec::new(),
            conflict: Vec::new(),
            ..session.clone()
        };
        // Some programs write words in any order.
        rest.with.sort();
        rest.topics.sort();
        (rest, notes, feedback)
    };
    bare(here) == bare(told)
}

impl Row {
    /// The ids that it brings, and that are nothing else's.
    fn ids(&self) -> Vec<&Id> {
        match &self.record {
            Record::Session(one) => {
                let items = one.actions.iter().map(|action| &action.id);
                [&one.id].into_iter().chain(items).chain(one.follow_ups.iter().map(|ask| &ask.id)).collect()
            }
            Record::Agreed(one) => {
                let items = one.actions.iter().map(|action| &action.id);
                items.chain(one.follow_ups.iter().map(|ask| &ask.id)).collect()
            }
            Record::Request(one) => vec![&one.id],
            Record::Story(one) => vec![&one.id],
            Record::Person(_) | Record::Objective(_) | Record::Template(_) | Record::Standard(_) => {
                Vec::new()
            }
        }
    }
}

/// What keeps the rows from coming in: an id or handle that two of them have, or that something
/// else in the journal has.
pub fn clashes(text: &Text<'_>, rows: &[Row], here: &Here<'_>) -> Vec<Problem> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut problems = Vec::new();
    for row in rows {
        let is_new = here.standing(row) == Standing::New;
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
        if let Record::Agreed(one) = &row.record {
            taken = taken.or(Some(&one.id).filter(|id| here.has(id) && here.session(id).is_none()));
        }
        if let Some(id) = taken {
            problems.push(text.problem(row.at, format!("{id} is something else in this journal")));
        }
    }
    problems
}
