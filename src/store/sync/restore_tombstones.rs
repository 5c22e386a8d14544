//! Keeps a person forgotten if only one side of a merge forgot them: forgets them again in the merged
//! records.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use git2::{Oid, Tree};

use super::merge_records::SideVersion;
use super::renamed_people::RenamedPeople;
use super::{merge_plan, renamed_people};
use crate::error::Result;
use crate::journal::edit::forget;
use crate::journal::edit::shared_handles::Version;
use crate::journal::records;
use crate::journal::records::person::Person;
use crate::journal::values::handle::Handle;
use crate::store::FileChange;
use crate::store::git::objects::leaf;
use crate::store::git::repository::Repo;
use crate::store::repair::erase_forgotten;

/// The tombstones on either side, and their files.
pub(super) fn tombstones(
    repo: &Repo,
    trees: [&Tree<'_>; 2],
    renamed: &RenamedPeople,
) -> (Vec<Person>, BTreeSet<String>) {
    let mut files = BTreeSet::new();
    let mut found = Vec::new();
    for (tree, version) in trees.into_iter().zip([Version::Ours, Version::Theirs]) {
        // The record of a tombstone, and of a person with former handles, contains the word `was`.
        let (paths, people): (Vec<String>, Vec<Person>) = renamed_people::people(repo, tree, "was").unzip();
        let gone = paths.into_iter().zip(&people).filter(|(_, person)| person.forgotten.is_some());
        files.extend(gone.map(|(path, _)| path));
        found.extend(renamed.told_apart(version, &people));
    }
    (forget::tombstones(found.iter()), files)
}

/// Messages about people whom the merge forgets because of a former handle: one side renamed or merged them,
/// and the other side forgot that handle.
pub(super) fn forgotten_along(repo: &Repo, trees: [&Tree<'_>; 2], renamed: &RenamedPeople) -> Vec<String> {
    let versions = trees.into_iter().zip([Version::Ours, Version::Theirs]);
    let people: Vec<Person> = versions
        .flat_map(|(tree, version)| {
            let people: Vec<Person> =
                renamed_people::people(repo, tree, "was").map(|(_, person)| person).collect();
            renamed.told_apart(version, &people)
        })
        .collect();
    let (tombstones, living): (Vec<Person>, Vec<Person>) =
        people.into_iter().partition(|person| person.forgotten.is_some());
    let by_former = |person: &Person| -> Option<(Handle, Handle)> {
        let is_known = forget::is_forgotten(&tombstones, &person.handle);
        let was = person.was.iter().find(|was| forget::is_forgotten(&tombstones, was)).filter(|_| !is_known);
        Some((person.handle.clone(), was?.clone()))
    };
    let found: BTreeSet<(Handle, Handle)> = living.iter().filter_map(by_former).collect();
    let note = |(handle, was): (Handle, Handle)| {
        format!(
            "`{handle}` is forgotten too: this person also had the handle `{was}`, and `{was}` was forgotten"
        )
    };
    found.into_iter().map(note).collect()
}

/// The tombstones that one of the `shared` commits has and `ours` lacks. Plain git removed them, for
/// example with `git revert`, so the forgotten people may be back in the records.
pub(super) fn removed(repo: &Repo, shared: &[Oid], ours: Oid) -> Result<Vec<FileChange>> {
    let ours = merge_plan::tree(repo, ours)?;
    let mut found: BTreeMap<String, (Person, Vec<u8>)> = BTreeMap::new();
    for commit in shared {
        let tree = merge_plan::tree(repo, *commit)?;
        for path in files(repo, &tree) {
            let Some(there) = leaf(Some(&tree), &path)?.filter(|_| !found.contains_key(&path)) else {
                continue;
            };
            if leaf(Some(&ours), &path)?.is_some() {
                continue;
            }
            let Some(blob) = repo.record(there.id) else { continue };
            let text = String::from_utf8_lossy(blob.content());
            if let Ok(person) = records::read::<Person>(&path, &text) {
                found.insert(path, (person, blob.content().to_vec()));
            }
        }
    }
    if found.is_empty() {
        return Ok(Vec::new());
    }
    // A user may have moved a tombstone to another file.
    let (here, _) = tombstones(repo, [&ours, &ours], &RenamedPeople::default());
    let is_gone =
        |person: &Person| person.forgotten.is_some() && here.iter().all(|one| one.handle != person.handle);
    let gone = found.into_iter().filter(|(_, (person, _))| is_gone(person));
    Ok(gone
        .map(|(path, (_, text))| {
            let path = path.strip_prefix(&repo.prefix).unwrap_or(&path).to_owned();
            FileChange { path, before: None, after: Some(text) }
        })
        .collect())
}

/// The paths of files that are named like tombstones.
fn files(repo: &Repo, tree: &Tree<'_>) -> Vec<String> {
    let folder = format!("{}people", repo.prefix);
    let people = tree.get_path(Path::new(&folder)).ok().and_then(|entry| repo.git.find_tree(entry.id()).ok());
    let Some(people) = people else { return Vec::new() };
    let names = people.iter().filter_map(|entry| entry.name().ok().map(str::to_owned));
    names.filter(|name| name.starts_with("forgotten-")).map(|name| format!("{folder}/{name}")).collect()
}

/// A merged record without forgotten people. `None` if it is a forgotten person's own record.
pub(super) fn again(version: SideVersion, prefix: &str, tombstones: &[Person]) -> Option<SideVersion> {
    let inside = version.path.strip_prefix(prefix).unwrap_or(&version.path);
    let Ok(text) = std::str::from_utf8(&version.bytes) else { return Some(version) };
    let (place, text) = erase_forgotten::erased(inside, text, tombstones)?;
    let path = if place == inside { version.path.clone() } else { format!("{prefix}{place}") };
    Some(SideVersion { path, leaf: version.leaf, bytes: text.into_bytes() })
}
