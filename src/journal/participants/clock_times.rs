//! Parses times of day as people write them: `9:30`, `at 2pm`, `14:30-15:15`, `from 2 to 3pm`. A time of day
//! is not a person, a topic or a length.

use super::session_lengths::is_number;
use crate::journal::values::time::LONGEST;

/// A time of day at the beginning of some words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ClockWords {
    /// Minutes since midnight. `None` if the time is not certain.
    pub start: Option<u32>,
    /// Minutes from the first time to the second.
    pub minutes: Option<u32>,
    pub words: usize,
    /// Whether only a colon, or nothing at all, shows that it is a time.
    pub is_bare: bool,
    /// The minutes if the words may also be a length: `0:45`, `1030`.
    pub length: Option<u32>,
}

/// A time. It is certain if it has minutes, `am` or `pm`.
#[derive(Clone, Copy)]
struct Time {
    minutes: u32,
    is_certain: bool,
    /// Whether it names its half of the day.
    is_halved: bool,
}

/// Returns the time of day at the beginning of these words.
pub(super) fn at(words: &[&str]) -> Option<ClockWords> {
    let lower: Vec<String> = words
        .iter()
        .take(8)
        .map(|word| word.to_lowercase().trim_end_matches([',', ';', ':']).into())
        .collect();
    let texts: Vec<&str> = lower.iter().map(String::as_str).collect();
    if let Some(words) = part_of_a_day(&texts) {
        return Some(ClockWords { start: None, minutes: None, words, is_bare: false, length: None });
    }
    let is_led =
        matches!(texts.first(), Some(&("at" | "@" | "from" | "between" | "around" | "about" | "since")));
    let lead = usize::from(is_led);
    let first = *texts.get(lead)?;
    if let Some((one, two)) = first.split_once(['-', '–', '—']) {
        let (one, two) = (time(one)?, time(two)?);
        let (used, two) = halved(&texts, lead + 1, two);
        let is_certain = one.is_certain || two.is_certain;
        return is_certain.then(|| range(one, two, used));
    }
    let (mut used, one) = halved(&texts, lead + 1, time(first)?);
    if texts.get(used).is_some_and(|word| matches!(*word, "o'clock" | "o’clock")) {
        used += 1;
        let start = Some(one.minutes);
        return Some(ClockWords { start, minutes: None, words: used, is_bare: false, length: None });
    }
    if let Some(("to" | "until" | "till" | "-" | "–" | "and", two)) =
        texts.get(used).copied().zip(texts.get(used + 1).and_then(|text| time(text)))
    {
        let (used, two) = halved(&texts, used + 2, two);
        let is_joined = matches!(texts.first(), Some(&("from" | "between"))) || one.is_certain;
        if two.is_certain || is_joined && one.is_certain || texts[0] == "from" {
            return Some(range(one, two, used));
        }
    }
    let is_at = matches!(texts.first(), Some(&("at" | "@")));
    let start = (one.is_certain || one.is_halved).then_some(one.minutes);
    let is_noon = !is_led && words.len() == 1 && one.is_halved && !one.is_certain;
    let is_bare = is_noon || !is_led && !one.is_halved;
    let length = start.filter(|at| is_bare && !one.is_halved && (1..5 * 60).contains(at));
    let said = ClockWords { start, minutes: None, words: used, is_bare, length };
    (one.is_certain || is_at || is_noon).then_some(said)
}

/// Counts the words of a time that names no hour: `after lunch`, `in the morning`.
fn part_of_a_day(texts: &[&str]) -> Option<usize> {
    let is_part = |word: &str| matches!(word, "morning" | "afternoon" | "evening");
    match texts {
        ["in" | "during", "the", part, ..] if is_part(part) => Some(3),
        ["after" | "before" | "during" | "at" | "around", meal, ..] => {
            let is_meal = matches!(*meal, "lunch" | "lunchtime" | "breakfast" | "dinner");
            let is_night = *meal == "night" && texts[0] == "at";
            (is_meal || is_night || *meal == "work" && matches!(texts[0], "after" | "before")).then_some(2)
        }
        _ => None,
    }
}

/// Parses `1030` and `0915`: digits without a colon that are a valid time, and would be a very long session.
pub(super) fn without_a_colon(text: &str) -> Option<ClockWords> {
    const LONG: u32 = 8 * 60;
    let digits = text.trim_end_matches([',', ';', ':']);
    let is_whole = matches!(digits.len(), 3 | 4) && digits.bytes().all(|b| b.is_ascii_digit());
    let number: u32 = digits.parse().ok().filter(|_| is_whole)?;
    let is_time = number / 100 < 24 && number % 100 < 60;
    let is_length = (1..=LONGEST).contains(&number);
    (is_time && (number > LONG || digits.starts_with('0'))).then_some(ClockWords {
        start: Some(number / 100 * 60 + number % 100),
        minutes: None,
        words: 1,
        is_bare: true,
        length: Some(number).filter(|_| is_length),
    })
}

fn range(one: Time, two: Time, words: usize) -> ClockWords {
    // `2-3pm` begins in the afternoon.
    let half = 12 * 60;
    let start = if two.is_halved && !one.is_halved && one.minutes + half < two.minutes {
        one.minutes + half
    } else {
        one.minutes
    };
    let minutes = two.minutes.checked_sub(start).filter(|minutes| *minutes > 0);
    ClockWords { start: Some(start), minutes, words, is_bare: false, length: None }
}

