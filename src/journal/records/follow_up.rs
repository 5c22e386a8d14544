//! A follow-up: a question about progress, its due day and its outcome.

use serde::{Deserialize, Serialize};

use super::action::State;
use super::due_moves::Move;
use super::session::Session;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;
use crate::journal::values::repeat::Every;
use crate::journal::values::word_enum::words;

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct FollowUp {
    pub id: Id,
    /// The action it asks about, in the same session.
    pub action: Option<Id>,
    /// The day it was agreed on, or on which the previous follow-up created it, if that is not the session's
    /// day.
    pub agreed: Option<Day>,
    pub due: Day,
    /// The moves of its due day.
    #[serde(default)]
    pub moved: Vec<Move>,
    pub ask: String,
    /// The objectives that it serves, if they are not those of its action or session.
    #[serde(default)]
    pub objectives: Vec<Handle>,
    /// The interval. Closing the follow-up creates the next one this much later.
    pub every: Option<Every>,
    /// The day from which the series counts, if that is not `due`.
    pub series: Option<Day>,
    pub done: Option<Day>,
    pub outcome: Option<Outcome>,
    pub obstacle: Option<Obstacle>,
    /// The obstacle in the person's words.
    pub obstacle_text: Option<String>,
    /// The result, in the person's words.
    pub result: Option<String>,
    /// The reason for dropping it.
    pub why: Option<String>,
    /// The person, if they answered themselves, by mail.
    pub reported_by: Option<Handle>,
}

words! {
    /// The outcome of a follow-up.
    Outcome, "an outcome" {
        Applied = "applied",
        Partly = "partly",
        Missed = "missed" | "not-yet",
        Dropped = "dropped",
    }
}

words! {
    /// The kinds of obstacles.
    Obstacle, "an obstacle" {
        Time = "time",
        Priority = "priority",
        Manager = "manager",
        Opportunity = "opportunity",
        Tools = "tools",
        Skill = "skill",
        Confidence = "confidence",
        Policy = "policy",
        Other = "other",
    }
}

impl FollowUp {
    /// An open follow-up with only these fields.
    pub fn new(id: Id, due: Day, ask: String) -> FollowUp {
        FollowUp {
            id,
            action: None,
            agreed: None,
            due,
            moved: Vec::new(),
            ask,
            objectives: Vec::new(),
            every: None,
            series: None,
            done: None,
            outcome: None,
            obstacle: None,
            obstacle_text: None,
            result: None,
            why: None,
            reported_by: None,
        }
    }

    /// The day from which this follow-up belongs to the session.
    pub fn agreed_on(&self, session: &Session) -> Day {
        self.agreed.unwrap_or(session.date)
    }

    /// When the next follow-up is due. Outer `None`: this one does not repeat. Inner `None`: the day is
    /// beyond the calendar.
    pub fn next(&self, closed: Day) -> Option<Option<Day>> {
        self.every.map(|every| every.next(self.series.unwrap_or(self.due), self.due, closed))
    }

    pub fn state(&self) -> State {
        match (self.done, self.outcome) {
            (Some(day), Some(Outcome::Dropped)) => State::Dropped(day),
            (Some(day), _) => State::Done(day),
            (None, _) => State::Open,
        }
    }

    pub fn is_open(&self) -> bool {
        self.done.is_none()
    }

    /// The day it was answered, for reports. A dropped follow-up has no answer, and a day in the future does
    /// not count.
    pub fn answered_by(&self, today: Day) -> Option<Day> {
        match self.state().by(today) {
            State::Done(day) => self.outcome.map(|_| day),
            State::Dropped(_) | State::Open => None,
        }
    }
}
