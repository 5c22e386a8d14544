//! The coaching of each coach and manager: their people, their sessions, and the days since the last one. A
//! manager who stopped, or never began, has a row too.

use std::collections::{BTreeMap, BTreeSet};

use super::{GroupBy, ReportFilter, activity, coverage};
use crate::journal::query::journal::Journal;
use crate::journal::query::selection::{Selection, asked_people};
use crate::journal::records::action::State;
use crate::journal::records::session::Session;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::report::sheet::{Column, Figure, Sheet, Table, column};

const PEOPLE: Column = column(
    "people",
    "people",
    "the current people of this manager, and the people whose latest session was with this coach, or without a \
     session the latest agreement; people who left or were forgotten do not count",
);

const IN_TIME: Column = column(
    "in_time",
    "in time",
    "of these people, those whose last session with this coach is within their cadence, or whose cadence is 0",
);

const SESSIONS: Column = column(
    "sessions",
    "sessions",
    "sessions that the coach gave in the period (or in the month); a session with only the coach does not count",
);

const MINUTES: Column =
    column("minutes", "min", "minutes of these sessions; a session without minutes adds nothing");

const COLUMNS: [Column; 11] = [
    column(
        "coach",
        "coach",
        "the coach of a session or an agreement, or the manager of someone; those who left are listed only with \
         sessions in one of the two periods or with open follow-ups",
    ),
    PEOPLE,
    IN_TIME,
    SESSIONS,
    column("sessions_before", "sessions (was)", "the same, in as many days before the period"),
    MINUTES,
    column("minutes_before", "min (was)", "the same, in as many days before the period"),
    column(
        "last",
        "last session",
        "date of the latest session that the coach gave, up to the end of the period; empty if the coach gave none yet",
    ),
    column("days", "days ago", "days from this session to the end of the period"),
    column(
        "open",
        "open",
        "open follow-ups from the coach's sessions and agreements; those that ask only people who left do not \
         count",
    ),
    column("overdue", "overdue", "of these follow-ups, those that are past their date"),
];

/// The people, sessions and follow-ups of one coach or manager.
#[derive(Default)]
struct Coaching<'a> {
    people: BTreeSet<&'a Handle>,
    in_time: BTreeSet<&'a Handle>,
    /// In the period, and in the one before.
    sessions: [usize; 2],
    minutes: [u64; 2],
    last: Option<Day>,
    open: usize,
    overdue: usize,
}

pub(super) fn sheet(journal: &Journal, options: &ReportFilter) -> Sheet {
    if options.by == Some(GroupBy::Month) {
        let options = activity::months_of(options);
        return options.sheet("coaching", "Coaching", vec![months(journal, &options)]);
    }
    let since = options.since.or(activity::window_of(options).since);
    let options = ReportFilter { since, ..options.clone() };
    options.sheet("coaching", "Coaching", vec![table(journal, &options)])
}

fn table(journal: &Journal, options: &ReportFilter) -> Table {
    let today = options.until.min(options.today);
    let of_all = of_all_coaches(options);
    let all = each(&Selection::of(journal, &of_all), options.coach.as_ref());
    // Those who gave no session in the period come first.
    let mut rows: Vec<_> = all.iter().collect();
    rows.sort_by_key(|(coach, one)| (one.sessions[0] > 0, one.last, **coach));
    Table::new("coaching", "", &COLUMNS)
        .rows(rows.iter().map(|(coach, one)| one.row(coach.as_str(), today)))
        .total(total(&all).row("all", today))
        .or("no coaches or managers yet: log a session with `coach log PERSON`")
}

/// The same figures at the end of each month.
fn months(journal: &Journal, options: &ReportFilter) -> Table {
    const COLUMNS: [Column; 8] = [
        column(
            "month",
            "month",
            "state on the last day of the month, or of the period; managers are those of today; months before \
             the first record are left out",
        ),
        column("coaches", "coaches", "number of coaches and managers"),
        column("active", "active", "coaches and managers who gave a session in the month"),
        PEOPLE,
        IN_TIME,
        column("in_time_share", "share", "in time / people"),
        SESSIONS,
        MINUTES,
    ];
    let rows = coverage::each_month(journal, options, |month, journal, options| {
        let of_all = of_all_coaches(options);
        let all = each(&Selection::of(journal, &of_all), options.coach.as_ref());
        let sum = total(&all);
        vec![
            Figure::text(month.month_of_year()),
            Figure::Count(all.len()),
            Figure::Count(all.values().filter(|one| one.sessions[0] > 0).count()),
            Figure::Count(sum.people.len()),
            Figure::Count(sum.in_time.len()),
            Figure::Share(sum.in_time.len(), sum.people.len()),
            Figure::Count(sum.sessions[0]),
            Figure::Count(sum.minutes[0] as usize),
        ]
    });
    Table::new("months", "Coaching by month", &COLUMNS)
        .rows(rows)
        .or("no sessions or agreements by the end of the period")
}

