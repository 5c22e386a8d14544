//! `coach list`: lists records of a kind, or the open conflicts of merges.

use crate::cli::list_filters::{ANSWERED, DAYS, OBJECTIVE, PERSON, STATE};
use crate::cli::{self, Context};
use crate::error::{Error, Result};
use crate::journal::query::journal::Journal;
use crate::store::load::conflicts;
use crate::views::listing::{self, ListFilter};
use crate::views::page::Page;
use crate::views::wording;

pub(crate) use crate::cli::list_filters::FilterFlags;

/// List sessions, actions, follow-ups, people and other records
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach list                        shows how many records of each kind there are
  coach list actions --open --person ana
  coach list follow-ups --overdue
  coach list sessions --topic discovery-calls --since \"2026-10-01\"
  coach list people
  coach list objectives --all
  coach list requests --open
  coach list standards              shows the rules of ICF and EMCC, with their sources

--since and --until use the date of the session, of the request or of the story. --open, --overdue and
--closed use the state of an action or follow-up. For sessions and people, they select those that have such
an item. --open and --overdue leave out the items of people who left or were forgotten. A request is closed
when it has an answer.

For objectives, --person is the sponsor. For requests, it is the person who asked. For stories, it is the
person that the story is about.")]
pub(crate) struct Args {
    /// What to list [default: the number of records of each kind]
    #[arg(value_name = "WHAT", value_enum)]
    pub what: Option<ListedKind>,
    #[command(flatten)]
    pub filters: FilterFlags,
    /// With objectives: include closed ones
    #[arg(long, conflicts_with_all = ["open", "overdue", "closed"])]
    pub all: bool,
    /// As JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Clone, Copy, clap::ValueEnum)]
pub(crate) enum ListedKind {
    Sessions,
    Actions,
    FollowUps,
    People,
    Objectives,
    Requests,
    Stories,
    Standards,
    Conflicts,
}

impl Args {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let Some(what) = self.what else { return self.overview(context) };
        match what {
            ListedKind::Objectives => self.filters.has_only("objectives", &[PERSON, OBJECTIVE, STATE])?,
            ListedKind::Requests => {
                self.filters.has_only("requests", &[PERSON, OBJECTIVE, DAYS, ANSWERED])?
            }
            ListedKind::Stories => self.filters.has_only("stories", &[PERSON, DAYS])?,
            ListedKind::Standards => self.filters.has_only("standards", &[])?,
            ListedKind::Sessions
            | ListedKind::Actions
            | ListedKind::FollowUps
            | ListedKind::People
            | ListedKind::Conflicts => {}
        }
        let journal = context.load()?;
        let filter = self.filters.filter(context, &journal)?;
        let today = context.world.today;
        let prefixes = journal.prefixes();
        let (json, problems) = (self.json, &journal.problems);
        match what {
            ListedKind::Sessions => {
                let rows = listing::sessions::rows(&journal, &filter, today);
                show(context, json, self.empty("sessions"), &rows, problems, |rows| {
                    listing::sessions::page(rows, &prefixes)
                });
            }
            ListedKind::Actions => {
                let rows = listing::actions::rows(&journal, &filter, today);
                show(context, json, self.empty("actions"), &rows, problems, |rows| {
                    listing::actions::page(rows, &prefixes, today)
                });
            }
            ListedKind::FollowUps => {
                let rows = listing::follow_ups::rows(&journal, &filter, today);
                show(context, json, self.empty("follow-ups"), &rows, problems, |rows| {
                    listing::follow_ups::page(rows, &prefixes, today)
                });
            }
            ListedKind::Objectives => {
                let rows = listing::objectives::rows(&journal, &filter, self.all, today);
                show(context, json, self.empty("objectives"), &rows, problems, |rows| {
                    listing::objectives::page(rows, today)
                });
            }
            ListedKind::Requests | ListedKind::Stories => self.told(context, &journal, &filter),
            ListedKind::Standards => self.standards(context, &journal),
            ListedKind::Conflicts => {
                let rows = listing::conflicts::rows(&conflicts::all(&context.root()?, &journal));
                show(context, json, self.empty("conflicts"), &rows, problems, listing::conflicts::page);
            }
            ListedKind::People => {
                let rows = listing::people::rows(&journal, &filter, today);
                show(context, json, self.empty("people"), &rows, problems, |rows| {
                    listing::people::page(rows, today)
                });
            }
        }
        Ok(())
    }

    /// The overview of all kinds. Refuses filters, which need a kind.
    fn overview(self, context: &mut Context<'_>) -> Result<()> {
        if self.json || self.all || self.filters.has_only("", &[]).is_err() {
            return Err(
                Error::usage("missing kind of record").hint("for example `coach list actions --open`")
            );
        }
        let journal = context.load()?;
        let conflicts = conflicts::all(&context.root()?, &journal);
        let mut page = listing::overview::page(&journal, listing::conflicts::rows(&conflicts).len());
        wording::problems(&mut page, &journal.problems);
        context.out.page(&page);
        Ok(())
    }

    /// The line for an empty listing.
    fn empty(&self, noun: &str) -> String {
        let is_filtered = self.filters.has_only("", &[]).is_err();
        match self.what {
            _ if is_filtered => format!("no {noun} match these filters"),
            Some(ListedKind::Objectives) if !self.all => format!("no open {noun}"),
            Some(ListedKind::Conflicts) => format!("no {noun}"),
            _ => format!("no {noun} yet"),
        }
    }

    /// Prints the standards.
    fn standards(&self, context: &mut Context<'_>, journal: &Journal) {
        let rows = listing::standards::rows(journal);
        show(context, self.json, self.empty("standards"), &rows, &journal.problems, listing::standards::page);
    }

    /// Prints the requests or the stories.
    fn told(&self, context: &mut Context<'_>, journal: &Journal, filter: &ListFilter) {
        let prefixes = journal.prefixes();
        if let Some(ListedKind::Requests) = self.what {
            let rows = listing::requests::rows(journal, filter, context.world.today);
            show(context, self.json, self.empty("requests"), &rows, &journal.problems, |rows| {
                listing::requests::page(rows, &prefixes)
            });
        } else {
            let rows = listing::stories::rows(journal, filter);
            show(context, self.json, self.empty("stories"), &rows, &journal.problems, |rows| {
                listing::stories::page(rows, &prefixes)
            });
        }
    }
}

fn show<T: serde::Serialize>(
    context: &mut Context<'_>,
    json: bool,
    empty: String,
    rows: &[T],
    problems: &[crate::journal::records::Problem],
    page: impl FnOnce(&[T]) -> Page,
) {
    if json {
        context.out.json(&rows);
        context.mention(problems);
        return;
    }
    let mut page = if rows.is_empty() { cli::sentence(empty) } else { page(rows) };
    wording::problems(&mut page, problems);
    context.out.page(&page);
}

/// The arguments of `coach person list`, which equals `coach list people`.
pub(crate) fn people(json: bool) -> Args {
    Args { what: Some(ListedKind::People), filters: FilterFlags::default(), all: false, json }
}

/// The arguments of `coach objective list`, which equals `coach list objectives`.
pub(crate) fn objectives(all: bool, json: bool) -> Args {
    Args { what: Some(ListedKind::Objectives), filters: FilterFlags::default(), all, json }
}

/// The arguments of `coach request list`, which equals `coach list requests`.
pub(crate) fn requests(open: bool, closed: bool, json: bool) -> Args {
    Args {
        what: Some(ListedKind::Requests),
        filters: FilterFlags { open, closed, ..FilterFlags::default() },
        all: false,
        json,
    }
}
