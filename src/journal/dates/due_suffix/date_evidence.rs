//! Classifies words by how clearly they show that a coach means a day. This separates a closing date that
//! coach cannot parse from a text that only has a `by` in it. Never parses the day itself.

use crate::journal::dates::lexer::{Token, token, tokens};
use crate::journal::dates::misspelled_dates::{
    classes, is_holiday, is_hours, is_minutes, is_ordinal, nearly,
};
use crate::journal::dates::phrase_repair::{is_misspelt_unit, repaired};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DateEvidence {
    /// A weekday, a month or a date in digits: the writer means a day.
    Day,
    /// A weekday or month that is also a first name or an everyday word: `may`, `sun`, `Jan`.
    Ambiguous,
    Number,
    /// `weeks`: by itself or after `the` it is not a day (`count calls by week`).
    Unit,
    /// `tomorrow`, `eom`, `2w`, `weekend`: names a time by itself.
    Time,
    /// `soon`, `noon`, `q1`: is about time, but does not name a day by itself.
    Hint,
    /// `next`, `of`, `the`, `two`: says nothing by itself.
    Link,
    The,
    Other,
}

const AMBIGUOUS: &[&str] = &["may", "march", "mar", "sun", "sat", "wed", "jan", "april", "june"];

/// Words that count as an attempt at a day. Most of them are in no date phrase.
const TIMES: &[&str] = &[
    "2day",
    "2moro",
    "2morrow",
    "cob",
    "eob",
    "eod",
    "fortnight",
    "tmr",
    "tmrw",
    "tmw",
    "tomoz",
    "tonight",
    "weekday",
    "weekdays",
    "weekend",
    "weekends",
];
const HINTS: &[&str] = &[
    "afternoon",
    "asap",
    "breakfast",
    "christmas",
    "dinner",
    "early",
    "easter",
    "halloween",
    "pentecost",
    "thanksgiving",
    "xmas",
    "evening",
    "late",
    "lunch",
    "lunchtime",
    "mid",
    "midday",
    "midnight",
    "midweek",
    "morning",
    "noon",
    "q1",
    "q2",
    "q3",
    "q4",
    "soon",
];

const LINKS: &[&str] = &[
    "about",
    "after",
    "and",
    "approximately",
    "around",
    "at",
    "beginning",
    "coming",
    "earlier",
    "earliest",
    "following",
    "hopefully",
    "instead",
    "ish",
    "later",
    "latest",
    "max",
    "maybe",
    "middle",
    "most",
    "or",
    "perhaps",
    "probably",
    "roughly",
    "sharp",
    "so",
    "some",
    "someday",
    "sometime",
    "sooner",
    "start",
    "thereabouts",
    "tops",
    "within",
];

/// Names that are long enough to be recognized with a wrong letter, the longest with two.
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
    "august",
    "september",
    "october",
    "november",
    "december",
    "today",
    "tomorrow",
    "yesterday",
];

pub(crate) fn class(lower: &str) -> DateEvidence {
    let word = super::keywords::bare_word(lower);
    if AMBIGUOUS.contains(&word) {
        return DateEvidence::Ambiguous;
    }
    match token(word.strip_prefix('+').unwrap_or(word)) {
        Some(Token::Weekday(_) | Token::Month(_)) => DateEvidence::Day,
        Some(Token::Dated(text)) if is_dated(text) => DateEvidence::Day,
        Some(Token::Number(_)) => DateEvidence::Number,
        // `first` says nothing by itself.
        Some(Token::Ordinal(_)) if word.starts_with(|c: char| c.is_ascii_digit()) => DateEvidence::Number,
        Some(Token::Unit(_)) if TIMES.contains(&word) => DateEvidence::Time,
        Some(Token::Unit(_)) => DateEvidence::Unit,
        Some(Token::Span(..)) => DateEvidence::Time,
        Some(Token::Word("the")) => DateEvidence::The,
        Some(Token::Word("today" | "tomorrow" | "yesterday" | "ago" | "eow" | "eom" | "eoq" | "eoy")) => {
            DateEvidence::Time
        }
        // `time` is a word like any other, except in `in a week's time`.
        Some(Token::Word("time")) => DateEvidence::Other,
        Some(Token::Word(_) | Token::Count(_) | Token::Ordinal(_)) => DateEvidence::Link,
        _ if LINKS.contains(&word) => DateEvidence::Link,
        _ if HINTS.contains(&word) || is_clock(word) => DateEvidence::Hint,
        _ if TIMES.contains(&word) || is_misspelt(word) || is_span(word) => DateEvidence::Time,
        _ if is_joined(word) => DateEvidence::Day,
        _ => nearly(word).unwrap_or(DateEvidence::Other),
    }
}

