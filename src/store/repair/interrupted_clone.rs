//! A clone that was cut off. `init --from` clones into a folder inside the journal's own, and moves the
//! complete clone into its place. Older versions cloned in place: a kill left git's folder without its files.
#![expect(clippy::disallowed_methods, reason = "moves a clone into its place")]

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use git2::{ConfigLevel, ErrorCode, Repository};

use super::unwritten_files;
use crate::error::{Error, Result};
use crate::store::files::file_system::{FileSystem, sync_folder};
use crate::store::files::journal_folder::{self, is_there};
use crate::store::files::lock::Lock;
use crate::store::git::init::sync_all_below;
use crate::store::git::repository::{Repo, git, is_unborn};
use crate::store::write::stale_locks::nobody_has_open;

/// No commit can bring a file below a folder called `.git`, so a colleague cannot push this one.
const STAGE: &str = ".coach-clone/.git";
pub const STAGE_FOLDER: &str = ".coach-clone";
/// Names the clone in the stage that is complete and on the disk.
const COMPLETE: &str = "complete";
/// The git folder without a commit that the clone replaces.
const REPLACED: &str = "replaced";

/// What is unfinished, and in which folder.
#[derive(Debug)]
pub enum CloneState {
    Whole,
    /// coach's own clone did not come to its end.
    Staged(PathBuf),
    /// Git has the commits, and did not write all of their files.
    Files(PathBuf),
    /// Only git's folder is there, without a commit.
    Empty(PathBuf),
}

/// Where a clone is made. Held until dropped, so that no other command clones into the folder.
pub struct CloneFolder {
    root: PathBuf,
    _lock: Lock,
}

/// What this folder, or the work tree around it, is.
pub fn state(root: &Path) -> Result<CloneState> {
    for folder in root.ancestors() {
        let stage = folder.join(STAGE);
        // Of an incomplete clone nothing was moved yet: a journal further in is another one.
        if journal_folder::sees(&stage)? && (folder == root || is_there(&stage.join(COMPLETE))?) {
            return Ok(CloneState::Staged(folder.into()));
        }
        if journal_folder::sees(&folder.join(".git"))? {
            return match unborn(folder)? {
                IncompleteGit::No => Ok(CloneState::Whole),
                IncompleteGit::Files => Ok(CloneState::Files(folder.into())),
                IncompleteGit::Free { has_remote } if has_remote && root == folder => {
                    Ok(CloneState::Empty(folder.into()))
                }
                IncompleteGit::Free { .. } => Ok(CloneState::Whole),
            };
        }
    }
    Ok(CloneState::Whole)
}

/// What git's folder without an index is.
enum IncompleteGit {
    /// It has one, or things of the user's.
    No,
    /// It has a commit, and some of its files are missing.
    Files,
    /// A clone may take its place: it has no commit, no settings of the user's, and no file beside it.
    Free { has_remote: bool },
}

fn unborn(folder: &Path) -> Result<IncompleteGit> {
    let own = folder.join(".git");
    // A link to git's folder, or a file that names it, is no clone's.
    if !own.symlink_metadata().is_ok_and(|own| own.is_dir()) || is_there(&own.join("index"))? {
        return Ok(IncompleteGit::No);
    }
    let is_alone =
        || Ok::<_, Error>(names(folder)?.iter().all(|name| name == ".git" || name == STAGE_FOLDER));
    let is_opened =
        Repository::open(folder).map_or_else(|error| error.code() != ErrorCode::NotFound, |_| true);
    if !is_opened {
        // Git was killed before it had made its folder.
        let is_empty = !has_files(&own.join("objects"))? && !has_files(&own.join("refs"))?;
        return Ok(if is_empty && is_alone()? {
            IncompleteGit::Free { has_remote: false }
        } else {
            IncompleteGit::No
        });
    }
    let Some(repo) = Repo::around(folder)? else { return Ok(IncompleteGit::No) };
    match repo.git.head() {
        Ok(_) if unwritten_files::files(&repo)?.is_empty() && !is_there(&own.join("index.lock"))? => {
            Ok(IncompleteGit::No)
        }
        Ok(_) => Ok(IncompleteGit::Files),
        Err(error) if is_unborn(&error) => {
            let remote = only_cloned(&repo)?;
            match remote {
                Some(has_remote) if is_alone()? => Ok(IncompleteGit::Free { has_remote }),
                _ => Ok(IncompleteGit::No),
            }
        }
        Err(error) => Err(git("could not read git's HEAD", &error)),
    }
}

