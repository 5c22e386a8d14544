//! Finds edits that the user made to records without coach and has not committed. coach makes a separate
//! commit of them before it changes those records. It leaves out files that it cannot read, and files
//! that the user has staged with other content, ignored, or hidden from git.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use git2::{Index, Oid, Tree};

use super::change::unsure;
use crate::environment::Environment;
use crate::error::Result;
use crate::journal::edit::template_answers;
use crate::journal::query::journal::Journal;
use crate::journal::records::kind::RecordKind;
use crate::journal::records::settings::{self, SETTINGS_FILE};
use crate::store::files::allowed_paths;
use crate::store::git::head_records::{self, is_hidden};
use crate::store::git::objects::{blob_id, leaf};
use crate::store::git::repository::Repo;
use crate::store::git::update_index;
use crate::store::repair::duplicate_records::{self, MergedCopies};
use crate::store::repair::outdated_handles::Outdated;
use crate::store::sync::is_record;
use crate::store::{Commit, FileChange, Guard, NotSaved, Saved, Writer, load};

/// The user's edits that the next sync commits.
#[derive(Default)]
pub(crate) struct HandEdits {
    pub files: Vec<FileChange>,
    /// Warnings about edits that stay uncommitted, with the reason.
    pub left: Vec<String>,
    /// Committed records that have several files, and the merged result.
    pub twice: Vec<MergedCopies>,
    pub outdated: Outdated,
}

/// The kind of a record on the disk, and its id or handle.
type RecordName = (RecordKind, String);

/// Searches all records for edits. Finds none if the team makes its own commits (`commit = "manual"`), or
/// if that setting is unreadable.
pub(crate) fn find(
    repo: &Repo,
    root: &Path,
    world: &Environment,
    tip: Option<Oid>,
    guard: &Guard,
) -> Result<HandEdits> {
    let mut found = HandEdits::default();
    let Ok(journal) = load::load(root, world, load::LoadScope::Figures) else { return Ok(found) };
    if journal.settings.commit == settings::Commit::Manual || unsure(&journal.settings).is_some() {
        return Ok(found);
    }
    let tree = repo.tree(tip)?;
    let records = names(&journal);
    let mut changed = Vec::new();
    let mark = journal.settings.unread.is_empty().then_some(SETTINGS_FILE);
    for path in records.keys().copied().chain(mark) {
        changed.extend(change(repo, tree.as_ref(), path)?);
    }
    found.twice = duplicate_records::in_commit(root, &journal)?;
    let is_joined =
        |path: &str| found.twice.iter().flat_map(|joined| &joined.changes).any(|change| change.path == path);
    found.outdated = Outdated::find(root, &journal, is_joined);
    found.left.extend(unreadable(repo, tree.as_ref(), &journal, is_joined)?);
    let index = update_index::open(&repo.index_path())?;
    let gone = gone(repo, tree.as_ref(), &index)?;
    let committed: BTreeSet<&RecordName> =
        records.iter().filter(|(path, _)| !is_new(repo, tree.as_ref(), path)).map(|(_, name)| name).collect();
    let has_copy =
        |path: &str| journal.problems.iter().any(|problem| problem.copy_of.as_deref() == Some(path));
    // The old file of a move whose new file is committed already.
    let sources = gone.iter().filter(|(name, _)| committed.contains(name));
    found.files.extend(sources.map(|(_, path)| gone_from(path)));
    for file in changed {
        let name = records.get(file.path.as_str());
        let there = leaf(tree.as_ref(), &format!("{}{}", repo.prefix, file.path))?.map(|leaf| leaf.id);
        let is_new = there.is_none();
        let mut skipped = stays(repo, tree.as_ref(), &index, &file, guard)?;
        if skipped.is_none() && is_new && has_copy(&file.path) {
            skipped = Some(SkipReason::Told(format!("{}  another file has the same id", file.path)));
        }
        if skipped.is_none() {
            skipped = private_field(repo, there, &journal, &file);
        }
        match skipped {
            Some(SkipReason::Silently) => {}
            Some(SkipReason::Told(why)) => found.left.push(format!("not committed: {why}")),
            None => {
                // Commits the removal of a moved file's old path as well, so that others do not get two
                // files.
                let from = name.filter(|_| is_new).and_then(|name| gone.get(name));
                found.files.extend(from.map(|path| gone_from(path)));
                found.files.push(file);
            }
        }
    }
    Ok(found)
}

/// Notes about the changed files that coach cannot read.
fn unreadable(
    repo: &Repo,
    tree: Option<&Tree<'_>>,
    journal: &Journal,
    is_joined: impl Fn(&str) -> bool,
) -> Result<Vec<String>> {
    let mut notes = Vec::new();
    for problem in journal.problems.iter().filter(|problem| !is_joined(&problem.path)) {
        if change(repo, tree, &problem.path)?.is_some() {
            notes.push(format!("not committed: {}  {}", problem.place(), problem.message));
        }
    }
    Ok(notes)
}

/// Why a file with an answer to a private field is not committed.
fn private_field(
    repo: &Repo,
    there: Option<Oid>,
    journal: &Journal,
    file: &FileChange,
) -> Option<SkipReason> {
    let key = says_private(repo, there, journal, file)?;
    Some(SkipReason::Told(format!("{}  the field `{key}` of its form is private", file.path)))
}

/// The key of an answer that the session's template keeps private, if the latest commit does not have it
/// yet.
fn says_private(repo: &Repo, there: Option<Oid>, journal: &Journal, file: &FileChange) -> Option<String> {
    let before = there.and_then(|id| repo.git.find_blob(id).ok());
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let before = before.map(|blob| text(blob.content())).unwrap_or_default();
    file.after.as_deref().and_then(|after| template_answers::newly_shared(journal, &before, &text(after)))
}

