//! Changes coach's own paths in the user's index, and nothing else. In an ordinary index, coach replaces
//! the entries in place. For any other index, coach changes a copy in its own folder with libgit2, which
//! can write an index only under a lock that it creates itself. In both cases the new bytes go through
//! git's index.lock, which coach holds from before the branch moves until the index is in place.
#![expect(clippy::disallowed_methods, reason = "swaps git's index for a new one")]

use std::fs::{self, File, Metadata};
use std::io::{self, ErrorKind, Seek, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::Instant;

use git2::{Index, IndexEntry, Oid, Tree};

use super::index_entry::entry;
use super::index_format::RawIndex;
use super::objects::{TreeEdit, blob_id, leaf, mode_of};
use super::repository::{GIT_PATIENCE, PAUSE, Repo, Unsupported, git, is_unborn, locked};
use crate::error::{Error, Result};
use crate::store::files::file_system::sync_folder;

/// Hard-linked to index.lock: equal inodes prove that the lock is coach's.
pub(crate) const PROOF: &str = "index.new";
/// The old index, until the branch has moved.
const OLD: &str = "index.old";
/// The copy that libgit2 changes.
pub(crate) const COPY: &str = "index";

/// The user's index as coach read it before any change. Reading it first rejects an index that libgit2
/// cannot read (split, sparse) before coach has changed anything.
pub struct UserIndex {
    form: IndexForm,
    stamp: Option<Stamp>,
}

enum IndexForm {
    Raw(RawIndex),
    Copy(Index),
}

/// Opens an index. If libgit2 cannot read it (split, sparse), the error names the git command that
/// converts it.
pub(crate) fn open(path: &Path) -> Result<Index> {
    Index::open(path).map_err(|error| {
        let (kind, way_out) = match Unsupported::from_error(&error) {
            Some(Unsupported::SplitIndex) => ("split", "convert it with `git update-index --no-split-index`"),
            Some(Unsupported::SparseIndex) => ("sparse", "convert it with `git sparse-checkout disable`"),
            Some(Unsupported::Format) | None => {
                return unreadable(path, error.message());
            }
        };
        Error::machine(format!("git's index is {kind}, and coach cannot write such an index")).hint(way_out)
    })
}

/// The error for an index that libgit2 cannot read. For a short file, libgit2 says that there is none.
fn unreadable(path: &Path, why: &str) -> Error {
    let (why, way_out) = match () {
        () if path.is_dir() => ("it is not a file", "delete it, then run `git read-tree HEAD`"),
        () if why.contains("no longer exists") => ("it is empty or cut off", NEW_INDEX),
        () => (why, NEW_INDEX),
    };
    Error::machine(format!("git's index is damaged: {why}")).hint(way_out)
}

const NEW_INDEX: &str = "create a new one with `git read-tree HEAD`: your files stay as they are, and only changes \
                         that you staged with `git add` are no longer staged";

/// Fills an index from HEAD. A killed clone leaves no index, and an empty index would mean that every
/// file was removed.
fn fill_from_head(repo: &Repo, index: &mut Index) -> Result<()> {
    let tree = match repo.git.head() {
        Err(error) if is_unborn(&error) => return Ok(()),
        head => head.and_then(|head| head.peel_to_tree()),
    };
    tree.and_then(|tree| index.read_tree(&tree)).map_err(|e| git("could not read the latest commit", &e))
}

type Stamp = (u64, u64, i64, i64, i64, i64);

fn stamp(path: &Path) -> Option<Stamp> {
    let data = fs::metadata(path).ok()?;
    Some((data.ino(), data.size(), data.mtime(), data.mtime_nsec(), data.ctime(), data.ctime_nsec()))
}

impl UserIndex {
    pub fn read(repo: &Repo) -> Result<UserIndex> {
        let (from, copy) = (repo.index_path(), repo.own.join(COPY));
        // A lock that a dead command left on the copy. This command holds the journal's lock, so it is
        // not in use.
        let _ = fs::remove_file(repo.own.join(format!("{COPY}.lock")));
        let stamp = stamp(&from);
        if let Some(raw) = fs::read(&from).ok().and_then(RawIndex::parse) {
            return Ok(UserIndex { form: IndexForm::Raw(raw), stamp });
        }
        if from.is_dir() {
            return Err(unreadable(&from, ""));
        }
        let copied = match fs::copy(&from, &copy) {
            Err(error) if error.kind() == ErrorKind::NotFound => remove_if_there(&copy).map(|()| false),
            copied => copied.map(|_| true),
        };
        let is_there = copied.map_err(|error| Error::io("could not copy git's index to", &copy, &error))?;
        let mut index = open(&copy)?;
        if !is_there {
            fill_from_head(repo, &mut index)?;
        }
        Ok(UserIndex { form: IndexForm::Copy(index), stamp })
    }

    /// The staged blob of a path, if any.
    pub(crate) fn staged(&self, path: &str) -> Option<Oid> {
        self.id(path, 0)
    }

    /// Whether a merge left several versions of a path.
    pub(crate) fn is_in_conflict(&self, path: &str) -> bool {
        (1..=3).any(|stage| self.id(path, stage).is_some())
    }

    fn id(&self, path: &str, stage: u8) -> Option<Oid> {
        match &self.form {
            IndexForm::Raw(raw) => raw.id(path, stage),
            IndexForm::Copy(index) => index.get_path(Path::new(path), stage.into()).map(|entry| entry.id),
        }
    }

    fn set(&mut self, entry: IndexEntry) -> Result<()> {
        match &mut self.form {
            IndexForm::Raw(raw) => raw.set(entry),
            IndexForm::Copy(index) => {
                index.add(&entry).map_err(|e| git("could not change git's index", &e))?
            }
        }
        Ok(())
    }

    fn remove(&mut self, path: &str, stage: u8) -> Result<()> {
        if self.id(path, stage).is_none() {
            return Ok(());
        }
        match &mut self.form {
            IndexForm::Raw(raw) => raw.remove(path, stage),
            IndexForm::Copy(index) => index
                .remove(Path::new(path), stage.into())
                .map_err(|e| git("could not change git's index", &e))?,
        }
        Ok(())
    }

    /// The complete bytes of the new index.
    fn bytes(&mut self, repo: &Repo) -> Result<Vec<u8>> {
        let copy = repo.own.join(COPY);
        match &mut self.form {
            IndexForm::Raw(raw) => raw.render().ok_or_else(|| {
                Error::machine("git's index contains data that coach cannot write")
                    .hint("create a new one with `git read-tree HEAD`")
            }),
            IndexForm::Copy(index) => {
                index.write().map_err(|e| git("could not change git's index", &e))?;
                fs::read(&copy).map_err(|error| Error::io("could not read", &copy, &error))
            }
        }
    }

    fn change(&mut self, repo: &Repo, tree: &Tree<'_>, change: &IndexChange<'_>) -> Result<()> {
        for part in change.parts {
            let now = self.id(&part.path, 0);
            let is_replaced = match change.replace {
                Replace::All => true,
                Replace::Before => now == part.before && repo.has_on_disk(&part.path, part.after),
                Replace::UnlessStagedSince(was) => {
                    now == part.after || now == leaf(was, &part.path)?.map(|leaf| leaf.id)
                }
            };
            if !is_replaced {
                continue;
            }
            let target = leaf(Some(tree), &part.path)?;
            for stage in 1..=3 {
                self.remove(&part.path, stage)?;
            }
            match target {
                Some(target) => {
                    let stat = stat_of(repo, &part.path, target.id);
                    let entry = entry(&part.path, target.id, mode_of(Some(target)), stat.as_ref());
                    self.set(entry)?;
                }
                None => self.remove(&part.path, 0)?,
            }
        }
        Ok(())
    }
}

/// Paths whose index entries coach sets to their entries in a tree.
pub(crate) struct IndexChange<'a> {
    pub parts: &'a [TreeEdit],
    pub replace: Replace<'a>,
}

