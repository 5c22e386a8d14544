//! The reports: follow-through, obstacles, objectives and others. Each is a pure function of journal,
//! options and day that returns a [`Sheet`]. None shows a word of notes.

mod activity;
mod alignment;
mod coaching;
mod coverage;
mod feedback;
mod filter_words;
mod follow_through;
mod gap;
mod hours;
mod letter;
mod needs;
mod objectives;
mod obstacles;
mod overview;
mod person;
mod pooled;
mod programmes;
mod report_page;
mod resources;
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
        Alignment = "alignment",
        Obstacles = "obstacles",
        Needs = "needs",
        Coverage = "coverage",
        Coaching = "coaching",
        Feedback = "feedback",
        Activity = "activity",
        Programmes = "programmes",
        Resources = "resources",
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
            Report::Overview => "the main figures of the other reports on one page",
            Report::FollowThrough => "how many agreed actions were done, on time or late",
            Report::Objectives => "coaching for each objective, and its progress",
            Report::Alignment => "each sponsor's objectives, teams' priorities, shared people",
            Report::Obstacles => "kinds of obstacles, how long they last and how they end",
            Report::Needs => "topics and obstacles that several people share, without names",
            Report::Coverage => "each person's last session and next follow-up",
            Report::Coaching => "each coach and manager: people, sessions and days since the last one",
            Report::Feedback => "feedback on sessions: how many have it, and its scores",
            Report::Activity => "what each coach did in the last 28 days and the 28 days before",
            Report::Programmes => "programmes of people: steps done, overdue and next",
            Report::Resources => "resources that people got, and the results that followed",
            Report::Sprint => "actions done, carried over, stopped and added in a sprint",
            Report::Wins => "success stories of done actions that people agreed to publish",
            Report::Gap => "people who did at least one action, compared with those who did none",
            Report::Hours => "hours that count for ICF and EMCC credentials, and the hours missing",
            Report::Person => "one person: goals, sessions, actions, obstacles, benefits",
        }
    }

    /// The rows that `--group-by` can choose.
    pub fn groups(self) -> &'static [GroupBy] {
        match self {
            Report::FollowThrough | Report::Activity => GroupBy::ALL,
            Report::Coverage | Report::Coaching => &[GroupBy::Month],
            _ => &[],
        }
    }

    /// The report for a word that people use in place of its name.
    pub fn meant_by(word: &str) -> Option<Report> {
        Some(match word.trim().to_lowercase().as_str() {
            "applied" | "actions" | "done" | "transfer" => Report::FollowThrough,
            "benefits" | "goals" | "impact" | "progress" | "roi" => Report::Objectives,
            "priorities" | "sponsor" | "sponsors" => Report::Alignment,
            "barriers" | "blockers" => Report::Obstacles,
            "topics" | "training" => Report::Needs,
            "people" | "quiet" | "stalled" => Report::Coverage,
            "coach" | "coaches" | "manager" | "managers" => Report::Coaching,
            "sessions" => Report::Activity,
            "onboarding" | "programs" => Report::Programmes,
            "plan" | "sprints" => Report::Sprint,
            "stories" | "successes" => Report::Wins,
            "comparison" => Report::Gap,
            "credential" | "emcc" | "icf" => Report::Hours,
            "dashboard" | "summary" | "weekly" => Report::Overview,
            _ => return None,
        })
    }

    /// Whether the report has a breakdown by topic, obstacle or need, or compares two groups of people.
    pub fn is_pooled(self, by: Option<GroupBy>) -> bool {
        match self {
            Report::Overview | Report::Obstacles | Report::Needs | Report::Gap | Report::Feedback => true,
            Report::FollowThrough | Report::Activity => by == Some(GroupBy::Topic),
            _ => false,
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
            Report::Alignment => alignment::sheet(journal, options),
            Report::Obstacles => obstacles::sheet(journal, options),
            Report::Needs => needs::sheet(journal, options),
            Report::Coverage => coverage::sheet(journal, options),
            Report::Coaching => coaching::sheet(journal, options),
            Report::Feedback => feedback::sheet(journal, options),
            Report::Activity => activity::sheet(journal, options),
            Report::Programmes => programmes::sheet(journal, options),
            Report::Resources => resources::sheet(journal, options),
            Report::Person => person::sheet(journal, options),
            Report::Hours => hours::sheet(journal, options),
            Report::Gap => gap::sheet(journal, options),
            Report::Wins => wins::sheet(journal, options),
            Report::Sprint => sprint::sheet(journal, options),
            Report::Overview => overview::sheet(journal, options),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_columns_of_a_table_have_the_same_title() {
        let every_by = std::iter::once(None).chain(GroupBy::ALL.iter().copied().map(Some));
        for by in every_by {
            let options = ReportFilter { by, ..ReportFilter::until("2026-11-20".parse().unwrap()) };
            for report in Report::ALL {
                for table in report.sheet(&Journal::begun(), &options).tables {
                    let mut titles = BTreeSet::new();
                    for column in &table.columns {
                        assert!(
                            titles.insert(column.title),
                            "{report} {}: two {:?}",
                            table.key,
                            column.title
                        );
                    }
                }
            }
        }
    }
}
