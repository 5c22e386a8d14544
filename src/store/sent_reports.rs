//! What the last mail of each report said, so that the next one can be skipped if nothing changed. The state
//! is in `<data>/reports/`, never in the journal, and has hashes in place of words.

use std::fs;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use super::files::file_system::FileSystem;
use crate::environment::Environment;
use crate::error::{Error, Result};
use crate::journal::values::day::Day;
use crate::journal::values::id::Id;

/// A report of a journal with its options, for the same recipients.
pub(crate) struct SentReport {
    folder: PathBuf,
    name: String,
}

impl SentReport {
    pub(crate) fn of(world: &Environment, journal: &Path, report: &[&str]) -> SentReport {
        let journal = journal.to_string_lossy();
        let name = Id::derived(&[&[journal.as_ref()], report].concat());
        SentReport { folder: world.places.data.join("reports"), name: format!("{name}.txt") }
    }

    /// The day of the last mail, if it said the same.
    pub(crate) fn said(&self, content: &str) -> Option<Day> {
        let bytes = FileSystem::new(&self.folder).read_any_size(&self.name).ok()??;
        let text = String::from_utf8(bytes).ok()?;
        let (day, hash) = text.trim_end().split_once(' ')?;
        (hash == hash_of(content)).then(|| day.parse().ok())?
    }

    /// Remembers what a mail said, after it was sent.
    pub(crate) fn remember(&self, content: &str, today: Day) -> Result<()> {
        let made = fs::DirBuilder::new().recursive(true).mode(0o700).create(&self.folder);
        made.map_err(|error| Error::io("cannot make", &self.folder, &error))?;
        FileSystem::new(&self.folder)
            .write_for_owner(&self.name, format!("{today} {}\n", hash_of(content)).as_bytes())
            .map_err(|error| Error::io("cannot write", &self.folder.join(&self.name), &error))
    }
}

fn hash_of(content: &str) -> String {
    Id::derived(&["report", content]).to_string()
}
