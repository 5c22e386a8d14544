//! The write protocol: saves one command's files and their commit, all or nothing.
//! `store::write::commit_steps` has the steps under git's lock, `store::write::recovery` the recovery
//! after a crash.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use git2::Oid;

use super::carry_over::{CarryOver, RecentEdits};
use super::commit_steps::{BranchUpdate, settle};
use super::complete_interrupted::recover;
use super::file_set::{FileSet, half_done};
use super::incoming::IncomingCommit;
use super::intent_file::Intent;
use crate::error::{Cause, Error, Result};
use crate::journal::records::settings::SETTINGS_FILE;
use crate::progress::Progress;
use crate::store::files::allowed_paths;
use crate::store::files::file_system::{FileSystem, LARGEST};
use crate::store::files::lock::Lock;
use crate::store::git::gc;
use crate::store::git::git_program::Program;
use crate::store::git::identity::Identity;
use crate::store::git::objects::{CommitText, TreeEdit};
use crate::store::git::repository::{Head, Repo, git};
use crate::store::git::shared_repository::SharedModes;
use crate::store::git::update_index::UserIndex;
use crate::store::{Commit, FileChange, NotSaved, Saved};

/// A journal that is open for writing. Holds the lock until dropped. Opening it completes an interrupted
/// command.
pub struct Writer {
    place: FilePlace,
    notes: Vec<String>,
    /// Shows progress while coach writes many files.
    pub progress: Progress,
    // Dropped before the lock, so that the next command finds the right modes.
    _sharing: Option<SharedModes>,
    _lock: Lock,
}

enum FilePlace {
    Git(Box<Repo>),
    Folder(FileSystem),
}

impl Writer {
    /// Waits up to `patience` for another coach command to end.
    pub fn open(root: &Path, patience: Duration) -> Result<Writer> {
        Writer::open_with(root, patience, Program::default())
    }

    /// Like `open`, with the user's own git program, which signs commits if the user wants that.
    pub fn open_with(root: &Path, patience: Duration, program: Program) -> Result<Writer> {
        let Some(repo) = Repo::around(root)?.map(|repo| Repo { program, ..repo }) else {
            let file = root.join(SETTINGS_FILE);
            let lock = Lock::take_existing(if file.is_file() { &file } else { root }, patience)?;
            let place = FilePlace::Folder(FileSystem::new(root));
            let progress = Progress::default();
            return Ok(Writer { place, notes: Vec::new(), progress, _sharing: None, _lock: lock });
        };
        let sharing = Some(SharedModes::of(&repo));
        repo.make_own_folder()?;
        let lock = Lock::take(&repo.own.join("lock"), patience)?;
        let notes = recover(&repo)?;
        let (place, progress) = (FilePlace::Git(Box::new(repo)), Progress::default());
        Ok(Writer { place, notes, progress, _sharing: sharing, _lock: lock })
    }

    /// Notes for the user about a completed interrupted command.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Commits the pending files, if there are any.
    pub fn save_what_waits(&mut self, commit: &Commit<'_>) -> Result<(), NotSaved> {
        let FilePlace::Git(repo) = &self.place else { return Ok(()) };
        let Head::Branch { tip, .. } = repo.head()? else { return Ok(()) };
        if CarryOver::find(repo, tip, &[], &RecentEdits::find(repo))?.parts.is_empty() {
            Ok(())
        } else {
            self.save(&[], commit).map(|_| ())
        }
    }

    /// Merges the colleagues' commit: all of it, or nothing. Fails with `NotSaved::Changed` if the branch
    /// has moved since coach prepared `arrival`.
    pub fn save_merge(&mut self, arrival: &IncomingCommit, commit: &Commit<'_>) -> Result<Saved, NotSaved> {
        match &self.place {
            FilePlace::Git(repo) => save_merge(repo, arrival, commit, self.progress),
            FilePlace::Folder(_) => Err(Error::cannot("this folder is not in a git repository").into()),
        }
    }

    /// Writes the files and commits them: all of them, or none.
    pub fn save(&mut self, files: &[FileChange], commit: &Commit<'_>) -> Result<Saved, NotSaved> {
        self.save_now_or(files, commit, None)
    }

    /// Writes the files, all of them or none, and leaves them to a later commit. If this command dies,
    /// the next command makes that commit.
    pub fn save_for_later(
        &mut self,
        files: &[FileChange],
        commit: &Commit<'_>,
        why: &str,
    ) -> Result<Saved, NotSaved> {
        self.save_now_or(files, commit, Some(why))
    }

