//! The user's index with our paths changed and nothing else. libgit2 can only write the index under
//! a lock of its own making, so a copy is changed in our folder, and its bytes go through git's
//! index.lock, which is held from before the branch moves until the index is in place.

use std::fs::{self, File, Metadata};
use std::io::{ErrorKind, Seek, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::Instant;

use git2::{Index, IndexEntry, IndexTime, Oid, Tree};

use super::disk::sync_folder;
use super::history::{Part, blob_id, leaf, mode_of};
use super::repository::{GIT_PATIENCE, PAUSE, Repo, git, locked};
use crate::error::{Error, Result};

/// The file in our folder that index.lock is a second name of: proof that the lock is ours.
pub const PROOF: &str = "index.new";
/// The copy that libgit2 changes.
pub const COPY: &str = "index";

/// The user's index as it was read, before anything is changed: one that libgit2 cannot read
/// (split, sparse) is refused while refusing still costs nothing.
pub struct UserIndex {
    index: Index,
    stamp: Option<Stamp>,
}

type Stamp = (u64, u64, i64, i64, i64, i64);

fn stamp(path: &Path) -> Option<Stamp> {
    let data = fs::metadata(path).ok()?;
    Some((data.ino(), data.size(), data.mtime(), data.mtime_nsec(), data.ctime(), data.ctime_nsec()))
}

impl UserIndex {
    pub fn read(repo: &Repo) -> Result<UserIndex> {
        let (from, copy) = (repo.index_path(), repo.own.join(COPY));
        // A dead command's own lock on its own copy; we are the only one now.
        let _ = fs::remove_file(repo.own.join(format!("{COPY}.lock")));
        let stamp = stamp(&from);
        let copied = match fs::copy(&from, &copy) {
            Err(error) if error.kind() == ErrorKind::NotFound => match fs::remove_file(&copy) {
                Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
                removed => removed,
            },
            copied => copied.map(|_| ()),
        };
        copied.map_err(|error| Error::io("could not copy git's index to", &copy, &error))?;
        let index = Index::open(&copy).map_err(|e| {
            git("git's index is of a kind that coach cannot write", &e)
                .hint("git update-index --no-split-index, git sparse-checkout disable")
        })?;
        Ok(UserIndex { index, stamp })
    }

    /// Sets our paths to what `tree` holds. With `was`, only those that still stand as they did in
    /// that tree: what a colleague staged since stays.
    fn change(
        &mut self,
        repo: &Repo,
        parts: &[Part],
        tree: &Tree<'_>,
        was: Option<Option<&Tree<'_>>>,
    ) -> Result<()> {
        let failed = |e: git2::Error| git("could not change git's index", &e);
        for part in parts {
            let path = Path::new(&part.path);
            let target = leaf(Some(tree), &part.path)?;
            if let Some(was) = was {
                let now = self.index.get_path(path, 0).map(|entry| entry.id);
                let then = leaf(was, &part.path)?.map(|leaf| leaf.id);
                if now != then && now != part.after {
                    continue;
                }
            }
            for stage in 1..=3 {
                // Most often no such entry.
                let _ = self.index.remove(path, stage);
            }
            match target {
                Some(target) => {
                    let stat = stat_of(repo, &part.path, target.id);
                    let entry = entry(&part.path, target.id, mode_of(Some(target)), stat.as_ref());
                    self.index.add(&entry).map_err(failed)?;
                }
                None if self.index.get_path(path, 0).is_some() => {
                    self.index.remove(path, 0).map_err(failed)?;
                }
                None => {}
            }
        }
        self.index.write().map_err(failed)
    }
}

/// What the system says of the file, if it holds these very bytes: git may then skip reading it.
/// A file that somebody has edited since must not look clean.
fn stat_of(repo: &Repo, path: &str, id: Oid) -> Option<Metadata> {
    let (bytes, stat) = repo.work.read_with_stat(path).ok()??;
    (blob_id(&bytes).ok()? == id).then_some(stat)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "git's index keeps the low 32 bits"
)]
fn entry(path: &str, id: Oid, mode: u32, stat: Option<&Metadata>) -> IndexEntry {
    let time = |time: Option<(i64, i64)>| {
        let (seconds, nanoseconds) = time.unwrap_or_default();
        IndexTime::new(seconds as i32, nanoseconds as u32)
    };
    IndexEntry {
        ctime: time(stat.map(|s| (s.ctime(), s.ctime_nsec()))),
        mtime: time(stat.map(|s| (s.mtime(), s.mtime_nsec()))),
        dev: stat.map_or(0, |s| s.dev() as u32),
        ino: stat.map_or(0, |s| s.ino() as u32),
        mode,
        uid: stat.map_or(0, MetadataExt::uid),
        gid: stat.map_or(0, MetadataExt::gid),
        file_size: stat.map_or(0, |s| s.size() as u32),
        id,
        flags: 0,
        flags_extended: 0,
        path: path.as_bytes().to_vec(),
    }
}

