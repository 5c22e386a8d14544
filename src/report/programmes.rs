//! The programmes that people were assigned: steps done on time and late, what is overdue, and the next step.

use super::ReportFilter;
use crate::journal::query::journal::Journal;
use crate::journal::query::selection::{Selection, owners};
use crate::journal::records::action::{Action, State};
use crate::journal::records::session::Session;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::report::sheet::{Column, Figure, Sheet, Table, column};
use crate::views::page::Tone;

const PROGRAMME: Column = column("programme", "programme", "the template that was assigned");

const COLUMNS: [Column; 10] = [
    PROGRAMME,
    column("person", "person", ""),
    column(
        "start",
        "start",
        "the day on which the programme began, or was assigned if that was earlier; the period selects by this day",
    ),
    column("on_time", "on time", "actions of the programme that were done by their due date, or without one"),
    column(
        "late",
        "late",
        "done after the due date; if a due date was moved after it had passed, the earliest such date counts",
    ),
    column("overdue", "overdue", "open, and the date that `late` uses has passed"),
    column("dropped", "dropped", "dropped actions"),
    column("open", "open", "open, and due today, later or without a due date"),
    column("done_share", "share", "done / all actions of the programme that were not dropped"),
    column(
        "state",
        "",
        "behind: an action is overdue; ended: no action and no follow-up of the programme is open; left: the \
         person left or was forgotten",
    ),
];

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum ProgrammeState {
    Behind,
    OnTrack,
    Ended,
    Left,
}

/// A programme of one person.
struct Assigned<'a> {
    programme: &'a Handle,
    person: &'a Handle,
    start: Day,
    state: ProgrammeState,
    on_time: usize,
    late: usize,
    overdue: usize,
    dropped: usize,
    open: usize,
    /// The next open action, or else the next open follow-up: its due day and its words.
    next: Option<(Option<Day>, &'a str)>,
}

pub(super) fn sheet(journal: &Journal, options: &ReportFilter) -> Sheet {
    let selection = Selection::of(journal, options);
    let all = each(&selection);
    let table = Table::new("programmes", "", &COLUMNS)
        .rows(all.iter().map(Assigned::row))
        .or("no programmes in the period: `coach assign PROGRAMME PERSON` assigns one");
    options.sheet("programmes", "Programmes", vec![table, next_steps(&all)])
}

fn each<'a>(selection: &Selection<'a>) -> Vec<Assigned<'a>> {
    let mut all = Vec::new();
    for session in selection.records().filter(|session| selection.options.spans(session.date)) {
        let Some(programme) = &session.programme else { continue };
        let people = selection.people_in(session);
        all.extend(people.into_iter().map(|person| Assigned::of(selection, session, programme, person)));
    }
    all.sort_by_key(|one| (one.state, one.start, one.programme, one.person));
    all
}

fn next_steps(all: &[Assigned<'_>]) -> Table {
    const COLUMNS: [Column; 4] = [
        PROGRAMME,
        column("person", "person", ""),
        column("due", "due", ""),
        column(
            "what",
            "next step",
            "the open action that is due first, or without an open action the follow-up",
        ),
    ];
    let rows = all.iter().filter(|one| one.state != ProgrammeState::Left).filter_map(|one| {
        let (due, what) = one.next?;
        Some(vec![
            Figure::text(one.programme),
            Figure::text(one.person),
            Figure::optional(due, |day| Figure::Day(day.date())),
            Figure::text(what),
        ])
    });
    Table::new("next", "Next steps", &COLUMNS).rows(rows).or("no open steps")
}

impl<'a> Assigned<'a> {
    fn of(
        selection: &Selection<'a>,
        session: &'a Session,
        programme: &'a Handle,
        person: &'a Handle,
    ) -> Assigned<'a> {
        let Selection { journal, options } = *selection;
        let today = options.today;
        let mut one = Assigned {
            programme,
            person,
            start: session.date,
            state: ProgrammeState::OnTrack,
            on_time: 0,
            late: 0,
            overdue: 0,
            dropped: 0,
            open: 0,
            next: None,
        };
        let is_own = |action: &&Action| {
            owners(session, &action.owner).any(|owner| owner == person)
                && action.agreed_on(session) <= options.last()
        };
        let mut open: Vec<(Option<Day>, &str)> = Vec::new();
        for action in session.actions.iter().filter(is_own) {
            let is_after = |day: Day| action.late_after().is_some_and(|last| day > last);
            match action.state_by(today) {
                State::Done(day) if is_after(day) => one.late += 1,
                State::Done(_) => one.on_time += 1,
                State::Dropped(_) => one.dropped += 1,
                State::Open if is_after(today) => one.overdue += 1,
                State::Open => one.open += 1,
            }
            if action.state_by(today) == State::Open {
                open.push((action.due, &action.what));
            }
        }
        let asks = session
            .follow_ups
            .iter()
            .filter(|ask| ask.state().by(today) == State::Open && ask.agreed_on(session) <= options.last());
        let asks = asks.map(|ask| (Some(ask.due), ask.ask.as_str()));
        // The order of the file decides between steps of one day. A step without a day is the last.
        let first = |steps: Vec<(Option<Day>, &'a str)>| {
            steps.into_iter().min_by_key(|(due, _)| (due.is_none(), *due))
        };
        one.next = first(open).or_else(|| first(asks.collect()));
        one.state = match one.next {
            _ if journal.is_gone(person, today) => ProgrammeState::Left,
            None => ProgrammeState::Ended,
            Some(_) if one.overdue > 0 => ProgrammeState::Behind,
            Some(_) => ProgrammeState::OnTrack,
        };
        one
    }

    fn row(&self) -> Vec<Figure> {
        let done = self.on_time + self.late;
        let state = match self.state {
            ProgrammeState::Behind => Figure::Word(Tone::Overdue, "behind"),
            ProgrammeState::OnTrack => Figure::Nothing,
            ProgrammeState::Ended => Figure::Word(Tone::Faint, "ended"),
            ProgrammeState::Left => Figure::Word(Tone::Faint, "left"),
        };
        vec![
            Figure::text(self.programme),
            Figure::text(self.person),
            Figure::Day(self.start.date()),
            Figure::Count(self.on_time),
            Figure::Count(self.late),
            Figure::Count(self.overdue),
            Figure::Count(self.dropped),
            Figure::Count(self.open),
            Figure::Share(done, done + self.overdue + self.open),
            state,
        ]
    }
}
