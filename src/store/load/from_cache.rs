//! Decides for each record whether to read its file or to take it from the cache.

use std::collections::BTreeSet;
use std::path::Path;

use super::{LoadScope, load_one};
use crate::environment::Environment;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::parallel;
use crate::progress::ProgressStep;
use crate::store::FileSystem;
use crate::store::cache::{Cache, CacheClass, CachePlan, Kept, Loaded, OpenCache};
use crate::store::files::walk::{FoundFile, Walked};

/// Up to this many files, coach reads all files each time and writes no cache. Reading one file takes
/// about 50 microseconds, writing the cache of a large journal about 100 milliseconds.
const FEW: usize = 48;

/// Up to this many changes, counting new and outdated versions, coach reads the changed files and leaves
/// the cache as it is. One edit counts as two changes.
pub(super) const MANY: usize = 2 * FEW;

/// The loaded records, and the new cache if one is needed.
#[derive(Default)]
pub(super) struct LoadedRecords {
    /// In walk order.
    pub loaded: Vec<Loaded>,
    /// The packed ids of all unchanged records, if some of those were not decoded.
    pub elsewhere: Vec<u64>,
    /// The parts of the new cache file; `None` if the cache stays as it is.
    pub kept: Option<Vec<Vec<u8>>>,
}

/// Loads the records that `depth` needs: unchanged records from the cache, the others from their files.
pub(super) fn load(
    root: &Path,
    world: &Environment,
    walked: &Walked,
    depth: LoadScope<'_>,
    (cache, known): (Option<&Cache>, Option<(&OpenCache, CachePlan<'_>)>),
) -> LoadedRecords {
    let step = world.progress.begin("reading the journal", walked.count());
    let Some(cache) = cache else {
        return LoadedRecords { loaded: read_all(root, walked, &step), ..LoadedRecords::default() };
    };
    if let Some((reading, plan)) = &known
        && let Some(taken) = take(root, walked, reading, plan, depth)
    {
        return taken;
    }
    // If the cache is damaged, coach reads the files.
    let taken = known.and_then(|(reading, plan)| renew(root, walked, reading, &plan, &step));
    let loaded = taken.unwrap_or_else(|| read_all(root, walked, &step));
    let kept = (walked.count() > FEW).then(|| cache.parts(walked, &loaded)).flatten();
    LoadedRecords { loaded, kept, ..LoadedRecords::default() }
}

/// Loads what `depth` needs from the cache. `None` if so many files changed that a full read is cheaper.
fn take(
    root: &Path,
    walked: &Walked,
    reading: &OpenCache,
    plan: &CachePlan<'_>,
    depth: LoadScope<'_>,
) -> Option<LoadedRecords> {
    if plan.changes() > MANY {
        return None;
    }
    let mut changed = read_changed(root, walked, &plan.fresh, &ProgressStep::default()).into_iter();
    let due = (depth == LoadScope::Due).then(|| due(reading, plan, changed.as_slice())).flatten();
    if let Some((mut some, elsewhere)) = due {
        let all = plan.fresh.iter().map(|kept| match kept {
            None => changed.next(),
            Some(kept) if kept.role == CacheClass::Closed => Some(Loaded::Left),
            Some(_) => some.next(),
        });
        return Some(LoadedRecords { loaded: all.collect::<Option<_>>()?, elsewhere, kept: None });
    }
    let mut kept = decode(reading, &plan.fresh, depth == LoadScope::Whole)?.into_iter();
    let all = plan.fresh.iter().map(|fresh| if fresh.is_some() { kept.next() } else { changed.next() });
    Some(LoadedRecords { loaded: all.collect::<Option<_>>()?, ..LoadedRecords::default() })
}

/// The cached records with open items and the latest session of each person, and the ids of all unchanged
/// records. `None` if a changed file was a person's latest session and may no longer be: only the full
/// set of sessions shows which one is the latest then. Also `None` if a record may have two files.
fn due(
    reading: &OpenCache,
    plan: &CachePlan<'_>,
    changed: &[Loaded],
) -> Option<(std::vec::IntoIter<Loaded>, Vec<u64>)> {
    let mut gone_ids = Vec::new();
    let now: Vec<_> = changed.iter().filter_map(meeting).collect();
    for kept in &plan.outdated {
        let before = Loaded::from_bytes(&reading.record(kept)?, &[])?;
        gone_ids.extend(before.ids());
        let was_latest = kept.role != CacheClass::Closed && kept.role != CacheClass::Open;
        if was_latest && meeting(&before).is_some_and(|before| !now.iter().any(|now| covers(now, &before))) {
            return None;
        }
    }
    let ids = without(reading.ids()?, gone_ids);
    if has_doubles(&ids, &changed.iter().collect::<Vec<_>>()) {
        return None;
    }
    let wanted: Vec<&Kept<'_>> =
        plan.fresh.iter().flatten().filter(|kept| kept.role != CacheClass::Closed).collect();
    let needed = reading.needed()?;
    let some = parallel::each(&wanted, |kept| Loaded::from_bytes(kept.record.of_all(&needed)?, &[]));
    let some: Option<Vec<Loaded>> = some.into_iter().collect();
    Some((some?.into_iter(), ids))
}

/// Whether a record may have a second file: two cached files share an id, or a changed file shares one
/// with another file. Only the full set of records shows which file counts. The cached ids include those
/// of a record with conflicts, although coach reads that record each time.
pub(super) fn has_doubles(kept: &[u64], changed: &[&Loaded]) -> bool {
    let mut new: Vec<u64> = changed.iter().flat_map(|loaded| loaded.ids()).collect();
    new.sort_unstable();
    let twice = |ids: &[u64]| ids.windows(2).any(|pair| pair[0] == pair[1]);
    let is_kept = |id: u64| kept.binary_search(&id).is_ok();
    let known = changed.iter().filter(|loaded| !loaded.is_contested()).flat_map(|loaded| loaded.ids());
    twice(kept) || twice(&new) || known.into_iter().any(is_kept)
}

/// The date of a conversation, and its participants.
type Meeting<'a> = (Day, BTreeSet<&'a Handle>);

fn meeting(loaded: &Loaded) -> Option<Meeting<'_>> {
    let Loaded::Session(session) = loaded else { return None };
    session.is_conversation().then(|| (session.date, session.with.iter().chain(&session.group).collect()))
}

