//! Comments put into a text and taken out of it, all at once. Never touches a value.

use std::collections::BTreeSet;

use super::comment::{Comment, line_end, line_start};

/// What is put in and taken out, by its place in the text.
pub struct Patch<'t> {
    text: &'t str,
    inserted: Vec<(usize, String)>,
    removed: Vec<(usize, usize)>,
    /// Ends of lines that have a comment, and the end of the text once it has a new one.
    taken: BTreeSet<usize>,
}

impl<'t> Patch<'t> {
    /// `comments` are those that the text has.
    pub fn of(text: &'t str, comments: impl Iterator<Item = usize>) -> Patch<'t> {
        Patch { text, inserted: Vec::new(), removed: Vec::new(), taken: comments.collect() }
    }

    /// At the end of the text.
    pub fn append(&mut self, words: &str) {
        let end = self.text.len();
        let closed = self.text.is_empty() || self.text.ends_with('\n');
        let newline = if closed || self.inserted.iter().any(|(at, _)| *at == end) { "" } else { "\n" };
        self.inserted.push((end, format!("{newline}{words}\n")));
    }

    /// On the line of a key, where that ends with the value and has no comment.
    pub fn beside(&mut self, key: &std::ops::Range<usize>, words: &str) -> bool {
        let end = line_end(self.text, key.start);
        let free = key.end <= end && self.taken.insert(end);
        if free {
            self.inserted.push((end, format!(" {words}")));
        }
        free
    }

    /// On a line of its own above a key.
    pub fn above(&mut self, key: &std::ops::Range<usize>, words: &str) {
        self.inserted.push((line_start(self.text, key.start), format!("{words}\n")));
    }

    /// Takes a comment out, and its line where there is nothing else on it.
    pub fn remove(&mut self, remark: &Comment) {
        let (start, end) = (remark.span.start, remark.span.end);
        self.removed.push(if remark.beside {
            (self.text[..start].trim_end_matches([' ', '\t']).len(), end)
        } else {
            (line_start(self.text, start), (end + 1).min(self.text.len()))
        });
    }

    pub fn apply(mut self) -> String {
        self.inserted.sort_by_key(|(at, _)| *at);
        self.removed.sort();
        let mut result = String::with_capacity(self.text.len() + 64);
        let mut inserted = self.inserted.into_iter().peekable();
        let mut at = 0;
        for (from, to) in self.removed.into_iter().chain([(self.text.len(), self.text.len())]) {
            while let Some((place, words)) = inserted.next_if(|(place, _)| *place <= from) {
                result.push_str(&self.text[at..place]);
                result.push_str(&words);
                at = place;
            }
            result.push_str(&self.text[at..from]);
            at = to;
        }
        result
    }
}
