//! Wraps text for a screen: makes hidden characters visible, measures, and cuts into lines.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::colour::RenderStyle;
use crate::escape::visible;
use crate::views::page::{Text, Tone};

/// Columns that a name needs in characters of two columns each.
const NAME: usize = 12;

/// A text without hidden characters and trailing white space, before wrapping.
#[derive(Clone)]
pub(super) struct WrappedLine {
    text: String,
    pieces: Vec<WrappedSpan>,
}

/// The tone and the record of a part of the text. A part begins at the end of the previous part.
#[derive(Clone)]
struct WrappedSpan {
    tone: Tone,
    record: Option<Box<str>>,
    end: usize,
}

/// A grapheme cluster, which people see as one character: a letter with its accents, an emoji made of
/// several.
struct Glyph {
    at: usize,
    width: usize,
    /// Whether a line may break here.
    space: bool,
}

impl WrappedLine {
    pub(super) fn new(text: &Text, look: RenderStyle<'_>) -> WrappedLine {
        let mut shown = WrappedLine { text: String::new(), pieces: Vec::with_capacity(text.0.len()) };
        for piece in &text.0 {
            shown.text.push_str(&visible(&piece.said.in_language(look.language)));
            let record = if look.links.is_some() { piece.record.clone() } else { None };
            shown.pieces.push(WrappedSpan { tone: piece.tone, record, end: shown.text.len() });
        }
        shown.text.truncate(shown.text.trim_end().len());
        shown
    }

    pub(super) fn width(&self) -> usize {
        // Hidden characters are gone, so every ASCII byte is one column wide.
        if self.text.is_ascii() {
            return self.text.len();
        }
        self.glyphs().iter().map(|glyph| glyph.width).sum()
    }

    /// The width of the widest part that a line should not break. Text without spaces, such as Japanese,
    /// may break if it is longer than a name.
    pub(super) fn widest_word(&self) -> usize {
        if self.text.is_ascii() {
            return self.text.split(' ').map(str::len).max().unwrap_or(0);
        }
        let glyphs = self.glyphs();
        let runs = glyphs.chunk_by(|a, b| (a.space, a.width > 1) == (b.space, b.width > 1));
        let width = |run: &[Glyph]| match run.iter().map(|glyph| glyph.width).sum() {
            width if run[0].width > 1 => std::cmp::min(width, NAME),
            width => width,
        };
        runs.filter(|run| !run[0].space).map(width).max().unwrap_or(0)
    }

    /// The pieces of a part, each with its tone and the record that it names.
    pub(super) fn pieces(&self, part: Range<usize>) -> impl Iterator<Item = (Tone, Option<&str>, &str)> {
        let mut start = part.start;
        self.pieces.iter().filter_map(move |WrappedSpan { tone, record, end }| {
            let piece = start..*end.min(&part.end);
            start = start.max(*end);
            (piece.start < piece.end).then(|| (*tone, record.as_deref(), &self.text[piece]))
        })
    }

    /// Splits the text into lines of at most `room` columns. Breaks between words; breaks within a word
    /// only if the word is wider than a line. Returns at least one line, which may be empty.
    pub(super) fn wrap(&self, room: usize) -> Vec<Range<usize>> {
        if self.width() <= room {
            return std::iter::once(0..self.text.len()).collect();
        }
        let glyphs = self.glyphs();
        let mut cuts = Cuts { shown: self, parts: Vec::new(), start: 0 };
        let (mut used, mut gap) = (0, 0);
        for run in glyphs.chunk_by(|a, b| a.space == b.space) {
            let width: usize = run.iter().map(|glyph| glyph.width).sum();
            if run[0].space {
                gap = width;
                continue;
            }
            used += std::mem::take(&mut gap);
            if used + width > room && width <= room {
                cuts.before(run[0].at);
                used = 0;
            }
            for glyph in run {
                if used + glyph.width > room {
                    cuts.before(glyph.at);
                    used = 0;
                }
                used += glyph.width;
            }
        }
        cuts.before(self.text.len());
        cuts.parts
    }

    fn glyphs(&self) -> Vec<Glyph> {
        // Hidden characters are gone, so every ASCII byte is one character of one column.
        if self.text.is_ascii() {
            let bytes = self.text.bytes().enumerate();
            return bytes.map(|(at, byte)| Glyph { at, width: 1, space: byte == b' ' }).collect();
        }
        let clusters = self.text.grapheme_indices(true);
        let glyph = |(at, cluster): (usize, &str)| Glyph {
            at,
            width: cluster.width(),
            space: cluster.chars().all(is_space),
        };
        clusters.map(glyph).collect()
    }
}

/// Whether a line may break at this character. No-break spaces keep words together.
fn is_space(c: char) -> bool {
    c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{2007}' | '\u{202f}')
}

struct Cuts<'a> {
    shown: &'a WrappedLine,
    parts: Vec<Range<usize>>,
    start: usize,
}

impl Cuts<'_> {
    /// Ends the line before this position, unless the line has only spaces.
    fn before(&mut self, at: usize) {
        let length = self.shown.text[self.start..at].trim_end().len();
        if length > 0 {
            self.parts.push(self.start..self.start + length);
        }
        self.start = at;
    }
}
