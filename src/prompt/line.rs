//! One line asked on the terminal, drawn anew after every key, and what a list shares with it.

use std::io::{self, Write, stderr};
use std::time::Duration;

use crossterm::event::{
    self, DisableBracketedPaste, EnableBracketedPaste, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers,
};
use crossterm::terminal;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::typing::{Pressed, Typing};
use super::{Answer, By, Raw, coloured_now};
use crate::error::Result;
use crate::visible::visible;

/// Before what is understood so far, which is no answer.
const SIGN: &str = "→ ";
/// Columns where the terminal does not say.
const WIDTH: u16 = 80;
/// What follows an Enter so soon comes from no finger.
const AT_ONCE: Duration = Duration::from_millis(20);

pub struct Line<'a> {
    pub question: &'a str,
    pub help: &'a str,
    pub live: &'a dyn Fn(&str) -> Option<String>,
    pub check: &'a dyn Fn(&str) -> std::result::Result<(), String>,
    /// Whether Ctrl-O goes on in the editor.
    pub editor: bool,
}

impl Line<'_> {
    /// What was typed, and how it ended: a line that was given is one that `check` takes.
    pub fn ask(&self, initial: &str) -> Result<(Answer<By>, String)> {
        let _raw = Raw::begin()?;
        let mut screen = Screen::begin();
        let mut typing = Typing::of(initial);
        let mut refused = None;
        let mut keys = Keys::default();
        let ended = loop {
            if !keys.are_waiting() {
                screen.draw(&self.lines(&typing, refused.as_deref()));
            }
            match keys.next() {
                Ok(Event::Key(key)) if key.kind != KeyEventKind::Release => match typing.press(key) {
                    Pressed::InTheLine => refused = None,
                    Pressed::Back => break Answer::Back,
                    Pressed::Stop => break Answer::Stop,
                    Pressed::Editor if self.editor => break Answer::Given(By::Editor),
                    Pressed::Editor => {}
                    Pressed::Enter if !typing.text().is_empty() && keys.go_on() => typing.break_line(),
                    Pressed::Enter => match (self.check)(typing.text().trim()) {
                        Ok(()) => break Answer::Given(By::Enter),
                        Err(why) => refused = Some(why),
                    },
                },
                Ok(Event::Paste(text)) => typing.paste(&text),
                Ok(_) => {}
                // A terminal that was closed is nobody who could be told.
                Err(_) => break Answer::Stop,
            }
        };
        let typed = typing.text().trim().to_string();
        screen.end(&[Shown::asked(">", self.question).bold(&typed)]);
        Ok((ended, typed))
    }

    fn lines(&self, typing: &Typing, refused: Option<&str>) -> Vec<Shown> {
        let (before, after) = typing.parts();
        let mut lines = Vec::new();
        lines.extend(refused.map(|why| Shown::red(format!("# {}", visible(why)))));
        lines.push(Shown::asked("?", self.question).typed(before, after));
        let live = (self.live)(&typing.text());
        lines.extend(live.map(|shown| Shown::plain(format!("  {SIGN}{}", visible(&shown)))));
        if !self.help.is_empty() {
            lines.push(Shown::plain(format!("[{}]", self.help)));
        }
        lines
    }
}

/// The keys as they come. A terminal that does not say what is pasted sends it as keys, its line breaks
/// as Enter: they must answer nothing.
#[derive(Default)]
pub(super) struct Keys {
    /// Read already, and to be heard next.
    ahead: Option<Event>,
}

impl Keys {
    pub fn next(&mut self) -> io::Result<Event> {
        self.ahead.take().map_or_else(event::read, Ok)
    }

    pub fn are_waiting(&self) -> bool {
        self.ahead.is_some() || event::poll(Duration::ZERO).unwrap_or(false)
    }

    /// Whether more is pasted behind an Enter.
    fn go_on(&mut self) -> bool {
        while event::poll(AT_ONCE).unwrap_or(false) {
            match event::read() {
                Ok(Event::Key(key)) if key.kind == KeyEventKind::Release => {}
                Ok(event @ (Event::Key(_) | Event::Paste(_))) => {
                    let is_text = is_text(&event);
                    self.ahead = Some(event);
                    return is_text;
                }
                _ => return false,
            }
        }
        false
    }
}

fn is_text(event: &Event) -> bool {
    let Event::Key(KeyEvent { code, modifiers, .. }) = event else { return true };
    match code {
        KeyCode::Enter | KeyCode::Tab => true,
        KeyCode::Char(c) => *c == 'j' || !modifiers.contains(KeyModifiers::CONTROL),
        _ => false,
    }
}

/// A line as it is shown: text in pieces, each with how it looks.
#[derive(Default)]
pub(super) struct Shown {
    pieces: Vec<(&'static str, String)>,
    /// Before which piece the cursor stands.
    cursor: Option<usize>,
}

impl Shown {
    pub fn plain(text: String) -> Shown {
        Shown { pieces: vec![("", text)], cursor: None }
    }