    fn save_now_or(
        &mut self,
        files: &[FileChange],
        commit: &Commit<'_>,
        later: Option<&str>,
    ) -> Result<Saved, NotSaved> {
        allowed_paths::check_all(files.iter().map(|file| file.path.as_str()))?;
        commit.guard.check(files, commit.message)?;
        if let Some(file) = files.iter().find(|file| too_large(file)) {
            return Err(Error::cannot(format!("{} would be larger than 256 KiB", file.path))
                .nothing_saved()
                .into());
        }
        let (disk, prefix) = match &self.place {
            FilePlace::Git(repo) => (&repo.work, repo.prefix.as_str()),
            FilePlace::Folder(disk) => (disk, ""),
        };
        let files: Vec<FileChange> = files
            .iter()
            .map(|file| FileChange { path: format!("{prefix}{}", file.path), ..file.clone() })
            .collect();
        let files = FileSet { disk, prefix, files, programs: BTreeMap::new(), progress: self.progress };
        files.are_unchanged()?;
        match &self.place {
            FilePlace::Folder(_) => files.write_without_git(),
            FilePlace::Git(_) if commit.manual => {
                files.write_or_undo()?;
                Ok(Saved::Waiting("commit = \"manual\"".into()))
            }
            FilePlace::Git(repo) => match (repo.head().map_err(Error::nothing_saved)?, later) {
                (Head::Busy(why), _) => write_only(repo, &files, why),
                (Head::Branch { .. }, Some(why)) => write_only(repo, &files, why),
                (head @ Head::Branch { .. }, None) => save_with_commit(repo, &files, commit, head),
            },
        }
    }
}

/// The paths below `root` that wait for a commit.
pub fn pending(root: &Path) -> Vec<String> {
    let Ok(Some(repo)) = Repo::around(root) else { return Vec::new() };
    let paths = repo.pending().unwrap_or_default();
    paths.iter().filter_map(|path| path.strip_prefix(&repo.prefix)).map(str::to_owned).collect()
}

fn too_large(file: &FileChange) -> bool {
    file.after.as_ref().is_some_and(|bytes| bytes.len() as u64 > LARGEST)
}

/// Marks the paths pending before writing them: a pending path without a written file is harmless.
fn write_only(repo: &Repo, files: &FileSet<'_>, why: &str) -> Result<Saved, NotSaved> {
    let paths = files.files.iter().map(|file| file.path.clone());
    repo.remember_pending(paths).map_err(Error::nothing_saved)?;
    files.write_or_undo()?;
    Ok(Saved::Waiting(why.into()))
}

fn save_with_commit(
    repo: &Repo,
    files: &FileSet<'_>,
    commit: &Commit<'_>,
    head: Head,
) -> Result<Saved, NotSaved> {
    let Head::Branch { name, tip } = head else { return Err(NotSaved::Changed) };
    let paths = || files.files.iter().map(|file| file.path.as_str());
    // Comes first, so that an index that libgit2 cannot read gives the error that names its kind.
    let index = UserIndex::read(repo).map_err(Error::nothing_saved)?;
    repo.refuse_filters(paths()).map_err(Error::nothing_saved)?;
    let identity = repo.identity(commit.time, commit.who).map_err(Error::nothing_saved)?;
    let (author, committer, is_made_up) = match identity {
        Identity::Known { author, committer, is_made_up } => (author, committer, is_made_up),
        Identity::Forbidden(why) => return write_only(repo, files, &why),
    };
    let words = CommitText { author, committer, message: commit.message.into(), theirs: None };
    let mut parts = files.parts(repo).map_err(Error::nothing_saved)?;
    let recent = RecentEdits::find(repo);
    let along = CarryOver::find(repo, tip, &files.files, &recent).map_err(Error::nothing_saved)?;
    guard_along(repo, commit, &along)?;
    parts.extend(along.parts.iter().cloned());
    let new = repo.commit(tip, &parts, &words).map_err(Error::nothing_saved)?;
    let intent =
        Intent::new(new, tip, &name, &parts, None).after(recent.kept()).in_clone_with(repo.made_here());
    let saving = Saving { repo, files, intent, parts, words };
    match saving.carry_out(index)? {
        CommitOutcome::Out { id } => {
            let _ = repo.forget_pending(&along.settled);
            gc::after_a_commit(repo);
            Ok(Saved::Committed { id: id.to_string(), identity_was_made_up: is_made_up })
        }
        CommitOutcome::Waits(why) => {
            let paths = paths().map(str::to_owned);
            let remembered = repo.remember_pending(paths).and_then(|()| repo.remove_intent());
            // If that fails as well, the intent stays, and the next command marks the paths pending.
            let _ = remembered;
            Ok(Saved::Waiting(why.into()))
        }
        // The files are on the disk, so the user must not save them a second time.
        CommitOutcome::Kept(error) => Ok(Saved::Waiting(error.message)),
    }
}

