//! Lists of tables, merged by the `id` of each: actions, follow-ups, and every other such list,
//! as `[[tables]]` or in one line. A table without an id is known by all that it says.

use std::collections::BTreeMap;

use toml_edit::{Array, ArrayOfTables, InlineTable, Item, Table, TableLike, Value};

use super::canonical::canon;
use super::conflict::{CONFLICT, Loser};
use super::path::Path;
use super::table;

/// What tells one table of a list from the others.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Name {
    Id(String),
    /// What it says, and the how manieth it is that says so.
    Content(String, usize),
}

/// Whether this is a list of tables and of nothing else.
fn is_list(item: &Item) -> bool {
    match item {
        Item::ArrayOfTables(_) => true,
        Item::Value(Value::Array(array)) => array.iter().all(Value::is_inline_table),
        _ => false,
    }
}

pub fn is_empty(list: &Item) -> bool {
    elements(list).is_empty()
}

/// Whether the field is a list of tables on every side that has it, and somewhere not empty.
pub fn are_mergeable(base: Option<&Item>, a: Option<&Item>, b: Option<&Item>) -> bool {
    let sides = [a, b].into_iter().flatten().chain(base.filter(|base| is_list(base)));
    let lists: Vec<&Item> = sides.collect();
    let both = a.is_some() && b.is_some() || base.is_some_and(is_list);
    both && lists.iter().all(|list| is_list(list)) && lists.iter().any(|list| !is_empty(list))
}

/// The tables of a list, each as an item of its own.
pub fn elements(list: &Item) -> Vec<Item> {
    match list {
        Item::ArrayOfTables(tables) => tables.iter().cloned().map(Item::Table).collect(),
        Item::Value(Value::Array(array)) => array.iter().cloned().map(Item::Value).collect(),
        _ => Vec::new(),
    }
}

fn id(item: &Item) -> Option<&str> {
    item.as_table_like()?.get("id")?.as_str()
}

/// The names of a list's tables. In the list of conflicts an id follows from what is said.
fn named(list: Option<&Item>, at: &Path) -> Vec<(Name, Item)> {
    let by_content = at.keys() == [CONFLICT];
    let mut seen: BTreeMap<Name, ()> = BTreeMap::new();
    let name = |item: Item| {
        let id = id(&item).filter(|_| !by_content).map(|id| Name::Id(id.to_string()));
        let content = canon(&item);
        let contents = (0..).map(|n| Name::Content(content.clone(), n));
        let name = id.into_iter().chain(contents).find(|name| seen.insert(name.clone(), ()).is_none());
        (name.unwrap_or(Name::Content(String::new(), 0)), item)
    };
    list.map(elements).unwrap_or_default().into_iter().map(name).collect()
}

/// Merges two lists in the notation of the first, or of the other where the first is absent.
pub fn merged(
    base: Option<&Item>,
    mine: Option<&Item>,
    other: Option<&Item>,
    at: &Path,
    losers: &mut Vec<Loser>,
) -> Option<Item> {
    let shape = mine.or(other)?;
    let lists = [base.filter(|base| is_list(base)), mine, other].map(|list| named(list, at));
    let [was, mine, other] = &lists;
    let mut kept: Vec<(Name, Item)> = Vec::new();
    for (name, item) in mine {
        let mut item = item.clone();
        let (was, path) = (find(was, name), element_path(at, name));
        match find(other, name) {
            Some(other) => merge_element(&mut item, was, other, &path, losers),
            None if !outlives(was, &item, &path, losers) => continue,
            None => {}
        }
        kept.push((name.clone(), item));
    }
    for (name, item) in other.iter().filter(|(name, _)| find(mine, name).is_none()) {
        if outlives(find(was, name), item, &element_path(at, name), losers) {
            kept.push((name.clone(), item.clone()));
        }
    }
    let order = order(&lists, &kept);
    Some(laid_out(shape, mine, kept, &order))
}

fn find<'a>(list: &'a [(Name, Item)], wanted: &Name) -> Option<&'a Item> {
    list.iter().find(|(name, _)| name == wanted).map(|(_, item)| item)
}

fn element_path(list: &Path, name: &Name) -> Path {
    match name {
        Name::Id(id) => list.then(id),
        Name::Content(content, _) => list.then(content),
    }
}

fn merge_element(mine: &mut Item, base: Option<&Item>, other: &Item, at: &Path, losers: &mut Vec<Loser>) {
    if let (Some(mine), Some(other)) = (mine.as_table_like_mut(), other.as_table_like()) {
        table::merge(mine, base.and_then(Item::as_table_like), other, at, losers);
    }
}

/// Whether a table stays that only one side has: it was added, or it was edited where the other
/// side removed it.
fn outlives(base: Option<&Item>, item: &Item, at: &Path, losers: &mut Vec<Loser>) -> bool {
    let Some(base) = base else { return true };
    let edited = canon(base) != canon(item);
    if edited {
        losers.push(Loser::removed(at));
    }
    edited
}

