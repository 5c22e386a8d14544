//! Selects the sessions, actions and follow-ups that a report's options ask for. Only the methods with
//! `_in_period` apply the whole period, because each report decides which day counts. The participants of a
//! session are those in `with`: the current members of a group do not change past sessions.

use std::collections::BTreeSet;

use super::journal::Journal;
use super::report_filter::ReportFilter;
use crate::journal::records::action::Action;
use crate::journal::records::follow_up::{FollowUp, Outcome};
use crate::journal::records::objective::NO_OBJECTIVE;
use crate::journal::records::request::Request;
use crate::journal::records::session::Session;
use crate::journal::records::story::Story;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;

/// The part of a journal that a report is about.
pub(crate) struct Selection<'a> {
    pub journal: &'a Journal,
    pub options: &'a ReportFilter,
}

impl<'a> Selection<'a> {
    pub(crate) fn of(journal: &'a Journal, options: &'a ReportFilter) -> Selection<'a> {
        Selection { journal, options }
    }

    /// The conversations, of any day.
    pub(crate) fn sessions(&self) -> impl Iterator<Item = &'a Session> {
        self.records().filter(|session| session.is_conversation())
    }

    /// The conversations, and the sessions that only hold items that were agreed on elsewhere.
    pub(crate) fn records(&self) -> impl Iterator<Item = &'a Session> {
        self.journal.sessions.iter().map(|filed| &filed.record).filter(|session| self.takes_record(session))
    }

    /// The conversations of the period.
    pub(crate) fn sessions_in_period(&self) -> impl Iterator<Item = &'a Session> {
        self.sessions().filter(|session| self.options.spans(session.date))
    }

    /// The actions with their sessions, of any day.
    pub(crate) fn actions(&self) -> impl Iterator<Item = (&'a Session, &'a Action)> {
        let sessions = self.journal.sessions.iter().map(|filed| &filed.record);
        let all = sessions.flat_map(|session| session.actions.iter().map(move |action| (session, action)));
        all.filter(|(session, action)| self.takes_action(session, action))
    }

    /// The promises of coaches in the period: those to the selected people, and those of a selected coach.
    pub(crate) fn promises_in_period(&self) -> impl Iterator<Item = (&'a Session, &'a Action)> {
        let sessions = self.journal.sessions.iter().map(|filed| &filed.record);
        let all = sessions.flat_map(|session| session.actions.iter().map(move |action| (session, action)));
        all.filter(|(session, action)| {
            is_promise(session, action)
                && self.is_about_action_in_period(session, action)
                && (self.takes_people_of(session) || self.takes_owner(session, &action.owner))
        })
    }

    /// The actions that were agreed on in the period.
    pub(crate) fn actions_in_period(&self) -> impl Iterator<Item = (&'a Session, &'a Action)> {
        self.actions().filter(|(session, action)| self.options.spans(action.agreed_on(session)))
    }

    /// The follow-ups with their sessions, of any day.
    pub(crate) fn follow_ups(&self) -> impl Iterator<Item = (&'a Session, &'a FollowUp)> {
        let sessions = self.journal.sessions.iter().map(|filed| &filed.record);
        let all = sessions.flat_map(|session| session.follow_ups.iter().map(move |ask| (session, ask)));
        all.filter(|(session, ask)| self.takes_follow_up(session, ask))
    }

    /// The requests up to today.
    pub(crate) fn requests(&self) -> impl Iterator<Item = &'a Request> {
        let all = self.journal.requests.values().map(|filed| &filed.record);
        all.filter(|request| {
            !self.options.today.is_certainly_before(request.date) && self.takes_request(request)
        })
    }

    /// The stories of the selected actions.
    pub(crate) fn stories(&self) -> impl Iterator<Item = &'a Story> {
        let actions: BTreeSet<&Id> = self.actions().map(|(_, action)| &action.id).collect();
        let all = self.journal.stories.values().map(|filed| &filed.record);
        all.filter(move |story| actions.contains(&story.action))
    }

    /// The selected people who have not left. They have a record or took part in a session. Groups are not
    /// included.
    pub(crate) fn people(&self) -> BTreeSet<&'a Handle> {
        let ReportFilter { person: asked, today, .. } = self.options;
        let last = self.options.last();
        let sessions = self.journal.sessions.iter().map(|filed| &filed.record);
        let sessions = sessions.filter(|session| session.date <= last);
        let with_group = sessions
            .clone()
            .filter(|session| asked.is_some() && session.group == *asked && session.is_conversation());
        let met: BTreeSet<&Handle> = with_group.flat_map(|session| &session.with).collect();
        let named = sessions.flat_map(|session| &session.with).chain(self.journal.people.keys());
        let is_there = |handle: &&Handle| {
            let record = self.journal.people.get(handle).map(|filed| &filed.record);
            record.is_none_or(|person| !person.is_group() && !person.is_gone(*today))
        };
        let is_asked_about =
            |handle: &&Handle| self.takes_person(handle) || (met.contains(handle) && self.takes_team(handle));
        named.filter(is_there).filter(is_asked_about).collect()
    }

    /// Whether the options select the session, on any day.
    pub(crate) fn takes_record(&self, session: &Session) -> bool {
        self.fits(session) && self.takes_people_of(session) && self.serves(all_objectives(session))
    }

    /// Whether the options select the action, on any day.
    pub(crate) fn takes_action(&self, session: &Session, action: &Action) -> bool {
        self.is_about_action(session, action) && self.takes_owner(session, &action.owner)
    }

    /// Whether the options select the follow-up, on any day.
    pub(crate) fn takes_follow_up(&self, session: &Session, ask: &FollowUp) -> bool {
        self.is_about_follow_up(session, ask)
            && match about(session, ask) {
                Some(action) => self.takes_owner(session, &action.owner),
                None => self.takes_people_of(session),
            }
    }

    /// Whether the options select the request, on any day. A request belongs to the person who asks and to its
    /// objective, and to no coach, topic or kind.
    pub(crate) fn takes_request(&self, request: &Request) -> bool {
        let ReportFilter { coach, topic, kind, .. } = self.options;
        let asks_of_people = self.options.is_of_some_people();
        request.from.as_ref().map_or(!asks_of_people, |from| self.takes_person(from))
            && coach.is_none()
            && topic.is_none()
            && kind.is_none()
            && self.serves(request.objective.iter())
    }

    /// Whether the action has the coach, the topic, the kind and the objective of the options.
    pub(crate) fn is_about_action(&self, session: &Session, action: &Action) -> bool {
        self.fits(session) && self.serves(objectives(session, action).iter())
    }

    /// The same for a follow-up. A follow-up serves its own objectives, or else those of its action or session.
    pub(crate) fn is_about_follow_up(&self, session: &Session, ask: &FollowUp) -> bool {
        self.fits(session)
            && match about(session, ask) {
                _ if !ask.objectives.is_empty() => self.serves(ask.objectives.iter()),
                Some(action) => self.serves(objectives(session, action).iter()),
                None => self.serves(all_objectives(session)),
            }
    }

    /// Whether the action is about the subjects of the options, and was agreed on in their period.
    pub(crate) fn is_about_action_in_period(&self, session: &Session, action: &Action) -> bool {
        self.options.spans(action.agreed_on(session)) && self.is_about_action(session, action)
    }

    /// The same for a follow-up.
    pub(crate) fn is_about_follow_up_in_period(&self, session: &Session, ask: &FollowUp) -> bool {
        self.options.spans(ask.agreed_on(session)) && self.is_about_follow_up(session, ask)
    }

    /// Whether one of these objectives is selected, or the options name none.
    fn serves<'o>(&self, mut objectives: impl Iterator<Item = &'o Handle>) -> bool {
        !self.options.is_about_objectives() || objectives.any(|handle| self.takes_objective(handle))
    }

    /// Whether the objective, or `none`, is the one of the options and has their sponsor.
    pub(crate) fn takes_objective(&self, handle: &Handle) -> bool {
        let ReportFilter { objective, sponsor, .. } = self.options;
        let sponsor_of = |handle| self.journal.objectives.get(handle)?.record.sponsor.as_ref();
        objective.as_ref().is_none_or(|asked| asked == handle)
            && sponsor.as_ref().is_none_or(|asked| sponsor_of(handle) == Some(asked))
    }

    /// Whether the session has the coach, the topic and the kind of the options.
    fn fits(&self, session: &Session) -> bool {
        let ReportFilter { coach, topic, kind, .. } = self.options;
        coach.as_ref().is_none_or(|coach| session.coach == *coach)
            && topic.as_ref().is_none_or(|topic| session.topics.contains(topic))
            && kind.is_none_or(|kind| session.kind == kind)
    }

    /// The selected people who own this action.
    pub(crate) fn people_of<'s>(&self, session: &'s Session, action: &'s Action) -> BTreeSet<&'s Handle> {
        owners(session, &action.owner).filter(|person| self.takes_in(session, person)).collect()
    }

    /// The selected participants of a session, each once. Participants of another team do not count.
    pub(crate) fn people_in<'s>(&self, session: &'s Session) -> BTreeSet<&'s Handle> {
        session.with.iter().filter(|person| self.takes_in(session, person)).collect()
    }

    /// Whether the options select this participant, directly or through the group of the session.
    fn takes_in(&self, session: &Session, person: &Handle) -> bool {
        let asked = self.options.person.as_ref();
        asked.is_none_or(|asked| asked == person || session.group.as_ref() == Some(asked))
            && self.takes_team(person)
    }

    /// Whether the session is with the selected person, group or team.
    fn takes_people_of(&self, session: &Session) -> bool {
        if self.options.team.is_some() || self.options.manager.is_some() {
            !self.people_in(session).is_empty()
        } else {
            self.options.person.as_ref().is_none_or(|person| session.concerns(person))
        }
    }

    /// Whether the options select this owner's actions in the session. The action of a group belongs to every
    /// participant.
    fn takes_owner(&self, session: &Session, owner: &Handle) -> bool {
        let asked = self.options.person.as_ref();
        if session.group.as_ref() == Some(owner) {
            return owners(session, owner).any(|person| self.takes_in(session, person));
        }
        self.takes_team(owner) && asked.is_none_or(|person| is_of(session, owner, person))
    }

    pub(crate) fn takes_person(&self, handle: &Handle) -> bool {
        self.options.person.as_ref().is_none_or(|asked| asked == handle) && self.takes_team(handle)
    }

    /// Whether the person has the team and the manager of the options.
    pub(crate) fn takes_team(&self, handle: &Handle) -> bool {
        let ReportFilter { team, manager, .. } = self.options;
        team.as_ref().is_none_or(|asked| self.team(handle) == Some(asked))
            && manager.as_ref().is_none_or(|asked| self.manager(handle) == Some(asked))
    }

    /// The person's current manager.
    pub(crate) fn manager(&self, handle: &Handle) -> Option<&'a Handle> {
        let person = &self.journal.people.get(handle)?.record;
        person.manager.as_ref().filter(|_| !person.is_group())
    }

    /// The person's current team: records keep no earlier one. A group has no team, but its members do.
    pub(crate) fn team(&self, handle: &Handle) -> Option<&'a Handle> {
        let person = &self.journal.people.get(handle)?.record;
        person.team.as_ref().filter(|_| !person.is_group())
    }
}

