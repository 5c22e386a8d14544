//! Prompts on the terminal, one answer each. No other module reads keys. Prompts are drawn on standard
//! error, so that standard output holds only the answer of the command. Esc and Ctrl-C become values; the
//! caller decides what they mean.
#![expect(clippy::disallowed_methods, reason = "the one place that asks on the terminal")]

mod events;
mod line;
mod line_editor;
mod list;
mod screen;

use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use crossterm::terminal::{disable_raw_mode, enable_raw_mode};

use crate::error::{Error, Result, reason};
use crate::escape::visible;
use line::InputLine;
use list::List;

/// The user's reaction to a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PromptAnswer<T> {
    Given(T),
    /// Esc.
    Back,
    /// Ctrl-C, or the terminal is gone.
    Stop,
}

/// How the user submitted a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Submit {
    Enter,
    /// Ctrl-O, if the prompt offers the editor: the user continues there.
    Editor,
}

impl<T> PromptAnswer<T> {
    /// Converts a given value.
    pub(crate) fn map<U>(self, given: impl FnOnce(T) -> U) -> PromptAnswer<U> {
        match self {
            PromptAnswer::Given(value) => PromptAnswer::Given(given(value)),
            PromptAnswer::Back => PromptAnswer::Back,
            PromptAnswer::Stop => PromptAnswer::Stop,
        }
    }
}

impl PromptAnswer<Submit> {
    /// Replaces the given value.
    pub(crate) fn with<T>(self, given: T) -> PromptAnswer<T> {
        self.map(|_| given)
    }
}

static COLOURED: AtomicBool = AtomicBool::new(false);

fn coloured_now() -> bool {
    COLOURED.load(Ordering::Relaxed)
}

/// Turns the colours of prompts on or off.
pub(crate) fn colours(on: bool) {
    COLOURED.store(on, Ordering::Relaxed);
}

/// Asks for a line of text. `live` explains below the line how coach understands the input so far. `check`
/// rejects invalid input.
pub(crate) fn text(
    question: &str,
    help: &str,
    initial: &str,
    live: impl Fn(&str) -> Option<String>,
    check: impl Fn(&str) -> std::result::Result<(), String>,
) -> Result<PromptAnswer<String>> {
    let (ended, typed) = line(question, help, initial, live, check)?;
    Ok(ended.with(typed))
}

/// Like [`text`], but also returns the input on Esc or Ctrl-C.
pub(crate) fn line(
    question: &str,
    help: &str,
    initial: &str,
    live: impl Fn(&str) -> Option<String>,
    check: impl Fn(&str) -> std::result::Result<(), String>,
) -> Result<(PromptAnswer<Submit>, String)> {
    InputLine { question, help, live: &live, check: &check, editor: false }.ask(initial)
}

/// Asks for a line that may become a long text: Ctrl-O continues in the editor.
pub(crate) fn long(
    question: &str,
    help: &str,
    initial: &str,
    live: impl Fn(&str) -> Option<String>,
) -> Result<(PromptAnswer<Submit>, String)> {
    InputLine { question, help, live: &live, check: &|_| Ok(()), editor: true }.ask(initial)
}

/// Whether the last option matches every input, as "someone new" does.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fallback {
    LikeTheOthers,
    Always,
}

/// Asks to choose one of several options, which the user finds by typing letters of it. Returns its index.
pub(crate) fn choose(
    question: &str,
    help: &str,
    options: &[String],
    last: Fallback,
) -> Result<PromptAnswer<usize>> {
    let shown: Vec<String> = options.iter().map(|option| visible(option).into_owned()).collect();
    List { question, help, options: &shown, last }.ask()
}

/// Asks for one of these letters, without Enter. Ignores case; Enter counts as a space. Prints the help
/// only after the terminal is in raw mode, so that a Ctrl-C in answer to the help arrives here.
pub(crate) fn key(help: &str, wanted: &[char]) -> Result<PromptAnswer<char>> {
    let _raw = Raw::begin()?;
    screen::show_line(help);
    loop {
        let Ok(event) = events::next() else { return Ok(PromptAnswer::Stop) };
        let Event::Key(KeyEvent { code, modifiers, kind: KeyEventKind::Press, .. }) = event else { continue };
        let is_control = modifiers.contains(KeyModifiers::CONTROL);
        match code {
            KeyCode::Char('c' | 'd') if is_control => return Ok(PromptAnswer::Stop),
            // If the user typed before raw mode began, the terminal turned Enter into a newline.
            KeyCode::Char('j') if is_control && wanted.contains(&' ') => return Ok(PromptAnswer::Given(' ')),
            KeyCode::Esc => return Ok(PromptAnswer::Back),
            KeyCode::Enter if wanted.contains(&' ') => return Ok(PromptAnswer::Given(' ')),
            KeyCode::Char(c) if !is_control && wanted.contains(&c.to_ascii_lowercase()) => {
                return Ok(PromptAnswer::Given(c.to_ascii_lowercase()));
            }
            _ => {}
        }
    }
}

/// Raw mode: keys arrive one by one until this value is dropped.
struct Raw;

impl Raw {
    fn begin() -> Result<Raw> {
        enable_raw_mode().map(|()| Raw).map_err(|error| {
            Error::machine(format!("cannot read keys from this terminal: {}", reason(&error)))
        })
    }
}

impl Drop for Raw {
    fn drop(&mut self) {
        let _ = disable_raw_mode();
    }
}
