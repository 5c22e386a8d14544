//! Merges tables that are one value, such as feedback. Score and text belong together, so a merge never
//! combines one side's score with the other side's text.

use std::collections::BTreeMap;

use toml_edit::TableLike;

use super::compare::{canon, plain_table};
use super::conflict::Loser;
use super::field_path::Path;
use super::table::put;

/// The values of a table, by key.
type TableValues<'t> = BTreeMap<&'t str, String>;

fn said(table: &dyn TableLike) -> TableValues<'_> {
    table.iter().map(|(key, item)| (key, canon(item))).collect()
}

/// Merges such a table into `layout`.
pub(super) fn merge(
    layout: &mut dyn TableLike,
    base: Option<&dyn TableLike>,
    other: &dyn TableLike,
    at: &Path,
    losers: &mut Vec<Loser>,
) {
    let was = base.map(said);
    let (mine, theirs) = (said(layout), said(other));
    if was.as_ref() == Some(&theirs) {
        return;
    }
    // The table with more keys stays. If both have equally many, the greater one stays.
    let stays = was.as_ref() != Some(&mine) && (mine.len(), &mine) > (theirs.len(), &theirs);
    let (more, less) = if stays { (&mine, &theirs) } else { (&theirs, &mine) };
    let took_away = was.as_ref().is_some_and(|was| was.keys().any(|key| !less.contains_key(key)));
    let says_all = !took_away && less.iter().all(|(key, value)| more.get(key) == Some(value));
    if was.as_ref() != Some(&mine) && !says_all {
        losers.push(Loser::new(at, Some(plain_table(if stays { other } else { layout }).into())));
    }
    if !stays {
        take(layout, other);
    }
}

/// Replaces the values of one table with those of another.
pub(super) fn take(layout: &mut dyn TableLike, other: &dyn TableLike) {
    let gone: Vec<String> =
        layout.iter().map(|(key, _)| key.to_string()).filter(|key| !other.contains_key(key)).collect();
    for key in &gone {
        layout.remove(key);
    }
    other.iter().for_each(|(key, item)| put(layout, key, item));
}
