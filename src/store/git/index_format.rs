//! Git's index as bytes (versions 2 and 3, SHA-1). coach changes a few entries of a large index without
//! decoding and encoding the others. Other kinds of index (split, sparse, version 4, untracked cache) are
//! left to libgit2. Reads and writes no file.

use std::collections::BTreeMap;
use std::ops::Range;

use git2::{IndexEntry, Oid};
use sha1::{Digest, Sha1};

/// The length of the stat data, the id and the flags before a name.
const HEAD: usize = 62;
const ID: Range<usize> = 40..60;
const FLAGS: Range<usize> = 60..62;
const EXTENDED: u16 = 0x4000;
const CHECKSUM: usize = 20;
/// The length field of every name that is at least this long.
const LONG_NAME: u16 = 0xfff;

/// A limit on nesting that no folder of a journal reaches.
const DEEPEST: usize = 200;

/// The order of the index: by name, then by stage.
type Key = (Vec<u8>, u8);

pub(crate) struct RawIndex {
    bytes: Vec<u8>,
    /// The byte range of each entry, in order.
    entries: Vec<Range<usize>>,
    /// The changed entries; `None` removes an entry.
    edits: BTreeMap<Key, Option<IndexEntry>>,
    /// The extensions to keep: the name and the byte range of the content.
    extensions: Vec<([u8; 4], Range<usize>)>,
}

impl RawIndex {
    /// Parses an index. Returns `None` if the file is damaged or uses a feature that this module does not
    /// support.
    pub(crate) fn parse(bytes: Vec<u8>) -> Option<RawIndex> {
        let end = bytes.len().checked_sub(CHECKSUM)?;
        let version = number(&bytes, 4)?;
        if bytes.get(..4)? != b"DIRC" || !(2..=3).contains(&version) {
            return None;
        }
        if Sha1::digest(&bytes[..end])[..] != bytes[end..] {
            return None;
        }
        let count = number(&bytes, 8)? as usize;
        let mut entries = Vec::with_capacity(count.min(end / HEAD));
        let mut at = 12;
        for _ in 0..count {
            let length = entry_length(bytes.get(at..end)?)?;
            entries.push(at..at + length);
            at += length;
        }
        let mut extensions = Vec::new();
        while at < end {
            let name: [u8; 4] = bytes.get(at..at + 4)?.try_into().ok()?;
            let inside = at + 8..(at + 8).checked_add(number(&bytes, at + 4)? as usize)?;
            at = inside.end;
            match &name {
                b"REUC" => extensions.push((name, inside)),
                b"TREE" => {
                    invalidated(bytes.get(inside.clone())?, &[])?;
                    extensions.push((name, inside));
                }
                // Offsets of entries for reading on several threads. git creates these extensions again.
                b"EOIE" | b"IEOT" => {}
                _ => return None,
            }
        }
        (at == end && extensions.iter().all(|(_, inside)| inside.end <= end)).then_some(RawIndex {
            bytes,
            entries,
            edits: BTreeMap::new(),
            extensions,
        })
    }

    /// The id of the entry at a path and stage, with pending edits applied.
    pub(crate) fn id(&self, path: &str, stage: u8) -> Option<Oid> {
        let key = (path.as_bytes().to_vec(), stage);
        if let Some(edit) = self.edits.get(&key) {
            return edit.as_ref().map(|entry| entry.id);
        }
        let place = self.place((path.as_bytes(), stage)).ok()?;
        Oid::from_bytes(&self.bytes[self.entries[place].clone()][ID]).ok()
    }

    pub(crate) fn set(&mut self, entry: IndexEntry) {
        self.edits.insert((entry.path.clone(), 0), Some(entry));
    }

    pub(crate) fn remove(&mut self, path: &str, stage: u8) {
        if self.id(path, stage).is_some() {
            self.edits.insert((path.as_bytes().to_vec(), stage), None);
        }
    }

    /// The position of the entry, or the position to insert it.
    fn place(&self, key: (&[u8], u8)) -> Result<usize, usize> {
        self.entries.binary_search_by(|entry| self.key(entry).cmp(&key))
    }

    fn key(&self, entry: &Range<usize>) -> (&[u8], u8) {
        let entry = &self.bytes[entry.clone()];
        let flags = flags(entry);
        let name = &entry[HEAD + if flags & EXTENDED == 0 { 0 } else { 2 }..];
        let end = name.iter().position(|byte| *byte == 0).unwrap_or(name.len());
        (&name[..end], (flags >> 12 & 3) as u8)
    }

