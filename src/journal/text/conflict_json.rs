//! What a merge left to decide (`[[conflict]]`), as JSON tells it: days as texts where a day is
//! meant, and what JSON has no word for as `{"$toml": "…"}`, so that all of it finds the way back.

use serde::{Serialize, Serializer};
use serde_json::{Map, Value as Json};
use toml::Value;

/// The list of them in a record.
pub const CONFLICT: &str = "conflict";

/// The one key of what only TOML can say.
pub const TOML: &str = "$toml";

/// The keys under which a day stands, in one record or another.
pub fn is_day(key: &str) -> bool {
    matches!(
        key,
        "date"
            | "due"
            | "agreed"
            | "done"
            | "dropped"
            | "series"
            | "on"
            | "closed"
            | "consented"
            | "left"
            | "forgotten"
            | "by"
            | "consent"
            | "as_of"
    )
}

/// The key that a conflict's value had: the last of its field.
pub fn last_key(field: &str) -> &str {
    field.rsplit('.').next().unwrap_or(field)
}

/// For `serialize_with`. What is kept for machines stays as it is.
pub fn serialize<S: Serializer>(conflicts: &Vec<toml::Table>, serializer: S) -> Result<S::Ok, S::Error> {
    if !serializer.is_human_readable() {
        return conflicts.serialize(serializer);
    }
    serializer.collect_seq(conflicts.iter().map(|conflict| {
        let field = conflict.get("field").and_then(Value::as_str).unwrap_or_default();
        let key = |key| if key == "value" { last_key(field) } else { key };
        let told = conflict.iter().map(|(name, value)| (name.clone(), json(key(name.as_str()), value)));
        told.collect::<Map<String, Json>>()
    }))
}

fn json(key: &str, value: &Value) -> Json {
    match value {
        Value::Datetime(day) if is_day(key) && day.time.is_none() => day.to_string().into(),
        Value::String(text) if is_day(key) && text.parse::<toml::value::Datetime>().is_ok() => only(value),
        Value::String(text) => text.as_str().into(),
        Value::Integer(number) => (*number).into(),
        Value::Float(number) if number.is_finite() => (*number).into(),
        Value::Boolean(yes) => (*yes).into(),
        Value::Array(values) => values.iter().map(|value| json("", value)).collect(),
        // Who writes our own word means it as it stands.
        Value::Table(table) if table.contains_key(TOML) => only(value),
        Value::Table(table) => {
            let told = table.iter().map(|(key, value)| (key.clone(), json(key, value)));
            Json::Object(told.collect())
        }
        Value::Datetime(_) | Value::Float(_) => only(value),
    }
}

fn only(value: &Value) -> Json {
    Json::Object(Map::from_iter([(TOML.to_string(), value.to_string().into())]))
}
