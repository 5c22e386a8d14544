//! What a merge did not use, kept in the record as `[[conflict]]` until somebody decides. Makes,
//! adds and reads these tables; deciding is `resolve.rs`.

use std::collections::BTreeSet;

use toml_edit::{ArrayOfTables, Item, Table, Value};

use super::canonical::{canon, plain};
use super::file::File;
use super::list;
use super::path::Path;
use crate::journal::id::Id;

/// The key of the list.
pub const CONFLICT: &str = "conflict";

/// One open conflict of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    pub id: String,
    /// Where it stands: `minutes`, `action.m2qxw7tp4r.due`, `action.m2qxw7tp4r.state`, or nothing
    /// where it is about the whole file.
    pub field: String,
    /// What was not used, as TOML; nothing where it was a removal.
    pub value: Option<String>,
}

/// The open conflicts of a record, in the order of the file; none where it cannot be read.
pub fn conflicts(text: &str) -> Vec<Conflict> {
    let Ok(file) = File::parse(text) else { return Vec::new() };
    let list = file.document.get(CONFLICT).map(list::elements).unwrap_or_default();
    let conflict = |item: &Item| {
        let word = |key| Some(item.get(key)?.as_str()?.to_string());
        let value = item.get("value").map(|value| plain(value).to_string());
        Some(Conflict { id: word("id")?, field: word("field")?, value })
    };
    list.iter().filter_map(conflict).collect()
}

/// A value or a removal that a merge did not use.
pub struct Loser {
    field: String,
    value: Option<Value>,
}

impl Loser {
    pub fn new(at: &Path, value: Option<Value>) -> Loser {
        Loser { field: at.field(), value }
    }

    pub fn removed(at: &Path) -> Loser {
        Loser::new(at, None)
    }

    fn table(self) -> Table {
        let said = self.value.clone().map_or("removed".to_string(), |value| canon(&Item::Value(value)));
        let mut table = Table::new();
        table.insert("id", Id::short_hash(&[&self.field, &said]).into());
        table.insert("field", self.field.into());
        match self.value {
            Some(value) => table.insert("value", value.into()),
            None => table.insert("removed", true.into()),
        };
        table.decor_mut().set_prefix("\n");
        table
    }
}

/// Adds what was not used to a record's conflicts, which are sorted by id then. One that is there
/// already is not added.
pub fn add(root: &mut Table, mut losers: Vec<Loser>) {
    if losers.is_empty() {
        return;
    }
    let tables = match root.remove(CONFLICT) {
        None => ArrayOfTables::new(),
        Some(Item::Value(Value::Array(array))) if array.is_empty() => ArrayOfTables::new(),
        Some(list) => list.into_array_of_tables().unwrap_or_else(|other| {
            // A key of this name that is something else gives way, and is kept like any value.
            losers.push(Loser { field: CONFLICT.into(), value: Some(plain(&other)) });
            ArrayOfTables::new()
        }),
    };
    let mut known: BTreeSet<String> = tables.iter().map(said).collect();
    let mut all: Vec<Table> = tables.into_iter().collect();
    all.extend(losers.into_iter().map(Loser::table).filter(|table| known.insert(said(table))));
    all.sort_by_cached_key(|table| (table.get("id").map(canon), said(table)));
    let mut list = Item::ArrayOfTables(all.into_iter().collect());
    list::unplace(&mut list);
    root.insert(CONFLICT, list);
}

/// What a conflict says, its id apart.
fn said(table: &Table) -> String {
    let mut table = table.clone();
    table.remove("id");
    canon(&Item::Table(table))
}