impl Repo {
    pub fn index_path(&self) -> PathBuf {
        self.git.path().join("index")
    }
}

/// git's index.lock, held by us; given up when dropped.
pub struct IndexLock<'a> {
    repo: &'a Repo,
    file: File,
    held: bool,
}

impl<'a> IndexLock<'a> {
    pub fn take(repo: &'a Repo) -> Result<IndexLock<'a>> {
        let (lock, proof) = (repo.git.path().join("index.lock"), repo.own.join(PROOF));
        let failed = |error: &std::io::Error| Error::io("could not lock git's index with", &lock, error);
        // Never opened again: it may be the index that is in use now, under its other name.
        match fs::remove_file(&proof) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(failed(&error)),
            _ => {}
        }
        let new = |path: &Path| File::options().write(true).create_new(true).open(path);
        let mut file = new(&proof).map_err(|error| failed(&error))?;
        let until = Instant::now() + GIT_PATIENCE;
        loop {
            let taken = match fs::hard_link(&proof, &lock) {
                Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(error),
                // A file system without second names.
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

    /// Puts the new index into the lock file, and on the disk.
    pub fn write(
        &mut self,
        index: &mut UserIndex,
        parts: &[Part],
        tree: &Tree<'_>,
        was: Option<Option<&Tree<'_>>>,
    ) -> Result<()> {
        let now = self.repo.index_path();
        if stamp(&now) != index.stamp {
            *index = UserIndex::read(self.repo)?;
        }
        index.change(self.repo, parts, tree, was)?;
        self.fill(&now).map_err(|error| {
            Error::io("could not write git's index to", &self.repo.git.path().join("index.lock"), &error)
        })
    }

    fn fill(&mut self, now: &Path) -> std::io::Result<()> {
        let bytes = fs::read(self.repo.own.join(COPY))?;
        self.file.set_len(0)?;
        self.file.rewind()?;
        self.file.write_all(&bytes)?;
        if let Ok(old) = fs::metadata(now) {
            self.file.set_permissions(old.permissions())?;
            // git reads a file again whose time is not before the index's. A newer time here would
            // end that for a colleague's file that was edited in the very second of its `git add`.
            self.file.set_modified(old.modified()?)?;
        }
        self.file.sync_all()
    }

    /// Makes the lock file the index.
    pub fn install(mut self) -> std::io::Result<()> {
        let gitdir = self.repo.git.path();
        fs::rename(gitdir.join("index.lock"), self.repo.index_path())?;
        self.held = false;
        sync_folder(gitdir)
    }
}

impl Drop for IndexLock<'_> {
    fn drop(&mut self) {
        if self.held {
            let _ = fs::remove_file(self.repo.git.path().join("index.lock"));
        }
        let _ = fs::remove_file(self.repo.own.join(PROOF));
    }
}
