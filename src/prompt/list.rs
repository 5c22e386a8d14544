//! A prompt to choose one of several options: an input line for letters to search by, and the list below
//! it.

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use super::line::KeyReader;
use super::line_editor::{LineEditor, Pressed};
use super::screen::{Screen, ScreenLine};
use super::{Fallback, PromptAnswer, Raw};
use crate::error::Result;

/// Options that the list shows at once.
const PAGE: usize = 10;
const KEYS: &str = "↑↓ to move, Enter to choose, letters to search";

pub(super) struct List<'a> {
    pub question: &'a str,
    pub help: &'a str,
    /// The options, safe to print.
    pub options: &'a [String],
    pub last: Fallback,
}

impl List<'_> {
    /// Asks, and returns the index of the chosen option.
    pub(super) fn ask(&self) -> Result<PromptAnswer<usize>> {
        let _raw = Raw::begin()?;
        let mut screen = Screen::begin();
        let (mut typing, mut keys) = (LineEditor::default(), KeyReader::default());
        let (mut found, mut at) = (self.found(""), 0);
        let ended = loop {
            if !keys.are_waiting() {
                screen.draw(&self.lines(&typing, &found, at));
            }
            let before = typing.text();
            match keys.next() {
                Ok(Event::Key(key)) if key.kind != KeyEventKind::Release => match moved(key, at, found.len())
                {
                    Some(to) => at = to,
                    None => match typing.press(key) {
                        Pressed::Back => break PromptAnswer::Back,
                        Pressed::Stop => break PromptAnswer::Stop,
                        Pressed::Enter => {
                            if let Some(chosen) = found.get(at) {
                                break PromptAnswer::Given(*chosen);
                            }
                        }
                        Pressed::InTheLine | Pressed::Editor => {}
                    },
                },
                Ok(Event::Paste(text)) => typing.paste(text.lines().next().unwrap_or_default()),
                Ok(_) => {}
                // A closed terminal cannot show an error.
                Err(_) => break PromptAnswer::Stop,
            }
            if typing.text() != before {
                (found, at) = (self.found(typing.text().trim()), 0);
            }
        };
        let answer = match ended {
            PromptAnswer::Given(chosen) => self.options[chosen].as_str(),
            _ => "",
        };
        screen.end(&[ScreenLine::asked(">", self.question).bold(answer)]);
        Ok(ended)
    }

    /// The indexes of the options that match the letters, the best first.
    fn found(&self, typed: &str) -> Vec<usize> {
        let always = self.options.len().saturating_sub(1);
        let rank = |at: usize| match rank(&self.options[at], typed) {
            None if self.last == Fallback::Always && at == always => Some((usize::MAX, at)),
            rank => rank,
        };
        let mut found: Vec<((usize, usize), usize)> =
            (0..self.options.len()).filter_map(|at| Some((rank(at)?, at))).collect();
        found.sort();
        found.into_iter().map(|(_, at)| at).collect()
    }

    fn lines(&self, typing: &LineEditor, found: &[usize], at: usize) -> Vec<ScreenLine> {
        let (before, after) = typing.parts();
        let mut lines = vec![ScreenLine::asked("?", self.question).typed(before, after)];
        let first = at.saturating_sub(PAGE / 2).min(found.len().saturating_sub(PAGE));
        for (place, option) in found.iter().enumerate().skip(first).take(PAGE) {
            let option = &self.options[*option];
            lines.push(if place == at {
                ScreenLine::chosen(option)
            } else {
                ScreenLine::plain(format!("  {option}"))
            });
        }
        if found.is_empty() {
            lines.push(ScreenLine::plain("  no match".into()));
        }
        let help = if self.help.is_empty() { KEYS } else { self.help };
        lines.push(ScreenLine::plain(format!("[{help}]")));
        lines
    }
}

/// How well an option matches the letters in their order, ignoring case and accents: the length of the
/// shortest part with all of them, and the start of that part. Lower is better. `None` if a letter is
/// missing.
fn rank(option: &str, typed: &str) -> Option<(usize, usize)> {
    let plain = |text: &str| deunicode::deunicode(text).to_lowercase();
    let (option, typed): (Vec<char>, Vec<char>) =
        (plain(option).chars().collect(), plain(typed).chars().collect());
    let Some((first, others)) = typed.split_first() else { return Some((0, 0)) };
    let end = |start: usize| {
        others.iter().try_fold(start, |at, letter| {
            let next = option[at + 1..].iter().position(|other| other == letter)?;
            Some(at + 1 + next)
        })
    };
    let starts = (0..option.len()).filter(|start| option[*start] == *first);
    starts.filter_map(|start| Some((end(start)? - start, start))).min()
}

/// The new index in the list, if the key moves the selection. A move by one wraps around at the ends.
fn moved(key: KeyEvent, at: usize, count: usize) -> Option<usize> {
    let last = count.saturating_sub(1);
    let control = key.modifiers.contains(KeyModifiers::CONTROL);
    Some(match key.code {
        KeyCode::Up if at == 0 => last,
        KeyCode::Char('p') if control && at == 0 => last,
        KeyCode::Up => at - 1,
        KeyCode::Char('p') if control => at - 1,
        KeyCode::Down if at >= last => 0,
        KeyCode::Char('n') if control && at >= last => 0,
        KeyCode::Down => at + 1,
        KeyCode::Char('n') if control => at + 1,
        KeyCode::PageUp => at.saturating_sub(PAGE),
        KeyCode::PageDown => (at + PAGE).min(last),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options() -> Vec<String> {
        ["ana  Ana Ruiz, today", "z  Zoë Long", "someone new"].map(String::from).into()
    }

    #[test]
    fn letters_in_order_find_and_the_last_stays() {
        let options = options();
        let mut list = List { question: "", help: "", options: &options, last: Fallback::Always };
        assert_eq!(list.found(""), [0, 1, 2]);
        assert_eq!(list.found("LNG"), [1, 2]);
        assert_eq!((list.found("zoe long"), list.found("Zoë")), (vec![1, 2], vec![1, 2]));
        assert_eq!(list.found("xyz"), [2]);
        // The shorter match wins: only the first option has `an` in consecutive letters.
        assert_eq!(list.found("an"), [0, 2]);
        list.last = Fallback::LikeTheOthers;
        assert_eq!(list.found("xyz"), [0; 0]);
    }

    #[test]
    fn keys_move_in_the_list_and_letters_do_not() {
        let key = |code, modifiers| KeyEvent::new(code, modifiers);
        assert_eq!(moved(key(KeyCode::Up, KeyModifiers::NONE), 0, 3), Some(2));
        assert_eq!(moved(key(KeyCode::Char('n'), KeyModifiers::CONTROL), 2, 3), Some(0));
        assert_eq!(moved(key(KeyCode::PageDown, KeyModifiers::NONE), 1, 30), Some(11));
        assert_eq!(moved(key(KeyCode::Down, KeyModifiers::NONE), 0, 0), Some(0));
        assert_eq!(moved(key(KeyCode::Char('n'), KeyModifiers::NONE), 0, 3), None);
    }
}
