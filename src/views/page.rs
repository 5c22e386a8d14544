//! What a report says, before anyone knows how wide the screen is or whether it has colours:
//! lines and tables of text with a tone. Text is as it came from the files; the output makes it
//! safe. A day stays a day until then, and what names a record says which: the output knows the
//! reader's language, and whether their terminal has links.

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
    /// Beside the point: days, folders, the rest of an id.
    Faint,
    /// The part of an id that people type.
    Id,
    Warning,
    /// A bar or a curve: it repeats what the figure beside it says, and only screens have it.
    Drawing,
}

/// What a piece says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Span {
    Words(String),
    /// A day in full: `Fri 2026-11-27`.
    Day(NaiveDate),
    /// A day in a list that looks ahead, `Fri 27 Nov`; with its year where that is another one.
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
    /// The path of the record that it names, within the journal.
    pub record: Option<Box<str>>,
}

/// Pieces of text. One line: a newline from a file shows as `\n`, so that no title can pass for a
/// line of ours.
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

    /// A day in full.
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

    /// All of it so far names the record with this path; none where that is empty.
    #[must_use]
    pub fn naming(mut self, path: &str) -> Text {
        let record = Some(path).filter(|path| !path.is_empty());
        self.0.iter_mut().for_each(|piece| piece.record = record.map(Box::from));
        self
    }

    /// The same, all of it in this tone.
    #[must_use]
    pub fn in_tone(mut self, tone: Tone) -> Text {
        self.0.iter_mut().for_each(|piece| piece.tone = tone);
        self
    }

    /// The same, standing out from lines like it.
    #[must_use]
    pub fn in_bold(mut self) -> Text {
        for piece in self.0.iter_mut().filter(|piece| piece.tone == Tone::Plain) {
            piece.tone = Tone::Heading;
        }
        self
    }

    /// Its words alone, for what is no screen: in English, as all that can be read back.
    pub fn words(&self) -> String {
        self.0.iter().map(|piece| piece.said.in_language(Language::ENGLISH)).collect()
    }

    /// Whether a bar or a curve is in it.
    pub fn is_drawn(&self) -> bool {
        self.0.iter().any(|piece| piece.tone == Tone::Drawing)
    }

    /// The same without bars and curves.
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
    /// A line, wrapped between words where it is too long, its further lines indented as said.
    Line {
        text: Text,
        indent: usize,
    },
    /// A line to copy into a shell: never broken, whatever the width.
    Command {
        text: Text,
        indent: usize,
    },
    /// Text of several lines as somebody wrote it, each indented and wrapped. The only place where
    /// a newline counts; a tab is four spaces here.
    Quote {
        text: String,
        indent: usize,
    },
    /// Columns as wide as what they hold; where the screen is too narrow, the last column wraps
    /// first. The head is left out when every title is empty, the table when it has no rows.
    Table {
        indent: usize,
        head: Vec<String>,
        rows: Vec<Vec<Text>>,
        /// The columns of numbers, which line up at their right.
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

    /// A table with columns that line up at their right.
    pub fn table_of_numbers(&mut self, indent: usize, head: &[&str], rows: Vec<Vec<Text>>, right: Vec<bool>) {
        let head = head.iter().map(|title| title.to_string()).collect();
        self.0.push(Block::Table { indent, head, rows, right });
    }

    /// Whether there are bars or curves in it.
    pub fn has_drawings(&self) -> bool {
        self.0.iter().any(|block| match block {
            Block::Line { text, .. } | Block::Command { text, .. } => text.is_drawn(),
            Block::Table { rows, .. } => rows.iter().flatten().any(Text::is_drawn),
            Block::Quote { .. } | Block::Blank => false,
        })
    }

    /// The same without bars and curves.
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

    /// Another page, each of its parts indented further.
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

    /// An empty line, unless the page is empty or ends with one.
    pub fn blank(&mut self) {
        if !matches!(self.0.last(), None | Some(Block::Blank)) {
            self.0.push(Block::Blank);
        }
    }
}
