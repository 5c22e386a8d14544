//! What this clone knows of the remote's branch from before: where it stood, so that a rewritten
//! history is noticed whoever fetched it first (`git fetch` moves its own ref without a word).

use std::collections::HashSet;

use git2::{ErrorCode, Oid};

use super::rewritten_history;
use super::upstream::Upstream;
use crate::error::{Error, Result};
use crate::store::git::refs;
use crate::store::git::repository::{Repo, git};

/// Commits that a remote has given up are kept under this name.
const RESCUE: &str = "refs/coach/rescue/";

/// Our own commits as they were before they were put on a rewritten history.
const BEFORE: &str = "refs/coach/before/";

/// The latest commit that the remote's branch had and has no more, and that ours still holds: in its history,
/// or made again by a rebase or a reset of plain git.
pub fn given_up(repo: &Repo, upstream: &Upstream, ours: Oid, theirs: Oid) -> Result<Option<Oid>> {
    let seen = seen(repo, upstream)?;
    let mut walk = repo.git.revwalk().map_err(failed)?;
    for id in &seen {
        walk.push(*id).map_err(failed)?;
    }
    walk.hide(theirs).map_err(failed)?;
    let gone: HashSet<Oid> = walk.collect::<std::result::Result<_, _>>().map_err(failed)?;
    // Where commits have later dates than their children, libgit2's walk may give some that it was to hide.
    let is_gone = |id: &Oid| gone.contains(id) && !repo.arrived(theirs, *id);
    let seen: Vec<Oid> = seen.into_iter().filter(is_gone).collect();
    let here = seen.iter().copied().filter(|id| repo.arrived(ours, *id));
    if let Some(latest) = here.reduce(|latest, id| if repo.arrived(id, latest) { id } else { latest }) {
        return Ok(Some(latest));
    }
    for tip in tips(repo, &gone, seen)? {
        if !rewritten_history::made_again(repo, [ours, theirs, tip])?.is_empty() {
            return Ok(Some(tip));
        }
    }
    Ok(None)
}

/// Those of `seen` on which none of the commits stands.
fn tips(repo: &Repo, commits: &HashSet<Oid>, seen: Vec<Oid>) -> Result<Vec<Oid>> {
    let mut parents = HashSet::new();
    for id in commits {
        parents.extend(repo.git.find_commit(*id).map_err(failed)?.parent_ids());
    }
    Ok(seen.into_iter().filter(|id| !parents.contains(id)).collect())
}

fn failed(error: git2::Error) -> Error {
    git("could not compare with what the remote had", &error)
}

/// Every commit at which the remote's branch is known to have been: as coach noted it, as git's log
/// of the tracking ref says, and as an earlier sync kept it. What coach cannot read is an error: a
/// rewritten history would pass for an ordinary one.
fn seen(repo: &Repo, upstream: &Upstream) -> Result<Vec<Oid>> {
    let mut all: Vec<Oid> = repo.tip(&upstream.seen())?.into_iter().collect();
    for kept in repo.git.references_glob(&format!("{RESCUE}*")).map_err(failed)? {
        all.extend(kept.map_err(failed)?.target());
    }
    let log = repo.git.reflog(&upstream.tracking).map_err(failed)?;
    all.extend(log.iter().flat_map(|entry| [entry.id_old(), entry.id_new()]));
    all.sort_unstable();
    all.dedup();
    let mut commits = Vec::new();
    for id in all {
        match repo.git.find_commit(id) {
            Ok(_) => commits.push(id),
            // Git has removed it since.
            Err(error) if error.code() == ErrorCode::NotFound => {}
            Err(error) => return Err(failed(error)),
        }
    }
    Ok(commits)
}

/// Notes where the remote's branch stood when it was joined to ours. Git's log knows it too: where
/// the note cannot be written, that is enough.
pub fn note(repo: &Repo, upstream: &Upstream, tip: Oid) {
    let name = upstream.seen();
    if repo.tip(&name).ok().flatten() != Some(tip) {
        let _ = refs::point(repo, &name, tip, "coach sync");
    }
}

/// Keeps a commit that the remote has given up.
pub fn rescue(repo: &Repo, tip: Oid) -> Result<String> {
    keep(repo, RESCUE, tip)
}

/// Keeps our commits as they are.
pub fn keep_ours(repo: &Repo, tip: Oid) -> Result<String> {
    keep(repo, BEFORE, tip)
}

fn keep(repo: &Repo, folder: &str, tip: Oid) -> Result<String> {
    let name = format!("{folder}{}", &tip.to_string()[..10]);
    refs::point(repo, &name, tip, "coach sync: the remote was rewritten")
        .map_err(|e| git("could not keep what the remote had", &e))?;
    Ok(name)
}
