//! The hours that a coach may count towards a credential, the hours that the next level still needs, and
//! the hours that do not count, with reasons.

use std::collections::{BTreeMap, BTreeSet};

use super::ReportFilter;
pub(super) use crate::journal::query::countable_sessions::{CountedSession, Reason, SessionTotals, counted};
use crate::journal::query::journal::Journal;
use crate::journal::query::selection::Selection;
use crate::journal::records::session::Kind;
use crate::journal::records::standard::{Level, Standard};
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::report::sheet::{Column, Figure, Sheet, Table, column, hours};

const COLUMNS: [Column; 8] = [
    column("coach", "coach", ""),
    column("standard", "standard", ""),
    column("hours", "hours", "minutes / 60 of the sessions that count; a group session counts once"),
    column(
        "paid_hours",
        "paid hours",
        "hours of the sessions with `paid = true`; coach assumes that a session without `paid` is paid if \
         one of its people is internal, and otherwise pro bono (see the table `assumed`)",
    ),
    column(
        "clients",
        "clients",
        "different people in these sessions, alone or in a group, whom the standard counts: their \
         relationship must count and, for ICF, they must have agreed to be named",
    ),
    column("met", "level", "the highest level whose requirements are all met"),
    column("next", "next level", ""),
    column("missing", "still missing", "requirements of the next level that are not met yet"),
];

const ASSUMED: [Column; 6] = [
    column("coach", "coach", ""),
    column("standard", "standard", ""),
    column(
        "assumed",
        "assumed",
        "paid, pro bono: the session has no `paid`; counted whole: the session counts in full, although the \
         relationship of some of its people does not count",
    ),
    column("sessions", "sessions", ""),
    column("hours", "hours", ""),
    column(
        "people",
        "with",
        "everyone in these sessions; for counted whole, only the people whose relationship does not count",
    ),
];

const LEFT_OUT: [Column; 6] = [
    column("coach", "coach", ""),
    column("standard", "standard", ""),
    column(
        "reason",
        "reason",
        "the first reason that applies. The coach leads a person if the person's `manager` is the coach, or \
         if their `relationship` is `line-manager` and they have no `manager`. For all other coaches, \
         `internal`, `external` and `peer` apply as recorded, and everyone else is internal",
    ),
    column("sessions", "sessions", ""),
    column("hours", "hours", ""),
    column("people", "with", "everyone in these sessions"),
];

/// The totals of a coach under one standard.
#[derive(Default)]
struct Sum {
    minutes: u64,
    paid: u64,
    clients: BTreeSet<Handle>,
    /// The day and minutes of each counted session.
    days: Vec<(Day, u64)>,
    left_out: BTreeMap<Reason, SessionTotals>,
    assumed: BTreeMap<&'static str, SessionTotals>,
    /// The coach's own training and supervision.
    cpd: Vec<(Day, u64)>,
    supervision: Vec<(Day, u64)>,
}

/// A row about several sessions with the same remark.
fn row_of(sessions: &SessionTotals, coach: &Handle, standard: &Standard, what: impl ToString) -> Vec<Figure> {
    vec![
        Figure::text(coach),
        Figure::text(&standard.title),
        Figure::text(what),
        Figure::Count(sessions.times),
        Figure::Minutes(sessions.minutes),
        Figure::Text(sessions.with()),
    ]
}

pub(super) fn sheet(journal: &Journal, options: &ReportFilter) -> Sheet {
    let selection = Selection::of(journal, options);
    let mut sums: BTreeMap<(&Handle, &Handle), Sum> = BTreeMap::new();
    for standard in journal.standards.values().map(|filed| &filed.record) {
        for session in selection.sessions_in_period() {
            let sum = sums.entry((&session.coach, &standard.handle)).or_default();
            let minutes = u64::from(session.minutes.unwrap_or(0));
            match counted(journal, standard, session) {
                Ok(CountedSession { people, is_paid, is_assumed, beside, .. }) => {
                    sum.minutes += minutes;
                    sum.paid += if is_paid { minutes } else { 0 };
                    let asked = selection.people_in(session);
                    sum.clients.extend(people.into_iter().filter(|person| asked.contains(person)));
                    sum.days.push((session.date, minutes));
                    if is_assumed {
                        let assumed = if is_paid { "paid" } else { "pro bono" };
                        sum.assumed.entry(assumed).or_default().add(minutes, &session.with);
                    }
                    if !beside.is_empty() {
                        sum.assumed.entry("counted whole").or_default().add(minutes, &beside);
                    }
                }
                Err(reason) => sum.left_out.entry(reason).or_default().add(minutes, &session.with),
            }
        }
    }
    own_learning(&selection, &mut sums);
    let rows = sums
        .iter()
        .map(|((coach, standard), sum)| row(coach, &journal.standards[*standard].record, sum, options));
    let table = Table::new("hours", "", &COLUMNS).rows(rows).or("no sessions yet").note(sources(journal));
    options.sheet("hours", "Hours", vec![table, left_out(journal, &sums), assumed(journal, &sums)])
}

