//! Follows symlinks to the user's config: stow and home-manager link the file or its folder. coach
//! reads and writes the target of the links, and never replaces a link.

use std::io;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// The same limit as Linux.
const MOST: usize = 40;

/// The target of the symlinks. Neither the file nor its folder needs to exist.
pub(crate) fn followed(path: &Path) -> Result<PathBuf> {
    let failed = |error: io::Error| {
        Error::io("cannot follow the symlinks of", path, &error)
            .hint("correct the symlinks, or set another file in COACH_CONFIG")
    };
    follow(path, &mut 0).map_err(failed)
}

fn follow(path: &Path, count: &mut usize) -> io::Result<PathBuf> {
    if let Ok(there) = path.canonicalize() {
        return Ok(there);
    }
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else { return Ok(path.to_path_buf()) };
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let here = follow(folder, count)?.join(name);
    match here.read_link() {
        Err(_) => Ok(here),
        Ok(_) if *count >= MOST => Err(io::Error::other("too many symlinks, or a loop of symlinks")),
        Ok(to) => {
            *count += 1;
            follow(&here.parent().unwrap_or(&here).join(to), count)
        }
    }
}

/// Whether the file exists and has no write permission for anyone.
pub(crate) fn is_read_only(path: &Path) -> bool {
    path.metadata().is_ok_and(|is| is.permissions().readonly())
}
