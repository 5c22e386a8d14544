//! Parses people, length and day of a session from one line of words. `log`, `jot` and the interview use it.
//! Lengths, days and the words between them are never people. Refuses ambiguous words, and returns their
//! place.

mod before_with;
mod clock_times;
pub(crate) mod names;
pub(crate) mod people_in_topics;
mod segments;
pub(crate) mod session_lengths;
pub(crate) mod topics;
mod unfit_words;
pub(crate) mod words_around_names;

use std::ops::Range;

use super::dates::{Calendar, Direction};
use super::jot::Misread;
use super::query::journal::Journal;
use super::text::word_positions::places;
use super::values::day::Day;
use super::values::handle::Handle;
use names::Run;
use segments::{Segment, SegmentKind};
use words_around_names::is_particle;

/// A word and its place in the line.
#[derive(Clone, Debug)]
pub(crate) struct Word<'a> {
    pub at: Range<usize>,
    pub text: &'a str,
    /// The words of one quoted argument share a number; all other words have 0.
    pub group: usize,
}

/// Returns the words of a part of a line, with their places in the line.
pub(crate) fn words<'l>(line: &'l str, part: Range<usize>, group: usize) -> impl Iterator<Item = Word<'l>> {
    places(&line[part.clone()]).map(move |at| {
        let at = part.start + at.start..part.start + at.end;
        Word { text: &line[at.clone()], at, group }
    })
}

/// The facts that a line may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LineContents {
    /// People, a length and a day, in any order.
    People,
    /// The same, with topics after them.
    Topics,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Participants {
    pub people: Vec<Handle>,
    /// The names of new people, if a name is more than the handle.
    pub names: Vec<(Handle, String)>,
    pub minutes: Option<u32>,
    pub day: Option<Day>,
    /// The indices of the words of the length and of the day.
    pub minutes_at: Range<usize>,
    pub day_at: Range<usize>,
    /// The index of the first word of the topics.
    pub topics: Option<usize>,
    /// Whether `about` or `on` introduces the topics.
    pub about: bool,
    /// Whether `on` introduces them. Usually a day follows `on`.
    pub on: bool,
}

pub(crate) fn read(
    words: &[Word<'_>],
    holds: LineContents,
    journal: &Journal,
    calendar: &Calendar,
) -> Result<Participants, Misread> {
    let mut pieces = segments::pieces(words, holds, journal, calendar);
    before_with::describe(words, &mut pieces)?;
    let is_dictated = matches!(
        pieces.first().map(|piece| &piece.kind),
        Some(SegmentKind::Skip | SegmentKind::With | SegmentKind::Length(_) | SegmentKind::Day(_))
    );
    let is_spoken = pieces
        .iter()
        .find(|piece| !matches!(piece.kind, SegmentKind::Length(_) | SegmentKind::Day(_)))
        .is_some_and(|piece| matches!(piece.kind, SegmentKind::Skip | SegmentKind::With));
    let mut walk = Walk {
        words,
        pieces: &pieces,
        holds,
        calendar,
        is_dictated,
        who: Participants::default(),
        runs: Vec::new(),
        is_open: false,
        joined: None,
        is_list: false,
        is_over: false,
    };
    walk.go()?;
    let Walk { runs, is_list, mut who, .. } = walk;
    if is_spoken || holds == LineContents::Topics {
        runs.iter().try_for_each(|run| names::no_small_word(words, run))?;
    }
    names::resolve(words, holds, &runs, is_list, journal, &mut who)?;
    match who.topics {
        Some(first) if who.about && first == words.len() && !who.people.is_empty() => {
            let Word { at, text, .. } = &words[first - 1];
            Err(Misread::new(
                at.clone(),
                format!("a topic is missing after `{}`", text.trim_end_matches(':')),
            ))
        }
        _ => Ok(who),
    }
}

struct Walk<'a> {
    words: &'a [Word<'a>],
    pieces: &'a [Segment],
    holds: LineContents,
    calendar: &'a Calendar,
    /// Whether the line begins like speech, and not with a handle.
    is_dictated: bool,
    who: Participants,
    runs: Vec<Run>,
    /// Whether the next word belongs to the last run.
    is_open: bool,
    /// The index of the word after which another person has to follow.
    joined: Option<usize>,
    /// Whether a comma or an `and` is between people.
    is_list: bool,
    /// Whether topics come next.
    is_over: bool,
}

