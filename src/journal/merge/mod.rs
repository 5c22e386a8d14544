//! Merges two versions of one record that began alike, field by field and never as text. Knows
//! TOML documents and no typed records, so that what nobody knows survives. Asks no clock, and
//! never which side is ours: any machine that merges the same versions writes the same bytes.
//!
//! # What becomes of a field
//!
//! A field that one side changed is as that side left it. Where **both changed it, differently**,
//! a rule that looks at the two values alone picks the one that stays in place; the other is kept
//! in the same file as a `[[conflict]]` until somebody decides:
//!
//! ```toml
//! [[conflict]]
//! id = "9f3a12c0"          # follows from the rest: the same on every machine
//! field = "action.m2qxw7tp4r.due"
//! value = 2026-12-02       # what was not used; `removed = true` where it was a removal
//! ```
//!
//! | kind | both changed it, differently |
//! |---|---|
//! | one value | the greater stays: numbers by size, days by the calendar, words by their letters; of two kinds of value the later of boolean, integer, float, text, date, list, table. A value beats a removal |
//! | `due` | the earlier day stays: it is seen sooner |
//! | `agreed` | the earlier day stays, without a conflict: two clones that closed one question on two days made the next one each |
//! | `consent`, as a word | the narrower stays: none, anonymous, named |
//! | `private` | `true` stays wherever one side says so, even against a side that changed it alone |
//! | state of an action or follow-up | `done`, `dropped`, `outcome`, `obstacle`, `obstacle_text`, `result` and `why` are one value, called `state`. Opened again on one side: it stays open. Else done beats dropped and dropped beats open, then the greater. No conflict where one side says all that the other says |
//! | a follow-up dropped along with its action (same day, same reason) | goes by what becomes of the action: open again where that is done after all, with a conflict. What the other side made of the follow-up itself counts more |
//! | `[feedback]`, a request's `[answer]`, an action's `benefit` | the score and the sentence, the decision and its reason, all numbers of a benefit are one value: the fuller stays, then the greater. No conflict where one side says all that the other says |
//! | list of words (`topics`, `with` …) | what both kept and what either added, sorted. Where the removals of both together would leave nothing, it is one value |
//! | tables with an `id` (`[[action]]` …), or else a `key` (the fields of a template) | by that, field by field. The common ones keep their order, new ones follow by day and id, and moves of one day (`moved`) as they stood on their side. Edited beats removed, with a conflict. Those with neither are taken whole, in or out |
//! | other tables | key by key; edited beats removed, with a conflict |
//! | long text: any of several lines, such as `notes` | line by line, as git does; where the changes touch, the greater text stays whole and the other is kept whole |
//! | anything else, unknown or of the wrong kind | one value |
//! | a file, deleted against edited | the edit stays, with a conflict whose `field` is `""` |
//! | `[[conflict]]` | a set: gone on one side is decided, and stays decided |
//!
//! A person's record with `forgotten = DATE` beats everything: the result is `handle` and
//! `forgotten` (the earlier day) and nothing else, no comment and no conflict.
//!
//! The layout is that of the longer side. Comments are merged too: one that either side added
//! stands once in the result, by its key where that is still there; one that a side took from a
//! key that it left is gone. A record with CRLF or a byte order mark on one side alone has it if
//! that is the side that changed it.
//!
//! A base that is no TOML counts as none, and without a base everything was added: nothing is
//! lost, and what one side removed comes back.

mod anchors;
mod atomic_table;
mod by_id;
mod comment;
mod compare;
mod conflict;
mod dropped_follow_ups;
mod encoding;
mod field_path;
mod item_state;
mod lines;
mod merge_comments;
mod patch_comments;
mod resolve;
mod table;
mod table_list;
mod tombstone;
mod word_set;

use std::fmt;

use toml_edit::DocumentMut;

use super::text::document::RecordText;
use conflict::Loser;
use encoding::EncodedFile;
use field_path::Path;

pub use conflict::{conflicts, problems as conflict_problems, put_ids_right};
pub use resolve::{Resolved, remove_item, resolve};

/// What became of one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Merged {
    Text(String),
    Removed,
}

/// One of two versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MergeSide {
    Ours,
    Theirs,
}

/// Why two versions were left as they are: one of them is no TOML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmergeable {
    pub side: MergeSide,
    /// The parser's words, never the file's.
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

/// Merges two versions of one record that began as `base`; `None` is no such file. A side that
/// left the base as it was gives the other side, byte for byte.
pub fn merge(base: Option<&str>, ours: Option<&str>, theirs: Option<&str>) -> Result<Merged, Unmergeable> {
    if ours == theirs || base == theirs {
        return Ok(whole(ours));
    }
    // A file that was emptied says as little as one that was removed.
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

/// Merges another file of a record into the file that counts. Where both have a value, the record's
/// value stays in place and the copy's becomes the conflict.
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
    // From here on nobody knows which side was ours: the longer text gives the layout.
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

/// Merges the other document into the one that gives the layout.
fn merge_documents(layout: &mut DocumentMut, base: Option<&DocumentMut>, mut other: DocumentMut) {
    let mut losers: Vec<Loser> = Vec::new();
    let dropped_along = dropped_follow_ups::of(base, layout, &mut other, &mut losers);
    let base = base.map(|base| base.as_table() as &dyn toml_edit::TableLike);
    table::merge(layout.as_table_mut(), base, other.as_table(), &Path::root(), &mut losers);
    dropped_follow_ups::follow(layout.as_table_mut(), &dropped_along, &mut losers);
    conflict::add(layout.as_table_mut(), losers);
}

fn edited_against_deleted(edited: &str, side: MergeSide) -> Result<String, Unmergeable> {
    let mut text = RecordText::parse(edited).map_err(|problem| Unmergeable { side, problem })?;
    if tombstone::is(text.document()) {
        return Ok(edited.to_string());
    }
    conflict::add(text.document().as_table_mut(), vec![Loser::removed(&Path::root())]);
    Ok(text.render())
}
