//! `coach reopen`: opens closed items again.

use crate::cli::Context;
use crate::cli::item_changes::ItemChanges;
use crate::error::Result;
use crate::journal::edit::close_items;
use crate::journal::index::journal::Item;
use crate::ops::close;

/// Open again what was done or dropped
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach reopen m2q

What closing it added (result, outcome, obstacle, reason) goes; `coach history m2q` keeps it. The
follow-ups that were dropped with an action come back with it.")]
pub struct Args {
    /// The actions or follow-ups, by the beginning of their ids
    #[arg(required = true, value_name = "ID")]
    pub ids: Vec<String>,
}

impl Args {
    pub fn run(self, context: &mut Context<'_>) -> Result<()> {
        let (shown, next) = context.change(|edits, _| {
            let items = close::items(edits.journal, &self.ids)?;
            let (mut next, mut shown) = (Vec::new(), items.clone());
            for item in &items {
                let session = item.session();
                let asks = close_items::reopened(edits.text(&session.path)?, *item)?;
                let theirs = session.record.follow_ups.iter().filter(|ask| asks.contains(&ask.id));
                shown.extend(theirs.map(|ask| Item::FollowUp(session, ask)));
                let id = close_items::next_id(item.id());
                if item.session().record.follow_ups.iter().any(|ask| ask.id == id && ask.is_open()) {
                    next.push(format!("its next one stays open too: `coach drop {id}` if it should not"));
                }
            }
            edits.message("reopen", &close::summary("reopen", &shown));
            Ok((ItemChanges::after(edits, &shown)?, next))
        })?;
        shown.show(context, "open again", &next);
        Ok(())
    }
}
