//! The guard: what a private note says never enters the journal. Every save of a journal passes
//! here, and whatever is sent to others can; where it cannot look it says no.

use std::path::Path;

use crate::environment::Environment;
use crate::error::{Error, Result};
use crate::journal::records::kind::RecordKind;
use crate::journal::text::confidential::{KEY, Secrets, has_private_key};
use crate::journal::values::id::Id;
use crate::store::{FileChange, load, private};

pub use crate::store::private::guard_outgoing::guard;

/// What is kept out.
#[derive(Debug)]
pub struct Guard(pub(super) Option<Private>);

#[derive(Debug)]
pub(super) struct Private {
    pub(super) secrets: Secrets,
    /// The paths of notes that are saved only with what is looked at.
    new: Vec<String>,
}

impl Guard {
    /// For what is no journal: the private notes themselves.
    pub const NONE: Guard = Guard(None);

    /// Against every private note there is.
    pub fn read(world: &Environment) -> Result<Guard> {
        Guard::after(world, &[])
    }

    /// Against the private notes as they will be.
    pub fn after(world: &Environment, private: &[FileChange]) -> Result<Guard> {
        let new = private.iter().filter(|change| change.before.is_none());
        Ok(Guard(Some(Private {
            secrets: Secrets::of(&private::after(world, private)?),
            new: new.map(|change| change.path.clone()).collect(),
        })))
    }

    /// Refuses what would put a private note into the journal or into a commit's message.
    pub fn check(&self, files: &[FileChange], message: &str) -> Result<()> {
        for file in files {
            self.file(&file.path, file.after.as_deref().unwrap_or_default())?;
        }
        self.message(message)
    }

    /// The same for one file's bytes.
    pub fn file(&self, path: &str, bytes: &[u8]) -> Result<()> {
        let Some(private) = &self.0 else { return Ok(()) };
        let secrets = &private.secrets;
        let text = String::from_utf8_lossy(bytes);
        // Days and ids are nobody's words: a note may name a record's file.
        let words = path.split(|c: char| !c.is_alphanumeric() || c.is_ascii_digit());
        let named: String = words.flat_map(|word| [word, " "]).collect();
        if let Some(id) = secrets.in_text(&text).or_else(|| secrets.in_text(&named)) {
            return Err(private.refused(path, id));
        }
        if path.contains("sessions/") && text.contains(KEY) && has_private_key(&text) {
            return Err(Error::cannot(format!(
                "{path} would hold the key `{KEY}`, and everyone with the journal reads it: nothing was saved"
            ))
            .hint("take it out there; `coach private note ID TEXT` keeps it for you alone"));
        }
        Ok(())
    }

    /// The private note that this text says.
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

impl Private {
    /// Names the place and the note, and never what it says.
    fn refused(&self, place: &str, id: &Id) -> Error {
        if self.new.contains(&private::path(id)) {
            return Error::cannot(format!(
                "{place} would say what you would keep for yourself, and everyone with the journal reads it: nothing was saved"
            ))
            .hint("leave it out of the one or, if everyone may read it, out of the private note");
        }
        Error::cannot(format!("{place} would hold what your private note {id} says: nothing was saved")).hint(
            format!(
                "take it out there; or, if everyone may read it, out of the note: `coach edit {id} --private`"
            ),
        )
    }
}

/// Refuses a private note that says what the journal says already: nothing could be saved there any
/// more. What a note said before is not looked for again.
pub fn refuse_what_is_said(root: &Path, world: &Environment, private: &[FileChange]) -> Result<()> {
    let secrets = private::news(world, private)?;
    if secrets.is_empty() {
        return Ok(());
    }
    for path in load::records(root).0 {
        let Ok(text) = load::text(root, &path) else { continue };
        if secrets.in_text(&text).is_some() {
            return Err(Error::cannot(format!(
                "{path} says what you would keep for yourself, and everyone with the journal reads it: nothing was saved"
            ))
            .hint(format!("`coach edit {}` takes it out there; or leave it public", name(&path))));
        }
    }
    Ok(())
}

/// The word by which commands know a record, from its path.
pub(super) fn name(path: &str) -> &str {
    let stem = path.rsplit('/').next().unwrap_or(path).trim_end_matches(".toml");
    match RecordKind::of_path(path) == Some(RecordKind::Session) {
        true => stem.rsplit('-').next().unwrap_or(stem),
        false => stem,
    }
}
