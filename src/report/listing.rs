//! Lists of sessions, actions, follow-ups and people, with the filters they share.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::page::{Page, Text, Tone};
use super::reading;
use super::session::{list, whom};
use crate::journal::action::Action;
use crate::journal::day::Day;
use crate::journal::follow_up::{FollowUp, Obstacle, Outcome};
use crate::journal::handle::Handle;
use crate::journal::id::Id;
use crate::journal::journal::{Filed, Journal, Prefixes};
use crate::journal::person::{Person, Relationship};
use crate::journal::repeat::Every;
use crate::journal::session::{Feedback, Kind, Session};
use crate::journal::time::{Clock, spoken};

/// What is listed. Days are those of the session.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    pub person: Option<Handle>,
    pub coach: Option<Handle>,
    pub topic: Option<Handle>,
    pub objective: Option<Handle>,
    pub since: Option<Day>,
    pub until: Option<Day>,
    pub open: bool,
    pub overdue: bool,
    pub done: bool,
}

impl Filter {
    fn takes_session(&self, session: &Session) -> bool {
        let is = |wanted: &Option<Handle>, has: &dyn Fn(&Handle) -> bool| wanted.as_ref().is_none_or(has);
        is(&self.coach, &|coach| session.coach == *coach)
            && is(&self.topic, &|topic| session.topics.contains(topic))
            && self.since.is_none_or(|day| session.date >= day)
            && self.until.is_none_or(|day| session.date <= day)
    }

    fn asks_for_a_state(&self) -> bool {
        self.open || self.overdue || self.done
    }

    fn takes_state(&self, open: bool, due: Option<Day>, today: Day) -> bool {
        !self.asks_for_a_state()
            || (self.open && open)
            || (self.overdue && open && due.is_some_and(|due| due < today))
            || (self.done && !open)
    }

    /// Whether the session has an action or a follow-up in the state asked for.
    fn takes_items(&self, session: &Session, today: Day) -> bool {
        !self.asks_for_a_state()
            || session.actions.iter().any(|a| self.takes_state(a.is_open(), a.due, today))
            || session.follow_ups.iter().any(|f| self.takes_state(f.is_open(), Some(f.due), today))
    }
}

/// A session, as `--json` gives it.
#[derive(Debug, Serialize)]
pub struct SessionRow<'a> {
    pub id: &'a Id,
    pub date: Day,
    pub start: Option<Clock>,
    pub minutes: Option<u32>,
    pub kind: Kind,
    pub coach: &'a Handle,
    pub with: &'a [Handle],
    pub group: Option<&'a Handle>,
    pub topics: &'a [Handle],
    pub objectives: &'a [Handle],
    pub notes: &'a str,
    pub feedback: Option<&'a Feedback>,
    pub actions: Vec<ActionRow<'a>>,
    pub follow_ups: Vec<FollowUpRow<'a>>,
    pub path: &'a str,
}

/// An action, as `--json` gives it.
#[derive(Debug, Serialize)]
pub struct ActionRow<'a> {
    pub id: &'a Id,
    pub what: &'a str,
    pub owner: &'a Handle,
    pub coach: &'a Handle,
    pub due: Option<Day>,
    /// `open`, `done` or `dropped`.
    pub state: &'static str,
    pub done: Option<Day>,
    pub dropped: Option<Day>,
    pub result: Option<&'a str>,
    pub why: Option<&'a str>,
    pub objectives: &'a [Handle],
    pub session: &'a Id,
    pub date: Day,
}

/// A follow-up, as `--json` gives it.
#[derive(Debug, Serialize)]
pub struct FollowUpRow<'a> {
    pub id: &'a Id,
    pub ask: &'a str,
    pub person: &'a Handle,
    pub coach: &'a Handle,
    pub due: Day,
    pub every: Option<Every>,
    pub state: &'static str,
    pub done: Option<Day>,
    pub outcome: Option<Outcome>,
    pub obstacle: Option<Obstacle>,
    pub obstacle_text: Option<&'a str>,
    pub result: Option<&'a str>,
    pub why: Option<&'a str>,
    pub action: Option<&'a Id>,
    pub session: &'a Id,
    pub date: Day,
}

/// A person or a group, as `--json` gives it.
#[derive(Debug, Serialize)]
pub struct PersonRow<'a> {
    pub handle: &'a Handle,
    pub name: Option<&'a str>,
    pub email: Option<&'a str>,
    pub team: Option<&'a Handle>,
    pub manager: Option<&'a Handle>,
    pub cadence: Option<u32>,
    pub relationship: Option<Relationship>,
    pub consent: Option<Day>,
    pub members: &'a [Handle],
    pub left: Option<Day>,
    /// The day of the last session.
    pub last: Option<Day>,
    #[serde(rename = "session_count")]
    pub sessions: usize,
    pub open_actions: usize,
}

fn action_row<'a>(session: &'a Session, action: &'a Action) -> ActionRow<'a> {
    ActionRow {
        id: &action.id,
        what: &action.what,
        owner: &action.owner,
        coach: &session.coach,
        due: action.due,
        state: action.state().as_str(),
        done: action.done,
        dropped: action.dropped,
        result: action.result.as_deref(),
        why: action.why.as_deref(),
        objectives: if action.objectives.is_empty() { &session.objectives } else { &action.objectives },
        session: &session.id,
        date: session.date,
    }
}

