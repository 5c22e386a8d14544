//! The people, and the preparation for a session with one of them.

use maud::{Markup, html};

use super::{Place, left_out, shown};
use crate::error::{Cause, Error, Result};
use crate::journal::query::journal::{Filed, Journal};
use crate::journal::records::person::Person;
use crate::journal::values::handle::Handle;
use crate::store::load::conflicts as places;
use crate::store::private;
use crate::views::listing::conflicts;
use crate::views::prep::Prep;
use crate::views::recent_people::whom;
use crate::web::answer::Visit;
use crate::web::message::Response;

pub(crate) fn page(visit: &mut Visit<'_>) -> Result<Response> {
    let journal = visit.desk.now()?;
    let people = whom(&journal, visit.desk.world.today);
    let body = html! {
        h1 { "People" }
        @if people.is_empty() { p.empty { "The journal has no people yet. A new session adds them." } }
        ul.plain {
            @for (handle, line) in &people {
                @let about = line.strip_prefix(handle.as_str()).unwrap_or_default().trim();
                li {
                    a.target href={ "/people/" (handle) } { (handle) }
                    @if !about.is_empty() { " " span.note { (shown(about)) } }
                }
            }
        }
        (left_out(&journal.problems))
    };
    Ok(visit.page(200, "People", Place::People, body))
}

/// The person with this handle, or with it as a former handle.
pub(crate) fn find<'j>(journal: &'j Journal, handle: &str) -> Result<&'j Filed<Person>> {
    let named = handle.parse::<Handle>().ok();
    let found = named.and_then(|handle| {
        let now = journal.now_called(&handle).cloned().unwrap_or(handle);
        journal.people.get(&now)
    });
    found.ok_or_else(|| Error::cannot(format!("nobody is called `{handle}`")).because(Cause::NotFound))
}

pub(crate) fn person(visit: &mut Visit<'_>) -> Result<Response> {
    let journal = visit.desk.now()?;
    let handle = find(&journal, visit.part(0))?.record.handle.clone();
    let body = html! {
        (prep(visit, &handle, false)?)
        (left_out(&journal.problems))
    };
    Ok(visit.page(200, handle.as_str(), Place::People, body))
}

/// What to know before a session with this person, on its own page or beside another list.
pub(crate) fn prep(visit: &Visit<'_>, handle: &Handle, is_beside: bool) -> Result<Markup> {
    let journal = &visit.desk.with_latest_of(handle)?;
    let person = &find(journal, handle.as_str())?.record;
    let world = &visit.desk.world;
    // Private notes stay on the coach's own machine.
    let private = if visit.site.is_own { private::load(world)? } else { Vec::new() };
    let rows = if journal.is_contested() {
        conflicts::rows(&places::all(&visit.desk.root, journal))
    } else {
        Vec::new()
    };
    let prep = Prep::of(journal, person, &private, &rows, world.today);
    let sections = prep.sections();
    Ok(html! {
        @let name = html! { (handle) @if let Some(name) = &person.name { " " span.name { (shown(name)) } } };
        @if is_beside { h2.person { (name) } } @else { h1 { (name) } }
        p.line {
            a.button.main href={ "/log?who=" (handle) } { "Log a session" }
            a.button href={ "/people/" (handle) "/plan" } { "Plan" }
        }
        @if sections.is_empty() { p.empty { "No sessions yet." } }
        @for section in &sections {
            section {
                @if is_beside { h3 { (section.title) } } @else { h2 { (section.title) } }
                ul.plain {
                    @for point in &section.points {
                        li {
                            @if !point.state.is_empty() { span.note { (shown(&point.state)) } " " }
                            @match &point.id {
                                Some(id) => a.target href={ "/due/" (id) } { (shown(&point.text)) },
                                None => (shown(&point.text)),
                            }
                        }
                    }
                }
            }
        }
    })
}
