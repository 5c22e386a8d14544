//! Finds a closing time without `by` or `on`. `tomorrow`, `in 2 weeks` and `at the end of the month` set the
//! due day. Any other time at the end of a text may be its subject (`Reply to Monday's mail, Friday`), so
//! coach refuses it instead of deciding.

use super::date_evidence::{DateEvidence, class, dotted_pair};
use super::distances::{distance_to_a_day, distance_to_an_event, event_after_question};
use super::keywords::{Placed, changes, lead, placed};
use super::said;
use crate::journal::dates::lexer::{Token, Unit, tokens};
use crate::journal::dates::misspelled_dates::{
    classes, is_count as is_number, is_holiday, is_hours, is_part,
};
use crate::journal::dates::phrase_repair::{is_misspelt_unit, repaired};

/// The meaning of the last words of a text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum LastWords {
    /// No time, or a time that is the subject of the text: `the notes of Monday`.
    Text,
    /// A day in words with only one meaning. It begins at this byte.
    Day(usize),
    /// A time that may not be the due day. It begins at this byte.
    Unclear(usize),
}

/// Before a time, these words make it a part of the text: `the notes of Monday`.
const SUBJECT: &[&str] = &["of", "about", "to", "with", "and", "or", "like", "&"];
/// Before a day, these words say when something is done, unless a verb takes them: `learn from today`,
/// `choose between Monday and Friday`, `move it from Monday to Friday`.
const BOUNDS: &[&str] = &["from", "since", "between"];
/// Before a number with a unit, these words mean a duration or a frequency: `for two weeks`,
/// `the last 2 weeks`.
const LASTING: &[&str] =
    &["for", "over", "past", "last", "per", "every", "least", "most", "than", "these", "those", "next"];
/// These words begin a clause, and the time may belong to it: `Write down what happened today`.
const CLAUSE: &[&str] = &[
    "what", "who", "whom", "whose", "which", "when", "where", "why", "how", "that", "whether", "if",
    "because", "since", "while",
];
/// After these words a time does not mean `by` that time.
const OTHERWISE: &[&str] = &[
    "for", "before", "until", "till", "til", "after", "around", "by", "on", "near", "towards", "starting",
    "due", "not", "latest", "later", "earliest",
];

/// Classifies the last words of a text that has no closing `by` or `on`.
pub(crate) fn bare(text: &str) -> LastWords {
    let words = placed(text);
    let all: Vec<&str> = words.iter().map(|word| word.lower.as_str()).collect();
    let classes = classes(&all);
    let unread = unread_span(&words)
        .or_else(|| unread_amount(&words, &classes))
        .or_else(|| distance_to_a_day(&words, &classes))
        .or_else(|| distance_to_an_event(&words, &classes))
        .or_else(|| event_after_question(&words))
        .or_else(|| unread_ordinal(&words))
        .or_else(|| unread_period(&words))
        .or_else(|| unread_part(&words, &classes))
        .or_else(|| unread_slip(&words))
        .or_else(|| unread_range(&words, &classes))
        .or_else(|| unread_mark(&words));
    if let Some(at) = unread {
        return LastWords::Unclear(words[at].at);
    }
    let mut start = classes.iter().rposition(|class| *class == DateEvidence::Other).map_or(0, |at| at + 1);
    let Some(first) = words.get(start) else { return LastWords::Text };
    // The word before the words of the time. `within` and `at` belong to the time.
    let before = |at: usize| lead(&words, at);
    let run: Vec<&str> = words[start..].iter().map(Placed::bare).collect();
    if is_adverb(&run.join(" ")) {
        let is_clause = words[..start].iter().any(|word| CLAUSE.contains(&word.bare()));
        return match before(start) {
            _ if is_ahead(&words, start) => LastWords::Unclear(first.at),
            _ if is_part_of_text(text, &words, start) => LastWords::Text,
            lead if OTHERWISE.contains(&lead)
                || BOUNDS.contains(&lead)
                || is_clause
                || is_near_by(before(start.saturating_sub(1))) =>
            {
                LastWords::Unclear(first.at)
            }
            _ => LastWords::Day(first.at),
        };
    }
    if let Some(at) = (start + 1..words.len()).find(|at| is_adverb_behind(text, &words, *at)) {
        return LastWords::Unclear(words[at - 1].at);
    }
    let led = Some(before(start)).filter(|lead| !lead.is_empty());
    let Some(strong) = strong(&words[start..], &classes[start..], led) else { return LastWords::Text };
    start += strong;
    let is_period = classes[start] == DateEvidence::Unit;
    while matches!(before(start), "this" | "next" | "last" | "the" | "a" | "coming" | "following") {
        start -= 1;
    }
    // `the first of december`
    if before(start) == "of"
        && let Some(ordinal) = start.checked_sub(2)
        && matches!(tokens(words[ordinal].bare()).as_deref(), Some([Token::Ordinal(_) | Token::Number(_)]))
    {
        return LastWords::Unclear(words[ordinal].at);
    }
    // `Plan the goals for next quarter`
    let is_subject = is_part_of_text(text, &words, start) || is_period && before(start) == "for";
    if is_subject {
        LastWords::Text
    } else {
        LastWords::Unclear(words[between(&words, start).unwrap_or(start)].at)
    }
}

