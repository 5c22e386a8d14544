//! A request: somebody wants coaching or training for something. Five whys find what it is for;
//! triage answers it, with the reason.

use serde::{Deserialize, Serialize};

use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;
use crate::journal::values::word_enum::words;

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Request {
    pub id: Id,
    /// The day it came in.
    pub date: Day,
    pub what: String,
    /// Who asks.
    pub from: Option<Handle>,
    /// Why, and why that, a line each: the last is the nearest to the cause.
    #[serde(default)]
    pub why: String,
    /// One value in a merge: one side's reason never stands beside the other's decision.
    pub answer: Option<RequestAnswer>,
    /// The goal of the business it serves; `none` is an honest answer.
    pub objective: Option<Handle>,
    /// What a merge did not use, until somebody decides: `merge::conflicts` reads it.
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
        /// Something that is there already answers it.
        Reuse = "reuse",
    }
}

/// What was decided, on which day, and why.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct RequestAnswer {
    pub decision: Decision,
    pub on: Day,
    #[serde(default)]
    pub because: String,
}

/// How many whys are asked.
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

    pub fn because(&self) -> Option<&str> {
        self.answer.as_ref().map(|answer| answer.because.as_str())
    }

    /// The whys in order.
    pub fn whys(&self) -> impl Iterator<Item = &str> {
        self.why.lines().map(str::trim).filter(|line| !line.is_empty())
    }
}
