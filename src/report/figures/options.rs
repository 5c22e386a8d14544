//! What a report is asked about: the days, whose sessions, for which objective.

use crate::journal::day::Day;
use crate::journal::handle::Handle;
use crate::journal::words::words;
use crate::report::sheet::{Sheet, Table};

#[derive(Clone, Debug)]
pub struct Options {
    pub today: Day,
    /// The first day; from the beginning where not said.
    pub since: Option<Day>,
    /// The last day, which counts too.
    pub until: Day,
    pub person: Option<Handle>,
    pub coach: Option<Handle>,
    pub team: Option<Handle>,
    pub objective: Option<Handle>,
    pub by: By,
}

words! {
    /// What the rows of a report are.
    #[derive(Default)]
    By, "--by" {
        #[default]
        Person = "person",
        Coach = "coach",
        Team = "team",
        Objective = "objective",
        Topic = "topic",
    }
}

impl Options {
    /// Everything up to today.
    pub fn until(today: Day) -> Options {
        Options {
            today,
            since: None,
            until: today,
            person: None,
            coach: None,
            team: None,
            objective: None,
            by: By::default(),
        }
    }

    /// Whether a day lies in the period.
    pub fn spans(&self, day: Day) -> bool {
        self.since.is_none_or(|since| day >= since) && day <= self.until
    }

    /// The options in words: `2026-10-01 to 2026-11-20, ana`.
    fn about(&self) -> String {
        let period = match self.since {
            Some(since) => format!("{since} to {}", self.until),
            None => format!("up to {}", self.until),
        };
        let filters = [
            ("", &self.person),
            ("coach ", &self.coach),
            ("team ", &self.team),
            ("objective ", &self.objective),
        ];
        let filters =
            filters.iter().filter_map(|(word, value)| Some(format!(", {word}{}", (*value).as_ref()?)));
        filters.fold(period, |about, filter| about + &filter)
    }

    /// A sheet of these tables.
    pub(super) fn sheet(&self, name: &'static str, title: impl Into<String>, tables: Vec<Table>) -> Sheet {
        Sheet {
            name,
            title: title.into(),
            about: self.about(),
            since: self.since.map(Day::date),
            until: self.until.date(),
            tables,
            left_out: Vec::new(),
        }
    }
}
