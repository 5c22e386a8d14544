//! A plain `git pull`, `git merge` or the like that stopped because both sides changed records: what
//! git could not merge, and finishing it. `stopped.rs` has what becomes of the records.

use std::path::{Path, PathBuf};

use git2::IndexConflict;

use super::identity::Who;
use super::place::is_there;
use super::program::{Call, Program};
use super::repository::{Repo, git};
use super::stopped;
pub use super::stopped::Joined;
use super::sync::is_record;
use crate::error::{Error, Result};

/// What git stopped at: records that conflict, and other files, which are for git and its user.
pub struct Unmerged {
    pub records: Vec<String>,
    pub others: Vec<String>,
}

/// What git was doing when it stopped.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Merge,
    Rebase,
    CherryPick,
    Revert,
}

/// How far git came.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Finished {
    /// What it was doing is finished and committed.
    Committed,
    /// It waits for nothing, and the records are in its index: there was nothing to commit.
    Staged,
    NotYet,
}

/// Whether git stopped at records: it is in the middle of something, or its index has conflicts, as
/// `git stash pop` leaves them.
pub fn is_stopped(root: &Path) -> Result<bool> {
    Ok(way(root)?.is_some() || !find(root)?.records.is_empty())
}

/// Whether git is in the middle of a merge, a rebase or the like around this folder. Opens no repository. What
/// cannot be looked at may well be there.
pub fn is_under_way(root: &Path) -> bool {
    !matches!(way(root), Ok(None))
}

fn way(root: &Path) -> Result<Option<Way>> {
    let Some(gitdir) = gitdir(root)? else { return Ok(None) };
    let is = |name: &str| is_there(&gitdir.join(name));
    Ok(match () {
        () if is("rebase-merge")? || is("rebase-apply")? => Some(Way::Rebase),
        () if is("MERGE_HEAD")? => Some(Way::Merge),
        () if is("CHERRY_PICK_HEAD")? => Some(Way::CherryPick),
        () => is("REVERT_HEAD")?.then_some(Way::Revert),
    })
}

/// The folder in which git keeps the state of the work tree around `root`.
fn gitdir(root: &Path) -> Result<Option<PathBuf>> {
    for folder in root.ancestors() {
        let git = folder.join(".git");
        if is_there(&git)? {
            return named_by(git);
        }
    }
    Ok(None)
}

/// In a work tree or submodule `.git` is a file that names the folder.
fn named_by(git: PathBuf) -> Result<Option<PathBuf>> {
    let failed = |error: std::io::Error| Error::io("could not look at", &git, &error);
    if git.metadata().map_err(failed)?.is_dir() {
        return Ok(Some(git));
    }
    let text = std::fs::read_to_string(&git).map_err(failed)?;
    let named = text.strip_prefix("gitdir:").map(str::trim);
    Ok(named.and_then(|named| Some(git.parent()?.join(named))))
}

/// What git could not merge.
pub fn find(root: &Path) -> Result<Unmerged> {
    let mut unmerged = Unmerged { records: Vec::new(), others: Vec::new() };
    let Some(repo) = Repo::around(root)? else { return Ok(unmerged) };
    let failed = |error: git2::Error| git("could not read git's index", &error);
    let index = repo.git.index().map_err(failed)?;
    for conflict in index.conflicts().map_err(failed)? {
        let path = path(&conflict.map_err(failed)?);
        match path.strip_prefix(&repo.prefix).filter(|path| is_record(path)) {
            Some(record) => unmerged.records.push(record.to_string()),
            None => unmerged.others.push(path),
        }
    }
    Ok(unmerged)
}

fn path(conflict: &IndexConflict) -> String {
    let entry = conflict.our.as_ref().or(conflict.their.as_ref()).or(conflict.ancestor.as_ref());
    entry.map(|entry| String::from_utf8_lossy(&entry.path).into_owned()).unwrap_or_default()
}

/// What becomes of the records.
pub fn join(root: &Path, program: &Program) -> Result<Joined> {
    match Repo::around(root)? {
        Some(repo) => stopped::joined(&repo, program, root, way(root)?),
        None => Ok(Joined::default()),
    }
}

/// So many paths are named to git at once.
const MANY: usize = 200;

/// Puts the joined records in place, and lets git go on with them if nothing else is left to decide.
pub fn finish(root: &Path, program: &Program, who: &Who, joined: &Joined) -> Result<Finished> {
    let Some(repo) = Repo::around(root)? else { return Ok(Finished::NotYet) };
    let repo = Repo { program: program.clone(), ..repo };
    let disk = &repo.work;
    for (path, text) in &joined.files {
        disk.remove_temporaries_beside(path);
        let done = match text {
            Some(text) => disk.write(path, text),
            None => disk.remove(path),
        };
        done.map_err(|error| Error::io("could not write", &disk.full(path), &error))?;
    }
    let top = repo.work.full("");
    // Without a path git would add everything, other people's conflict markers too.
    for files in joined.files.chunks(MANY) {
        let mut add = vec!["--literal-pathspecs", "add", "--all", "--"];
        add.extend(files.iter().map(|(path, _)| path.as_str()));
        run(&top, program, &add, "git could not take the merged records")?;
    }
    let left = find(root)?;
    if !left.records.is_empty() || !left.others.is_empty() {
        return Ok(Finished::NotYet);
    }
    let Some(way) = way(root)? else { return Ok(Finished::Staged) };
    go_on(&repo, root, way, &repo.missing_identity(who))
}

/// `given` are the settings that git lacks and needs for a commit.
fn go_on(repo: &Repo, root: &Path, before: Way, given: &[String]) -> Result<Finished> {
    let with: Vec<&str> = given.iter().flat_map(|setting| ["-c", setting.as_str()]).collect();
    let run =
        |arguments: &[&str]| run(root, &repo.program, &[&with, arguments].concat(), "git could not go on");
    let (go_on, skip): (&[&str], &[&str]) = match before {
        Way::Merge => (&["commit", "--quiet", "--no-edit"], &[]),
        Way::Rebase => (&["-c", "core.editor=true", "rebase", "--continue"], &[]),
        Way::CherryPick => {
            (&["-c", "core.editor=true", "cherry-pick", "--continue"], &["cherry-pick", "--skip"])
        }
        Way::Revert => (&["-c", "core.editor=true", "revert", "--continue"], &["revert", "--skip"]),
    };
    let mut went_on = run(go_on);
    // A rebase may stop again, at the next commit.
    let left = find(root)?;
    if left.records.is_empty() && left.others.is_empty() {
        // Where all that a commit says is there already, git has nothing to commit.
        if went_on.is_err() && !skip.is_empty() && way(root)? == Some(before) {
            went_on = run(skip);
        }
        went_on?;
    }
    Ok(if way(root)?.is_none() { Finished::Committed } else { Finished::NotYet })
}

fn run(root: &Path, program: &Program, arguments: &[&str], what: &str) -> Result<()> {
    let ended = program.run(root, Call::new(arguments))?;
    match ended.well {
        true => Ok(()),
        false => Err(Error::machine(format!("{what}: {}", ended.complaint()))
            .hint("the merged records are in their files: `git status` shows what is left to do")),
    }
}
