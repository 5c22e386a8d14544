//! What git does after a commit of its own, and libgit2 never: packing, once many objects lie about
//! loose. Left to git, which knows when it is time and does it in the background.

use std::fs;

use super::git_program::GitCall;
use super::repository::Repo;

/// Loose objects from which on git packs, where nothing else is set.
const USUAL: i64 = 6700;

/// One of the 256 folders of loose objects, which git takes for all of them too.
const SAMPLE: &str = "objects/17";

/// Asks git to pack where many objects are loose. What fails is no loss: the next commit asks again.
pub fn after_a_commit(repo: &Repo) {
    if is_time(repo) {
        let folder = repo.git.workdir().unwrap_or(repo.git.path());
        let _ = repo.program.run(folder, GitCall::new(&["gc", "--auto", "--quiet"]));
    }
}

/// The question that `git gc --auto` asks first, without starting it.
fn is_time(repo: &Repo) -> bool {
    let config = repo.git.config().and_then(|mut config| config.snapshot());
    let most = config.and_then(|config| config.get_i64("gc.auto")).unwrap_or(USUAL);
    let loose = fs::read_dir(repo.git.commondir().join(SAMPLE)).map_or(0, Iterator::count);
    most > 0 && i64::try_from(loose).unwrap_or(i64::MAX) > (most + 255) / 256
}
