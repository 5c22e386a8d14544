//! Somebody who was forgotten on one side does not come back through a merge with a side that still
//! knows them: what a merge brought of them is forgotten once more.

use std::collections::BTreeSet;

use git2::Tree;

use super::records::Version;
use super::renamed;
use crate::journal::forget;
use crate::journal::person::Person;
use crate::store::erased;
use crate::store::repository::Repo;

/// The tombstones that either side has, and their files.
pub fn tombstones(repo: &Repo, trees: [&Tree<'_>; 2]) -> (Vec<Person>, BTreeSet<String>) {
    // The record of a tombstone, or of somebody who had several handles, has the word `was`.
    let found: Vec<_> = trees.iter().flat_map(|tree| renamed::people(repo, tree, "was")).collect();
    let files = found.iter().filter(|(_, person)| person.forgotten.is_some());
    let files = files.map(|(path, _)| path.clone()).collect();
    (forget::tombstones(found.iter().map(|(_, person)| person)), files)
}

/// A merged record without everyone who was forgotten. Gives nothing if it is the own record of such
/// a person.
pub fn again(version: Version, prefix: &str, tombstones: &[Person]) -> Option<Version> {
    let inside = version.path.strip_prefix(prefix).unwrap_or(&version.path);
    let Ok(text) = std::str::from_utf8(&version.bytes) else { return Some(version) };
    let (place, text) = erased::erased(inside, text, tombstones)?;
    let path = if place == inside { version.path.clone() } else { format!("{prefix}{place}") };
    Some(Version { path, leaf: version.leaf, bytes: text.into_bytes() })
}
