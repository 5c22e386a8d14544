//! The filter of a report: the period, the people, the objective and the other criteria.

use crate::journal::records::session::Kind;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::journal::values::word_enum::words;

#[derive(Clone, Debug)]
pub struct ReportFilter {
    pub today: Day,
    /// The day as of which reports read the records, if it is not today.
    pub as_of: Option<Day>,
    /// The first day of the period. `None` for the beginning of the journal.
    pub since: Option<Day>,
    /// The last day of the period, inclusive.
    pub until: Day,
    /// Whether the period ends today because the user named no last day.
    pub ends_today: bool,
    pub person: Option<Handle>,
    pub coach: Option<Handle>,
    pub team: Option<Handle>,
    pub objective: Option<Handle>,
    /// Selects the objectives with this sponsor.
    pub sponsor: Option<Handle>,
    /// Selects the people with this manager.
    pub manager: Option<Handle>,
    pub topic: Option<Handle>,
    pub kind: Option<Kind>,
    /// The grouping, if the user chose one.
    pub by: Option<GroupBy>,
    /// Whether others may read the report, so that it hides small groups.
    pub pooled: bool,
    /// The coach who alone reads the report, and who may see the comments on their own sessions.
    pub reader: Option<Handle>,
}

words! {
    /// The rows of a report.
    GroupBy, "--group-by" {
        Person = "person",
        Coach = "coach",
        Team = "team",
        Objective = "objective",
        Topic = "topic",
        Month = "month",
    }
}

impl ReportFilter {
    /// Selects everything up to today.
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
            sponsor: None,
            manager: None,
            topic: None,
            kind: None,
            by: None,
            pooled: false,
            reader: None,
        }
    }

    /// Selects everything, also records of the future.
    pub fn everything(today: Day) -> ReportFilter {
        ReportFilter { until: Day::LAST, ends_today: false, ..ReportFilter::until(today) }
    }

    /// Whether the filter selects only what serves some objectives.
    pub fn is_about_objectives(&self) -> bool {
        self.objective.is_some() || self.sponsor.is_some()
    }

    /// Whether the filter selects sessions by anything but their people and their coach.
    pub fn is_about_subjects(&self) -> bool {
        let has_period = self.since.is_some() || self.until != Day::LAST;
        has_period || self.is_about_objectives() || self.topic.is_some() || self.kind.is_some()
    }

    /// Whether the filter selects only some people. With few people nothing is anonymous.
    pub fn is_of_some_people(&self) -> bool {
        self.person.is_some() || self.team.is_some() || self.manager.is_some()
    }

    /// Whether a day is in the period.
    pub fn spans(&self, day: Day) -> bool {
        self.since.is_none_or(|since| day >= since) && day <= self.last()
    }

    /// The last day of records that count. If the user named no last day, records of tomorrow count too: a
    /// colleague east of here may be a day ahead.
    pub fn last(&self) -> Day {
        let tomorrow = || self.until.plus_days(1).unwrap_or(self.until);
        if self.ends_today { tomorrow() } else { self.until }
    }
}
