//! Finds and repairs a git folder without a valid HEAD or branch: a power cut can leave such a file missing or
//! empty. Git then reports no repository, a corrupt reference, or a branch without a commit, although all
//! commits are there.
#![expect(clippy::disallowed_methods, reason = "creates git's folder of references")]

use std::path::{Path, PathBuf};

use git2::{Oid, Repository};

use super::interrupted_clone::{has_files, names};
use crate::error::{Error, Result};
use crate::journal::records::Problem;
use crate::store::files::file_system::FileSystem;

/// A git folder that cannot be used, although it has commits.
pub(crate) struct BrokenGit {
    /// The folder that contains `.git`.
    top: PathBuf,
    part: BrokenPart,
}

enum BrokenPart {
    Head,
    /// The folder of references.
    Refs,
    /// The file of the branch that HEAD names.
    Branch(String),
    /// The same file, if it does not exist. Git's log of the branch names a later commit than `packed-refs`,
    /// or `packed-refs` has no commit.
    NoBranch(String),
    /// The commit of the branch that HEAD names: git cannot read it.
    Commit {
        branch: String,
        id: Oid,
    },
    /// The folder of commits.
    Objects,
}

/// The broken part of the git folder around `root`, if there is one.
pub(crate) fn find(root: &Path) -> Result<Option<BrokenGit>> {
    let Some(top) = root.ancestors().find(|folder| folder.join(".git").exists()) else { return Ok(None) };
    let git = top.join(".git");
    // A linked work tree has a file here. A folder without commits may be one that a program is creating.
    if !git.is_dir() || (!has_files(&git.join("objects"))? && !has_files(&git.join("refs"))?) {
        return Ok(None);
    }
    let broken = |part| Ok(Some(BrokenGit { top: top.components().collect(), part }));
    if !git.join("objects").is_dir() {
        return broken(BrokenPart::Objects);
    }
    let Some(head) = text(&git, "HEAD")?.filter(|head| is_id(head) || branch_in(head).is_some()) else {
        return broken(BrokenPart::Head);
    };
    if !git.join("refs").is_dir() {
        return broken(BrokenPart::Refs);
    }
    let Some(branch) = branch_in(&head) else { return Ok(None) };
    // Git ends the file with a line break: without it, the end of the name is missing.
    let is_cut = FileSystem::of_git(&git)
        .read_any_size("HEAD")
        .is_ok_and(|head| !head.is_some_and(|head| head.ends_with(b"\n")));
    if is_cut && !git.join(branch).is_file() && packed_id(&git, branch)?.is_none() {
        return broken(BrokenPart::Head);
    }
    let id = if git.join(branch).is_file() {
        let Some(id) = text(&git, branch)?.filter(|id| is_id(id)) else {
            return broken(BrokenPart::Branch(branch.into()));
        };
        Some(id)
    } else if lost_its_file(&git, branch)? {
        return broken(BrokenPart::NoBranch(branch.into()));
    } else {
        packed_id(&git, branch)?
    };
    let id = id.and_then(|id| Oid::from_str(&id).ok());
    match (id, Repository::open(top)) {
        (Some(id), Ok(repo)) if !is_readable(&repo, id) => {
            broken(BrokenPart::Commit { branch: branch.into(), id })
        }
        _ => Ok(None),
    }
}

/// Whether a branch without a file of its own had a later commit than git now has for it. Git deletes the
/// log of a branch with the branch, and a new branch has no log. The first commit of a new journal is in the log
/// before it is in the branch, so it alone does not count: the next command makes it again.
pub(crate) fn lost_its_file(git: &Path, branch: &str) -> Result<bool> {
    if git.join(branch).is_file() {
        return Ok(false);
    }
    let is_first = |line: &str| {
        line.bytes().take_while(|byte| *byte == b'0').count() >= 40 && !line.contains("\tclone: ")
    };
    let text = log_of(git, branch)?;
    if text.lines().count() == 1 && text.lines().all(is_first) {
        return Ok(false);
    }
    let log = commits_of(&text);
    let Some(last) = log.first().filter(|last| last.bytes().any(|byte| byte != b'0')) else {
        return Ok(false);
    };
    Ok(match packed_id(git, branch)? {
        None => true,
        Some(packed) => packed != *last && log.contains(&packed),
    })
}

