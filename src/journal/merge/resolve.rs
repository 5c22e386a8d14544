//! Resolves a conflict: keeps the value in place, or replaces it with the unused value. Either way this
//! removes the conflict, and later merges do not bring it back.

use toml_edit::{Item, TableLike, Value};

use super::compare::{canon, plain};
use super::conflict::{self, CONFLICT, Loser};
use super::field_path::{Path, STATE};
use super::{atomic_table, item_state, table, table_list};
use crate::error::{Error, Result};
use crate::journal::text::editable_record::{Keys, RecordText};

/// The result of resolving a conflict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolved {
    /// The text is complete.
    Text,
    /// The user chose to remove the whole file. The caller has to delete it.
    Remove,
}

/// Resolves the conflict with this id. With `take`, the unused value replaces the value in place. If it
/// fails, the text is unchanged.
pub fn resolve(text: &mut RecordText, id: &str, take: bool) -> Result<Resolved> {
    let unknown = || Error::cannot(format!("this record has no conflict with the id {id}"));
    let root = text.document().as_table_mut();
    let list = root.get_mut(CONFLICT).ok_or_else(unknown)?;
    let conflict = table_list::with_id(list, id).ok_or_else(unknown)?;
    let field = conflict.get("field").and_then(Item::as_str).and_then(Path::of_field);
    let value = conflict.get("value").cloned();
    if take {
        let lost = || {
            Error::cannot(format!("the record no longer has the field of the conflict {id}"))
                .hint(format!("`coach resolve {id} --keep` removes the conflict"))
        };
        let field = field.ok_or_else(lost)?;
        if field.is_root() {
            return Ok(Resolved::Remove);
        }
        put_in_place(root, &field, value).ok_or_else(lost)?;
    }
    table_list::remove_id(root, CONFLICT, id);
    Ok(Resolved::Text)
}

/// Removes the conflicts whose unused text is the text in place, once `present` has replaced it. `present` gets
/// the key and the unused text.
pub(crate) fn drop_settled(record: &mut RecordText, present: impl Fn(&str, &str) -> Option<String>) {
    let root = record.document().as_table_mut();
    let list = root.get(CONFLICT).map(table_list::elements).unwrap_or_default();
    for conflict in list {
        let text = |key: &str| conflict.get(key).and_then(Item::as_str);
        let (Some(id), Some(field)) = (text("id"), text("field").and_then(Path::of_field)) else { continue };
        let now = field.keys().last().zip(text("value")).and_then(|(key, value)| present(key, value));
        if now.is_some() && now.as_deref() == value_at(root, &field).as_ref().and_then(Value::as_str) {
            table_list::remove_id(root, CONFLICT, id);
        }
    }
}

/// Removes the conflicts whose unused value is the value in place: one side can have resolved a conflict by
/// hand with the other value, while the other side still has it. Keeps a conflict with keys of its own.
pub(super) fn drop_equal(root: &mut dyn TableLike) {
    let list = root.get(CONFLICT).map(table_list::elements).unwrap_or_default();
    for conflict in list {
        let is_plain = conflict
            .as_table_like()
            .is_some_and(|table| table.iter().all(|(key, _)| ["id", "field", "value"].contains(&key)));
        let text = |key: &str| conflict.get(key).and_then(Item::as_str);
        let (true, Some(id), Some(field), Some(value)) =
            (is_plain, text("id"), text("field").and_then(Path::of_field), conflict.get("value"))
        else {
            continue;
        };
        let now = value_at(root, &field).map(|now| canon(&Item::Value(now)));
        if now == Some(canon(value)) {
            table_list::remove_id(root, CONFLICT, id);
        }
    }
}

/// Restores the values of `record` after a merge with a copy of it, if the merge chose the copy's value. The
/// copy's value becomes the conflict.
pub(super) fn prefer(merged: &mut RecordText, record: &mut RecordText) {
    let list = merged.document().get(CONFLICT).map(table_list::elements).unwrap_or_default();
    for conflict in list {
        let text = |key: &str| conflict.get(key).and_then(Item::as_str);
        let (Some(id), Some(field)) = (text("id"), text("field").and_then(Path::of_field)) else { continue };
        let own = value_at(record.document().as_table_mut(), &field);
        let is_own = own.map(|own| canon(&Item::Value(own))) == conflict.get("value").map(canon);
        if field.is_root() || !is_own || conflict.get("value").is_none() {
            continue;
        }
        let copy = value_at(merged.document().as_table_mut(), &field);
        if resolve(merged, id, true).is_ok() {
            conflict::add(merged.document().as_table_mut(), vec![Loser::new(&field, copy)]);
        }
    }
}

/// The value of a field, in the form that a conflict stores.
fn value_at(root: &mut dyn TableLike, field: &Path) -> Option<Value> {
    let (key, above) = field.keys().split_last()?;
    let is_state = field.parent()?.is_agreed() && key == STATE;
    let holder = table_at(root, above)?;
    if is_state { item_state::value(holder) } else { holder.get(key).map(plain) }
}

/// Removes an item from a list of the record.
pub fn remove_item(text: &mut RecordText, list: &str, id: &str) {
    table_list::remove_id(text.document().as_table_mut(), list, id);
}

/// Puts the value in the place of the field, or removes the field.
fn put_in_place(root: &mut dyn TableLike, field: &Path, value: Option<Item>) -> Option<()> {
    let (key, above) = field.keys().split_last()?;
    let parent = field.parent()?;
    // The parent of an item is a list. The parent of a field is a table.
    if let Some(list) = above.last()
        && value.is_none()
        && let Some(holder) = table_at(root, &above[..above.len() - 1])
        && holder.get_mut(list).is_some_and(|list| table_list::with_id(list, key).is_some())
    {
        table_list::remove_id(holder, list, key);
        return Some(());
    }
    let holder = table_at(root, above)?;
    let as_state = value.as_ref().is_none_or(|value| value.is_inline_table());
    match value {
        value if parent.is_agreed() && key == STATE && as_state => {
            let taken = value.unwrap_or(Item::Value(Value::InlineTable(Default::default())));
            item_state::take(holder, taken.as_table_like()?);
        }
        Some(value) if field.is_one_value() && value.is_inline_table() && is_table(holder, key) => {
            let place = holder.get_mut(key)?.as_table_like_mut()?;
            atomic_table::take(place, value.as_table_like()?);
        }
        Some(value) => table::put(holder, key, &value),
        None => drop(Keys::of(holder).remove(key)),
    }
    Some(())
}

fn is_table(holder: &dyn TableLike, key: &str) -> bool {
    holder.get(key).is_some_and(Item::is_table_like)
}

/// The table at a path of keys and ids.
fn table_at<'a>(root: &'a mut dyn TableLike, path: &[String]) -> Option<&'a mut dyn TableLike> {
    let Some((key, rest)) = path.split_first() else { return Some(root) };
    let item = root.get_mut(key)?;
    if !item.is_table_like() {
        let (id, rest) = rest.split_first()?;
        return table_at(table_list::with_id(item, id)?, rest);
    }
    table_at(item.as_table_like_mut()?, rest)
}
