//! Standard output: pages for people, JSON for programs. No other module writes to it.
//!
//! The text of a page comes from files that anyone may have written. So the order is: make hidden
//! characters visible, then measure, then colour. Only coach's own colours reach a terminal.

mod colour;
pub mod csv;
pub(crate) mod html;
mod hyperlinks;
mod json;
mod table;
mod wrap;

use std::borrow::Cow;
use std::io::{self, ErrorKind, Write};
use std::path::Path;

use serde::Serialize;

use crate::error::{Error, Result};
use crate::escape::visible_lines;
use crate::locale::Language;
use crate::report::sheet::Table;
use crate::views::page::{Block, Page, Text};
use colour::RenderStyle;
use hyperlinks::Links;
use wrap::WrappedLine;

/// The width, colours and drawings of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Columns of the screen. Fewer than 40 count as 40, because some terminals report 0.
    pub width: usize,
    pub colour: bool,
    /// Whether bars and curves are drawn beside figures.
    pub drawings: bool,
}

const NARROWEST: usize = 40;
/// The maximum width. No screen is wider; a table pads its lines, so "no limit" would mean gigabytes of
/// spaces.
const WIDEST: usize = 1000;

impl Style {
    /// The columns that remain beside an indent.
    fn room(&self, indent: usize) -> usize {
        self.width.clamp(NARROWEST, WIDEST).saturating_sub(indent).max(NARROWEST / 2)
    }
}

/// A value as JSON, for a file.
pub fn json_text<T: Serialize>(value: &T) -> Result<String> {
    json::pretty(value).map_err(|error| Error::machine(format!("cannot write JSON: {error}")))
}

/// A complete table as CSV. `verbatim` leaves formulas as they are.
pub fn csv_text(table: &Table, verbatim: bool) -> Result<Vec<u8>> {
    let made = if verbatim { csv::verbatim(table) } else { csv::table(table) };
    made.map_err(|error| Error::machine(format!("cannot write CSV: {error}")))
}

/// A table as CSV for a terminal: characters that hide or reorder text are made visible.
pub fn on_screen(csv: &[u8]) -> Vec<u8> {
    visible_lines(&String::from_utf8_lossy(csv)).into_bytes()
}

/// Lines of JSON that are safe to print.
pub fn json_lines(lines: &[String]) -> String {
    lines.iter().map(|line| json::escaped(line) + "\n").collect()
}

/// How to show a text that is longer than the screen.
pub struct Paging<'a> {
    /// Lines of the screen.
    pub height: usize,
    /// Runs the pager on the text. Returns `false` if there is no pager, and an error if it failed;
    /// the text is printed without a pager then.
    pub show: &'a dyn Fn(&[u8]) -> Result<bool>,
    /// Whether the pager can show links.
    pub links: &'a dyn Fn() -> bool,
}

impl Paging<'_> {
    /// Whether the text is longer than the screen. The shell's prompt needs one of the screen's lines.
    fn is_for(&self, bytes: &[u8]) -> bool {
        bytes.iter().filter(|byte| **byte == b'\n').count() >= self.height
    }

    /// Whether the pager showed the text.
    fn shows(&self, bytes: &[u8]) -> Result<bool> {
        if self.is_for(bytes) { (self.show)(bytes) } else { Ok(false) }
    }
}

/// Standard output. After the first failed write, nothing more is written.
pub struct Output<'a> {
    stream: &'a mut dyn Write,
    style: Style,
    language: Language,
    /// The name of the machine; `None` if the terminal has no links.
    host: Option<String>,
    /// The links to records of the current journal.
    links: Option<Links>,
    paging: Option<Paging<'a>>,
    unpaged: Option<Error>,
    closed: bool,
    failure: Option<io::Error>,
}

impl<'a> Output<'a> {
    pub fn new(stream: &'a mut dyn Write, style: Style) -> Output<'a> {
        Output {
            stream,
            style,
            language: Language::ENGLISH,
            host: None,
            links: None,
            paging: None,
            unpaged: None,
            closed: false,
            failure: None,
        }
    }

    /// Sets the language of days.
    #[must_use]
    pub fn in_language(self, language: Language) -> Output<'a> {
        Output { language, ..self }
    }