/// Whether git can read a commit and its tree.
pub(crate) fn is_readable(repo: &Repository, commit: Oid) -> bool {
    repo.find_commit(commit).is_ok_and(|commit| commit.tree().is_ok())
}

/// Restores each broken part, since a repair can bring the next one to light. Passes a note about each.
pub(crate) fn repair_all(root: &Path, mut note: impl FnMut(&str)) -> Result<()> {
    for _ in 0..MOST_PARTS {
        let Some(broken) = find(root)? else { break };
        note(&broken.repair()?);
    }
    Ok(())
}

/// A HEAD, the folder of references and a branch.
const MOST_PARTS: usize = 3;

impl BrokenGit {
    fn what(&self) -> String {
        match &self.part {
            BrokenPart::Head => "its file HEAD is missing or damaged".into(),
            BrokenPart::Refs => "its folder refs is missing".into(),
            BrokenPart::Branch(branch) => format!("its file {branch} is damaged"),
            BrokenPart::NoBranch(branch) => format!("its file {branch} is missing"),
            BrokenPart::Commit { branch, id } => format!(
                "the commit {} of its branch {} is missing or damaged",
                &id.to_string()[..7],
                short(branch)
            ),
            BrokenPart::Objects => "its folder objects is missing".into(),
        }
    }

    pub(crate) fn error(&self) -> Error {
        let top = self.top.display();
        Error::machine(format!("the git repository in {top} is damaged: {}", self.what())).hint(match self.part {
            BrokenPart::Objects => format!(
                "restore {top}/.git from a backup; without one, move it to another folder, then run `coach init`"
            ),
            _ => "`coach check --fix` restores it".into(),
        })
    }

    pub(crate) fn problem(&self) -> Problem {
        let fix = match self.part {
            BrokenPart::Objects => "restore it from a backup",
            _ => "`coach check --fix` restores it",
        };
        Problem::of_file(".git", format!("the git repository is damaged: {} ({fix})", self.what()))
    }

    /// Restores the missing part. Returns a note for the user.
    pub(crate) fn repair(&self) -> Result<String> {
        let git = self.top.join(".git");
        let write = |name: &str, text: String| {
            let written = FileSystem::of_git(&git).write(name, text.as_bytes());
            written.map_err(|error| Error::io("cannot write", &git.join(name), &error))
        };
        match &self.part {
            BrokenPart::Objects => Err(self.error()),
            // Git needs the folder, and packed references can be its only ones.
            BrokenPart::Refs => {
                let heads = git.join("refs/heads");
                std::fs::create_dir_all(&heads)
                    .map_err(|error| Error::io("cannot create", &heads, &error))?;
                Ok("restored the folder refs of git".into())
            }
            BrokenPart::Head => {
                let branch = self.branch(&git)?;
                write("HEAD", format!("ref: {branch}\n"))?;
                Ok(format!("restored git's HEAD: the branch is {}", short(&branch)))
            }
            BrokenPart::Branch(branch) | BrokenPart::NoBranch(branch) => self.restore(&git, branch, write),
            BrokenPart::Commit { branch, id } => {
                set_aside(&git, *id)?;
                let restored = self.restore(&git, branch, write)?;
                Ok(format!("{restored}; `git status` lists what you saved after it"))
            }
        }
    }

    /// Sets the branch to its last known commit.
    fn restore(
        &self,
        git: &Path,
        branch: &str,
        write: impl FnOnce(&str, String) -> Result<()>,
    ) -> Result<String> {
        let commit = self.commit(git, branch)?;
        write(branch, format!("{commit}\n"))?;
        let id = &commit.to_string()[..7];
        Ok(format!("restored git's branch {}: its last known commit is {id}", short(branch)))
    }

    /// The branch for HEAD: the only one, else the only one at the last commit of HEAD.
    fn branch(&self, git: &Path) -> Result<String> {
        let mut branches = packed(git)?;
        loose(git, "refs/heads", &mut branches)?;
        branches.sort();
        branches.dedup_by(|one, other| one.0 == other.0);
        if branches.len() > 1 {
            let last = commits_of(&log_of(git, "HEAD")?).into_iter().next();
            branches.retain(|(_, id)| Some(id) == last.as_ref());
        }
        match branches.as_slice() {
            [(only, _)] => Ok(only.clone()),
            _ => Err(Error::cannot(format!("{}, and coach cannot tell which branch it was on", self.what()))
                .hint(format!("git -C {} symbolic-ref HEAD refs/heads/BRANCH", self.top.display()))),
        }
    }

