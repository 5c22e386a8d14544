//! Extra paths for the next commit: files saved while committing was impossible, and files of the last
//! save that a concurrent `git commit` dropped.

use git2::{Oid, Tree};

use crate::error::Result;
use crate::store::FileChange;
use crate::store::files::allowed_paths;
use crate::store::git::objects::{TreeEdit, blob_id, leaf};
use crate::store::git::repository::Repo;

/// The pending files, with their current content on the disk.
pub struct CarryOver {
    pub parts: Vec<TreeEdit>,
    /// Files that need no commit any more, because the latest commit has their content.
    pub settled: Vec<TreeEdit>,
}

impl CarryOver {
    pub fn find(repo: &Repo, tip: Option<Oid>, files: &[FileChange]) -> Result<CarryOver> {
        let dropped = LastSave::find(repo).map(|last| last.dropped(repo, tip));
        let mut along = CarryOver { parts: dropped.unwrap_or_default(), settled: Vec::new() };
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

/// The last save's commit and its files. A concurrent `git commit` may undo the save: git reads the index
/// before it takes the lock, so it may overwrite the index that coach wrote in between, and commit the
/// old entries. In that case the file on the disk still has the saved content. To take a file out of git
/// on purpose, the user changes or removes the file.
pub struct LastSave {
    pub old: Option<Oid>,
    pub parts: Vec<TreeEdit>,
}

impl LastSave {
    pub fn find(repo: &Repo) -> Option<LastSave> {
        let last = repo.last_save()?;
        let [old, new] = [last.old, Some(last.new)].map(|commit| repo.tree(commit));
        let (old, new) = (old.ok()?, new.ok()?);
        let mut parts = Vec::new();
        // Leaves out files outside the journal that a sync wrote: coach does not commit those again.
        for (path, _) in last.files.into_iter().filter(|(path, _)| path.starts_with(&repo.prefix)) {
            let (before, after) = (blob_in(old.as_ref(), &path)?, blob_in(new.as_ref(), &path)?);
            let here = repo.work.read_any_size(&path).ok()?.as_deref().map(blob_id).transpose().ok()?;
            if before != after && here == after {
                parts.push(TreeEdit::new(path, before, after));
            }
        }
        let tip = repo.git.head().ok()?.target()?;
        repo.arrived(tip, last.new).then_some(LastSave { old: last.old, parts })
    }

    /// The files whose version in `tip` is the one from before the last save.
    pub fn dropped(&self, repo: &Repo, tip: Option<Oid>) -> Vec<TreeEdit> {
        let Ok(Some(tip)) = repo.tree(tip) else { return Vec::new() };
        let dropped = self.parts.iter().filter(|part| blob_in(Some(&tip), &part.path) == Some(part.before));
        dropped.map(|part| TreeEdit { before: part.after, ..part.clone() }).collect()
    }
}

/// The blob at `path`; outer `None` if the path cannot be a file.
fn blob_in(tree: Option<&Tree<'_>>, path: &str) -> Option<Option<Oid>> {
    Some(leaf(tree, path).ok()?.map(|leaf| leaf.id))
}
