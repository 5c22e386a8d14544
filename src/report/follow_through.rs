//! Follow-through: of the actions agreed in the period, how many were done, on time or late, and how many
//! were not. Every action counts in exactly one of six columns, so the columns add up.

use std::collections::{BTreeMap, BTreeSet};

use super::pooled::{POOLED, Pool, number_of, without_numbers};
use super::stats::median;
use super::{GroupBy, ReportFilter};
use crate::journal::query::journal::Journal;
use crate::journal::query::selection::{Selection, answers, is_promise, objectives};
use crate::journal::records::action::{Action, State};
use crate::journal::records::follow_up::Outcome;
use crate::journal::records::objective::NO_OBJECTIVE;
use crate::journal::records::session::Session;
use crate::journal::values::handle::Handle;
use crate::report::sheet::{Column, Figure, Sheet, Table, column};

/// The row of actions without a team, topic or objective.
pub(crate) const WITHOUT: &str = "(none)";

/// The number of actions in each state.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct FollowThrough {
    pub on_time: usize,
    pub late: usize,
    pub overdue: usize,
    pub dropped: usize,
    pub open: usize,
    /// Open actions of people who left or were forgotten. coach no longer follows up on them.
    pub left: usize,
    /// How often their due days were moved.
    moved: usize,
    /// For each done action, the days from agreement to completion.
    days: Vec<i64>,
}

impl FollowThrough {
    pub(super) fn count(&mut self, selection: &Selection<'_>, session: &Session, action: &Action) {
        let today = selection.options.today;
        self.moved += action.moved.len();
        let late_after = action.late_after();
        match action.state_by(today) {
            State::Done(on) => {
                self.days.push(on.days_since(action.agreed_on(session)).max(0));
                if late_after.is_some_and(|due| on > due) { self.late += 1 } else { self.on_time += 1 }
            }
            State::Dropped(_) => self.dropped += 1,
            State::Open if selection.journal.is_gone_from(session, &action.owner, today) => self.left += 1,
            State::Open if late_after.is_some_and(|due| due < today) => self.overdue += 1,
            State::Open => self.open += 1,
        }
    }

    pub(super) fn of<'a>(
        selection: &Selection<'_>,
        actions: impl Iterator<Item = (&'a Session, &'a Action)>,
    ) -> FollowThrough {
        let mut all = FollowThrough::default();
        actions.for_each(|(session, action)| all.count(selection, session, action));
        all
    }

    pub(super) fn done(&self) -> usize {
        self.on_time + self.late
    }

    pub(super) fn agreed(&self) -> usize {
        self.done() + self.overdue + self.dropped + self.open + self.left
    }

    /// The share of done actions among those that are due or closed.
    pub(super) fn share(&self) -> Figure {
        Figure::Share(self.done(), self.done() + self.overdue + self.dropped)
    }

    fn figures(&self, name: &str) -> Vec<Figure> {
        vec![
            Figure::text(name),
            Figure::Count(self.agreed()),
            Figure::Count(self.done()),
            Figure::Count(self.on_time),
            Figure::Count(self.late),
            Figure::Count(self.overdue),
            Figure::Count(self.dropped),
            Figure::Count(self.open),
            Figure::Count(self.left),
            Figure::Count(self.moved),
            Figure::optional(median(self.days.iter().copied()), Figure::Number),
            self.share(),
        ]
    }
}

type ReportedAction<'a> = (&'a Session, &'a Action);

pub(super) fn sheet(journal: &Journal, options: &ReportFilter) -> Sheet {
    let selection = Selection::of(journal, options);
    let promised = selection.promises_in_period().collect();
    let mut promised = counts("own", &selection, promised).titled("Promises of coaches").or("no promises");
    promised.columns[1].explain =
        "actions that the coach of the session owns, if the coach is not one of its people";
    let tables = vec![table(&selection), found(&selection), promised];
    options.sheet("follow-through", "Follow-through", tables)
}

/// The actions that coached people agreed to. Leaves out promises of a coach, which say nothing about the
/// people.
pub(crate) fn table(selection: &Selection<'_>) -> Table {
    counts("follow_through", selection, of_people(selection))
}

