//! Converts the records to tables, one for each kind, for `csv` and `xlsx`. A list of handles fills one cell,
//! with spaces between them; the column names are the keys of the record files.

use super::What;
use super::selection::ExportSelection;
use crate::journal::records::action::Action;
use crate::journal::records::due_moves;
use crate::journal::records::fields::{self, RecordSheet};
use crate::journal::records::follow_up::FollowUp;
use crate::journal::records::objective::Objective;
use crate::journal::records::person::Person;
use crate::journal::records::policy::Policy;
use crate::journal::records::request::Request;
use crate::journal::records::resource::Resource;
use crate::journal::records::session::Session;
use crate::journal::records::story::Story;
use crate::journal::text::answer_lines;
use crate::journal::values::amount::Amount;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::report::sheet::{Column, Figure, Table, column};

/// The kinds that have a table, in the order of the workbook's sheets.
pub const KINDS: [What; 9] = [
    What::Sessions,
    What::Actions,
    What::FollowUps,
    What::People,
    What::Objectives,
    What::Requests,
    What::Stories,
    What::Policies,
    What::Resources,
];

/// The table of one kind; `None` for `all`.
pub fn table(part: &ExportSelection<'_>, what: What) -> Option<Table> {
    let rows: Vec<Vec<Figure>> = match what {
        What::All => return None,
        What::Sessions => part.sessions.iter().map(|one| session(one)).collect(),
        What::Actions => part.actions.iter().map(|(s, one)| action(s, one)).collect(),
        What::FollowUps => part.follow_ups.iter().map(|(s, one)| follow_up(s, one)).collect(),
        What::People => part.people.iter().map(|one| person(one)).collect(),
        What::Objectives => part.objectives.iter().map(|one| objective(one)).collect(),
        What::Requests => part.requests.iter().map(|one| request(one)).collect(),
        What::Stories => part.stories.iter().map(|one| story(part, one)).collect(),
        What::Policies => part.policies.iter().map(|one| policy(one)).collect(),
        What::Resources => part.resources.iter().map(|one| resource(one)).collect(),
    };
    let columns: Vec<Column> = columns(what).iter().map(|key| column(key, key, "")).collect();
    Some(Table::new(what.as_str(), what.as_str(), &columns).rows(rows))
}

fn columns(what: What) -> &'static [&'static str] {
    match what {
        What::All => &[],
        What::Sessions => fields::exported(RecordSheet::Sessions),
        What::Actions => fields::exported(RecordSheet::Actions),
        What::FollowUps => fields::exported(RecordSheet::FollowUps),
        What::People => fields::exported(RecordSheet::People),
        What::Objectives => fields::exported(RecordSheet::Objectives),
        What::Requests => fields::exported(RecordSheet::Requests),
        What::Stories => fields::exported(RecordSheet::Stories),
        What::Policies => fields::exported(RecordSheet::Policies),
        What::Resources => fields::exported(RecordSheet::Resources),
    }
}

fn session(session: &Session) -> Vec<Figure> {
    let feedback = session.feedback.as_ref();
    vec![
        Figure::text(&session.id),
        Figure::Day(session.date.date()),
        Figure::optional(session.start, |start| Figure::Clock(start.time())),
        Figure::optional(session.minutes, |minutes| Figure::Count(minutes as usize)),
        Figure::text(session.kind),
        Figure::text(&session.coach),
        list(&session.with),
        optional(session.group.as_ref()),
        Figure::optional(session.group_size, |size| Figure::Count(size as usize)),
        list(&session.topics),
        list(&session.objectives),
        Figure::optional(session.paid, Figure::YesNo),
        text(&session.notes),
        optional(session.programme.as_ref()),
        optional(session.answers.as_ref().map(|answers| &answers.template)),
        optional(session.answers.as_ref().map(answer_lines::lines)),
        Figure::optional(feedback, |said| Figure::Count(said.score.value().into())),
        Figure::optional(feedback, |said| text(&said.text)),
        list(&session.resources),
        Figure::Count(session.actions.len()),
        Figure::Count(session.follow_ups.len()),
    ]
}

fn action(session: &Session, action: &Action) -> Vec<Figure> {
    let mut row = vec![
        Figure::text(&action.id),
        Figure::text(&session.id),
        Figure::Day(session.date.date()),
        Figure::text(&session.coach),
        text(&action.what),
        Figure::text(&action.owner),
        day(action.agreed),
        day(action.due),
        day(action.late_after()),
        text(&due_moves::said(&action.moved)),
        list(&action.objectives),
        Figure::text(action.state().as_str()),
        day(action.done),
        day(action.dropped),
        optional(action.result.as_ref()),
        optional(action.why.as_ref()),
        optional(action.reported_by.as_ref()),
    ];
    let benefit = action.benefit.as_ref();
    row.extend([
        Figure::optional(benefit, |b| Figure::Number(b.before.value())),
        Figure::optional(benefit, |b| Figure::Number(b.after.value())),
        optional(benefit.and_then(|b| b.unit.as_ref())),
        Figure::optional(benefit, |b| Figure::Count(b.share.value().into())),
        Figure::optional(benefit, |b| Figure::Count(b.confidence.value().into())),
        optional(benefit.and_then(|b| b.claimed_by.as_ref())),
        optional(benefit.and_then(|b| b.confirmed_by.as_ref())),
        optional(benefit.and_then(|b| b.source.as_ref())),
        day(benefit.and_then(|b| b.confirmed)),
        day(benefit.and_then(|b| b.on)),
    ]);
    row
}

