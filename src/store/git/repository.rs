//! The git repository around a journal: opens it, reads HEAD, and locks and moves a branch. Ignores
//! `GIT_DIR`, and runs no hook.

use std::cell::OnceCell;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use git2::{ErrorClass, ErrorCode, Oid, Repository, RepositoryOpenFlags, RepositoryState};

use super::git_program::Program;
use super::identity;
use crate::error::{Error, Result};
use crate::store::files::file_system::FileSystem;
use crate::store::repair::broken_head;

pub struct Repo {
    pub git: Repository,
    /// The whole work tree. The journal is this folder or one inside it.
    pub work: FileSystem,
    /// The journal's folder in the work tree, with a closing `/`; empty if the journal is the root.
    pub prefix: String,
    /// `<gitdir>/coach`: holds the lock, the intent and the list of pending paths.
    pub own: PathBuf,
    /// The git program that signs, fetches and pushes.
    pub program: Program,
    /// Git's settings about the identity of commits, read on first use.
    pub identity_settings: OnceCell<identity::IdentitySettings>,
}

/// The branch for the next commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Head {
    Branch {
        name: String,
        tip: Option<Oid>,
    },
    /// No commit is possible now. Holds the reason.
    Busy(&'static str),
}

/// How long coach waits for a lock of another git program.
pub(crate) const GIT_PATIENCE: Duration = Duration::from_secs(3);
pub(crate) const PAUSE: Duration = Duration::from_millis(15);

impl Repo {
    /// The repository around `root`, if there is one.
    pub fn around(root: &Path) -> Result<Option<Repo>> {
        sync_what_git_writes();
        let root = root.canonicalize().map_err(|error| Error::io("could not open", root, &error))?;
        let none: [&str; 0] = [];
        let git = match Repository::open_ext(&root, RepositoryOpenFlags::empty(), none) {
            Ok(git) => git,
            Err(error) if error.code() == ErrorCode::NotFound => {
                return match broken_head::find(&root)? {
                    Some(broken) => Err(broken.error()),
                    None if is_whole_around(&root) => Err(could_not_open(&root, &error)),
                    None => Ok(None),
                };
            }
            Err(error) => return Err(could_not_open(&root, &error)),
        };
        let Some(work) = git.workdir() else {
            return Err(Error::cannot(format!("{} is in a bare git repository", root.display()))
                .hint("keep the journal in a clone with its files checked out"));
        };
        let work = work.canonicalize().map_err(|error| Error::io("could not open", work, &error))?;
        let Ok(inside) = root.strip_prefix(&work) else {
            return Err(Error::cannot(format!("{} is inside git's own folder", root.display())));
        };
        let prefix = match inside.to_str() {
            Some("") => String::new(),
            Some(inside) => format!("{inside}/"),
            None => return Err(Error::cannot("the path to the journal is not UTF-8")),
        };
        let own = git.path().join("coach");
        let (program, identity_settings) = (Program::default(), OnceCell::new());
        Ok(Some(Repo { work: FileSystem::new(work), prefix, own, git, program, identity_settings }))
    }

    pub fn head(&self) -> Result<Head> {
        if let Some(why) = under_way(self.git.state()) {
            return Ok(Head::Busy(why));
        }
        let head = self.git.find_reference("HEAD").map_err(|error| self.unread_head(&error))?;
        let Some(target) = head.symbolic_target().ok().flatten().map(str::to_owned) else {
            return Ok(Head::Busy("HEAD is detached"));
        };
        match head.resolve() {
            Ok(branch) => {
                let name = branch.name().map_err(|e| git("could not read HEAD", &e))?.to_owned();
                if !name.starts_with("refs/heads/") {
                    return Ok(Head::Busy("HEAD is on no branch"));
                }
                let tip = branch.target();
                let is_whole = tip.is_none_or(|tip| broken_head::is_readable(&self.git, tip));
                if !is_whole || broken_head::lost_its_file(self.git.commondir(), &name)? {
                    self.is_not_broken()?;
                }
                Ok(Head::Branch { name, tip })
            }
            Err(error) if error.code() == ErrorCode::NotFound && target.starts_with("refs/heads/") => {
                self.is_not_broken()?;
                Ok(Head::Branch { name: target, tip: None })
            }
            Err(error) => Err(self.unread_head(&error)),
        }
    }

