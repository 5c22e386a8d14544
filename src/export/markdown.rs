//! `markdown`: exports the sessions of a person or a period as readable text, by day, with notes, actions,
//! follow-ups and results.

use super::selection::ExportSelection;
use crate::escape::{markdown, markdown_line};
use crate::journal::records::action::{Action, State};
use crate::journal::records::answers::Answer;
use crate::journal::records::follow_up::FollowUp;
use crate::journal::records::session::{Kind, Session};
use crate::journal::values::handle::Handle;
use crate::journal::values::time::spoken;

pub(crate) fn text(part: &ExportSelection<'_>) -> String {
    let mut text = format!("# {}\n\n{}\n", title(part), period(part));
    for session in &part.sessions {
        write_session(&mut text, session);
    }
    if part.sessions.is_empty() {
        text.push_str("\nNo sessions.\n");
    }
    write_stories(&mut text, part);
    text
}

fn title(part: &ExportSelection<'_>) -> String {
    let Some(handle) = &part.options.person else {
        return part.journal.settings.name.as_deref().map_or("Coaching".into(), markdown);
    };
    let name = part.journal.people.get(handle).and_then(|filed| filed.record.name.as_deref());
    name.map_or(handle.to_string(), |name| format!("{} ({handle})", markdown(name)))
}

fn period(part: &ExportSelection<'_>) -> String {
    let met: Vec<_> = part.conversations().collect();
    let count = met.len();
    let sessions = if count == 1 { "1 session".to_string() } else { format!("{count} sessions") };
    match (met.first(), met.last()) {
        (Some(first), Some(last)) if count > 1 => format!("{sessions}, {} to {}", first.date, last.date),
        (Some(only), _) => format!("{sessions}, {}", only.date),
        _ => sessions,
    }
}

fn write_session(text: &mut String, session: &Session) {
    let whom = session.group.as_ref().map_or_else(|| list(&session.with), Handle::to_string);
    text.push_str(&format!("\n## {} {} with {whom}\n", session.date.weekday_name(), session.date));
    let facts = [
        session.minutes.map(spoken),
        (session.kind != Kind::default()).then(|| session.kind.to_string()),
        Some(format!("coach {}", session.coach)),
        session.group_size.map(|size| format!("{size} people")),
        (!session.topics.is_empty()).then(|| format!("on {}", list(&session.topics))),
        (!session.objectives.is_empty()).then(|| format!("for {}", list(&session.objectives))),
    ];
    text.push_str(&format!("\n{}\n", facts.into_iter().flatten().collect::<Vec<_>>().join(" · ")));
    paragraphs(text, &session.notes, "");
    for (key, answer) in session.answers.iter().flat_map(|answers| &answers.given) {
        text.push_str(&format!("\n**{}**\n", markdown(key)));
        match answer {
            Answer::List(items) => paragraphs(text, &items.join("\n"), "- "),
            answer => paragraphs(text, &answer.to_string(), ""),
        }
    }
    if let Some(feedback) = &session.feedback {
        text.push_str(&format!("\nThey said: {} of 5", feedback.score.value()));
        let said = one_line(&feedback.text);
        text.push_str(&if said.is_empty() { "\n".into() } else { format!(", “{said}”\n") });
    }
    items(text, "Agreed", session.actions.iter().map(action));
    items(text, "Asked", session.follow_ups.iter().map(|ask| follow_up(session, ask)));
}

/// Writes free text with its own line breaks, each line after the prefix `before`.
fn paragraphs(text: &mut String, written: &str, before: &str) {
    if written.trim().is_empty() {
        return;
    }
    text.push('\n');
    for line in written.trim_end().lines() {
        // Two trailing spaces are a line break in Markdown.
        let line = match line.trim() {
            "" => before.trim_end().to_string(),
            said => format!("{before}{}  ", markdown_line(said)),
        };
        text.push_str(&format!("{line}\n"));
    }
}

fn items(text: &mut String, title: &str, items: impl Iterator<Item = String>) {
    let items: Vec<String> = items.collect();
    if !items.is_empty() {
        text.push_str(&format!("\n**{title}**\n\n"));
        for item in &items {
            text.push_str(&format!("- {item}\n"));
        }
    }
}

fn action(action: &Action) -> String {
    let due = action.due.map(|day| format!(", due {day}")).unwrap_or_default();
    let state = match action.state() {
        State::Open => "open".to_string(),
        State::Done(day) => format!("done {day}"),
        State::Dropped(day) => format!("dropped {day}"),
    };
    let came = [("→", &action.result), ("because", &action.why)];
    let came = came.iter().filter_map(|(word, said)| Some(format!(" {word} {}", one_line(said.as_deref()?))));
    format!("{} ({}{due}): {state}{}", first(&action.what), action.owner, came.collect::<String>())
}

fn follow_up(session: &Session, ask: &FollowUp) -> String {
    let state = match (ask.done, ask.outcome) {
        (None, _) => "open".to_string(),
        (Some(day), Some(outcome)) => format!("{outcome}, {day}"),
        (Some(day), None) => format!("asked {day}"),
    };
    let obstacle = ask.obstacle.map(|kind| format!(", obstacle: {kind}")).unwrap_or_default();
    let came = [(":", &ask.obstacle_text), (" →", &ask.result), (" because", &ask.why)];
    let came = came.iter().filter_map(|(word, said)| Some(format!("{word} {}", one_line(said.as_deref()?))));
    let (asked, due) = (session.asked(ask), ask.due);
    format!("{} ({asked}, on {due}): {state}{obstacle}{}", first(&ask.ask), came.collect::<String>())
}

/// The stories with consent, under a name only if the consent includes it.
fn write_stories(text: &mut String, part: &ExportSelection<'_>) {
    let told: Vec<_> = part.stories.iter().filter_map(|story| part.told(story)).collect();
    if !told.is_empty() {
        text.push_str("\n## Success stories\n");
    }
    for (person, story) in told {
        let whose = person.map_or("a colleague".into(), Handle::to_string);
        text.push_str(&format!("\n### {}, {whose}\n", story.date));
        for words in [&story.context, &story.did, &story.result] {
            paragraphs(text, words, "");
        }
        paragraphs(text, &story.quote, "> ");
    }
}

fn one_line(text: &str) -> String {
    markdown(&joined(text))
}

/// Like `one_line`, for text at the start of a line.
fn first(text: &str) -> String {
    markdown_line(&joined(text))
}

fn joined(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn list(handles: &[Handle]) -> String {
    handles.iter().map(Handle::as_str).collect::<Vec<_>>().join(", ")
}
