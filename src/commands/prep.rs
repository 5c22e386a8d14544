//! `coach prep`: shows on one screen what to know before a session.

use crate::cli::Context;
use crate::error::Result;
use crate::store::load::conflicts as places;
use crate::store::private;
use crate::views::listing::conflicts;
use crate::views::prep::Prep;

/// Show before a session: last time, what was agreed, what to ask
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach prep ana
  coach prep ana --markdown > before.md

Where the last day has several sessions, each of them is shown, by its start where that is known.
Your private notes of the latest sessions are in it: it is for your eyes.")]
pub(crate) struct Args {
    /// The person or group
    #[arg(value_name = "PERSON")]
    pub person: String,
    /// As Markdown
    #[arg(long, conflicts_with = "json")]
    pub markdown: bool,
    /// As JSON
    #[arg(long)]
    pub json: bool,
}

impl Args {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let journal = context.load()?;
        let person = &journal.person(&self.person)?.record;
        let private = match private::load(context.world) {
            Ok(notes) => notes,
            Err(error) => {
                context.notes.report(&error);
                Vec::new()
            }
        };
        let rows = if journal.is_contested() {
            conflicts::rows(&places::all(&context.root()?, &journal))
        } else {
            Vec::new()
        };
        let prep = Prep::of(&journal, person, &private, &rows, context.world.today);
        if self.json {
            context.out.json(&prep);
        } else if self.markdown {
            context.out.raw(prep.markdown().as_bytes());
        } else {
            context.out.page(&prep.page(&journal.prefixes()));
        }
        context.mention(&journal.problems);
        Ok(())
    }
}
