//! Lists of sessions, actions, follow-ups, people and the other records: rows as `--json` gives them, and the tables
//! they make. The filters they share.

pub mod actions;
pub mod conflicts;
pub mod follow_ups;
pub mod objectives;
pub mod overview;
pub mod people;
pub mod requests;
pub mod sessions;
pub mod stories;

use crate::journal::day::Day;
use crate::journal::handle::Handle;
use crate::journal::session::Session;

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
    pub(super) fn takes_session(&self, session: &Session) -> bool {
        let is = |wanted: &Option<Handle>, has: &dyn Fn(&Handle) -> bool| wanted.as_ref().is_none_or(has);
        is(&self.coach, &|coach| session.coach == *coach)
            && is(&self.topic, &|topic| session.topics.contains(topic))
            && self.since.is_none_or(|day| session.date >= day)
            && self.until.is_none_or(|day| session.date <= day)
    }

    pub(super) fn asks_for_a_state(&self) -> bool {
        self.open || self.overdue || self.done
    }

    pub(super) fn takes_state(&self, open: bool, due: Option<Day>, today: Day) -> bool {
        !self.asks_for_a_state()
            || (self.open && open)
            || (self.overdue && open && due.is_some_and(|due| due < today))
            || (self.done && !open)
    }

    /// Whether the session has an action or a follow-up in the state asked for.
    pub(super) fn takes_items(&self, session: &Session, today: Day) -> bool {
        !self.asks_for_a_state()
            || session.actions.iter().any(|a| self.takes_state(a.is_open(), a.due, today))
            || session.follow_ups.iter().any(|f| self.takes_state(f.is_open(), Some(f.due), today))
    }
}
