//! Remembers the earlier tips of the remote's branch, to detect a rewritten history. coach keeps its
//! own refs for this: `git fetch` moves the tracking ref without a message.

use std::collections::HashSet;

use git2::{ErrorCode, Oid};

use super::rewritten_history;
use super::upstream::{RemoteState, Upstream};
use crate::error::{Error, Result};
use crate::store::git::refs;
use crate::store::git::repository::{Repo, git};

/// The refs of the tips of remote branches that coach has merged or cloned.
pub(super) const SEEN: &str = "refs/coach/seen/";

/// Refs of commits that a remote dropped.
const RESCUE: &str = "refs/coach/rescue/";

/// Refs of our own commits, from before coach moved them onto a rewritten history.
const BEFORE: &str = "refs/coach/before/";

/// The latest commit that the remote's branch dropped and our branch still holds: in its history, or
/// copied by a rebase or a reset of plain git.
pub(super) fn given_up(repo: &Repo, upstream: &Upstream, ours: Oid, theirs: Oid) -> Result<Option<Oid>> {
    let seen = seen(repo, upstream)?;
    let mut walk = repo.git.revwalk().map_err(failed)?;
    for id in &seen {
        walk.push(*id).map_err(failed)?;
    }
    walk.hide(theirs).map_err(failed)?;
    let gone: HashSet<Oid> = walk.collect::<std::result::Result<_, _>>().map_err(failed)?;
    // If a commit has a later date than its child, libgit2's walk may return commits that it should
    // hide.
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

/// The commits of `seen` that are no parent of any commit in `commits`.
fn tips(repo: &Repo, commits: &HashSet<Oid>, seen: Vec<Oid>) -> Result<Vec<Oid>> {
    let mut parents = HashSet::new();
    for id in commits {
        parents.extend(repo.git.find_commit(*id).map_err(failed)?.parent_ids());
    }
    Ok(seen.into_iter().filter(|id| !parents.contains(id)).collect())
}

fn failed(error: git2::Error) -> Error {
    git("could not compare with the remote's earlier commits", &error)
}

/// Every earlier tip of the remote's branch that this clone knows: from coach's own ref, from the
/// reflog of the tracking ref, and from the rescue refs. Fails if coach cannot read one of them,
/// because a rewritten history would look like an ordinary one.
fn seen(repo: &Repo, upstream: &Upstream) -> Result<Vec<Oid>> {
    let mut all: Vec<Oid> = repo.tip(&upstream.seen())?.into_iter().collect();
    all.extend(&upstream.gone);
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
            // Git has deleted it since.
            Err(error) if error.code() == ErrorCode::NotFound => {}
            Err(error) => return Err(failed(error)),
        }
    }
    Ok(commits)
}

/// The last seen tips of branches that the remote no longer has.
pub(super) fn gone(repo: &Repo, upstream: &Upstream, there: &RemoteState) -> Result<Vec<Oid>> {
    let folder = upstream.seen_folder();
    let mut tips = Vec::new();
    for seen in repo.git.references_glob(&format!("{folder}*")).map_err(failed)? {
        let seen = seen.map_err(failed)?;
        let name = seen.name().ok().and_then(|name| name.strip_prefix(&folder));
        if name.is_some_and(|name| there.tip(name).is_none()) {
            tips.extend(seen.target());
        }
    }
    Ok(tips)
}

/// Records the tip of the remote's branch at this merge. Ignores errors: git's reflog holds the tip
/// too.
pub(super) fn note(repo: &Repo, upstream: &Upstream, tip: Oid) {
    let name = upstream.seen();
    if repo.tip(&name).ok().flatten() != Some(tip) {
        let _ = refs::point(repo, &name, tip, "coach sync");
    }
}

/// Records the tip of the branch that a new clone has checked out.
pub(super) fn note_clone(repo: &Repo) {
    let Ok(head) = repo.git.head() else { return };
    if let (Ok(branch), Some(tip)) = (head.shorthand(), head.target()) {
        let _ = refs::point(repo, &format!("{SEEN}origin/{branch}"), tip, "coach init");
    }
}

/// Keeps a commit that the remote dropped. Returns the name of its ref.
pub(super) fn rescue(repo: &Repo, tip: Oid) -> Result<String> {
    keep(repo, RESCUE, tip)
}

/// Keeps our commits as they are. Returns the name of the ref.
pub(super) fn keep_ours(repo: &Repo, tip: Oid) -> Result<String> {
    keep(repo, BEFORE, tip)
}

fn keep(repo: &Repo, folder: &str, tip: Oid) -> Result<String> {
    let name = format!("{folder}{}", &tip.to_string()[..10]);
    refs::point(repo, &name, tip, "coach sync: the remote was rewritten")
        .map_err(|e| git("could not keep the remote's earlier commits", &e))?;
    Ok(name)
}