/// Whether the word before a time makes it a part of the text, and not the time at which something is done.
fn is_part_of_text(text: &str, words: &[Placed], at: usize) -> bool {
    /// These verbs take `from` or `between`.
    #[rustfmt::skip]
    const TAKES: &[&str] = &[
        "learn", "learned", "learnt", "learning", "choose", "chose", "choosing", "decide", "decided", "pick", "differ",
        "distinguish", "alternate", "switch", "split", "compare",
    ];
    let before = lead(words, at);
    let bound = between(words, at).or_else(|| at.checked_sub(1).filter(|_| BOUNDS.contains(&before)));
    let Some(bound) = bound else { return SUBJECT.contains(&before) && !is_ahead(words, at) };
    // `from monday to friday` says how long. `unread_range` refuses a range of dates.
    let is_range =
        before == "from" && words[at..].iter().any(|word| matches!(word.bare(), "to" | "till" | "until"));
    is_range || TAKES.contains(&lead(words, bound)) || changes(&text[..words[bound].at])
}

/// Returns where a `between` begins whose last end is the time at `at`: `between the kick-off and friday`.
fn between(words: &[Placed], at: usize) -> Option<usize> {
    const LONGEST: usize = 6;
    let found = words[..at].iter().rposition(|word| word.bare() == "between");
    found.filter(|found| *found + 1 == at || matches!(lead(words, at), "and" | "&") && at - found <= LONGEST)
}

/// Returns where a span begins that the user meant but coach cannot parse: `in 2 weks`, `in a few days`,
/// `a week form now`.
fn unread_span(words: &[Placed]) -> Option<usize> {
    const LOOSE: &[&str] = &[
        "a", "an", "the", "couple", "few", "several", "some", "of", "about", "around", "roughly", "next",
        "coming", "or",
    ];
    let (last, before) = words.split_last()?;
    let is_unit = |word: &str| class(word) == DateEvidence::Unit;
    if last.bare() == "now" && before.len() > 2 {
        let at = before.len() - 2;
        let is_span = is_unit(&before[at].lower) && before[at + 1].bare() != "from";
        return (is_span && is_number(before[at - 1].bare())).then_some(at - 1);
    }
    let is_slip = before.last().is_some_and(|count| is_number(count.bare())) && is_misspelt_unit(last.bare());
    if !is_unit(&last.lower) && !is_slip {
        return None;
    }
    let at = before.iter().rposition(|word| !LOOSE.contains(&word.bare()) && !is_number(word.bare()))?;
    let is_in = matches!(before[at].bare(), "in" | "within");
    let said: Vec<&str> = words[at..].iter().map(Placed::bare).collect();
    (is_in && !is_adverb(&said.join(" "))).then_some(at)
}

/// Whether the words before a day relate to it without making it the subject: `prior to friday`,
/// `ahead of the end of the year`, `between 3 and 5 dec`.
fn is_ahead(words: &[Placed], at: usize) -> bool {
    let all: Vec<&str> = words[..at].iter().map(Placed::bare).collect();
    match all.as_slice() {
        [.., "prior" | "up", "to"] | [.., "ahead" | "as", "of"] => true,
        [.., "between", number, "and"] => class(number) == DateEvidence::Number,
        _ => false,
    }
}

/// Whether the words from `at` are a day, and the word before them gives it another meaning than `by`:
/// `before the end of the year`.
fn is_adverb_behind(text: &str, words: &[Placed], at: usize) -> bool {
    let said: Vec<&str> = words[at..].iter().map(Placed::bare).collect();
    let lead = lead(words, at);
    let is_bound = BOUNDS.contains(&lead) && !is_part_of_text(text, words, at);
    (is_bound || OTHERWISE.contains(&lead) || is_ahead(words, at)) && is_adverb(&said.join(" "))
}

