//! One session in full, with its history, and a button that takes it back.

use maud::{Markup, html};

use super::{Place, day, form_id, resources, shown, shown_lines, status, wrong_clock};
use crate::error::{Cause, Error, Result};
use crate::journal::query::journal::{Filed, Item, Journal};
use crate::journal::query::lookup::NamedRecord;
use crate::journal::records::session::Session;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::journal::values::time::spoken;
use crate::ops;
use crate::ops::delete::Deletion;
use crate::store::load::LoadScope;
use crate::store::private;
use crate::views::history::HistoryEntry;
use crate::views::wording;
use crate::web::answer::Visit;
use crate::web::message::Response;
use crate::web::submit;

fn find<'j>(journal: &'j Journal, id: &str) -> Result<&'j Filed<Session>> {
    let found = journal.sessions.iter().find(|filed| filed.record.id.as_str() == id);
    found.ok_or_else(|| Error::cannot(format!("no session has the id {id}")).because(Cause::NotFound))
}

pub(crate) fn page(visit: &mut Visit<'_>) -> Result<Response> {
    let journal = visit.desk.with_session_of(visit.part(0))?;
    let filed = find(&journal, visit.part(0))?;
    let session = &filed.record;
    let history = ops::history::of(&visit.desk.root, NamedRecord::Item(Item::Session(filed)));
    let note = if visit.site.is_own { private::note(&visit.desk.world, &session.id)? } else { None };
    let id = form_id(visit)?;
    let today = visit.desk.world.today;
    let suggested = match session.with.as_slice() {
        [person] if visit.query.get("did") == "logged" => {
            resources::suggested(&visit.desk.with_latest_of(person)?, person, today)
        }
        _ => html! {},
    };
    let body = html! {
        @match visit.query.get("did") {
            "logged" => (status("Saved.")),
            "before" => (status("This session was saved before. It is here once.")),
            _ => {}
        }
        (wrong_clock(&visit.query))
        h1 { "Session of " (day(session.date)) }
        (facts(session))
        @if !session.notes.is_empty() { section { h2 { "Notes" } (shown_lines(&session.notes)) } }
        (answers(session))
        (items(session, today))
        (suggested)
        @if let Some(note) = note {
            section { h2 { "Private note" } (shown_lines(&note.notes)) p.help { "Only you can read this." } }
        }
        @match &history {
            Ok(history) => (changes(history)),
            Err(error) => p.note { "The history cannot be read: " (shown(&error.message)) },
        }
        @if session.coach == visit.desk.me {
            details.answer {
                summary { "Take back" }
                p { "This removes the session, its actions and its follow-ups. Its text stays in git’s history." }
                form method="post" action={ "/session/" (session.id) "/take-back" } {
                    (id)
                    button type="submit" { "Take the session back" }
                }
            }
        }
    };
    Ok(visit.page(200, "Session", Place::People, body))
}

fn links(handles: &[Handle]) -> Markup {
    html! {
        @for (number, handle) in handles.iter().enumerate() {
            @if number > 0 { ", " }
            a href={ "/people/" (handle) } { (handle) }
        }
    }
}

fn facts(session: &Session) -> Markup {
    let listed = |handles: &[Handle]| handles.iter().map(Handle::as_str).collect::<Vec<_>>().join(", ");
    html! {
        dl {
            div { dt { "With" } dd {
                @if let Some(group) = &session.group { (group) ": " }
                (links(&session.with))
            } }
            @if let Some(start) = session.start { div { dt { "Began" } dd { (start) } } }
            @if let Some(minutes) = session.minutes { div { dt { "Length" } dd { (spoken(minutes)) } } }
            div { dt { "Kind" } dd { (session.kind) } }
            div { dt { "Coach" } dd { (session.coach) } }
            @if let Some(paid) = session.paid { div { dt { "Paid" } dd { @if paid { "yes" } @else { "no, pro bono" } } } }
            @if !session.topics.is_empty() { div { dt { "About" } dd { (listed(&session.topics)) } } }
            @if !session.resources.is_empty() { div { dt { "Resources" } dd { (listed(&session.resources)) } } }
            @if !session.objectives.is_empty() { div { dt { "Objectives" } dd { (listed(&session.objectives)) } } }
            @if let Some(feedback) = &session.feedback {
                div { dt { "Feedback" } dd { (feedback.score.value()) " of 5 " (shown(&feedback.text)) } }
            }
        }
    }
}

fn answers(session: &Session) -> Markup {
    html! {
        @if let Some(answers) = &session.answers {
            section {
                h2 { (answers.template) }
                dl {
                    @for (key, answer) in &answers.given {
                        div { dt { (key) } dd { (shown_lines(&answer.to_string())) } }
                    }
                }
            }
        }
    }
}

fn items(session: &Session, today: Day) -> Markup {
    html! {
        @if !session.actions.is_empty() {
            section {
                h2 { "Agreed" }
                ul.cards {
                    @for action in &session.actions {
                        li.card {
                            p.what { a href={ "/due/" (action.id) } { (shown(&action.what)) } }
                            p.note {
                                (action.owner)
                                @if let Some(due) = action.due { " · due " (day(due)) }
                                " · " (wording::action(action, today).words())
                            }
                            @if let Some(result) = &action.result { (shown_lines(result)) }
                            @if let Some(why) = &action.why { (shown_lines(why)) }
                        }
                    }
                }
            }
        }
        @if !session.follow_ups.is_empty() {
            section {
                h2 { "To ask" }
                ul.cards {
                    @for ask in &session.follow_ups {
                        li.card {
                            p.what { a href={ "/due/" (ask.id) } { (shown(&ask.ask)) } }
                            p.note {
                                "on " (day(ask.due))
                                @if let Some(every) = ask.every { ", every " (every) }
                                @if let Some(outcome) = ask.outcome { " · " (outcome) }
                                @if let Some(obstacle) = ask.obstacle { " · " (obstacle) }
                            }
                            @for text in [&ask.obstacle_text, &ask.result, &ask.why].into_iter().flatten() {
                                (shown_lines(text))
                            }
                        }
                    }
                }
            }
        }
    }
}

fn changes(history: &[HistoryEntry]) -> Markup {
    html! {
        details {
            summary { "History" }
            @if history.is_empty() { p.empty { "No commit holds it yet." } }
            @for entry in history {
                p.note { (entry.commit) " · " (day(entry.date)) " · " (shown(&entry.author)) " · " (shown(&entry.message)) }
                ul.plain {
                    @for change in &entry.changes {
                        li {
                            span.note { @if let Some(item) = &change.item { (item) " " } (change.key) } " "
                            @if let Some(before) = &change.before { del { (shown(before)) } " " }
                            @if let Some(after) = &change.after { (shown(after)) }
                        }
                    }
                }
            }
        }
    }
}

/// Removes a session of the acting coach.
pub(crate) fn take_back(visit: &mut Visit<'_>) -> Result<Response> {
    let id = submit::id(&visit.form)?;
    let (session, me) = (visit.part(0).to_string(), visit.desk.me.clone());
    submit::once(visit, &id, LoadScope::Whole, |edits, _, _| {
        edits.needs_one_file_each()?;
        if find(edits.journal, &session)?.record.coach != me {
            return Err(Error::cannot("only the coach of a session can take it back here"));
        }
        Deletion::find(edits.journal, &session)?.apply(edits)
    })?;
    Ok(Response::go_to("/due?did=undone"))
}
