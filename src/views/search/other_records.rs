//! The lines of people, requests, objectives and stories. What a story says is found only if its person
//! agreed that others read it; of one without their name the name is not given.

use std::cmp::Reverse;

use super::{Hit, Name, lines};
use crate::journal::index::journal::{Filed, Journal};
use crate::journal::records::story::Consent;

/// People by their handle; requests, the latest first; objectives by their handle; stories, the latest first.
pub(crate) fn find(hits: &mut Vec<Hit>, journal: &Journal, words: &[String]) {
    for Filed { path, record: person } in journal.people.values() {
        let head = || (path.clone(), Name::Handle(person.handle.clone()), None, Some(person.handle.clone()));
        for (field, text) in [("name", &person.name), ("email", &person.email)] {
            lines(hits, words, head, field, text.as_deref().unwrap_or_default());
        }
    }
    let mut requests: Vec<_> = journal.requests.values().collect();
    requests.sort_by_key(|filed| Reverse(filed.record.date));
    for Filed { path, record: request } in requests {
        let head = || (path.clone(), Name::Id(request.id.clone()), Some(request.date), request.from.clone());
        for (field, text) in [
            ("what", request.what.as_str()),
            ("why", &request.why),
            ("because", request.because().unwrap_or_default()),
        ] {
            lines(hits, words, head, field, text);
        }
    }
    for Filed { path, record: objective } in journal.objectives.values() {
        let head = || (path.clone(), Name::Handle(objective.handle.clone()), None, objective.sponsor.clone());
        for (field, text) in
            [("title", &objective.title), ("measure", &objective.measure), ("why", &objective.why)]
        {
            lines(hits, words, head, field, text.as_deref().unwrap_or_default());
        }
    }
    let mut stories: Vec<_> = journal.stories.values().collect();
    stories.sort_by_key(|filed| Reverse(filed.record.date));
    for Filed { path, record: story } in
        stories.into_iter().filter(|filed| filed.record.consent != Consent::None)
    {
        let person = Some(story.person.clone()).filter(|_| story.consent == Consent::Named);
        let head = || (path.clone(), Name::Id(story.id.clone()), Some(story.date), person.clone());
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
