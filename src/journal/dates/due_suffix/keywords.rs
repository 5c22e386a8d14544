//! The keywords before a closing time, `by`, `on` and `every`, and their places in a text. Never parses the
//! time itself.

use super::date_evidence::{dashed_pair, how_often, is_attempt, is_attempt_on};
use super::distances::distance_at_end;
use super::text_ending::{Mark, TrimmedText};
use crate::journal::dates::misspelled_dates::{is_count, times};
use crate::journal::text::word_positions::places;

/// A word of a text in lower case, and the byte at which it begins.
pub(crate) struct Placed {
    pub at: usize,
    pub lower: String,
}

impl Placed {
    /// The word without the marks around it.
    pub(crate) fn bare(&self) -> &str {
        bare_word(&self.lower)
    }
}

pub(crate) fn bare_word(lower: &str) -> &str {
    lower.trim_matches([',', ';', ':', '(', ')', '[', ']', '"', '“', '”', '*', '_', '.', '!', '?', '…'])
}

/// Returns the word before a place, if it is in the same sentence: a question mark ends the question.
pub(crate) fn lead(words: &[Placed], at: usize) -> &str {
    let before = at.checked_sub(1).and_then(|at| words.get(at));
    before.filter(|word| !word.lower.ends_with(['?', '？'])).map_or("", Placed::bare)
}

pub(crate) fn placed(text: &str) -> Vec<Placed> {
    places(text).map(|at| Placed { at: at.start, lower: text[at].to_lowercase() }).collect()
}

/// The keyword before a closing day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Keyword {
    By,
    On,
}

/// Finds the last `by` or `on` with an attempt at a date after it. Returns the text before it, and the
/// attempt.
pub(crate) fn closing(text: &str) -> Option<(&str, &str, Keyword)> {
    let words = placed(text);
    (0..words.len().saturating_sub(1)).rev().find_map(|i| {
        let tail = words[i + 1..].iter().map(|word| word.lower.as_str());
        let word = |back: usize| i.checked_sub(back).map_or("", |at| words[at].lower.as_str());
        // After a question mark, only a day can follow an `on`.
        let asked = word(1).ends_with('?');
        let (keyword, begin, is_attempt) = match word(0) {
            "by" => {
                let is_pair = i + 2 == words.len() && dashed_pair(words[i + 1].bare());
                (Keyword::By, i, is_attempt(tail) || is_pair && !changes(&text[..words[i].at]))
            }
            "on" => (Keyword::On, i, asked || is_attempt_on(tail)),
            "than" if word(1) == "later" && matches!(word(2), "no" | "not") => {
                (Keyword::By, i - 2, is_attempt(tail))
            }
            _ => return None,
        };
        is_attempt.then(|| (&text[..words[begin].at], text[words[i + 1].at..].trim_end(), keyword))
    })
}

/// Whether a text is about something that grows, shrinks or moves. Then `by 2 weeks` may be an amount.
pub(crate) fn changes(text: &str) -> bool {
    const CHANGES: &str = "accelerat add adjust advanc ahead beat behind boost chang clos compress cut decreas defer delay \
        differ down drop earl exceed expand extend fast forward gain grew grow halv improv increas lag \
        late lead lengthen less long lose lost lower miss more move moving narrow off out over postpon prolong \
        push quick rais reduc rise sav shift short shrink slash slip slow soon speed stretch trim under \
        up widen win";
    placed(text).iter().flat_map(|word| word.lower.split('-')).any(|word| {
        CHANGES.split(' ').any(|change| match change.len() {
            ..=3 => word == change || word.trim_end_matches("ing").trim_end_matches('s') == change,
            _ => word.starts_with(change),
        })
    })
}

/// Returns where another time begins at the end of the text before a closing day: `next week on friday`,
/// `tomorrow in 2 weeks by friday`.
pub(crate) fn another_time(before: &str) -> Option<usize> {
    let words = placed(before);
    if let Some(at) = distance_at_end(before) {
        let lead = words.iter().rfind(|word| word.at < at)?;
        return (lead.bare() == "in").then_some(lead.at);
    }
    let last = words.last()?;
    let is_time = matches!(last.lower.as_str(), "today" | "tomorrow" | "tonight" | "weekend");
    let is_period = matches!(last.lower.as_str(), "week" | "month" | "quarter" | "year")
        && words.iter().nth_back(1).is_some_and(|word| matches!(word.bare(), "this" | "next"));
    match (is_time, is_period) {
        (true, _) => Some(last.at),
        (_, true) => words.iter().nth_back(1).map(|word| word.at),
        _ => None,
    }
}

