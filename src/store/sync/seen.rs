//! What this clone knows of the remote's branch from before: where it stood, so that a rewritten
//! history is noticed whoever fetched it first (`git fetch` moves its own ref without a word).

use std::collections::HashSet;

use git2::Oid;

use super::upstream::Upstream;
use crate::error::Result;
use crate::store::repository::{Repo, git};

/// Commits that a remote has given up are kept under this name.
const RESCUE: &str = "refs/coach/rescue/";

/// Our own commits as they were before they were put on a rewritten history.
const BEFORE: &str = "refs/coach/before/";

/// The latest commit of the remote's branch that is in our history and no longer in the remote's.
pub fn given_up(repo: &Repo, upstream: &Upstream, ours: Oid, theirs: Oid) -> Result<Option<Oid>> {
    let failed = |error: git2::Error| git("could not compare with what the remote had", &error);
    let seen = seen(repo, upstream);
    let mut walk = repo.git.revwalk().map_err(failed)?;
    for id in &seen {
        walk.push(*id).map_err(failed)?;
    }
    walk.hide(theirs).map_err(failed)?;
    let gone: HashSet<Oid> = walk.flatten().collect();
    let here = seen.into_iter().filter(|id| gone.contains(id) && repo.arrived(ours, *id));
    Ok(here.reduce(|latest, id| if repo.arrived(id, latest) { id } else { latest }))
}

/// Every commit at which the remote's branch is known to have stood: as coach noted it, as git's log
/// of the tracking ref says, and as an earlier sync kept it.
fn seen(repo: &Repo, upstream: &Upstream) -> Vec<Oid> {
    let noted = repo.tip(&upstream.seen()).ok().flatten();
    let kept = repo.git.references_glob(&format!("{RESCUE}*")).into_iter().flatten().flatten();
    let kept = kept.filter_map(|kept| kept.target());
    let log = repo.git.reflog(&upstream.tracking).ok();
    let logged = log.iter().flat_map(git2::Reflog::iter).flat_map(|entry| [entry.id_old(), entry.id_new()]);
    let mut all: Vec<Oid> = noted.into_iter().chain(kept).chain(logged).collect();
    all.sort_unstable();
    all.dedup();
    all.retain(|id| repo.git.find_commit(*id).is_ok());
    all
}

/// Notes where the remote's branch stood when it was joined to ours. Git's log knows it too: where
/// the note cannot be written, that is enough.
pub fn note(repo: &Repo, upstream: &Upstream, tip: Oid) {
    let name = upstream.seen();
    if repo.tip(&name).ok().flatten() != Some(tip) {
        let _ = repo.git.reference(&name, tip, true, "coach sync");
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
    repo.git
        .reference(&name, tip, true, "coach sync: the remote was rewritten")
        .map_err(|e| git("could not keep what the remote had", &e))?;
    Ok(name)
}
