//! A private note: a coach's own note on a session. It is stored in a separate folder, never in the journal.

use serde::Deserialize;

use super::Record;
use super::session::Session;
use crate::journal::text::editable_record::RecordText;
use crate::journal::text::new_record;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;

/// A private note. Repeats the session's day and people, so that coach can find the note after the session is
/// deleted.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct PrivateNote {
    pub session: Id,
    pub date: Day,
    #[serde(default)]
    pub with: Vec<Handle>,
    pub notes: String,
    /// The values that a merge of two machines' notes did not use, until the user removes them.
    #[serde(default)]
    pub conflict: Vec<OtherVersion>,
}

/// The other version of a field.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct OtherVersion {
    pub field: String,
    /// `None` if the other version removed the field.
    #[serde(default)]
    pub value: Option<toml::Value>,
}

impl OtherVersion {
    /// The value as text for people.
    pub fn words(&self) -> Option<String> {
        self.value.as_ref().map(words)
    }
}

fn words(value: &toml::Value) -> String {
    match value {
        toml::Value::String(text) => text.clone(),
        toml::Value::Integer(number) => number.to_string(),
        toml::Value::Float(number) => number.to_string(),
        toml::Value::Boolean(is) => is.to_string(),
        toml::Value::Datetime(day) => day.to_string(),
        toml::Value::Array(values) => values.iter().map(words).collect::<Vec<_>>().join(", "),
        toml::Value::Table(table) => table.values().map(words).collect::<Vec<_>>().join(", "),
    }
}

impl Record for PrivateNote {}

impl PrivateNote {
    /// The private note of this session.
    pub fn beside(session: &Session, notes: &str) -> PrivateNote {
        PrivateNote {
            session: session.id.clone(),
            date: session.date,
            with: session.with.clone(),
            notes: new_record::written(notes),
            conflict: Vec::new(),
        }
    }

    /// Whether the note is empty.
    pub fn says_nothing(&self) -> bool {
        self.notes.trim().is_empty() && self.conflict.is_empty()
    }

    /// The whole note as text for people.
    pub fn said(&self) -> String {
        let others = self.conflict.iter().filter_map(OtherVersion::words);
        others.fold(self.notes.clone(), |said, other| {
            format!("{}\n\nThe other version: {other}", said.trim_end())
        })
    }

    /// Empties the note.
    pub fn clear(&mut self) {
        self.notes.clear();
        self.conflict.clear();
    }

    /// Every text of the note, with those of another machine's version.
    pub fn texts(&self) -> Vec<String> {
        let others = self.conflict.iter().filter_map(OtherVersion::words);
        std::iter::once(self.notes.clone()).chain(others).collect()
    }

    /// Appends a paragraph.
    pub fn add(&mut self, text: &str) {
        self.notes = paragraphs([self.notes.as_str(), text]);
    }

    /// Appends a paragraph, unless the note contains it already.
    pub fn add_unless_said(&mut self, text: &str) {
        if !self.notes.contains(text.trim()) {
            self.add(text);
        }
    }

    /// Whether both are the same note on the same conversation, with any session ids. This happens when the
    /// user retries `coach log`.
    pub fn is_again(&self, other: &PrivateNote) -> bool {
        (self.date, &self.with) == (other.date, &other.with) && self.notes.trim() == other.notes.trim()
    }

    /// Writes the note's fields into the text.
    pub fn write(&self, text: &mut RecordText) {
        text.root()
            .set("session", self.session.as_str())
            .set_day("date", self.date)
            .set_list("with", &self.with)
            .set("notes", self.notes.as_str());
    }
}

/// Joins texts as paragraphs. Skips empty ones; the result may be empty.
pub fn paragraphs<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let parts: Vec<&str> =
        parts.into_iter().map(|part| part.trim()).filter(|part| !part.is_empty()).collect();
    new_record::written(&parts.join("\n\n"))
}
