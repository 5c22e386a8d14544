//! Compares people who did at least one of their actions with people who did none. Two groups, without names.
//! If others may read the report, each group has at least `pool` people. Shows an association: a table cannot show what caused the difference.

use std::collections::{BTreeMap, BTreeSet};

use super::ReportFilter;
use super::pooled::Pool;
use super::stats::{mean, median};
use crate::journal::query::journal::Journal;
use crate::journal::query::selection::{Selection, is_promise, objectives};
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::number::to_decimals;
use crate::report::sheet::{Column, Figure, Sheet, Table, column};

const COLUMNS: [Column; 6] = [
    column(
        "group",
        "",
        "people who agreed an action in the period, split by whether at least one is done today; a group's \
         action counts for each person in the session; promises of coaches do not count",
    ),
    column("people", "people", "number of people; if others may read the report, a range"),
    column(
        "median_agreed",
        "median actions",
        "median number of actions agreed in the period, for each person",
    ),
    column("median_sessions", "median sessions", "median number of sessions in the period, for each person"),
    column(
        "measured",
        "measured",
        "people with an objective that has a baseline, a target and a reading in the period",
    ),
    column(
        "mean_way",
        "mean progress",
        "progress from baseline to target in the period, of the objectives of their actions: the mean for \
         each person, then the mean of all people, to the nearest 5 %",
    ),
];

/// The actions and sessions of one person.
#[derive(Default)]
struct Learner<'a> {
    agreed: i64,
    done: i64,
    sessions: i64,
    objectives: BTreeSet<&'a Handle>,
}

pub(super) fn sheet(journal: &Journal, options: &ReportFilter) -> Sheet {
    let selection = Selection::of(journal, options);
    let mut people: BTreeMap<&Handle, Learner<'_>> = BTreeMap::new();
    for (session, action) in selection.actions_in_period() {
        // A promise of the coach is not an action of a learner.
        if is_promise(session, action) {
            continue;
        }
        for person in selection.people_of(session, action) {
            let learner = people.entry(person).or_default();
            learner.agreed += 1;
            learner.done += i64::from(action.done_by(options.today).is_some());
            learner.objectives.extend(objectives(session, action));
        }
    }
    for session in selection.sessions_in_period() {
        for person in session.with.iter().collect::<BTreeSet<_>>() {
            if let Some(learner) = people.get_mut(person) {
                learner.sessions += 1;
            }
        }
    }
    let (some, none): (Vec<_>, Vec<_>) = people.into_values().partition(|learner| learner.done > 0);
    let groups = [("did an action", some), ("did none", none)];
    let pool = Pool::of(journal, options);
    let people = pool.smallest;
    let is_few = groups.iter().any(|(_, group)| group.len() < people);
    let is_empty = groups.iter().all(|(_, group)| group.is_empty());
    // A single group shows no gap, and its number would reveal the size of the other.
    let is_hidden = is_few && pool.hides;
    let rows = groups.iter().filter(|_| !is_hidden && !is_empty);
    let rows: Vec<_> = rows.map(|(name, group)| row(journal, options, pool, name, group)).collect();
    let empty = if is_hidden && !is_empty {
        format!("hidden, because at least one group has fewer than {people} people")
    } else {
        "no actions agreed".into()
    };
    let caveat = "correlation, not causation: the two groups may differ in other ways too";
    let note = if is_few && !is_hidden && !is_empty {
        format!("{caveat}; HTML, mail and --pooled hide a group of fewer than {people} people")
    } else {
        caveat.into()
    };
    let table = Table::new("gap", "", &COLUMNS).rows(rows).or(empty).note(note);
    options.sheet("gap", "Gap", vec![table])
}

fn row(
    journal: &Journal,
    options: &ReportFilter,
    pool: Pool,
    name: &str,
    group: &[Learner<'_>],
) -> Vec<Figure> {
    let ways: Vec<f64> = group
        .iter()
        .filter_map(|learner| mean(learner.objectives.iter().filter_map(|h| way_made(journal, options, h))))
        .collect();
    let is_told = !pool.hides || ways.len() >= pool.smallest;
    vec![
        Figure::text(name),
        Figure::Text(number(pool, group.len())),
        Figure::optional(median(group.iter().map(|learner| learner.agreed)), Figure::Number),
        Figure::optional(median(group.iter().map(|learner| learner.sessions)), Figure::Number),
        if is_told { Figure::Text(number(pool, ways.len())) } else { Figure::Nothing },
        Figure::optional(mean(ways).filter(|_| is_told).map(to_a_twentieth), Figure::Part),
    ]
}

/// The number of people, or `5 to 9`, `10 to 14` if others may read it. Exact numbers of two days would reveal
/// the result of a person who joined in between.
fn number(pool: Pool, people: usize) -> String {
    if !pool.hides {
        return people.to_string();
    }
    let from = people / pool.smallest * pool.smallest;
    format!("{from} to {}", from + pool.smallest - 1)
}

/// Rounds to the nearest 5 %. A mean of many parts has more noise than one number.
fn to_a_twentieth(part: f64) -> f64 {
    to_decimals(to_decimals(part, 9) * 20.0, 0) / 20.0
}

/// The progress of an objective in the period, as a part of the way to its target: from the last reading
/// before the period (else the baseline) to the last reading in it.
fn way_made(journal: &Journal, options: &ReportFilter, handle: &Handle) -> Option<f64> {
    let objective = &journal.objectives.get(handle)?.record;
    let (day, last) = objective.reading_on(options.last())?;
    let before = |since: Day| objective.reading_on(since.plus_days(-1)?).map(|(_, value)| value);
    let first = options.since.and_then(before).or(objective.baseline)?;
    let is_in_period = options.since.is_none_or(|since| day >= since);
    is_in_period.then(|| objective.way(first, last)).flatten()
}
