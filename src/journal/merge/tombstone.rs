//! A person who was forgotten: the record that stays says that they were, and when. Nothing that
//! anybody wrote about them comes back through a merge.

use toml_edit::{DocumentMut, Item};

/// Whether this is the record of a person who was forgotten.
pub fn is(document: &DocumentMut) -> bool {
    handle(document).is_some() && day(document).is_some()
}

fn handle(document: &DocumentMut) -> Option<&str> {
    document.get("handle").and_then(Item::as_str)
}

fn day(document: &DocumentMut) -> Option<String> {
    document.get("forgotten").and_then(Item::as_datetime).map(ToString::to_string)
}

fn was(document: &DocumentMut) -> Option<&str> {
    document.get("was").and_then(Item::as_str)
}

/// What is left of a person whom one side or both forgot: the handle, what tells that the handle
/// they had was theirs, and the earlier day. Comments may name people, and conflicts keep values,
/// so neither stays.
pub fn of(a: &DocumentMut, b: &DocumentMut) -> Option<String> {
    let forgotten = [a, b].into_iter().filter(|document| is(document));
    let marks = forgotten.clone().filter_map(was).max();
    let (day, handle) = forgotten.filter_map(|document| Some((day(document)?, handle(document)?))).min()?;
    let mark = marks.map(|mark| format!("was = {}\n", toml_edit::Value::from(mark))).unwrap_or_default();
    Some(format!("handle = {}\n{mark}forgotten = {day}\n", toml_edit::Value::from(handle)))
}
