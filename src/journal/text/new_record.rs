//! Writes new records for people to read: the keys in their usual order.

use toml_edit::{Array, InlineTable};

use super::editable_record::{Keys, RecordText};
use crate::journal::records::action::Action;
use crate::journal::records::answers::{ANSWERS, Answer, Answers, TEMPLATE};
use crate::journal::records::benefit::Benefit;
use crate::journal::records::due_moves::Move;
use crate::journal::records::follow_up::FollowUp;
use crate::journal::records::objective::{Objective, Reading};
use crate::journal::records::person::Person;
use crate::journal::records::policy::Policy;
use crate::journal::records::request::Request;
use crate::journal::records::resource::{Resource, ResourceKind};
use crate::journal::records::session::{Feedback, Kind, Session};
use crate::journal::records::settings::FORMAT;
use crate::journal::records::story::Story;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::journal::values::link::Link;

/// Returns the `coach.toml` of a new journal.
pub fn settings() -> String {
    let mut text = RecordText::new("# Settings of this `coach` journal, for everyone who shares it.\n");
    text.root().set("format", i64::from(FORMAT));
    text.render()
}

/// Returns the file of a new session.
pub fn session(session: &Session) -> RecordText {
    let mut text = RecordText::new("");
    write_session(&mut text, session);
    for action in &session.actions {
        push_action(&mut text, action);
    }
    for follow_up in &session.follow_ups {
        push_follow_up(&mut text, follow_up);
    }
    text
}

fn write_session(text: &mut RecordText, session: &Session) {
    let mut root = text.root();
    root.set("id", session.id.as_str()).set_day("date", session.date);
    if let Some(start) = session.start {
        root.set("start", start.to_toml());
    }
    if let Some(minutes) = session.minutes {
        root.set("minutes", i64::from(minutes));
    }
    if session.kind != Kind::default() {
        root.set("kind", session.kind.as_str());
    }
    root.set("coach", session.coach.as_str()).set_list("with", &session.with);
    root.set_text("group", session.group.as_ref().map_or("", Handle::as_str));
    if let Some(size) = session.group_size {
        root.set("group_size", i64::from(size));
    }
    root.set_list("topics", &session.topics).set_list("objectives", &session.objectives);
    root.set_list("resources", &session.resources);
    if let Some(paid) = session.paid {
        root.set("paid", paid);
    }
    root.set_text("notes", &written(&session.notes));
    root.set_text("programme", session.programme.as_ref().map_or("", Handle::as_str));
    if let Some(answers) = &session.answers {
        write_answers(text, answers);
    }
    if let Some(feedback) = &session.feedback {
        write_feedback(text, feedback);
    }
}

fn write_answers(text: &mut RecordText, answers: &Answers) {
    if let Some(mut table) = text.table(ANSWERS) {
        set_answers(&mut table, answers);
    }
}

/// Writes answers over the values in their table.
pub fn set_answers(table: &mut Keys<'_>, answers: &Answers) {
    table.set(TEMPLATE, answers.template.as_str());
    for (key, answer) in &answers.given {
        match answer {
            Answer::Text(said) => table.set(key, written(said)),
            Answer::List(items) => table.set(key, items.iter().collect::<Array>()),
            Answer::Number(number) => table.set(key, *number),
            Answer::Day(day) => table.set_day(key, *day),
        };
    }
}

pub fn write_feedback(text: &mut RecordText, feedback: &Feedback) {
    if let Some(mut table) = text.table("feedback") {
        table.set("score", i64::from(feedback.score.value())).set_text("text", &feedback.text);
    }
}

/// Returns a text in its stored form: one line unchanged, several lines with a newline at the end.
pub fn written(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let text = text.trim_end();
    if text.contains('\n') { format!("{text}\n") } else { text.to_string() }
}

pub fn push_action(text: &mut RecordText, action: &Action) {
    text.push("action", |mut keys| {
        keys.set("id", action.id.as_str())
            .set("what", action.what.as_str())
            .set("owner", action.owner.as_str());
        set_day(&mut keys, "agreed", action.agreed);
        set_day(&mut keys, "due", action.due);
        set_moves(&mut keys, &action.moved);
        keys.set_list("objectives", &action.objectives);
        set_day(&mut keys, "done", action.done);
        set_day(&mut keys, "dropped", action.dropped);
        keys.set_text("result", action.result.as_deref().unwrap_or_default());
        keys.set_text("why", action.why.as_deref().unwrap_or_default());
        keys.set_text("reported_by", action.reported_by.as_ref().map_or("", Handle::as_str));
        if let Some(measured) = &action.benefit {
            keys.set("benefit", benefit(measured));
        }
    });
}

