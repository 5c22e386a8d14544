//! Finds phrases with misspelled small words: `nxt week`, `end fo month`, `the endof the week`, `month-end`.
//! Never parses them as a day: coach refuses a closing time with such a word.

use super::due_suffix::date_evidence::{DateEvidence, class, slips};
use super::due_suffix::keywords::bare_word;

/// The small words of date phrases.
const WORDS: &[&str] = &[
    "next",
    "this",
    "last",
    "the",
    "end",
    "of",
    "day",
    "days",
    "week",
    "weeks",
    "weekend",
    "month",
    "months",
    "quarter",
    "quarters",
    "year",
    "years",
    "beginning",
    "start",
    "middle",
];

/// English words that differ by one letter from one of `WORDS`.
#[rustfmt::skip]
const ENGLISH: &[&str] = &[
    "text", "nest", "newt", "his", "thus", "thin", "lost", "list", "past", "fast", "cast", "least", "blast", "then",
    "they", "he", "them", "thee", "tea", "and", "send", "bend", "lend", "ends", "ed", "if", "or", "on", "off", "oft",
    "way", "ways", "say", "says", "pay", "pays", "may", "lay", "bay", "ray", "dry", "dray", "weak", "seek", "wee",
    "meek", "mouth", "mouths", "moth", "moths", "ear", "ears", "near", "fear", "fears", "tear", "tears",
    "hear", "wear", "bear", "gear", "gears", "dear", "yeah", "yea", "yeas", "yearn", "yearns", "quartet", "quartets",
    "star", "stars", "stat", "tart", "smart", "muddle", "meddle", "riddle", "fiddle",
];

/// Returns the words with each misspelled small word corrected. `None` if no word is misspelled.
pub(crate) fn repaired(words: &[&str]) -> Option<Vec<String>> {
    let mut is_changed = false;
    let words = words.iter().flat_map(|word| match meant(bare_word(word)) {
        Some(meant) => {
            is_changed = true;
            meant
        }
        None => vec![word.to_string()],
    });
    let words = words.collect();
    is_changed.then_some(words)
}

/// Returns the words that the user meant with a misspelled one. `None` if the word is correct: a word of date
/// phrases, or another English word.
fn meant(word: &str) -> Option<Vec<String>> {
    if class(word) != DateEvidence::Other || ENGLISH.contains(&word) {
        return None;
    }
    let one = || WORDS.iter().find(|known| is_slip(word, known)).map(|known| vec![known.to_string()]);
    joined(word).or_else(one)
}

/// Whether a letter is missing, doubled or swapped. In a word of four letters or more, one letter may be
/// wrong.
fn is_slip(word: &str, known: &str) -> bool {
    let is_swapped = || {
        let letters = |text: &str| {
            let mut letters: Vec<char> = text.chars().collect();
            letters.sort_unstable();
            letters
        };
        letters(word) == letters(known)
    };
    let is_wrong_letter = word.len() == known.len();
    word.len() > 1 && slips(word, known) == Some(1) && (!is_wrong_letter || known.len() > 3 || is_swapped())
}

/// Splits `endof`, `month-end` and `end-of-month` into their words.
fn joined(word: &str) -> Option<Vec<String>> {
    if word.is_empty() || word.len() > 24 {
        return None;
    }
    let split = WORDS.iter().find_map(|first| {
        let rest = word.strip_prefix(first)?;
        let rest = rest.strip_prefix('-').unwrap_or(rest);
        let more = if WORDS.contains(&rest) { vec![rest.to_string()] } else { joined(rest)? };
        Some([vec![first.to_string()], more].concat())
    });
    split.filter(|words| words.len() > 1)
}

/// Whether a word is a misspelled unit: `weks`, `monht`, `dys`. After a number, no other word is as close to
/// a unit.
pub(crate) fn is_misspelt_unit(word: &str) -> bool {
    const UNITS: [&str; 6] = ["week", "weeks", "month", "months", "quarters", "years"];
    const SHORT: [&str; 3] = ["day", "days", "year"];
    let is_near = UNITS.iter().any(|unit| slips(word, unit).is_some_and(|slips| slips <= 1));
    let is_short = || SHORT.iter().any(|unit| is_slip(word, unit) && word.len() != unit.len());
    let is_swapped = || matches!(word, "dya" | "dyas" | "dasy" | "adys" | "yaer" | "yera" | "eyar");
    !ENGLISH.contains(&word) && (is_near || is_short() || is_swapped())
}
