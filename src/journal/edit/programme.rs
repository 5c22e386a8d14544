//! Assigns a programme: builds the session with the person's actions and follow-ups, each with its due day.

use crate::error::{Error, Result};
use crate::journal::query::journal::Journal;
use crate::journal::records::action::Action;
use crate::journal::records::follow_up::FollowUp;
use crate::journal::records::session::{Kind, Session};
use crate::journal::records::template::Template;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;

/// Who gets the programme, the day it starts, and the coach who assigns it.
pub(crate) struct Assignment<'a> {
    pub person: &'a Handle,
    pub start: Day,
    pub coach: &'a Handle,
    pub today: Day,
}

/// The session that records the assignment. Its date is today, or the start day if that is earlier. Fails if
/// a due day is beyond the calendar.
pub(crate) fn session(
    template: &Template,
    assigned: &Assignment<'_>,
    mut id: impl FnMut() -> Result<Id>,
) -> Result<Session> {
    let Assignment { person, start, coach, today } = *assigned;
    let too_far = || Error::usage(format!("{start} is too far in the future")).in_field("start");
    let mut session = Session {
        kind: Kind::Agreed,
        programme: Some(template.handle.clone()),
        ..Session::new(id()?, start.min(today), coach, vec![person.clone()])
    };
    let mut ids: Vec<(&str, Id)> = Vec::new();
    for planned in &template.actions {
        let due = planned.due.as_ref().map(|due| due.from(start).ok_or_else(too_far)).transpose()?;
        let action = Action { due, ..Action::new(id()?, &planned.what, person) };
        ids.push((&planned.key, action.id.clone()));
        session.actions.push(action);
    }
    for planned in &template.follow_ups {
        let due = planned.due.from(start).ok_or_else(too_far)?;
        let about = planned.action.as_ref().and_then(|key| ids.iter().find(|(known, _)| known == key));
        let action = about.map(|(_, id)| id.clone());
        session.follow_ups.push(FollowUp { action, ..FollowUp::new(id()?, due, planned.ask.clone()) });
    }
    Ok(session)
}

/// The latest session that assigned this programme to this person.
pub(crate) fn had<'a>(journal: &'a Journal, programme: &Handle, person: &Handle) -> Option<&'a Session> {
    let mut sessions = journal.sessions.iter().rev().map(|filed| &filed.record);
    sessions.find(|session| session.programme.as_ref() == Some(programme) && session.concerns(person))
}
