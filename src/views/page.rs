//! A page: lines and tables of text, in which each piece has a tone. A page does not know the width of the
//! screen, and not whether the screen has colours or links. It holds text as the files have it; `output/`
//! escapes that text. Days stay values until output, because only `output/` knows the reader's language. A
//! piece that names a record carries the path of that record, because only `output/` knows whether the
//! terminal has links.

use chrono::NaiveDate;

use crate::locale::Language;

/// What a piece of text means; the output chooses the colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Tone {
    #[default]
    Plain,
    Heading,
    Overdue,
    Today,
    Done,
    /// Secondary text: days, folders, the rest of an id.
    Faint,
    /// The part of an id that people type.
    Id,
    Warning,
    /// A bar or a curve. It repeats the figure beside it, and only screens show it.
    Drawing,
}

/// The content of a piece of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Span {
    Words(String),
    /// A day in full: `Fri 2026-11-27`.
    Day(NaiveDate),
    /// A day in a list of coming days: `Fri 27 Nov`, plus the year if it is not the current year.
    Coming {
        day: NaiveDate,
        has_year: bool,
    },
}

impl Span {
    pub fn in_language(&self, language: Language) -> std::borrow::Cow<'_, str> {
        match self {
            Span::Words(words) => words.into(),
            Span::Day(day) => language.day(*day).into(),
            Span::Coming { day, has_year } => language.coming(*day, *has_year).into(),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StyledSpan {
    pub tone: Tone,
    pub said: Span,
    /// The path of the named record, within the journal.
    pub record: Option<Box<str>>,
}

/// A line of text, in pieces. A newline from a file is printed as `\n`, so that no title can pass for a
/// line of coach.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Text(pub Vec<StyledSpan>);

impl Text {
    pub fn new() -> Text {
        Text::default()
    }

    #[must_use]
    pub fn with(self, tone: Tone, text: impl Into<String>) -> Text {
        self.and(tone, Span::Words(text.into()))
    }

    #[must_use]
    pub fn plain(self, text: impl Into<String>) -> Text {
        self.with(Tone::Plain, text)
    }

    /// Appends a day in full.
    #[must_use]
    pub fn day(self, tone: Tone, day: impl Into<NaiveDate>) -> Text {
        self.and(tone, Span::Day(day.into()))
    }

    #[must_use]
    pub fn and(mut self, tone: Tone, said: Span) -> Text {
        self.0.push(StyledSpan { tone, said, record: None });
        self
    }

    #[must_use]
    pub fn then(mut self, text: Text) -> Text {
        self.0.extend(text.0);
        self
    }

    /// Makes every piece so far name the record at this path. If the path is empty, the pieces name no
    /// record.
    #[must_use]
    pub fn naming(mut self, path: &str) -> Text {
        let record = Some(path).filter(|path| !path.is_empty());
        self.0.iter_mut().for_each(|piece| piece.record = record.map(Box::from));
        self
    }

    /// Gives every piece this tone.
    #[must_use]
    pub fn in_tone(mut self, tone: Tone) -> Text {
        self.0.iter_mut().for_each(|piece| piece.tone = tone);
        self
    }

    /// Makes plain pieces bold, so that the line stands out from similar lines.
    #[must_use]
    pub fn in_bold(mut self) -> Text {
        for piece in self.0.iter_mut().filter(|piece| piece.tone == Tone::Plain) {
            piece.tone = Tone::Heading;
        }
        self
    }

    /// The words without tones, for output that is not a screen. Days are in English, like all text that
    /// coach can parse again.
    pub fn words(&self) -> String {
        self.0.iter().map(|piece| piece.said.in_language(Language::ENGLISH)).collect()
    }

    /// Whether the text has a bar or a curve.
    pub fn is_drawn(&self) -> bool {
        self.0.iter().any(|piece| piece.tone == Tone::Drawing)
    }

    /// Removes bars and curves.
    #[must_use]
    pub fn without_drawings(mut self) -> Text {
        self.0.retain(|piece| piece.tone != Tone::Drawing);
        self
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Text {
        Text::new().plain(text)
    }
}

impl From<String> for Text {
    fn from(text: String) -> Text {
        Text::new().plain(text)
    }
}

/// A part of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A line. A line that is too long wraps between words; its further lines have the same indent.
    Line {
        text: Text,
        indent: usize,
    },
    /// A command to copy into a shell. It never wraps, however narrow the screen is.
    Command {
        text: Text,
        indent: usize,
    },
    /// Text of several lines from a file; each line is indented and wrapped. Only here does a newline break
    /// the line. A tab becomes four spaces.
    Quote {
        text: String,
        indent: usize,
    },
    /// A table whose columns are as wide as their content. If the screen is too narrow, the last column
    /// wraps first. The head is left out if every title is empty, the table if it has no rows.
    Table {
        indent: usize,
        head: Vec<String>,
        rows: Vec<Vec<Text>>,
        /// Which columns hold numbers; those align right.
        right: Vec<bool>,
    },
    Blank,
}

#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Page(pub Vec<Block>);

impl Page {
    pub fn new() -> Page {
        Page::default()
    }

    pub fn line(&mut self, text: impl Into<Text>) {
        self.indented(0, text);
    }

    pub fn indented(&mut self, indent: usize, text: impl Into<Text>) {
        self.0.push(Block::Line { text: text.into(), indent });
    }

    pub fn command(&mut self, indent: usize, text: impl Into<Text>) {
        self.0.push(Block::Command { text: text.into(), indent });
    }

    pub fn heading(&mut self, text: impl Into<String>) {
        self.line(Text::new().with(Tone::Heading, text));
    }

    pub fn quote(&mut self, indent: usize, text: impl Into<String>) {
        self.0.push(Block::Quote { text: text.into(), indent });
    }

    pub fn table(&mut self, indent: usize, head: &[&str], rows: Vec<Vec<Text>>) {
        self.table_of_numbers(indent, head, rows, Vec::new());
    }

    /// Appends a table with right-aligned columns.
    pub fn table_of_numbers(&mut self, indent: usize, head: &[&str], rows: Vec<Vec<Text>>, right: Vec<bool>) {
        let head = head.iter().map(|title| title.to_string()).collect();
        self.0.push(Block::Table { indent, head, rows, right });
    }

    /// Whether the page has bars or curves.
    pub fn has_drawings(&self) -> bool {
        self.0.iter().any(|block| match block {
            Block::Line { text, .. } | Block::Command { text, .. } => text.is_drawn(),
            Block::Table { rows, .. } => rows.iter().flatten().any(Text::is_drawn),
            Block::Quote { .. } | Block::Blank => false,
        })
    }

    /// Removes bars and curves.
    #[must_use]
    pub fn without_drawings(mut self) -> Page {
        let bare = |text: &mut Text| *text = std::mem::take(text).without_drawings();
        for block in &mut self.0 {
            match block {
                Block::Line { text, .. } | Block::Command { text, .. } => bare(text),
                Block::Table { rows, .. } => rows.iter_mut().flatten().for_each(bare),
                Block::Quote { .. } | Block::Blank => {}
            }
        }
        self
    }

    /// Appends another page, with each of its blocks indented further.
    pub fn nested(&mut self, by: usize, page: Page) {
        self.0.extend(page.0.into_iter().map(|mut block| {
            match &mut block {
                Block::Line { indent, .. }
                | Block::Command { indent, .. }
                | Block::Quote { indent, .. }
                | Block::Table { indent, .. } => *indent += by,
                Block::Blank => {}
            }
            block
        }));
    }

    /// Appends an empty line, unless the page is empty or ends with one.
    pub fn blank(&mut self) {
        if !matches!(self.0.last(), None | Some(Block::Blank)) {
            self.0.push(Block::Blank);
        }
    }
}
