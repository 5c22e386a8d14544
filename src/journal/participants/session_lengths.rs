//! Parses lengths as people say them: `45m`, `45 min`, `an hour`, `half an hour`, `twenty-five minutes`,
//! `1 hour and 20 minutes`. Never accepts a vague length (`a few minutes`) as a length.

use super::clock_times;
use crate::journal::dates::slips;
use crate::journal::values::time::{LONGEST, minutes};

/// A length at the beginning of some words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LengthWords {
    /// `None` if no session can last that long: `0m`, `25 hours`.
    pub minutes: Option<u32>,
    /// The number of words of the length.
    pub words: usize,
    /// Whether it has a unit. Without a unit, `45` may be something else.
    pub has_unit: bool,
}

/// A part of a word: coach splits words at their hyphens.
struct LengthPart<'a> {
    text: &'a str,
    /// The number of words up to and including this one, if this part ends its word.
    ends: Option<usize>,
    /// Whether a comma follows, which ends a length.
    comma: bool,
}

/// The most words that coach tries as a length. `two and a half hours and five minutes` has eight.
const MOST: usize = 9;

/// Returns the length at the beginning of these words.
pub(crate) fn at(words: &[&str]) -> Option<LengthWords> {
    let words: Vec<String> =
        words.iter().take(MOST).map(|word| word.to_lowercase().replace('½', ".5")).collect();
    let mut parts = Vec::new();
    for (n, word) in words.iter().enumerate() {
        let (bare, comma) = word.strip_suffix(',').map_or((word.as_str(), false), |bare| (bare, true));
        let pieces: Vec<&str> = match bare {
            "halfhour" => vec!["half", "hour"],
            _ if bare.starts_with('-') => vec![bare],
            _ => bare.split('-').collect(),
        };
        // `~45m`, `ca.45m`, `45m-ish`, `PT45M`
        let exact = ["~", "≈", "±", "ca.", "c."].into_iter().find_map(|sign| bare.strip_prefix(sign));
        let exact = exact.or_else(|| bare.strip_suffix("-ish").or(bare.strip_suffix("ish")));
        let exact =
            exact.or_else(|| bare.strip_prefix("pt").filter(|rest| rest.contains(char::is_alphabetic)));
        let is_length = |text: &&str| glued(text).is_some() || minutes(text).is_some();
        let pieces = exact.filter(|_| n == 0).filter(is_length).map_or(pieces, |exact| vec![exact]);
        let last = pieces.len() - 1;
        parts.extend(pieces.into_iter().enumerate().map(|(at, text)| LengthPart {
            text,
            ends: (at == last).then_some(n + 1),
            comma: at == last && comma,
        }));
    }
    let (sum, used, has_unit) = length(&parts)?;
    let last = &parts[used - 1];
    // `4,` in `q 4, pricing` is not a length, and neither is the `4` of `4-day`.
    let words = last.ends.filter(|_| has_unit || !last.comma)?;
    Some(LengthWords { minutes: sum.filter(|sum| (1..=LONGEST).contains(sum)), words, has_unit })
}

