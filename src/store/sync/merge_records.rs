//! The records of two sides brought together, each matched by what it says it is, never by its
//! path: one side may have moved a file that the other changed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use git2::Tree;

use super::forgotten_people;
use super::renamed_people::RenamedPeople;
use crate::error::{Error, Result};
use crate::journal::merge::{self, Merged};
use crate::journal::records::kind::RecordKind;
use crate::journal::records::person::Person;
use crate::journal::records::settings::SETTINGS_FILE;
use crate::store::LARGEST;
use crate::store::git::objects::{Leaf, leaf};
use crate::store::git::repository::{Repo, git};
use crate::store::repair::duplicate_records;

/// Whether the path, relative to the journal's root, is a record's.
pub fn is_record(path: &str) -> bool {
    let is_hidden = path.split('/').any(|part| part.starts_with('.'));
    let is_in_folder = path.contains('/') && RecordKind::of_path(path).is_some();
    path == SETTINGS_FILE || (is_in_folder && path.ends_with(".toml") && !is_hidden)
}

/// A file of one side. What was merged has no leaf.
#[derive(Clone)]
pub struct SideVersion {
    /// In the work tree.
    pub path: String,
    pub leaf: Option<Leaf>,
    pub bytes: Vec<u8>,
}

/// The folder, and the record's id or handle; its path where it says neither.
pub type Key = (Option<RecordKind>, String);

/// A version that could not be read, by its path: the other side's, which can be, is in place.
pub enum UnreadableVersion {
    Ours(String),
    Theirs(String),
}

/// Files that somebody wrote while a merge of plain git is under way.
#[derive(Clone, Default)]
pub struct PendingFiles {
    /// Somebody decided what becomes of these records: both sides have this text.
    pub decided: Vec<SideVersion>,
    /// Edits of one side.
    pub written: Vec<SideVersion>,
}

impl PendingFiles {
    pub fn map(self, with: impl Fn(Vec<SideVersion>) -> Vec<SideVersion>) -> PendingFiles {
        PendingFiles { decided: with(self.decided), written: with(self.written) }
    }

    pub fn paths(&self) -> impl Iterator<Item = String> {
        self.decided.iter().chain(&self.written).map(|version| version.path.clone())
    }
}

/// Records of one side, by what they are.
#[derive(Clone, Default)]
pub struct SideRecords(BTreeMap<Key, SideVersion>);

/// Three sides with the same names for the same records.
pub struct ThreeSides {
    pub base: SideRecords,
    pub ours: SideRecords,
    pub theirs: SideRecords,
}

impl ThreeSides {
    /// The files at these paths in three trees.
    pub fn read(
        repo: &Repo,
        paths: &BTreeSet<String>,
        trees: [Option<&Tree<'_>>; 3],
        renamed: &RenamedPeople,
    ) -> Result<ThreeSides> {
        let [base, ours, theirs] = trees.map(|tree| versions(repo, paths, tree));
        let side =
            |versions: Vec<SideVersion>| SideRecords::of(repo, renamed.applied(&repo.prefix, versions));
        Ok(ThreeSides { base: side(base?), ours: side(ours?), theirs: side(theirs?) })
    }

    /// The same of files that are in no tree.
    pub fn of(repo: &Repo, files: [Vec<SideVersion>; 3]) -> ThreeSides {
        let [base, ours, theirs] = files.map(|files| SideRecords::of(repo, files));
        ThreeSides { base, ours, theirs }
    }

    /// What somebody made of records in the middle of a merge takes part in it.
    pub fn with(mut self, repo: &Repo, given: PendingFiles) -> ThreeSides {
        for version in given.decided {
            let key = key(repo, &version);
            for side in [&mut self.ours, &mut self.theirs] {
                side.0.retain(|_, other| other.path != version.path);
                side.0.insert(key.clone(), version.clone());
            }
        }
        for version in given.written {
            let key = key(repo, &version);
            let is_theirs = self.theirs.0.contains_key(&key) && !self.ours.0.contains_key(&key);
            let side = if is_theirs { &mut self.theirs } else { &mut self.ours };
            side.0.insert(key, version);
        }
        self
    }

    /// Both sides in one, and which versions could not be read and gave way. With `keep_ours` a record that is missing on their side was not removed by
    /// anyone: their history was written anew, or is another one.
    pub fn merge(&self, keep_ours: bool) -> Result<(SideRecords, Vec<UnreadableVersion>)> {
        let mut unread = Vec::new();
        let mut merged: BTreeMap<Key, SideVersion> = BTreeMap::new();
        let keys: BTreeSet<&Key> = self.ours.0.keys().chain(self.theirs.0.keys()).collect();
        for key in keys {
            let [base, ours, theirs] = [&self.base, &self.ours, &self.theirs].map(|side| side.0.get(key));
            let kept = match (base, ours, theirs) {
                (_, ours, None) if keep_ours => ours.cloned(),
                _ => both(base, ours, theirs, &mut unread)?,
            };
            merged.extend(kept.map(|version| (key.clone(), version)));
        }
        set_apart(&mut merged);
        Ok((SideRecords(merged), unread))
    }

    pub fn with_base(self, base: SideRecords) -> ThreeSides {
        ThreeSides { base, ..self }
    }
}

impl SideRecords {
    /// Two files of one record are one before anything else is made of either: no later step can
    /// drop what only one of them says. One that cannot be read is known by its path.
    fn of(repo: &Repo, versions: Vec<SideVersion>) -> SideRecords {
        let mut side: BTreeMap<Key, SideVersion> = BTreeMap::new();
        let mut versions = versions;
        // The same order on every machine.
        versions.sort_by(|a, b| (&a.bytes, &a.path).cmp(&(&b.bytes, &b.path)));
        for version in versions {
            let key = key(repo, &version);
            let Some(there) = side.remove(&key) else {
                side.insert(key, version);
                continue;
            };
            match joined(&repo.prefix, &there, &version) {
                Some(joined) => drop(side.insert(key, joined)),
                None => {
                    let (read, unread) =
                        if text(&there.bytes).is_ok() { (there, version) } else { (version, there) };
                    side.insert((None, unread.path.clone()), unread);
                    side.insert(key, read);
                }
            }
        }
        SideRecords(side)
    }

