//! Merges the state of an action or a follow-up. The keys that closing writes are one value, so a merge never
//! combines one side's day with the other side's reason.

use std::collections::BTreeMap;

use toml_edit::{InlineTable, Item, TableLike};

use crate::journal::edit::rename::REPORTED_BY;

use super::compare::{canon, plain};
use super::conflict::Loser;
use super::field_path::{Path, STATE};
use super::table::put;

/// The keys that closing writes and reopening removes.
pub(crate) const KEYS: [&str; 8] =
    ["done", "dropped", "outcome", "obstacle", "obstacle_text", "result", "why", REPORTED_BY];

/// The values of a state, by key.
type StateValues = BTreeMap<&'static str, String>;

fn state(item: &dyn TableLike) -> StateValues {
    KEYS.iter().filter_map(|key| Some((*key, canon(item.get(key)?)))).collect()
}

pub(super) const OPEN: u8 = 0;
pub(super) const DROPPED: u8 = 1;
const DONE: u8 = 2;

/// How far the item has progressed: done is further than dropped, and dropped is further than open.
pub(super) fn progress(item: &dyn TableLike) -> u8 {
    let dropped =
        item.get("outcome").and_then(Item::as_str) == Some("dropped") || item.get("dropped").is_some();
    match (item.get("done").is_some(), dropped) {
        (true, false) => DONE,
        (true, true) | (false, true) => DROPPED,
        (false, false) => OPEN,
    }
}

/// Merges the state of one action or follow-up into `layout`.
pub(super) fn merge(
    layout: &mut dyn TableLike,
    base: Option<&dyn TableLike>,
    other: &dyn TableLike,
    at: &Path,
    losers: &mut Vec<Loser>,
) {
    let was = base.map(state).unwrap_or_default();
    let (mine, theirs) = (state(layout), state(other));
    if theirs == mine || theirs == was {
        return;
    }
    let before = base.map_or(0, progress);
    let (stays, silent) = match () {
        () if mine == was => (false, true),
        () if before > 0 && (progress(layout) == 0) != (progress(other) == 0) => {
            (progress(layout) == 0, false)
        }
        () if says_all(&mine, &theirs) => (true, true),
        () if says_all(&theirs, &mine) => (false, true),
        () => ((progress(layout), &mine) > (progress(other), &theirs), false),
    };
    if !silent {
        losers.push(Loser::new(&at.then(STATE), value(if stays { other } else { layout })));
    }
    if !stays {
        take(layout, other);
    }
}

/// Whether `more` contains every key of `less` with the same value.
fn says_all(more: &StateValues, less: &StateValues) -> bool {
    less.iter().all(|(key, value)| more.get(key) == Some(value))
}

/// A state as one value. `None` if the item has none of the keys.
pub(super) fn value(item: &dyn TableLike) -> Option<toml_edit::Value> {
    let keys: InlineTable = KEYS.iter().filter_map(|key| Some((*key, plain(item.get(key)?)))).collect();
    (!keys.is_empty()).then(|| keys.into())
}

/// Replaces the state of one item with that of another.
pub(super) fn take(layout: &mut dyn TableLike, other: &dyn TableLike) {
    for key in KEYS {
        match other.get(key) {
            Some(item) => put(layout, key, item),
            None => {
                layout.remove(key);
            }
        }
    }
}