/// Finds the closing interval: the last `every` with an interval after it, or words such as `weekly`. Returns
/// the text before it, and the interval.
pub(crate) fn repeating(text: &str) -> Option<(&str, &str)> {
    let words = placed(text);
    if TrimmedText::of(text).mark != Mark::None {
        return None;
    }
    if let Some(last) = words.last()
        && let Some(unit) = adverb(last.bare())
        && !DETERMINERS.contains(&lead(&words, words.len() - 1))
    {
        // `twice yearly`, `three times weekly`, `half yearly`
        let before = words.len() - 1;
        match lead(&words, before) {
            "once" => return Some((&text[..words[before - 1].at], unit)),
            "twice" | "thrice" | "half" | "semi" | "bi" => {
                let at = words[before - 1].at;
                return Some((&text[..at], text[at..].trim_end()));
            }
            "times" if is_count(lead(&words, before - 1)) => {
                let at = words[before - 2].at;
                return Some((&text[..at], text[at..].trim_end()));
            }
            _ => {}
        }
        return Some((&text[..last.at], unit));
    }
    if let Some(last) = words.last()
        && is_compound(last.bare())
        && !DETERMINERS.contains(&lead(&words, words.len() - 1))
    {
        return Some((&text[..last.at], text[last.at..].trim_end()));
    }
    let all: Vec<&str> = words.iter().map(Placed::bare).collect();
    if let Some((at, is_once)) = times(&all) {
        let from = if is_once { words.last()?.at } else { words[at].at };
        return Some((&text[..words[at].at], text[from..].trim_end()));
    }
    // `monthly from 1 dec`
    if let Some(at) = all.iter().rposition(|word| adverb(word).is_some())
        && at > 0
        && !DETERMINERS.contains(&lead(&words, at))
        && matches!(all.get(at + 1), Some(&("from" | "starting" | "beginning" | "until" | "till" | "as")))
        && is_attempt(all[at + 2..].iter().copied())
    {
        return Some((&text[..words[at].at], text[words[at].at..].trim_end()));
    }
    let i = words.iter().rposition(|word| matches!(word.lower.as_str(), "every" | "each"))?;
    words.get(i + 1)?;
    let asked = i > 0 && words[i - 1].lower.ends_with('?');
    let meant = how_often(words[i + 1..].iter().map(|word| word.lower.as_str()));
    // An `on` after the interval begins the closing day, and the caller removes that day first.
    let dated = words[i + 1..].iter().any(|word| word.lower == "on");
    // `once every month` is every month; `twice every week` is not.
    let (begin, from) = match all[..i] {
        [.., "once"] => (i - 1, i + 1),
        [.., "twice" | "thrice"] => (i - 1, i - 1),
        [.., count, "times"] if is_count(count) => (i - 2, i - 2),
        _ => (i, i + 1),
    };
    (meant || asked && !dated).then(|| (&text[..words[begin].at], text[words[from].at..].trim_end()))
}

/// After these words `weekly` is not an adverb: `Prepare the weekly`.
const DETERMINERS: &[&str] = &[
    "the", "a", "our", "your", "my", "his", "her", "its", "their", "this", "next", "last", "of", "for",
    "every", "each",
];

/// Returns the unit of an adverb, as it follows `every`: `week` for `weekly`.
pub(crate) fn adverb(word: &str) -> Option<&'static str> {
    Some(match word {
        "daily" => "day",
        "weekly" => "week",
        "fortnightly" => "fortnight",
        "monthly" => "month",
        "quarterly" => "quarter",
        "yearly" | "annually" => "year",
        // May mean twice in a period, or once in two periods. No interval has this name, so coach refuses it.
        "biweekly" => "biweekly",
        "bimonthly" => "bimonthly",
        "biannually" => "biannually",
        "semiweekly" => "semiweekly",
        "semimonthly" => "semimonthly",
        "hourly" => "hourly",
        "nightly" => "nightly",
        "biennially" => "2 years",
        "half-yearly" | "halfyearly" | "semi-annually" | "semiannually" => "6 months",
        _ => return None,
    })
}

/// Whether a word joins an adverb to others: `6-monthly`, `bi-weekly`, `every-other-week`. coach refuses it.
fn is_compound(word: &str) -> bool {
    let ends = || word.rsplit_once('-').is_some_and(|(_, last)| adverb(last).is_some());
    word.starts_with("every-") || word.starts_with("each-") || ends()
}

/// Removes the `on` that `How is it? on every monday` leaves behind.
pub(crate) fn without_dangling_on(text: &str) -> &str {
    match placed(text).as_slice() {
        [.., asked, on] if on.lower == "on" && asked.lower.ends_with('?') => &text[..on.at],
        _ => text,
    }
}
