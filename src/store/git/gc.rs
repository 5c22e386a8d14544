//! Lets git pack loose objects. git does this after its own commits, and libgit2 never does. git decides
//! when to pack, and packs in the background.

use std::fs;

use super::git_program::GitCall;
use super::repository::Repo;

/// The number of loose objects above which git packs, unless `gc.auto` sets another.
const USUAL: i64 = 6700;

/// One of the 256 folders of loose objects. git estimates the total from this folder.
const SAMPLE: &str = "objects/17";

/// Runs `git gc --auto` if the repository has many loose objects. Ignores a failure: the next commit
/// tries again.
pub(crate) fn after_a_commit(repo: &Repo) {
    if is_time(repo) {
        let folder = repo.git.workdir().unwrap_or(repo.git.path());
        let _ = repo.program.run(folder, GitCall::new(&["gc", "--auto", "--quiet"]));
    }
}

/// The check that `git gc --auto` makes first. Making it here saves a process.
fn is_time(repo: &Repo) -> bool {
    let config = repo.git.config().and_then(|mut config| config.snapshot());
    let most = config.and_then(|config| config.get_i64("gc.auto")).unwrap_or(USUAL);
    let loose = fs::read_dir(repo.git.commondir().join(SAMPLE)).map_or(0, Iterator::count);
    most > 0 && i64::try_from(loose).unwrap_or(i64::MAX) > (most + 255) / 256
}
