//! Merges lists of tables by the `id` of each table: actions, follow-ups and other lists, written as
//! `[[tables]]` or inline. Matches tables without an id by their whole content.

use std::collections::{BTreeMap, BTreeSet};

use toml_edit::Item;

use super::compare::canon;
use super::conflict::{CONFLICT, Loser};
use super::field_path::Path;
use super::table;
use super::table_list::{self, elements, id, is_empty, is_list};

/// The name by which the merge matches a table of a list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum ItemName {
    Id(String),
    /// The content, and a number that distinguishes tables with equal content.
    Content(String, usize),
}

/// True if every side that has the field holds a list of tables, and one of the lists is not empty.
pub(super) fn are_mergeable(base: Option<&Item>, a: Option<&Item>, b: Option<&Item>) -> bool {
    let sides = [a, b].into_iter().flatten().chain(base.filter(|base| is_list(base)));
    let lists: Vec<&Item> = sides.collect();
    let both = a.is_some() && b.is_some() || base.is_some_and(is_list);
    both && lists.iter().all(|list| is_list(list)) && lists.iter().any(|list| !is_empty(list))
}

/// A list of tables with their names.
#[derive(Default)]
struct NamedItems {
    names: Vec<ItemName>,
    items: BTreeMap<ItemName, Item>,
}

impl NamedItems {
    /// A conflict's id is a hash of its content, so the list of conflicts is matched by content.
    fn of(list: Option<&Item>, at: &Path) -> NamedItems {
        let by_content = at.keys() == [CONFLICT];
        let mut named = NamedItems::default();
        let mut alike: BTreeMap<String, usize> = BTreeMap::new();
        for item in list.map(elements).unwrap_or_default() {
            let id = id(&item).filter(|_| !by_content).map(|id| ItemName::Id(id.to_string()));
            let name = id.filter(|name| !named.items.contains_key(name)).unwrap_or_else(|| {
                let content = canon(&item);
                let n = alike.entry(content.clone()).or_default();
                *n += 1;
                ItemName::Content(content, *n)
            });
            named.names.push(name.clone());
            named.items.insert(name, item);
        }
        named
    }

    fn get(&self, name: &ItemName) -> Option<&Item> {
        self.items.get(name)
    }
}

/// Merges two lists in the notation of `mine`, or of `other` if `mine` is absent.
pub(super) fn merged(
    base: Option<&Item>,
    mine: Option<&Item>,
    other: Option<&Item>,
    at: &Path,
    losers: &mut Vec<Loser>,
) -> Option<Item> {
    let shape = mine.or(other)?;
    let lists = [base.filter(|base| is_list(base)), mine, other].map(|list| NamedItems::of(list, at));
    let [was, mine, other] = &lists;
    let mut kept: BTreeMap<ItemName, Item> = BTreeMap::new();
    for (name, item) in mine.names.iter().filter_map(|name| Some((name, mine.get(name)?))) {
        let mut item = item.clone();
        let (was, path) = (was.get(name), element_path(at, name));
        match other.get(name) {
            Some(other) if canon(other) == canon(&item) => {}
            Some(other) => merge_element(&mut item, was, other, &path, losers),
            None if !outlives(was, &item, &path, losers) => continue,
            None => {}
        }
        kept.insert(name.clone(), item);
    }
    for (name, item) in other.items.iter().filter(|(name, _)| mine.get(name).is_none()) {
        if outlives(was.get(name), item, &element_path(at, name), losers) {
            kept.insert(name.clone(), item.clone());
        }
    }
    let order = order(&lists, &kept);
    Some(laid_out(shape, mine, kept, &order))
}

fn element_path(list: &Path, name: &ItemName) -> Path {
    match name {
        ItemName::Id(id) => list.then(id),
        ItemName::Content(content, _) => list.then(content),
    }
}

fn merge_element(mine: &mut Item, base: Option<&Item>, other: &Item, at: &Path, losers: &mut Vec<Loser>) {
    if let (Some(mine), Some(other)) = (mine.as_table_like_mut(), other.as_table_like()) {
        table::merge(mine, base.and_then(Item::as_table_like), other, at, losers);
    }
}

