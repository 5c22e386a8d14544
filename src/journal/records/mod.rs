//! Parses the text of a file into a record, or into the problem that prevents it. A problem names path, line
//! and column. It never quotes the file, so that private text does not leak into messages.

pub mod action;
pub mod answers;
pub mod benefit;
pub mod due_moves;
pub mod fields;
pub mod follow_up;
pub mod kind;
pub mod objective;
pub mod person;
pub mod policy;
pub mod private_note;
pub mod request;
pub mod resource;
pub mod session;
pub mod settings;
pub mod standard;
pub mod story;
pub mod template;
pub mod template_field;
mod unknown_keys;

use std::ops::Range;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::text::parse_errors;
use super::values::id::Id;
use crate::error::{Cause, Error};
pub use unknown_keys::unknown_keys;

use fields::RecordTable;
use objective::Objective;
use person::Person;
use policy::Policy;
use request::Request;
use resource::Resource;
use session::Session;
use settings::Settings;
use standard::Standard;
use story::Story;
use template::Template;

/// A problem of a file, with its place. Lines and columns count from 1; line 0 means the whole file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Problem {
    pub path: String,
    pub line: usize,
    pub column: usize,
    pub message: String,
    /// Whether the cause is an I/O error and not the content. Such a problem may go away.
    #[serde(skip)]
    pub is_the_machines: bool,
    /// Whether the record only lacks a key that it must have.
    #[serde(skip)]
    pub lacks_a_key: bool,
    /// The file that coach uses, if this one is a second file of the same record.
    #[serde(skip)]
    pub copy_of: Option<String>,
    /// The item at this place, if another item with its id counts.
    #[serde(skip)]
    pub second_item: Option<Box<SecondItem>>,
}

/// A list of a session whose items have ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ItemList {
    Actions,
    FollowUps,
}

impl ItemList {
    /// The key of the list in a session's file.
    pub fn key(self) -> &'static str {
        match self {
            ItemList::Actions => "action",
            ItemList::FollowUps => "follow_up",
        }
    }

    /// The key of an item's text.
    pub fn text_key(self) -> &'static str {
        match self {
            ItemList::Actions => "what",
            ItemList::FollowUps => "ask",
        }
    }

    /// The word for an item.
    pub fn noun(self) -> &'static str {
        match self {
            ItemList::Actions => "action",
            ItemList::FollowUps => "follow-up",
        }
    }
}

/// An action or a follow-up that does not count, because another one has the same id.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SecondItem {
    pub list: ItemList,
    /// Its number in the list, from 0.
    pub number: usize,
    pub id: Id,
    /// The session's file with the item that counts.
    pub counts: String,
}

impl Problem {
    /// A problem with the whole file.
    pub fn of_file(path: &str, message: impl Into<String>) -> Problem {
        let (path, message) = (path.into(), message.into());
        let (line, column, is_the_machines) = (0, 0, false);
        let (lacks_a_key, copy_of, second_item) = (false, None, None);
        Problem { path, line, column, message, is_the_machines, lacks_a_key, copy_of, second_item }
    }

    /// Whether coach could not read the record. It can read a second file of a record, and a second item.
    pub fn is_unread(&self) -> bool {
        self.copy_of.is_none() && self.second_item.is_none()
    }

    /// A second file of the record with this id or handle. coach uses the file at `counts`.
    pub fn copy(path: &str, name: &str, counts: &str) -> Problem {
        let message =
            format!("a second file for `{name}`: coach uses only {counts} (`coach check --fix` merges them)");
        Problem { copy_of: Some(counts.into()), ..Problem::of_file(path, message) }
    }

    /// An I/O error.
    pub fn of_machine(path: &str, message: impl Into<String>) -> Problem {
        Problem { is_the_machines: true, ..Problem::of_file(path, message) }
    }

    /// A problem at a byte offset of the text.
    pub fn at(path: &str, text: &str, byte: usize, message: impl Into<String>) -> Problem {
        let before = &text.as_bytes()[..byte.min(text.len())];
        let line = before.iter().filter(|b| **b == b'\n').count() + 1;
        let start = before.iter().rposition(|b| *b == b'\n').map_or(0, |newline| newline + 1);
        let column = String::from_utf8_lossy(&before[start..]).chars().count() + 1;
        Problem { line, column, ..Problem::of_file(path, message) }
    }

    /// The place in the form that editors open: `sessions/ana/x.toml:3:9`.
    pub fn place(&self) -> String {
        match self.line {
            0 => self.path.clone(),
            line => format!("{}:{line}:{}", self.path, self.column),
        }
    }

    /// The error of a command that needs this file.
    pub fn error(&self) -> Error {
        let kind = if self.is_the_machines { Error::machine } else { Error::cannot };
        kind(format!("{}: {}", self.place(), self.message)).because(Cause::Unreadable(self.place().into()))
    }
}

/// A kind of record, with the checks that its TOML structure cannot express.
pub trait Record: DeserializeOwned {
    /// The keys of the record. `None` if the table of fields does not have them.
    const TABLE: Option<RecordTable> = None;

    /// Why a well-formed file is not a valid record.
    fn refused(&self) -> Option<Refusal> {
        None
    }
}

/// The reason why a record is not valid, and the key at fault, if it is one at the root of the file.
pub struct Refusal {
    pub key: Option<&'static str>,
    pub message: String,
}

impl Refusal {
    fn of_key(key: &'static str, message: String) -> Refusal {
        Refusal { key: Some(key), message }
    }
}

impl Record for Session {
    const TABLE: Option<RecordTable> = Some(RecordTable::Session);

