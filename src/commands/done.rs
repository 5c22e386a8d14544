//! `coach done`: closes actions and follow-ups, with their results.

use crate::cli::Context;
use crate::cli::item_changes::ItemChanges;
use crate::error::{Error, Result};
use crate::journal::records::follow_up::Outcome;
use crate::ops::close::{self, Changed, Done};
use crate::ops::parse;

/// Close actions and follow-ups, with what came of it
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach done m2q --result \"Two of three buyers named a budget in the first call\"
  coach done p4n --outcome partly --close-action
  coach done m2q p4n --on friday

With --result, an item that is done already gets the result, or another one.
A follow-up that did not find anything applied yet is `coach missed`.")]
pub(crate) struct Args {
    /// The actions and follow-ups, by the beginning of their ids
    #[arg(required = true, value_name = "ID")]
    pub ids: Vec<String>,
    /// What came of it
    #[arg(long, value_name = "TEXT")]
    pub result: Option<String>,
    /// The day it was done, if not today
    #[arg(long, alias = "date", value_name = "DATE")]
    pub on: Option<String>,
    /// For follow-ups: applied (unless said) or partly
    #[arg(long, value_name = "OUTCOME", value_parser = ["applied", "partly"])]
    pub outcome: Option<String>,
    /// Close the action that a follow-up asks about with it
    #[arg(long)]
    pub close_action: bool,
}

impl Args {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let outcome = self.outcome.as_deref().map(str::parse::<Outcome>).transpose().map_err(Error::usage)?;
        self.result.as_deref().map(|result| parse::text("result", result)).transpose()?;
        let (shown, notes) = context.change(|edits, world| {
            let calendar = parse::calendar(world, edits.journal);
            let on = self.on.as_deref().map(|text| parse::past_day(&calendar, "on", text)).transpose()?;
            let (ids, result) = (&self.ids[..], self.result.as_deref());
            let input = Done { ids, on, result, outcome, with_actions: self.close_action };
            let Changed { items, notes } = close::done(edits, &input, world.today)?;
            Ok((ItemChanges::after(edits, &items)?, notes))
        })?;
        shown.show(context, "done", &notes);
        Ok(())
    }
}
