//! Finds errors in resources, and in the resources of a session.

use super::objectives_and_stories::{empty, to_come};
use super::{Found, named_twice};
use crate::journal::query::journal::{Filed, Journal};
use crate::journal::records::resource::Resource;
use crate::journal::records::session::Session;
use crate::journal::values::day::Day;

pub(crate) fn resource(_: &Journal, filed: &Filed<Resource>, today: Day) -> Vec<Found> {
    let resource = &filed.record;
    let mut found: Vec<Found> = Vec::new();
    found.extend(empty("title", &resource.title));
    found.extend(named_twice("topics", &resource.topics));
    found.extend(to_come("retired", resource.retired, today));
    if resource.minutes == Some(0) {
        found.push(("minutes".into(), "a resource takes at least one minute".into()));
    }
    found
}

/// Checks the resources that people got in a session.
pub(super) fn given(journal: &Journal, session: &Session) -> Vec<Found> {
    let unknown = session.resources.iter().filter(|handle| !journal.resources.contains_key(handle));
    let unknown = unknown.map(|handle| {
        let add = format!("`coach resource add {handle} \"TITLE\"` adds it");
        ("resources".to_string(), format!("no resource has the handle `{handle}` ({add})"))
    });
    named_twice("resources", &session.resources).into_iter().chain(unknown).collect()
}