/// Counts the words of a length that is not exact: `a few minutes`, `less than an hour`, `a while`.
pub(crate) fn vague(words: &[&str]) -> Option<usize> {
    let lower: Vec<String> = words.iter().take(MOST).map(|word| bare(word).to_lowercase()).collect();
    let texts: Vec<&str> = lower.iter().map(String::as_str).collect();
    let is_part = |word: &&str| {
        matches!(*word, "day" | "morning" | "afternoon" | "evening" | "night" | "week" | "month")
    };
    match texts.as_slice() {
        ["all", part, ..] if is_part(part) => return Some(2),
        ["half" | "all", "the", part, ..] if is_part(part) => return Some(3),
        ["half" | "all" | "most" | "much" | "part", "of", "the", part, ..] if is_part(part) => {
            return Some(4);
        }
        _ => {}
    }
    let bound = match texts.as_slice() {
        ["less" | "more" | "longer" | "shorter", "than", ..] | ["up", "to", ..] => 2,
        ["at", "least" | "most", ..] | ["most" | "part", "of", ..] => 2,
        ["under" | "over" | "max." | "maximum" | "minimum" | "within", ..] => 1,
        _ => 0,
    };
    if bound > 0 {
        return at(&words[bound..]).filter(|said| said.has_unit).map(|said| bound + said.words);
    }
    let articles = usize::from(matches!(texts.first(), Some(&("a" | "an" | "the" | "just"))));
    if let ["whole" | "entire" | "full", "day" | "morning" | "afternoon" | "evening" | "night" | "hour", ..] =
        &texts[articles..]
    {
        return Some(articles + 2);
    }
    if let ["little", "while", ..] | ["short", "while", ..] | ["long", "while", ..] = &texts[articles..] {
        return Some(articles + 2);
    }
    if let (1, Some(&("while" | "bit" | "moment"))) = (articles, texts.get(1)) {
        return Some(2);
    }
    let few = matches!(texts.get(articles)?, &("few" | "couple" | "several" | "some" | "handful" | "many"));
    let more = texts.get(articles + 1..)?.iter().take_while(|word| matches!(**word, "of" | "more")).count();
    let unit = texts.get(articles + 1 + more).filter(|word| word.len() > 1).and_then(|word| unit(word));
    (few && unit.is_some()).then_some(articles + 2 + more)
}

fn bare(word: &str) -> &str {
    word.trim_end_matches([',', ';', ':'])
}

/// Returns the unit that the word after a number, or the end of a number, misspells: `2 horus`, `45mni`.
pub(crate) fn misspelt_unit(words: &[&str]) -> Option<(usize, &'static str)> {
    const UNITS: [&str; 7] = ["minutes", "minute", "mins", "min", "hours", "hour", "hrs"];
    let first = bare(words.first()?).to_lowercase();
    let letters = first.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ','));
    let (used, word) = match letters {
        "" => (2, bare(words.get(1)?).to_lowercase()),
        _ if letters.len() < first.len() => (1, letters.to_string()),
        _ if is_number(&first) || matches!(first.as_str(), "a" | "an") => {
            (2, bare(words.get(1)?).to_lowercase())
        }
        _ => return None,
    };
    if used == 2 && words[0].ends_with([',', ';', ':']) || unit(&word).is_some() {
        return None;
    }
    UNITS.into_iter().find(|unit| is_nearly(&word, unit)).map(|unit| (used, unit))
}

/// Whether a word has the letters of a unit in another order, or one letter too few or too many. In a long
/// unit a letter may be wrong; near a short one are names, such as `Mia` and `Mina`.
fn is_nearly(word: &str, unit: &str) -> bool {
    let sorted = |text: &str| {
        let mut letters: Vec<char> = text.chars().collect();
        letters.sort_unstable();
        letters
    };
    let is_doubled = || {
        let mut letters: Vec<char> = word.chars().collect();
        letters.dedup();
        letters.into_iter().eq(unit.chars())
    };
    let is_slip = slips(word, unit) == Some(1) && word.chars().next() == unit.chars().next();
    sorted(word) == sorted(unit)
        || is_doubled()
        || is_slip && (unit.len() > 4 || word.len() < unit.len() && word.len() > 1)
}

/// Counts the words of two rising numbers that may be a length: `9-10`, `30–45 minutes`, `20 or 30 minutes`.
pub(crate) fn range(words: &[&str]) -> Option<usize> {
    const LONG: u32 = 4 * 60;
    let (one, two, used) = match words {
        [one, "or" | "to", two, ..] => (*one, bare(two), 3),
        _ => bare(words.first()?).split_once(['-', '–', '—']).map(|(one, two)| (one, two, 1))?,
    };
    let number = |text: &str| {
        let is_digits = text.len() <= 3 && text.bytes().all(|b| b.is_ascii_digit());
        text.parse().ok().filter(|number| is_digits && (1..=LONG).contains(number))
    };
    let (one, two): (u32, u32) = number(one).zip(number(two))?;
    let has_unit = words.get(used).is_some_and(|next| next.len() > 1 && unit(bare(next)).is_some());
    (one < two).then_some(used + usize::from(has_unit))
}

