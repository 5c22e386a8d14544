//! `coach snooze`: the day something is due is moved.

use super::outcome::{self, Shown};
use crate::cli::{self, Context};
use crate::error::{Error, Result};
use crate::journal::close;

/// Move the day that actions or follow-ups are due
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach snooze p4n monday
  coach snooze m2q p4n \"in 2 weeks\"")]
pub struct Args {
    /// The ids, then the new day
    #[arg(required = true, num_args = 2.., value_names = ["ID", "DATE"])]
    pub ids_and_date: Vec<String>,
}

impl Args {
    pub fn run(self, context: &mut Context<'_>) -> Result<()> {
        let (date, ids) =
            self.ids_and_date.split_last().ok_or_else(|| Error::usage("which one, and to which day?"))?;
        let shown = context.change(|edits, world| {
            let due = cli::coming_day(&cli::calendar(world, edits.journal), "the new day", date)?;
            if due < world.today {
                return Err(Error::usage(format!("the new day: {due} is past")));
            }
            let items = outcome::items(edits.journal, ids)?;
            for item in &items {
                close::snoozed(edits.text(&item.session().path)?, *item, due)?;
            }
            edits.message("snooze", &outcome::summary("snooze", &items));
            Shown::after(edits, &items)
        })?;
        shown.show(context, "moved", &[]);
        Ok(())
    }
}
