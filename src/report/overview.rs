//! The weekly page for an L&D partner: follow-through, objectives, obstacles, overlooked people, waiting
//! requests and wins. The amount of coaching comes last.

use std::collections::BTreeMap;

use super::coverage::{self, CoverageStatus};
use super::pooled::Pool;
use super::stats::median;
use super::{GroupBy, ReportFilter, activity, follow_through, objectives, obstacles, wins};
use crate::journal::query::journal::Journal;
use crate::journal::query::selection::Selection;
use crate::journal::records::request::{Decision, Request};
use crate::report::sheet::{Column, Figure, Sheet, Table, column};

/// Days of the period by default: long enough for agreed actions to become due.
const USUAL_DAYS: i64 = 90;

pub(super) fn sheet(journal: &Journal, options: &ReportFilter) -> Sheet {
    let since = options.since.or(options.until.plus_days(1 - USUAL_DAYS));
    let options = ReportFilter { since, by: Some(GroupBy::Team), ..options.clone() };
    let selection = Selection::of(journal, &options);
    let [got, progress, benefits] = objectives::each(&selection);
    let spells = obstacles::spells(&selection);
    let four_weeks = ReportFilter { by: None, ..activity::window_of(&options) };
    let tables = vec![
        follow_through::table(&selection).titled("Follow-through"),
        got.titled("Objectives: follow-through"),
        progress.titled("Objectives: progress"),
        benefits,
        obstacles::kinds(&spells, options.today, Pool::of(journal, &options)).titled("Obstacles"),
        lost_sight_of(&selection),
        requests(&selection),
        answered(&selection),
        wins::table(&selection).titled("Success stories"),
        activity::table(&Selection::of(journal, &four_weeks)).titled("Activity, last 28 days"),
    ];
    options.sheet("overview", "Overview", tables)
}

fn lost_sight_of(selection: &Selection<'_>) -> Table {
    let all = coverage::covered(selection);
    let lost = all.iter().filter(|one| one.standing < CoverageStatus::Quiet);
    coverage::table(lost.map(|one| one.row(selection.options.until.min(selection.options.today))))
        .titled("No recent session")
        .or("no people with the state stalled or never")
}

fn requests(selection: &Selection<'_>) -> Table {
    const COLUMNS: [Column; 4] = [
        column(
            "days",
            "days open",
            "days from the request to today; a request from after the period is not listed",
        ),
        column("from", "from", ""),
        column("whys", "whys", "how many of the five whys have an answer"),
        column("what", "request", ""),
    ];
    let today = selection.options.today;
    let is_in = |request: &&Request| request.date <= selection.options.last();
    let mut open: Vec<&Request> =
        selection.requests().filter(is_in).filter(|request| request.answered_by(today).is_none()).collect();
    open.sort_by_key(|request| (request.date, &request.id));
    let rows = open.into_iter().map(|request| {
        vec![
            Figure::Count(today.days_since(request.date).max(0) as usize),
            Figure::optional(request.from.as_ref(), Figure::text),
            Figure::Count(request.whys().count()),
            Figure::text(&request.what),
        ]
    });
    Table::new("requests", "Open requests", &COLUMNS).rows(rows).or("none")
}

/// Requests that were answered in the period.
fn answered(selection: &Selection<'_>) -> Table {
    const COLUMNS: [Column; 3] = [
        column("decision", "answer", "yes, no, park or reuse"),
        column("count", "requests", "requests that got this answer in the period; the request may be older"),
        column("median_days", "median days", "median number of days from the request to the answer"),
    ];
    let mut days: BTreeMap<Decision, Vec<i64>> = BTreeMap::new();
    for request in selection.requests() {
        let answer = request.answered_by(selection.options.today);
        let Some(answer) = answer.filter(|answer| selection.options.spans(answer.on)) else { continue };
        days.entry(answer.decision).or_default().push(answer.on.days_since(request.date).max(0));
    }
    let row = |(decision, days): (Decision, Vec<i64>)| {
        vec![
            Figure::text(decision),
            Figure::Count(days.len()),
            Figure::optional(median(days), Figure::Number),
        ]
    };
    Table::new("answered", "Answered requests", &COLUMNS).rows(days.into_iter().map(row)).or("none")
}
