//! A journal that stays in memory, for a program that answers many questions. It holds the sessions with open items
//! and the latest session of each person, without notes, and knows where the other sessions are. Before each answer it
//! looks at the folders, which shows added, removed and replaced files. A thorough look also asks for the stamp of each
//! file, because an editor may write into a file.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::{LoadScope, from_cache, load, load_one};
use crate::environment::Environment;
use crate::error::Result;
use crate::journal::query::journal::{Filed, Journal};
use crate::journal::query::resource_matches;
use crate::journal::records::kind::RecordKind;
use crate::journal::records::session::Session;
use crate::journal::records::settings::SETTINGS_FILE;
use crate::journal::records::template::in_order;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;
use crate::store::cache::{self, Cache, Loaded, OpenCache};
use crate::store::files::file_system::FileSystem;
use crate::store::files::walk::{self, FileStamp, Folder, FoundFile, Walked};

/// How old the last thorough look may be.
pub(crate) const THOROUGH: Duration = Duration::from_secs(4);

/// Up to this many changed files, coach reads only these. A person or a template may change every session, so any
/// other record makes coach load everything again.
const MANY: usize = from_cache::MANY;

/// A folder that changed less than this many seconds before coach listed it may have changed again since, without a
/// new stamp.
const YOUNG: i64 = 2;

/// The journal of one folder. Several threads may ask it.
pub(crate) struct WarmJournal {
    root: PathBuf,
    held: Mutex<Option<Held>>,
}

struct Held {
    journal: Arc<Journal>,
    rest: Rest,
    folders: BTreeMap<String, KnownFolder>,
    settings: Option<FileStamp>,
    /// When coach asked for the stamp of each file.
    looked: Instant,
}

struct KnownFolder {
    stamp: Option<FileStamp>,
    is_settled: bool,
    files: Vec<FoundFile>,
}

/// Where every session is, and what a question needs to choose among those that are not in memory.
#[derive(Default)]
struct Rest {
    paths: Vec<Box<str>>,
    /// The sessions that are not in memory, by participant.
    met: BTreeMap<Handle, Vec<Meeting>>,
    /// The places of all sessions, actions and follow-ups, by packed id. Sorted.
    ids: Vec<(u64, u32)>,
    topics: BTreeSet<Handle>,
}

#[derive(Clone, Copy)]
struct Meeting {
    date: Day,
    is_conversation: bool,
    /// Whether the session has a part in which resources coach suggests.
    decides_resources: bool,
    place: u32,
}

impl WarmJournal {
    pub(crate) fn new(root: &Path) -> WarmJournal {
        WarmJournal { root: root.to_path_buf(), held: Mutex::new(None) }
    }

    /// The open and the latest sessions without notes, all topics, and all other records.
    pub(crate) fn now(&self, world: &Environment) -> Result<Arc<Journal>> {
        self.held(world, |held| held.journal.clone())
    }

    /// All other records, and of the sessions those of a person: the open ones, and the latest ones with their notes.
    /// These are `count` conversations, and the records of items that were agreed between them. Also has the earlier
    /// sessions that decide which resources coach suggests.
    pub(crate) fn with_latest_of(
        &self,
        world: &Environment,
        person: &Handle,
        count: usize,
    ) -> Result<Journal> {
        let is_theirs = |session: &Session| {
            session.concerns(person) || session.actions.iter().any(|action| action.owner == *person)
        };
        let (mut part, paths) = self.held(world, |held| {
            let paths: Vec<String> = held.latest_of(person, count).into_iter().map(str::to_string).collect();
            (held.part(is_theirs), paths)
        })?;
        self.read_into(&mut part, &paths);
        Ok(part)
    }

    /// All other records, and the session that has this id, or an item with it, with its notes.
    pub(crate) fn with_session_of(&self, world: &Environment, id: &str) -> Result<Journal> {
        let (mut part, path) = self.held(world, |held| {
            let path = id.parse::<Id>().ok().and_then(|id| held.rest.path(&id));
            (held.part(|_| false), path.map(str::to_string))
        })?;
        self.read_into(&mut part, path.as_slice());
        Ok(part)
    }

    /// Whether a session, an action or a follow-up has this id.
    pub(crate) fn knows(&self, world: &Environment, id: &Id) -> Result<bool> {
        self.held(world, |held| held.rest.place(id.packed()).is_some())
    }

