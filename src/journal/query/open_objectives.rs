//! The objectives that a new session can serve.

use std::cmp::Reverse;

use super::journal::Journal;
use super::selection::names;
use crate::journal::records::objective::Objective;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;

/// The objectives that are open on the day. First those that sessions with these people served, the latest first; then
/// the others by handle.
pub(crate) fn open_objectives<'j>(journal: &'j Journal, people: &[Handle], day: Day) -> Vec<&'j Objective> {
    let open = journal.objectives.values().map(|filed| &filed.record).filter(|one| one.is_live(day));
    let mut open: Vec<&Objective> = open.collect();
    let sessions = || journal.sessions.iter().map(|filed| &filed.record);
    let last_served = |objective: &Objective| -> Option<Day> {
        let theirs = sessions().filter(|session| people.iter().any(|person| session.concerns(person)));
        theirs.filter(|session| names(session, &objective.handle)).map(|session| session.date).max()
    };
    open.sort_by_cached_key(|objective| (Reverse(last_served(objective)), objective.handle.clone()));
    open
}
