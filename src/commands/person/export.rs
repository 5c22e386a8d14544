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

Everything held about one person, as they may ask for it: their record, every session with them,
their actions, where others' records name them, and your private notes of them, which are personal
data too. Read it before you hand it over: sessions with several people hold what others said.
A file is written whole or not at all, and only you may read it.")]
pub(crate) struct Args {
    /// Who: a handle
    #[arg(value_name = "PERSON")]
    pub person: String,
    /// Write it there, and not to standard output (-)
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Write over a file even if records that cannot be read are left out
    #[arg(long, requires = "output")]
    pub partial: bool,
    /// As JSON, not as Markdown
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
            return Err(Error::cannot(format!("nothing is held about `{handle}`")));
        }
        let text = if self.json { json_text(&held)? } else { held.markdown() };
        if let Some(file) = context.hand_over(self.output.as_deref(), self.partial, text.as_bytes())? {
            let what = if journal.problems.is_empty() { "everything held" } else { "what could be read" };
            context.out.page(&cli::sentence(format!(
                "{what} about `{handle}` is in {file}, for you alone to read: {}",
                held.counted()
            )));
        }
        context.mention(&journal.problems);
        Ok(())
    }
}