/// Whether an owner's action in a session counts for this person or group. A person's own actions count. A
/// group counts every action of its sessions. A person counts the actions of the group in sessions that they
/// attended.
pub(crate) fn is_of(session: &Session, owner: &Handle, asked: &Handle) -> bool {
    is_own(session, owner, asked) || session.group.as_ref() == Some(asked)
}

/// Whether the action is the person's or group's own: they own it, or their group does and they attended.
pub(crate) fn is_own(session: &Session, owner: &Handle, person: &Handle) -> bool {
    owner == person || (session.group.as_ref() == Some(owner) && session.with.contains(person))
}

/// The people who own an action. If the owner is the session's group, these are all participants.
pub(crate) fn owners<'a>(session: &'a Session, owner: &'a Handle) -> impl Iterator<Item = &'a Handle> {
    let is_the_group = session.group.as_ref() == Some(owner);
    let there = session.with.iter().filter(move |_| is_the_group);
    there.chain((!is_the_group).then_some(owner))
}

/// Whether the action is a promise of the coach to the participants.
pub(crate) fn is_promise(session: &Session, action: &Action) -> bool {
    action.owner == session.coach && !session.with.contains(&action.owner)
}

/// The outcomes of the follow-ups about an action up to today, the earliest first. Dropped follow-ups have
/// none.
pub(crate) fn answers(session: &Session, action: &Action, today: Day) -> Vec<(Day, Outcome)> {
    let asked = session.asks_about(&action.id);
    let mut found: Vec<_> = asked.filter_map(|ask| Some((ask.answered_by(today)?, ask.outcome?))).collect();
    found.sort_by_key(|(day, _)| *day); // stable: the file's order within a day
    found
}

