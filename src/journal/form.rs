//! New records as people will read them: the keys in their usual order.

use super::action::Action;
use super::follow_up::FollowUp;
use super::handle::Handle;
use super::person::Person;
use super::session::{Feedback, Kind, Session};
use super::settings::FORMAT;
use super::text::{Keys, RecordText};

/// `coach.toml` of a new journal.
pub fn settings() -> String {
    let mut text =
        RecordText::new("# A coaching journal, kept by `coach`. Its settings, for everyone who shares it.\n");
    text.root().set("format", i64::from(FORMAT));
    text.render()
}

/// The file of a new session.
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
    root.set_list("topics", &session.topics).set_list("objectives", &session.objectives);
    if let Some(paid) = session.paid {
        root.set("paid", paid);
    }
    root.set_text("notes", &written(&session.notes));
    if let Some(feedback) = &session.feedback {
        write_feedback(text, feedback);
    }
}

pub fn write_feedback(text: &mut RecordText, feedback: &Feedback) {
    if let Some(mut table) = text.table("feedback") {
        table.set("score", i64::from(feedback.score.value())).set_text("text", &feedback.text);
    }
}

/// A text as it is kept: one line as it is, several lines ending with a newline.
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
        set_day(&mut keys, "due", action.due);
        keys.set_list("objectives", &action.objectives);
        set_day(&mut keys, "done", action.done);
        set_day(&mut keys, "dropped", action.dropped);
        keys.set_text("result", action.result.as_deref().unwrap_or_default());
        keys.set_text("why", action.why.as_deref().unwrap_or_default());
    });
}

pub fn push_follow_up(text: &mut RecordText, follow_up: &FollowUp) {
    text.push("follow_up", |mut keys| {
        keys.set("id", follow_up.id.as_str());
        if let Some(action) = &follow_up.action {
            keys.set("action", action.as_str());
        }
        keys.set_day("due", follow_up.due).set("ask", follow_up.ask.as_str());
        if let Some(every) = follow_up.every {
            keys.set("every", every.to_string());
        }
        set_day(&mut keys, "series", follow_up.series);
    });
}

fn set_day(keys: &mut Keys<'_>, key: &str, day: Option<super::day::Day>) {
    if let Some(day) = day {
        keys.set_day(key, day);
    }
}

/// Writes a person's keys over what stands in the text; those that are absent are taken away.
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

/// The file of a new person.
pub fn person(person: &Person) -> RecordText {
    let mut text = RecordText::new("");
    write_person(&mut text, person);
    text
}

/// The file of a new objective.
pub fn objective(handle: &Handle) -> RecordText {
    let mut text = RecordText::new("");
    text.root().set("handle", handle.as_str()).set("title", handle.as_str().replace('-', " "));
    text
}
