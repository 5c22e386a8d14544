//! Three-way merge of one table into `layout`, key by key. Dispatches each field to the rule for its kind;
//! the other files of this folder implement most rules.

use std::collections::BTreeSet;

use toml_edit::{Array, Item, TableLike, Value};

use super::super::records::story::Consent;
use super::compare::{order, plain, same};
use super::conflict::Loser;
use super::field_path::Path;
use super::{atomic_table, by_id, item_state, lines, table_list, word_set};

/// A field that a merge never opens to more readers.
const PRIVATE: &str = "private";

/// A person's consent. The narrower value stays.
const CONSENT: &str = "consent";

/// A due day. The earlier day stays, because people see it sooner.
const DUE: &str = "due";

/// The day on which an item was agreed on, if that is not the session's day.
const AGREED: &str = "agreed";

/// Merges `other` into `layout`. Appends the unused values to `losers`.
pub(super) fn merge(
    layout: &mut dyn TableLike,
    base: Option<&dyn TableLike>,
    other: &dyn TableLike,
    at: &Path,
    losers: &mut Vec<Loser>,
) {
    if at.is_agreed() {
        item_state::merge(layout, base, other, at, losers);
    }
    let mut seen = BTreeSet::new();
    let keys: Vec<String> = layout.iter().chain(other.iter()).map(|(key, _)| key.to_string()).collect();
    for key in keys.iter().filter(|key| seen.insert(key.as_str())) {
        if !(at.is_agreed() && item_state::KEYS.contains(&key.as_str())) {
            field(layout, base.and_then(|base| base.get(key)), other.get(key), &at.then(key), key, losers);
        }
    }
}

/// Merges one field. Merges tables and lists of tables by their parts, and other values as a whole.
fn field(
    layout: &mut dyn TableLike,
    base: Option<&Item>,
    other: Option<&Item>,
    at: &Path,
    key: &str,
    losers: &mut Vec<Loser>,
) {
    if same(layout.get(key), other) {
        return;
    }
    if let (Some(mine), Some(other)) = (layout.get_mut(key).and_then(Item::as_table_like_mut), other)
        && let Some(other) = other.as_table_like()
    {
        let merge = if at.is_one_value() { atomic_table::merge } else { merge };
        return merge(mine, base.and_then(Item::as_table_like), other, at, losers);
    }
    let mine = layout.get(key);
    if by_id::are_mergeable(base, mine, other) {
        let either_lacks_it = mine.is_none() || other.is_none();
        match by_id::merged(base, mine, other, at, losers) {
            Some(merged) if !(table_list::is_empty(&merged) && either_lacks_it) => {
                replace(layout, key, merged)
            }
            _ => drop(layout.remove(key)),
        }
        return;
    }
    let FieldDecision { outcome, loser } = decide(key, base, mine, other);
    match loser {
        Unused::Nothing => {}
        Unused::Removal => losers.push(Loser::new(at, None)),
        Unused::Value(value) => losers.push(Loser::new(at, Some(plain(value)))),
    }
    match (outcome, other) {
        (FieldOutcome::Mine, _) => {}
        (FieldOutcome::Other, Some(other)) => put(layout, key, other),
        (FieldOutcome::Other, None) => drop(layout.remove(key)),
        (FieldOutcome::New(value), _) => put(layout, key, &Item::Value(value)),
    }
}

/// The value that stays in place, and what is not used of the other version.
struct FieldDecision<'a> {
    outcome: FieldOutcome,
    loser: Unused<'a>,
}

enum Unused<'a> {
    Nothing,
    Removal,
    Value(&'a Item),
}

impl<'a> From<Option<&'a Item>> for Unused<'a> {
    fn from(item: Option<&'a Item>) -> Unused<'a> {
        item.map_or(Unused::Removal, Unused::Value)
    }
}

enum FieldOutcome {
    Mine,
    Other,
    New(Value),
}

