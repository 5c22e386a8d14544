//! The list of success stories, with the consent of each person. A listing may be passed on, so it shows a
//! text only with consent, and a name beside a text only if the consent covers the name.

use std::cmp::Reverse;

use serde::Serialize;

use super::ListFilter;
use crate::journal::query::journal::{Filed, Item, Journal, ShortIds};
use crate::journal::query::selection::Selection;
use crate::journal::records::story::{Consent, Story};
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;
use crate::views::page::{Page, Text, Tone};
use crate::views::wording;

/// A story, as `--json` gives it in a list.
#[derive(Debug, Serialize)]
pub(crate) struct StoryRow<'a> {
    pub id: &'a Id,
    pub date: Day,
    pub consent: Consent,
    pub consented: Option<Day>,
    /// The person; null if the consent excludes the name.
    pub person: Option<&'a Handle>,
    /// The action of the story; null in the same case.
    pub action: Option<&'a Id>,
    /// The texts; null without consent.
    pub context: Option<&'a str>,
    pub did: Option<&'a str>,
    pub result: Option<&'a str>,
    pub quote: Option<&'a str>,
    #[serde(skip)]
    pub contested: bool,
    #[serde(skip)]
    pub path: &'a str,
}

fn row(filed: &Filed<Story>) -> StoryRow<'_> {
    let story = &filed.record;
    let named = story.consent != Consent::Anonymous;
    let said = |text| Some(text).filter(|_| story.consent != Consent::None);
    StoryRow {
        id: &story.id,
        date: story.date,
        consent: story.consent,
        consented: story.consented,
        person: Some(&story.person).filter(|_| named),
        action: Some(&story.action).filter(|_| named),
        context: said(story.context.as_str()),
        did: said(story.did.as_str()),
        result: said(story.result.as_str()),
        quote: said(story.quote.as_str()),
        contested: !story.conflict.is_empty(),
        path: &filed.path,
    }
}

/// The stories that match the filter, the newest first. A story serves the objectives of its action.
pub(crate) fn rows<'a>(journal: &'a Journal, filter: &ListFilter) -> Vec<StoryRow<'a>> {
    let selection = Selection::of(journal, &filter.records);
    let is_about = |story: &Story| {
        let item = journal.item(story.action.as_str());
        matches!(item, Ok(Item::Action(filed, action)) if selection.is_about_action(&filed.record, action))
    };
    let takes = |filed: &&Filed<Story>| {
        let story = &filed.record;
        (!filter.records.is_of_some_people() || selection.takes_person(&story.person))
            && (!filter.records.is_about_objectives() || is_about(story))
            && filter.records.spans(story.date)
    };
    let mut stories: Vec<&Filed<Story>> = journal.stories.values().filter(takes).collect();
    stories.sort_by_key(|filed| Reverse((filed.record.date, &filed.record.id)));
    stories.into_iter().map(row).collect()
}

pub(crate) fn page(rows: &[StoryRow<'_>], prefixes: &ShortIds) -> Page {
    let mut page = Page::new();
    let row = |row: &StoryRow<'_>| {
        let gist = match (row.result.filter(|text| !text.is_empty()), row.did) {
            (Some(result), _) => Text::from(first_line(result)),
            (None, Some(did)) => Text::from(first_line(did)),
            (None, None) => Text::new().with(Tone::Faint, "hidden (no consent): see `coach show`"),
        };
        vec![
            wording::short_id(row.id, prefixes).naming(row.path),
            row.date.to_string().into(),
            row.person.map(Handle::as_str).unwrap_or_default().into(),
            row.consent.as_str().into(),
            wording::contested(gist, row.contested),
        ]
    };
    page.table(0, &["id", "date", "person", "consent", "story"], rows.iter().map(row).collect());
    page
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}
