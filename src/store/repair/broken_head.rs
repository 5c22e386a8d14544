//! Finds and repairs a git folder without a valid HEAD or branch: a power cut can leave such a file missing or
//! empty. Git then reports no repository, or a corrupt reference, although all commits are there.
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
    let branch = branch_in(&head).filter(|branch| git.join(branch).is_file());
    match branch.map(|branch| Ok::<_, Error>((branch, text(&git, branch)?))).transpose()? {
        Some((branch, commit)) if !commit.as_deref().is_some_and(is_id) => {
            broken(BrokenPart::Branch(branch.into()))
        }
        _ => Ok(None),
    }
}

impl BrokenGit {
    fn what(&self) -> String {
        match &self.part {
            BrokenPart::Head => "its file HEAD is missing or damaged".into(),
            BrokenPart::Refs => "its folder refs is missing".into(),
            BrokenPart::Branch(branch) => format!("its file {branch} is damaged"),
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
            BrokenPart::Branch(branch) => {
                let commit = self.commit(&git, branch)?;
                write(branch, format!("{commit}\n"))?;
                let id = &commit.to_string()[..7];
                Ok(format!("restored git's branch {}: its last known commit is {id}", short(branch)))
            }
        }
    }

    /// The branch for HEAD: the only one, else the only one at the last commit of HEAD.
    fn branch(&self, git: &Path) -> Result<String> {
        let mut branches = packed(git)?;
        loose(git, "refs/heads", &mut branches)?;
        branches.sort();
        branches.dedup_by(|one, other| one.0 == other.0);
        if branches.len() > 1 {
            let last = logged(git, "HEAD")?.into_iter().next();
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
        let packed = packed(git)?.into_iter().filter(|(name, _)| name == branch).map(|(_, id)| id);
        let remote = text(git, &format!("refs/remotes/origin/{}", short(branch)))?;
        let mut known = logged(git, branch)?.into_iter().chain(packed).chain(remote);
        let repo = Repository::open(&self.top).ok();
        let is_there = |id: &Oid| repo.as_ref().is_some_and(|repo| repo.find_commit(*id).is_ok());
        known.find_map(|id| Oid::from_str(&id).ok().filter(is_there)).ok_or_else(|| {
            Error::cannot(format!("{}, and coach does not know its last commit", self.what()))
                .hint(format!("`git -C {} fsck --lost-found` lists the commits", self.top.display()))
        })
    }
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
    head.strip_prefix("ref:").map(str::trim).filter(|name| name.starts_with("refs/") && !name.contains(".."))
}

fn short(branch: &str) -> &str {
    branch.strip_prefix("refs/heads/").unwrap_or(branch)
}

/// The commits of a reference according to git's log, the latest first.
fn logged(git: &Path, name: &str) -> Result<Vec<String>> {
    let log = text(git, &format!("logs/{name}"))?.unwrap_or_default();
    let new = |line: &str| line.split(' ').nth(1).map(str::to_string);
    Ok(log.lines().rev().filter_map(new).collect())
}

/// The packed branches and their commits.
fn packed(git: &Path) -> Result<Vec<(String, String)>> {
    let packed = text(git, "packed-refs")?.unwrap_or_default();
    let lines = packed.lines().filter_map(|line| line.split_once(' '));
    let branches = lines.filter(|(_, name)| name.starts_with("refs/heads/"));
    Ok(branches.map(|(id, name)| (name.to_string(), id.to_string())).collect())
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
