//! Plans the merge of another machine's private notes into ours, in memory. Each note merges by the
//! rules for a journal's records, so that no word of either version is lost.

use std::collections::BTreeSet;
use std::path::Path;

use git2::{Delta, ObjectType, Oid, Tree};

use super::NOTES;
use crate::error::{Error, Result};
use crate::journal::merge::{self, Merged};
use crate::journal::records;
use crate::journal::records::private_note::PrivateNote;
use crate::journal::values::id::Id;
use crate::store::LARGEST;
use crate::store::git::objects::{Leaf, blob_id, leaf};
use crate::store::git::repository::{Repo, git};
use crate::store::write::incoming::IncomingFile;

/// The mode of a plain file.
const PLAIN: u32 = 0o100_644;

fn failed(error: git2::Error) -> Error {
    git("could not compare with the backup", &error)
}

/// The session that the note at this path belongs to. `None` if the path is not that of a note.
pub(super) fn id(path: &str) -> Option<Id> {
    path.strip_prefix(NOTES)?.strip_prefix('/')?.strip_suffix(".toml")?.parse().ok()
}

/// The paths of all notes on the disk or in the tree.
pub(super) fn here(root: &Path, tree: Option<&Tree<'_>>) -> Result<BTreeSet<String>> {
    let mut paths = notes(tree)?;
    let folder = root.join(NOTES);
    let failed = |error: std::io::Error| Error::io("cannot read", &folder, &error);
    let entries = match folder.read_dir() {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(paths),
        entries => entries.map_err(failed)?,
    };
    for entry in entries {
        let entry = entry.map_err(failed)?;
        let path = entry.file_name().to_str().map(|name| format!("{NOTES}/{name}"));
        paths.extend(path.filter(|path| id(path).is_some()));
    }
    Ok(paths)
}

/// The bytes of a file in a commit.
pub(super) fn bytes(repo: &Repo, leaf: Option<Leaf>) -> Result<Option<Vec<u8>>> {
    let blob = leaf.map(|leaf| repo.git.find_blob(leaf.id)).transpose().map_err(failed)?;
    Ok(blob.map(|blob| blob.content().to_vec()))
}

/// The changes to our files. With `rewritten`, or if the histories are unrelated, a note that is
/// missing in `theirs` stays: the absence is not a deletion.
pub(super) fn leaves(
    repo: &Repo,
    ours: Option<Oid>,
    theirs: Oid,
    rewritten: bool,
) -> Result<Vec<IncomingFile>> {
    let (our_tree, their_tree) = (repo.tree(ours)?, repo.tree(Some(theirs))?);
    let (ours_is, theirs_is) = (our_tree.as_ref(), their_tree.as_ref());
    are_private_notes(repo, theirs_is)?;
    let bases = match ours.map(|ours| repo.git.merge_bases(ours, theirs)) {
        Some(Ok(bases)) => bases.iter().copied().collect(),
        None => Vec::new(),
        Some(Err(error)) if error.code() == git2::ErrorCode::NotFound => Vec::new(),
        Some(Err(error)) => return Err(failed(error)),
    };
    // With several merge bases, none tells which notes either side deleted, so both sides keep all
    // their notes.
    let base = match bases.as_slice() {
        [one] if !rewritten => repo.tree(Some(*one))?,
        _ => None,
    };
    let mut paths = notes(ours_is)?;
    paths.append(&mut notes(theirs_is)?);
    let is_behind = ours.is_none_or(|ours| repo.arrived(theirs, ours));
    let mut arriving = others(repo, ours_is, theirs_is, is_behind)?;
    for path in paths {
        let [was, here, there] = [base.as_ref(), ours_is, theirs_is].map(|tree| leaf(tree, &path));
        let (was, here, there) = (was?, here?, there?);
        let merged = note(repo, &path, was, here, there)?;
        let after = match &merged {
            Some(bytes) => {
                Some(Leaf { id: blob_id(bytes)?, mode: here.or(there).map_or(PLAIN, |leaf| leaf.mode) })
            }
            None => None,
        };
        if after.map(|leaf| leaf.id) != here.map(|leaf| leaf.id) {
            arriving.push(IncomingFile { path, before: here, after, merged });
        }
    }
    Ok(arriving)
}

