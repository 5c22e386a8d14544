//! Moves private notes out of the folder that older versions kept for the whole account. The notes go
//! to their owner: the coach of the sessions in the journals, else the user. A folder with the notes of
//! several people is split. After a kill at any point, the next command completes the move.
#![expect(clippy::disallowed_methods, reason = "moves folders of private notes")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::move_folders::{alone, discard, give, rename};
use super::{NOTES, PATIENCE, base, make_closed, merge_notes, split_folder};
use crate::environment::Environment;
use crate::error::{Error, Result};
use crate::journal::query::journal::Journal;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;
use crate::store::Writer;
use crate::store::config::Config;
use crate::store::files::journal_folder;
use crate::store::git::repository::Repo;
use crate::store::load::{self, LoadScope};
use crate::store::private::owner;

/// Begins the name of a folder that moves to the handle in the rest of the name.
const MOVING: &str = ".moving-";
/// Begins the name of a folder with the notes of one of several owners.
const SPLIT: &str = ".split-";
/// The git folder of a split folder. coach gives it this name after every owner's part is complete.
const WAS_SPLIT: &str = ".was-split";

/// Moves the notes that an older version left to their owners.
pub(super) fn share_out(world: &Environment) -> Result<()> {
    let base = base(world);
    if !Left::find(&base)?.is_any() {
        return Ok(());
    }
    let _alone = alone(&base)?;
    let left = Left::find(&base)?;
    match (&left.moving, left.was_split) {
        (Some(handle), _) => finish_move(world, &base, handle),
        (None, true) => finish_split(world, &base, &left.parts),
        (None, false) if left.git || left.notes => begin(world, &base, &left),
        (None, false) => left.parts.iter().try_for_each(|handle| discard(&part(&base, handle), &base)),
    }
}

/// The contents of the folder other than its owners' folders.
struct Left {
    git: bool,
    notes: bool,
    moving: Option<Handle>,
    parts: Vec<Handle>,
    was_split: bool,
}

impl Left {
    fn find(base: &Path) -> Result<Left> {
        let mut left = Left { git: false, notes: false, moving: None, parts: Vec::new(), was_split: false };
        for name in names(base)? {
            let after = |start: &str| name.strip_prefix(start).and_then(|rest| rest.parse::<Handle>().ok());
            left.git |= name == ".git";
            // A person may have the handle `notes`; their folder is a repository.
            left.notes |= name == NOTES && !base.join(NOTES).join(".git").exists();
            left.was_split |= name == WAS_SPLIT;
            left.moving = left.moving.or_else(|| after(MOVING));
            left.parts.extend(after(SPLIT));
        }
        Ok(left)
    }

    fn is_any(&self) -> bool {
        self.git || self.notes || self.moving.is_some() || !self.parts.is_empty() || self.was_split
    }
}

fn names(base: &Path) -> Result<Vec<String>> {
    let entries = match fs::read_dir(base) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(|error| super::unreadable(base, &error))?,
    };
    let name = |entry: std::io::Result<fs::DirEntry>| entry.map(|entry| entry.file_name());
    let names: std::io::Result<Vec<_>> = entries.map(name).collect();
    let names = names.map_err(|error| super::unreadable(base, &error))?;
    Ok(names.into_iter().filter_map(|name| name.into_string().ok()).collect())
}

fn part(base: &Path, handle: &Handle) -> PathBuf {
    base.join(format!("{SPLIT}{handle}"))
}

fn begin(world: &Environment, base: &Path, left: &Left) -> Result<()> {
    for handle in &left.parts {
        discard(&part(base, handle), base)?;
    }
    // A repository that coach cannot open must not block the notes: it moves unchanged.
    let repo = if left.git { Repo::around(base).ok().flatten() } else { None };
    if repo.is_some() {
        Writer::open(base, PATIENCE)?;
    }
    let tip = repo.as_ref().and_then(|repo| repo.git.head().ok()?.target());
    let tree = repo.as_ref().map(|repo| repo.tree(tip)).transpose()?.flatten();
    let paths = merge_notes::here(base, tree.as_ref())?;
    let owned = owners(world, &paths.iter().filter_map(|path| merge_notes::id(path)).collect())?;
    let several: BTreeSet<&Handle> = owned.values().collect();
    if several.len() < 2 {
        let handle = several.into_iter().next().cloned().map_or_else(|| owner::me(world), Ok)?;
        make_closed(&base.join(format!("{MOVING}{handle}")), base)?;
        return finish_move(world, base, &handle);
    }
    split_folder::split(world, base, &owned, |handle| part(base, handle))?;
    rename(&base.join(".git"), &base.join(WAS_SPLIT), base)?;
    finish_split(world, base, &several.into_iter().cloned().collect::<Vec<_>>())
}

