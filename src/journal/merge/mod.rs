//! Merges two versions of one record with a common base, field by field and never as text. Works on TOML
//! documents and never on typed records, so unknown keys survive. Uses no clock, and never prefers our side:
//! every machine that merges the same versions writes the same bytes.
//!
//! # The rule of each field
//!
//! If only one side changed a field, the merge takes that side's version. If **both sides changed it
//! differently**, a rule that depends only on the two values picks one. The merge keeps the other value in
//! the same file as a `[[conflict]]` until the user resolves it:
//!
//! ```toml
//! [[conflict]]
//! id = "9f3a12c0"          # a hash of the rest: the same on every machine
//! field = "action.m2qxw7tp4r.due"
//! value = 2026-12-02       # the unused value; `removed = true` for a removal
//! ```
//!
//! | kind of field | if both sides changed it differently |
//! |---|---|
//! | one value | the greater stays: numbers by size, days by the calendar, texts by their letters. Types are ordered boolean, integer, float, text, date, list, table. A value beats a removal |
//! | `due` | the earlier day stays, because people see it sooner |
//! | `agreed` | the earlier day stays, without a conflict: two clones may close one follow-up on different days, and each creates the next one |
//! | `consent`, as a word | the narrower stays; the order is none, anonymous, named |
//! | `private` | `true` stays if one side has it, even if only the other side changed the field |
//! | state of an action or follow-up | `done`, `dropped`, `outcome`, `obstacle`, `obstacle_text`, `result`, `why` and `reported_by` are one value, called `state`. If one side reopened the item, it stays open. Otherwise done beats dropped, dropped beats open, and then the greater stays. No conflict if one side has all keys and values of the other |
//! | a follow-up that was dropped with its action (same day, same reason) | follows the merged action: if that is not dropped, the follow-up is open again, with a conflict. If the other side closed the follow-up on its own, that counts more |
//! | `[feedback]`, a request's `[answer]`, an action's `benefit` | each table is one value: the one with more keys stays, then the greater. No conflict if one side has all keys and values of the other |
//! | list of words (`topics`, `with` …) | the words that both sides kept and the words that either side added, sorted. If the removals of both sides together would empty the list, it is one value |
//! | tables with an `id` (`[[action]]` …), or else a `key` (the fields of a template) | tables are matched by it and merged field by field. Common tables keep their order, new ones follow by day and id, and moves of the same day (`moved`) keep the order of their side. Edited beats removed, with a conflict. Tables with neither key are matched by their whole content |
//! | other tables | key by key; edited beats removed, with a conflict |
//! | text of several lines, such as `notes` | line by line, like git. If changes touch, it is one value: the greater text stays, and the whole other text becomes the conflict |
//! | anything else, such as an unknown key or a value of the wrong type | one value |
//! | a file that one side deleted and the other edited | the edit stays, with a conflict whose `field` is `""` |
//! | `[[conflict]]` | a set: a conflict that one side removed is resolved, and stays resolved. A conflict whose value is in place after the merge goes away |
//!
//! A tombstone, that is a person's record with `forgotten = DATE`, beats everything. The result has only the
//! `handle`, the marks in `was`, the earlier `forgotten`, and the fields that reports count: no comment, and
//! no conflict.
//!
//! The layout is that of the longer side. Comments are merged too. A comment that either side added appears
//! once in the result, at its key if the key still exists. A comment that one side removed, while it kept the
//! key, is gone. If only one side has CRLF or a byte order mark, the result has it only if that side added
//! it.
//!
//! If the base is not valid TOML, the merge works as if there were no base. Without a base everything counts
//! as added: nothing is lost, but values that one side removed come back.

mod anchors;
mod atomic_table;
mod by_id;
mod compare;
mod conflict;
mod dropped_follow_ups;
mod encoding;
mod field_path;
pub(crate) mod item_state;
mod lines;
mod merge_comments;
mod parse_comments;
mod patch_comments;
mod resolve;
mod table;
mod table_list;
mod tombstone;
mod word_set;

use std::fmt;

use toml_edit::DocumentMut;

use super::text::editable_record::RecordText;
use conflict::Loser;
use encoding::EncodedFile;
use field_path::Path;

pub use conflict::{conflicts, problems as conflict_problems, put_ids_right};
pub(crate) use resolve::drop_settled;
pub use resolve::{Resolved, remove_item, resolve};

/// The result of merging one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Merged {
    Text(String),
    Removed,
}

/// One of the two versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MergeSide {
    Ours,
    Theirs,
}

