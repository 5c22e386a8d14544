//! Selects the records to export: all of them, or the filtered ones together with every record that they
//! refer to, so that the export is complete in itself.

use std::collections::{BTreeMap, BTreeSet};

use crate::journal::query::journal::{Filed, Journal};
use crate::journal::query::report_filter::ReportFilter;
use crate::journal::query::selection::{Selection, all_objectives};
use crate::journal::records::action::Action;
use crate::journal::records::follow_up::FollowUp;
use crate::journal::records::objective::Objective;
use crate::journal::records::person::Person;
use crate::journal::records::policy::Policy;
use crate::journal::records::request::Request;
use crate::journal::records::resource::Resource;
use crate::journal::records::session::Session;
use crate::journal::records::standard::Standard;
use crate::journal::records::story::{Consent, Story};
use crate::journal::records::template::Template;
use crate::journal::values::handle::Handle;

pub struct ExportSelection<'a> {
    pub journal: &'a Journal,
    pub options: &'a ReportFilter,
    /// Sorted by day.
    pub sessions: Vec<&'a Session>,
    pub actions: Vec<(&'a Session, &'a Action)>,
    pub follow_ups: Vec<(&'a Session, &'a FollowUp)>,
    pub people: Vec<&'a Person>,
    pub objectives: Vec<&'a Objective>,
    pub requests: Vec<&'a Request>,
    pub stories: Vec<&'a Story>,
    pub policies: Vec<&'a Policy>,
    pub resources: Vec<&'a Resource>,
    /// The team's own templates; every coach has the built-in ones.
    pub templates: Vec<&'a Template>,
    pub standards: Vec<&'a Standard>,
}

impl<'a> ExportSelection<'a> {
    /// Selects the records. `is_whole` means that no filter is set, and the selection leaves nothing out.
    pub fn of(journal: &'a Journal, options: &'a ReportFilter, is_whole: bool) -> ExportSelection<'a> {
        let chosen = Selection::of(journal, options);
        let in_period = |session: &Session| options.spans(session.date);
        let mut part = ExportSelection {
            journal,
            options,
            sessions: chosen.records().filter(|session| in_period(session)).collect(),
            actions: chosen.actions_in_period().collect(),
            follow_ups: chosen
                .follow_ups()
                .filter(|(session, ask)| options.spans(ask.agreed_on(session)))
                .collect(),
            people: journal.people.values().map(|filed| &filed.record).collect(),
            objectives: journal.objectives.values().map(|filed| &filed.record).collect(),
            requests: journal.requests.values().map(|filed| &filed.record).collect(),
            stories: journal.stories.values().map(|filed| &filed.record).collect(),
            policies: journal.policies.values().map(|filed| &filed.record).collect(),
            resources: journal.resources.values().map(|filed| &filed.record).collect(),
            templates: of_the_team(&journal.templates),
            standards: of_the_team(&journal.standards),
        };
        if !is_whole {
            part.requests = chosen.requests().filter(|request| options.spans(request.date)).collect();
            part.stories = chosen.stories().filter(|story| options.spans(story.date)).collect();
            part.policies
                .retain(|policy| policy.people().any(|person| Some(person) == options.person.as_ref()));
            part.keep_given_resources();
            part.keep_who_is_named();
        }
        part
    }

    /// The sessions that are conversations.
    pub fn conversations(&self) -> impl Iterator<Item = &'a Session> {
        self.sessions.iter().copied().filter(|session| session.is_conversation())
    }

    /// The open actions, except those of people who left or were forgotten.
    pub fn to_do(&self) -> impl Iterator<Item = (&'a Session, &'a Action)> {
        let all = self.actions.iter().copied();
        all.filter(|(session, action)| self.journal.is_owed(session, action, self.options.today))
    }

    /// The open follow-ups, each with the person to ask, except people who left or were forgotten.
    pub fn to_ask(&self) -> impl Iterator<Item = (&'a Session, &'a FollowUp, &'a Handle)> {
        let all = self.follow_ups.iter().copied();
        all.filter_map(|(session, ask)| {
            Some((session, ask, self.journal.still_asked(session, ask, self.options.today)?))
        })
    }

    /// Keeps only the people, objectives and templates that the selected records or the filters refer to. No
    /// record refers to a standard.
    fn keep_who_is_named(&mut self) {
        let mut people: BTreeSet<&Handle> = BTreeSet::new();
        let mut goals: BTreeSet<&Handle> = BTreeSet::new();
        let mut templates: BTreeSet<&Handle> = BTreeSet::new();
        for session in &self.sessions {
            people.extend(session.with.iter().chain(&session.group).chain([&session.coach]));
            people.extend(session.actions.iter().map(|action| &action.owner));
            goals.extend(all_objectives(session));
            templates.extend(session.answers.iter().map(|answers| &answers.template));
            templates.extend(&session.programme);
        }
        people.extend(self.actions.iter().map(|(_, action)| &action.owner));
        people.extend(self.requests.iter().filter_map(|request| request.from.as_ref()));
        people.extend(self.stories.iter().map(|story| &story.person));
        people.extend(self.policies.iter().flat_map(|policy| policy.people()));
        people.extend(self.options.person.iter().chain(&self.options.coach));
        goals.extend(self.requests.iter().filter_map(|request| request.objective.as_ref()));
        goals.extend(&self.options.objective);
        let ReportFilter { team, manager, sponsor, .. } = self.options;
        people.extend(sponsor);
        let is_asked_about = |person: &Person| {
            team.is_some() && person.team == *team || manager.is_some() && person.manager == *manager
        };
        self.people.retain(|person| people.contains(&person.handle) || is_asked_about(person));
        let is_sponsored = |objective: &Objective| sponsor.is_some() && objective.sponsor == *sponsor;
        self.objectives.retain(|objective| goals.contains(&objective.handle) || is_sponsored(objective));
        self.templates.retain(|template| templates.contains(&template.handle));
        self.standards.clear();
    }

    /// Keeps only the resources that people got in the selected sessions.
    fn keep_given_resources(&mut self) {
        let given: BTreeSet<&Handle> = self.sessions.iter().flat_map(|session| &session.resources).collect();
        self.resources.retain(|resource| given.contains(&resource.handle));
    }

    /// The story if others may read it, with its person if the consent includes the name. In an export about
    /// one person or a small team a story cannot be anonymous, so only stories with named consent remain.
    pub fn told(&self, story: &'a Story) -> Option<(Option<&'a Handle>, &'a Story)> {
        let is_narrowed = self.options.is_of_some_people();
        match story.consent {
            Consent::Anonymous if !is_narrowed => Some((None, story)),
            Consent::Named => Some((Some(&story.person), story)),
            Consent::None | Consent::Anonymous => None,
        }
    }
}