fn of_all_coaches(options: &ReportFilter) -> ReportFilter {
    ReportFilter { coach: None, ..options.clone() }
}

/// Every coach and manager of the selection, or the one that the filter asks for, with their figures. The
/// selection is of all coaches: a person's last coach is the same with and without the filter for a coach.
fn each<'a>(selection: &Selection<'a>, asked: Option<&Handle>) -> BTreeMap<&'a Handle, Coaching<'a>> {
    let Selection { journal, options } = *selection;
    let today = options.until.min(options.today);
    let is_known = |session: &&Session| session.date <= options.last() && coaches_others(session);
    let mut all: BTreeMap<&Handle, Coaching<'a>> = BTreeMap::new();
    let mut met: BTreeMap<(&Handle, &Handle), Day> = BTreeMap::new();
    for session in selection.records().filter(is_known) {
        let one = all.entry(&session.coach).or_default();
        if !session.is_conversation() {
            continue;
        }
        one.last = one.last.max(Some(session.date));
        if let Some(window) = window(options, session.date) {
            one.sessions[window] += 1;
            one.minutes[window] += u64::from(session.minutes.unwrap_or(0));
        }
        for person in &session.with {
            met.insert((&session.coach, person), session.date);
        }
    }
    let coaches = coverage::last_coaches(selection.records(), options.last());
    for person in selection.people() {
        let record = journal.people.get(person).map(|filed| &filed.record);
        let cadence = i64::from(record.and_then(|person| person.cadence).unwrap_or(journal.settings.cadence));
        let manager = record.and_then(|person| person.manager.as_ref());
        for coach in coaches.get(person).copied().into_iter().chain(manager).filter(|coach| *coach != person)
        {
            let one = all.entry(coach).or_default();
            one.people.insert(person);
            let last = met.get(&(coach, person));
            if cadence == 0 || last.is_some_and(|day| today.days_since(*day) <= cadence) {
                one.in_time.insert(person);
            }
        }
    }
    for (session, ask) in selection.follow_ups().filter(|(session, _)| coaches_others(session)) {
        let is_open =
            ask.state().by(options.today) == State::Open && ask.agreed_on(session) <= options.last();
        let is_here = |person| !journal.is_gone(person, options.today);
        if is_open && asked_people(session, ask).any(is_here) {
            let one = all.entry(&session.coach).or_default();
            one.open += 1;
            one.overdue += usize::from(ask.due < today);
        }
    }
    all.retain(|coach, one| {
        let is_there = !journal.is_gone(coach, options.today) || one.open > 0 || one.sessions != [0, 0];
        is_there && asked.is_none_or(|asked| asked == *coach)
    });
    all
}

/// Whether the session has someone other than its coach. Training of one's own is no coaching of others.
fn coaches_others(session: &Session) -> bool {
    session.with.iter().any(|person| *person != session.coach)
}

/// Whether the day is in the period (0), or in as many days before (1).
fn window(options: &ReportFilter, day: Day) -> Option<usize> {
    if options.spans(day) {
        return Some(0);
    }
    let since = options.since.filter(|since| day < *since)?;
    (since.days_since(day) <= options.until.days_since(since) + 1).then_some(1)
}

/// The figures of all coaches and managers. Each person counts once.
fn total<'a>(all: &BTreeMap<&'a Handle, Coaching<'a>>) -> Coaching<'a> {
    let mut sum = Coaching::default();
    for one in all.values() {
        sum.people.extend(&one.people);
        sum.in_time.extend(&one.in_time);
        for window in 0..2 {
            sum.sessions[window] += one.sessions[window];
            sum.minutes[window] += one.minutes[window];
        }
        sum.last = sum.last.max(one.last);
        sum.open += one.open;
        sum.overdue += one.overdue;
    }
    sum
}

impl Coaching<'_> {
    fn row(&self, name: &str, today: Day) -> Vec<Figure> {
        let days = self.last.map(|day| today.days_since(day).max(0) as usize);
        vec![
            Figure::text(name),
            Figure::Count(self.people.len()),
            Figure::Count(self.in_time.len()),
            Figure::Count(self.sessions[0]),
            Figure::Count(self.sessions[1]),
            Figure::Count(self.minutes[0] as usize),
            Figure::Count(self.minutes[1] as usize),
            Figure::optional(self.last, |day| Figure::Day(day.date())),
            Figure::optional(days, Figure::Count),
            Figure::Count(self.open),
            Figure::Count(self.overdue),
        ]
    }
}
