//! Which words show that a coach means a day, so that a closing date that cannot be read is told
//! from a text that only has a `by` in it. Never reads the day itself.

use super::tokens::{Token, token};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    /// A weekday, a month or a date in digits: whoever writes it means a day.
    Day,
    /// Such a name that is also a person's or an everyday word: `may`, `sun`, `Jan`.
    Ambiguous,
    Number,
    /// `weeks`: alone or after `the` it is no day (`count calls by week`).
    Unit,
    /// `tomorrow`, `eom`, `2w`, `noon`: speaks of time by itself.
    Time,
    /// `next`, `of`, `the`, `two`: says nothing by itself.
    Link,
    The,
    Other,
}

const AMBIGUOUS: &[&str] = &["may", "march", "mar", "sun", "sat", "wed", "jan", "april", "june"];

/// Words that are understood as an attempt at a day, though no phrase has them.
const HINTS: &[&str] = &[
    "afternoon",
    "cob",
    "early",
    "eod",
    "evening",
    "fortnight",
    "late",
    "mid",
    "midday",
    "midnight",
    "morning",
    "noon",
    "q1",
    "q2",
    "q3",
    "q4",
    "soon",
    "tonight",
    "weekday",
    "weekdays",
    "weekend",
];

const LINKS: &[&str] = &[
    "about",
    "after",
    "and",
    "around",
    "at",
    "before",
    "beginning",
    "latest",
    "middle",
    "or",
    "some",
    "sometime",
    "start",
    "within",
];

/// Names long enough that one wrong letter still shows which was meant.
const OFTEN_MISSPELT: &[&str] = &[
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "january",
    "february",
    "september",
    "october",
    "november",
    "december",
    "tomorrow",
    "tommorow",
];

fn class(lower: &str) -> Class {
    let word = lower.trim_matches([',', ';', ':', '(', ')', '"', '“', '”', '*', '_']);
    if AMBIGUOUS.contains(&word) {
        return Class::Ambiguous;
    }
    match token(word.strip_prefix('+').unwrap_or(word)) {
        Some(Token::Weekday(_) | Token::Month(_)) => Class::Day,
        Some(Token::Dated(text)) if is_dated(text) => Class::Day,
        Some(Token::Number(_) | Token::Ordinal(_)) => Class::Number,
        Some(Token::Unit(_)) => Class::Unit,
        Some(Token::Span(..)) => Class::Time,
        Some(Token::Word("the")) => Class::The,
        Some(Token::Word("today" | "tomorrow" | "yesterday" | "ago" | "eow" | "eom" | "eoq" | "eoy")) => {
            Class::Time
        }
        Some(Token::Word(_) | Token::Count(_)) => Class::Link,
        _ if LINKS.contains(&word) => Class::Link,
        _ if HINTS.contains(&word) || is_clock(word) || is_misspelt(word) => Class::Time,
        _ if is_joined(word) => Class::Day,
        _ => Class::Other,
    }
}

/// What follows a `by` or an `on`, word by word from its end.
pub(super) struct Tail {
    only_vocabulary: bool,
    /// Something in it speaks of time by itself.
    time: bool,
    /// Something in it beside units and `the`.
    said: bool,
    /// A name or a date in digits: the rest may be anything.
    named: bool,
    first: Option<Class>,
}

impl Default for Tail {
    fn default() -> Tail {
        Tail { only_vocabulary: true, time: false, said: false, named: false, first: None }
    }
}

impl Tail {
    /// Takes in the word before the ones it has.
    pub(super) fn grow(&mut self, lower: &str) {
        let class = class(lower);
        self.only_vocabulary &= class != Class::Other;
        self.time |= !matches!(class, Class::Link | Class::The | Class::Other);
        self.said |= !matches!(class, Class::Unit | Class::The);
        // Beside a number, "may" is a month whatever else is said.
        self.named |= class == Class::Day
            || matches!(
                (class, self.first),
                (Class::Number, Some(Class::Ambiguous)) | (Class::Ambiguous, Some(Class::Number))
            );
        self.first = Some(class);
    }