fn follow_up_row<'a>(session: &'a Session, ask: &'a FollowUp) -> FollowUpRow<'a> {
    FollowUpRow {
        id: &ask.id,
        ask: &ask.ask,
        person: session.asked(ask),
        coach: &session.coach,
        due: ask.due,
        every: ask.every,
        state: ask.state().as_str(),
        done: ask.done,
        outcome: ask.outcome,
        obstacle: ask.obstacle,
        obstacle_text: ask.obstacle_text.as_deref(),
        result: ask.result.as_deref(),
        why: ask.why.as_deref(),
        action: ask.action.as_ref(),
        session: &session.id,
        date: session.date,
    }
}

pub fn session_row(filed: &Filed<Session>) -> SessionRow<'_> {
    let session = &filed.record;
    SessionRow {
        id: &session.id,
        date: session.date,
        start: session.start,
        minutes: session.minutes,
        kind: session.kind,
        coach: &session.coach,
        with: &session.with,
        group: session.group.as_ref(),
        topics: &session.topics,
        objectives: &session.objectives,
        notes: &session.notes,
        feedback: session.feedback.as_ref(),
        actions: session.actions.iter().map(|action| action_row(session, action)).collect(),
        follow_ups: session.follow_ups.iter().map(|ask| follow_up_row(session, ask)).collect(),
        path: &filed.path,
    }
}

/// The sessions that the filter takes, in order. `--open`, `--overdue` and `--done` take those
/// with an action or a follow-up in that state.
pub fn sessions<'a>(journal: &'a Journal, filter: &Filter, today: Day) -> Vec<SessionRow<'a>> {
    let takes = |session: &Session| {
        filter.takes_session(session)
            && filter.person.as_ref().is_none_or(|person| session.concerns(person))
            && filter.objective.as_ref().is_none_or(|objective| serves(session, objective))
            && filter.takes_items(session, today)
    };
    journal.sessions.iter().filter(|filed| takes(&filed.record)).map(session_row).collect()
}

fn serves(session: &Session, objective: &Handle) -> bool {
    let actions = session.actions.iter().flat_map(|action| &action.objectives);
    session.objectives.iter().chain(actions).any(|named| named == objective)
}

/// The actions that the filter takes, by the day they are due, those without one last.
pub fn actions<'a>(journal: &'a Journal, filter: &Filter, today: Day) -> Vec<ActionRow<'a>> {
    let takes = |session: &Session, row: &ActionRow<'_>, open: bool| {
        filter.takes_session(session)
            && filter.person.as_ref().is_none_or(|person| row.owner == person)
            && filter.objective.as_ref().is_none_or(|objective| row.objectives.contains(objective))
            && filter.takes_state(open, row.due, today)
    };
    let mut rows: Vec<ActionRow<'a>> = journal
        .actions()
        .map(|(filed, action)| (filed, action_row(&filed.record, action), action.is_open()))
        .filter(|(filed, row, open)| takes(&filed.record, row, *open))
        .map(|(_, row, _)| row)
        .collect();
    rows.sort_by_key(|row| (row.due.is_none(), row.due, row.date));
    rows
}

/// The follow-ups that the filter takes, by the day they are due.
pub fn follow_ups<'a>(journal: &'a Journal, filter: &Filter, today: Day) -> Vec<FollowUpRow<'a>> {
    let takes = |session: &Session, row: &FollowUpRow<'_>, open: bool| {
        filter.takes_session(session)
            && filter.person.as_ref().is_none_or(|person| row.person == person)
            && filter.objective.as_ref().is_none_or(|objective| session.objectives.contains(objective))
            && filter.takes_state(open, Some(row.due), today)
    };
    let mut rows: Vec<FollowUpRow<'a>> = journal
        .follow_ups()
        .map(|(filed, ask)| (filed, follow_up_row(&filed.record, ask), ask.is_open()))
        .filter(|(filed, row, open)| takes(&filed.record, row, *open))
        .map(|(_, row, _)| row)
        .collect();
    rows.sort_by_key(|row| (row.due, row.date));
    rows
}

/// Everyone, by handle. Filters that mean sessions take the people who had one like that.
pub fn people<'a>(journal: &'a Journal, filter: &Filter, today: Day) -> Vec<PersonRow<'a>> {
    let wanted = Filter { person: None, ..filter.clone() };
    let narrowed = wanted != Filter::default();
    let coached: BTreeSet<&Handle> = match narrowed {
        true => sessions(journal, &wanted, today)
            .iter()
            .flat_map(|row| row.with.iter().chain(row.group))
            .collect(),
        false => BTreeSet::new(),
    };
    let mut seen: BTreeMap<&Handle, (usize, Day)> = BTreeMap::new();
    for session in journal.sessions.iter().map(|filed| &filed.record) {
        for handle in session.with.iter().chain(&session.group) {
            let (number, last) = seen.entry(handle).or_insert((0, session.date));
            (*number, *last) = (*number + 1, session.date.max(*last));
        }
    }
    let mut open: BTreeMap<&Handle, usize> = BTreeMap::new();
    for (_, action) in journal.actions().filter(|(_, action)| action.is_open()) {
        *open.entry(&action.owner).or_default() += 1;
    }
    let takes = |person: &Person| {
        let named = |wanted: &Handle| *wanted == person.handle || person.members.contains(wanted);
        filter.person.as_ref().is_none_or(named) && (!narrowed || coached.contains(&person.handle))
    };
    let row = |person: &'a Person| person_row(person, seen.get(&person.handle), open.get(&person.handle));
    journal.people.values().map(|filed| &filed.record).filter(|person| takes(person)).map(row).collect()
}

