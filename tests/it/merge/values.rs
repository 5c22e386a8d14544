//! What a record says, value by value, so that a test can ask what was lost. A list of words
//! counts word by word, a text line by line, a table of a list by its id.

use std::collections::BTreeSet;

use toml::{Table, Value};

/// A place and what is said there.
pub(crate) type Values = BTreeSet<(String, String)>;

const STATE: [&str; 7] = ["done", "dropped", "outcome", "obstacle", "obstacle_text", "result", "why"];

pub(crate) fn table(text: &str) -> Table {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    text.replace("\r\n", "\n").parse().unwrap_or_else(|error| panic!("{error}\nin\n{text}"))
}

/// What stands in place.
pub(crate) fn placed(text: &str) -> Values {
    let mut table = table(text);
    table.remove("conflict");
    let mut values = Values::new();
    collect("", &Value::Table(table), &mut values);
    values
}

/// What stands in place or in a conflict.
pub(crate) fn all(text: &str) -> Values {
    let mut values = placed(text);
    let table = table(text);
    let Some(Value::Array(conflicts)) = table.get("conflict") else { return values };
    for conflict in conflicts.iter().filter_map(Value::as_table) {
        let Some(field) = conflict.get("field").and_then(Value::as_str) else { continue };
        if let Some(value) = conflict.get("value") {
            let state = field.strip_suffix(".state").filter(|_| value.is_table());
            collect(state.unwrap_or(field), value, &mut values);
        }
    }
    values
}

/// Conflicts by what they are about and what they keep.
pub(crate) fn conflicts(text: &str) -> BTreeSet<String> {
    let table = table(text);
    let Some(Value::Array(conflicts)) = table.get("conflict") else { return BTreeSet::new() };
    conflicts.iter().map(canon).collect()
}

fn collect(place: &str, value: &Value, values: &mut Values) {
    let inner = |key: &str| {
        let key = toml_edit::Key::new(key).to_string();
        if place.is_empty() { key } else { format!("{place}.{key}") }
    };
    match value {
        Value::Table(table) => table.iter().for_each(|(key, value)| collect(&inner(key), value, values)),
        Value::Array(list) if !list.is_empty() && list.iter().all(Value::is_table) => {
            let mut seen = BTreeSet::new();
            for value in list {
                let id = value.get("id").and_then(Value::as_str);
                match id.filter(|id| seen.insert(id.to_string())) {
                    Some(id) => collect(&inner(id), value, values),
                    None => drop(values.insert((place.to_string(), canon(value)))),
                }
            }
        }
        Value::Array(list) if list.iter().all(Value::is_str) => {
            values.extend(list.iter().map(|word| (place.to_string(), canon(word))));
        }
        Value::String(text) => {
            values.extend(text.split('\n').map(|line| (place.to_string(), line.to_string())));
        }
        value => drop(values.insert((place.to_string(), canon(value)))),
    }
}

fn canon(value: &Value) -> String {
    match value {
        Value::Table(table) => {
            let mut pairs: Vec<_> =
                table.iter().map(|(key, value)| format!("{key:?}={}", canon(value))).collect();
            pairs.sort();
            format!("{{{}}}", pairs.join(","))
        }
        Value::Array(list) => format!("[{}]", list.iter().map(canon).collect::<Vec<_>>().join(",")),
        Value::String(text) => format!("{text:?}"),
        Value::Datetime(day) => day.to_string(),
        Value::Integer(number) => number.to_string(),
        Value::Float(number) => format!("{number:?}"),
        Value::Boolean(yes) => yes.to_string(),
    }
}

/// The tables of a list with ids.
pub(crate) fn items(text: &str, list: &str) -> Vec<(String, Table)> {
    let table = table(text);
    let Some(Value::Array(list)) = table.get(list) else { return Vec::new() };
    let tables = list.iter().filter_map(Value::as_table);
    tables.filter_map(|table| Some((table.get("id")?.as_str()?.to_string(), table.clone()))).collect()
}

/// The words of a list of the record.
pub(crate) fn words(text: &str, key: &str) -> Vec<String> {
    let table = table(text);
    let Some(Value::Array(list)) = table.get(key) else { return Vec::new() };
    list.iter().filter_map(Value::as_str).map(str::to_string).collect()
}

/// The keys of an action or follow-up that say how it stands.
pub(crate) fn state(item: &Table) -> Vec<(String, String)> {
    STATE.iter().filter_map(|key| Some((key.to_string(), canon(item.get(*key)?)))).collect()
}

/// Comment lines, each with how often it stands there. The generators put no `#` into strings.
pub(crate) fn comments(text: &str) -> Vec<String> {
    let lines = text.lines().filter_map(|line| line.find('#').map(|at| line[at..].trim().to_string()));
    let mut comments: Vec<String> = lines.collect();
    comments.sort();
    comments
}
