//! Draws a prompt: wraps its lines between words, and replaces the previous drawing.

use std::io::{Write, stderr};

use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::terminal;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::coloured_now;
use crate::escape::visible;

/// Columns and rows if the terminal reports none.
const SIZE: (u16, u16) = (80, 24);
/// The separator in a help line. A help line breaks here first.
const BETWEEN: &str = " · ";

/// A line in pieces, each with the parameters of its escape sequence.
#[derive(Default)]
pub(super) struct ScreenLine {
    pieces: Vec<(&'static str, String)>,
    /// The piece that follows the cursor.
    cursor: Option<usize>,
}

impl ScreenLine {
    pub(super) fn plain(text: String) -> ScreenLine {
        ScreenLine { pieces: vec![("", text)], cursor: None }
    }

    /// A question after its sign. The sign is green, as in `prompt/mod.rs`.
    pub(super) fn asked(sign: &str, question: &str) -> ScreenLine {
        ScreenLine { pieces: vec![("32", sign.to_string()), ("", format!(" {question} "))], cursor: None }
    }

    /// The highlighted option, with its sign.
    pub(super) fn chosen(option: &str) -> ScreenLine {
        ScreenLine { pieces: vec![("32", ">".into()), ("", " ".into()), ("1", option.into())], cursor: None }
    }

    pub(super) fn red(text: String) -> ScreenLine {
        ScreenLine { pieces: vec![("31", text)], cursor: None }
    }

    pub(super) fn bold(mut self, text: &str) -> ScreenLine {
        self.pieces.push(("1", one_line(text)));
        self
    }

    pub(super) fn typed(mut self, before: &str, after: &str) -> ScreenLine {
        self.pieces.push(("", one_line(before)));
        self.cursor = Some(self.pieces.len());
        self.pieces.push(("", one_line(after)));
        self
    }

    /// Whether a piece is user input. Input breaks at any letter, so that the text does not jump under the
    /// cursor.
    fn is_typed(&self, at: usize) -> bool {
        self.cursor.is_some_and(|cursor| at + 1 >= cursor)
    }
}

/// Shows line breaks as a sign; pasted text may have some.
fn one_line(text: &str) -> String {
    let lines: Vec<_> = text.split('\n').map(visible).collect();
    lines.join("↵")
}

/// The previous drawing.
pub(super) struct Screen {
    /// The width of each row down to the cursor's row; in that row, the column of the cursor.
    drawn: Vec<usize>,
}

impl Screen {
    pub(super) fn begin() -> Screen {
        let _ = crossterm::execute!(stderr(), EnableBracketedPaste);
        Screen { drawn: vec![0] }
    }

    /// Replaces the previous drawing, and puts the cursor at its place in the line.
    pub(super) fn draw(&mut self, lines: &[ScreenLine]) {
        let (width, height) = size();
        let mut rows = Rows::of(lines, width, coloured_now());
        rows.keep_in_sight(height);
        let Rows { rows, cursor: (row, column), .. } = rows;
        let texts: Vec<&str> = rows.iter().map(|row| row.text.as_str()).collect();
        let mut drawn = self.cleared(width) + &texts.join("\r\n");
        let below = rows.len() - 1 - row;
        if below > 0 {
            drawn.push_str(&format!("\x1b[{below}A"));
        }
        drawn.push('\r');
        if column > 0 {
            drawn.push_str(&format!("\x1b[{column}C"));
        }
        self.drawn = rows[..row].iter().map(|row| row.width).chain([column]).collect();
        show(&drawn);
    }

    pub(super) fn end(self, lines: &[ScreenLine]) {
        let (width, _) = size();
        let rows = Rows::of(lines, width, coloured_now());
        let drawn = self.cleared(width) + &rows.text() + "\r\n";
        show(&drawn);
        let _ = crossterm::execute!(stderr(), DisableBracketedPaste);
    }

