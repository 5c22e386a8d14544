//! Conflicts: the values that a merge did not use, stored in the record as `[[conflict]]` until the user
//! resolves them. Creates, adds and parses these tables. Never resolves a conflict: `resolve.rs` does.

use std::collections::BTreeSet;

use toml_edit::{ArrayOfTables, Item, Table, TableLike, Value};

use super::compare::{canon, plain};
use super::encoding::EncodedFile;
use super::field_path::Path;
use super::table_list;
use crate::journal::text::editable_record::RecordText;
use crate::journal::values::id::Id;

/// The key of the list of conflicts.
pub(super) const CONFLICT: &str = "conflict";

/// One open conflict of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    pub id: String,
    /// The field: `minutes`, `action.m2qxw7tp4r.due`, `action.m2qxw7tp4r.state`. Empty if the conflict is
    /// about the whole file.
    pub field: String,
    /// The unused value, as TOML. `None` if the other version removed the field.
    pub value: Option<String>,
}

/// Replaces the field of a conflict that has none. No field of a record has this name.
const NO_FIELD: &str = "?";

/// The open conflicts of a record, in the order of the file. Empty if the text does not parse. Each conflict
/// has an id that is safe to print and to type, even if the file has an invalid one.
pub fn conflicts(text: &str) -> Vec<Conflict> {
    let Ok(file) = EncodedFile::parse(text) else { return Vec::new() };
    let list = file.document.get(CONFLICT).map(table_list::elements).unwrap_or_default();
    let conflict = |(id, item): (String, &Item)| {
        let field = field_of(item).unwrap_or(NO_FIELD).to_string();
        Conflict { id, field, value: item.get("value").map(|value| plain(value).to_string()) }
    };
    ids(&list).into_iter().zip(&list).map(conflict).collect()
}

/// The problems of a record's conflicts, each with the dotted path of its key.
pub fn problems(text: &str) -> Vec<(String, String)> {
    let Ok(file) = EncodedFile::parse(text) else { return Vec::new() };
    let list = file.document.get(CONFLICT).map(table_list::elements).unwrap_or_default();
    let mut found = Vec::new();
    for (n, (id, item)) in ids(&list).into_iter().zip(&list).enumerate() {
        if item.get("id").and_then(Item::as_str) != Some(&id) {
            let fix = "`coach check --fix` adds one";
            found.push((
                format!("conflict.{n}.id"),
                format!("a conflict needs its own id: {HASH} characters of 0-9 and a-f ({fix})"),
            ));
        }
        if field_of(item).is_none() {
            let way_out = format!("`coach resolve {id} --keep` removes the conflict");
            found.push((format!("conflict.{n}.field"), format!("the conflict has no `field` ({way_out})")));
        }
    }
    found
}

/// Gives each conflict of a record the id by which [`conflicts`] lists it. Returns how many ids changed.
pub fn put_ids_right(record: &mut RecordText) -> usize {
    let root = record.document().as_table_mut();
    let Some(list) = root.get_mut(CONFLICT) else { return 0 };
    let ids = ids(&table_list::elements(list));
    let tables: Vec<&mut dyn TableLike> = match list {
        Item::ArrayOfTables(tables) => tables.iter_mut().map(|table| table as &mut dyn TableLike).collect(),
        Item::Value(Value::Array(array)) => {
            let tables = array.iter_mut().filter_map(Value::as_inline_table_mut);
            tables.map(|table| table as &mut dyn TableLike).collect()
        }
        _ => Vec::new(),
    };
    let mut changed = 0;
    for (id, table) in ids.into_iter().zip(tables) {
        if table.get("id").and_then(Item::as_str) != Some(&id) {
            table.insert("id", toml_edit::value(id));
            changed += 1;
        }
    }
    changed
}

/// The length of a conflict's id.
const HASH: usize = 8;

fn is_id(text: &str) -> bool {
    text.len() == HASH && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// The id of each conflict: its own, if that is valid and unique; otherwise a hash of its field and value.
fn ids(list: &[Item]) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let id = |item: &Item| {
        let own = item.get("id").and_then(Item::as_str).filter(|id| is_id(id) && !taken.contains(*id));
        let value = item.get("value").map_or("removed".to_string(), canon);
        let derived = || Id::short_hash(&[field_of(item).unwrap_or(NO_FIELD), &value]);
        let id = own.map_or_else(derived, str::to_string);
        taken.insert(id.clone());
        id
    };
    list.iter().map(id).collect()
}

fn field_of(item: &Item) -> Option<&str> {
    item.get("field")?.as_str()
}

/// A value or a removal that the merge did not use.
pub(super) struct Loser {
    field: String,
    value: Option<Value>,
}

impl Loser {
    pub(super) fn new(at: &Path, value: Option<Value>) -> Loser {
        Loser { field: at.field(), value }
    }

    pub(super) fn removed(at: &Path) -> Loser {
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

/// Adds conflicts to a record, and sorts all conflicts by id. Skips a conflict that the record already has.
pub(super) fn add(root: &mut Table, mut losers: Vec<Loser>) {
    if losers.is_empty() {
        return;
    }
    let tables = match root.remove(CONFLICT) {
        None => ArrayOfTables::new(),
        Some(Item::Value(Value::Array(array))) if array.is_empty() => ArrayOfTables::new(),
        Some(list) => list.into_array_of_tables().unwrap_or_else(|other| {
            // A key with this name that is not a list of tables makes room. Its value becomes a conflict
            // itself.
            losers.push(Loser { field: CONFLICT.into(), value: Some(plain(&other)) });
            ArrayOfTables::new()
        }),
    };
    let mut known: BTreeSet<String> = tables.iter().map(said).collect();
    let mut all: Vec<Table> = tables.into_iter().collect();
    all.extend(losers.into_iter().map(Loser::table).filter(|table| known.insert(said(table))));
    all.sort_by_cached_key(|table| (table.get("id").map(canon), said(table)));
    let mut list = Item::ArrayOfTables(all.into_iter().collect());
    table_list::unplace(&mut list);
    root.insert(CONFLICT, list);
}

/// The content of a conflict, without its id.
fn said(table: &Table) -> String {
    let mut table = table.clone();
    table.remove("id");
    canon(&Item::Table(table))
}