/// Returns where a part of a period begins that names no day: `at the start of december`, `end of q1`.
fn unread_part(words: &[Placed], classes: &[DateEvidence]) -> Option<usize> {
    const PARTS: &[&str] = &["end", "start", "beginning", "middle"];
    let of = (1..words.len().saturating_sub(1)).rev().find(|at| words[*at].bare() == "of")?;
    let part = PARTS.iter().find(|part| **part == words[of - 1].bare())?;
    let is_named = |class: &DateEvidence| !matches!(class, DateEvidence::Link | DateEvidence::The);
    let rest = &classes[of + 1..];
    let said: Vec<&str> = words[of - 1..].iter().map(Placed::bare).collect();
    if rest.contains(&DateEvidence::Other) || !rest.iter().any(is_named) || is_adverb(&said.join(" ")) {
        return None;
    }
    let begin = of - 1 - usize::from(lead(words, of - 1) == "the");
    match lead(words, begin) {
        "at" | "in" => Some(begin - 1),
        lead if OTHERWISE.contains(&lead) || BOUNDS.contains(&lead) => Some(begin - 1),
        lead if SUBJECT.contains(&lead) => None,
        // `Plan the start of december`
        _ => (*part == "end" || begin == of - 1).then_some(begin),
    }
}

/// Returns where a phrase with misspelled small words begins: `end of next wek`, `nxt week`.
fn unread_slip(words: &[Placed]) -> Option<usize> {
    const LONGEST: usize = 7;
    let at = (words.len().saturating_sub(LONGEST)..words.len()).find(|at| {
        let said: Vec<&str> = words[*at..].iter().map(Placed::bare).collect();
        let Some(meant) = repaired(&said) else { return false };
        let meant: Vec<&str> = meant.iter().map(String::as_str).collect();
        let is_near = matches!(meant.as_slice(), ["next" | "this" | "coming" | "following", period]
            if matches!(class(period), DateEvidence::Unit | DateEvidence::Day) && !period.ends_with('s'));
        is_near || is_adverb(&meant.join(" "))
    })?;
    let is_subject = at > 0 && (SUBJECT.contains(&lead(words, at)) || lead(words, at) == "the");
    (!is_subject).then_some(at)
}

/// Returns where an amount of time begins that coach cannot parse: `in 2-3 weeks`, `in half a year`,
/// `within 48 hours`, `in 10 days or less`.
fn unread_amount(words: &[Placed], classes: &[DateEvidence]) -> Option<usize> {
    const AROUND: &[&str] = &["a", "an", "the", "of", "about", "around", "roughly", "next", "coming", "time"];
    let begins = |word: &Placed| matches!(word.bare(), "in" | "within");
    let at = words.iter().rposition(begins)?;
    let is_unit = |place: usize| {
        let word = words[place].bare();
        classes[place] == DateEvidence::Unit
            || is_hours(word)
            || is_misspelt_unit(word)
            || matches!(tokens(word).as_deref(), Some([Token::Span(..)]))
    };
    let is_amount = |place: usize| {
        let word = words[place].bare();
        let raw = words[place].lower.trim_end_matches(',');
        is_unit(place)
            || is_part(word)
            || is_part(raw)
            || is_number(word)
            || classes[place] == DateEvidence::Link && !is_lasting(Some(word))
            || AROUND.contains(&word)
    };
    let rest = at + 1..words.len();
    // `in month 2`, `in the quarter`: a unit without an amount before it is not a span.
    let first = rest.clone().find(|place| is_unit(*place))?;
    let is_counted = first > at + 1
        && (at + 1..first).any(|place| is_number(words[place].bare()) || is_part(words[place].bare()))
        || words[first].bare().starts_with(|c: char| c.is_ascii_digit());
    let said: Vec<&str> = words[at..].iter().map(Placed::bare).collect();
    (is_counted && rest.clone().all(is_amount) && !is_adverb(&said.join(" "))).then_some(at)
}

/// Returns where a range of dates begins: `from 3 dec to 5 dec`. `from monday to friday` is text.
fn unread_range(words: &[Placed], classes: &[DateEvidence]) -> Option<usize> {
    let from = words.iter().rposition(|word| word.bare() == "from")?;
    let rest = &classes[from + 1..];
    let is_range = words[from..].iter().any(|word| matches!(word.bare(), "to" | "till" | "until"))
        && !rest.contains(&DateEvidence::Other)
        && rest.contains(&DateEvidence::Number)
        && rest.iter().any(|class| matches!(class, DateEvidence::Day | DateEvidence::Ambiguous));
    is_range.then_some(from)
}

