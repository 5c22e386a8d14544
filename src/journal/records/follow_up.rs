//! A follow-up: when the coach asks, and what came of it.

use serde::{Deserialize, Serialize};

use super::action::State;
use super::due_moves::Move;
use super::session::Session;
use crate::journal::values::day::Day;
use crate::journal::values::id::Id;
use crate::journal::values::repeat::Every;
use crate::journal::values::word_enum::words;

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct FollowUp {
    pub id: Id,
    /// The action it asks about, in the same session.
    pub action: Option<Id>,
    /// The day it was agreed on, or came of the one before it, if that is not the session's.
    pub agreed: Option<Day>,
    pub due: Day,
    /// How its due day was moved.
    #[serde(default)]
    pub moved: Vec<Move>,
    pub ask: String,
    /// Closing it makes the next one, this much later.
    pub every: Option<Every>,
    /// The day the series counts from, where that is no longer `due`.
    pub series: Option<Day>,
    pub done: Option<Day>,
    pub outcome: Option<Outcome>,
    pub obstacle: Option<Obstacle>,
    /// The obstacle in the person's words.
    pub obstacle_text: Option<String>,
    /// What came of it, in the person's words.
    pub result: Option<String>,
    /// Why it was dropped.
    pub why: Option<String>,
}

words! {
    /// What a follow-up found.
    Outcome, "an outcome" {
        Applied = "applied",
        Partly = "partly",
        NotYet = "not-yet",
        Dropped = "dropped",
    }
}

words! {
    /// What got in the way, by kind.
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
    /// A question of which nothing came yet.
    pub fn new(id: Id, due: Day, ask: String) -> FollowUp {
        FollowUp {
            id,
            action: None,
            agreed: None,
            due,
            moved: Vec::new(),
            ask,
            every: None,
            series: None,
            done: None,
            outcome: None,
            obstacle: None,
            obstacle_text: None,
            result: None,
            why: None,
        }
    }

    /// The day from which it is a question of this session.
    pub fn agreed_on(&self, session: &Session) -> Day {
        self.agreed.unwrap_or(session.date)
    }

    /// The day its next one is due, if it repeats.
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

    /// The day it was answered, as reports count it: a question that was dropped, or whose day is still
    /// to come, has no answer.
    pub fn answered_by(&self, today: Day) -> Option<Day> {
        match self.state().by(today) {
            State::Done(day) => self.outcome.map(|_| day),
            State::Dropped(_) | State::Open => None,
        }
    }
}
