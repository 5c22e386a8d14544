//! Writes refs other than the branch: the last seen tip of the team's branch, and the refs that a sync
//! keeps. If a command dies while it writes a ref, git's lock file stays, and git then refuses to write
//! that ref. coach notes each ref in a claim file before it writes the ref. The claim proves that the
//! lock is coach's, so the next command moves the lock aside.

use git2::Oid;

use super::repository::Repo;
use crate::store::write::stale_git_locks;

/// The claim file: holds the name of the ref that coach is writing.
const CLAIM: &str = "noting";

/// Points a ref at a commit.
pub(crate) fn point(repo: &Repo, name: &str, tip: Oid, log: &str) -> Result<(), git2::Error> {
    claimed(repo, name, || repo.git.reference(name, tip, true, log).map(|_| ()))
}

/// Points a ref at another ref.
pub(crate) fn point_at(repo: &Repo, name: &str, target: &str, log: &str) -> Result<(), git2::Error> {
    claimed(repo, name, || repo.git.reference_symbolic(name, target, true, log).map(|_| ()))
}

/// Writes a ref under a claim. If the claim file cannot be written, writes the ref without that
/// protection.
fn claimed(
    repo: &Repo,
    name: &str,
    write: impl FnOnce() -> Result<(), git2::Error>,
) -> Result<(), git2::Error> {
    let own = repo.own_files();
    let is_claimed = own.read(CLAIM).ok().flatten().is_some_and(|claimed| claimed == name.as_bytes());
    if is_claimed {
        let _ = stale_git_locks::move_ref_lock(repo, CLAIM, name);
    }
    let _ = own.write(CLAIM, name.as_bytes());
    let written = write();
    let _ = own.remove(CLAIM);
    written
}
