//! Whether a text that others will read holds what a private note says. Says yes rather too often:
//! case, white space, punctuation, line breaks and TOML's escapes hide nothing.

use toml_edit::{Document, Item, TableLike, Value};

use super::id::Id;
use super::private::PrivateNote;

/// A line of a private note counts from this length on: shorter ones are anybody's words.
pub const LINE: usize = 20;
/// A note that has no such line counts as a whole from this length on.
pub const WHOLE: usize = 12;

/// The key under which a form takes a private note. It never stands in the journal.
pub const KEY: &str = "private";

/// What must not be read by others: the note's id, and a piece of it.
#[derive(Clone, Debug, Default)]
pub struct Secrets(Vec<(Id, String)>);

impl Secrets {
    pub fn of<'a>(notes: impl IntoIterator<Item = &'a PrivateNote>) -> Secrets {
        Secrets(notes.into_iter().flat_map(pieces).collect())
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The note that the text holds a piece of.
    pub fn in_text(&self, text: &str) -> Option<&Id> {
        if self.0.is_empty() {
            return None;
        }
        let mut all = plain(text);
        if let Ok(document) = Document::parse(text.strip_prefix('\u{feff}').unwrap_or(text)) {
            strings_of(document.as_table(), &mut |string| {
                all.push(' ');
                all += &plain(string);
            });
        }
        self.0.iter().find(|(_, piece)| all.contains(piece.as_str())).map(|(id, _)| id)
    }
}

/// Whether a record has a key that is for private notes alone.
pub fn has_private_key(text: &str) -> bool {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    Document::parse(text).is_ok_and(|document| names_private(document.as_table()))
}

fn names_private(table: &dyn TableLike) -> bool {
    table.iter().any(|(key, item)| {
        (key == KEY && item.is_str())
            || item.as_table_like().is_some_and(names_private)
            || item.as_array_of_tables().is_some_and(|tables| tables.iter().any(|table| names_private(table)))
    })
}

fn pieces(note: &PrivateNote) -> Vec<(Id, String)> {
    let lines: Vec<String> = note.notes.lines().map(plain).filter(|line| length(line) >= LINE).collect();
    let whole = plain(&note.notes);
    let pieces = match lines.is_empty() && length(&whole) >= WHOLE {
        true => vec![whole],
        false => lines,
    };
    pieces.into_iter().map(|piece| (note.session.clone(), piece)).collect()
}

fn length(text: &str) -> usize {
    text.chars().count()
}

/// The words alone, in plain lower-case letters, one space between them: neither punctuation nor an
/// accent makes it another text.
fn plain(text: &str) -> String {
    let letters = deunicode::deunicode(text).to_lowercase();
    let words = letters.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// Every key and text, as the reader of the file gets them.
fn strings_of(table: &dyn TableLike, take: &mut impl FnMut(&str)) {
    for (key, item) in table.iter() {
        take(key);
        match item {
            Item::Value(value) => strings_in(value, take),
            Item::Table(table) => strings_of(table, take),
            Item::ArrayOfTables(tables) => tables.iter().for_each(|table| strings_of(table, take)),
            Item::None => {}
        }
    }
}

fn strings_in(value: &Value, take: &mut impl FnMut(&str)) {
    match value {
        Value::String(text) => take(text.value()),
        Value::Array(values) => values.iter().for_each(|value| strings_in(value, take)),
        Value::InlineTable(table) => strings_of(table, take),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secrets(notes: &str) -> Secrets {
        Secrets::of([&PrivateNote {
            session: "k3f9m2qxtp".parse().unwrap(),
            date: "2026-11-21".parse().unwrap(),
            with: Vec::new(),
            notes: notes.into(),
        }])
    }

    const LEAVING: &str = "She looks for \"another\" job: Ärger.\nShort line.\n";

    #[test]
    fn however_it_is_written_it_is_found() {
        let secrets = secrets(LEAVING);
        for text in [
            "notes = '''\nShe looks for \"another\" job: Ärger.\n'''",
            "notes = \"She looks for \\\"another\\\" job: Ärger.\"",
            "notes = \"She looks for \\u0022another\\u0022 job: \\u00C4rger.\"",
            "notes = \"\"\"She looks for \\\"another\\\" \\\n   job: Ärger.\"\"\"",
            "notes = '''\nBut: she   looks for \"another\"\njob: ärger. So what.\n'''",
            "\u{feff}# she looks for \"another\" job: ärger.\nid = \"x\"",
            "feedback = { score = 3, text = \"She looks for \\\"another\\\" job: Ärger.\" }",
            "[[action]]\nwhat = 'SHE LOOKS FOR \"ANOTHER\" JOB: ÄRGER.'",
            "<<<<<<< no TOML\nShe looks for \"another\" job: Ärger.",
        ] {
            assert!(secrets.in_text(text).is_some(), "{text}");
        }
        for text in ["", "notes = \"Short line.\"", "notes = \"She looks for a job\""] {
            assert!(secrets.in_text(text).is_none(), "{text}");
        }
    }

    #[test]
    fn a_short_note_counts_as_a_whole() {
        assert!(secrets("She quits soon").in_text("so she quits soon.").is_some());
        assert!(secrets("She quits.\nTell nobody.").in_text("She quits. Tell nobody.").is_some());
        assert!(secrets("She quits.\nTell nobody.").in_text("She quits.").is_none());
        assert!(secrets("ok").in_text("ok").is_none());
        assert!(secrets("").in_text("anything").is_none());
    }

    #[test]
    fn a_key_for_private_notes_is_seen_wherever_it_stands() {
        assert!(has_private_key("private = \"x\""));
        assert!(has_private_key("[[action]]\nprivate = 'x'"));
        assert!(!has_private_key("notes = \"private = 1\""));
    }
}