/// Whether a word by itself names a day or a time, or nearly does: `nov20`, `w47`, `fryday`. `August` is
/// excluded: it is also a first name.
pub fn names_a_time(word: &str) -> bool {
    let lower = word.to_lowercase();
    let is_named = lower == "august";
    let name = lower.trim_matches(|c: char| c.is_ascii_digit());
    // `18dez`, `novembr18`
    let is_joined = !name.is_empty()
        && name.len() < lower.len()
        && (AMBIGUOUS.contains(&name) || misspelt(name).is_some() || nearly(name).is_some());
    let class = class(&lower);
    let is_time = matches!(class, DateEvidence::Day | DateEvidence::Time | DateEvidence::Hint)
        || is_part_of_a_year(&lower);
    !is_named && (is_time || is_joined || is_run_together(&lower))
}

/// `q3`, `h1`, `q4-2026`, `2026/q4`, `q4'26`, `fy26`
fn is_part_of_a_year(lower: &str) -> bool {
    let is_digits = |text: &str| matches!(text.len(), 2 | 4) && text.bytes().all(|b| b.is_ascii_digit());
    let is_part = |text: &str| {
        let number = text.strip_prefix(['q', 'h']).and_then(|number| number.parse::<u8>().ok());
        number
            .is_some_and(|n| (1..=if text.starts_with('h') { 2 } else { 4 }).contains(&n) && text.len() == 2)
    };
    let signs = ['-', '/', '.', '\'', '’'];
    let around = |(one, two): (&str, &str)| {
        is_part(one) && is_digits(two.trim_start_matches(signs)) || is_digits(one) && is_part(two)
    };
    let split = || lower.split_once(signs).or_else(|| lower.split_at_checked(2));
    is_part(lower)
        || split().is_some_and(around)
        || lower.strip_prefix("fy").is_some_and(|year| is_digits(year.trim_start_matches(signs)))
}

/// `lastfriday`, `thisweek`, `fridaymorning`
fn is_run_together(lower: &str) -> bool {
    let is_of_time = |word: &str| {
        matches!(
            class(word),
            DateEvidence::Day | DateEvidence::Unit | DateEvidence::Time | DateEvidence::Hint
        )
    };
    let after = ["last", "this", "next"].iter().find_map(|lead| lower.strip_prefix(lead));
    let before =
        ["morning", "afternoon", "evening", "night"].iter().find_map(|part| lower.strip_suffix(part));
    after.or(before).is_some_and(|rest| rest.len() > 2 && is_of_time(rest))
}

/// Whether the words after a `by` begin with a day, or are nothing but a time: `friday or so`, `the weekend`.
pub(crate) fn is_attempt<'a>(words: impl Iterator<Item = &'a str>) -> bool {
    let words: Vec<&str> = words.collect();
    let classes = classes(&words);
    if is_ordinal(&words) {
        return true;
    }
    let head = classes.iter().position(|class| *class == DateEvidence::Other).unwrap_or(classes.len());
    // Beside a number, `may` is always a month.
    let is_date = |pair: &[DateEvidence]| {
        matches!(
            pair,
            [DateEvidence::Number, DateEvidence::Ambiguous] | [DateEvidence::Ambiguous, DateEvidence::Number]
        )
    };
    let is_named = classes[..head].contains(&DateEvidence::Day) || classes[..head].windows(2).any(is_date);
    let is_time = |class: &DateEvidence| !matches!(class, DateEvidence::Link | DateEvidence::The);
    let is_said = |class: &DateEvidence| !matches!(class, DateEvidence::Unit | DateEvidence::The);
    is_named
        || is_season(&words)
        || is_of_a_day(&words)
        || head == classes.len() && classes.iter().any(is_time) && classes.iter().any(is_said)
        || repaired(&words).is_some_and(|words| is_attempt(words.iter().map(String::as_str)))
}

