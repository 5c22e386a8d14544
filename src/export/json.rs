//! `json`: exports the records as one document with a documented shape. The keys are those of the record
//! files; a missing value is null, false or an empty list.

use serde::Serialize;

use super::What;
use super::selection::ExportSelection;
use crate::journal::records::action::Action;
use crate::journal::records::follow_up::FollowUp;
use crate::journal::records::objective::Objective;
use crate::journal::records::person::Person;
use crate::journal::records::policy::Policy;
use crate::journal::records::request::Request;
use crate::journal::records::resource::Resource;
use crate::journal::records::session::Session;
use crate::journal::records::standard::Standard;
use crate::journal::records::story::Story;
use crate::journal::records::template::Template;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;

/// The `format` value of the document.
pub(crate) const NAME: &str = "coach";

/// Increases if an existing reader would misread the new shape. A new key does not count.
pub(crate) const VERSION: u32 = 1;

#[derive(Serialize)]
pub(crate) struct Document<'a> {
    format: &'static str,
    version: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    people: Option<&'a [&'a Person]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    objectives: Option<&'a [&'a Objective]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sessions: Option<&'a [&'a Session]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    requests: Option<&'a [&'a Request]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stories: Option<&'a [&'a Story]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    policies: Option<&'a [&'a Policy]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    resources: Option<&'a [&'a Resource]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    templates: Option<&'a [&'a Template]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    standards: Option<&'a [&'a Standard]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    actions: Option<Vec<AgreedAction<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    follow_ups: Option<Vec<AgreedFollowUp<'a>>>,
}

/// An action without its session, preceded by keys about that session.
#[derive(Serialize)]
pub(crate) struct AgreedAction<'a> {
    session: &'a Id,
    date: Day,
    coach: &'a Handle,
    #[serde(flatten)]
    action: &'a Action,
}

#[derive(Serialize)]
pub(crate) struct AgreedFollowUp<'a> {
    session: &'a Id,
    date: Day,
    coach: &'a Handle,
    /// The person to ask.
    person: &'a Handle,
    #[serde(flatten)]
    follow_up: &'a FollowUp,
}

/// The document. Actions and follow-ups are inside their sessions, unless `what` selects only them.
pub(crate) fn document<'a>(part: &'a ExportSelection<'a>, what: What) -> Document<'a> {
    let is = |one: What| what == What::All || what == one;
    Document {
        format: NAME,
        version: VERSION,
        people: is(What::People).then_some(&part.people),
        objectives: is(What::Objectives).then_some(&part.objectives),
        sessions: is(What::Sessions).then_some(&part.sessions),
        requests: is(What::Requests).then_some(&part.requests),
        stories: is(What::Stories).then_some(&part.stories),
        policies: is(What::Policies).then_some(&part.policies),
        resources: is(What::Resources).then_some(&part.resources),
        templates: (what == What::All).then_some(&part.templates),
        standards: (what == What::All).then_some(&part.standards),
        actions: (what == What::Actions).then(|| actions(part)),
        follow_ups: (what == What::FollowUps).then(|| follow_ups(part)),
    }
}

pub(crate) fn actions<'a>(part: &ExportSelection<'a>) -> Vec<AgreedAction<'a>> {
    let one = |(session, action): &(&'a Session, &'a Action)| AgreedAction {
        session: &session.id,
        date: session.date,
        coach: &session.coach,
        action,
    };
    part.actions.iter().map(one).collect()
}

pub(crate) fn follow_ups<'a>(part: &ExportSelection<'a>) -> Vec<AgreedFollowUp<'a>> {
    let one = |(session, follow_up): &(&'a Session, &'a FollowUp)| AgreedFollowUp {
        session: &session.id,
        date: session.date,
        coach: &session.coach,
        person: session.asked(follow_up),
        follow_up,
    };
    part.follow_ups.iter().map(one).collect()
}
