//! The list of policies: first those whose review comes first.

use serde::Serialize;

use crate::journal::query::journal::{Filed, Journal};
use crate::journal::records::policy::Policy;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::views::page::{Page, Text, Tone};
use crate::views::session::list;
use crate::views::wording;

#[derive(Serialize)]
pub(crate) struct PolicyRow<'a> {
    pub handle: &'a Handle,
    pub title: &'a str,
    pub text: &'a str,
    pub owner: Option<&'a Handle>,
    /// The day on which people last agreed to it.
    pub agreed: Option<Day>,
    pub agreed_by: &'a [Handle],
    pub review: Option<Day>,
    /// Days since the day of the review; negative before it.
    pub days_late: Option<i64>,
    #[serde(skip)]
    pub contested: bool,
    #[serde(skip)]
    path: &'a str,
}

pub(crate) fn row(filed: &Filed<Policy>, today: Day) -> PolicyRow<'_> {
    let policy = &filed.record;
    PolicyRow {
        handle: &policy.handle,
        title: &policy.title,
        text: &policy.text,
        owner: policy.owner.as_ref(),
        agreed: policy.agreed,
        agreed_by: &policy.agreed_by,
        review: policy.review,
        days_late: policy.review.map(|review| today.days_since(review)),
        contested: !policy.conflict.is_empty(),
        path: &filed.path,
    }
}

pub(crate) fn rows(journal: &Journal, today: Day) -> Vec<PolicyRow<'_>> {
    let mut rows: Vec<PolicyRow<'_>> = journal.policies.values().map(|filed| row(filed, today)).collect();
    rows.sort_by_key(|row| (row.review.is_none(), row.review));
    rows
}

pub(crate) fn page(rows: &[PolicyRow<'_>], today: Day) -> Page {
    let mut page = Page::new();
    let row = |row: &PolicyRow<'_>| {
        vec![
            Text::from(row.handle.as_str()).naming(row.path),
            row.owner.map(Handle::as_str).unwrap_or_default().into(),
            agreement(row),
            review(row.review, today),
            wording::contested(row.title.into(), row.contested),
        ]
    };
    page.table(0, &["policy", "owner", "agreed", "review", "title"], rows.iter().map(row).collect());
    page
}

/// The day of the agreement, and the people who agreed.
pub(crate) fn agreement(row: &PolicyRow<'_>) -> Text {
    let day = row.agreed.map(|day| Text::new().day(Tone::Plain, day));
    match (day, row.agreed_by) {
        (None, _) => Text::new().with(Tone::Faint, "not yet"),
        (Some(day), []) => day,
        (Some(day), people) => day.plain(format!(" by {}", list(people))),
    }
}

/// The day of the review, and how far it is away.
pub(crate) fn review(review: Option<Day>, today: Day) -> Text {
    let Some(review) = review else { return Text::new() };
    let late = today.days_since(review);
    let far = format!(", {}", wording::lateness(late));
    Text::new().day(Tone::Plain, review).with(wording::due_tone(late), far)
}