/// Whether the words name an event of a day: `friday's meeting`, `next monday's call`.
fn is_of_a_day(words: &[&str]) -> bool {
    let owner = words.iter().find(|word| !matches!(**word, "the" | "next" | "this"));
    let day = owner.and_then(|word| word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")));
    day.is_some_and(|day| day == "tomorrow" || matches!(token(day), Some(Token::Weekday(_))))
}

/// Whether the words are nothing but a season: `winter`, `the end of next summer`.
fn is_season(words: &[&str]) -> bool {
    const SEASONS: &[&str] = &["spring", "summer", "autumn", "winter"];
    let is_one = |word: &&str| SEASONS.contains(&super::keywords::bare_word(word));
    words.iter().any(&is_one) && words.iter().all(|word| is_one(word) || class(word) != DateEvidence::Other)
}

/// Whether the words after an `on` begin with a day. This needs stronger evidence than after a `by`, because
/// people do much else on something (`on the Friday deck`, `on Jan`, `on q1`, `on a scale of 10`).
pub(crate) fn is_attempt_on<'a>(words: impl Iterator<Item = &'a str> + Clone) -> bool {
    let all: Vec<&str> = words.clone().collect();
    let classes = classes(&all);
    let is_festive =
        (1..=all.len()).any(|to| is_holiday(&all[..to])) && !classes.contains(&DateEvidence::Other);
    if is_ordinal(&all) || is_festive {
        return true;
    }
    let is_ordinal = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_digit()) && word.ends_with(|c: char| c.is_alphabetic())
    };
    let is_short_day = |word: &str| matches!(word, "sun" | "sat" | "wed");
    // `on 2 weeks` counts from today.
    let is_span = matches!(classes.as_slice(), [DateEvidence::Number, DateEvidence::Unit]);
    let is_end = crate::journal::dates::period_ends::is_month_end(&all.join(" "));
    let is_strong = is_span
        || is_end
        || words.clone().zip(&classes).any(|(word, class)| match class {
            DateEvidence::Day | DateEvidence::Time => true,
            DateEvidence::Number => is_ordinal(word),
            DateEvidence::Ambiguous => is_short_day(word),
            _ => false,
        });
    let is_dated = classes.windows(2).any(|pair| {
        matches!(
            pair,
            [DateEvidence::Number, DateEvidence::Ambiguous] | [DateEvidence::Ambiguous, DateEvidence::Number]
        )
    });
    let is_whole = !classes.contains(&DateEvidence::Other);
    let is_first = matches!(
        classes.first(),
        Some(DateEvidence::Day | DateEvidence::Number | DateEvidence::Ambiguous | DateEvidence::Time)
    );
    (is_strong || is_dated) && (is_whole || is_first) && (is_end || is_attempt(words))
        || repaired(&all).is_some_and(|words| is_attempt_on(words.iter().map(String::as_str)))
}

/// Whether a few words after a question are nothing but an attempt at a time.
pub(crate) fn is_time(text: &str) -> bool {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split_whitespace().collect();
    let classes = classes(&words);
    // `in half a year`, `within 10 minutes`, `monthly from 1 dec`
    let leads =
        ["in", "within", "at", "before", "after", "until", "till", "over", "from", "around", "once", "twice"];
    let begins =
        words.first().is_some_and(|first| leads.contains(first) || super::keywords::adverb(first).is_some());
    let is_near = |(word, class): (&&str, &DateEvidence)| {
        !matches!(class, DateEvidence::Link | DateEvidence::The | DateEvidence::Other | DateEvidence::Number)
            || is_hours(word)
            || is_minutes(word)
    };
    if begins && words.iter().zip(&classes).any(is_near) {
        return true;
    }
    let is_said =
        |class: &DateEvidence| !matches!(class, DateEvidence::Link | DateEvidence::The | DateEvidence::Other);
    let is_short = classes.len() <= 2
        && matches!(classes.last(), Some(DateEvidence::Unit | DateEvidence::Time | DateEvidence::Day));
    classes.iter().any(is_said) && (!classes.contains(&DateEvidence::Other) || is_short)
}

/// Whether words after `every` say how often: `2 weeks`, `other monday`, `weekday`.
pub(crate) fn how_often<'a>(words: impl Iterator<Item = &'a str>) -> bool {
    let (mut time, mut counted) = (false, false);
    let words: Vec<&str> = words.collect();
    for (word, class) in words.iter().copied().zip(classes(&words)) {
        match class {
            DateEvidence::Other if counted && is_misspelt_unit(word) => time = true,
            DateEvidence::Other if !matches!(word, "second" | "third" | "fourth") => return false,
            DateEvidence::Link | DateEvidence::The | DateEvidence::Other => {}
            DateEvidence::Unit
            | DateEvidence::Time
            | DateEvidence::Hint
            | DateEvidence::Number
            | DateEvidence::Day
            | DateEvidence::Ambiguous => time = true,
        }
        counted = word == "other" || matches!(token(word), Some(Token::Number(_) | Token::Count(_)));
    }
    time
}

fn is_two_digits(part: &str) -> bool {
    part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit())
}