    /// Fails if the git folder is one that `coach check --fix` restores.
    fn is_not_broken(&self) -> Result<()> {
        broken_head::find(&self.work.full(""))?.map_or(Ok(()), |broken| Err(broken.error()))
    }

    /// The error for a HEAD that libgit2 cannot read.
    fn unread_head(&self, error: &git2::Error) -> Error {
        match broken_head::find(&self.work.full("")) {
            Ok(Some(broken)) => broken.error(),
            _ => git("could not read HEAD", error),
        }
    }

    /// The commit that a branch points to.
    pub fn tip(&self, branch: &str) -> Result<Option<Oid>> {
        match self.git.refname_to_id(branch) {
            Ok(id) => Ok(Some(id)),
            Err(error) if error.code() == ErrorCode::NotFound => Ok(None),
            Err(error) => Err(git("could not read the branch", &error)),
        }
    }

    /// Takes git's own lock on the branch. Returns `None` if the branch no longer points to `old`.
    pub fn hold_branch(&self, branch: &str, old: Option<Oid>) -> Result<Option<HeldBranch<'_>>> {
        let failed = |e: git2::Error| git(&format!("could not move {branch}"), &e);
        let until = Instant::now() + GIT_PATIENCE;
        loop {
            let mut transaction = self.git.transaction().map_err(failed)?;
            match transaction.lock_ref(branch) {
                Ok(()) => {
                    let held = HeldBranch { transaction, name: branch.into(), first: old.is_none() };
                    return Ok((self.tip(branch)? == old).then_some(held));
                }
                Err(error) if error.code() == ErrorCode::Locked && Instant::now() < until => {
                    std::thread::sleep(PAUSE);
                }
                Err(error) if error.code() == ErrorCode::Locked => {
                    return Err(locked(&self.git.commondir().join(format!("{branch}.lock"))));
                }
                Err(error) => return Err(failed(error)),
            }
        }
    }
}

/// A locked branch: no other program can move it until this is dropped.
pub struct HeldBranch<'a> {
    transaction: git2::Transaction<'a>,
    name: String,
    first: bool,
}

impl HeldBranch<'_> {
    pub fn move_to(mut self, new: Oid, message: &str) -> Result<()> {
        let first = message.lines().next().unwrap_or_default();
        let log = format!("commit{}: {first}", if self.first { " (initial)" } else { "" });
        self.transaction
            .set_target(&self.name, new, None, &log)
            .and_then(|()| self.transaction.commit())
            .map_err(|e| git(&format!("could not move {}", self.name), &e))
    }
}

fn under_way(state: RepositoryState) -> Option<&'static str> {
    match state {
        RepositoryState::Clean => None,
        RepositoryState::Merge => Some("a merge is under way"),
        RepositoryState::Revert | RepositoryState::RevertSequence => Some("a revert is under way"),
        RepositoryState::CherryPick | RepositoryState::CherryPickSequence => {
            Some("a cherry-pick is under way")
        }
        RepositoryState::Bisect => Some("a bisect is under way"),
        RepositoryState::ApplyMailbox => Some("git am is under way"),
        RepositoryState::Rebase
        | RepositoryState::RebaseInteractive
        | RepositoryState::RebaseMerge
        | RepositoryState::ApplyMailboxOrRebase => Some("a rebase is under way"),
    }
}

/// Whether there is a repository although libgit2 reports none. libgit2 does that if it may not read one.
fn is_whole_around(root: &Path) -> bool {
    let git = root.ancestors().map(|folder| folder.join(".git"));
    let is_whole = |git: &Path| ["HEAD", "objects", "refs"].iter().all(|name| git.join(name).exists());
    git.into_iter().any(|git| is_whole(&git))
}

/// Makes libgit2 fsync the objects and refs that it writes, which it does not do by default.
#[expect(unsafe_code, reason = "git2 does not offer this option; libgit2-sys does")]
pub(crate) fn sync_what_git_writes() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        libgit2_sys::init();
        // SAFETY: libgit2 is initialised. The option takes one int and sets one flag, which libgit2 reads
        // when it opens a repository; coach opens one only after this.
        unsafe {
            libgit2_sys::git_libgit2_opts(libgit2_sys::GIT_OPT_ENABLE_FSYNC_GITDIR as std::ffi::c_int, 1);
        }
    });
}