/// Whether there is a file in a folder or below it.
fn has_files(folder: &Path) -> Result<bool> {
    for name in names(folder)? {
        let inner = folder.join(name);
        let there =
            inner.symlink_metadata().map_err(|error| Error::io("could not look at", &inner, &error))?;
        if !there.is_dir() || has_files(&inner)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether git's folder has a remote; nothing where it has a branch or settings of the user's.
fn only_cloned(repo: &Repo) -> Result<Option<bool>> {
    let unread = |error: git2::Error| git("could not read git's folder", &error);
    let mut references = repo.git.references().map_err(unread)?;
    let mut is_cloned = references.names().all(|name| {
        name.is_ok_and(|name| name.starts_with("refs/remotes/") || name.starts_with("refs/tags/"))
    });
    let config =
        repo.git.config().and_then(|config| config.open_level(ConfigLevel::Local)).map_err(unread)?;
    let mut entries = config.entries(None).map_err(unread)?;
    let mut has_remote = false;
    while let Some(entry) = entries.next() {
        let entry = entry.map_err(unread)?;
        let name = entry.name().unwrap_or_default();
        has_remote |= name.starts_with("remote.") && name.ends_with(".url");
        is_cloned &= ["core.", "remote.", "branch.", "extensions."].iter().any(|part| name.starts_with(part));
    }
    Ok(is_cloned.then_some(has_remote))
}

/// Whether somebody in this folder, or further in, means a clone that was cut off.
pub fn is_seen(folder: &Path, further_in: bool) -> Result<bool> {
    Ok(match state(folder)? {
        CloneState::Staged(top) => {
            top == folder && (!further_in || is_there(&folder.join(STAGE).join(COMPLETE))?)
        }
        CloneState::Files(top) => top == folder && unwritten_files::has_journal(folder)?,
        CloneState::Empty(_) | CloneState::Whole => false,
    })
}

/// Whether this folder, which was named, is one.
pub fn is_unfinished(root: &Path) -> Result<bool> {
    Ok(!matches!(state(root)?, CloneState::Whole))
}

/// Finishes a clone that is complete; refuses a journal that is not.
pub fn settle(root: &Path) -> Result<()> {
    match state(root)? {
        CloneState::Whole | CloneState::Empty(_) => Ok(()),
        CloneState::Files(top) => Err(Error::cannot(format!(
            "the clone in {} is not complete: git did not write all of its files",
            top.display()
        ))
        .hint(format!("coach --journal {} check --fix", typed(root)))),
        CloneState::Staged(top) => match CloneFolder::hold(&top)? {
            None => Err(busy(&top)),
            Some(stage) if stage.is_done()? => stage.finish(),
            Some(_) => Err(Error::cannot(format!(
                "the clone into {} was interrupted: the journal is not complete",
                top.display()
            ))
            .hint(format!("clone it again: coach init {} --from URL", typed(&top)))),
        },
    }
}

/// Removes the folder of a stage that is gone.
pub fn remove_empty(root: &Path) {
    // Only an empty folder can be removed so.
    let _ = fs::remove_dir(root.join(STAGE_FOLDER));
}

/// Moves a clone into its place if it is complete. An incomplete one is left for the next clone.
pub fn finish_complete(top: &Path) -> Result<()> {
    match CloneFolder::hold(top)? {
        None => Err(busy(top)),
        Some(stage) if stage.is_done()? => stage.finish(),
        Some(_) => Ok(()),
    }
}

/// Refuses to begin a journal in a repository that was cloned, and of which nothing arrived.
pub fn refuse_empty(root: &Path) -> Result<()> {
    match state(root)? {
        CloneState::Empty(top) => Err(Error::cannot(format!(
            "{} has a git repository without any commit: its clone was interrupted",
            top.display()
        ))
        .hint(format!(
            "clone it again: coach init {0} --from URL; `coach init {0}` begins a new journal",
            typed(&top)
        ))),
        _ => Ok(()),
    }
}

/// The path as a shell takes it.
fn typed(root: &Path) -> String {
    let path = root.display().to_string();
    shlex::try_quote(&path).map_or(path.clone(), |quoted| quoted.into_owned())
}

fn busy(root: &Path) -> Error {
    Error::machine(format!("another coach command is cloning a journal into {}", root.display()))
        .hint("try again when it has ended")
}

/// The names in a folder; none where it is missing.
pub(crate) fn names(folder: &Path) -> Result<Vec<std::ffi::OsString>> {
    let failed = |error: std::io::Error| Error::io("could not look into", folder, &error);
    let entries = match folder.read_dir() {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(failed)?,
    };
    entries.map(|entry| entry.map(|entry| entry.file_name()).map_err(failed)).collect()
}

impl CloneFolder {
    /// The stage in a folder that is missing, empty, or what an earlier clone left.
    pub fn begin(root: &Path) -> Result<CloneFolder> {
        let there = root.join(STAGE);
        fs::create_dir_all(&there).map_err(|error| Error::io("cannot make", &there, &error))?;
        let Some(stage) = CloneFolder::hold(root)? else { return Err(busy(root)) };
        let mut others = names(root)?;
        others.retain(|name| name != STAGE_FOLDER);
        if !others.is_empty() && !matches!(unborn(root)?, IncompleteGit::Free { .. }) {
            stage.remove()?;
            return Err(Error::cannot(format!(
                "{} is there and not empty: nothing was cloned",
                root.display()
            ))
            .hint("name another folder: coach init DIR --from URL"));
        }
        refuse_a_living_git(root)?;
        for name in names(&there)? {
            remove_all(&there.join(name))?;
        }
        Ok(stage)
    }

    /// The stage that is there; nothing where another command holds it.
    fn hold(root: &Path) -> Result<Option<CloneFolder>> {
        let lock = Lock::try_existing(&root.join(STAGE))?;
        Ok(lock.map(|lock| CloneFolder { root: root.into(), _lock: lock }))
    }

    /// Where git is to clone. Another name for each process: a git that outlived its coach removes its own
    /// folder when it fails.
    pub fn folder(&self) -> PathBuf {
        self.root.join(STAGE).join(format!("clone-{}", std::process::id()))
    }

    /// Whether the clone is complete, or was moved already.
    fn is_done(&self) -> Result<bool> {
        let there = self.root.join(STAGE);
        let is_moved = || Ok::<_, Error>(names(&there)?.is_empty() && is_there(&self.root.join(".git"))?);
        Ok(is_there(&there.join(COMPLETE))? || is_moved()?)
    }

    /// Puts the clone into its place: from here on a kill only delays that.
    pub fn complete(self) -> Result<()> {
        let (there, clone) = (self.root.join(STAGE), self.folder());
        sync_all_below(&clone).map_err(|error| Error::io("cannot sync", &clone, &error))?;
        let name = clone.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let written = FileSystem::new(&there).write(COMPLETE, name.as_bytes());
        written.map_err(|error| Error::io("cannot write", &there.join(COMPLETE), &error))?;
        self.finish()
    }

    fn finish(self) -> Result<()> {
        let there = self.root.join(STAGE);
        let read = FileSystem::new(&there).read(COMPLETE);
        let name = read.map_err(|error| Error::io("cannot read", &there.join(COMPLETE), &error))?;
        if let Some(name) = name {
            let clone = there.join(String::from_utf8_lossy(&name).as_ref());
            let mut entries = names(&clone)?;
            // Git sees a repository once all of its files are there.
            entries.sort_by_key(|name| (name == ".git", name.clone()));
            for name in entries {
                self.move_in(&clone, &name)?;
            }
            sync_folder(&self.root).map_err(|error| Error::io("cannot sync", &self.root, &error))?;
        }
        self.remove()
    }

    fn move_in(&self, clone: &Path, name: &std::ffi::OsStr) -> Result<()> {
        let (from, to) = (clone.join(name), self.root.join(name));
        if is_there(&to)? {
            if name != ".git" {
                return Err(Error::cannot(format!(
                    "{} is there already, and the clone that was interrupted has one too",
                    to.display()
                ))
                .hint("move it to another folder, then try again"));
            }
            let replaced = self.root.join(STAGE).join(REPLACED);
            fs::rename(&to, &replaced).map_err(|error| Error::io("cannot move", &to, &error))?;
        }
        fs::rename(&from, &to).map_err(|error| Error::io("cannot move", &from, &error))
    }

    /// Removes the stage, its mark last: what is left of it says that nothing is missing.
    fn remove(&self) -> Result<()> {
        let there = self.root.join(STAGE);
        for name in names(&there)?.into_iter().filter(|name| name != COMPLETE) {
            remove_all(&there.join(name))?;
        }
        remove_all(&there)?;
        let above = there.parent().unwrap_or(&there);
        match fs::remove_dir(above) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(Error::io("cannot remove", above, &error))
            }
            _ => Ok(()),
        }
    }

    /// Removes the stage after an error, which is told. If that fails, the next clone removes it.
    pub fn take_away(self) {
        let _ = self.remove();
    }
}

/// A plain `git clone` may be running in the folder.
fn refuse_a_living_git(root: &Path) -> Result<()> {
    let packs = root.join(".git/objects/pack");
    for name in names(&packs)? {
        let is_written = packs.join(name).symlink_metadata().is_ok_and(|file| !nobody_has_open(&file));
        if is_written {
            return Err(Error::machine(format!("git is cloning into {}", root.display()))
                .hint("wait until it has ended"));
        }
    }
    Ok(())
}

/// Removes a file or a folder with all in it. A git that is about to end may still write there.
fn remove_all(path: &Path) -> Result<()> {
    let mut tries = 0..20;
    loop {
        let is_folder = path.symlink_metadata().is_ok_and(|there| there.is_dir());
        match if is_folder { fs::remove_dir_all(path) } else { fs::remove_file(path) } {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
            Err(_) if tries.next().is_some() => std::thread::sleep(Duration::from_millis(50)),
            removed => return removed.map_err(|error| Error::io("cannot remove", path, &error)),
        }
    }
}
