//! A plain `git pull` that stopped: its records are merged from the versions that git kept, and git
//! goes on.

use crate::cli::Context;
use crate::error::{Error, Result};
use crate::journal::merge::{self, Merged};
use crate::report::page::Page;
use crate::report::reading::count;
use crate::store::program::Program;
use crate::store::unmerged::{Unmerged, Versions};
use crate::store::{lock_and, unmerged};

/// A rebase stops at one commit after the other, and not for ever.
const MOST: usize = 1000;

/// Merges the records of a stopped `git pull` from the versions that git kept.
pub fn finish(context: &mut Context<'_>) -> Result<()> {
    let root = context.root()?;
    let program = Program::find(context.world)?;
    let (number, others, committed) = lock_and(&root, || {
        let mut number = 0;
        for _ in 0..MOST {
            let merged = merged(&unmerged::find(&root)?)?;
            let committed = unmerged::finish(&root, &program, &merged)?;
            number += merged.len();
            let left = unmerged::find(&root)?;
            if committed || left.records.is_empty() || !left.others.is_empty() {
                return Ok((number, left.others, committed));
            }
        }
        Ok((number, Vec::new(), false))
    })?;
    context.saved = true;
    let mut page = Page::new();
    page.line(format!("{} merged", count(number, "record")));
    if committed {
        page.line("git has what it was waiting for: it is finished and committed");
    }
    context.out.page(&page);
    match (committed, others.is_empty()) {
        // What commands wrote meanwhile waited for a commit, and has waited enough.
        (true, _) => context.change(|_, _| Ok(())),
        (false, true) => Err(Error::cannot("git stopped once more")
            .hint("`git status` says why; then `coach resolve --all` again")),
        (false, false) => Err(Error::cannot(format!("left for you to decide: {}", others.join(", ")))
            .hint("these are no records: settle them, `git add` them, then `coach resolve --all` again")),
    }
}

/// Each record's path, and what becomes of it.
fn merged(unmerged: &Unmerged) -> Result<Vec<(String, Option<String>)>> {
    let merge = |record: &Versions| {
        let (base, ours, theirs) = (record.base.as_deref(), record.ours.as_deref(), record.theirs.as_deref());
        let text = merge::merge(base, ours, theirs).map_err(|why| {
            Error::cannot(format!("{}: {why}", record.path))
                .hint("mend that version by hand, `git add` it, and try again")
        })?;
        Ok(match text {
            Merged::Text(text) => (record.path.clone(), Some(text)),
            Merged::Removed => (record.path.clone(), None),
        })
    };
    unmerged.records.iter().map(merge).collect()
}
