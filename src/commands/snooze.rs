//! `coach snooze`: moves the due day of an item.

use crate::cli::Context;
use crate::cli::item_changes::ItemChanges;
use crate::error::{Error, Result};
use crate::journal::dates::{Calendar, Direction};
use crate::ops::{close, parse};

/// Move actions or follow-ups to another date
#[derive(clap::Args)]
#[command(override_usage = "coach snooze [OPTIONS] <ID>... <DATE>")]
#[command(after_help = "\
Examples:
  coach snooze p4n monday
  coach snooze m2q p4n \"in 2 weeks\"")]
pub(crate) struct Args {
    /// Ids of the actions or follow-ups, then the new date
    #[arg(required = true, value_name = "ID|DATE")]
    pub ids_and_date: Vec<String>,
}

impl Args {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let words = &self.ids_and_date;
        let today = Calendar { today: context.world.today, order: None, unread_order: None };
        // `coach snooze m2q in 2 weeks`: the date may have several words.
        let is_date = |at: &usize| today.day(&words[*at..].join(" "), Direction::Forward).is_ok();
        let at = (1..words.len()).find(is_date).unwrap_or(words.len() - 1);
        let date = words[at..].join(" ");
        // `coach snooze m2q by fri`, `coach snooze m2q for 2 weeks`
        let is_before_a_date =
            |word: &&String| matches!(word.as_str(), "by" | "to" | "until" | "till" | "on" | "for");
        let ids = &words[..at - usize::from(at > 1 && is_before_a_date(&&words[at - 1]))];
        if ids.is_empty() {
            return Err(Error::usage(format!("snooze needs an id and a date, not only `{date}`"))
                .hint("coach snooze ID DATE, for example: coach snooze p4n monday"));
        }
        let (shown, notes) = context.change(|edits, world| {
            let due = parse::coming_day(&parse::calendar(world, edits.journal), "the new date", &date)?;
            let moved = close::snooze(edits, ids, due, world.today)?;
            Ok((ItemChanges::after(edits, &moved.items)?, moved.notes))
        })?;
        let verb = if shown.is_empty() { "nothing was changed" } else { "moved" };
        shown.show(context, verb, &notes);
        Ok(())
    }
}
