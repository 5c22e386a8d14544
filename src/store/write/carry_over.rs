//! What the next commit takes along beside its own files: those that waited while no commit could
//! be made, and those of the last save that a `git commit` beside it has dropped again.

use git2::{Oid, Tree};

use crate::error::Result;
use crate::store::FileChange;
use crate::store::files::allowed_paths;
use crate::store::git::objects::{TreeEdit, blob_id, leaf};
use crate::store::git::repository::Repo;

/// The files that waited for a commit, as they lie on the disk now.
pub struct CarryOver {
    pub parts: Vec<TreeEdit>,
    /// Those that need none any more.
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
        // One that cannot be taken keeps waiting; it must not keep the others from being saved.
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

/// What the last save committed. Somebody's git may put it back to how it was before: `git commit`
/// reads the index before it takes its lock, and may write what it read over what we wrote in
/// between, and commit that. The file on the disk is still ours then; whoever takes a file out of
/// git on purpose changes or removes it.
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
        // What a sync brought beside the journal is not ours to commit again.
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

    /// Those that are in `tip` as they were before the last save.
    pub fn dropped(&self, repo: &Repo, tip: Option<Oid>) -> Vec<TreeEdit> {
        let Ok(Some(tip)) = repo.tree(tip) else { return Vec::new() };
        let dropped = self.parts.iter().filter(|part| blob_in(Some(&tip), &part.path) == Some(part.before));
        dropped.map(|part| TreeEdit { before: part.after, ..part.clone() }).collect()
    }
}

/// The blob at `path`; `None` where a file cannot be.
fn blob_in(tree: Option<&Tree<'_>>, path: &str) -> Option<Option<Oid>> {
    Some(leaf(tree, path).ok()?.map(|leaf| leaf.id))
}
