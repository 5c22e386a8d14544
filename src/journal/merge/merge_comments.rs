//! Merges comments by their text. A comment that a side added appears in the result. A comment that a side
//! removed, while it kept the key, is gone. Never changes anything but comments.

use std::collections::{BTreeMap, BTreeSet};

use super::anchors::{AnchorPlaces, KeyPath};
use super::parse_comments::{Comment, remarks};
use super::patch_comments::Patch;

/// The anchors of all comments with the same text, with their count. `None` is the end of the text.
type CommentAnchor<'r> = BTreeMap<&'r Option<KeyPath>, usize>;

/// A text, its comments and their anchors.
struct CommentedText<'t> {
    text: &'t str,
    places: AnchorPlaces,
    /// The text, the anchor and the position of each comment.
    all: Vec<(&'t str, Option<KeyPath>, Comment)>,
}

impl<'t> CommentedText<'t> {
    fn of(text: &'t str) -> CommentedText<'t> {
        let places = AnchorPlaces::of(text);
        let anchor = |remark: &Comment| places.about(text, remark).map(|place| place.anchor.clone());
        let all = remarks(text).into_iter().map(|r| (r.text(text), anchor(&r), r)).collect();
        CommentedText { text, places, all }
    }

    fn by_words(&self) -> BTreeMap<&'t str, CommentAnchor<'_>> {
        let mut words: BTreeMap<&str, CommentAnchor<'_>> = BTreeMap::new();
        for (said, anchor, _) in &self.all {
            *words.entry(said).or_default().entry(anchor).or_default() += 1;
        }
        words
    }

    /// Whether this text contains the anchor. The end of the text always exists.
    fn has(&self, anchor: &Option<KeyPath>) -> bool {
        anchor.as_ref().is_none_or(|anchor| self.places.get(anchor).is_some())
    }
}

/// Adds the comments of both sides to `result`. The first of `sides` gave the layout.
pub(super) fn carried(base: &str, sides: [&str; 2], result: String) -> String {
    let said = |text| remarks(text).iter().map(|remark| remark.text(text)).collect::<Vec<_>>();
    let all = said(&result);
    if [base, sides[0], sides[1]].into_iter().all(|text| said(text) == all) {
        return result; // The usual case: no side changed a comment.
    }
    let [base, a, b, merged] = [base, sides[0], sides[1], &result].map(CommentedText::of);
    let [was, in_a, in_b, there] = [&base, &a, &b, &merged].map(CommentedText::by_words);
    let none = CommentAnchor::new();
    let mut patch = Patch::of(merged.text, merged.all.iter().map(|(.., remark)| remark.span.end));
    let mut missing: BTreeMap<&str, usize> = BTreeMap::new();
    let mut spare: BTreeMap<&str, usize> = BTreeMap::new();
    for words in in_a.keys().chain(in_b.keys()).chain(there.keys()) {
        let about = |all: &BTreeMap<&str, CommentAnchor<'_>>| all.get(words).map_or(0, total);
        let [a, b] = [&in_a, &in_b].map(|side| side.get(words).unwrap_or(&none));
        let wanted = wanted(was.get(words).unwrap_or(&none), [a, b]);
        missing.insert(words, wanted.saturating_sub(about(&there)));
        let taken = about(&was).saturating_sub(total(a).min(total(b)));
        spare.insert(words, about(&there).saturating_sub(wanted).min(taken));
    }
    for (words, anchor, remark) in &merged.all {
        let left = |side: &CommentedText<'_>, all: &BTreeMap<&str, CommentAnchor<'_>>| {
            side.has(anchor) && !all.get(words).is_some_and(|about| about.contains_key(anchor))
        };
        if (left(&a, &in_a) || left(&b, &in_b)) && take_one(spare.get_mut(words)) {
            patch.remove(remark);
        }
    }
    for side in [&a, &b] {
        let mut there = there.clone();
        for (words, anchor, remark) in &side.all {
            let stands = take_one(there.get_mut(words).and_then(|about| about.get_mut(anchor)));
            if !stands && take_one(missing.get_mut(words)) {
                insert(&mut patch, &merged.places, &side.places, (words, anchor, remark));
            }
        }
    }
    patch.apply()
}

fn total(about: &CommentAnchor<'_>) -> usize {
    about.values().sum()
}

/// Decrements the count if it is positive. Returns whether it did.
fn take_one(count: Option<&mut usize>) -> bool {
    match count {
        Some(count) if *count > 0 => {
            *count -= 1;
            true
        }
        _ => false,
    }
}

/// How many comments with the same text the result needs: the comments of the base that both sides kept, plus
/// those that either side added. A comment that both sides added to the same key counts once.
fn wanted(was: &CommentAnchor<'_>, sides: [&CommentAnchor<'_>; 2]) -> usize {
    let before = total(was);
    let kept = sides.iter().map(|side| total(side)).min().unwrap_or(0).min(before);
    let [a, b] = sides.map(|side| {
        let mut more = total(side).saturating_sub(before);
        let mut added = CommentAnchor::new();
        for (anchor, count) in side {
            let new = count.saturating_sub(was.get(anchor).copied().unwrap_or(0)).min(more);
            more -= new;
            added.insert(*anchor, new);
        }
        added
    });
    let anchors: BTreeSet<_> = a.keys().chain(b.keys()).collect();
    kept + anchors
        .into_iter()
        .map(|anchor| a.get(*anchor).max(b.get(*anchor)).copied().unwrap_or(0))
        .sum::<usize>()
}

/// Inserts a comment of one side at its anchor in the result.
fn insert(
    patch: &mut Patch<'_>,
    places: &AnchorPlaces,
    source: &AnchorPlaces,
    (words, anchor, remark): (&str, &Option<KeyPath>, &Comment),
) {
    let Some(place) = anchor.as_ref().and_then(|anchor| places.nearest(anchor, source)) else {
        return patch.append(words);
    };
    let same = anchor.as_ref() == Some(&place.anchor);
    if !(remark.beside && same && patch.beside(&place.span, words)) {
        patch.above(&place.span, words);
    }
}
