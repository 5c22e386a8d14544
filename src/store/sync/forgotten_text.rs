//! Text about forgotten people in commits that the remote lacks: a coach wrote it before a colleague's
//! tombstone arrived, or before they forgot the person themselves. The merged files no longer have the
//! text, but the commits do, and a push would send them. So coach makes these commits again without it.

use std::path::Path;

use git2::{Commit, Oid, Tree};

use super::merge_records::is_record;
use super::renamed_people::RenamedPeople;
use super::{PATIENCE, Sync, changes_meanwhile, merge_plan, restore_tombstones};
use crate::error::Result;
use crate::journal::edit::forget;
use crate::journal::records::person::Person;
use crate::journal::records::settings::Commit::Manual;
use crate::journal::values::handle::Handle;
use crate::store::files::record_paths::ATTRIBUTES_FILE;
use crate::store::git::objects::{TRAILER, TreeEdit};
use crate::store::git::repository::{Repo, git};
use crate::store::repair::erase_forgotten;
use crate::store::write::incoming::IncomingCommit;
use crate::store::{Guard, NotSaved, Writer, load};

/// The forgotten people of a tree, and what names them.
pub(super) struct ForgottenText(Vec<Person>);

impl ForgottenText {
    pub(super) fn of(repo: &Repo, tree: &Tree<'_>) -> ForgottenText {
        ForgottenText(restore_tombstones::tombstones(repo, [tree, tree], &RenamedPeople::default()).0)
    }

    /// Whether a commit message names a forgotten person by a handle.
    pub(super) fn is_in_message(&self, message: &str) -> bool {
        let words = message.split(|c: char| !c.is_alphanumeric() && c != '-');
        let handles = words.filter_map(|word| word.parse::<Handle>().ok());
        !self.0.is_empty() && handles.into_iter().any(|handle| forget::is_forgotten(&self.0, &handle))
    }

    /// Whether the change writes a record that names a forgotten person, or that has text about them.
    pub(super) fn is_in(&self, repo: &Repo, part: &TreeEdit) -> bool {
        let Some(inside) = part.path.strip_prefix(&repo.prefix).filter(|_| !self.0.is_empty()) else {
            return false;
        };
        let blob = part.after.and_then(|id| repo.record(id));
        let text = blob.as_ref().and_then(|blob| std::str::from_utf8(blob.content()).ok());
        let is_clean =
            |text| erase_forgotten::erased(inside, text, &self.0).is_some_and(|(_, erased)| erased == text);
        text.is_some_and(|text| !is_clean(text))
    }
}

impl Sync<'_> {
    /// Makes the unsent commits again, without text about forgotten people, if they have any. Returns the tip
    /// of our branch.
    pub(super) fn leave_out_forgotten(
        &mut self,
        fetched: Option<Oid>,
        now: Option<Oid>,
    ) -> Result<Option<Oid>> {
        let (Some(theirs), Some(ours)) = (fetched, now) else { return Ok(now) };
        let forgotten = ForgottenText::of(&self.repo, &merge_plan::tree(&self.repo, ours)?);
        let unsent = unsent(&self.repo, ours, theirs)?;
        let (mut named, mut are_records) = (0, true);
        for commit in &unsent {
            let parts = parts(&self.repo, commit)?;
            let message = String::from_utf8_lossy(commit.message_bytes()).into_owned();
            let is_named = forgotten.is_in_message(&message)
                || parts.iter().any(|part| forgotten.is_in(&self.repo, part));
            named += usize::from(is_named);
            are_records &= parts.iter().all(|part| is_of_journal(&self.repo, &part.path));
        }
        if named == 0 {
            return Ok(now);
        }
        let commits = if named == 1 { "1 unsent commit".into() } else { format!("{named} unsent commits") };
        let is_manual = load::settings(self.root).is_ok_and(|settings| settings.commit == Manual);
        if is_manual || !are_records {
            self.notes.push(format!(
                "coach does not rewrite commits of other files, so the team gets {commits} with text about a \
                 forgotten person; to purge it: coach person forget HANDLE --dry-run"
            ));
            return Ok(now);
        }
        let unsent = unsent.iter().map(Commit::id).collect();
        let arrival = IncomingCommit { ours: now, theirs, leaves: Vec::new(), unsent: Some(unsent) };
        let mut writer = Writer::open_with(self.root, PATIENCE, self.repo.program.clone())?;
        let message = format!("sync: leave out text about forgotten people\n\n{TRAILER}sync\n");
        match self.committing(&message, &Guard::NONE, |commit| writer.save_merge(&arrival, commit)) {
            Ok(_) => self.notes.push(format!("removed text about a forgotten person from {commits}")),
            Err(NotSaved::Failed(error)) => return Err(error),
            Err(NotSaved::Changed) => return Err(changes_meanwhile()),
        }
        Ok(self.head()?.1)
    }
}

/// Our commits that `theirs` lacks, the oldest first. Skips merge commits, which have no changes of their
/// own.
fn unsent(repo: &Repo, ours: Oid, theirs: Oid) -> Result<Vec<Commit<'_>>> {
    let walk = || -> std::result::Result<Vec<Commit<'_>>, git2::Error> {
        let mut walk = repo.git.revwalk()?;
        walk.set_sorting(git2::Sort::TOPOLOGICAL | git2::Sort::REVERSE)?;
        walk.push(ours)?;
        walk.hide(theirs)?;
        let commits = walk.map(|id| repo.git.find_commit(id?));
        let own = commits.filter(|commit| commit.as_ref().map_or(true, |commit| commit.parent_count() < 2));
        own.collect()
    };
    walk().map_err(|error| git("could not read your unsent commits", &error))
}

fn parts(repo: &Repo, commit: &Commit<'_>) -> Result<Vec<TreeEdit>> {
    let before = repo.tree(commit.parent_id(0).ok())?;
    repo.parts_between(before.as_ref(), &merge_plan::tree(repo, commit.id())?)
}

fn is_of_journal(repo: &Repo, path: &str) -> bool {
    let is_ours = |inside: &str| is_record(inside) || Path::new(inside) == Path::new(ATTRIBUTES_FILE);
    path.strip_prefix(&repo.prefix).is_some_and(is_ours)
}
