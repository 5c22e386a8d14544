//! Refs beside the branch: where the team's branch was, and what a sync keeps. A command that dies while
//! it writes one leaves git's lock of it, and git then refuses to write that ref. The claim says that the lock
//! is ours, so that the next command moves it aside.

use git2::Oid;

use super::repository::Repo;
use crate::store::write::stale_locks;

/// Holds the name of the ref that is being written.
const CLAIM: &str = "noting";

/// Points a ref at a commit.
pub fn point(repo: &Repo, name: &str, tip: Oid, log: &str) -> Result<(), git2::Error> {
    claimed(repo, name, || repo.git.reference(name, tip, true, log).map(|_| ()))
}

/// Points a ref at another ref.
pub fn point_at(repo: &Repo, name: &str, target: &str, log: &str) -> Result<(), git2::Error> {
    claimed(repo, name, || repo.git.reference_symbolic(name, target, true, log).map(|_| ()))
}

/// A claim that cannot be written protects nothing and stops nothing.
fn claimed(
    repo: &Repo,
    name: &str,
    write: impl FnOnce() -> Result<(), git2::Error>,
) -> Result<(), git2::Error> {
    let own = repo.own_files();
    let is_claimed = own.read(CLAIM).ok().flatten().is_some_and(|claimed| claimed == name.as_bytes());
    if is_claimed {
        let _ = stale_locks::move_ref_lock(repo, CLAIM, name);
    }
    let _ = own.write(CLAIM, name.as_bytes());
    let written = write();
    let _ = own.remove(CLAIM);
    written
}
