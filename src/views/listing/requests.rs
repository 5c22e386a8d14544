//! The list of requests.

use std::cmp::Reverse;

use serde::Serialize;

use super::ListFilter;
use crate::journal::query::journal::{Filed, Journal, ShortIds};
use crate::journal::query::selection::Selection;
use crate::journal::records::request::{Decision, Request};
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;
use crate::views::page::{Page, Text, Tone};
use crate::views::wording;

/// A request, as `--json` gives it.
#[derive(Debug, Serialize)]
pub(crate) struct RequestRow<'a> {
    pub id: &'a Id,
    pub date: Day,
    pub what: &'a str,
    pub from: Option<&'a Handle>,
    /// One answer to each "why?"; the last is nearest to the cause.
    pub why: Vec<&'a str>,
    /// `open`, or the decision.
    pub state: &'static str,
    pub decision: Option<Decision>,
    pub decided: Option<Day>,
    pub because: Option<&'a str>,
    pub objective: Option<&'a Handle>,
    /// Days from the request until today, or until the decision.
    pub days: i64,
    #[serde(skip)]
    pub contested: bool,
    #[serde(skip)]
    pub path: &'a str,
}

pub(crate) fn row(filed: &Filed<Request>, today: Day) -> RequestRow<'_> {
    let request = &filed.record;
    RequestRow {
        id: &request.id,
        date: request.date,
        what: &request.what,
        from: request.from.as_ref(),
        why: request.whys().collect(),
        state: request.decision().map_or("open", Decision::as_str),
        decision: request.decision(),
        decided: request.decided(),
        because: request.because(),
        objective: request.objective.as_ref(),
        days: request.decided().unwrap_or(today).days_since(request.date),
        contested: !request.conflict.is_empty(),
        path: &filed.path,
    }
}

/// The requests that match the filter, the newest first: open ones by the date of the request, then answered ones
/// by the date of the answer.
pub(crate) fn rows<'a>(journal: &'a Journal, filter: &ListFilter, today: Day) -> Vec<RequestRow<'a>> {
    let selection = Selection::of(journal, &filter.records);
    let takes = |filed: &&Filed<Request>| {
        let request = &filed.record;
        selection.takes_request(request)
            && filter.records.spans(request.date)
            && filter.takes_state(request.is_open(), None, today)
    };
    let mut requests: Vec<&Filed<Request>> = journal.requests.values().filter(takes).collect();
    requests
        .sort_by_key(|Filed { record, .. }| (!record.is_open(), Reverse((record.decided(), record.date))));
    requests.into_iter().map(|request| row(request, today)).collect()
}

pub(crate) fn page(rows: &[RequestRow<'_>], prefixes: &ShortIds) -> Page {
    let mut page = Page::new();
    let row = |row: &RequestRow<'_>| {
        vec![
            wording::short_id(row.id, prefixes).naming(row.path),
            row.date.to_string().into(),
            row.from.map(Handle::as_str).unwrap_or_default().into(),
            state(row),
            wording::contested(row.what.into(), row.contested),
        ]
    };
    page.table(0, &["id", "date", "from", "state", "what"], rows.iter().map(row).collect());
    page
}

/// `open for 12 days`, `no 2026-11-21`. On the day of the request: `open`.
pub(crate) fn state(row: &RequestRow<'_>) -> Text {
    match row.decided {
        Some(day) => Text::new().with(Tone::Done, format!("{} {day}", row.state)),
        None if row.days <= 0 => "open".into(),
        None => format!("open for {}", wording::days(row.days)).into(),
    }
}
