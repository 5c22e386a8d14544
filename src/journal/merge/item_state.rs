//! Where an action or a follow-up stands: the keys that closing it writes are one value, so that
//! one side's day never stands beside the other's reason.

use std::collections::BTreeMap;

use toml_edit::{InlineTable, Item, TableLike};

use super::compare::{canon, plain};
use super::conflict::Loser;
use super::field_path::{Path, STATE};
use super::table::put;

/// What closing writes, and opening again takes away.
pub const KEYS: [&str; 7] = ["done", "dropped", "outcome", "obstacle", "obstacle_text", "result", "why"];

/// What the keys of a state say.
type StateValues = BTreeMap<&'static str, String>;

fn state(item: &dyn TableLike) -> StateValues {
    KEYS.iter().filter_map(|key| Some((*key, canon(item.get(key)?)))).collect()
}

pub const OPEN: u8 = 0;
pub const DROPPED: u8 = 1;
const DONE: u8 = 2;

/// How far it has come: done is further than dropped, and dropped than open.
pub fn progress(item: &dyn TableLike) -> u8 {
    let dropped =
        item.get("outcome").and_then(Item::as_str) == Some("dropped") || item.get("dropped").is_some();
    match (item.get("done").is_some(), dropped) {
        (true, false) => DONE,
        (true, true) | (false, true) => DROPPED,
        (false, false) => OPEN,
    }
}

/// Merges the state of one action or follow-up into the table that gives the layout.
pub fn merge(
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

/// Whether every key of one state is in the other, with the same value.
fn says_all(more: &StateValues, less: &StateValues) -> bool {
    less.iter().all(|(key, value)| more.get(key) == Some(value))
}

/// A state as one value; nothing where no key is there.
pub fn value(item: &dyn TableLike) -> Option<toml_edit::Value> {
    let keys: InlineTable = KEYS.iter().filter_map(|key| Some((*key, plain(item.get(key)?)))).collect();
    (!keys.is_empty()).then(|| keys.into())
}

/// Puts the state of one item in the place of another's.
pub fn take(layout: &mut dyn TableLike, other: &dyn TableLike) {
    for key in KEYS {
        match other.get(key) {
            Some(item) => put(layout, key, item),
            None => {
                layout.remove(key);
            }
        }
    }
}
