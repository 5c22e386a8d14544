//! The answer of `coach find`: every line that matches, with its record. A story matches only if its person
//! consented to others reading it; a story that is told without the name is listed without the name.

use std::cmp::Reverse;

use serde::Serialize;

use super::page::{Page, Text, Tone};
use super::wording;
use crate::journal::query::journal::{Filed, Journal, ShortIds};
use crate::journal::records::answers::ANSWERS;
use crate::journal::records::private_note::PrivateNote;
use crate::journal::records::session::Session;
use crate::journal::records::story::Consent;
use crate::journal::text::fold::{Folded, fold};
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;
use crate::journal::values::link::Link;

/// A line that contains every search word.
#[derive(Debug, Serialize)]
pub(crate) struct Hit {
    /// The record or item that holds the line.
    pub id: HitName,
    /// The key that holds the line: `notes`, `what`, `answers.goal`, `result` …
    pub field: String,
    /// The day of the session, of the request or of the story. A person and an objective have none.
    pub date: Option<Day>,
    /// The person of the session, request or story, if there is one and the hit may show the name.
    pub person: Option<Handle>,
    pub line: String,
    /// The path of the file.
    #[serde(skip)]
    path: String,
    /// The matches in the line, as pairs of byte offsets.
    #[serde(skip)]
    spans: Vec<(usize, usize)>,
}

/// The name of a record or item: the id of a session, action, follow-up, request or story, or the handle of
/// another record.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(crate) enum HitName {
    Id(Id),
    Handle(Handle),
}

/// Returns the lines that contain all the words, compared by `journal::fold`. Sessions come first, the
/// latest first: notes, actions, follow-ups and their results. The lines of a private note follow those of
/// its session. Then come private notes without a session, then the other records.
pub(crate) fn find(journal: &Journal, private: &[PrivateNote], words: &[String]) -> Vec<Hit> {
    let words: Vec<String> = words.iter().map(|word| fold(word)).filter(|w| !w.is_empty()).collect();
    let mut hits = Vec::new();
    let mut look = |path: &str, id: &Id, field: &str, date, person: &Handle, text: &str| {
        let head = || (path.to_string(), HitName::Id(id.clone()), Some(date), Some(person.clone()));
        lines(&mut hits, &words, head, field, text);
    };
    let mut left: Vec<&PrivateNote> = private.iter().collect();
    for filed in journal.sessions.iter().rev() {
        let (path, session) = (&filed.path, &filed.record);
        look(path, &session.id, "notes", session.date, session.whom(), &session.notes);
        for (key, answer) in session.answers.iter().flat_map(|answers| &answers.given) {
            let field = format!("{ANSWERS}.{key}");
            look(path, &session.id, &field, session.date, session.whom(), &answer.to_string());
        }
        for (id, field, text) in texts(filed) {
            look(path, id, field, session.date, session.whom(), text);
        }
        if let Some(n) = left.iter().position(|note| note.session == session.id) {
            look(path, &session.id, PRIVATE, session.date, session.whom(), &left.swap_remove(n).said());
        }
    }
    left.sort_by_key(|note| Reverse(note.date));
    for note in left {
        if let Some(person) = note.with.first() {
            look("", &note.session, PRIVATE, note.date, person, &note.said());
        }
    }
    find_in_other_records(&mut hits, journal, &words);
    hits
}

/// The path of a file, with the id, day and person that all of its hits share.
type FileHead = (String, HitName, Option<Day>, Option<Handle>);

/// Adds the lines of a text that contain all the words.
fn lines(hits: &mut Vec<Hit>, words: &[String], head: impl Fn() -> FileHead, field: &str, text: &str) {
    for line in text.lines() {
        if let Some(spans) = spans(line, words) {
            let (path, id, date, person) = head();
            let line = line.trim_end().to_string();
            hits.push(Hit { id, field: field.to_string(), date, person, line, path, spans });
        }
    }
}

/// The field name of hits in private notes, which are not part of the journal.
const PRIVATE: &str = "private";

fn texts(filed: &Filed<Session>) -> Vec<(&Id, &'static str, &str)> {
    let session = &filed.record;
    let mut texts = Vec::new();
    if let Some(feedback) = &session.feedback {
        texts.push((&session.id, "feedback", feedback.text.as_str()));
    }
    for action in &session.actions {
        texts.push((&action.id, "what", &action.what));
        let more = [("result", &action.result), ("why", &action.why)];
        texts
            .extend(more.into_iter().filter_map(|(field, text)| Some((&action.id, field, text.as_deref()?))));
    }
    for ask in &session.follow_ups {
        texts.push((&ask.id, "ask", &ask.ask));
        let more = [("obstacle", &ask.obstacle_text), ("result", &ask.result), ("why", &ask.why)];
        texts.extend(more.into_iter().filter_map(|(field, text)| Some((&ask.id, field, text.as_deref()?))));
    }
    texts
}

