//! What nobody else has yet, told at most once a day. Opens no network, and git only then.

use std::path::{Path, PathBuf};

use git2::Sort;

use super::pull_request_branch;
use super::upstream::Upstream;
use crate::environment::Environment;
use crate::store::files::file_system::FileSystem;
use crate::store::git::repository::{Head, Repo};

/// Commits that the remote has not got, and how many days ago the first of them was made.
pub struct UnsentCommits {
    pub commits: usize,
    pub days: i64,
}

const SAID: &str = "said";
const DAY: i64 = 24 * 60 * 60;

/// What is to be mentioned today, if anything is and nothing was.
pub fn unshared(root: &Path, world: &Environment) -> Option<UnsentCommits> {
    let own = FileSystem::new(gitdir(root)?.join("coach"));
    let today = world.today.to_string();
    if own.read(SAID).ok()?.is_some_and(|said| said == today.as_bytes()) {
        return None;
    }
    // Where it cannot be kept that it was said, it would be said all day.
    own.write(SAID, today.as_bytes()).ok()?;
    let found = count(root, world)?;
    (found.days > 0).then_some(found)
}

/// Whether colleagues may have the journal too: its repository has a remote, or coach cannot read it.
pub fn may_be_shared(root: &Path) -> bool {
    match Repo::around(root) {
        Ok(None) => false,
        Ok(Some(repo)) => repo.git.remotes().map_or(true, |remotes| !remotes.is_empty()),
        Err(_) => true,
    }
}

fn count(root: &Path, world: &Environment) -> Option<UnsentCommits> {
    let repo = Repo::around(root).ok()??;
    let Head::Branch { name, tip: Some(tip) } = repo.head().ok()? else { return None };
    let upstream = Upstream::known(&repo, &name)?;
    let mut walk = repo.git.revwalk().ok()?;
    walk.set_sorting(Sort::TIME).ok()?;
    walk.push(tip).ok()?;
    if let Some(shared) = repo.tip(&upstream.tracking).ok()? {
        walk.hide(shared).ok()?;
    }
    // What a forge made other commits of is with the team, and a merge has nothing of its own.
    pull_request_branch::merged(&repo).ok()?.into_iter().try_for_each(|merged| walk.hide(merged)).ok()?;
    let commits = walk.flatten().filter_map(|id| repo.git.find_commit(id).ok());
    let times: Vec<i64> =
        commits.filter(|commit| commit.parent_count() < 2).map(|commit| commit.time().seconds()).collect();
    let first = times.iter().min()?;
    Some(UnsentCommits { commits: times.len(), days: (world.now.0 - first) / DAY })
}

/// git's folder around the journal, found without opening it.
fn gitdir(root: &Path) -> Option<PathBuf> {
    let git = root.ancestors().map(|folder| folder.join(".git")).find(|git| git.exists())?;
    if git.is_dir() {
        return Some(git);
    }
    // A work tree beside the first has a file there that says where.
    let text = FileSystem::new(git.parent()?).read(".git").ok()??;
    let named = String::from_utf8(text).ok()?.trim().strip_prefix("gitdir:")?.trim().to_owned();
    Some(git.parent()?.join(named))
}
