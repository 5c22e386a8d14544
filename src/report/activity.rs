//! The activity of each coach in four weeks, beside the four weeks before. Results come first, amounts of
//! coaching last.

use std::collections::{BTreeMap, BTreeSet};

use super::follow_through::WITHOUT;
use super::pooled::{POOLED, Pool, without_numbers};
use super::{GroupBy, ReportFilter};
use crate::journal::query::journal::Journal;
use crate::journal::query::selection::{Selection, about, all_objectives, objectives};
use crate::journal::records::action::Action;
use crate::journal::records::objective::NO_OBJECTIVE;
use crate::journal::records::session::Session;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::report::sheet::{Column, Figure, Sheet, Table, column};

/// Days of a window.
const WINDOW: i64 = 28;

const FIGURES: [Column; 10] = [
    column(
        "done",
        "done",
        "actions done in the 28 days that end the period (or in the month), whenever they were agreed",
    ),
    column("done_before", "done (was)", "the same, in the 28 days before"),
    column(
        "followed_up",
        "asked",
        "follow-ups answered in the 28 days (or in the month): applied, partly or missed, not dropped",
    ),
    column("followed_up_before", "asked (was)", "the same, in the 28 days before"),
    column("people", "people", "different people in the sessions of the 28 days (or of the month)"),
    column("people_before", "people (was)", "the same, in the 28 days before"),
    column(
        "sessions",
        "sessions",
        "sessions in the 28 days (or in the month), moments included; agreements outside a session do not \
         count",
    ),
    column("sessions_before", "sessions (was)", "the same, in the 28 days before"),
    column("hours", "hours", "minutes of these sessions / 60; a session without minutes adds nothing"),
    column("hours_before", "hours (was)", "the same, in the 28 days before"),
];

/// The first column, which names the rows.
fn first_column(by: GroupBy) -> Column {
    match by {
        GroupBy::Person => column("person", "person", "a person who was in the session or owns the action"),
        GroupBy::Coach => column("coach", "coach", "the coach of the session"),
        GroupBy::Team => column(
            "team",
            "team",
            "the current team of a person who was in the session or owns the action; a session with two \
             teams counts in both rows, and once in `all`",
        ),
        GroupBy::Objective => column(
            "objective",
            "objective",
            "the objectives of the action, or for a session those of the session and its actions; with two \
             objectives it counts in both rows, and once in `all`",
        ),
        GroupBy::Topic => column(
            "topic",
            "topic",
            "the topics of the session; with two topics it counts in both rows, and once in `all`",
        ),
        GroupBy::Month => column(
            "month",
            "month",
            "the days of this calendar month that are in the period; without --since the last 12 months",
        ),
    }
}

/// The totals of one window.
#[derive(Default)]
struct WindowTotals<'a> {
    done: usize,
    followed_up: usize,
    people: BTreeSet<&'a Handle>,
    sessions: usize,
    minutes: u64,
    /// The people of all events, also of actions and answers.
    concerned: BTreeSet<&'a Handle>,
}

impl WindowTotals<'_> {
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

pub(super) fn sheet(journal: &Journal, options: &ReportFilter) -> Sheet {
    let options = match options.by {
        Some(GroupBy::Month) => months_of(options),
        _ => window_of(options),
    };
    let selection = Selection::of(journal, &options);
    options.sheet("activity", "Activity", vec![table(&selection)])
}

/// The options, limited to the last 28 days.
pub(crate) fn window_of(options: &ReportFilter) -> ReportFilter {
    ReportFilter { since: options.until.plus_days(1 - WINDOW), ..options.clone() }
}

/// The options for the last 12 calendar months, unless `since` is set.
pub(crate) fn months_of(options: &ReportFilter) -> ReportFilter {
    let first = Day::new(options.until.year(), options.until.month(), 1);
    let since = options.since.or(first.and_then(|day| day.plus_months(-11)));
    ReportFilter { since, ..options.clone() }
}

pub(crate) fn table(selection: &Selection<'_>) -> Table {
    let by = selection.options.by.unwrap_or(GroupBy::Coach);
    let figures =
        FIGURES.into_iter().filter(|column| by != GroupBy::Month || !column.key.ends_with("_before"));
    let columns: Vec<Column> = std::iter::once(first_column(by)).chain(figures).collect();
    let events = each(selection);
    let mut rows: BTreeMap<String, Share<'_>> = BTreeMap::new();
    for (place, one) in events.iter().enumerate() {
        for (name, people) in one.names(selection, by) {
            rows.entry(name).or_default().insert(place, people);
        }
    }
    let all = events.iter().enumerate().map(|(place, one)| (place, one.people(selection))).collect();
    let mut total = row("all", &totals(&events, &[&all]), by);
    let groups: Vec<_> = rows.into_iter().collect();
    let mut note = String::new();
    let rows = if by == GroupBy::Topic {
        let of = |groups: &[&(String, Share<'_>)]| {
            let shares: Vec<_> = groups.iter().map(|(_, share)| share).collect();
            smallest(&totals(&events, &shares))
        };
        let split = Pool::of(selection.journal, selection.options).split(groups, true, of);
        note = split.note;
        let mut rows: Vec<_> =
            split.shown.iter().map(|(name, share)| row(name, &totals(&events, &[share]), by)).collect();
        if !split.together.is_empty() {
            let shares: Vec<_> = split.together.iter().map(|(_, share)| share).collect();
            rows.push(row(POOLED, &totals(&events, &shares), by));
        }
        if split.is_secret {
            rows = rows.into_iter().map(without_numbers).collect();
            total = without_numbers(total);
        }
        rows
    } else {
        groups.iter().map(|(name, share)| row(name, &totals(&events, &[share]), by)).collect()
    };
    Table::new("activity", "", &columns).rows(rows).total(total).note(note).or(if by == GroupBy::Month {
        "nothing in the period"
    } else {
        "nothing in the last 56 days"
    })
}

/// The window that ends with the last day, and the window before it. By month, only the first is used.
type Pair<'a> = [WindowTotals<'a>; 2];

