//! Renames a person in the records other than people and sessions.

use crate::error::Result;
use crate::journal::edit::rename::{self, FROM, PERSON, SPONSOR};
use crate::journal::query::journal::Journal;
use crate::journal::values::handle::Handle;
use crate::store::write::edits::Edits;

/// Replaces the handle in these records. Returns their number.
pub(super) fn rename(edits: &mut Edits<'_>, old: &Handle, new: &Handle) -> Result<usize> {
    let mut number = 0;
    for (path, key, _) in named(edits.journal).filter(|(.., named)| *named == Some(old)) {
        rename::in_other(edits.text(path)?, key, old, new);
        number += 1;
    }
    Ok(number)
}

/// Each of these records: its path, the key that holds a handle, and the handle.
fn named(journal: &Journal) -> impl Iterator<Item = (&str, &'static str, Option<&Handle>)> {
    let objectives =
        journal.objectives.values().map(|f| (f.path.as_str(), SPONSOR, f.record.sponsor.as_ref()));
    let requests = journal.requests.values().map(|f| (f.path.as_str(), FROM, f.record.from.as_ref()));
    let stories = journal.stories.values().map(|f| (f.path.as_str(), PERSON, Some(&f.record.person)));
    objectives.chain(requests).chain(stories)
}
