//! The list of actions.

use std::cmp::Reverse;

use serde::Serialize;

use super::ListFilter;
use crate::journal::query::journal::{Filed, Journal, ShortIds};
use crate::journal::query::selection::Selection;
use crate::journal::records::action::{Action, State};
use crate::journal::records::due_moves::Move;
use crate::journal::records::session::Session;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;
use crate::views::benefit::BenefitRow;
use crate::views::page::Page;
use crate::views::wording;

/// An action, as `--json` gives it.
#[derive(Debug, Serialize)]
pub(crate) struct ActionRow<'a> {
    pub id: &'a Id,
    pub what: &'a str,
    pub owner: &'a Handle,
    pub coach: &'a Handle,
    /// The day of the agreement.
    pub agreed: Day,
    pub due: Option<Day>,
    /// The action is late after this day: `due`, or an earlier due day that had passed before the move.
    pub late_after: Option<Day>,
    /// The moves of the due day.
    pub moved: &'a [Move],
    /// `open`, `done` or `dropped`.
    pub state: &'static str,
    pub done: Option<Day>,
    pub dropped: Option<Day>,
    pub result: Option<&'a str>,
    pub why: Option<&'a str>,
    pub reported_by: Option<&'a Handle>,
    pub objectives: &'a [Handle],
    /// The measured benefit.
    pub benefit: Option<BenefitRow<'a>>,
    pub session: &'a Id,
    pub date: Day,
    /// Whether a merge kept two versions of the action or of a field of it.
    #[serde(skip)]
    pub contested: bool,
    /// The path of the session's file.
    #[serde(skip)]
    pub path: &'a str,
}

pub(crate) fn row<'a>(filed: &'a Filed<Session>, action: &'a Action) -> ActionRow<'a> {
    let session = &filed.record;
    ActionRow {
        id: &action.id,
        what: &action.what,
        owner: &action.owner,
        coach: &session.coach,
        agreed: action.agreed_on(session),
        due: action.due,
        late_after: action.late_after(),
        moved: &action.moved,
        state: action.state().as_str(),
        done: action.done,
        dropped: action.dropped,
        result: action.result.as_deref(),
        why: action.why.as_deref(),
        reported_by: action.reported_by.as_ref(),
        objectives: if action.objectives.is_empty() { &session.objectives } else { &action.objectives },
        benefit: BenefitRow::of(action),
        session: &session.id,
        date: session.date,
        contested: session.is_contested(&action.id),
        path: &filed.path,
    }
}

/// The actions that match the filter, the latest due date first; those without one come last.
pub(crate) fn rows<'a>(journal: &'a Journal, filter: &ListFilter, today: Day) -> Vec<ActionRow<'a>> {
    let selection = Selection::of(journal, &filter.records);
    let takes = |session: &Session, action: &Action| {
        selection.takes_action(session, action)
            && filter.records.spans(action.agreed_on(session))
            && filter.takes_action(journal, session, action, today)
    };
    let actions = journal.actions().filter(|(filed, action)| takes(&filed.record, action));
    let mut rows: Vec<ActionRow<'a>> = actions.map(|(filed, action)| row(filed, action)).collect();
    rows.sort_by_key(|row| Reverse((row.due, row.date)));
    rows
}

pub(crate) fn page(rows: &[ActionRow<'_>], prefixes: &ShortIds, today: Day) -> Page {
    let mut page = Page::new();
    let row = |row: &ActionRow<'_>| {
        let state = match (row.done, row.dropped) {
            (Some(day), _) => State::Done(day),
            (None, Some(day)) => State::Dropped(day),
            (None, None) => State::Open,
        };
        let is_open = state == State::Open;
        let said = wording::state(state, if is_open { row.due } else { row.late_after }, today);
        let said = if is_open { said.then(wording::moved(row.moved)) } else { said };
        let due = row.due.map(|day| day.to_string()).unwrap_or_default();
        vec![
            wording::short_id(row.id, prefixes).naming(row.path),
            due.into(),
            row.owner.as_str().into(),
            said,
            wording::contested(row.what.into(), row.contested),
        ]
    };
    page.table(0, &["id", "due", "owner", "state", "what"], rows.iter().map(row).collect());
    page
}
