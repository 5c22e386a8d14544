//! The words of a line and where they stand, and the marks that part them: a colon ends the head, a
//! `+` or `?` by itself begins an action or a follow-up. `\+` is a plus.

use std::ops::Range;

use crate::journal::text::word_positions::places;

/// Neighbouring words, by their places.
#[derive(Default)]
pub struct WordSpan(pub Vec<Range<usize>>);

impl WordSpan {
    /// From the first word to the end of the last.
    pub fn span(&self) -> Range<usize> {
        let ends = self.0.first().zip(self.0.last());
        ends.map_or(0..0, |(first, last)| first.start..last.end)
    }

    /// What they say, with the spaces between them as they were typed.
    pub fn text(&self, line: &str) -> String {
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

/// What follows the head. The mark of an action or follow-up comes with its place.
pub enum JotPart {
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

/// The words before the first mark, the colon with them, and the parts behind.
pub fn parts(line: &str) -> (WordSpan, Vec<JotPart>) {
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

/// `\+`, `\?`, and `\\+` for whoever wants the backslash too.
fn is_escaped_mark(word: &str) -> bool {
    word.starts_with('\\') && matches!(word.trim_start_matches('\\'), "+" | "?")
}

/// The text with the marks in it written as text.
pub fn escaped(text: &str) -> String {
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