/// Converts an error of libgit2. An object that libgit2 cannot find or read means a damaged repository.
pub(crate) fn git(what: &str, error: &git2::Error) -> Error {
    let told = Error::machine(format!("{what}: {}", error.message()));
    match error.class() {
        ErrorClass::Odb | ErrorClass::Object | ErrorClass::Zlib => told.hint(DAMAGED_DATA),
        ErrorClass::Reference if error.message().contains("corrupted") => {
            told.hint("delete that file in the folder .git: the next sync writes it again")
        }
        ErrorClass::Config => told.hint("correct that file: git cannot read it either"),
        _ => told,
    }
}

pub(crate) const DAMAGED_DATA: &str = "the git repository is damaged: run `coach check --fix`, then `git fetch --refetch` for \
                            what your team has; `git fsck` lists what is still missing";

/// Whether the error means that HEAD names a branch without a commit. In a clone that has not written its
/// branches yet, HEAD is `refs/heads/.invalid`.
pub(crate) fn is_unborn(error: &git2::Error) -> bool {
    [ErrorCode::UnbornBranch, ErrorCode::NotFound, ErrorCode::InvalidSpec].contains(&error.code())
}

/// What libgit2 cannot read. libgit2 has no codes for it, so this is the one place that knows its words.
#[derive(PartialEq, Eq)]
pub(crate) enum Unsupported {
    SplitIndex,
    SparseIndex,
    /// Another format of the repository or of its object ids.
    Format,
}

impl Unsupported {
    pub(crate) fn from_error(error: &git2::Error) -> Option<Unsupported> {
        let phrases = [
            ("'link'", Unsupported::SplitIndex),
            ("'sdir'", Unsupported::SparseIndex),
            ("unsupported", Unsupported::Format),
            ("unknown object format", Unsupported::Format),
        ];
        phrases.into_iter().find(|(words, _)| error.message().contains(words)).map(|(_, what)| what)
    }
}

/// The error for a lock of git's that another program holds.
pub(crate) fn locked(lock: &Path) -> Error {
    Error::machine(format!("another git program has locked {}", lock.display()))
        .hint("try again when it has ended; if none is running, delete that file")
}

fn could_not_open(root: &Path, error: &git2::Error) -> Error {
    if error.code() == ErrorCode::Owner {
        return Error::machine(format!(
            "the git repository around {} belongs to another account",
            root.display()
        ))
        .hint(format!("if you trust it: git config --global --add safe.directory {}", root.display()));
    }
    if Unsupported::from_error(error) == Some(Unsupported::Format) {
        return Error::machine(format!(
            "the git repository around {} has a format that coach cannot write: {}",
            root.display(),
            error.message()
        ))
        .hint("use a repository with git's default settings (sha1), or move the journal out of this one");
    }
    git(&format!("could not open the git repository around {}", root.display()), error)
}

#[cfg(test)]
mod tests {
    use git2::Signature;

    use super::*;

    #[test]
    fn a_branch_that_moved_is_not_held() {
        let folder = tempfile::TempDir::new().unwrap();
        crate::store::init_repository(folder.path()).unwrap();
        let repo = Repo::around(folder.path()).unwrap().unwrap();
        let who = Signature::new("jo", "jo@localhost", &git2::Time::new(1, 0)).unwrap();
        let tree = repo.git.treebuilder(None).unwrap().write().unwrap();
        let tree = repo.git.find_tree(tree).unwrap();
        let commit = |message| repo.git.commit(None, &who, &who, message, &tree, &[]).unwrap();
        let (one, two) = (commit("one"), commit("two"));
        let Head::Branch { name, tip: None } = repo.head().unwrap() else { panic!("not unborn") };
        assert!(repo.hold_branch(&name, Some(one)).unwrap().is_none());
        repo.hold_branch(&name, None).unwrap().unwrap().move_to(one, "one").unwrap();
        assert!(repo.hold_branch(&name, None).unwrap().is_none());
        assert!(repo.hold_branch(&name, Some(two)).unwrap().is_none());
        repo.hold_branch(&name, Some(one)).unwrap().unwrap().move_to(two, "two").unwrap();
        assert_eq!(repo.tip(&name).unwrap(), Some(two));
    }
}
