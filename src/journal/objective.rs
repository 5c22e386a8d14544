//! An objective: a goal of the business that coaching serves.

use serde::Deserialize;

use super::handle::Handle;

#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Objective {
    pub handle: Handle,
    pub title: Option<String>,
    /// What a merge did not use, until somebody decides: `merge::conflicts` reads it.
    #[serde(default)]
    pub conflict: Vec<toml::Table>,
}

/// What a session names that serves no objective: an honest answer, and no record.
pub const NO_OBJECTIVE: &str = "none";
