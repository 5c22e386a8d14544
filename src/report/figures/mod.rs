//! The reports: what was followed through, what gets in the way, what came of it. Each is a pure
//! function of journal, options and day that gives a [`Sheet`]. None shows a word of notes.

mod activity;
mod coverage;
mod follow_through;
mod needs;
mod objectives;
mod obstacles;
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
        Objectives = "objectives",
        Obstacles = "obstacles",
        Needs = "needs",
        Coverage = "coverage",
        Activity = "activity",
    }
}

impl Report {
    /// What it tells, in one line.
    pub fn about(self) -> &'static str {
        match self {
            Report::FollowThrough => "what was agreed, what was applied, on time or late, and what is open",
            Report::Objectives => "what serves the goals of the business, and how their measures moved",
            Report::Obstacles => "what gets in the way, how long it stays, and what resolved it",
            Report::Needs => "topics and obstacles that several people share, without a name",
            Report::Coverage => "everyone's last session and next follow-up, and who was lost sight of",
            Report::Activity => "four weeks of each coach beside the four before",
        }
    }

    pub fn sheet(self, journal: &Journal, options: &Options) -> Sheet {
        match self {
            Report::FollowThrough => follow_through::sheet(journal, options),
            Report::Objectives => objectives::sheet(journal, options),
            Report::Obstacles => obstacles::sheet(journal, options),
            Report::Needs => needs::sheet(journal, options),
            Report::Coverage => coverage::sheet(journal, options),
            Report::Activity => activity::sheet(journal, options),
        }
    }
}
