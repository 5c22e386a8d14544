//! Checks commits before coach sends them: a commit may have been made without coach, or be older than
//! the private note.

use std::collections::HashSet;
use std::path::Path;

use git2::{Commit, Oid};

use super::guard_commits::{Guard, name};
use crate::environment::Environment;
use crate::error::{Cause, Error, Result};
use crate::store::git::repository::{Repo, git};

/// Fails if a commit that `tip` contains and `known` does not has text of a private note in a file or
/// in its message.
pub fn guard(world: &Environment, root: &Path, tip: &str, known: &[&str]) -> Result<()> {
    let guard = Guard::read(world)?;
    if !matches!(&guard.0, Some(private) if !private.secrets.is_empty()) {
        return Ok(());
    }
    let Some(repo) = Repo::around(root)? else { return Ok(()) };
    let id = |name: &str| repo.git.revparse_single(name).map(|object| object.id()).map_err(failed);
    let mut walk = repo.git.revwalk().map_err(failed)?;
    walk.push(id(tip)?).map_err(failed)?;
    for name in known {
        walk.hide(id(name)?).map_err(failed)?;
    }
    let way_out = RemovalSteps { world, root, repo: &repo, tip: id(tip)?, sent: known.first().copied() };
    let mut seen: HashSet<Oid> = HashSet::new();
    for commit in walk {
        let commit = repo.git.find_commit(commit.map_err(failed)?).map_err(failed)?;
        guard
            .message(&String::from_utf8_lossy(commit.message_bytes()))
            .map_err(|error| way_out.of(&guard, &commit, None, &error))?;
        look_into(&repo, &guard, &commit, &mut seen)?
            .map_or(Ok(()), |(path, error)| Err(way_out.of(&guard, &commit, Some(&path), &error)))?;
    }
    Ok(())
}

fn failed(error: git2::Error) -> Error {
    git("could not read the commits to push", &error)
}

/// The first file of the commit that contains private text, and the error.
fn look_into(
    repo: &Repo,
    guard: &Guard,
    commit: &Commit<'_>,
    seen: &mut HashSet<Oid>,
) -> Result<Option<(String, Error)>> {
    let tree = commit.tree().map_err(failed)?;
    let parent = commit.parent(0).ok().map(|parent| parent.tree()).transpose().map_err(failed)?;
    let diff = repo.git.diff_tree_to_tree(parent.as_ref(), Some(&tree), None).map_err(failed)?;
    for delta in diff.deltas() {
        let file = delta.new_file();
        if file.id().is_zero() || !seen.insert(file.id()) {
            continue;
        }
        // Skips entries that are not files, such as submodules.
        let Ok(blob) = repo.git.find_blob(file.id()) else { continue };
        let path = file.path().unwrap_or(Path::new("")).to_string_lossy().into_owned();
        // If a parent's version of the file fails the check too, the team has that text, or coach
        // checked it with the parent.
        if commit.parents().any(|parent| holds(repo, guard, &parent, &path)) {
            continue;
        }
        if let Err(error) = guard.file(&path, blob.content()) {
            return Ok(Some((path, error)));
        }
    }
    Ok(None)
}

fn holds(repo: &Repo, guard: &Guard, commit: &Commit<'_>, path: &str) -> bool {
    let there = commit.tree().ok().and_then(|tree| tree.get_path(Path::new(path)).ok());
    let there = there.and_then(|entry| repo.git.find_blob(entry.id()).ok());
    there.is_some_and(|there| guard.file(path, there.content()).is_err())
}

/// Builds the hint that removes private text from unsent commits, by squashing them into one.
struct RemovalSteps<'a> {
    world: &'a Environment,
    root: &'a Path,
    repo: &'a Repo,
    tip: Oid,
    /// The last commit that the team has.
    sent: Option<&'a str>,
}

impl RemovalSteps<'_> {
    fn of(&self, guard: &Guard, commit: &Commit<'_>, path: Option<&str>, error: &Error) -> Error {
        let message = if let Cause::Guarded(said) = &error.cause { said } else { error.message.as_str() };
        let id = &commit.id().to_string()[..7];
        let stands_there_now = path.filter(|path| {
            self.repo.git.find_commit(self.tip).is_ok_and(|tip| holds(self.repo, guard, &tip, path))
        });
        let first = match stands_there_now {
            Some(path) => format!("delete it from the file ({}), then ", self.editing(path)),
            None => String::new(),
        };
        Error::cannot(format!("commit {id}: {message}: nothing was pushed")).hint(format!(
            "{first}replace your unpushed commits by one commit without it: `{}`",
            self.squash()
        ))
    }

    fn editing(&self, path: &str) -> String {
        match path.strip_prefix(&self.repo.prefix).filter(|path| path.ends_with(".toml")) {
            Some(path) => format!("`coach edit {}`", name(path)),
            None => "and commit that".into(),
        }
    }

    fn squash(&self) -> String {
        let folder = self.world.shown(self.root);
        // A shell does not expand a quoted `~`.
        let is_plain = |c: char| c.is_alphanumeric() || "/~._-".contains(c);
        let folder = if folder.chars().all(is_plain) {
            folder
        } else {
            shlex::try_quote(&self.root.to_string_lossy()).map_or(folder, |quoted| quoted.into_owned())
        };
        let back = match self.sent {
            Some(sent) => format!("reset --soft {}", sent.get(..10).unwrap_or(sent)),
            None => "update-ref -d HEAD".into(),
        };
        format!("git -C {folder} {back} && git -C {folder} commit -m \"unpushed changes\"")
    }
}
