//! Which journal is meant, and where it is made when there is none.
#![expect(clippy::disallowed_methods, reason = "makes the folder of a new journal")]

use std::fs;
use std::path::{Path, PathBuf};

use crate::environment::Environment;
use crate::error::{Error, Result};
use crate::journal::records::settings::SETTINGS_FILE;
use crate::store::config::Config;
use crate::store::git::init::{init_own_repository, init_repository};
use crate::store::repair::{interrupted_clone, missing_settings};

/// The journal that a command means: `--journal` or `COACH_JOURNAL`, else the one this folder lies
/// in, else the one in the user's config, else the default one. The default one may not exist yet.
pub fn find(asked: Option<&Path>, world: &Environment) -> Result<PathBuf> {
    let root = meant(asked, world)?;
    interrupted_clone::settle(&root)?;
    interrupted_clone::refuse_empty(&root)?;
    missing_settings::refuse(&root)?;
    Ok(root)
}

/// The same, though its `coach.toml` may be missing.
pub fn meant(asked: Option<&Path>, world: &Environment) -> Result<PathBuf> {
    if let Some(folder) = asked.or(world.journal.as_deref()) {
        let root = world.folder(folder);
        return match is_meant(&root)? {
            true => Ok(root),
            false => {
                Err(Error::cannot(format!("{} is no journal: it has no {SETTINGS_FILE}", folder.display()))
                    .hint(format!("`coach init {}` makes one there", folder.display())))
            }
        };
    }
    for folder in world.folder.ancestors() {
        if is_seen(folder)?
            || missing_settings::is_seen_damaged(folder)?
            || interrupted_clone::is_seen(folder, folder != world.folder)?
        {
            return Ok(folder.to_path_buf());
        }
    }
    let config = Config::read(&world.places)?;
    match config.journal {
        Some(root) if is_meant(&root)? => Ok(root),
        Some(root) => {
            Err(Error::cannot(format!("{} is no journal: it has no {SETTINGS_FILE}", root.display()))
                .hint(format!("{} names it as yours: correct it there", world.places.config.display())))
        }
        None => Ok(default(world)),
    }
}

/// Whether a folder that was named is a journal, or will be one once it is repaired.
fn is_meant(root: &Path) -> Result<bool> {
    Ok(is_journal(root)? || interrupted_clone::is_unfinished(root)? || missing_settings::is_damaged(root)?)
}

/// Where the user's own journal is, unless they chose another place.
pub fn default(world: &Environment) -> PathBuf {
    world.places.data.join("journal")
}

/// Whether a journal is there. A folder that coach cannot look at is neither a journal nor a free place:
/// that is an error.
pub fn is_journal(folder: &Path) -> Result<bool> {
    is_there(&folder.join(SETTINGS_FILE))
}

/// Whether something of this name is there, if only a link; an error where that cannot be looked at.
pub fn is_there(path: &Path) -> Result<bool> {
    use std::io::ErrorKind::{NotADirectory, NotFound};
    match path.symlink_metadata() {
        Ok(_) => Ok(true),
        Err(error) if matches!(error.kind(), NotFound | NotADirectory) => Ok(false),
        Err(error) => Err(Error::io("could not look at", path, &error)),
    }
}

/// Whether somebody in this folder or below it works in a journal. A folder that this account may not
/// look into is not its journal; any other failure to look is an error.
pub fn is_seen(folder: &Path) -> Result<bool> {
    sees(&folder.join(SETTINGS_FILE))
}

/// Whether this account sees something of this name.
pub fn sees(path: &Path) -> Result<bool> {
    match path.symlink_metadata() {
        Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => Ok(false),
        _ => is_there(path),
    }
}

/// The nearest journal around a folder.
pub fn around(folder: &Path) -> Result<Option<&Path>> {
    for above in folder.ancestors().skip(1) {
        if is_seen(above)? {
            return Ok(Some(above));
        }
    }
    Ok(None)
}

/// Makes the folder of a new journal, and a git repository where none is around it. A journal of
/// one's own has its own, even where the home folder is one: it is not to be shared with
/// somebody's dotfiles.
pub fn make(root: &Path, own: bool) -> Result<()> {
    fs::create_dir_all(root).map_err(|error| Error::io("cannot make", root, &error))?;
    match own {
        true => init_own_repository(root),
        false => init_repository(root),
    }
}
