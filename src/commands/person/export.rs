//! `coach person export`: prints all data about a person, for a data access request.

use std::path::PathBuf;

use crate::cli::{self, Context};
use crate::error::{Error, Result};
use crate::journal::records::private_note::PrivateNote;
use crate::ops::parse;
use crate::output::json_text;
use crate::store::private;
use crate::views::data_export::SubjectExport;

#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach person export ana
  coach person export ana -o ana.md
  coach person export ana --json -o ana.json

If someone asks what you store about them, export everything: their record, every session with them, their
actions, other records that name them, and your private notes about them, which are personal data too. Read
the file before you pass it on: sessions with several people contain what others said.

coach writes the file completely or not at all, and only you can read it.")]
pub(crate) struct Args {
    /// Handle of the person
    #[arg(value_name = "PERSON")]
    pub person: String,
    /// Write to this file instead of standard output (-)
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Overwrite the file even if unreadable records are left out
    #[arg(long, requires = "output")]
    pub partial: bool,
    /// As JSON instead of Markdown
    #[arg(long)]
    pub json: bool,
}

impl Args {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let journal = context.load()?;
        let typed = parse::handle("a person", &self.person)?;
        let handle = journal.now_called(&typed).cloned().unwrap_or(typed);
        let notes: Vec<PrivateNote> = private::load(context.world)?;
        let held = SubjectExport::of(&journal, &notes, &handle, context.world.today);
        if held.is_empty() {
            journal.person(handle.as_str())?;
            return Err(Error::cannot(format!("no data is stored about `{handle}`")));
        }
        let text = if self.json { json_text(&held)? } else { held.markdown() };
        if let Some(file) = context.hand_over(self.output.as_deref(), self.partial, text.as_bytes())? {
            let what = if journal.problems.is_empty() { "everything" } else { "the readable data" };
            context.out.page(&cli::sentence(format!(
                "exported {what} about `{handle}` to {file} (only you can read it): {}",
                held.counted()
            )));
        }
        context.mention(&journal.problems);
        Ok(())
    }
}
