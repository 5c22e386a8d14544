//! The list of resources, by handle.

use serde::Serialize;

use crate::journal::query::journal::{Filed, Journal};
use crate::journal::records::follow_up::Obstacle;
use crate::journal::records::resource::{Resource, ResourceKind};
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::journal::values::link::Link;
use crate::journal::values::time::spoken;
use crate::views::page::{Page, Text, Tone};
use crate::views::wording;

#[derive(Serialize)]
pub(crate) struct ResourceRow<'a> {
    pub handle: &'a Handle,
    pub title: &'a str,
    pub link: Option<&'a Link>,
    pub kind: ResourceKind,
    pub minutes: Option<u32>,
    pub topics: &'a [Handle],
    pub obstacles: &'a [Obstacle],
    /// The day from which coach no longer suggests it.
    pub retired: Option<Day>,
    /// The number of sessions in which people got it.
    pub given: usize,
    #[serde(skip)]
    pub contested: bool,
    #[serde(skip)]
    is_offered: bool,
    #[serde(skip)]
    path: &'a str,
}

pub(crate) fn row<'a>(journal: &Journal, filed: &'a Filed<Resource>, today: Day) -> ResourceRow<'a> {
    let resource = &filed.record;
    let is_given = |filed: &&Filed<_>| {
        let session: &crate::journal::records::session::Session = &filed.record;
        session.resources.contains(&resource.handle)
    };
    ResourceRow {
        handle: &resource.handle,
        title: &resource.title,
        link: resource.link.as_ref(),
        kind: resource.kind,
        minutes: resource.minutes,
        topics: &resource.topics,
        obstacles: &resource.obstacles,
        retired: resource.retired,
        given: journal.sessions.iter().filter(is_given).count(),
        contested: !resource.conflict.is_empty(),
        is_offered: resource.is_offered(today),
        path: &filed.path,
    }
}

/// The resources, without retired ones unless `all` is set.
pub(crate) fn rows(journal: &Journal, all: bool, today: Day) -> Vec<ResourceRow<'_>> {
    let wanted = journal.resources.values().filter(|filed| all || filed.record.is_offered(today));
    wanted.map(|filed| row(journal, filed, today)).collect()
}

pub(crate) fn page(rows: &[ResourceRow<'_>]) -> Page {
    let mut page = Page::new();
    let row = |row: &ResourceRow<'_>| {
        let state = if row.is_offered { Text::new() } else { Text::new().with(Tone::Faint, " (retired)") };
        vec![
            Text::from(row.handle.as_str()).naming(row.path),
            about(row.kind, row.minutes).into(),
            fits(row).into(),
            row.given.to_string().into(),
            wording::contested(Text::from(row.title).then(state), row.contested),
        ]
    };
    page.table(0, &["resource", "kind", "for", "given", "title"], rows.iter().map(row).collect());
    page
}

/// `video, 12 min`.
pub(crate) fn about(kind: ResourceKind, minutes: Option<u32>) -> String {
    let length = minutes.map(|minutes| format!(", {}", spoken(minutes))).unwrap_or_default();
    format!("{kind}{length}")
}

/// The obstacles and the topics.
pub(crate) fn fits(row: &ResourceRow<'_>) -> String {
    let obstacles = row.obstacles.iter().map(|obstacle| obstacle.as_str());
    obstacles.chain(row.topics.iter().map(Handle::as_str)).collect::<Vec<_>>().join(", ")
}
