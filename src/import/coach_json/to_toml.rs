//! Converts a JSON record to the TOML text of its file. Keys keep their order, dates become TOML dates, and
//! empty values are left out.

use serde_json::Value as Json;
use toml_edit::{Array, ArrayOfTables, Datetime, DocumentMut, InlineTable, Item, Table, Value};

use crate::journal::records::answers::Answer;
use crate::journal::records::fields;
use crate::journal::text::conflict_json;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyKind {
    Person,
    Objective,
    Session,
    Action,
    FollowUp,
    Request,
    Story,
    Policy,
    Resource,
    Template,
    Standard,
}

impl KeyKind {
    pub(crate) fn named(word: &str) -> Option<KeyKind> {
        match word {
            "person" => Some(KeyKind::Person),
            "objective" => Some(KeyKind::Objective),
            "session" => Some(KeyKind::Session),
            "action" => Some(KeyKind::Action),
            "follow_up" => Some(KeyKind::FollowUp),
            "request" => Some(KeyKind::Request),
            "story" => Some(KeyKind::Story),
            "policy" => Some(KeyKind::Policy),
            "resource" => Some(KeyKind::Resource),
            "template" => Some(KeyKind::Template),
            "standard" => Some(KeyKind::Standard),
            _ => None,
        }
    }
}

/// Whether the key holds a date, rather than a text that looks like one. A conflict has no kind; its keys
/// follow the rules of `fields`.
fn is_day(kind: Option<KeyKind>, key: &str) -> bool {
    match (kind, key) {
        (Some(kind), "by") => kind == KeyKind::Objective,
        (Some(kind), "consent") => kind == KeyKind::Person,
        _ => fields::is_day(key),
    }
}

/// Whether the value equals a missing key: null, an empty list, or an empty text. The kinds and relationships
/// of a standard and the people of a session are required, so an empty list stays.
fn is_absent(key: &str, value: &Json) -> bool {
    match value {
        Json::Null => true,
        Json::Array(list) => list.is_empty() && !matches!(key, "kinds" | "relationships" | "with"),
        Json::String(text) => {
            text.is_empty() && matches!(key, "notes" | "text" | "context" | "did" | "quote" | "because")
        }
        _ => false,
    }
}

/// A value that TOML cannot express: the path of its key, and the reason.
#[derive(Debug)]
pub(crate) struct Misfit {
    pub path: Vec<String>,
    pub why: String,
}

/// The TOML text of the record.
pub(crate) fn text(kind: KeyKind, record: &Json) -> Result<String, Misfit> {
    let Json::Object(keys) = record else {
        return Err(Misfit { path: Vec::new(), why: "expected a record in { }".into() });
    };
    let mut document = DocumentMut::new();
    for (key, value) in keys {
        // `record` is the key by which a `jsonl` line names its kind.
        if is_absent(key, value) || (key == "record" && value.is_string()) {
            continue;
        }
        let item = item(kind, key, value).map_err(|(place, why)| {
            let path = std::iter::once(key.clone()).chain(place.map(|place| place.to_string())).collect();
            let place = place.map(|place| format!("[{place}]")).unwrap_or_default();
            Misfit { path, why: format!("{key}{place}: {why}") }
        })?;
        document.insert(key, item);
    }
    Ok(document.to_string())
}

/// The TOML value of a key. An error names the reason, and the index if the value is a list.
fn item(kind: KeyKind, key: &str, value: &Json) -> Result<Item, (Option<usize>, String)> {
    let whole = |why| (None, why);
    match (key, value) {
        ("action" | "follow_up" | "reading" | "field" | "level" | "conflict", Json::Array(list)) => {
            let each = list.iter().enumerate();
            let tables = each.map(|(place, one)| table(kind, key, one).map_err(|why| (Some(place), why)));
            Ok(Item::ArrayOfTables(tables.collect::<Result<ArrayOfTables, _>>()?))
        }
        ("answers", Json::Object(answers)) => Ok(Item::Table(answered(answers).map_err(whole)?)),
        ("feedback" | "answer", Json::Object(_)) => Ok(Item::Table(table(kind, key, value).map_err(whole)?)),
        _ => Ok(Item::Value(plain(Some(kind), key, value).map_err(whole)?)),
    }
}

fn table(kind: KeyKind, list: &str, value: &Json) -> Result<Table, String> {
    let Json::Object(keys) = value else { return Err("expected keys and values in { }".into()) };
    let mut table = Table::new();
    let kind = Some(kind).filter(|_| list != conflict_json::CONFLICT);
    let field = keys.get("field").and_then(Json::as_str).unwrap_or_default();
    for (key, value) in keys.iter().filter(|(key, value)| kind.is_none() || !is_absent(key, value)) {
        let means = if kind.is_none() && key == "value" { conflict_json::last_key(field) } else { key };
        table.insert(key, Item::Value(plain(kind, means, value)?));
    }
    Ok(table)
}

/// The answers of a session. Their keys are free, and a text that is a valid day becomes a date.
fn answered(answers: &serde_json::Map<String, Json>) -> Result<Table, String> {
    let mut table = Table::new();
    for (key, answer) in answers {
        let value = match answer {
            Json::String(text) => match Answer::text(text) {
                Answer::Day(day) => day.to_toml().into(),
                _ => text.as_str().into(),
            },
            other => plain(Some(KeyKind::Session), "", other)?,
        };
        table.insert(key, Item::Value(value));
    }
    Ok(table)
}

fn plain(kind: Option<KeyKind>, key: &str, value: &Json) -> Result<Value, String> {
    Ok(match value {
        Json::Null => return Err("expected a list without null".into()),
        Json::Bool(yes) => (*yes).into(),
        Json::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(whole), _) => whole.into(),
            (None, Some(number)) => number.into(),
            (None, None) => return Err("expected a smaller number".into()),
        },
        Json::String(text) if is_day(kind, key) => day(text),
        // The export writes 14:30; TOML needs seconds.
        Json::String(text) if key == "start" && kind.is_some() => day(&format!("{text}:00")),
        Json::String(text) => text.as_str().into(),
        Json::Array(list) => {
            let values =
                list.iter().map(|one| plain(kind, "", one)).collect::<Result<Vec<Value>, String>>()?;
            Value::Array(values.into_iter().collect::<Array>())
        }
        Json::Object(keys) => match keys.get(conflict_json::TOML).and_then(Json::as_str) {
            Some(text) => text
                .parse()
                .map_err(|_| format!("expected a TOML value as text under `{}`", conflict_json::TOML))?,
            None => {
                let mut table = InlineTable::new();
                for (key, value) in
                    keys.iter().filter(|(key, value)| kind.is_none() || !is_absent(key, value))
                {
                    table.insert(key, plain(kind, key, value)?);
                }
                Value::InlineTable(table)
            }
        },
    })
}

/// A TOML date. A text that is not a date stays a text, and parsing the record then rejects it.
fn day(text: &str) -> Value {
    text.parse::<Datetime>().map_or_else(|_| text.into(), Value::from)
}
