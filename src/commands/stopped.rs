//! A plain `git pull` that stopped: its records are merged from the versions that git kept, and git
//! goes on.

use crate::cli::Context;
use crate::error::{Error, Result};
use crate::journal::merge::{self, Merged};
use crate::report::page::Page;
use crate::report::reading::count;
use crate::store::program::Program;
use crate::store::{lock_and, unmerged};

/// Merges the records of a stopped `git pull` from the versions that git kept.
pub fn finish(context: &mut Context<'_>) -> Result<()> {
    let root = context.root()?;
    let program = Program::find(context.world)?;
    let (merged, others, committed) = lock_and(&root, || {
        let unmerged = unmerged::find(&root)?;
        let mut merged = Vec::new();
        for record in &unmerged.records {
            let (base, ours, theirs) =
                (record.base.as_deref(), record.ours.as_deref(), record.theirs.as_deref());
            let text = merge::merge(base, ours, theirs).map_err(|why| {
                Error::cannot(format!("{}: {why}", record.path))
                    .hint("mend that version by hand, `git add` it, and try again")
            })?;
            merged.push(match text {
                Merged::Text(text) => (record.path.clone(), Some(text)),
                Merged::Removed => (record.path.clone(), None),
            });
        }
        let committed = unmerged::finish(&root, &program, &merged)?;
        Ok((merged.len(), unmerged::find(&root)?.others, committed))
    })?;
    context.saved = true;
    let mut page = Page::new();
    page.line(format!("{} merged", count(merged, "record")));
    if committed {
        page.line("git has what it was waiting for: it is finished and committed");
    }
    context.out.page(&page);
    match (committed, others.is_empty()) {
        // What commands wrote meanwhile waited for a commit, and has waited enough.
        (true, _) => context.change(|_, _| Ok(())),
        (false, true) => {
            Err(Error::cannot("git stopped once more").hint("`coach resolve --all` again, or `git status`"))
        }
        (false, false) => Err(Error::cannot(format!("left for you to decide: {}", others.join(", ")))
            .hint("these are no records: settle them, `git add` them, then `coach resolve --all` again")),
    }
}