    /// Turns links on if `host` is the machine's name, which the address of a file contains.
    #[must_use]
    pub fn linked(self, host: Option<String>) -> Output<'a> {
        Output { host, ..self }
    }

    /// Makes later links point into this folder.
    pub fn shows_journal(&mut self, folder: &Path) {
        self.links = self.host.as_ref().map(|host| Links::into(folder, host));
    }

    /// Sets the pager for texts that are longer than the screen.
    #[must_use]
    pub fn paged(self, paging: Option<Paging<'a>>) -> Output<'a> {
        Output { paging, ..self }
    }

    /// Columns of the screen.
    pub fn width(&self) -> usize {
        self.style.width
    }

    /// Turns links off, because the output shows records that do not exist yet.
    pub fn shows_a_plan(&mut self) {
        self.links = None;
    }

    /// Prints a page, without empty lines at its end.
    pub fn page(&mut self, page: &Page) {
        let page = if self.style.drawings || !page.has_drawings() {
            Cow::Borrowed(page)
        } else {
            Cow::Owned(page.clone().without_drawings())
        };
        let look =
            RenderStyle { colour: self.style.colour, language: self.language, links: self.links.as_ref() };
        let mut text = render(&page, self.style, look);
        let goes_to = |paging: &&Paging<'_>| paging.is_for(text.as_bytes()) && !(paging.links)();
        if look.links.is_some() && self.paging.as_ref().is_some_and(|paging| goes_to(&paging)) {
            text = render(&page, self.style, RenderStyle { links: None, ..look });
        }
        self.raw(text.as_bytes());
    }

    /// Prints a value as JSON.
    pub fn json<T: Serialize>(&mut self, value: &T) {
        match json::pretty(value) {
            Ok(text) => self.raw(text.as_bytes()),
            Err(error) => self.note(error.into()),
        }
    }

    /// Prints bytes as they are.
    pub fn raw(&mut self, bytes: &[u8]) {
        if self.closed {
            return;
        }
        match self.paging.as_ref().map_or(Ok(false), |paging| paging.shows(bytes)) {
            Ok(true) => return,
            Ok(false) => {}
            Err(why) => self.unpaged = Some(why),
        }
        // Flush at once: an error such as a full disk must be reported here. Dropping a buffer would hide
        // it.
        if let Err(error) = self.stream.write_all(bytes).and_then(|()| self.stream.flush()) {
            self.note(error);
        }
    }

    /// The first write error, for "saved, but not printed". A closed pipe is not an error: the reader, such
    /// as `head`, has read enough.
    pub fn failure(&self) -> Option<&io::Error> {
        self.failure.as_ref()
    }

    /// The reason why the configured pager did not run. The text was printed without it.
    pub fn unpaged(&self) -> Option<&Error> {
        self.unpaged.as_ref()
    }

    fn note(&mut self, error: io::Error) {
        self.closed = true;
        if self.failure.is_none() && error.kind() != ErrorKind::BrokenPipe {
            self.failure = Some(error);
        }
    }
}

fn render(page: &Page, style: Style, look: RenderStyle<'_>) -> String {
    let mut text = String::new();
    for block in &page.0 {
        let mut lines = Vec::new();
        match block {
            Block::Line { text, indent } => line(&mut lines, text, *indent, style.room(*indent), look),
            Block::Command { text, indent } => line(&mut lines, text, *indent, usize::MAX, look),
            Block::Quote { text, indent } => quote(&mut lines, text, *indent, style.room(*indent), look),
            Block::Table { indent, head, rows, right } => {
                table::lines(head, rows, right, style.room(*indent), look, |line| {
                    push(&mut text, *indent, line);
                });
            }
            Block::Blank => lines.push(String::new()),
        }
        for line in &lines {
            push(&mut text, 0, line);
        }
    }
    let written = text.trim_end_matches('\n').len();
    text.truncate(if written == 0 { 0 } else { written + 1 });
    text
}

/// Appends an indented line. An empty line gets no indent.
fn push(text: &mut String, indent: usize, line: &str) {
    if !line.is_empty() {
        text.extend(std::iter::repeat_n(' ', indent));
        text.push_str(line);
    }
    text.push('\n');
}

fn line(lines: &mut Vec<String>, text: &Text, indent: usize, room: usize, look: RenderStyle<'_>) {
    let shown = WrappedLine::new(text, look);
    lines.extend(
        shown.wrap(room).into_iter().map(|part| indented(indent, &colour::paint(&shown, part, look))),
    );
}

fn quote(lines: &mut Vec<String>, text: &str, indent: usize, room: usize, look: RenderStyle<'_>) {
    // `lines` also accepts the CRLF of other systems.
    for written in text.trim_end().lines() {
        line(lines, &written.replace('\t', "    ").into(), indent, room, look);
    }
}

/// Indents a line. An empty line gets no indent.
fn indented(indent: usize, line: &str) -> String {
    if line.is_empty() { String::new() } else { format!("{:indent$}{line}", "") }
}
