//! Forgets people again in a record that arrives from elsewhere, through a merge or in an imported file. Its
//! author may not have known that a person was forgotten.

use std::collections::BTreeSet;

use toml::{Table, Value};

use super::forget::{
    ForgottenHandle, empty_story_of, erase_of, in_other, in_person, in_session, in_story, mark_all,
    tombstone_of,
};
use crate::journal::records::kind::RecordKind;
use crate::journal::records::person::Person;
use crate::journal::text::editable_record::RecordText;
use crate::journal::values::handle::Handle;

/// The result for one record.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Reapplied {
    /// The record is the person's own, and their tombstone exists already.
    Theirs,
    /// The forgotten handles that the record named.
    Of(Vec<Handle>),
}

/// Forgets everyone who has a tombstone, in the record at this path of a journal. `texts` also erases the
/// texts of sessions with other participants.
pub(crate) fn again(path: &str, record: &mut RecordText, tombstones: &[Person], texts: bool) -> Reapplied {
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
    // A merge may have brought texts back into a record that already names the tombstone.
    let names = tombstones.iter().map(|person| &person.handle);
    match kind {
        Some(RecordKind::Session) => erase_of(record, names),
        Some(RecordKind::Story) => empty_story_of(record, names),
        Some(RecordKind::Person) => mark_all(record, tombstones),
        _ => {}
    }
    Reapplied::Of(found)
}

/// Every handle in the record, and every word that may be spelled like one.
fn handles(table: &Table) -> BTreeSet<Handle> {
    let mut found = BTreeSet::new();
    for (key, value) in table {
        match (key.as_str(), value) {
            (
                "handle" | "coach" | "group" | "manager" | "owner" | "team" | "sponsor" | "from" | "person"
                | "claimed_by" | "reported_by" | "consent_by" | "confirmed_by" | "objective",
                Value::String(word),
            ) => found.extend(word.parse()),
            ("benefit", Value::Table(inner)) => found.extend(handles(inner)),
            (
                "with" | "members" | "agreed_by" | "topics" | "objectives" | "resources",
                Value::Array(words),
            ) => {
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