/// Adds hits in people, objectives, policies and resources (by handle), and in requests and stories (the latest first).
fn find_in_other_records(hits: &mut Vec<Hit>, journal: &Journal, words: &[String]) {
    for Filed { path, record: person } in journal.people.values() {
        let head =
            || (path.clone(), HitName::Handle(person.handle.clone()), None, Some(person.handle.clone()));
        for (field, text) in [("name", &person.name), ("email", &person.email)] {
            lines(hits, words, head, field, text.as_deref().unwrap_or_default());
        }
    }
    let mut requests: Vec<_> = journal.requests.values().collect();
    requests.sort_by_key(|filed| Reverse(filed.record.date));
    for Filed { path, record: request } in requests {
        let head =
            || (path.clone(), HitName::Id(request.id.clone()), Some(request.date), request.from.clone());
        for (field, text) in [
            ("what", request.what.as_str()),
            ("why", &request.why),
            ("because", request.because().unwrap_or_default()),
        ] {
            lines(hits, words, head, field, text);
        }
    }
    for Filed { path, record: objective } in journal.objectives.values() {
        let head =
            || (path.clone(), HitName::Handle(objective.handle.clone()), None, objective.sponsor.clone());
        for (field, text) in
            [("title", &objective.title), ("measure", &objective.measure), ("why", &objective.why)]
        {
            lines(hits, words, head, field, text.as_deref().unwrap_or_default());
        }
    }
    for Filed { path, record: policy } in journal.policies.values() {
        let head = || (path.clone(), HitName::Handle(policy.handle.clone()), None, policy.owner.clone());
        for (field, text) in [("title", &policy.title), ("text", &policy.text)] {
            lines(hits, words, head, field, text);
        }
    }
    for Filed { path, record: resource } in journal.resources.values() {
        let head = || (path.clone(), HitName::Handle(resource.handle.clone()), None, None);
        let link = resource.link.as_ref().map_or("", Link::as_str);
        for (field, text) in [("title", resource.title.as_str()), ("link", link)] {
            lines(hits, words, head, field, text);
        }
    }
    let mut stories: Vec<_> = journal.stories.values().collect();
    stories.sort_by_key(|filed| Reverse(filed.record.date));
    for Filed { path, record: story } in
        stories.into_iter().filter(|filed| filed.record.consent != Consent::None)
    {
        let person = Some(story.person.clone()).filter(|_| story.consent == Consent::Named);
        let head = || (path.clone(), HitName::Id(story.id.clone()), Some(story.date), person.clone());
        for (field, text) in [
            ("context", &story.context),
            ("did", &story.did),
            ("result", &story.result),
            ("quote", &story.quote),
        ] {
            lines(hits, words, head, field, text);
        }
    }
}

/// The positions of the words in the line; `None` if a word is missing.
fn spans(line: &str, words: &[String]) -> Option<Vec<(usize, usize)>> {
    let folded = Folded::of(line);
    let mut spans = Vec::new();
    for word in words {
        let before = spans.len();
        spans.extend(folded.find(word));
        if spans.len() == before {
            return None;
        }
    }
    spans.sort_unstable();
    Some(spans)
}

/// Characters of a long line that the page shows before the first match.
const BEFORE: usize = 40;
/// Characters of a long line that the page shows at most.
const SHOWN: usize = 200;

pub(crate) fn page(hits: &[Hit], prefixes: &ShortIds) -> Page {
    let mut page = Page::new();
    let row = |hit: &Hit| {
        vec![
            match &hit.id {
                HitName::Id(id) => wording::short_id(id, prefixes).naming(&hit.path),
                HitName::Handle(handle) => Text::from(handle.as_str()).naming(&hit.path),
            },
            hit.date.map(|day| day.to_string()).unwrap_or_default().into(),
            hit.person.as_ref().map(Handle::as_str).unwrap_or_default().into(),
            Text::new().with(Tone::Faint, hit.field.as_str()),
            in_its_line(hit),
        ]
    };
    page.table(0, &["id", "date", "with", "in", "line"], hits.iter().map(row).collect());
    page
}

/// The line with the matches in the tone of an id. A long line is cut to the part around the first match.
fn in_its_line(hit: &Hit) -> Text {
    let first = hit.spans.first().map_or(0, |span| span.0);
    let lead = hit.line[..first].char_indices().rev().take(BEFORE).last().map_or(first, |(i, _)| i);
    let start = if hit.line.chars().count() > SHOWN { lead } else { 0 };
    let end = hit.line[start..].char_indices().nth(SHOWN).map_or(hit.line.len(), |(i, _)| start + i);
    let mut text = if start > 0 { Text::from("…") } else { Text::new() };
    let mut at = start;
    for &(from, to) in &hit.spans {
        if from >= at && to <= end {
            text = text.plain(&hit.line[at..from]).with(Tone::Id, &hit.line[from..to]);
            at = to;
        }
    }
    text = text.plain(&hit.line[at..end]);
    if end < hit.line.len() { text.plain("…") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_whatever_their_case_and_length() {
        let words = |text: &str| text.split(' ').map(str::to_string).collect::<Vec<_>>();
        assert_eq!(spans("Five whys on the Deal", &words("deal whys")), Some(vec![(5, 9), (17, 21)]));
        assert_eq!(spans("Five whys", &words("whys deal")), None);
        // İ is two characters in lower case, and ẞ shrinks.
        assert_eq!(spans("İİ ẞ key", &words("key")), Some(vec![(9, 12)]));
    }
}
