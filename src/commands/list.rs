//! `coach list`: records of a kind, or what merges left to decide.

use crate::cli::{self, Context};
use crate::error::{Error, Result};
use crate::journal::journal::Journal;
use crate::report::listing::{self, Filter};
use crate::report::page::Page;
use crate::report::reading;
use crate::store::conflicts;

/// List sessions, actions, follow-ups, people, objectives, requests, stories or conflicts
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach list actions --open --person ana
  coach list follow-ups --overdue
  coach list sessions --topic discovery-calls --since \"2026-10-01\"
  coach list people
  coach list objectives --all
  coach list requests --open

--since and --until mean the day of the session, or that on which a request came in or a story was
written down. --open, --overdue and --done mean the action or follow-up; sessions and people are taken
for the ones they have. A request is done when it was answered, an objective when it was closed.
--person is an objective's sponsor, who a request is from, and whose story it is.")]
pub struct Args {
    /// What to list
    #[arg(value_name = "WHAT", value_enum)]
    pub what: What,
    #[command(flatten)]
    pub filters: Filters,
    /// Of objectives: the closed ones too
    #[arg(long, conflicts_with_all = ["open", "overdue", "done"])]
    pub all: bool,
    /// As JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Clone, Copy, clap::ValueEnum)]
pub enum What {
    Sessions,
    Actions,
    FollowUps,
    People,
    Objectives,
    Requests,
    Stories,
    Conflicts,
}

#[derive(clap::Args, Default)]
pub struct Filters {
    /// With, of or for this person
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
    /// Up to and with this day
    #[arg(long, value_name = "DATE")]
    pub until: Option<String>,
    /// What is open
    #[arg(long, conflicts_with_all = ["overdue", "done"])]
    pub open: bool,
    /// What is open and past its day
    #[arg(long, conflicts_with = "done")]
    pub overdue: bool,
    /// What was done or dropped
    #[arg(long)]
    pub done: bool,
}

/// The filters that some kinds of records know.
const PERSON: &[&str] = &["--person"];
const OBJECTIVE: &[&str] = &["--objective"];
const DAYS: &[&str] = &["--since", "--until"];
const STATE: &[&str] = &["--open", "--overdue", "--done"];
const ANSWERED: &[&str] = &["--open", "--done"];

impl Filters {
    /// Refuses what would not narrow this listing: its answer would be taken for less than it is.
    fn has_only(&self, noun: &str, known: &[&[&str]]) -> Result<()> {
        let said = [
            ("--person", self.person.is_some()),
            ("--coach", self.coach.is_some()),
            ("--topic", self.topic.is_some()),
            ("--objective", self.objective.is_some()),
            ("--since", self.since.is_some()),
            ("--until", self.until.is_some()),
            ("--open", self.open),
            ("--overdue", self.overdue),
            ("--done", self.done),
        ];
        let unknown = said.iter().find(|(flag, said)| *said && !known.concat().contains(flag));
        match unknown {
            None => Ok(()),
            Some((flag, _)) => Err(Error::usage(format!("{flag}: {noun} are not told apart by that"))
                .hint(format!("they are by {}", known.concat().join(", ")))),
        }
    }

