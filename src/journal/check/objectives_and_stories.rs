//! Finds errors in objectives, requests, stories, standards, templates, settings, and the benefits and
//! answers of a session.

use super::{Found, nobody};
use crate::escape::says_nothing;
use crate::journal::query::journal::{Filed, Journal};
use crate::journal::query::selection::is_own;
use crate::journal::records::action::Action;
use crate::journal::records::objective::{NO_OBJECTIVE, Objective};
use crate::journal::records::request::{Request, WHYS};
use crate::journal::records::session::Session;
use crate::journal::records::settings::Settings;
use crate::journal::records::standard::Standard;
use crate::journal::records::story::{Consent, Story};
use crate::journal::records::template::Template;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;

pub(super) fn no_objective(journal: &Journal, key: impl Into<String>, handle: &Handle) -> Option<Found> {
    let unknown = !journal.objectives.contains_key(handle) && handle.as_str() != NO_OBJECTIVE;
    unknown.then(|| {
        let add = format!("`coach objective add {handle}` adds it");
        (key.into(), format!("no objective has the handle `{handle}` ({add})"))
    })
}

/// Checks the objectives of an action or a follow-up.
pub(super) fn served(journal: &Journal, key: &str, objectives: &[Handle]) -> Vec<Found> {
    let twice = super::named_twice(key, objectives).into_iter();
    twice.chain(objectives.iter().filter_map(|handle| no_objective(journal, key, handle))).collect()
}

pub(crate) fn objective(journal: &Journal, filed: &Filed<Objective>, today: Day) -> Vec<Found> {
    let objective = &filed.record;
    let mut found: Vec<Found> = Vec::new();
    if objective.handle.as_str() == NO_OBJECTIVE {
        found.push(("handle".into(), "the handle `none` is reserved: it means no objective".into()));
    }
    found.extend(blank("title", objective.title.as_ref()));
    found.extend(objective.sponsor.iter().filter_map(|handle| nobody(journal, "sponsor", handle)));
    found.extend(to_come("closed", objective.closed, today));
    if objective.why.is_some() && objective.closed.is_none() {
        found.push(("why".into(), "`why` has a text, but `closed` has no date".into()));
    }
    for (n, reading) in objective.readings.iter().enumerate() {
        found.extend(to_come(format!("reading.{n}.date"), Some(reading.date), today));
    }
    found
}

pub(crate) fn request(journal: &Journal, filed: &Filed<Request>, today: Day) -> Vec<Found> {
    let request = &filed.record;
    let mut found: Vec<Found> = Vec::new();
    found.extend(request.from.iter().filter_map(|handle| nobody(journal, "from", handle)));
    found.extend(request.objective.iter().filter_map(|handle| no_objective(journal, "objective", handle)));
    found.extend(empty("what", &request.what));
    found.extend(to_come("date", Some(request.date), today));
    found.extend(to_come("answer.on", request.decided(), today));
    if request.decided().is_some_and(|day| day.is_certainly_before(request.date)) {
        found.push(("answer.on".into(), "the answer is before the date of the request".into()));
    }
    if request.whys().count() > WHYS {
        found.push(("why".into(), format!("more than {WHYS} reasons (one a line)")));
    }
    found
}

pub(crate) fn story(journal: &Journal, filed: &Filed<Story>, today: Day) -> Vec<Found> {
    let story = &filed.record;
    let mut found: Vec<Found> = Vec::new();
    found.extend(nobody(journal, "person", &story.person));
    found.extend(to_come("date", Some(story.date), today));
    found.extend(to_come("consented", story.consented, today));
    match journal.actions().find(|(_, action)| action.id == story.action) {
        None => found.push(("action".into(), format!("no action has the id {}", story.action))),
        Some((_, action)) if action.done.is_none() => {
            found.push(("action".into(), format!("the action {} is not done", story.action)));
        }
        Some((filed, action)) if !is_own(&filed.record, &action.owner, &story.person) => {
            found.push((
                "person".into(),
                format!("the action belongs to {}, so the story must too", action.owner),
            ));
        }
        Some(_) => {}
    }
    found.extend(story.consent_by.iter().filter_map(|by| nobody(journal, "consent_by".to_string(), by)));
    let agreed = story.consent != Consent::None;
    if agreed && story.consented.is_none() {
        found.push(("consent".into(), "consent needs its date in `consented`".into()));
    }
    if !agreed && story.consented.is_some() {
        found.push(("consented".into(), "`consented` has a date, but `consent` is `none`".into()));
    }
    let first = journal.stories.values().find(|other| other.record.action == story.action);
    if let Some(other) = first.filter(|other| other.record.id != story.id) {
        found.push(("action".into(), format!("{} is a story about the same action", other.path)));
    }
    found
}