pub fn push_follow_up(text: &mut RecordText, follow_up: &FollowUp) {
    text.push("follow_up", |mut keys| {
        keys.set("id", follow_up.id.as_str());
        if let Some(action) = &follow_up.action {
            keys.set("action", action.as_str());
        }
        set_day(&mut keys, "agreed", follow_up.agreed);
        keys.set_day("due", follow_up.due);
        set_moves(&mut keys, &follow_up.moved);
        keys.set("ask", follow_up.ask.as_str());
        keys.set_list("objectives", &follow_up.objectives);
        if let Some(every) = follow_up.every {
            keys.set("every", every.to_string());
        }
        set_day(&mut keys, "series", follow_up.series);
        set_day(&mut keys, "done", follow_up.done);
        keys.set_text("outcome", follow_up.outcome.map_or("", |outcome| outcome.as_str()));
        keys.set_text("obstacle", follow_up.obstacle.map_or("", |obstacle| obstacle.as_str()));
        for (key, said) in [
            ("obstacle_text", &follow_up.obstacle_text),
            ("result", &follow_up.result),
            ("why", &follow_up.why),
        ] {
            keys.set_text(key, said.as_deref().unwrap_or_default());
        }
        keys.set_text("reported_by", follow_up.reported_by.as_ref().map_or("", Handle::as_str));
    });
}

/// Writes the moves of a due day.
pub fn set_moves(keys: &mut Keys<'_>, moves: &[Move]) {
    let day = |day: Day| toml_edit::Value::from(day.to_toml());
    let table = |moved: &Move| InlineTable::from_iter([("on", day(moved.on)), ("due", day(moved.due))]);
    if !moves.is_empty() {
        keys.set("moved", moves.iter().map(table).collect::<Array>());
    }
}

fn set_day(keys: &mut Keys<'_>, key: &str, day: Option<Day>) {
    match day {
        Some(day) => keys.set_day(key, day),
        None => keys.remove(key),
    };
}

/// Writes a person's keys over those in the text, and removes the keys that the person does not have.
pub fn write_person(text: &mut RecordText, person: &Person) {
    let mut root = text.root();
    root.set("handle", person.handle.as_str());
    root.set_text("name", person.name.as_deref().unwrap_or_default());
    root.set_text("email", person.email.as_deref().unwrap_or_default());
    root.set_text("team", person.team.as_ref().map_or("", Handle::as_str));
    root.set_text("manager", person.manager.as_ref().map_or("", Handle::as_str));
    match person.cadence {
        Some(days) => root.set("cadence", i64::from(days)),
        None => root.remove("cadence"),
    };
    root.set_text("relationship", person.relationship.map_or("", |r| r.as_str()));
    match person.consent {
        Some(day) => root.set_day("consent", day),
        None => root.remove("consent"),
    };
    root.set_list("members", &person.members);
    match person.left {
        Some(day) => root.set_day("left", day),
        None => root.remove("left"),
    };
}

/// Returns the file of a new person.
pub fn person(person: &Person) -> RecordText {
    let mut text = RecordText::new("");
    write_person(&mut text, person);
    text
}

/// Returns the file of a new objective.
pub fn objective(objective: &Objective) -> RecordText {
    let mut text = RecordText::new("");
    write_objective(&mut text, objective);
    for reading in &objective.readings {
        push_reading(&mut text, reading);
    }
    text
}

/// Writes an objective's keys over those in the text, and removes the keys that the objective does not have.
/// Its readings stay as they are.
pub fn write_objective(text: &mut RecordText, objective: &Objective) {
    let mut root = text.root();
    root.set("handle", objective.handle.as_str());
    root.set_text("title", objective.title.as_deref().unwrap_or_default());
    root.set_text("sponsor", objective.sponsor.as_ref().map_or("", Handle::as_str));
    root.set_text("measure", objective.measure.as_deref().unwrap_or_default());
    root.set_text("unit", objective.unit.as_deref().unwrap_or_default());
    for (key, amount) in [("baseline", objective.baseline), ("target", objective.target)] {
        match amount {
            Some(amount) => root.set(key, amount.to_toml()),
            None => root.remove(key),
        };
    }
    for (key, day) in [("by", objective.by), ("closed", objective.closed)] {
        match day {
            Some(day) => root.set_day(key, day),
            None => root.remove(key),
        };
    }
    root.set_text("why", &written(objective.why.as_deref().unwrap_or_default()));
}

pub fn push_reading(text: &mut RecordText, reading: &Reading) {
    text.push("reading", |mut keys| {
        keys.set("id", reading.id.as_str()).set_day("date", reading.date);
        keys.set("value", reading.value.to_toml());
    });
}

/// Returns a benefit as one value, for the key `benefit` of its action.
pub fn benefit(benefit: &Benefit) -> toml_edit::Value {
    let mut table = InlineTable::new();
    set_benefit(&mut Keys::of(&mut table), benefit);
    table.into()
}

