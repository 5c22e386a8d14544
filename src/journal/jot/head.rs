//! The head of a line: who, how long, and the topics before the colon. People stand before the
//! length; where none is said the first word is who, and so is what a comma or `&` joins to it.

use std::ops::Range;

use super::words::Words;
use super::{Jot, Misread};
use crate::journal::handle::{Handle, LONGEST};
use crate::journal::time::minutes;

const SHAPE: &str = "WHO LENGTH TOPIC: NOTE, such as: ana 20m discovery calls: talked about openings";

/// A word and its place.
type Word<'a> = (Range<usize>, &'a str);

pub fn read(line: &str, head: Words, is_known: &impl Fn(&Handle) -> bool) -> Result<Jot, Misread> {
    let mut words: Vec<Word> = head.0.iter().map(|place| (place.clone(), &line[place.clone()])).collect();
    let ends_with_colon = words.last_mut().is_some_and(|(place, word)| match word.strip_suffix(':') {
        Some(rest) => {
            (*place, *word) = (place.start..place.end - 1, rest);
            true
        }
        None => false,
    });
    words.retain(|(_, word)| !word.is_empty());
    let mut jot = Jot::default();
    let (who, about) = match words.iter().position(|(_, word)| minutes(word).is_some()) {
        Some(at) => {
            let (length, used) = length(&words[at..]);
            jot.minutes = Some(length);
            (&words[..at], &words[at + used..])
        }
        None => words.split_at(first_people(&words)?),
    };
    jot.people = people(who)?;
    if jot.people.is_empty() {
        let start = words.first().map_or(0, |(place, _)| place.start);
        return Err(Misread::new(start..start, "who was it with?").hint(SHAPE));
    }
    if let (false, Some(first), Some(last)) = (ends_with_colon, about.first(), about.last()) {
        let place = first.0.start..last.0.end;
        return Err(Misread::new(place, "a topic ends with a colon, and so does what comes before a note")
            .hint(SHAPE));
    }
    jot.topics = topics(line, about)?;
    if let (None, Some((place, word))) = (jot.minutes, about.first())
        && let Some(handle) = Handle::near(word)
        && (is_known(&handle) || handle.as_str() == "and")
    {
        return Err(Misread::new(place.clone(), format!("`{word}` may be somebody, or the topic"))
            .hint("a comma joins people: ana, ben: …; a length ends them: ana ben 20m: …"));
    }
    Ok(jot)
}

/// The minutes at the beginning of these words, and how many words they take: `1h 30m` is two.
fn length(words: &[Word<'_>]) -> (u32, usize) {
    let first = words.first().and_then(|(_, word)| minutes(word)).unwrap_or_default();
    let is_hours = words.first().is_some_and(|(_, word)| word.to_lowercase().ends_with('h'));
    let rest =
        words.get(1).map(|(_, word)| *word).filter(|word| is_hours && word.to_lowercase().contains('m'));
    match rest.and_then(minutes).filter(|rest| *rest < 60) {
        Some(rest) => (first + rest, 2),
        None => (first, 1),
    }
}

/// How many words name people where no length ends them.
fn first_people(words: &[Word<'_>]) -> Result<usize, Misread> {
    let mut joins = true;
    let mut taken: usize = 0;
    for (_, word) in words {
        let is_joint = word.chars().all(|c| matches!(c, ',' | '&'));
        if !joins && !is_joint {
            break;
        }
        joins = is_joint || word.ends_with([',', '&']);
        taken += 1;
    }
    match words.get(taken.wrapping_sub(1)).filter(|_| joins) {
        Some((place, word)) => {
            Err(Misread::new(place.clone(), format!("somebody is missing after `{word}`")))
        }
        None => Ok(taken),
    }
}

fn people(words: &[Word<'_>]) -> Result<Vec<Handle>, Misread> {
    let mut people: Vec<Handle> = Vec::new();
    for (place, word) in words {
        for name in word.split([',', '&']).filter(|name| !name.is_empty()) {
            let handle = name.to_lowercase().parse::<Handle>();
            let handle = handle.map_err(|why| {
                let refused = Misread::new(place.clone(), format!("`{name}` cannot be a person: {why}"));
                match Handle::near(name) {
                    _ if name.contains(':') => refused.hint("a space follows the colon before the note"),
                    Some(near) => refused.hint(format!("did you mean `{near}`?")),
                    None => refused.hint(SHAPE),
                }
            })?;
            if minutes(handle.as_str()).is_some() {
                return Err(Misread::new(
                    place.clone(),
                    format!("`{name}` reads as a length, not as a person"),
                ));
            }
            if handle.as_str() == "and" {
                return Err(Misread::new(place.clone(), "`and` would be a person").hint("write: ana ben 20m"));
            }
            if !people.contains(&handle) {
                people.push(handle);
            }
        }
    }
    Ok(people)
}

/// `discovery calls, pricing` are two.
fn topics(line: &str, words: &[Word<'_>]) -> Result<Vec<Handle>, Misread> {
    let mut topics: Vec<Handle> = Vec::new();
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return Ok(topics) };
    let mut start = first.0.start;
    for said in line[start..last.0.end].split(',') {
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

fn topic(said: &str) -> Result<Handle, Misread> {
    let refused = |why: String| Misread::new(0..0, why);
    if said.chars().count() > LONGEST {
        let why = format!("a topic has at most {LONGEST} letters");
        return Err(refused(why).hint("what was said stands after the colon"));
    }
    let topic =
        Handle::near(said).ok_or_else(|| refused(format!("`{said}` cannot be a topic")).hint(SHAPE))?;
    match topic.as_str() {
        _ if minutes(topic.as_str()).is_some() => {
            Err(refused(format!("`{said}` is a second length, and a session has one")))
        }
        _ => Ok(topic),
    }
}
