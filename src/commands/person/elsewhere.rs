//! The records beside people and sessions that name somebody, when they get another handle.

use crate::error::Result;
use crate::journal::handle::Handle;
use crate::journal::rename::{self, FROM, PERSON, SPONSOR};
use crate::store::edits::Edits;

/// Gives how many they are.
pub fn rename(edits: &mut Edits<'_>, old: &Handle, new: &Handle) -> Result<usize> {
    let mut number = 0;
    let journal = edits.journal;
    let objectives = journal.objectives.values().map(|f| (&f.path, SPONSOR, f.record.sponsor.as_ref()));
    let requests = journal.requests.values().map(|f| (&f.path, FROM, f.record.from.as_ref()));
    let stories = journal.stories.values().map(|f| (&f.path, PERSON, Some(&f.record.person)));
    for (path, key, named) in objectives.chain(requests).chain(stories) {
        if named == Some(old) {
            rename::in_other(edits.text(path)?, key, old, new);
            number += 1;
        }
    }
    Ok(number)
}