/// Writes the benefit of an action. Other keys in its table stay.
pub fn write_benefit(mut action: Keys<'_>, measured: &Benefit) {
    match action.table("benefit") {
        Some(mut keys) => set_benefit(&mut keys, measured),
        None => {
            action.set("benefit", benefit(measured));
        }
    }
}

fn set_benefit(keys: &mut Keys<'_>, benefit: &Benefit) {
    keys.set("before", benefit.before.to_toml()).set("after", benefit.after.to_toml());
    keys.set_text("unit", benefit.unit.as_deref().unwrap_or_default());
    keys.set("share", i64::from(benefit.share.value()));
    keys.set("confidence", i64::from(benefit.confidence.value()));
    keys.set_text("claimed_by", benefit.claimed_by.as_ref().map_or("", Handle::as_str));
    keys.set_text("confirmed_by", benefit.confirmed_by.as_ref().map_or("", Handle::as_str));
    keys.set_text("source", benefit.source.as_deref().unwrap_or_default());
    set_day(keys, "confirmed", benefit.confirmed);
    set_day(keys, "on", benefit.on);
}

/// Returns the file of a new request.
pub fn request(request: &Request) -> RecordText {
    let mut text = RecordText::new("");
    write_request(&mut text, request);
    text
}

/// Writes a request's keys over those in the text, and removes the keys that the request does not have.
pub fn write_request(text: &mut RecordText, request: &Request) {
    let mut root = text.root();
    root.set("id", request.id.as_str()).set_day("date", request.date);
    root.set("what", request.what.as_str());
    root.set_text("from", request.from.as_ref().map_or("", Handle::as_str));
    // Several lines from the beginning, because coach merges such a text line by line.
    let whys: String = request.whys().map(|why| format!("{why}\n")).collect();
    root.set_text("why", &whys);
    root.set_text("objective", request.objective.as_ref().map_or("", Handle::as_str));
    if let Some(answer) = &request.answer
        && let Some(mut keys) = text.table("answer")
    {
        keys.set("decision", answer.decision.as_str()).set_day("on", answer.on);
        keys.set_text("because", &written(&answer.because));
        match answer.acknowledged {
            Some(day) => drop(keys.set_day("acknowledged", day)),
            None => drop(keys.remove("acknowledged")),
        }
    }
}

/// Returns the file of a new policy.
pub fn policy(policy: &Policy) -> RecordText {
    let mut text = RecordText::new("");
    write_policy(&mut text, policy);
    text
}

/// Writes a policy's keys over those in the text, and removes the keys that the policy does not have.
pub fn write_policy(text: &mut RecordText, policy: &Policy) {
    let mut root = text.root();
    root.set("handle", policy.handle.as_str()).set("title", policy.title.as_str());
    root.set_text("text", &written(&policy.text));
    root.set_text("owner", policy.owner.as_ref().map_or("", Handle::as_str));
    set_day(&mut root, "agreed", policy.agreed);
    root.set_list("agreed_by", &policy.agreed_by);
    set_day(&mut root, "review", policy.review);
}

/// Returns the file of a new resource.
pub fn resource(resource: &Resource) -> RecordText {
    let mut text = RecordText::new("");
    let mut root = text.root();
    root.set("handle", resource.handle.as_str()).set("title", resource.title.as_str());
    root.set_text("link", resource.link.as_ref().map_or("", Link::as_str));
    if resource.kind != ResourceKind::default() {
        root.set("kind", resource.kind.as_str());
    }
    if let Some(minutes) = resource.minutes {
        root.set("minutes", i64::from(minutes));
    }
    root.set_list("topics", &resource.topics);
    let obstacles: Vec<&str> = resource.obstacles.iter().map(|obstacle| obstacle.as_str()).collect();
    root.set_list("obstacles", &obstacles);
    set_day(&mut root, "retired", resource.retired);
    text
}

/// Returns the file of a new story.
pub fn story(story: &Story) -> RecordText {
    let mut text = RecordText::new("");
    write_story(&mut text, story);
    text
}

/// Writes a story's keys over those in the text, and removes the keys that the story does not have.
pub fn write_story(text: &mut RecordText, story: &Story) {
    let mut root = text.root();
    root.set("id", story.id.as_str()).set_day("date", story.date);
    root.set("action", story.action.as_str()).set("person", story.person.as_str());
    for (key, said) in
        [("context", &story.context), ("did", &story.did), ("result", &story.result), ("quote", &story.quote)]
    {
        root.set_text(key, &written(said));
    }
    root.set("consent", story.consent.as_str());
    match story.consented {
        Some(day) => root.set_day("consented", day),
        None => root.remove("consented"),
    };
    root.set_text("consent_by", story.consent_by.as_ref().map_or("", Handle::as_str));
    root.set_text("consent_form", story.consent_form.as_deref().unwrap_or_default());
}