/// The action that a follow-up is about.
pub(crate) fn about<'a>(session: &'a Session, ask: &FollowUp) -> Option<&'a Action> {
    session.actions.iter().find(|action| Some(&action.id) == ask.action.as_ref())
}

/// The people whom a follow-up asks: the owners of its action, or everyone in the session.
pub(crate) fn asked_people<'a>(session: &'a Session, ask: &FollowUp) -> impl Iterator<Item = &'a Handle> {
    let action = about(session, ask);
    let all = session.with.iter().filter(move |_| action.is_none());
    action.into_iter().flat_map(|action| owners(session, &action.owner)).chain(all)
}

/// The objectives of an action: its own, or else its session's.
pub(crate) fn objectives<'a>(session: &'a Session, action: &'a Action) -> &'a [Handle] {
    if action.objectives.is_empty() { &session.objectives } else { &action.objectives }
}

/// The objectives of a session and of its actions.
pub(crate) fn all_objectives(session: &Session) -> impl Iterator<Item = &Handle> {
    session.objectives.iter().chain(session.actions.iter().flat_map(|action| &action.objectives))
}

/// Whether a session or one of its actions names the objective.
pub(crate) fn names(session: &Session, handle: &Handle) -> bool {
    all_objectives(session).any(|named| named == handle)
}

/// Whether one of these objectives is in the journal and was live on the day.
pub(crate) fn serves_a_live_one(journal: &Journal, objectives: &[Handle], day: Day) -> bool {
    objectives.iter().any(|handle| {
        handle.as_str() != NO_OBJECTIVE
            && journal.objectives.get(handle).is_some_and(|filed| filed.record.is_live(day))
    })
}
