//! Encodes each record for the cache: the parsed record, its notes separately, and its cache class.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde::{Deserialize, Serialize};

use super::file::{CacheClass, FileRef, FileSlice, Kept, KeptFolder, NewCache};
use crate::journal::records::Problem;
use crate::journal::records::objective::Objective;
use crate::journal::records::person::Person;
use crate::journal::records::policy::Policy;
use crate::journal::records::request::Request;
use crate::journal::records::resource::Resource;
use crate::journal::records::session::Session;
use crate::journal::records::standard::Standard;
use crate::journal::records::story::Story;
use crate::journal::records::template::Template;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;
use crate::parallel;
use crate::store::files::walk::{FoundFile, Walked};

/// The result of reading a record's file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Loaded {
    Session(Box<Session>),
    Person(Box<Person>),
    Objective(Box<Objective>),
    Request(Box<Request>),
    Story(Box<Story>),
    Policy(Box<Policy>),
    Resource(Box<Resource>),
    Standard(Box<Standard>),
    Template(Box<Template>),
    Problem(Problem),
    /// The file exists, but the command does not need it: coach has not decoded it.
    Left,
}

impl Loaded {
    /// Decodes a record from the bytes of a cache.
    pub(crate) fn from_bytes(record: &[u8], notes: &[u8]) -> Option<Loaded> {
        let mut loaded: Loaded = postcard::from_bytes(record).ok()?;
        if let Loaded::Session(session) = &mut loaded {
            session.notes = std::str::from_utf8(notes).ok()?.to_string();
        }
        Some(loaded)
    }

    /// The ids in the record, packed.
    pub(crate) fn ids(&self) -> Vec<u64> {
        match self {
            Loaded::Session(session) => {
                let actions = session.actions.iter().map(|action| &action.id);
                let asks = session.follow_ups.iter().map(|ask| &ask.id);
                std::iter::once(&session.id).chain(actions).chain(asks).map(Id::packed).collect()
            }
            Loaded::Request(request) => vec![request.id.packed()],
            Loaded::Story(story) => vec![story.id.packed()],
            _ => Vec::new(),
        }
    }

    /// Whether the record holds merge conflicts. A conflict is a table of any shape, which the cache
    /// cannot hold.
    pub(crate) fn is_contested(&self) -> bool {
        match self {
            Loaded::Session(session) => !session.conflict.is_empty(),
            Loaded::Person(person) => !person.conflict.is_empty(),
            Loaded::Objective(objective) => !objective.conflict.is_empty(),
            Loaded::Request(request) => !request.conflict.is_empty(),
            Loaded::Story(story) => !story.conflict.is_empty(),
            Loaded::Policy(policy) => !policy.conflict.is_empty(),
            Loaded::Resource(resource) => !resource.conflict.is_empty(),
            Loaded::Standard(standard) => !standard.conflict.is_empty(),
            Loaded::Template(template) => !template.conflict.is_empty(),
            Loaded::Problem(_) | Loaded::Left => false,
        }
    }

    /// Whether the error may go away without a change to the file.
    fn may_pass(&self) -> bool {
        matches!(self, Loaded::Problem(problem) if problem.is_the_machines)
    }
}

/// Encodes each record and assigns its position, in walk order.
pub(super) fn writing<'a>(walked: &'a Walked, loaded: &[Loaded], young: i64) -> NewCache<'a> {
    let latest = latest(loaded);
    let files: Vec<(usize, &FoundFile)> = walked.folders.iter().flat_map(|f| &f.files).enumerate().collect();
    let laid = parallel::each(&files, |(place, found)| {
        let loaded = loaded.get(*place)?;
        let role = match loaded {
            Loaded::Session(_) if latest.contains(place) => CacheClass::Latest,
            Loaded::Session(session) if !has_open(session) => CacheClass::Closed,
            _ => CacheClass::Open,
        };
        keep(found, loaded, role, young)
    });
    let (open, topics) = index(walked, loaded);
    let mut writing = NewCache { open, topics, ..NewCache::default() };
    // The records that `due` needs come first, side by side.
    let is_needed = |laid: &&EncodedEntry<'_>| laid.kept.role != CacheClass::Closed;
    let closed_at = laid.iter().flatten().filter(is_needed).map(|laid| laid.record.len() as u64).sum();
    let (mut needed_at, mut closed_at, mut notes_at) = (0, closed_at, 0);
    let mut laid = laid.into_iter();
    for folder in &walked.folders {
        let here = laid.by_ref().take(folder.files.len()).flatten();
        let here = here.map(|EncodedEntry { mut kept, record, notes, ids }| {
            let (at, records) = match kept.role {
                CacheClass::Closed => (&mut closed_at, &mut writing.closed),
                _ => (&mut needed_at, &mut writing.needed),
            };
            kept.record.put(at);
            kept.notes.put(&mut notes_at);
            records.push(record);
            writing.notes.push(notes);
            writing.ids.extend(ids);
            kept
        });
        let files: Vec<Kept<'_>> = here.collect();
        // A folder with a file that coach reads each time must be listed each time.
        let is_settled =
            files.len() == folder.files.len() && files.iter().all(|kept| kept.role != CacheClass::Unkept);
        let stamp = folder.stamp.filter(|stamp| is_settled && !stamp.is_younger_than(young));
        writing.folders.push(KeptFolder { path: &folder.path, stamp, files });
    }
    writing.ids.sort_unstable();
    writing
}

