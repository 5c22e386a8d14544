//! Erases data from a record for good: values by key and kind, and every comment with them.

use toml_edit::{Array, ArrayOfTables, InlineTable, Item, Table, TableLike, Value};

use super::editable_record::{RecordText, replace};

/// The fate of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Erasure {
    Stays,
    Becomes(&'static str),
    Goes,
}

impl RecordText {
    /// Whether the list holds only this word.
    pub fn is_only(&self, list: &str, word: &str) -> bool {
        let words = self.document.get(list).and_then(Item::as_array);
        words.is_some_and(|words| !words.is_empty() && words.iter().all(|one| one.as_str() == Some(word)))
    }

    /// Replaces every value that is exactly `old`, except under the keys of `except`.
    pub fn replace_word_everywhere(&mut self, old: &str, new: &str, except: &[&str]) {
        replace_in(self.document.as_table_mut(), old, new, except);
    }

    /// Rewrites the selected items of a list with the values that `fate` leaves. Returns their ids.
    pub fn erase_items(
        &mut self,
        list: &str,
        is_meant: impl Fn(&dyn TableLike) -> bool,
        fate: impl Fn(&str, &Item) -> Erasure,
    ) -> Vec<String> {
        let mut ids = Vec::new();
        let mut id_of =
            |table: &dyn TableLike| ids.extend(table.get("id").and_then(Item::as_str).map(str::to_string));
        match self.document.get_mut(list) {
            Some(Item::ArrayOfTables(tables)) => {
                for table in tables.iter_mut().filter(|table| is_meant(*table)) {
                    id_of(table);
                    let (mut left, position) = (left_of(table, &fate), table.position());
                    left.set_position(position);
                    left.decor_mut().set_prefix("\n");
                    *table = left;
                }
            }
            Some(Item::Value(Value::Array(items))) => {
                let tables = items.iter_mut().filter_map(Value::as_inline_table_mut);
                for table in tables.filter(|table| is_meant(*table)) {
                    id_of(table);
                    *table = left_of(table, &fate).into_inline_table();
                }
            }
            _ => {}
        }
        ids
    }

    /// Rewrites the record with the values that `fate` leaves. Deletes every comment.
    pub fn erase(&mut self, fate: impl Fn(&str, &Item) -> Erasure) {
        let left = left_of(self.document.as_table(), &fate);
        *self = RecordText::new("");
        *self.document.as_table_mut() = left;
    }
}

fn replace_in(table: &mut dyn TableLike, old: &str, new: &str, except: &[&str]) {
    for (key, item) in table.iter_mut() {
        match item {
            Item::Value(value) => replace_value(key.get(), value, old, new, except),
            Item::Table(table) => replace_in(table, old, new, except),
            Item::ArrayOfTables(tables) => {
                tables.iter_mut().for_each(|table| replace_in(table, old, new, except));
            }
            Item::None => {}
        }
    }
}

fn replace_value(key: &str, value: &mut Value, old: &str, new: &str, except: &[&str]) {
    match value {
        Value::Array(values) => {
            values.iter_mut().for_each(|value| replace_value(key, value, old, new, except));
            say_once(values, new);
        }
        Value::InlineTable(table) => replace_in(table, old, new, except),
        word if !except.contains(&key) => replace(word, old, new),
        _ => {}
    }
}

/// Removes repetitions of a word from a list.
pub(super) fn say_once(words: &mut Array, word: &str) {
    let mut is_there = false;
    words.retain(|value| value.as_str() != Some(word) || !std::mem::replace(&mut is_there, true));
}

fn left_of(table: &dyn TableLike, fate: &impl Fn(&str, &Item) -> Erasure) -> Table {
    let mut left = Table::new();
    for (key, item) in table.iter() {
        match (fate(key, item), item) {
            (Erasure::Goes, _) | (_, Item::None) => {}
            (Erasure::Becomes(text), _) => {
                left.insert(key, Item::Value(text.into()));
            }
            (Erasure::Stays, Item::Value(value)) => {
                if let Some(value) = left_of_value(key, value, fate) {
                    left.insert(key, Item::Value(value));
                }
            }
            (Erasure::Stays, Item::Table(table)) => {
                left.insert(key, Item::Table(left_of(table, fate)));
            }
            (Erasure::Stays, Item::ArrayOfTables(tables)) => {
                let tables = tables.iter().map(|table| {
                    let mut left = left_of(table, fate);
                    left.decor_mut().set_prefix("\n");
                    left
                });
                left.insert(key, Item::ArrayOfTables(tables.collect::<ArrayOfTables>()));
            }
        }
    }
    left
}

fn left_of_value(key: &str, value: &Value, fate: &impl Fn(&str, &Item) -> Erasure) -> Option<Value> {
    match value {
        Value::Array(values) => {
            let left = values.iter().filter_map(|value| match fate(key, &Item::Value(value.clone())) {
                Erasure::Goes => None,
                Erasure::Becomes(text) => Some(text.into()),
                Erasure::Stays => left_of_value(key, value, fate),
            });
            let left: Array = left.collect();
            (values.is_empty() || !left.is_empty()).then_some(Value::Array(left))
        }
        Value::InlineTable(table) => {
            let left: InlineTable = left_of(table, fate).into_inline_table();
            Some(Value::InlineTable(left))
        }
        plain => {
            let mut plain = plain.clone();
            plain.decor_mut().clear();
            Some(plain)
        }
    }
}
