//! Alignment and impact: how much of the coaching serves an objective, what each objective got of
//! it, and how its measure moved meanwhile. Side by side, never as cause and effect.

use std::collections::BTreeMap;

use super::Options;
use super::follow_through::FollowThrough;
use super::sums::{Benefits, Brought};
use crate::journal::action::Action;
use crate::journal::amount::Amount;
use crate::journal::day::Day;
use crate::journal::handle::Handle;
use crate::journal::journal::Journal;
use crate::journal::objective::{NO_OBJECTIVE, Objective};
use crate::journal::selection::{Selection, names, objectives, serves_a_live_one};
use crate::journal::session::Session;
use crate::report::page::Tone;
use crate::report::sheet::{Column, Figure, Sheet, Table, column};

pub fn sheet(journal: &Journal, options: &Options) -> Sheet {
    let selection = Selection::of(journal, options);
    let [got, stand, brought] = each(&selection);
    let tables = vec![alignment(&selection), got, stand, brought, months(&selection)];
    options.sheet("objectives", "Objectives", tables)
}

const ALIGNMENT: [Column; 6] = [
    column("what", "", ""),
    column("total", "in all", "sessions on the days of the period; actions agreed on in them"),
    column("live", "live", "naming an objective that was not closed on the day of the session"),
    column("none", "none", "saying that they serve no objective, which is an honest answer"),
    column("unsaid", "unsaid", "naming nothing, or only what is closed or not in the journal"),
    column("live_share", "share", "live / in all"),
];

/// How much of it serves an objective.
pub(super) fn alignment(selection: &Selection<'_>) -> Table {
    let sessions = selection.sessions_in_period().map(|session| {
        // A session serves what its actions serve, too.
        let named = session.actions.iter().flat_map(|action| &action.objectives).chain(&session.objectives);
        (session, named.cloned().collect::<Vec<Handle>>())
    });
    let actions = selection.actions_in_period().map(|(s, action)| (s, objectives(s, action).to_vec()));
    let row = |name: &str, all: Vec<(&Session, Vec<Handle>)>| {
        let live = all.iter().filter(|(s, named)| serves_a_live_one(selection.journal, named, s)).count();
        let says_none = |named: &[Handle]| named.iter().any(|handle| handle.as_str() == NO_OBJECTIVE);
        let none = all
            .iter()
            .filter(|(s, named)| says_none(named) && !serves_a_live_one(selection.journal, named, s))
            .count();
        let counts = [all.len(), live, none, all.len() - live - none].map(Figure::Count);
        let mut row = vec![Figure::text(name)];
        row.extend(counts);
        row.push(Figure::Share(live, all.len()));
        row
    };
    Table::new("alignment", "Tied to an objective", &ALIGNMENT)
        .rows([row("sessions", sessions.collect()), row("actions", actions.collect())])
}

const EACH: [Column; 6] = [
    column("objective", "objective", ""),
    column("sessions", "sessions", "naming it, on the days of the period"),
    column(
        "agreed",
        "agreed",
        "actions of the period that serve it: their own objective, else their session's",
    ),
    column("done", "done", "of these, done by today"),
    column("done_share", "share", "done / those of them that are due, done or dropped"),
    column("state", "", "no coaching: live, and no session or action of the period names it"),
];

const MEASURES: [Column; 7] = [
    column("objective", "objective", ""),
    column("baseline", "from", "where its measure stood at the start"),
    column("readings", "readings", "the first and the last of its readings up to the end of the period"),
    column("target", "target", ""),
    column("way", "way", "of the way from there to the target, how much the last reading has made"),
    column("by", "by", "the day by which the target is to be met"),
    column("unit", "unit", ""),
];

const BROUGHT: [Column; 4] = [
    column("objective", "objective", "(none): of actions that serve no objective"),
    column(
        "confirmed",
        "confirmed",
        "changes that done actions of the period brought and somebody confirmed, each change x share x confidence",
    ),
    column("claimed", "claimed", "the same of those that nobody confirmed yet"),
    column("unit", "unit", "amounts in two units have no sum"),
];

/// What an objective got.
struct Got<'a> {
    objective: &'a Objective,
    sessions: usize,
    counts: FollowThrough,
    benefits: Benefits,
    is_closed: bool,
}

/// What each objective got of the coaching, and where its measure stands.
pub(super) fn each(selection: &Selection<'_>) -> [Table; 3] {
    let options = selection.options;
    let wanted = |objective: &&Objective| {
        let asked = options.objective.as_ref().is_none_or(|handle| objective.handle == *handle);
        // Closed before the period began, it has nothing to do with it.
        asked && options.since.is_none_or(|since| objective.is_live(since))
    };
    let all = selection.journal.objectives.values().map(|filed| &filed.record).filter(wanted);
    let mut all: Vec<Got<'_>> = all.map(|objective| Got::of(selection, objective)).collect();
    all.sort_by_key(|got| (got.is_closed, std::cmp::Reverse(got.sessions)));
    let none = "no objective is in the journal: `coach objective add` adds one";
    [
        Table::new("objectives", "What each got", &EACH).rows(all.iter().map(Got::coaching)).or(none),
        Table::new("measures", "Where they stand", &MEASURES)
            .rows(all.iter().map(|got| got.measure(options.last())))
            .or(none),
        Table::new("benefits", "What they brought", &BROUGHT)
            .rows(all.iter().flat_map(Got::brought).chain(for_nothing(selection)))
            .note("a change as it was measured: where less is better, a minus is good news")
            .or("no benefit was measured: `coach benefit ID` says what a done action brought"),
    ]
}

