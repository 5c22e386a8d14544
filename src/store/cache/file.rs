//! The cache as a file: a head, what the system said of each file, all ids, and what was read of
//! each record. Every part can be read without the others, and each says whether it is whole.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::store::walk::Stamp;

const MAGIC: &[u8; 8] = b"coachcch";

/// Grows whenever what is kept changes: an older cache is not read.
const FORMAT: u32 = 3;

/// Bytes before the head: the mark, the head's length and its checksum.
const LEAD: usize = 8 + 4 + 4;

/// Larger than any head, so that a damaged length asks for no memory.
const LARGEST_HEAD: u32 = 64 * 1024;

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Head {
    format: u32,
    /// The version of the program that wrote it: another one reads records otherwise, perhaps.
    version: String,
    journal: String,
    stamps: Part,
    ids: Part,
    records: u64,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Part {
    length: u64,
    checksum: u32,
}

/// A folder and its files, in the order of the walk.
#[derive(Debug, Serialize, Deserialize)]
pub struct KeptFolder<'a> {
    #[serde(borrow)]
    pub path: &'a str,
    #[serde(borrow)]
    pub files: Vec<Kept<'a>>,
}

/// A file, and where what was read of it lies among the records.
#[derive(Debug, Serialize, Deserialize)]
pub struct Kept<'a> {
    pub name: &'a str,
    pub stamp: Stamp,
    pub role: Role,
    pub at: u64,
    pub length: u32,
    /// The notes follow the record.
    pub notes: u32,
    /// Of the record without its notes.
    pub checksum: u32,
    pub notes_checksum: u32,
}

/// What a record is needed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Role {
    /// It may not be kept, and is read each time: it was written a moment ago, or is contested.
    Unkept,
    /// Not a session, or one with something open: `due` needs it.
    Open,
    /// Somebody's latest session: `due` needs it.
    Latest,
    /// A session of which nothing is open.
    Closed,
}

/// What is to be kept.
pub struct Writing<'a> {
    pub folders: Vec<KeptFolder<'a>>,
    /// Packed and in order.
    pub ids: Vec<u64>,
    /// The record of each file with its notes, where it has one.
    pub records: Vec<Vec<u8>>,
}

impl Writing<'_> {
    /// The whole file, part after part.
    pub fn parts(self, journal: &str) -> Option<Vec<Vec<u8>>> {
        let stamps = postcard::to_stdvec(&self.folders).ok()?;
        let ids: Vec<u8> = self.ids.iter().flat_map(|id| id.to_le_bytes()).collect();
        let part = |bytes: &[u8]| Part { length: bytes.len() as u64, checksum: crc32fast::hash(bytes) };
        let head = Head {
            format: FORMAT,
            version: env!("CARGO_PKG_VERSION").into(),
            journal: journal.into(),
            stamps: part(&stamps),
            ids: part(&ids),
            records: self.records.iter().map(|record| record.len() as u64).sum(),
        };
        let head = postcard::to_stdvec(&head).ok()?;
        let mut lead = MAGIC.to_vec();
        lead.extend_from_slice(&u32::try_from(head.len()).ok()?.to_le_bytes());
        lead.extend_from_slice(&crc32fast::hash(&head).to_le_bytes());
        Some([lead, head, stamps, ids].into_iter().chain(self.records).collect())
    }
}

/// A cache that is there and is this journal's. Whatever is odd about it makes it as good as none.
pub struct Reading {
    file: File,
    pub stamps: Vec<u8>,
    ids: Part,
    ids_at: u64,
    records_at: u64,
    records: u64,
}

impl Reading {
    pub fn open(path: &Path, journal: &str) -> Option<Reading> {
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
        let head: Head = postcard::from_bytes(&head).ok()?;
        let is_ours =
            head.format == FORMAT && head.version == env!("CARGO_PKG_VERSION") && head.journal == journal;
        let stamps_at = LEAD as u64 + u64::from(length);
        let ids_at = stamps_at.checked_add(head.stamps.length)?;
        let records_at = ids_at.checked_add(head.ids.length)?;
        if !is_ours || records_at.checked_add(head.records)? != size {
            return None;
        }
        let stamps = whole(&file, stamps_at, &head.stamps)?;
        Some(Reading { file, stamps, ids: head.ids, ids_at, records_at, records: head.records })
    }

    pub fn folders(&self) -> Option<Vec<KeptFolder<'_>>> {
        postcard::from_bytes(&self.stamps).ok()
    }

    /// All ids, packed and in order.
    pub fn ids(&self) -> Option<Vec<u64>> {
        let bytes = whole(&self.file, self.ids_at, &self.ids)?;
        Some(bytes.chunks_exact(8).filter_map(|id| Some(u64::from_le_bytes(id.try_into().ok()?))).collect())
    }

    /// The record of one file, without its notes.
    pub fn record(&self, kept: &Kept<'_>) -> Option<Vec<u8>> {
        let end = kept.at.checked_add(u64::from(kept.length))?;
        if end > self.records {
            return None;
        }
        let bytes = exactly(&self.file, self.records_at.checked_add(kept.at)?, kept.length as usize)?;
        (crc32fast::hash(&bytes) == kept.checksum).then_some(bytes)
    }

    /// All records with their notes, one after the other.
    pub fn all(&self) -> Option<Vec<u8>> {
        read(&self.file, self.records_at, usize::try_from(self.records).ok()?)
    }
}

/// The record and the notes of a file among all of them.
pub fn part<'b>(all: &'b [u8], kept: &Kept<'_>, with_notes: bool) -> Option<(&'b [u8], &'b [u8])> {
    let at = usize::try_from(kept.at).ok()?;
    let (end, close) = (at + kept.length as usize, at + kept.length as usize + kept.notes as usize);
    let (record, notes) = (all.get(at..end)?, all.get(end..close)?);
    let is_whole = crc32fast::hash(record) == kept.checksum
        && (!with_notes || crc32fast::hash(notes) == kept.notes_checksum);
    is_whole.then_some((record, if with_notes { notes } else { &[] }))
}

fn whole(file: &File, at: u64, part: &Part) -> Option<Vec<u8>> {
    let bytes = read(file, at, usize::try_from(part.length).ok()?)?;
    (crc32fast::hash(&bytes) == part.checksum).then_some(bytes)
}

/// Exactly so many bytes, none of them asked for before the file is known to have them.
fn read(file: &File, at: u64, length: usize) -> Option<Vec<u8>> {
    if file.metadata().ok()?.len() < at.checked_add(length as u64)? {
        return None;
    }
    exactly(file, at, length)
}

fn exactly(file: &File, at: u64, length: usize) -> Option<Vec<u8>> {
    let mut bytes = vec![0; length];
    file.read_exact_at(&mut bytes, at).ok()?;
    Some(bytes)
}
