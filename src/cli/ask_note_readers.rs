//! The question about the readers of new notes: coach asks it once, before the first sync of a journal.

use std::path::Path;

use super::Context;
use crate::error::Result;
use crate::journal::records::settings::{NoteReaders, SETTINGS_FILE};
use crate::prompt::{self, PromptAnswer};
use crate::store::load;
use crate::store::sync::unsent_reminder;

const KEY: &str = "notes";

/// Asks at a terminal, unless the journal has a remote already or its settings have an answer. Saves the answer in the
/// settings of the journal. Returns `false` if the user stops.
pub(crate) fn ask(context: &mut Context<'_>, root: &Path) -> Result<bool> {
    let is_answered = || load::text(root, SETTINGS_FILE).map_or(true, |text| has_answer(&text));
    if !context.world.terminal.asks || unsent_reminder::may_be_shared(root) || is_answered() {
        return Ok(true);
    }
    let options = [
        (NoteReaders::Everybody, "everybody with the journal"),
        (NoteReaders::Coach, "only their coach, as private notes"),
    ];
    let lines: Vec<String> = options.iter().map(|(readers, text)| format!("{readers}  {text}")).collect();
    let question = "Who can read the notes of new sessions?";
    let help = "actions and follow-ups are always shared · Esc cancel";
    let at = match prompt::choose(question, help, &lines, prompt::Fallback::LikeTheOthers)? {
        PromptAnswer::Given(at) => at,
        PromptAnswer::Back | PromptAnswer::Stop => return Ok(false),
    };
    let readers = options[at].0;
    context.change(|edits, _| {
        let mut text = edits.text(SETTINGS_FILE)?.root();
        text.set(KEY, readers.as_str());
        edits.message("sync", &format!("set {KEY} = \"{readers}\" in {SETTINGS_FILE}"));
        Ok(())
    })?;
    if readers == NoteReaders::Coach {
        let earlier = context.load()?.sessions.iter().filter(|filed| !filed.record.notes.is_empty()).count();
        if earlier > 0 {
            context.notes.say(&format!(
                "notes that sessions have already stay shared: {earlier} (`coach list sessions` shows them)"
            ));
        }
    }
    Ok(true)
}

fn has_answer(text: &str) -> bool {
    text.trim_start_matches('\u{feff}').parse::<toml::Table>().map_or(true, |table| table.contains_key(KEY))
}
