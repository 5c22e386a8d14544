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

/// List sessions, actions, follow-ups, people and all other records
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach list                        what there is, and how many of each
  coach list actions --open --person ana
  coach list follow-ups --overdue
  coach list sessions --topic discovery-calls --since \"2026-10-01\"
  coach list people
  coach list objectives --all
  coach list requests --open
  coach list standards              what ICF and EMCC count, since when and by which source

--since and --until mean the day of the session, or that on which a request came in or a story was
written down. --open, --overdue and --closed mean the action or follow-up; sessions and people are taken
for the ones they have. --open and --overdue leave out what people who left or were forgotten would do or
be asked. A request is closed when it was answered.
--person is an objective's sponsor, who a request is from, and whose story it is.")]
pub(crate) struct Args {
    /// What to list; unless said, how many of each there are
    #[arg(value_name = "WHAT", value_enum)]
    pub what: Option<ListedKind>,
    #[command(flatten)]
    pub filters: FilterFlags,
    /// Of objectives: the closed ones too
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
                show(context, json, "sessions", &rows, problems, |rows| {
                    listing::sessions::page(rows, &prefixes)
                });
            }
            ListedKind::Actions => {
                let rows = listing::actions::rows(&journal, &filter, today);
                show(context, json, "actions", &rows, problems, |rows| {
                    listing::actions::page(rows, &prefixes, today)
                });
            }
            ListedKind::FollowUps => {
                let rows = listing::follow_ups::rows(&journal, &filter, today);
                show(context, json, "follow-ups", &rows, problems, |rows| {
                    listing::follow_ups::page(rows, &prefixes, today)
                });
            }
            ListedKind::Objectives => {
                let rows = listing::objectives::rows(&journal, &filter, self.all, today);
                show(context, json, "objectives", &rows, problems, |rows| {
                    listing::objectives::page(rows, today)
                });
            }
            ListedKind::Requests | ListedKind::Stories => self.told(context, &journal, &filter),
            ListedKind::Standards => self.standards(context, &journal),
            ListedKind::Conflicts => {
                let rows = listing::conflicts::rows(&conflicts::all(&context.root()?, &journal));
                show(context, json, "conflicts", &rows, problems, listing::conflicts::page);
            }
            ListedKind::People => {
                let rows = listing::people::rows(&journal, &filter, today);
                show(context, json, "people", &rows, problems, |rows| listing::people::page(rows, today));
            }
        }
        Ok(())
    }

    /// The overview of all kinds. Refuses filters, which need a kind.
    fn overview(self, context: &mut Context<'_>) -> Result<()> {
        if self.json || self.all || self.filters.has_only("", &[]).is_err() {
            return Err(Error::usage("what is to be listed?").hint("such as `coach list actions --open`"));
        }
        let journal = context.load()?;
        let conflicts = conflicts::all(&context.root()?, &journal);
        let mut page = listing::overview::page(&journal, listing::conflicts::rows(&conflicts).len());
        wording::problems(&mut page, &journal.problems);
        context.out.page(&page);
        Ok(())
    }

    /// Prints the standards.
    fn standards(&self, context: &mut Context<'_>, journal: &Journal) {
        let rows = listing::standards::rows(journal);
        show(context, self.json, "standards", &rows, &journal.problems, listing::standards::page);
    }

    /// Prints the requests or the stories.
    fn told(&self, context: &mut Context<'_>, journal: &Journal, filter: &ListFilter) {
        let prefixes = journal.prefixes();
        if let Some(ListedKind::Requests) = self.what {
            let rows = listing::requests::rows(journal, filter, context.world.today);
            show(context, self.json, "requests", &rows, &journal.problems, |rows| {
                listing::requests::page(rows, &prefixes)
            });
        } else {
            let rows = listing::stories::rows(journal, filter);
            show(context, self.json, "stories", &rows, &journal.problems, |rows| {
                listing::stories::page(rows, &prefixes)
            });
        }
    }
}

fn show<T: serde::Serialize>(
    context: &mut Context<'_>,
    json: bool,
    noun: &str,
    rows: &[T],
    problems: &[crate::journal::records::Problem],
    page: impl FnOnce(&[T]) -> Page,
) {
    if json {
        context.out.json(&rows);
        context.mention(problems);
        return;
    }
    let mut page = if rows.is_empty() { cli::sentence(format!("no {noun} like that")) } else { page(rows) };
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