/// The order of the result: of the side that alone changed it; else the common ones as they were,
/// then the new ones by day and id.
fn order([was, mine, other]: &[Vec<(Name, Item)>; 3], kept: &[(Name, Item)]) -> Vec<Name> {
    let names = |list: &[(Name, Item)]| list.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    let sorted = |mut names: Vec<Name>| {
        names.sort();
        names
    };
    let (base, a, b) = (names(was), names(mine), names(other));
    let all = sorted(names(kept));
    for (side, opposite) in [(&a, &b), (&b, &a)] {
        if (*opposite == base || opposite == side) && sorted(side.clone()) == all {
            return side.clone();
        }
    }
    let mut new: Vec<&(Name, Item)> = kept.iter().filter(|(name, _)| !base.contains(name)).collect();
    new.sort_by_key(|(name, item)| (day(item), id(item).map(str::to_string), name.clone()));
    let common = base.into_iter().filter(|name| all.contains(name));
    common.chain(new.into_iter().map(|(name, _)| name.clone())).collect()
}

/// The day that a table is about; what has none comes last.
fn day(item: &Item) -> (bool, String) {
    let value = |key| item.as_table_like()?.get(key)?.as_datetime().map(ToString::to_string);
    let day = value("due").or_else(|| value("date"));
    (day.is_none(), day.unwrap_or_default())
}

/// The list in its order, in the notation of the shape.
fn laid_out(shape: &Item, mine: &[(Name, Item)], kept: Vec<(Name, Item)>, order: &[Name]) -> Item {
    let before: Vec<&Name> = mine.iter().map(|(name, _)| name).filter(|name| order.contains(name)).collect();
    let in_place = order.len() >= before.len() && before.iter().zip(order).all(|(a, b)| *a == b);
    let mut kept: BTreeMap<Name, Item> = kept.into_iter().collect();
    let items: Vec<(bool, Item)> =
        order.iter().filter_map(|name| Some((before.contains(&name), kept.remove(name)?))).collect();
    match shape {
        Item::Value(Value::Array(array)) => {
            let unchanged = in_place && items.len() == mine.len() && before.len() == mine.len();
            Item::Value(Value::Array(in_one_line(array, items, unchanged)))
        }
        _ => Item::ArrayOfTables(as_tables(items, in_place)),
    }
}

fn in_one_line(shape: &Array, items: Vec<(bool, Item)>, unchanged: bool) -> Array {
    let mut array = shape.clone();
    array.clear();
    let inline = |item: Item| item.into_value().unwrap_or_else(|_| InlineTable::new().into());
    for (_, item) in items {
        let mut value = inline(item);
        if unchanged {
            array.push_formatted(value);
        } else {
            value.decor_mut().clear();
            array.push(value);
        }
    }
    if !unchanged {
        array.set_trailing("");
        array.set_trailing_comma(false);
    }
    array
}

/// Tables keep their place in the file where that is in order; new ones stand behind the last.
fn as_tables(items: Vec<(bool, Item)>, in_place: bool) -> ArrayOfTables {
    let position = |item: &Item| item.as_table().and_then(Table::position);
    let first = items.iter().filter(|(old, _)| *old).filter_map(|(_, item)| position(item)).min();
    let mut tables = ArrayOfTables::new();
    for (n, (old, mut item)) in items.into_iter().enumerate() {
        if !(old && in_place) {
            unplace(&mut item);
        }
        let Ok(mut table) = item.into_table() else { continue };
        if !in_place && n == 0 {
            table.set_position(first);
        }
        if !old {
            apart(&mut table);
        }
        tables.push(table);
    }
    tables
}

/// A blank line above a table that comes from elsewhere.
fn apart(table: &mut Table) {
    let prefix = table.decor().prefix().and_then(|prefix| prefix.as_str()).unwrap_or_default();
    if !prefix.starts_with('\n') {
        let prefix = format!("\n{prefix}");
        table.decor_mut().set_prefix(prefix);
    }
}

/// Takes the tables out of their place in the file, so that they stand where they are put.
pub fn unplace(item: &mut Item) {
    match item {
        Item::Table(table) => {
            table.set_position(None);
            table.iter_mut().for_each(|(_, item)| unplace(item));
        }
        Item::ArrayOfTables(tables) => {
            for table in tables.iter_mut() {
                table.set_position(None);
                table.iter_mut().for_each(|(_, item)| unplace(item));
            }
        }
        _ => {}
    }
}

/// The table of a list that has this id.
pub fn with_id<'a>(list: &'a mut Item, wanted: &str) -> Option<&'a mut dyn TableLike> {
    let is_it = |table: &dyn TableLike| table.get("id").and_then(Item::as_str) == Some(wanted);
    match list {
        Item::ArrayOfTables(tables) => {
            tables.iter_mut().find(|table| is_it(*table)).map(|table| table as &mut dyn TableLike)
        }
        Item::Value(Value::Array(array)) => array
            .iter_mut()
            .filter_map(Value::as_inline_table_mut)
            .find(|table| is_it(*table))
            .map(|table| table as &mut dyn TableLike),
        _ => None,
    }
}

/// Takes the table with this id out of a list, and the list out of its table where it is empty.
pub fn remove_id(holder: &mut dyn TableLike, key: &str, id: &str) {
    let stays = |table: &dyn TableLike| table.get("id").and_then(Item::as_str) != Some(id);
    let Some(list) = holder.get_mut(key) else { return };
    match list {
        Item::ArrayOfTables(tables) => tables.retain(|table| stays(table)),
        Item::Value(Value::Array(array)) => {
            array.retain(|value| value.as_inline_table().is_none_or(|table| stays(table)));
        }
        _ => return,
    }
    if is_empty(list) {
        holder.remove(key);
    }
}