/// The events of a row by their place in the list, each with its people.
type Share<'a> = BTreeMap<usize, BTreeSet<&'a Handle>>;

/// The totals of the events of these rows together. An event of two rows counts once.
fn totals<'a>(events: &[Event<'a>], shares: &[&Share<'a>]) -> Pair<'a> {
    let mut pair = Pair::default();
    let all: BTreeMap<&usize, &BTreeSet<&'a Handle>> = shares.iter().copied().flatten().collect();
    for (place, people) in all {
        let one = &events[*place];
        one.add(&mut pair[one.window], people);
    }
    pair
}

/// The smaller number of people of the two windows, of those in which something happened.
fn smallest(pair: &Pair<'_>) -> usize {
    pair.iter().map(|totals| totals.concerned.len()).filter(|people| *people > 0).min().unwrap_or(0)
}

/// A session, done action or answered follow-up in a window.
struct Event<'a> {
    window: usize,
    day: Day,
    session: &'a Session,
    what: EventKind<'a>,
}

#[derive(Clone, Copy)]
enum EventKind<'a> {
    Met,
    Done(&'a Action),
    Answered(Option<&'a Action>),
}

/// All events in either window.
fn each<'a>(selection: &Selection<'a>) -> Vec<Event<'a>> {
    let options = selection.options;
    let place = |day: Day| match options.by {
        Some(GroupBy::Month) => options.spans(day).then_some(0),
        _ => usize::try_from(options.until.days_since(day) / WINDOW)
            .ok()
            .filter(|place| *place < 2 && day <= options.last()),
    };
    let mut all = Vec::new();
    let mut add = |day: Option<Day>, session, what| {
        if let Some((day, window)) = day.and_then(|day| Some((day, place(day)?))) {
            all.push(Event { window, day, session, what });
        }
    };
    selection.sessions().for_each(|session| add(Some(session.date), session, EventKind::Met));
    for (session, action) in selection.actions() {
        add(action.done_by(options.today), session, EventKind::Done(action));
    }
    for (session, ask) in selection.follow_ups() {
        add(ask.answered_by(options.today), session, EventKind::Answered(about(session, ask)));
    }
    all
}

impl<'a> Event<'a> {
    /// The people of the event: the owners of the action, or everyone in the session if it is about no
    /// action.
    fn people(&self, selection: &Selection<'a>) -> BTreeSet<&'a Handle> {
        match self.what {
            EventKind::Met | EventKind::Answered(None) => selection.people_in(self.session),
            EventKind::Done(action) | EventKind::Answered(Some(action)) => {
                selection.people_of(self.session, action)
            }
        }
    }

    /// The rows in which the event counts, each with the people of that row.
    fn names(&self, selection: &Selection<'a>, by: GroupBy) -> BTreeMap<String, BTreeSet<&'a Handle>> {
        let people = self.people(selection);
        let mut rows: BTreeMap<String, BTreeSet<&Handle>> = BTreeMap::new();
        let mut named = |names: &mut dyn Iterator<Item = String>| {
            names.for_each(|name| drop(rows.insert(name, people.clone())));
        };
        match by {
            GroupBy::Coach => named(&mut std::iter::once(self.session.coach.to_string())),
            GroupBy::Month => named(&mut std::iter::once(self.day.month_of_year())),
            GroupBy::Topic => named(&mut self.session.topics.iter().map(Handle::to_string)),
            GroupBy::Objective => {
                let own = match self.what {
                    EventKind::Done(action) | EventKind::Answered(Some(action)) => {
                        objectives(self.session, action).to_vec()
                    }
                    EventKind::Met | EventKind::Answered(None) => {
                        all_objectives(self.session).cloned().collect()
                    }
                };
                let own = own.iter().filter(|handle| handle.as_str() != NO_OBJECTIVE);
                named(&mut own.map(Handle::to_string));
            }
            GroupBy::Person | GroupBy::Team => {
                for person in people {
                    let name = match by {
                        GroupBy::Person => Some(person),
                        _ => selection.team(person),
                    };
                    rows.entry(name.map_or(WITHOUT.into(), Handle::to_string)).or_default().insert(person);
                }
            }
        }
        if rows.is_empty() {
            rows.insert(WITHOUT.into(), self.people(selection));
        }
        rows
    }

    fn add(&self, window: &mut WindowTotals<'a>, people: &BTreeSet<&'a Handle>) {
        window.concerned.extend(people);
        match self.what {
            EventKind::Met => {
                window.people.extend(people);
                window.sessions += 1;
                window.minutes += u64::from(self.session.minutes.unwrap_or(0));
            }
            EventKind::Done(_) => window.done += 1,
            EventKind::Answered(_) => window.followed_up += 1,
        }
    }
}

fn row(name: &str, [now, before]: &Pair<'_>, by: GroupBy) -> Vec<Figure> {
    let figures: Vec<Figure> = match by {
        GroupBy::Month => now.figures().to_vec(),
        _ => {
            now.figures().into_iter().zip(before.figures()).flat_map(|(now, before)| [now, before]).collect()
        }
    };
    std::iter::once(Figure::text(name)).chain(figures).collect()
}
