//! The closing `by friday` of an action, and the closing `on 5 dec every 2 weeks` of a follow-up.
//! Never drops a date in silence: a closing that is clearly meant as a day and cannot be read is
//! an error, and only what no one could mean as a day stays text.

use super::spans::{interval, not_how_often};
use super::tokens::{Token, Unit, tokens};
use super::vocabulary::{Tail, dotted_pair, how_often};
use super::{Calendar, Look};
use crate::journal::day::{Day, Weekday};
use crate::journal::repeat::Every;

/// A follow-up in one line, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    pub ask: String,
    pub due: Option<Day>,
    pub every: Option<Every>,
}

impl Calendar {
    /// `Rewrite the script by friday`: what is to be done, and until when.
    ///
    /// A text that ends a sentence (`.`, `!`, `?` or a closing bracket or quote) has no closing
    /// date: that is how a coach keeps `by friday` as words.
    pub fn action(&self, text: &str) -> Result<(String, Option<Day>), String> {
        let text = text.trim();
        let (what, due) = match closing(text, "by") {
            Some((what, tail)) => (what, Some(self.closing_day(tail)?)),
            None => (text, None),
        };
        Ok((kept(what, text, "what is to be done")?, due))
    }

    /// `How is the pipeline? on mon every 2 weeks`: what to ask, when, and how often. The two
    /// closings may stand in either order, and either alone.
    pub fn ask(&self, text: &str) -> Result<Asked, String> {
        let text = text.trim();
        let mut rest = text;
        let mut series = None;
        if let Some((before, tail)) = repeating(rest) {
            series = Some(closing_series(tail)?);
            rest = without_comma(without_dangling_on(before));
        }
        let mut due = None;
        if let Some((before, tail)) = closing(rest, "on") {
            due = Some(self.closing_day(tail)?);
            rest = before;
            if let (None, Some((before, tail))) = (series, repeating(rest)) {
                series = Some(closing_series(tail)?);
                rest = before;
            }
        }
        // After the question a day by itself can mean nothing else: "How was it? in a week".
        if let (None, Some((asked, tail))) = (due, rest.rsplit_once('?'))
            && let Ok(day) = self.day(tail.trim_start().trim_start_matches("by "), Look::Forward)
        {
            due = Some(day);
            rest = &rest[..=asked.len()];
        }
        if let Some((_, Some(weekday))) = series {
            let day = match due {
                Some(day) => day,
                None => self.day(&weekday.to_string(), Look::Forward)?,
            };
            if day.weekday() != weekday {
                let is = day.weekday_name();
                return Err(format!("{day} is a {is}, and cannot begin a series of every {weekday}"));
            }
            due = Some(day);
        }
        let every = series.map(|(every, _)| every);
        Ok(Asked { ask: kept(rest, text, "what is to be asked")?, due, every })
    }

    fn closing_day(&self, tail: &str) -> Result<Day, String> {
        let lower = tail.to_lowercase();
        if dotted_pair(&lower) {
            return Err(format!(
                "{tail:?} can be a day or a number (write 28 nov or 2026-11-28 for the day, or a word after \
                 it to keep it as text)"
            ));
        }
        // "Cut the ramp-up by 2 weeks" and "grow by 5m" say how much, not when.
        if let Some([Token::Number(_) | Token::Count(_), Token::Unit(_)] | [Token::Span(_, Unit::Month)]) =
            tokens(&lower).as_deref()
        {
            return Err(format!(
                "{tail:?} can be a day or an amount (write \"in {tail}\" for the day, or {KEEP})"
            ));
        }
        self.day(tail, Look::Forward).map_err(|why| format!("{why}; {KEEP}"))
    }
}

const KEEP: &str = "put a full stop after it to keep it as text";

