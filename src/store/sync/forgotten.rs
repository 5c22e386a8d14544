//! Somebody who was forgotten on one side does not come back through a merge with a side that still
//! knows them: what a merge brought of them is forgotten once more.

use git2::Tree;

use super::records::Version;
use crate::journal::forget;
use crate::journal::forget::again::{self, Again};
use crate::journal::person::Person;
use crate::journal::record;
use crate::journal::text::RecordText;
use crate::store::repository::Repo;
use crate::store::{LARGEST, layout};

/// The tombstones that either side has.
pub fn tombstones(repo: &Repo, trees: &[&Tree<'_>]) -> Vec<Person> {
    let folder = format!("{}people", repo.prefix);
    let mut found: Vec<Person> = Vec::new();
    for tree in trees {
        let people =
            tree.get_path(folder.as_ref()).ok().and_then(|entry| repo.git.find_tree(entry.id()).ok());
        for file in people.iter().flat_map(Tree::iter) {
            let Some(blob) = repo.record(file.id()) else { continue };
            let Ok(text) = std::str::from_utf8(blob.content()) else { continue };
            let person = text.contains("forgotten").then(|| record::read::<Person>("", text).ok()).flatten();
            found.extend(person.filter(|person| person.forgotten.is_some()));
        }
    }
    found
}

/// A merged record once everyone who was forgotten is, and where it lies then; nothing where the
/// record itself is of somebody who was, and has its tombstone.
pub fn again(version: Version, prefix: &str, tombstones: &[Person]) -> Option<Version> {
    if tombstones.is_empty() {
        return Some(version);
    }
    let inside = version.path.strip_prefix(prefix).unwrap_or(&version.path);
    let text = std::str::from_utf8(&version.bytes).ok().filter(|text| text.len() as u64 <= LARGEST);
    let Some(mut record) = text.and_then(|text| RecordText::parse(text).ok()) else { return Some(version) };
    let Again::Of(forgotten) = again::again(inside, &mut record, tombstones, false) else { return None };
    let text = record.render();
    let names_them = forgotten.iter().any(|handle| forget::in_path(inside, handle));
    let place = names_them.then(|| layout::place(inside, &text)).flatten();
    let path = place.map_or(version.path.clone(), |place| format!("{prefix}{place}"));
    Some(Version { path, leaf: version.leaf, bytes: text.into_bytes() })
}
