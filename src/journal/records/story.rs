//! A success story: an action that was applied, told so that others may read it, if the person
//! agreed to that.

use serde::{Deserialize, Serialize};

use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;
use crate::journal::values::word_enum::words;

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Story {
    pub id: Id,
    /// The day it was written down.
    pub date: Day,
    /// The action it tells of.
    pub action: Id,
    /// Whose story it is.
    pub person: Handle,
    /// How things were before.
    #[serde(default)]
    pub context: String,
    /// What was done.
    #[serde(default)]
    pub did: String,
    /// What came of it.
    #[serde(default)]
    pub result: String,
    /// In the person's own words.
    #[serde(default)]
    pub quote: String,
    #[serde(default)]
    pub consent: Consent,
    /// The day they agreed.
    pub consented: Option<Day>,
    /// What a merge did not use, until somebody decides: `merge::conflicts` reads it.
    #[serde(default, serialize_with = "crate::journal::text::conflict_json::serialize")]
    pub conflict: Vec<toml::Table>,
}

words! {
    /// What the person agreed to, the narrowest first.
    #[derive(Default)]
    Consent, "consent" {
        /// Not to be shown to anyone.
        #[default]
        None = "none",
        /// Without the name.
        Anonymous = "anonymous",
        Named = "named",
    }
}
