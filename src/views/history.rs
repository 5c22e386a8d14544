//! The history of a record: its changes, with day and author.

use serde::Serialize;

use super::page::{Page, Text, Tone};
use crate::journal::text::record_diff::KeyChange;
use crate::journal::values::day::Day;

/// One commit that changed the record.
#[derive(Debug, Serialize)]
pub(crate) struct HistoryEntry {
    /// The abbreviated commit id.
    pub commit: String,
    pub date: Day,
    pub author: String,
    /// The first line of the commit's message.
    pub message: String,
    pub changes: Vec<KeyChangeRow>,
}

/// One key, before and after. A side is absent if the key did not exist then.
#[derive(Debug, Serialize)]
pub(crate) struct KeyChangeRow {
    /// The action or follow-up that holds the key; absent for keys of the session or person itself.
    pub item: Option<String>,
    pub key: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

impl KeyChangeRow {
    /// Whether this is the id of an action or follow-up. The page skips it: the row names the id already.
    fn names_itself(&self) -> bool {
        self.item.is_some() && self.key.ends_with(".id")
    }
}

impl From<KeyChange> for KeyChangeRow {
    fn from(change: KeyChange) -> KeyChangeRow {
        KeyChangeRow { item: change.item, key: change.key, before: change.before, after: change.after }
    }
}

/// The page of these entries, the latest first.
pub(crate) fn page(entries: &[HistoryEntry]) -> Page {
    let mut page = Page::new();
    for entry in entries {
        page.blank();
        page.line(
            Text::new()
                .with(Tone::Faint, format!("{}  ", entry.commit))
                .day(Tone::Heading, entry.date)
                .plain(format!("  {}  ", entry.author))
                .with(Tone::Faint, entry.message.as_str()),
        );
        page.table(2, &[], entry.changes.iter().filter(|change| !change.names_itself()).map(row).collect());
    }
    page
}

fn row(change: &KeyChangeRow) -> Vec<Text> {
    let place = match &change.item {
        Some(item) => format!("{item} {}", change.key.rsplit('.').next().unwrap_or_default()),
        None => change.key.clone(),
    };
    let values = match (&change.before, &change.after) {
        (None, Some(after)) => Text::from(one_line(after)),
        (Some(before), None) => Text::new().with(Tone::Faint, format!("was {}", one_line(before))),
        (Some(before), Some(after)) => {
            Text::new().with(Tone::Faint, format!("{} → ", one_line(before))).plain(one_line(after))
        }
        (None, None) => Text::new(),
    };
    vec![Text::new().with(Tone::Faint, place), values]
}

/// Joins the lines of a text with slashes.
fn one_line(text: &str) -> String {
    text.lines().map(str::trim).collect::<Vec<_>>().join(" / ")
}
