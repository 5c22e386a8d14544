//! `coach list`: lists records of a kind, or the open conflicts of merges.

use crate::cli::record_filters::RecordFilters;
use crate::cli::{self, Context};
use crate::error::{Error, Result};
use crate::journal::query::journal::Journal;
use crate::store::load::conflicts;
use crate::views::listing::{self, ListFilter};
use crate::views::page::Page;
use crate::views::wording;

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

--since and --until mean the date of a session, of a request and of a story, and for an action or a
follow-up the date on which it was agreed. The newest come first. --open and --overdue leave out the
items of people who left or were forgotten. `list sessions --open` lists the sessions that have an open
item, and `list people --open` the people who have one.")]
pub(crate) struct Args {
    /// What to list [default: a summary of all records]
    #[arg(value_name = "WHAT", value_enum)]
    pub what: Option<ListedKind>,
    /// With objectives and resources: include closed and retired ones
    #[arg(long, conflicts_with_all = ["open", "overdue", "closed"])]
    pub all: bool,
    /// As JSON
    #[arg(long)]
    pub json: bool,
    #[command(flatten, next_help_heading = "Filters")]
    pub filters: RecordFilters,
    #[command(flatten, next_help_heading = "Filters")]
    pub state: StateFilter,
}

/// The options that choose items by their state. A session or a person counts if one of its items does.
#[derive(clap::Args, Clone, Copy, Default)]
pub(crate) struct StateFilter {
    /// Only open items
    #[arg(long, conflicts_with_all = ["overdue", "closed"])]
    pub open: bool,
    /// Only open items past their due date
    #[arg(long, conflicts_with = "closed")]
    pub overdue: bool,
    /// Only done or dropped items, closed objectives and answered requests
    #[arg(long)]
    pub closed: bool,
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
    Policies,
    Resources,
    Standards,
    Conflicts,
}

impl Args {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let Some(what) = self.what else { return self.overview(context) };
        self.accepts_filters(what)?;
        let journal = context.load()?;
        let StateFilter { open, overdue, closed } = self.state;
        let records = self.filters.filter(context, &journal, None)?;
        let filter = ListFilter { records, open, overdue, closed };
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
            ListedKind::Policies => {
                let rows = listing::policies::rows(&journal, today);
                show(context, json, self.empty("policies"), &rows, problems, |rows| {
                    listing::policies::page(rows, today)
                });
            }
            ListedKind::Resources => {
                let rows = listing::resources::rows(&journal, self.all, today);
                show(context, json, self.empty("resources"), &rows, problems, listing::resources::page);
            }
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

    /// Refuses a filter that does not apply to this kind: the user would take the full list for a filtered one.
    fn accepts_filters(&self, kind: ListedKind) -> Result<()> {
        const OF_PEOPLE: [&str; 3] = ["--person", "--team", "--manager"];
        const OF_OBJECTIVES: [&str; 2] = ["--objective", "--sponsor"];
        const PERIOD: [&str; 2] = ["--since", "--until"];
        let (noun, known) = match kind {
            ListedKind::Objectives => {
                ("objectives", [&OF_OBJECTIVES[..], &["--open", "--overdue", "--closed"]].concat())
            }
            ListedKind::Requests => {
                ("requests", [&OF_PEOPLE[..], &OF_OBJECTIVES, &PERIOD, &["--open", "--closed"]].concat())
            }
            ListedKind::Stories => ("stories", [&OF_PEOPLE[..], &OF_OBJECTIVES, &PERIOD].concat()),
            ListedKind::Policies => ("policies", Vec::new()),
            ListedKind::Resources => ("resources", Vec::new()),
            ListedKind::Standards => ("standards", Vec::new()),
            ListedKind::Conflicts => ("conflicts", Vec::new()),
            ListedKind::Sessions | ListedKind::Actions | ListedKind::FollowUps | ListedKind::People => {
                return Ok(());
            }
        };
        let Some(option) = self.set().find(|option| !known.contains(option)) else { return Ok(()) };
        let error = Error::usage(format!("{option} does not apply to {noun}"));
        Err(match known.as_slice() {
            [] => error.hint(format!("`coach list {noun}` takes no filter")),
            known => error.hint(format!("`coach list {noun}` takes {}", known.join(", "))),
        })
    }

    /// The filters that are set.
    fn set(&self) -> impl Iterator<Item = &'static str> {
        let StateFilter { open, overdue, closed } = self.state;
        let states = [("--open", open), ("--overdue", overdue), ("--closed", closed)];
        let states = states.into_iter().filter(|(_, is_set)| *is_set).map(|(option, _)| option);
        self.filters.set().chain(states)
    }

    /// The overview of all kinds. Refuses filters, which need a kind.
    fn overview(self, context: &mut Context<'_>) -> Result<()> {
        if self.json || self.all || self.set().next().is_some() {
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
        let is_filtered = self.set().next().is_some();
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

impl ListedKind {
    /// The arguments that list this kind without a filter.
    fn listed(self, json: bool) -> Args {
        Args {
            what: Some(self),
            filters: RecordFilters::default(),
            state: StateFilter::default(),
            all: false,
            json,
        }
    }
}

/// The arguments of `coach person list`, which equals `coach list people`.
pub(crate) fn people(json: bool) -> Args {
    ListedKind::People.listed(json)
}

/// The arguments of `coach objective list`, which equals `coach list objectives`.
pub(crate) fn objectives(all: bool, json: bool) -> Args {
    Args { all, ..ListedKind::Objectives.listed(json) }
}

/// The arguments of `coach policy list`, which equals `coach list policies`.
pub(crate) fn policies(json: bool) -> Args {
    ListedKind::Policies.listed(json)
}

/// The arguments of `coach resource list`, which equals `coach list resources`.
pub(crate) fn resources(all: bool, json: bool) -> Args {
    Args { all, ..ListedKind::Resources.listed(json) }
}

/// The arguments of `coach request list`, which equals `coach list requests`.
pub(crate) fn requests(open: bool, closed: bool, json: bool) -> Args {
    let state = StateFilter { open, closed, overdue: false };
    Args { state, ..ListedKind::Requests.listed(json) }
}
