//! The words before the first `with` of a line: `Spent an hour with Ana`, `Ran into Ana`. If no known person is
//! among them, they describe the meeting, and none of them is a new person.

use super::names::{if_person, never};
use super::segments::{Segment, SegmentKind};
use super::words_around_names::{COMMAS, WordRole, is_past_verb, is_possessive, role};
use super::{Word, place, said};
use crate::journal::jot::Misread;
use crate::journal::values::handle::Handle;

/// Verbs, nouns and adjectives of a meeting. Some of them are names elsewhere, such as `Ran` and `Drew`.
#[rustfmt::skip]
const OF_A_MEETING: &[&str] = &[
    "spent", "spend", "time", "some", "out", "in", "down", "together", "base", "went", "did", "made", "got", "has",
    "walk", "walking", "stroll", "strolled", "hike", "hiked", "run", "ran", "jog", "jogged", "ride", "rode", "cycled",
    "drive", "drove", "travelled", "traveled", "flew", "worked", "work", "working", "ate", "dined", "sat", "stood",
    "paired", "bumped", "came", "hung", "played", "google", "ms", "microsoft", "zoomed", "skyped", "emailed", "texted",
    "checked", "touched", "followed", "synced", "connected", "reconnected", "shadowed", "sparred", "good", "great",
    "nice", "lovely", "productive", "useful", "helpful", "interesting", "intense", "tough", "difficult", "regular",
];

/// Turns the words before the first `with` into words that coach ignores. Fails at a word that is neither a known
/// person nor a word of meetings.
pub(super) fn describe(words: &[Word<'_>], pieces: &mut [Segment]) -> Result<(), Misread> {
    let text = |piece: &Segment| words[piece.words.start].text.trim_end_matches(COMMAS).to_lowercase();
    let is_into = |piece: &Segment| piece.kind == SegmentKind::Word && text(piece) == "into";
    let ends = |piece: &Segment| {
        matches!(piece.kind, SegmentKind::With | SegmentKind::Known(_) | SegmentKind::About { .. })
    };
    let Some(mut end) = pieces.iter().position(|piece| ends(piece) || is_into(piece)) else { return Ok(()) };
    if is_into(&pieces[end]) {
        // `Ran into trouble with Ana`: the `with` comes before the people.
        let with = pieces.iter().position(ends).filter(|with| pieces[*with].kind == SegmentKind::With);
        end = with.unwrap_or(end);
    }
    if !matches!(pieces[end].kind, SegmentKind::With) && !is_into(&pieces[end]) {
        return Ok(());
    }
    let is_verb_of_another_kind = |n: usize, piece: &Segment| {
        let word = text(piece);
        role(&word) == WordRole::Kind || n == 0 && is_past_verb(&word) || is_possessive(&word)
    };
    // In `zoe 20m dealing with change`, topics follow the length.
    let is_new = |piece: &Segment| piece.kind == SegmentKind::Word && !is_of_a_meeting(&text(piece));
    let length = pieces[..end].iter().position(|piece| matches!(piece.kind, SegmentKind::Length(_)));
    if length.is_some_and(|at| pieces[..at].iter().any(is_new) && pieces[at..end].iter().any(is_new)) {
        return Ok(());
    }
    for n in 0..end {
        let piece = &pieces[n];
        let is_skipped = is_of_a_meeting(&text(piece)) && !piece.comma;
        match piece.kind {
            SegmentKind::Word if is_skipped => pieces[n].kind = SegmentKind::Skip,
            // The walk says why such a word is refused.
            SegmentKind::Word if is_verb_of_another_kind(n, piece) => return Ok(()),
            SegmentKind::Word if never(&text(piece)).is_some() && !is_into(piece) => return Ok(()),
            SegmentKind::Word => return Err(unknown(words, pieces, n, end)),
            _ => {}
        }
    }
    pieces[end].kind = SegmentKind::With;
    Ok(())
}

fn is_of_a_meeting(word: &str) -> bool {
    let is_ignored = matches!(
        role(word),
        WordRole::Opener | WordRole::Activity | WordRole::Article | WordRole::Manner | WordRole::Channel
    );
    is_ignored || OF_A_MEETING.contains(&word)
}

/// Returns the error for the unknown words that begin at a piece.
fn unknown(words: &[Word<'_>], pieces: &[Segment], n: usize, end: usize) -> Misread {
    let is_word = |piece: &&Segment| piece.kind == SegmentKind::Word;
    let several = pieces[n..end].iter().take_while(is_word).count();
    let range = pieces[n].words.start..pieces[n + several - 1].words.end;
    let (said, with) = (said(words, &range), words[pieces[end].words.start].text);
    let handle = Handle::near(&said).filter(|_| several == 1);
    let add = handle.map(|handle| format!("; {}", if_person(handle.as_str()))).unwrap_or_default();
    Misread::new(place(words, &range), format!("`{said}` is before `{with}`, but no person has that handle"))
        .hint(format!("write the people after `with`, and the topics after `about`{add}"))
}
