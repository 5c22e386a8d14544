//! Finds a distance at the end of a text that counts from another day than today, or from an event: `a week from
//! friday`, `2 weeks after the launch`. coach refuses it.

use super::date_evidence::DateEvidence;
use super::keywords::{Placed, lead, placed};
use super::without_keyword::{is_adverb, is_lasting};
use crate::journal::dates::misspelled_dates::{classes, is_count as is_number};

/// Returns where a distance begins that counts from another day than today: `a week from friday`,
/// `3 days before 1 dec`.
pub(super) fn distance_to_a_day(words: &[Placed], classes: &[DateEvidence]) -> Option<usize> {
    let is_day = |class: &DateEvidence| {
        matches!(class, DateEvidence::Day | DateEvidence::Time | DateEvidence::Ambiguous | DateEvidence::Hint)
    };
    let at = (0..words.len().saturating_sub(3)).rev().find(|&at| {
        let (count, rest) = (words[at].bare(), &classes[at + 3..]);
        let leads = COUNTS_FROM.contains(&words[at + 2].bare());
        let is_counted = classes[at + 1] == DateEvidence::Unit && (is_number(count) || count == "few");
        is_counted && leads && !rest.contains(&DateEvidence::Other) && rest.iter().any(is_day)
    })?;
    let said: Vec<&str> = words[at..].iter().map(Placed::bare).collect();
    (!is_adverb(&said.join(" "))).then_some(at)
}

/// These words count a distance from a day or an event: `2 weeks after the launch`.
const COUNTS_FROM: &[&str] = &["from", "after", "before", "past", "following"];

/// Returns where a distance begins that counts from an event: `2 weeks after the launch`, `in the week before the
/// offsite`, `within a week of the kick-off`. coach does not know the day of the event.
pub(super) fn distance_to_an_event(words: &[Placed], classes: &[DateEvidence]) -> Option<usize> {
    const LONGEST: usize = 5;
    let at = (0..words.len().saturating_sub(2)).rev().find(|&at| {
        let (count, rest) = (words[at].bare(), words.len() - at - 3);
        let is_asked = at > 0 && lead(words, at).is_empty();
        let before = lead(words, at);
        let is_led = matches!(before, "in" | "on" | "by" | "within" | "during" | "until" | "till");
        let counts = match words[at + 2].bare() {
            "of" => is_led || is_asked,
            word => COUNTS_FROM.contains(&word),
        };
        // `Plan the week after the launch`: the verb takes the period.
        let is_counted = is_number(count) || matches!(count, "few" | "couple");
        let is_distance = is_counted || count == "the" && (at != 1 || is_led || is_asked);
        let is_unit = classes[at + 1] == DateEvidence::Unit;
        let is_short = rest > 0 && (rest <= LONGEST || is_asked);
        is_unit
            && is_distance
            && counts
            && is_short
            && !is_lasting(Some(before))
            && !is_a_sentence(&words[at + 3..])
    })?;
    let begin = at - usize::from(matches!(lead(words, at), "in" | "on" | "within" | "during" | "a"));
    (!is_adverb(&words[begin..].iter().map(Placed::bare).collect::<Vec<_>>().join(" "))).then_some(begin)
}

/// Returns where the words after a question begin if they name an event, and not a day: `How was it? after the launch`.
pub(super) fn event_after_question(words: &[Placed]) -> Option<usize> {
    const LEADS: &[&str] = &["after", "before", "until", "till", "by", "following", "during"];
    const LONGEST: usize = 5;
    let at = words.iter().rposition(|word| word.lower.ends_with(['?', '？']))? + 1;
    let rest = words.get(at + 1..).filter(|rest| (1..=LONGEST).contains(&rest.len()))?;
    (LEADS.contains(&words[at].bare()) && !is_a_sentence(rest)).then_some(at)
}

/// Whether a comma or a full stop is within words: then they are more than the time of a question.
fn is_a_sentence(words: &[Placed]) -> bool {
    words
        .split_last()
        .is_some_and(|(_, inner)| inner.iter().any(|word| word.lower.ends_with([',', ';', ':', '!'])))
}

/// Returns the byte at which a distance at the end of a text begins. If `on friday` follows, it may be the
/// day from which the distance counts. `the next 2 weeks` and `for two weeks` are durations, not distances.
pub(crate) fn distance_at_end(before: &str) -> Option<usize> {
    let words = placed(before);
    let [.., count, unit] = words.as_slice() else { return None };
    let is_unit = classes(&[count.bare(), unit.bare()])[1] == DateEvidence::Unit;
    let is_distance = is_number(count.bare()) && is_unit && !unit.lower.ends_with('?');
    (is_distance && !is_lasting(Some(lead(&words, words.len() - 2)))).then_some(count.at)
}