    pub(super) fn is_attempt(&self) -> bool {
        self.named || self.only_vocabulary && self.time && self.said
    }
}

/// Whether words after `every` say how often: `2 weeks`, `other monday`, `weekday`.
pub(super) fn how_often<'a>(words: impl Iterator<Item = &'a str>) -> bool {
    let (mut time, mut counted) = (false, false);
    for word in words {
        match class(word) {
            Class::Other if counted && is_misspelt_unit(word) => time = true,
            Class::Other if !matches!(word, "second" | "third" | "fourth") => return false,
            Class::Link | Class::The | Class::Other => {}
            Class::Unit | Class::Time | Class::Number | Class::Day | Class::Ambiguous => time = true,
        }
        counted = word == "other" || matches!(token(word), Some(Token::Number(_) | Token::Count(_)));
    }
    time
}

fn is_two_digits(part: &str) -> bool {
    part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit())
}

/// `28.11`, `1.12` or `28.11.`: a day to some, a number (and the end of a sentence) to others.
pub(super) fn dotted_pair(lower: &str) -> bool {
    let pair = lower.strip_suffix('.').unwrap_or(lower).split_once('.');
    pair.is_some_and(|(one, two)| {
        // `1.5` is an amount, `1.12` hardly.
        if let ([b'1'..=b'9'], [b'0', b'1'..=b'9'] | [b'1', b'0'..=b'2']) = (one.as_bytes(), two.as_bytes()) {
            return true;
        }
        let number = |part: &str| is_two_digits(part).then(|| part.parse::<u32>().unwrap_or(0));
        let day = |n: u32| (1..=31).contains(&n);
        match (number(one), number(two)) {
            (Some(one), Some(two)) => day(one) && day(two) && one.min(two) <= 12,
            _ => false,
        }
    })
}

/// Digits and marks that are a date rather than an amount: `12/01`, `28.11.2026`, not `12.5`,
/// `1.000.000` or `10-12`.
fn is_dated(text: &str) -> bool {
    let parts: Vec<&str> = text.split(['/', '.', '-']).collect();
    let dotted_or_dashed = match parts.len() {
        3 => parts.iter().all(|part| matches!(part.len(), 1 | 2 | 4)),
        _ => false,
    };
    dotted_or_dashed || text.contains('/') || dotted_pair(text)
}

/// `10am`, `17:00`, `5pm`.
fn is_clock(word: &str) -> bool {
    let number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit() || b == b':');
    let halved = word.strip_suffix("am").or(word.strip_suffix("pm"));
    halved.is_some_and(number) || word.contains(':') && number(word)
}

/// `28nov`, `mid-march`, `28-nov-2026`: a name joined to something of the calendar.
fn is_joined(word: &str) -> bool {
    let named = |part: &str| matches!(token(part), Some(Token::Month(_) | Token::Weekday(_)));
    if let Some(end) = word.find(|c: char| !c.is_ascii_digit())
        && end > 0
        && named(&word[end..])
    {
        return true;
    }
    let parts = || word.split(['-', '/', '.']).filter(|part| !part.is_empty());
    parts().count() > 1
        && parts().any(named)
        && parts().all(|part| named(part) || token(part).is_some() || HINTS.contains(&part))
}

/// `weks`, `monht`: behind a number no other word is so near to a unit.
fn is_misspelt_unit(word: &str) -> bool {
    const UNITS: [&str; 6] = ["week", "weeks", "month", "months", "quarters", "years"];
    word.len() <= 12 && UNITS.iter().any(|unit| strsim::osa_distance(word, unit) <= 1)
}

/// `fryday`, `wendesday`: one letter wrong, missing, doubled or swapped.
fn is_misspelt(word: &str) -> bool {
    // A word of a hundred letters is no misspelling, and comparing it would cost its square.
    word.len() <= 12 && OFTEN_MISSPELT.iter().any(|name| strsim::osa_distance(word, name) <= 1)
}
