//! Finds the records that name a person or an objective, even one without a record.

use super::journal::Journal;
use crate::journal::records::benefit::Benefit;
use crate::journal::records::objective::NO_OBJECTIVE;
use crate::journal::values::handle::Handle;

impl Journal {
    /// Every handle by which a record names a person, with the record's path. Skips a person's own `handle`.
    pub fn mentions(&self) -> impl Iterator<Item = (&str, &Handle)> {
        let in_sessions = self.sessions.iter().flat_map(|filed| {
            let session = &filed.record;
            let owners = session.actions.iter().map(|action| &action.owner);
            let benefits = session.actions.iter().filter_map(|action| action.benefit.as_ref());
            let vouching = benefits.flat_map(Benefit::people);
            let people = session.with.iter().chain(&session.group).chain([&session.coach]);
            people
                .chain(owners)
                .chain(vouching)
                .chain(session.reporters())
                .map(|handle| (filed.path.as_str(), handle))
        });
        let in_people = self.people.values().flat_map(|filed| {
            let people = filed.record.members.iter().chain(&filed.record.manager);
            people.map(|handle| (filed.path.as_str(), handle))
        });
        let sponsors =
            self.objectives.values().filter_map(|filed| Some((&filed.path, filed.record.sponsor.as_ref()?)));
        let asked =
            self.requests.values().filter_map(|filed| Some((&filed.path, filed.record.from.as_ref()?)));
        let told = self.stories.values().flat_map(|filed| {
            let people = filed.record.consent_by.iter().chain([&filed.record.person]);
            people.map(|handle| (&filed.path, handle))
        });
        let agreed = self.policies.values();
        let agreed = agreed.flat_map(|filed| filed.record.people().map(|handle| (&filed.path, handle)));
        let others =
            sponsors.chain(asked).chain(told).chain(agreed).map(|(path, handle)| (path.as_str(), handle));
        in_sessions.chain(in_people).chain(others)
    }

    /// Whether any record names this handle, other than the person's own.
    pub fn is_mentioned(&self, handle: &Handle) -> bool {
        self.mentions().any(|(_, named)| named == handle)
    }

    /// Every objective that a session, an action, a follow-up or a request serves, with the record's path.
    pub fn objectives_served(&self) -> impl Iterator<Item = (&str, &Handle)> {
        let in_sessions = self.sessions.iter().flat_map(|filed| {
            let in_actions = filed.record.actions.iter().flat_map(|action| &action.objectives);
            let in_follow_ups = filed.record.follow_ups.iter().flat_map(|ask| &ask.objectives);
            let all = filed.record.objectives.iter().chain(in_actions).chain(in_follow_ups);
            all.map(|handle| (filed.path.as_str(), handle))
        });
        let asked = self.requests.values();
        let asked = asked.filter_map(|filed| Some((filed.path.as_str(), filed.record.objective.as_ref()?)));
        in_sessions.chain(asked).filter(|(_, handle)| handle.as_str() != NO_OBJECTIVE)
    }
}
