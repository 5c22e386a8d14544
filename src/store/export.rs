//! A file that somebody asked for, outside the journal: written whole or not at all, and for its
//! owner's eyes alone.

use std::path::Path;

use super::disk::Disk;
use crate::error::{Error, Result};

pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let (Some(folder), Some(name)) = (path.parent(), path.file_name().and_then(|name| name.to_str())) else {
        return Err(Error::usage(format!("{} names no file", path.display())));
    };
    let written = Disk::new(folder).write_for_owner(name, bytes);
    written.map_err(|error| Error::io("cannot write", path, &error))
}
