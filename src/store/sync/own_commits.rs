//! The commits that a sync creates on its own, before its push and after its merge: files that waited
//! for a commit, edits made without coach, merged duplicate records, and records in which it replaced
//! former handles.

use git2::Oid;

use super::{ATTEMPTS, PATIENCE, Sync, changes_meanwhile, restore_tombstones};
use crate::error::Result;
use crate::journal::records::settings::Commit::Manual;
use crate::store::git::objects::TRAILER;
use crate::store::repair::duplicate_records;
use crate::store::repair::outdated_handles::Outdated;
use crate::store::write::change::unsure;
use crate::store::write::hand_edits;
use crate::store::{Guard, NotSaved, Writer, load};

impl Sync<'_> {
    /// Completes an interrupted command and commits files that waited for a commit, and edits made
    /// without coach. Then the sync shares all changes, and none of them blocks the merge.
    pub(super) fn tidy(&mut self) -> Result<()> {
        for _ in 0..ATTEMPTS {
            let mut writer = Writer::open_with(self.root, PATIENCE, self.repo.program.clone())?;
            writer.progress = self.world.progress;
            self.notes.extend(writer.notes().iter().cloned());
            self.head()?;
            let guard = Guard::read(self.world)?;
            let message = format!("save uncommitted changes\n\n{TRAILER}sync\n");
            let saved = self.committing(&message, &guard, |commit| {
                let settings = load::settings(self.root);
                if settings.is_ok_and(|settings| unsure(&settings).is_none()) {
                    writer.save_what_waits(commit)?;
                }
                let (_, tip) = self.head()?;
                let find = || hand_edits::find(&self.repo, self.root, self.world, tip, &guard);
                let found = self.world.progress.during("looking for uncommitted changes", find)?;
                let note = hand_edits::commit(&mut writer, &found.files, commit)?;
                let joined = duplicate_records::commit(&mut writer, &found.twice, commit)?;
                let outdated = found.outdated.commit(&mut writer, commit)?;
                Ok((note.into_iter().chain(joined).chain(outdated), found.left))
            });
            match saved {
                Ok((notes, left)) => {
                    self.notes.extend(notes.chain(left));
                    return Ok(());
                }
                Err(NotSaved::Failed(error)) => return Err(error),
                Err(NotSaved::Changed) => {}
            }
        }
        Err(changes_meanwhile())
    }

    /// Restores the tombstones that one of the `shared` commits has and our branch lacks, and forgets
    /// those people again.
    pub(super) fn restore_tombstones(&mut self, shared: &[Oid]) -> Result<()> {
        let (_, Some(now)) = self.head()? else { return Ok(()) };
        let removed = restore_tombstones::removed(&self.repo, shared, now)?;
        let is_manual = || load::settings(self.root).is_ok_and(|settings| settings.commit == Manual);
        if removed.is_empty() || is_manual() {
            return Ok(());
        }
        let mut writer = Writer::open_with(self.root, PATIENCE, self.repo.program.clone())?;
        writer.progress = self.world.progress;
        let guard = Guard::read(self.world)?;
        let people = match removed.len() {
            1 => "1 person".to_owned(),
            number => format!("{number} people"),
        };
        let message = format!("forget again: {people}\n\n{TRAILER}sync\n");
        match self.committing(&message, &guard, |commit| writer.save(&removed, commit)) {
            Ok(_) => {}
            Err(NotSaved::Failed(error)) => return Err(error),
            Err(NotSaved::Changed) => return Err(changes_meanwhile()),
        }
        self.notes.push(format!(
            "forgot {people} again: a plain git command such as `git revert` had restored them"
        ));
        self.settle_records(&mut writer)
    }

    /// Merges duplicate records and updates former handles, which a team's plain git may have brought
    /// back.
    pub(super) fn settle_records(&mut self, writer: &mut Writer) -> Result<()> {
        let Ok(journal) = load::load(self.root, self.world, load::LoadScope::Figures) else { return Ok(()) };
        let twice = duplicate_records::in_commit(self.root, &journal)?;
        let is_joined =
            |path: &str| twice.iter().flat_map(|joined| &joined.changes).any(|change| change.path == path);
        let outdated = Outdated::find(self.root, &journal, is_joined);
        let guard = Guard::read(self.world)?;
        let saved = self.committing("", &guard, |commit| {
            let joined = duplicate_records::commit(writer, &twice, commit)?;
            Ok(joined.into_iter().chain(outdated.commit(writer, commit)?))
        });
        match saved {
            Ok(notes) => self.notes.extend(notes),
            Err(NotSaved::Failed(error)) => return Err(error),
            // Another command is writing to the journal, so this is left to the next sync.
            Err(NotSaved::Changed) => {}
        }
        Ok(())
    }
}