fn of_people<'a>(selection: &Selection<'a>) -> Vec<ReportedAction<'a>> {
    selection.actions_in_period().filter(|(session, action)| !is_promise(session, action)).collect()
}

fn counts(key: &'static str, selection: &Selection<'_>, actions: Vec<ReportedAction<'_>>) -> Table {
    let options = selection.options;
    let of = |name: &str, actions: &[ReportedAction<'_>]| {
        FollowThrough::of(selection, actions.iter().copied()).figures(name)
    };
    table_of(selection, Table::new(key, "", &columns(by_of(options))), actions, of)
        .parts(&["on_time", "late", "overdue", "dropped", "open", "left"])
}

/// The table with a row for each group of actions, by `figures`.
fn table_of<'a>(
    selection: &Selection<'_>,
    table: Table,
    actions: Vec<ReportedAction<'a>>,
    figures: impl Fn(&str, &[ReportedAction<'a>]) -> Vec<Figure>,
) -> Table {
    let mut total = figures("all", &actions);
    let groups = rows(selection, actions);
    let mut note = String::new();
    let rows = if by_of(selection.options) == GroupBy::Topic {
        let people = |groups: &[&(String, Vec<ReportedAction<'a>>)]| {
            let actions = groups.iter().flat_map(|(_, actions)| actions);
            let people: Vec<_> =
                actions.map(|(session, action)| people_of(selection, session, action)).collect();
            number_of(&people)
        };
        let split = Pool::of(selection.journal, selection.options).split(groups, true, people);
        note = split.note;
        let mut rows: Vec<_> = split.shown.iter().map(|(name, of)| figures(name, of)).collect();
        if !split.together.is_empty() {
            // An action of two topics counts once.
            let all = split.together.into_iter().flat_map(|(_, actions)| actions);
            let all: BTreeMap<_, _> = all.map(|(session, action)| (&action.id, (session, action))).collect();
            rows.push(figures(POOLED, &all.into_values().collect::<Vec<_>>()));
        }
        if split.is_secret {
            rows = rows.into_iter().map(without_numbers).collect();
            total = without_numbers(total);
        }
        rows
    } else {
        groups.iter().map(|(name, actions)| figures(name, actions)).collect()
    };
    table.rows(rows).total(total).note(note).or("no actions agreed")
}

/// The rows, each with its actions. Rows with the most actions not done come first, because the reader must
/// act on those.
fn rows<'a>(
    selection: &Selection<'_>,
    actions: Vec<ReportedAction<'a>>,
) -> Vec<(String, Vec<ReportedAction<'a>>)> {
    let mut rows: BTreeMap<String, Vec<ReportedAction<'a>>> = BTreeMap::new();
    for (session, action) in actions {
        for name in names(selection, session, action) {
            rows.entry(name).or_default().push((session, action));
        }
    }
    let row = |(name, of): (String, Vec<ReportedAction<'a>>)| {
        (name, FollowThrough::of(selection, of.iter().copied()), of)
    };
    let mut rows: Vec<_> = rows.into_iter().map(row).collect();
    // Months are in order already.
    if by_of(selection.options) != GroupBy::Month {
        rows.sort_by(|(a, x, _), (b, y, _)| (y.overdue, y.agreed(), a).cmp(&(x.overdue, x.agreed(), b)));
    }
    rows.into_iter().map(|(name, _, actions)| (name, actions)).collect()
}

/// The answers of follow-ups about the same actions. "Done" is the owner's word; "applied" is the answer to
/// a follow-up.
fn found(selection: &Selection<'_>) -> Table {
    let options = selection.options;
    let of = |name: &str, actions: &[ReportedAction<'_>]| {
        let last = |(session, action): &ReportedAction<'_>| {
            answers(session, action, options.today).last().map(|(_, outcome)| *outcome)
        };
        let last: Vec<Option<Outcome>> = actions.iter().map(last).collect();
        let count = |wanted| Figure::Count(last.iter().filter(|found| **found == wanted).count());
        vec![
            Figure::text(name),
            Figure::Count(last.len()),
            count(Some(Outcome::Applied)),
            count(Some(Outcome::Partly)),
            count(Some(Outcome::Missed)),
            count(None),
        ]
    };
    let [name, agreed, ..] = columns(by_of(options));
    let columns = [
        name,
        agreed,
        column("applied", "applied", "actions whose last answered follow-up found them applied"),
        column("partly", "partly", "actions whose last answer was partly"),
        column("missed", "missed", "actions whose last answer was missed"),
        column(
            "none_asked",
            "no answer",
            "actions without an answered follow-up; a dropped follow-up does not count as an answer",
        ),
    ];
    let table = Table::new("answers", "Answers to follow-ups", &columns);
    table_of(selection, table, of_people(selection), of).parts(&["applied", "partly", "missed", "none_asked"])
}

