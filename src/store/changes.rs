//! How often each session's file was changed, and when last, as git remembers it. Only reads.

use std::collections::BTreeMap;
use std::path::Path;

use git2::{DiffOptions, Sort};

use super::repository::{Repo, git};
use crate::error::Result;
use crate::journal::id::Id;
use crate::journal::journal::Journal;

/// Times, and the latest in seconds since 1970, for each session that was committed; nothing where
/// no git is. A session whose file was moved is known by the id in its name.
pub fn of_sessions(root: &Path, journal: &Journal) -> Result<BTreeMap<Id, (u32, i64)>> {
    let failed = |error: git2::Error| git("could not read the history", &error);
    let Some(repo) = Repo::around(root)? else { return Ok(BTreeMap::new()) };
    let mut walk = repo.git.revwalk().map_err(failed)?;
    walk.set_sorting(Sort::TIME).map_err(failed)?;
    if walk.push_head().is_err() {
        return Ok(BTreeMap::new()); // No commit yet.
    }
    let mut files: BTreeMap<String, (u32, i64)> = BTreeMap::new();
    for id in walk {
        let commit = repo.git.find_commit(id.map_err(failed)?).map_err(failed)?;
        // What a merge joined was counted where it was written.
        if commit.parent_count() > 1 {
            continue;
        }
        let before = commit.parent(0).and_then(|parent| parent.tree()).ok();
        let after = commit.tree().map_err(failed)?;
        let mut only = DiffOptions::new();
        only.pathspec(format!("{}sessions", repo.prefix)).disable_pathspec_match(true);
        let changed =
            repo.git.diff_tree_to_tree(before.as_ref(), Some(&after), Some(&mut only)).map_err(failed)?;
        for delta in changed.deltas() {
            let Some(path) = delta.new_file().path().and_then(Path::to_str) else { continue };
            let (times, last) = files.entry(known_by(path)).or_insert((0, i64::MIN));
            *times += 1;
            *last = (*last).max(commit.time().seconds());
        }
    }
    let of = |path: &str| files.get(&known_by(&format!("{}{path}", repo.prefix))).copied();
    Ok(journal.sessions.iter().filter_map(|one| Some((one.record.id.clone(), of(&one.path)?))).collect())
}

/// The id at the end of a name that coach gave; else the path.
fn known_by(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    let id = name.strip_suffix(".toml").and_then(|name| name.rsplit('-').next()?.parse::<Id>().ok());
    id.map_or_else(|| path.to_string(), |id| id.to_string())
}
