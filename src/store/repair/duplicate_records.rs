//! Several files of one record: chooses the file that counts, and merges them into it. No rule here
//! depends on the sort order of names, and a copy that git does not have never wins over a file that it
//! has. Only reads.

use std::cell::OnceCell;
use std::collections::HashSet;
use std::path::Path;

use git2::{Oid, Tree};

use super::erase_forgotten;
use crate::error::{Error, Result};
use crate::journal::edit::former_handles::FormerHandles;
use crate::journal::merge::{self, Merged};
use crate::journal::query::journal::Journal;
use crate::journal::records::person::Person;
use crate::journal::records::{Problem, settings};
use crate::journal::text::editable_record::RecordText;
use crate::store::files::record_paths;
use crate::store::git::objects::{TRAILER, blob_id, leaf};
use crate::store::git::repository::Repo;
use crate::store::{Commit, FileChange, NotSaved, Writer, load};

/// The rank of a file among the files of a record, the same on every machine. A file at the path that
/// coach chose ranks higher, then one with more text. The name decides only between files with the same
/// text.
pub(crate) fn rank<'a>(path: &'a str, text: &'a str) -> (bool, usize, &'a str, &'a str) {
    (record_paths::place(path, text).as_deref() == Some(path), text.len(), text, path)
}

/// Chooses between the files of one record. Opens the repository only on the first question to it.
pub(crate) struct Copies<'a> {
    root: &'a Path,
    repo: OnceCell<Option<Repo>>,
}

