//! Finds, finishes and removes interrupted clones. `init --from` clones into a stage, a folder inside
//! the journal's own, and moves the complete clone into its place. Older versions cloned in place: a
//! kill left git's folder without its files.
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
use crate::store::write::stale_git_locks::nobody_has_open;

/// The stage. No commit can add a file below a folder called `.git`, so a colleague cannot push such a
/// folder.
const STAGE: &str = ".coach-clone/.git";
pub(crate) const STAGE_FOLDER: &str = ".coach-clone";
/// The file in the stage that names a clone which is complete and synced to the disk.
const COMPLETE: &str = "complete";
/// The name in the stage of the empty git folder that the clone replaces.
const REPLACED: &str = "replaced";

/// The state of a folder that a clone may have left incomplete.
#[derive(Debug)]
pub(crate) enum CloneState {
    Whole,
    /// coach's own clone was interrupted in this folder.
    Staged(PathBuf),
    /// Git has the commits, and did not write all of their files.
    Files(PathBuf),
    /// The folder holds only git's folder, without a commit.
    Empty(PathBuf),
}

/// The stage of a clone. Holds a lock until dropped, so that no other command clones into the folder.
pub(crate) struct CloneFolder {
    root: PathBuf,
    _lock: Lock,
}

/// The state of this folder, or of the work tree around it.
pub(crate) fn state(root: &Path) -> Result<CloneState> {
    for folder in root.ancestors() {
        let stage = folder.join(STAGE);
        // An incomplete clone has moved no file yet, so a journal in a subfolder is not part of it.
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

/// The kinds of git folders that may lack an index.
enum IncompleteGit {
    /// It has an index, or data of the user's.
    No,
    /// It has a commit, and some of the commit's files are missing.
    Files,
    /// A clone may replace it: it has no commit, no settings of the user's, and no file beside it.
    Free { has_remote: bool },
}

fn unborn(folder: &Path) -> Result<IncompleteGit> {
    let own = folder.join(".git");
    // A symlink to git's folder, or a file that names it, does not come from a clone.
    if !own.symlink_metadata().is_ok_and(|own| own.is_dir()) || is_there(&own.join("index"))? {
        return Ok(IncompleteGit::No);
    }
    let is_alone =
        || Ok::<_, Error>(names(folder)?.iter().all(|name| name == ".git" || name == STAGE_FOLDER));
    let is_opened =
        Repository::open(folder).map_or_else(|error| error.code() != ErrorCode::NotFound, |_| true);
    if !is_opened {
        // Git was killed before it completed its folder.
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

/// Whether the folder or one of its subfolders holds a file.
pub(super) fn has_files(folder: &Path) -> Result<bool> {
    for name in names(folder)? {
        let inner = folder.join(name);
        let there = inner.symlink_metadata().map_err(|error| Error::io("could not read", &inner, &error))?;
        if !there.is_dir() || has_files(&inner)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether git's folder has a remote. `None` if it has a branch or settings of the user's.
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

/// Whether a command that runs in this folder refers to an interrupted clone. With `further_in`,
/// whether a command in a subfolder does.
pub(crate) fn is_seen(folder: &Path, further_in: bool) -> Result<bool> {
    Ok(match state(folder)? {
        CloneState::Staged(top) => {
            top == folder && (!further_in || is_there(&folder.join(STAGE).join(COMPLETE))?)
        }
        CloneState::Files(top) => top == folder && unwritten_files::has_journal(folder)?,
        CloneState::Empty(_) | CloneState::Whole => false,
    })
}

/// Whether a folder that the user named belongs to an interrupted clone.
pub(crate) fn is_unfinished(root: &Path) -> Result<bool> {
    Ok(!matches!(state(root)?, CloneState::Whole))
}

/// Finishes a complete clone; fails if the clone is incomplete.
pub(crate) fn settle(root: &Path) -> Result<()> {
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

/// Removes the stage's outer folder if the stage is gone.
pub(crate) fn remove_empty(root: &Path) {
    // `remove_dir` removes only empty folders.
    let _ = fs::remove_dir(root.join(STAGE_FOLDER));
}

/// Moves a complete clone into its place. Leaves an incomplete one to the next clone.
pub(crate) fn finish_complete(top: &Path) -> Result<()> {
    match CloneFolder::hold(top)? {
        None => Err(busy(top)),
        Some(stage) if stage.is_done()? => stage.finish(),
        Some(_) => Ok(()),
    }
}

/// Fails if the repository is an interrupted clone without any commit, so that no new journal begins in
/// it.
pub(crate) fn refuse_empty(root: &Path) -> Result<()> {
    match state(root)? {
        CloneState::Empty(top) if let Some(branch) = branch_of_remote(&top)? => Err(Error::cannot(format!(
            "{} has no files: the default branch of its remote does not exist",
            top.display()
        ))
        .hint(format!("use the branch {branch}: git -C {} switch {branch}", typed(&top)))),
        CloneState::Empty(top) => Err(Error::cannot(format!(
            "{} has a git repository without any commit: its clone was interrupted",
            top.display()
        ))
        .hint(format!(
            "clone it again: coach init {0} --from URL; or create a new journal: coach init {0}",
            typed(&top)
        ))),
        _ => Ok(()),
    }
}

/// A branch of a complete clone that checked out none of them: the usual one, else the first. `None` if HEAD
/// names a branch that the remote has: then git was interrupted before the checkout.
fn branch_of_remote(top: &Path) -> Result<Option<String>> {
    let Some(repo) = Repo::around(top)? else { return Ok(None) };
    let unread = |error: git2::Error| git("could not read the clone", &error);
    let mut names = Vec::new();
    for name in repo.git.references_glob("refs/remotes/origin/*").map_err(unread)?.names().flatten() {
        names.extend(name.strip_prefix("refs/remotes/origin/").map(str::to_owned));
    }
    names.retain(|name| name != "HEAD");
    let head = repo.git.find_reference("HEAD").map_err(unread)?;
    let head = head.symbolic_target().ok().flatten().unwrap_or_default().to_owned();
    let head = head.strip_prefix("refs/heads/").filter(|head| !head.starts_with('.'));
    if head.is_none_or(|head| names.iter().any(|name| name == head)) {
        return Ok(None);
    }
    let usual = ["main", "master"].into_iter().find(|usual| names.iter().any(|name| name == usual));
    Ok(usual.map(str::to_owned).or_else(|| names.into_iter().min()))
}

/// The path, quoted for a shell.
fn typed(root: &Path) -> String {
    let path = root.display().to_string();
    shlex::try_quote(&path).map_or(path.clone(), |quoted| quoted.into_owned())
}

fn busy(root: &Path) -> Error {
    Error::machine(format!("another coach command is cloning a journal into {}", root.display()))
        .hint("try again when it has ended")
}

/// The names in a folder; empty if the folder is missing.
pub(crate) fn names(folder: &Path) -> Result<Vec<std::ffi::OsString>> {
    let failed = |error: std::io::Error| Error::io("could not read", folder, &error);
    let entries = match folder.read_dir() {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(failed)?,
    };
    entries.map(|entry| entry.map(|entry| entry.file_name()).map_err(failed)).collect()
}

impl CloneFolder {
    /// Creates the stage. The folder must be missing or empty, or hold only the remains of an earlier
    /// clone.
    pub(crate) fn begin(root: &Path) -> Result<CloneFolder> {
        let there = root.join(STAGE);
        fs::create_dir_all(&there).map_err(|error| Error::io("cannot create", &there, &error))?;
        let Some(stage) = CloneFolder::hold(root)? else { return Err(busy(root)) };
        let mut others = names(root)?;
        others.retain(|name| name != STAGE_FOLDER);
        if !others.is_empty() && !matches!(unborn(root)?, IncompleteGit::Free { .. }) {
            stage.remove()?;
            return Err(Error::cannot(format!(
                "{} already exists and is not empty: nothing was cloned",
                root.display()
            ))
            .hint("choose another folder: coach init DIR --from URL"));
        }
        refuse_a_living_git(root)?;
        for name in names(&there)? {
            remove_all(&there.join(name))?;
        }
        Ok(stage)
    }

    /// The existing stage, or `None` if another command holds it.
    fn hold(root: &Path) -> Result<Option<CloneFolder>> {
        let lock = Lock::try_existing(&root.join(STAGE))?;
        Ok(lock.map(|lock| CloneFolder { root: root.into(), _lock: lock }))
    }

    /// The folder for `git clone`. Its name differs for each process: a git that outlives its coach
    /// deletes its own folder when it fails.
    pub(crate) fn folder(&self) -> PathBuf {
        self.root.join(STAGE).join(format!("clone-{}", std::process::id()))
    }

    /// Whether the clone is complete, or in its place already.
    fn is_done(&self) -> Result<bool> {
        let there = self.root.join(STAGE);
        let is_moved = || Ok::<_, Error>(names(&there)?.is_empty() && is_there(&self.root.join(".git"))?);
        Ok(is_there(&there.join(COMPLETE))? || is_moved()?)
    }

    /// Marks the clone as complete and moves it into its place. After a kill, the next command
    /// completes the move.
    pub(crate) fn complete(self) -> Result<()> {
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
            // Moves `.git` last: git sees a repository only after all files are in place.
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
                    "{} already exists, and the interrupted clone contains it too",
                    to.display()
                ))
                .hint("move it to another folder, then try again"));
            }
            let replaced = self.root.join(STAGE).join(REPLACED);
            fs::rename(&to, &replaced).map_err(|error| Error::io("cannot move", &to, &error))?;
        }
        fs::rename(&from, &to).map_err(|error| Error::io("cannot move", &from, &error))
    }

    /// Removes the stage, its `complete` file last: after a kill, the remains still say that the clone
    /// is complete.
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

    /// Removes the stage after an error that the caller reports. If that fails, the next clone removes
    /// it.
    pub(crate) fn take_away(self) {
        let _ = self.remove();
    }
}

/// Fails if a plain `git clone` is running in the folder: a process has a pack file open.
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

/// Removes a file, or a folder with its contents. Retries, because a git that is about to exit may
/// still write there.
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
