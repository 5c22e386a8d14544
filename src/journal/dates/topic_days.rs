//! Finds words in a topic that name a day or misspell one: `on the 18th`, `wensday`, `30 feb`, `last week`.
//! Never parses the day: coach refuses a topic with such words.

use std::ops::Range;

use super::due_suffix::date_evidence::{DateEvidence, dotted_pair};
use super::due_suffix::without_keyword::is_score;
use super::lexer::{Token, token};
use super::misspelled_dates::classes;
use super::misspelt;

/// After these words a day is part of the topic: `the notes of monday`.
const SUBJECT: &[&str] =
    &["of", "for", "from", "since", "about", "to", "with", "and", "or", "like", "between", "in", "&"];

/// Returns the words of a lower-case topic that name a day: all of them, or the last words, or the first word
/// if it misspells a day. `is_on` is true if an `on` comes before the topic.
pub(crate) fn unread_day(texts: &[&str], is_on: bool) -> Option<Range<usize>> {
    let all = 0..texts.len();
    let (begin, is_led) = match texts.first() {
        Some(&"on") => (1, true),
        _ => (0, is_on),
    };
    if names_a_day(&texts[begin..]) || is_led && is_time(&texts[begin..]) || is_period(&texts[begin..]) {
        return Some(all);
    }
    let last = (1..texts.len()).find(|at| {
        let (lead, rest) = (texts[at - 1], &texts[*at..]);
        match rest.first() {
            Some(&"on") => names_a_day(&rest[1..]) || is_time(&rest[1..]),
            _ => !SUBJECT.contains(&lead) && (names_a_date(rest) || rest.len() == 1 && is_slip(rest[0])),
        }
    });
    let first = || texts.first().is_some_and(|text| is_slip(text)).then_some(0..1);
    last.map(|at| at..texts.len()).or_else(first)
}

/// `wensday`, `yesteday`
fn is_slip(text: &str) -> bool {
    misspelt(text).is_some()
}

/// Whether each word belongs to a day, and one of them names it: `wensday`, `last tuseday`, `the 18th`.
fn names_a_day(texts: &[&str]) -> bool {
    const LOOSE: &[&str] = &["weekend", "weekends", "weekday", "weekdays", "fortnight", "fortnights"];
    let classes = classes(texts);
    let is_named = texts.iter().zip(&classes).any(|(text, class)| match class {
        // `november` is a topic, and so are `24/7` and `80/20`.
        DateEvidence::Day => !is_month(text) && !is_score(text) && *text != "80/20",
        DateEvidence::Time => !LOOSE.contains(text),
        DateEvidence::Number => is_ordinal(text),
        _ => false,
    });
    !classes.contains(&DateEvidence::Other) && (is_named || names_a_date(texts))
}

/// Whether the words are a number beside a month, or an ordinal after `the`: `30 feb`, `the 18th`.
fn names_a_date(texts: &[&str]) -> bool {
    let is_number = |text: &str| matches!(token(text), Some(Token::Number(1..=31) | Token::Ordinal(_)));
    match texts {
        ["the", day] => is_ordinal(day),
        [one, two] => is_number(one) && is_month(two) || is_month(one) && is_number(two),
        _ => false,
    }
}

pub(crate) fn is_month(text: &str) -> bool {
    matches!(token(text), Some(Token::Month(_)))
}

pub(crate) fn is_weekday(text: &str) -> bool {
    matches!(token(text), Some(Token::Weekday(_)))
}

fn is_ordinal(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit()) && matches!(token(text), Some(Token::Ordinal(_)))
}

/// Whether the words are a period, and nothing else: `last week`, `this month`, `the last 2 weeks`.
fn is_period(texts: &[&str]) -> bool {
    let classes = classes(texts);
    let is_led = texts.iter().any(|text| matches!(*text, "last" | "this" | "next" | "other" | "ago"));
    let is_unit = |(text, class): (&&str, &DateEvidence)| {
        *class == DateEvidence::Unit || matches!(*text, "weekend" | "fortnight")
    };
    is_led && !classes.contains(&DateEvidence::Other) && texts.iter().zip(&classes).any(is_unit)
}

/// Whether the words after `on` are a time, and not the subject: `the weekend`, `18.11`.
fn is_time(texts: &[&str]) -> bool {
    let classes = classes(texts);
    let is_dotted = matches!(texts, [day] if dotted_pair(day));
    is_dotted || !classes.contains(&DateEvidence::Other) && classes.contains(&DateEvidence::Time)
}