    /// Everyone who was forgotten on either side is, in what came of both.
    pub fn forget_again(self, prefix: &str, tombstones: &[Person]) -> SideRecords {
        let again = |(key, version): (Key, SideVersion)| {
            Some((key, forgotten_people::again(version, prefix, tombstones)?))
        };
        SideRecords(self.0.into_iter().filter_map(again).collect())
    }

    pub fn versions(&self) -> impl Iterator<Item = &SideVersion> {
        self.0.values()
    }

    pub fn keys(&self) -> impl Iterator<Item = &Key> {
        self.0.keys()
    }

    pub fn get(&self, key: &Key) -> Option<&SideVersion> {
        self.0.get(key)
    }

    pub fn set(&mut self, key: &Key, version: Option<SideVersion>) {
        self.0.remove(key);
        self.0.extend(version.map(|version| (key.clone(), version)));
    }
}

fn versions(repo: &Repo, paths: &BTreeSet<String>, tree: Option<&Tree<'_>>) -> Result<Vec<SideVersion>> {
    let mut found = Vec::new();
    for path in paths {
        let Some(leaf) = leaf(tree, path)? else { continue };
        let blob = repo.git.find_blob(leaf.id).map_err(|e| git(&format!("could not read {path}"), &e))?;
        found.push(SideVersion { path: path.clone(), leaf: Some(leaf), bytes: blob.content().to_vec() });
    }
    Ok(found)
}

/// Two files of one record in one, by the rules of every merge; nothing where either cannot be read.
fn joined(prefix: &str, a: &SideVersion, b: &SideVersion) -> Option<SideVersion> {
    let (one, other) = (text(&a.bytes).ok()?, text(&b.bytes).ok()?);
    let Ok(Merged::Text(text)) = merge::merge(None, Some(one), Some(other)) else { return None };
    let inside =
        |version: &SideVersion| version.path.strip_prefix(prefix).unwrap_or(&version.path).to_string();
    let first = duplicate_records::rank(&inside(a), one) >= duplicate_records::rank(&inside(b), other);
    let place = if first { a } else { b };
    Some(SideVersion { path: place.path.clone(), leaf: place.leaf, bytes: text.into_bytes() })
}

/// What the record says it is.
fn key(repo: &Repo, version: &SideVersion) -> Key {
    let inside = version.path.strip_prefix(&repo.prefix).unwrap_or(&version.path);
    let Some(kind) = RecordKind::of_path(inside) else { return (None, version.path.clone()) };
    let read = || -> Option<String> {
        let text = std::str::from_utf8(&version.bytes).ok().filter(|text| text.len() as u64 <= LARGEST)?;
        kind.name_in(text)
    };
    // One that cannot be read is told by its name, as coach names files.
    let by_name = || {
        let stem = Path::new(inside).file_stem()?.to_str()?;
        let name = if kind.key() == "id" { stem.rsplit_once('-')?.1 } else { stem };
        Some(name.to_owned())
    };
    match read().or_else(by_name) {
        Some(name) => (Some(kind), name),
        None => (None, version.path.clone()),
    }
}

fn both(
    base: Option<&SideVersion>,
    ours: Option<&SideVersion>,
    theirs: Option<&SideVersion>,
    unread: &mut Vec<UnreadableVersion>,
) -> Result<Option<SideVersion>> {
    let bytes = |version: Option<&SideVersion>| version.map(|version| version.bytes.clone());
    let (was, here, there) = (bytes(base), bytes(ours), bytes(theirs));
    let kept = if here == there || was == there {
        here
    } else if was == here {
        there
    } else {
        changed_by_both(base, ours, theirs, unread)?
    };
    let place = match (base, ours, theirs) {
        (_, Some(ours), None) => ours,
        (_, None, Some(theirs)) => theirs,
        (Some(base), Some(ours), Some(theirs)) if ours.path == base.path => theirs,
        (Some(base), Some(ours), Some(theirs)) if theirs.path == base.path => ours,
        // Both moved it: to where, everyone must answer alike.
        (_, Some(ours), Some(theirs)) => {
            if ours.path >= theirs.path {
                ours
            } else {
                theirs
            }
        }
        (_, None, None) => return Ok(None),
    };
    Ok(kept.map(|bytes| SideVersion { path: place.path.clone(), leaf: place.leaf, bytes }))
}

/// Where one of the two cannot be read the other is in place, on whichever machine they meet: one bad
/// file must not stop a team. An edit beats a removal, and need not be readable for that.
fn changed_by_both(
    base: Option<&SideVersion>,
    ours: Option<&SideVersion>,
    theirs: Option<&SideVersion>,
    unread: &mut Vec<UnreadableVersion>,
) -> Result<Option<Vec<u8>>> {
    let read = |version: &SideVersion| text(&version.bytes).map(str::to_owned);
    let base = base.and_then(|base| read(base).ok());
    let path = ours.or(theirs).map_or("", |version| version.path.as_str());
    match (ours, theirs, ours.map(read), theirs.map(read)) {
        (Some(ours), Some(theirs), Some(Ok(_)), Some(Err(_))) => {
            unread.push(UnreadableVersion::Theirs(theirs.path.clone()));
            Ok(Some(ours.bytes.clone()))
        }
        (Some(ours), Some(theirs), Some(Err(_)), Some(Ok(_))) => {
            unread.push(UnreadableVersion::Ours(ours.path.clone()));
            Ok(Some(theirs.bytes.clone()))
        }
        (Some(_), Some(_), Some(Err(why)), Some(Err(_))) => Err(Error::cannot(format!(
            "{path} was changed here and by your team, and neither can be read (yours {why}): all is as it was"
        ))
        .hint(format!("correct {path} here and sync again: what can be read stays in place"))),
        (Some(one), None, Some(Err(_)), _) | (None, Some(one), _, Some(Err(_))) => Ok(Some(one.bytes.clone())),
        (_, _, ours, theirs) => {
            let [ours, theirs] = [ours, theirs].map(|text| text.and_then(std::result::Result::ok));
            merged(path, base.as_deref(), ours.as_deref(), theirs.as_deref())
        }
    }
}

/// The text of a record that can be merged; else what is wrong with it.
fn text(bytes: &[u8]) -> std::result::Result<&str, &'static str> {
    if bytes.len() as u64 > LARGEST {
        return Err("is larger than 256 KiB");
    }
    let text = std::str::from_utf8(bytes).map_err(|_| "is no UTF-8")?;
    let table = text.trim_start_matches('\u{feff}').parse::<toml::Table>();
    table.map(|_| text).map_err(|_| "is no TOML")
}

