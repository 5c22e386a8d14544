//! `coach undo`: the last coach command is taken back by a new commit.

use crate::cli::{self, Context};
use crate::error::{Error, Result};
use crate::journal::settings::Commit;
use crate::report::page::{Text, Tone};
use crate::store::{self, layout, past, place};

/// Take back the last coach command; twice in a row puts it back
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach undo

It makes a new commit and never rewrites history. It looks at your own commands in this journal,
and refuses where somebody changed the same files since. It is about the journal alone: private notes
stay as they are, and so does what was pushed.")]
pub struct Args {}

impl Args {
    pub fn run(self, context: &mut Context<'_>) -> Result<()> {
        let root = context.root()?;
        let said = context.change(|edits, _| {
            if edits.journal.settings.commit == Commit::Manual {
                return Err(Error::cannot(
                    "this journal is committed by hand (commit = \"manual\"), so only you know what a command changed",
                )
                .hint("`git diff`, `git log` and `git revert` take it back"));
            }
            if !store::pending(&root).is_empty() {
                return Err(Error::cannot(
                    "the last command is not committed yet, so it cannot be taken back",
                )
                .hint("finish what git is in the middle of (`git status` says what)"));
            }
            let last = past::last_command(&root)?
                .ok_or_else(|| Error::cannot("no coach command of yours to take back"))?;
            if last.command == "init" {
                return Err(Error::cannot("the last command began the journal or joined it: that is not taken back"));
            }
            if last.command == "person" && last.summary.starts_with("forget") {
                return Err(Error::cannot("somebody was forgotten, and that is not taken back by the way")
                    .hint("if it must be: `git revert` in the journal brings everything of them back"));
            }
            let mut undone = 0;
            for file in &last.touched {
                if edits.bytes(&file.path)? != file.after {
                    return Err(Error::cannot(format!(
                        "cannot take back \"{}\": {} changed since then",
                        last.summary, file.path
                    ))
                    .hint(
                        "`coach edit` or `coach reopen` changes it by hand; `coach history` shows what was",
                    ));
                }
                // What makes the folder a journal stays: taking back its first session is not
                // taking back the journal.
                if [place::MARK, layout::ATTRIBUTES_FILE].contains(&file.path.as_str())
                    && file.before.is_none()
                {
                    continue;
                }
                edits.replace(&file.path, file.before.clone())?;
                undone += 1;
            }
            if undone == 0 {
                return Err(Error::cannot(format!(
                    "\"{}\" changed nothing that can be taken back",
                    last.summary
                )));
            }
            let summary = match last.summary.strip_prefix("undo: ") {
                Some(redone) => format!("redo: {redone}"),
                None => format!("undo: {}", last.summary.strip_prefix("redo: ").unwrap_or(&last.summary)),
            };
            edits.message("undo", &summary);
            Ok(summary)
        })?;
        let (verb, what) = said.split_once(": ").unwrap_or(("", &said));
        let done = if verb == "redo" { "put back: " } else { "taken back: " };
        context.out.page(&cli::sentence(Text::new().with(Tone::Heading, done).plain(what)));
        Ok(())
    }
}
