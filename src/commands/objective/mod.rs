//! `coach objective`: manages the business goals that coaching serves, and the readings of their measures.

mod flags;
mod measure;

use super::list;
use crate::cli::Context;
use crate::error::{Error, Result};
use crate::journal::records::objective::{NO_OBJECTIVE, Objective};
use crate::journal::text::new_record;
use crate::journal::values::handle::Handle;
use crate::ops::parse;
use crate::store::files::record_paths;
use crate::views::objective as shown;
use crate::views::page::{Page, Text};
use flags::ObjectiveFlags;

pub(crate) use flags::number;

/// Manage business objectives
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach objective add reduce-churn --title \"Fewer contracts lost\" --sponsor helen
  coach objective set reduce-churn --unit % --baseline 11 --target 8 --due \"31 dec\"
  coach objective measure reduce-churn 9.5 --on \"30 sep\"
  coach objective set reduce-churn --target 7 --sponsor none
  coach objective close reduce-churn --reason \"Met in October\"
  coach objective list --all

To link a session or an action to an objective, use --objective of `coach log` or `coach action`. If it serves
no objective, use `--objective none`; the reports count it. `coach show HANDLE` shows an objective in full.")]
pub(crate) struct Args {
    #[command(subcommand)]
    pub verb: Verb,
}

#[derive(clap::Subcommand)]
pub(crate) enum Verb {
    /// Add an objective
    Add(Add),
    /// Change fields of an objective; `none` clears a field
    Set(Set),
    /// Record a reading of the measure
    Measure(measure::Args),
    /// Close an objective, whether or not it was met
    Close(Close),
    /// List open objectives with their latest reading
    List {
        /// Include closed objectives
        #[arg(long)]
        all: bool,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
}

#[derive(clap::Args)]
pub(crate) struct Add {
    /// Handle: lower-case letters, digits and -
    #[arg(value_name = "HANDLE")]
    pub handle: String,
    #[command(flatten)]
    pub facts: ObjectiveFlags,
}

#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach objective set reduce-churn --due eom
  coach objective set reduce-churn --closed none      reopens it")]
pub(crate) struct Set {
    /// Objective
    #[arg(value_name = "OBJECTIVE")]
    pub handle: String,
    #[command(flatten)]
    pub facts: ObjectiveFlags,
    /// Date it was closed; `none` reopens it
    #[arg(long, value_name = "DATE")]
    pub closed: Option<String>,
    /// Reason for closing it
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
}

#[derive(clap::Args)]
pub(crate) struct Close {
    /// Objective
    #[arg(value_name = "OBJECTIVE")]
    pub handle: String,
    /// Reason, such as that it was met
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// Date it was closed [default: today]
    #[arg(long, alias = "date", value_name = "DATE")]
    pub on: Option<String>,
}

impl Args {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<()> {
        match self.verb {
            Verb::Add(args) => args.run(context),
            Verb::Set(args) => args.run(context),
            Verb::Measure(args) => args.run(context),
            Verb::Close(args) => args.run(context),
            Verb::List { all, json } => list::objectives(all, json).run(context),
        }
    }
}

impl Add {
    fn run(self, context: &mut Context<'_>) -> Result<()> {
        let handle = parse::handle("an objective", &self.handle)?;
        if handle.as_str() == NO_OBJECTIVE {
            return Err(Error::usage("the handle `none` is reserved: it means no objective"));
        }
        let (objective, new) = context.change_or_begin(|edits, world| {
            if let Some(there) = edits.journal.objectives.get(&handle) {
                return Err(Error::cannot(format!("`{handle}` already exists: {}", there.path))
                    .hint(format!("to see what you can change: coach objective set {handle} --help")));
            }
            let mut objective = Objective { title: None, ..Objective::new(handle.clone()) };
            self.facts.apply(edits.journal, &parse::calendar(world, edits.journal), &mut objective)?;
            edits.create(&record_paths::objective(&handle), new_record::objective(&objective))?;
            let new = crate::ops::new_items::people(edits, objective.sponsor.iter())?;
            edits.message("objective", &format!("add objective {handle}"));
            Ok((objective, new))
        })?;
        say(context, "new objective", &objective, &new);
        Ok(())
    }
}

impl Set {
    fn run(self, context: &mut Context<'_>) -> Result<()> {
        let (objective, new) = context.change(|edits, world| {
            let filed = edits.journal.objective(&self.handle)?;
            let calendar = parse::calendar(world, edits.journal);
            let mut objective = filed.record.clone();
            self.facts.apply(edits.journal, &calendar, &mut objective)?;
            flags::text(&mut objective.why, self.reason.as_ref());
            if let Some(closed) = &self.closed {
                objective.closed = if closed == flags::NONE {
                    None
                } else {
                    Some(parse::past_day(&calendar, "closed", closed)?)
                };
                // The reason for closing does not apply to an open objective.
                objective.why = objective.why.filter(|_| objective.closed.is_some());
            }
            if objective.why.is_some() && objective.closed.is_none() {
                return Err(Error::usage(format!(
                    "`{}` is open: --reason is only for closed objectives",
                    objective.handle
                ))
                .hint(format!("to close it: coach objective close {} --reason \"…\"", objective.handle)));
            }
            if objective == filed.record {
                return Err(Error::usage(format!("nothing to change for `{}`", objective.handle))
                    .hint("for example --target 8, --due eom or --sponsor none"));
            }
            new_record::write_objective(edits.text(&filed.path)?, &objective);
            let new = crate::ops::new_items::people(edits, objective.sponsor.iter())?;
            edits.message("objective", &format!("set objective {}", objective.handle));
            Ok((objective, new))
        })?;
        say(context, "objective", &objective, &new);
        Ok(())
    }
}

impl Close {
    fn run(self, context: &mut Context<'_>) -> Result<()> {
        let objective = context.change(|edits, world| {
            let filed = edits.journal.objective(&self.handle)?;
            let mut objective = filed.record.clone();
            let handle = objective.handle.clone();
            if let Some(day) = objective.closed {
                return Err(Error::cannot(format!("`{handle}` was closed on {day}"))
                    .hint(format!("to reopen it: coach objective set {handle} --closed none")));
            }
            let calendar = parse::calendar(world, edits.journal);
            let on = self.on.as_deref().map(|text| parse::past_day(&calendar, "on", text)).transpose()?;
            objective.closed = Some(on.unwrap_or(world.today));
            flags::text(&mut objective.why, self.reason.as_ref());
            new_record::write_objective(edits.text(&filed.path)?, &objective);
            edits.message("objective", &format!("close objective {handle}"));
            Ok(objective)
        })?;
        say(context, "closed", &objective, &[]);
        Ok(())
    }
}

fn say(context: &mut Context<'_>, what: &str, objective: &Objective, new: &[Handle]) {
    let mut page = Page::new();
    page.line(Text::from(format!("{what} ")).then(shown::headline(objective)));
    shown::facts(&mut page, objective, context.world.today);
    for handle in new {
        page.line(format!("new person `{handle}`"));
    }
    context.out.page(&page);
}
