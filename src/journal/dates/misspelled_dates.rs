//! Finds words that are nearly a day or a span: `frid`, `dezember`, `w49`, `2026-12-24t17:00`, `christmas`,
//! `36h`. Never parses them: coach refuses a closing time with such a word.

use super::due_suffix::date_evidence::{DateEvidence, class};
use super::lexer::{Token, WORKING, letter, token, tokens};

/// German and French names of days and months that are neither English words nor first names.
#[rustfmt::skip]
const ELSEWHERE: &[&str] = &[
    "montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonnabend", "sonntag", "januar",
    "februar", "märz", "maerz", "oktober", "dezember", "lundi", "mardi", "mercredi", "jeudi", "vendredi",
    "samedi", "dimanche", "janvier", "février", "fevrier", "juillet", "août", "septembre", "octobre",
    "novembre", "décembre", "decembre", "heute", "gestern", "vorgestern", "hier", "demain", "aujourd'hui",
];
/// German and French names that may be another word. They are months only beside a number.
const ELSEWHERE_OR_NOT: &[&str] =
    &["dez", "okt", "mai", "mrz", "mär", "juni", "juli", "avril", "juin", "mars", "déc"];

const HOLIDAYS: &[&str] = &["christmas", "xmas", "easter", "thanksgiving", "pentecost", "halloween"];

#[rustfmt::skip]
const NAMES: &[&str] = &[
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january", "february", "august",
    "september", "october", "november", "december", "tomorrow",
];

/// Returns the class of a word that is nearly a day but is in no date phrase.
pub(crate) fn nearly(word: &str) -> Option<DateEvidence> {
    let is_cut = |name: &&str| word.len() >= 4 && word.len() < name.len() && name.starts_with(word);
    if ELSEWHERE.contains(&word) || NAMES.iter().any(is_cut) || is_stamp(word) {
        return Some(DateEvidence::Day);
    }
    if ELSEWHERE_OR_NOT.contains(&word) {
        return Some(DateEvidence::Ambiguous);
    }
    is_week_number(word).then_some(DateEvidence::Time)
}

/// `2026-12-24t17:00`
fn is_stamp(word: &str) -> bool {
    let day = word.get(..10).is_some_and(|day| day.parse::<crate::journal::values::day::Day>().is_ok());
    day && word.len() > 10
}

/// `w49`, `kw49`, `wk49`, `2026-w49`
fn is_week_number(word: &str) -> bool {
    if let Some(number) = word.strip_prefix("week").or_else(|| word.strip_prefix("wk")) {
        return is_week(number);
    }
    let (year, week) = word.split_once("-w").or_else(|| word.split_once('w')).unwrap_or(("x", ""));
    let is_year =
        matches!(year, "" | "k" | "c") || year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit());
    let number = week.split_once('-').map_or(week, |(week, _)| week);
    is_year && is_week(number)
}

/// `3-5`, `3–5`: days of a month, beside the name of that month.
fn is_range(word: &str) -> bool {
    let pair = word.split_once(['-', '–', '—']);
    let is_day = |part: &str| part.len() <= 2 && part.parse().is_ok_and(|day: u32| (1..=31).contains(&day));
    pair.is_some_and(|(one, two)| is_day(one) && is_day(two))
}

fn is_week(number: &str) -> bool {
    number.len() <= 2 && number.parse().is_ok_and(|n: u32| (1..=53).contains(&n))
}

/// Returns the class of each word. Some words mean a time only beside another word.
pub(crate) fn classes(words: &[&str]) -> Vec<DateEvidence> {
    let mut classes: Vec<DateEvidence> = words.iter().map(|word| class(word)).collect();
    let bare: Vec<&str> = words.iter().map(|word| super::due_suffix::keywords::bare_word(word)).collect();
    for at in 1..words.len() {
        let (first, second) = (bare[at - 1], bare[at]);
        // `in 10 working days`, `in 2 weeks time`
        if WORKING.contains(&first) && matches!(second, "day" | "days") {
            classes[at - 1] = DateEvidence::Link;
        }
        let is_counted = at > 1 && is_count(bare[at - 2]) || first.contains('\'');
        if second == "time" && classes[at - 1] == DateEvidence::Unit && is_counted {
            classes[at] = DateEvidence::Link;
        }
        // `2 w`
        if classes[at - 1] == DateEvidence::Number && letter(second).is_some() {
            classes[at] = DateEvidence::Unit;
        }
        // `lunch time`
        if second == "time" && classes[at - 1] == DateEvidence::Hint {
            classes[at] = DateEvidence::Link;
        }
        // `10 am`
        if matches!(second, "am" | "pm" | "a.m" | "p.m" | "o'clock" | "o’clock")
            && classes[at - 1] == DateEvidence::Number
        {
            classes[at] = DateEvidence::Hint;
        }
        mark_ranges(&mut classes, &bare, at);
        if matches!(first, "kw" | "cw") && is_week(second) {
            (classes[at - 1], classes[at]) = (DateEvidence::Time, DateEvidence::Time);
        }
        if first == "new" && matches!(second, "year" | "year's" | "years") {
            (classes[at - 1], classes[at]) = (DateEvidence::Hint, DateEvidence::Hint);
        }
        if matches!(second, "eve" | "day" | "holidays" | "break") && is_holiday(&bare[..at]) {
            classes[at] = DateEvidence::Hint;
        }
        if at > 1 && is_end_of_work(&bare[at - 2..=at]) {
            classes[at - 2..=at].fill(DateEvidence::Time);
        }
    }
    classes
}

