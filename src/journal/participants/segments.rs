//! Splits a line about participants into pieces: lengths, days, known people, and the words around them.
//! `mod.rs` decides which of the other words are names.

use std::ops::Range;

use super::names::is_part;
use super::words_around_names::{COMMAS, WordRole, channel, is_before_length, is_part_of_a_day, role};
use super::{LineContents, Word, clock_times, session_lengths};
use crate::journal::dates::topic_days::{is_month, is_weekday};
use crate::journal::dates::{Calendar, Direction};
use crate::journal::query::journal::Journal;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum SegmentKind {
    /// `None` if no session can last that long.
    Length(Option<u32>),
    /// A length that is not exact.
    Vague,
    /// A length of each participant, or a length and more: `half an hour each`, `20m per person`.
    Share,
    /// A number and a word that misspells a unit: `2 horus`.
    NoLength(&'static str),
    /// `sat with`: a day or a verb.
    SatWith,
    /// A length, a day, a time of day or a channel in brackets.
    Bracketed,
    /// A time of day.
    Clock(clock_times::ClockWords),
    Day(Day),
    /// A number and a month that are not a day: `30 feb`.
    NoDay,
    /// Digits that are two days, of which the settings choose neither: `12/11`.
    TwoDays,
    /// Two numbers that may be hours, a length or a topic: `9-10`.
    NumberRange,
    Known(Handle),
    Join,
    With,
    /// `about`, or `on` if no day follows.
    About {
        on: bool,
    },
    /// Words that coach ignores.
    Skip,
    /// Anything else: a name, or the beginning of a topic.
    Word,
}

#[derive(Clone, Debug)]
pub(super) struct Segment {
    pub kind: SegmentKind,
    /// The indices of its words.
    pub words: Range<usize>,
    /// Whether it ends with a comma.
    pub comma: bool,
}

/// The most words that a day can have: `the end of this month`.
const MOST: usize = 5;

pub(super) fn pieces(
    words: &[Word<'_>],
    holds: LineContents,
    journal: &Journal,
    calendar: &Calendar,
) -> Vec<Segment> {
    let mut pieces: Vec<Segment> = Vec::new();
    let (mut at, mut before_people) = (0, true);
    let texts: Vec<&str> = words.iter().map(|word| word.text).collect();
    while at < words.len() {
        // The words of one quoted argument stay together.
        let same = words[at..].iter().take_while(|word| word.group == words[at].group).count();
        let texts = &texts[at..at + same];
        let (kind, used) = piece(texts, holds, journal, calendar, before_people);
        before_people &= !matches!(kind, SegmentKind::Known(_) | SegmentKind::Word);
        let comma = texts[used - 1].ends_with(COMMAS);
        pieces.push(Segment { kind, words: at..at + used, comma });
        at += used;
    }
    pieces
}

/// Returns the kind of the first piece, and how many words it has.
fn piece(
    texts: &[&str],
    holds: LineContents,
    journal: &Journal,
    calendar: &Calendar,
    before_people: bool,
) -> (SegmentKind, usize) {
    let time = time(texts);
    if let Some(piece) = measured(texts, journal, calendar, time.as_ref()) {
        return piece;
    }
    if let Some(handle) = somebody(texts[0], journal) {
        return (SegmentKind::Known(handle), 1);
    }
    if let Some(piece) = time {
        return piece;
    }
    if let Some(used) = in_brackets(texts, calendar) {
        return (SegmentKind::Bracketed, used);
    }
    if let Some(used) = channel(texts).filter(|used| somebody(texts[used - 1], journal).is_none()) {
        return (SegmentKind::Skip, used);
    }
    if let (WordRole::On, Some((day, used))) = (role(texts[0]), on_a_day(texts, calendar)) {
        return (SegmentKind::Day(day), used);
    }
    (word(texts, holds, journal, calendar, before_people), 1)
}

/// The first piece, if it is a day, a length, a time of day, or a known person of several words.
fn measured(
    texts: &[&str],
    journal: &Journal,
    calendar: &Calendar,
    time: Option<&(SegmentKind, usize)>,
) -> Option<(SegmentKind, usize)> {
    let said = session_lengths::at(texts);
    let day = day(texts, calendar);
    let days = day.map_or(0, |(_, used)| used);
    if let Some((handle, used)) = known(texts, journal)
        && used > days
        && used > said.map_or(0, |said| said.words)
    {
        return Some((SegmentKind::Known(handle), used));
    }
    if let Some(used) = share(texts) {
        return Some((SegmentKind::Share, used));
    }
    if let Some((used, unit)) = session_lengths::misspelt_unit(texts)
        && somebody(texts[used - 1], journal).is_none()
    {
        return Some((SegmentKind::NoLength(unit), used));
    }
    if texts[0].eq_ignore_ascii_case("sat")
        && let Some(next) = texts.get(1)
    {
        match role(next) {
            _ if *next == "down" => return Some((SegmentKind::Skip, 2)),
            WordRole::With => return Some((SegmentKind::SatWith, 2)),
            _ => {}
        }
    }
    if let Some((SegmentKind::Clock(clock), used)) = time
        && *used > days
    {
        return Some((SegmentKind::Clock(*clock), *used));
    }
    if let (Some(said), Some(clock)) = (said, clock_times::without_a_colon(texts[0]))
        && !said.has_unit
        && days == 0
    {
        return Some((SegmentKind::Clock(clock), 1));
    }
    if let Some(used) = dated(texts).filter(|used| *used > days) {
        return Some((SegmentKind::NoDay, used));
    }
    if calendar.is_two_days(texts[0].trim_end_matches(COMMAS)) {
        return Some((SegmentKind::TwoDays, 1));
    }
    if let Some(used) = session_lengths::range(texts) {
        return Some((SegmentKind::NumberRange, used));
    }
    match (said, day) {
        (Some(said), _) if said.words >= days => {
            Some((SegmentKind::Length(said.minutes), said.words + tail(texts, said)))
        }
        (_, Some((day, used))) => Some((SegmentKind::Day(day), used)),
        _ => None,
    }
}

/// The kind of the first word, if it is neither a measure nor a person.
fn word(
    texts: &[&str],
    holds: LineContents,
    journal: &Journal,
    calendar: &Calendar,
    before_people: bool,
) -> SegmentKind {
    let first = role(texts[0]);
    let next = texts.get(1).copied();
    // `An Nguyen`, `My Tran`, `Long Pham` are names.
    let is_named = first == WordRole::Article
        && is_part(texts[0])
        && next.is_some_and(|next| {
            is_part(next) && role(next) == WordRole::None && somebody(next, journal).is_none()
        });
    match first {
        _ if is_named && texts[0] != "The" => SegmentKind::Word,
        WordRole::Join => SegmentKind::Join,
        WordRole::With => SegmentKind::With,
        WordRole::About => SegmentKind::About { on: false },
        WordRole::On => SegmentKind::About { on: true },
        WordRole::Coach => SegmentKind::Skip,
        WordRole::Opener | WordRole::Activity | WordRole::Article | WordRole::Manner | WordRole::Channel
            if before_people =>
        {
            SegmentKind::Skip
        }
        WordRole::Manner if says_nothing(texts, holds, calendar) => SegmentKind::Skip,
        // `Ana and I talked for 20 minutes`
        WordRole::Opener
            if matches!(role(next.unwrap_or("")), WordRole::For | WordRole::About | WordRole::On) =>
        {
            SegmentKind::Skip
        }
        _ => SegmentKind::Word,
    }
}

/// Returns the length, the vague length or the time of day at the beginning of these words, with the words
/// that introduce it, and how many words these are.
pub(super) fn time(texts: &[&str]) -> Option<(SegmentKind, usize)> {
    const LEADS: usize = 3;
    let leads = texts.iter().take(LEADS).take_while(|text| is_before_length(text)).count();
    let is_plain = texts[..leads].iter().all(|text| matches!(role(text), WordRole::About | WordRole::For));
    // `about 3 goals` is a topic.
    let is_count = |said: &session_lengths::LengthWords| {
        let end = leads + said.words;
        leads > 0
            && role(texts[leads - 1]) == WordRole::About
            && !texts[end - 1].ends_with(COMMAS)
            && texts.get(end).is_some_and(|next| role(next) == WordRole::None)
    };
    let said =
        session_lengths::at(&texts[leads..]).filter(|said| said.has_unit || is_plain && !is_count(said));
    if leads > 0 {
        let lasts = || matches!(role(texts[leads - 1]), WordRole::For);
        let is_endless = |text: &&&str| {
            let word = text.trim_end_matches(COMMAS).to_lowercase();
            matches!(word.as_str(), "ages" | "hours" | "minutes" | "days" | "long" | "forever")
        };
        if let Some((used, unit)) = session_lengths::misspelt_unit(&texts[leads..]) {
            return Some((SegmentKind::NoLength(unit), leads + used));
        }
        if texts.get(leads).filter(is_endless).is_some() && lasts() {
            return Some((SegmentKind::Vague, leads + 1));
        }
    }
    // `9:30` does not begin with a length, and `45 - 50` does not begin with a time.
    if let Some(said) =
        clock_times::at(texts).filter(|clock| said.is_none_or(|said| clock.words > leads + said.words))
    {
        return Some((SegmentKind::Clock(said), said.words));
    }
    if let Some(said) = said.filter(|_| leads > 0) {
        let tail = tail(&texts[leads..], said);
        return Some((SegmentKind::Length(said.minutes), leads + said.words + tail));
    }
    session_lengths::vague(&texts[leads..]).map(|used| (SegmentKind::Vague, leads + used))
}

/// Counts the words of a date at the beginning of these words, even if there is no such day: `30 feb`,
/// `thu 13 nov`, `nov 31`.
fn dated(texts: &[&str]) -> Option<usize> {
    let lower: Vec<String> =
        texts.iter().take(3).map(|text| text.trim_end_matches(COMMAS).to_lowercase()).collect();
    let weekday = usize::from(lower.first().is_some_and(|first| is_weekday(first)));
    let is_number = |text: &str| text.parse().is_ok_and(|day: u32| (1..=31).contains(&day));
    match &lower[weekday..] {
        [day, month, ..] if is_number(day) && is_month(month) => Some(weekday + 2),
        [month, day, ..] if is_month(month) && is_number(day) => Some(weekday + 2),
        _ => None,
    }
}

/// Counts the words of a length that is not the length of the session: `half an hour each`, `20m per person`.
fn share(texts: &[&str]) -> Option<usize> {
    if let Some(used) = times(texts) {
        return Some(used);
    }
    let said = session_lengths::at(texts).filter(|said| !texts[said.words - 1].ends_with(COMMAS))?;
    let rest: Vec<String> =
        texts[said.words..].iter().take(2).map(|text| text.trim_end_matches(COMMAS).to_lowercase()).collect();
    let used = match rest.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["each" | "apiece", ..] => 1,
        ["per" | "a" | "for" | "with", "person" | "head" | "participant" | "each"] => 2,
        _ => return None,
    };
    Some(said.words + used)
}

/// Counts the words of a length several times: `2x20m`, `2 x 20 min`.
fn times(texts: &[&str]) -> Option<usize> {
    let is_count = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let length =
        |rest: &[&str]| session_lengths::at(rest).filter(|said| said.has_unit).map(|said| said.words);
    match texts {
        [count, "x" | "X" | "×", rest @ ..] if is_count(count) => length(rest).map(|used| used + 2),
        [first, rest @ ..] => {
            let (_, each) = first.split_once(['x', 'X', '×']).filter(|(count, _)| is_count(count))?;
            length(&[&[each], rest].concat())
        }
        [] => None,
    }
}

/// Counts the words after a length that do not change it: `45 minutes or so`, `45m in total`.
fn tail(texts: &[&str], said: session_lengths::LengthWords) -> usize {
    let rest: Vec<&str> =
        texts[said.words..].iter().take(2).map(|text| text.trim_end_matches(COMMAS)).collect();
    // `total cost` is a topic.
    let is_end = |used: usize| {
        let end = said.words + used;
        texts.len() == end || texts[end - 1].ends_with(COMMAS)
    };
    let is_over = texts[said.words - 1].ends_with(COMMAS) || !said.has_unit;
    match rest.as_slice() {
        _ if is_over => 0,
        ["or", "so"] => 2,
        ["in", "total" | "all"] if is_end(2) => 2,
        ["total" | "altogether" | "overall", ..] if is_end(1) => 1,
        ["ish" | "approx" | "approx." | "approximately" | "roughly", ..] => 1,
        _ => 0,
    }
}

/// Counts the words of a length, a day, a time of day or a channel in brackets: `[45m]`, `(45 min)`, `(yesterday)`,
/// `(via Zoom)`.
pub(super) fn in_brackets(texts: &[&str], calendar: &Calendar) -> Option<usize> {
    let ends = [')', ']', '}', '>'];
    let first = texts.first()?.strip_prefix(['(', '[', '{', '<'])?;
    let bare = |text: &&str| text.trim_end_matches(COMMAS).trim_end_matches(':').ends_with(ends);
    let last = texts.iter().take(2 * MOST).position(bare)?;
    let mut inner = texts[..=last].to_vec();
    inner[0] = first;
    inner[last] = inner[last].trim_end_matches(COMMAS).trim_end_matches(':').trim_end_matches(ends);
    let used = match time(&inner) {
        Some((_, used)) => used,
        None => session_lengths::at(&inner).filter(|said| said.has_unit).map_or(0, |said| said.words),
    };
    let is_day = || on_a_day(&inner, calendar).is_some_and(|(_, used)| used == inner.len());
    let is_channel = || channel(&inner) == Some(inner.len());
    (used == inner.len() || is_day() || is_channel()).then_some(last + 1)
}

/// Whether a word such as `briefly` or `online` describes the session, and is neither a name nor a topic.
fn says_nothing(texts: &[&str], holds: LineContents, calendar: &Calendar) -> bool {
    let is_adverb = texts[0].ends_with("ly") || texts[0] == "again";
    let rest = &texts[1..];
    let Some(next) = rest.first() else { return is_adverb || holds == LineContents::People };
    let is_time = || session_lengths::at(rest).is_some_and(|said| said.has_unit) || time(rest).is_some();
    let is_next = matches!(
        role(next),
        WordRole::With | WordRole::About | WordRole::On | WordRole::Manner | WordRole::Coach
    );
    // In `Zoe Quick 20m` it is a surname.
    !texts[0].starts_with(char::is_uppercase)
        && (is_next || is_time() || channel(rest).is_some() || day(rest, calendar).is_some())
}

/// Returns the handle that a word means, if a person in the journal has it.
pub(super) fn somebody(word: &str, journal: &Journal) -> Option<Handle> {
    let word = word.trim_end_matches(COMMAS);
    let is_known =
        |handle: &Handle| journal.people.contains_key(handle) || journal.now_called(handle).is_some();
    if let Ok(handle) = word.to_lowercase().parse::<Handle>() {
        return Some(handle).filter(is_known);
    }
    // `Zoë` means `zoe`. A word with digits or signs is not a handle with a typing error.
    let is_letters = word.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’'));
    Handle::near(word).filter(|_| is_letters).filter(is_known)
}

/// Returns the known person whose name of several words is at the beginning of these words.
pub(super) fn known(texts: &[&str], journal: &Journal) -> Option<(Handle, usize)> {
    const LONGEST: usize = 6;
    (2..=texts.len().min(LONGEST)).rev().find_map(|used| {
        let name = texts[..used].join(" ");
        let name = name.trim_end_matches([',', ';', '&']).trim_end();
        journal.known_as(name).map(|handle| (handle.clone(), used))
    })
}

/// Returns the day at the beginning of these words, with or without an `on` before it.
pub(super) fn on_a_day(texts: &[&str], calendar: &Calendar) -> Option<(Day, usize)> {
    if texts.first().is_some_and(|first| role(first) == WordRole::On) {
        day(&texts[1..], calendar).map(|(day, used)| (day, used + 1))
    } else {
        day(texts, calendar)
    }
}

/// Returns the day at the beginning of these words.
fn day(texts: &[&str], calendar: &Calendar) -> Option<(Day, usize)> {
    let first = texts.first()?;
    if first.eq_ignore_ascii_case("this") && texts.get(1).is_some_and(|next| is_part_of_a_day(next)) {
        return Some((calendar.today, 2));
    }
    if let [first, thing, rest @ ..] = texts
        && first.eq_ignore_ascii_case("first")
        && *thing == "thing"
    {
        return on_a_day(rest, calendar).map(|(day, used)| (day, used + 2));
    }
    (1..=texts.len().min(MOST)).rev().find_map(|used| {
        let phrase = texts[..used].join(" ");
        let phrase = phrase.trim_end_matches([',', ';']);
        let day = calendar.day(phrase, Direction::Back).ok()?;
        let more =
            texts.get(used).is_some_and(|next| is_part_of_a_day(next) && !texts[used - 1].ends_with(','));
        Some((day, used + usize::from(more)))
    })
}
