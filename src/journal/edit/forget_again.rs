//! A record written by somebody who did not know that a person was forgotten, and that comes from
//! elsewhere: through a merge, or in a file. Whoever was forgotten is once more.

use std::collections::BTreeSet;

use toml::{Table, Value};

use super::forget::{
    ForgottenHandle, empty_story_of, erase_of, in_other, in_person, in_session, in_story, mark_all,
    tombstone_of,
};
use crate::journal::records::kind::RecordKind;
use crate::journal::records::person::Person;
use crate::journal::text::document::RecordText;
use crate::journal::values::handle::Handle;

/// What became of a record.
#[derive(Debug, PartialEq, Eq)]
pub enum Reapplied {
    /// It is the own record of somebody forgotten, whose tombstone is there.
    Theirs,
    /// These handles, which it named, were forgotten.
    Of(Vec<Handle>),
}

/// Forgets once more, in a record that lies at this path of a journal, everyone who has a tombstone.
/// With `texts` what was said where others were there goes too.
pub fn again(path: &str, record: &mut RecordText, tombstones: &[Person], texts: bool) -> Reapplied {
    let kind = RecordKind::of_path(path);
    let Ok(table) = record.render().trim_start_matches('\u{feff}').parse::<Table>() else {
        return Reapplied::Of(Vec::new());
    };
    let own = table.get("handle").and_then(Value::as_str);
    let mut found = Vec::new();
    for handle in handles(&table) {
        let Some(person) = tombstone_of(tombstones, &handle) else { continue };
        let Some(on) = person.forgotten else { continue };
        let gone = ForgottenHandle { handle: &handle, tombstone: &person.handle };
        match kind {
            Some(RecordKind::Person) if own == Some(handle.as_str()) => return Reapplied::Theirs,
            Some(RecordKind::Person) => in_person(record, gone, on),
            Some(RecordKind::Story) => drop(in_story(record, gone)),
            Some(RecordKind::Session) => drop(in_session(record, gone, texts)),
            _ => in_other(record, gone),
        }
        found.push(handle);
    }
    // The texts may have come back beside the tombstone.
    let names = tombstones.iter().map(|person| &person.handle);
    match kind {
        Some(RecordKind::Session) => erase_of(record, names),
        Some(RecordKind::Story) => empty_story_of(record, names),
        Some(RecordKind::Person) => mark_all(record, tombstones),
        _ => {}
    }
    Reapplied::Of(found)
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
