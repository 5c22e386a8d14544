//! The action plan of a person: to read, to mail from the coach's own mail program, to print, and as a calendar.

use maud::{PreEscaped, html};

use super::{Place, left_out, people, shown};
use crate::error::Result;
use crate::export::plan as plan_export;
use crate::journal::query::journal::Journal;
use crate::journal::query::report_filter::ReportFilter;
use crate::journal::query::selection::Selection;
use crate::output::html::tables;
use crate::store::programs::mail;
use crate::views::plan::Plan;
use crate::web::answer::Visit;
use crate::web::message::Response;

pub(crate) fn page(visit: &mut Visit<'_>) -> Result<Response> {
    let journal = visit.desk.now()?;
    let person = &people::find(&journal, visit.part(0))?.record;
    let plan = plan(visit, &journal)?;
    let sheet = plan.sheet();
    // An address that is none would be another header, or another link.
    let address = person.email.as_deref().filter(|address| mail::check_address(address).is_ok());
    let link = plan_export::mail_link(address.unwrap_or_default(), &plan.title(), &plan.plain());
    let body = html! {
        h1 { (shown(&sheet.title)) }
        p.about { (shown(&sheet.about)) }
        @if !plan.is_empty() {
            p.line.no-print {
                a.button.main #mail href=(link) { "Mail it" }
                button #share type="button" data-title=(plan.title()) hidden { "Share" }
                a.button href={ "/people/" (person.handle) "/plan.ics" } { "Calendar file" }
            }
            p.note.no-print {
                @match address {
                    Some(address) => { "Your mail program sends it to " (shown(address)) ". " }
                    None => { "The journal has no address of theirs, so add it in your mail program. " }
                }
                "To print it, use the menu of the browser."
            }
        }
        (PreEscaped(tables(&sheet).into_string()))
        (left_out(&journal.problems))
        p.no-print { a.target href={ "/people/" (person.handle) } { "Back to " (person.handle) } }
    };
    Ok(visit.page(200, &plan.title(), Place::People, body))
}

fn plan(visit: &Visit<'_>, journal: &Journal) -> Result<Plan> {
    let person = &people::find(journal, visit.part(0))?.record;
    let records = ReportFilter::everything(visit.desk.world.today);
    Ok(Plan::of(&Selection::of(journal, &records), person, &visit.desk.me))
}

pub(crate) fn calendar(visit: &mut Visit<'_>) -> Result<Response> {
    let journal = visit.desk.now()?;
    let person = &people::find(&journal, visit.part(0))?.record;
    let plan = plan(visit, &journal)?;
    let world = &visit.desk.world;
    let text = plan_export::calendar(&journal, person, world.today, world.now.0, |id| plan.holds(id));
    Ok(Response::new(200, "text/calendar; charset=utf-8", text.into_bytes())
        .with("content-disposition", "attachment; filename=\"plan.ics\""))
}
