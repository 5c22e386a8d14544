//! A prompt for one line, redrawn after every key; and the key reader that `list.rs` shares.

use std::io;
use std::time::Duration;

use super::events;
use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use super::line_editor::{LineEditor, Pressed};
use super::screen::{Screen, ScreenLine};
use super::{PromptAnswer, Raw, Submit};
use crate::error::Result;
use crate::escape::visible;

/// Marks the explanation of the input so far, which is not an answer.
const SIGN: &str = "→ ";
/// Keys that follow an Enter within this time are pasted text: no one types that fast.
const AT_ONCE: Duration = Duration::from_millis(20);

pub(super) struct InputLine<'a> {
    pub question: &'a str,
    pub help: &'a str,
    pub live: &'a dyn Fn(&str) -> Option<String>,
    pub check: &'a dyn Fn(&str) -> std::result::Result<(), String>,
    /// Whether Ctrl-O continues in the editor.
    pub editor: bool,
}

impl InputLine<'_> {
    /// Asks, and returns the input and how the prompt ended. On Enter, `check` accepted the input.
    pub(super) fn ask(&self, initial: &str) -> Result<(PromptAnswer<Submit>, String)> {
        let _raw = Raw::begin()?;
        let mut screen = Screen::begin();
        let mut typing = LineEditor::of(initial);
        let mut refused = None;
        let mut keys = KeyReader::default();
        let ended = loop {
            if !keys.are_waiting() {
                screen.draw(&self.lines(&typing, refused.as_deref()));
            }
            match keys.next() {
                Ok(Event::Key(key)) if key.kind != KeyEventKind::Release => match typing.press(key) {
                    Pressed::InTheLine => refused = None,
                    Pressed::Back => break PromptAnswer::Back,
                    Pressed::Stop => break PromptAnswer::Stop,
                    Pressed::Editor if self.editor => break PromptAnswer::Given(Submit::Editor),
                    Pressed::Editor => {}
                    Pressed::Enter if !typing.text().is_empty() && keys.go_on() => typing.break_line(),
                    Pressed::Enter => match (self.check)(typing.text().trim()) {
                        Ok(()) => break PromptAnswer::Given(Submit::Enter),
                        Err(why) => refused = Some(why),
                    },
                },
                Ok(Event::Paste(text)) => typing.paste(&text),
                Ok(_) => {}
                // A closed terminal cannot show an error.
                Err(_) => break PromptAnswer::Stop,
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

/// Reads keys. A terminal without bracketed paste sends pasted text as keys, with Enter for line breaks.
/// Such an Enter must not submit the line.
#[derive(Default)]
pub(super) struct KeyReader {
    /// A key that was read ahead, and is next.
    ahead: Option<Event>,
}

impl KeyReader {
    pub(super) fn next(&mut self) -> io::Result<Event> {
        self.ahead.take().map_or_else(events::next, Ok)
    }

    pub(super) fn are_waiting(&self) -> bool {
        self.ahead.is_some() || events::come_within(Duration::ZERO)
    }

    /// Whether pasted text follows an Enter.
    fn go_on(&mut self) -> bool {
        while events::come_within(AT_ONCE) {
            match events::next() {
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
