//! One session in full: notes, actions, follow-ups and their results.

use super::page::{Page, Text, Tone};
use super::{benefit, wording};
use crate::journal::query::journal::{Filed, ShortIds};
use crate::journal::records::action::Action;
use crate::journal::records::answers::Answer;
use crate::journal::records::follow_up::FollowUp;
use crate::journal::records::session::{Kind, Session};
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::journal::values::time::spoken;

pub(crate) fn page(filed: &Filed<Session>, prefixes: &ShortIds, today: Day) -> Page {
    let session = &filed.record;
    let mut page = Page::new();
    page.line(wording::contested(headline(filed, prefixes), session.is_contested(&session.id)));
    facts(&mut page, session);
    said_in(&mut page, session);
    items(&mut page, filed, prefixes, today);
    page.blank();
    page.indented(2, wording::place(&filed.path));
    page
}

/// `k3f9m2qxtp  Sat 2026-11-21 14:30  45 min with ana`
pub(crate) fn headline(filed: &Filed<Session>, prefixes: &ShortIds) -> Text {
    let session = &filed.record;
    let line = wording::full_id(&session.id, prefixes).naming(&filed.path);
    let mut line = line.with(Tone::Heading, "  ").day(Tone::Heading, session.date);
    if let Some(start) = session.start {
        line = line.plain(format!(" {start}"));
    }
    let length = session.minutes.map(spoken).map(|length| format!("{length} ")).unwrap_or_default();
    line.plain(format!("  {length}with {}", whom(session.group.as_ref(), &session.with)))
}

/// Everyone in the session, after the group if there is one.
pub(crate) fn whom(group: Option<&Handle>, with: &[Handle]) -> String {
    let names = list(with);
    match group {
        Some(group) => format!("{group} ({names})"),
        None => names,
    }
}

pub(crate) fn list(handles: &[Handle]) -> String {
    handles.iter().map(Handle::as_str).collect::<Vec<_>>().join(", ")
}

/// The lines below the headline: kind, coach, paid, topics, objectives, feedback.
fn facts(page: &mut Page, session: &Session) {
    let mut rows: Vec<Vec<Text>> = Vec::new();
    let mut fact = |name: &str, value: String| {
        if !value.is_empty() {
            rows.push(vec![Text::new().with(Tone::Faint, name), value.into()]);
        }
    };
    fact("kind", if session.kind == Kind::Coaching { String::new() } else { session.kind.to_string() });
    fact("coach", session.coach.to_string());
    fact("programme", session.programme.as_ref().map(ToString::to_string).unwrap_or_default());
    fact("people", session.group_size.map(|size| size.to_string()).unwrap_or_default());
    fact(
        "paid",
        session.paid.map(|paid| if paid { "yes" } else { "no, pro bono" }.into()).unwrap_or_default(),
    );
    fact("topics", list(&session.topics));
    fact("objectives", list(&session.objectives));
    fact("resources", list(&session.resources));
    if let Some(feedback) = &session.feedback {
        let text = if feedback.text.is_empty() { String::new() } else { format!("  {}", feedback.text) };
        fact("feedback", format!("{} of 5{text}", feedback.score.value()));
    }
    page.table(2, &[], rows);
}

/// Appends the notes, and the answers to a template.
fn said_in(page: &mut Page, session: &Session) {
    if !session.notes.is_empty() {
        page.blank();
        page.quote(2, session.notes.trim_end());
    }
    let Some(answers) = &session.answers else { return };
    page.blank();
    page.indented(2, Text::new().with(Tone::Heading, answers.template.as_str()));
    for (key, answer) in &answers.given {
        match answer {
            Answer::List(items) => {
                page.indented(4, Text::new().with(Tone::Faint, format!("{key}:")));
                for item in items {
                    page.indented(6, format!("- {item}"));
                }
            }
            answer => page.quote(4, format!("{key}: {answer}")),
        }
    }
}