impl<'a> Copies<'a> {
    pub(crate) fn in_folder(root: &'a Path) -> Copies<'a> {
        Copies { root, repo: OnceCell::new() }
    }

    /// Whether `first` counts rather than `second`.
    pub(crate) fn counts_before(&self, first: &str, second: &str) -> bool {
        let text = |path: &str| load::text(self.root, path).unwrap_or_default();
        let [one, other] = [first, second].map(text);
        (self.is_in_git(first), rank(first, &one)) >= (self.is_in_git(second), rank(second, &other))
    }

    /// Whether git's index and the latest commit have a file at `path`.
    pub(crate) fn is_in_git(&self, path: &str) -> (bool, bool) {
        (self.is_added(path), self.is_committed(path))
    }

    /// Whether git's index has a file at `path`: after `git mv`, the latest commit still has it at its
    /// old path.
    fn is_added(&self, path: &str) -> bool {
        let repo = self.repo.get_or_init(|| Repo::around(self.root).ok().flatten());
        let index = repo.as_ref().and_then(|repo| Some((repo, repo.git.index().ok()?)));
        index.is_some_and(|(repo, index)| {
            index.get_path(Path::new(&format!("{}{path}", repo.prefix)), 0).is_some()
        })
    }

    /// Whether the latest commit has a file at `path`.
    pub(crate) fn is_committed(&self, path: &str) -> bool {
        let repo = self.repo.get_or_init(|| Repo::around(self.root).ok().flatten());
        let Some(repo) = repo else { return false };
        let tip = repo.git.head().ok().and_then(|head| head.target());
        let Ok(Some(tree)) = repo.tree(tip) else { return false };
        matches!(leaf(Some(&tree), &format!("{}{path}", repo.prefix)), Ok(Some(_)))
    }

    /// Merges all files of one record into the file that counts, and deletes the copies. `None` if the
    /// merge rules cannot merge them.
    fn merged(
        &self,
        counts: &str,
        copies: &[&str],
        former: &FormerHandles,
        tombstones: &[Person],
    ) -> Result<Option<Vec<FileChange>>> {
        let read = |path: &str| load::text(self.root, path).map_err(|problem| unread(&problem));
        // A copy from before a person was forgotten must not bring them back.
        let erase =
            |path: &str, text: &str| erase_forgotten::erased(path, text, tombstones).map(|(_, text)| text);
        let before = read(counts)?;
        let Some(mut text) = erase(counts, &before) else { return Ok(None) };
        let mut changes = Vec::new();
        for copy in copies {
            let other = read(copy)?;
            if let Some(erased) = erase(copy, &other).filter(|_| !self.was_earlier(counts, &other)) {
                let Ok(Merged::Text(both)) = merge::merge_copy(&text, &erased) else { return Ok(None) };
                text = both;
            }
            changes.push(FileChange { path: (*copy).into(), before: Some(other.into_bytes()), after: None });
        }
        if text != before {
            let Ok(mut record) = RecordText::parse(&text) else { return Ok(None) };
            former.in_record(counts, &mut record);
            text = record.render();
        }
        let after = Some(text.into_bytes());
        changes.push(FileChange { path: counts.into(), before: Some(before.into_bytes()), after });
        Ok(Some(changes))
    }

    /// Whether `text` is an earlier version of the file at `path`: then a copy with this text adds
    /// nothing. A version that a merge discarded does not count, nor does one that an undo reverted.
    /// Returns `false` if coach cannot read the history.
    fn was_earlier(&self, path: &str, text: &str) -> bool {
        let repo = self.repo.get_or_init(|| Repo::around(self.root).ok().flatten());
        let (Some(repo), Ok(id)) = (repo, blob_id(text.as_bytes())) else { return false };
        let full = format!("{}{path}", repo.prefix);
        let undo = format!("{TRAILER}undo");
        let at = |commit: Oid| -> std::result::Result<(Option<Oid>, Vec<Oid>, bool), git2::Error> {
            let commit = repo.git.find_commit(commit)?;
            let is_undo = commit.message().unwrap_or_default().lines().any(|line| line == undo);
            Ok((blob(&commit.tree()?, &full), commit.parent_ids().collect(), is_undo))
        };
        let was = || -> std::result::Result<bool, git2::Error> {
            let mut seen = HashSet::new();
            let mut left: Vec<Oid> = repo.git.head()?.target().into_iter().collect();
            while let Some(commit) = left.pop() {
                let (Some(is), parents, is_undo) = at(commit)? else { continue };
                if is == id {
                    return Ok(true);
                }
                let mut before = Vec::new();
                for parent in parents {
                    before.push((parent, at(parent)?.0));
                }
                // If one parent of a merge has the same version of the file, the other parent did not
                // create it.
                let same = before.iter().find(|(_, blob)| *blob == Some(is)).map(|(parent, _)| *parent);
                let follow = match same {
                    Some(one) => vec![one],
                    None if is_undo => Vec::new(),
                    None => before.into_iter().map(|(parent, _)| parent).collect(),
                };
                left.extend(follow.into_iter().filter(|parent| seen.insert(*parent)));
            }
            Ok(false)
        };
        was().unwrap_or(false)
    }
}

fn blob(tree: &Tree<'_>, path: &str) -> Option<Oid> {
    leaf(Some(tree), path).ok().flatten().map(|leaf| leaf.id)
}

/// A record whose files are merged into one.
pub(crate) struct MergedCopies {
    pub counts: String,
    pub changes: Vec<FileChange>,
}

/// Merges the files of every record that has several. Includes a copy only if `wanted` returns `true`
/// for its path.
pub(crate) fn joined(
    root: &Path,
    journal: &Journal,
    wanted: impl Fn(&Copies<'_>, &str) -> bool,
) -> Result<Vec<MergedCopies>> {
    let copies = Copies::in_folder(root);
    let former = journal.former_handles();
    let tombstones = journal.tombstones();
    let mut all: Vec<(&str, Vec<&str>)> = Vec::new();
    for problem in &journal.problems {
        let Some(counts) = problem.copy_of.as_deref().filter(|_| wanted(&copies, &problem.path)) else {
            continue;
        };
        match all.iter_mut().find(|(path, _)| *path == counts) {
            Some((_, others)) => others.push(&problem.path),
            None => all.push((counts, vec![&problem.path])),
        }
    }
    let mut joined = Vec::new();
    for (counts, others) in all {
        let changes = copies.merged(counts, &others, &former, &tombstones)?;
        joined.extend(changes.map(|changes| MergedCopies { counts: counts.into(), changes }));
    }
    Ok(joined)
}

/// Like `joined`, for copies in the latest commit. Empty if the team commits manually.
pub(crate) fn in_commit(root: &Path, journal: &Journal) -> Result<Vec<MergedCopies>> {
    if journal.settings.commit == settings::Commit::Manual {
        Ok(Vec::new())
    } else {
        joined(root, journal, |copies, path| copies.is_committed(path))
    }
}

/// Commits the merged records. Returns a note for the user.
pub(crate) fn commit(
    writer: &mut Writer,
    all: &[MergedCopies],
    commit: &Commit<'_>,
) -> Result<Option<String>, NotSaved> {
    let changes: Vec<FileChange> = all.iter().flat_map(|joined| joined.changes.iter().cloned()).collect();
    if changes.is_empty() {
        return Ok(None);
    }
    let message = format!("merge duplicate files: {}\n\n{TRAILER}sync\n", records(all.len()));
    writer.save(&changes, &Commit { message: &message, ..commit.clone() })?;
    let paths: Vec<&str> = all.iter().map(|joined| joined.counts.as_str()).collect();
    Ok(Some(format!("merged duplicate files: {}", paths.join(", "))))
}

fn records(number: usize) -> String {
    if number == 1 { "1 record".into() } else { format!("{number} records") }
}

fn unread(problem: &Problem) -> Error {
    problem.error().hint("`coach check` lists every file that coach cannot read")
}
