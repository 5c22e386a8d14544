//! Refuses files that are too large for a sync, by the size in git's object header.

use git2::Oid;

use super::merge_plan::failed;
use crate::error::{Error, Result};
use crate::journal::records::settings::SETTINGS_FILE;
use crate::store::LARGEST_ARRIVING;
use crate::store::git::repository::Repo;

/// Fails if `theirs` brings a file that is too large for memory, before any other code reads it.
pub(super) fn refuse_large(repo: &Repo, ours: Option<Oid>, theirs: Oid) -> Result<()> {
    let (ours, theirs) = (repo.tree(ours)?, repo.tree(Some(theirs))?);
    let diff = repo.git.diff_tree_to_tree(ours.as_ref(), theirs.as_ref(), None).map_err(failed)?;
    for delta in diff.deltas() {
        let file = delta.new_file();
        // A submodule's entry names a commit that is not in this repository.
        let is_here = !file.id().is_zero() && repo.git.odb().map_err(failed)?.exists(file.id());
        let size = if is_here { repo.size(file.id())? } else { 0 };
        if size > LARGEST_ARRIVING {
            let path = String::from_utf8_lossy(file.path_bytes().unwrap_or_default()).into_owned();
            let [most, size] = [LARGEST_ARRIVING, size].map(|bytes| bytes.div_ceil(1 << 20));
            return Err(Error::cannot(format!(
                "your team committed {path} ({size} MiB): coach accepts no file larger than {most} MiB"
            ))
            .hint(out_of_the_branch(&path, path == format!("{}{SETTINGS_FILE}", repo.prefix))));
        }
    }
    Ok(())
}

/// The hint about a file that is too large. Without readable settings no command works.
fn out_of_the_branch(path: &str, is_settings: bool) -> String {
    if is_settings {
        format!("correct {path} in another clone with git, then `git push`")
    } else {
        format!(
            "delete it from the team's branch (`git rm {path}` in another clone, then `git push`), or take \
             it with `git pull`: coach then lists it as unreadable"
        )
    }
}
