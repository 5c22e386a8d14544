//! The reports: follow-through, obstacles, objectives and others. Each is a pure function of journal,
//! options and day that returns a [`Sheet`]. None shows a word of notes.

mod activity;
mod coverage;
mod filter_words;
mod follow_through;
mod gap;
mod hours;
mod needs;
mod objectives;
mod obstacles;
mod overview;
mod person;
mod report_page;
pub mod sheet;
mod sprint;
mod stats;
mod wins;

use crate::journal::query::journal::Journal;
use crate::journal::values::word_enum::words;
pub use filter_words::{GroupBy, ReportFilter};
use sheet::Sheet;

words! {
    /// The reports by name.
    Report, "a report" {
        Overview = "overview",
        FollowThrough = "follow-through",
        Objectives = "objectives",
        Obstacles = "obstacles",
        Needs = "needs",
        Coverage = "coverage",
        Activity = "activity",
        Sprint = "sprint",
        Wins = "wins",
        Gap = "gap",
        Hours = "hours",
        Person = "person",
    }
}

impl Report {
    /// A description in one line.
    pub fn about(self) -> &'static str {
        match self {
            Report::Overview => "all of it on one page, for a Monday",
            Report::FollowThrough => "how many agreed actions were done, on time or late",
            Report::Objectives => "what serves the goals of the business, and how their measures moved",
            Report::Obstacles => "what gets in the way, how long it lasts, and what ended it",
            Report::Needs => "topics and obstacles that several people share, without a name",
            Report::Coverage => "last session and next follow-up of each person, and who is quiet",
            Report::Activity => "four weeks of each coach beside the four before",
            Report::Sprint => "what happened to the plan since it was last looked at",
            Report::Wins => "success stories of done actions, with consent and ready to be posted",
            Report::Gap => "people who did an action compared with people who did none",
            Report::Hours => "hours for ICF and EMCC credentials, and what is missing",
            Report::Person => "one person: goals, sessions, actions, obstacles, benefits",
        }
    }

    pub fn sheet(self, journal: &Journal, options: &ReportFilter) -> Sheet {
        // A colleague in the east may be a day ahead. Nothing can have happened after tomorrow.
        let tomorrow = options.today.plus_days(1).unwrap_or(options.today);
        let known = journal.without_later(tomorrow);
        let journal = known.as_ref().unwrap_or(journal);
        match self {
            Report::FollowThrough => follow_through::sheet(journal, options),
            Report::Objectives => objectives::sheet(journal, options),
            Report::Obstacles => obstacles::sheet(journal, options),
            Report::Needs => needs::sheet(journal, options),
            Report::Coverage => coverage::sheet(journal, options),
            Report::Activity => activity::sheet(journal, options),
            Report::Person => person::sheet(journal, options),
            Report::Hours => hours::sheet(journal, options),
            Report::Gap => gap::sheet(journal, options),
            Report::Wins => wins::sheet(journal, options),
            Report::Sprint => sprint::sheet(journal, options),
            Report::Overview => overview::sheet(journal, options),
        }
    }
}
