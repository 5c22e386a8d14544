//! Renames a person in the records other than people and sessions.

use std::collections::BTreeSet;

use crate::error::Result;
use crate::journal::edit::rename;
use crate::journal::records::kind::RecordKind;
use crate::journal::values::handle::Handle;
use crate::store::write::edits::Edits;

/// Replaces the handle in these records. Returns their number.
pub(super) fn rename(edits: &mut Edits<'_>, old: &Handle, new: &Handle) -> Result<usize> {
    let is_other = |path: &str| !RecordKind::Person.is_at(path) && !RecordKind::Session.is_at(path);
    let named = edits.journal.mentions().filter(|(path, handle)| *handle == old && is_other(path));
    let paths: BTreeSet<&str> = named.map(|(path, _)| path).collect();
    for path in &paths {
        rename::in_record(path, edits.text(path)?, old, new);
    }
    Ok(paths.len())
}