    /// The escape sequence that goes to the first row and clears the screen below it. Terminals rewrap rows
    /// that no longer fit a resized window, so each row may count several times.
    fn cleared(&self, width: usize) -> String {
        let rows_of = |wide: &usize| wide.saturating_sub(1) / width;
        let row = self.drawn.len() - 1 + self.drawn.iter().map(rows_of).sum::<usize>();
        let up = if row > 0 { format!("\x1b[{row}A") } else { String::new() };
        up + "\r\x1b[J"
    }
}

/// Prints a line, wrapped between words.
pub(super) fn show_line(text: &str) {
    let rows = Rows::of(&[ScreenLine::plain(visible(text).into_owned())], size().0, false);
    show(&format!("{}\r\n", rows.text()));
}

fn show(text: &str) {
    let mut screen = stderr().lock();
    // Ignore errors: if the terminal is gone, reading the next key fails.
    let _ = screen.write_all(text.as_bytes()).and_then(|()| screen.flush());
}

/// Columns and rows of the screen. Some terminals report 0; then the defaults apply.
fn size() -> (usize, usize) {
    let (columns, rows) = terminal::size().unwrap_or((0, 0));
    let said = |said: u16, else_: u16| usize::from(if said == 0 { else_ } else { said.max(2) });
    (said(columns, SIZE.0), said(rows, SIZE.1))
}

#[derive(Default)]
struct ScreenRow {
    text: String,
    width: usize,
}

/// Lines in rows of the screen, with row and column of the cursor. If no line has the cursor, it is at the
/// end.
struct Rows {
    rows: Vec<ScreenRow>,
    cursor: (usize, usize),
    /// The escape parameters of the text that is being written.
    look: &'static str,
}

impl Rows {
    /// Lays lines out in rows. Keeps the last column free, because terminals differ in where the cursor is
    /// after they fill it.
    fn of(lines: &[ScreenLine], width: usize, coloured: bool) -> Rows {
        let mut laid_out = Rows { rows: Vec::new(), cursor: (0, 0), look: "" };
        let mut cursor = None;
        for line in lines {
            laid_out.rows.push(ScreenRow::default());
            for (at, (look, piece)) in line.pieces.iter().enumerate() {
                if line.cursor == Some(at) {
                    cursor = Some(laid_out.end());
                }
                if coloured && !look.is_empty() && !piece.is_empty() {
                    laid_out.look = look;
                    laid_out.write(&format!("\x1b[{look}m"), 0);
                }
                laid_out.piece(piece, width - 1, line.is_typed(at));
                if !std::mem::take(&mut laid_out.look).is_empty() {
                    laid_out.write("\x1b[0m", 0);
                }
            }
        }
        laid_out.cursor = cursor.unwrap_or_else(|| laid_out.end());
        laid_out
    }

    /// Writes a piece. Breaks the row before the next part of a help line if that part fits the next row
    /// only; otherwise between words; otherwise anywhere.
    fn piece(&mut self, piece: &str, room: usize, is_typed: bool) {
        let indent = if is_typed { 0 } else { piece.len() - piece.trim_start_matches(' ').len() };
        let mut is_word_begun = false;
        for (at, letter) in piece.grapheme_indices(true) {
            let (wide, rest) = (letter.width(), &piece[at..]);
            let behind = &piece[..at];
            if !is_typed && !is_word_begun && letter != " " {
                let part = rest.find(BETWEEN).map_or(rest, |end| &rest[..end + BETWEEN.len()]);
                let part = if behind.ends_with(BETWEEN) { part.trim_end().width() } else { 0 };
                let word = rest.split(' ').next().unwrap_or_default().width();
                let is_too_long = |long: usize| self.end().1 + long > room && indent + long <= room;
                if is_too_long(part) || is_too_long(word) {
                    self.break_row(indent);
                }
            }
            is_word_begun = letter != " ";
            if self.end().1 + wide > room && self.end().1 > 0 {
                self.break_row(0);
                if letter == " " && !is_typed {
                    continue;
                }
            }
            self.write(letter, wide);
        }
    }

