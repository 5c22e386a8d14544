//! The records of the latest commit: the ones that the folder lacks, and the kind and name of each. Only
//! reads.

use git2::{
    IndexEntry, IndexEntryExtendedFlag, IndexEntryFlag, ObjectType, Oid, Tree, TreeWalkMode, TreeWalkResult,
};

use super::repository::Repo;
use crate::journal::records::kind::RecordKind;
use crate::store::sync::is_record;

/// The path (relative to the journal's root) and the blob of every record of the tree that has no file in
/// the folder.
pub(crate) fn missing(repo: &Repo, tree: Option<&Tree<'_>>) -> Vec<(String, Oid)> {
    let mut found = records(repo, tree);
    found.retain(|(path, _)| {
        let there = repo.work.full(&format!("{}{path}", repo.prefix));
        there.symlink_metadata().is_err_and(|error| error.kind() == std::io::ErrorKind::NotFound)
    });
    found
}

/// The path (relative to the journal's root) and the blob of every record of the tree.
pub(crate) fn records(repo: &Repo, tree: Option<&Tree<'_>>) -> Vec<(String, Oid)> {
    let mut found = Vec::new();
    let inside = match repo.prefix.trim_end_matches('/') {
        "" => tree.cloned(),
        prefix => tree
            .and_then(|tree| tree.get_path(prefix.as_ref()).ok())
            .and_then(|entry| repo.git.find_tree(entry.id()).ok()),
    };
    let Some(inside) = inside else { return found };
    // Skips folders whose names are not UTF-8, which cannot hold records, and folders that it cannot
    // read.
    let _ = inside.walk(TreeWalkMode::PreOrder, |above, entry| {
        let path = entry.name().ok().map(|name| format!("{above}{name}"));
        if entry.kind() == Some(ObjectType::Blob) {
            found.extend(path.filter(|path| is_record(path)).map(|path| (path, entry.id())));
        }
        TreeWalkResult::Ok
    });
    found
}

/// The kind of a record and its id or handle, read from its blob.
pub(crate) fn name(repo: &Repo, path: &str, id: Oid) -> Option<(RecordKind, String)> {
    name_of(path, repo.record(id)?.content())
}

/// Like `name`, read from the bytes of a file.
pub(crate) fn name_of(path: &str, bytes: &[u8]) -> Option<(RecordKind, String)> {
    let kind = RecordKind::of_path(path)?;
    Some((kind, kind.name_in(std::str::from_utf8(bytes).ok()?)?))
}

/// Whether git ignores the file on the disk (sparse checkout, `update-index --skip-worktree` or
/// `--assume-unchanged`).
pub(crate) fn is_hidden(entry: &IndexEntry) -> bool {
    let skipped = IndexEntryExtendedFlag::SKIP_WORKTREE.bits();
    is_assumed(entry) || entry.flags_extended & skipped != 0
}

pub(crate) fn is_assumed(entry: &IndexEntry) -> bool {
    entry.flags & IndexEntryFlag::VALID.bits() != 0
}
