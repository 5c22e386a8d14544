//! The guard: what a private note says never enters the journal. Every save of a journal passes
//! here, and whatever is sent to others can; where it cannot look it says no.

use std::collections::HashSet;
use std::path::Path;

use git2::Oid;

use super::repository::{Repo, git};
use super::{FileChange, private};
use crate::error::{Error, Result};
use crate::journal::confidential::{KEY, Secrets, has_private_key};
use crate::journal::id::Id;
use crate::journal::private::PrivateNote;
use crate::world::World;

/// What is kept out.
#[derive(Debug)]
pub struct Guard(Option<Secrets>);

impl Guard {
    /// For what is no journal: the private notes themselves.
    pub const NONE: Guard = Guard(None);

    /// Against every private note there is.
    pub fn read(world: &World) -> Result<Guard> {
        Guard::after(world, &[])
    }

    /// Against the private notes as they will be.
    pub fn after(world: &World, private: &[FileChange]) -> Result<Guard> {
        Ok(Guard(Some(Secrets::of(&private::after(world, private)?))))
    }

    /// Against this note alone.
    pub fn of(note: &PrivateNote) -> Guard {
        Guard(Some(Secrets::of([note])))
    }

    /// Refuses what would put a private note into the journal or into a commit's message.
    pub fn check(&self, files: &[FileChange], message: &str) -> Result<()> {
        for file in files {
            self.file(&file.path, file.after.as_deref().unwrap_or_default())?;
        }
        self.message(message)
    }

    /// The same for one file's bytes.
    pub fn file(&self, path: &str, bytes: &[u8]) -> Result<()> {
        let Some(secrets) = &self.0 else { return Ok(()) };
        let text = String::from_utf8_lossy(bytes);
        // Days and ids are nobody's words: a note may name a record's file.
        let words = path.split(|c: char| !c.is_alphanumeric() || c.is_ascii_digit());
        let named: String = words.flat_map(|word| [word, " "]).collect();
        if let Some(id) = secrets.in_text(&text).or_else(|| secrets.in_text(&named)) {
            return Err(refused(path, id));
        }
        if path.contains("sessions/") && text.contains(KEY) && has_private_key(&text) {
            return Err(Error::cannot(format!(
                "{path} would hold the key `{KEY}`, and everyone with the journal reads it: nothing was saved"
            ))
            .hint("take it out there; `coach private note ID TEXT` keeps it for you alone"));
        }
        Ok(())
    }

    fn message(&self, message: &str) -> Result<()> {
        let Some(secrets) = &self.0 else { return Ok(()) };
        match secrets.in_text(message) {
            None => Ok(()),
            Some(id) => Err(refused("the commit's message", id)),
        }
    }
}

/// Names the place and the note, and never what it says.
fn refused(place: &str, id: &Id) -> Error {
    Error::cannot(format!("{place} would hold what your private note {id} says: nothing was saved")).hint(
        format!(
            "take it out there; or, if everyone may read it, out of the note: `coach edit {id} --private`"
        ),
    )
}

/// Before commits are sent to others: refuses where any that `tip` has and none of `known` has
/// holds a piece of a private note, in a file or in its message.
pub fn guard(world: &World, root: &Path, tip: &str, known: &[&str]) -> Result<()> {
    let guard = Guard::read(world)?;
    if !matches!(&guard.0, Some(secrets) if !secrets.is_empty()) {
        return Ok(());
    }
    let Some(repo) = Repo::around(root)? else { return Ok(()) };
    let failed = |error: git2::Error| git("could not read what is to be sent", &error);
    let id = |name: &str| repo.git.revparse_single(name).map(|object| object.id()).map_err(failed);
    let mut walk = repo.git.revwalk().map_err(failed)?;
    walk.push(id(tip)?).map_err(failed)?;
    for name in known {
        walk.hide(id(name)?).map_err(failed)?;
    }
    let mut seen: HashSet<Oid> = HashSet::new();
    for commit in walk {
        let commit = repo.git.find_commit(commit.map_err(failed)?).map_err(failed)?;
        guard.message(&String::from_utf8_lossy(commit.message_bytes()))?;
        let tree = commit.tree().map_err(failed)?;
        let parent = commit.parent(0).ok().map(|parent| parent.tree()).transpose().map_err(failed)?;
        let diff = repo.git.diff_tree_to_tree(parent.as_ref(), Some(&tree), None).map_err(failed)?;
        for delta in diff.deltas() {
            let file = delta.new_file();
            if file.id().is_zero() || !seen.insert(file.id()) {
                continue;
            }
            // What is no file (a repository in the repository) has no text.
            let Ok(blob) = repo.git.find_blob(file.id()) else { continue };
            let path = file.path().unwrap_or(Path::new("")).to_string_lossy();
            // What a parent says in the same file is with the team, or was looked at before.
            let said_before = commit.parents().any(|parent| {
                let there = parent.tree().ok().and_then(|tree| tree.get_path(Path::new(path.as_ref())).ok());
                let there = there.and_then(|entry| repo.git.find_blob(entry.id()).ok());
                there.is_some_and(|there| guard.file(&path, there.content()).is_err())
            });
            if said_before {
                continue;
            }
            guard.file(&path, blob.content()).map_err(|error| {
                let message = error.message.replace("would hold", "holds").replace("nothing was saved", "");
                let message = message.trim_end_matches([':', ' ']);
                Error::cannot(format!(
                    "commit {}: {message}: nothing was sent",
                    &commit.id().to_string()[..7]
                ))
                .hint("it stands in commits that were not sent yet: take it out of them (`git rebase -i`)")
            })?;
        }
    }
    Ok(())
}