    /// Looks at each file, so that the next answers need not.
    pub(crate) fn look(&self, world: &Environment) {
        let found = walk::walk(&FileSystem::new(&self.root), &RecordKind::FOLDERS, &[]);
        let mut held = self.lock();
        if held.as_mut().is_some_and(|held| !held.follow_all(&self.root, world, found)) {
            *held = None;
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<Held>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn held<T>(&self, world: &Environment, answer: impl FnOnce(&Held) -> T) -> Result<T> {
        let mut held = self.lock();
        let disk = FileSystem::new(&self.root);
        let is_known = held.as_mut().is_some_and(|held| {
            if held.looked.elapsed() < THOROUGH {
                held.follow_folders(&self.root, world)
            } else {
                held.follow_all(&self.root, world, walk::walk(&disk, &RecordKind::FOLDERS, &[]))
            }
        });
        if !is_known {
            // The old journal goes before the new one is there, so that both never take memory.
            *held = None;
            *held = Some(Held::load(&self.root, world)?);
        }
        match held.as_ref() {
            Some(held) => Ok(answer(held)),
            None => Ok(answer(&Held::load(&self.root, world)?)),
        }
    }

    fn read_into(&self, journal: &mut Journal, paths: &[String]) {
        for path in paths {
            if let Some(session) = read(&self.root, path) {
                put(journal, path, session);
            }
        }
    }
}

impl Held {
    fn load(root: &Path, world: &Environment) -> Result<Held> {
        // Listed before the journal is loaded: what changes meanwhile is found by the next look.
        let disk = FileSystem::new(root);
        let (looked, settings) = (Instant::now(), walk::stamp_of_file(&disk, SETTINGS_FILE));
        let walked = walk::walk(&disk, &RecordKind::FOLDERS, &[]);
        let mut journal = load(root, world, LoadScope::Due)?;
        if journal.elsewhere.ids.is_empty() && walked.count() > MANY {
            // There was no cache, so that this has every session. Now there is one.
            drop(journal);
            journal = load(root, world, LoadScope::Due)?;
        }
        let mut rest = Rest::default();
        for Filed { path, record } in &mut journal.sessions {
            record.notes = String::new();
            rest.add(path, record, true);
        }
        rest.add_left(root, world, &walked, &journal);
        rest.ids.sort_unstable();
        journal.elsewhere.topics = std::mem::take(&mut rest.topics).into_iter().collect();
        // Only a new record needs all ids, and coach loads the journal again to save one.
        journal.elsewhere.ids = Vec::new();
        let known = |folder: Folder| (folder.path.clone(), KnownFolder::of(folder, world));
        let folders = walked.folders.into_iter().map(known).collect();
        Ok(Held { journal: Arc::new(journal), rest, folders, settings, looked })
    }

    /// The journal with these sessions only. A copy of all of them would take time and memory for each page.
    fn part(&self, is_wanted: impl Fn(&Session) -> bool) -> Journal {
        let Journal { settings, people, objectives, requests, stories, standards, templates, .. } =
            &*self.journal;
        let Journal { policies, resources, problems, unread_templates, elsewhere, sessions, .. } =
            &*self.journal;
        Journal {
            settings: settings.clone(),
            people: people.clone(),
            objectives: objectives.clone(),
            sessions: sessions.iter().filter(|filed| is_wanted(&filed.record)).cloned().collect(),
            requests: requests.clone(),
            stories: stories.clone(),
            policies: policies.clone(),
            resources: resources.clone(),
            standards: standards.clone(),
            templates: templates.clone(),
            problems: problems.clone(),
            unread_templates: unread_templates.clone(),
            elsewhere: elsewhere.clone(),
        }
    }

    /// The files of the latest sessions with this person, the latest first, and then of those that decide which
    /// resources coach suggests.
    fn latest_of(&self, person: &Handle, count: usize) -> Vec<&str> {
        let mut left: Vec<&Meeting> = self.rest.met.get(person).into_iter().flatten().collect();
        left.sort_by_key(|meeting| meeting.date);
        let in_memory = self.journal.sessions.iter().rev().filter(|filed| filed.record.concerns(person));
        let deciding = left.iter().filter(|one| one.decides_resources).map(|one| self.rest.at(one.place));
        let deciding: Vec<&str> = deciding.collect();
        let left = left.iter().rev().map(|one| (one.date, one.is_conversation, self.rest.at(one.place)));
        let in_memory =
            in_memory.map(|Filed { path, record }| (record.date, record.is_conversation(), path.as_str()));
        let mut all: Vec<(Day, bool, &str)> = in_memory.chain(left).collect();
        all.sort_by_key(|(date, ..)| std::cmp::Reverse(*date));
        // One day more than `count` conversations have, because the order within a day is not known here.
        let (mut met, mut last) = (0, None);
        let wanted = all.into_iter().take_while(|(date, is_conversation, _)| {
            met += usize::from(*is_conversation);
            let is_wanted = met <= count || last == Some(*date);
            last = Some(*date);
            is_wanted
        });
        let mut paths: Vec<&str> = wanted.map(|(_, _, path)| path).collect();
        let earlier: Vec<&str> = deciding.into_iter().filter(|path| !paths.contains(path)).collect();
        paths.extend(earlier);
        paths
    }

    /// Takes over what the stamps of the folders show. Returns `false` if coach has to load everything again.
    fn follow_folders(&mut self, root: &Path, world: &Environment) -> bool {
        let disk = FileSystem::new(root);
        let is_same = |path: &str, known: &KnownFolder| {
            (known.is_settled || known.stamp.is_none()) && walk::stamp_of(&disk, path) == known.stamp
        };
        let changed = self.folders.iter().filter(|(path, known)| !is_same(path, known));
        let changed: Vec<String> = changed.map(|(path, _)| path.clone()).collect();
        let mut found = Walked::default();
        for path in &changed {
            let listed = walk::list(&disk, path, path.matches('/').count());
            let new =
                listed.inner.iter().map(String::as_str).filter(|inner| !self.folders.contains_key(*inner));
            let new = walk::walk(&disk, &new.collect::<Vec<_>>(), &[]);
            found.folders.extend(std::iter::once(listed.folder).chain(new.folders));
            found.problems.extend(listed.problems.into_iter().chain(new.problems));
        }
        self.follow(root, world, found)
    }

    /// Takes over what a look at each file shows. Returns `false` if coach has to load everything again.
    fn follow_all(&mut self, root: &Path, world: &Environment, found: Walked) -> bool {
        let here: BTreeSet<&str> = found.folders.iter().map(|folder| folder.path.as_str()).collect();
        let is_gone =
            |(path, known): (&String, &KnownFolder)| !known.files.is_empty() && !here.contains(path.as_str());
        if self.folders.iter().any(is_gone) {
            return false;
        }
        self.looked = Instant::now();
        self.follow(root, world, found)
    }

    fn follow(&mut self, root: &Path, world: &Environment, found: Walked) -> bool {
        if walk::stamp_of_file(&FileSystem::new(root), SETTINGS_FILE) != self.settings {
            return false;
        }
        let mut changed = Vec::new();
        for folder in &found.folders {
            let before = self.folders.get(&folder.path).map_or(&[][..], |known| &known.files);
            changed.extend(differences(before, &folder.files).map(|name| format!("{}/{name}", folder.path)));
        }
        let has_problems = !found.problems.is_empty() || !self.journal.problems.is_empty();
        if changed.len() > MANY || (!changed.is_empty() && has_problems) {
            return false;
        }
        if !changed.iter().all(|path| self.take(root, path)) {
            return false;
        }
        for folder in found.folders {
            self.folders.insert(folder.path.clone(), KnownFolder::of(folder, world));
        }
        true
    }

    /// Reads a changed file again. Returns `false` if the change concerns more than this session.
    fn take(&mut self, root: &Path, path: &str) -> bool {
        if RecordKind::of_path(path) != Some(RecordKind::Session) {
            return false;
        }
        let new = match read(root, path) {
            Some(session) => session,
            None => return false,
        };
        let ids = Loaded::Session(Box::new(new.clone())).ids();
        let is_elsewhere = |id: &u64| self.rest.place(*id).is_some_and(|place| self.rest.at(place) != path);
        let before = self.journal.sessions.iter().find(|filed| filed.path == path).map(|filed| &filed.record);
        let is_earlier = before.is_some_and(|before| before.is_conversation() && !covers(&new, before));
        if !new.conflict.is_empty() || ids.iter().any(is_elsewhere) || is_earlier {
            return false;
        }
        self.rest.add(path, &new, true);
        self.rest.ids.sort_unstable();
        self.rest.ids.dedup();
        put(Arc::make_mut(&mut self.journal), path, Session { notes: String::new(), ..new });
        true
    }
}

/// Whether the session is still the latest of everyone for whom `before` may be it.
fn covers(now: &Session, before: &Session) -> bool {
    let people = |session: &Session| -> BTreeSet<Handle> {
        session.with.iter().chain(&session.group).cloned().collect()
    };
    now.is_conversation()
        && (now.date, now.start) >= (before.date, before.start)
        && people(now).is_superset(&people(before))
}

/// The names of the files that differ. Both lists are sorted by name.
fn differences<'a>(before: &'a [FoundFile], now: &'a [FoundFile]) -> impl Iterator<Item = &'a str> {
    let stamps = |files: &'a [FoundFile]| -> BTreeMap<&'a str, Option<FileStamp>> {
        files.iter().map(|file| (file.name.as_str(), file.stamp)).collect()
    };
    let is_same = before.len() == now.len()
        && before.iter().zip(now).all(|(a, b)| a.name == b.name && a.stamp == b.stamp);
    let (before, now) = if is_same { Default::default() } else { (stamps(before), stamps(now)) };
    let names: BTreeSet<&str> = before.keys().chain(now.keys()).copied().collect();
    names.into_iter().filter(move |name| before.get(name) != now.get(name))
}

/// The session in a file, if it is readable.
fn read(root: &Path, path: &str) -> Option<Session> {
    let (folder, name) = path.rsplit_once('/')?;
    let found = FoundFile { name: name.to_string(), stamp: None };
    match load_one(root, None, folder, &found) {
        Loaded::Session(session) => Some(*session),
        _ => None,
    }
}

/// Puts a session in its place, instead of the session of the same file.
fn put(journal: &mut Journal, path: &str, mut session: Session) {
    in_order(&mut session, &journal.templates);
    journal.sessions.retain(|filed| filed.path != path);
    let key = |session: &Session| (session.date, session.start, session.id.clone());
    let at = journal.sessions.partition_point(|filed| key(&filed.record) <= key(&session));
    journal.sessions.insert(at, Filed { path: path.to_string(), record: session });
}

impl KnownFolder {
    fn of(folder: Folder, world: &Environment) -> KnownFolder {
        let is_settled = folder.stamp.is_some_and(|stamp| !stamp.is_younger_than(world.clock - YOUNG));
        KnownFolder { stamp: folder.stamp, is_settled, files: folder.files }
    }
}

impl Rest {
    fn at(&self, place: u32) -> &str {
        self.paths.get(place as usize).map_or("", |path| path)
    }

    fn place(&self, id: u64) -> Option<u32> {
        let at = self.ids.binary_search_by_key(&id, |(id, _)| *id).ok()?;
        self.ids.get(at).map(|(_, place)| *place)
    }

    fn path(&self, id: &Id) -> Option<&str> {
        self.place(id.packed()).map(|place| self.at(place))
    }

    /// Adds a session. One that is in memory needs no entry among the meetings.
    fn add(&mut self, path: &str, session: &Session, is_in_memory: bool) {
        let known = self.place(session.id.packed()).filter(|place| self.at(*place) == path);
        let place = known.unwrap_or_else(|| {
            self.paths.push(path.into());
            u32::try_from(self.paths.len() - 1).unwrap_or(u32::MAX)
        });
        let items = session.actions.iter().map(|action| &action.id);
        let ids = items.chain(session.follow_ups.iter().map(|ask| &ask.id)).chain([&session.id]);
        self.ids.extend(ids.map(|id| (id.packed(), place)));
        if !is_in_memory {
            let (date, is_conversation) = (session.date, session.is_conversation());
            let decides_resources = resource_matches::is_deciding(session);
            for handle in session.with.iter().chain(&session.group) {
                let meetings = self.met.entry(handle.clone()).or_default();
                meetings.push(Meeting { date, is_conversation, decides_resources, place });
            }
            self.topics.extend(session.topics.iter().cloned());
        }
    }

    /// Adds the sessions that the journal left out. Decodes one after the other, so that they take no memory.
    fn add_left(&mut self, root: &Path, world: &Environment, walked: &Walked, journal: &Journal) {
        if journal.elsewhere.ids.is_empty() {
            return;
        }
        let loaded: BTreeSet<&str> = journal.sessions.iter().map(|filed| filed.path.as_str()).collect();
        let cache = Cache::of(root, world).and_then(|cache| cache.read());
        let stamps = cache.as_ref().and_then(OpenCache::stamps).unwrap_or_default();
        let folders = cache.as_ref().and_then(|cache| cache.folders(&stamps)).unwrap_or_default();
        let plan = cache::plan(walked, &folders);
        for (path, fresh) in walked.paths().zip(&plan.fresh) {
            if loaded.contains(path.as_str()) || RecordKind::of_path(&path) != Some(RecordKind::Session) {
                continue;
            }
            let kept = fresh.as_ref().zip(cache.as_ref());
            let kept = kept.and_then(|(kept, cache)| Loaded::from_bytes(&cache.record(kept)?, &[]));
            let session = match kept {
                Some(Loaded::Session(session)) => Some(*session),
                _ => read(root, &path),
            };
            if let Some(session) = session {
                self.add(&path, &session, false);
            }
        }
    }
}
