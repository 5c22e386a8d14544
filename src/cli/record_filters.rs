//! The options that choose records. They mean the same on every command that has them.

use crate::cli::Context;
use crate::error::{Error, Result};
use crate::journal::query::journal::Journal;
use crate::journal::query::report_filter::ReportFilter;
use crate::journal::records::session::Kind;
use crate::journal::values::day::Day;
use crate::ops::parse;

#[derive(clap::Args, Clone, Default)]
pub(crate) struct RecordFilters {
    /// Only records of this person, or of sessions with this group
    #[arg(long, value_name = "HANDLE")]
    pub person: Option<String>,
    /// Only people who are in this team today
    #[arg(long, value_name = "TEAM")]
    pub team: Option<String>,
    /// Only people who have this manager today
    #[arg(long, value_name = "HANDLE")]
    pub manager: Option<String>,
    /// Only sessions of this coach
    #[arg(long, value_name = "HANDLE")]
    pub coach: Option<String>,
    /// Only your own sessions: --coach with your handle
    #[arg(long, conflicts_with = "coach")]
    pub mine: bool,
    /// Only sessions about this topic
    #[arg(long, value_name = "TOPIC")]
    pub topic: Option<String>,
    /// Only records that serve this objective (`none`: records that serve none)
    #[arg(long, value_name = "OBJECTIVE")]
    pub objective: Option<String>,
    /// Only records that serve an objective of this sponsor
    #[arg(long, value_name = "HANDLE")]
    pub sponsor: Option<String>,
    /// Only sessions of this kind
    #[arg(long, value_name = "KIND", hide_possible_values = true)]
    pub kind: Option<Kind>,
    /// Only sessions on or after this date, and items agreed on or after it
    #[arg(long, value_name = "DATE")]
    pub since: Option<String>,
    /// Only sessions up to and including this date, and items agreed up to it
    #[arg(long, value_name = "DATE")]
    pub until: Option<String>,
}

impl RecordFilters {
    /// The options that are set, in the order of the help.
    pub(crate) fn set(&self) -> impl Iterator<Item = &'static str> {
        let RecordFilters {
            person,
            team,
            manager,
            coach,
            mine,
            topic,
            objective,
            sponsor,
            kind,
            since,
            until,
        } = self;
        let options = [
            ("--person", person.is_some()),
            ("--team", team.is_some()),
            ("--manager", manager.is_some()),
            ("--coach", coach.is_some()),
            ("--mine", *mine),
            ("--topic", topic.is_some()),
            ("--objective", objective.is_some()),
            ("--sponsor", sponsor.is_some()),
            ("--kind", kind.is_some()),
            ("--since", since.is_some()),
            ("--until", until.is_some()),
        ];
        options.into_iter().filter(|(_, is_set)| *is_set).map(|(option, _)| option)
    }

    /// The options with this person, if it is set.
    pub(crate) fn of_person(self, person: Option<String>) -> RecordFilters {
        RecordFilters { person: person.or(self.person), ..self }
    }

    /// The filter, with `last` as the end of the period unless `--until` sets it. Without both there is no end.
    pub(crate) fn filter(
        &self,
        context: &Context<'_>,
        journal: &Journal,
        last: Option<Day>,
    ) -> Result<ReportFilter> {
        let today = context.world.today;
        let calendar = parse::calendar(context.world, journal);
        let day = |field: &'static str, text: &Option<String>| {
            text.as_deref().map(|text| parse::any_day(&calendar, field, text)).transpose()
        };
        let person = |typed: &Option<String>| {
            typed.as_deref().map(|typed| Ok(journal.person(typed)?.record.handle.clone())).transpose()
        };
        let since = day("since", &self.since)?;
        let until = day("until", &self.until)?;
        let filter = ReportFilter {
            since,
            until: until.or(last).unwrap_or(Day::LAST),
            ends_today: until.is_none() && last.is_some(),
            person: person(&self.person)?,
            coach: if self.mine { Some(context.me()?) } else { person(&self.coach)? },
            team: self.team.as_deref().map(|typed| journal.team(typed)).transpose()?,
            objective: self
                .objective
                .as_deref()
                .map(|typed| parse::objective_or_none(journal, typed))
                .transpose()?,
            sponsor: person(&self.sponsor)?,
            manager: person(&self.manager)?,
            topic: self.topic.as_deref().map(|typed| journal.topic(typed)).transpose()?,
            kind: self.kind,
            ..ReportFilter::until(today)
        };
        match since {
            Some(since) if since > filter.until && until.is_none() => Err(in_the_future("since", since)),
            Some(since) if since > filter.until => {
                Err(Error::usage(format!("--since {since} is after --until {}", filter.until)))
            }
            _ => Ok(filter),
        }
    }
}

pub(crate) fn in_the_future(option: &'static str, day: Day) -> Error {
    Error::usage(format!("{day} is in the future")).in_field(option)
}
