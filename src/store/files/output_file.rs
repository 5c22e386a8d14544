//! Writes a file that the user asked for outside the journal: as a whole or not at all, and readable only
//! by its owner.

use std::path::Path;

use super::file_system::FileSystem;
use super::temporary_files::Note;
use crate::environment::Environment;
use crate::error::{Error, Result};

pub(crate) fn write(world: &Environment, path: &Path, bytes: &[u8]) -> Result<()> {
    let (Some(folder), Some(name)) = (path.parent(), path.file_name().and_then(|name| name.to_str())) else {
        return Err(Error::usage(format!("{} is not a file name", path.display())));
    };
    let _note = Note::of(world, folder);
    let written = FileSystem::new(folder).write_for_owner(name, bytes);
    written.map_err(|error| Error::io("cannot write", path, &error))
}

/// Fails if the path is inside the journal, because the file would be among the records or replace one.
pub(crate) fn refuse_inside(root: &Path, path: &Path) -> Result<()> {
    let folder = path.parent().and_then(|folder| folder.canonicalize().ok());
    let is_inside =
        folder.zip(root.canonicalize().ok()).is_some_and(|(folder, root)| folder.starts_with(root));
    if is_inside {
        Err(Error::usage(format!("{} is inside the journal, which is only for records", path.display()))
            .hint("choose a path outside it"))
    } else {
        Ok(())
    }
}