/// Which entries of the index coach replaces.
#[derive(Clone, Copy)]
pub(crate) enum Replace<'a> {
    All,
    /// The entries with the `before` of their part, if the file on the disk is its `after`.
    Before,
    /// The entries that still equal this tree (`None`: a branch without commits) or the part's new blob.
    /// Entries that the user has staged since stay.
    UnlessStagedSince(Option<&'a Tree<'a>>),
}

/// The stat data of the file, if the file holds exactly this blob: git can then skip reading the file. A
/// file that changed since must not appear unmodified.
fn stat_of(repo: &Repo, path: &str, id: Oid) -> Option<Metadata> {
    let (bytes, stat) = repo.work.read_any_size_with_stat(path).ok()??;
    (blob_id(&bytes).ok()? == id).then_some(stat)
}

impl Repo {
    pub fn index_path(&self) -> PathBuf {
        self.git.path().join("index")
    }
}

/// Git's index.lock, held by coach. Dropping it releases the lock.
pub(crate) struct IndexLock<'a> {
    repo: &'a Repo,
    file: File,
    held: bool,
}

impl<'a> IndexLock<'a> {
    pub(crate) fn take(repo: &'a Repo) -> Result<IndexLock<'a>> {
        let (lock, proof) = (repo.git.path().join("index.lock"), repo.own.join(PROOF));
        let failed = |error: &io::Error| Error::io("could not lock git's index with", &lock, error);
        // Removes the old file instead of opening it: its other name may be the index that is in use now.
        remove_if_there(&proof).map_err(|error| failed(&error))?;
        let new = |path: &Path| File::options().write(true).create_new(true).open(path);
        let mut file = new(&proof).map_err(|error| failed(&error))?;
        let until = Instant::now() + GIT_PATIENCE;
        loop {
            let taken = match fs::hard_link(&proof, &lock) {
                Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(error),
                // The file system does not support hard links.
                Err(_) => new(&lock).map(|made| file = made),
                Ok(()) => Ok(()),
            };
            match taken {
                Ok(()) => return Ok(IndexLock { repo, file, held: true }),
                Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(failed(&error)),
                Err(_) if Instant::now() < until => std::thread::sleep(PAUSE),
                Err(_) => {
                    let _ = fs::remove_file(&proof);
                    return Err(locked(&lock));
                }
            }
        }
    }

    /// Writes the new index to the lock file and syncs it.
    pub(crate) fn write(
        &mut self,
        index: &mut UserIndex,
        tree: &Tree<'_>,
        changes: &[IndexChange<'_>],
    ) -> Result<()> {
        let now = self.repo.index_path();
        if stamp(&now) != index.stamp {
            *index = UserIndex::read(self.repo)?;
        }
        changes.iter().try_for_each(|change| index.change(self.repo, tree, change))?;
        let bytes = index.bytes(self.repo)?;
        self.fill(&bytes, &now).map_err(|error| {
            Error::io("could not write git's index to", &self.repo.git.path().join("index.lock"), &error)
        })
    }

    fn fill(&mut self, bytes: &[u8], now: &Path) -> io::Result<()> {
        self.file.set_len(0)?;
        self.file.rewind()?;
        self.file.write_all(bytes)?;
        if let Ok(old) = fs::metadata(now) {
            self.file.set_permissions(old.permissions())?;
            // git reads a file again if its mtime is not older than that of the index. A newer mtime on
            // the index would make git miss an edit that the user made in the same second as the `git
            // add`.
            self.file.set_modified(old.modified()?)?;
        }
        self.file.sync_all()
    }

    /// Renames the lock file to the index.
    pub(crate) fn install(mut self) -> io::Result<()> {
        self.put_in_place()
    }

    /// Like `install`, and keeps the old index as a second hard link until this lock is dropped.
    pub(crate) fn install_for_now(&mut self) -> io::Result<()> {
        let (now, old) = (self.repo.index_path(), self.repo.own.join(OLD));
        remove_if_there(&old)?;
        match fs::hard_link(now, old) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => return Err(error),
            // There is no index yet, or no support for hard links. `put_back` then fails.
            _ => {}
        }
        self.put_in_place()
    }

    fn put_in_place(&mut self) -> io::Result<()> {
        let gitdir = self.repo.git.path();
        fs::rename(gitdir.join("index.lock"), self.repo.index_path())?;
        self.held = false;
        sync_folder(gitdir)
    }

    /// Undoes `install_for_now`, even if it stopped halfway. Fails if another program has written the
    /// index since. Needs no disk space.
    pub(crate) fn put_back(&mut self) -> io::Result<()> {
        if self.held {
            return Ok(());
        }
        let (now, lock) = (self.repo.index_path(), self.repo.git.path().join("index.lock"));
        fs::hard_link(self.repo.own.join(OLD), &lock)?;
        self.held = true;
        let (ours, there) = (self.file.metadata()?, fs::metadata(&now)?);
        if (ours.dev(), ours.ino()) != (there.dev(), there.ino()) {
            return Err(io::Error::other("another git program has changed the index"));
        }
        self.put_in_place()
    }
}

fn remove_if_there(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}

impl Drop for IndexLock<'_> {
    fn drop(&mut self) {
        if self.held {
            let _ = fs::remove_file(self.repo.git.path().join("index.lock"));
        }
        for name in [PROOF, OLD] {
            let _ = fs::remove_file(self.repo.own.join(name));
        }
    }
}