fn of_the_team<T>(all: &BTreeMap<Handle, Filed<T>>) -> Vec<&T> {
    all.values().filter(|filed| !filed.is_built_in()).map(|filed| &filed.record).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::records::{self, standard, template};

    #[test]
    fn a_part_holds_the_templates_that_it_names() {
        let mut journal = Journal::begun();
        for (handle, fields) in [("debrief", "[[field]]"), ("other", "[[field]]"), ("welcome", "[[action]]")]
        {
            let item = match fields {
                "[[field]]" => "key = \"a\"\nprompt = \"A?\"\n",
                _ => "key = \"a\"\nwhat = \"A\"\n",
            };
            let record: Template =
                records::read("t", &format!("handle = \"{handle}\"\n{fields}\n{item}")).unwrap();
            journal.templates.insert(record.handle.clone(), Filed { path: "t".into(), record });
        }
        for (_, filed) in standard::built_in() {
            let own = Filed { path: "standards/x.toml".into(), ..filed };
            journal.standards.insert(own.record.handle.clone(), own);
        }
        for (id, with, more) in [
            ("k3f9m2qxtp", "ana", "[answers]\ntemplate = \"debrief\"\na = \"x\"\n"),
            ("k3f9m2qxtq", "ana", "programme = \"welcome\"\n"),
            ("k3f9m2qxtr", "ben", "[answers]\ntemplate = \"other\"\na = \"x\"\n"),
        ] {
            let text =
                format!("id = \"{id}\"\ndate = 2026-11-20\ncoach = \"jo\"\nwith = [\"{with}\"]\n{more}");
            journal.sessions.push(Filed { path: "s".into(), record: records::read("s", &text).unwrap() });
        }
        let names = |part: &ExportSelection<'_>| -> Vec<String> {
            part.templates.iter().map(|template| template.handle.to_string()).collect()
        };
        let all = ReportFilter::until("2026-12-31".parse().unwrap());
        let whole = ExportSelection::of(&journal, &all, true);
        assert_eq!(names(&whole), ["debrief", "other", "welcome"], "none of {}", template::built_in().len());
        assert_eq!(whole.standards.len(), 2);
        let hers = ReportFilter { person: Some("ana".parse().unwrap()), ..all };
        let part = ExportSelection::of(&journal, &hers, false);
        assert_eq!(names(&part), ["debrief", "welcome"]);
        assert!(part.standards.is_empty());
    }
}
