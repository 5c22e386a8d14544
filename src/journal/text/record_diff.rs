//! Finds the changes between two versions of a record, key by key. Matches the items of a list by their ids.

use std::collections::BTreeMap;

use toml::{Table, Value};

use crate::journal::values::id::Id;

/// One key that changed. `item` is the id of its action or follow-up, if it belongs to one.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct KeyChange {
    pub item: Option<String>,
    pub key: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// The text of a record before and after, with its present path. `None` if there was no file, or if there is
/// no file now.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct TextChange {
    pub path: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// Returns the changes from one text to the other, in the order of the keys. `None` if one of them is not
/// TOML.
pub(crate) fn between(before: &str, after: &str) -> Option<Vec<KeyChange>> {
    let (before, after) = (leaves(before)?, leaves(after)?);
    let mut changes = Vec::new();
    for (place, value) in &before {
        if after.get(place) != Some(value) {
            changes.push(change(place, Some(value), after.get(place)));
        }
    }
    for (place, value) in &after {
        if !before.contains_key(place) {
            changes.push(change(place, None, Some(value)));
        }
    }
    changes.sort_by(|a, b| (&a.item, &a.key).cmp(&(&b.item, &b.key)));
    Some(changes)
}

type ItemPlace = (Option<String>, String);

fn change((item, key): &ItemPlace, before: Option<&String>, after: Option<&String>) -> KeyChange {
    KeyChange { item: item.clone(), key: key.clone(), before: before.cloned(), after: after.cloned() }
}

/// Returns every value of a record as text, by its place.
fn leaves(text: &str) -> Option<BTreeMap<ItemPlace, String>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut found = BTreeMap::new();
    let mut table = text.parse::<Table>().ok()?;
    table.remove("conflict"); // A conflict holds the value of another version.
    collect(&table, None, "", &mut found);
    Some(found)
}

fn collect(table: &Table, item: Option<&str>, path: &str, found: &mut BTreeMap<ItemPlace, String>) {
    // The day itself shows that it was moved.
    for (key, value) in table.iter().filter(|(key, _)| *key != "moved") {
        let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        match value {
            Value::Table(inner) => collect(inner, item, &path, found),
            Value::Array(all) if all.iter().any(Value::is_table) => {
                for (n, inner) in all.iter().enumerate() {
                    let Value::Table(inner) = inner else { continue };
                    match inner.get("id").and_then(Value::as_str).filter(|id| id.parse::<Id>().is_ok()) {
                        Some(id) => collect(inner, Some(id), &path, found),
                        None => collect(inner, item, &format!("{path}.{n}"), found),
                    }
                }
            }
            _ => {
                found.insert((item.map(str::to_string), path), shown(value));
            }
        }
    }
}

/// Returns a value as people read it.
fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.trim_end().to_string(),
        Value::Array(all) => all.iter().map(shown).collect::<Vec<_>>().join(", "),
        Value::Datetime(day) => day.to_string(),
        Value::Integer(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        Value::Boolean(yes) => yes.to_string(),
        Value::Table(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_matched_by_id_and_not_by_place() {
        let before = "minutes = 45\n[[action]]\nid = \"m2qxw7tp4r\"\nwhat = \"x\"\n";
        let after = "[[action]]\nid = \"p4n8rr2c6d\"\nwhat = \"y\"\n[[action]]\nid = \"m2qxw7tp4r\"\nwhat = \"x\"\ndone = 2026-11-30\n";
        let changes = between(before, after).unwrap();
        let seen: Vec<_> = changes
            .iter()
            .map(|c| (c.item.as_deref(), c.key.as_str(), c.before.as_deref(), c.after.as_deref()))
            .collect();
        assert_eq!(
            seen,
            [
                (None, "minutes", Some("45"), None),
                (Some("m2qxw7tp4r"), "action.done", None, Some("2026-11-30")),
                (Some("p4n8rr2c6d"), "action.id", None, Some("p4n8rr2c6d")),
                (Some("p4n8rr2c6d"), "action.what", None, Some("y")),
            ]
        );
        assert_eq!(between("<<<<", "a = 1"), None);
    }
}
