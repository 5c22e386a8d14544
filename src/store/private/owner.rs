//! Chooses the person whose private notes and drafts a command reads and writes. Several people can
//! share one account: each handle has its own folder.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::environment::Environment;
use crate::error::{Error, Result};
use crate::journal::values::handle::Handle;
use crate::store::config::Config;

/// The handle of the coach who acts; else that of the account's user.
pub(crate) fn me(world: &Environment) -> Result<Handle> {
    world.acting.clone().map_or_else(|| of_account(world), Ok)
}

/// The handle of the account's user: `me` in the config, else a handle made from the account's name.
pub(crate) fn of_account(world: &Environment) -> Result<Handle> {
    let config = Config::read(&world.places)?;
    config.me.or_else(|| Handle::near(&world.user)).ok_or_else(|| {
        Error::cannot("coach does not know who you are").hint("set your handle: coach config set me HANDLE")
    })
}

/// The handles that have a folder in `base`, sorted. Fails if coach cannot read a folder, because its
/// notes would count as missing.
pub(crate) fn folders(base: &Path) -> Result<Vec<(Handle, PathBuf)>> {
    let failed = |error: std::io::Error| Error::io("cannot read", base, &error);
    let entries = match base.read_dir() {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(failed)?,
    };
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry.map_err(failed)?;
        let handle = entry.file_name().to_str().and_then(|name| name.parse::<Handle>().ok());
        // Follows symlinks.
        let Some(handle) = handle else { continue };
        if entry.path().metadata().map_err(failed)?.is_dir() {
            found.push((handle, entry.path()));
        }
    }
    found.sort();
    Ok(found)
}
