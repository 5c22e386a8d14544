//! Finds a length or a day among the topics: `about pricing for 20 minutes`, `pricing yesterday`. It is never
//! a topic itself. Refuses it if it may be part of one.

use super::names::is_day;
use super::segments::{self, SegmentKind};
use super::words_around_names::is_before_length;
use super::{LineContents, Participants, Word, place, refused_time, said, session_lengths};
use crate::journal::dates::topic_days::unread_day;
use crate::journal::dates::{Calendar, Direction};
use crate::journal::jot::Misread;
use crate::journal::query::journal::Journal;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;

/// Returns the words of the topics without the length after them and the day beside them. Stores both in
/// `who`.
pub(crate) fn without_times<'w>(
    words: &'w [Word<'w>],
    who: &mut Participants,
    journal: &Journal,
    calendar: &Calendar,
) -> Result<&'w [Word<'w>], Misread> {
    let words = without_length(words, who, calendar)?;
    let rest = without_day(words, who, journal, calendar)?;
    // After `about`, a topic certainly follows.
    if !who.about || who.on {
        no_unread_day(rest, who.on, journal, calendar)?;
    }
    Ok(rest)
}

/// Fails if a topic names a day or misspells one: `on the 18th`, `on wensday`, `30 feb`, `last week`.
fn no_unread_day(
    words: &[Word<'_>],
    is_on: bool,
    journal: &Journal,
    calendar: &Calendar,
) -> Result<(), Misread> {
    let known = journal.topics();
    let mut begin = 0;
    for part in words.split_inclusive(|word| word.text.ends_with(',')) {
        let at = begin..begin + part.len();
        begin += part.len();
        // A day by itself is not a topic in any line.
        let is_settled = |topic: Handle| known.contains(&topic) || is_day(topic.as_str());
        if Handle::near(&said(words, &at)).is_some_and(is_settled) {
            continue;
        }
        let lower: Vec<String> = part.iter().map(|word| word.text.to_lowercase()).collect();
        let texts: Vec<&str> = lower.iter().map(|text| text.trim_end_matches([',', ';'])).collect();
        let Some(found) = unread_day(&texts, is_on && at.start == 0) else { continue };
        let range = at.start + found.start..at.start + found.end;
        let text = said(words, &range);
        let phrase = text.get(..3).filter(|on| on.eq_ignore_ascii_case("on ")).map_or(&*text, |_| &text[3..]);
        let why = match calendar.day(phrase, Direction::Back) {
            Ok(day) if day > calendar.today => format!("`{text}` is {day}, which is in the future"),
            Ok(_) => format!("`{text}` is ambiguous: the date or part of the topic"),
            Err(why) => why,
        };
        return Err(Misread::new(place(words, &range), why)
            .hint(format!("for the topic, write: about {}", said(words, &at))));
    }
    Ok(())
}

/// Whether a topic looks like a day if it has no `about` before it.
pub(crate) fn is_like_a_day(topic: &str) -> bool {
    let words: Vec<&str> = topic.split(' ').collect();
    unread_day(&words, false).is_some()
}

fn without_length<'w>(
    words: &'w [Word<'w>],
    who: &mut Participants,
    calendar: &Calendar,
) -> Result<&'w [Word<'w>], Misread> {
    let texts: Vec<&str> = words.iter().map(|word| word.text).collect();
    for at in 0..words.len() {
        let is_last = |used: &usize| at + used == words.len();
        let bracketed =
            || segments::in_brackets(&texts[at..], calendar).map(|used| (SegmentKind::Bracketed, used));
        if let Some((used, unit)) = session_lengths::misspelt_unit(&texts[at..]) {
            let kind = SegmentKind::NoLength(unit);
            return Err(refused_time(words, &(at..at + used), &kind, LineContents::Topics));
        }
        if let Some((kind, used)) = segments::time(&texts[at..]).or_else(bracketed) {
            let is_time = match &kind {
                SegmentKind::Bracketed => true,
                SegmentKind::Vague => is_last(&used),
                SegmentKind::Clock(said) => is_last(&used) && !said.is_bare,
                _ => false,
            };
            if is_time {
                return Err(refused_time(words, &(at..at + used), &kind, LineContents::Topics));
            }
        }
        let Some(found) = session_lengths::at(&texts[at..]).filter(|found| found.has_unit) else { continue };
        let range = at..at + found.words;
        let text = said(words, &range);
        let refused = |why: String| Misread::new(place(words, &range), why);
        let Some(minutes) = found.minutes else {
            return Err(refused(format!("`{text}` is not a session length (1 min to 24 h)")));
        };
        if who.minutes.is_some() {
            return Err(refused(format!("`{text}` is a second length: a session has only one")));
        }
        if range.end < words.len() || at == 0 {
            return Err(refused(format!("`{text}` is a length inside the topics"))
                .hint("write the length before or after all topics"));
        }
        who.minutes = Some(minutes);
        let before = texts[..at].iter().rev().take_while(|text| is_before_length(text)).count();
        return Ok(&words[..at - before]);
    }
    Ok(words)
}

fn without_day<'w>(
    words: &'w [Word<'w>],
    who: &mut Participants,
    journal: &Journal,
    calendar: &Calendar,
) -> Result<&'w [Word<'w>], Misread> {
    let texts: Vec<&str> = words.iter().map(|word| word.text).collect();
    let is_past = |(day, used): &(Day, usize)| *day <= calendar.today && *used > 0;
    let leading = segments::on_a_day(&texts, calendar).filter(is_past).map(|(day, used)| (day, 0..used));
    let trailing = || {
        (1..words.len()).find_map(|at| {
            let (day, used) = segments::on_a_day(&texts[at..], calendar).filter(is_past)?;
            (at + used == words.len()).then_some((day, at..at + used))
        })
    };
    let Some((day, range)) = leading.or_else(trailing) else { return Ok(words) };
    if Handle::near(&said(words, &(0..words.len()))).is_some_and(|topic| journal.topics().contains(&topic)) {
        return Ok(words);
    }
    let text = said(words, &range);
    let is_apart = range.len() == words.len()
        || range.start > 0 && texts[range.start - 1].ends_with(',')
        || range.start == 0 && texts[range.end - 1].ends_with(',');
    if !is_apart && !is_certain(&texts[range.clone()]) {
        let whole = said(words, &(0..words.len()));
        let topic = Handle::near(&whole).map(|topic| topic.to_string()).unwrap_or_default();
        return Err(Misread::new(
            place(words, &range),
            format!("`{text}` is ambiguous: the date or part of the topic"),
        )
        .hint(format!("write `{topic}` for the topic, or the date before the length: ana {text} 20m: …")));
    }
    if who.day.is_some() {
        return Err(Misread::new(
            place(words, &range),
            format!("`{text}` is a second date: a session has only one"),
        ));
    }
    who.day = Some(day);
    Ok(if range.start == 0 { &words[range.end..] } else { &words[..range.start] })
}

/// Whether these words are never part of a topic: `yesterday`, `3 days ago`, `last friday`.
fn is_certain(texts: &[&str]) -> bool {
    let is = |word: &str| texts.iter().any(|text| text.trim_end_matches(',').eq_ignore_ascii_case(word));
    is("yesterday") || is("today") || is("ago") || is("last") || is("this")
}
