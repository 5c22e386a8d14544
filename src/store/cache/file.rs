//! The format of the cache file: a header, an index of folders and open actions, all ids, the stamps of
//! the files folder by folder, the records (first the ones that `due` needs), and the notes of all
//! sessions. coach can read each part without the others, and checks each with a checksum.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::journal::values::handle::Handle;
use crate::parallel;
use crate::store::files::walk::FileStamp;

const MAGIC: &[u8; 8] = b"coachcch";

/// Increases whenever the content changes. coach ignores a cache of another format.
const FORMAT: u32 = 13;

/// Bytes before the header: the magic bytes, the header's length and its checksum.
const LEAD: usize = 8 + 4 + 4;

/// A limit above any header's length, so that a damaged length does not allocate memory.
const LARGEST_HEAD: u32 = 64 * 1024;

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct CacheHeader {
    format: u32,
    /// The version of coach that wrote the file. Another version may parse records differently.
    version: String,
    journal: String,
    index: FilePart,
    ids: FilePart,
    /// The total length of the stamps of all folders.
    stamps: u64,
    records: u64,
    /// The length of the leading part of the records that `due` needs.
    needed: u64,
    notes: u64,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct FilePart {
    length: u64,
    checksum: u32,
}

/// The data that a new session needs from the cache: folders, open actions and topics.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct CacheIndex {
    /// In walk order.
    pub folders: Vec<IndexedFolder>,
    /// Each person with open actions, and the session files that hold them.
    pub open: Vec<(Handle, Vec<FileRef>)>,
    /// All topics of sessions, sorted.
    pub topics: Vec<Handle>,
}

/// A folder, and the position of its files' entries among the stamps.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct IndexedFolder {
    pub path: String,
    /// While this is the folder's stamp, no file was added to, removed from or replaced in the folder.
    /// `None` if coach cannot rely on the stamp.
    pub stamp: Option<FileStamp>,
    files: FileSlice,
}

/// A file: the position of its folder in the index, and its name.
pub(super) type FileRef = (u32, String);

/// A folder and its files, in walk order.
#[derive(Debug)]
pub(crate) struct KeptFolder<'a> {
    pub path: &'a str,
    pub stamp: Option<FileStamp>,
    pub files: Vec<Kept<'a>>,
}

/// A file, and the position of its encoded record.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Kept<'a> {
    pub name: &'a str,
    pub stamp: FileStamp,
    pub role: CacheClass,
    pub record: FileSlice,
    /// The position of the session's notes.
    pub notes: FileSlice,
}

/// The position of some bytes in their part of the file, and their checksum.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct FileSlice {
    at: u64,
    length: u32,
    checksum: u32,
}

impl FileSlice {
    /// The length and checksum of these bytes. `put` sets the position.
    pub(crate) fn of(bytes: &[u8]) -> Option<FileSlice> {
        Some(FileSlice { at: 0, length: u32::try_from(bytes.len()).ok()?, checksum: crc32fast::hash(bytes) })
    }

    /// Sets the position to `at`, and moves `at` behind the bytes.
    pub(crate) fn put(&mut self, at: &mut u64) {
        self.at = *at;
        *at += u64::from(self.length);
    }

    /// The bytes, from the whole part. `None` if the checksum does not match.
    pub(crate) fn of_all<'b>(&self, all: &'b [u8]) -> Option<&'b [u8]> {
        let at = usize::try_from(self.at).ok()?;
        let bytes = all.get(at..at.checked_add(self.length as usize)?)?;
        (crc32fast::hash(bytes) == self.checksum).then_some(bytes)
    }

    /// Reads only these bytes from the file. `part` is the offset of their part.
    fn alone(&self, file: &File, part: u64) -> Option<Vec<u8>> {
        let bytes = read(file, part.checked_add(self.at)?, self.length as usize)?;
        (crc32fast::hash(&bytes) == self.checksum).then_some(bytes)
    }
}