fn note(
    repo: &Repo,
    path: &str,
    was: Option<Leaf>,
    here: Option<Leaf>,
    there: Option<Leaf>,
) -> Result<Option<Vec<u8>>> {
    let bytes = |leaf| bytes(repo, leaf);
    let is_same = |a: Option<Leaf>, b: Option<Leaf>| a.map(|leaf| leaf.id) == b.map(|leaf| leaf.id);
    if is_same(here, there) || is_same(was, there) {
        return bytes(here);
    }
    let there = readable(path, bytes(there)?)?;
    let here = readable(path, bytes(here)?)?;
    let was = readable(path, bytes(was)?).ok().flatten();
    let merged = merge::merge(was.as_deref(), here.as_deref(), there.as_deref())
        .map_err(|why| unreadable(path, &why.to_string()))?;
    match merged {
        Merged::Removed => Ok(None),
        Merged::Text(text) => Ok(readable(path, Some(text.into_bytes()))?.map(String::into_bytes)),
    }
}

/// The text of a note. Fails if coach could not read it later: an unreadable note would block every
/// save.
fn readable(path: &str, bytes: Option<Vec<u8>>) -> Result<Option<String>> {
    let Some(bytes) = bytes else { return Ok(None) };
    if bytes.len() as u64 > LARGEST {
        return Err(unreadable(path, "it is larger than 256 KiB"));
    }
    let text = String::from_utf8(bytes).map_err(|_| unreadable(path, "it is not UTF-8"))?;
    let note: PrivateNote =
        records::read(path, &text).map_err(|problem| unreadable(path, &problem.message))?;
    if id(path).is_some_and(|id| id == note.session) {
        Ok(Some(text))
    } else {
        Err(unreadable(path, &format!("it is the note of {}", note.session)))
    }
}

fn unreadable(path: &str, why: &str) -> Error {
    Error::cannot(format!(
        "{path} cannot be merged: this version or the one in the backup is invalid ({why})"
    ))
    .hint("correct it where it was written, then try again; nothing was merged")
}

/// Fails unless the tree holds only notes and files such as hosting sites put into a new repository.
fn are_private_notes(repo: &Repo, theirs: Option<&Tree<'_>>) -> Result<()> {
    let Some(theirs) = theirs else { return Ok(()) };
    let is_ours = |entry: &git2::TreeEntry<'_>| match entry.kind() {
        Some(ObjectType::Tree) if entry.name_bytes() == NOTES.as_bytes() => {
            entry.to_object(&repo.git).ok().and_then(|there| there.into_tree().ok()).is_some_and(|notes| {
                notes.iter().all(|note| is_file(&note) && note.name_bytes().ends_with(b".toml"))
            })
        }
        _ => is_file(entry),
    };
    if theirs.iter().all(|entry| is_ours(&entry)) {
        Ok(())
    } else {
        Err(Error::cannot("the remote is not a repository of private notes")
            .hint("set another with `coach private remote URL`: a repository that only you can read"))
    }
}

fn is_file(entry: &git2::TreeEntry<'_>) -> bool {
    entry.kind() == Some(ObjectType::Blob) && entry.filemode() & 0o170_000 == 0o100_000
}

fn notes(tree: Option<&Tree<'_>>) -> Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    let Some(tree) = tree else { return Ok(found) };
    tree.walk(git2::TreeWalkMode::PreOrder, |above, entry| {
        let path = format!("{above}{}", String::from_utf8_lossy(entry.name_bytes()));
        found.extend(id(&path).map(|_| path));
        git2::TreeWalkResult::Ok
    })
    .map_err(failed)?;
    Ok(found)
}

/// The changes to files that are not notes. If our branch is behind, all their versions replace ours;
/// otherwise only their new files arrive.
fn others(
    repo: &Repo,
    ours: Option<&Tree<'_>>,
    theirs: Option<&Tree<'_>>,
    is_behind: bool,
) -> Result<Vec<IncomingFile>> {
    let diff = repo.git.diff_tree_to_tree(ours, theirs, None).map_err(failed)?;
    let mut found = Vec::new();
    for delta in diff.deltas().filter(|delta| is_behind || delta.status() == Delta::Added) {
        let path = delta.new_file().path_bytes().or(delta.old_file().path_bytes());
        let path = path.and_then(|path| std::str::from_utf8(path).ok());
        let Some(path) = path.filter(|path| id(path).is_none()) else { continue };
        let (before, after) = (leaf(ours, path)?, leaf(theirs, path)?);
        found.push(IncomingFile { path: path.to_owned(), before, after, merged: None });
    }
    Ok(found)
}
