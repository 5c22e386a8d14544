//! Coverage: everyone's last session and next follow-up, to find people who were overlooked.

use std::collections::{BTreeMap, BTreeSet};

use super::{GroupBy, ReportFilter, activity};
use crate::journal::query::journal::Journal;
use crate::journal::query::selection::{Selection, asked_people};
use crate::journal::records::action::State;
use crate::journal::records::session::Session;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::report::sheet::{Column, Figure, Sheet, Table, column};
use crate::views::page::Tone;

const COLUMNS: [Column; 10] = [
    column(
        "person",
        "person",
        "everyone who was in a session, was assigned a programme, agreed something outside a session or has \
         their own cadence; people who left or were forgotten are not listed",
    ),
    column("team", "team", ""),
    column("manager", "manager", "the person's current manager"),
    column(
        "coach",
        "coach",
        "the coach of the latest session up to the end of the period, or without a session of the latest agreement",
    ),
    column("sessions", "seen", "sessions with them in the period, group sessions included"),
    column("last", "last session", "date of the latest session up to the end of the period"),
    column("days", "days ago", "days from the last session to the end of the period"),
    column(
        "next",
        "next follow-up",
        "date of the next open follow-up, from the end of the period on; follow-ups agreed after it do not \
         count",
    ),
    column("overdue", "overdue", "open follow-ups that are past their date"),
    column(
        "state",
        "",
        "quiet: the last session is longer ago than their cadence; stalled: quiet, and no next \
         follow-up; never: no session yet; a person with cadence 0 has none of these states",
    ),
];

const IN_TIME: [Column; 3] = [
    column("people", "people", "number of people in the table above"),
    column("in_time", "in time", "people whose last session is within their cadence, or whose cadence is 0"),
    column("in_time_share", "share", "in time / people"),
];

/// The status of a coached person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum CoverageStatus {
    Stalled,
    Never,
    Quiet,
    Well,
}

/// One person with their status.
pub(crate) struct CoveredPerson<'a> {
    pub person: &'a Handle,
    pub standing: CoverageStatus,
    team: Option<&'a Handle>,
    manager: Option<&'a Handle>,
    coach: Option<&'a Handle>,
    sessions: usize,
    last: Option<Day>,
    next: Option<Day>,
    overdue: usize,
}

/// The sessions and follow-ups of one person in the selection.
#[derive(Default)]
struct PersonHistory {
    sessions: usize,
    last: Option<Day>,
    next: Option<Day>,
    overdue: usize,
}

pub(crate) fn covered<'a>(selection: &Selection<'a>) -> Vec<CoveredPerson<'a>> {
    let options = selection.options;
    let today = options.until.min(options.today);
    let mut seen = seen(selection, today);
    // A person who coaches, sponsors or leads, and is not coached, is not a gap in the coverage.
    let with: BTreeSet<&Handle> = selection
        .records()
        .filter(|session| session.date <= options.last())
        .flat_map(|session| &session.with)
        .collect();
    // A cadence is for all coaches and objectives together, so it does not apply if the filter names one.
    let narrowed = options.coach.is_some() || options.is_about_objectives();
    let cadence_of = |person: &Handle| selection.journal.people.get(person)?.record.cadence;
    let coaches = last_coaches(selection.records(), options.last());
    let on_programme = on_programme(selection);
    let has_cadence = |person: &Handle| !narrowed && cadence_of(person).is_some_and(|days| days > 0);
    let there = selection.people().into_iter();
    let mut all: Vec<CoveredPerson<'a>> = there
        .filter(|person| with.contains(person) || has_cadence(person) || on_programme.contains(person))
        .map(|person| {
            let PersonHistory { sessions, last, next, overdue } = seen.remove(person).unwrap_or_default();
            let cadence = i64::from(cadence_of(person).unwrap_or(selection.journal.settings.cadence));
            let standing = match last {
                _ if cadence == 0 => CoverageStatus::Well,
                None => CoverageStatus::Never,
                Some(day) if today.days_since(day) <= cadence => CoverageStatus::Well,
                Some(_) if next.is_some() => CoverageStatus::Quiet,
                Some(_) => CoverageStatus::Stalled,
            };
            let (team, manager) = (selection.team(person), selection.manager(person));
            let coach = coaches.get(person).copied();
            CoveredPerson { person, team, manager, coach, standing, sessions, last, next, overdue }
        })
        .collect();
    all.sort_by_key(|one| (one.standing, one.last, one.person));
    all
}

