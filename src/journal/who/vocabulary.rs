//! The words around people in a line such as `spoke to ana yesterday for half an hour about pricing`.
//! None of them is a person, unless somebody here has it as their handle.

use super::length;
use crate::journal::phrase::{self, slips};

/// What a word is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// `and`: somebody else follows.
    Join,
    /// `with`: people follow.
    With,
    /// `about`: topics follow.
    About,
    /// `on`: a day or topics follow.
    On,
    /// `for`: a length follows.
    For,
    /// `spoke`, `call`: opens a line and says nothing.
    Opener,
    /// `quick`, `the`: says nothing before the first person, and may be a name later.
    Article,
    /// `i`: the coach.
    Coach,
    /// `minutes`, `last`: belongs to a length or a day.
    OfTime,
    None,
}

pub fn role(word: &str) -> Role {
    match word.to_lowercase().trim_end_matches(',') {
        "and" | "&" | "plus" | "+" => Role::Join,
        "with" | "to" | "w/" => Role::With,
        "about" | "re" | "regarding" | "concerning" => Role::About,
        "on" => Role::On,
        "for" | "took" | "lasted" | "around" | "roughly" | "approximately" | "circa" => Role::For,
        "spoke" | "speak" | "spoken" | "talked" | "talk" | "met" | "meet" | "meeting" | "call" | "called"
        | "rang" | "phoned" | "phone" | "had" | "have" | "chat" | "chatted" | "session" | "coached"
        | "coaching" | "saw" | "catch-up" | "catchup" | "caught" | "up" | "lunch" | "coffee" | "1:1"
        | "1-1" | "1on1" | "one-on-one" | "one-to-one" | "conversation" | "discussion" | "discussed"
        | "check-in" | "checkin" => Role::Opener,
        "a" | "an" | "the" | "my" | "our" | "another" | "quick" | "short" | "long" | "brief" | "video"
        | "zoom" | "just" => Role::Article,
        "i" | "we" | "me" | "myself" => Role::Coach,
        "minutes" | "minute" | "mins" | "min" | "hours" | "hour" | "hrs" | "hr" | "half" | "quarter"
        | "quarters" | "day" | "days" | "week" | "weeks" | "month" | "months" | "year" | "years"
        | "workday" | "workdays" | "last" | "next" | "this" | "ago" | "at" | "in" | "from" | "by" | "of"
        | "or" | "since" | "until" | "before" | "after" | "every" | "eow" | "eom" | "eoq" | "eoy"
        | "morning" | "afternoon" | "evening" | "night" | "noon" | "midday" | "midnight" | "tonight"
        | "today" | "yesterday" | "tomorrow" | "weekend" | "some" | "few" | "several" => Role::OfTime,
        word if length::is_number(word) => Role::OfTime,
        _ => Role::None,
    }
}

/// Parts of the day, which say nothing beside it.
pub fn is_part_of_a_day(word: &str) -> bool {
    matches!(word.to_lowercase().trim_end_matches(','), "morning" | "afternoon" | "evening")
}

/// What belongs to the name before it: `Smith, Jr.`
pub fn is_suffix(word: &str) -> bool {
    const SUFFIXES: [&str; 11] = ["jr", "sr", "ii", "iii", "iv", "phd", "md", "mba", "esq", "pcc", "mcc"];
    let word = word.to_lowercase().replace('.', "");
    SUFFIXES.contains(&word.as_str())
}

/// The word of a day or a length that was nearly typed: `yesterdy`, `minuets`.
pub fn misspelt(word: &str) -> Option<&'static str> {
    let word = word.to_lowercase();
    let length = || ["minutes", "minute"].into_iter().find(|unit| slips(&word, unit) == Some(1));
    phrase::misspelt(&word).or_else(length)
}
