//! Whose private notes and drafts a command reads and writes. One account can have several people:
//! each handle has a folder of its own.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::environment::Environment;
use crate::error::{Error, Result};
use crate::journal::values::handle::Handle;
use crate::store::config::Config;

/// Who is at the keyboard: the `me` of the config, else a handle made of the account's name.
pub fn me(world: &Environment) -> Result<Handle> {
    let config = Config::read(&world.places)?;
    config.me.or_else(|| Handle::near(&world.user)).ok_or_else(|| {
        Error::cannot("coach does not know who you are").hint("set your handle: coach config set me HANDLE")
    })
}

/// The handles that have a folder here, in order. A folder that coach cannot read is an error: the notes in
/// it would count as missing.
pub fn folders(base: &Path) -> Result<Vec<(Handle, PathBuf)>> {
    let failed = |error: std::io::Error| Error::io("cannot read", base, &error);
    let entries = match base.read_dir() {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(failed)?,
    };
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry.map_err(failed)?;
        let handle = entry.file_name().to_str().and_then(|name| name.parse::<Handle>().ok());
        // Through a link, too.
        let Some(handle) = handle else { continue };
        if entry.path().metadata().map_err(failed)?.is_dir() {
            found.push((handle, entry.path()));
        }
    }
    found.sort();
    Ok(found)
}
