//! What merges kept two versions of.

use serde::Serialize;
use toml::Value;

use crate::journal::merge;
use crate::report::page::{Page, Text, Tone};

/// A conflict, as `--json` gives it.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    pub id: String,
    /// The session's id, or the handle of a person or an objective.
    pub record: String,
    pub path: String,
    /// Where it stands, such as `action.m2qxw7tp4r.due`; empty is the record as a whole.
    pub field: String,
    /// What is in place; absent where nothing is.
    pub used: Option<String>,
    /// What was not used; absent where it was a removal.
    pub other: Option<String>,
}

/// The open conflicts of these records, given as path and text.
pub fn rows(records: &[(String, String)]) -> Vec<Row> {
    let mut rows = Vec::new();
    for (path, text) in records {
        let table: toml::Table = text.trim_start_matches('\u{feff}').parse().unwrap_or_default();
        let word = |key: &str| table.get(key).and_then(Value::as_str).map(str::to_string);
        let record = word("id").or_else(|| word("handle")).unwrap_or_else(|| path.clone());
        for conflict in merge::conflicts(text) {
            rows.push(Row {
                used: used(&table, &conflict.field),
                id: conflict.id,
                record: record.clone(),
                path: path.clone(),
                field: conflict.field,
                other: conflict.value.map(|value| one_line(&value)),
            });
        }
    }
    rows
}

/// What stands at a dotted path of keys and ids.
fn used(table: &toml::Table, field: &str) -> Option<String> {
    let mut at = Value::Table(table.clone());
    for key in field.split('.').filter(|key| !key.is_empty()) {
        at = match at {
            Value::Table(mut table) if key == "state" && !table.contains_key("state") => {
                let state = ["done", "dropped", "outcome", "obstacle", "result", "why"];
                let state = state.iter().filter_map(|k| Some(((*k).to_string(), table.remove(*k)?)));
                Value::Table(state.collect())
            }
            Value::Table(mut table) => table.remove(key)?,
            Value::Array(items) => {
                items.into_iter().find(|item| item.get("id").and_then(Value::as_str) == Some(key))?
            }
            _ => return None,
        };
    }
    if field.is_empty() { Some("the record".into()) } else { Some(one_line(&said(&at))) }
}

fn said(value: &Value) -> String {
    match value {
        Value::String(text) => text.trim_end().to_string(),
        Value::Table(table) if table.is_empty() => "open".into(),
        Value::Table(table) => {
            table.iter().map(|(key, value)| format!("{key} {}", said(value))).collect::<Vec<_>>().join(", ")
        }
        Value::Array(items) => items.iter().map(said).collect::<Vec<_>>().join(", "),
        Value::Integer(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        Value::Boolean(yes) => yes.to_string(),
        Value::Datetime(day) => day.to_string(),
    }
}

fn one_line(text: &str) -> String {
    text.lines().map(str::trim).collect::<Vec<_>>().join(" / ")
}

const REMOVED: &str = "(removed)";

pub fn page(rows: &[Row]) -> Page {
    let mut page = Page::new();
    let row = |row: &Row| {
        let field = if row.field.is_empty() { "the whole record" } else { &row.field };
        vec![
            Text::new()
                .with(Tone::Id, &row.id[..row.id.len().min(4)])
                .with(Tone::Faint, row.id.get(4..).unwrap_or_default()),
            row.record.as_str().into(),
            Text::new().with(Tone::Faint, field),
            row.used.as_deref().unwrap_or(REMOVED).into(),
            row.other.as_deref().unwrap_or(REMOVED).into(),
        ]
    };
    page.table(0, &["id", "record", "field", "in place", "the other"], rows.iter().map(row).collect());
    page
}

/// Both versions of one, to be decided on.
pub fn both(row: &Row) -> Page {
    let mut page = Page::new();
    page.line(Text::new().with(Tone::Heading, format!("{} {}", row.record, row.field)));
    let fact = |name: &str, value: &Option<String>| {
        vec![Text::new().with(Tone::Faint, name), value.as_deref().unwrap_or(REMOVED).into()]
    };
    page.table(2, &[], vec![fact("in place", &row.used), fact("the other", &row.other)]);
    page
}
