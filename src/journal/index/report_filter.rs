//! Which part of a journal is meant: the days, whose sessions, for which objective.

use crate::journal::records::session::Kind;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::journal::values::word_enum::words;

#[derive(Clone, Debug)]
pub struct ReportFilter {
    pub today: Day,
    /// The day as of which the records are read, where that is not today.
    pub as_of: Option<Day>,
    /// The first day; from the beginning where not said.
    pub since: Option<Day>,
    /// The last day, which counts too.
    pub until: Day,
    /// Nobody named the last day: it is today.
    pub ends_today: bool,
    pub person: Option<Handle>,
    pub coach: Option<Handle>,
    pub team: Option<Handle>,
    pub objective: Option<Handle>,
    /// Of people whose manager this is.
    pub manager: Option<Handle>,
    pub topic: Option<Handle>,
    pub kind: Option<Kind>,
    /// What the rows are, where it was said.
    pub by: Option<GroupBy>,
}

words! {
    /// What the rows of a report are.
    GroupBy, "--by" {
        Person = "person",
        Coach = "coach",
        Team = "team",
        Objective = "objective",
        Topic = "topic",
        Month = "month",
    }
}

impl ReportFilter {
    /// Everything up to today.
    pub fn until(today: Day) -> ReportFilter {
        ReportFilter {
            today,
            as_of: None,
            since: None,
            until: today,
            ends_today: true,
            person: None,
            coach: None,
            team: None,
            objective: None,
            manager: None,
            topic: None,
            kind: None,
            by: None,
        }
    }

    /// Whether only some people are asked about: beside few of them nothing is anonymous.
    pub fn is_of_some_people(&self) -> bool {
        self.person.is_some() || self.team.is_some() || self.manager.is_some()
    }

    /// Whether a day lies in the period.
    pub fn spans(&self, day: Day) -> bool {
        self.since.is_none_or(|since| day >= since) && day <= self.last()
    }

    /// The last day of records that count. If nobody named a day, records of tomorrow count too: a colleague
    /// east of here may be a day ahead.
    pub fn last(&self) -> Day {
        let tomorrow = || self.until.plus_days(1).unwrap_or(self.until);
        if self.ends_today { tomorrow() } else { self.until }
    }
}
