//! What was read of the records, kept in the user's cache folder, so that the next command reads
//! what changed and nothing else. Never trusted over a file: a record is taken from here only if
//! the system says of its file what it said when it was read. Never needed: whatever is odd about
//! it, it is as good as none, and made anew in silence. Never holds a private note.

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
pub use entries::Loaded;
pub use file::{CacheClass, IndexedFolder, Kept, KeptFolder, OpenCache};

/// Where the cache of one journal lies.
pub struct Cache {
    file: PathBuf,
    /// Whose cache it is: the folder's path and what the system knows it by, so that a journal that
    /// was copied or moved has one of its own.
    journal: String,
    /// Seconds since 1970. What is younger than this may change without its stamp telling.
    young: i64,
}

/// How long a file system may call two moments the same, in seconds: two on the coarsest.
const COARSEST: i64 = 2;

impl Cache {
    /// None where caches are turned off.
    pub fn of(root: &Path, world: &Environment) -> Option<Cache> {
        let folder = world.places.cache.as_ref()?;
        let root = root.canonicalize().ok()?;
        let stat = root.metadata().ok()?;
        let journal = format!("{}\n{}:{}", root.to_str()?, stat.dev(), stat.ino());
        let name = Id::derived(&["cache", &journal]);
        Some(Cache { file: folder.join(format!("{name}.cache")), journal, young: world.clock - COARSEST })
    }

    pub fn read(&self) -> Option<OpenCache> {
        OpenCache::open(&self.file, &self.journal)
    }

    /// What is to be kept of the files of a walk, as the parts of a file.
    pub fn parts(&self, walked: &Walked, loaded: &[Loaded]) -> Option<Vec<Vec<u8>>> {
        entries::writing(walked, loaded, self.young).parts(&self.journal)
    }

    /// Keeps them. What fails is no loss.
    pub fn keep(&self, parts: &[Vec<u8>]) {
        let Some(folder) = self.file.parent() else { return };
        let made = DirBuilder::new().recursive(true).mode(0o700).create(folder);
        if let (Ok(()), Some(name)) = (made, self.file.file_name().and_then(|name| name.to_str())) {
            let _ = FileSystem::new(folder).replace_lightly(name, parts);
        }
    }
}

/// Which files of a walk are as they were when they were kept, and what is no longer there.
#[derive(Default)]
pub struct CachePlan<'a> {
    /// For each file in the order of the walk: where it is kept, or nothing where it is to be read.
    pub fresh: Vec<Option<Kept<'a>>>,
    /// What is kept of files that changed or are gone.
    pub outdated: Vec<Kept<'a>>,
}

/// Compares a walk with what is kept.
pub fn plan<'a>(walked: &Walked, kept: &[KeptFolder<'a>]) -> CachePlan<'a> {
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
    /// How many files are to be read, and are no longer what was kept.
    pub fn changes(&self) -> usize {
        self.fresh.iter().filter(|kept| kept.is_none()).count() + self.outdated.len()
    }

    /// Compares the files of one folder, both in the order of names.
    pub fn add(&mut self, files: &[FoundFile], kept: &[Kept<'a>]) {
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
