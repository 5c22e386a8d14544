//! The guard keeps the text of private notes out of the journal. coach checks every save of a journal
//! with it, and commits before it sends them to others. If the guard cannot read the notes, it refuses.

use std::path::Path;

use crate::environment::Environment;
use crate::error::{Cause, Error, Result};
use crate::journal::records::kind::RecordKind;
use crate::journal::text::confidential::{KEY, Secrets, has_private_key};
use crate::journal::values::id::Id;
use crate::store::{FileChange, load, private};

pub use crate::store::private::guard_pushes::guard;

/// The text to keep out of a journal.
#[derive(Debug)]
pub struct Guard(pub(super) Option<GuardedNotes>);

#[derive(Debug)]
pub(super) struct GuardedNotes {
    pub(super) secrets: Secrets,
    /// The paths of new notes, which the same command saves.
    new: Vec<String>,
}

impl Guard {
    /// Checks nothing: for saves of the private notes themselves.
    pub const NONE: Guard = Guard(None);

    /// A guard for all saved private notes.
    pub fn read(world: &Environment) -> Result<Guard> {
        Guard::after(world, &[])
    }

    /// A guard for the private notes as they will be after these changes.
    pub fn after(world: &Environment, private: &[FileChange]) -> Result<Guard> {
        let new = private.iter().filter(|change| change.before.is_none());
        Ok(Guard(Some(GuardedNotes {
            secrets: Secrets::of(&private::after(world, private)?),
            new: new.map(|change| change.path.clone()).collect(),
        })))
    }

    /// Fails if a file or the commit message contains text of a private note.
    pub fn check(&self, files: &[FileChange], message: &str) -> Result<()> {
        for file in files {
            self.file(&file.path, file.after.as_deref().unwrap_or_default())?;
        }
        self.message(message)
    }

    /// Like `check`, for one file.
    pub fn file(&self, path: &str, bytes: &[u8]) -> Result<()> {
        let Some(private) = &self.0 else { return Ok(()) };
        let secrets = &private.secrets;
        let text = String::from_utf8_lossy(bytes);
        // Ignores days and ids in the path: a note may name a record's file.
        let words = path.split(|c: char| !c.is_alphanumeric() || c.is_ascii_digit());
        let named: String = words.flat_map(|word| [word, " "]).collect();
        if let Some(id) = secrets.in_text(&text).or_else(|| secrets.in_text(&named)) {
            return Err(private.refused(path, id));
        }
        if path.contains("sessions/") && text.contains(KEY) && has_private_key(&text) {
            let said = |holds: &str| {
                format!("{path} {holds} the key `{KEY}`, and everyone with the journal can read it")
            };
            return Err(Error::cannot(said("would contain"))
                .because(Cause::Guarded(said("contains").into()))
                .nothing_saved()
                .hint("delete it there, and save it with `coach private note ID TEXT`"));
        }
        Ok(())
    }

    /// The id of a private note whose text is in `text`.
    pub fn note_in(&self, text: &str) -> Option<&Id> {
        self.0.as_ref()?.secrets.in_text(text)
    }

    pub(super) fn message(&self, message: &str) -> Result<()> {
        let Some(private) = &self.0 else { return Ok(()) };
        match private.secrets.in_text(message) {
            None => Ok(()),
            Some(id) => Err(private.refused("the commit's message", id)),
        }
    }
}

impl GuardedNotes {
    /// The error names the file and the note, and never quotes the note.
    fn refused(&self, place: &str, id: &Id) -> Error {
        if self.new.contains(&private::path(id)) {
            return Error::cannot(format!(
                "{place} would repeat text of the private note, and everyone with the journal can read it"
            ))
            .nothing_saved()
            .hint("delete that text from one of the two");
        }
        let said = |repeats: &str| format!("{place} {repeats} text of your private note {id}");
        Error::cannot(said("would repeat"))
            .because(Cause::Guarded(said("repeats").into()))
            .nothing_saved()
            .hint(format!(
                "use other words; or, if everyone may read this text, delete it from the private note: `coach edit {id} --private`"
            ))
    }
}

/// Fails if a changed private note repeats text of the journal, because every later save to the journal
/// would be refused. Checks only text that the change adds.
pub fn refuse_what_is_said(root: &Path, world: &Environment, private: &[FileChange]) -> Result<()> {
    let secrets = private::news(world, private)?;
    if secrets.is_empty() {
        return Ok(());
    }
    for path in load::records(root).0 {
        let Ok(text) = load::text(root, &path) else { continue };
        if secrets.in_text(&text).is_some() {
            return Err(Error::cannot(format!(
                "{path} contains text of the private note, and everyone with the journal can read it"
            ))
            .nothing_saved()
            .hint(format!(
                "delete it there with `coach edit {}`, or leave it out of the private note",
                name(&path)
            )));
        }
    }
    Ok(())
}

/// The word that names a record in commands, from its path.
pub(super) fn name(path: &str) -> &str {
    let stem = path.rsplit('/').next().unwrap_or(path).trim_end_matches(".toml");
    if RecordKind::Session.is_at(path) { stem.rsplit('-').next().unwrap_or(stem) } else { stem }
}