/// Returns the minutes of a text that is a length and nothing else.
pub(crate) fn whole(text: &str) -> Option<u32> {
    let words: Vec<&str> = text.split_whitespace().collect();
    at(&words).filter(|said| said.words == words.len() && !text.ends_with(','))?.minutes
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum LengthUnit {
    Minute,
    Hour,
}

fn unit(text: &str) -> Option<LengthUnit> {
    match text.trim_end_matches('.') {
        "m" | "min" | "mins" | "minute" | "minutes" | "'" | "’" | "′" => Some(LengthUnit::Minute),
        "h" | "hr" | "hrs" | "hour" | "hours" => Some(LengthUnit::Hour),
        _ => None,
    }
}

/// Returns the minutes (`None` if they are not a whole number), the number of parts that the length takes,
/// and whether one of these is a unit.
fn length(parts: &[LengthPart<'_>]) -> Option<(Option<u32>, usize, bool)> {
    let (first, used, is_hours) = match fraction(parts).or_else(|| counted(parts)) {
        Some((sum, used, unit)) => (sum, used, unit == LengthUnit::Hour),
        None => {
            let text = parts.first()?.text;
            if clock_times::is_by_the_hour(text) {
                return None;
            }
            let sum = minutes(text);
            let is_digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
            return match sum {
                Some(sum) => Some((Some(sum), 1, !is_digits)),
                None => glued(text).map(|_| (None, 1, true)),
            };
        }
    };
    if !is_hours || parts[used - 1].comma {
        return Some((first, used, true));
    }
    let rest = &parts[used..];
    let (and, rest) = match rest.first() {
        Some(part) if part.text == "and" => (1, &rest[1..]),
        _ => (0, rest),
    };
    let more = match texts(rest).as_slice() {
        ["a", "half", ..] if and == 1 => Some((30, 2)),
        ["a", "quarter", ..] if and == 1 => Some((15, 2)),
        _ => counted(rest)
            .filter(|(_, _, unit)| *unit == LengthUnit::Minute)
            .and_then(|(sum, used, _)| Some((sum?, used)))
            .or_else(|| trailing_minutes(rest).filter(|_| and == 0)),
    };
    match more.filter(|(more, _)| *more < 60) {
        Some((more, taken)) => Some((first.map(|first| first + more), used + and + taken, true)),
        None => Some((first, used, true)),
    }
}

/// Parses the `30` of `1 h 30`, if nothing follows to which it could belong.
fn trailing_minutes(parts: &[LengthPart<'_>]) -> Option<(u32, usize)> {
    let is_two_digits = |text: &str| text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
    let minutes = parts.first().filter(|part| is_two_digits(part.text) && part.ends.is_some())?;
    let is_the_end = parts.get(1).is_none_or(|next| ["about", "on", "with"].contains(&next.text));
    minutes.text.parse().ok().filter(|_| is_the_end).map(|minutes| (minutes, 1))
}

fn texts<'a>(parts: &[LengthPart<'a>]) -> Vec<&'a str> {
    parts.iter().take(6).map(|part| part.text).collect()
}

/// Parses `half an hour` and `three quarters of an hour`.
fn fraction(parts: &[LengthPart<'_>]) -> Option<(Option<u32>, usize, LengthUnit)> {
    let (sum, used) = match texts(parts).as_slice() {
        ["half", "an" | "a", "hour", ..] | ["a", "half", "hour", ..] => (30, 3),
        ["half", "hour", ..] => (30, 2),
        ["a", "quarter", "of", "an", "hour", ..] => (15, 5),
        ["quarter", "of", "an", "hour", ..] => (15, 4),
        ["a", "quarter", "hour", ..] => (15, 3),
        ["quarter", "hour", ..] => (15, 2),
        ["three", "quarters", "of", "an", "hour", ..] => (45, 5),
        ["three", "quarters", "hour", ..] => (45, 3),
        _ => return None,
    };
    Some((Some(sum), used, LengthUnit::Minute))
}

/// Parses a number and its unit, in one word or in several: `20m`, `1.5 hours`, `twenty five minutes`.
fn counted(parts: &[LengthPart<'_>]) -> Option<(Option<u32>, usize, LengthUnit)> {
    let text = parts.first()?.text;
    if let Some((hundredths, unit)) = glued(text) {
        return Some((in_minutes(hundredths, unit), 1, unit));
    }
    // `1h30` has hours and minutes in one word.
    if text.contains(|c: char| c.is_ascii_digit()) && text.contains(char::is_alphabetic) {
        return None;
    }
    let (mut hundredths, mut used) = number(parts)?;
    if parts[used - 1].comma {
        return None;
    }
    if let ["and", "a", "half", ..] = texts(&parts[used..]).as_slice() {
        (hundredths, used) = (hundredths + 50, used + 3);
    }
    let unit = unit(parts.get(used)?.text)?;
    let is_letter = parts[used].text.len() == 1;
    // The `m` of `a m` is not a minute.
    let is_in_digits = text.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    (is_in_digits || !is_letter).then(|| (in_minutes(hundredths, unit), used + 1, unit))
}

/// Parses `20m`, `45min` or `1.5h` into the number in hundredths and its unit.
fn glued(text: &str) -> Option<(u32, LengthUnit)> {
    let end = text.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ','))?;
    Some((decimal(&text[..end])?, unit(&text[end..])?))
}