/// Returns where a word begins the closing time that joins a mark and a day: `due:fri`, `due:next week`,
/// `@fri`.
fn unread_mark(words: &[Placed]) -> Option<usize> {
    const LONGEST: usize = 4;
    let is_time = |class: &DateEvidence| {
        matches!(class, DateEvidence::Day | DateEvidence::Time | DateEvidence::Ambiguous | DateEvidence::Unit)
    };
    (words.len().saturating_sub(LONGEST)..words.len()).find(|at| {
        let Some((_, first)) = words[*at].bare().rsplit_once([':', '=', '@', '#', '^']) else { return false };
        let said: Vec<&str> = [first].into_iter().chain(words[at + 1..].iter().map(Placed::bare)).collect();
        let classes = classes(&said);
        !classes.contains(&DateEvidence::Other) && classes.iter().any(is_time)
    })
}

/// Returns where a preposition with a week number or a holiday begins: `in week 49`, `at christmas`. Also
/// finds a date such as `27.11.`.
fn unread_period(words: &[Placed]) -> Option<usize> {
    let all: Vec<&str> = words.iter().map(Placed::bare).collect();
    // `27.11.`: a number seldom has two digits on both sides.
    if let Some(last) = words.last().filter(|last| last.lower.len() == 6 && last.lower.ends_with('.'))
        && dotted_pair(&last.lower)
    {
        let lead = words.iter().nth_back(1).filter(|lead| lead.bare() == "due");
        return Some(words.len() - 1 - usize::from(lead.is_some()));
    }
    let at = all.iter().rposition(|word| {
        matches!(
            *word,
            "in" | "at" | "until" | "till" | "before" | "after" | "during" | "around" | "over" | "due"
        )
    })?;
    let rest = &all[at + 1..];
    let is_week = match rest {
        ["week" | "wk" | "kw" | "cw", number] => number.parse::<u32>().is_ok(),
        [.., last] if rest.len() <= 4 => {
            let named = match last {
                &"eve" | &"day" | &"holidays" | &"break" => &rest[..rest.len() - 1],
                _ => rest,
            };
            let begins = matches!(named, [_] | ["the", _] | ["new", _] | ["the", "new", _]);
            begins && is_holiday(named)
                || all[at] != "at" && all[at] != "in" && rest.len() == 1 && dotted_pair(last)
        }
        _ => false,
    };
    is_week.then_some(at)
}

/// Returns where a day of the month without its month begins after a word that relates to it: `after the 4th`,
/// `between the 3rd and the 5th`.
fn unread_ordinal(words: &[Placed]) -> Option<usize> {
    let is_ordinal = |word: &Placed| {
        let bare = word.bare();
        bare.starts_with(|c: char| c.is_ascii_digit())
            && matches!(tokens(bare).as_deref(), Some([Token::Ordinal(_)]))
    };
    let last = words.len().checked_sub(1).filter(|last| is_ordinal(&words[*last]))?;
    let day = |last: usize| last - usize::from(lead(words, last) == "the");
    let mut begin = day(last);
    let is_range = matches!(lead(words, begin), "to" | "till" | "until" | "and" | "&");
    if let Some(first) = begin.checked_sub(2).filter(|first| is_range && is_ordinal(&words[*first])) {
        begin = day(first);
    }
    match lead(words, begin) {
        "from" | "between" if is_range => Some(begin - 1),
        lead => (BOUNDS.contains(&lead) || OTHERWISE.contains(&lead)).then_some(begin),
    }
}

/// Whether a word introduces a time. In `by teh end of the month`, the word after `by` is not part of the
/// text.
fn is_near_by(word: &str) -> bool {
    matches!(word, "by" | "on" | "until" | "till" | "before")
}

/// Whether a text is nothing but a time, with or without `by` and `on`. coach accepts such a text in
/// brackets.
pub(crate) fn is_closing_alone(text: &str) -> bool {
    let words = placed(text);
    let Some(first) = words.first() else { return false };
    let rest = match first.bare() {
        "no" | "not" if words.len() > 3 && words[1].bare() == "later" && words[2].bare() == "than" => {
            &words[3..]
        }
        "by" | "on" | "every" | "each" | "due" | "before" | "until" => &words[1..],
        _ => &words[..],
    };
    let lower: Vec<&str> = rest.iter().map(|word| word.lower.as_str()).collect();
    let classes = classes(&lower);
    let begins = rest.len() < words.len();
    let is_whole = begins || !classes.contains(&DateEvidence::Other);
    is_adverb(&rest.iter().map(Placed::bare).collect::<Vec<_>>().join(" "))
        || is_whole && strong(rest, &classes, None).is_some()
        || begins && classes.contains(&DateEvidence::Unit)
        || lower.len() == 1 && dotted_pair(lower[0])
}

