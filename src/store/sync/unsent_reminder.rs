//! The reminder of unsent commits, at most once a day. The reminder never uses the network, and opens
//! the git repository only for its daily check.

use std::path::{Path, PathBuf};

use git2::Sort;

use super::pull_request_branch;
use super::upstream::Upstream;
use crate::environment::Environment;
use crate::store::files::file_system::FileSystem;
use crate::store::git::repository::{Head, Repo};

/// Commits that the remote lacks, and the age of the oldest in days.
pub(crate) struct UnsentCommits {
    pub commits: usize,
    pub days: i64,
}

const SAID: &str = "said";
const DAY: i64 = 24 * 60 * 60;

/// The commits to remind the user of now, or `None` if there are none or today's check is done.
pub(crate) fn unshared(root: &Path, world: &Environment) -> Option<UnsentCommits> {
    let own = FileSystem::new(gitdir(root)?.join("coach"));
    let today = world.today.to_string();
    if own.read(SAID).ok()?.is_some_and(|said| said == today.as_bytes()) {
        return None;
    }
    // If coach cannot save the day of the reminder, it would repeat the reminder with every command.
    own.write(SAID, today.as_bytes()).ok()?;
    let found = count(root, world)?;
    (found.days > 0).then_some(found)
}

/// Whether other people may have the journal: its repository has a remote, or coach cannot read it.
pub(crate) fn may_be_shared(root: &Path) -> bool {
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
    // Skips commits that the team has in the form of other commits, and merges, which have no changes
    // of their own.
    pull_request_branch::merged(&repo).ok()?.into_iter().try_for_each(|merged| walk.hide(merged)).ok()?;
    let commits = walk.flatten().filter_map(|id| repo.git.find_commit(id).ok());
    let times: Vec<i64> =
        commits.filter(|commit| commit.parent_count() < 2).map(|commit| commit.time().seconds()).collect();
    let first = times.iter().min()?;
    Some(UnsentCommits { commits: times.len(), days: (world.now.0 - first) / DAY })
}

/// The git folder around the journal, without opening the repository.
fn gitdir(root: &Path) -> Option<PathBuf> {
    let git = root.ancestors().map(|folder| folder.join(".git")).find(|git| git.exists())?;
    if git.is_dir() {
        return Some(git);
    }
    // In a linked work tree `.git` is a file that names the folder.
    let text = FileSystem::new(git.parent()?).read(".git").ok()??;
    let named = String::from_utf8(text).ok()?.trim().strip_prefix("gitdir:")?.trim().to_owned();
    Some(git.parent()?.join(named))
}
