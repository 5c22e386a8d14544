//! `coach done`: closes actions and follow-ups, with their results.

use crate::cli::Context;
use crate::cli::item_changes::ItemChanges;
use crate::error::{Error, Result};
use crate::journal::records::follow_up::Outcome;
use crate::ops::close::{self, Changed, Done};
use crate::ops::parse;

/// Complete actions or follow-ups
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach done m2q --result \"Two of three buyers named a budget in the first call\"
  coach done p4n --outcome partly --close-action
  coach done m2q p4n --on friday

With --result, coach also adds or replaces the result of an item that is already done. If a follow-up found no
progress, use `coach missed`.")]
pub(crate) struct Args {
    /// Ids of the actions or follow-ups
    #[arg(required = true, value_name = "ID")]
    pub ids: Vec<String>,
    /// Result of the action, or answer to the follow-up
    #[arg(long, value_name = "TEXT")]
    pub result: Option<String>,
    /// Date it was done [default: today]
    #[arg(long, alias = "date", value_name = "DATE")]
    pub on: Option<String>,
    /// Outcome of the follow-ups [default: applied]
    #[arg(long, value_name = "OUTCOME", value_parser = ["applied", "partly"])]
    pub outcome: Option<String>,
    /// Also complete the actions that the follow-ups are about
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
