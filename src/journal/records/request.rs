//! A request: a person asks for coaching or training. Five whys find its purpose, and somebody answers it with
//! a reason.

use serde::{Deserialize, Serialize};

use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;
use crate::journal::values::word_enum::words;

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Request {
    pub id: Id,
    /// The day on which the coach received it.
    pub date: Day,
    pub what: String,
    /// The person who asks.
    pub from: Option<Handle>,
    /// The reasons, one per line, each the reason of the one before. The last is the nearest to the cause.
    #[serde(default)]
    pub why: String,
    /// The decision. A merge treats it as one value, so that one side's reason never ends up with the other
    /// side's decision.
    pub answer: Option<RequestAnswer>,
    /// The objective that the request serves. `none` is a valid value.
    pub objective: Option<Handle>,
    /// The values that a merge did not use, until the user resolves them; `merge::conflicts` reads them.
    #[serde(default, serialize_with = "crate::journal::text::conflict_json::serialize")]
    pub conflict: Vec<toml::Table>,
}

words! {
    /// How a request was answered.
    Decision, "a decision" {
        Yes = "yes",
        No = "no",
        /// Not now.
        Park = "park",
        /// An existing offer already meets the request.
        Reuse = "reuse",
    }
}

/// The decision, its day and its reason.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct RequestAnswer {
    pub decision: Decision,
    pub on: Day,
    #[serde(default)]
    pub because: String,
    /// The day on which the person who asked took note of this answer. A new answer has none.
    pub acknowledged: Option<Day>,
}

/// The number of whys that coach asks.
pub const WHYS: usize = 5;

impl Request {
    pub fn is_open(&self) -> bool {
        self.answer.is_none()
    }

    pub fn decision(&self) -> Option<Decision> {
        self.answer.as_ref().map(|answer| answer.decision)
    }

    /// The day it was answered.
    pub fn decided(&self) -> Option<Day> {
        self.answer.as_ref().map(|answer| answer.on)
    }

    /// The answer, unless its day is certainly after `today`: such a request is still open.
    pub fn answered_by(&self, today: Day) -> Option<&RequestAnswer> {
        self.answer.as_ref().filter(|answer| !today.is_certainly_before(answer.on))
    }

    pub fn because(&self) -> Option<&str> {
        self.answer.as_ref().map(|answer| answer.because.as_str())
    }

    /// The reasons in order, without empty lines.
    pub fn whys(&self) -> impl Iterator<Item = &str> {
        self.why.lines().map(str::trim).filter(|line| !line.is_empty())
    }
}
