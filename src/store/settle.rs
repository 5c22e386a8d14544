//! Steps 5 to 8: under git's index.lock the new index is written, the branch is moved by
//! compare-and-swap, and the index put in place. Taking the lock first keeps a `git commit` beside
//! us from committing an index without our paths on top of our commit.

use git2::Oid;

use super::history::{Part, Words};
use super::index::{IndexLock, UserIndex};
use super::intent::Intent;
use super::repository::{Head, Repo};
use crate::error::{Error, Result};

pub enum Settled {
    /// The commit is in the branch. Where git's index could not follow, the intent must stay.
    Committed { id: Oid, index_follows: bool },
    /// A merge or the like began meanwhile.
    Busy(&'static str),
    /// Somebody committed the same paths differently.
    Changed,
}

/// How often somebody may commit between our look and our move.
const TRIES: usize = 50;

/// Brings the intent's commit into the branch that HEAD is on now, made anew on its tip where that
/// has moved. The files must be written already.
pub fn settle(
    repo: &Repo,
    intent: &mut Intent,
    parts: &[Part],
    words: &Words,
    mut index: UserIndex,
) -> Result<Settled> {
    let mut lock = IndexLock::take(repo)?;
    for _ in 0..TRIES {
        let (branch, tip) = match repo.head()? {
            Head::Busy(why) => return Ok(Settled::Busy(why)),
            Head::Branch { name, tip } => (name, tip),
        };
        if branch != intent.branch || tip != intent.old {
            if !repo.may_go_on_top(tip, intent.old, parts)? {
                return Ok(Settled::Changed);
            }
            let new = repo.commit(tip, parts, words)?;
            *intent = Intent::new(new, tip, &branch, parts);
            repo.write_intent(intent)?;
        }
        if let Some(tree) = repo.tree(Some(intent.new))? {
            lock.write(&mut index, parts, &tree, None)?;
        }
        if moved(repo, intent, words)? {
            return Ok(Settled::Committed { id: intent.new, index_follows: lock.install().is_ok() });
        }
    }
    Err(Error::machine(format!("{} moves faster than coach can follow", intent.branch)))
}

fn moved(repo: &Repo, intent: &Intent, words: &Words) -> Result<bool> {
    if intent.old == Some(intent.new) {
        return Ok(true);
    }
    match repo.move_branch(&intent.branch, intent.old, intent.new, &words.message) {
        // The branch may have moved and only what comes after have failed.
        Err(_) if matches!(repo.tip(&intent.branch), Ok(Some(tip)) if tip == intent.new) => Ok(true),
        moved => moved,
    }
}