/// Applies an `am` or `pm` that is a separate word. Returns the number of words used so far, and the time.
fn halved(texts: &[&str], used: usize, time: Time) -> (usize, Time) {
    let half = texts.get(used).and_then(|word| half(word)).filter(|_| !time.is_halved);
    match half.and_then(|is_pm| in_half(time.minutes, is_pm)) {
        Some(minutes) => (used + 1, Time { minutes, is_certain: true, is_halved: true }),
        None => (used, time),
    }
}

fn half(word: &str) -> Option<bool> {
    match word {
        "am" | "a.m." | "a.m" => Some(false),
        "pm" | "p.m." | "p.m" => Some(true),
        _ => None,
    }
}

fn in_half(minutes: u32, is_pm: bool) -> Option<u32> {
    let hour = minutes / 60;
    (1..=12).contains(&hour).then(|| minutes % 60 + (hour % 12 + if is_pm { 12 } else { 0 }) * 60)
}

/// Parses `9:30`, `2pm`, `9.30am`, `2` or `two`.
fn time(text: &str) -> Option<Time> {
    if let Some(named) = ["noon", "midday", "midnight"].iter().position(|name| *name == text) {
        let minutes = if named == 2 { 0 } else { 12 * 60 };
        return Some(Time { minutes, is_certain: false, is_halved: true });
    }
    if is_number(text) {
        const HOURS: [&str; 12] = [
            "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
        ];
        let hour = (1..).zip(HOURS).find(|(_, name)| *name == text)?.0;
        return Some(Time { minutes: hour * 60, is_certain: false, is_halved: false });
    }
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, ':' | '.');
    let end =
        if is_by_the_hour(text) { text.len() } else { text.find(|c| !is_part(c)).unwrap_or(text.len()) };
    let (digits, rest) = text.split_at(end);
    let is_pm = if rest.is_empty() { None } else { Some(half(rest)?) };
    let (hour, minute) = digits
        .split_once([':', 'h'])
        .or_else(|| digits.split_once('.').filter(|_| is_pm.is_some()))
        .map_or((digits, None), |(hour, minute)| (hour, Some(minute)));
    let is_digits = |text: &str, most: usize| {
        (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
    };
    let minute_of = match minute {
        Some(minute) if minute.len() == 2 && is_digits(minute, 2) => {
            minute.parse::<u32>().ok().filter(|m| *m < 60)?
        }
        Some(_) => return None,
        None => 0,
    };
    if !is_digits(hour, 2) {
        return None;
    }
    let minutes = hour.parse::<u32>().ok().filter(|hour| *hour < 25)? * 60 + minute_of;
    let minutes = match is_pm {
        Some(is_pm) => in_half(minutes, is_pm)?,
        None => minutes,
    };
    Some(Time { minutes, is_certain: minute.is_some() || is_pm.is_some(), is_halved: is_pm.is_some() })
}

/// Whether a text such as `14h30` is a time of day. Below 8 hours it is the length of a session.
pub(super) fn is_by_the_hour(text: &str) -> bool {
    let Some((hour, minute)) = text.split_once('h') else { return false };
    let is_digits = |text: &str| text.len() <= 2 && text.bytes().all(|b| b.is_ascii_digit());
    is_digits(hour)
        && is_digits(minute)
        && minute.len() == 2
        && hour.parse::<u32>().is_ok_and(|hour| hour >= 8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_day_as_people_write_them() {
        for (text, start, minutes, words) in [
            ("9:30", Some(570), None, 1),
            ("0:45", Some(45), None, 1),
            ("at 2pm pricing", Some(840), None, 2),
            ("2 pm", Some(840), None, 2),
            ("after lunch", None, None, 2),
            ("in the morning", None, None, 3),
            ("at 2 pm", Some(840), None, 3),
            ("@ 14:30,", Some(870), None, 2),
            ("at two", None, None, 2),
            ("noon", Some(720), None, 1),
            ("at noon", Some(720), None, 2),
            ("2 o'clock", Some(120), None, 2),
            ("14:30-15:15", Some(870), Some(45), 1),
            ("14:30 - 15:15", Some(870), Some(45), 3),
            ("2-3pm", Some(840), Some(60), 1),
            ("11-1pm", Some(660), Some(120), 1),
            ("from 2 to 3pm", Some(840), Some(60), 4),
            ("from 9 to 10", Some(540), Some(60), 4),
            ("12:15am", Some(15), None, 1),
        ] {
            let said = at(&text.split(' ').collect::<Vec<_>>());
            let said = said.map(|said| (said.start, said.minutes, said.words));
            assert_eq!(said, Some((start, minutes, words)), "{text}");
        }
        for (text, length) in [
            ("1030", Some(1030)),
            ("0915", Some(915)),
            ("930", Some(930)),
            ("0045", Some(45)),
            ("1430", Some(1430)),
            ("1500", None),
        ] {
            assert_eq!(without_a_colon(text).map(|said| said.length), Some(length), "{text}");
        }
        for text in ["45", "130", "480", "1080", "960", "2500", "10:30", "1h30", "10300", ""] {
            assert_eq!(without_a_colon(text), None, "{text}");
        }
        for (text, length) in [("1:15", Some(75)), ("0:45", Some(45)), ("9:30", None), ("midnight", None)] {
            assert_eq!(at(&[text]).map(|said| said.length), Some(length), "{text}");
        }
        for text in [
            "1:1",
            "80:20",
            "2",
            "two",
            "2-3",
            "noon run",
            "45m",
            "14.30",
            "at work",
            "9:300",
            "ana",
            "2026-11-21",
            "",
        ] {
            assert_eq!(at(&text.split(' ').collect::<Vec<_>>()), None, "{text}");
        }
    }
}
