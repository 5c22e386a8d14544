//! The sprint report: actions done, carried over, stopped and added since the sprint began, decisions about
//! requests, and the coaching of the objectives in focus.

use super::ReportFilter;
use super::follow_through::FollowThrough;
use crate::journal::query::journal::Journal;
use crate::journal::query::selection::{Selection, names, objectives as served};
use crate::journal::records::action::{Action, State};
use crate::journal::records::session::Session;
use crate::journal::values::day::Day;
use crate::report::sheet::{Column, Figure, Sheet, Table, column};

pub(super) fn sheet(journal: &Journal, options: &ReportFilter) -> Sheet {
    let (options, note) = period(journal, options);
    // A sprint that ended shows the records as of its last day, like any period that is over.
    let ended = (!note.is_empty()).then(|| journal.as_of(options.until));
    let journal = ended.as_ref().unwrap_or(journal);
    let selection = Selection::of(journal, &options);
    let since = options.since.unwrap_or(options.until);
    let plan = SprintPlan::of(&selection, since);
    let tables = vec![
        plan.counts().note(plan.note(note)),
        plan.completion(since),
        actions("done", "Done", "person who owns an action done in the sprint", &plan.done),
        actions(
            "carried_over",
            "Carried over",
            "person who owns an action agreed before the sprint and open at its end",
            &plan.carried_over,
        ),
        actions("stopped", "Stopped", "person who owns an action dropped in the sprint", &plan.stopped),
        actions(
            "added",
            "Added",
            "person who owns an action agreed in the sprint and open at its end",
            &plan.added,
        ),
        requests(&selection),
        focus(&selection, since, &plan.done),
    ];
    options.sheet("sprint", "Sprint", tables)
}

/// The days of the sprint, and a note about them. On the first day of a sprint, the report covers the
/// sprint that ended the day before, unless `--since` is set.
fn period(journal: &Journal, options: &ReportFilter) -> (ReportFilter, String) {
    let sprint = &journal.settings.sprint;
    if options.since.is_some() {
        return (options.clone(), String::new());
    }
    let first = sprint.began(options.until);
    let yesterday = options.until.plus_days(-1).filter(|_| options.ends_today && first == options.until);
    match yesterday {
        None => (ReportFilter { since: Some(first), ..options.clone() }, String::new()),
        Some(last) => {
            let since = Some(sprint.began(last));
            let note = format!(
                "this sprint ended yesterday; to see the sprint that begins today, add `--since {first}`"
            );
            (
                ReportFilter {
                    since,
                    until: last,
                    today: last,
                    as_of: Some(last),
                    ends_today: false,
                    ..options.clone()
                },
                note,
            )
        }
    }
}

type SprintAction<'a> = (&'a Session, &'a Action);

/// The actions that were open at the start or added later, each in one list.
struct SprintPlan<'a> {
    done: Vec<SprintAction<'a>>,
    carried_over: Vec<SprintAction<'a>>,
    stopped: Vec<SprintAction<'a>>,
    added: Vec<SprintAction<'a>>,
    /// Open actions of people who left or were forgotten. coach no longer follows up on them.
    left: usize,
}

