//! The flags that filter a listing.

use crate::cli::Context;
use crate::error::{Error, Result};
use crate::journal::query::journal::Journal;
use crate::ops::parse;
use crate::views::listing::ListFilter;

#[derive(clap::Args, Default)]
pub(crate) struct FilterFlags {
    /// Only this person, or sessions with this group
    #[arg(long, value_name = "HANDLE")]
    pub person: Option<String>,
    /// Only this coach
    #[arg(long, value_name = "HANDLE")]
    pub coach: Option<String>,
    /// Only this topic
    #[arg(long, value_name = "TOPIC")]
    pub topic: Option<String>,
    /// Only this business objective
    #[arg(long, value_name = "OBJECTIVE")]
    pub objective: Option<String>,
    /// From this date on
    #[arg(long, value_name = "DATE")]
    pub since: Option<String>,
    /// Up to and including this date
    #[arg(long, value_name = "DATE")]
    pub until: Option<String>,
    /// Only open items or requests
    #[arg(long, conflicts_with_all = ["overdue", "closed"])]
    pub open: bool,
    /// Only open items past their due date
    #[arg(long, conflicts_with = "closed")]
    pub overdue: bool,
    /// Only closed items or requests
    #[arg(long)]
    pub closed: bool,
}

/// Groups of filters; each listing accepts some of them.
pub(crate) const PERSON: &[&str] = &["--person"];
pub(crate) const OBJECTIVE: &[&str] = &["--objective"];
pub(crate) const DAYS: &[&str] = &["--since", "--until"];
pub(crate) const STATE: &[&str] = &["--open", "--overdue", "--closed"];
pub(crate) const ANSWERED: &[&str] = &["--open", "--closed"];

impl FilterFlags {
    /// Refuses a filter that this listing ignores: the user would take the full list for a filtered one.
    pub(crate) fn has_only(&self, noun: &str, known: &[&[&str]]) -> Result<()> {
        let said = [
            ("--person", self.person.is_some()),
            ("--coach", self.coach.is_some()),
            ("--topic", self.topic.is_some()),
            ("--objective", self.objective.is_some()),
            ("--since", self.since.is_some()),
            ("--until", self.until.is_some()),
            ("--open", self.open),
            ("--overdue", self.overdue),
            ("--closed", self.closed),
        ];
        let unknown = said.iter().find(|(flag, said)| *said && !known.concat().contains(flag));
        match unknown {
            None => Ok(()),
            Some((flag, _)) => {
                let error = Error::usage(format!("{flag} does not apply to {noun}"));
                let known = known.concat().join(", ");
                Err(if known.is_empty() {
                    error
                } else {
                    error.hint(format!("{noun} can be filtered by {known}"))
                })
            }
        }
    }

    pub(crate) fn filter(&self, context: &Context<'_>, journal: &Journal) -> Result<ListFilter> {
        let calendar = parse::calendar(context.world, journal);
        let person = |typed: &Option<String>| {
            typed.as_deref().map(|typed| Ok(journal.person(typed)?.record.handle.clone())).transpose()
        };
        let day = |field: &'static str, text: &Option<String>| {
            text.as_deref().map(|text| parse::any_day(&calendar, field, text)).transpose()
        };
        let objective =
            self.objective.as_deref().map(|typed| parse::objective_or_none(journal, typed)).transpose()?;
        let (since, until) = (day("since", &self.since)?, day("until", &self.until)?);
        if let (Some(since), Some(until)) = (since, until)
            && since > until
        {
            return Err(Error::usage(format!("--since {since} is after --until {until}")));
        }
        Ok(ListFilter {
            person: person(&self.person)?,
            coach: person(&self.coach)?,
            topic: self.topic.as_deref().map(|typed| journal.topic(typed)).transpose()?,
            objective,
            since,
            until,
            open: self.open,
            overdue: self.overdue,
            done: self.closed,
        })
    }
}
