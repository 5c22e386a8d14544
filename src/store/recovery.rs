//! What a dead command left half done is finished by the next one: forward, never back, since its
//! commit holds all it wanted to write. A person's edit since then always wins.

use git2::{Oid, Tree};

use super::history::{Part, Words, blob_id, leaf};
use super::index::{Change, IndexLock, UserIndex};
use super::intent::{Found, Intent};
use super::repository::Repo;
use super::settle::{Settled, settle};
use super::stale;
use crate::error::{Error, Result};

/// Finishes what the intent says, if there is one; the lock must be held. Returns what was done,
/// for people.
pub fn recover(repo: &Repo) -> Result<Vec<String>> {
    let mut notes = Vec::new();
    match repo.read_intent()? {
        Found::Nothing => return Ok(notes),
        Found::Damaged(paths) => {
            stale::move_index_lock(repo, &mut notes)?;
            clean_up(repo, &paths);
            let note = "an interrupted command left a note that cannot be read";
            notes.push(format!("{note}; its files are committed with the next change: {}", list(&paths)));
            repo.remember_pending(paths.into_iter())?;
        }
        Found::Whole(intent) => {
            stale::move_index_lock(repo, &mut notes)?;
            stale::move_branch_lock(repo, &intent, &mut notes)?;
            let paths: Vec<String> = intent.files.iter().map(|(path, _)| path.clone()).collect();
            clean_up(repo, &paths);
            match Left::find(repo, &intent) {
                Some(left) => notes.extend(left.finish(repo, intent)?),
                None => {
                    let note = "git has removed what an interrupted command was about to commit";
                    notes.push(format!(
                        "{note}; its files are committed with the next change: {}",
                        list(&paths)
                    ));
                    repo.remember_pending(paths.into_iter())?;
                }
            }
        }
    }
    repo.close_intent()?;
    Ok(notes)
}

fn clean_up(repo: &Repo, paths: &[String]) {
    for path in paths {
        repo.work.remove_temporaries_beside(path);
    }
    repo.own_files().remove_temporaries_beside("intent");
}

fn list(paths: &[String]) -> String {
    if paths.is_empty() { "none".into() } else { paths.join(", ") }
}

/// What the dead command was about to commit, whole.
struct Left {
    parts: Vec<Part>,
    /// The bytes of each part's `after`.
    bytes: Vec<Option<Vec<u8>>>,
    words: Words,
}

impl Left {
    /// `None` where any object is gone (`git gc --prune=now`).
    fn find(repo: &Repo, intent: &Intent) -> Option<Left> {
        let commit = repo.git.find_commit(intent.new).ok()?;
        let tree = commit.tree().ok()?;
        repo.tree(intent.old).ok()?;
        let (mut parts, mut bytes) = (Vec::new(), Vec::new());
        for (path, before) in &intent.files {
            let after = leaf(Some(&tree), path).ok()?.map(|leaf| leaf.id);
            bytes.push(match after {
                Some(id) => Some(repo.git.find_blob(id).ok()?.content().to_vec()),
                None => None,
            });
            parts.push(Part { path: path.clone(), before: *before, after });
        }
        let words = Words {
            author: commit.author().to_owned(),
            committer: commit.committer().to_owned(),
            message: commit.message().ok()?.to_owned(),
        };
        Some(Left { parts, bytes, words })
    }

    fn finish(mut self, repo: &Repo, mut intent: Intent) -> Result<Vec<String>> {
        let paths: Vec<String> = self.parts.iter().map(|part| part.path.clone()).collect();
        let tip = repo.tip(&intent.branch)?;
        if let Some(tip) = tip.filter(|tip| intent.old != Some(intent.new) && repo.arrived(*tip, intent.new))
        {
            self.finish_index(repo, &intent, tip)?;
            return Ok(vec![format!("finished what an interrupted command had begun: {}", list(&paths))]);
        }
        self.write_files(repo)?;
        let index = UserIndex::read(repo)?;
        let note = match settle(repo, &mut intent, &mut self.parts, &self.words, index)? {
            Settled::Committed { index_follows: true, .. } => {
                format!("finished and committed what an interrupted command had begun: {}", list(&paths))
            }
            Settled::Committed { index_follows: false, .. } => {
                return Err(Error::machine("git's index could not be written").hint(
                    "what an interrupted command had begun is committed; git status may show it as changed",
                ));
            }
            Settled::Kept(error) => return Err(error),
            Settled::Busy(why) => {
                let note = "finished what an interrupted command had begun; not committed yet";
                let note = format!("{note}, since {why}: {}", list(&paths));
                repo.remember_pending(paths.into_iter())?;
                note
            }
            Settled::Changed => {
                let note = "an interrupted command and a later commit changed the same files";
                let kept = format!("what it wanted is kept as git's object {}", intent.new);
                let note = format!("{note}: {}; {kept}", list(&paths));
                repo.remember_pending(paths.into_iter())?;
                note
            }
        };
        Ok(vec![note])
    }

    /// Writes each file that still is as it was before; one that a person edited since stays.
    fn write_files(&self, repo: &Repo) -> Result<()> {
        for (part, bytes) in self.parts.iter().zip(&self.bytes) {
            let Ok(now) = repo.work.read(&part.path) else { continue };
            let now = now.as_deref().map(blob_id).transpose()?;
            if part.before == part.after || now != part.before {
                continue;
            }
            let written = match bytes {
                Some(bytes) => repo.work.write(&part.path, bytes),
                None => repo.work.remove(&part.path),
            };
            written.map_err(|error| Error::io("could not write", &repo.work.full(&part.path), &error))?;
            if bytes.is_none() && part.path.starts_with(&repo.prefix) {
                repo.work.remove_empty_folders(&part.path, &repo.prefix);
            }
        }
        Ok(())
    }

    /// The branch has the commit; git's index follows it where nobody staged anything else. A file
    /// of ours that a commit dropped again, having used the old index, waits for the next change.
    fn finish_index(&self, repo: &Repo, intent: &Intent, tip: Oid) -> Result<()> {
        let old = repo.tree(intent.old)?;
        let Some(tree) = repo.tree(Some(tip))? else { return Ok(()) };
        let on_branch = repo.git.head().is_ok_and(|head| head.target() == Some(tip));
        if on_branch {
            let mut index = UserIndex::read(repo)?;
            let mut lock = IndexLock::take(repo)?;
            lock.write(
                &mut index,
                &tree,
                &[Change { parts: &self.parts, unless_staged_since: Some(old.as_ref()) }],
            )?;
            lock.install().map_err(|error| Error::io("could not write", &repo.index_path(), &error))?;
        }
        let dropped = self.parts.iter().filter(|part| dropped(repo, part, &tree));
        repo.remember_pending(dropped.map(|part| part.path.clone()))
    }
}

fn dropped(repo: &Repo, part: &Part, tree: &Tree<'_>) -> bool {
    let there = leaf(Some(tree), &part.path).ok().map(|leaf| leaf.map(|leaf| leaf.id));
    let here = repo.work.read(&part.path).ok().flatten().and_then(|bytes| blob_id(&bytes).ok());
    here == part.after && there.is_some_and(|there| there != part.after)
}
