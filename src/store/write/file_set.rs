//! The files of one command: writes them one after the other, or restores the old ones.

use std::collections::BTreeMap;

use crate::error::{Cause, Error, Result};
use crate::journal::records::settings::SETTINGS_FILE;
use crate::progress::Progress;
use crate::store::files::file_system::FileSystem;
use crate::store::git::objects::{TreeEdit, blob_id};
use crate::store::git::repository::Repo;
use crate::store::{FileChange, NotSaved, Saved};

/// Files with their paths in the work tree.
pub struct FileSet<'a> {
    pub disk: &'a FileSystem,
    /// The journal's folder, which stays even if it is empty.
    pub prefix: &'a str,
    pub files: Vec<FileChange>,
    /// Files that become executable (`true`) or stop being so.
    pub programs: BTreeMap<String, bool>,
    pub progress: Progress,
}

impl FileSet<'_> {
    fn is_unchanged(&self, file: &FileChange) -> Result<(), NotSaved> {
        let now = self.disk.read_any_size(&file.path);
        let now = now.map_err(|error| self.failed("could not read", &file.path, &error).nothing_saved())?;
        if now == file.before { Ok(()) } else { Err(NotSaved::Changed) }
    }

    pub fn are_unchanged(&self) -> Result<(), NotSaved> {
        self.files.iter().try_for_each(|file| self.is_unchanged(file))
    }

    fn failed(&self, what: &str, path: &str, error: &std::io::Error) -> Error {
        Error::io(what, &self.disk.full(path), error)
    }

    /// Writes all files. Checks right before each write that the file is unchanged.
    pub fn write(&self) -> Result<(), NotSaved> {
        let step = self.progress.begin("writing files", self.files.len());
        for file in self.files.iter().filter(|file| self.changes(file)) {
            step.one();
            self.is_unchanged(file)?;
            let program = self.programs.get(&file.path).copied();
            self.put(&file.path, file.after.as_deref(), program).map_err(Error::nothing_saved)?;
        }
        Ok(())
    }

    fn changes(&self, file: &FileChange) -> bool {
        file.before != file.after || self.programs.contains_key(&file.path)
    }

    fn put(&self, path: &str, bytes: Option<&[u8]>, program: Option<bool>) -> Result<()> {
        put(self.disk, self.prefix, path, bytes, program)
            .map_err(|error| self.failed("could not write", path, &error))
    }

    /// Restores the old content of each file that has coach's new content. A later edit by the user
    /// stays.
    pub fn undo(&self) -> Result<()> {
        for file in self.files.iter().rev().filter(|file| self.changes(file)) {
            let now = self.disk.read_any_size(&file.path);
            let now = now.map_err(|error| self.failed("could not read", &file.path, &error))?;
            if now == file.after {
                let program = self.programs.get(&file.path).map(|program| !program);
                self.put(&file.path, file.before.as_deref(), program)?;
            } else if now.is_none() {
                // The write created folders for a file and failed before the file itself.
                remove_empty_folders(self.disk, self.prefix, &file.path);
            }
        }
        Ok(())
    }

    pub fn write_or_undo(&self) -> Result<(), NotSaved> {
        self.write().map_err(|stopped| match self.undo() {
            Ok(()) => stopped,
            Err(error) => half_done(stopped, &error, "check the files before you try again"),
        })
    }

    pub fn write_without_git(mut self) -> Result<Saved, NotSaved> {
        // Without git, the lock is on coach.toml. coach writes coach.toml last, because that replaces the
        // locked file by one that another command can lock.
        self.files.sort_by_key(|file| file.path == SETTINGS_FILE);
        self.write_or_undo()?;
        Ok(Saved::Waiting("this folder is not in a git repository; create one with `coach init`".into()))
    }

    /// The files as edits of a tree. Writes their blobs.
    pub fn parts(&self, repo: &Repo) -> Result<Vec<TreeEdit>> {
        let step = self.progress.begin("writing to git", self.files.len());
        let part = |file: &FileChange| {
            step.one();
            let before = file.before.as_deref().map(blob_id).transpose()?;
            let after = file.after.as_deref().map(|bytes| repo.blob(bytes)).transpose()?;
            let program = self.programs.get(&file.path).copied();
            Ok(TreeEdit { program, ..TreeEdit::new(file.path.clone(), before, after) })
        };
        self.files.iter().map(part).collect()
    }
}

/// Writes the bytes, or removes the file.
pub(crate) fn put(
    disk: &FileSystem,
    prefix: &str,
    path: &str,
    bytes: Option<&[u8]>,
    program: Option<bool>,
) -> std::io::Result<()> {
    match bytes {
        Some(bytes) => disk.write_as(path, bytes, program),
        None => {
            disk.remove(path)?;
            remove_empty_folders(disk, prefix, path);
            Ok(())
        }
    }
}

/// Removes empty folders, as git does, but keeps the journal's folder.
fn remove_empty_folders(disk: &FileSystem, prefix: &str, path: &str) {
    disk.remove_empty_folders(path, if path.starts_with(prefix) { prefix } else { "" });
}

/// The error if coach could neither save nor undo.
pub(crate) fn half_done(stopped: NotSaved, undo: &Error, then: &str) -> NotSaved {
    let why = match stopped {
        NotSaved::Failed(error) => error.message,
        NotSaved::Changed => "a file changed meanwhile".into(),
    };
    Error::machine(format!("{why}; and undoing it failed: {}", undo.message))
        .because(Cause::KeptForNextCommand)
        .hint(then)
        .into()
}
