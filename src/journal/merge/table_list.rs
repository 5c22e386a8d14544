//! Reads and writes lists of tables in both notations: as `[[tables]]`, each at its position in the file, or
//! inline. Never reads anything in the tables but their `id` or `key`.

use toml_edit::{Array, ArrayOfTables, InlineTable, Item, Table, TableLike, Value};

/// Whether this is a list that contains only tables.
pub(super) fn is_list(item: &Item) -> bool {
    match item {
        Item::ArrayOfTables(_) => true,
        Item::Value(Value::Array(array)) => array.iter().all(Value::is_inline_table),
        _ => false,
    }
}

pub(super) fn is_empty(list: &Item) -> bool {
    elements(list).is_empty()
}

/// The tables of a list, as separate items.
pub(super) fn elements(list: &Item) -> Vec<Item> {
    match list {
        Item::ArrayOfTables(tables) => tables.iter().cloned().map(Item::Table).collect(),
        Item::Value(Value::Array(array)) => array.iter().cloned().map(Item::Value).collect(),
        _ => Vec::new(),
    }
}

/// The id of a table: its `id`, or else its `key`, which the fields of a template have.
pub(super) fn id(item: &Item) -> Option<&str> {
    name(item.as_table_like()?)
}

fn name(table: &dyn TableLike) -> Option<&str> {
    table.get("id").or_else(|| table.get("key"))?.as_str()
}

/// Writes elements in the notation of `shape`. Each element's flag says whether `shape` contained it.
/// `in_place` is true if the old elements come first, in their order; `complete` if none of them is missing.
pub(super) fn laid_out(shape: &Item, items: Vec<(bool, Item)>, in_place: bool, complete: bool) -> Item {
    match shape {
        Item::Value(Value::Array(array)) => {
            let unchanged = in_place && complete && items.iter().all(|(old, _)| *old);
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

/// Tables keep their position in the file if `in_place`. New tables follow the last one.
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

/// Adds a blank line above a new table.
fn apart(table: &mut Table) {
    let prefix = table.decor().prefix().and_then(|prefix| prefix.as_str()).unwrap_or_default();
    if !prefix.starts_with('\n') {
        let prefix = format!("\n{prefix}");
        table.decor_mut().set_prefix(prefix);
    }
}

/// Clears the position of tables, so that toml_edit prints them after the item before them.
pub(super) fn unplace(item: &mut Item) {
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
pub(super) fn with_id<'a>(list: &'a mut Item, wanted: &str) -> Option<&'a mut dyn TableLike> {
    let is_it = |table: &dyn TableLike| name(table) == Some(wanted);
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

/// Removes the table with this id from a list. Removes the list too if it becomes empty.
pub(super) fn remove_id(holder: &mut dyn TableLike, key: &str, id: &str) {
    let stays = |table: &dyn TableLike| name(table) != Some(id);
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
