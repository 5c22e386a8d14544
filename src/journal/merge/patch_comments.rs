//! Inserts and removes comments in a text, all in one pass. Never changes a value.

use std::collections::BTreeSet;

use super::parse_comments::{Comment, line_end, line_start};

/// The insertions and removals, by their byte offset.
pub(super) struct Patch<'t> {
    text: &'t str,
    inserted: Vec<(usize, String)>,
    removed: Vec<(usize, usize)>,
    /// Ends of lines that have a comment, old or new.
    taken: BTreeSet<usize>,
}

impl<'t> Patch<'t> {
    /// `comments` are the end offsets of the comments in the text.
    pub(super) fn of(text: &'t str, comments: impl Iterator<Item = usize>) -> Patch<'t> {
        Patch { text, inserted: Vec::new(), removed: Vec::new(), taken: comments.collect() }
    }

    /// Inserts a comment at the end of the text.
    pub(super) fn append(&mut self, words: &str) {
        let end = self.text.len();
        let closed = self.text.is_empty() || self.text.ends_with('\n');
        let newline = if closed || self.inserted.iter().any(|(at, _)| *at == end) { "" } else { "\n" };
        self.inserted.push((end, format!("{newline}{words}\n")));
    }

    /// Inserts a comment on the line of a key. Returns false if the value continues on another line, or if
    /// the line has a comment.
    pub(super) fn beside(&mut self, key: &std::ops::Range<usize>, words: &str) -> bool {
        let end = line_end(self.text, key.start);
        let free = key.end <= end && self.taken.insert(end);
        if free {
            self.inserted.push((end, format!(" {words}")));
        }
        free
    }

    /// Inserts a comment on a line of its own above a key.
    pub(super) fn above(&mut self, key: &std::ops::Range<usize>, words: &str) {
        self.inserted.push((line_start(self.text, key.start), format!("{words}\n")));
    }

    /// Removes a comment. Removes the whole line if it contains nothing else.
    pub(super) fn remove(&mut self, remark: &Comment) {
        let (start, end) = (remark.span.start, remark.span.end);
        self.removed.push(if remark.beside {
            (self.text[..start].trim_end_matches([' ', '\t']).len(), end)
        } else {
            (line_start(self.text, start), (end + 1).min(self.text.len()))
        });
    }

    pub(super) fn apply(mut self) -> String {
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
