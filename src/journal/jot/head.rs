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

/// Units that may stand apart from their number, and how `minutes` knows them.
const UNITS: [(&str, &str); 10] = [
    ("minutes", "m"),
    ("minute", "m"),
    ("mins", "m"),
    ("min", "m"),
    ("m", "m"),
    ("hours", "h"),
    ("hour", "h"),
    ("hrs", "h"),
    ("hr", "h"),
    ("h", "h"),
];

/// `1 h`, `20 minutes` and `45` as `minutes` reads them; nothing where no number is in it.
fn normal(word: &str) -> Option<String> {
    let word: String = word.to_lowercase().split_whitespace().collect();
    let end = word.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ',')).unwrap_or(word.len());
    let (number, unit) = word.split_at(end);
    let begins = number.starts_with(|c: char| c.is_ascii_digit());
    let is_number = begins && number.ends_with(|c: char| c.is_ascii_digit());
    match UNITS.iter().find(|(long, _)| *long == unit) {
        Some((_, short)) if is_number => Some(format!("{number}{short}")),
        _ => None,
    }
}

/// A length with its unit, a comma behind it or not: what no topic can be taken for.
pub fn is_length(word: &str) -> bool {
    let word = without_comma(word);
    word.contains(char::is_alphabetic) && length_in(word).is_some()
}

fn without_comma(word: &str) -> &str {
    word.strip_suffix(',').unwrap_or(word)
}

fn length_in(word: &str) -> Option<u32> {
    minutes(word).or_else(|| minutes(&normal(word)?))
}