/// Appends the session's actions and follow-ups, in full.
fn items(page: &mut Page, filed: &Filed<Session>, prefixes: &ShortIds, today: Day) {
    let session = &filed.record;
    if !session.actions.is_empty() {
        page.blank();
        page.indented(2, Text::new().with(Tone::Heading, "Agreed"));
        for action in &session.actions {
            action_lines(page, &filed.path, action, prefixes, today);
        }
    }
    if !session.follow_ups.is_empty() {
        page.blank();
        page.indented(2, Text::new().with(Tone::Heading, "To ask"));
        for follow_up in &session.follow_ups {
            follow_up_lines(page, &filed.path, follow_up, prefixes, today);
        }
    }
}

/// Appends an id and a text. If the text wraps, its further lines align with its first.
fn gist(page: &mut Page, id: Text, text: &str) {
    page.table(4, &[], vec![vec![id, text.into()]]);
}

/// Appends an action in two or more lines: its text, then owner, day and result.
pub(crate) fn action_lines(page: &mut Page, path: &str, action: &Action, prefixes: &ShortIds, today: Day) {
    gist(page, wording::full_id(&action.id, prefixes).naming(path), &action.what);
    let mut line = Text::new().with(Tone::Faint, action.owner.as_str());
    if let Some(due) = action.due {
        line = line.with(Tone::Faint, ", due ").day(Tone::Faint, due);
    }
    let state = wording::action(action, today);
    page.indented(16, line.with(Tone::Faint, ": ").then(state).then(reporter(action.reported_by.as_ref())));
    if !action.objectives.is_empty() {
        page.indented(16, Text::new().with(Tone::Faint, format!("for {}", list(&action.objectives))));
    }
    said(page, "result", action.result.as_deref());
    let measured = action.benefit.as_ref().map(|measured| benefit::sentence(measured, &action.owner));
    said(page, "benefit", measured.as_deref());
    said(page, "why", action.why.as_deref());
}

/// Appends a follow-up in two or more lines: the question, then day and result.
pub(crate) fn follow_up_lines(
    page: &mut Page,
    path: &str,
    follow_up: &FollowUp,
    prefixes: &ShortIds,
    today: Day,
) {
    gist(page, wording::full_id(&follow_up.id, prefixes).naming(path), &follow_up.ask);
    let every = follow_up.every.map(|every| format!(", every {every}")).unwrap_or_default();
    let about = follow_up.action.as_ref().map(|id| format!(", about {id}")).unwrap_or_default();
    let line = Text::new().with(Tone::Faint, "on ").day(Tone::Faint, follow_up.due);
    let line = line.with(Tone::Faint, format!("{every}{about}: "));
    let state = match (follow_up.done, follow_up.outcome) {
        (Some(day), Some(outcome)) => Text::new().with(Tone::Done, format!("{outcome} {day}")),
        _ => wording::state(follow_up.state(), Some(follow_up.due), today)
            .then(wording::moved(&follow_up.moved)),
    };
    page.indented(16, line.then(state).then(reporter(follow_up.reported_by.as_ref())));
    if !follow_up.objectives.is_empty() {
        page.indented(16, Text::new().with(Tone::Faint, format!("for {}", list(&follow_up.objectives))));
    }
    if let Some(obstacle) = follow_up.obstacle {
        let words = follow_up.obstacle_text.as_deref().map(|text| format!(": {}", text.trim_end()));
        said(page, "obstacle", Some(&format!("{obstacle}{}", words.unwrap_or_default())));
    }
    said(page, "result", follow_up.result.as_deref());
    said(page, "why", follow_up.why.as_deref());
}

/// Who reported the item by mail, beside its state.
fn reporter(person: Option<&Handle>) -> Text {
    match person {
        Some(person) => Text::new().with(Tone::Faint, format!(", reported by {person} by mail")),
        None => Text::new(),
    }
}

fn said(page: &mut Page, name: &str, text: Option<&str>) {
    if let Some(text) = text {
        page.quote(16, format!("{name}: {}", text.trim_end()));
    }
}
