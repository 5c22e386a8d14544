//! Pieces of a JSON text with their positions, so that every error has its line and column.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::Deref;

use serde::de::{DeserializeOwned, Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use serde_path_to_error::Segment;

use crate::import::source_text::SourceText;
use crate::journal::records::{Problem, TEXT, WHOLE, in_words};

pub(crate) type Object<'a> = BTreeMap<String, &'a RawValue>;

pub(crate) struct Pieces<'a>(pub &'a SourceText<'a>);

impl<'a> Deref for Pieces<'a> {
    type Target = SourceText<'a>;

    fn deref(&self) -> &SourceText<'a> {
        self.0
    }
}

impl<'a> Pieces<'a> {
    /// Parses the whole text as one value.
    pub(crate) fn whole<T: Deserialize<'a>>(&self) -> Result<T, Problem> {
        serde_json::from_str(self.0.text).map_err(|error| self.broken(0, &error))
    }

    /// Each line that is not empty, with the byte at which it begins.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (usize, &'a str)> {
        let text = self.0.text;
        let lines = text.split('\n').filter(|line| !line.trim().is_empty());
        lines.map(|line| (line.as_ptr() as usize - text.as_ptr() as usize, line))
    }

    /// Parses a piece as `T`. An error points to the value that does not fit.
    pub(crate) fn read<T: DeserializeOwned>(&self, raw: &'a RawValue) -> Result<T, Problem> {
        let mut deserializer = serde_json::Deserializer::from_str(raw.get());
        serde_path_to_error::deserialize::<_, T>(&mut deserializer).map_err(|error| {
            let path: Vec<String> = error.path().iter().map(ToString::to_string).collect();
            let message = self.broken(self.place(raw), error.inner()).message;
            self.at(inside(raw, &path), placed(error.path(), message))
        })
    }

    pub(crate) fn place(&self, raw: &RawValue) -> usize {
        (raw.get().as_ptr() as usize).saturating_sub(self.0.text.as_ptr() as usize)
    }

    pub(crate) fn at(&self, raw: &RawValue, message: impl Into<String>) -> Problem {
        self.problem(self.place(raw), message)
    }

    /// A problem whose message begins with a key. It points to the value of that key.
    pub(crate) fn at_key(&self, raw: &'a RawValue, why: String) -> Problem {
        let key = why.split(':').next().unwrap_or_default().to_string();
        self.at(inside(raw, &[key]), why)
    }

    /// A JSON syntax error in the piece that begins at `start`.
    pub(crate) fn broken(&self, start: usize, error: &serde_json::Error) -> Problem {
        let message = error.to_string();
        let message = said(message.split(" at line ").next().unwrap_or(&message));
        let mut byte = self.byte(start, error.line(), error.column());
        while !self.0.text.is_char_boundary(byte) {
            byte -= 1;
        }
        self.problem(byte, message)
    }
}

/// Any value in which no object repeats a key. JSON parsers take the last of two equal keys, without an
/// error.
pub(crate) struct Once;

impl<'de> Deserialize<'de> for Once {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Once, D::Error> {
        deserializer.deserialize_any(Looker)
    }
}

struct Looker;

