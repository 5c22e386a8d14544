//! Three-way merge of the records of two sides. Matches records by id or handle, never by path: one
//! side may have moved a file that the other side changed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use git2::Tree;

use super::renamed_people::RenamedPeople;
use super::restore_tombstones;
use crate::error::{Error, Result};
use crate::journal::edit::shared_handles::Version;
use crate::journal::merge::{self, Merged};
use crate::journal::records::kind::RecordKind;
use crate::journal::records::person::Person;
use crate::journal::records::settings::SETTINGS_FILE;
use crate::store::LARGEST;
use crate::store::git::objects::{Leaf, leaf};
use crate::store::git::repository::{Repo, git};
use crate::store::repair::duplicate_records;

/// Whether `path`, relative to the journal's root, is the path of a record or of the settings.
pub(crate) fn is_record(path: &str) -> bool {
    let is_hidden = path.split('/').any(|part| part.starts_with('.'));
    let is_in_folder = path.contains('/') && RecordKind::of_path(path).is_some();
    path == SETTINGS_FILE || (is_in_folder && path.ends_with(".toml") && !is_hidden)
}

/// A file of one side. A merged version has no leaf.
#[derive(Clone)]
pub(crate) struct SideVersion {
    /// Relative to the root of the work tree.
    pub path: String,
    pub leaf: Option<Leaf>,
    pub bytes: Vec<u8>,
}

/// The kind of a record and its id or handle. For a file that has neither, `None` and its path.
pub(super) type Key = (Option<RecordKind>, String);

/// The path of a version that coach could not read. The merge took the other side's version.
pub(super) enum UnreadableVersion {
    Ours(String),
    Theirs(String),
}

/// Files that a person edited while a merge of plain git was stopped.
#[derive(Clone, Default)]
pub(crate) struct PendingFiles {
    /// Records with a text that the person chose: it replaces both sides.
    pub decided: Vec<SideVersion>,
    /// Edits of one side.
    pub written: Vec<SideVersion>,
}

impl PendingFiles {
    pub(crate) fn map(self, with: impl Fn(Vec<SideVersion>) -> Vec<SideVersion>) -> PendingFiles {
        PendingFiles { decided: with(self.decided), written: with(self.written) }
    }

    pub(crate) fn paths(&self) -> impl Iterator<Item = String> {
        self.decided.iter().chain(&self.written).map(|version| version.path.clone())
    }
}

/// The records of one side, by key.
#[derive(Clone, Default)]
pub(super) struct SideRecords(BTreeMap<Key, SideVersion>);

/// Three versions of the same records, matched by key.
pub(super) struct ThreeSides {
    pub base: SideRecords,
    pub ours: SideRecords,
    pub theirs: SideRecords,
}