    /// The index with the edits applied. Returns `None` if an extension cannot be updated.
    pub(crate) fn render(&self) -> Option<Vec<u8>> {
        let mut bytes = Vec::with_capacity(self.bytes.len() + self.edits.len() * 128);
        bytes.extend_from_slice(&self.bytes[..12]);
        let (mut next, mut count) = (0, self.entries.len());
        for ((path, stage), edit) in &self.edits {
            let place = self.place((path, *stage));
            let (Ok(until) | Err(until)) = place;
            bytes.extend_from_slice(self.bytes.get(self.span(next, until))?);
            next = until + usize::from(place.is_ok());
            count = count - usize::from(place.is_ok()) + usize::from(edit.is_some());
            if let Some(entry) = edit {
                push_entry(&mut bytes, entry)?;
            }
        }
        bytes.extend_from_slice(self.bytes.get(self.span(next, self.entries.len()))?);
        bytes[8..12].copy_from_slice(&u32::try_from(count).ok()?.to_be_bytes());
        for (name, inside) in &self.extensions {
            let held = &self.bytes[inside.clone()];
            let paths: Vec<&[u8]> = self.edits.keys().map(|(path, _)| path.as_slice()).collect();
            let held = if name == b"TREE" { &invalidated(held, &paths)? } else { held };
            bytes.extend_from_slice(name);
            bytes.extend_from_slice(&u32::try_from(held.len()).ok()?.to_be_bytes());
            bytes.extend_from_slice(held);
        }
        let checksum = Sha1::digest(&bytes);
        bytes.extend_from_slice(&checksum);
        Some(bytes)
    }

