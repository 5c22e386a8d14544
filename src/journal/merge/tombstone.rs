//! A person who was forgotten: the record that stays says that they were, and when. Nothing that
//! anybody wrote about them comes back through a merge.

use std::collections::BTreeSet;

use toml_edit::{Array, DocumentMut, Item, Value};

use crate::journal::edit::forget::Kept;
use crate::journal::text::document::RecordText;

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

fn was(document: &DocumentMut) -> Vec<&str> {
    match document.get("was") {
        Some(Item::Value(Value::Array(marks))) => marks.iter().filter_map(Value::as_str).collect(),
        mark => mark.and_then(Item::as_str).into_iter().collect(),
    }
}

/// What is left of a person whom one side or both forgot: the handle, what tells that the handle
/// they had was theirs, what is counted of them, and the earlier day. Comments may name people, and
/// conflicts keep values, so neither stays.
pub fn of(a: &DocumentMut, b: &DocumentMut) -> Option<String> {
    let forgotten = [a, b].into_iter().filter(|document| is(document));
    let marks: BTreeSet<&str> = forgotten.clone().flat_map(was).collect();
    let kept = forgotten.clone().map(Kept::of_document).fold(Kept::default(), Kept::and);
    let (day, handle) = forgotten.filter_map(|document| Some((day(document)?, handle(document)?))).min()?;
    let mut text = RecordText::new("");
    text.root().set("handle", handle);
    kept.write(&mut text);
    let marks = match marks.is_empty() {
        true => String::new(),
        false => format!("was = {}\n", Value::from(marks.into_iter().collect::<Array>())),
    };
    Some(format!("{}{marks}forgotten = {day}\n", text.render()))
}