impl ThreeSides {
    /// Reads the files at `paths` from three trees. Each uses the handles of one of the `sides`.
    pub(super) fn read(
        repo: &Repo,
        paths: &BTreeSet<String>,
        trees: [Option<&Tree<'_>>; 3],
        renamed: &RenamedPeople,
        sides: [Version; 3],
    ) -> Result<ThreeSides> {
        let [base, ours, theirs] = trees.map(|tree| versions(repo, paths, tree));
        let [first, second, third] = sides;
        let side = |version: Version, files: Vec<SideVersion>| {
            SideRecords::of(repo, renamed.applied(&repo.prefix, Some(version), files))
        };
        Ok(ThreeSides { base: side(first, base?), ours: side(second, ours?), theirs: side(third, theirs?) })
    }

    /// Like `read`, from files that are in no tree.
    pub(super) fn of(repo: &Repo, files: [Vec<SideVersion>; 3]) -> ThreeSides {
        let [base, ours, theirs] = files.map(|files| SideRecords::of(repo, files));
        ThreeSides { base, ours, theirs }
    }

    /// Adds the files that a person edited during the merge to the sides.
    pub(super) fn with(mut self, repo: &Repo, given: PendingFiles) -> ThreeSides {
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

    /// Merges both sides. Also returns the versions that were unreadable and so not merged. With
    /// `keep_ours`, a record that is missing on their side stays: their history was rewritten or is
    /// unrelated, so the absence is not a deletion.
    pub(super) fn merge(&self, keep_ours: bool) -> Result<(SideRecords, Vec<UnreadableVersion>)> {
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

    pub(super) fn with_base(self, base: SideRecords) -> ThreeSides {
        ThreeSides { base, ..self }
    }
}

impl SideRecords {
    /// Merges several files of one record into one version before any later step, so that no step can
    /// drop text that is in only one of them. An unreadable duplicate gets its path as its key.
    fn of(repo: &Repo, versions: Vec<SideVersion>) -> SideRecords {
        let mut side: BTreeMap<Key, SideVersion> = BTreeMap::new();
        let mut versions = versions;
        // The result must not depend on the machine, so the order must not either.
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

    /// Reads the files at `paths` from a tree.
    pub(super) fn read(repo: &Repo, paths: &BTreeSet<String>, tree: &Tree<'_>) -> Result<SideRecords> {
        Ok(SideRecords::of(repo, versions(repo, paths, Some(tree))?))
    }

    pub(super) fn only(&self, keys: &[&Key]) -> SideRecords {
        let found = keys.iter().filter_map(|key| Some(((*key).clone(), self.get(key)?.clone())));
        SideRecords(found.collect())
    }

    /// Forgets people again in the merged records: those that have a tombstone on either side.
    pub(super) fn forget_again(self, prefix: &str, tombstones: &[Person]) -> SideRecords {
        let again = |(key, version): (Key, SideVersion)| {
            Some((key, restore_tombstones::again(version, prefix, tombstones)?))
        };
        SideRecords(self.0.into_iter().filter_map(again).collect())
    }

    pub(super) fn versions(&self) -> impl Iterator<Item = &SideVersion> {
        self.0.values()
    }

    pub(super) fn keys(&self) -> impl Iterator<Item = &Key> {
        self.0.keys()
    }

    pub(super) fn get(&self, key: &Key) -> Option<&SideVersion> {
        self.0.get(key)
    }

    pub(super) fn set(&mut self, key: &Key, version: Option<SideVersion>) {
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

/// Merges two files of one record by the usual rules. Returns `None` if either cannot be read.
fn joined(prefix: &str, a: &SideVersion, b: &SideVersion) -> Option<SideVersion> {
    let (one, other) = (text(&a.bytes).ok()?, text(&b.bytes).ok()?);
    let Ok(Merged::Text(text)) = merge::merge(None, Some(one), Some(other)) else { return None };
    let inside =
        |version: &SideVersion| version.path.strip_prefix(prefix).unwrap_or(&version.path).to_string();
    let first = duplicate_records::rank(&inside(a), one) >= duplicate_records::rank(&inside(b), other);
    let place = if first { a } else { b };
    Some(SideVersion { path: place.path.clone(), leaf: place.leaf, bytes: text.into_bytes() })
}

/// The key of a record, from the id or handle in its text.
fn key(repo: &Repo, version: &SideVersion) -> Key {
    let inside = version.path.strip_prefix(&repo.prefix).unwrap_or(&version.path);
    let Some(kind) = RecordKind::of_path(inside) else { return (None, version.path.clone()) };
    let read = || -> Option<String> {
        let text = std::str::from_utf8(&version.bytes).ok().filter(|text| text.len() as u64 <= LARGEST)?;
        kind.name_in(text)
    };
    // The key of an unreadable record comes from its file name.
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
        // If both sides moved the file, every machine must choose the same path.
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

/// Merges a record that both sides changed. If one version is unreadable, every machine takes the other
/// version: one bad file must not block a team. An edit wins over a deletion, even if coach cannot read
/// the edited version.
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
            "you and your team both changed {path}, and coach can read neither version (yours {why}): \
             nothing was merged"
        ))
        .hint(format!("correct {path} here, then sync again: one readable version is enough"))),
        (Some(one), None, Some(Err(_)), _) | (None, Some(one), _, Some(Err(_))) => {
            Ok(Some(one.bytes.clone()))
        }
        (_, _, ours, theirs) => {
            let [ours, theirs] = [ours, theirs].map(|text| text.and_then(std::result::Result::ok));
            merged(path, base.as_deref(), ours.as_deref(), theirs.as_deref())
        }
    }
}

/// The text of a record if coach can merge it, else the reason why it cannot.
fn text(bytes: &[u8]) -> std::result::Result<&str, &'static str> {
    if bytes.len() as u64 > LARGEST {
        return Err("is larger than 256 KiB");
    }
    let text = std::str::from_utf8(bytes).map_err(|_| "is not UTF-8")?;
    let table = text.trim_start_matches('\u{feff}').parse::<toml::Table>();
    table.map(|_| text).map_err(|_| "is not valid TOML")
}

/// Merges three texts of a record. `base` is `None` also if the base version was unreadable.
fn merged(
    path: &str,
    base: Option<&str>,
    ours: Option<&str>,
    theirs: Option<&str>,
) -> Result<Option<Vec<u8>>> {
    let stop = |why: &str| {
        Error::cannot(format!("you and your team both changed {path}, and {why}: nothing was merged"))
    };
    match merge::merge(base, ours, theirs) {
        Ok(Merged::Removed) => Ok(None),
        Ok(Merged::Text(text)) if text.len() as u64 > LARGEST => {
            Err(stop("the merged file would be larger than 256 KiB")
                .hint(format!("shorten {path} here, or move long texts out of the journal, then sync again")))
        }
        Ok(Merged::Text(text)) => Ok(Some(text.into_bytes())),
        Err(unmergeable) => {
            Err(stop(&unmergeable.to_string()).hint(format!("correct {path} here, then sync again")))
        }
    }
}

/// Renames files so that no two records have the same path: the record with the greater key gets a
/// suffix.
fn set_apart(merged: &mut BTreeMap<Key, SideVersion>) {
    let mut taken = BTreeSet::new();
    for ((_, name), version) in merged.iter_mut() {
        while !taken.insert(version.path.clone()) {
            let stem = version.path.strip_suffix(".toml").unwrap_or(&version.path);
            version.path = format!("{stem}-{}.toml", name.rsplit('/').next().unwrap_or(name));
        }
    }
}
