//! Repairs an action or a follow-up whose id another session has too. If both have the same text, they are one
//! item: the merge rules merge them into the one that counts. Otherwise the second one gets an id of its own.

use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, Value};

use crate::journal::merge::{self, Merged};
use crate::journal::records::{ItemList, SecondItem};
use crate::journal::text::editable_record::RecordText;
use crate::journal::text::missing_keys;
use crate::journal::values::id::Id;

/// Removes the second item from its record if it is the same item as the one that counts. Returns the text
/// to merge into the record that counts. `None` if the second item got an id of its own instead.
pub(crate) fn take_out(
    path: &str,
    record: &mut RecordText,
    counts: Option<&RecordText>,
    second: &SecondItem,
) -> Option<String> {
    let SecondItem { list, number, id, .. } = second;
    let table = table(record.as_document(), *list, *number)?;
    let other = counts.unwrap_or(record);
    let first =
        (0..).map_while(|n| self::table(other.as_document(), *list, n)).find(|one| has_id(one, id))?;
    let text = |table: &Table| table.get(list.text_key()).and_then(Item::as_str).map(str::to_string);
    if text(&table) != text(&first) {
        give_own_id(path, record, counts.is_some(), second);
        return None;
    }
    remove(record.document(), *list, *number);
    if *list == ItemList::Actions && counts.is_some() {
        missing_keys::unlink(record, id.as_str());
    }
    let mut only = DocumentMut::new();
    only.insert(list.key(), Item::ArrayOfTables([table].into_iter().collect::<ArrayOfTables>()));
    Some(only.to_string())
}

/// Merges the text of an item that was taken out into the record that counts.
pub(crate) fn merge_into(counts: &RecordText, item: &str) -> Result<RecordText, String> {
    match merge::merge_copy(&counts.render(), item) {
        Ok(Merged::Text(text)) => RecordText::parse(&text),
        Ok(Merged::Removed) => RecordText::parse(&counts.render()),
        Err(problem) => Err(problem.to_string()),
    }
}

/// Gives the second item an id that is the same on every machine. Follow-ups of its session that belong to
/// it follow, unless the session also has the first item.
fn give_own_id(path: &str, record: &mut RecordText, is_in_another_session: bool, second: &SecondItem) {
    let SecondItem { list, number, id, .. } = second;
    let own = Id::derived(&[path, id.as_str(), &number.to_string()]);
    let mut at = 0;
    let _: Result<(), ()> = record.each(list.key(), |mut keys| {
        if at == *number {
            keys.set("id", own.as_str());
        }
        at += 1;
        Ok(())
    });
    if *list == ItemList::Actions && is_in_another_session {
        let _: Result<(), ()> = record.each(ItemList::FollowUps.key(), |mut keys| {
            keys.replace_word("action", id.as_str(), own.as_str());
            Ok(())
        });
    }
}

fn has_id(table: &Table, id: &Id) -> bool {
    table.get("id").and_then(Item::as_str) == Some(id.as_str())
}

/// An item of a list, by its number.
fn table(document: &DocumentMut, list: ItemList, number: usize) -> Option<Table> {
    match document.get(list.key())? {
        Item::ArrayOfTables(tables) => tables.get(number).cloned(),
        Item::Value(Value::Array(array)) => Some(array.get(number)?.as_inline_table()?.clone().into_table()),
        _ => None,
    }
}

fn remove(document: &mut DocumentMut, list: ItemList, number: usize) {
    let is_empty = match document.get_mut(list.key()) {
        Some(Item::ArrayOfTables(tables)) => {
            tables.remove(number);
            tables.is_empty()
        }
        Some(Item::Value(Value::Array(array))) => {
            array.remove(number);
            array.is_empty()
        }
        _ => false,
    };
    if is_empty {
        document.remove(list.key());
    }
}
