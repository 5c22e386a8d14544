//! The list of standards: what each counts, what its levels ask for, and where the numbers come from.

use serde::Serialize;

use crate::journal::query::journal::{Filed, Journal};
use crate::journal::records::person::Relationship;
use crate::journal::records::session::Kind;
use crate::journal::records::standard::{Level, Standard};
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::views::page::{Page, Text, Tone};
use crate::views::wording;

/// A standard, as `--json` gives it.
#[derive(Debug, Serialize)]
pub(crate) struct StandardRow<'a> {
    pub handle: &'a Handle,
    pub title: &'a str,
    /// The day on which the numbers were looked up.
    pub as_of: Day,
    pub source: &'a str,
    /// The kinds of sessions that count.
    pub kinds: &'a [Kind],
    /// The relationships that count.
    pub relationships: &'a [Relationship],
    /// Whether a session counts only if a client agreed to be named.
    pub needs_consent: bool,
    /// The maximum number of people in a session; null without a limit.
    pub largest_group: Option<usize>,
    /// The levels; the easiest is first.
    pub levels: &'a [Level],
    /// The file; null for a built-in standard.
    pub path: Option<&'a str>,
    #[serde(skip)]
    contested: bool,
}

/// All standards, by handle.
pub(crate) fn rows(journal: &Journal) -> Vec<StandardRow<'_>> {
    journal.standards.values().map(row).collect()
}

fn row(filed: &Filed<Standard>) -> StandardRow<'_> {
    let standard = &filed.record;
    StandardRow {
        handle: &standard.handle,
        title: &standard.title,
        as_of: standard.as_of,
        source: &standard.source,
        kinds: &standard.kinds,
        relationships: &standard.relationships,
        needs_consent: standard.needs_consent,
        largest_group: standard.largest_group,
        levels: &standard.levels,
        path: (!filed.is_built_in()).then_some(filed.path.as_str()),
        contested: !standard.conflict.is_empty(),
    }
}

pub(crate) fn page(rows: &[StandardRow<'_>]) -> Page {
    let mut page = Page::new();
    for row in rows {
        page.blank();
        let title = Text::new()
            .with(Tone::Heading, row.handle.as_str())
            .plain(format!("  {}, as of {}", row.title, row.as_of));
        page.line(wording::contested(title, row.contested));
        let line = |(name, said): (&str, String)| vec![Text::new().with(Tone::Faint, name), said.into()];
        page.table(2, &[], lines(row).into_iter().map(line).collect());
    }
    page
}

/// The lines about a standard, each with its name.
fn lines<'a>(row: &StandardRow<'a>) -> Vec<(&'a str, String)> {
    let words = |all: Vec<String>| if all.is_empty() { "none".into() } else { all.join(", ") };
    let mut lines = vec![
        ("kinds", words(row.kinds.iter().map(Kind::to_string).collect())),
        ("relationships", words(row.relationships.iter().map(Relationship::to_string).collect())),
    ];
    if row.needs_consent {
        lines.push(("consent", "a client counts only with consent to be named".into()));
    }
    if let Some(most) = row.largest_group {
        lines.push(("group", format!("at most {most} people")));
    }
    lines.extend(row.levels.iter().map(|level| (level.name.as_str(), asks(level))));
    lines.push(("source", row.source.into()));
    lines.push(("file", row.path.unwrap_or("built in").into()));
    lines
}

/// The requirements of a level.
fn asks(level: &Level) -> String {
    let hours = |hours: u32, of: &str| (hours > 0).then(|| format!("{hours} h{of}"));
    let parts = [
        hours(level.hours, ""),
        hours(level.paid_hours, " paid"),
        (level.clients > 0).then(|| wording::count(level.clients as usize, "client")),
        hours(level.recent_hours, &format!(" in the last {} months", level.recent_months)),
        hours(level.cpd_hours, " of training in 12 months"),
        hours(level.supervision_hours, " of supervision in 3 months"),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}
