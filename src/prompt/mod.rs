//! The keyboard, where there is a terminal: questions with one answer each, and nobody else asks.
//! Draws on standard error, so that an answer on standard output stays an answer. Esc goes back,
//! Ctrl-C stops; what that means is for the caller to say.
#![expect(clippy::disallowed_methods, reason = "the one place that asks on the terminal")]

mod line;
mod line_editor;
mod list;
mod screen;

use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use crossterm::terminal::{disable_raw_mode, enable_raw_mode};

use crate::error::{Error, Result, reason};
use crate::escape::visible;
use line::InputLine;
use list::List;

/// What somebody did with a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer<T> {
    Given(T),
    /// Esc.
    Back,
    /// Ctrl-C, or a terminal that is gone.
    Stop,
}

/// How a line was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Submit {
    Enter,
    /// Ctrl-O, where the editor is offered: the text goes on there.
    Editor,
}

impl<T> Answer<T> {
    /// The same of what was given.
    pub fn map<U>(self, given: impl FnOnce(T) -> U) -> Answer<U> {
        match self {
            Answer::Given(value) => Answer::Given(given(value)),
            Answer::Back => Answer::Back,
            Answer::Stop => Answer::Stop,
        }
    }
}

impl Answer<Submit> {
    /// The same with what was given.
    pub fn with<T>(self, given: T) -> Answer<T> {
        self.map(|_| given)
    }
}

static COLOURED: AtomicBool = AtomicBool::new(false);

fn coloured_now() -> bool {
    COLOURED.load(Ordering::Relaxed)
}

/// Whether questions have colours.
pub fn colours(on: bool) {
    COLOURED.store(on, Ordering::Relaxed);
}

/// A line of text. `live` says below it how it is understood so far; `check` refuses what cannot be.
pub fn text(
    question: &str,
    help: &str,
    initial: &str,
    live: impl Fn(&str) -> Option<String>,
    check: impl Fn(&str) -> std::result::Result<(), String>,
) -> Result<Answer<String>> {
    let (ended, typed) = line(question, help, initial, live, check)?;
    Ok(ended.with(typed))
}

/// The same with what was typed, however it ended.
pub fn line(
    question: &str,
    help: &str,
    initial: &str,
    live: impl Fn(&str) -> Option<String>,
    check: impl Fn(&str) -> std::result::Result<(), String>,
) -> Result<(Answer<Submit>, String)> {
    InputLine { question, help, live: &live, check: &check, editor: false }.ask(initial)
}

/// A line that may become a long text: Ctrl-O goes on with it in the editor.
pub fn long(
    question: &str,
    help: &str,
    initial: &str,
    live: impl Fn(&str) -> Option<String>,
) -> Result<(Answer<Submit>, String)> {
    InputLine { question, help, live: &live, check: &|_| Ok(()), editor: true }.ask(initial)
}

/// Whether the last option is found by whatever is typed, as "someone new" is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Fallback {
    LikeTheOthers,
    Always,
}

/// One of several, found by typing some of its letters in order; gives its place.
pub fn choose(question: &str, help: &str, options: &[String], last: Fallback) -> Result<Answer<usize>> {
    let shown: Vec<String> = options.iter().map(|option| visible(option).into_owned()).collect();
    List { question, help, options: &shown, last }.ask()
}

/// One of these letters, without Enter; capitals count as small, Enter as a space. The help is said
/// once keys arrive one by one: who sees it and presses Ctrl-C is heard.
pub fn key(help: &str, wanted: &[char]) -> Result<Answer<char>> {
    let _raw = Raw::begin()?;
    screen::show_line(help);
    loop {
        let Ok(event) = event::read() else { return Ok(Answer::Stop) };
        let Event::Key(KeyEvent { code, modifiers, kind: KeyEventKind::Press, .. }) = event else { continue };
        let is_control = modifiers.contains(KeyModifiers::CONTROL);
        match code {
            KeyCode::Char('c' | 'd') if is_control => return Ok(Answer::Stop),
            // What was typed a moment too early had its Enter made a newline.
            KeyCode::Char('j') if is_control && wanted.contains(&' ') => return Ok(Answer::Given(' ')),
            KeyCode::Esc => return Ok(Answer::Back),
            KeyCode::Enter if wanted.contains(&' ') => return Ok(Answer::Given(' ')),
            KeyCode::Char(c) if !is_control && wanted.contains(&c.to_ascii_lowercase()) => {
                return Ok(Answer::Given(c.to_ascii_lowercase()));
            }
            _ => {}
        }
    }
}

/// Keys arrive one by one until this is dropped.
struct Raw;

impl Raw {
    fn begin() -> Result<Raw> {
        enable_raw_mode()
            .map(|()| Raw)
            .map_err(|error| Error::machine(format!("cannot read single keys here: {}", reason(&error))))
    }
}

impl Drop for Raw {
    fn drop(&mut self) {
        let _ = disable_raw_mode();
    }
}