/// Adds each coach's own learning: sessions of training and supervision that they attended.
fn own_learning<'a>(selection: &Selection<'a>, sums: &mut BTreeMap<(&'a Handle, &'a Handle), Sum>) {
    for session in selection.journal.sessions.iter().map(|filed| &filed.record) {
        let minutes = u64::from(session.minutes.unwrap_or(0));
        for ((_, _), sum) in sums.iter_mut().filter(|((coach, _), _)| session.with.contains(coach)) {
            match session.kind {
                Kind::Training => sum.cpd.push((session.date, minutes)),
                Kind::Supervision => sum.supervision.push((session.date, minutes)),
                _ => {}
            }
        }
    }
}

fn row(coach: &Handle, standard: &Standard, sum: &Sum, options: &ReportFilter) -> Vec<Figure> {
    let met = standard.levels.iter().take_while(|level| sum.missing(level, options).is_empty()).count();
    let next = standard.levels.get(met);
    vec![
        Figure::text(coach),
        Figure::text(&standard.title),
        Figure::Minutes(sum.minutes),
        Figure::Minutes(sum.paid),
        Figure::Count(sum.clients.len()),
        Figure::optional(met.checked_sub(1).and_then(|n| standard.levels.get(n)), |l| Figure::text(&l.name)),
        Figure::optional(next, |level| Figure::text(&level.name)),
        Figure::optional(next, |level| Figure::Text(sum.missing(level, options).join(", "))),
    ]
}

impl Sum {
    /// The requirements of the level that the coach does not meet yet, in words.
    fn missing(&self, level: &Level, options: &ReportFilter) -> Vec<String> {
        let within = |days: &[(Day, u64)], months: u16| {
            let since = options.until.plus_months(-i32::from(months));
            let recent = days.iter();
            let recent =
                recent.filter(|(day, _)| since.is_none_or(|since| *day > since) && *day <= options.last());
            recent.map(|(_, minutes)| minutes).sum::<u64>()
        };
        let short = |has: u64, asked: u32, of: &str| {
            let lacks = (u64::from(asked) * 60).saturating_sub(has);
            (lacks > 0).then(|| format!("{} h{of}", hours(lacks)))
        };
        let clients = (level.clients as usize).saturating_sub(self.clients.len());
        let recent = within(&self.days, level.recent_months);
        [
            short(self.minutes, level.hours, ""),
            short(self.paid, level.paid_hours, " paid"),
            (clients > 0).then(|| crate::views::wording::count(clients, "client")),
            short(recent, level.recent_hours, &format!(" in the last {} months", level.recent_months)),
            short(within(&self.cpd, 12), level.cpd_hours, " of training in 12 months"),
            short(within(&self.supervision, 3), level.supervision_hours, " of supervision in 3 months"),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

fn assumed(journal: &Journal, sums: &BTreeMap<(&Handle, &Handle), Sum>) -> Table {
    let rows = sums.iter().flat_map(|((coach, standard), sum)| {
        let standard = &journal.standards[*standard].record;
        sum.assumed.iter().map(move |(what, sessions)| row_of(sessions, coach, standard, what))
    });
    Table::new("assumed", "Assumptions", &ASSUMED).rows(rows).or("no assumptions")
}

fn left_out(journal: &Journal, sums: &BTreeMap<(&Handle, &Handle), Sum>) -> Table {
    let rows = sums.iter().flat_map(|((coach, standard), sum)| {
        let standard = &journal.standards[*standard].record;
        sum.left_out.iter().map(move |(reason, sessions)| row_of(sessions, coach, standard, reason))
    });
    Table::new("not_counted", "Not counted", &LEFT_OUT).rows(rows).or("every session counts")
}

/// The sources of the thresholds, with their dates.
fn sources(journal: &Journal) -> String {
    let each = journal.standards.values().map(|filed| &filed.record);
    let each = each.map(|standard| format!("{} as of {}", standard.title, standard.as_of));
    let each: Vec<String> = each.collect();
    format!("requirements: {}; to change them, add a file to standards/ in the journal", each.join(", "))
}
