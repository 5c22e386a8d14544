//! Blobs, trees and commits. coach builds a new tree from a commit's tree and its own paths, never from
//! the index, so that it never commits changes that the user has staged.

use std::path::Path;

use git2::build::TreeUpdateBuilder;
use git2::{Blob, ErrorCode, FileMode, ObjectType, Oid, Signature, Tree};

use super::index_entry::entry;
use super::repository::{Repo, git};
use super::sign;
use crate::error::{Error, Result};
use crate::journal::values::handle::Handle;
use crate::store::files::file_system::{LARGEST, sync_folder};

/// The trailer in the commit message that names the coach command.
pub(crate) const TRAILER: &str = "Coach-Command: ";

/// The trailer after it: the handle of the person who made the change.
pub(crate) const BY: &str = "Coach-By: ";

/// The handle in a commit's `Coach-By` trailer. `None` if there are several trailers, because several
/// commits were squashed into one.
pub(crate) fn made_by(message: &str) -> Option<Handle> {
    let mut all = message.lines().filter_map(|line| line.strip_prefix(BY));
    all.next().filter(|_| all.next().is_none())?.trim().parse().ok()
}

/// A path in the work tree and its blobs before and after; `None` means no file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeEdit {
    pub path: String,
    pub before: Option<Oid>,
    pub after: Option<Oid>,
    /// Whether the file becomes executable (`true`) or stops being so (`false`); `None` keeps its mode.
    pub program: Option<bool>,
}

impl TreeEdit {
    pub fn new(path: impl Into<String>, before: Option<Oid>, after: Option<Oid>) -> TreeEdit {
        TreeEdit { path: path.into(), before, after, program: None }
    }

    /// Whether the edit changes anything. One that does not is only committed along with the others.
    pub fn changes(&self) -> bool {
        self.before != self.after || self.program.is_some()
    }
}

/// Authors and message of a commit, and its second parent.
#[derive(Clone)]
pub struct CommitText {
    pub author: Signature<'static>,
    pub committer: Signature<'static>,
    pub message: String,
    /// The colleagues' commit that this commit merges, as its second parent.
    pub theirs: Option<Oid>,
}

/// A file in a tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leaf {
    pub id: Oid,
    pub mode: u32,
}

const PLAIN: u32 = 0o100_644;
const PROGRAM: u32 = 0o100_755;

/// The id that git gives to these bytes.
pub(crate) fn blob_id(bytes: &[u8]) -> Result<Oid> {
    Oid::hash_object(ObjectType::Blob, bytes).map_err(|e| git("could not hash a file", &e))
}

