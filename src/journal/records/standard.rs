//! What a professional body asks of a coach's hours. Rules change, so they are dated data: the ones
//! built in stand in `standards/` beside this file, and a file of the same name in the journal's
//! own `standards/` takes their place.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::person::Relationship;
use super::session::Kind;
use crate::journal::index::journal::Filed;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Standard {
    /// What it is called: a file with the same handle replaces it.
    pub handle: Handle,
    pub title: String,
    /// The day on which its numbers were looked up.
    pub as_of: Day,
    /// Where they were looked up.
    pub source: String,
    /// The kinds of sessions that count.
    pub kinds: Vec<Kind>,
    /// What the coach may be to the person; someone of whom nothing is said is internal.
    pub relationships: Vec<Relationship>,
    /// Whether a session counts only where the person agreed to be named.
    #[serde(default)]
    pub needs_consent: bool,
    /// The most people in a group session.
    pub largest_group: Option<usize>,
    #[serde(default, rename = "level")]
    pub levels: Vec<Level>,
    /// What a merge did not use, until somebody decides: `merge::conflicts` reads it.
    #[serde(default, serialize_with = "crate::journal::text::conflict_json::serialize")]
    pub conflict: Vec<toml::Table>,
}

/// A credential and what it asks for, the easiest first.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Level {
    pub name: String,
    pub hours: u32,
    #[serde(default)]
    pub paid_hours: u32,
    #[serde(default)]
    pub clients: u32,
    /// Hours within the last `recent_months`.
    #[serde(default)]
    pub recent_hours: u32,
    #[serde(default)]
    pub recent_months: u16,
    /// Hours of training of one's own within the last 12 months.
    #[serde(default)]
    pub cpd_hours: u32,
    /// Hours of supervision within the last 3 months.
    #[serde(default)]
    pub supervision_hours: u32,
}

const BUILT_IN: [&str; 2] = [include_str!("standards/icf.toml"), include_str!("standards/emcc.toml")];

/// The standards that come with the program; they lie in no file.
pub fn built_in() -> BTreeMap<Handle, Filed<Standard>> {
    let read = BUILT_IN.iter().filter_map(|text| toml::from_str::<Standard>(text).ok());
    read.map(|record| (record.handle.clone(), Filed { path: String::new(), record })).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_built_in_can_be_read() {
        let names: Vec<String> = built_in().keys().map(Handle::to_string).collect();
        assert_eq!(names, ["emcc", "icf"]);
        for Filed { record: standard, .. } in built_in().values() {
            assert!(standard.levels.windows(2).all(|pair| pair[0].hours <= pair[1].hours), "{standard:?}");
        }
    }
}
