//! The write protocol: one command's files and their commit, all or nothing. See
//! `store::settle` for the steps under git's lock, `store::recovery` for what follows a death.
#![expect(clippy::disallowed_methods, reason = "makes the folder of the lock")]

use std::path::Path;
use std::time::Duration;

use super::along::TakenAlong;
use super::disk::{Disk, LARGEST};
use super::history::{Part, Words, blob_id};
use super::index::UserIndex;
use super::intent::Intent;
use super::lock::Lock;
use super::recovery::recover;
use super::repository::{Head, Repo, git};
use super::settle::{Settled, settle};
use super::{Commit, FileChange, NotSaved, Saved, paths};
use crate::error::{Error, Result};

/// A journal opened for writing. Holds the lock until dropped; what an earlier command left half
/// done was finished.
pub struct Writer {
    place: Place,
    notes: Vec<String>,
    _lock: Lock,
}

enum Place {
    Git(Box<Repo>),
    Folder(Disk),
}

impl Writer {
    /// Waits up to `patience` for another coach command to end.
    pub fn open(root: &Path, patience: Duration) -> Result<Writer> {
        let Some(repo) = Repo::around(root)? else {
            let file = root.join("coach.toml");
            let lock = Lock::take_existing(if file.is_file() { &file } else { root }, patience)?;
            return Ok(Writer { place: Place::Folder(Disk::new(root)), notes: Vec::new(), _lock: lock });
        };
        std::fs::create_dir_all(&repo.own).map_err(|error| Error::io("could not make", &repo.own, &error))?;
        let lock = Lock::take(&repo.own.join("lock"), patience)?;
        let notes = recover(&repo)?;
        Ok(Writer { place: Place::Git(Box::new(repo)), notes, _lock: lock })
    }

    /// What was finished for an interrupted command, in a person's words.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Writes the files and commits them: all of it, or nothing.
    pub fn save(&mut self, files: &[FileChange], commit: &Commit<'_>) -> Result<Saved, NotSaved> {
        paths::check_all(files.iter().map(|file| file.path.as_str()))?;
        commit.guard.check(files, commit.message)?;
        if let Some(file) = files.iter().find(|file| too_large(file)) {
            return Err(Error::cannot(format!(
                "{} would be larger than 256 KiB; nothing was saved",
                file.path
            ))
            .into());
        }
        let (disk, prefix) = match &self.place {
            Place::Git(repo) => (&repo.work, repo.prefix.as_str()),
            Place::Folder(disk) => (disk, ""),
        };
        let files: Vec<FileChange> = files
            .iter()
            .map(|file| FileChange { path: format!("{prefix}{}", file.path), ..file.clone() })
            .collect();
        let files = Files { disk, prefix, files };
        files.are_unchanged()?;
        match &self.place {
            Place::Folder(_) => files.write_without_git(),
            Place::Git(_) if commit.manual => {
                files.write_or_undo()?;
                Ok(Saved::Waiting("commit = \"manual\"".into()))
            }
            Place::Git(repo) => match repo.head().map_err(nothing_saved)? {
                Head::Busy(why) => {
                    let paths = files.files.iter().map(|file| file.path.clone());
                    repo.remember_pending(paths).map_err(nothing_saved)?;
                    files.write_or_undo()?;
                    Ok(Saved::Waiting(why.into()))
                }
                head @ Head::Branch { .. } => save_with_commit(repo, &files, commit, head),
            },
        }
    }
}

/// The paths below `root` that were written while no commit could be made.
pub fn pending(root: &Path) -> Vec<String> {
    let Ok(Some(repo)) = Repo::around(root) else { return Vec::new() };
    let paths = repo.pending().unwrap_or_default();
    paths.iter().filter_map(|path| path.strip_prefix(&repo.prefix)).map(str::to_owned).collect()
}

fn too_large(file: &FileChange) -> bool {
    file.after.as_ref().is_some_and(|bytes| bytes.len() as u64 > LARGEST)
}

fn nothing_saved(mut error: Error) -> Error {
    error.message += "; nothing was saved";
    error
}

/// The files of one command.
struct Files<'a> {
    disk: &'a Disk,
    prefix: &'a str,
    files: Vec<FileChange>,
}