/// Puts a unit to the number it follows: `1 h` is one word.
fn with_units<'a>(line: &'a str, words: &[Word<'a>]) -> Vec<Word<'a>> {
    let mut joined: Vec<Word<'a>> = Vec::new();
    for (place, word) in words {
        let is_unit = UNITS.iter().any(|(long, _)| *long == without_comma(word).to_lowercase());
        match joined.last_mut() {
            Some((before, number)) if is_unit && normal(&format!("{number}m")).is_some() => {
                *before = before.start..place.end;
                *number = &line[before.clone()];
            }
            _ => joined.push((place.clone(), word)),
        }
    }
    joined
}

/// A number with a unit that no session can last.
fn impossible(words: &[Word<'_>]) -> Option<Misread> {
    let (place, word) = words.iter().find(|(_, word)| normal(word).is_some() && length_in(word).is_none())?;
    Some(no_length(place.clone(), word))
}

fn no_length(place: Range<usize>, word: &str) -> Misread {
    Misread::new(place, format!("`{word}` is no length of a session: it takes 1 min to 24 h"))
}

/// `0`, and what is less: where a length may stand it is none, and it is no topic that anybody means.
fn is_nothing(word: &str) -> bool {
    let number = word.trim_start_matches('-');
    let is_number = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    let is_less = word.starts_with('-') && (is_number || is_length(number));
    is_less || is_number && number.bytes().all(|b| b == b'0')
}

pub fn read(
    line: &str,
    head: Words,
    is_known: &impl Fn(&Handle) -> bool,
    is_day: &impl Fn(&str) -> bool,
) -> Result<Jot, Misread> {
    let mut words: Vec<Word> = head.0.iter().map(|place| (place.clone(), &line[place.clone()])).collect();
    let ends_with_colon = words.last_mut().is_some_and(|(place, word)| match word.strip_suffix(':') {
        Some(rest) => {
            (*place, *word) = (place.start..place.end - 1, rest);
            true
        }
        None => false,
    });
    words.retain(|(_, word)| !word.is_empty());
    let (words, has_comma) = without_commas(with_units(line, &words));
    let mut jot = Jot::default();
    let (who, about) = match words.iter().position(|(_, word)| length_in(word).is_some()) {
        Some(at) => {
            let (length, used) = length(&words[at..]);
            jot.minutes = Some(length);
            (&words[..at], &words[at + used..])
        }
        None => words.split_at(first_people(&words)?),
    };
    if let Some(refused) = impossible(who).or_else(|| impossible(about)) {
        return Err(refused);
    }
    if let (None, Some((place, word))) = (jot.minutes, about.first())
        && is_nothing(word)
    {
        return Err(no_length(place.clone(), word).hint(
            "leave it out where nobody looked at the clock; a topic that begins so stands behind a length",
        ));
    }
    jot.people = people(who)?;
    no_days(who, is_known, is_day)?;
    if jot.people.is_empty() {
        let start = words.first().map_or(0, |(place, _)| place.start);
        return Err(Misread::new(start..start, "who was it with?").hint(SHAPE));
    }
    if let (false, Some(first), Some(last)) = (ends_with_colon, about.first(), about.last()) {
        let place = first.0.start..last.0.end;
        if let Some((place, word)) = about.iter().find(|(_, word)| word.len() > 1 && word.starts_with(':')) {
            let topic = line[first.0.start..place.start].trim_end();
            return Err(Misread::new(place.clone(), "the space stands before the colon, and not behind it")
                .hint(format!("{topic}: {}", word.trim_start_matches(':'))));
        }
        return Err(Misread::new(place, "a topic ends with a colon, and so does what comes before a note")
            .hint(SHAPE));
    }
    if let Some((place, word)) = about.iter().find(|(_, word)| normal(word).is_some()) {
        return Err(second(place.clone(), word));
    }
    jot.topics = topics(line, about)?;
    if let (true, Some((place, word))) = (jot.minutes.is_none() || has_comma, about.first())
        && let Some(handle) = Handle::near(word)
        && (is_known(&handle) || handle.as_str() == "and")
    {
        return Err(Misread::new(place.clone(), format!("`{word}` may be somebody, or the topic"))
            .hint("a comma joins people: ana, ben: …; a length ends them: ana ben 20m: …"));
    }
    Ok(jot)
}

/// The first length without a comma behind it, and whether it had one: `20m, pricing`, `1h 30m, pricing`.
fn without_commas(mut words: Vec<Word<'_>>) -> (Vec<Word<'_>>, bool) {
    let Some(at) = words.iter().position(|(_, word)| length_in(word).is_some() || is_length(word)) else {
        return (words, false);
    };
    let mut has_comma = false;
    for (place, word) in words.iter_mut().skip(at).take(2) {
        if is_length(word) && word.ends_with(',') {
            has_comma = true;
            (*place, *word) = (place.start..place.end - 1, without_comma(word));
        }
    }
    (words, has_comma)
}

/// The minutes at the beginning of these words, and how many words they take: `1h 30m` is two.
fn length(words: &[Word<'_>]) -> (u32, usize) {
    let first = words.first().and_then(|(_, word)| length_in(word)).unwrap_or_default();
    let is_hours = words
        .first()
        .is_some_and(|(_, word)| normal(word).unwrap_or_else(|| word.to_lowercase()).ends_with('h'));
    let rest =
        words.get(1).map(|(_, word)| *word).filter(|word| is_hours && word.to_lowercase().contains('m'));
    match rest.and_then(length_in).filter(|rest| *rest < 60) {
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

/// `ana yesterday 20m` speaks of a day, unless somebody has that handle.
fn no_days(
    words: &[Word<'_>],
    is_known: &impl Fn(&Handle) -> bool,
    is_day: &impl Fn(&str) -> bool,
) -> Result<(), Misread> {
    for (place, word) in words {
        for name in word.split([',', '&']).filter(|name| name.chars().all(|c| c.is_ascii_alphabetic())) {
            let is_somebody = name.to_lowercase().parse().is_ok_and(|handle| is_known(&handle));
            if !is_somebody && is_day(name) {
                return Err(Misread::new(place.clone(), format!("`{name}` is a day, not a person"))
                    .hint(format!("--date {name} says when it was")));
            }
        }
    }
    Ok(())
}

fn second(place: Range<usize>, said: &str) -> Misread {
    Misread::new(place, format!("`{said}` is a second length, and a session has one"))
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

/// A character that Chinese and Japanese read each in their own ways: none of them is to be guessed.
fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

fn topic(said: &str) -> Result<Handle, Misread> {
    let refused = |why: String| Misread::new(0..0, why);
    if said.chars().count() > LONGEST {
        let why = format!("a topic has at most {LONGEST} letters");
        return Err(refused(why).hint("what was said stands after the colon"));
    }
    if said.contains(is_ideograph) {
        let why = format!("`{said}` can be read in several ways, and a topic is written in a-z, 0-9 and -");
        return Err(refused(why).hint("write the topic as you say it; what was said stands after the colon"));
    }
    let topic =
        Handle::near(said).ok_or_else(|| refused(format!("`{said}` cannot be a topic")).hint(SHAPE))?;
    match topic.as_str() {
        _ if minutes(topic.as_str()).is_some() => Err(second(0..0, said)),
        _ => Ok(topic),
    }
}
