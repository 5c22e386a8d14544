//! Parsed records in the user's cache folder, so that the next command reads only files that changed. A
//! file always wins over the cache: coach takes a record from the cache only if the stat data of its file
//! is the same as when coach read it. coach never needs the cache: it ignores a damaged or unexpected
//! cache and replaces it without a message. The cache never holds a private note.

mod entries;
mod file;

use std::collections::BTreeMap;
use std::fs::DirBuilder;
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};

use super::files::file_system::FileSystem;
use super::files::walk::{FoundFile, Walked};
use crate::environment::Environment;
use crate::journal::values::id::Id;
pub(super) use entries::Loaded;
pub(super) use file::{CacheClass, IndexedFolder, Kept, KeptFolder, OpenCache};

/// The cache file of one journal.
pub(super) struct Cache {
    file: PathBuf,
    /// The journal of this cache: path, device and inode of its folder, so that a copied or moved journal
    /// gets its own cache.
    journal: String,
    /// Seconds since 1970. A file touched after this time may change again without a new stamp.
    young: i64,
}

/// The coarsest resolution of file times, in seconds. Some file systems have two.
const COARSEST: i64 = 2;

impl Cache {
    /// `None` if caching is turned off.
    pub(super) fn of(root: &Path, world: &Environment) -> Option<Cache> {
        let folder = world.places.cache.as_ref()?;
        let root = root.canonicalize().ok()?;
        let stat = root.metadata().ok()?;
        let journal = format!("{}\n{}:{}", root.to_str()?, stat.dev(), stat.ino());
        let name = Id::derived(&["cache", &journal]);
        Some(Cache { file: folder.join(format!("{name}.cache")), journal, young: world.clock - COARSEST })
    }

    pub(super) fn read(&self) -> Option<OpenCache> {
        OpenCache::open(&self.file, &self.journal)
    }

    /// Encodes the records of a walk as the parts of a cache file.
    pub(super) fn parts(&self, walked: &Walked, loaded: &[Loaded]) -> Option<Vec<Vec<u8>>> {
        entries::writing(walked, loaded, self.young).parts(&self.journal)
    }

    /// Writes the cache file. Ignores failures.
    pub(super) fn keep(&self, parts: &[Vec<u8>]) {
        let Some(folder) = self.file.parent() else { return };
        let made = DirBuilder::new().recursive(true).mode(0o700).create(folder);
        if let (Ok(()), Some(name)) = (made, self.file.file_name().and_then(|name| name.to_str())) {
            let _ = FileSystem::new(folder).replace_lightly(name, parts);
        }
    }
}

/// The result of comparing a walk with the cache: unchanged files, and outdated cache entries.
#[derive(Default)]
pub(super) struct CachePlan<'a> {
    /// For each file in walk order: its cache entry, or `None` if coach has to read the file.
    pub fresh: Vec<Option<Kept<'a>>>,
    /// The entries of files that changed or were removed.
    pub outdated: Vec<Kept<'a>>,
}

/// Compares a walk with the cache.
pub(super) fn plan<'a>(walked: &Walked, kept: &[KeptFolder<'a>]) -> CachePlan<'a> {
    let mut plan = CachePlan { fresh: Vec::with_capacity(walked.count()), outdated: Vec::new() };
    let mut by_path: BTreeMap<&str, &[Kept<'a>]> =
        kept.iter().map(|folder| (folder.path, folder.files.as_slice())).collect();
    for folder in &walked.folders {
        plan.add(&folder.files, by_path.remove(folder.path.as_str()).unwrap_or_default());
    }
    plan.outdated.extend(by_path.into_values().flatten());
    plan
}

impl<'a> CachePlan<'a> {
    /// The number of files to read plus the number of outdated entries.
    pub(super) fn changes(&self) -> usize {
        self.fresh.iter().filter(|kept| kept.is_none()).count() + self.outdated.len()
    }

    /// Compares the files of one folder with its cache entries. Both lists are sorted by name.
    pub(super) fn add(&mut self, files: &[FoundFile], kept: &[Kept<'a>]) {
        let mut kept = kept.iter().copied().peekable();
        for found in files {
            while let Some(gone) = kept.next_if(|kept| kept.name < found.name.as_str()) {
                self.outdated.push(gone);
            }
            match kept.next_if(|kept| kept.name == found.name) {
                Some(kept) if kept.role != CacheClass::Unkept && found.stamp == Some(kept.stamp) => {
                    self.fresh.push(Some(kept));
                }
                other => {
                    self.outdated.extend(other);
                    self.fresh.push(None);
                }
            }
        }
        self.outdated.extend(kept);
    }
}