/// The people on a programme of the selected coach and objective that has not ended. A filter for a topic or a
/// kind does not hide them, as it does not hide those with their own cadence: no programme has a topic.
fn on_programme<'a>(selection: &Selection<'a>) -> BTreeSet<&'a Handle> {
    let options = selection.options;
    let any_subject = ReportFilter { topic: None, kind: None, ..options.clone() };
    let programmes = Selection::of(selection.journal, &any_subject);
    let runs = |session: &Session| {
        let is_open = |state: State| state.by(options.today) == State::Open;
        session.actions.iter().any(|action| is_open(action.state()))
            || session.follow_ups.iter().any(|ask| is_open(ask.state()))
    };
    let all = selection.journal.sessions.iter().map(|filed| &filed.record);
    all.filter(|session| session.programme.is_some() && session.date <= options.last())
        .filter(|session| programmes.takes_record(session) && runs(session))
        .flat_map(|session| &session.with)
        .collect()
}

fn seen<'a>(selection: &Selection<'a>, today: Day) -> BTreeMap<&'a Handle, PersonHistory> {
    let options = selection.options;
    let mut seen: BTreeMap<&Handle, PersonHistory> = BTreeMap::new();
    for session in selection.sessions().filter(|session| session.date <= options.last()) {
        for person in session.with.iter().collect::<BTreeSet<_>>() {
            let place = seen.entry(person).or_default();
            place.sessions += usize::from(options.spans(session.date));
            place.last = place.last.max(Some(session.date));
        }
    }
    for (session, ask) in selection.follow_ups().filter(|(session, ask)| {
        ask.agreed_on(session) <= options.last() && ask.state().by(options.today) == State::Open
    }) {
        for person in asked_people(session, ask).collect::<BTreeSet<_>>() {
            let place = seen.entry(person).or_default();
            if ask.due < today {
                place.overdue += 1
            } else {
                place.next = Some(place.next.map_or(ask.due, |next| next.min(ask.due)))
            }
        }
    }
    seen
}

pub(super) fn sheet(journal: &Journal, options: &ReportFilter) -> Sheet {
    if options.by == Some(GroupBy::Month) {
        let options = activity::months_of(options);
        return options.sheet("coverage", "Coverage", vec![months(journal, &options)]);
    }
    let all = covered(&Selection::of(journal, options));
    let rows = all.iter().map(|one| one.row(options.until.min(options.today)));
    options.sheet("coverage", "Coverage", vec![table(rows), in_time(&all)])
}

/// How many people were seen within their cadence at the end of each month, by the records of that day.
fn months(journal: &Journal, options: &ReportFilter) -> Table {
    const COLUMNS: [Column; 4] = [
        column(
            "month",
            "month",
            "state on the last day of the month, or of the period; months before the first record are left \
             out",
        ),
        column("people", "people", "number of coached people"),
        IN_TIME[1],
        IN_TIME[2],
    ];
    let rows = each_month(journal, options, |month, journal, options| {
        let (people, well) = seen_in_time(&covered(&Selection::of(journal, options)));
        vec![
            Figure::text(month.month_of_year()),
            Figure::Count(people),
            Figure::Count(well),
            Figure::Share(well, people),
        ]
    });
    Table::new("months", "Sessions within the cadence", &COLUMNS)
        .rows(rows)
        .or("no sessions or agreements by the end of the period")
}

