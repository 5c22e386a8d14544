//! Creates a git repository for a journal and syncs it to the disk.

use std::fs::File;
use std::path::Path;
use std::time::{Duration, Instant};

use git2::{Repository, RepositoryInitOptions};

use super::repository::{PAUSE, Repo, git, sync_what_git_writes};
use super::shared_repository::SharedModes;
use crate::error::{Error, Result};
use crate::store::files::file_system::{FileSystem, sync_folder};

/// Makes `root` a git repository, unless a repository already contains it. The branch is
/// `init.defaultBranch`, else main.
pub fn init_repository(root: &Path) -> Result<()> {
    match Repo::around(root)? {
        Some(_) => Ok(()),
        None => make_repository(root),
    }
}

/// Makes `root` a git repository of its own, even inside another repository.
pub fn init_own_repository(root: &Path) -> Result<()> {
    sync_what_git_writes();
    let own = root.join(".git");
    let until = Instant::now() + BEGUN_PATIENCE;
    loop {
        match own.symlink_metadata() {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return make_repository(root),
            Err(error) => return Err(Error::io("could not read", &own, &error)),
            Ok(there) if !there.is_dir() || Repository::open(root).is_ok() => return Ok(()),
            // Another command is creating it now, or died while creating it.
            Ok(_) if Instant::now() < until => std::thread::sleep(PAUSE),
            Ok(_) => {
                let dead = FileSystem::new(&own);
                let removed = dead.remove("config.lock").and_then(|()| dead.remove("HEAD.lock"));
                removed.map_err(|error| Error::io("cannot remove a lock in", &own, &error))?;
                return make_repository(root);
            }
        }
    }
}

/// How long coach waits for another command that is creating the repository.
const BEGUN_PATIENCE: Duration = Duration::from_millis(600);

fn make_repository(root: &Path) -> Result<()> {
    sync_what_git_writes();
    let branch = git2::Config::open_default()
        .and_then(|config| config.get_string("init.defaultBranch"))
        .unwrap_or_else(|_| "main".into());
    let mut how = RepositoryInitOptions::new();
    how.initial_head(&branch).mkpath(false).external_template(false);
    let failed = |e: git2::Error| git("could not make the journal a git repository", &e);
    let sharing = SharedModes::begin(root);
    let made = Repository::init_opts(root, &how).map_err(failed)?;
    made.config().and_then(|config| sharing.note(&config)).map_err(failed)?;
    sync_all_below(made.path())
        .and_then(|()| sync_folder(root))
        .map_err(|error| Error::io("could not make a git repository in", root, &error))
}

/// Syncs a folder and everything in it. libgit2 syncs neither HEAD nor config when it creates a
/// repository.
pub(crate) fn sync_all_below(folder: &Path) -> std::io::Result<()> {
    for entry in folder.read_dir()? {
        let entry = entry?;
        let kind = entry.file_type()?;
        if kind.is_dir() {
            sync_all_below(&entry.path())?;
        } else if kind.is_file() {
            File::open(entry.path())?.sync_all()?;
        }
    }
    sync_folder(folder)
}
