//! `coach undo`: reverts the last coach command in a new commit.

use crate::cli::{self, Context};
use crate::commands::person::own_handle;
use crate::error::Result;
use crate::ops;
use crate::ops::undo::{self, Undone};
use crate::views::page::{Text, Tone};

/// Undo your last command (run again to redo)
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach undo

coach makes a new commit and never rewrites history. It undoes only your own commands: each commit records
who made it. It refuses if the same files changed in the meantime, if it cannot tell which command is your
last one (after `git commit --amend` or a squash), if you ran that command in another clone, and after
`coach person forget`. If the command is shared already, the next sync shares the undo. Private notes keep
their text. If the undo gives you your former handle back, your private notes move to that handle.")]
pub(crate) struct Args {}

impl Args {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let root = context.root()?;
        let me = context.me()?;
        let (said, restored) = context.change(|edits, _| {
            let Undone { summary, by, files } = undo::undo(edits, &root, &me)?;
            let restored = own_handle::restored(&me, by.as_ref(), &files);
            edits.by.clone_from(&restored);
            Ok((summary, restored))
        })?;
        let (verb, what) = said.split_once(": ").unwrap_or(("", &said));
        let done = if verb == "redo" { "redid: " } else { "undid: " };
        context.out.page(&cli::sentence(Text::new().with(Tone::Heading, done).plain(what)));
        if let Some(again) = restored {
            // The commit exists already: a setting that coach cannot write does not fail the undo.
            match ops::own_handle::take(context.world, &me, &again) {
                Ok(()) => context.notes.say(&format!("your handle is `{again}` again")),
                Err(error) => own_handle::warn(context, &error, &again),
            }
        }
        Ok(())
    }
}