impl<'de> Visitor<'de> for Looker {
    type Value = Once;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Once, A::Error> {
        let mut seen = BTreeSet::new();
        while let Some(key) = map.next_key::<String>()? {
            if seen.contains(&key) {
                return Err(A::Error::custom(format!("the key `{key}` appears twice")));
            }
            seen.insert(key);
            map.next_value::<Once>()?;
        }
        Ok(Once)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Once, A::Error> {
        while list.next_element::<Once>()?.is_some() {}
        Ok(Once)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Once, E> {
        Ok(Once)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Once, E> {
        Ok(Once)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Once, E> {
        Ok(Once)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Once, E> {
        Ok(Once)
    }

    fn visit_str<E>(self, _: &str) -> Result<Once, E> {
        Ok(Once)
    }

    fn visit_unit<E>(self) -> Result<Once, E> {
        Ok(Once)
    }
}

/// The value at `path` in a record, or its closest ancestor if the path ends early.
pub(crate) fn inside<'a>(raw: &'a RawValue, path: &[String]) -> &'a RawValue {
    let Some((first, rest)) = path.split_first() else { return raw };
    let index = first.trim_matches(['[', ']']).parse::<usize>();
    let next = match index {
        Ok(index) => Vec::<&'a RawValue>::deserialize(&mut serde_json::Deserializer::from_str(raw.get()))
            .ok()
            .and_then(|list| list.get(index).copied()),
        Err(_) => serde_json::from_str::<Object<'a>>(raw.get()).ok().and_then(|o| o.get(first).copied()),
    };
    next.map_or(raw, |next| inside(next, rest))
}

/// A message that begins with the path of its key, in the words of that field. If the record itself lacks a
/// key, there is no path.
pub(crate) fn placed(path: &serde_path_to_error::Path, message: String) -> String {
    let Some(Segment::Map { key }) = path.iter().next_back() else {
        return if path.iter().next().is_none() { message } else { format!("{path}: {message}") };
    };
    let expected = match (key.as_str(), message.strip_prefix("expected ").unwrap_or_default()) {
        ("minutes", WHOLE) => "a whole number of minutes, such as 45",
        ("cadence", WHOLE) => "a whole number of days, such as 14",
        ("share" | "confidence", WHOLE) => "a whole number from 0 to 100",
        ("start", expected) if !expected.is_empty() => "a time in quotes, such as \"14:30\"",
        ("date", TEXT) => "a date in quotes, such as \"2026-11-28\"",
        ("time", TEXT) => "a time in quotes, such as \"14:30\"",
        ("due" | "entry" | "end", TEXT) => "a time in quotes, such as \"20261128T120000Z\"",
        _ => return format!("{path}: {message}"),
    };
    format!("{path}: expected {expected}")
}

/// A parser's message without the values from the file, and without parser jargon.
pub(crate) fn said(message: &str) -> String {
    let message = message.lines().next().unwrap_or_default().replace(", without quotes", "");
    if let Some(key) = message.strip_prefix("duplicate field ") {
        return format!("the key {key} appears twice");
    }
    let quotes = ["invalid ", "unknown "].iter().any(|start| message.starts_with(start));
    match message.rsplit_once(", expected ").filter(|_| quotes) {
        Some((_, expected)) => format!("expected {}", in_words(expected).replace('`', "")),
        None => broken(&message).map_or(message.clone(), str::to_string),
    }
}

/// A JSON syntax error in plain words.
fn broken(message: &str) -> Option<&'static str> {
    Some(match message {
        "expected ident" => "expected true, false or null",
        "expected value" => "expected a value: a text in quotes, a number, true, false, null, [ ] or { }",
        "key must be a string" => "expected a key in double quotes",
        "trailing comma" => "unexpected comma at the end",
        "trailing characters" => "unexpected text after the closing } or ]",
        "invalid number" => "expected a number such as 45 or 1.5",
        "invalid escape" => "expected one of \" \\ / b f n r t u after the \\",
        "EOF while parsing a string" => "the JSON ends inside a text in quotes",
        "EOF while parsing a value" => "the JSON ends before a value",
        "EOF while parsing an object" => "the JSON ends inside { }",
        "EOF while parsing a list" => "the JSON ends inside a list",
        "recursion limit exceeded" => "too many nested { } or [ ]",
        _ if message.starts_with("control character") => {
            "a text in quotes contains a line break or a control character: write a line break as \\n"
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    /// One text for each phrase of serde_json that coach rewrites. The test fails if a new version of serde_json
    /// words one of them otherwise.
    #[test]
    fn every_phrase_of_serde_json_is_rewritten() {
        let deep = "[".repeat(200);
        let rows = [
            ("[tru]", "expected true, false or null"),
            ("[,]", "expected a value: a text in quotes, a number, true, false, null, [ ] or { }"),
            ("{1: 2}", "expected a key in double quotes"),
            ("[1,]", "unexpected comma at the end"),
            ("{} 1", "unexpected text after the closing } or ]"),
            ("[1.]", "expected a number such as 45 or 1.5"),
            ("[\"\\x\"]", "expected one of \" \\ / b f n r t u after the \\"),
            ("[\"a", "the JSON ends inside a text in quotes"),
            ("", "the JSON ends before a value"),
            ("{", "the JSON ends inside { }"),
            ("[", "the JSON ends inside a list"),
            (
                "[\"a\nb\"]",
                "a text in quotes contains a line break or a control character: write a line break as \\n",
            ),
            (&deep, "too many nested { } or [ ]"),
        ];
        for (text, words) in rows {
            let error = serde_json::from_str::<serde_json::Value>(text).unwrap_err().to_string();
            let message = error.rsplit_once(" at line ").map_or(error.as_str(), |(message, _)| message);
            assert_eq!(super::broken(message), Some(words), "{text}: {message}");
        }
    }
}
