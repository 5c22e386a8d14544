//! Searches a text that others will read for the words of private notes. Prefers false alarms: case, white
//! space, punctuation, line breaks and TOML's escapes hide nothing.

use std::collections::HashMap;

use toml_edit::{Document, Item, TableLike, Value};

use crate::journal::records::private_note::PrivateNote;
use crate::journal::text::fingerprint::{Letters, RunHasher};
use crate::journal::values::id::Id;

/// The number of letters in a row that identify a private note in any text: about seven words. Such a run
/// begins at the beginning of a word.
pub const RUN: usize = 32;
/// The shortest sentence or line that identifies a note, in letters and spaces. A shorter one counts together
/// with those that follow.
pub const SENTENCE: usize = 20;
/// The shortest whole note that coach searches for, in letters and spaces.
pub const WHOLE: usize = 12;

/// The key of the private note in an editor form. The journal never has this key.
pub const KEY: &str = "private";

/// The pieces of private notes, which others must not read: hashes of their letters, and the session of each
/// note.
#[derive(Clone, Debug, Default)]
pub struct Secrets {
    pieces: HashMap<u64, u32, RunHasher>,
    /// The numbers of letters in the pieces.
    lengths: Vec<usize>,
    notes: Vec<Id>,
}

impl Secrets {
    pub fn of<'a>(notes: impl IntoIterator<Item = &'a PrivateNote>) -> Secrets {
        let mut secrets = Secrets::default();
        for note in notes {
            secrets.add(note);
        }
        secrets.lengths.sort_unstable();
        secrets
    }

    fn add(&mut self, note: &PrivateNote) {
        let number = u32::try_from(self.notes.len()).unwrap_or(u32::MAX);
        self.notes.push(note.session.clone());
        for text in note.texts() {
            self.add_text(&text, number);
            // The answer to a private field comes after its key, and is a note of its own.
            let answers = text.split("\n\n").filter_map(|paragraph| paragraph.split_once(":\n"));
            answers.for_each(|(_, answer)| self.add_text(answer, number));
        }
    }

    fn add_text(&mut self, text: &str, number: u32) {
        let whole = Letters::of(text);
        if whole.count() >= RUN {
            self.know(RUN);
            self.pieces.extend(whole.runs(RUN).map(|run| (run, number)));
        } else if whole.length() >= WHOLE {
            self.know(whole.count());
            self.pieces.insert(whole.whole(), number);
        }
        for piece in sentences(text) {
            self.know(piece.count());
            self.pieces.insert(piece.whole(), number);
        }
    }

    fn know(&mut self, length: usize) {
        if !self.lengths.contains(&length) {
            self.lengths.push(length);
        }
    }

    /// Removes the pieces that `others` has too.
    #[must_use]
    pub fn without(mut self, others: &Secrets) -> Secrets {
        self.pieces.retain(|piece, _| !others.pieces.contains_key(piece));
        self
    }

    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// Returns the session of a note, if the text has a piece of that note.
    pub fn in_text(&self, text: &str) -> Option<&Id> {
        if self.is_empty() {
            return None;
        }
        let mut all = Letters::of(text);
        if let Ok(document) = Document::parse(text.strip_prefix('\u{feff}').unwrap_or(text)) {
            strings_of(document.as_table(), &mut |string| all.add(string));
        }
        let number = all.find(&self.lengths, |run| self.pieces.get(&run).copied())?;
        self.notes.get(number as usize)
    }
}

/// Returns the sentences and lines that are long enough, and each short one with as many of the next ones as
/// make it long enough. Leaves out pieces of [`RUN`] letters or more: the runs already cover them.
fn sentences(text: &str) -> Vec<Letters> {
    let ends = ['\n', '.', '!', '?', ';', ':', '。', '！', '？'];
    let sentences: Vec<&str> = text.split(ends).filter(|part| Letters::of(part).count() > 0).collect();
    let from = |first: usize| {
        let mut piece = Letters::default();
        for sentence in &sentences[first..] {
            piece.add(sentence);
            if piece.length() >= SENTENCE {
                return Some(piece).filter(|piece| piece.count() < RUN);
            }
        }
        None
    };
    (0..sentences.len()).filter_map(from).collect()
}

/// Whether a record has the key that only private notes may have.
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

/// Passes every key and string to `take`, as a TOML parser decodes them.
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
            conflict: Vec::new(),
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
    fn short_lines_count_together_and_a_piece_of_a_long_one_by_itself() {
        let list = secrets("Drinks.\nIs late.\nLies to Ben.\nQuits soon, I think.\nOk.");
        assert!(list.in_text("drinks; is late; lies to Ben").is_some());
        assert!(list.in_text("notes = \"\"\"\nIs late.\nLies to Ben.\nQuits soon, I think\"\"\"").is_some());
        assert!(list.in_text("He is late. He lies to Ben.").is_none());
        assert!(list.in_text("Drinks.\nIs late.").is_none());
        let long = secrets("I think that he has had enough of us and will leave by next summer.");
        assert!(long.in_text("He has had enough of us and will leave by May.").is_some());
        assert!(long.in_text("He will leave by next summer.").is_none());
        assert!(
            secrets("彼は来年の夏までに会社を辞めるつもりだと言っていた")
                .in_text("来年の夏までに会社を辞めるつもり")
                .is_some()
        );
    }

    #[test]
    fn a_key_for_private_notes_is_seen_wherever_it_stands() {
        assert!(has_private_key("private = \"x\""));
        assert!(has_private_key("[[action]]\nprivate = 'x'"));
        assert!(!has_private_key("notes = \"private = 1\""));
    }
}
