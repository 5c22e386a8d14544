//! A request: somebody wants coaching or training for something. Five whys find what it is for;
//! triage answers it, with the reason.

use serde::{Deserialize, Serialize};

use super::day::Day;
use super::handle::Handle;
use super::id::Id;
use super::words::words;

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
    /// The answer, the day it was given, and the reason.
    pub decision: Option<Decision>,
    pub decided: Option<Day>,
    pub because: Option<String>,
    /// The goal of the business it serves; `none` is an honest answer.
    pub objective: Option<Handle>,
    /// What a merge did not use, until somebody decides: `merge::conflicts` reads it.
    #[serde(default)]
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

/// How many whys are asked.
pub const WHYS: usize = 5;

impl Request {
    pub fn is_open(&self) -> bool {
        self.decided.is_none()
    }

    /// The whys in order.
    pub fn whys(&self) -> impl Iterator<Item = &str> {
        self.why.lines().map(str::trim).filter(|line| !line.is_empty())
    }
}
