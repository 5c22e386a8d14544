//! Extra paths for the next commit: files saved while committing was impossible, and files of the latest
//! saves that a concurrent `git commit` dropped.

use std::collections::BTreeMap;

use git2::{Oid, Tree};

use super::intent_file::{Intent, PastEdit};
use crate::error::Result;
use crate::store::FileChange;
use crate::store::files::allowed_paths;
use crate::store::git::objects::{TreeEdit, leaf};
use crate::store::git::repository::Repo;

/// The pending files, with their current content on the disk.
pub(crate) struct CarryOver {
    pub parts: Vec<TreeEdit>,
    /// Files that need no commit any more, because the latest commit has their content.
    pub settled: Vec<TreeEdit>,
}

impl CarryOver {
    pub(crate) fn find(
        repo: &Repo,
        tip: Option<Oid>,
        files: &[FileChange],
        recent: &RecentEdits,
    ) -> Result<CarryOver> {
        let mut along = CarryOver { parts: recent.dropped(repo, tip), settled: Vec::new() };
        let tree = repo.tree(tip)?;
        for path in repo.pending()? {
            if repo.refuse_filters([path.as_str()].into_iter()).is_err() {
                continue;
            }
            repo.work.remove_temporaries_beside(&path);
            let (Ok(bytes), Ok(there)) = (repo.work.read(&path), leaf(tree.as_ref(), &path)) else {
                continue;
            };
            let id = bytes.map(|bytes| repo.blob(&bytes)).transpose()?;
            let part = TreeEdit::new(path, id, id);
            if there.map(|leaf| leaf.id) == id { along.settled.push(part) } else { along.parts.push(part) }
        }
        // Leaves out a path that conflicts with others, so that it does not prevent their commit. It
        // stays pending.
        let mut taken: Vec<String> = files.iter().map(|file| file.path.clone()).collect();
        along.parts.retain(|part| {
            taken.push(part.path.clone());
            let fits = allowed_paths::check_all(taken.iter().map(String::as_str)).is_ok();
            if !fits {
                taken.pop();
            }
            fits
        });
        Ok(along)
    }
}

/// The edits of the latest saves, newest first. A concurrent `git commit` may undo saves: git reads the
/// index before it takes the lock, so it may overwrite the index that coach wrote in between. The next
/// `git commit` then commits the old entries, on top of every save that was made meanwhile. In that case
/// the file on the disk still has the saved content. To take a file out of git on purpose, the user
/// changes or removes the file.
#[derive(Default)]
pub(crate) struct RecentEdits(pub Vec<PastEdit>);

/// How many edits coach keeps. It keeps the last save whole.
const KEPT: usize = 32;

impl RecentEdits {
    pub(crate) fn find(repo: &Repo) -> RecentEdits {
        let Some(last) = repo.last_save() else { return RecentEdits::default() };
        let mut edits = edits_of(repo, &last).unwrap_or_default();
        edits.extend(last.earlier);
        RecentEdits(edits)
    }

    /// The edits that the next save writes down beside its own.
    pub(crate) fn kept(&self) -> Vec<PastEdit> {
        let of_last = |edit: &PastEdit| self.0.first().is_some_and(|last| last.commit == edit.commit);
        let edits = self.0.iter().enumerate().filter(|(place, edit)| *place < KEPT || of_last(edit));
        edits.map(|(_, edit)| edit.clone()).collect()
    }

    /// The edits with the newest version of their file as `after`.
    pub(crate) fn to_newest(&self) -> Vec<PastEdit> {
        let mut newest = BTreeMap::new();
        let mut edits = Vec::new();
        for edit in &self.0 {
            let after = *newest.entry(edit.path.as_str()).or_insert(edit.after);
            if after != edit.before {
                edits.push(PastEdit { after, ..edit.clone() });
            }
        }
        edits
    }

    /// The files whose version in `tip` is one from before the saves.
    pub(crate) fn dropped(&self, repo: &Repo, tip: Option<Oid>) -> Vec<TreeEdit> {
        let (Some(tip), Ok(Some(tree))) = (tip, repo.tree(tip)) else { return Vec::new() };
        let mut dropped = self.to_newest();
        // libgit2 keeps no large tree, so each folder is looked up once.
        let mut folders: BTreeMap<String, Option<Tree<'_>>> = BTreeMap::new();
        dropped.retain(|edit| {
            let (folder, name) = edit.path.rsplit_once('/').unwrap_or(("", &edit.path));
            let folder = folders.entry(folder.into()).or_insert_with(|| repo.folder_in(&tree, folder));
            blob_in(folder.as_ref(), name).ok() == Some(edit.before)
                && repo.has_on_disk(&edit.path, edit.after)
                && repo.arrived(tip, edit.commit)
        });
        // A file that went back to an earlier version has two edits with the same `before`.
        dropped.sort_by(|one, other| one.path.cmp(&other.path));
        dropped.dedup_by(|one, other| one.path == other.path);
        dropped.into_iter().map(|edit| TreeEdit::new(edit.path, edit.after, edit.after)).collect()
    }
}

/// The edits of one save, without files outside the journal that a sync wrote: coach does not commit
/// those again.
fn edits_of(repo: &Repo, save: &Intent) -> Option<Vec<PastEdit>> {
    let [old, new] = [save.old, Some(save.new)].map(|commit| repo.tree(commit));
    let (old, new) = (old.ok()?, new.ok()?);
    let mut edits = Vec::new();
    for (path, _) in save.files.iter().filter(|(path, _)| path.starts_with(&repo.prefix)) {
        let (before, after) = (blob_in(old.as_ref(), path).ok()?, blob_in(new.as_ref(), path).ok()?);
        if before != after {
            edits.push(PastEdit { commit: save.new, path: path.clone(), before, after });
        }
    }
    Some(edits)
}

/// The blob at `path`. Fails if the path cannot be a file.
fn blob_in(tree: Option<&Tree<'_>>, path: &str) -> Result<Option<Oid>> {
    Ok(leaf(tree, path)?.map(|leaf| leaf.id))
}