/// The hour at which work ends: `close of business`, `end of play`.
fn is_end_of_work(words: &[&str]) -> bool {
    matches!(words, ["close" | "end", "of", "business" | "play" | "work"])
}

/// Marks the words of a range of days that ends at this word.
fn mark_ranges(classes: &mut [DateEvidence], bare: &[&str], at: usize) {
    // `3-5 dec`, `dec 3-5`
    let is_date = |one: usize, two: usize| {
        matches!(classes[one], DateEvidence::Day | DateEvidence::Ambiguous)
            && class(bare[two]) == DateEvidence::Other
            && is_range(bare[two])
    };
    match (is_date(at, at - 1), is_date(at - 1, at)) {
        (true, _) => classes[at - 1] = DateEvidence::Number,
        (_, true) => classes[at] = DateEvidence::Number,
        _ => {}
    }
    // `3 to 5 dec`
    let is_end = |class: &DateEvidence| {
        matches!(class, DateEvidence::Number | DateEvidence::Day | DateEvidence::Ambiguous)
    };
    if at > 1
        && matches!(bare[at - 1], "to" | "till" | "until" | "through" | "-" | "–")
        && is_end(&classes[at - 2])
        && is_end(&classes[at])
    {
        classes[at - 1] = DateEvidence::Link;
    }
}

/// Whether words end with a holiday: `christmas`, `new year's`.
pub(crate) fn is_holiday(words: &[&str]) -> bool {
    match words {
        [.., "new", "year" | "year's" | "years"] => true,
        [.., last] => HOLIDAYS.contains(last),
        [] => false,
    }
}

/// Whether the words are a day of the month without the month: `the first`.
pub(crate) fn is_ordinal(words: &[&str]) -> bool {
    let is_named = |word: &str| matches!(token(word), Some(Token::Ordinal(_)));
    matches!(words, ["the", ordinal] if is_named(ordinal))
}

/// `2`, `two`, `a`
pub(crate) fn is_count(word: &str) -> bool {
    matches!(tokens(word).as_deref(), Some([Token::Number(_) | Token::Count(_)]))
}

/// `36h`, `hours`
pub(crate) fn is_hours(word: &str) -> bool {
    matches!(word.trim_start_matches(|c: char| c.is_ascii_digit()), "h" | "hr" | "hrs" | "hour" | "hours")
}

/// `10min`, `minutes`. A task may take that long, so only after a question is this nearly a day.
pub(crate) fn is_minutes(word: &str) -> bool {
    let unit = word.trim_start_matches(|c: char| c.is_ascii_digit());
    matches!(unit, "min" | "mins" | "minute" | "minutes" | "sec" | "second" | "seconds")
}

/// Whether a word belongs to an amount that is not a whole number or not exact: `1.5`, `2-3`, `1/2`, `half`.
pub(crate) fn is_part(word: &str) -> bool {
    #[rustfmt::skip]
    const PARTS: &[&str] = &[
        "half", "quarter", "quarters", "dozen", "hundred", "and", "&", "+", "or", "to", "less", "more", "so", "few",
        "couple", "several", "some", "many",
    ];
    let is_amount = word.starts_with(|c: char| c.is_ascii_digit() || "½¼¾".contains(c))
        && word.chars().all(|c| c.is_ascii_digit() || ".,/-–½¼¾+".contains(c));
    PARTS.contains(&word) || is_amount
}

/// Parses a frequency at the end of the words: `once a month`, `twice a week`, `2x a week`. Returns the index
/// of its first word, and whether it is once per unit.
pub(crate) fn times(words: &[&str]) -> Option<(usize, bool)> {
    let [before @ .., article, unit] = words else { return None };
    let is_unit = matches!(class(unit), DateEvidence::Unit) && !unit.ends_with('s');
    if !is_unit || !matches!(*article, "a" | "an" | "per" | "each" | "every") {
        return None;
    }
    let counted = |word: &str| word.strip_suffix('x').is_some_and(|n| n.parse::<u32>().is_ok());
    match before {
        [.., "once"] => Some((before.len() - 1, true)),
        [.., "twice" | "thrice"] => Some((before.len() - 1, false)),
        [.., last] if counted(last) => Some((before.len() - 1, false)),
        [.., count, "times"] if is_count(count) => Some((before.len() - 2, false)),
        _ => None,
    }
}