impl Walk<'_> {
    fn go(&mut self) -> Result<(), Misread> {
        for (n, piece) in self.pieces.iter().enumerate() {
            if self.step(n, piece)? {
                break;
            }
        }
        match self.joined {
            Some(word) => Err(self.missing(word)),
            None => Ok(()),
        }
    }

    /// Processes one piece. Returns true when the topics begin.
    fn step(&mut self, n: usize, piece: &Segment) -> Result<bool, Misread> {
        let is_topic = self.is_over
            && match &piece.kind {
                SegmentKind::Day(_) | SegmentKind::TwoDays | SegmentKind::NumberRange => {
                    !piece.comma && self.is_word(n + 1)
                }
                SegmentKind::Clock(said) => said.is_bare && !piece.comma && self.is_word(n + 1),
                SegmentKind::Join => true,
                _ => false,
            };
        if is_topic {
            self.who.topics = Some(piece.words.start);
            return Ok(true);
        }
        match &piece.kind {
            SegmentKind::Length(minutes) => self.length(piece, *minutes)?,
            SegmentKind::Day(day) => self.day(n, piece, *day)?,
            SegmentKind::NoDay | SegmentKind::TwoDays => {
                let why = self.calendar.day(&self.said(&piece.words), Direction::Back).err();
                return Err(Misread::new(self.place(&piece.words), why.unwrap_or_default()));
            }
            kind @ (SegmentKind::Clock(_)
            | SegmentKind::Vague
            | SegmentKind::Share
            | SegmentKind::NoLength(_)
            | SegmentKind::SatWith
            | SegmentKind::NumberRange
            | SegmentKind::Bracketed) => {
                return Err(refused_time(self.words, &piece.words, kind, self.holds));
            }
            SegmentKind::About { on } => {
                (self.who.topics, self.who.about, self.who.on) = (Some(piece.words.end), true, *on);
                return Ok(true);
            }
            SegmentKind::With => {
                (self.is_over, self.is_open) = (false, false);
                if !self.runs.is_empty() {
                    self.joined = Some(piece.words.start);
                }
            }
            SegmentKind::Join => {
                self.is_open = false;
                if !self.runs.is_empty() {
                    self.joined = Some(piece.words.start);
                }
            }
            SegmentKind::Skip => {
                self.is_a_description(n, piece)?;
                (self.is_open, self.joined) = (false, None);
            }
            SegmentKind::Known(_) | SegmentKind::Word => {
                if self.begins_topics(n, piece)? {
                    self.is_a_topic(piece)?;
                    self.is_a_count(n, piece)?;
                    self.who.topics = Some(piece.words.start);
                    return Ok(true);
                }
                self.is_a_verb(n, piece)?;
                self.is_a_title(n, piece)?;
                self.is_a_period(piece)?;
                self.is_a_unit(n, piece)?;
                self.is_included(piece)?;
                self.push(piece);
            }
        }
        Ok(false)
    }

    fn length(&mut self, piece: &Segment, minutes: Option<u32>) -> Result<(), Misread> {
        let place = self.place(&piece.words);
        let Some(minutes) = minutes else {
            let said = self.said(&piece.words);
            return Err(Misread::new(place, format!("`{said}` is not a session length (1 min to 24 h)")));
        };
        if self.who.minutes.is_some() {
            let said = self.said(&piece.words);
            return Err(Misread::new(place, format!("`{said}` is a second length: a session has only one")));
        }
        self.is_a_break(piece)?;
        (self.who.minutes, self.who.minutes_at) = (Some(minutes), piece.words.clone());
        self.is_over = self.holds == LineContents::Topics && !self.runs.is_empty();
        Ok(())
    }

    fn day(&mut self, n: usize, piece: &Segment, day: Day) -> Result<(), Misread> {
        let (place, said) = (self.place(&piece.words), self.said(&piece.words));
        if self.who.day.is_some() {
            return Err(Misread::new(place, format!("`{said}` is a second date: a session has only one")));
        }
        if self.is_open && names::is_short_day(&said) && self.last_word().is_some_and(names::is_part) {
            let text = format!("`{said}` is ambiguous: a date or part of the name before it");
            return Err(Misread::new(place, text)
                .hint("write the day in full, such as sunday, or a handle such as mei-sun"));
        }
        if day > self.calendar.today {
            return Err(Misread::new(place, format!("`{said}` is {day}, which is in the future")));
        }
        self.is_a_break(piece)?;
        (self.who.day, self.who.day_at) = (Some(day), piece.words.clone());
        self.is_over =
            self.holds == LineContents::Topics && !self.runs.is_empty() && !self.has_length_after(n);
        Ok(())
    }

    /// Ends the current name. A comma may come before a length or a day; an `and` may not.
    fn is_a_break(&mut self, piece: &Segment) -> Result<(), Misread> {
        let is_word = |word: &usize| !self.words[*word].text.ends_with([',', ';']);
        if let Some(word) = self.joined.filter(is_word).filter(|word| *word + 1 == piece.words.start) {
            return Err(self.missing(word));
        }
        (self.joined, self.is_open) = (None, false);
        Ok(())
    }

    /// Whether this word begins the topics, and is not a person.
    fn begins_topics(&self, n: usize, piece: &Segment) -> Result<bool, Misread> {
        if self.holds == LineContents::People || self.runs.is_empty() || self.joined.is_some() {
            return Ok(false);
        }
        if self.is_over {
            return Ok(true);
        }
        if self.has_length_after(n) {
            return Ok(false);
        }
        let text = self.words[piece.words.start].text;
        let about = self.pieces[n..].iter().find_map(|piece| match piece.kind {
            SegmentKind::About { on } => Some(on),
            _ => None,
        });
        let texts: Vec<&str> = self.words[piece.words.start..].iter().map(|word| word.text).collect();
        let is_name = piece.kind == SegmentKind::Word && names::goes_on(&texts);
        let is_part = |word: &str| names::is_part(word) || is_particle(word);
        if self.is_open && is_name && self.last_word().is_some_and(is_part) {
            let used = 1 + texts.iter().take_while(|text| is_particle(text)).count();
            let name = piece.words.start..piece.words.start + used;
            let said = self.said(&name);
            return if self.is_dictated || about.is_some() {
                Ok(false)
            } else {
                Err(Misread::new(self.place(&name), format!("`{said}` is ambiguous: a surname or the topic"))
                    .hint(format!(
                        "write `about {said}:` for the topic, or a length after the surname: ana ruiz 20m: …"
                    )))
            };
        }
        match piece.kind {
            SegmentKind::Known(_) if about == Some(false) => Ok(false),
            _ if self.is_dictated || about == Some(false) => {
                Err(somebody_or_topic(self.place(&piece.words), text))
            }
            _ => Ok(true),
        }
    }

    fn push(&mut self, piece: &Segment) {
        let known = match &piece.kind {
            SegmentKind::Known(handle) => Some(handle.clone()),
            _ => None,
        };
        let same_group = |run: &Run| {
            run.last().is_some_and(|(words, _)| {
                self.words[words.start].group == self.words[piece.words.start].group
            })
        };
        self.is_list |= self
            .joined
            .is_some_and(|word| !matches!(self.words[word].text.to_lowercase().as_str(), "with" | "to"));
        let item = (piece.words.clone(), known);
        match self.runs.last_mut().filter(|run| self.is_open && self.joined.is_none() && same_group(run)) {
            Some(run) => run.push(item),
            None => self.runs.push(vec![item]),
        }
        let ends = self.words[piece.words.end - 1].text.ends_with('&');
        self.joined = (piece.comma || ends).then_some(piece.words.end - 1);
        // After a comma or an `&`, the next word begins another person.
        self.is_open = self.joined.is_none();
    }

    fn is_word(&self, n: usize) -> bool {
        self.pieces
            .get(n)
            .is_some_and(|piece| matches!(piece.kind, SegmentKind::Word | SegmentKind::Known(_)))
    }

    /// Whether a length follows this piece, before an `about` or `on` that begins topics.
    fn has_length_after(&self, n: usize) -> bool {
        let rest =
            self.pieces[n + 1..].iter().take_while(|piece| !matches!(piece.kind, SegmentKind::About { .. }));
        rest.clone().any(|piece| matches!(piece.kind, SegmentKind::Length(_)))
    }

    fn last_word(&self) -> Option<&str> {
        let (words, _) = self.runs.last()?.last()?;
        (words.len() == 1).then(|| self.words[words.start].text)
    }

    fn place(&self, words: &Range<usize>) -> Range<usize> {
        place(self.words, words)
    }

    fn said(&self, words: &Range<usize>) -> String {
        said(self.words, words)
    }

    fn missing(&self, word: usize) -> Misread {
        let Word { at, text, .. } = &self.words[word];
        Misread::new(at.clone(), format!("a person is missing after `{text}`"))
    }
}

