//! Follows a remote branch that was renamed. A clone that pushes to the old name would create that
//! branch again and split the team. coach follows the branch that contains the last seen commit, or
//! fails.

use git2::Oid;

use super::changes_by_author::AuthorChanges;
use super::upstream::{RemoteState, Upstream, out_of_reach, run_patiently};
use super::{Sync, network};
use crate::error::{Error, Result};
use crate::store::git::refs;
use crate::store::git::repository::{Repo, git};

impl Sync<'_> {
    /// The upstream under its new name, if the remote renamed it. First merges what colleagues still
    /// pushed to the old branch, unless the new branch contains it.
    pub(super) fn follow(
        &mut self,
        upstream: &Upstream,
        there: &RemoteState,
        came: &mut Vec<AuthorChanges>,
    ) -> Result<Option<Upstream>> {
        match find(&self.repo, upstream, there)? {
            Branch::Same => Ok(None),
            Branch::Another(default) => {
                let (name, remote) = (upstream.name(), &upstream.remote);
                self.notes.push(format!(
                    "the default branch of {remote} is {default} now, which does not contain {name}: \
                     coach still syncs with {name}"
                ));
                Ok(None)
            }
            Branch::Renamed(now) => {
                let left = there.tip(&upstream.branch);
                let has_it = |tip| contains(&self.repo, upstream, there, &now.branch, tip);
                if left.map(has_it).transpose()? == Some(false) && !self.asked.dry_run {
                    let fetched = network::fetch(&self.repo, upstream, there, &mut self.notes)?;
                    self.bring(upstream, fetched, came)?;
                }
                let (old, new) = (upstream.name(), now.name());
                self.notes.push(format!("{old} was renamed to {new}: your journal follows it"));
                Ok(Some(now))
            }
        }
    }
}

/// Whether the upstream branch changed its name.
enum Branch {
    Same,
    /// Renamed. Some of the team may still push to the old name.
    Renamed(Upstream),
    /// The remote has another default branch now, which does not contain ours.
    Another(String),
}

/// Finds the branch that we followed under its present name.
fn find(repo: &Repo, upstream: &Upstream, there: &RemoteState) -> Result<Branch> {
    let Some(last) = last_seen(repo, upstream)? else { return Ok(Branch::Same) };
    if there.tip(&upstream.branch).is_none() {
        return gone(repo, upstream, there, last);
    }
    let Some(default) = there.head.as_ref().filter(|head| **head != upstream.branch) else {
        return Ok(Branch::Same);
    };
    // Only if our branch was the default: the user may follow another branch on purpose.
    if known_default(repo, upstream).as_ref() != Some(&upstream.branch) {
        return Ok(Branch::Same);
    }
    if contains(repo, upstream, there, default, last)? {
        Ok(Branch::Renamed(upstream.renamed(default)))
    } else {
        Ok(Branch::Another(default.clone()))
    }
}

/// Finds the new name of a branch that is missing on the remote. Fails if several branches could be it.
fn gone(repo: &Repo, upstream: &Upstream, there: &RemoteState, last: Oid) -> Result<Branch> {
    let names: Vec<&String> = there.names().collect();
    if names.is_empty() {
        return Ok(Branch::Same); // The remote was emptied.
    }
    if let Some(head) = &there.head
        && contains(repo, upstream, there, head, last)?
    {
        return Ok(Branch::Renamed(upstream.renamed(head)));
    }
    let mut found = Vec::new();
    for name in &names {
        if contains(repo, upstream, there, name, last)? {
            found.push(*name);
        }
    }
    match found.as_slice() {
        [only] if there.head.is_none() => Ok(Branch::Renamed(upstream.renamed(only))),
        _ => {
            let (remote, old) = (&upstream.remote, &upstream.branch);
            let names = names.iter().map(|name| name.as_str()).collect::<Vec<_>>().join(", ");
            let example = found.first().map_or("BRANCH", |name| name.as_str());
            Err(Error::cannot(format!(
                "{remote} has no branch {old} any more, and coach cannot tell which of its branches \
                 ({names}) replaces it; nothing was shared"
            ))
            .hint(format!(
                "ask your team, then follow another branch: `git fetch {remote}`, then \
                 `git branch --set-upstream-to={remote}/{example}`"
            )))
        }
    }
}

/// The tip of the branch at the last merge, else at the last fetch.
fn last_seen(repo: &Repo, upstream: &Upstream) -> Result<Option<Oid>> {
    match repo.tip(&upstream.seen())? {
        Some(seen) => Ok(Some(seen)),
        None => repo.tip(&upstream.tracking),
    }
}

/// Whether a branch of the remote contains the commit. Fetches the branch without creating a ref.
fn contains(
    repo: &Repo,
    upstream: &Upstream,
    there: &RemoteState,
    branch: &str,
    commit: Oid,
) -> Result<bool> {
    let Some(tip) = there.tip(branch) else { return Ok(false) };
    if repo.git.find_commit(tip).is_err() {
        let how = ["fetch", "--no-tags", "--no-recurse-submodules", "--no-progress", "--refmap=", "--"];
        let refs = format!("refs/heads/{branch}");
        let ended = run_patiently(repo, &[how.as_slice(), &[&upstream.remote, &refs]].concat())?;
        if !ended.well {
            return Err(out_of_reach(&upstream.remote, &ended));
        }
    }
    Ok(repo.arrived(tip, commit))
}

fn name_of_default(upstream: &Upstream) -> String {
    format!("refs/remotes/{}/HEAD", upstream.remote)
}

/// The remote's default branch, as far as this clone knows it.
fn known_default(repo: &Repo, upstream: &Upstream) -> Option<String> {
    let head = repo.git.find_reference(&name_of_default(upstream)).ok()?;
    let target = head.symbolic_target().ok().flatten()?;
    Some(target.strip_prefix(&format!("refs/remotes/{}/", upstream.remote))?.to_owned())
}

/// Records that our upstream is the remote's default branch, as `git clone` does.
pub(super) fn note_default(repo: &Repo, upstream: &Upstream, there: &RemoteState) -> Result<()> {
    let is_ours = there.head.as_ref() == Some(&upstream.branch);
    let known = known_default(repo, upstream);
    if !is_ours || known.as_ref() == Some(&upstream.branch) || repo.tip(&upstream.tracking)?.is_none() {
        return Ok(());
    }
    let (name, target) = (name_of_default(upstream), format!("refs/remotes/{}", upstream.name()));
    refs::point_at(repo, &name, &target, "coach sync")
        .map_err(|e| git("could not record the remote's default branch", &e))
}
