//! Fills in the keys that are certainly missing from a record that a person wrote by hand: ids, and the owner
//! of an action if only one person is possible.

use super::editable_record::{Keys, RecordText};
use crate::journal::values::id::Id;

/// Fills in the missing keys, and returns their number. The caller makes the ids: random for a new record,
/// derived for a record that two clones may repair independently.
pub(crate) fn fill_in<E>(text: &mut RecordText, mut id: impl FnMut() -> Result<Id, E>) -> Result<usize, E> {
    let mut filled = 0;
    let mut give_id = |keys: &mut Keys<'_>| -> Result<(), E> {
        if !keys.has("id") {
            keys.set("id", id()?.as_str());
            filled += 1;
        }
        Ok(())
    };
    let mut root = text.root();
    if !root.has("handle") {
        give_id(&mut root)?;
    }
    let only = root.only("with").map(str::to_string);
    text.each("action", |mut keys| give_id(&mut keys))?;
    text.each("follow_up", |mut keys| give_id(&mut keys))?;
    text.each("reading", |mut keys| give_id(&mut keys))?;
    text.each("action", |mut keys| {
        if let (false, Some(only)) = (keys.has("owner"), &only) {
            keys.set("owner", only.as_str());
            filled += 1;
        }
        Ok(())
    })?;
    Ok(filled)
}

/// Detaches follow-ups from a removed action: they become questions of the session.
pub(crate) fn unlink(text: &mut RecordText, action: &str) {
    let _: Result<(), ()> = text.each("follow_up", |mut keys| {
        if keys.text("action") == Some(action) {
            keys.remove("action");
        }
        Ok(())
    });
}

/// Returns an id for a record without one: the same on every machine that repairs the same file.
pub(crate) fn certain_id(path: &str, number: usize) -> Id {
    Id::derived(&[path, &number.to_string()])
}

/// Whether two texts may be versions of one record: they have the same id or handle, one of them had the
/// other's handle before, or one of them has neither.
pub(crate) fn may_be_one(one: &str, other: &str) -> bool {
    let names = |text: &str| -> Vec<String> {
        let Ok(mut record) = RecordText::parse(text) else { return Vec::new() };
        let root = record.root();
        let own = root.text("id").or(root.text("handle")).map(str::to_string);
        own.into_iter().chain(root.words("was")).collect()
    };
    let (one, other) = (names(one), names(other));
    match (one.first(), other.first()) {
        (Some(first), Some(second)) => one.contains(second) || other.contains(first),
        _ => true,
    }
}

/// Whether two people got one handle in two clones, if git knows no common base: they have different former
/// handles. Only a merge of the two commits can tell them apart.
pub(crate) fn are_two_people(one: &str, other: &str) -> bool {
    let names = |text: &str| {
        let mut record = RecordText::parse(text).ok()?;
        let root = record.root();
        let handle = root.text("handle").filter(|_| !root.has("forgotten"))?;
        Some((handle.to_string(), root.words("was")))
    };
    let (Some((handle, was)), Some((same, also))) = (names(one), names(other)) else { return false };
    handle == same && was != also && !was.iter().any(|handle| also.contains(handle))
}

/// The ids and handles of a record and its items.
#[derive(Default)]
pub(crate) struct Names {
    /// The id of a session, the handle of a person or an objective.
    pub own: Option<String>,
    pub items: Vec<String>,
    /// How many items have no id.
    pub nameless: usize,
}

impl Names {
    /// Returns the names in a text. Empty if the text is not TOML.
    pub(crate) fn of(text: &str) -> Names {
        let mut names = Names::default();
        let Ok(mut record) = RecordText::parse(text) else { return names };
        let root = record.root();
        names.own = root.text("id").or(root.text("handle")).map(str::to_string);
        for list in ["action", "follow_up", "reading"] {
            let _: Result<(), ()> = record.each(list, |keys| {
                match keys.text("id") {
                    Some(id) => names.items.push(id.to_string()),
                    None => names.nameless += 1,
                }
                Ok(())
            });
        }
        names
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_stays_and_what_is_missing_comes() {
        let text = "date = 2026-11-21\nwith = [\"ana\"]\n[[action]]\nwhat = \"x\" # mine\n[[follow_up]]\nid = \"p4n8rr2c6d\"\n";
        let mut record = RecordText::parse(text).unwrap();
        let mut number = 0;
        let filled = fill_in(&mut record, || {
            number += 1;
            Ok::<_, ()>(certain_id("sessions/ana/x.toml", number))
        });
        assert_eq!(filled, Ok(3));
        let [first, second] = [1, 2].map(|n| certain_id("sessions/ana/x.toml", n));
        let expected = format!(
            "date = 2026-11-21\nwith = [\"ana\"]\nid = \"{first}\"\n[[action]]\nwhat = \"x\" # mine\nid = \"{second}\"\nowner = \"ana\"\n[[follow_up]]\nid = \"p4n8rr2c6d\"\n"
        );
        assert_eq!(record.render(), expected);
    }
}
