//! A success story: an action with a good result, told for others to read if the person consents.

use serde::{Deserialize, Serialize};

use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;
use crate::journal::values::word_enum::words;

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Story {
    pub id: Id,
    /// The day the author wrote it.
    pub date: Day,
    /// The action that the story is about.
    pub action: Id,
    /// The person whose story it is.
    pub person: Handle,
    /// The situation before.
    #[serde(default)]
    pub context: String,
    /// The steps that the person took.
    #[serde(default)]
    pub did: String,
    /// The result.
    #[serde(default)]
    pub result: String,
    /// A quote of the person.
    #[serde(default)]
    pub quote: String,
    #[serde(default)]
    pub consent: Consent,
    /// The day on which the person consented.
    pub consented: Option<Day>,
    /// The person who gave the consent, if that is not `person`.
    pub consent_by: Option<Handle>,
    /// How they gave it, such as `mail of 12 Nov`.
    pub consent_form: Option<String>,
    /// The values that a merge did not use, until the user resolves them; `merge::conflicts` reads them.
    #[serde(default, serialize_with = "crate::journal::text::conflict_json::serialize")]
    pub conflict: Vec<toml::Table>,
}

words! {
    /// The person's consent, from the narrowest to the widest.
    #[derive(Default)]
    Consent, "consent" {
        /// No one else may read it.
        #[default]
        None = "none",
        /// Without the name.
        Anonymous = "anonymous",
        Named = "named",
    }
}
