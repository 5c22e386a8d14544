//! The keyboard, where there is a terminal: questions with one answer each, and nobody else asks.
//! Draws on standard error, so that an answer on standard output stays an answer. Esc goes back,
//! Ctrl-C stops; what that means is for the caller to say.
#![expect(clippy::disallowed_methods, reason = "the one place that asks on the terminal")]

mod line;
mod typing;

use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use inquire::type_aliases::Scorer;
use inquire::ui::{Attributes, Color, RenderConfig, StyleSheet, Styled};
use inquire::{InquireError, Select};

use crate::error::{Error, Result, reason};
use crate::visible::visible;
use line::Line;

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
pub enum By {
    Enter,
    /// Ctrl-O, where the editor is offered: the text goes on there.
    Editor,
}

impl Answer<By> {
    /// The same with what was given.
    pub fn with<T>(self, given: T) -> Answer<T> {
        match self {
            Answer::Given(_) => Answer::Given(given),
            Answer::Back => Answer::Back,
            Answer::Stop => Answer::Stop,
        }
    }
}

static COLOURED: AtomicBool = AtomicBool::new(false);

fn coloured_now() -> bool {
    COLOURED.load(Ordering::Relaxed)
}

/// Whether questions have colours.
pub fn colours(on: bool) {
    COLOURED.store(on, Ordering::Relaxed);
    inquire::set_global_render_config(if on { coloured() } else { RenderConfig::empty() });
}

/// Of the terminal's palette only what reads well on dark and on light, as `output/paint.rs` has it:
/// inquire's own are light cyan and light green.
fn coloured() -> RenderConfig<'static> {
    let green = |sign| Styled::new(sign).with_fg(Color::DarkGreen);
    let red = StyleSheet::new().with_fg(Color::DarkRed);
    let chosen = StyleSheet::new().with_attr(Attributes::BOLD);
    let mut looks = RenderConfig::default_colored()
        .with_prompt_prefix(green("?"))
        .with_answered_prompt_prefix(green(">"))
        .with_highlighted_option_prefix(green(">"))
        .with_help_message(StyleSheet::empty())
        .with_answer(chosen)
        .with_selected_option(Some(chosen));
    looks.unhighlighted_option_prefix = Styled::new(" ");
    looks.placeholder = StyleSheet::empty();
    looks.error_message =
        looks.error_message.with_message(red).with_prefix(Styled::new("#").with_style_sheet(red));
    looks
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
) -> Result<(Answer<By>, String)> {
    Line { question, help, live: &live, check: &check, editor: false }.ask(initial)
}

/// A line that may become a long text: Ctrl-O goes on with it in the editor.
pub fn long(
    question: &str,
    help: &str,
    initial: &str,
    live: impl Fn(&str) -> Option<String>,
) -> Result<(Answer<By>, String)> {
    Line { question, help, live: &live, check: &|_| Ok(()), editor: true }.ask(initial)
}

/// Whether the last option is found by whatever is typed, as "someone new" is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Last {
    LikeTheOthers,
    Always,
}

/// One of several, found by typing some of its letters in order; gives its place.
pub fn choose(question: &str, help: &str, options: &[String], last: Last) -> Result<Answer<usize>> {
    let shown: Vec<String> = options.iter().map(|option| visible(option).into_owned()).collect();
    let always = options.len().saturating_sub(1);
    let fuzzy: Scorer<'_, String> = Select::DEFAULT_SCORER;
    let score = |typed: &str, option: &String, shown: &str, at: usize| match fuzzy(typed, option, shown, at) {
        None if last == Last::Always && at == always => Some(i64::MIN),
        score => score,
    };
    let prompt = Select::new(question, shown).with_page_size(10).with_scorer(&score);
    let prompt = if help.is_empty() { prompt } else { prompt.with_help_message(help) };
    answer(prompt.raw_prompt().map(|chosen| chosen.index))
}

fn answer<T>(asked: std::result::Result<T, InquireError>) -> Result<Answer<T>> {
    match asked {
        Ok(given) => Ok(Answer::Given(given)),
        Err(InquireError::OperationCanceled) => Ok(Answer::Back),
        // A terminal that was closed is nobody who could be told.
        Err(InquireError::OperationInterrupted | InquireError::IO(_)) => Ok(Answer::Stop),
        Err(InquireError::NotTTY) => Err(Error::usage("there is no terminal to ask on")),
        Err(error) => Err(Error::machine(format!("cannot ask: {error}"))),
    }
}

/// One of these letters, without Enter; capitals count as small, Enter as a space. The help is said
/// once keys arrive one by one: who sees it and presses Ctrl-C is heard.
pub fn key(help: &str, wanted: &[char]) -> Result<Answer<char>> {
    let _raw = Raw::begin()?;
    line::show(&format!("{}\r\n", visible(help)));
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
