//! The list of conflicts: values of which a merge kept two versions.

use serde::Serialize;
use toml::Value;
use toml_edit::Key;

use crate::journal::merge;
use crate::views::page::{Page, Text, Tone};
use crate::views::wording::count;

/// A conflict, as `--json` gives it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ConflictRow {
    pub id: String,
    /// The name that `coach resolve` accepts: the id, or `RECORD/ID` if another record has a conflict with
    /// this id.
    #[serde(skip)]
    pub name: String,
    /// The session's id, or the handle of a person or an objective.
    pub record: String,
    pub path: String,
    /// The field, such as `action.m2qxw7tp4r.due`; empty for the record as a whole.
    pub field: String,
    /// The value in place; absent if the field is.
    pub used: Option<String>,
    /// The value that the merge did not use; absent if the other side removed the field.
    pub other: Option<String>,
}

impl ConflictRow {
    /// The id of the action or follow-up that the conflict is about, as a whole or in one field.
    pub(crate) fn item(&self) -> Option<&str> {
        let inside = self.field.strip_prefix("action.").or_else(|| self.field.strip_prefix("follow_up."))?;
        inside.split('.').next()
    }

    /// The id of the action, if the conflict is about a whole action.
    pub(crate) fn action(&self) -> Option<&str> {
        self.field.strip_prefix("action.").filter(|id| !id.contains('.'))
    }

    pub(crate) fn field_shown(&self) -> &str {
        if self.field.is_empty() { "the whole record" } else { &self.field }
    }
}

/// The open conflicts of these records, given as path and text.
pub(crate) fn rows(records: &[(String, String)]) -> Vec<ConflictRow> {
    let mut rows = Vec::new();
    for (path, text) in records {
        let table: toml::Table = text.trim_start_matches('\u{feff}').parse().unwrap_or_default();
        let word = |key: &str| table.get(key).and_then(Value::as_str).map(str::to_string);
        let record = word("id").or_else(|| word("handle")).unwrap_or_else(|| path.clone());
        for conflict in merge::conflicts(text) {
            rows.push(ConflictRow {
                used: used(&table, &conflict.field),
                name: conflict.id.clone(),
                id: conflict.id,
                record: record.clone(),
                path: path.clone(),
                field: conflict.field,
                other: conflict.value.map(|value| read(&value)),
            });
        }
    }
    // A conflict's id is a hash of its content, and two records can lose the same value.
    let all: Vec<(String, String)> = rows.iter().map(|row| (row.id.clone(), row.record.clone())).collect();
    for row in &mut rows {
        let same: Vec<_> = all.iter().filter(|(id, _)| *id == row.id).collect();
        // A person and an objective can have the same handle.
        let record = match same.iter().filter(|(_, record)| *record == row.record).count() {
            1 => &row.record,
            _ => &row.path,
        };
        if same.len() > 1 {
            row.name = format!("{record}/{}", row.id);
        }
    }
    rows
}

/// The value at a dotted path of keys and ids.
fn used(table: &toml::Table, field: &str) -> Option<String> {
    if field.is_empty() {
        return Some("as in the file".into());
    }
    let mut at = Value::Table(table.clone());
    for key in Key::parse(field).ok()? {
        let key = key.get();
        at = match at {
            Value::Table(mut table) if key == "state" && !table.contains_key("state") => Value::Table(
                merge::item_state::KEYS
                    .iter()
                    .filter_map(|k| Some(((*k).to_string(), table.remove(*k)?)))
                    .collect(),
            ),
            Value::Table(mut table) => table.remove(key)?,
            // The fields and actions of a template have a key instead of an id.
            Value::Array(items) => {
                let name = |item: &Value| ["id", "key"].into_iter().find_map(|name| item.get(name).cloned());
                items.into_iter().find(|item| name(item).is_some_and(|name| name.as_str() == Some(key)))?
            }
            _ => return None,
        };
    }
    Some(one_line(&said(&at)))
}

/// Renders a value, written as TOML, in words.
fn read(value: &str) -> String {
    let table: Option<toml::Table> = format!("value = {value}").parse().ok();
    one_line(&table.as_ref().and_then(|table| table.get("value")).map_or_else(|| value.to_owned(), said))
}

fn said(value: &Value) -> String {
    match value {
        Value::String(text) => text.trim_end().to_string(),
        Value::Table(table) if table.is_empty() => "open".into(),
        Value::Table(table) => {
            // The text of an action or a follow-up comes first.
            let gist = ["what", "ask"].into_iter().find_map(|key| table.get(key));
            let rest = table.iter().filter(|(key, value)| *key != "id" && Some(*value) != gist);
            let rest = rest.map(|(key, value)| format!("{} {}", key.replace('_', " "), said(value)));
            gist.map(said).into_iter().chain(rest).collect::<Vec<_>>().join(", ")
        }
        Value::Array(items) if items.is_empty() => "none".into(),
        Value::Array(items) => items.iter().map(said).collect::<Vec<_>>().join(", "),
        Value::Integer(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        Value::Boolean(yes) => if *yes { "yes" } else { "no" }.into(),
        Value::Datetime(day) => day.to_string(),
    }
}

fn one_line(text: &str) -> String {
    text.lines().map(str::trim).collect::<Vec<_>>().join(" / ")
}

/// The version, or `(removed)`.
pub(crate) fn shown(version: &Option<String>) -> &str {
    version.as_deref().unwrap_or("(removed)")
}

pub(crate) fn page(rows: &[ConflictRow]) -> Page {
    let mut page = Page::new();
    let row = |row: &ConflictRow| {
        vec![
            if row.name == row.id {
                Text::new()
                    .with(Tone::Id, &row.id[..row.id.len().min(4)])
                    .with(Tone::Faint, row.id.get(4..).unwrap_or_default())
            } else {
                Text::new().with(Tone::Id, row.name.as_str())
            },
            Text::from(row.record.as_str()).naming(&row.path),
            Text::new().with(Tone::Faint, row.field_shown()),
            shown(&row.used).into(),
            shown(&row.other).into(),
        ]
    };
    page.table(0, &["id", "record", "field", "current", "other"], rows.iter().map(row).collect());
    page
}

/// One conflict in one line, without its id.
pub(crate) fn gist(row: &ConflictRow) -> String {
    format!(
        "{} {}: {}; other version: {}",
        row.record,
        row.field_shown(),
        shown(&row.used),
        shown(&row.other)
    )
}

/// Every conflict, for the end of another command's answer.
pub(crate) fn kept(rows: &[ConflictRow]) -> Page {
    let mut page = Page::new();
    if rows.is_empty() {
        return page;
    }
    let what = count(rows.len(), "conflict");
    page.line(
        Text::new().with(Tone::Warning, format!("{what} to resolve: coach resolve ID --keep or --take")),
    );
    for row in rows {
        let id = Text::new().with(Tone::Id, row.name.as_str()).naming(&row.path);
        page.indented(2, id.plain(format!("  {}", gist(row))));
    }
    page
}

/// Both versions of a conflict, for the user to choose.
pub(crate) fn both(row: &ConflictRow) -> Page {
    let mut page = Page::new();
    page.line(Text::new().with(Tone::Heading, format!("{} {}", row.record, row.field_shown())));
    let fact =
        |name: &str, value: &Option<String>| vec![Text::new().with(Tone::Faint, name), shown(value).into()];
    page.table(2, &[], vec![fact("current", &row.used), fact("other", &row.other)]);
    page
}