/// Returns the minutes in so many hundredths of a unit. `None` if they are not a whole number.
fn in_minutes(hundredths: u32, unit: LengthUnit) -> Option<u32> {
    let sum = if unit == LengthUnit::Hour { hundredths.checked_mul(60)? } else { hundredths };
    (sum % 100 == 0).then_some(sum / 100)
}

/// Whether a word is a number in letters: `twenty`, `forty-five`. `a` does not count.
pub(crate) fn is_number(word: &str) -> bool {
    let part = |text| LengthPart { text, ends: None, comma: false };
    let parts: Vec<LengthPart<'_>> = word.split('-').map(part).collect();
    let is_in_letters = word.len() > 2 && !word.contains(|c: char| c.is_ascii_digit());
    is_in_letters && number(&parts).is_some_and(|(_, used)| used == parts.len())
}

/// Parses a number. Returns it in hundredths, with the number of its parts.
fn number(parts: &[LengthPart<'_>]) -> Option<(u32, usize)> {
    const UP_TO_19: [&str; 19] = [
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    const TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    let text = parts.first()?.text;
    let small = |text: &str, most: usize| {
        (1..).zip(&UP_TO_19[..most]).find(|(_, name)| **name == text).map(|(n, _)| n)
    };
    if let Some(tens) = (2..).zip(TENS).find(|(_, name)| *name == text).map(|(n, _): (u32, _)| n * 10) {
        let ones: Option<u32> = parts.get(1).and_then(|part| small(part.text, 9));
        return Some(ones.map_or((tens * 100, 1), |ones| ((tens + ones) * 100, 2)));
    }
    match text {
        "a" | "an" => Some((100, 1)),
        _ => small(text, 19).map(|n: u32| n * 100).or_else(|| decimal(text)).map(|n| (n, 1)),
    }
}

/// Parses `20`, `1.5` or `0,25` into hundredths.
fn decimal(text: &str) -> Option<u32> {
    let (whole, rest) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let is_number = |part: &str, most: usize| part.len() <= most && part.bytes().all(|b| b.is_ascii_digit());
    if !is_number(whole, 5) || !is_number(rest, 2) || text.is_empty() || text.ends_with(['.', ',']) {
        return None;
    }
    let number = |part: &str| if part.is_empty() { Some(0) } else { part.parse::<u32>().ok() };
    let rest = if rest.len() == 1 { number(rest)? * 10 } else { number(rest)? };
    number(whole)?.checked_mul(100)?.checked_add(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_as_people_say_them() {
        for (text, minutes) in [
            ("45m", 45),
            ("45", 45),
            ("45'", 45),
            ("45’", 45),
            ("45 min", 45),
            ("45 Minutes", 45),
            ("45-minute", 45),
            ("an hour", 60),
            ("one hour", 60),
            ("half an hour", 30),
            ("half-an-hour", 30),
            ("halfhour", 30),
            ("half-hour", 30),
            ("a half hour", 30),
            ("twenty minutes", 20),
            ("twenty-five minutes", 25),
            ("twenty five mins", 25),
            ("ninety minutes", 90),
            ("an hour and a half", 90),
            ("one and a half hours", 90),
            ("two and a half hours", 150),
            ("1½ hours", 90),
            ("½ hour", 30),
            ("an hour and a quarter", 75),
            ("a quarter of an hour", 15),
            ("three quarters of an hour", 45),
            ("three-quarters of an hour", 45),
            ("1 hour and 20 minutes", 80),
            ("1 hour 20 minutes", 80),
            ("an hour and twenty minutes", 80),
            ("1h 30m", 90),
            ("1h30", 90),
            ("1 h 30", 90),
            ("1.5 hours", 90),
            ("1.25h", 75),
            ("0,5 h", 30),
            ("24 h", 1440),
            ("PT45M", 45),
            ("PT1H30M", 90),
        ] {
            assert_eq!(whole(text), Some(minutes), "{text}");
        }
        for text in [
            "",
            "hour",
            "a few minutes",
            "0m",
            "0 min",
            "25 hours",
            "1.333h",
            "an",
            "half",
            "a m",
            "1h60",
            "1 h 75",
            "4,",
            "minutes",
            "twenty",
            "forty people",
            "1:30",
            "-5m",
            "one two minutes",
            "20 m,",
            "pt2",
            "99999999999 hours",
        ] {
            assert_eq!(whole(text), None, "{text}");
        }
    }

    #[test]
    fn the_words_of_a_length_are_counted() {
        let said = |text: &str| {
            let words: Vec<&str> = text.split(' ').collect();
            at(&words).map(|said| (said.minutes, said.words, said.has_unit))
        };
        assert_eq!(said("half an hour with ana"), Some((Some(30), 3, true)));
        assert_eq!(said("1 h 30 min q 4"), Some((Some(90), 4, true)));
        assert_eq!(said("1h 30 day plan"), Some((Some(60), 1, true)));
        assert_eq!(said("1 h, 30 min"), Some((Some(60), 2, true)));
        assert_eq!(said("20 m, pricing"), Some((Some(20), 2, true)));
        assert_eq!(said("25 hours ago"), Some((None, 2, true)));
        assert_eq!(said("45 pricing"), Some((Some(45), 1, false)));
        assert_eq!(said("~45m pricing"), Some((Some(45), 1, true)));
        assert_eq!(said("45m-ish, pricing"), Some((Some(45), 1, true)));
        assert_eq!(said("a quarterly plan"), None);
        assert_eq!(said("4-day week"), None);
    }

    #[test]
    fn a_misspelt_unit_after_a_number_is_found() {
        let found = |text: &str| misspelt_unit(&text.split(' ').collect::<Vec<_>>());
        for (text, unit) in [
            ("2 horus", "hours"),
            ("1 huor", "hour"),
            ("45 mni", "min"),
            ("45 mn", "min"),
            ("45 nim, pricing", "min"),
            ("45 mnis", "mins"),
            ("45 minuets", "minutes"),
            ("45 minuten", "minutes"),
            ("twenty mintues", "minutes"),
            ("an huor", "hour"),
            ("2 hors", "hours"),
        ] {
            assert_eq!(found(text), Some((2, unit)), "{text}");
        }
        assert_eq!(found("45mni"), Some((1, "min")));
        for text in [
            "45 min",
            "45m",
            "45 mia",
            "45 mina",
            "45 kim",
            "45, horus",
            "1 four",
            "2 our",
            "ana horus",
            "45 m",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }

    #[test]
    fn a_length_that_is_not_exact_is_found() {
        let words = |text: &'static str| text.split(' ').collect::<Vec<_>>();
        for (text, used) in [
            ("a few minutes", 3),
            ("a couple of minutes: fine", 4),
            ("several hours", 2),
            ("a while", 2),
            ("less than an hour, pricing", 4),
            ("up to 45m", 3),
            ("at least 1 h 30", 5),
            ("the whole morning", 3),
            ("all day", 2),
            ("half the morning", 3),
            ("most of the day", 4),
        ] {
            assert_eq!(vague(&words(text)), Some(used), "{text}");
        }
        for text in ["45m", "few people", "a couple", "while", "some", "up to date", "over budget", "a m"] {
            assert_eq!(vague(&words(text)), None, "{text}");
        }
    }
}