/// Brings the colleagues' commit into the files and the branch. Moves the branch to that commit if the
/// branch is behind, else makes a merge commit.
fn save_merge(
    repo: &Repo,
    arrival: &IncomingCommit,
    commit: &Commit<'_>,
    progress: Progress,
) -> Result<Saved, NotSaved> {
    let (name, tip) = match repo.head().map_err(Error::nothing_saved)? {
        Head::Branch { name, tip } => (name, tip),
        Head::Busy(why) => return Err(Error::cannot(format!("{why}: nothing was changed")).into()),
    };
    if tip != arrival.ours {
        return Err(NotSaved::Changed);
    }
    let index = UserIndex::read(repo).map_err(Error::nothing_saved)?;
    let files = FileSet { progress, ..arrival.files(repo, &index)? };
    let (author, committer, identity_was_made_up) = match repo
        .identity(commit.time, commit.who)
        .map_err(Error::nothing_saved)?
    {
        Identity::Known { author, committer, is_made_up } => (author, committer, is_made_up),
        Identity::Forbidden(why) => return Err(Error::cannot(format!("{why}: nothing was changed")).into()),
    };
    let words =
        CommitText { author, committer, message: commit.message.into(), theirs: Some(arrival.theirs) };
    let parts = files.parts(repo).map_err(Error::nothing_saved)?;
    let new = match tip {
        Some(_) if arrival.unsent.is_some() => on_top(repo, arrival, &parts, &words),
        Some(tip) if !repo.arrived(arrival.theirs, tip) => repo.commit(Some(tip), &parts, &words),
        _ => arrival.is_whole(repo, &parts).map(|()| arrival.theirs),
    };
    let intent = Intent::new(new.map_err(Error::nothing_saved)?, tip, &name, &parts, words.theirs)
        .after(RecentEdits::find(repo).kept())
        .in_clone_with(repo.made_here());
    let saving = Saving { repo, files: &files, intent, parts, words };
    match saving.carry_out(index)? {
        CommitOutcome::Out { id } => Ok(Saved::Committed { id: id.to_string(), identity_was_made_up }),
        CommitOutcome::Waits(why) => {
            let busy = Error::cannot(format!("{why}: nothing was changed"));
            Err(undo(repo, &files, busy.into()))
        }
        CommitOutcome::Kept(error) => Err(error.because(Cause::KeptForNextCommand).hint(KEPT).into()),
    }
}

/// Makes the commit on top of their rewritten history.
fn on_top(repo: &Repo, arrival: &IncomingCommit, parts: &[TreeEdit], words: &CommitText) -> Result<Oid> {
    let wanted = match repo.tree(arrival.ours)? {
        Some(base) => repo.changed_tree(&base, parts)?,
        None => repo.first_tree(parts)?,
    };
    repo.on_top_of(arrival.theirs, arrival.unsent.as_deref().unwrap_or_default(), wanted, words)
}

/// A commit that is not in the branch yet, and the data to complete it.
struct Saving<'a> {
    repo: &'a Repo,
    files: &'a FileSet<'a>,
    intent: Intent,
    parts: Vec<TreeEdit>,
    words: CommitText,
}

enum CommitOutcome {
    Out {
        id: Oid,
    },
    /// The files are on the disk, but no commit is possible now.
    Waits(&'static str),
    /// The files are on the disk and the intent stays. The next command commits.
    Kept(Error),
}

impl Saving<'_> {
    /// Runs steps 3 to 9. Undoes them on failure.
    fn carry_out(mut self, index: UserIndex) -> Result<CommitOutcome, NotSaved> {
        let (repo, files) = (self.repo, self.files);
        let settled = repo
            .write_intent(&self.intent)
            .map_err(|error| NotSaved::Failed(error.nothing_saved()))
            .and_then(|()| files.write())
            .and_then(|()| {
                let settled = settle(repo, &mut self.intent, &mut self.parts, &self.words, index);
                Ok(settled.map_err(Error::nothing_saved)?)
            });
        match settled {
            Ok(BranchUpdate::Committed { id, index_follows }) => {
                // The branch has the commit, so the next command completes any step that fails from here
                // on.
                let _ = repo.forget_pending(&self.parts);
                if index_follows {
                    let _ = repo.close_intent();
                }
                Ok(CommitOutcome::Out { id })
            }
            Ok(BranchUpdate::Busy(why)) => Ok(CommitOutcome::Waits(why)),
            Ok(BranchUpdate::Kept(error)) => Ok(CommitOutcome::Kept(error)),
            Ok(BranchUpdate::Changed) => Err(undo(repo, files, NotSaved::Changed)),
            Err(stopped) => Err(undo(repo, files, stopped)),
        }
    }
}

/// Checks the extra files of the commit again, because any program could have edited them since the last
/// check.
fn guard_along(repo: &Repo, commit: &Commit<'_>, along: &CarryOver) -> Result<()> {
    for part in &along.parts {
        let blob = part.after.map(|id| repo.git.find_blob(id)).transpose();
        let blob = blob.map_err(|error| git("could not read the uncommitted files", &error))?;
        commit.guard.file(&part.path, blob.as_ref().map_or(&[], |blob| blob.content()))?;
    }
    Ok(())
}

pub const KEPT: &str = "your change is saved; the next command will commit it";

/// Returns to the state before step 3: restores the old bytes, then removes the intent. If that fails,
/// the intent stays and the next command commits, so the user must not save a second time.
fn undo(repo: &Repo, files: &FileSet<'_>, stopped: NotSaved) -> NotSaved {
    match files.undo().and_then(|()| repo.remove_intent()) {
        Ok(()) => stopped,
        Err(error) => half_done(stopped, &error, KEPT),
    }
}
