//! Somebody who was forgotten on one side does not come back through a merge with a side that still
//! knows them: what a merge brought of them is forgotten once more.

use std::collections::BTreeSet;

use git2::Tree;
use toml::{Table, Value};

use super::records::Version;
use crate::journal::forget::{self, Gone};
use crate::journal::handle::Handle;
use crate::journal::person::Person;
use crate::journal::record;
use crate::journal::text::RecordText;
use crate::store::layout;
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

/// A merged record once everyone who was forgotten is, and where it lies then; nothing where the
/// record itself is of somebody who was, and has its tombstone.
pub fn again(version: Version, prefix: &str, tombstones: &[Person]) -> Option<Version> {
    if tombstones.is_empty() {
        return Some(version);
    }
    let read = || -> Option<(Table, RecordText)> {
        let text = std::str::from_utf8(&version.bytes).ok()?;
        Some((text.trim_start_matches('\u{feff}').parse().ok()?, RecordText::parse(text).ok()?))
    };
    let Some((table, mut record)) = read() else { return Some(version) };
    let own = table.get("handle").and_then(Value::as_str).map(str::to_string);
    let inside = version.path.strip_prefix(prefix).unwrap_or(&version.path);
    let (is_person, is_session) = (inside.starts_with("people/"), inside.starts_with("sessions/"));
    let is_story = inside.starts_with("stories/");
    let mut names_them = false;
    for handle in handles(&table) {
        let Some(person) = forget::tombstone_of(tombstones, &handle) else { continue };
        let (gone, on) = (Gone { handle: &handle, tombstone: &person.handle }, person.forgotten?);
        names_them |= forget::in_path(inside, &handle);
        match &own {
            Some(own) if is_person && own == handle.as_str() => return None,
            _ if is_person => forget::in_person(&mut record, gone, on),
            _ if is_story => drop(forget::in_story(&mut record, gone)),
            _ if is_session => drop(forget::in_session(&mut record, gone, false)),
            _ => forget::in_other(&mut record, gone),
        }
    }
    if is_session {
        // The texts of one side may have come back beside the tombstone of the other.
        forget::erase_of(&mut record, tombstones.iter().map(|person| &person.handle));
    }
    if is_story {
        forget::empty_story_of(&mut record, tombstones.iter().map(|person| &person.handle));
    }
    let text = record.render();
    let place = names_them.then(|| layout::place(inside, &text)).flatten();
    let path = place.map_or(version.path.clone(), |place| format!("{prefix}{place}"));
    Some(Version { path, leaf: version.leaf, bytes: text.into_bytes() })
}

/// Every handle that the record names, and every word that may be spelt like one.
fn handles(table: &Table) -> BTreeSet<Handle> {
    let mut found = BTreeSet::new();
    for (key, value) in table {
        match (key.as_str(), value) {
            (
                "handle" | "coach" | "group" | "manager" | "owner" | "team" | "sponsor" | "from" | "person"
                | "confirmed_by" | "objective",
                Value::String(word),
            ) => found.extend(word.parse()),
            ("benefit", Value::Table(inner)) => found.extend(handles(inner)),
            ("with" | "members" | "topics" | "objectives", Value::Array(words)) => {
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
