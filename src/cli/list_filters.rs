//! The flags that filter a listing.

use crate::cli::Context;
use crate::error::{Error, Result};
use crate::journal::query::journal::Journal;
use crate::ops::parse;
use crate::views::listing::ListFilter;

#[derive(clap::Args, Default)]
pub(crate) struct FilterFlags {
    /// With, of or for this person, or in sessions with this group
    #[arg(long, value_name = "HANDLE")]
    pub person: Option<String>,
    /// By this coach
    #[arg(long, value_name = "HANDLE")]
    pub coach: Option<String>,
    /// On this topic
    #[arg(long, value_name = "TOPIC")]
    pub topic: Option<String>,
    /// For this goal of the business
    #[arg(long, value_name = "OBJECTIVE")]
    pub objective: Option<String>,
    /// From this day on
    #[arg(long, value_name = "DATE")]
    pub since: Option<String>,
    /// Up to and including this day
    #[arg(long, value_name = "DATE")]
    pub until: Option<String>,
    /// What is open
    #[arg(long, conflicts_with_all = ["overdue", "closed"])]
    pub open: bool,
    /// What is open and past its day
    #[arg(long, conflicts_with = "closed")]
    pub overdue: bool,
    /// What was done or dropped
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
                let error = Error::usage(format!("{flag}: {noun} are not told apart by that"));
                let known = known.concat().join(", ");
                Err(if known.is_empty() { error } else { error.hint(format!("they are by {known}")) })
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
