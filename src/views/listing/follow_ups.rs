//! The list of follow-ups.

use std::cmp::Reverse;

use serde::Serialize;

use super::ListFilter;
use crate::journal::query::journal::{Filed, Journal, ShortIds};
use crate::journal::query::selection::Selection;
use crate::journal::records::follow_up::{FollowUp, Obstacle, Outcome};
use crate::journal::records::session::Session;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;
use crate::journal::values::repeat::Every;
use crate::views::page::{Page, Text, Tone};
use crate::views::wording;

/// A follow-up, as `--json` gives it.
#[derive(Debug, Serialize)]
pub(crate) struct FollowUpRow<'a> {
    pub id: &'a Id,
    pub ask: &'a str,
    pub person: &'a Handle,
    pub coach: &'a Handle,
    pub due: Day,
    pub every: Option<Every>,
    pub state: &'static str,
    pub done: Option<Day>,
    pub outcome: Option<Outcome>,
    pub obstacle: Option<Obstacle>,
    pub obstacle_text: Option<&'a str>,
    pub result: Option<&'a str>,
    pub why: Option<&'a str>,
    pub reported_by: Option<&'a Handle>,
    pub action: Option<&'a Id>,
    pub session: &'a Id,
    pub date: Day,
    /// Whether a merge kept two versions of the follow-up or of a field of it.
    #[serde(skip)]
    pub contested: bool,
    /// The path of the session's file.
    #[serde(skip)]
    pub path: &'a str,
}

pub(crate) fn row<'a>(filed: &'a Filed<Session>, ask: &'a FollowUp) -> FollowUpRow<'a> {
    let session = &filed.record;
    FollowUpRow {
        id: &ask.id,
        ask: &ask.ask,
        person: session.asked(ask),
        coach: &session.coach,
        due: ask.due,
        every: ask.every,
        state: ask.state().as_str(),
        done: ask.done,
        outcome: ask.outcome,
        obstacle: ask.obstacle,
        obstacle_text: ask.obstacle_text.as_deref(),
        result: ask.result.as_deref(),
        why: ask.why.as_deref(),
        reported_by: ask.reported_by.as_ref(),
        action: ask.action.as_ref(),
        session: &session.id,
        date: session.date,
        contested: session.is_contested(&ask.id),
        path: &filed.path,
    }
}

/// The follow-ups that match the filter, the latest due date first.
pub(crate) fn rows<'a>(journal: &'a Journal, filter: &ListFilter, today: Day) -> Vec<FollowUpRow<'a>> {
    let selection = Selection::of(journal, &filter.records);
    let takes = |session: &Session, ask: &FollowUp| {
        selection.takes_follow_up(session, ask)
            && filter.records.spans(ask.agreed_on(session))
            && filter.takes_ask(journal, session, ask, today)
    };
    let mut rows: Vec<FollowUpRow<'a>> = journal
        .follow_ups()
        .filter(|(filed, ask)| takes(&filed.record, ask))
        .map(|(filed, ask)| {
            let person = journal.still_asked(&filed.record, ask, today);
            let row = row(filed, ask);
            FollowUpRow { person: person.unwrap_or(row.person), ..row }
        })
        .collect();
    rows.sort_by_key(|row| Reverse((row.due, row.date)));
    rows
}

pub(crate) fn page(rows: &[FollowUpRow<'_>], prefixes: &ShortIds, today: Day) -> Page {
    let mut page = Page::new();
    let row = |row: &FollowUpRow<'_>| {
        let state = match (row.done, row.outcome) {
            (Some(_), Some(outcome)) => {
                let obstacle = row.obstacle.map(|kind| format!(": {kind}")).unwrap_or_default();
                Text::new().with(Tone::Done, format!("{outcome}{obstacle}"))
            }
            (Some(_), None) => Text::new().with(Tone::Done, "done"),
            (None, _) => {
                let late = today.days_since(row.due);
                Text::new().with(wording::due_tone(late), wording::lateness(late))
            }
        };
        vec![
            wording::short_id(row.id, prefixes).naming(row.path),
            row.due.to_string().into(),
            row.person.as_str().into(),
            state,
            wording::contested(row.ask.into(), row.contested),
        ]
    };
    page.table(0, &["id", "due", "person", "state", "ask"], rows.iter().map(row).collect());
    page
}