/// Whether `now` is at least as recent as `before` and has all its participants.
fn covers(now: &Meeting<'_>, before: &Meeting<'_>) -> bool {
    now.0 >= before.0 && now.1.is_superset(&before.1)
}

/// Removes `gone` from `all`, one occurrence per entry. `all` must be sorted.
pub(super) fn without(all: Vec<u64>, mut gone: Vec<u64>) -> Vec<u64> {
    gone.sort_unstable();
    let mut gone = gone.into_iter().peekable();
    all.into_iter()
        .filter(|id| {
            while gone.next_if(|gone| gone < id).is_some() {}
            gone.next_if_eq(id).is_none()
        })
        .collect()
}

/// Loads all records with their notes: unchanged ones from the cache, the others from their files.
fn renew(
    root: &Path,
    walked: &Walked,
    reading: &OpenCache,
    plan: &CachePlan<'_>,
    step: &ProgressStep,
) -> Option<Vec<Loaded>> {
    let mut kept = decode(reading, &plan.fresh, true)?.into_iter();
    let mut changed = read_changed(root, walked, &plan.fresh, step).into_iter();
    plan.fresh.iter().map(|fresh| if fresh.is_some() { kept.next() } else { changed.next() }).collect()
}

/// Decodes the cached records, on all cores.
fn decode(reading: &OpenCache, fresh: &[Option<Kept<'_>>], with_notes: bool) -> Option<Vec<Loaded>> {
    let records = reading.records()?;
    let notes = if with_notes { Some(reading.notes()?) } else { None };
    let kept: Vec<&Kept<'_>> = fresh.iter().flatten().collect();
    let one = |kept: &&Kept<'_>| {
        let notes = notes.as_ref().map_or(Some(&[][..]), |notes| kept.notes.of_all(notes))?;
        Loaded::from_bytes(kept.record.of_all(&records)?, notes)
    };
    parallel::each(&kept, one).into_iter().collect()
}

pub(super) fn read_all(root: &Path, walked: &Walked, step: &ProgressStep) -> Vec<Loaded> {
    let all: Vec<Place<'_>> = places(walked).collect();
    read(root, &all, step)
}

/// Reads the changed files.
fn read_changed(
    root: &Path,
    walked: &Walked,
    fresh: &[Option<Kept<'_>>],
    step: &ProgressStep,
) -> Vec<Loaded> {
    let changed = places(walked).zip(fresh).filter(|(_, fresh)| fresh.is_none());
    read(root, &changed.map(|(place, _)| place).collect::<Vec<_>>(), step)
}

/// The path of a folder, and a file in it.
type Place<'a> = (&'a str, &'a FoundFile);

fn places(walked: &Walked) -> impl Iterator<Item = Place<'_>> {
    walked.folders.iter().flat_map(|folder| folder.files.iter().map(|found| (folder.path.as_str(), found)))
}

/// Reads files in order, on all cores. Opens each folder once per share.
fn read(root: &Path, places: &[Place<'_>], step: &ProgressStep) -> Vec<Loaded> {
    let disk = FileSystem::new(root);
    parallel::in_shares(places, |share| {
        let folders = share.chunk_by(|a, b| a.0 == b.0);
        let of_folder = |files: &[Place<'_>]| -> Vec<Loaded> {
            let open = disk.open_folder(files[0].0).ok().flatten();
            let one = |(folder, found): &Place<'_>| {
                step.one();
                load_one(root, open.as_ref(), folder, found)
            };
            files.iter().map(one).collect()
        };
        folders.flat_map(of_folder).collect()
    })
}
