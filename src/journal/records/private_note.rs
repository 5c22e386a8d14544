//! A private note: what a coach keeps for themselves beside a session. It lives in a folder of
//! their own, and never in the journal.

use serde::Deserialize;

use super::Record;
use super::session::Session;
use crate::journal::text::document::RecordText;
use crate::journal::text::record_writer;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;

/// Day and people stand here too, so that a note can be found when its session is gone.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct PrivateNote {
    pub session: Id,
    pub date: Day,
    #[serde(default)]
    pub with: Vec<Handle>,
    pub notes: String,
    /// What a merge of two machines' notes did not use, until somebody takes it out.
    #[serde(default)]
    pub conflict: Vec<OtherVersion>,
}

/// The other version of a field.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct OtherVersion {
    pub field: String,
    /// Nothing where it was removed.
    #[serde(default)]
    pub value: Option<toml::Value>,
}

impl OtherVersion {
    /// What it says, as a person reads it.
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
    /// What is kept beside this session.
    pub fn beside(session: &Session, notes: &str) -> PrivateNote {
        PrivateNote {
            session: session.id.clone(),
            date: session.date,
            with: session.with.clone(),
            notes: record_writer::written(notes),
            conflict: Vec::new(),
        }
    }

    /// Nothing is left to keep.
    pub fn says_nothing(&self) -> bool {
        self.notes.trim().is_empty() && self.conflict.is_empty()
    }

    /// All it says, for a reader.
    pub fn said(&self) -> String {
        let others = self.conflict.iter().filter_map(OtherVersion::words);
        others.fold(self.notes.clone(), |said, other| {
            format!("{}\n\nThe other version: {other}", said.trim_end())
        })
    }

    /// Nothing is left of it.
    pub fn clear(&mut self) {
        self.notes.clear();
        self.conflict.clear();
    }

    /// Every text of it, that of another machine too.
    pub fn texts(&self) -> Vec<String> {
        let others = self.conflict.iter().filter_map(OtherVersion::words);
        std::iter::once(self.notes.clone()).chain(others).collect()
    }

    /// One more paragraph.
    pub fn add(&mut self, text: &str) {
        self.notes = paragraphs([self.notes.as_str(), text]);
    }

    /// The same, unless the note holds it already.
    pub fn add_unless_said(&mut self, text: &str) {
        if !self.notes.contains(text.trim()) {
            self.add(text);
        }
    }

    /// The same note of the same conversation, whichever id it was given: a `log` that is tried
    /// again.
    pub fn is_again(&self, other: &PrivateNote) -> bool {
        (self.date, &self.with) == (other.date, &other.with) && self.notes.trim() == other.notes.trim()
    }

    /// Writes it over what stands in the text.
    pub fn write(&self, text: &mut RecordText) {
        text.root()
            .set("session", self.session.as_str())
            .set_day("date", self.date)
            .set_list("with", &self.with)
            .set("notes", self.notes.as_str());
    }
}

/// Texts as paragraphs of one; nothing where they say nothing.
pub fn paragraphs<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let parts: Vec<&str> =
        parts.into_iter().map(|part| part.trim()).filter(|part| !part.is_empty()).collect();
    record_writer::written(&parts.join("\n\n"))
}