fn decide<'a>(
    key: &str,
    base: Option<&Item>,
    mine: Option<&'a Item>,
    other: Option<&'a Item>,
) -> FieldDecision<'a> {
    let silent = |outcome| FieldDecision { outcome, loser: Unused::Nothing };
    if key == PRIVATE && is_true(mine) != is_true(other) {
        let (outcome, loser) =
            if is_true(mine) { (FieldOutcome::Mine, other) } else { (FieldOutcome::Other, mine) };
        let loser = if same(loser, base) { Unused::Nothing } else { loser.into() };
        return FieldDecision { outcome, loser };
    }
    if same(other, base) {
        return silent(FieldOutcome::Mine);
    }
    if same(mine, base) {
        return silent(FieldOutcome::Other);
    }
    if let Some(words) = word_set::merge(base, mine, other) {
        return silent(words_in_place(&words, mine, other));
    }
    let (Some(a), Some(b)) = (mine, other) else {
        // A value beats a removal.
        let outcome = if mine.is_some() { FieldOutcome::Mine } else { FieldOutcome::Other };
        return FieldDecision { outcome, loser: Unused::Removal };
    };
    if let Some(text) = long_text(base, a, b) {
        return silent(FieldOutcome::New(text.into()));
    }
    if key == AGREED {
        // Two clones closed one follow-up on different days, and each created the next one.
        return silent(if mine_stays(key, a, b) { FieldOutcome::Mine } else { FieldOutcome::Other });
    }
    if mine_stays(key, a, b) {
        FieldDecision { outcome: FieldOutcome::Mine, loser: Unused::Value(b) }
    } else {
        FieldDecision { outcome: FieldOutcome::Other, loser: Unused::Value(a) }
    }
}

fn is_true(item: Option<&Item>) -> bool {
    item.and_then(Item::as_bool) == Some(true)
}

/// Keeps a side's own notation if that side has all the words.
fn words_in_place(words: &[String], mine: Option<&Item>, other: Option<&Item>) -> FieldOutcome {
    let says = |item: Option<&Item>| match item {
        Some(item) => word_set::words(item).is_some_and(|said| said == words),
        None => words.is_empty(),
    };
    match () {
        () if says(mine) => FieldOutcome::Mine,
        () if says(other) => FieldOutcome::Other,
        () => FieldOutcome::New(words.iter().collect::<Array>().into()),
    }
}

fn long_text(base: Option<&Item>, a: &Item, b: &Item) -> Option<String> {
    let (a, b) = (a.as_str()?, b.as_str()?);
    let base = base.and_then(Item::as_str).unwrap_or_default();
    let long = [base, a, b].iter().any(|text| text.contains('\n'));
    long.then(|| lines::merge(base, a, b)).flatten()
}

/// The consent in a field. A merge never widens confidentiality.
fn agreed_to(item: &Item) -> Option<Consent> {
    item.as_str()?.parse().ok()
}

fn mine_stays(key: &str, mine: &Item, other: &Item) -> bool {
    let earlier =
        [DUE, AGREED].contains(&key) && mine.as_datetime().is_some() && other.as_datetime().is_some();
    if key == CONSENT
        && let (Some(mine), Some(other)) = (agreed_to(mine), agreed_to(other))
    {
        return mine < other;
    }
    order(mine, other).is_lt() == earlier
}

/// Sets a field, and keeps the comments and spaces around the old value. Does not copy the other side's
/// comments: `merge_comments` merges them.
pub(super) fn put(layout: &mut dyn TableLike, key: &str, item: &Item) {
    let mut item = item.clone();
    if let Item::Value(value) = &mut item {
        match layout.get(key) {
            Some(Item::Value(old)) => *value.decor_mut() = old.decor().clone(),
            _ => value.decor_mut().clear(),
        }
    }
    replace(layout, key, item);
}

/// Sets a field to an item as it is, with the item's own comments and spaces.
pub(super) fn replace(layout: &mut dyn TableLike, key: &str, mut item: Item) {
    if layout.get(key).is_some_and(|old| old.is_value() != item.is_value()) {
        layout.remove(key);
    }
    // `insert` would drop the comments above a key.
    match layout.get_mut(key) {
        Some(old) => *old = item,
        None => {
            table_list::unplace(&mut item);
            layout.insert(key, item);
        }
    }
}
