//! Finds the records in which a merge recorded conflicts.

use std::path::Path;

use crate::journal::query::journal::Journal;
use crate::journal::records::settings::SETTINGS_FILE;
use crate::store::load;

/// Path and text of every record that holds conflicts. Leaves out the second file of a record.
pub(crate) fn all(root: &Path, journal: &Journal) -> Vec<(String, String)> {
    let is_copy = |path: &str| journal.problems.iter().any(|one| one.copy_of.is_some() && one.path == path);
    let texts = load::records(root)
        .0
        .into_iter()
        .chain([SETTINGS_FILE.to_string()])
        .filter(|path| !is_copy(path))
        .filter_map(|path| Some((load::text(root, &path).ok()?, path)));
    texts.filter(|(text, _)| text.contains("conflict")).map(|(text, path)| (path, text)).collect()
}