    /// A question behind its sign, which is green as `prompt.rs` has it.
    pub fn asked(sign: &str, question: &str) -> Shown {
        Shown { pieces: vec![("32", sign.to_string()), ("", format!(" {question} "))], cursor: None }
    }

    /// An option that stands out, with its sign.
    pub fn chosen(option: &str) -> Shown {
        Shown { pieces: vec![("32", ">".into()), ("", " ".into()), ("1", option.into())], cursor: None }
    }

    fn red(text: String) -> Shown {
        Shown { pieces: vec![("31", text)], cursor: None }
    }

    pub fn bold(mut self, text: &str) -> Shown {
        self.pieces.push(("1", one_line(text)));
        self
    }

    pub fn typed(mut self, before: &str, after: &str) -> Shown {
        self.pieces.push(("", one_line(before)));
        self.cursor = Some(self.pieces.len());
        self.pieces.push(("", one_line(after)));
        self
    }
}

/// What was pasted may have line breaks; they are shown as a sign.
fn one_line(text: &str) -> String {
    let lines: Vec<_> = text.split('\n').map(visible).collect();
    lines.join("↵")
}

/// Where it was drawn last.
pub(super) struct Screen {
    /// The row of the cursor, from the first that was drawn.
    row: usize,
}

impl Screen {
    pub fn begin() -> Screen {
        let _ = crossterm::execute!(stderr(), EnableBracketedPaste);
        Screen { row: 0 }
    }

    /// Draws over what was drawn before, and leaves the cursor where it stands in the line.
    pub fn draw(&mut self, lines: &[Shown]) {
        let width = columns();
        let (text, rows, (row, column)) = laid_out(lines, width, coloured_now());
        let mut drawn = self.cleared() + &text;
        if rows > row {
            drawn.push_str(&format!("\x1b[{}A", rows - row));
        }
        drawn.push('\r');
        if column > 0 {
            drawn.push_str(&format!("\x1b[{column}C"));
        }
        self.row = row;
        show(&drawn);
    }

    pub fn end(mut self, lines: &[Shown]) {
        let width = columns();
        let (text, _, _) = laid_out(lines, width, coloured_now());
        let drawn = self.cleared() + &text + "\r\n";
        show(&drawn);
        let _ = crossterm::execute!(stderr(), DisableBracketedPaste);
    }

    fn cleared(&mut self) -> String {
        let up = if self.row > 0 { format!("\x1b[{}A", self.row) } else { String::new() };
        self.row = 0;
        up + "\r\x1b[J"
    }
}

pub(super) fn show(text: &str) {
    let mut screen = stderr().lock();
    // A terminal that is gone is told by the next key.
    let _ = screen.write_all(text.as_bytes()).and_then(|()| screen.flush());
}

/// Columns of the screen. Some terminals say 0, which is no narrow one.
fn columns() -> usize {
    let said = terminal::size().map_or(0, |(columns, _)| columns);
    usize::from(if said == 0 { WIDTH } else { said.max(2) })
}

/// The text with its line breaks, its last row, and row and column of the cursor (the end where no
/// line has one). The last column stays free: terminals differ in what they do after it.
fn laid_out(lines: &[Shown], width: usize, coloured: bool) -> (String, usize, (usize, usize)) {
    let mut text = String::new();
    let (mut row, mut column, mut cursor) = (0, 0, None);
    for (number, line) in lines.iter().enumerate() {
        if number > 0 {
            text.push_str("\r\n");
            (row, column) = (row + 1, 0);
        }
        for (at, (look, piece)) in line.pieces.iter().enumerate() {
            if line.cursor == Some(at) {
                cursor = Some((row, column));
            }
            let is_looked = coloured && !look.is_empty() && !piece.is_empty();
            if is_looked {
                text.push_str(&format!("\x1b[{look}m"));
            }
            for letter in piece.graphemes(true) {
                let wide = letter.width();
                if column + wide > width - 1 && column > 0 {
                    text.push_str("\r\n");
                    (row, column) = (row + 1, 0);
                }
                text.push_str(letter);
                column += wide;
            }
            if is_looked {
                text.push_str("\x1b[0m");
            }
        }
    }
    (text, row, cursor.unwrap_or((row, column)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_is_wider_than_the_screen_is_broken_and_the_cursor_found() {
        let line = Shown::plain("? Who ".into()).typed("ana ben", " cleo");
        let help = Shown::plain("[x]".into());
        let (text, rows, cursor) = laid_out(&[line, help], 11, false);
        assert_eq!(text, "? Who ana \r\nben cleo\r\n[x]");
        assert_eq!((rows, cursor), (2, (1, 3)));
        let (text, _, cursor) = laid_out(&[Shown::plain("? ".into()).typed("愛愛\n愛", "")], 8, true);
        assert_eq!(text, "? 愛愛↵\r\n愛");
        assert_eq!(cursor, (1, 2));
    }
}