impl<'a> Got<'a> {
    fn of(selection: &Selection<'_>, objective: &'a Objective) -> Got<'a> {
        let serves = |named: &[Handle]| named.contains(&objective.handle);
        let actions: Vec<(&Session, &Action)> =
            selection.actions_in_period().filter(|(s, action)| serves(objectives(s, action))).collect();
        Got {
            objective,
            sessions: selection.sessions_in_period().filter(|s| names(s, &objective.handle)).count(),
            counts: FollowThrough::of(actions.iter().copied(), selection.options.today),
            benefits: Benefits::of(
                actions.iter().filter_map(|(_, action)| action.benefit.as_ref()),
                objective.unit.as_deref(),
            ),
            is_closed: !objective.is_live(selection.options.until),
        }
    }

    fn coaching(&self) -> Vec<Figure> {
        let state = match (self.is_closed, self.sessions + self.counts.agreed()) {
            (true, _) => Figure::Word(Tone::Faint, "closed"),
            (false, 0) => Figure::Word(Tone::Warning, "no coaching"),
            _ => Figure::Nothing,
        };
        vec![
            Figure::text(&self.objective.handle),
            Figure::Count(self.sessions),
            Figure::Count(self.counts.agreed()),
            Figure::Count(self.counts.done()),
            self.counts.share(),
            state,
        ]
    }

    fn measure(&self, until: Day) -> Vec<Figure> {
        let objective = self.objective;
        let amount =
            |amount: Option<Amount>| Figure::optional(amount, |amount| Figure::Number(amount.value()));
        let readings = objective.readings_by_day().into_iter().filter(|(day, _)| *day <= until);
        let readings: Vec<f64> = readings.map(|(_, value)| value.value()).collect();
        let way = objective.reading_on(until).and_then(|(_, value)| objective.progress(value));
        vec![
            Figure::text(&objective.handle),
            amount(objective.baseline),
            if readings.is_empty() { Figure::Nothing } else { Figure::Series(readings) },
            amount(objective.target),
            Figure::optional(way, Figure::Part),
            Figure::optional(objective.by, |day| Figure::Day(day.date())),
            Figure::optional(objective.unit.as_ref(), Figure::text),
        ]
    }

    fn brought(&self) -> Vec<Vec<Figure>> {
        brought(self.objective.handle.as_str(), &self.benefits)
    }
}

/// A row for each unit.
fn brought(name: &str, benefits: &Benefits) -> Vec<Vec<Figure>> {
    let row = |(unit, brought): (&String, &Brought)| {
        vec![
            Figure::text(name),
            Figure::optional(brought.confirmed, Figure::Number),
            Figure::optional(brought.claimed, Figure::Number),
            Figure::text(unit),
        ]
    };
    benefits.0.iter().map(row).collect()
}

/// What actions brought that serve no objective of the journal.
fn for_nothing(selection: &Selection<'_>) -> Vec<Vec<Figure>> {
    let known = |handle: &Handle| selection.journal.objectives.contains_key(handle);
    let actions =
        selection.actions_in_period().filter(|(s, action)| !objectives(s, action).iter().any(known));
    let benefits = Benefits::of(actions.filter_map(|(_, action)| action.benefit.as_ref()), None);
    brought("(none)", &benefits)
}

const MONTHS: [Column; 6] = [
    column("objective", "objective", ""),
    column("month", "month", "the calendar month in which the actions were agreed on"),
    column("agreed", "agreed", "actions that serve it"),
    column("done", "done", "of these, done by today"),
    column("reading", "reading", "the last reading of the month"),
    column("done_share", "share", "done / those of them that are due, done or dropped"),
];

/// Readings beside follow-through, month by month.
fn months(selection: &Selection<'_>) -> Table {
    #[derive(Default)]
    struct Month {
        counts: FollowThrough,
        reading: Option<(Day, f64)>,
    }
    let options = selection.options;
    let month = |day: Day| format!("{:04}-{:02}", day.year(), day.month());
    let mut months: BTreeMap<(Handle, String), Month> = BTreeMap::new();
    for (session, action) in selection.actions_in_period() {
        for handle in objectives(session, action) {
            let asked = options.objective.as_ref().is_none_or(|asked| asked == handle);
            if asked && selection.journal.objectives.contains_key(handle) {
                let place = months.entry((handle.clone(), month(action.agreed_on(session)))).or_default();
                place.counts.count(session, action, options.today);
            }
        }
    }
    for objective in selection.journal.objectives.values().map(|filed| &filed.record) {
        let asked = options.objective.as_ref().is_none_or(|asked| *asked == objective.handle);
        for (day, value) in
            objective.readings_by_day().into_iter().filter(|(day, _)| asked && options.spans(*day))
        {
            let place = months.entry((objective.handle.clone(), month(day))).or_default();
            place.reading = Some((day, value.value()));
        }
    }
    let row = |((handle, month), of): (&(Handle, String), &Month)| {
        vec![
            Figure::text(handle),
            Figure::text(month),
            Figure::Count(of.counts.agreed()),
            Figure::Count(of.counts.done()),
            Figure::optional(of.reading, |(_, value)| Figure::Number(value)),
            of.counts.share(),
        ]
    };
    Table::new("months", "Readings beside follow-through", &MONTHS)
        .rows(months.iter().map(row))
        .or("nothing was agreed for an objective, and none was measured")
        .note("side by side: what moved a measure, no table can say")
}
