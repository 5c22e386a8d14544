//! `coach history`: lists the changes of a record from git, with time and author.

use crate::cli::{self, Context};
use crate::error::Result;
use crate::ops;
use crate::views::history;

/// Show how a record changed
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach history k3f          a session, with its actions and follow-ups
  coach history m2q          one action or follow-up
  coach history ana
  coach history reduce-churn")]
pub(crate) struct Args {
    /// Id of a record, or handle of a person or objective
    #[arg(value_name = "ID|HANDLE")]
    pub what: String,
    /// As JSON
    #[arg(long)]
    pub json: bool,
}

impl Args {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let root = context.root()?;
        let journal = context.load()?;
        let entries = ops::history::of(&root, journal.named(&self.what)?)?;
        if self.json {
            context.out.json(&entries);
        } else if entries.is_empty() {
            context.out.page(&cli::sentence("no commit contains it yet"));
        } else {
            context.out.page(&history::page(&entries));
        }
        Ok(())
    }
}
