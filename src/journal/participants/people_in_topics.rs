//! Refuses people among the topics: `pricing with ben`, `pricing, ben`. They may be participants, and a topic with
//! their name would hide them.

use super::names::is_part;
use super::words_around_names::{WordRole, role};
use super::{Participants, Word, place, said, segments, somebody_or_topic};
use crate::journal::jot::Misread;
use crate::journal::query::journal::Journal;
use crate::journal::values::handle::Handle;

/// Signs around a word of the topics.
const SIGNS: [char; 6] = [',', ';', '(', ')', '[', ']'];

/// Words that mean the participants, and are no topic by themselves.
const ALL: [&str; 5] = ["both", "all", "others", "everyone", "everybody"];

/// Fails if the topics name a person who may be a participant. A topic of the journal is always a topic.
pub(crate) fn none(words: &[Word<'_>], who: &Participants, journal: &Journal) -> Result<(), Misread> {
    let known = journal.topics();
    let mut begin = 0;
    for part in words.split_inclusive(|word| word.text.ends_with(',')) {
        let first = begin;
        begin += part.len();
        let topic = Handle::near(&said(words, &(first..begin)));
        if topic.as_ref().is_some_and(|topic| known.contains(topic)) {
            continue;
        }
        let texts: Vec<&str> = part.iter().map(|word| word.text.trim_matches(SIGNS)).collect();
        let is_joint = role(texts[0]) == WordRole::Join || ALL.contains(&texts.join(" ").as_str());
        if !who.about && (is_joint || named(&texts, journal) == Some(texts.len())) {
            return Err(somebody_or_topic(part[0].at.clone(), texts[0]));
        }
        for (at, text) in texts.iter().enumerate() {
            let rest = &texts[at + 1..];
            let is_with = role(text) == WordRole::With && *text != "to";
            if !is_with && role(text) != WordRole::Join && !joins(&texts[..=at]) {
                continue;
            }
            let new = rest.iter().take_while(|text| is_part(text) && role(text) == WordRole::None).count();
            let Some(used) = named(rest, journal).or_else(|| Some(new).filter(|used| is_with && *used > 0))
            else {
                continue;
            };
            let range = first + at..first + at + 1 + used;
            let phrase = said(words, &range);
            let person = said(words, &(range.start + 1..range.end));
            let topic = topic.map(|topic| format!("; for the topic, write `{topic}`")).unwrap_or_default();
            return Err(Misread::new(
                place(words, &range),
                format!("`{phrase}` is ambiguous: a participant or part of the topic"),
            )
            .hint(format!("write participants before the length: ana, {person} 20m: …{topic}")));
        }
    }
    Ok(())
}

/// Counts the words of the known person at the beginning of these words.
fn named(texts: &[&str], journal: &Journal) -> Option<usize> {
    let one = || texts.first().and_then(|first| segments::somebody(first, journal)).map(|_| 1);
    segments::known(texts, journal).map(|(_, used)| used).or_else(one)
}

/// Whether these words end as words before another participant do: `joined by`, `as well as`.
fn joins(texts: &[&str]) -> bool {
    matches!(texts, [.., "joined", "by"] | [.., "well", "as"] | [.., "also"])
}
