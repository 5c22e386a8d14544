//! Somebody who was forgotten on one side does not come back through a merge with a side that still
//! knows them: what a merge brought of them is forgotten once more.

use git2::Tree;

use super::records::Version;
use crate::journal::person::Person;
use crate::journal::record;
use crate::store::erased;
use crate::store::repository::Repo;

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

/// A merged record without everyone who was forgotten. Gives nothing if it is the own record of such
/// a person.
pub fn again(version: Version, prefix: &str, tombstones: &[Person]) -> Option<Version> {
    let inside = version.path.strip_prefix(prefix).unwrap_or(&version.path);
    let Ok(text) = std::str::from_utf8(&version.bytes) else { return Some(version) };
    let (place, text) = erased::erased(inside, text, tombstones)?;
    let path = if place == inside { version.path.clone() } else { format!("{prefix}{place}") };
    Some(Version { path, leaf: version.leaf, bytes: text.into_bytes() })
}
