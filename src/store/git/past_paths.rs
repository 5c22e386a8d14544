//! Lists every path that some records ever had, by git's local history: a record that was moved or
//! renamed has several. Only reads.

use std::collections::BTreeSet;
use std::path::Path;

use git2::{DiffOptions, Oid};

use super::repository::Repo;
use crate::journal::records::kind::RecordKind;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;

/// The paths, from the repository's root, of these people's records and of these sessions, on every
/// branch of this clone. Empty without a history.
pub(crate) fn paths(root: &Path, people: &[Handle], sessions: &[Id]) -> Vec<String> {
    let Ok(Some(repo)) = Repo::around(root) else { return Vec::new() };
    let mut wanted: BTreeSet<String> = people.iter().map(|handle| format!("handle = \"{handle}\"")).collect();
    wanted.extend(people.iter().map(|handle| format!("person = \"{handle}\"")));
    wanted.extend(sessions.iter().map(|id| format!("id = \"{id}\"")));
    let mut found = BTreeSet::new();
    // If a part of the history is unreadable, returns the paths from the readable part.
    let _ = walk(&repo, &wanted, &mut found);
    found.into_iter().collect()
}

fn walk(repo: &Repo, wanted: &BTreeSet<String>, found: &mut BTreeSet<String>) -> Result<(), git2::Error> {
    let mut commits = repo.git.revwalk()?;
    commits.push_head()?;
    commits.push_glob("refs/heads/*")?;
    commits.push_glob("refs/remotes/*")?;
    let mut records = DiffOptions::new();
    for kind in [RecordKind::Person, RecordKind::Session, RecordKind::Story] {
        records.pathspec(format!("{}{}/*", repo.prefix, kind.folder()));
    }
    for id in commits {
        let commit = repo.git.find_commit(id?)?;
        let parent = commit.parent(0).ok().map(|parent| parent.tree()).transpose()?;
        let diff = repo.git.diff_tree_to_tree(parent.as_ref(), Some(&commit.tree()?), Some(&mut records))?;
        for delta in diff.deltas() {
            let file = delta.new_file();
            let Some(path) = file.path().and_then(Path::to_str) else { continue };
            if !found.contains(path) && is_of(repo, file.id(), wanted) {
                found.insert(path.to_string());
            }
        }
    }
    Ok(())
}

/// Whether the record belongs to the wanted people or sessions. Checks only the keys above the first
/// table, where the record's own id or handle is.
fn is_of(repo: &Repo, blob: Oid, wanted: &BTreeSet<String>) -> bool {
    let Some(blob) = repo.record(blob) else { return false };
    let Ok(text) = std::str::from_utf8(blob.content()) else { return false };
    let own = text.lines().map(str::trim).take_while(|line| !line.starts_with('['));
    own.map(|line| line.trim_start_matches('\u{feff}')).any(|line| {
        let line = line.split('#').next().unwrap_or_default().trim().replace('\'', "\"");
        wanted.contains(&line)
    })
}
