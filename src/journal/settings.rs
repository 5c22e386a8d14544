//! The team's settings, in `coach.toml` at the journal's root.

use serde::Deserialize;

use super::sprint::Sprint;
use super::words::words;

/// The newest format of the journal on disk that this program reads and writes.
pub const FORMAT: u32 = 1;

#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Settings {
    pub format: u32,
    /// What the journal is called.
    pub name: Option<String>,
    /// `manual` only writes the files and leaves the commit to you.
    #[serde(default)]
    pub commit: Commit,
    /// How `12/01` is read; refused where not said.
    pub date_order: Option<DateOrder>,
    /// Days without a session after which a person counts as quiet; 0 is never.
    #[serde(default = "usual_cadence")]
    pub cadence: u32,
    /// The rhythm in which the plan is looked at again.
    #[serde(default)]
    pub sprint: Sprint,
    /// Whether `coach demo` made it, to be thrown away.
    #[serde(default)]
    pub demo: bool,
    /// What a merge did not use, until somebody decides: `merge::conflicts` reads it.
    #[serde(default)]
    pub conflict: Vec<toml::Table>,
}

fn usual_cadence() -> u32 {
    28
}

words! {
    /// Who commits.
    #[derive(Default)]
    Commit, "commit" {
        #[default]
        Auto = "auto",
        Manual = "manual",
    }
}

words! {
    /// Which of two numbers is the day.
    DateOrder, "date_order" {
        DayFirst = "day-first",
        MonthFirst = "month-first",
    }
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            format: FORMAT,
            name: None,
            commit: Commit::Auto,
            date_order: None,
            cadence: usual_cadence(),
            sprint: Sprint::default(),
            demo: false,
            conflict: Vec::new(),
        }
    }
}
