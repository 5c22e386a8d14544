//! Somebody who was forgotten on one side does not come back through a merge with a side that still
//! knows them: what a merge brought of them is forgotten once more.

use std::collections::BTreeSet;

use git2::Tree;
use toml::{Table, Value};

use super::records::Version;
use crate::journal::day::Day;
use crate::journal::forget;
use crate::journal::handle::Handle;
use crate::journal::person::Person;
use crate::journal::record;
use crate::journal::text::RecordText;
use crate::store::repository::Repo;

/// The tombstones that either side has.
pub fn tombstones(repo: &Repo, trees: &[&Tree<'_>]) -> Vec<Person> {
    let folder = format!("{}people", repo.prefix);
    let mut found: Vec<Person> = Vec::new();
    for tree in trees {
        let people =
            tree.get_path(folder.as_ref()).ok().and_then(|entry| repo.git.find_tree(entry.id()).ok());
        for file in people.iter().flat_map(Tree::iter) {
            let Ok(blob) = repo.git.find_blob(file.id()) else { continue };
            let Ok(text) = std::str::from_utf8(blob.content()) else { continue };
            let person = text.contains("forgotten").then(|| record::read::<Person>("", text).ok()).flatten();
            found.extend(person.filter(|person| person.forgotten.is_some()));
        }
    }
    found
}

/// What a merged record says once everyone who was forgotten is; nothing where the record itself
/// is of somebody who was, and has its tombstone.
pub fn again(version: &Version, tombstones: &[Person]) -> Option<Vec<u8>> {
    let kept = || Some(version.bytes.clone());
    if tombstones.is_empty() {
        return kept();
    }
    let Ok(text) = std::str::from_utf8(&version.bytes) else { return kept() };
    let Ok(table) = text.trim_start_matches('\u{feff}').parse::<Table>() else { return kept() };
    let Ok(mut record) = RecordText::parse(text) else { return kept() };
    let own = table.get("handle").and_then(Value::as_str).map(str::to_string);
    for handle in handles(&table) {
        let Some(day) = forgotten_on(tombstones, &handle) else { continue };
        match &own {
            Some(own) if own == handle.as_str() => return None,
            Some(_) => forget::in_person(&mut record, &handle, day),
            None => {
                forget::in_session(&mut record, &handle, false);
            }
        }
    }
    if own.is_none() {
        // The texts of one side may have come back beside the tombstone of the other.
        forget::erase_of(&mut record, tombstones.iter().map(|person| &person.handle));
    }
    Some(record.render().into_bytes())
}

fn forgotten_on(tombstones: &[Person], handle: &Handle) -> Option<Day> {
    forget::tombstone_of(tombstones, handle)?.forgotten
}

/// Every handle of a person that the record names.
fn handles(table: &Table) -> BTreeSet<Handle> {
    let mut found = BTreeSet::new();
    for (key, value) in table {
        match (key.as_str(), value) {
            ("handle" | "coach" | "group" | "manager" | "owner", Value::String(word)) => {
                found.extend(word.parse())
            }
            ("with" | "members", Value::Array(words)) => {
                found.extend(words.iter().filter_map(Value::as_str).filter_map(|word| word.parse().ok()));
            }
            ("action", Value::Array(items)) => {
                found.extend(items.iter().filter_map(Value::as_table).flat_map(handles));
            }
            _ => {}
        }
    }
    found
}
