//! Requests that wait for an answer.

use serde::Serialize;

use super::Scope;
use crate::journal::query::journal::{Journal, ShortIds};
use crate::journal::query::selection::Selection;
use crate::journal::records::request::{Decision, Request};
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;
use crate::views::page::{Text, Tone};
use crate::views::wording;

#[derive(Debug, Serialize)]
pub(crate) struct WaitingRequest {
    pub id: Id,
    /// The day of the request.
    pub date: Day,
    /// The person who asked.
    pub from: Option<Handle>,
    pub what: String,
    /// Days since the request.
    pub days: i64,
    #[serde(skip)]
    pub(crate) contested: bool,
    #[serde(skip)]
    path: String,
}

impl WaitingRequest {
    pub(crate) fn row(&self, prefixes: &ShortIds) -> Vec<Text> {
        vec![
            wording::short_id(&self.id, prefixes).naming(&self.path),
            self.from.as_ref().map(Handle::as_str).unwrap_or_default().into(),
            wording::count(self.days.max(0) as usize, "day").into(),
            wording::contested(self.what.as_str().into(), self.contested),
        ]
    }
}

/// An answer that the person who asked has not acknowledged.
#[derive(Debug, Serialize)]
pub(crate) struct NewAnswer {
    pub id: Id,
    pub what: String,
    pub decision: Decision,
    /// The day of the answer.
    pub on: Day,
    pub because: String,
    #[serde(skip)]
    path: String,
}

impl NewAnswer {
    pub(crate) fn row(&self, prefixes: &ShortIds) -> Vec<Text> {
        let what = Text::from(self.what.as_str());
        vec![
            wording::short_id(&self.id, prefixes).naming(&self.path),
            self.decision.as_str().into(),
            what.with(Tone::Faint, format!("  {}", self.because.trim_end())),
        ]
    }
}

/// The answers to the user's own requests that they have not acknowledged, the oldest first.
pub(crate) fn answers(journal: &Journal, scope: &Scope, today: Day) -> Vec<NewAnswer> {
    let Some(me) = &scope.me else { return Vec::new() };
    let selection = Selection::of(journal, &scope.records);
    let mine = journal.requests.values().filter(|filed| filed.record.from.as_ref() == Some(me));
    let mut answers: Vec<NewAnswer> = mine
        .filter(|filed| selection.takes_request(&filed.record))
        .filter_map(|filed| {
            let request = &filed.record;
            let answer = request.answered_by(today).filter(|answer| answer.acknowledged.is_none())?;
            Some(NewAnswer {
                id: request.id.clone(),
                what: request.what.clone(),
                decision: answer.decision,
                on: answer.on,
                because: answer.because.clone(),
                path: filed.path.clone(),
            })
        })
        .collect();
    answers.sort_by(|a, b| (a.on, &a.id).cmp(&(b.on, &b.id)));
    answers
}

/// The open requests, the oldest first. A request belongs to the person who asks: it has their team and manager.
pub(crate) fn of(journal: &Journal, scope: &Scope, today: Day) -> Vec<WaitingRequest> {
    let selection = Selection::of(journal, &scope.records);
    let wanted = |request: &Request| selection.takes_request(request) && scope.records.spans(request.date);
    let open = journal.requests.values().map(|filed| (&filed.path, &filed.record));
    let open = open.filter(|(_, request)| request.is_open() && wanted(request));
    let mut requests: Vec<WaitingRequest> = open
        .map(|(path, request)| WaitingRequest {
            id: request.id.clone(),
            date: request.date,
            from: request.from.clone(),
            what: request.what.clone(),
            days: today.days_since(request.date),
            contested: !request.conflict.is_empty(),
            path: path.clone(),
        })
        .collect();
    requests.sort_by(|a, b| (a.date, &a.id).cmp(&(b.date, &b.id)));
    requests
}
