//! One policy: its text, its owner, the agreement and the review.

use super::listing::policies::{self, PolicyRow};
use super::page::{Page, Text, Tone};
use super::wording;
use crate::journal::query::journal::Filed;
use crate::journal::records::policy::Policy;
use crate::journal::values::day::Day;

pub(crate) fn page(filed: &Filed<Policy>, today: Day) -> Page {
    let row = policies::row(filed, today);
    let mut page = Page::new();
    let headline = Text::new().with(Tone::Heading, row.handle.as_str()).plain(format!("  {}", row.title));
    page.line(wording::contested(headline.naming(&filed.path), row.contested));
    facts(&mut page, &row, today);
    if !row.text.is_empty() {
        page.blank();
        page.quote(2, row.text.trim_end());
    }
    page.blank();
    page.indented(2, wording::place(&filed.path));
    page
}

/// The owner, the agreement and the review.
pub(crate) fn facts(page: &mut Page, row: &PolicyRow<'_>, today: Day) {
    let mut facts: Vec<Vec<Text>> = Vec::new();
    let mut fact = |name: &str, value: Text| {
        if !value.words().is_empty() {
            facts.push(vec![Text::new().with(Tone::Faint, name), value]);
        }
    };
    fact("owner", row.owner.map(ToString::to_string).unwrap_or_default().into());
    fact("agreed", policies::agreement(row));
    fact("review", policies::review(row.review, today));
    page.table(2, &[], facts);
}