fn follow_up(session: &Session, ask: &FollowUp) -> Vec<Figure> {
    vec![
        Figure::text(&ask.id),
        Figure::text(&session.id),
        Figure::Day(session.date.date()),
        Figure::text(&session.coach),
        Figure::text(session.asked(ask)),
        optional(ask.action.as_ref()),
        day(ask.agreed),
        day(Some(ask.due)),
        text(&due_moves::said(&ask.moved)),
        text(&ask.ask),
        list(&ask.objectives),
        optional(ask.every),
        day(ask.series),
        Figure::text(ask.state().as_str()),
        day(ask.done),
        optional(ask.outcome),
        optional(ask.obstacle),
        optional(ask.obstacle_text.as_ref()),
        optional(ask.result.as_ref()),
        optional(ask.why.as_ref()),
        optional(ask.reported_by.as_ref()),
    ]
}

fn person(person: &Person) -> Vec<Figure> {
    vec![
        Figure::text(&person.handle),
        optional(person.name.as_ref()),
        optional(person.email.as_ref()),
        optional(person.team.as_ref()),
        optional(person.manager.as_ref()),
        Figure::optional(person.cadence, |days| Figure::Count(days as usize)),
        optional(person.relationship),
        day(person.consent),
        list(&person.members),
        day(person.left),
        day(person.forgotten),
    ]
}

fn objective(objective: &Objective) -> Vec<Figure> {
    let latest = objective.readings_by_day().last().copied();
    vec![
        Figure::text(&objective.handle),
        optional(objective.title.as_ref()),
        optional(objective.sponsor.as_ref()),
        optional(objective.measure.as_ref()),
        optional(objective.unit.as_ref()),
        amount(objective.baseline),
        amount(objective.target),
        day(objective.by),
        day(objective.closed),
        optional(objective.why.as_ref()),
        day(latest.map(|(day, _)| day)),
        amount(latest.map(|(_, value)| value)),
    ]
}

fn request(request: &Request) -> Vec<Figure> {
    vec![
        Figure::text(&request.id),
        day(Some(request.date)),
        text(&request.what),
        optional(request.from.as_ref()),
        text(&request.why),
        optional(request.objective.as_ref()),
        optional(request.decision()),
        day(request.decided()),
        optional(request.because()),
        day(request.answer.as_ref().and_then(|answer| answer.acknowledged)),
    ]
}

/// A row without its texts if consent is missing, as in every listing. The action also needs named consent,
/// because it reveals its owner.
fn story<'a>(part: &ExportSelection<'a>, story: &'a Story) -> Vec<Figure> {
    let mut row = vec![
        Figure::text(&story.id),
        day(Some(story.date)),
        Figure::text(story.consent),
        day(story.consented),
    ];
    match part.told(story) {
        None => row.resize(columns(What::Stories).len(), Figure::Nothing),
        Some((person, story)) => row.extend([
            optional(person),
            Figure::optional(person, |_| Figure::text(&story.action)),
            // Either may name the person.
            optional(person.and(story.consent_by.as_ref())),
            optional(person.and(story.consent_form.as_ref())),
            text(&story.context),
            text(&story.did),
            text(&story.result),
            text(&story.quote),
        ]),
    }
    row
}

fn policy(policy: &Policy) -> Vec<Figure> {
    vec![
        Figure::text(&policy.handle),
        text(&policy.title),
        text(&policy.text),
        optional(policy.owner.as_ref()),
        day(policy.agreed),
        list(&policy.agreed_by),
        day(policy.review),
    ]
}

fn resource(resource: &Resource) -> Vec<Figure> {
    let obstacles: Vec<&str> = resource.obstacles.iter().map(|obstacle| obstacle.as_str()).collect();
    vec![
        Figure::text(&resource.handle),
        text(&resource.title),
        optional(resource.link.as_ref()),
        Figure::text(resource.kind),
        Figure::optional(resource.minutes, |minutes| Figure::Count(minutes as usize)),
        list(&resource.topics),
        text(&obstacles.join(" ")),
        day(resource.retired),
    ]
}

/// A text cell; an empty text becomes an empty cell.
fn text(said: &str) -> Figure {
    let said = said.trim_end();
    if said.is_empty() { Figure::Nothing } else { Figure::Text(said.to_string()) }
}

fn optional(value: Option<impl ToString>) -> Figure {
    value.map_or(Figure::Nothing, |value| text(&value.to_string()))
}

fn day(day: Option<Day>) -> Figure {
    Figure::optional(day, |day| Figure::Day(day.date()))
}

fn amount(amount: Option<Amount>) -> Figure {
    Figure::optional(amount, |amount| Figure::Number(amount.value()))
}

fn list(handles: &[Handle]) -> Figure {
    text(&handles.iter().map(Handle::as_str).collect::<Vec<_>>().join(" "))
}
