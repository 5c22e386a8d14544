//! Writes files that the user asked for, such as manual pages, to a folder of their choice. coach writes
//! each file as a whole or not at all, and everyone can read it.
#![expect(clippy::disallowed_methods, reason = "makes the folder that was asked for")]

use std::path::Path;

use super::file_system::FileSystem;
use crate::error::{Error, Result};

pub(crate) fn write(folder: &Path, pages: &[(String, Vec<u8>)]) -> Result<()> {
    std::fs::create_dir_all(folder).map_err(|error| Error::io("cannot create", folder, &error))?;
    let disk = FileSystem::new(folder);
    pages.iter().try_for_each(|(name, bytes)| {
        disk.write(name, bytes).map_err(|error| Error::io("cannot write", &folder.join(name), &error))
    })
}