    /// The last known commit of the branch that git still has.
    fn commit(&self, git: &Path, branch: &str) -> Result<Oid> {
        let remote = text(git, &format!("refs/remotes/origin/{}", short(branch)))?;
        let mut known =
            commits_of(&log_of(git, branch)?).into_iter().chain(packed_id(git, branch)?).chain(remote);
        let repo = Repository::open(&self.top).ok();
        let is_there = |id: &Oid| repo.as_ref().is_some_and(|repo| is_readable(repo, *id));
        known.find_map(|id| Oid::from_str(&id).ok().filter(is_there)).ok_or_else(|| {
            Error::cannot(format!("{}, and coach does not know its last commit", self.what())).hint(format!(
                "run `git -C {top} fetch --refetch` for what your team has, then `coach check --fix` again; \
                     `git -C {top} fsck --lost-found` lists other commits",
                top = self.top.display()
            ))
        })
    }
}

/// Moves the damaged file of an object to git's folder `coach`, so that git can fetch the object again.
pub(super) fn set_aside(git: &Path, id: Oid) -> Result<()> {
    let id = id.to_string();
    let (from, to) = (git.join("objects").join(&id[..2]).join(&id[2..]), git.join("coach"));
    if !from.exists() {
        return Ok(());
    }
    let moved =
        std::fs::create_dir_all(&to).and_then(|()| std::fs::rename(&from, to.join(format!("damaged-{id}"))));
    moved.map_err(|error| Error::io("cannot move", &from, &error))
}

/// The content of a file in git's folder, without the line break at its end.
fn text(git: &Path, name: &str) -> Result<Option<String>> {
    let read = FileSystem::of_git(git).read_any_size(name);
    let bytes = read.map_err(|error| Error::io("cannot read", &git.join(name), &error))?;
    Ok(bytes.map(|bytes| String::from_utf8_lossy(&bytes).trim().to_string()))
}

fn is_id(text: &str) -> bool {
    text.len() >= 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The reference that HEAD names.
fn branch_in(head: &str) -> Option<&str> {
    head.strip_prefix("ref:").map(str::trim).filter(|name| git2::Reference::is_valid_name(name))
}

fn short(branch: &str) -> &str {
    branch.strip_prefix("refs/heads/").unwrap_or(branch)
}

/// Git's log of a reference; empty if there is none.
fn log_of(git: &Path, name: &str) -> Result<String> {
    Ok(text(git, &format!("logs/{name}"))?.unwrap_or_default())
}

/// The commits in git's log of a reference, the latest first.
fn commits_of(log: &str) -> Vec<String> {
    log.lines().rev().filter_map(|line| line.split(' ').nth(1).map(str::to_string)).collect()
}

/// The packed branches and their commits.
fn packed(git: &Path) -> Result<Vec<(String, String)>> {
    let packed = text(git, "packed-refs")?.unwrap_or_default();
    let lines = packed.lines().filter_map(|line| line.split_once(' '));
    let branches = lines.filter(|(_, name)| name.starts_with("refs/heads/"));
    Ok(branches.map(|(id, name)| (name.to_string(), id.to_string())).collect())
}

/// The packed commit of a branch.
fn packed_id(git: &Path, branch: &str) -> Result<Option<String>> {
    Ok(packed(git)?.into_iter().find(|(name, _)| name == branch).map(|(_, id)| id))
}

/// Adds the branches that have a file of their own.
fn loose(git: &Path, folder: &str, found: &mut Vec<(String, String)>) -> Result<()> {
    for name in names(&git.join(folder))? {
        let name = format!("{folder}/{}", name.to_string_lossy());
        if git.join(&name).is_dir() {
            loose(git, &name, found)?;
        } else {
            found.push((name.clone(), text(git, &name)?.unwrap_or_default()));
        }
    }
    Ok(())
}
