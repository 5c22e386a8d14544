//! `coach undo`: reverts the last coach command in a new commit.

use crate::cli::{self, Context};
use crate::commands::person::own_handle;
use crate::error::Result;
use crate::ops::undo::{self, Undone};
use crate::views::page::{Text, Tone};

/// Take back the last coach command; twice in a row puts it back
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach undo

It makes a new commit and never rewrites history. It takes back your own command only: coach records
in each commit who made it. It refuses if somebody changed the same files since, if it cannot tell
which command is your last (after `git commit --amend` or a squash), and after `person forget`. Private
notes stay as they are, and so do commits that were pushed.")]
pub(crate) struct Args {}

impl Args {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let root = context.root()?;
        let me = context.me()?;
        let (said, restored) = context.change(|edits, _| {
            let Undone { summary, files } = undo::undo(edits, &root, &me)?;
            let restored = own_handle::restored(&me, &files);
            edits.by.clone_from(&restored);
            Ok((summary, restored))
        })?;
        let (verb, what) = said.split_once(": ").unwrap_or(("", &said));
        let done = if verb == "redo" { "put back: " } else { "taken back: " };
        context.out.page(&cli::sentence(Text::new().with(Tone::Heading, done).plain(what)));
        if let Some(again) = restored {
            // The commit exists already: a setting that coach cannot write does not fail the undo.
            match own_handle::take(context.world, &me, &again) {
                Ok(()) => context.notes.say(&format!("you are `{again}` again")),
                Err(error) => own_handle::warn(context, &error, &again),
            }
        }
        Ok(())
    }
}
