//! Removes forgotten people from a record again: a merge, a copy or a plain `git pull` can bring them
//! back.

use crate::journal::edit::forget;
use crate::journal::edit::reapply_forget::{self, Reapplied};
use crate::journal::records::person::Person;
use crate::journal::text::editable_record::RecordText;
use crate::store::LARGEST;
use crate::store::files::record_paths;

/// The path and text of a record without the people who have a tombstone. `None` if it is a forgotten
/// person's own record. Returns a text that it cannot parse unchanged.
pub(crate) fn erased(path: &str, text: &str, tombstones: &[Person]) -> Option<(String, String)> {
    let unchanged = || Some((path.to_owned(), text.to_owned()));
    if tombstones.is_empty() || text.len() as u64 > LARGEST {
        return unchanged();
    }
    let Ok(mut record) = RecordText::parse(text) else { return unchanged() };
    let Reapplied::Of(forgotten) = reapply_forget::again(path, &mut record, tombstones, false) else {
        return None;
    };
    let text = record.render();
    let names_them = forgotten.iter().any(|handle| forget::in_path(path, handle));
    let place = names_them.then(|| record_paths::place(path, &text)).flatten();
    Some((place.unwrap_or_else(|| path.to_owned()), text))
}
