//! The files in the journal's folder that a sync does not send, because they are not records and nobody
//! committed them.

use std::path::Path;

use git2::StatusOptions;

use super::is_record;
use crate::error::Result;
use crate::store::git::repository::{Repo, git};
use crate::store::pending;

/// Their paths, relative to the journal's folder and sorted. Leaves out ignored files, and files that the sync
/// already mentions because they wait for a commit.
pub(crate) fn find(root: &Path) -> Result<Vec<String>> {
    let Some(repo) = Repo::around(root)? else { return Ok(Vec::new()) };
    let mut options = StatusOptions::new();
    options.include_untracked(true).recurse_untracked_dirs(true).include_ignored(false);
    options.exclude_submodules(true).disable_pathspec_match(true);
    if !repo.prefix.is_empty() {
        options.pathspec(repo.prefix.trim_end_matches('/'));
    }
    let waiting = pending(root);
    let statuses = repo
        .git
        .statuses(Some(&mut options))
        .map_err(|error| git("cannot look for files that are not committed", &error))?;
    let inside = statuses.iter().filter_map(|entry| {
        let path = String::from_utf8_lossy(entry.path_bytes()).into_owned();
        path.strip_prefix(&repo.prefix).map(str::to_owned)
    });
    let mut found: Vec<String> = inside.filter(|path| !is_record(path) && !waiting.contains(path)).collect();
    found.sort();
    Ok(found)
}
