//! `coach jot -`: logs one session for each line of standard input, all of them or none.

use std::path::Path;

use crate::cli::{self, Context, ask_handle, editor};
use crate::error::{Error, ErrorKind, Result};
use crate::ops::log::{LogAttempt, SessionInput};
use crate::store::drafts::Draft;
use crate::store::files::input;
use crate::store::load::LoadScope;
use crate::views::session_saved::SavedSession;
use crate::views::wording::count;

/// The lines of standard input that have a text.
pub(crate) struct JotLines {
    text: String,
}

impl JotLines {
    pub(crate) fn read(context: &mut Context<'_>) -> Result<JotLines> {
        let lines = JotLines { text: input::read(context.world, Path::new("-"))? };
        let is_empty = lines.iter().next().is_none();
        if is_empty {
            return Err(Error::usage("standard input has no line")
                .hint("write one session on each line, such as `ana 20m: rang`"));
        }
        Ok(lines)
    }

    /// The numbers of the lines, and their texts.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.trim_start_matches('\u{feff}').lines().map(str::trim).enumerate();
        lines.map(|(at, line)| (at + 1, line)).filter(|(_, line)| !line.is_empty())
    }

    /// Saves the sessions in one commit, and prints them.
    pub(crate) fn save(&self, context: &mut Context<'_>, sessions: &[SessionInput]) -> Result<()> {
        let me = ask_handle::me(context)?;
        let saved = context.change_or_begin_for(LoadScope::Whole, |edits, world| {
            let log = |input: &SessionInput| -> Result<Option<SavedSession>> {
                let mut attempt = LogAttempt::default();
                let saved = attempt.log(input, edits, world, &me)?;
                Ok(saved.map(|saved| saved.with_private_note(attempt.note.session().is_some())))
            };
            let saved = sessions.iter().map(log).collect::<Result<Vec<_>>>()?;
            edits.message("log", &format!("log {}", count(sessions.len(), "session")));
            Ok(saved)
        })?;
        for session in saved.iter().flatten() {
            context.out.page(&session.session_page(context.world.today));
        }
        let logged = format!("logged {}; `coach undo` removes them", count(sessions.len(), "session"));
        context.out.page(&cli::sentence(logged));
        if let Some(root) = context.changed.clone() {
            context.mention_unshared(&root);
        }
        Ok(())
    }

    /// Names the line of an error. Keeps the text as a draft if nothing else has it: the user typed it, or the
    /// machine failed.
    pub(crate) fn failed(&self, context: &Context<'_>, line: Option<usize>, error: Error) -> Error {
        let error = match line {
            Some(line) => {
                Error { message: format!("line {line}: {}; nothing was logged", error.message), ..error }
            }
            None => error,
        };
        if !context.world.terminal.stdin && error.kind != ErrorKind::Machine {
            return error;
        }
        match Draft::beside(context.world, "jot", &self.text) {
            Ok(draft) => {
                let path = context.world.shown(&draft.path);
                editor::with(
                    error,
                    &format!("your lines are in {path}: correct them, then `coach jot - < {path}`"),
                )
            }
            Err(_) => error,
        }
    }
}
