//! Whose private notes and drafts a command reads and writes. One account can have several people:
//! each handle has a folder of its own.

use std::path::{Path, PathBuf};

use super::config::Config;
use crate::error::{Error, Result};
use crate::journal::handle::Handle;
use crate::world::World;

/// Who is at the keyboard: the `me` of the config, else a handle made of the account's name.
pub fn me(world: &World) -> Result<Handle> {
    let config = Config::read(&world.places)?;
    config.me.or_else(|| Handle::near(&world.user)).ok_or_else(|| {
        Error::cannot("coach does not know who you are").hint("set your handle: coach config set me HANDLE")
    })
}

/// The handles that have a folder here, in order.
pub fn folders(base: &Path) -> Vec<(Handle, PathBuf)> {
    let entries = base.read_dir().into_iter().flatten().flatten();
    let named = entries.filter_map(|entry| {
        let handle = entry.file_name().to_str()?.parse().ok()?;
        entry.path().is_dir().then(|| (handle, entry.path()))
    });
    let mut found: Vec<(Handle, PathBuf)> = named.collect();
    found.sort();
    found
}
