//! Rewrites TOML parse errors in the user's terms: which key, and what it expects. TOML's parser knows
//! neither. Names only keys that coach knows, and never shows their values.

use std::ops::Range;

use crate::journal::records::TEXT;
use crate::journal::records::fields::{self, FieldValue};

const DAY: &str = "a date such as 2026-11-28, without quotes";
const NUMBER: &str = "a whole number, without quotes";
const LIST: &str = "a list of texts such as [\"ana\", \"ben\"]";
const UNCLOSED: &str = "the closing quotes are missing: a text ends with the same quotes as it begins";
const TABLES: &str = "expected two brackets on each side, such as [[action]]";

/// Returns a key and the kind of value it takes, if coach knows the key.
fn taken(key: &str) -> Option<(&'static str, &'static str)> {
    let (key, value) = fields::find(key)?;
    let takes = match value {
        FieldValue::Day => DAY,
        FieldValue::Time => "a time such as 14:30:00, without quotes",
        FieldValue::Number => NUMBER,
        FieldValue::Amount => "a number, without quotes",
        FieldValue::Truth => "true or false",
        FieldValue::Handles | FieldValue::Choices => LIST,
        FieldValue::Moves => return None,
        _ => TEXT,
    };
    Some((key, takes))
}

/// Returns the byte at fault, and the error in words.
pub(crate) fn told(text: &str, span: Range<usize>, message: &str) -> (usize, String) {
    let byte = span.start.min(text.len());
    if let Some(field) = message.strip_prefix("missing field `").and_then(|rest| rest.strip_suffix('`')) {
        let expected = match taken(field).map(|(_, takes)| takes) {
            // The handle belongs at the top, above all tables.
            Some(TEXT) if field == "handle" => ": add handle = \"…\" at the top".to_string(),
            // Users do not make up ids.
            Some(TEXT) if field != "id" => format!(": add {field} = \"…\""),
            Some(TEXT) => String::new(),
            Some(takes) => format!(": expected {takes}"),
            None => String::new(),
        };
        return (byte, format!("{message}{expected}"));
    }
    if message.starts_with("missing comma between array") || message.starts_with("unclosed array, ") {
        // The parser notices the error on the next line, but the user fixes it where the list begins.
        let begin = text[..byte].rfind('[').unwrap_or(byte);
        let list = "expected commas between the texts of the list, and ] at its end";
        return (begin, of_key(text, begin, list.to_string()));
    }
    if message.starts_with("invalid multi-line") {
        let begin = text[..byte].rfind("'''").max(text[..byte].rfind("\"\"\"")).unwrap_or(byte);
        return (begin, of_key(text, begin, UNCLOSED.to_string()));
    }
    let is_header = text[byte..].starts_with('[') && !text[byte..].starts_with("[[");
    if message.starts_with("unclosed array table") || (is_header && message.starts_with("expected a list")) {
        return (byte, TABLES.to_string());
    }
    let takes = key_at(text, byte).map(|(_, takes)| takes);
    let expected = || match takes {
        Some(takes) => format!("expected {takes}"),
        None => "expected a value: a text in quotes, or a date such as 2026-11-28".to_string(),
    };
    let detail = |what: &str| message.strip_prefix(what).and_then(|rest| rest.strip_prefix(", expected "));
    let said = if let Some(detail) = detail("invalid date") {
        format!("expected a date such as 2026-11-28: {detail}")
    } else if let Some(detail) = detail("invalid time") {
        format!("expected a time such as 14:30:00: {detail}")
    } else if message.starts_with("duplicate key") {
        "appears twice".to_string()
    } else if message.starts_with("unexpected key or value") {
        "unexpected text after the value; inside a text, write \" as \\\"; write a long text as '''…'''"
            .to_string()
    } else if message.contains(" string, expected") {
        UNCLOSED.to_string()
    } else if message.starts_with("key with no value") {
        match takes {
            Some(takes) => format!("expected `=` and {takes}"),
            None => "expected a key, `=` and a value; write a text of several lines as '''…'''".to_string(),
        }
    } else if message.contains("escape") || message.contains("unicode") {
        "inside \"…\", write \\ as \\\\; inside '…', write it as it is".to_string()
    } else if is_of_toml(message) {
        expected()
    } else {
        message.to_string()
    };
    (byte, of_key(text, byte, said))
}

