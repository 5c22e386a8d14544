//! Loads the data for a new session: all people, objectives, resources and templates, the participants' open
//! items, all topics and all ids. Lists only folders that changed since the cache was written and the
//! participants' own folders, and opens only session files with open items of theirs or with changes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::from_cache::{MANY, has_doubles, read_all, without};
use super::into_journal::fill;
use crate::environment::Environment;
use crate::journal::query::journal::{Journal, NotLoaded};
use crate::journal::records::kind::RecordKind;
use crate::journal::values::handle::Handle;
use crate::parallel;
use crate::progress::ProgressStep;
use crate::store::FileSystem;
use crate::store::cache::{Cache, CachePlan, IndexedFolder, Kept, Loaded, OpenCache};
use crate::store::files::walk::{self, Folder, FoundFile, Listed, Walked};

/// The folders of people, objectives, resources and templates.
const NAMES: &[&str] = &[
    RecordKind::Person.folder(),
    RecordKind::Objective.folder(),
    RecordKind::Resource.folder(),
    RecordKind::Template.folder(),
];

const SESSIONS: &str = RecordKind::Session.folder();

/// Loads the data about these people. Returns `None` if there is no cache, if too many files changed, or
/// if a record has two files: the caller then has to load all records.
pub(super) fn about(root: &Path, world: &Environment, people: &[Handle]) -> Option<Journal> {
    let reading = Cache::of(root, world)?.read()?;
    let disk = FileSystem::new(root);
    let mut journal = Journal::begun();
    read_into(&mut journal, root, walk::walk(&disk, NAMES, &[]));
    let ChangedSessions { walked, gone, changed } = sessions(&disk, &reading, &whose(&journal, people))?;
    let ids = without(reading.ids()?, gone);
    let loaded = read_all(root, &walked, &ProgressStep::default());
    let changed = walked.paths().zip(&loaded).filter(|(path, _)| changed.contains(path));
    if has_doubles(&ids, &changed.map(|(_, loaded)| loaded).collect::<Vec<_>>()) {
        return None;
    }
    fill(&mut journal, root, walked, loaded);
    journal.sort();
    journal.elsewhere = NotLoaded { ids, topics: reading.index.topics };
    Some(journal)
}

fn read_into(journal: &mut Journal, root: &Path, walked: Walked) {
    let loaded = read_all(root, &walked, &ProgressStep::default());
    fill(journal, root, walked, loaded);
}

/// The current handles of these people, and of the members of their groups.
fn whose(journal: &Journal, people: &[Handle]) -> BTreeSet<Handle> {
    let now = people.iter().map(|typed| journal.now_called(typed).unwrap_or(typed));
    let with_members = now.flat_map(|handle| {
        let members = journal.people.get(handle).map(|filed| filed.record.members.as_slice());
        std::iter::once(handle).chain(members.unwrap_or_default())
    });
    with_members.cloned().collect()
}

/// The sessions that changed since the cache was written, and the sessions with open items of some
/// people.
struct ChangedSessions {
    walked: Walked,
    /// Ids of the cache entries that are outdated.
    gone: Vec<u64>,
    /// The paths of the changed files.
    changed: BTreeSet<String>,
}

/// Finds those sessions. Misses a file that the user edited in place in a folder of another person,
/// because the folder's stamp stays the same.
fn sessions(disk: &FileSystem, reading: &OpenCache, whose: &BTreeSet<Handle>) -> Option<ChangedSessions> {
    let folders = &reading.index.folders;
    let of_sessions: Vec<&IndexedFolder> =
        folders.iter().filter(|folder| is_of_sessions(&folder.path)).collect();
    let looked_into = parallel::one_by_one(&of_sessions, |folder| {
        let is_own =
            folder.path.rsplit_once('/').is_some_and(|(_, name)| whose.iter().any(|h| h.as_str() == name));
        let is_same = folder.stamp.is_some() && walk::stamp_of(disk, &folder.path) == folder.stamp;
        (is_own || !is_same).then(|| Looked::into(disk, reading, folder))
    });
    let mut open = open(reading, whose)?;
    let (mut walked, mut new, mut gone, mut changed) = (Walked::default(), Vec::new(), Vec::new(), 0);
    let mut paths = BTreeSet::new();
    for looked in looked_into.into_iter().flatten() {
        let Looked { listed, changes, outdated } = looked?;
        let open = open.remove(listed.folder.path.as_str()).unwrap_or_default();
        changed += changes.len() + outdated.len();
        paths.extend(changes.iter().map(|name| format!("{}/{name}", listed.folder.path)));
        gone.extend(outdated.iter().flat_map(Loaded::ids));
        let is_wanted =
            |found: &FoundFile| changes.contains(&found.name) || open.contains(found.name.as_str());
        let files = listed.folder.files.into_iter().filter(is_wanted).collect();
        walked.folders.push(Folder { files, ..listed.folder });
        walked.problems.extend(listed.problems);
        new.extend(listed.inner.into_iter().filter(|path| !folders.iter().any(|known| known.path == *path)));
    }
    let new = walk::walk(disk, &new.iter().map(String::as_str).collect::<Vec<_>>(), &[]);
    if changed + new.count() > MANY {
        return None;
    }
    paths.extend(new.paths());
    let unchanged = open.into_iter().map(|(path, names)| Folder {
        path: path.to_string(),
        stamp: None,
        files: names.into_iter().map(|name| FoundFile { name: name.to_string(), stamp: None }).collect(),
    });
    walked.folders.extend(unchanged.chain(new.folders));
    walked.problems.extend(new.problems);
    Some(ChangedSessions { walked, gone, changed: paths })
}

fn is_of_sessions(path: &str) -> bool {
    path.strip_prefix(SESSIONS).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The files with open items of these people, by folder.
fn open<'a>(
    reading: &'a OpenCache,
    whose: &BTreeSet<Handle>,
) -> Option<BTreeMap<&'a str, BTreeSet<&'a str>>> {
    let mut open: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (_, spots) in reading.index.open.iter().filter(|(owner, _)| whose.contains(owner)) {
        for (folder, name) in spots {
            let folder = reading.index.folders.get(*folder as usize)?;
            open.entry(&folder.path).or_default().insert(name);
        }
    }
    Some(open)
}

/// A listed folder: the names of the files that differ from the cache, and their outdated records.
struct Looked {
    listed: Listed,
    changes: BTreeSet<String>,
    outdated: Vec<Loaded>,
}

impl Looked {
    fn into(disk: &FileSystem, reading: &OpenCache, folder: &IndexedFolder) -> Option<Looked> {
        let listed = walk::list(disk, &folder.path, folder.path.matches('/').count());
        let stamps = reading.stamps_in(folder)?;
        let mut plan = CachePlan::default();
        plan.add(&listed.folder.files, &folder.with(&stamps)?.files);
        let files = listed.folder.files.iter().zip(&plan.fresh);
        let changes =
            files.filter(|(_, fresh)| fresh.is_none()).map(|(found, _)| found.name.clone()).collect();
        let before = |kept: &Kept<'_>| Loaded::from_bytes(&reading.record(kept)?, &[]);
        let outdated = plan.outdated.iter().map(before).collect::<Option<_>>()?;
        Some(Looked { listed, changes, outdated })
    }
}