impl Repo {
    /// The tree of a commit. `None` for a branch without commits.
    pub fn tree(&self, commit: Option<Oid>) -> Result<Option<Tree<'_>>> {
        let Some(commit) = commit else { return Ok(None) };
        let tree = self.git.find_commit(commit).and_then(|commit| commit.tree());
        tree.map(Some).map_err(|e| git("could not read a commit", &e))
    }

    /// Writes the exact bytes as a blob.
    pub fn blob(&self, bytes: &[u8]) -> Result<Oid> {
        self.git.blob(bytes).map_err(|e| git("could not write to git's objects", &e))
    }

    /// The size of an object in bytes. Reads only its header.
    pub fn size(&self, id: Oid) -> Result<u64> {
        let header = self.git.odb().and_then(|objects| objects.read_header(id));
        header.map(|(size, _)| size as u64).map_err(|e| git("could not look at git's objects", &e))
    }

    /// A blob that can be a record. `None` if it is larger than a record may be, or missing.
    pub fn record(&self, id: Oid) -> Option<Blob<'_>> {
        self.size(id).is_ok_and(|size| size <= LARGEST).then(|| self.git.find_blob(id).ok()).flatten()
    }

    /// Commits the parts on top of `tip`, and merges `theirs` unless `tip` contains it. Returns `tip` if
    /// there is nothing to change and nothing to merge.
    pub fn commit(&self, tip: Option<Oid>, parts: &[TreeEdit], words: &CommitText) -> Result<Oid> {
        let tree = match self.tree(tip)? {
            Some(base) => self.changed_tree(&base, parts)?,
            None => self.first_tree(parts)?,
        };
        let theirs = words.theirs.filter(|theirs| !tip.is_some_and(|tip| self.arrived(tip, *theirs)));
        if let Some(tip) = tip
            && theirs.is_none()
            && self.tree(Some(tip))?.is_some_and(|base| base.id() == tree)
        {
            return Ok(tip);
        }
        let parents: Vec<Oid> = tip.into_iter().chain(theirs).collect();
        let made = if self.wants_signatures() {
            sign::commit(self, tree, &parents, words)?
        } else {
            self.unsigned(tree, parents, words)?
        };
        // libgit2 and git sync each object and the folder that contains it, but not the name of that
        // folder.
        let objects = self.git.commondir().join("objects");
        sync_folder(&objects).map_err(|error| Error::io("cannot sync", &objects, &error))?;
        Ok(made)
    }

    fn unsigned(&self, tree: Oid, parents: Vec<Oid>, words: &CommitText) -> Result<Oid> {
        let failed = |e: git2::Error| git("could not write the commit", &e);
        let tree = self.git.find_tree(tree).map_err(failed)?;
        let parents: std::result::Result<Vec<_>, _> =
            parents.into_iter().map(|parent| self.git.find_commit(parent)).collect();
        let parents = parents.map_err(failed)?;
        let parents: Vec<_> = parents.iter().collect();
        self.git
            .commit(None, &words.author, &words.committer, &words.message, &tree, &parents)
            .map_err(failed)
    }

    /// Writes the tree of `base` with the parts changed.
    pub fn changed_tree(&self, base: &Tree<'_>, parts: &[TreeEdit]) -> Result<Oid> {
        let mut update = TreeUpdateBuilder::new();
        for part in parts {
            let now = leaf(Some(base), &part.path)?;
            match (part.after, now) {
                (None, Some(_)) => {
                    update.remove(part.path.as_str());
                }
                (Some(after), now) if now.map(|leaf| leaf.id) != Some(after) || part.program.is_some() => {
                    let program = part.program.unwrap_or(mode_of(now) == PROGRAM);
                    let mode = if program { FileMode::BlobExecutable } else { FileMode::Blob };
                    update.upsert(part.path.as_str(), after, mode);
                }
                _ => {}
            }
        }
        update.create_updated(&self.git, base).map_err(|e| git("could not write the commit", &e))
    }

    /// Writes the tree of a branch's first commit. Built in memory, because changing the empty tree would
    /// leave the empty tree in the repository.
    pub fn first_tree(&self, parts: &[TreeEdit]) -> Result<Oid> {
        let failed = |e: git2::Error| git("could not write the commit", &e);
        let mut index = git2::Index::new().map_err(failed)?;
        for part in parts {
            if let Some(after) = part.after {
                let mode = if part.program == Some(true) { PROGRAM } else { PLAIN };
                index.add(&entry(&part.path, after, mode, None)).map_err(failed)?;
            }
        }
        index.write_tree_to(&self.git).map_err(failed)
    }

    /// Whether `new` is in the history of `tip`.
    pub fn arrived(&self, tip: Oid, new: Oid) -> bool {
        tip == new || self.git.graph_descendant_of(tip, new).unwrap_or(false)
    }

    /// The tree of a folder; the tree itself for an empty path. `None` if there is no such folder.
    pub(crate) fn folder_in<'r>(&'r self, tree: &Tree<'r>, path: &str) -> Option<Tree<'r>> {
        if path.is_empty() {
            return Some(tree.clone());
        }
        let entry = tree.get_path(Path::new(path)).ok()?;
        self.git.find_tree(entry.id()).ok()
    }

    /// Whether the file in the work tree has this content; `None` means no file.
    pub(crate) fn has_on_disk(&self, path: &str, id: Option<Oid>) -> bool {
        let Ok(bytes) = self.work.read_any_size(path) else { return false };
        bytes.as_deref().map(blob_id).transpose().is_ok_and(|here| here == id)
    }

    /// Whether coach may commit the parts on top of `tip` though it prepared them for `old`. True if each
    /// path in `tip` is unchanged since `old`, or has the blob that coach writes, or the blob that coach
    /// started from.
    pub fn may_go_on_top(&self, tip: Option<Oid>, old: Option<Oid>, parts: &[TreeEdit]) -> Result<bool> {
        let (tip, old) = (self.tree(tip)?, self.tree(old)?);
        // A part that changes nothing is committed in any case.
        for part in parts.iter().filter(|part| part.changes()) {
            let there = leaf(tip.as_ref(), &part.path)?.map(|leaf| leaf.id);
            let then = leaf(old.as_ref(), &part.path)?.map(|leaf| leaf.id);
            if there != then && there != part.after && there != part.before {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// The mode that git uses for a file with this mode in its tree entry. git knows plain and executable
/// files, and maps every other mode of a file (100664, 100777) to one of the two. `None` for anything but
/// a file.
pub(crate) fn canonical(mode: u32) -> Option<u32> {
    let is_plain = mode & 0o170_000 == 0o100_000;
    is_plain.then_some(if mode & 0o100 == 0 { PLAIN } else { PROGRAM })
}

/// The mode of a path in a tree, as the tree object stores it. `git2::DiffFile::mode` panics at a mode
/// that git itself does not write, such as 100777.
pub(crate) fn raw_mode(tree: Option<&Tree<'_>>, path: &str) -> Option<u32> {
    Some(tree?.get_path(Path::new(path)).ok()?.filemode_raw().cast_unsigned())
}

/// Whether a path in a tree is a submodule.
pub(crate) fn is_submodule(tree: Option<&Tree<'_>>, path: &str) -> bool {
    raw_mode(tree, path) == Some(u32::from(FileMode::Commit))
}

/// The file at `path` in a tree. Fails for a symlink, a submodule or a folder, because coach must not
/// replace those.
pub(crate) fn leaf(tree: Option<&Tree<'_>>, path: &str) -> Result<Option<Leaf>> {
    let Some(tree) = tree else { return Ok(None) };
    match tree.get_path(Path::new(path)) {
        Ok(entry) => match canonical(entry.filemode_raw().cast_unsigned()) {
            Some(mode) => Ok(Some(Leaf { id: entry.id(), mode })),
            None => {
                Err(Error::cannot(format!("{path} is a symlink, a folder or a submodule in git, not a file")))
            }
        },
        Err(error) if error.code() == ErrorCode::NotFound => Ok(None),
        Err(error) => Err(git(&format!("could not look up {path} in git"), &error)),
    }
}

impl Leaf {
    pub fn is_program(self) -> bool {
        self.mode == PROGRAM
    }
}

/// The mode of an existing file, or of a new one for `None`.
pub(crate) fn mode_of(leaf: Option<Leaf>) -> u32 {
    if leaf.is_some_and(|leaf| leaf.mode == PROGRAM) { PROGRAM } else { PLAIN }
}
