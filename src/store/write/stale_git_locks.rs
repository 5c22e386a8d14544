//! Moves aside git locks that a dead coach command left, so that other commands can go on. Moves a lock
//! only if it is certainly coach's own, never deletes one, and never touches another program's lock.
#![expect(clippy::disallowed_methods, reason = "moves aside what a dead command left")]

use std::fs::{self, Metadata};
use std::io::Read;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use super::intent_file::Intent;
use crate::error::{Error, Result};
use crate::store::git::repository::Repo;
use crate::store::git::update_index::{COPY, PROOF};

/// Moves coach's own index.lock to `<gitdir>/coach/aside`. coach locks only the index and a branch: a
/// HEAD.lock always belongs to another program.
pub(crate) fn move_index_lock(repo: &Repo, notes: &mut Vec<String>) -> Result<()> {
    let path = repo.git.path().join("index.lock");
    let Ok(lock) = fs::symlink_metadata(&path) else { return Ok(()) };
    let proof = fs::symlink_metadata(repo.own.join(PROOF)).ok();
    let same = proof.is_some_and(|proof| (proof.dev(), proof.ino()) == (lock.dev(), lock.ino()));
    let planned = fs::read(repo.own.join(COPY)).unwrap_or_default();
    // Without a hard link (on a file system without them), the content that coach was about to write
    // identifies the lock.
    if same || (left_since_intent(repo, &lock) && begins(&path, &planned) && nobody_has_open(&lock)) {
        aside(repo, &path, notes)?;
    }
    Ok(())
}

/// Like `move_index_lock`, for the lock of the intent's branch.
pub(crate) fn move_branch_lock(repo: &Repo, intent: &Intent, notes: &mut Vec<String>) -> Result<()> {
    let path = repo.git.commondir().join(format!("{}.lock", intent.branch));
    let Ok(lock) = fs::symlink_metadata(&path) else { return Ok(()) };
    let ours = format!("{}\n", intent.new);
    // The id of the new commit identifies the lock also in a copy of the journal, which has other times.
    let is_ours = fs::read(&path).is_ok_and(|text| text == ours.as_bytes())
        || (left_since_intent(repo, &lock) && begins(&path, ours.as_bytes()));
    if is_ours && nobody_has_open(&lock) {
        aside(repo, &path, notes)?;
    }
    Ok(())
}

/// Moves aside a lock that is a hard link to HEAD's branch. For a first commit, libgit2 creates the
/// branch as a hard link to the lock and then removes the lock. If the system refused the removal, the
/// branch exists, and the lock is not needed any more, no matter which program created it.
pub(crate) fn move_spent_lock(repo: &Repo, notes: &mut Vec<String>) -> Result<()> {
    let Ok(head) = repo.git.find_reference("HEAD") else { return Ok(()) };
    let Some(branch) = head.symbolic_target().ok().flatten() else { return Ok(()) };
    let at = |name: String| repo.git.commondir().join(name);
    let path = at(format!("{branch}.lock"));
    let (Ok(lock), Ok(branch)) = (fs::symlink_metadata(&path), fs::symlink_metadata(at(branch.into())))
    else {
        return Ok(());
    };
    if lock.is_file() && (lock.dev(), lock.ino()) == (branch.dev(), branch.ino()) && nobody_has_open(&lock) {
        aside(repo, &path, notes)?;
    }
    Ok(())
}

/// Like `move_index_lock`, for the lock of git's config. The file `claim` proves that coach was about to
/// take it.
pub(crate) fn move_config_lock(repo: &Repo, claim: &str, notes: &mut Vec<String>) -> Result<()> {
    let path = repo.git.commondir().join("config.lock");
    let Ok(lock) = fs::symlink_metadata(&path) else { return Ok(()) };
    if left_since(repo, claim, &lock) && nobody_has_open(&lock) {
        aside(repo, &path, notes)?;
    }
    Ok(())
}

/// Like `move_index_lock`, for the lock of a ref other than the branch. The file `claim` proves that
/// coach was writing that ref.
pub(crate) fn move_ref_lock(repo: &Repo, claim: &str, name: &str) -> Result<()> {
    let path = repo.git.commondir().join(format!("{name}.lock"));
    let Ok(lock) = fs::symlink_metadata(&path) else { return Ok(()) };
    if left_since(repo, claim, &lock) && nobody_has_open(&lock) {
        aside(repo, &path, &mut Vec::new())?;
    }
    Ok(())
}

/// Whether the lock has the same owner as the intent, and is not older than it.
fn left_since_intent(repo: &Repo, lock: &Metadata) -> bool {
    left_since(repo, "intent", lock)
}

fn left_since(repo: &Repo, mark: &str, lock: &Metadata) -> bool {
    let mark = fs::metadata(repo.own.join(mark));
    let time = |data: &Metadata| (data.ctime(), data.ctime_nsec());
    mark.is_ok_and(|mark| lock.is_file() && lock.uid() == mark.uid() && time(lock) >= time(&mark))
}

/// Whether the content of the lock is `text` or a prefix of it.
fn begins(lock: &Path, text: &[u8]) -> bool {
    let mut found = Vec::new();
    fs::File::open(lock)
        .and_then(|file| file.take(text.len() as u64 + 1).read_to_end(&mut found))
        .is_ok_and(|_| text.starts_with(&found))
}

/// Whether no running process has the file open, as far as the system shows. If the system does not show
/// open files, returns whether the lock has any content.
pub(crate) fn nobody_has_open(lock: &Metadata) -> bool {
    let Ok(processes) = fs::read_dir("/proc/self/fd").and_then(|_| fs::read_dir("/proc")) else {
        return lock.len() > 0;
    };
    let descriptors = processes.flatten().filter_map(|process| fs::read_dir(process.path().join("fd")).ok());
    !descriptors
        .flat_map(|files| files.flatten())
        .filter_map(|file| fs::metadata(file.path()).ok())
        .any(|file| (file.dev(), file.ino()) == (lock.dev(), lock.ino()))
}

fn aside(repo: &Repo, lock: &Path, notes: &mut Vec<String>) -> Result<()> {
    let failed = |error: &std::io::Error| Error::io("could not move", lock, error);
    let folder = repo.own.join("aside");
    fs::create_dir_all(&folder).map_err(|error| failed(&error))?;
    let name = lock.file_name().unwrap_or_default().to_string_lossy();
    let free =
        (1..).map(|n| folder.join(format!("{name}.{n}"))).find(|path| fs::symlink_metadata(path).is_err());
    let Some(to) = free else { return Ok(()) };
    fs::rename(lock, &to).map_err(|error| failed(&error))?;
    notes.push(format!(
        "{}, left by an interrupted coach command, was moved to {}",
        lock.display(),
        to.display()
    ));
    Ok(())
}