fn person_row<'a>(person: &'a Person, seen: Option<&(usize, Day)>, open: Option<&usize>) -> PersonRow<'a> {
    PersonRow {
        handle: &person.handle,
        name: person.name.as_deref(),
        email: person.email.as_deref(),
        team: person.team.as_ref(),
        manager: person.manager.as_ref(),
        cadence: person.cadence,
        relationship: person.relationship,
        consent: person.consent,
        members: &person.members,
        left: person.left,
        last: seen.map(|(_, last)| *last),
        sessions: seen.map_or(0, |(number, _)| *number),
        open_actions: open.copied().unwrap_or(0),
    }
}

pub fn sessions_page(rows: &[SessionRow<'_>], prefixes: &Prefixes) -> Page {
    let mut page = Page::new();
    let row = |row: &SessionRow<'_>| {
        let kind = if row.kind == Kind::Coaching { String::new() } else { format!("{} ", row.kind) };
        let gist = row.notes.lines().next().unwrap_or_default();
        let about = if row.topics.is_empty() { String::new() } else { format!("{}: ", list(row.topics)) };
        vec![
            reading::short_id(row.id, prefixes),
            row.date.to_string().into(),
            whom(row.group, row.with).into(),
            Text::new().with(Tone::Faint, row.minutes.map(spoken).unwrap_or_default()),
            Text::new().with(Tone::Faint, format!("{kind}{about}")).plain(gist),
        ]
    };
    page.table(0, &["id", "date", "with", "length", "about"], rows.iter().map(row).collect());
    page
}

pub fn actions_page(rows: &[ActionRow<'_>], prefixes: &Prefixes, today: Day) -> Page {
    use crate::journal::action::State;
    let mut page = Page::new();
    let row = |row: &ActionRow<'_>| {
        let state = match (row.done, row.dropped) {
            (Some(day), _) => State::Done(day),
            (None, Some(day)) => State::Dropped(day),
            (None, None) => State::Open,
        };
        let due = row.due.map(|day| day.to_string()).unwrap_or_default();
        vec![
            reading::short_id(row.id, prefixes),
            due.into(),
            row.owner.as_str().into(),
            reading::state(state, row.due, today),
            row.what.into(),
        ]
    };
    page.table(0, &["id", "due", "owner", "state", "what"], rows.iter().map(row).collect());
    page
}

pub fn follow_ups_page(rows: &[FollowUpRow<'_>], prefixes: &Prefixes, today: Day) -> Page {
    let mut page = Page::new();
    let row = |row: &FollowUpRow<'_>| {
        let state = match (row.done, row.outcome) {
            (Some(_), Some(outcome)) => {
                let obstacle = row.obstacle.map(|kind| format!(": {kind}")).unwrap_or_default();
                Text::new().with(Tone::Done, format!("{outcome}{obstacle}"))
            }
            (Some(_), None) => Text::new().with(Tone::Done, "done"),
            (None, _) => {
                let late = today.days_since(row.due);
                Text::new().with(reading::due_tone(late), reading::lateness(late))
            }
        };
        vec![
            reading::short_id(row.id, prefixes),
            row.due.to_string().into(),
            row.person.as_str().into(),
            state,
            row.ask.into(),
        ]
    };
    page.table(0, &["id", "due", "person", "state", "ask"], rows.iter().map(row).collect());
    page
}

pub fn people_page(rows: &[PersonRow<'_>], today: Day) -> Page {
    let mut page = Page::new();
    let row = |row: &PersonRow<'_>| {
        let last = match row.last {
            Some(day) => Text::from(day.to_string())
                .with(Tone::Faint, format!(" ({})", reading::ago(today.days_since(day)))),
            None => Text::new().with(Tone::Faint, "no session yet"),
        };
        let members =
            if row.members.is_empty() { String::new() } else { format!("group: {}", list(row.members)) };
        let name = row.name.unwrap_or_default();
        let gap = if name.is_empty() || members.is_empty() { "" } else { ", " };
        vec![
            row.handle.as_str().into(),
            row.team.map(|team| team.as_str()).unwrap_or_default().into(),
            last,
            if row.open_actions == 0 { Text::new() } else { format!("{} open", row.open_actions).into() },
            format!("{name}{gap}{members}").into(),
        ]
    };
    page.table(0, &["handle", "team", "last session", "actions", "name"], rows.iter().map(row).collect());
    page
}
