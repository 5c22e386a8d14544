//! What gets in the way of applying: which kinds, how many people meet them, how long they stay,
//! and what came of them. Told without names, though whoever was there may know the words: it is
//! read to change what stands in the way.

use std::collections::{BTreeMap, BTreeSet};

use super::Options;
use super::sums::median;
use crate::journal::day::Day;
use crate::journal::follow_up::{FollowUp, Obstacle};
use crate::journal::handle::Handle;
use crate::journal::journal::Journal;
use crate::journal::selection::{Selection, about};
use crate::journal::session::Session;
use crate::report::page::Tone;
use crate::report::sheet::{Column, Figure, Sheet, Table, column};

/// An obstacle that somebody met in the period.
pub(super) struct Met<'a> {
    pub obstacle: Obstacle,
    /// The owner of the action that was asked about, else everyone who was asked.
    pub people: BTreeSet<&'a Handle>,
    pub session: &'a Session,
    pub text: Option<&'a str>,
    pub on: Day,
    /// The day on which what it stood in the way of was applied all the same.
    pub resolved: Option<Day>,
    /// The day the action was given up.
    dropped: Option<Day>,
    /// What was said of that.
    result: Option<&'a str>,
}

impl Met<'_> {
    /// Days it has stood there.
    fn days(&self, today: Day) -> i64 {
        self.resolved.or(self.dropped).unwrap_or(today).days_since(self.on).max(0)
    }
}

/// The obstacles met on the days of the period, the oldest first.
pub(super) fn met<'a>(selection: &Selection<'a>) -> Vec<Met<'a>> {
    let all = selection.follow_ups().filter_map(|(session, ask)| {
        let (obstacle, on) = (ask.obstacle?, ask.done?);
        let (resolved, result) = resolution(session, ask, on).map_or((None, None), |(on, by)| (Some(on), by));
        let people = match about(session, ask) {
            Some(action) => BTreeSet::from([&action.owner]),
            None => selection.people_in(session),
        };
        let dropped = about(session, ask).and_then(|action| action.dropped).filter(|_| resolved.is_none());
        let text = ask.obstacle_text.as_deref();
        let met = Met { obstacle, people, session, text, on, resolved, dropped, result };
        selection.options.spans(on).then_some(met)
    });
    let mut all: Vec<Met<'a>> = all.collect();
    all.sort_by(|a, b| (a.on, &a.session.id).cmp(&(b.on, &b.session.id)));
    all
}

/// When and how it was applied after all: the action was done, or a later question about the same
/// found it applied.
fn resolution<'a>(session: &'a Session, ask: &FollowUp, on: Day) -> Option<(Day, Option<&'a str>)> {
    use crate::journal::follow_up::Outcome::Applied;
    let action = about(session, ask);
    let done = action.and_then(|action| Some((action.done?, action.result.as_deref())));
    let same = |other: &&FollowUp| match &ask.action {
        Some(action) => other.action.as_ref() == Some(action),
        None => other.action.is_none() && other.ask == ask.ask,
    };
    let found = session.follow_ups.iter().filter(same).filter(|other| other.outcome == Some(Applied));
    let found = found.filter_map(|other| Some((other.done?, other.result.as_deref())));
    done.into_iter().chain(found).filter(|(day, _)| *day >= on).min_by_key(|(day, _)| *day)
}

const KINDS: [Column; 7] = [
    column("obstacle", "obstacle", "the kind that was said when a follow-up was missed"),
    column("times", "times", "missed follow-ups of the period that named it"),
    column("people", "people", "how many different people met it"),
    column(
        "resolved",
        "resolved",
        "times after which the action was done, or a later follow-up found it applied",
    ),
    column("dropped", "dropped", "times after which the action was given up"),
    column("open", "open", "times for which neither has happened yet"),
    column(
        "median_days",
        "days",
        "half of them stood at most so many days: until resolved or dropped, else until today",
    ),
];

const TEXTS: [Column; 5] = [
    column("obstacle", "obstacle", ""),
    column("since", "since", "the day of the missed follow-up"),
    column("days", "days", "until resolved or dropped, else until today"),
    column("in_their_words", "in their words", ""),
    column(
        "resolved_by",
        "what resolved it",
        "the result of the action or of the follow-up that found it applied",
    ),
];

pub fn sheet(journal: &Journal, options: &Options) -> Sheet {
    let met = met(&Selection::of(journal, options));
    options.sheet("obstacles", "Obstacles", vec![kinds(&met, options.today), texts(&met, options.today)])
}

pub(super) fn kinds(met: &[Met<'_>], today: Day) -> Table {
    let mut by_kind: BTreeMap<Obstacle, Vec<&Met<'_>>> = BTreeMap::new();
    for one in met {
        by_kind.entry(one.obstacle).or_default().push(one);
    }
    let row = |name: &str, of: &[&Met<'_>]| {
        let people: BTreeSet<&Handle> = of.iter().flat_map(|one| one.people.iter().copied()).collect();
        let resolved = of.iter().filter(|one| one.resolved.is_some()).count();
        let dropped = of.iter().filter(|one| one.dropped.is_some()).count();
        vec![
            Figure::text(name),
            Figure::Count(of.len()),
            Figure::Count(people.len()),
            Figure::Count(resolved),
            Figure::Count(dropped),
            Figure::Count(of.len() - resolved - dropped),
            Figure::optional(median(of.iter().map(|one| one.days(today))), Figure::Number),
        ]
    };
    let mut kinds: Vec<_> = by_kind.into_iter().collect();
    kinds.sort_by_key(|(kind, of)| (std::cmp::Reverse(of.len()), *kind));
    Table::new("obstacles", "", &KINDS)
        .rows(kinds.iter().map(|(kind, of)| row(kind.as_str(), of)))
        .total(row("all", &met.iter().collect::<Vec<_>>()))
        .or("nothing was missed: no obstacle was named")
}

pub(super) fn texts(met: &[Met<'_>], today: Day) -> Table {
    let said = met.iter().filter(|one| one.text.is_some());
    let row = |one: &Met<'_>| {
        let resolved = match (one.resolved, one.result) {
            (None, _) if one.dropped.is_some() => Figure::Word(Tone::Faint, "dropped"),
            (None, _) => Figure::Word(Tone::Overdue, "open"),
            (Some(_), Some(result)) => Figure::text(result.trim()),
            (Some(_), None) => Figure::Word(Tone::Done, "applied"),
        };
        vec![
            Figure::text(one.obstacle),
            Figure::Day(one.on.date()),
            Figure::Count(one.days(today) as usize),
            Figure::optional(one.text, |text| Figure::text(text.trim())),
            resolved,
        ]
    };
    Table::new("texts", "In people's words", &TEXTS).rows(said.map(row)).or("nobody said more than the kind")
}
