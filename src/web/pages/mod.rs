//! The pages as HTML, and what they share. All text from files goes through `shown` or `shown_lines`.

pub(crate) mod due;
pub(crate) mod enter;
pub(crate) mod fault;
pub(crate) mod files;
pub(crate) mod item;
pub(crate) mod log;
pub(crate) mod log_form;
pub(crate) mod me;
pub(crate) mod people;
pub(crate) mod plan;
pub(crate) mod reports;
pub(crate) mod resources;
pub(crate) mod session;
pub(crate) mod waiting;

use maud::{DOCTYPE, Markup, html};

use super::answer::Visit;
use super::form::{Form, encoded};
use super::message::Response;
use crate::error::{Error, Result};
use crate::escape::{visible, visible_lines};
use crate::journal::records::Problem;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::views::wording;

/// The places in the navigation.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Due,
    Log,
    People,
    Reports,
    Me,
    /// Not signed in: no navigation.
    Outside,
}

const PLACES: [(Place, &str, &str); 5] = [
    (Place::Due, "/due", "Due"),
    (Place::Log, "/log", "Log"),
    (Place::People, "/people", "People"),
    (Place::Reports, "/reports", "Reports"),
    (Place::Me, "/me", "Me"),
];

/// What a page has around its text.
#[derive(Default)]
pub(crate) struct Frame<'a> {
    /// The coach who is signed in on this device.
    pub coach: Option<&'a Handle>,
    /// Why the last sync with the team failed.
    pub sync_failure: Option<String>,
}

/// A whole page.
pub(crate) fn layout(title: &str, place: Place, frame: &Frame<'_>, body: Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                title { (visible(title)) " · coach" }
                link rel="stylesheet" href=(files::style_path());
                link rel="icon" href="/static/icon.svg";
                link rel="apple-touch-icon" href="/static/icon.svg";
                link rel="manifest" href="/static/coach.webmanifest";
                @if place == Place::Outside { script src="/static/enter.js" defer {} }
                script src=(files::script_path()) defer {}
            }
            body data-coach=[frame.coach] {
                a.skip href="#main" { "Skip to the page" }
                @if place != Place::Outside {
                    nav aria-label="Pages" {
                        ul {
                            @for (known, path, name) in PLACES {
                                li { a href=(path) aria-current=[(known == place).then_some("page")] { (name) } }
                            }
                        }
                    }
                }
                main #main {
                    p.status #outbox role="status" hidden {}
                    @if let Some(why) = &frame.sync_failure { p.note { "Not shared with the team: " (shown(why)) "." } }
                    (body)
                }
            }
        }
    }
}

/// A text from a file, on one line, with hidden characters made visible.
pub(crate) fn shown(text: &str) -> String {
    text.lines().map(|line| visible(line).to_string()).collect::<Vec<_>>().join(" ")
}

/// A text from a file, in its lines.
pub(crate) fn shown_lines(text: &str) -> Markup {
    html! { div.text { (visible_lines(text.trim_end())) } }
}

/// A day with its weekday.
pub(crate) fn day(day: Day) -> Markup {
    html! { time datetime=(day) { (wording::day(day)) } }
}

/// The hidden fields that make a form count once, for one coach. The script fills in the day.
pub(crate) fn form_id(visit: &mut Visit<'_>) -> Result<Markup> {
    let id = visit.desk.world.chance.id(|_| false)?;
    Ok(hidden(id.as_str(), visit.desk.me.as_str(), ""))
}

/// The hidden fields with the day on which the form was typed.
pub(crate) fn hidden(id: &str, sender: &str, day: &str) -> Markup {
    html! {
        input type="hidden" name="id" value=(id);
        input type="hidden" name="sender" value=(sender);
        input type="hidden" name="day" value=(day);
    }
}

/// The id that a form was sent with, so that it still counts once after a fault; else a new one.
pub(crate) fn same_id(visit: &mut Visit<'_>, form: &Form) -> Result<Markup> {
    match form.said("id").filter(|id| id.parse::<crate::journal::values::id::Id>().is_ok()) {
        Some(id) => Ok(hidden(id, visit.desk.me.as_str(), form.get("day"))),
        None => form_id(visit),
    }
}

/// A line that screen readers read out when the page opens.
pub(crate) fn status(text: &str) -> Markup {
    html! { p.status role="status" { (text) } }
}

/// Sends the browser to the page after a form was saved. The script reads which form it was.
pub(crate) fn saved_at(visit: &Visit<'_>, path: &str) -> Response {
    let clock = if visit.is_clock_wrong { "&clock=wrong" } else { "" };
    Response::go_to(&format!("{path}&form={}{clock}", encoded(visit.form.get("id"))))
}

/// Says that coach did not use the day of the device.
pub(crate) fn wrong_clock(query: &Form) -> Markup {
    html! {
        @if query.has("clock") {
            (status("The date of this device is wrong, so coach counted days from its own date."))
        }
    }
}

/// The files that coach could not read and the repeated items, which the page leaves out.
pub(crate) fn left_out(problems: &[Problem]) -> Markup {
    html! {
        @if !problems.is_empty() {
            section.left-out {
                h2 { "Left out" }
                p { (wording::left_out(problems)) ":" }
                ul {
                    @for problem in problems {
                        li { (shown(&problem.place())) ": " (shown(&problem.message)) }
                    }
                }
            }
        }
    }
}

/// The error for a private note from a device that is not the coach's own machine.
fn not_here() -> Error {
    Error::cannot("private notes can only be written on the coach's own machine")
}
