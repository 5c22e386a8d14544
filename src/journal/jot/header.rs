//! Parses the head of a line: people, length, and the topics before the colon. People come before the length.
//! Without a length, the first word is a person, and so is each word that a comma or `and` joins to it.

use std::ops::Range;

use super::lexer::WordSpan;
use super::{Jot, Misread};
use crate::journal::dates::Calendar;
use crate::journal::participants::names::is_day;
use crate::journal::participants::{self, LineContents, Participants, Word, session_lengths};
use crate::journal::query::journal::Journal;
use crate::journal::values::handle::{Handle, LONGEST};

const SHAPE: &str = "WHO LENGTH TOPIC: NOTE, such as: ana 20m discovery calls: talked about openings";

/// Whether a word is `0` or negative. It is not a length, and no user wants it as a topic.
fn is_nothing(word: &str) -> bool {
    let number = word.trim_start_matches('-');
    let is_number = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    let is_length = || session_lengths::whole(number).is_some();
    let is_less = word.starts_with('-') && (is_number || is_length());
    is_less || is_number && number.bytes().all(|b| b == b'0')
}

pub(super) fn read(
    line: &str,
    head: WordSpan,
    journal: &Journal,
    calendar: &Calendar,
) -> Result<Jot, Misread> {
    // Spaces are in the place of an objective.
    let word = |at: &Range<usize>| {
        let text = line[at.clone()].trim_start();
        Word { at: at.end - text.len()..at.end, text, group: 0 }
    };
    let mut words: Vec<Word> = head.0.iter().map(word).collect();
    let ends_with_colon = words.last_mut().is_some_and(|word| {
        let rest = word.text.trim_end_matches(':');
        let ends = rest.len() < word.text.len();
        (word.at, word.text) = (word.at.start..word.at.start + rest.len(), rest);
        ends
    });
    words.retain(|word| !word.text.is_empty());
    let mut who = participants::read(&words, LineContents::Topics, journal, calendar)?;
    let about = &words[who.topics.unwrap_or(words.len())..];
    if let (None, Some(first)) = (who.minutes, about.first())
        && is_nothing(first.text)
    {
        return Err(no_length(first.at.clone(), first.text).hint(
            "leave the length out if you do not know it; before a topic that begins with a number, write a length",
        ));
    }
    if who.people.is_empty() {
        let start = words.first().map_or(0, |word| word.at.start);
        return Err(Misread::new(start..start, "a person is missing").hint(SHAPE));
    }
    if let (false, Some(first), Some(last)) = (ends_with_colon, about.first(), about.last()) {
        if let Some(Word { at, text, .. }) =
            about.iter().find(|word| word.text.len() > 1 && word.text.starts_with(':'))
        {
            let topic = line[first.at.start..at.start].trim_end();
            return Err(Misread::new(at.clone(), "the space must be after the colon, not before it")
                .hint(format!("{topic}: {}", text.trim_start_matches(':'))));
        }
        let place = first.at.start..last.at.end;
        return Err(Misread::new(place, "a colon is missing after the topic").hint(SHAPE));
    }
    let about = participants::topics::without_times(about, &mut who, journal, calendar)?;
    participants::people_in_topics::none(about, &who, journal)?;
    let topics = topics(line, about)?;
    let is_known =
        |handle: &Handle| journal.people.contains_key(handle) || journal.now_called(handle).is_some();
    let needs_about = who.about && topics.iter().any(is_known);
    let Participants { people, names, minutes, day, .. } = who;
    Ok(Jot { people, names, day, minutes, topics, needs_about, ..Jot::default() })
}

fn no_length(place: Range<usize>, word: &str) -> Misread {
    Misread::new(place, format!("`{word}` is not a session length (1 min to 24 h)"))
}

/// Splits topics at commas: `discovery calls, pricing` are two.
fn topics(line: &str, words: &[Word<'_>]) -> Result<Vec<Handle>, Misread> {
    let mut topics: Vec<Handle> = Vec::new();
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return Ok(topics) };
    let mut start = first.at.start;
    for said in line[start..last.at.end].split(',') {
        let begin = start + (said.len() - said.trim_start().len());
        start += said.len() + 1;
        let said = said.trim();
        if said.is_empty() {
            continue;
        }
        let topic = topic(said).map_err(|refused| Misread { at: begin..begin + said.len(), ..refused })?;
        if !topics.contains(&topic) {
            topics.push(topic);
        }
    }
    Ok(topics)
}

/// Whether a character has different readings in Chinese and in Japanese. coach does not guess one of them.
fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

/// Returns the topic that some words name. Fails if they are too long, a day or a length.
pub fn topic(said: &str) -> Result<Handle, Misread> {
    let refused = |why: String| Misread::new(0..0, why);
    if said.chars().count() > LONGEST {
        let why = format!("a topic has at most {LONGEST} characters");
        return Err(refused(why).hint("write the note after the colon"));
    }
    if said.contains(is_ideograph) {
        let why = format!("coach cannot write `{said}` in a-z, 0-9 and -: it has several pronunciations");
        return Err(refused(why).hint("write the topic in Latin letters, and the note after the colon"));
    }
    let topic =
        Handle::near(said).ok_or_else(|| refused(format!("`{said}` cannot be a topic")).hint(SHAPE))?;
    match topic.as_str() {
        day if is_day(day) => Err(refused(format!("`{said}` is a date, not a topic"))),
        long if session_lengths::whole(long).is_some() => {
            Err(refused(format!("`{said}` is a length, not a topic")))
        }
        _ => Ok(topic),
    }
}
