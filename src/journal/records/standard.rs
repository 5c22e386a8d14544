//! The rules by which a professional body counts a coach's hours. Rules change, so they are dated data. The
//! built-in standards are in `standards/` beside this file. A file with the same handle in the journal's own
//! `standards/` replaces a built-in one.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::person::Relationship;
use super::session::Kind;
use crate::journal::query::journal::Filed;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Standard {
    /// The standard's name. A file with the same handle replaces it.
    pub handle: Handle,
    pub title: String,
    /// The day on which the author looked up the numbers.
    pub as_of: Day,
    /// The source of the numbers.
    pub source: String,
    /// The kinds of sessions that count.
    pub kinds: Vec<Kind>,
    /// The relationships that count. A person without a relationship counts as internal.
    pub relationships: Vec<Relationship>,
    /// Whether a session counts only if the person agreed to be named.
    #[serde(default)]
    pub needs_consent: bool,
    /// The maximum number of people in a session.
    pub largest_group: Option<usize>,
    #[serde(default, rename = "level")]
    pub levels: Vec<Level>,
    /// The values that a merge did not use, until the user resolves them; `merge::conflicts` reads them.
    #[serde(default, serialize_with = "crate::journal::text::conflict_json::serialize")]
    pub conflict: Vec<toml::Table>,
}

/// A credential and its requirements. The easiest is first.
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
    /// The coach's own training hours within the last 12 months.
    #[serde(default)]
    pub cpd_hours: u32,
    /// Hours of supervision within the last 3 months.
    #[serde(default)]
    pub supervision_hours: u32,
}

const BUILT_IN: [&str; 2] = [include_str!("standards/icf.toml"), include_str!("standards/emcc.toml")];

/// The standards that are part of the program. They have no path.
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
