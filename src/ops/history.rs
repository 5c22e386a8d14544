//! The history of a record: what each commit changed in it.

use std::path::Path;

use crate::error::Result;
use crate::journal::query::journal::Item;
use crate::journal::query::lookup::NamedRecord;
use crate::journal::text::record_diff;
use crate::journal::values::id::Id;
use crate::store::git::log::{self, RecordVersion};
use crate::views::history::{HistoryEntry, KeyChangeRow};

/// The commits that changed the record, or the item in it, the latest first.
pub(crate) fn of(root: &Path, named: NamedRecord<'_>) -> Result<Vec<HistoryEntry>> {
    let (session, only) = match named {
        NamedRecord::Item(Item::Session(filed)) => (Some(&filed.record.id), None),
        NamedRecord::Item(item) => (Some(&item.session().record.id), Some(item.id())),
        _ => (None, None),
    };
    let versions = log::versions(root, named.path(), session)?;
    Ok(versions.iter().filter_map(|version| entry(version, only)).collect())
}

/// The changes of one commit to the record, or to one item in it.
fn entry(version: &RecordVersion, only: Option<&Id>) -> Option<HistoryEntry> {
    let before = version.before.as_deref().unwrap_or_default();
    let after = version.after.as_deref().unwrap_or_default();
    let of_item = |item: &Option<String>| only.is_none_or(|id| item.as_deref() == Some(id.as_str()));
    let changes: Vec<KeyChangeRow> = match record_diff::between(before, after) {
        Some(changes) => changes.into_iter().filter(|c| of_item(&c.item)).map(KeyChangeRow::from).collect(),
        None => {
            vec![KeyChangeRow {
                item: None,
                key: "a text that is not TOML".into(),
                before: None,
                after: None,
            }]
        }
    };
    (!changes.is_empty()).then(|| HistoryEntry {
        commit: version.commit.clone(),
        date: version.date,
        author: version.author.clone(),
        message: version.message.clone(),
        changes,
    })
}
