//! Builds an entry of git's index.

use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;

use git2::{IndexEntry, IndexTime, Oid};

/// The index entry of a file, with its stat data, so that git does not have to read the file again.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "git's index keeps the low 32 bits"
)]
pub(crate) fn entry(path: &str, id: Oid, mode: u32, stat: Option<&Metadata>) -> IndexEntry {
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