/// Which commands need a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum CacheClass {
    /// coach has to read the file each time: it was written a moment ago, has merge conflicts, or failed
    /// with an I/O error.
    Unkept,
    /// Not a session, or a session with open items. `due` needs it.
    Open,
    /// The latest session of some person. `due` needs it.
    Latest,
    /// A session without open items.
    Closed,
}

/// The content of a cache file before encoding.
#[derive(Default)]
pub(super) struct NewCache<'a> {
    pub folders: Vec<KeptFolder<'a>>,
    pub open: Vec<(Handle, Vec<FileRef>)>,
    pub topics: Vec<Handle>,
    /// Packed and sorted.
    pub ids: Vec<u64>,
    /// The encoded records that `due` needs.
    pub needed: Vec<Vec<u8>>,
    /// The other encoded records.
    pub closed: Vec<Vec<u8>>,
    pub notes: Vec<Vec<u8>>,
}

impl NewCache<'_> {
    /// The whole file, as a list of parts.
    pub(super) fn parts(self, journal: &str) -> Option<Vec<Vec<u8>>> {
        let (mut stamps, mut folders, mut at) = (Vec::new(), Vec::new(), 0);
        for KeptFolder { path, stamp, files } in &self.folders {
            let bytes = postcard::to_stdvec(files).ok()?;
            let mut files = FileSlice::of(&bytes)?;
            files.put(&mut at);
            folders.push(IndexedFolder { path: path.to_string(), stamp: *stamp, files });
            stamps.push(bytes);
        }
        let index =
            postcard::to_stdvec(&CacheIndex { folders, open: self.open, topics: self.topics }).ok()?;
        let ids: Vec<u8> = self.ids.iter().flat_map(|id| id.to_le_bytes()).collect();
        let part = |bytes: &[u8]| FilePart { length: bytes.len() as u64, checksum: crc32fast::hash(bytes) };
        let total = |records: &[Vec<u8>]| records.iter().map(|record| record.len() as u64).sum::<u64>();
        let head = CacheHeader {
            format: FORMAT,
            version: env!("CARGO_PKG_VERSION").into(),
            journal: journal.into(),
            index: part(&index),
            ids: part(&ids),
            stamps: at,
            records: total(&self.needed) + total(&self.closed),
            needed: total(&self.needed),
            notes: total(&self.notes),
        };
        let head = postcard::to_stdvec(&head).ok()?;
        let mut lead = MAGIC.to_vec();
        lead.extend_from_slice(&u32::try_from(head.len()).ok()?.to_le_bytes());
        lead.extend_from_slice(&crc32fast::hash(&head).to_le_bytes());
        let records = self.needed.into_iter().chain(self.closed).chain(self.notes);
        Some([lead, head, index, ids].into_iter().chain(stamps).chain(records).collect())
    }
}

/// An open cache file that belongs to this journal. `open` returns `None` for anything unexpected.
pub(crate) struct OpenCache {
    file: File,
    pub index: CacheIndex,
    ids: FilePart,
    ids_at: u64,
    stamps_at: u64,
    stamps: u64,
    records_at: u64,
    records: u64,
    needed: u64,
    notes: u64,
}

