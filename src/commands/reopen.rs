//! `coach reopen`: opens closed items again.

use crate::cli::Context;
use crate::cli::item_changes::ItemChanges;
use crate::error::Result;
use crate::ops::close::{self, Changed};

/// Reopen completed or dropped items
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach reopen m2q

coach removes the result, outcome, obstacle or reason of the item; `coach history m2q` still shows them. It
also reopens the follow-ups that were dropped together with an action.")]
pub(crate) struct Args {
    /// Ids of the actions or follow-ups
    #[arg(required = true, value_name = "ID")]
    pub ids: Vec<String>,
}

impl Args {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let (shown, notes) = context.change(|edits, _| {
            let Changed { items, notes } = close::reopen(edits, &self.ids)?;
            Ok((ItemChanges::after(edits, &items)?, notes))
        })?;
        shown.show(context, "reopened", &notes);
        Ok(())
    }
}