    fn filter(&self, context: &Context<'_>, journal: &Journal) -> Result<Filter> {
        let calendar = cli::calendar(context.world, journal);
        let person = |typed: &Option<String>| {
            typed.as_deref().map(|typed| Ok(journal.person(typed)?.record.handle.clone())).transpose()
        };
        let day = |flag: &str, text: &Option<String>| {
            text.as_deref().map(|text| cli::any_day(&calendar, flag, text)).transpose()
        };
        let objective =
            self.objective.as_deref().map(|typed| cli::objective_or_none(journal, typed)).transpose()?;
        let (since, until) = (day("--since", &self.since)?, day("--until", &self.until)?);
        if let (Some(since), Some(until)) = (since, until)
            && since > until
        {
            return Err(Error::usage(format!("--since {since} is after --until {until}")));
        }
        Ok(Filter {
            person: person(&self.person)?,
            coach: person(&self.coach)?,
            topic: self.topic.as_deref().map(|typed| journal.topic(typed)).transpose()?,
            objective,
            since,
            until,
            open: self.open,
            overdue: self.overdue,
            done: self.done,
        })
    }
}

impl Args {
    pub fn run(self, context: &mut Context<'_>) -> Result<()> {
        match self.what {
            What::Objectives => self.filters.has_only("objectives", &[PERSON, OBJECTIVE, STATE])?,
            What::Requests => self.filters.has_only("requests", &[PERSON, OBJECTIVE, DAYS, ANSWERED])?,
            What::Stories => self.filters.has_only("stories", &[PERSON, DAYS])?,
            What::Sessions | What::Actions | What::FollowUps | What::People | What::Conflicts => {}
        }
        let journal = context.load()?;
        let filter = self.filters.filter(context, &journal)?;
        let today = context.world.today;
        let prefixes = journal.prefixes();
        let (json, problems) = (self.json, &journal.problems);
        match self.what {
            What::Sessions => {
                let rows = listing::sessions::rows(&journal, &filter, today);
                show(context, json, "sessions", &rows, problems, |rows| {
                    listing::sessions::page(rows, &prefixes)
                });
            }
            What::Actions => {
                let rows = listing::actions::rows(&journal, &filter, today);
                show(context, json, "actions", &rows, problems, |rows| {
                    listing::actions::page(rows, &prefixes, today)
                });
            }
            What::FollowUps => {
                let rows = listing::follow_ups::rows(&journal, &filter, today);
                show(context, json, "follow-ups", &rows, problems, |rows| {
                    listing::follow_ups::page(rows, &prefixes, today)
                });
            }
            What::Objectives => {
                let rows = listing::objectives::rows(&journal, &filter, self.all, today);
                show(context, json, "objectives", &rows, problems, |rows| {
                    listing::objectives::page(rows, today)
                });
            }
            What::Requests => {
                let rows = listing::requests::rows(&journal, &filter, today);
                show(context, json, "requests", &rows, problems, |rows| {
                    listing::requests::page(rows, &prefixes)
                });
            }
            What::Stories => {
                let rows = listing::stories::rows(&journal, &filter);
                show(context, json, "stories", &rows, problems, |rows| {
                    listing::stories::page(rows, &prefixes)
                });
            }
            What::Conflicts => {
                let rows = listing::conflicts::rows(&conflicts::all(&context.root()?));
                show(context, json, "conflicts", &rows, problems, listing::conflicts::page);
            }
            What::People => {
                let rows = listing::people::rows(&journal, &filter, today);
                show(context, json, "people", &rows, problems, |rows| listing::people::page(rows, today));
            }
        }
        Ok(())
    }
}

fn show<T: serde::Serialize>(
    context: &mut Context<'_>,
    json: bool,
    noun: &str,
    rows: &[T],
    problems: &[crate::journal::record::Problem],
    page: impl FnOnce(&[T]) -> Page,
) {
    if json {
        context.out.json(&rows);
        context.mention(problems);
        return;
    }
    let mut page = if rows.is_empty() { cli::sentence(format!("no {noun} like that")) } else { page(rows) };
    reading::problems(&mut page, problems);
    context.out.page(&page);
}

/// `coach person list` is `coach list people`.
pub fn people(json: bool) -> Args {
    Args { what: What::People, filters: Filters::default(), all: false, json }
}

/// `coach objective list` is `coach list objectives`.
pub fn objectives(all: bool, json: bool) -> Args {
    Args { what: What::Objectives, filters: Filters::default(), all, json }
}

/// `coach request list` is `coach list requests`.
pub fn requests(open: bool, done: bool, json: bool) -> Args {
    Args { what: What::Requests, filters: Filters { open, done, ..Filters::default() }, all: false, json }
}