/// The encoded cache entry of a file, before its positions are set.
struct EncodedEntry<'a> {
    kept: Kept<'a>,
    record: Vec<u8>,
    notes: Vec<u8>,
    ids: Vec<u64>,
}

/// Encodes one record and its notes. Returns `None` if the file has no stamp. A file that coach has to
/// read each time gets the class `Unkept`.
fn keep<'a>(found: &'a FoundFile, loaded: &Loaded, role: CacheClass, young: i64) -> Option<EncodedEntry<'a>> {
    let stamp = found.stamp?;
    let is_kept = !stamp.is_younger_than(young) && !loaded.is_contested() && !loaded.may_pass();
    let role = if is_kept { role } else { CacheClass::Unkept };
    // The cache holds the record of an `Unkept` file as well: if the file changes, it tells which ids and
    // dates are no longer valid.
    let (record, notes) = match loaded {
        Loaded::Session(session) => {
            let mut session = session.clone();
            session.conflict.clear();
            let notes = std::mem::take(&mut session.notes);
            (postcard::to_stdvec(&Loaded::Session(session)).ok()?, notes.into_bytes())
        }
        other if other.is_contested() => (postcard::to_stdvec(&Loaded::Left).ok()?, Vec::new()),
        other => (postcard::to_stdvec(other).ok()?, Vec::new()),
    };
    let (of_record, of_notes) = (FileSlice::of(&record)?, FileSlice::of(&notes)?);
    let kept = Kept { name: &found.name, stamp, role, record: of_record, notes: of_notes };
    Some(EncodedEntry { kept, record, notes, ids: loaded.ids() })
}

/// For each person and group, the sessions with their open items; and all topics, sorted.
fn index(walked: &Walked, loaded: &[Loaded]) -> (Vec<(Handle, Vec<FileRef>)>, Vec<Handle>) {
    let mut open: BTreeMap<&Handle, Vec<FileRef>> = BTreeMap::new();
    let mut topics = HashSet::new();
    let files = (0..).zip(&walked.folders).flat_map(|(n, folder)| folder.files.iter().map(move |f| (n, f)));
    for ((folder, found), one) in files.zip(loaded) {
        let Loaded::Session(session) = one else { continue };
        topics.extend(&session.topics);
        let owners = session.actions.iter().filter(|action| action.is_open()).map(|action| &action.owner);
        // A follow-up without an action concerns everyone in the session.
        let asked = session.follow_ups.iter().filter(|ask| ask.is_open() && ask.action.is_none());
        let asked = asked.flat_map(|_| session.with.iter().chain(&session.group));
        let of_actions = session.follow_ups.iter().filter(|ask| ask.is_open()).map(|ask| session.asked(ask));
        for owner in owners.chain(asked).chain(of_actions).collect::<BTreeSet<_>>() {
            open.entry(owner).or_default().push((folder, found.name.clone()));
        }
    }
    let open = open.into_iter().map(|(owner, spots)| (owner.clone(), spots)).collect();
    let mut topics: Vec<Handle> = topics.into_iter().cloned().collect();
    topics.sort();
    (open, topics)
}

fn has_open(session: &Session) -> bool {
    session.actions.iter().any(|action| action.is_open())
        || session.follow_ups.iter().any(|ask| ask.is_open())
}

/// The positions of the sessions that are the latest for at least one of their participants.
fn latest(loaded: &[Loaded]) -> BTreeSet<usize> {
    let mut latest: BTreeMap<&Handle, usize> = BTreeMap::new();
    let key = |place: usize| match &loaded[place] {
        Loaded::Session(session) => Some((session.date, session.start, session.id.packed())),
        _ => None,
    };
    for (place, one) in loaded.iter().enumerate() {
        let Loaded::Session(session) = one else { continue };
        if !session.is_conversation() {
            continue;
        }
        for handle in session.with.iter().chain(&session.group) {
            let best = latest.entry(handle).or_insert(place);
            if key(place) >= key(*best) {
                *best = place;
            }
        }
    }
    latest.into_values().collect()
}