impl OpenCache {
    pub(crate) fn open(path: &Path, journal: &str) -> Option<OpenCache> {
        let file = File::open(path).ok()?;
        let size = file.metadata().ok()?.len();
        let lead = read(&file, 0, LEAD)?;
        let number = |at: usize| Some(u32::from_le_bytes(lead.get(at..at + 4)?.try_into().ok()?));
        let (length, checksum) = (number(8)?, number(12)?);
        if lead.get(..8)? != MAGIC || length > LARGEST_HEAD {
            return None;
        }
        let head = read(&file, LEAD as u64, length as usize)?;
        if crc32fast::hash(&head) != checksum {
            return None;
        }
        let head: CacheHeader = postcard::from_bytes(&head).ok()?;
        let is_ours =
            head.format == FORMAT && head.version == env!("CARGO_PKG_VERSION") && head.journal == journal;
        let index_at = LEAD as u64 + u64::from(length);
        let ids_at = index_at.checked_add(head.index.length)?;
        let stamps_at = ids_at.checked_add(head.ids.length)?;
        let records_at = stamps_at.checked_add(head.stamps)?;
        if !is_ours || records_at.checked_add(head.records)?.checked_add(head.notes)? != size {
            return None;
        }
        let index = postcard::from_bytes(&whole(&file, index_at, &head.index)?).ok()?;
        let CacheHeader { ids, stamps, records, needed, notes, .. } = head;
        Some(OpenCache { file, index, ids, ids_at, stamps_at, stamps, records_at, records, needed, notes })
    }

    /// The stamps of all files. [`OpenCache::folders`] decodes them.
    pub(crate) fn stamps(&self) -> Option<Vec<u8>> {
        read(&self.file, self.stamps_at, usize::try_from(self.stamps).ok()?)
    }

    /// All folders with their files.
    pub(crate) fn folders<'a>(&'a self, stamps: &'a [u8]) -> Option<Vec<KeptFolder<'a>>> {
        let one = |folder: &&'a IndexedFolder| folder.with(folder.files.of_all(stamps)?);
        parallel::one_by_one(&self.index.folders.iter().collect::<Vec<_>>(), one).into_iter().collect()
    }

    /// The stamps of the files of one folder. [`IndexedFolder::with`] decodes them.
    pub(crate) fn stamps_in(&self, folder: &IndexedFolder) -> Option<Vec<u8>> {
        folder.files.alone(&self.file, self.stamps_at)
    }

    /// All ids, packed and sorted.
    pub(crate) fn ids(&self) -> Option<Vec<u64>> {
        let bytes = whole(&self.file, self.ids_at, &self.ids)?;
        Some(bytes.chunks_exact(8).filter_map(|id| Some(u64::from_le_bytes(id.try_into().ok()?))).collect())
    }

    /// The record of one file, without its notes.
    pub(crate) fn record(&self, kept: &Kept<'_>) -> Option<Vec<u8>> {
        kept.record.alone(&self.file, self.records_at)
    }

    /// The records that `due` needs, concatenated.
    pub(crate) fn needed(&self) -> Option<Vec<u8>> {
        read(&self.file, self.records_at, usize::try_from(self.needed).ok()?)
    }

    /// All records, concatenated.
    pub(crate) fn records(&self) -> Option<Vec<u8>> {
        read(&self.file, self.records_at, usize::try_from(self.records).ok()?)
    }

    /// The notes of all records, concatenated.
    pub(crate) fn notes(&self) -> Option<Vec<u8>> {
        read(&self.file, self.records_at.checked_add(self.records)?, usize::try_from(self.notes).ok()?)
    }
}

impl IndexedFolder {
    /// The folder with its files, decoded from `stamps`.
    pub(crate) fn with<'a>(&'a self, stamps: &'a [u8]) -> Option<KeptFolder<'a>> {
        Some(KeptFolder { path: &self.path, stamp: self.stamp, files: postcard::from_bytes(stamps).ok()? })
    }
}

fn whole(file: &File, at: u64, part: &FilePart) -> Option<Vec<u8>> {
    let bytes = read(file, at, usize::try_from(part.length).ok()?)?;
    (crc32fast::hash(&bytes) == part.checksum).then_some(bytes)
}

/// Reads exactly `length` bytes. Checks the file's size before it allocates memory.
fn read(file: &File, at: u64, length: usize) -> Option<Vec<u8>> {
    if file.metadata().ok()?.len() < at.checked_add(length as u64)? {
        return None;
    }
    let mut bytes = vec![0; length];
    file.read_exact_at(&mut bytes, at).ok()?;
    Some(bytes)
}