/// The problems of an action's benefit. `key` returns the dotted path of a key of the action.
pub(super) fn benefit(
    journal: &Journal,
    action: &Action,
    session: Day,
    today: Day,
    key: impl Fn(&str) -> String,
) -> Vec<Found> {
    let Some(benefit) = &action.benefit else { return Vec::new() };
    let mut found: Vec<Found> = Vec::new();
    found.extend(
        benefit.confirmed_by.iter().filter_map(|handle| nobody(journal, key("benefit.confirmed_by"), handle)),
    );
    found.extend(super::closed(key("benefit.on"), benefit.on, session, today));
    found.extend(super::closed(key("benefit.confirmed"), benefit.confirmed, session, today));
    for (name, is_set) in [("confirmed", benefit.confirmed.is_some()), ("source", benefit.source.is_some())] {
        if is_set && benefit.confirmed_by.is_none() {
            found.push((key(&format!("benefit.{name}")), format!("`{name}` needs `confirmed_by`")));
        }
    }
    if action.done.is_none() {
        found.push((key("benefit"), "an action with a benefit must be done".into()));
    }
    found
}

/// The problems of a session's answers: unknown fields, answers of the wrong type, and private answers.
pub(super) fn answers(journal: &Journal, session: &Session) -> Vec<Found> {
    let Some(answers) = &session.answers else { return Vec::new() };
    let Some(template) = journal.templates.get(&answers.template).map(|filed| &filed.record) else {
        let why =
            format!("no template has the handle `{}` (`coach template list` shows them)", answers.template);
        return vec![("answers.template".into(), why)];
    };
    let wrong = answers.given.iter().filter_map(|(key, answer)| {
        let why = match template.field(key) {
            None => format!("the template `{}` has no field `{key}`", template.handle),
            Some(field) if field.private => {
                let way_out = format!("`coach private note {} TEXT` saves it as a private note", session.id);
                format!("the field `{key}` is private, but everyone can read it here ({way_out})")
            }
            Some(field) if !field.takes(answer) => match field.kind_in_words() {
                kind if kind.is_empty() => "expected a text".to_string(),
                kind => format!("expected {kind}"),
            },
            Some(_) => return None,
        };
        Some((format!("answers.{key}"), why))
    });
    wrong.collect()
}

/// The problems of the sprint's focus.
pub(super) fn settings(journal: &Journal, settings: &Settings) -> Vec<Found> {
    let focus = settings.sprint.focus.iter();
    let mut found: Vec<Found> =
        focus.filter_map(|handle| no_objective(journal, "sprint.focus", handle)).collect();
    for (team, defaults) in &settings.team {
        let objective = defaults.objective.iter();
        let key = format!("team.{team}.objective");
        found.extend(objective.filter_map(|handle| no_objective(journal, key.as_str(), handle)));
        let unknown = defaults.forms.iter().filter_map(|form| journal.form(form.as_str()).err());
        found.extend(unknown.map(|error| (format!("team.{team}.forms"), error.message)));
    }
    found
}

/// Reports a required text that is empty or only contains invisible characters.
pub(super) fn empty(key: impl Into<String>, text: &str) -> Option<Found> {
    let key = key.into();
    let name = key.rsplit('.').next().unwrap_or(&key);
    says_nothing(text).then(|| (key.clone(), format!("`{name}` is empty: it needs a text")))
}

/// Reports an optional name or title that is present but empty.
pub(super) fn blank(key: &str, text: Option<&String>) -> Option<Found> {
    let (key, _) = empty(key, text?)?;
    let message = format!("`{key}` is empty: fill it in, or delete the line");
    Some((key, message))
}

pub(super) fn standard(standard: &Standard) -> Vec<Found> {
    let levels = standard.levels.iter().enumerate();
    let levels = levels.filter_map(|(n, level)| empty(format!("level.{n}.name"), &level.name));
    empty("title", &standard.title)
        .into_iter()
        .chain(empty("source", &standard.source))
        .chain(levels)
        .collect()
}

pub(super) fn template(template: &Template) -> Vec<Found> {
    let mut found: Vec<Found> = blank("title", template.title.as_ref()).into_iter().collect();
    let actions = template.actions.iter().enumerate();
    found.extend(actions.filter_map(|(n, action)| empty(format!("action.{n}.what"), &action.what)));
    let asks = template.follow_ups.iter().enumerate();
    found.extend(asks.filter_map(|(n, ask)| empty(format!("follow_up.{n}.ask"), &ask.ask)));
    found
}

pub(super) fn to_come(key: impl Into<String>, day: Option<Day>, today: Day) -> Option<Found> {
    day.filter(|day| today.is_certainly_before(*day))
        .map(|day| (key.into(), format!("{day} is in the future")))
}