/// Why two versions were not merged: one of them is not valid TOML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmergeable {
    pub side: MergeSide,
    /// The parser's message. It never quotes the file.
    pub problem: String,
}

impl fmt::Display for Unmergeable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let side = match self.side {
            MergeSide::Ours => "this version",
            MergeSide::Theirs => "the other version",
        };
        write!(f, "{side} cannot be read: {}", self.problem)
    }
}

/// Merges two versions of one record with the common base `base`. `None` means that the file does not exist.
/// If one side did not change the base, returns the other side byte for byte.
pub fn merge(base: Option<&str>, ours: Option<&str>, theirs: Option<&str>) -> Result<Merged, Unmergeable> {
    if ours == theirs || base == theirs {
        return Ok(whole(ours));
    }
    // An empty file counts as removed.
    let says = |text: Option<&'_ str>| {
        text.is_some_and(|text| !text.trim_start_matches('\u{feff}').trim().is_empty())
    };
    let (ours, theirs) = match (says(ours), says(theirs)) {
        (true, false) if says(base) && base != ours => (ours, None),
        (false, true) if says(base) && base != ours => (None, theirs),
        _ => (ours, theirs),
    };
    match (ours, theirs) {
        _ if base == ours => Ok(whole(theirs)),
        (Some(ours), Some(theirs)) => both(base, ours, theirs).map(Merged::Text),
        (Some(edited), _) => edited_against_deleted(edited, MergeSide::Ours).map(Merged::Text),
        (_, Some(edited)) => edited_against_deleted(edited, MergeSide::Theirs).map(Merged::Text),
        (None, None) => Ok(Merged::Removed),
    }
}

/// Merges a second file of a record into the file that counts. If both have a value, the record's value stays
/// in place and the copy's value becomes the conflict.
pub fn merge_copy(record: &str, copy: &str) -> Result<Merged, Unmergeable> {
    let read = |text: &str| {
        RecordText::parse(text).map_err(|problem| Unmergeable { side: MergeSide::Ours, problem })
    };
    let Merged::Text(text) = merge(None, Some(record), Some(copy))? else { return Ok(Merged::Removed) };
    let mut merged = read(&text)?;
    resolve::prefer(&mut merged, &mut read(record)?);
    Ok(Merged::Text(merged.render()))
}

fn whole(text: Option<&str>) -> Merged {
    text.map_or(Merged::Removed, |text| Merged::Text(text.to_string()))
}

fn both(base: Option<&str>, ours: &str, theirs: &str) -> Result<String, Unmergeable> {
    let read = |text, side| EncodedFile::parse(text).map_err(|problem| Unmergeable { side, problem });
    let (ours, theirs) = (read(ours, MergeSide::Ours)?, read(theirs, MergeSide::Theirs)?);
    let base = base.and_then(|text| EncodedFile::parse(text).ok());
    // From here on the merge does not distinguish ours and theirs. The longer text gives the layout.
    let (first, second) = if ours.weight() >= theirs.weight() { (ours, theirs) } else { (theirs, ours) };
    let form = first.form.merged(base.as_ref().map(|base| base.form), second.form);
    if let Some(text) = tombstone::of(&first.document, &second.document) {
        return Ok(form.apply(text));
    }
    let (mut document, other) = (first.document.clone(), second.document.clone());
    merge_documents(&mut document, base.as_ref().map(|base| &base.document), other);
    let base = base.as_ref().map_or("", |base| &base.body);
    Ok(form.apply(merge_comments::carried(base, [&first.body, &second.body], document.to_string())))
}

/// Merges the other document into `layout`.
fn merge_documents(layout: &mut DocumentMut, base: Option<&DocumentMut>, mut other: DocumentMut) {
    let mut losers: Vec<Loser> = Vec::new();
    let dropped_along = dropped_follow_ups::of(base, layout, &mut other, &mut losers);
    let base = base.map(|base| base.as_table() as &dyn toml_edit::TableLike);
    table::merge(layout.as_table_mut(), base, other.as_table(), &Path::root(), &mut losers);
    dropped_follow_ups::follow(layout.as_table_mut(), &dropped_along, &mut losers);
    conflict::add(layout.as_table_mut(), losers);
    resolve::drop_equal(layout.as_table_mut());
}

fn edited_against_deleted(edited: &str, side: MergeSide) -> Result<String, Unmergeable> {
    let mut text = RecordText::parse(edited).map_err(|problem| Unmergeable { side, problem })?;
    if tombstone::is(text.document()) {
        return Ok(edited.to_string());
    }
    conflict::add(text.document().as_table_mut(), vec![Loser::removed(&Path::root())]);
    Ok(text.render())
}
