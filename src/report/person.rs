//! One person on one page: goals, sessions, actions and their state, obstacles, benefits.

use super::{ReportFilter, objectives, obstacles};
use crate::journal::query::benefit_owner::belongs;
use crate::journal::query::journal::Journal;
use crate::journal::query::selection::{Selection, answers as found, names, objectives as served};
use crate::journal::records::action::{Action, State};
use crate::journal::records::follow_up::Outcome;
use crate::journal::records::session::Session;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::report::sheet::{Column, Figure, Sheet, Table, column};
use crate::views::page::Tone;

pub(super) fn sheet(journal: &Journal, options: &ReportFilter) -> Sheet {
    let selection = Selection::of(journal, options);
    let name = options.person.as_ref().and_then(|handle| journal.people.get(handle)?.record.name.clone());
    let title = name.or(options.person.as_ref().map(Handle::to_string)).unwrap_or_default();
    let tables = vec![
        goals(&selection),
        sessions(&selection),
        actions(&selection),
        answers(&selection),
        obstacles::texts(&obstacles::spells(&selection), options.today).titled("Obstacles"),
        benefits(&selection),
    ];
    options.sheet("person", title, tables)
}

/// The objectives that the person's sessions and actions of the period serve.
fn goals(selection: &Selection<'_>) -> Table {
    let named = |handle: &Handle| {
        selection.sessions_in_period().any(|session| names(session, handle))
            || selection.actions_in_period().any(|(session, action)| served(session, action).contains(handle))
    };
    let [mut got, ..] = objectives::each(selection);
    got.rows.retain(|row| matches!(row.first(), Some(Figure::Text(h)) if h.parse().is_ok_and(|h| named(&h))));
    got.titled("Goals").or("no sessions or actions with an objective")
}

fn sessions(selection: &Selection<'_>) -> Table {
    const COLUMNS: [Column; 5] = [
        column("date", "date", ""),
        column("minutes", "minutes", ""),
        column("coach", "coach", ""),
        column("kind", "kind", ""),
        column("topics", "topics", ""),
    ];
    let row = |session: &Session| {
        let topics: Vec<&str> = session.topics.iter().map(Handle::as_str).collect();
        vec![
            Figure::Day(session.date.date()),
            Figure::optional(session.minutes, |minutes| Figure::Count(minutes as usize)),
            Figure::text(&session.coach),
            Figure::text(session.kind),
            if topics.is_empty() { Figure::Nothing } else { Figure::Text(topics.join(", ")) },
        ]
    };
    let mut all: Vec<&Session> = selection.sessions_in_period().collect();
    all.reverse();
    Table::new("sessions", "Sessions", &COLUMNS).rows(all.into_iter().map(row)).or("none")
}

fn actions(selection: &Selection<'_>) -> Table {
    const COLUMNS: [Column; 5] = [
        column("agreed", "agreed", "the date of the agreement"),
        column("due", "due", ""),
        column("state", "state", "late: done after its due date; overdue: open and past its due date"),
        column("what", "what", ""),
        column("result", "result", ""),
    ];
    let today = selection.options.today;
    let state = |action: &Action| match (action.state_by(today), action.late_after()) {
        (State::Done(on), Some(due)) if on > due => Figure::Word(Tone::Done, "late"),
        (State::Done(_), _) => Figure::Word(Tone::Done, "done"),
        (State::Dropped(_), _) => Figure::Word(Tone::Faint, "dropped"),
        (State::Open, Some(due)) if due < today => Figure::Word(Tone::Overdue, "overdue"),
        (State::Open, _) => Figure::Word(Tone::Plain, "open"),
    };
    let row = |(session, action): (&Session, &Action)| {
        let came = match action.state_by(today) {
            State::Open => None,
            _ => action.result.as_ref().or(action.why.as_ref()),
        };
        vec![
            Figure::Day(action.agreed_on(session).date()),
            Figure::optional(action.due, |day| Figure::Day(day.date())),
            state(action),
            Figure::text(&action.what),
            Figure::optional(came, |text| Figure::text(text.trim())),
        ]
    };
    let mut all: Vec<_> = selection.actions_in_period().collect();
    all.reverse();
    Table::new("actions", "Actions", &COLUMNS).rows(all.into_iter().map(row)).or("none")
}

/// The first and the last answer about each action.
fn answers(selection: &Selection<'_>) -> Table {
    const COLUMNS: [Column; 5] = [
        column("first_on", "first date", "the date of the first answered follow-up about the action"),
        column("first_answer", "first answer", "applied, partly or missed; dropped follow-ups do not count"),
        column("last_on", "last date", "the date of the last answered follow-up about the action"),
        column("last_answer", "last answer", "the same as the first answer if there is only one"),
        column("what", "what", ""),
    ];
    let today = selection.options.today;
    let row = |(session, action): (&Session, &Action)| {
        let all = found(session, action, today);
        let (first, last) = (all.first()?, all.last()?);
        let answer = |(day, outcome): &(Day, Outcome)| [Figure::Day(day.date()), Figure::text(outcome)];
        Some([answer(first), answer(last)].concat().into_iter().chain([Figure::text(&action.what)]).collect())
    };
    let mut all: Vec<_> = selection.actions_in_period().collect();
    all.reverse();
    Table::new("answers", "Answers to follow-ups", &COLUMNS)
        .rows(all.into_iter().filter_map(row))
        .or("no answered follow-ups about actions")
}

fn benefits(selection: &Selection<'_>) -> Table {
    const COLUMNS: [Column; 9] = [
        column("before", "before", ""),
        column("after", "after", ""),
        column("unit", "unit", ""),
        column("share", "share", "the share of the change that is due to the coaching"),
        column("confidence", "confidence", "how sure they are of that share"),
        column(
            "counts",
            "counts as",
            "change x share x confidence; positive numbers are improvements if the objective has a direction",
        ),
        column(
            "standing",
            "standing",
            "claimed, reported (as confirmed) or confirmed (by someone other than the claimant and the owner)",
        ),
        column("confirmed_by", "confirmed by", "the person who confirmed it, empty if nobody did"),
        column("what", "what", ""),
    ];
    let today = selection.options.today;
    let rows = selection.actions_in_period().filter_map(|(session, action)| {
        let benefit = action.benefit.as_ref().filter(|_| action.done_by(today).is_some())?;
        let belongs = belongs(selection.journal, session, action);
        let unit = benefit.unit.as_deref().or(belongs.unit());
        let better_by = belongs.better_by(benefit);
        Some(vec![
            Figure::Number(benefit.before.value()),
            Figure::Number(benefit.after.value()),
            Figure::optional(unit, Figure::text),
            Figure::Part(benefit.share.fraction()),
            Figure::Part(benefit.confidence.fraction()),
            Figure::Number(better_by.value()),
            Figure::text(benefit.standing(&action.owner)),
            Figure::optional(benefit.confirmed_by.as_ref(), Figure::text),
            Figure::text(&action.what),
        ])
    });
    Table::new("benefits", "Benefits", &COLUMNS).rows(rows).or("none")
}
