//! The resources that may help a person, and the boxes for those that a session gave.

use maud::{Markup, html};

use super::shown;
use crate::journal::query::journal::Journal;
use crate::journal::query::resource_matches;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::views::listing::resources::about;
use crate::web::form::Form;

/// The resources for the open topics and obstacles of a person. Empty if none fits.
pub(crate) fn suggested(journal: &Journal, person: &Handle, today: Day) -> Markup {
    let found = resource_matches::for_person(journal, person, today);
    html! {
        @if !found.is_empty() {
            section {
                h2 { "Resources that may help " (person) }
                ul.plain {
                    @for one in &found {
                        @let resource = &one.filed.record;
                        @let title = shown(&resource.title);
                        li {
                            @match &resource.link {
                                Some(link) => a.target href=(link) rel="noopener noreferrer" { (title) },
                                None => (title),
                            }
                            " " span.note { (about(resource.kind, resource.minutes)) " · " (one.why()) }
                        }
                    }
                }
            }
        }
    }
}

/// A box for each resource that is offered.
pub(super) fn boxes(journal: &Journal, typed: &Form, today: Day) -> Markup {
    let chosen = typed.lines("resource");
    let offered: Vec<_> = journal.resources.values().map(|filed| &filed.record).collect();
    let is_chosen = |handle: &str| chosen.iter().any(|chosen| chosen == handle);
    html! {
        @if offered.iter().any(|one| one.is_offered(today)) {
            details open[!chosen.is_empty()] {
                summary { "Resources that they got" }
                @for resource in offered.iter().filter(|one| one.is_offered(today)) {
                    label.check {
                        input type="checkbox" name="resource" value=(resource.handle)
                            checked[is_chosen(resource.handle.as_str())];
                        " " (shown(&resource.title))
                    }
                }
            }
        }
    }
}
