//! Completes the change of a dead command at the start of the next command. It goes forward and not back,
//! because the commit holds all of the command's changes. A later edit by the user always wins.

use git2::{Oid, Tree};

use super::commit_steps::{BranchUpdate, settle};
use super::file_set::put;
use super::incoming::program;
use super::intent_file::{FoundIntent, Intent};
use super::stale_git_locks;
use crate::error::{Error, Result};
use crate::store::git::identity::{FallbackIdentity, Identity};
use crate::store::git::objects::{CommitText, Leaf, TreeEdit, blob_id, leaf};
use crate::store::git::repository::{Repo, git};
use crate::store::git::update_index::{IndexChange, IndexLock, Replace, UserIndex};

/// Completes the change of the intent, if there is one. The caller must hold the lock. Returns notes for
/// the user.
pub(crate) fn recover(repo: &Repo) -> Result<Vec<String>> {
    let mut notes = Vec::new();
    stale_git_locks::move_spent_lock(repo, &mut notes)?;
    match repo.read_intent()? {
        FoundIntent::Nothing => return Ok(notes),
        FoundIntent::Damaged(paths) => {
            stale_git_locks::move_index_lock(repo, &mut notes)?;
            clean_up(repo, &paths);
            let note = "an interrupted command left an unreadable recovery file";
            notes.push(format!("{note}; coach commits its files with the next change: {}", list(&paths)));
            repo.remember_pending(ours(repo, paths))?;
        }
        FoundIntent::Whole(intent) => {
            stale_git_locks::move_index_lock(repo, &mut notes)?;
            stale_git_locks::move_branch_lock(repo, &intent, &mut notes)?;
            let paths: Vec<String> = intent.files.iter().map(|(path, _)| path.clone()).collect();
            clean_up(repo, &paths);
            match InterruptedCommand::find(repo, &intent) {
                Some(left) => notes.extend(left.finish(repo, intent)?),
                None => {
                    let note = "git has deleted the commit of an interrupted command";
                    notes.push(format!(
                        "{note}; coach commits its files with the next change: {}",
                        list(&paths)
                    ));
                    repo.remember_pending(ours(repo, paths))?;
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

/// The paths inside the journal. Files that a sync wrote outside the journal do not wait for a commit.
fn ours(repo: &Repo, paths: Vec<String>) -> impl Iterator<Item = String> {
    paths.into_iter().filter(|path| path.starts_with(&repo.prefix))
}

fn list(paths: &[String]) -> String {
    match paths {
        [] => "none".into(),
        [first, rest @ ..] if rest.len() > 10 => format!("{first} and {} more", rest.len()),
        few => few.join(", "),
    }
}

/// The message of a commit that merges an interrupted sync's commit into a later local commit.
pub(crate) const JOINED: &str = "sync: merge the team's commits\n\nCoach-Command: sync\n";

/// The complete change of the dead command.
struct InterruptedCommand {
    parts: Vec<TreeEdit>,
    /// The bytes of each part's `after`.
    bytes: Vec<Option<Vec<u8>>>,
    words: CommitText,
}

impl InterruptedCommand {
    /// Returns `None` if an object is gone (`git gc --prune=now`).
    fn find(repo: &Repo, intent: &Intent) -> Option<InterruptedCommand> {
        let commit = repo.git.find_commit(intent.new).ok()?;
        let tree = commit.tree().ok()?;
        let old = repo.tree(intent.old).ok()?;
        let (mut parts, mut bytes) = (Vec::new(), Vec::new());
        for (path, before) in &intent.files {
            let after = leaf(Some(&tree), path).ok()?.map(|leaf| leaf.id);
            bytes.push(match after {
                Some(id) => Some(repo.git.find_blob(id).ok()?.content().to_vec()),
                None => None,
            });
            let was = leaf(old.as_ref(), path).ok()?;
            let program = program(was, leaf(Some(&tree), path).ok()?);
            parts.push(TreeEdit { program, ..TreeEdit::new(path.clone(), *before, after) });
        }
        let mut words = CommitText {
            author: commit.author().to_owned(),
            committer: commit.committer().to_owned(),
            message: commit.message().ok()?.to_owned(),
            theirs: intent.theirs,
        };
        if intent.theirs == Some(intent.new) {
            // The interrupted sync was about to move the branch to a colleague's commit. If the branch
            // has moved since, coach makes a merge commit instead, with the user's identity and its own
            // message.
            let when = (words.committer.when().seconds(), words.committer.when().offset_minutes());
            let who = FallbackIdentity::account("coach", "localhost");
            if let Identity::Known { author, committer, .. } = repo.identity(when, &who).ok()? {
                (words.author, words.committer) = (author, committer);
            }
            words.message = JOINED.into();
        }
        Some(InterruptedCommand { parts, bytes, words })
    }

    fn finish(mut self, repo: &Repo, mut intent: Intent) -> Result<Vec<String>> {
        let paths: Vec<String> = self.parts.iter().map(|part| part.path.clone()).collect();
        let tip = repo.tip(&intent.branch)?;
        if let Some(tip) = tip.filter(|tip| intent.old != Some(intent.new) && repo.arrived(*tip, intent.new))
        {
            self.finish_index(repo, &intent, tip)?;
            return Ok(vec![format!("completed an interrupted command: {}", list(&paths))]);
        }
        self.write_files(repo)?;
        let index = UserIndex::read(repo)?;
        let note = match settle(repo, &mut intent, &mut self.parts, &self.words, index)? {
            BranchUpdate::Committed { index_follows: true, .. } => {
                format!("completed and committed an interrupted command: {}", list(&paths))
            }
            BranchUpdate::Committed { index_follows: false, .. } => {
                return Err(Error::machine("git's index could not be written").hint(
                    "the interrupted command is committed; `git status` may show its files as changed",
                ));
            }
            BranchUpdate::Kept(error) => return Err(error),
            // The next sync starts again from the current state.
            BranchUpdate::Busy(_) | BranchUpdate::Changed if self.words.theirs.is_some() => {
                self.take_back(repo)?;
                "rolled back an interrupted sync: sync again".into()
            }
            BranchUpdate::Busy(why) => {
                let note = "completed an interrupted command, but did not commit it";
                let note = format!("{note}, because {why}: {}", list(&paths));
                repo.remember_pending(paths.into_iter())?;
                note
            }
            BranchUpdate::Changed => {
                let note = "an interrupted command and a later commit changed the same files";
                let kept = format!("its version is kept as git object {}", intent.new);
                let note = format!("{note}: {}; {kept}", list(&paths));
                repo.remember_pending(paths.into_iter())?;
                note
            }
        };
        Ok(vec![note])
    }

    /// Writes each file that is still unchanged. A file that the user has edited since stays.
    fn write_files(&self, repo: &Repo) -> Result<()> {
        for (part, bytes) in self.parts.iter().zip(&self.bytes) {
            let Ok(now) = repo.work.read_any_size(&part.path) else { continue };
            let now = now.as_deref().map(blob_id).transpose()?;
            if !part.changes() || now != part.before {
                continue;
            }
            put(&repo.work, &repo.prefix, &part.path, bytes.as_deref(), part.program)
                .map_err(|error| Error::io("could not write", &repo.work.full(&part.path), &error))?;
        }
        Ok(())
    }

    /// Restores the branch's version of each file that has coach's new content. A later edit by the user
    /// stays.
    fn take_back(&self, repo: &Repo) -> Result<()> {
        let tip = repo.git.head().ok().and_then(|head| head.target());
        let tree = repo.tree(tip)?;
        for part in self.parts.iter().filter(|part| part.changes()) {
            let Ok(there) = leaf(tree.as_ref(), &part.path) else { continue };
            let Ok(here) = repo.work.read_any_size(&part.path) else { continue };
            let id = there.map(|leaf| leaf.id);
            if here.as_deref().map(blob_id).transpose()? != part.after || id == part.after {
                continue;
            }
            let failed = |e: git2::Error| git("could not read a commit", &e);
            let blob = id.map(|id| repo.git.find_blob(id)).transpose().map_err(failed)?;
            let bytes = blob.map(|blob| blob.content().to_vec());
            let program = part.program.map(|_| there.is_some_and(Leaf::is_program));
            put(&repo.work, &repo.prefix, &part.path, bytes.as_deref(), program)
                .map_err(|error| Error::io("could not write", &repo.work.full(&part.path), &error))?;
        }
        let mut index = UserIndex::read(repo)?;
        let staged = |part: &&TreeEdit| {
            let path = &part.path;
            part.changes() && !index.is_in_conflict(path) && index.staged(path) == part.after
        };
        let parts: Vec<TreeEdit> = self.parts.iter().filter(staged).cloned().collect();
        let Some(tree) = tree.filter(|_| !parts.is_empty()) else { return Ok(()) };
        let mut lock = IndexLock::take(repo)?;
        lock.write(&mut index, &tree, &[IndexChange { parts: &parts, replace: Replace::All }])?;
        lock.install().map_err(|error| Error::io("could not write", &repo.index_path(), &error))
    }

    /// Updates git's index after the branch got the commit, except entries that the user has staged
    /// since. Files that a later commit dropped, because it used the old index, become pending.
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
                &[IndexChange { parts: &self.parts, replace: Replace::UnlessStagedSince(old.as_ref()) }],
            )?;
            lock.install().map_err(|error| Error::io("could not write", &repo.index_path(), &error))?;
        }
        let ours = self.parts.iter().filter(|part| part.path.starts_with(&repo.prefix));
        let dropped = ours.filter(|part| dropped(repo, part, &tree));
        repo.remember_pending(dropped.map(|part| part.path.clone()))
    }
}

fn dropped(repo: &Repo, part: &TreeEdit, tree: &Tree<'_>) -> bool {
    let there = leaf(Some(tree), &part.path).ok().map(|leaf| leaf.map(|leaf| leaf.id));
    let here = repo.work.read_any_size(&part.path).ok().flatten().and_then(|bytes| blob_id(&bytes).ok());
    here == part.after && there.is_some_and(|there| there != part.after)
}
