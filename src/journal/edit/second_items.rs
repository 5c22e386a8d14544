//! Repairs an action or a follow-up whose id another session has too. If both have the same text, they are one
//! item: the merge rules merge them into the one that counts. Otherwise the second one gets an id of its own.

use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, Value};

use crate::journal::merge::{self, Merged};
use crate::journal::records::{ItemList, SecondItem};
use crate::journal::text::editable_record::RecordText;
use crate::journal::values::id::Id;

/// A second item that was taken out of its record.
pub(crate) struct TakenOut {
    /// The text to merge into the record that counts.
    pub text: String,
    /// The number of other follow-ups that go with their action.
    pub moved: usize,
}

/// Removes the second item from its record if it is the same item as the one that counts. Follow-ups about an
/// action go with it. `None` if the second item got an id of its own instead. Call it for the follow-ups of a record
/// before its actions.
pub(crate) fn take_out(
    path: &str,
    record: &mut RecordText,
    counts: Option<&RecordText>,
    second: &SecondItem,
) -> Option<TakenOut> {
    let SecondItem { list, number, id, .. } = second;
    let table = table(record.as_document(), *list, *number)?;
    let other = counts.unwrap_or(record);
    let first =
        (0..).map_while(|n| self::table(other.as_document(), *list, n)).find(|one| has_id(one, id))?;
    let text = |table: &Table| table.get(list.text_key()).and_then(Item::as_str).map(str::to_string);
    let is_about_another = *list == ItemList::FollowUps
        && action_text(record.as_document(), &table, counts.is_none())
            != action_text(other.as_document(), &first, false);
    if text(&table) != text(&first) || is_about_another {
        give_own_id(path, record, counts.is_some(), second);
        return None;
    }
    remove(record.document(), *list, *number);
    let mut only = DocumentMut::new();
    let one: ArrayOfTables = [table].into_iter().collect();
    only.insert(list.key(), Item::ArrayOfTables(one));
    let about = if *list == ItemList::Actions && counts.is_some() {
        take_follow_ups(record, id)
    } else {
        ArrayOfTables::new()
    };
    let moved = about.len();
    if moved > 0 {
        only.insert(ItemList::FollowUps.key(), Item::ArrayOfTables(about));
    }
    Some(TakenOut { text: only.to_string(), moved })
}

/// The text of the action that a follow-up is about, or the follow-up's own words if its record lacks the action. Of
/// several actions with one id, it is the first, or the last one that stands before the follow-up.
fn action_text(document: &DocumentMut, follow_up: &Table, is_copied: bool) -> Option<String> {
    let about = follow_up.get("action")?.as_str()?;
    let actions = (0..).map_while(|n| table(document, ItemList::Actions, n));
    let mut actions: Vec<Table> =
        actions.filter(|one| one.get("id").and_then(Item::as_str) == Some(about)).collect();
    if is_copied {
        actions.retain(|one| one.position() < follow_up.position());
        actions.reverse();
    }
    actions.first()?.get(ItemList::Actions.text_key()).and_then(Item::as_str).map(str::to_string)
}

/// Removes the follow-ups about an action from their record.
fn take_follow_ups(record: &mut RecordText, action: &Id) -> ArrayOfTables {
    let list = ItemList::FollowUps;
    let is_about = |one: &Table| one.get("action").and_then(Item::as_str) == Some(action.as_str());
    let all = (0..).map_while(|n| table(record.as_document(), list, n).map(|one| (n, one)));
    let taken: Vec<(usize, Table)> = all.filter(|(_, one)| is_about(one)).collect();
    taken.iter().rev().for_each(|(n, _)| remove(record.document(), list, *n));
    taken.into_iter().map(|(_, one)| one).collect()
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
/// it follow. If the session also has the first item, these are the follow-ups that got an id of their own and stand
/// after it.
fn give_own_id(path: &str, record: &mut RecordText, is_in_another_session: bool, second: &SecondItem) {
    let SecondItem { list, number, id, .. } = second;
    let own = Id::derived(&[path, id.as_str(), &number.to_string()]);
    let position = table(record.as_document(), *list, *number).and_then(|one| one.position());
    set_at(record, *list, *number, "id", &own);
    if *list != ItemList::Actions {
        return;
    }
    let all = (0..).map_while(|n| table(record.as_document(), ItemList::FollowUps, n).map(|one| (n, one)));
    let all: Vec<(usize, Table)> = all.collect();
    let of = |one: &Table, key: &str| one.get(key).and_then(Item::as_str).map(str::to_string);
    let is_copied = |n: usize, one: &Table| {
        let number = n.to_string();
        let from = all.iter().filter_map(|(_, first)| of(first, "id"));
        one.position() > position
            && from
                .map(|first| Id::derived(&[path, &first, &number]))
                .any(|derived| of(one, "id").as_deref() == Some(derived.as_str()))
    };
    for (n, one) in &all {
        let is_about = of(one, "action").as_deref() == Some(id.as_str());
        if is_about && (is_in_another_session || is_copied(*n, one)) {
            set_at(record, ItemList::FollowUps, *n, "action", &own);
        }
    }
}

/// Sets a key of an item to an id.
fn set_at(record: &mut RecordText, list: ItemList, number: usize, key: &str, id: &Id) {
    let mut at = 0;
    let _: Result<(), ()> = record.each(list.key(), |mut keys| {
        if at == number {
            keys.set(key, id.as_str());
        }
        at += 1;
        Ok(())
    });
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
