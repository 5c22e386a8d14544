//! An action: what someone said they would do. Its state is a date, never a flag.

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
    /// The day it was agreed on, if that is not the session's.
    pub agreed: Option<Day>,
    pub due: Option<Day>,
    /// How its due day was moved.
    #[serde(default)]
    pub moved: Vec<Move>,
    #[serde(default)]
    pub objectives: Vec<Handle>,
    pub done: Option<Day>,
    pub dropped: Option<Day>,
    /// What came of it.
    pub result: Option<String>,
    /// Why it was dropped.
    pub why: Option<String>,
    /// What it brought, measured.
    pub benefit: Option<Benefit>,
}

/// Where an action or a follow-up stands.
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

    /// Open if its day is certainly after today: nobody has done it yet, and `coach check` reports it.
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
    /// One that is open, and of which nothing more is said.
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
            benefit: None,
        }
    }

    /// The day it was agreed on in this session, or after it.
    pub fn agreed_on(&self, session: &Session) -> Day {
        self.agreed.unwrap_or(session.date)
    }

    /// The day that it is late after: its due day, or an earlier one that had passed before it was moved.
    pub fn late_after(&self) -> Option<Day> {
        due_moves::late_since(&self.moved).or(self.due)
    }

    /// Done stands before dropped, should a hand have written both: `coach check` says so.
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

    /// Its state as reports count it: a day that is still to come has closed nothing.
    pub fn state_by(&self, today: Day) -> State {
        self.state().by(today)
    }

    /// The day it was done, as reports count it.
    pub fn done_by(&self, today: Day) -> Option<Day> {
        match self.state_by(today) {
            State::Done(day) => Some(day),
            State::Dropped(_) | State::Open => None,
        }
    }
}