fn by_of(options: &ReportFilter) -> GroupBy {
    options.by.unwrap_or(GroupBy::Person)
}

/// The owners of an action, or the coach of a promise.
fn people_of<'a>(
    selection: &Selection<'_>,
    session: &'a Session,
    action: &'a Action,
) -> BTreeSet<&'a Handle> {
    if is_promise(session, action) { [&action.owner].into() } else { selection.people_of(session, action) }
}

/// The rows in which an action counts.
fn names(selection: &Selection<'_>, session: &Session, action: &Action) -> Vec<String> {
    let all = |handles: &[Handle]| handles.iter().map(Handle::to_string).collect();
    let people = people_of(selection, session, action);
    let mut names: Vec<String> = match by_of(selection.options) {
        GroupBy::Person => people.iter().map(ToString::to_string).collect(),
        GroupBy::Coach => vec![session.coach.to_string()],
        GroupBy::Team => people
            .iter()
            .map(|person| selection.team(person).map_or(WITHOUT.into(), Handle::to_string))
            .collect(),
        // `none` counts like a missing objective.
        GroupBy::Objective => {
            let named = objectives(session, action).iter();
            named.filter(|handle| handle.as_str() != NO_OBJECTIVE).map(Handle::to_string).collect()
        }
        GroupBy::Topic => all(&session.topics),
        GroupBy::Month => vec![action.agreed_on(session).month_of_year()],
    };
    names.sort_unstable();
    names.dedup();
    if names.is_empty() {
        names.push(WITHOUT.into());
    }
    names
}

fn columns(by: GroupBy) -> [Column; 12] {
    let (key, title, explain) = match by {
        GroupBy::Person => (
            "person",
            "person",
            "the owner; a group's action counts in the row of each person in the session, and once in `all`",
        ),
        GroupBy::Coach => ("coach", "coach", "the coach of the session in which it was agreed"),
        GroupBy::Team => (
            "team",
            "team",
            "the owner's current team; a group's action counts in the row of each team in the session, and \
             once in `all`",
        ),
        GroupBy::Objective => (
            "objective",
            "objective",
            "the action's objectives, or those of its session; with two it counts in both rows, and once in \
             `all`; (none): `none` or no objective",
        ),
        GroupBy::Month => ("month", "month", "the calendar month in which it was agreed"),
        GroupBy::Topic => {
            ("topic", "topic", "the session's topics; with two it counts in both rows, and once in `all`")
        }
    };
    [
        column(key, title, explain),
        column(
            "agreed",
            "agreed",
            "actions agreed in the period, in a session or outside one; a coach's promises are in their own \
             table",
        ),
        column("done", "done", "actions done by today, on time or late"),
        column("on_time", "on time", "done by the due date, or without a due date"),
        column(
            "late",
            "late",
            "done after the due date; if a due date was moved after it had passed, the earliest such date \
             counts",
        ),
        column("overdue", "overdue", "open, and the date that `late` uses has passed"),
        column("dropped", "dropped", "dropped actions"),
        column("open", "open", "open, and due today, later or without a due date"),
        column(
            "left",
            "left",
            "open, but all its owners have left or were forgotten, so coach no longer follows up",
        ),
        column("moved", "moved", "number of times `coach snooze` moved a due date"),
        column("median_days", "median days", "median number of days from agreement to done"),
        column(
            "done_share",
            "share",
            "done / (done + overdue + dropped); open actions that are not overdue do not count",
        ),
    ]
}
