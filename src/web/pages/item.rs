//! One action or follow-up, with a form for each answer.

use maud::{Markup, html};

use super::{Place, day, form_id, same_id, shown};
use crate::error::{Cause, Error, Result};
use crate::journal::edit::close_items;
use crate::journal::query::journal::{Item, Journal};
use crate::journal::records::follow_up::Obstacle;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;
use crate::views::wording;
use crate::web::answer::Visit;
use crate::web::form::Form;
use crate::web::message::Response;

/// Days that a button offers for "later".
const LATER: [(&str, &str); 3] =
    [("tomorrow", "Tomorrow"), ("next monday", "Monday"), ("in 2 weeks", "In 2 weeks")];

/// The name of a field on the page.
pub(crate) fn label(field: Option<&str>) -> &'static str {
    match field {
        Some("on") => "The day it was done",
        Some("next") => "When to ask again",
        Some("due") => "The new day",
        Some("reason") => "Why",
        Some("note") => "Note",
        _ => "",
    }
}

/// The action or follow-up with exactly this id.
pub(crate) fn find<'j>(journal: &'j Journal, id: &str) -> Result<Item<'j>> {
    let item = id.parse::<Id>().ok().and_then(|id| {
        let is_it = |item: &Item<'_>| *item.id() == id && !matches!(item, Item::Session(_));
        journal.items().find(is_it)
    });
    item.ok_or_else(|| {
        Error::cannot(format!("no action or follow-up has the id {id}")).because(Cause::NotFound)
    })
}

/// Everyone whom an open item concerns: coach needs no other sessions to close it. `None` if the item is closed.
pub(crate) fn concerned(visit: &Visit<'_>, id: &str) -> Result<Option<Vec<Handle>>> {
    let journal = visit.desk.now()?;
    let Ok(item) = find(&journal, id) else { return Ok(None) };
    let owner = match item {
        Item::Action(_, action) if action.is_open() => &action.owner,
        Item::FollowUp(session, ask) if ask.is_open() => session.record.asked(ask),
        _ => return Ok(None),
    };
    let session = &item.session().record;
    Ok(Some(session.with.iter().chain(&session.group).chain([owner]).cloned().collect()))
}

/// The page, with what was typed into the form of the answer that failed.
pub(crate) fn page(visit: &mut Visit<'_>, status: u16, typed: &Form, said: Markup) -> Result<Response> {
    let journal = visit.desk.with_session_of(visit.part(0))?;
    let today = visit.desk.world.today;
    let item = find(&journal, visit.part(0))?;
    let session = &item.session().record;
    let (text, person, state) = match item {
        Item::Action(_, action) => (&action.what, &action.owner, wording::action(action, today).words()),
        Item::FollowUp(_, ask) => {
            let state =
                if ask.is_open() { wording::lateness(today.days_since(ask.due)) } else { "closed".into() };
            (&ask.ask, session.asked(ask), state)
        }
        Item::Session(_) => return Err(Error::cannot("this is a session").because(Cause::NotFound)),
    };
    let about = match item {
        Item::FollowUp(_, ask) => {
            session.actions.iter().find(|action| Some(&action.id) == ask.action.as_ref())
        }
        _ => None,
    };
    let is_open = match item {
        Item::Action(_, action) => action.is_open(),
        Item::FollowUp(_, ask) => ask.is_open(),
        Item::Session(_) => false,
    };
    let is_follow_up = matches!(item, Item::FollowUp(..));
    let can_miss = close_items::as_follow_up(item, today).is_ok();
    let mut id = |answer: &str| {
        if typed.get("answer") == answer { same_id(visit, typed) } else { form_id(visit) }
    };
    let ids = [id("done")?, id("partly")?, id("missed")?, id("later")?, id("drop")?, id("note")?];
    let [done, partly, missed, later, drop, note] = ids;
    let action = format!("/due/{}", item.id());
    let body = html! {
        h1 { (shown(text)) }
        p.note {
            @if is_follow_up { "ask " }
            a href={ "/people/" (person) } { (person) } " · " (state) " · from the "
            a href={ "/session/" (session.id) } { "session of " (day(session.date)) }
        }
        @if let Some(about) = about { p { "About: " (shown(&about.what)) } }
        (said)
        @if is_open {
            (done_form(&action, done, typed, about.is_some_and(|about| about.is_open())))
            @if is_follow_up { (partly_form(&action, partly, typed)) }
            @if can_miss { (missed_form(&action, missed, typed)) }
            (later_form(&action, later, typed))
            (drop_form(&action, drop, typed))
        } @else {
            p { "This is closed." }
        }
        (note_form(&action, note, typed))
    };
    Ok(visit.page(status, text, Place::Due, body))
}

