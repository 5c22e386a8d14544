//! The pieces of a line that says who it was with: lengths, days, people who are known, and the words
//! around them. Which of the other words are names is decided by `mod.rs`.

use std::ops::Range;

use super::vocabulary::{Role, is_part_of_a_day, role};
use super::{Word, length};
use crate::journal::day::Day;
use crate::journal::handle::Handle;
use crate::journal::journal::Journal;
use crate::journal::phrase::{Calendar, Look};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Nothing where no session lasts that long.
    Length(Option<u32>),
    Day(Day),
    Known(Handle),
    Join,
    With,
    /// `about`, or `on` where no day follows.
    About {
        on: bool,
    },
    /// Says nothing.
    Skip,
    /// Anything else: a name, or the beginning of a topic.
    Word,
}

#[derive(Clone, Debug)]
pub struct Piece {
    pub kind: Kind,
    /// The words that it is made of.
    pub words: Range<usize>,
    /// Whether a comma ends it.
    pub comma: bool,
}

/// The most words that a day takes: `the end of this month`.
const MOST: usize = 5;

pub fn pieces(words: &[Word<'_>], journal: &Journal, calendar: &Calendar) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let (mut at, mut before_people) = (0, true);
    let texts: Vec<&str> = words.iter().map(|word| word.text).collect();
    while at < words.len() {
        // Words of one argument that has several stay together.
        let same = words[at..].iter().take_while(|word| word.group == words[at].group).count();
        let texts = &texts[at..at + same];
        let (kind, used) = piece(texts, journal, calendar, before_people);
        before_people &= !matches!(kind, Kind::Known(_) | Kind::Word);
        let comma = texts[used - 1].ends_with([',', ';']);
        pieces.push(Piece { kind, words: at..at + used, comma });
        at += used;
    }
    pieces
}

/// What the first of these words are, and how many of them.
fn piece(texts: &[&str], journal: &Journal, calendar: &Calendar, before_people: bool) -> (Kind, usize) {
    let said = length::at(texts);
    let day = day(texts, calendar);
    let days = day.map_or(0, |(_, used)| used);
    if let Some((handle, used)) = known(texts, journal)
        && used > days
        && used > said.map_or(0, |said| said.words)
    {
        return (Kind::Known(handle), used);
    }
    match (said, day) {
        (Some(said), _) if said.words >= days => return (Kind::Length(said.minutes), said.words),
        (_, Some((day, used))) => return (Kind::Day(day), used),
        _ => {}
    }
    if let Some(handle) = somebody(texts[0], journal) {
        return (Kind::Known(handle), 1);
    }
    let role = role(texts[0]);
    let rest = &texts[1..];
    match role {
        Role::About | Role::For => {
            if let Some(said) = length::at(rest) {
                return (Kind::Length(said.minutes), said.words + 1);
            }
        }
        Role::On => {
            if let Some((day, used)) = on_a_day(texts, calendar) {
                return (Kind::Day(day), used);
            }
        }
        _ => {}
    }
    let kind = match role {
        Role::Join => Kind::Join,
        Role::With => Kind::With,
        Role::About => Kind::About { on: false },
        Role::On => Kind::About { on: true },
        Role::Coach => Kind::Skip,
        Role::Opener | Role::Article if before_people => Kind::Skip,
        // `Ana and I talked for 20 minutes`
        Role::Opener
            if matches!(self::role(rest.first().unwrap_or(&"")), Role::For | Role::About | Role::On) =>
        {
            Kind::Skip
        }
        _ => Kind::Word,
    };
    (kind, 1)
}

/// The handle that a word is, if somebody has it.
fn somebody(word: &str, journal: &Journal) -> Option<Handle> {
    let word = word.trim_end_matches([',', ';']);
    let is_known =
        |handle: &Handle| journal.people.contains_key(handle) || journal.now_called(handle).is_some();
    if let Ok(handle) = word.to_lowercase().parse::<Handle>() {
        return Some(handle).filter(is_known);
    }
    // `Zoë` is `zoe`; what is more than letters is not a handle with a slip.
    let is_letters = word.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’'));
    Handle::near(word).filter(|_| is_letters).filter(is_known)
}

/// Somebody's whole name of several words at the beginning of these.
fn known(texts: &[&str], journal: &Journal) -> Option<(Handle, usize)> {
    const LONGEST: usize = 6;
    (2..=texts.len().min(LONGEST)).rev().find_map(|used| {
        let name = texts[..used].join(" ");
        let name = name.trim_end_matches([',', ';', '&']).trim_end();
        journal.known_as(name).map(|handle| (handle.clone(), used))
    })
}

/// The day at the beginning of these words, `on` before it or not.
pub fn on_a_day(texts: &[&str], calendar: &Calendar) -> Option<(Day, usize)> {
    match texts.first().is_some_and(|first| role(first) == Role::On) {
        true => day(&texts[1..], calendar).map(|(day, used)| (day, used + 1)),
        false => day(texts, calendar),
    }
}

/// The day at the beginning of these words.
fn day(texts: &[&str], calendar: &Calendar) -> Option<(Day, usize)> {
    let first = texts.first()?;
    if first.eq_ignore_ascii_case("this") && texts.get(1).is_some_and(|next| is_part_of_a_day(next)) {
        return Some((calendar.today, 2));
    }
    (1..=texts.len().min(MOST)).rev().find_map(|used| {
        let phrase = texts[..used].join(" ");
        let phrase = phrase.trim_end_matches([',', ';']);
        let day = calendar.day(phrase, Look::Back).ok()?;
        let more =
            texts.get(used).is_some_and(|next| is_part_of_a_day(next) && !texts[used - 1].ends_with(','));
        Some((day, used + usize::from(more)))
    })
}
