//! Lists of sessions, actions, follow-ups, people and the other records: the rows for `--json`, the tables
//! for people, and the filter that they share.

pub(crate) mod actions;
pub(crate) mod conflicts;
pub(crate) mod follow_ups;
pub(crate) mod objectives;
pub(crate) mod overview;
pub(crate) mod people;
pub(crate) mod policies;
pub(crate) mod requests;
pub(crate) mod resources;
pub(crate) mod sessions;
pub(crate) mod standards;
pub(crate) mod stories;

use crate::journal::query::journal::Journal;
use crate::journal::query::report_filter::ReportFilter;
use crate::journal::records::action::Action;
use crate::journal::records::follow_up::FollowUp;
use crate::journal::records::session::Session;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;

/// The filter of a list.
#[derive(Clone, Debug)]
pub(crate) struct ListFilter {
    pub records: ReportFilter,
    pub open: bool,
    pub overdue: bool,
    pub closed: bool,
}

impl ListFilter {
    /// Selects everything.
    pub(crate) fn everything(today: Day) -> ListFilter {
        let records = ReportFilter::everything(today);
        ListFilter { records, open: false, overdue: false, closed: false }
    }

    /// Selects the open items.
    pub(crate) fn open(today: Day) -> ListFilter {
        ListFilter { open: true, ..ListFilter::everything(today) }
    }

    /// Limits the filter to a person or a group.
    pub(crate) fn of_person(self, person: &Handle) -> ListFilter {
        ListFilter { records: ReportFilter { person: Some(person.clone()), ..self.records }, ..self }
    }

    /// Limits the filter to what serves an objective.
    pub(crate) fn for_objective(self, objective: &Handle) -> ListFilter {
        ListFilter { records: ReportFilter { objective: Some(objective.clone()), ..self.records }, ..self }
    }

    pub(crate) fn asks_for_a_state(&self) -> bool {
        self.open || self.overdue || self.closed
    }

    pub(crate) fn takes_state(&self, open: bool, due: Option<Day>, today: Day) -> bool {
        !self.asks_for_a_state()
            || (self.open && open)
            || (self.overdue && open && due.is_some_and(|due| due < today))
            || (self.closed && !open)
    }

    /// Whether the action is in the requested state. Open actions of people who left or were forgotten are
    /// in none of the states, because coach expects nothing of these people.
    pub(crate) fn takes_action(
        &self,
        journal: &Journal,
        session: &Session,
        action: &Action,
        today: Day,
    ) -> bool {
        let open = action.is_open();
        !self.asks_for_a_state()
            || self.takes_state(open, action.due, today) && (!open || journal.is_owed(session, action, today))
    }

    /// The same for a follow-up.
    pub(crate) fn takes_ask(&self, journal: &Journal, session: &Session, ask: &FollowUp, today: Day) -> bool {
        let open = ask.is_open();
        let is_asked = || journal.still_asked(session, ask, today).is_some();
        !self.asks_for_a_state() || self.takes_state(open, Some(ask.due), today) && (!open || is_asked())
    }

    /// Whether the session has an action or a follow-up in the requested state.
    pub(crate) fn takes_items(&self, journal: &Journal, session: &Session, today: Day) -> bool {
        !self.asks_for_a_state()
            || session.actions.iter().any(|action| self.takes_action(journal, session, action, today))
            || session.follow_ups.iter().any(|ask| self.takes_ask(journal, session, ask, today))
    }
}