impl<'a> SprintPlan<'a> {
    fn of(selection: &Selection<'a>, since: Day) -> SprintPlan<'a> {
        let until = selection.options.last();
        let mut plan =
            SprintPlan { done: vec![], carried_over: vec![], stopped: vec![], added: vec![], left: 0 };
        for (session, action) in selection.actions() {
            // An action closed after the last day was open on that day.
            let state = match action.state_by(selection.options.today) {
                State::Done(day) | State::Dropped(day) if day > until => State::Open,
                state => state,
            };
            match state {
                State::Done(day) if day >= since => plan.done.push((session, action)),
                State::Dropped(day) if day >= since => plan.stopped.push((session, action)),
                State::Open if action.agreed_on(session) > until => {}
                State::Open
                    if selection.journal.is_gone_from(session, &action.owner, selection.options.today) =>
                {
                    plan.left += 1
                }
                State::Open if action.agreed_on(session) < since => plan.carried_over.push((session, action)),
                State::Open => plan.added.push((session, action)),
                _ => {}
            }
        }
        plan
    }

    /// The caveats beside the counts.
    fn note(&self, period: String) -> String {
        let left = match self.left {
            0 => None,
            1 => Some("1 open action of a person who left is not counted".to_owned()),
            several => Some(format!("{several} open actions of people who left are not counted")),
        };
        let said: Vec<String> =
            left.into_iter().chain(Some(period)).filter(|text| !text.is_empty()).collect();
        said.join("; ")
    }

    fn counts(&self) -> Table {
        const COLUMNS: [Column; 4] = [
            column("done", "done", "actions done in the sprint, whenever they were agreed"),
            column("carried_over", "carried over", "actions agreed before the sprint and open at its end"),
            column("stopped", "stopped", "actions dropped in the sprint"),
            column("added", "added", "actions agreed in the sprint and open at its end"),
        ];
        let counts = [&self.done, &self.carried_over, &self.stopped, &self.added];
        let row = counts.map(|list| Figure::Count(list.len())).to_vec();
        Table::new("counts", "", &COLUMNS).rows([row])
    }

    /// The state of the actions that were open when the sprint began.
    fn completion(&self, since: Day) -> Table {
        const COLUMNS: [Column; 5] = [
            column(
                "open_at_start",
                "open at start",
                "actions agreed before the sprint that were open when it began",
            ),
            column("done", "done", "of these, done in the sprint"),
            column("dropped", "dropped", "of these, dropped in the sprint"),
            column("still_open", "still open", "of these, open at the end of the sprint (carried over)"),
            column("done_share", "share", "done / open at start"),
        ];
        let of = |list: &[SprintAction<'_>]| list.iter().filter(was_open(since)).count();
        let [done, dropped, open] = [&self.done, &self.stopped, &self.carried_over].map(|list| of(list));
        let all = done + dropped + open;
        let row = [all, done, dropped, open].map(Figure::Count).into_iter().chain([Figure::Share(done, all)]);
        Table::new("completion", "Open at the start", &COLUMNS)
            .rows((all > 0).then(|| row.collect()))
            .or("none")
            .parts(&["done", "dropped", "still_open"])
    }
}

fn was_open(since: Day) -> impl Fn(&&SprintAction<'_>) -> bool {
    move |(session, action)| action.agreed_on(session) < since
}

fn actions(key: &'static str, title: &str, explain: &'static str, list: &[SprintAction<'_>]) -> Table {
    let columns = [column("person", "person", explain), column("due", "due", ""), column("what", "what", "")];
    let row = |(_, action): &SprintAction<'_>| {
        vec![
            Figure::text(&action.owner),
            Figure::optional(action.due, |day| Figure::Day(day.date())),
            Figure::text(&action.what),
        ]
    };
    let mut list: Vec<&SprintAction<'_>> = list.iter().collect();
    list.sort_by_key(|(session, action)| (&action.owner, action.due, action.agreed_on(session), &action.id));
    Table::new(key, title, &columns).rows(list.into_iter().map(row)).or("none")
}

fn requests(selection: &Selection<'_>) -> Table {
    const COLUMNS: [Column; 4] = [
        column("decided", "answered", "date of the answer, in the sprint"),
        column("decision", "answer", ""),
        column("what", "request", ""),
        column("because", "reason", ""),
    ];
    let today = selection.options.today;
    let all = selection.requests().filter(|request| {
        request.answered_by(today).is_some_and(|answer| selection.options.spans(answer.on))
    });
    let mut all: Vec<_> = all.collect();
    all.sort_by_key(|request| (request.decided(), &request.id));
    let rows = all.into_iter().map(|request| {
        vec![
            Figure::optional(request.decided(), |day| Figure::Day(day.date())),
            Figure::optional(request.decision(), Figure::text),
            Figure::text(&request.what),
            Figure::optional(request.because(), |text| Figure::text(text.trim())),
        ]
    });
    Table::new("requests", "Answered requests", &COLUMNS).rows(rows).or("none")
}

fn focus(selection: &Selection<'_>, since: Day, done: &[SprintAction<'_>]) -> Table {
    const COLUMNS: [Column; 6] = [
        column("objective", "objective", "the objectives of `focus` under `[sprint]` in coach.toml"),
        column("sessions", "sessions", "sessions for this objective in the sprint"),
        column("added", "agreed", "actions for this objective that were agreed in the sprint"),
        column(
            "done",
            "done",
            "actions for this objective that were done in the sprint, whenever they were agreed",
        ),
        column("from", "reading before", "the last reading before the sprint"),
        column("to", "reading in sprint", "the last reading in the sprint"),
    ];
    let journal = selection.journal;
    let options = selection.options;
    let wanted = journal.settings.sprint.focus.iter().filter(|handle| selection.takes_objective(handle));
    let rows = wanted.map(|handle| {
        let sessions = selection.sessions_in_period().filter(|s| names(s, handle)).count();
        let serves = |(session, action): &SprintAction<'_>| served(session, action).contains(handle);
        let agreed = FollowThrough::of(selection, selection.actions_in_period().filter(serves)).agreed();
        let reading = |on: Option<Day>, from: Option<Day>| {
            let (day, value) = journal.objectives.get(handle)?.record.reading_on(on?)?;
            from.is_none_or(|from| day >= from).then(|| Figure::Number(value.value()))
        };
        vec![
            Figure::text(handle),
            Figure::Count(sessions),
            Figure::Count(agreed),
            Figure::Count(done.iter().filter(|one| serves(one)).count()),
            reading(since.plus_days(-1), None).unwrap_or(Figure::Nothing),
            reading(Some(options.last()), Some(since)).unwrap_or(Figure::Nothing),
        ]
    });
    Table::new("focus", "Focus objectives", &COLUMNS)
        .rows(rows)
        .or("no focus objectives: set `focus` under `[sprint]` in coach.toml")
}
