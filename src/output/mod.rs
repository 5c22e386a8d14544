//! Standard output, and nobody else writes there: pages for people, JSON for programs.
//!
//! Whatever a page says came from files that anyone may have written, so the order is: make
//! hidden characters visible, then measure, then colour. Only our own colours reach a terminal.

pub mod csv;
pub mod html;
mod json;
mod paint;
mod shown;
mod table;

use std::io::{self, ErrorKind, Write};

use serde::Serialize;

use crate::error::{Error, Result};
use crate::report::page::{Block, Page, Text};
use crate::report::sheet::Table;
use shown::Shown;

/// How answers look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Columns of the screen. Fewer than 40 count as 40, since some terminals say 0.
    pub width: usize,
    pub colour: bool,
    /// Whether bars and curves stand beside figures.
    pub drawings: bool,
}

const NARROWEST: usize = 40;
/// No screen is wider, and a table pads its lines: "no limit" must not mean gigabytes of spaces.
const WIDEST: usize = 1000;

impl Style {
    /// The columns left of the screen beside an indent.
    fn room(&self, indent: usize) -> usize {
        self.width.clamp(NARROWEST, WIDEST).saturating_sub(indent).max(NARROWEST / 2)
    }
}

/// A value for programs that read it from a file.
pub fn json_text<T: Serialize>(value: &T) -> Result<String> {
    json::pretty(value).map_err(|error| Error::machine(format!("cannot be written as JSON: {error}")))
}

/// A table for spreadsheets, in full: `verbatim` leaves what looks like a formula as it is.
pub fn csv_text(table: &Table, verbatim: bool) -> Result<Vec<u8>> {
    let made = if verbatim { csv::verbatim(table) } else { csv::table(table) };
    made.map_err(|error| Error::machine(format!("cannot be written as CSV: {error}")))
}

/// Lines of JSON that are safe to look at.
pub fn json_lines(lines: &[String]) -> String {
    lines.iter().map(|line| json::escaped(line) + "\n").collect()
}

/// What becomes of a text that is longer than the screen.
pub struct Paging<'a> {
    /// Lines of the screen.
    pub height: usize,
    /// Shows it; `false`, or why not, where that has to be done without.
    pub show: &'a dyn Fn(&[u8]) -> Result<bool>,
}

impl Paging<'_> {
    /// Whether it was shown. The shell's prompt takes a line of the screen, too.
    fn shows(&self, bytes: &[u8]) -> Result<bool> {
        let lines = bytes.iter().filter(|byte| **byte == b'\n').count();
        if lines < self.height { Ok(false) } else { (self.show)(bytes) }
    }
}

/// Standard output. The first write that fails is the last.
pub struct Output<'a> {
    stream: &'a mut dyn Write,
    style: Style,
    paging: Option<Paging<'a>>,
    unpaged: Option<Error>,
    closed: bool,
    failure: Option<io::Error>,
}

impl<'a> Output<'a> {
    pub fn new(stream: &'a mut dyn Write, style: Style) -> Output<'a> {
        Output { stream, style, paging: None, unpaged: None, closed: false, failure: None }
    }

    /// The same on a screen, for answers that may be longer.
    #[must_use]
    pub fn paged(self, paging: Option<Paging<'a>>) -> Output<'a> {
        Output { paging, ..self }
    }

    /// Columns of the screen.
    pub fn width(&self) -> usize {
        self.style.width
    }

    /// A page for people, without empty lines at its end.
    pub fn page(&mut self, page: &Page) {
        let text = match self.style.drawings || !page.has_drawings() {
            true => render(page, self.style),
            false => render(&page.clone().without_drawings(), self.style),
        };
        self.raw(text.as_bytes());
    }

    /// A value for programs.
    pub fn json<T: Serialize>(&mut self, value: &T) {
        match json::pretty(value) {
            Ok(text) => self.raw(text.as_bytes()),
            Err(error) => self.note(error.into()),
        }
    }

    /// A table for spreadsheets; nothing of no table.
    pub fn csv(&mut self, table: Option<&Table>) -> Result<()> {
        let Some(table) = table else { return Ok(()) };
        self.raw(&csv_text(table, false)?);
        Ok(())
    }

    /// Bytes as they are.
    pub fn raw(&mut self, bytes: &[u8]) {
        if self.closed {
            return;
        }
        match self.paging.as_ref().map_or(Ok(false), |paging| paging.shows(bytes)) {
            Ok(true) => return,
            Ok(false) => {}
            Err(why) => self.unpaged = Some(why),
        }
        // flushed at once: a full disk must be known here, not when a buffer is dropped in silence
        if let Err(error) = self.stream.write_all(bytes).and_then(|()| self.stream.flush()) {
            self.note(error);
        }
    }

    /// Why not everything was written, for "saved, but not printed". A reader that closed the
    /// pipe, as `head` does, has what it wanted.
    pub fn failure(&self) -> Option<&io::Error> {
        self.failure.as_ref()
    }

    /// Why something was not shown by the pager that was asked for, but printed.
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

fn render(page: &Page, style: Style) -> String {
    let mut text = String::new();
    for block in &page.0 {
        let mut lines = Vec::new();
        match block {
            Block::Line { text, indent } => line(&mut lines, text, *indent, style.room(*indent), style),
            Block::Command { text, indent } => line(&mut lines, text, *indent, usize::MAX, style),
            Block::Quote { text, indent } => quote(&mut lines, text, *indent, style),
            Block::Table { indent, head, rows, right } => {
                table::lines(head, rows, right, style.room(*indent), style.colour, |line| {
                    push(&mut text, *indent, line);
                });
            }
            Block::Blank => lines.push(String::new()),
        }
        lines.iter().for_each(|line| push(&mut text, 0, line));
    }
    let written = text.trim_end_matches('\n').len();
    text.truncate(if written == 0 { 0 } else { written + 1 });
    text
}

/// An empty line stays empty.
fn push(text: &mut String, indent: usize, line: &str) {
    if !line.is_empty() {
        text.extend(std::iter::repeat_n(' ', indent));
        text.push_str(line);
    }
    text.push('\n');
}

fn line(lines: &mut Vec<String>, text: &Text, indent: usize, room: usize, style: Style) {
    let shown = Shown::new(text);
    lines.extend(
        shown.wrap(room).into_iter().map(|part| indented(indent, &paint::paint(&shown, part, style.colour))),
    );
}

fn quote(lines: &mut Vec<String>, text: &str, indent: usize, style: Style) {
    // `lines` takes the CRLF of other systems for the newline it is
    for written in text.trim_end().lines() {
        line(lines, &written.replace('\t', "    ").into(), indent, style.room(indent), style);
    }
}

/// An empty line stays empty.
fn indented(indent: usize, line: &str) -> String {
    if line.is_empty() { String::new() } else { format!("{:indent$}{line}", "") }
}
