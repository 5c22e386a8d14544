//! One line asked on the terminal, drawn anew after every key, and what a list shares with it.

use std::io;
use std::time::Duration;

use crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use super::line_editor::{LineEditor, Pressed};
use super::screen::{Screen, ScreenLine};
use super::{Answer, Raw, Submit};
use crate::error::Result;
use crate::escape::visible;

/// Before what is understood so far, which is no answer.
const SIGN: &str = "→ ";
/// What follows an Enter so soon comes from no finger.
const AT_ONCE: Duration = Duration::from_millis(20);

pub struct InputLine<'a> {
    pub question: &'a str,
    pub help: &'a str,
    pub live: &'a dyn Fn(&str) -> Option<String>,
    pub check: &'a dyn Fn(&str) -> std::result::Result<(), String>,
    /// Whether Ctrl-O goes on in the editor.
    pub editor: bool,
}

impl InputLine<'_> {
    /// What was typed, and how it ended: a line that was given is one that `check` takes.
    pub fn ask(&self, initial: &str) -> Result<(Answer<Submit>, String)> {
        let _raw = Raw::begin()?;
        let mut screen = Screen::begin();
        let mut typing = LineEditor::of(initial);
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
                    Pressed::Editor if self.editor => break Answer::Given(Submit::Editor),
                    Pressed::Editor => {}
                    Pressed::Enter if !typing.text().is_empty() && keys.go_on() => typing.break_line(),
                    Pressed::Enter => match (self.check)(typing.text().trim()) {
                        Ok(()) => break Answer::Given(Submit::Enter),
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
        screen.end(&[ScreenLine::asked(">", self.question).bold(&typed)]);
        Ok((ended, typed))
    }

    fn lines(&self, typing: &LineEditor, refused: Option<&str>) -> Vec<ScreenLine> {
        let (before, after) = typing.parts();
        let mut lines = Vec::new();
        lines.extend(refused.map(|why| ScreenLine::red(format!("# {}", visible(why)))));
        lines.push(ScreenLine::asked("?", self.question).typed(before, after));
        let live = (self.live)(&typing.text());
        lines.extend(live.map(|shown| ScreenLine::plain(format!("  {SIGN}{}", visible(&shown)))));
        if !self.help.is_empty() {
            lines.push(ScreenLine::plain(format!("[{}]", self.help)));
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
