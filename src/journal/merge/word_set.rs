//! Merges lists of words, such as topics, objectives and participants. Ignores their order, unless only one
//! side changed the list.

use std::collections::BTreeSet;

use toml_edit::{Item, Value};

/// The words of a list. `None` if it contains anything else.
pub(super) fn words(item: &Item) -> Option<Vec<&str>> {
    item.as_array()?.iter().map(Value::as_str).collect()
}

/// The words of a field. Empty if the field is absent; `None` if it is not a list of words.
fn set(item: Option<&Item>) -> Option<BTreeSet<&str>> {
    match item {
        Some(item) => words(item).map(|words| words.into_iter().collect()),
        None => Some(BTreeSet::new()),
    }
}

/// The words that both sides kept and the words that either side added, sorted. `None` if a side is not a
/// list of words. Also `None` if the removals of both sides together would empty a list that neither side
/// emptied, because a session needs participants.
pub(super) fn merge(base: Option<&Item>, a: Option<&Item>, b: Option<&Item>) -> Option<Vec<String>> {
    let (a, b) = (set(a)?, set(b)?);
    let base = base.and_then(|base| set(Some(base))).unwrap_or_default();
    let stays =
        |word: &&str| if base.contains(*word) { a.contains(*word) && b.contains(*word) } else { true };
    let merged: Vec<String> = a.union(&b).copied().filter(stays).map(str::to_string).collect();
    let emptied = merged.is_empty() && !a.is_empty() && !b.is_empty();
    (!emptied).then_some(merged)
}
