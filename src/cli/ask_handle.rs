//! The question for your handle: coach asks it once, before it creates your first journal.

use super::Context;
use crate::error::{Error, Result};
use crate::journal::values::handle::Handle;
use crate::ops::parse;
use crate::store::config::Config;
use crate::store::files::journal_folder;

/// Asks for your handle if the journal does not exist yet, no setting has your handle, and there is a
/// terminal to ask on. Without an answer coach uses the name of the account.
pub(crate) fn ask(context: &mut Context<'_>) -> Result<()> {
    let config = context.world.places.config.clone();
    if std::mem::replace(&mut context.has_asked_for_you, true) {
        return Ok(());
    }
    let is_first = context.world.terminal.asks && !journal_folder::is_journal(&context.place()?)?;
    if !is_first || Config::read(&context.world.places)?.me.is_some() {
        return Ok(());
    }
    let Some(me) = answer(context)? else { return Ok(()) };
    if let Err(error) = Config::write(&config, Some(&me), None) {
        // The session matters more than the setting, so an error is only a note.
        context.notes.say(&error.message);
    }
    Ok(())
}

/// Your handle, for a command that may begin the journal with it.
pub(crate) fn me(context: &mut Context<'_>) -> Result<Handle> {
    ask(context)?;
    context.me()
}

/// Your answer, with the name of the account as the default; `None` at the end of the input.
pub(crate) fn answer(context: &mut Context<'_>) -> Result<Option<Handle>> {
    let usual = Handle::near(&context.world.user);
    let shown = usual.as_ref().map(|me| format!(" [{me}]")).unwrap_or_default();
    loop {
        context.notes.say(&format!("your handle (a short name for you, such as ana)?{shown}"));
        let Some(line) = context.world.line()? else { return Ok(None) };
        let refused: Error = match (line.trim(), &usual) {
            ("", Some(usual)) => return Ok(Some(usual.clone())),
            (typed, _) => match parse::handle("your handle", typed) {
                Ok(me) => return Ok(Some(me)),
                Err(error) => error,
            },
        };
        context.notes.say(&refused.message);
    }
}
