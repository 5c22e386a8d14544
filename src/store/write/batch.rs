//! Several answers, one commit. Each answer is written at once and waits (`pending`), as what is
//! saved in the middle of a rebase does; the end of the round commits what waits. Should the round
//! not live to its end, the next command that writes commits it by itself, as all that waited.

use std::path::Path;

use super::change::{PATIENCE, by, commit_hand_edits, commit_what_waited, unsure};
use super::writer::Writer;
use crate::environment::Environment;
use crate::error::{Error, Result};
use crate::journal::records::settings;
use crate::store::git::git_program::Program;
use crate::store::git::objects::TRAILER;
use crate::store::{Commit, FallbackIdentity, FileChange, FileSystem, Guard, NotSaved, Saved, load, pending};

/// What the commit says: counts, never a word of what was said.
pub fn message(command: &str, summary: &str) -> String {
    format!("{command}: {summary}\n\n{TRAILER}{command}\n")
}

/// Before the first answer: what waited is committed by itself, and so is what a hand changed in the
/// records that the round is about. Gives what is to be said of it.
pub fn begin(root: &Path, world: &Environment, records: &[String]) -> Result<Vec<String>> {
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

/// After the last answer: one commit of what waits, where there is any.
pub fn end(root: &Path, world: &Environment, message: &str) -> Result<Option<Saved>> {
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
        // What was answered waits for a commit if it is not known who commits.
        manual: journal.settings.commit == settings::Commit::Manual || unsure(&journal.settings).is_some(),
        guard: &Guard::read(world)?,
    };
    act(&mut writer, &commit).map_err(|stopped| match stopped {
        NotSaved::Failed(error) => error,
        NotSaved::Changed => {
            Error::machine("the branch moved meanwhile: what was answered is written, and not committed yet")
                .hint("the next command commits it")
        }
    })
}
