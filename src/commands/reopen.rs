//! `coach reopen`: opens closed items again.

use crate::cli::Context;
use crate::cli::item_changes::ItemChanges;
use crate::error::Result;
use crate::ops::close::{self, Changed};

/// Open again what was done or dropped
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach reopen m2q

What closing it added (result, outcome, obstacle, reason) goes; `coach history m2q` keeps it. The
follow-ups that were dropped with an action come back with it.")]
pub(crate) struct Args {
    /// The actions or follow-ups, by the beginning of their ids
    #[arg(required = true, value_name = "ID")]
    pub ids: Vec<String>,
}

impl Args {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let (shown, notes) = context.change(|edits, _| {
            let Changed { items, notes } = close::reopen(edits, &self.ids)?;
            Ok((ItemChanges::after(edits, &items)?, notes))
        })?;
        shown.show(context, "open again", &notes);
        Ok(())
    }
}
