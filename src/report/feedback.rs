//! Feedback: how many sessions have a score, and the median and spread of the scores, by coach, by team and by
//! month. Shows nothing about fewer people than a pool has, on a terminal either, because a score is a person's
//! opinion of their coach. Comments are only for the coach of the session.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::ReportFilter;
use super::follow_through::WITHOUT;
use super::pooled::{POOLED, Pool, number_of, without_numbers};
use super::stats::{median, quartiles};
use crate::journal::query::journal::Journal;
use crate::journal::query::selection::Selection;
use crate::journal::records::session::Session;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;
use crate::report::sheet::{Column, Figure, Sheet, Table, column};

const FIGURES: [Column; 6] = [
    column("sessions", "sessions", "sessions of the period; agreements outside a session do not count"),
    column("answered", "answered", "the share of these sessions that have feedback"),
    column("people", "people", "different people in the sessions with feedback"),
    column("median", "median", "the middle score, from 1 (no use) to 5 (changed something)"),
    column("lower", "from", "a quarter of the scores are this or lower"),
    column("upper", "to", "a quarter of the scores are this or higher"),
];

const COMMENTS: [Column; 4] = [
    column("session", "session", ""),
    column("date", "date", ""),
    column("score", "score", ""),
    column("text", "comment", ""),
];

/// A session with those of its people who count in the row.
type OfRow<'a> = (&'a Session, BTreeSet<&'a Handle>);

pub(super) fn sheet(journal: &Journal, options: &ReportFilter) -> Sheet {
    let selection = Selection::of(journal, options);
    let pool = Pool { hides: true, ..Pool::of(journal, options) };
    let [mut by_coach, mut by_team, mut by_month] =
        [(); 3].map(|()| BTreeMap::<String, Vec<OfRow<'_>>>::new());
    for session in selection.sessions_in_period() {
        let people = selection.people_in(session);
        by_coach.entry(session.coach.to_string()).or_default().push((session, people.clone()));
        by_month.entry(session.date.month_of_year()).or_default().push((session, people.clone()));
        let mut teams: BTreeMap<String, BTreeSet<&Handle>> = BTreeMap::new();
        for person in people {
            let team = selection.team(person).map_or(WITHOUT, Handle::as_str);
            teams.entry(team.to_string()).or_default().insert(person);
        }
        for (team, people) in teams {
            by_team.entry(team).or_default().push((session, people));
        }
    }
    let team =
        column("team", "team", "the current team of the person; a session of two teams counts in both rows");
    let mut tables = vec![
        table("coaches", "", column("coach", "coach", "the coach of the session"), by_coach, pool),
        table("teams", "By team", team, by_team, pool),
        table("months", "By month", column("month", "month", "the calendar month"), by_month, pool),
    ];
    tables.extend(options.reader.as_ref().map(|reader| comments(&selection, reader)));
    options.sheet("feedback", "Feedback on sessions", tables)
}

fn table(
    key: &'static str,
    title: &str,
    first: Column,
    groups: BTreeMap<String, Vec<OfRow<'_>>>,
    pool: Pool,
) -> Table {
    let mut total = row("all", groups.values().flatten());
    let people = |groups: &[&(String, Vec<OfRow<'_>>)]| {
        let of = groups.iter().flat_map(|(_, sessions)| sessions);
        let answered: Vec<&OfRow<'_>> = of.filter(|(session, _)| session.feedback.is_some()).collect();
        let scores: BTreeSet<&Id> = answered.iter().map(|(session, _)| &session.id).collect();
        // A group gives one score: it stands for one person.
        number_of(answered.iter().map(|(_, people)| people)).min(scores.len())
    };
    let split = pool.split(groups.into_iter().collect(), true, people);
    let mut rows: Vec<_> = split.shown.iter().map(|(name, sessions)| row(name, sessions)).collect();
    if !split.together.is_empty() {
        rows.push(row(POOLED, split.together.iter().flat_map(|(_, sessions)| sessions)));
    }
    if split.is_secret {
        rows = rows.into_iter().map(without_numbers).collect();
        total = without_numbers(total);
    }
    let columns: Vec<Column> = std::iter::once(first).chain(FIGURES).collect();
    Table::new(key, title, &columns).rows(rows).total(total).note(split.note).or("no sessions in the period")
}

/// The figures of these sessions. A session of two rows counts once.
fn row<'a>(name: &str, of: impl IntoIterator<Item = &'a OfRow<'a>>) -> Vec<Figure> {
    let mut sessions: BTreeMap<&Id, (&Session, BTreeSet<&Handle>)> = BTreeMap::new();
    for (session, people) in of {
        sessions.entry(&session.id).or_insert((session, BTreeSet::new())).1.extend(people);
    }
    let answered = || sessions.values().filter(|(session, _)| session.feedback.is_some());
    let scores = sessions.values().filter_map(|(session, _)| session.feedback.as_ref());
    let scores: Vec<i64> = scores.map(|feedback| feedback.score.value().into()).collect();
    let spread = quartiles(scores.iter().copied());
    vec![
        Figure::text(name),
        Figure::Count(sessions.len()),
        Figure::Share(scores.len(), sessions.len()),
        Figure::Count(number_of(answered().map(|(_, people)| people))),
        Figure::optional(median(scores.iter().copied()), Figure::Number),
        Figure::optional(spread, |(lower, _)| Figure::Number(lower as f64)),
        Figure::optional(spread, |(_, upper)| Figure::Number(upper as f64)),
    ]
}

/// The comments on the reader's own sessions, the newest first.
fn comments(selection: &Selection<'_>, reader: &Handle) -> Table {
    let sessions = selection.sessions_in_period().filter(|session| session.coach == *reader);
    let said = sessions.filter_map(|session| Some((session, session.feedback.as_ref()?)));
    let mut said: Vec<_> = said.filter(|(_, feedback)| !feedback.text.trim().is_empty()).collect();
    said.sort_by_key(|(session, _)| (Reverse(session.date), &session.id));
    let rows = said.into_iter().map(|(session, feedback)| {
        vec![
            Figure::text(&session.id),
            Figure::Day(session.date.date()),
            Figure::Count(feedback.score.value().into()),
            Figure::text(feedback.text.trim_end()),
        ]
    });
    Table::new("comments", "Comments on your sessions", &COMMENTS).rows(rows).or("no comments")
}
