//! The records in which a merge kept two versions of something.

use std::path::Path;

use super::load;
use super::place::MARK;

/// Path and text of every record that holds conflicts.
pub fn all(root: &Path) -> Vec<(String, String)> {
    let texts = load::records(root)
        .0
        .into_iter()
        .chain([MARK.to_string()])
        .filter_map(|path| Some((load::text(root, &path).ok()?, path)));
    texts.filter(|(text, _)| text.contains("conflict")).map(|(text, path)| (path, text)).collect()
}