/// `28.11`, `1.12` or `28.11.`: some people mean a day, others a number (and the end of a sentence).
pub(crate) fn dotted_pair(lower: &str) -> bool {
    let pair = lower.strip_suffix('.').unwrap_or(lower).split_once('.');
    pair.is_some_and(|(one, two)| {
        // `1.5` is an amount; `1.12` hardly ever is.
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

/// Whether digits and separators are a date and not an amount: true for `12/01` and `28.11.2026`, false for
/// `12.5`, `1.000.000` and `10-12`.
fn is_dated(text: &str) -> bool {
    let parts: Vec<&str> = text.split(['/', '.', '-']).collect();
    let dotted_or_dashed = match parts.len() {
        3 => parts.iter().all(|part| matches!(part.len(), 1 | 2 | 4)),
        _ => false,
    };
    dotted_or_dashed || text.contains('/') || dotted_pair(text) || is_month_of_a_year(&parts)
}

/// `2026-12`
fn is_month_of_a_year(parts: &[&str]) -> bool {
    let within = |part: &str, from: u32, to: u32| part.parse().is_ok_and(|n: u32| (from..=to).contains(&n));
    matches!(parts, [year, month] if within(year, 1900, 2199) && month.len() == 2 && within(month, 1, 12))
}

/// `12-1`: after `by` it may be a day or an amount.
pub(crate) fn dashed_pair(word: &str) -> bool {
    let number = |part: &str| part.parse().ok().filter(|n: &u32| part.len() <= 2 && (1..=31).contains(n));
    let pair = word.split_once('-').and_then(|(one, two)| number(one).zip(number(two)));
    pair.is_some_and(|(one, two)| one.min(two) <= 12)
}

/// `3weeks`
fn is_span(word: &str) -> bool {
    matches!(tokens(word).as_deref(), Some([Token::Number(_), Token::Unit(_)]))
}

/// `10am`, `17:00`, `5pm`.
fn is_clock(word: &str) -> bool {
    let number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit() || b == b':');
    let halved = word.strip_suffix("am").or(word.strip_suffix("pm"));
    halved.is_some_and(number) || word.contains(':') && number(word)
}

/// `28nov`, `mid-march`, `28-nov-2026`: the name of a day or month, joined to another part of a date.
fn is_joined(word: &str) -> bool {
    let named = |part: &str| matches!(token(part), Some(Token::Month(_) | Token::Weekday(_)));
    let is_period =
        |part: &str| matches!(part, "week" | "month" | "quarter" | "year") && !word.starts_with(part);
    if let Some(end) = word.find(|c: char| !c.is_ascii_digit())
        && end > 0
        && named(&word[end..])
    {
        return true;
    }
    if let Some(start) = word.find(|c: char| c.is_ascii_digit())
        && start > 0
        && named(&word[..start])
        && word[start..].bytes().all(|b| b.is_ascii_digit())
    {
        return true;
    }
    if word.strip_suffix("ish").is_some_and(|day| day.len() > 4 && named(day)) {
        return true;
    }
    let parts = || word.split(['-', '/', '.']).filter(|part| !part.is_empty());
    // `mid-month`, `half-year`, `friday-ish`
    let is_near = |part: &str| HINTS.contains(&part) || matches!(part, "half" | "ish");
    parts().count() > 1
        && (parts().any(named) || parts().any(is_period) && parts().any(is_near))
        && parts().all(|part| named(part) || token(part).is_some() || is_near(part))
}

fn is_misspelt(word: &str) -> bool {
    OFTEN_MISSPELT.contains(&word) || misspelt(word).is_some()
}

/// Returns the day or month that a word misspells, as in `fryday` and `wensday`. One letter may be wrong,
/// missing, doubled or swapped, or two in a long name.
pub fn misspelt(word: &str) -> Option<&'static str> {
    let slips = |name: &&'static str| {
        let most = 1 + usize::from(name.len() >= 8);
        slips(word, name).filter(|slips| (1..=most).contains(slips)).map(|slips| (slips, *name))
    };
    let is_another = word.len() < 4 || NO_SLIPS.contains(&word);
    let nearest = || OFTEN_MISSPELT.iter().filter_map(slips).min();
    if is_another { None } else { nearest().map(|(_, name)| name) }
}

/// Returns the number of typing errors between two words. `None` for a long word: the comparison takes the
/// square of its length.
pub fn slips(word: &str, other: &str) -> Option<usize> {
    (word.len() <= 12).then(|| strsim::osa_distance(word, other))
}

/// Words and first names that are correct, though they are as close to a day or a month.
const NO_SLIPS: &[&str] =
    &["morrow", "toady", "toddy", "tody", "toda", "remember", "augusta", "auguste", "augusto"];
