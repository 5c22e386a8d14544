//! Steps 5 to 8 of the write protocol. Under git's index.lock, coach writes the new index. Under the
//! branch's own lock, coach compares the branch, puts the index in place, and moves the branch.
//!
//! `git commit` reads HEAD, then the index, and takes index.lock only after that. If coach moved the
//! branch before the index, git could read the new HEAD and the old index, wait for coach's lock, and
//! commit a tree without coach's changes. In this order, every program that sees the new branch sees the
//! new index. The rest of that race is git's own, and `store::write::carry_over` repairs its effect.

use git2::Oid;

use super::carry_over::RecentEdits;
use super::intent_file::Intent;
use crate::error::{Error, Result};
use crate::store::git::objects::{CommitText, TreeEdit};
use crate::store::git::repository::{Head, HeldBranch, Repo};
use crate::store::git::update_index::{IndexChange, IndexLock, Replace, UserIndex};

pub(crate) enum BranchUpdate {
    /// The branch has the commit. If coach could not replace git's index, the intent must stay.
    Committed { id: Oid, index_follows: bool },
    /// The user started a merge, a rebase or the like meanwhile.
    Busy(&'static str),
    /// A new commit changed the same paths differently.
    Changed,
    /// coach could neither move the branch nor restore git's index. The next command completes the
    /// change.
    Kept(Error),
}

/// How many times the branch may move between the check and coach's own move.
const TRIES: usize = 50;

/// Moves the branch of HEAD to the intent's commit. If the branch has moved since, makes the commit again
/// on the new tip. The files must be on the disk already.
pub(crate) fn settle(
    repo: &Repo,
    intent: &mut Intent,
    parts: &mut Vec<TreeEdit>,
    words: &CommitText,
    mut index: UserIndex,
) -> Result<BranchUpdate> {
    let mut lock = IndexLock::take(repo)?;
    let recent = RecentEdits(intent.earlier.clone());
    for _ in 0..TRIES {
        let (branch, tip) = match repo.head()? {
            Head::Busy(why) => return Ok(BranchUpdate::Busy(why)),
            Head::Branch { name, tip } => (name, tip),
        };
        if branch != intent.branch || tip != intent.old {
            // History was rewritten. A commit on the old history would bring it back.
            let leaves_ours = intent.old.is_some_and(|old| !repo.arrived(intent.new, old));
            if leaves_ours || !repo.may_go_on_top(tip, intent.old, parts)? {
                return Ok(BranchUpdate::Changed);
            }
            let mut dropped = recent.dropped(repo, tip);
            dropped.retain(|part| parts.iter().all(|known| known.path != part.path));
            parts.extend(dropped);
            let new = repo.commit(tip, parts, words)?;
            let made = std::mem::take(&mut intent.made);
            *intent =
                Intent::new(new, tip, &branch, parts, words.theirs).after(recent.kept()).in_clone_with(made);
            repo.write_intent(intent)?;
        }
        if let Some(tree) = repo.tree(Some(intent.new))? {
            // The user may have staged an incoming file since coach checked: the staged version stays.
            let base = words.theirs.map(|_| repo.tree(intent.old)).transpose()?;
            let replace = match &base {
                Some(base) => Replace::UnlessStagedSince(base.as_ref()),
                None => Replace::All,
            };
            let earlier: Vec<TreeEdit> = recent.to_newest().into_iter().map(TreeEdit::from).collect();
            let earlier = IndexChange { parts: &earlier, replace: Replace::Before };
            lock.write(&mut index, &tree, &[earlier, IndexChange { parts, replace }])?;
        }
        if intent.old == Some(intent.new) {
            return Ok(BranchUpdate::Committed { id: intent.new, index_follows: lock.install().is_ok() });
        }
        if let Some(branch) = repo.hold_branch(&intent.branch, intent.old)? {
            return move_both(repo, lock, branch, intent, &words.message);
        }
    }
    Err(Error::machine(format!("{} keeps changing while coach commits", intent.branch)))
}

fn move_both(
    repo: &Repo,
    mut lock: IndexLock<'_>,
    branch: HeldBranch<'_>,
    intent: &Intent,
    message: &str,
) -> Result<BranchUpdate> {
    let installed =
        lock.install_for_now().map_err(|error| Error::io("could not write", &repo.index_path(), &error));
    match installed.and_then(|()| branch.move_to(intent.new, message)) {
        Ok(()) => Ok(BranchUpdate::Committed { id: intent.new, index_follows: true }),
        // The branch has moved, and only a later step failed.
        Err(_) if matches!(repo.tip(&intent.branch), Ok(Some(tip)) if tip == intent.new) => {
            Ok(BranchUpdate::Committed { id: intent.new, index_follows: true })
        }
        Err(error) => match lock.put_back() {
            Ok(()) => Err(error),
            Err(_) => Ok(BranchUpdate::Kept(error)),
        },
    }
}
