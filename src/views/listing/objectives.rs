//! The list of objectives.

use std::cmp::Reverse;

use serde::Serialize;

use super::{ListFilter, actions, sessions};
use crate::journal::query::journal::Journal;
use crate::journal::query::selection::Selection;
use crate::journal::records::objective::Objective;
use crate::journal::values::amount::Amount;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::views::benefit::{change, in_unit, rounded};
use crate::views::page::{Page, Text, Tone};
use crate::views::wording;

/// An objective, as `--json` gives it.
#[derive(Debug, Serialize)]
pub(crate) struct ObjectiveRow<'a> {
    pub handle: &'a Handle,
    pub title: Option<&'a str>,
    pub sponsor: Option<&'a Handle>,
    pub measure: Option<&'a str>,
    pub unit: Option<&'a str>,
    pub baseline: Option<Amount>,
    pub target: Option<Amount>,
    pub by: Option<Day>,
    /// `open` or `closed`.
    pub state: &'static str,
    pub closed: Option<Day>,
    pub why: Option<&'a str>,
    /// One reading per day, in order.
    pub readings: Vec<ReadingRow>,
    /// The progress from baseline to target at the latest reading; 1 is the target.
    pub progress: Option<f64>,
    #[serde(rename = "session_count")]
    pub sessions: usize,
    #[serde(rename = "action_count")]
    pub actions: usize,
    #[serde(skip)]
    pub contested: bool,
    #[serde(skip)]
    pub path: &'a str,
}

#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct ReadingRow {
    pub date: Day,
    pub value: Amount,
}

pub(crate) fn row<'a>(journal: &'a Journal, objective: &'a Objective, today: Day) -> ObjectiveRow<'a> {
    let filter = ListFilter::everything(today).for_objective(&objective.handle);
    let latest = objective.reading_on(today);
    ObjectiveRow {
        handle: &objective.handle,
        title: objective.title.as_deref(),
        sponsor: objective.sponsor.as_ref(),
        measure: objective.measure.as_deref(),
        unit: objective.unit.as_deref(),
        baseline: objective.baseline,
        target: objective.target,
        by: objective.by,
        state: if objective.closed.is_some() { "closed" } else { "open" },
        closed: objective.closed,
        why: objective.why.as_deref(),
        readings: objective
            .readings_by_day()
            .into_iter()
            .map(|(date, value)| ReadingRow { date, value })
            .collect(),
        progress: latest.and_then(|(_, value)| objective.progress(value)).map(rounded),
        sessions: sessions::rows(journal, &filter, today)
            .iter()
            .filter(|row| row.kind.is_conversation())
            .count(),
        actions: actions::rows(journal, &filter, today).len(),
        contested: !objective.conflict.is_empty(),
        path: journal.objectives.get(&objective.handle).map_or("", |filed| &filed.path),
    }
}

/// The objectives that match the filter: open ones first, by target day; then, if requested, closed ones,
/// the latest first.
pub(crate) fn rows<'a>(
    journal: &'a Journal,
    filter: &ListFilter,
    all: bool,
    today: Day,
) -> Vec<ObjectiveRow<'a>> {
    let selection = Selection::of(journal, &filter.records);
    let takes = |objective: &&Objective| {
        let open = objective.closed.is_none();
        let wanted = if filter.asks_for_a_state() {
            filter.takes_state(open, objective.by, today)
        } else {
            open || all
        };
        wanted && selection.takes_objective(&objective.handle)
    };
    let mut objectives: Vec<&Objective> =
        journal.objectives.values().map(|filed| &filed.record).filter(takes).collect();
    objectives.sort_by_key(|o| (o.closed.is_some(), Reverse(o.closed), o.by.is_none(), o.by));
    objectives.into_iter().map(|objective| row(journal, objective, today)).collect()
}

pub(crate) fn page(rows: &[ObjectiveRow<'_>], today: Day) -> Page {
    let mut page = Page::new();
    let row = |row: &ObjectiveRow<'_>| {
        let latest = row.readings.iter().rfind(|reading| !today.is_certainly_before(reading.date));
        vec![
            Text::from(row.handle.as_str()).naming(row.path),
            latest.map(|reading| in_unit(&reading.value.to_string(), row.unit)).unwrap_or_default().into(),
            change(row.baseline, row.target, row.unit).into(),
            by(row.by, row.closed, today),
            wording::contested(row.title.unwrap_or_default().into(), row.contested),
        ]
    };
    page.table(0, &["objective", "now", "goal", "by", "title"], rows.iter().map(row).collect());
    page
}

/// The target day and the days until then; of a closed objective, the day it closed.
pub(crate) fn by(by: Option<Day>, closed: Option<Day>, today: Day) -> Text {
    match (closed, by) {
        (Some(day), _) => Text::new().with(Tone::Done, format!("closed {day}")),
        (None, Some(by)) => {
            let late = today.days_since(by);
            Text::from(format!("{by}, "))
                .with(if late > 0 { Tone::Overdue } else { Tone::Faint }, wording::lateness(late))
        }
        (None, None) => Text::new(),
    }
}