impl Files<'_> {
    fn is_unchanged(&self, file: &FileChange) -> Result<(), NotSaved> {
        let now = self.disk.read(&file.path);
        let now = now.map_err(|error| nothing_saved(self.failed("could not read", &file.path, &error)))?;
        if now == file.before { Ok(()) } else { Err(NotSaved::Changed) }
    }

    fn are_unchanged(&self) -> Result<(), NotSaved> {
        self.files.iter().try_for_each(|file| self.is_unchanged(file))
    }

    fn failed(&self, what: &str, path: &str, error: &std::io::Error) -> Error {
        Error::io(what, &self.disk.full(path), error)
    }

    /// Writes them all, looking at each once more right before.
    fn write(&self) -> Result<(), NotSaved> {
        for file in self.files.iter().filter(|file| file.before != file.after) {
            self.is_unchanged(file)?;
            self.put(&file.path, file.after.as_deref()).map_err(nothing_saved)?;
        }
        Ok(())
    }

    fn put(&self, path: &str, bytes: Option<&[u8]>) -> Result<()> {
        let done = match bytes {
            Some(bytes) => self.disk.write(path, bytes),
            None => self.disk.remove(path),
        };
        done.map_err(|error| self.failed("could not write", path, &error))?;
        if bytes.is_none() {
            self.disk.remove_empty_folders(path, self.prefix);
        }
        Ok(())
    }

    /// Puts back what was there, wherever our bytes are; somebody's later edit stays.
    fn undo(&self) -> Result<()> {
        for file in self.files.iter().rev().filter(|file| file.before != file.after) {
            let now = self.disk.read(&file.path);
            let now = now.map_err(|error| self.failed("could not read", &file.path, &error))?;
            if now == file.after {
                self.put(&file.path, file.before.as_deref())?;
            } else if now.is_none() {
                // Folders made for a file that never came.
                self.disk.remove_empty_folders(&file.path, self.prefix);
            }
        }
        Ok(())
    }

    fn write_or_undo(&self) -> Result<(), NotSaved> {
        self.write().map_err(|stopped| match self.undo() {
            Ok(()) => stopped,
            Err(error) => half_done(stopped, &error, "look at the files before trying again"),
        })
    }

    fn write_without_git(mut self) -> Result<Saved, NotSaved> {
        // The lock is on coach.toml: the file in its place is a lock that anyone may take.
        self.files.sort_by_key(|file| file.path == "coach.toml");
        self.write_or_undo()?;
        Ok(Saved::Waiting("this folder is in no git repository; coach init makes it one".into()))
    }
}

/// Neither saved nor undone.
fn half_done(stopped: NotSaved, undo: &Error, then: &str) -> NotSaved {
    let why = match stopped {
        NotSaved::Failed(error) => error.message.replace("; nothing was saved", ""),
        NotSaved::Changed => "a file changed meanwhile".into(),
    };
    Error::machine(format!("{why}; and undoing it failed: {}", undo.message)).hint(then).into()
}

fn save_with_commit(
    repo: &Repo,
    files: &Files<'_>,
    commit: &Commit<'_>,
    head: Head,
) -> Result<Saved, NotSaved> {
    let Head::Branch { name, tip } = head else { return Err(NotSaved::Changed) };
    let paths = || files.files.iter().map(|file| file.path.as_str());
    // First of all: one that libgit2 cannot read is told by its name.
    let index = UserIndex::read(repo).map_err(nothing_saved)?;
    repo.refuse_filters(paths()).map_err(nothing_saved)?;
    let (author, committer, identity_was_made_up) =
        repo.identity(commit.time, commit.fallback_identity).map_err(nothing_saved)?;
    let words = Words { author, committer, message: commit.message.into() };
    let mut parts = parts(repo, &files.files).map_err(nothing_saved)?;
    let along = TakenAlong::find(repo, tip, &files.files).map_err(nothing_saved)?;
    guard_along(repo, commit, &along)?;
    parts.extend(along.parts.iter().cloned());
    let new = repo.commit(tip, &parts, &words).map_err(nothing_saved)?;
    let mut intent = Intent::new(new, tip, &name, &parts);
    let settled = repo
        .write_intent(&intent)
        .map_err(|error| NotSaved::Failed(nothing_saved(error)))
        .and_then(|()| files.write())
        .and_then(|()| Ok(settle(repo, &mut intent, &mut parts, &words, index).map_err(nothing_saved)?));
    match settled {
        Ok(Settled::Committed { id, index_follows }) => {
            // What fails from here on the next command finishes: the commit is in the branch.
            let _ = repo.forget_pending(&parts).and_then(|()| repo.forget_pending(&along.settled));
            if index_follows {
                let _ = repo.close_intent();
            }
            Ok(Saved::Committed { id: id.to_string(), identity_was_made_up })
        }
        Ok(Settled::Busy(why)) => {
            let remembered =
                repo.remember_pending(paths().map(str::to_owned)).and_then(|()| repo.remove_intent());
            // Where even that fails the intent stays, and the next command does the same.
            let _ = remembered;
            Ok(Saved::Waiting(why.into()))
        }
        Ok(Settled::Kept(error)) => Err(error.hint(KEPT).into()),
        Ok(Settled::Changed) => Err(undo(repo, files, NotSaved::Changed)),
        Err(stopped) => Err(undo(repo, files, stopped)),
    }
}

/// What waited lay open to any hand since it was looked at.
fn guard_along(repo: &Repo, commit: &Commit<'_>, along: &TakenAlong) -> Result<()> {
    for part in &along.parts {
        let blob = part.after.map(|id| repo.git.find_blob(id)).transpose();
        let blob = blob.map_err(|error| git("could not read what waits", &error))?;
        commit.guard.file(&part.path, blob.as_ref().map_or(&[], |blob| blob.content()))?;
    }
    Ok(())
}

const KEPT: &str = "what was written is kept; the next command will commit it";

/// Back to before step 3: the old bytes, then no intent. Should that fail the intent stays, so that
/// the next command commits, and a second try must not be made.
fn undo(repo: &Repo, files: &Files<'_>, stopped: NotSaved) -> NotSaved {
    match files.undo().and_then(|()| repo.remove_intent()) {
        Ok(()) => stopped,
        Err(error) => half_done(stopped, &error, KEPT),
    }
}

fn parts(repo: &Repo, files: &[FileChange]) -> Result<Vec<Part>> {
    let part = |file: &FileChange| {
        let before = file.before.as_deref().map(blob_id).transpose()?;
        let after = file.after.as_deref().map(|bytes| repo.blob(bytes)).transpose()?;
        Ok(Part { path: file.path.clone(), before, after })
    };
    files.iter().map(part).collect()
}
