//! One resource: its link, and what it is for.

use std::collections::BTreeSet;

use super::listing::resources::{self, ResourceRow};
use super::page::{Page, Text, Tone};
use super::wording;
use crate::journal::query::journal::{Filed, Journal};
use crate::journal::query::resource_matches::{ResourceMatch, for_obstacles};
use crate::journal::records::follow_up::Obstacle;
use crate::journal::records::resource::Resource;
use crate::journal::records::session::Session;
use crate::journal::values::day::Day;
use crate::journal::values::link::Link;
use crate::views::wording::count;

pub(crate) fn page(journal: &Journal, filed: &Filed<Resource>, today: Day) -> Page {
    let row = resources::row(journal, filed, today);
    let mut page = Page::new();
    let headline = Text::new().with(Tone::Heading, row.handle.as_str()).plain(format!("  {}", row.title));
    page.line(wording::contested(headline.naming(&filed.path), row.contested));
    facts(&mut page, &row);
    page.blank();
    page.indented(2, wording::place(&filed.path));
    page
}

/// The link, the kind, the topics and obstacles, and how often people got it.
pub(crate) fn facts(page: &mut Page, row: &ResourceRow<'_>) {
    let mut facts: Vec<Vec<Text>> = Vec::new();
    let mut fact = |name: &str, value: Text| {
        if !value.words().is_empty() {
            facts.push(vec![Text::new().with(Tone::Faint, name), value]);
        }
    };
    fact("link", row.link.map(Link::as_str).unwrap_or_default().into());
    fact("kind", resources::about(row.kind, row.minutes).into());
    fact("for", resources::fits(row).into());
    fact(
        "given",
        if row.given == 0 { Text::new() } else { format!("in {}", count(row.given, "session")).into() },
    );
    fact("retired", row.retired.map(|day| Text::new().day(Tone::Plain, day)).unwrap_or_default());
    page.table(2, &[], facts);
}

/// The resources that may help against the obstacles of a session, with the command that records that its people got
/// one. Empty if none fits.
pub(crate) fn suggestions(
    journal: &Journal,
    session: &Session,
    obstacles: &BTreeSet<Obstacle>,
    today: Day,
) -> Page {
    let matches = for_obstacles(journal, session, obstacles, today);
    let mut page = Page::new();
    if matches.is_empty() {
        return page;
    }
    page.line("");
    page.heading(format!("These resources may help (coach resource give HANDLE {})", session.id).as_str());
    let row = |one: &ResourceMatch<'_>| {
        let resource = &one.filed.record;
        vec![
            Text::from(resource.handle.as_str()).naming(&one.filed.path),
            Text::new().with(Tone::Faint, one.why()),
            titled(resource).into(),
        ]
    };
    page.table(2, &[], matches.iter().map(row).collect());
    page
}

/// `Say the price once (video, 12 min)  https://example.com/price`.
pub(crate) fn titled(resource: &Resource) -> String {
    let link = resource.link.as_ref().map(|link| format!("  {link}")).unwrap_or_default();
    format!("{} ({}){link}", resource.title, resources::about(resource.kind, resource.minutes))
}
