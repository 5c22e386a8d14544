//! Rebases commits that the team lacks onto a rewritten history. The old history is not a parent of the
//! new commits, so a push sends nothing of it.

use git2::{Delta, Oid, Tree};

use super::forgotten_text::ForgottenText;
use crate::error::Result;
use crate::store::git::objects::{CommitText, TreeEdit, canonical, leaf, raw_mode};
use crate::store::git::repository::{Repo, git};
use crate::store::write::incoming::program;

fn failed(error: git2::Error) -> crate::error::Error {
    git("could not move commits onto the rewritten history", &error)
}

impl Repo {
    /// Creates a commit with exactly the tree `wanted` on top of `theirs`. First repeats each of the
    /// `unsent` commits, the oldest first, for the files that the rewrite left unchanged, but no text about
    /// people that `wanted` has forgotten. A last commit holds the remaining changes. With no unsent commits and no remaining changes, returns `theirs`.
    pub fn on_top_of(&self, theirs: Oid, unsent: &[Oid], wanted: Oid, words: &CommitText) -> Result<Oid> {
        let wanted_tree = self.git.find_tree(wanted).map_err(failed)?;
        let forgotten = ForgottenText::of(self, &wanted_tree);
        let mut tip = theirs;
        for id in unsent {
            let commit = self.git.find_commit(*id).map_err(failed)?;
            let message = String::from_utf8_lossy(commit.message_bytes()).into_owned();
            if forgotten.is_in_message(&message) {
                continue; // The last commit has its changes.
            }
            let mut parts = self.parts_to_keep(tip, *id, &wanted_tree)?;
            parts.retain(|part| !forgotten.is_in(self, part));
            let (author, committer) = (commit.author().to_owned(), words.committer.clone());
            tip = self.commit(Some(tip), &parts, &CommitText { author, committer, message, theirs: None })?;
        }
        let parts = self.parts_between(self.tree(Some(tip))?.as_ref(), &wanted_tree)?;
        let words = CommitText { theirs: None, ..words.clone() };
        self.commit(Some(tip), &parts, &words)
    }

    /// The changes of one commit to files that `tip` has in the version before that commit, and whose
    /// existence agrees with `wanted`. No other text may enter the new history, not even for one
    /// commit.
    fn parts_to_keep(&self, tip: Oid, commit: Oid, wanted: &Tree<'_>) -> Result<Vec<TreeEdit>> {
        let commit = self.git.find_commit(commit).map_err(failed)?;
        let before = commit.parent(0).ok().map(|parent| parent.tree()).transpose().map_err(failed)?;
        let after = commit.tree().map_err(failed)?;
        let tip = self.tree(Some(tip))?;
        let mut parts = self.parts_between(before.as_ref(), &after)?;
        let id = |tree: &Tree<'_>, path: &str| leaf(Some(tree), path).ok().flatten().map(|leaf| leaf.id);
        parts.retain(|part| {
            let there = tip.as_ref().and_then(|tip| id(tip, &part.path));
            there == part.before && id(wanted, &part.path).is_some() == part.after.is_some()
        });
        Ok(parts)
    }

    /// The files in which two trees differ. Skips symlinks and submodules, which coach never writes.
    pub fn parts_between(&self, from: Option<&Tree<'_>>, to: &Tree<'_>) -> Result<Vec<TreeEdit>> {
        let diff = self.git.diff_tree_to_tree(from, Some(to), None).map_err(failed)?;
        let mut parts = Vec::new();
        for delta in diff.deltas().filter(|delta| delta.status() != Delta::Conflicted) {
            let path = delta.new_file().path().or(delta.old_file().path()).and_then(|path| path.to_str());
            let Some(path) = path else { continue };
            let is_file = |tree| raw_mode(tree, path).is_none_or(|mode| canonical(mode).is_some());
            if !is_file(from) || !is_file(Some(to)) {
                continue;
            }
            let (before, after) = (leaf(from, path)?, leaf(Some(to), path)?);
            let ids = (before.map(|leaf| leaf.id), after.map(|leaf| leaf.id));
            parts.push(TreeEdit { program: program(before, after), ..TreeEdit::new(path, ids.0, ids.1) });
        }
        Ok(parts)
    }
}