/// Whether a message is about the parser's grammar: such a message only says that a value is missing there.
fn is_of_toml(message: &str) -> bool {
    ["string values must be quoted", "missing opening quote", "invalid boolean"]
        .iter()
        .chain(&["invalid float", "invalid integer", "invalid number", "invalid mantissa", "missing value"])
        .any(|begin| message.starts_with(begin))
}

fn of_key(text: &str, byte: usize, message: String) -> String {
    match key_at(text, byte) {
        Some((key, _)) if message.starts_with("appears") => format!("`{key}` {message}"),
        Some((key, _)) => format!("{key}: {message}"),
        None if message.starts_with("appears") => format!("a key {message}"),
        None => message,
    }
}

/// Returns the key whose value contains this byte.
fn key_at(text: &str, byte: usize) -> Option<(&'static str, &'static str)> {
    let end = text[byte..].find('\n').map_or(text.len(), |end| byte + end);
    let line = text[..end].lines().next_back()?.trim_start();
    let key = line.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-')).next()?;
    taken(key)
}

/// Returns the byte at which a key begins in the root of a text.
pub(crate) fn place_of(text: &str, key: &str) -> Option<usize> {
    let lines = text.split_inclusive('\n').scan(0, |at, line| {
        let begin = *at;
        *at += line.len();
        Some((begin, line))
    });
    let is_it = |line: &str| line.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('='));
    lines.take_while(|(_, line)| !line.starts_with('[')).find(|(_, line)| is_it(line)).map(|(begin, _)| begin)
}

#[cfg(test)]
mod tests {
    use crate::journal::records::read;
    use crate::journal::records::session::Session;

    /// One text for each phrase of toml-rs that coach rewrites. The test fails if a new version of toml-rs words
    /// one of them otherwise.
    #[test]
    fn every_phrase_of_toml_is_rewritten() {
        let rows = [
            ("minutes = 45", "missing field `id`"),
            (
                "with = [\"ana\" \"ben\"]",
                "with: expected commas between the texts of the list, and ] at its end",
            ),
            ("with = [\"ana\"", "with: expected commas between the texts of the list, and ] at its end"),
            (
                "notes = '''So it was",
                "notes: the closing quotes are missing: a text ends with the same quotes as it begins",
            ),
            ("[action]\nid = \"m2qxw7tp4r\"", "expected two brackets on each side, such as [[action]]"),
            ("[[action]", "expected two brackets on each side, such as [[action]]"),
            ("date = 2026-13-01", "date: expected a date such as 2026-11-28: month between 01 and 12"),
            ("start = 25:00:00", "start: expected a time such as 14:30:00: hour between 00 and 23"),
            ("coach = \"jo\"\ncoach = \"al\"", "`coach` appears twice"),
            (
                "notes = \"a\" b",
                "notes: unexpected text after the value; inside a text, write \" as \\\"; write a long text as '''…'''",
            ),
            (
                "notes = \"So it was",
                "notes: the closing quotes are missing: a text ends with the same quotes as it begins",
            ),
            ("minutes", "minutes: expected `=` and a whole number, without quotes"),
            ("So it was", "expected a key, `=` and a value; write a text of several lines as '''…'''"),
            ("notes = \"C:\\Users\"", "notes: inside \"…\", write \\ as \\\\; inside '…', write it as it is"),
            ("coach = jo", "coach: expected a text in quotes"),
            ("coach = jo\"", "coach: expected a text in quotes"),
            ("paid = tru", "paid: expected true or false"),
            ("minutes = 4x", "minutes: expected a whole number, without quotes"),
            ("minutes =", "minutes: expected a whole number, without quotes"),
        ];
        for (text, message) in rows {
            let problem = read::<Session>("s.toml", &format!("{text}\n")).unwrap_err();
            assert_eq!(problem.message, message, "{text}");
        }
    }
}