/// Every readable record, by its path.
fn names(journal: &Journal) -> BTreeMap<&str, RecordName> {
    journal.records().map(|(path, (kind, name))| (path, (kind, name.to_string()))).collect()
}

/// The file on the disk, if the latest commit has other content or no such file.
fn change(repo: &Repo, tree: Option<&Tree<'_>>, path: &str) -> Result<Option<FileChange>> {
    let full = format!("{}{path}", repo.prefix);
    let (Ok(Some(bytes)), Ok(there)) = (repo.work.read(&full), leaf(tree, &full)) else {
        return Ok(None);
    };
    let same = there.map(|leaf| leaf.id) == Some(blob_id(&bytes)?);
    Ok((!same).then(|| FileChange { path: path.into(), before: Some(bytes.clone()), after: Some(bytes) }))
}

/// Old paths of records that the user moved and a command is about to change. Their removal gets
/// committed, so that no record has two files.
pub(crate) fn left_behind(root: &Path, changes: &[FileChange]) -> Result<Vec<FileChange>> {
    let Some(repo) = Repo::around(root)? else { return Ok(Vec::new()) };
    let tree = repo.tree(repo.git.head().ok().and_then(|head| head.target()))?;
    // Several copies of one record share one old path.
    let mut moved = BTreeSet::new();
    for change in changes {
        let Some(bytes) = change.before.as_deref().filter(|_| is_record(&change.path)) else { continue };
        let name = head_records::name_of(&change.path, bytes);
        moved.extend(name.filter(|_| is_new(&repo, tree.as_ref(), &change.path)));
    }
    if moved.is_empty() {
        return Ok(Vec::new());
    }
    let gone = gone(&repo, tree.as_ref(), &update_index::open(&repo.index_path())?)?;
    let old = moved.iter().filter_map(|name| gone.get(name));
    Ok(old.map(|path| gone_from(path)).collect())
}

/// Removes a file from git that the folder no longer has.
fn gone_from(path: &str) -> FileChange {
    FileChange { path: path.into(), before: None, after: None }
}

/// Whether the latest commit has no such file.
fn is_new(repo: &Repo, tree: Option<&Tree<'_>>, path: &str) -> bool {
    !matches!(leaf(tree, &format!("{}{path}", repo.prefix)), Ok(Some(_)))
}

/// Records of the latest commit that are missing on the disk, by kind and name.
fn gone(repo: &Repo, tree: Option<&Tree<'_>>, index: &Index) -> Result<BTreeMap<RecordName, String>> {
    let mut gone = BTreeMap::new();
    for (path, id) in head_records::missing(repo, tree) {
        let staged = index.get_path(Path::new(&format!("{}{path}", repo.prefix)), 0);
        let is_as_committed = staged.is_none_or(|entry| entry.id == id && !is_hidden(&entry));
        let name = head_records::name(repo, &path, id).filter(|_| is_as_committed);
        gone.extend(name.map(|name| (name, path)));
    }
    Ok(gone)
}

/// Why coach does not commit a file.
enum SkipReason {
    /// The user chose this, so coach prints no warning.
    Silently,
    Told(String),
}

fn stays(
    repo: &Repo,
    tree: Option<&Tree<'_>>,
    index: &Index,
    file: &FileChange,
    guard: &Guard,
) -> Result<Option<SkipReason>> {
    let full = format!("{}{}", repo.prefix, file.path);
    let bytes = file.after.as_deref().unwrap_or_default();
    let (now, head) = (blob_id(bytes)?, leaf(tree, &full)?.map(|leaf| leaf.id));
    let staged = index.get_path(Path::new(&full), 0);
    let is_ignored = || head.is_none() && repo.git.is_path_ignored(&full).unwrap_or(true);
    if staged.as_ref().is_some_and(is_hidden)
        || (staged.is_none() && is_ignored())
        || repo.changes_line_ends(&full)
    {
        return Ok(Some(SkipReason::Silently));
    }
    let staged = staged.map(|entry| entry.id);
    if staged != head && staged != Some(now) {
        return Ok(Some(SkipReason::Told(format!("{}  another version of it is staged", file.path))));
    }
    let refused = allowed_paths::check(&file.path)
        .and_then(|()| guard.file(&file.path, bytes))
        .and_then(|()| repo.refuse_filters([full.as_str()].into_iter()));
    Ok(refused.err().map(|error| SkipReason::Told(error.message)))
}

/// Makes a separate commit of the files. Returns a note for the user.
pub(crate) fn commit(
    writer: &mut Writer,
    files: &[FileChange],
    commit: &Commit<'_>,
) -> std::result::Result<Option<String>, NotSaved> {
    if files.is_empty() {
        return Ok(None);
    }
    let message = format!("by hand: {}", count(files.len()));
    match writer.save(files, &Commit { message: &message, ..commit.clone() })? {
        Saved::Committed { .. } => Ok(Some(format!("committed your own edits separately: {}", list(files)))),
        Saved::Waiting(_) => Ok(None),
    }
}

/// The number with its noun, such as `1 file`.
pub(crate) fn count(number: usize) -> String {
    match number {
        1 => "1 file".into(),
        _ => format!("{number} files"),
    }
}

/// The first ten paths, and the number of the others.
pub(crate) fn list(files: &[FileChange]) -> String {
    const MOST: usize = 10;
    let paths: Vec<&str> = files.iter().take(MOST).map(|file| file.path.as_str()).collect();
    match files.len().saturating_sub(MOST) {
        0 => paths.join(", "),
        more => format!("{} and {more} more", paths.join(", ")),
    }
}