/// A form for one answer, closed until it is opened or had a fault.
fn part(title: &str, answer: &str, action: &str, id: Markup, typed: &Form, fields: Markup) -> Markup {
    html! {
        details.answer open[typed.get("answer") == answer || (answer == "done" && !typed.has("answer"))] {
            summary { (title) }
            form method="post" action=(action) data-outbox=(if typed.get("answer") == answer { "typed" } else { "" }) {
                (id)
                input type="hidden" name="answer" value=(answer);
                (fields)
            }
        }
    }
}

/// What was typed into the form of this answer before.
fn before<'a>(typed: &'a Form, answer: &str, field: &str) -> &'a str {
    if typed.get("answer") == answer { typed.get(field) } else { "" }
}

fn on(answer: &str, typed: &Form) -> Markup {
    html! {
        label for={ (answer) "-on" } { "On which day, if not today" }
        input id={ (answer) "-on" } name="on" type="text" value=(before(typed, answer, "on"))
            placeholder="yesterday, fri or 2026-11-27" autocomplete="off";
    }
}

fn result(answer: &str, typed: &Form) -> Markup {
    html! {
        label for={ (answer) "-result" } { "What came of it" }
        textarea id={ (answer) "-result" } name="result" rows="3" { (before(typed, answer, "result")) }
        p.help { "Everyone who has the journal can read this." }
    }
}

fn done_form(action: &str, id: Markup, typed: &Form, about_open: bool) -> Markup {
    let fields = html! {
        (result("done", typed))
        @if about_open {
            label.check { input type="checkbox" name="close-action" value="yes"; " The action is done too" }
        }
        (on("done", typed))
        button.main type="submit" { "Done" }
    };
    part("Done", "done", action, id, typed, fields)
}

fn partly_form(action: &str, id: Markup, typed: &Form) -> Markup {
    let fields = html! {
        (result("partly", typed))
        (on("partly", typed))
        button.main type="submit" { "Done in part" }
    };
    part("Partly", "partly", action, id, typed, fields)
}

fn missed_form(action: &str, id: Markup, typed: &Form) -> Markup {
    let chosen = before(typed, "missed", "obstacle");
    let fields = html! {
        fieldset {
            legend { "What got in the way" }
            div.choices {
                @for obstacle in Obstacle::ALL {
                    label.check {
                        input type="radio" name="obstacle" value=(obstacle) required
                            checked[chosen == obstacle.as_str()];
                        " " (obstacle)
                    }
                }
            }
        }
        label for="obstacle-text" { "In their words" }
        textarea #obstacle-text name="obstacle-text" rows="2" { (before(typed, "missed", "obstacle-text")) }
        label for="next" { "When to ask again" }
        input #next name="next" type="text" value=(before(typed, "missed", "next"))
            placeholder="fri or in 2 weeks" autocomplete="off";
        p.help { "Without a day, in a week." }
        (on("missed", typed))
        button.main type="submit" { "Missed" }
    };
    part("Missed", "missed", action, id, typed, fields)
}

fn later_form(action: &str, id: Markup, typed: &Form) -> Markup {
    let fields = html! {
        label for="due" { "To which day" }
        input #due name="due" type="text" value=(before(typed, "later", "due"))
            placeholder="fri, in 2 weeks or 2026-12-05" autocomplete="off";
        div.line {
            button.main type="submit" { "Move" }
            @for (day, name) in LATER { button type="submit" name="quick" value=(day) { (name) } }
        }
    };
    part("Later", "later", action, id, typed, fields)
}

fn drop_form(action: &str, id: Markup, typed: &Form) -> Markup {
    let fields = html! {
        label for="reason" { "Why" }
        input #reason name="reason" type="text" required value=(before(typed, "drop", "reason"));
        (on("drop", typed))
        button.main type="submit" { "Drop" }
    };
    part("Drop", "drop", action, id, typed, fields)
}

fn note_form(action: &str, id: Markup, typed: &Form) -> Markup {
    let fields = html! {
        label for="note" { "Note for the session" }
        textarea #note name="note" rows="3" required { (before(typed, "note", "note")) }
        p.help { "Everyone who has the journal can read this." }
        button.main type="submit" { "Add the note" }
    };
    part("Note", "note", action, id, typed, fields)
}
