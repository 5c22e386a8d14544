//! Merges the record of a forgotten person: the result is a tombstone with the day. A merge never brings back
//! any text about the person.

use std::collections::BTreeSet;

use toml_edit::{Array, DocumentMut, Item, Value};

use crate::journal::edit::forget::Kept;
use crate::journal::text::editable_record::RecordText;

/// Whether this is a tombstone.
pub(super) fn is(document: &DocumentMut) -> bool {
    handle(document).is_some() && day(document).is_some()
}

fn handle(document: &DocumentMut) -> Option<&str> {
    document.get("handle").and_then(Item::as_str)
}

fn day(document: &DocumentMut) -> Option<String> {
    document.get("forgotten").and_then(Item::as_datetime).map(ToString::to_string)
}

fn was(document: &DocumentMut) -> Vec<&str> {
    match document.get("was") {
        Some(Item::Value(Value::Array(marks))) => marks.iter().filter_map(Value::as_str).collect(),
        mark => mark.and_then(Item::as_str).into_iter().collect(),
    }
}

/// The merged tombstone, if one or both sides forgot the person: the handle, the marks of former handles, the
/// fields that reports count, and the earlier day. Comments may name people and conflicts hold values, so the
/// result has neither.
pub(super) fn of(a: &DocumentMut, b: &DocumentMut) -> Option<String> {
    let forgotten = [a, b].into_iter().filter(|document| is(document));
    let marks: BTreeSet<&str> = forgotten.clone().flat_map(was).collect();
    let kept = forgotten.clone().map(Kept::of_document).fold(Kept::default(), Kept::and);
    let (day, handle) = forgotten.filter_map(|document| Some((day(document)?, handle(document)?))).min()?;
    let mut text = RecordText::new("");
    text.root().set("handle", handle);
    kept.write(&mut text);
    let marks = if marks.is_empty() {
        String::new()
    } else {
        format!("was = {}\n", Value::from(marks.into_iter().collect::<Array>()))
    };
    Some(format!("{}{marks}forgotten = {day}\n", text.render()))
}
