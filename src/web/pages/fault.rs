//! What a page says when something did not work.

use maud::{Markup, html};

use super::{Frame, Place, layout, shown};
use crate::error::{Cause, Error, ErrorKind};
use crate::journal::values::handle::Handle;
use crate::web::message::Response;

/// The status of a response to this error: 503 where trying again may work.
pub(crate) fn status(error: &Error) -> u16 {
    match (error.kind, &error.cause) {
        (_, Cause::NotFound) => 404,
        (ErrorKind::Machine, _) => 503,
        (ErrorKind::Usage, _) => 422,
        (ErrorKind::Cannot, _) => 409,
    }
}

/// The message in a box above a form, which keeps what was typed.
pub(crate) fn above(error: &Error, label: &str) -> Markup {
    let kept = error.kind == ErrorKind::Machine;
    html! {
        div.fault role="alert" #fault {
            p { strong { (sentence(error, label)) } }
            @if let Some(hint) = &error.hint { p { (told(hint)) } }
            @if kept { p { "What you typed is still in the form below. Try again in a moment." } }
        }
    }
}

/// A page that only has the message.
pub(crate) fn page(error: &Error, _is_own: bool) -> Response {
    let status = status(error);
    let title = if status == 404 { "Not found" } else { "That did not work" };
    let body = html! {
        h1 { (title) }
        (above(&Error { kind: ErrorKind::Cannot, ..error.clone() }, ""))
        @if status == 503 { p { "This may work later: load the page again in a moment." } }
        p { a.button href="/due" { "What is due" } }
    };
    Response::html(status, layout(title, Place::Due, &Frame::default(), body))
}

pub(crate) fn not_found() -> Response {
    let body = html! {
        h1 { "Not found" }
        p { "There is no such page here." }
        p { a.button href="/due" { "What is due" } }
    };
    Response::html(404, layout("Not found", Place::Due, &Frame::default(), body))
}

/// The page after a form of a coach who is not signed in here any more.
pub(crate) fn other_coach(sender: &str, now: &Handle) -> Response {
    let body = html! {
        h1 { "Not saved" }
        p { strong { "This form is from " (shown(sender)) ", but " (now) " is signed in on this device." } }
        p { "Nothing was saved. To send it, sign in as " (shown(sender)) "." }
        p { a.button href="/due" { "What is due" } }
    };
    Response::html(
        403,
        layout("Not saved", Place::Due, &Frame { coach: Some(now), ..Frame::default() }, body),
    )
}

/// The page after a panic.
pub(crate) fn crashed() -> Response {
    let body = html! {
        h1 { "coach made a mistake" }
        p { "This page could not be made. The server goes on, and other pages work." }
        p { "If you were saving something, look first whether it is there." }
        p { a.button href="/due" { "What is due" } }
    };
    Response::html(500, layout("coach made a mistake", Place::Due, &Frame::default(), body))
}

/// The message as a sentence, behind the label of its field.
fn sentence(error: &Error, label: &str) -> String {
    let message = shown(&error.message);
    let nothing = if error.nothing_saved { "; nothing was saved" } else { "" };
    let label = if label.is_empty() { String::new() } else { format!("{label}: ") };
    format!("{label}{}{nothing}.", capital(&message))
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}", letters.as_str())
}

/// A hint. Hints with commands are for the terminal.
fn told(hint: &str) -> String {
    let is_for_terminal = hint.contains("coach ") || hint.contains("--") || hint.contains('`');
    if is_for_terminal {
        format!("In a terminal: {}", shown(hint))
    } else {
        format!("{}.", capital(&shown(hint)))
    }
}