/// Whether a table that only one side has stays: that side added it, or edited it while the other side
/// removed it. Records a conflict in the second case.
fn outlives(base: Option<&Item>, item: &Item, at: &Path, losers: &mut Vec<Loser>) -> bool {
    let Some(base) = base else { return true };
    let edited = canon(base) != canon(item);
    if edited {
        losers.push(Loser::removed(at));
    }
    edited
}

/// The order of the result. If only one side changed the order, takes that side's order. Otherwise the common
/// tables come first, in the base's order, and then the new ones by day and id. New moves of a due day are
/// sorted by their `on`; moves of the same day keep the order of their side.
fn order<'a>([was, mine, other]: &'a [NamedItems; 3], kept: &'a BTreeMap<ItemName, Item>) -> Vec<ItemName> {
    for (side, opposite) in [(mine, other), (other, mine)] {
        let alone = opposite.names == was.names || opposite.names == side.names;
        if alone && side.items.keys().eq(kept.keys()) {
            return side.names.clone();
        }
    }
    let new_of = |side: &'a NamedItems| {
        let is_new = |name: &&ItemName| kept.contains_key(name) && was.get(name).is_none();
        side.names.iter().filter(is_new).collect::<Vec<_>>()
    };
    let mut new = interleaved(new_of(mine), new_of(other));
    // The sort is stable: moves of the same day have equal keys.
    new.sort_by_cached_key(|name| {
        let item = &kept[*name];
        let name = (!is_move(item)).then(|| (id(item).map(str::to_string), (*name).clone()));
        (day(item), name)
    });
    let common = was.names.iter().filter(|name| kept.contains_key(name));
    common.chain(new).cloned().collect()
}

/// Merges two orders into one that respects both. If the orders contradict each other or do not relate two
/// names, the smaller name comes first.
fn interleaved<'a>(a: Vec<&'a ItemName>, b: Vec<&'a ItemName>) -> Vec<&'a ItemName> {
    let [in_a, in_b] = [&a, &b].map(|side| side.iter().copied().collect::<BTreeSet<_>>());
    let (mut a, mut b) = (a.into_iter().peekable(), b.into_iter().peekable());
    let (mut all, mut taken) = (Vec::new(), BTreeSet::new());
    loop {
        for side in [&mut a, &mut b] {
            while side.next_if(|name| taken.contains(name)).is_some() {}
        }
        let next = match (a.peek().copied(), b.peek().copied()) {
            (Some(x), Some(y)) => match (in_b.contains(x), in_a.contains(y)) {
                (false, true) => x,
                (true, false) => y,
                _ => x.min(y),
            },
            (Some(only), None) | (None, Some(only)) => only,
            (None, None) => return all,
        };
        taken.insert(next);
        all.push(next);
    }
}

/// Whether this is a move of a due day. The day of a move is its `on`.
fn is_move(item: &Item) -> bool {
    id(item).is_none() && item.as_table_like().is_some_and(|table| table.contains_key("on"))
}

/// The day of a table. Tables without a day sort last.
fn day(item: &Item) -> (bool, String) {
    let value = |key| item.as_table_like()?.get(key)?.as_datetime().map(ToString::to_string);
    let moved = if is_move(item) { value("on") } else { None };
    let day = moved.or_else(|| value("due")).or_else(|| value("date"));
    (day.is_none(), day.unwrap_or_default())
}

/// The list in the new order, in the notation of `shape`.
fn laid_out(shape: &Item, mine: &NamedItems, mut kept: BTreeMap<ItemName, Item>, order: &[ItemName]) -> Item {
    let stayed = mine.names.iter().filter(|name| kept.contains_key(name));
    let in_place = stayed.clone().zip(order).all(|(a, b)| a == b);
    let complete = stayed.count() == mine.names.len();
    let items = order.iter().filter_map(|name| Some((mine.get(name).is_some(), kept.remove(name)?)));
    table_list::laid_out(shape, items.collect(), in_place, complete)
}
