//! Finishes a plain `git pull` that stopped: merges the conflicting records by id or handle, and continues in
//! git.

use crate::cli::Context;
use crate::error::{Error, Result};
use crate::store::git::git_program::Program;
use crate::store::git_pull::finish_stopped_merge::{self, MergedStop, PullProgress};
use crate::store::load::{self, LoadScope};
use crate::store::{FallbackIdentity, lock_and};
use crate::views::page::Page;
use crate::views::wording::count;

/// The most commits at which a rebase may stop, so that the loop always ends.
const MOST: usize = 1000;

/// Merges the conflicting records, each with the other version of the same id or handle.
pub(crate) fn finish(context: &mut Context<'_>) -> Result<()> {
    let root = context.root()?;
    let program = Program::find(context.world)?;
    // Records in conflict do not parse; people usually have no conflicts.
    let journal = load::load(&root, context.world, LoadScope::About(&[])).ok();
    let who = FallbackIdentity::at(context.world, journal.as_ref());
    let (number, others, finished, notes) = lock_and(&root, || {
        let (mut number, mut notes) = (0, Vec::new());
        for _ in 0..MOST {
            let joined = finish_stopped_merge::join(&root, &program)?;
            let finished = finish_stopped_merge::finish(&root, &program, &who, &joined)?;
            number += records(&joined);
            notes.extend(joined.notes);
            if finished != PullProgress::StoppedAgain {
                return Ok((number, finish_stopped_merge::find(&root)?.others, finished, notes));
            }
        }
        Ok((number, Vec::new(), PullProgress::NotYet, notes))
    })?;
    context.saved = true;
    for note in &notes {
        context.notes.say(note);
    }
    let mut page = Page::new();
    page.line(format!("{} merged", count(number, "record")));
    match finished {
        PullProgress::Committed => page.line("git finished and committed the merge, rebase or cherry-pick"),
        PullProgress::Staged => page.line("the merged records are staged in git but not committed"),
        PullProgress::StoppedAgain | PullProgress::NotYet => {}
    }
    context.out.page(&page);
    match (finished, others.is_empty()) {
        // Commands that ran during the merge left changes without a commit; this change commits them.
        (PullProgress::Committed, _) => {
            if let Err(error) = context.change(|_, _| Ok(())) {
                context.warn(&error);
            }
            Ok(())
        }
        (PullProgress::Staged, _) => Ok(()),
        (PullProgress::StoppedAgain | PullProgress::NotYet, true) => Err(Error::cannot("git stopped again")
            .hint("`git status` shows why; then run `coach resolve --finish` again")),
        (PullProgress::StoppedAgain | PullProgress::NotYet, false) => {
            Err(Error::cannot(format!("these files still have conflicts: {}", others.join(", "))).hint(
                "coach merges only records: resolve these files, `git add` them, then run \
                 `coach resolve --finish` again",
            ))
        }
    }
}

/// The number of merged records. A moved record has two paths, so only written files count.
fn records(joined: &MergedStop) -> usize {
    let written = joined.files.iter().filter(|(_, text)| text.is_some()).count();
    if written > 0 { written } else { joined.files.len() }
}