/// Gives the person everything in the folder except the folders of owners.
fn finish_move(world: &Environment, base: &Path, handle: &Handle) -> Result<()> {
    let moving = base.join(format!("{MOVING}{handle}"));
    for name in names(base)? {
        let is_a_folder = name.parse::<Handle>().is_ok() && base.join(&name).is_dir();
        let is_an_owners = is_a_folder && (name != NOTES || base.join(NOTES).join(".git").exists());
        let is_ours = name.starts_with(MOVING) || name == ".lock";
        if !is_an_owners && !is_ours {
            rename(&base.join(&name), &moving.join(&name), base)?;
        }
    }
    crate::store::files::file_system::sync_folder(&moving)
        .map_err(|error| Error::io("cannot move the private notes in", &moving, &error))?;
    crate::store::init_own_repository(&moving)?;
    give(world, base, handle, &moving)
}

fn finish_split(world: &Environment, base: &Path, parts: &[Handle]) -> Result<()> {
    for handle in parts {
        give(world, base, handle, &part(base, handle))?;
    }
    let notes = base.join(NOTES);
    if !notes.join(".git").exists() {
        for entry in notes.read_dir().into_iter().flatten().flatten() {
            let name = entry.file_name().to_str().map(|name| format!("{NOTES}/{name}"));
            if name.is_some_and(|path| merge_notes::id(&path).is_some()) {
                fs::remove_file(entry.path())
                    .map_err(|error| Error::io("cannot remove", &entry.path(), &error))?;
            }
        }
        // A folder that holds anything else stays.
        let _ = fs::remove_dir(&notes);
    }
    discard(&base.join(WAS_SPLIT), base)
}

/// The owner of each note: the coach of its session. A note of an unknown session goes to the owner of
/// the most notes.
fn owners(world: &Environment, ids: &BTreeSet<Id>) -> Result<BTreeMap<Id, Handle>> {
    let mut known: BTreeMap<Id, Handle> = BTreeMap::new();
    for root in journals(world) {
        let journal = load::load(&root, world, LoadScope::Figures)?;
        for filed in journal.sessions.iter().filter(|filed| ids.contains(&filed.record.id)) {
            let coach = who(world, &journal, &filed.record.coach);
            known.extend(coach.map(|coach| (filed.record.id.clone(), coach)));
        }
    }
    let mut counts: BTreeMap<&Handle, usize> = BTreeMap::new();
    for handle in known.values() {
        *counts.entry(handle).or_default() += 1;
    }
    let most = counts.into_iter().max_by_key(|(_, count)| *count).map(|(handle, _)| handle.clone());
    let rest: Vec<&Id> = ids.iter().filter(|id| !known.contains_key(*id)).collect();
    if !rest.is_empty() {
        let most = most.map_or_else(|| owner::me(world), Ok)?;
        let rest: Vec<Id> = rest.into_iter().cloned().collect();
        known.extend(rest.into_iter().map(|id| (id, most.clone())));
    }
    Ok(known)
}

/// The journals that this account uses.
fn journals(world: &Environment) -> BTreeSet<PathBuf> {
    let meant = journal_folder::find(None, world).ok();
    let usual = Config::read(&world.places).ok().and_then(|config| config.journal);
    let all = meant.into_iter().chain(usual).chain([journal_folder::default(world)]);
    // Includes a folder that coach cannot look at: loading it reports the error.
    all.filter(|root| journal_folder::is_seen(root).unwrap_or(true)).collect()
}

/// The handle whose folder gets this coach's notes. The user's config may still have their former
/// handle.
fn who(world: &Environment, journal: &Journal, coach: &Handle) -> Option<Handle> {
    let person = journal.people.get(coach).map(|filed| &filed.record);
    if person.is_some_and(|person| person.forgotten.is_some()) {
        return None;
    }
    let me = owner::me(world).ok()?;
    let is_me =
        person.is_some_and(|person| person.was.contains(&me)) || journal.now_called(coach) == Some(&me);
    Some(if is_me { me } else { coach.clone() })
}
