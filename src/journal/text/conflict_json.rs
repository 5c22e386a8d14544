//! Converts the open conflicts of a merge (`[[conflict]]`) to JSON. A day becomes a string if its key holds
//! days. A value that JSON cannot express becomes `{"$toml": "…"}`, so that every value can be converted
//! back.

use serde::{Serialize, Serializer};
use serde_json::{Map, Value as Json};
use toml::Value;

use crate::journal::records::fields;

/// The key of the list of conflicts in a record.
pub(crate) const CONFLICT: &str = "conflict";

/// The only key of a value that JSON cannot express.
pub(crate) const TOML: &str = "$toml";

/// Returns the key of a conflict's value: the last key of its field.
pub(crate) fn last_key(field: &str) -> &str {
    field.rsplit('.').next().unwrap_or(field)
}

/// For `serialize_with`. Binary formats get the conflicts unchanged.
pub(crate) fn serialize<S: Serializer>(
    conflicts: &Vec<toml::Table>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
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
        Value::Datetime(day) if fields::is_day(key) && day.time.is_none() => day.to_string().into(),
        Value::String(text) if fields::is_day(key) && text.parse::<toml::value::Datetime>().is_ok() => {
            only(value)
        }
        Value::String(text) => text.as_str().into(),
        Value::Integer(number) => (*number).into(),
        Value::Float(number) if number.is_finite() => (*number).into(),
        Value::Boolean(yes) => (*yes).into(),
        Value::Array(values) => values.iter().map(|value| json("", value)).collect(),
        // A table that already has this key becomes TOML text too, so that it keeps its meaning.
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
