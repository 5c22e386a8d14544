//! The changes that a sync makes in the work tree: each path with its old and new content. A sync never
//! overwrites uncommitted changes of the user.

use std::collections::BTreeMap;

use git2::Tree;

use super::file_set::FileSet;
use crate::error::{Error, Result};
use crate::progress::Progress;
use crate::store::FileChange;
use crate::store::files::allowed_paths;
use crate::store::git::objects::{Leaf, TreeEdit, blob_id, leaf};
use crate::store::git::repository::{Repo, git};
use crate::store::git::update_index::UserIndex;

/// The colleagues' commit, the user's commit that it is merged with, and every path whose content
/// changes.
pub struct IncomingCommit {
    pub ours: Option<git2::Oid>,
    pub theirs: git2::Oid,
    pub leaves: Vec<IncomingFile>,
    /// Set if the colleagues rewrote their history: the user's commits to put on top of it, oldest first.
    /// `ours` is then not a parent of the new commit.
    pub unsent: Option<Vec<git2::Oid>>,
}

/// A path in the work tree.
pub struct IncomingFile {
    pub path: String,
    pub before: Option<Leaf>,
    pub after: Option<Leaf>,
    /// The merged content, if it is not a blob in git yet.
    pub merged: Option<Vec<u8>>,
}

const BY_HAND: &str = "merge it with `git pull`, then sync again";

impl IncomingCommit {
    /// The files to write. Fails if that would overwrite uncommitted changes.
    pub fn files<'a>(&self, repo: &'a Repo, index: &UserIndex) -> Result<FileSet<'a>> {
        let paths = || self.leaves.iter().map(|leaf| leaf.path.as_str());
        allowed_paths::check_all(paths()).map_err(|error| {
            error.hint("git refuses this path too: a colleague has to remove it from the remote's branch, then sync again")
        })?;
        self.refuse_conversions(repo)?;
        let (mut files, mut edited, mut missing, mut in_the_way) = (vec![], vec![], vec![], vec![]);
        let mut programs = BTreeMap::new();
        for IncomingFile { path, before, after, merged } in &self.leaves {
            let ids = (before.map(|leaf| leaf.id), after.map(|leaf| leaf.id));
            let here = repo.work.read_any_size(path).ok();
            let id = here.as_ref().map(|here| here.as_deref().map(blob_id).transpose()).transpose()?;
            let fits = |id: &Option<git2::Oid>| *id == ids.0 || *id == ids.1;
            let is_settled = !index.is_in_conflict(path);
            let staged = index.staged(path);
            match here {
                Some(here) if id.as_ref().is_some_and(fits) && is_settled && fits(&staged) => {
                    let after_bytes = if merged.is_some() { merged.clone() } else { bytes(repo, *after)? };
                    files.push(FileChange { path: path.clone(), before: here, after: after_bytes });
                    programs.extend(program(*before, *after).map(|program| (path.clone(), program)));
                }
                _ if before.is_none() && is_settled && staged.is_none() => in_the_way.push(path.as_str()),
                Some(None) => missing.push(path.as_str()),
                _ => edited.push(path.as_str()),
            }
        }
        refuse(&edited, "your version is not committed", "commit it, or stash it with `git stash`")?;
        let restore =
            "restore it with `git restore FILE`, or merge copies of a record with `coach check --fix`";
        refuse(&missing, "that file is missing from your folder", restore)?;
        refuse(
            &in_the_way,
            "your file of that name is not committed",
            "commit it, or move it to another folder",
        )?;
        let progress = Progress::default();
        Ok(FileSet { disk: &repo.work, prefix: &repo.prefix, files, programs, progress })
    }

    /// Fails unless writing the parts gives exactly their tree. coach does not create symlinks or
    /// submodules.
    pub fn is_whole(&self, repo: &Repo, parts: &[TreeEdit]) -> Result<()> {
        let made = match repo.tree(self.ours)? {
            Some(base) => repo.changed_tree(&base, parts)?,
            None => repo.first_tree(parts)?,
        };
        let theirs = repo.tree(Some(self.theirs))?;
        let is_same =
            theirs.is_some_and(|theirs| theirs.id() == made || has_the_same_files(repo, made, &theirs));
        if is_same {
            Ok(())
        } else {
            Err(Error::cannot("your team committed files that coach cannot write").hint(BY_HAND))
        }
    }

    /// Fails if git converts one of the files. Records have the same bytes on the disk and in git. For
    /// other files, git may change line endings or run a filter.
    fn refuse_conversions(&self, repo: &Repo) -> Result<()> {
        let paths = || self.leaves.iter().map(|leaf| leaf.path.as_str());
        repo.refuse_filters(paths()).map_err(|error| error.hint(BY_HAND))?;
        match paths().find(|path| repo.changes_line_ends(path)) {
            None => Ok(()),
            Some(path) => Err(Error::cannot(format!(
                "git converts {path} when it writes it to the disk, which coach cannot do"
            ))
            .hint(BY_HAND)),
        }
    }
}

/// Whether two trees differ only in modes that git treats as equal.
fn has_the_same_files(repo: &Repo, made: git2::Oid, theirs: &Tree<'_>) -> bool {
    let Ok(made) = repo.git.find_tree(made) else { return false };
    let Ok(diff) = repo.git.diff_tree_to_tree(Some(&made), Some(theirs), None) else { return false };
    diff.deltas().all(|delta| {
        let Some(path) = delta.new_file().path().and_then(|path| path.to_str()) else { return false };
        let file = |tree| leaf(Some(tree), path).ok().flatten();
        file(&made).is_some_and(|made| Some(made) == file(theirs))
    })
}

fn refuse(paths: &[&str], what: &str, hint: &str) -> Result<()> {
    let named = match paths {
        [] => return Ok(()),
        [one] => (*one).to_owned(),
        [first, rest @ ..] => format!("{first} and {} more", rest.len()),
    };
    Err(Error::cannot(format!("your team changed {named}, and {what}: nothing was merged"))
        .hint(format!("{hint}, then sync again")))
}

fn bytes(repo: &Repo, leaf: Option<Leaf>) -> Result<Option<Vec<u8>>> {
    let Some(leaf) = leaf else { return Ok(None) };
    let blob = repo.git.find_blob(leaf.id).map_err(|e| git("could not read your team's commit", &e))?;
    Ok(Some(blob.content().to_vec()))
}

/// Whether the file becomes executable or stops being so; `None` if neither.
pub(crate) fn program(before: Option<Leaf>, after: Option<Leaf>) -> Option<bool> {
    let (was, is) = (before.is_some_and(Leaf::is_program), after?.is_program());
    (was != is).then_some(is)
}
