//! `coach request`: manages requests for coaching or training, with their reasons and answers.

mod acknowledge;
mod answer;
mod why;

use super::list;
use crate::cli::Context;
use crate::error::{Error, Result};
use crate::escape::says_nothing;
use crate::journal::query::journal::{Filed, Journal};
use crate::journal::records::objective::NO_OBJECTIVE;
use crate::journal::records::request::Request;
use crate::journal::text::new_record;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::ops::{new_items, parse};
use crate::store::files::record_paths;
use crate::views::page::Page;
use crate::views::request as shown;

/// Manage training requests
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach request add \"Negotiation training for all of sales\" --requested-by priya
  coach request why k3f
  coach request answer k3f no --reason \"They need a discount rule, not training\"
  coach request list --open

To find the need behind a request, ask why up to five times. `coach due` lists open requests, oldest first,
until you answer them: yes, no, park (not now) or reuse (use something that already exists).")]
pub(crate) struct Args {
    #[command(subcommand)]
    pub verb: Verb,
}

#[derive(clap::Subcommand)]
pub(crate) enum Verb {
    /// Record a request
    Add(Add),
    /// Record why, up to five times
    Why(why::Args),
    /// Answer a request, with a reason
    Answer(answer::Args),
    /// Take note of answers to your requests
    Acknowledge(acknowledge::Args),
    /// List requests, open ones first
    List {
        /// Only requests without an answer
        #[arg(long, conflicts_with = "closed")]
        open: bool,
        /// Only requests with an answer
        #[arg(long)]
        closed: bool,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
}

#[derive(clap::Args)]
pub(crate) struct Add {
    /// Text of the request
    #[arg(value_name = "TEXT", allow_hyphen_values = true)]
    pub what: String,
    /// Person who asked
    #[arg(long, value_name = "HANDLE")]
    pub requested_by: Option<String>,
    /// Business objective that the request serves, or none
    #[arg(long, value_name = "OBJECTIVE")]
    pub objective: Option<String>,
    /// Date of the request [default: today]
    #[arg(long, alias = "date", value_name = "DATE")]
    pub on: Option<String>,
}

impl Args {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<()> {
        match self.verb {
            Verb::Add(args) => args.run(context),
            Verb::Why(args) => args.run(context),
            Verb::Answer(args) => args.run(context),
            Verb::Acknowledge(args) => args.run(context),
            Verb::List { open, closed, json } => list::requests(open, closed, json).run(context),
        }
    }
}

impl Add {
    fn run(self, context: &mut Context<'_>) -> Result<()> {
        let what = new_record::written(self.what.trim());
        if says_nothing(&what) {
            return Err(Error::usage("the text of the request is empty")
                .hint("coach request add \"…\" --requested-by PERSON"));
        }
        let (filed, prefixes, new) = context.change_or_begin(|edits, world| {
            let journal = edits.journal;
            let calendar = parse::calendar(world, journal);
            let on = self.on.as_deref().map(|text| parse::past_day(&calendar, "on", text)).transpose()?;
            let date = on.unwrap_or(world.today);
            let request = Request {
                id: new_items::new_id(journal, world)?,
                date,
                what: what.clone(),
                from: self
                    .requested_by
                    .as_deref()
                    .map(|typed| new_items::known_or_new(journal, typed))
                    .transpose()?,
                why: String::new(),
                answer: None,
                objective: objective(journal, self.objective.as_deref(), date)?,
                conflict: Vec::new(),
            };
            let path = record_paths::request(&request.id);
            edits.create(&path, new_record::request(&request))?;
            let new = new_items::people(edits, request.from.iter())?;
            let from = request.from.as_ref().map(|from| format!(" from {from}")).unwrap_or_default();
            edits.message("request", &format!("request {}{from}", request.id));
            let prefixes = journal.prefixes_with([&request.id].into_iter());
            Ok((Filed { path, record: request }, prefixes, new))
        })?;
        let mut page = shown::page(&filed, &prefixes, context.world.today);
        say_new(&mut page, &new);
        context.out.page(&page);
        Ok(())
    }
}

/// Resolves the objective. Fails if it is closed.
fn objective(journal: &Journal, typed: Option<&str>, day: Day) -> Result<Option<Handle>> {
    let handle = typed.map(|typed| parse::objective_or_none(journal, typed)).transpose()?;
    match &handle {
        Some(handle) if handle.as_str() != NO_OBJECTIVE => new_items::must_be_open(journal, handle, day)?,
        _ => {}
    }
    Ok(handle)
}

fn say_new(page: &mut Page, new: &[Handle]) {
    for handle in new {
        page.indented(2, format!("new person `{handle}`"));
    }
}
