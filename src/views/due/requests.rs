//! Requests that wait for an answer.

use serde::Serialize;

use super::Scope;
use crate::journal::query::journal::{Journal, ShortIds};
use crate::journal::query::selection::Selection;
use crate::journal::records::request::Request;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;
use crate::views::page::Text;
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