    fn refused(&self) -> Option<Refusal> {
        let message = || "`with` is empty: a session needs at least one person".to_string();
        self.with.is_empty().then(|| Refusal::of_key("with", message()))
    }
}
impl Record for Person {
    const TABLE: Option<RecordTable> = Some(RecordTable::Person);
}
impl Record for Objective {
    const TABLE: Option<RecordTable> = Some(RecordTable::Objective);
}
impl Record for Story {
    const TABLE: Option<RecordTable> = Some(RecordTable::Story);
}
impl Record for Policy {
    const TABLE: Option<RecordTable> = Some(RecordTable::Policy);
}
impl Record for Resource {
    const TABLE: Option<RecordTable> = Some(RecordTable::Resource);
}
impl Record for Standard {
    const TABLE: Option<RecordTable> = Some(RecordTable::Standard);

    fn refused(&self) -> Option<Refusal> {
        let none = self.kinds.iter().find(|kind| !kind.is_conversation())?;
        Some(Refusal::of_key(
            "kinds",
            format!("`kinds` contains `{none}`, which is not a kind of conversation"),
        ))
    }
}
impl Record for Template {
    const TABLE: Option<RecordTable> = Some(RecordTable::TemplateRecord);

    fn refused(&self) -> Option<Refusal> {
        Template::refused(self).map(|message| Refusal { key: None, message })
    }
}
impl Record for Settings {}
impl Record for Request {
    const TABLE: Option<RecordTable> = Some(RecordTable::Request);
}

/// Parses one record.
pub fn read<T: Record>(path: &str, text: &str) -> Result<T, Problem> {
    let text_without_bom = text.strip_prefix('\u{feff}').unwrap_or(text);
    let bom = text.len() - text_without_bom.len();
    let record: T = toml::from_str(text_without_bom)
        .map_err(|error| problem(path, text, bom, error.span(), error.message()))?;
    let Some(Refusal { key, message }) = record.refused() else { return Ok(record) };
    let place = key.and_then(|key| parse_errors::place_of(text_without_bom, key));
    Err(match place {
        Some(byte) => Problem::at(path, text, byte + bom, message),
        None => Problem::of_file(path, message),
    })
}

/// A parse error as a problem. The text begins with a byte order mark of `bom` bytes, or with none if it is
/// 0.
pub fn problem(path: &str, text: &str, bom: usize, span: Option<Range<usize>>, message: &str) -> Problem {
    let message = without_content(message);
    let lacks_a_key = message.starts_with("missing field `");
    let problem = match span {
        Some(span) => {
            let (byte, message) = parse_errors::told(&text[bom..], span, &message);
            Problem::at(path, text, byte + bom, message)
        }
        None => Problem::of_file(path, message),
    };
    Problem { lacks_a_key, ..problem }
}

/// Rewrites a type name of serde in the user's words.
pub fn in_words(expected: &str) -> &str {
    match expected {
        "u8" | "u16" | "u32" | "u64" => WHOLE,
        "i32" | "i64" => "a whole number",
        "f64" => "a number",
        "a string" | "a borrowed string" | "str" => TEXT,
        "a sequence" => "a list in square brackets",
        "a boolean" => "true or false",
        "a map" => "keys and values in { }",
        record if record.starts_with("struct ") => "keys and values in { }",
        other => other,
    }
}

pub const WHOLE: &str = "a whole number, 0 or more";
pub const TEXT: &str = "a text in quotes";

/// A parser's message without the offending value (`invalid type: string "…", expected`).
fn without_content(message: &str) -> String {
    let first = message.lines().next().unwrap_or_default().trim();
    let quotes =
        ["invalid type", "invalid value", "invalid length"].iter().any(|start| first.starts_with(start));
    if let Some((_, expected)) = first.rsplit_once(", expected ").filter(|_| quotes) {
        let words = in_words(expected);
        let unquoted = if words == WHOLE { ", without quotes" } else { "" };
        return format!("expected {words}{unquoted}");
    }
    first.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SESSION: &str = "id = \"k3f9m2qxtp\"\ndate = 2026-11-21\ncoach = \"jo\"\nwith = [\"ana\"]\n";

    fn problem(text: &str) -> Problem {
        read::<Session>("s.toml", text).unwrap_err()
    }

    #[test]
    fn a_problem_names_the_place_and_never_the_text() {
        let text = format!("{SESSION}minutes = \"a secret\"\n");
        let found = problem(&text);
        assert_eq!((found.line, found.column), (5, 11));
        assert_eq!(found.message, "minutes: expected a whole number, 0 or more, without quotes");

        let found = problem(&SESSION.replace("2026-11-21", "\"2026-11-21\""));
        assert_eq!(found.message, "date: expected a date such as 2026-11-28, without quotes");
        assert_eq!((found.line, found.column), (2, 8));

        let found = problem(&SESSION.replace("2026-11-21", "2026-02-30"));
        assert_eq!((found.line, found.column > 0), (2, true), "{found:?}");

        let found = problem(&SESSION.replace("[\"ana\"]", "[]"));
        assert_eq!((found.line, found.column), (4, 1));
        assert_eq!(found.message, "`with` is empty: a session needs at least one person");
    }

    #[test]
    fn markers_and_missing_keys_are_problems() {
        assert_eq!(problem("<<<<<<< HEAD\n").line, 1);
        assert!(problem("date = 2026-11-21\n").message.contains("missing field"));
        assert!(problem(&format!("{SESSION}coach = \"al\"\n")).message.contains("appears twice"));
    }

    #[test]
    fn a_byte_order_mark_is_no_problem() {
        assert!(read::<Session>("s.toml", &format!("\u{feff}{SESSION}")).is_ok());
    }
}
