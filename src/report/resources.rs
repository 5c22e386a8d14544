//! The resources that people got, and what followed: the actions of these sessions, and the answers to their
//! follow-ups. Shows no name of a person.

use std::collections::{BTreeMap, BTreeSet};

use super::ReportFilter;
use crate::journal::query::journal::Journal;
use crate::journal::query::selection::{Selection, is_promise};
use crate::journal::records::action::State;
use crate::journal::records::follow_up::Outcome;
use crate::journal::records::session::Session;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::report::sheet::{Column, Figure, Sheet, Table, column};

const COLUMNS: [Column; 9] = [
    column("resource", "resource", "the handle of the resource; retired ones only if people got them"),
    column("kind", "kind", "the kind of resource"),
    column(
        "sessions",
        "sessions",
        "sessions of the period, and agreements outside a session, in which people got it",
    ),
    column("people", "people", "different people in these sessions"),
    column("done", "done", "actions of these sessions that are done; promises of coaches do not count"),
    column("open", "open", "actions of these sessions that are open"),
    column("dropped", "dropped", "actions of these sessions that were dropped"),
    column("applied", "applied", "follow-ups of these sessions with the outcome `applied` or `partly`"),
    column("missed", "missed", "follow-ups of these sessions with the outcome `missed`"),
];

#[derive(Default)]
struct Results<'a> {
    people: BTreeSet<&'a Handle>,
    sessions: usize,
    done: usize,
    open: usize,
    dropped: usize,
    applied: usize,
    missed: usize,
}

impl<'a> Results<'a> {
    fn count(&mut self, session: &'a Session, people: BTreeSet<&'a Handle>, today: Day) {
        self.sessions += 1;
        self.people.extend(people);
        for action in session.actions.iter().filter(|action| !is_promise(session, action)) {
            match action.state_by(today) {
                State::Done(_) => self.done += 1,
                State::Open => self.open += 1,
                State::Dropped(_) => self.dropped += 1,
            }
        }
        for ask in &session.follow_ups {
            match ask.outcome.filter(|_| ask.answered_by(today).is_some()) {
                Some(Outcome::Applied | Outcome::Partly) => self.applied += 1,
                Some(Outcome::Missed) => self.missed += 1,
                Some(Outcome::Dropped) | None => {}
            }
        }
    }
}

pub(super) fn sheet(journal: &Journal, options: &ReportFilter) -> Sheet {
    let selection = Selection::of(journal, options);
    let mut results: BTreeMap<&Handle, Results<'_>> = BTreeMap::new();
    let offered = journal.resources.values().filter(|filed| filed.record.is_offered(options.last()));
    for filed in offered {
        results.entry(&filed.record.handle).or_default();
    }
    for session in selection.records().filter(|session| options.spans(session.date)) {
        for handle in session.resources.iter().collect::<BTreeSet<_>>() {
            results.entry(handle).or_default().count(session, selection.people_in(session), options.today);
        }
    }
    let mut results: Vec<_> = results.into_iter().collect();
    results.sort_by_key(|(_, one)| std::cmp::Reverse(one.sessions)); // stable: then by handle
    let kind = |handle: &Handle| journal.resources.get(handle).map(|filed| filed.record.kind);
    let row = |(handle, one): &(&Handle, Results<'_>)| {
        let counts =
            [one.sessions, one.people.len(), one.done, one.open, one.dropped, one.applied, one.missed];
        let mut row = vec![Figure::text(handle), Figure::optional(kind(handle), Figure::text)];
        row.extend(counts.map(Figure::Count));
        row
    };
    let table = Table::new("resources", "", &COLUMNS)
        .rows(results.iter().map(row))
        .or("no resources: `coach resource add` adds one")
        .note("the results followed the resources; that does not show that the resources caused them");
    options.sheet("resources", "Resources and results", vec![table])
}
