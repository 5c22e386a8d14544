//! The part of a journal that is exported: all of it, or what the filters mean together with
//! whatever that names, so that a part can be read by itself.

use std::collections::BTreeSet;

use crate::journal::action::Action;
use crate::journal::follow_up::FollowUp;
use crate::journal::handle::Handle;
use crate::journal::journal::Journal;
use crate::journal::objective::Objective;
use crate::journal::options::Options;
use crate::journal::person::Person;
use crate::journal::request::Request;
use crate::journal::selection::Selection;
use crate::journal::session::Session;
use crate::journal::story::{Consent, Story};

pub struct Part<'a> {
    pub journal: &'a Journal,
    pub options: &'a Options,
    /// By day.
    pub sessions: Vec<&'a Session>,
    pub actions: Vec<(&'a Session, &'a Action)>,
    pub follow_ups: Vec<(&'a Session, &'a FollowUp)>,
    pub people: Vec<&'a Person>,
    pub objectives: Vec<&'a Objective>,
    pub requests: Vec<&'a Request>,
    pub stories: Vec<&'a Story>,
}

impl<'a> Part<'a> {
    /// `is_whole` where no filter was set: then nothing is left out.
    pub fn of(journal: &'a Journal, options: &'a Options, is_whole: bool) -> Part<'a> {
        let chosen = Selection::of(journal, options);
        let in_period = |session: &Session| options.spans(session.date);
        let mut part = Part {
            journal,
            options,
            sessions: chosen.records().filter(|session| in_period(session)).collect(),
            actions: chosen.actions_in_period().collect(),
            follow_ups: chosen.follow_ups().filter(|(session, _)| in_period(session)).collect(),
            people: journal.people.values().map(|filed| &filed.record).collect(),
            objectives: journal.objectives.values().map(|filed| &filed.record).collect(),
            requests: journal.requests.values().map(|filed| &filed.record).collect(),
            stories: journal.stories.values().map(|filed| &filed.record).collect(),
        };
        if !is_whole {
            part.requests = chosen.requests().filter(|request| options.spans(request.date)).collect();
            part.stories = chosen.stories().filter(|story| options.spans(story.date)).collect();
            part.keep_who_is_named();
        }
        part
    }

    /// Leaves the people and objectives that the rest names, and whom the filters name.
    fn keep_who_is_named(&mut self) {
        let mut people: BTreeSet<&Handle> = BTreeSet::new();
        let mut goals: BTreeSet<&Handle> = BTreeSet::new();
        for session in &self.sessions {
            people.extend(session.with.iter().chain(&session.group).chain([&session.coach]));
            people.extend(session.actions.iter().map(|action| &action.owner));
            goals.extend(&session.objectives);
            goals.extend(session.actions.iter().flat_map(|action| &action.objectives));
        }
        people.extend(self.actions.iter().map(|(_, action)| &action.owner));
        people.extend(self.requests.iter().filter_map(|request| request.from.as_ref()));
        people.extend(self.stories.iter().map(|story| &story.person));
        people.extend(self.options.person.iter().chain(&self.options.coach));
        goals.extend(self.requests.iter().filter_map(|request| request.objective.as_ref()));
        goals.extend(&self.options.objective);
        let team = self.options.team.as_ref();
        self.people.retain(|person| {
            people.contains(&person.handle) || (team.is_some() && person.team.as_ref() == team)
        });
        self.objectives.retain(|objective| goals.contains(&objective.handle));
    }

    /// The words of a story that may be read by others, and whose they are. Beside the name of one
    /// person, or of a small team, nothing is anonymous.
    pub fn told(&self, story: &'a Story) -> Option<(Option<&'a Handle>, &'a Story)> {
        let is_narrowed = self.options.person.is_some() || self.options.team.is_some();
        match story.consent {
            Consent::Anonymous if !is_narrowed => Some((None, story)),
            Consent::Named => Some((Some(&story.person), story)),
            Consent::None | Consent::Anonymous => None,
        }
    }
}
