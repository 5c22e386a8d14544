//! Splits a line into words with their places, and into parts at the marks: a colon ends the head, a `+` or
//! `?` by itself begins an action or a follow-up. `\+` is a plus sign.

use std::ops::Range;

use crate::journal::text::word_positions::places;

/// Neighbouring words, by their places.
#[derive(Default)]
pub(super) struct WordSpan(pub Vec<Range<usize>>);

impl WordSpan {
    /// Returns the bytes from the first word to the end of the last.
    pub(super) fn span(&self) -> Range<usize> {
        let ends = self.0.first().zip(self.0.last());
        ends.map_or(0..0, |(first, last)| first.start..last.end)
    }

    /// Returns the text of the words, with the spaces between them as the user typed them.
    pub(super) fn text(&self, line: &str) -> String {
        let mut said = String::new();
        let mut end = self.span().start;
        for word in &self.0 {
            said.push_str(&line[end..word.start]);
            let written = &line[word.clone()];
            said.push_str(if is_escaped_mark(written) { &written[1..] } else { written });
            end = word.end;
        }
        said
    }
}

/// A part after the head. An action and a follow-up have the place of their mark.
pub(super) enum JotPart {
    Note(WordSpan),
    Action(Range<usize>, WordSpan),
    FollowUp(Range<usize>, WordSpan),
}

impl JotPart {
    fn words(&mut self) -> &mut WordSpan {
        match self {
            JotPart::Note(words) | JotPart::Action(_, words) | JotPart::FollowUp(_, words) => words,
        }
    }
}

/// Returns the words before the first mark, including the colon, and the parts after it.
pub(super) fn parts(line: &str) -> (WordSpan, Vec<JotPart>) {
    let mut head = WordSpan::default();
    let mut parts: Vec<JotPart> = Vec::new();
    for word in places(line) {
        match (&line[word.clone()], parts.last_mut()) {
            ("+", _) => parts.push(JotPart::Action(word, WordSpan::default())),
            ("?", _) => parts.push(JotPart::FollowUp(word, WordSpan::default())),
            (_, Some(part)) => part.words().0.push(word),
            (written, None) => {
                head.0.push(word);
                if written.ends_with(':') {
                    parts.push(JotPart::Note(WordSpan::default()));
                }
            }
        }
    }
    (head, parts)
}

/// Whether a word is an escaped mark: `\+` or `\?`. `\\+` is a backslash and a plus sign.
fn is_escaped_mark(word: &str) -> bool {
    word.starts_with('\\') && matches!(word.trim_start_matches('\\'), "+" | "?")
}

/// Returns the text with its marks escaped.
pub(super) fn escaped(text: &str) -> String {
    let mut line = String::new();
    let mut end = 0;
    for word in places(text) {
        line.push_str(&text[end..word.start]);
        let written = &text[word.clone()];
        if matches!(written, "+" | "?") || is_escaped_mark(written) {
            line.push('\\');
        }
        line.push_str(written);
        end = word.end;
    }
    line + &text[end..]
}
