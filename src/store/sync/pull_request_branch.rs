//! Pushes to another branch, for a pull request. A forge that squashes or rebases the branch creates
//! other commits with the same files. A later merge then uses the pushed files as its base.

use std::collections::{BTreeMap, BTreeSet};

use git2::{Oid, Sort, Tree};

use super::merge_plan;
use crate::error::Result;
use crate::store::git::objects::{TreeEdit, leaf};
use crate::store::git::refs;
use crate::store::git::repository::{Repo, git};

/// Refs of commits that were pushed to another branch.
const PUSHED: &str = "refs/coach/pushed/";

/// Refs of such commits that the team's branch contains in the form of other commits.
const MERGED: &str = "refs/coach/merged/";

fn failed(error: git2::Error) -> crate::error::Error {
    git("could not compare with commits pushed to another branch", &error)
}

/// Remembers a commit that was pushed to another branch.
pub(super) fn note(repo: &Repo, tip: Oid) -> Result<()> {
    name(repo, PUSHED, tip)
}

fn name(repo: &Repo, folder: &str, tip: Oid) -> Result<()> {
    let name = format!("{folder}{}", &tip.to_string()[..10]);
    refs::point(repo, &name, tip, "coach sync --branch").map_err(failed)
}

fn all(repo: &Repo, folder: &str) -> Result<Vec<Oid>> {
    let mut found = Vec::new();
    for name in repo.git.references_glob(&format!("{folder}*")).map_err(failed)? {
        found.extend(name.map_err(failed)?.target());
    }
    found.retain(|id| repo.git.find_commit(*id).is_ok());
    Ok(found)
}

/// Pushed commits whose changes the team's branch contains in the form of other commits.
pub(super) fn merged(repo: &Repo) -> Result<Vec<Oid>> {
    all(repo, MERGED)
}

/// A file's blob in a commit, and whether it is executable. `None` if the file does not exist.
type Blob = Option<(Oid, bool)>;

/// The files that one push changed.
struct Push {
    tip: Oid,
    files: BTreeMap<String, Blob>,
}

/// The base of a merge, adjusted for pushes that the team merged in the form of other commits.
pub(super) struct MergeBase<'r> {
    pub tree: Tree<'r>,
    /// The pushes that the team merged completely.
    pub whole: Vec<Oid>,
}

/// Marks these pushes as merged: the team's branch contains all their changes, so no later merge needs
/// to compare them.
pub(super) fn note_merged(repo: &Repo, whole: &[Oid]) -> Result<()> {
    for old in all(repo, PUSHED)? {
        if whole.iter().any(|tip| repo.arrived(*tip, old)) {
            let known = repo.git.find_reference(&format!("{PUSHED}{}", &old.to_string()[..10]));
            known.and_then(|mut known| known.delete()).map_err(failed)?;
        }
    }
    whole.iter().try_for_each(|tip| name(repo, MERGED, *tip))
}

/// The tree of `start`, with some files as the latest push to another branch left them: those that
/// `theirs` had in the pushed version since `start`. `None` if there are no such files.
pub(super) fn base(repo: &Repo, ours: Oid, theirs: Oid, start: Oid) -> Result<Option<MergeBase<'_>>> {
    let pushes = pushes(repo, ours, theirs)?;
    if pushes.is_empty() {
        return Ok(None);
    }
    let came = came(repo, theirs, start, &pushes)?;
    let is_there = |path: &String, blob: &Blob| came.get(path).is_some_and(|came| came.contains(blob));
    let mut files: BTreeMap<&String, &Blob> = BTreeMap::new();
    let mut whole = Vec::new();
    for push in &pushes {
        for (path, blob) in push.files.iter().filter(|(path, blob)| is_there(path, blob)) {
            files.entry(path).or_insert(blob);
        }
        if push.files.iter().all(|(path, blob)| is_there(path, blob)) {
            whole.push(push.tip);
        }
    }
    if files.is_empty() {
        return Ok(None);
    }
    let tree = merge_plan::tree(repo, start)?;
    let part = |(path, blob): (&&String, &&Blob)| -> Result<TreeEdit> {
        let before = leaf(Some(&tree), path)?.map(|leaf| leaf.id);
        let program = blob.map(|(_, program)| program);
        Ok(TreeEdit { program, ..TreeEdit::new(path.as_str(), before, blob.map(|(id, _)| id)) })
    };
    let parts: Vec<TreeEdit> = files.iter().map(part).collect::<Result<_>>()?;
    let tree = repo.git.find_tree(repo.changed_tree(&tree, &parts)?).map_err(failed)?;
    Ok(Some(MergeBase { tree, whole }))
}

/// The pushes to other branches that our history contains and `theirs` does not, the latest first.
fn pushes(repo: &Repo, ours: Oid, theirs: Oid) -> Result<Vec<Push>> {
    let mut tips = all(repo, PUSHED)?;
    tips.retain(|tip| repo.arrived(ours, *tip) && !repo.arrived(theirs, *tip));
    let mut walk = repo.git.revwalk().map_err(failed)?;
    walk.set_sorting(Sort::TOPOLOGICAL).map_err(failed)?;
    walk.hide(theirs).map_err(failed)?;
    tips.iter().try_for_each(|tip| walk.push(*tip)).map_err(failed)?;
    let mut pushes = Vec::new();
    for tip in walk.flatten().filter(|id| tips.contains(id)) {
        let Ok(from) = repo.git.merge_base(tip, theirs) else { continue };
        let files = changed(repo, Some(&merge_plan::tree(repo, from)?), &merge_plan::tree(repo, tip)?)?;
        pushes.push(Push { tip, files });
    }
    Ok(pushes)
}

/// The versions of the pushed files in the commits that `theirs` contains and `start` does not.
fn came(repo: &Repo, theirs: Oid, start: Oid, pushes: &[Push]) -> Result<BTreeMap<String, BTreeSet<Blob>>> {
    let paths: BTreeSet<&String> = pushes.iter().flat_map(|push| push.files.keys()).collect();
    let mut walk = repo.git.revwalk().map_err(failed)?;
    walk.push(theirs).map_err(failed)?;
    walk.hide(start).map_err(failed)?;
    let mut came: BTreeMap<String, BTreeSet<Blob>> = BTreeMap::new();
    for id in walk {
        let commit = repo.git.find_commit(id.map_err(failed)?).map_err(failed)?;
        let before = commit.parent(0).ok().map(|parent| parent.tree()).transpose().map_err(failed)?;
        let files = changed(repo, before.as_ref(), &commit.tree().map_err(failed)?)?;
        for (path, blob) in files.into_iter().filter(|(path, _)| paths.contains(path)) {
            came.entry(path).or_default().insert(blob);
        }
    }
    Ok(came)
}

/// The files that differ, as they are in `to`.
fn changed(repo: &Repo, from: Option<&Tree<'_>>, to: &Tree<'_>) -> Result<BTreeMap<String, Blob>> {
    let parts = repo.parts_between(from, to)?;
    let blob = |path: &str| leaf(Some(to), path).map(|leaf| leaf.map(|leaf| (leaf.id, leaf.is_program())));
    parts.into_iter().map(|part| Ok((part.path.clone(), blob(&part.path)?))).collect()
}