/// What stands before a closing, or the whole text: never empty.
fn kept(part: &str, text: &str, noun: &str) -> Result<String, String> {
    let part = if part.len() == text.len() { part } else { without_comma(part) };
    match (part, text) {
        ("", "") => Err(format!("{noun} is missing")),
        ("", _) => Err(format!("{noun} is missing before {text:?}")),
        _ => Ok(part.to_string()),
    }
}

fn without_comma(text: &str) -> &str {
    let text = text.trim_end();
    text.strip_suffix(',').unwrap_or(text).trim_end()
}

/// A word of a text in lower case, and where it begins.
struct Placed {
    at: usize,
    lower: String,
}

fn placed(text: &str) -> Vec<Placed> {
    let mut words = Vec::new();
    let mut begun = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (begun, c.is_whitespace()) {
            (None, false) => begun = Some(at),
            (Some(start), true) => {
                words.push(Placed { at: start, lower: text[start..at].to_lowercase() });
                begun = None;
            }
            _ => {}
        }
    }
    words
}

/// Whether a sentence ends here, so that no closing can follow within it.
fn is_ended(words: &[Placed]) -> bool {
    const ENDS: [char; 15] = ['.', '!', '?', '…', ')', ']', '}', '"', '\'', '”', '’', '»', '“', '`', '。'];
    match words {
        [] => true,
        // The full stop of `28.11.` belongs to the day.
        [.., before, last] if dotted_pair(&last.lower) => !matches!(before.lower.as_str(), "by" | "on"),
        [.., last] => last.lower.ends_with(ENDS),
    }
}

/// The text before the last `keyword` that an attempt at a date follows, and that attempt.
fn closing<'a>(text: &'a str, keyword: &str) -> Option<(&'a str, &'a str)> {
    let words = placed(text);
    if is_ended(&words) {
        return None;
    }
    let mut tail = Tail::default();
    for (i, word) in words.iter().enumerate().rev() {
        if let (true, Some(first)) = (word.lower == keyword, words.get(i + 1)) {
            // After a question mark nothing but a day can follow "on".
            let asked = keyword == "on" && i > 0 && words[i - 1].lower.ends_with('?');
            if asked || tail.is_attempt() {
                return Some((&text[..word.at], text[first.at..].trim_end()));
            }
        }
        tail.grow(&word.lower);
    }
    None
}

/// The text before the last `every` that says how often, and what follows it.
fn repeating(text: &str) -> Option<(&str, &str)> {
    let words = placed(text);
    if is_ended(&words) {
        return None;
    }
    let i = words.iter().rposition(|word| word.lower == "every")?;
    let first = words.get(i + 1)?;
    let asked = i > 0 && words[i - 1].lower.ends_with('?');
    let meant = how_often(words[i + 1..].iter().map(|word| word.lower.as_str()));
    // "on" after the interval is the other closing, and is taken off first.
    let dated = words[i + 1..].iter().any(|word| word.lower == "on");
    (meant || asked && !dated).then(|| (&text[..words[i].at], text[first.at..].trim_end()))
}

/// `2 weeks`, `monday`, `other monday`: how often, and on which weekday where it says so.
fn closing_series(tail: &str) -> Result<(Every, Option<Weekday>), String> {
    let lower = tail.to_lowercase();
    let series = tokens(&lower).and_then(|tokens| match tokens.as_slice() {
        [Token::Weekday(weekday)] => Some((Every::Weeks(1), Some(*weekday))),
        [Token::Word("other"), Token::Weekday(weekday)] => Some((Every::Weeks(2), Some(*weekday))),
        tokens => interval(tokens).map(|every| (every, None)),
    });
    series.ok_or_else(|| format!("{}; {KEEP}", not_how_often(tail)))
}

/// `How is it? on every monday` leaves an `on` behind.
fn without_dangling_on(text: &str) -> &str {
    match placed(text).as_slice() {
        [.., asked, on] if on.lower == "on" && asked.lower.ends_with('?') => &text[..on.at],
        _ => text,
    }
}
