//! Lists of words: topics, objectives, who was there. Never cares about their order, but for the
//! side that alone changed it.

use std::collections::BTreeSet;

use toml_edit::{Item, Value};

/// The words of a list that holds nothing else.
pub fn words(item: &Item) -> Option<Vec<&str>> {
    item.as_array()?.iter().map(Value::as_str).collect()
}

/// The words of a field, where it is a list of words or absent.
fn set(item: Option<&Item>) -> Option<BTreeSet<&str>> {
    match item {
        Some(item) => words(item).map(|words| words.into_iter().collect()),
        None => Some(BTreeSet::new()),
    }
}

/// What both kept and what either added, sorted. Nothing where one of them is no list of words,
/// and where the removals of both together would empty a list that neither emptied: a session is
/// with somebody.
pub fn merge(base: Option<&Item>, a: Option<&Item>, b: Option<&Item>) -> Option<Vec<String>> {
    let (a, b) = (set(a)?, set(b)?);
    let base = base.and_then(|base| set(Some(base))).unwrap_or_default();
    let stays =
        |word: &&str| if base.contains(*word) { a.contains(*word) && b.contains(*word) } else { true };
    let merged: Vec<String> = a.union(&b).copied().filter(stays).map(str::to_string).collect();
    let emptied = merged.is_empty() && !a.is_empty() && !b.is_empty();
    (!emptied).then_some(merged)
}
