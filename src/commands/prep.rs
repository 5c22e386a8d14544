//! `coach prep`: shows on one screen what to know before a session.

use crate::cli::Context;
use crate::error::Result;
use crate::store::load::conflicts as places;
use crate::store::private;
use crate::views::listing::conflicts;
use crate::views::prep::Prep;

/// Show what to know before a session
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach prep ana
  coach prep ana --markdown > before.md

coach shows the last session, open actions and follow-ups. If there were several sessions on the last date,
it shows all of them, in the order of their start times if these are recorded. The page contains your private
notes of the latest sessions, so do not pass it on.")]
pub(crate) struct Args {
    /// Person or group
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
