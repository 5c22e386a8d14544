//! The list of sessions.

use serde::Serialize;

use super::ListFilter;
use super::actions::{self, ActionRow};
use super::follow_ups::{self, FollowUpRow};
use crate::journal::query::journal::{Filed, Journal, ShortIds};
use crate::journal::query::selection::Selection;
use crate::journal::records::answers::Answers;
use crate::journal::records::session::{Feedback, Kind, Session};
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;
use crate::journal::values::time::{Clock, spoken};
use crate::views::page::{Page, Text, Tone};
use crate::views::session::{list, whom};
use crate::views::wording;

/// A session, as `--json` gives it.
#[derive(Debug, Serialize)]
pub(crate) struct SessionRow<'a> {
    pub id: &'a Id,
    pub date: Day,
    pub start: Option<Clock>,
    pub minutes: Option<u32>,
    pub kind: Kind,
    pub coach: &'a Handle,
    pub with: &'a [Handle],
    pub group: Option<&'a Handle>,
    pub group_size: Option<u32>,
    pub topics: &'a [Handle],
    pub objectives: &'a [Handle],
    pub resources: &'a [Handle],
    pub notes: &'a str,
    pub programme: Option<&'a Handle>,
    pub answers: Option<&'a Answers>,
    pub feedback: Option<&'a Feedback>,
    pub actions: Vec<ActionRow<'a>>,
    pub follow_ups: Vec<FollowUpRow<'a>>,
    pub path: &'a str,
    #[serde(skip)]
    pub contested: bool,
}

pub(crate) fn row(filed: &Filed<Session>) -> SessionRow<'_> {
    let session = &filed.record;
    SessionRow {
        id: &session.id,
        date: session.date,
        start: session.start,
        minutes: session.minutes,
        kind: session.kind,
        coach: &session.coach,
        with: &session.with,
        group: session.group.as_ref(),
        group_size: session.group_size,
        topics: &session.topics,
        objectives: &session.objectives,
        resources: &session.resources,
        notes: &session.notes,
        programme: session.programme.as_ref(),
        answers: session.answers.as_ref(),
        feedback: session.feedback.as_ref(),
        actions: session.actions.iter().map(|action| actions::row(filed, action)).collect(),
        follow_ups: session.follow_ups.iter().map(|ask| follow_ups::row(filed, ask)).collect(),
        path: &filed.path,
        contested: session.is_contested(&session.id),
    }
}

/// The sessions that match the filter, the newest first. `--open`, `--overdue` and `--closed` match sessions with
/// an action or a follow-up in that state.
pub(crate) fn rows<'a>(journal: &'a Journal, filter: &ListFilter, today: Day) -> Vec<SessionRow<'a>> {
    let selection = Selection::of(journal, &filter.records);
    let takes = |session: &Session| {
        selection.takes_record(session)
            && filter.records.spans(session.date)
            && filter.takes_items(journal, session, today)
    };
    journal.sessions.iter().rev().filter(|filed| takes(&filed.record)).map(row).collect()
}

/// The table of sessions. It has a column for the coach if the sessions have several.
pub(crate) fn page(rows: &[SessionRow<'_>], prefixes: &ShortIds) -> Page {
    let several_coaches = rows.iter().any(|row| row.coach != rows[0].coach);
    let head = ["id", "date", "with", "coach", "length", "about"];
    let head: Vec<&str> = head.into_iter().filter(|title| several_coaches || *title != "coach").collect();
    let row = |row: &SessionRow<'_>| {
        let mut cells = vec![
            wording::short_id(row.id, prefixes).naming(row.path),
            row.date.to_string().into(),
            whom(row.group, row.with).into(),
        ];
        if several_coaches {
            cells.push(row.coach.to_string().into());
        }
        cells.push(Text::new().with(Tone::Faint, row.minutes.map(spoken).unwrap_or_default()));
        cells.push(about(row));
        cells
    };
    let mut page = Page::new();
    page.table(0, &head, rows.iter().map(row).collect());
    page
}

/// The kind or the programme, the topics, and the first line of the notes or the answers.
fn about(row: &SessionRow<'_>) -> Text {
    let kind = match (row.programme, row.kind) {
        (Some(programme), _) => programme.to_string(),
        (None, Kind::Coaching) => String::new(),
        (None, kind) => kind.to_string(),
    };
    let gist = row.notes.lines().next().map(str::to_string);
    let gist = gist.or(row.answers.map(Answers::gist)).unwrap_or_default();
    let topics = list(row.topics);
    let dot = if kind.is_empty() || topics.is_empty() && gist.is_empty() { "" } else { " · " };
    let colon = if topics.is_empty() || gist.is_empty() { "" } else { ": " };
    let text = Text::new().with(Tone::Faint, format!("{kind}{dot}{topics}{colon}")).plain(gist);
    wording::contested(text, row.contested)
}
