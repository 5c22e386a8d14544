//! Several answers in one commit. coach writes each answer at once and marks its files pending, as it
//! does for a save during a rebase. The end of the round commits all pending files. If the process dies
//! before that, the next command that writes makes a separate commit of all pending files.

use std::path::Path;

use super::change::{PATIENCE, by, commit_hand_edits, commit_what_waited, unsure};
use super::writer::Writer;
use crate::environment::Environment;
use crate::error::{Error, Result};
use crate::journal::records::settings;
use crate::store::git::git_program::Program;
use crate::store::git::objects::TRAILER;
use crate::store::{Commit, FallbackIdentity, FileChange, FileSystem, Guard, NotSaved, Saved, load, pending};

/// The commit message: counts only, and never a word of the answers.
pub(crate) fn message(command: &str, summary: &str) -> String {
    format!("{command}: {summary}\n\n{TRAILER}{command}\n")
}

/// Before the first answer: makes one commit of all pending files, and one of the user's edits to the
/// records of this round. Returns notes for the user.
pub(crate) fn begin(root: &Path, world: &Environment, records: &[String]) -> Result<Vec<String>> {
    let mut notes = Vec::new();
    let as_it_is = |path: &String| {
        let bytes = FileSystem::new(root).read(path).ok()?;
        Some(FileChange { path: path.clone(), before: bytes.clone(), after: bytes })
    };
    let files: Vec<FileChange> = records.iter().filter_map(as_it_is).collect();
    with_writer(root, world, "", |writer, commit| {
        notes.extend(writer.notes().iter().cloned());
        commit_what_waited(root, writer, commit, &mut notes)?;
        commit_hand_edits(root, writer, &files, commit, &mut notes)
    })?;
    Ok(notes)
}

/// After the last answer: makes one commit of the pending files, if there are any.
pub(crate) fn end(root: &Path, world: &Environment, message: &str) -> Result<Option<Saved>> {
    let message = format!("{message}{}", by(world, None)?);
    with_writer(root, world, &message, |writer, commit| {
        if commit.manual || pending(root).is_empty() {
            return Ok(None);
        }
        writer.save(&[], commit).map(Some)
    })
}

fn with_writer<T>(
    root: &Path,
    world: &Environment,
    message: &str,
    act: impl FnOnce(&mut Writer, &Commit<'_>) -> Result<T, NotSaved>,
) -> Result<T> {
    let mut writer = Writer::open_with(root, PATIENCE, Program::find(world)?)?;
    let journal = load::load(root, world, load::LoadScope::Due)?;
    let who = FallbackIdentity::at(world, Some(&journal));
    let commit = Commit {
        message,
        time: world.now,
        who: &who,
        // Without a known commit setting, the answers stay pending.
        manual: journal.settings.commit == settings::Commit::Manual || unsure(&journal.settings).is_some(),
        guard: &Guard::read(world)?,
    };
    act(&mut writer, &commit).map_err(|stopped| match stopped {
        NotSaved::Failed(error) => error,
        NotSaved::Changed => {
            Error::machine("the branch changed meanwhile: your answers are saved, but not committed yet")
                .hint("the next command commits them")
        }
    })
}
