//! The reports: what was followed through, what gets in the way, what came of it. Each is a pure
//! function of journal, options and day that gives a [`Sheet`]. None shows a word of notes.

mod follow_through;
mod options;
mod page;
mod selection;
mod sums;

use super::sheet::Sheet;
use crate::journal::journal::Journal;
use crate::journal::words::words;
pub use options::{By, Options};

words! {
    /// The reports by name.
    Report, "a report" {
        FollowThrough = "follow-through",
    }
}

impl Report {
    /// What it tells, in one line.
    pub fn about(self) -> &'static str {
        match self {
            Report::FollowThrough => "what was agreed, what was applied, on time or late, and what is open",
        }
    }

    pub fn sheet(self, journal: &Journal, options: &Options) -> Sheet {
        match self {
            Report::FollowThrough => follow_through::sheet(journal, options),
        }
    }
}
