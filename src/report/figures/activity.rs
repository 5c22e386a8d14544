//! What each coach did in four weeks, beside the four weeks before. What came of it first; how
//! much of it there was, last.

use std::collections::{BTreeMap, BTreeSet};

use super::Options;
use crate::journal::day::Day;
use crate::journal::handle::Handle;
use crate::journal::journal::Journal;
use crate::journal::selection::Selection;
use crate::report::sheet::{Column, Figure, Sheet, Table, column};

/// Days of a window.
const WINDOW: i64 = 28;

const COLUMNS: [Column; 11] = [
    column(
        "coach",
        "coach",
        "each window is 28 days: the first ends with the last day asked about, `was` is the 28 before it",
    ),
    column(
        "done",
        "done",
        "actions of the coach's sessions that were done in the window, whenever agreed on",
    ),
    column("done_before", "was", ""),
    column(
        "followed_up",
        "asked",
        "follow-ups of the coach's sessions that were answered in the window: applied, partly or not yet; a \
         dropped one is not counted",
    ),
    column("followed_up_before", "was", ""),
    column("people", "people", "different people in the coach's sessions of the window"),
    column("people_before", "was", ""),
    column("sessions", "sessions", "in the window, moments too; what was agreed outside a session is none"),
    column("sessions_before", "was", ""),
    column("hours", "hours", "their minutes / 60; a session without minutes adds none"),
    column("hours_before", "was", ""),
];

/// What stands in one window.
#[derive(Default)]
struct Window<'a> {
    done: usize,
    followed_up: usize,
    people: BTreeSet<&'a Handle>,
    sessions: usize,
    minutes: u64,
}

impl Window<'_> {
    fn figures(&self) -> [Figure; 5] {
        [
            Figure::Count(self.done),
            Figure::Count(self.followed_up),
            Figure::Count(self.people.len()),
            Figure::Count(self.sessions),
            Figure::Minutes(self.minutes),
        ]
    }
}

pub fn sheet(journal: &Journal, options: &Options) -> Sheet {
    let options = window_of(options);
    let selection = Selection::of(journal, &options);
    options.sheet("activity", "Activity", vec![table(&selection)])
}

/// The options of the last 28 days.
pub(super) fn window_of(options: &Options) -> Options {
    Options { since: options.until.plus_days(1 - WINDOW), ..options.clone() }
}

pub(super) fn table(selection: &Selection<'_>) -> Table {
    let mut coaches: BTreeMap<&Handle, Pair<'_>> = BTreeMap::new();
    let mut all = Pair::default();
    each(selection, |coach, place, add| {
        add(&mut coaches.entry(coach).or_default()[place]);
        add(&mut all[place]);
    });
    Table::new("activity", "", &COLUMNS)
        .rows(coaches.iter().map(|(coach, pair)| row(coach.as_str(), pair)))
        .total(row("all", &all))
        .or("nothing in the last 56 days")
}

/// The window that ends with the last day, and the one before it.
type Pair<'a> = [Window<'a>; 2];

/// Hands over whatever happened in either window: whose it is, which window, and what it adds.
fn each<'a>(
    selection: &Selection<'a>,
    mut happened: impl FnMut(&'a Handle, usize, &dyn Fn(&mut Window<'a>)),
) {
    let today = selection.options.today;
    let place = |day: Day| usize::try_from(selection.options.until.days_since(day) / WINDOW).ok();
    let place = |day: Day| place(day).filter(|place| *place < 2 && day <= selection.options.last());
    for session in selection.sessions() {
        if let Some(place) = place(session.date) {
            happened(&session.coach, place, &|window| {
                window.people.extend(selection.people_in(session));
                window.sessions += 1;
                window.minutes += u64::from(session.minutes.unwrap_or(0));
            });
        }
    }
    for (session, action) in selection.actions() {
        if let Some(place) = action.done_by(today).and_then(place) {
            happened(&session.coach, place, &|window| window.done += 1);
        }
    }
    for (session, ask) in selection.follow_ups() {
        if let Some(place) = ask.answered_by(today).and_then(place) {
            happened(&session.coach, place, &|window| window.followed_up += 1);
        }
    }
}

fn row(name: &str, [now, before]: &Pair<'_>) -> Vec<Figure> {
    let pairs = now.figures().into_iter().zip(before.figures()).flat_map(|(now, before)| [now, before]);
    std::iter::once(Figure::text(name)).chain(pairs).collect()
}
