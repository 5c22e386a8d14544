//! A policy: how and when people learn, in words that the team agreed on, with the day of its next review.

use serde::{Deserialize, Serialize};

use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Policy {
    pub handle: Handle,
    pub title: String,
    #[serde(default)]
    pub text: String,
    /// The person who keeps the policy up to date. `coach due` shows them the review.
    pub owner: Option<Handle>,
    /// The day on which people last agreed to it.
    pub agreed: Option<Day>,
    #[serde(default)]
    pub agreed_by: Vec<Handle>,
    /// The day by which the owner reviews it.
    pub review: Option<Day>,
    /// The values that a merge did not use, until the user resolves them; `merge::conflicts` reads them.
    #[serde(default, serialize_with = "crate::journal::text::conflict_json::serialize")]
    pub conflict: Vec<toml::Table>,
}

impl Policy {
    /// Everyone whom the policy names.
    pub fn people(&self) -> impl Iterator<Item = &Handle> {
        self.owner.iter().chain(&self.agreed_by)
    }
}