    /// The byte range of the entries from one position to another.
    fn span(&self, from: usize, until: usize) -> Range<usize> {
        let start = |place: usize| match self.entries.get(place) {
            Some(entry) => entry.start,
            None => self.entries.last().map_or(12, |last| last.end),
        };
        start(from)..start(until)
    }
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn flags(entry: &[u8]) -> u16 {
    u16::from_be_bytes([entry[FLAGS.start], entry[FLAGS.start + 1]])
}

/// The length of the first entry in `bytes`. One to eight zero bytes end its name.
fn entry_length(bytes: &[u8]) -> Option<usize> {
    let head = HEAD + if flags(bytes.get(..HEAD)?) & EXTENDED == 0 { 0 } else { 2 };
    let name = bytes.get(head..)?.iter().position(|byte| *byte == 0)?;
    let length = (head + name) / 8 * 8 + 8;
    (length <= bytes.len()).then_some(length)
}

fn push_entry(bytes: &mut Vec<u8>, entry: &IndexEntry) -> Option<()> {
    let start = bytes.len();
    let [created, modified] = [&entry.ctime, &entry.mtime].map(|t| [t.seconds() as u32, t.nanoseconds()]);
    let numbers = [entry.dev, entry.ino, entry.mode, entry.uid, entry.gid, entry.file_size];
    for number in created.iter().chain(&modified).chain(&numbers) {
        bytes.extend_from_slice(&number.to_be_bytes());
    }
    bytes.extend_from_slice(entry.id.as_bytes());
    let name = u16::try_from(entry.path.len()).ok()?.min(LONG_NAME);
    bytes.extend_from_slice(&name.to_be_bytes());
    bytes.extend_from_slice(&entry.path);
    let length = (bytes.len() - start) / 8 * 8 + 8;
    bytes.resize(start + length, 0);
    Some(())
}

/// The TREE extension, with the cached trees of every folder that contains a changed path marked as
/// invalid.
fn invalidated(held: &[u8], paths: &[&[u8]]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(held.len());
    let rest = folder(held, paths, &mut out, 0)?;
    rest.is_empty().then_some(out)
}

/// Copies one folder of the TREE extension and its subfolders to `out`. `paths` are relative to the
/// parent of that folder. Returns the bytes after it.
fn folder<'b>(held: &'b [u8], paths: &[&[u8]], out: &mut Vec<u8>, depth: usize) -> Option<&'b [u8]> {
    let name_end = held.iter().position(|byte| *byte == 0)?;
    let line_end = name_end + held[name_end..].iter().position(|byte| *byte == b'\n')?;
    let line = std::str::from_utf8(&held[name_end + 1..line_end]).ok()?;
    let (count, folders) = line.split_once(' ')?;
    let (count, folders): (i64, usize) = (count.parse().ok()?, folders.parse().ok()?);
    let mut rest = &held[line_end + 1..];
    let name = &held[..name_end];
    let inside: Vec<&[u8]> = match depth {
        0 => paths.to_vec(),
        _ => paths.iter().filter_map(|path| path.strip_prefix(name)?.strip_prefix(b"/")).collect(),
    };
    let id = if count >= 0 { Some(rest.get(..20)?) } else { None };
    rest = rest.get(if count >= 0 { 20 } else { 0 }..)?;
    out.extend_from_slice(name);
    out.push(0);
    match id.filter(|_| inside.is_empty()) {
        Some(id) => {
            out.extend_from_slice(format!("{count} {folders}\n").as_bytes());
            out.extend_from_slice(id);
        }
        None => out.extend_from_slice(format!("-1 {folders}\n").as_bytes()),
    }
    if depth > DEEPEST {
        return None;
    }
    for _ in 0..folders {
        rest = folder(rest, &inside, out, depth + 1)?;
    }
    Some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::git::index_entry::entry;

    fn id(byte: u8) -> Oid {
        Oid::from_bytes(&[byte; 20]).unwrap()
    }

    fn empty() -> Vec<u8> {
        let mut bytes = b"DIRC\0\0\0\x02\0\0\0\0".to_vec();
        bytes.extend_from_slice(&Sha1::digest(&bytes));
        bytes
    }

    fn with(paths: &[&str]) -> Vec<u8> {
        let mut index = RawIndex::parse(empty()).unwrap();
        for path in paths {
            index.set(entry(path, id(1), 0o100_644, None));
        }
        index.render().unwrap()
    }

    #[test]
    fn entries_are_in_order_whatever_came_first() {
        let names = ["b", "a/x", "a-x", "a", "sessions/ana/a-name-of-some-length.toml"];
        let index = RawIndex::parse(with(&names)).unwrap();
        let all: Vec<String> =
            index.entries.iter().map(|e| String::from_utf8_lossy(index.key(e).0).into_owned()).collect();
        assert_eq!(all, ["a", "a-x", "a/x", "b", "sessions/ana/a-name-of-some-length.toml"]);
        assert!(names.iter().all(|name| index.id(name, 0) == Some(id(1))) && index.id("c", 0).is_none());
    }

    #[test]
    fn one_is_changed_added_or_removed_and_the_others_stay() {
        let mut index = RawIndex::parse(with(&["a", "b", "c"])).unwrap();
        index.set(entry("b", id(2), 0o100_644, None));
        index.set(entry("bb", id(3), 0o100_644, None));
        index.remove("c", 0);
        index.remove("nowhere", 0);
        assert_eq!((index.id("b", 0), index.id("c", 0)), (Some(id(2)), None));
        let after = RawIndex::parse(index.render().unwrap()).unwrap();
        let ids = ["a", "b", "bb", "c"].map(|name| after.id(name, 0));
        assert_eq!(ids, [Some(id(1)), Some(id(2)), Some(id(3)), None]);
        // Covers every name length up to the next multiple of eight.
        for length in 1..20 {
            let name = "n".repeat(length);
            assert_eq!(RawIndex::parse(with(&[&name, "z"])).unwrap().id(&name, 0), Some(id(1)), "{length}");
        }
    }

    #[test]
    fn remembered_trees_of_changed_folders_are_forgotten() {
        let tree = [&b"\x005 2\n"[..], &[7; 20], b"a\x003 0\n", &[8; 20], b"b\x002 0\n", &[9; 20]].concat();
        let after = invalidated(&tree, &[b"a/x", b"a/y"]).unwrap();
        let expected = [&b"\x00-1 2\n"[..], b"a\x00-1 0\n", b"b\x002 0\n", &[9; 20]].concat();
        assert_eq!(after, expected);
        assert_eq!(invalidated(&after, &[]).unwrap(), expected, "as it is");
        assert!(invalidated(&tree[..30], &[]).is_none() && invalidated(b"", &[]).is_none());
    }

    #[test]
    fn what_is_damaged_or_unknown_is_left_alone() {
        let good = with(&["a", "b"]);
        for at in 0..good.len() {
            let mut bad = good.clone();
            bad[at] ^= 1;
            assert!(RawIndex::parse(bad).is_none(), "a bit at {at}");
            assert!(RawIndex::parse(good[..at].to_vec()).is_none(), "{at} bytes");
        }
        let body = &good[..good.len() - CHECKSUM];
        for extension in [&b"link\0\0\0\0"[..], b"UNTR\0\0\0\0", b"TREE\0\0\0\x05abc"] {
            let mut bytes = [body, extension].concat();
            bytes.extend_from_slice(&Sha1::digest(&bytes));
            assert!(RawIndex::parse(bytes).is_none());
        }
    }
}