    fn break_row(&mut self, indent: usize) {
        let look = self.look;
        if !look.is_empty() {
            self.write("\x1b[0m", 0);
        }
        // Do not break a row that has only its indent, which would leave an empty line.
        if self.rows.last().is_some_and(|row| row.width > indent) {
            self.rows.push(ScreenRow::default());
            self.write(&" ".repeat(indent), indent);
        }
        if !look.is_empty() {
            self.write(&format!("\x1b[{look}m"), 0);
        }
    }

    fn write(&mut self, text: &str, wide: usize) {
        if let Some(row) = self.rows.last_mut() {
            row.text.push_str(text);
            row.width += wide;
        }
    }

    fn end(&self) -> (usize, usize) {
        (self.rows.len().saturating_sub(1), self.rows.last().map_or(0, |row| row.width))
    }

    fn text(&self) -> String {
        self.rows.iter().map(|row| row.text.as_str()).collect::<Vec<_>>().join("\r\n")
    }

    /// Keeps as many rows as the screen has, with the cursor's row in the middle. coach cannot redraw rows
    /// that scrolled off the screen.
    fn keep_in_sight(&mut self, height: usize) {
        let first = self.cursor.0.saturating_sub(height / 2).min(self.rows.len().saturating_sub(height));
        self.rows.drain(..first);
        self.rows.truncate(height);
        self.cursor.0 -= first;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_is_wider_than_the_screen_is_broken_and_the_cursor_found() {
        let line = ScreenLine::plain("? Who ".into()).typed("ana ben", " cleo");
        let help = ScreenLine::plain("[x]".into());
        let rows = Rows::of(&[line, help], 11, false);
        assert_eq!(rows.text(), "? Who ana \r\nben cleo\r\n[x]");
        assert_eq!((rows.rows.len(), rows.cursor), (3, (1, 3)));
        let rows = Rows::of(&[ScreenLine::plain("? ".into()).typed("愛愛\n愛", "")], 8, true);
        assert_eq!((rows.text().as_str(), rows.cursor), ("? 愛愛↵\r\n愛", (1, 2)));
    }

    #[test]
    fn help_is_broken_between_its_parts_and_words_are_whole() {
        let broken = |text: &str, width| Rows::of(&[ScreenLine::plain(text.into())], width, false).text();
        let keys = "  d done · x drop · space skip · q or Esc quit";
        assert_eq!(broken(keys, 26), "  d done · x drop · \r\n  space skip · \r\n  q or Esc quit");
        assert_eq!(broken("[Enter leaves it out · Esc]", 12), "[Enter \r\nleaves it \r\nout · Esc]");
        assert_eq!(broken("a longword b", 6), "a lon\r\ngword\r\nb");
        let red = Rows::of(&[ScreenLine::red("# one two".into())], 7, true);
        assert_eq!(red.text(), "\x1b[31m# one \x1b[0m\r\n\x1b[31mtwo\x1b[0m");
    }

    #[test]
    fn the_cursor_stays_on_the_screen() {
        let line = ScreenLine::plain("? ".into()).typed("", &"x".repeat(100));
        let mut rows = Rows::of(&[line], 11, false);
        rows.keep_in_sight(4);
        assert_eq!((rows.rows.len(), rows.cursor), (4, (0, 2)));
        let line = ScreenLine::plain("? ".into()).typed(&"x".repeat(100), "");
        let mut rows = Rows::of(&[line], 11, false);
        rows.keep_in_sight(4);
        assert_eq!((rows.rows.len(), rows.cursor), (4, (3, 2)));
    }

    #[test]
    fn rows_that_a_narrower_window_broke_are_drawn_over() {
        let screen = Screen { drawn: vec![70, 79, 30] };
        assert_eq!(screen.cleared(80), "\x1b[2A\r\x1b[J");
        assert_eq!(screen.cleared(40), "\x1b[4A\r\x1b[J");
    }
}