/// Returns why coach refuses a time of day, a length that is not exact, or a time in brackets.
fn refused_time(
    words: &[Word<'_>],
    range: &Range<usize>,
    kind: &SegmentKind,
    holds: LineContents,
) -> Misread {
    let said = said(words, range);
    let refused = |why: &str| Misread::new(place(words, range), format!("`{said}` {why}"));
    let SegmentKind::Clock(clock) = kind else {
        return match kind {
            SegmentKind::NoLength(unit) => {
                refused("is not a length")
                    .hint(format!("did you mean `{unit}`? Write a length as 45m or 2h"))
            }
            SegmentKind::NumberRange if holds == LineContents::People => {
                refused("is ambiguous: a length or a time of day")
                    .hint("write a length as 45m; `--start 09:30` records a start time")
            }
            SegmentKind::NumberRange => refused("is ambiguous: a length, a time of day or the topic")
                .hint("write a length as 45m, and `about` before a topic; `coach log` with `--start 09:30` records a start time"),
            SegmentKind::Share => refused("is not the length of the session")
                .hint("write the length of the whole session, such as 45m"),
            SegmentKind::SatWith => refused("is ambiguous: a weekday or a verb")
                .hint("write `saturday` for the day, or `sat down with` for the verb"),
            SegmentKind::Bracketed => {
                let bare = said.trim_matches(|c: char| !c.is_alphanumeric());
                refused("is in brackets").hint(format!("write it without brackets: {bare}"))
            }
            _ => refused("is not an exact length").hint("write a length such as 45m, or leave it out"),
        };
    };
    let start = clock.start.map_or("14:30".to_string(), |at| format!("{:02}:{:02}", at / 60 % 24, at % 60));
    let flag = match holds {
        LineContents::People => format!("`--start {start}`"),
        LineContents::Topics => format!("`coach log` with `--start {start}`"),
    };
    match (clock.minutes, clock.start) {
        (Some(minutes), _) => refused("is a time of day")
            .hint(format!("write the length as {minutes}m; {flag} records the start time")),
        (None, _) if clock.length.is_some() => {
            let length = clock.length.unwrap_or_default();
            refused("is ambiguous: a length or a time of day")
                .hint(format!("write the length as {length}m; {flag} records a start time"))
        }
        _ => refused("is a time of day").hint(format!("{flag} records the start time")),
    }
}

pub(crate) fn somebody_or_topic(place: Range<usize>, text: &str) -> Misread {
    Misread::new(place, format!("`{text}` is ambiguous: a person or the topic"))
        .hint("for people: ana, ben: … or ana ben 20m: …; for a topic, write `about` before it")
}

/// Returns the bytes from the first of these words to the end of the last.
pub(crate) fn place(words: &[Word<'_>], range: &Range<usize>) -> Range<usize> {
    let ends = words.get(range.start).zip(words.get(range.end.wrapping_sub(1)));
    ends.map_or(0..0, |(first, last)| first.at.start..last.at.end)
}

pub(crate) fn said(words: &[Word<'_>], range: &Range<usize>) -> String {
    let texts: Vec<&str> = words[range.clone()].iter().map(|word| word.text).collect();
    texts.join(" ").trim_end_matches([',', ';']).to_string()
}
