//! An action: what a person agreed to do. Its state is a date, never a flag.

use serde::{Deserialize, Serialize};

use super::benefit::Benefit;
use super::due_moves::{self, Move};
use super::session::Session;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Action {
    pub id: Id,
    pub what: String,
    pub owner: Handle,
    /// The day it was agreed on, if that is not the session's day.
    pub agreed: Option<Day>,
    pub due: Option<Day>,
    /// The moves of its due day.
    #[serde(default)]
    pub moved: Vec<Move>,
    #[serde(default)]
    pub objectives: Vec<Handle>,
    pub done: Option<Day>,
    pub dropped: Option<Day>,
    /// The result, in words.
    pub result: Option<String>,
    /// The reason for dropping it.
    pub why: Option<String>,
    /// The owner, if they reported it done themselves, by mail.
    pub reported_by: Option<Handle>,
    /// The measured benefit.
    pub benefit: Option<Benefit>,
}

/// The state of an action or a follow-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Open,
    Done(Day),
    Dropped(Day),
}

impl State {
    pub fn as_str(self) -> &'static str {
        match self {
            State::Open => "open",
            State::Done(_) => "done",
            State::Dropped(_) => "dropped",
        }
    }

    /// The state for reports. It is `Open` if the closing day is certainly after today, because no one can
    /// have closed it yet. `coach check` reports such a day.
    pub fn by(self, today: Day) -> State {
        match self.closed_on() {
            Some(day) if today.is_certainly_before(day) => State::Open,
            _ => self,
        }
    }

    pub fn closed_on(self) -> Option<Day> {
        match self {
            State::Open => None,
            State::Done(day) | State::Dropped(day) => Some(day),
        }
    }
}

impl Action {
    /// An open action with only these fields.
    pub fn new(id: Id, what: &str, owner: &Handle) -> Action {
        Action {
            id,
            what: what.to_string(),
            owner: owner.clone(),
            agreed: None,
            due: None,
            moved: Vec::new(),
            objectives: Vec::new(),
            done: None,
            dropped: None,
            result: None,
            why: None,
            reported_by: None,
            benefit: None,
        }
    }

    /// The day it was agreed on: in this session, or later.
    pub fn agreed_on(&self, session: &Session) -> Day {
        self.agreed.unwrap_or(session.date)
    }

    /// The day after which the action is late: its due day, or an earlier due day that had passed before the
    /// user moved it.
    pub fn late_after(&self) -> Option<Day> {
        due_moves::late_since(&self.moved).or(self.due)
    }

    /// The state. Done wins over dropped if a file has both; `coach check` reports that.
    pub fn state(&self) -> State {
        match (self.done, self.dropped) {
            (Some(day), _) => State::Done(day),
            (None, Some(day)) => State::Dropped(day),
            (None, None) => State::Open,
        }
    }

    pub fn is_open(&self) -> bool {
        self.state() == State::Open
    }

    /// The state for reports: a closing day in the future does not count.
    pub fn state_by(&self, today: Day) -> State {
        self.state().by(today)
    }

    /// The day it was done, for reports.
    pub fn done_by(&self, today: Day) -> Option<Day> {
        match self.state_by(today) {
            State::Done(day) => Some(day),
            State::Dropped(_) | State::Open => None,
        }
    }
}
