//! Moves folders of private notes to another owner on this machine.
#![expect(clippy::disallowed_methods, reason = "moves folders of private notes, and removes merged ones")]

use std::fs;
use std::path::Path;

use super::{PATIENCE, backup, base};
use crate::environment::Environment;
use crate::error::{Error, Result};
use crate::journal::values::handle::Handle;
use crate::store::drafts;
use crate::store::files::file_system::sync_folder;
use crate::store::files::journal_folder;
use crate::store::files::lock::Lock;
use crate::store::private::owner;

/// The name of a merged folder that coach is about to remove.
const GONE: &str = ".gone";

/// Moves the private notes and drafts of a handle to the user's present handle. The caller knows that both
/// handles are the user's: the journal alone is no proof, because a colleague can write there.
pub(crate) fn adopt(world: &Environment, old: &Handle) -> Result<()> {
    let (base, me) = (base(world), owner::me(world)?);
    if *old == me {
        return Ok(());
    }
    drafts::adopt(world, old, &me)?;
    let from = base.join(old.as_str());
    if journal_folder::is_there(&from)? {
        let _alone = alone(&base)?;
        if journal_folder::is_there(&from)? {
            give(world, &base, &me, &from)?;
        }
    }
    Ok(())
}

/// Takes the lock that keeps other commands from moving folders, and removes what an earlier command
/// merged.
pub(super) fn alone(base: &Path) -> Result<Lock> {
    let lock = Lock::take(&base.join(".lock"), PATIENCE)?;
    remove_gone(base)?;
    Ok(lock)
}

/// Gives the folder at `from` to the handle: renames it, or merges it into the handle's existing
/// folder.
pub(super) fn give(world: &Environment, base: &Path, handle: &Handle, from: &Path) -> Result<()> {
    let to = base.join(handle.as_str());
    let is_empty = fs::read_dir(&to).is_ok_and(|mut entries| entries.next().is_none());
    if is_empty || !journal_folder::is_there(&to)? {
        return rename(from, &to, base);
    }
    crate::store::init_own_repository(&to)?;
    crate::store::init_own_repository(from)?;
    backup::take_in(world, &to, from)?;
    super::remote::carry_over(from, &to)?;
    rename(from, &base.join(GONE), base)?;
    remove_gone(base)
}

/// Renames a folder, and syncs the rename to the disk.
pub(super) fn rename(from: &Path, to: &Path, base: &Path) -> Result<()> {
    fs::rename(from, to)
        .and_then(|()| sync_folder(base))
        .map_err(|error| Error::io("cannot move the private notes in", from, &error))
}

/// Removes a folder that was copied or merged. Renames it first, so that no partly removed folder keeps
/// its old name.
pub(super) fn discard(folder: &Path, base: &Path) -> Result<()> {
    if journal_folder::is_there(folder)? {
        rename(folder, &base.join(GONE), base).and_then(|()| remove_gone(base))
    } else {
        Ok(())
    }
}

fn remove_gone(base: &Path) -> Result<()> {
    let gone = base.join(GONE);
    if journal_folder::is_there(&gone)? {
        fs::remove_dir_all(&gone).map_err(|error| Error::io("cannot remove", &gone, &error))
    } else {
        Ok(())
    }
}