/// Whether the words mean one certain day at the end of a text, with any words before them.
pub(super) fn is_adverb(lower: &str) -> bool {
    use Token::{Number, Plus, Span, Unit as OfUnit, Word};
    let lower = said(lower);
    let is_amount = |tokens: &[Token<'_>]| {
        matches!(tokens, [Span(..)] | [Number(_) | Token::Count(_), OfUnit(_)] | [OfUnit(Unit::Fortnight)])
    };
    let at_the_end = lower.starts_with("the end") || lower.starts_with("the last");
    let Some(tokens) = tokens(&lower) else { return false };
    match tokens.as_slice() {
        [Word("today" | "tomorrow" | "eow" | "eom" | "eoq" | "eoy")] => true,
        [Word("the"), OfUnit(Unit::Day), Word("after"), Word("tomorrow")]
        | [OfUnit(Unit::Day), Word("after"), Word("tomorrow")] => true,
        [Word("in"), amount @ .., Word("time")] | [Word("in"), amount @ ..] => is_amount(amount),
        [Plus, Span(..)] => true,
        [amount @ .., Word("from"), Word("now" | "today")] => is_amount(amount),
        [OfUnit(_), Word("end")] => true,
        [Word("end"), Word("of"), ..] => true,
        [Word("the"), Word("end"), Word("of"), ..] => at_the_end,
        _ => false,
    }
}

/// Returns the index of the first word that names a day, a span or the end of a period.
fn strong(words: &[Placed], classes: &[DateEvidence], lead: Option<&str>) -> Option<usize> {
    (0..words.len()).find(|&at| {
        let word = words[at].bare();
        let before = match at.checked_sub(1) {
            Some(at) => Some(words[at].bare()),
            None => lead,
        };
        let next = words.get(at + 1);
        match classes[at] {
            DateEvidence::Day => !is_score(word),
            DateEvidence::Time => !(word.ends_with('m') && word.starts_with(|c: char| c.is_ascii_digit())),
            DateEvidence::Link if is_count(word) => {
                next.is_some_and(|_| classes[at + 1] == DateEvidence::Unit) && !is_lasting(before)
            }
            DateEvidence::Number | DateEvidence::Ambiguous => {
                let beside = next.is_some_and(|_| classes[at + 1] != classes[at]);
                let may_be_day = |word: &str| {
                    word.trim_end_matches(|c: char| c.is_alphabetic() || c == '.')
                        .parse()
                        .is_ok_and(|n: u32| n <= 31)
                };
                let is_date = beside
                    && (matches!(classes[at + 1], DateEvidence::Number | DateEvidence::Ambiguous)
                        || classes[at] == DateEvidence::Number && classes[at + 1] == DateEvidence::Day)
                    && (may_be_day(word) || next.is_some_and(|next| may_be_day(next.bare())));
                // `Swim 50 m` is a length.
                let is_span = classes[at] == DateEvidence::Number
                    && next.is_some_and(|next| classes[at + 1] == DateEvidence::Unit && next.bare() != "m")
                    && !is_lasting(before);
                is_date || is_span
            }
            DateEvidence::Unit => {
                let is_period = !word.ends_with('s') && !matches!(word, "day" | "workday");
                is_period && matches!(before, Some("this" | "next" | "coming" | "following"))
            }
            _ => false,
        }
    })
}

/// Whether a word is a number in letters. `a` does not count: it is also an article.
fn is_count(word: &str) -> bool {
    !matches!(word, "a" | "an") && matches!(tokens(word).as_deref(), Some([Token::Count(_)]))
}

/// Whether the word before an amount of time makes it a duration: `for two weeks`, `the last 2 weeks`.
pub(super) fn is_lasting(before: Option<&str>) -> bool {
    before.is_some_and(|before| [LASTING, SUBJECT, BOUNDS].iter().any(|words| words.contains(&before)))
}

/// Whether digits are a ratio or a version: `5/10`, `80/20`, `24/7`, `1.2.3`.
pub(crate) fn is_score(word: &str) -> bool {
    let parts: Vec<&str> = word.split(['/', '.']).collect();
    let number = |part: &str| part.parse::<u32>().ok();
    match parts.as_slice() {
        [one, two] => match (number(one), number(two)) {
            (Some(one), Some(two)) => {
                let padded = parts.iter().any(|part| part.starts_with('0'));
                !padded && (word.contains('.') || one <= 12 || two > 12 || (one, two) == (24, 7))
            }
            _ => false,
        },
        [one, two, three] => {
            let numbers = [one, two, three].map(|part| number(part));
            numbers.iter().all(Option::is_some) && parts.iter().all(|part| part.len() < 4)
        }
        _ => false,
    }
}
