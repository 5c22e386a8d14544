//! The journal as it was at the end of a day, according to the dates in its records. Undated values, such as
//! a person's team or cadence, keep their current value.

use std::collections::BTreeMap;

use super::journal::{Filed, Journal};
use crate::journal::records::action::Action;
use crate::journal::records::benefit::Benefit;
use crate::journal::records::due_moves::{Move, due_on};
use crate::journal::records::follow_up::FollowUp;
use crate::journal::records::objective::Objective;
use crate::journal::records::person::Person;
use crate::journal::records::request::Request;
use crate::journal::records::session::Session;
use crate::journal::records::story::{Consent, Story};
use crate::journal::values::day::Day;

impl Journal {
    /// Removes everything that was written, agreed, closed, answered or measured after the day.
    pub fn as_of(&self, day: Day) -> Journal {
        let sessions = self.sessions.iter().filter(|filed| filed.record.date <= day);
        Journal {
            sessions: sessions.map(|filed| with(filed, |record| session(record, day))).collect(),
            people: all(&self.people, |record| Some(person(record, day))),
            objectives: all(&self.objectives, |record| Some(objective(record, day))),
            requests: all(&self.requests, |record| request(record, day)),
            stories: all(&self.stories, |record| story(record, day)),
            policies: self.policies.clone(),
            resources: self.resources.clone(),
            settings: self.settings.clone(),
            standards: self.standards.clone(),
            templates: self.templates.clone(),
            problems: self.problems.clone(),
            unread_templates: self.unread_templates.clone(),
            elsewhere: self.elsewhere.clone(),
        }
    }

    /// The journal without everything that is dated after the day; `None` if nothing is. `coach check` reports
    /// such dates.
    pub fn without_later(&self, day: Day) -> Option<Journal> {
        let sessions = self.sessions.iter().flat_map(|filed| dates_of_session(&filed.record));
        let people = self.people.values().flat_map(|filed| [filed.record.left, filed.record.consent]);
        let objectives = self.objectives.values().flat_map(|filed| {
            let readings = filed.record.readings.iter().map(|reading| Some(reading.date));
            readings.chain([filed.record.closed])
        });
        let requests = self.requests.values().flat_map(|filed| {
            let request = &filed.record;
            [Some(request.date), request.answer.as_ref().map(|answer| answer.on)]
        });
        let stories =
            self.stories.values().flat_map(|filed| [Some(filed.record.date), filed.record.consented]);
        let mut dates = sessions.chain(people).chain(objectives).chain(requests).chain(stories).flatten();
        dates.any(|date| date > day).then(|| self.as_of(day))
    }
}

/// The dates of a session and of its items.
fn dates_of_session(session: &Session) -> impl Iterator<Item = Option<Day>> {
    let moves = |moves: &'_ [Move]| moves.iter().map(|moved| moved.on).max();
    let actions = session.actions.iter().flat_map(move |one| {
        let measured = one.benefit.as_ref().and_then(|benefit| benefit.on);
        let confirmed = one.benefit.as_ref().and_then(|benefit| benefit.confirmed);
        [one.agreed, one.done, one.dropped, measured, confirmed, moves(&one.moved)]
    });
    let asked = session.follow_ups.iter().flat_map(move |one| [one.agreed, one.done, moves(&one.moved)]);
    std::iter::once(Some(session.date)).chain(actions).chain(asked)
}

fn with<T>(filed: &Filed<T>, change: impl FnOnce(&T) -> T) -> Filed<T> {
    Filed { path: filed.path.clone(), record: change(&filed.record) }
}

fn all<K: Ord + Clone, T>(
    records: &BTreeMap<K, Filed<T>>,
    change: impl Fn(&T) -> Option<T>,
) -> BTreeMap<K, Filed<T>> {
    let changed = |(key, filed): (&K, &Filed<T>)| {
        Some((key.clone(), Filed { path: filed.path.clone(), record: change(&filed.record)? }))
    };
    records.iter().filter_map(changed).collect()
}

/// The date, unless it is after the day.
fn by(date: Option<Day>, day: Day) -> Option<Day> {
    date.filter(|date| *date <= day)
}

fn session(session: &Session, day: Day) -> Session {
    let actions = session.actions.iter().filter(|one| one.agreed_on(session) <= day);
    let asked = session.follow_ups.iter().filter(|one| one.agreed_on(session) <= day);
    let (actions, follow_ups) =
        (actions.map(|one| action(one, day)).collect(), asked.map(|one| follow_up(one, day)).collect());
    Session { actions, follow_ups, ..session.clone() }
}

fn action(action: &Action, day: Day) -> Action {
    let (done, dropped) = (by(action.done, day), by(action.dropped, day));
    Action {
        done,
        dropped,
        due: due_on(&action.moved, action.due, day),
        moved: moves(&action.moved, day),
        result: action.result.clone().filter(|_| done.is_some()),
        why: action.why.clone().filter(|_| dropped.is_some()),
        benefit: action.benefit.as_ref().filter(|_| done.is_some()).and_then(|one| benefit(one, day)),
        ..action.clone()
    }
}

/// The benefit, if it was measured by then, and its confirmation if that is not later.
fn benefit(benefit: &Benefit, day: Day) -> Option<Benefit> {
    if by(benefit.on, day) != benefit.on {
        return None;
    }
    let is_later = by(benefit.confirmed, day) != benefit.confirmed;
    Some(if is_later { benefit.clone().without_confirmation() } else { benefit.clone() })
}

fn follow_up(ask: &FollowUp, day: Day) -> FollowUp {
    let ask = FollowUp {
        due: due_on(&ask.moved, Some(ask.due), day).unwrap_or(ask.due),
        moved: moves(&ask.moved, day),
        ..ask.clone()
    };
    match by(ask.done, day) {
        Some(_) => ask,
        None => FollowUp {
            done: None,
            outcome: None,
            obstacle: None,
            obstacle_text: None,
            result: None,
            why: None,
            reported_by: None,
            ..ask
        },
    }
}

fn moves(moves: &[Move], day: Day) -> Vec<Move> {
    moves.iter().copied().filter(|moved| moved.on <= day).collect()
}

/// A forgotten person stays forgotten, because no earlier data remains.
fn person(person: &Person, day: Day) -> Person {
    Person { left: by(person.left, day), consent: by(person.consent, day), ..person.clone() }
}

fn objective(objective: &Objective, day: Day) -> Objective {
    let closed = by(objective.closed, day);
    let readings = objective.readings.iter().filter(|reading| reading.date <= day);
    Objective {
        closed,
        why: objective.why.clone().filter(|_| closed.is_some()),
        readings: readings.cloned().collect(),
        ..objective.clone()
    }
}

fn request(request: &Request, day: Day) -> Option<Request> {
    let answer = request.answer.clone().filter(|answer| answer.on <= day);
    (request.date <= day).then(|| Request { answer, ..request.clone() })
}

fn story(story: &Story, day: Day) -> Option<Story> {
    let consented = by(story.consented, day);
    let consent = if story.consented == consented { story.consent } else { Consent::None };
    (story.date <= day).then(|| Story { consent, consented, ..story.clone() })
}