/// A record that both sides changed. What it was before need not have been readable.
fn merged(
    path: &str,
    base: Option<&str>,
    ours: Option<&str>,
    theirs: Option<&str>,
) -> Result<Option<Vec<u8>>> {
    let stop = |why: &str| {
        Error::cannot(format!("{path} was changed here and by your team, and {why}: all is as it was"))
    };
    match merge::merge(base, ours, theirs) {
        Ok(Merged::Removed) => Ok(None),
        Ok(Merged::Text(text)) if text.len() as u64 > LARGEST => {
            Err(stop("together they are larger than 256 KiB")
                .hint(format!("shorten {path} here, or move long texts beside the journal, and sync again")))
        }
        Ok(Merged::Text(text)) => Ok(Some(text.into_bytes())),
        Err(unmergeable) => {
            Err(stop(&unmergeable.to_string()).hint(format!("correct {path} here and sync again")))
        }
    }
}

/// Two records that would lie in one file get one each: the greater name moves aside.
fn set_apart(merged: &mut BTreeMap<Key, SideVersion>) {
    let mut taken = BTreeSet::new();
    for ((_, name), version) in merged.iter_mut() {
        while !taken.insert(version.path.clone()) {
            let stem = version.path.strip_suffix(".toml").unwrap_or(&version.path);
            version.path = format!("{stem}-{}.toml", name.rsplit('/').next().unwrap_or(name));
        }
    }
}