/// One row for each month of the period, from its first day, and the journal and the options at its end.
/// Leaves out the months that end before the first record.
pub(super) fn each_month(
    journal: &Journal,
    options: &ReportFilter,
    row: impl Fn(Day, &Journal, &ReportFilter) -> Vec<Figure>,
) -> Vec<Vec<Figure>> {
    let mut rows = Vec::new();
    let mut first = options.since.and_then(|since| Day::new(since.year(), since.month(), 1));
    while let Some(day) = first.filter(|day| *day <= options.until) {
        first = day.plus_months(1);
        let last = first.and_then(|next| next.plus_days(-1)).unwrap_or(day).min(options.until);
        // A month that ends later is read as of today, like the last one.
        let is_past = last < options.today;
        let today = if is_past { last } else { options.today };
        let ends_today = options.ends_today && last == options.until;
        let then = ReportFilter { since: Some(day), until: last, today, ends_today, ..options.clone() };
        let as_of = is_past.then(|| journal.as_of(last));
        let journal = as_of.as_ref().unwrap_or(journal);
        if journal.sessions.iter().any(|filed| filed.record.date <= then.last()) {
            rows.push(row(day, journal, &then));
        }
    }
    rows
}

/// The coach of each person's latest session up to this day, or without a session that of the latest
/// agreement. A person is not their own coach.
pub(super) fn last_coaches<'a>(
    records: impl Iterator<Item = &'a Session>,
    last: Day,
) -> BTreeMap<&'a Handle, &'a Handle> {
    let mut latest: BTreeMap<&Handle, (bool, Day, &Handle)> = BTreeMap::new();
    for session in records.filter(|session| session.date <= last) {
        for person in session.with.iter().filter(|person| **person != session.coach) {
            let this = (session.is_conversation(), session.date);
            // Of two sessions of one day, the later one in the order of the journal counts.
            if latest.get(person).is_none_or(|(is_conversation, day, _)| this >= (*is_conversation, *day)) {
                latest.insert(person, (this.0, this.1, &session.coach));
            }
        }
    }
    latest.into_iter().map(|(person, (_, _, coach))| (person, coach)).collect()
}

/// The number of people, and how many of them were seen within their cadence.
fn seen_in_time(all: &[CoveredPerson<'_>]) -> (usize, usize) {
    (all.len(), all.iter().filter(|one| one.standing == CoverageStatus::Well).count())
}

fn in_time(all: &[CoveredPerson<'_>]) -> Table {
    let (people, well) = seen_in_time(all);
    let row = vec![Figure::Count(people), Figure::Count(well), Figure::Share(well, people)];
    Table::new("in_time", "Sessions within the cadence", &IN_TIME)
        .rows((!all.is_empty()).then_some(row))
        .or("no coached people")
}

pub(crate) fn table(rows: impl Iterator<Item = Vec<Figure>>) -> Table {
    Table::new("coverage", "", &COLUMNS)
        .rows(rows)
        .or("no coached people yet: log a session with `coach log PERSON`")
}

impl CoveredPerson<'_> {
    pub(crate) fn row(&self, today: Day) -> Vec<Figure> {
        let state = match self.standing {
            CoverageStatus::Stalled => Figure::Word(Tone::Overdue, "stalled"),
            CoverageStatus::Never => Figure::Word(Tone::Faint, "never"),
            CoverageStatus::Quiet => Figure::Word(Tone::Today, "quiet"),
            CoverageStatus::Well => Figure::Nothing,
        };
        let days = self.last.map(|day| today.days_since(day).max(0) as usize);
        vec![
            Figure::text(self.person),
            Figure::optional(self.team, Figure::text),
            Figure::optional(self.manager, Figure::text),
            Figure::optional(self.coach, Figure::text),
            Figure::Count(self.sessions),
            Figure::optional(self.last, |day| Figure::Day(day.date())),
            Figure::optional(days, Figure::Count),
            Figure::optional(self.next, |day| Figure::Day(day.date())),
            Figure::Count(self.overdue),
            state,
        ]
    }
}
