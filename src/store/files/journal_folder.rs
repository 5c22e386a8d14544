//! Finds the journal of a command, and creates its folder if there is none.
#![expect(clippy::disallowed_methods, reason = "makes the folder of a new journal")]

use std::fs;
use std::path::{Path, PathBuf};

use crate::environment::Environment;
use crate::error::{Error, Result};
use crate::journal::records::settings::SETTINGS_FILE;
use crate::store::config::Config;
use crate::store::git::init::{init_own_repository, init_repository};
use crate::store::repair::{interrupted_clone, missing_settings};

/// The journal of a command: `--journal` or `COACH_JOURNAL`, else the journal that contains the current
/// folder, else the one in the user's config, else the default one. The default one may not exist yet.
pub(crate) fn find(asked: Option<&Path>, world: &Environment) -> Result<PathBuf> {
    let root = meant(asked, world)?;
    interrupted_clone::settle(&root)?;
    interrupted_clone::refuse_empty(&root)?;
    missing_settings::refuse(&root)?;
    Ok(root)
}

/// Like `find`, but accepts a missing `coach.toml`, and does not complete an interrupted clone.
pub(crate) fn meant(asked: Option<&Path>, world: &Environment) -> Result<PathBuf> {
    if let Some(folder) = asked.or(world.journal.as_deref()) {
        let root = world.folder(folder);
        return if is_meant(&root)? {
            Ok(root)
        } else {
            Err(Error::cannot(format!("{} is not a journal: it has no {SETTINGS_FILE}", folder.display()))
                .hint(format!("create one there with `coach init {}`", folder.display())))
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
            Err(Error::cannot(format!("{} is not a journal: it has no {SETTINGS_FILE}", root.display()))
                .hint(format!("correct `journal` in {}", world.places.config.display())))
        }
        None => Ok(default(world)),
    }
}

/// Whether a folder that the user named is a journal, or will be one after a repair.
fn is_meant(root: &Path) -> Result<bool> {
    Ok(is_journal(root)? || interrupted_clone::is_unfinished(root)? || missing_settings::is_damaged(root)?)
}

/// The path of the user's own journal, unless they chose another one.
pub(crate) fn default(world: &Environment) -> PathBuf {
    world.places.data.join("journal")
}

/// Whether a folder is a journal. Fails if coach cannot look at the folder, because it must then treat
/// the folder neither as a journal nor as free.
pub(crate) fn is_journal(folder: &Path) -> Result<bool> {
    is_there(&folder.join(SETTINGS_FILE))
}

/// Whether anything exists at the path, even a broken symlink. Fails if coach cannot look.
pub(crate) fn is_there(path: &Path) -> Result<bool> {
    use std::io::ErrorKind::{NotADirectory, NotFound};
    match path.symlink_metadata() {
        Ok(_) => Ok(true),
        Err(error) if matches!(error.kind(), NotFound | NotADirectory) => Ok(false),
        Err(error) => Err(Error::io("could not read", path, &error)),
    }
}

/// Whether this folder is a journal that commands find from here and from its subfolders. A folder that
/// this account may not open does not count; any other error is returned.
pub(crate) fn is_seen(folder: &Path) -> Result<bool> {
    sees(&folder.join(SETTINGS_FILE))
}

/// Whether this account can see anything at the path.
pub(crate) fn sees(path: &Path) -> Result<bool> {
    match path.symlink_metadata() {
        Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => Ok(false),
        _ => is_there(path),
    }
}

/// The nearest journal that contains `folder`, except `folder` itself.
pub(crate) fn around(folder: &Path) -> Result<Option<&Path>> {
    for above in folder.ancestors().skip(1) {
        if is_seen(above)? {
            return Ok(Some(above));
        }
    }
    Ok(None)
}

/// Creates the folder of a new journal, and a git repository if none contains it. With `own`, creates a
/// repository in any case: if the home folder is a repository for dotfiles, sharing that must not share
/// the journal.
pub(crate) fn make(root: &Path, own: bool) -> Result<()> {
    fs::create_dir_all(root).map_err(|error| Error::io("cannot create", root, &error))?;
    if own { init_own_repository(root) } else { init_repository(root) }
}
