//! Comments are merged by what they say: one that a side added stands in the result, and one that
//! a side took from a key that it left is gone. Changes comment lines and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use super::places::{Anchor, Places};
use super::remark::{Remark, line_end, line_start, remarks};

/// A text with its comments and what each is about.
struct Remarked<'t> {
    text: &'t str,
    places: Places,
    /// What a comment says, what it is about, and where it stands.
    all: Vec<(&'t str, Option<Anchor>, Remark)>,
}

impl<'t> Remarked<'t> {
    fn of(text: &'t str) -> Remarked<'t> {
        let places = Places::of(text);
        let anchor = |remark: &Remark| places.about(text, remark).map(|place| place.anchor.clone());
        let all = remarks(text).into_iter().map(|r| (r.text(text), anchor(&r), r)).collect();
        Remarked { text, places, all }
    }

    /// What each comment with these words is about.
    fn anchors(&self, words: &str) -> Vec<&Option<Anchor>> {
        self.all.iter().filter(|(said, ..)| *said == words).map(|(_, anchor, _)| anchor).collect()
    }

    /// Whether this text has what the comment is about. The end is always there.
    fn has(&self, anchor: &Option<Anchor>) -> bool {
        anchor.as_ref().is_none_or(|anchor| self.places.get(anchor).is_some())
    }
}

/// The result with the comments of both sides; `sides` begins with the one that gave the layout.
pub fn carried(base: &str, sides: [&str; 2], result: String) -> String {
    let said = |text| remarks(text).iter().map(|remark| remark.text(text)).collect::<Vec<_>>();
    let all = said(&result);
    if [base, sides[0], sides[1]].into_iter().all(|text| said(text) == all) {
        return result; // Most merges: nobody touched a comment.
    }
    let [base, a, b, merged] = [base, sides[0], sides[1], &result].map(Remarked::of);
    let words: BTreeSet<&str> = [&a, &b, &merged].iter().flat_map(|side| &side.all).map(|r| r.0).collect();
    let mut edits = Edits::default();
    let mut short: BTreeMap<&str, usize> = BTreeMap::new();
    for words in words {
        let wanted = wanted(words, &base, &a, &b);
        let there = merged.anchors(words).len();
        if there > wanted {
            edits.remove(&merged, words, there - wanted, &base, [&a, &b]);
        }
        short.insert(words, wanted.saturating_sub(there));
    }
    for side in [&a, &b] {
        let mut there: Vec<(&str, &Option<Anchor>)> = merged.all.iter().map(|(w, a, _)| (*w, a)).collect();
        for (words, anchor, remark) in &side.all {
            if let Some(n) = there.iter().position(|known| *known == (*words, anchor)) {
                there.swap_remove(n);
            } else if let Some(missing) = short.get_mut(words).filter(|missing| **missing > 0) {
                *missing -= 1;
                edits.insert(&merged, side, anchor, remark, words);
            }
        }
    }
    edits.apply(&result)
}

/// How often the result says these words: as often as the base, less what a side took away, and
/// what either added; both at the same key is once.
fn wanted(words: &str, base: &Remarked<'_>, a: &Remarked<'_>, b: &Remarked<'_>) -> usize {
    let was = base.anchors(words);
    let now = [a.anchors(words), b.anchors(words)];
    let taken = now.iter().map(|now| was.len().saturating_sub(now.len())).max().unwrap_or(0);
    let [mut added, other] = now.map(|now| {
        let count = now.len().saturating_sub(was.len());
        let mut new = without(now, &was);
        new.truncate(count);
        new
    });
    added.extend(without(other, &added));
    was.len() - taken + added.len()
}

/// What is left when each of these is taken away once.
fn without<'a>(all: Vec<&'a Option<Anchor>>, gone: &[&Option<Anchor>]) -> Vec<&'a Option<Anchor>> {
    let mut gone = gone.to_vec();
    let mut left = all;
    left.retain(|anchor| match gone.iter().position(|other| other == anchor) {
        Some(n) => {
            gone.swap_remove(n);
            false
        }
        None => true,
    });
    left
}

/// What is put in and taken out, by its place in the result.
#[derive(Default)]
struct Edits {
    inserted: Vec<(usize, String)>,
    removed: Vec<(usize, usize)>,
    /// Ends of lines that got a comment.
    taken: BTreeSet<usize>,
}

impl Edits {
    fn insert(
        &mut self,
        merged: &Remarked<'_>,
        source: &Remarked<'_>,
        anchor: &Option<Anchor>,
        remark: &Remark,
        words: &str,
    ) {
        let place = anchor.as_ref().and_then(|anchor| merged.places.nearest(anchor, &source.places));
        let Some(place) = place else {
            let newline = if merged.text.is_empty() || merged.text.ends_with('\n') { "" } else { "\n" };
            let first = self.taken.insert(merged.text.len());
            let newline = if first { newline } else { "" };
            self.inserted.push((merged.text.len(), format!("{newline}{words}\n")));
            return;
        };
        let end = line_end(merged.text, place.span.start);
        let free = place.span.end <= end && !merged.all.iter().any(|(.., other)| other.span.end == end);
        let same = anchor.as_ref() == Some(&place.anchor);
        if remark.beside && same && free && self.taken.insert(end) {
            self.inserted.push((end, format!(" {words}")));
        } else {
            self.inserted.push((line_start(merged.text, place.span.start), format!("{words}\n")));
        }
    }

    /// Takes comments out that a side took from a key that it left.
    fn remove(
        &mut self,
        merged: &Remarked<'_>,
        words: &str,
        many: usize,
        base: &Remarked<'_>,
        sides: [&Remarked<'_>; 2],
    ) {
        let was = base.anchors(words).len();
        let mut left = sides
            .iter()
            .map(|side| was.saturating_sub(side.anchors(words).len()))
            .max()
            .unwrap_or(0)
            .min(many);
        for (_, anchor, remark) in merged.all.iter().filter(|(said, ..)| *said == words) {
            let deliberate =
                sides.iter().any(|side| side.has(anchor) && !side.anchors(words).contains(&anchor));
            if left == 0 || !deliberate {
                continue;
            }
            left -= 1;
            let line = line_start(merged.text, remark.span.start);
            let span = if remark.beside {
                merged.text[..remark.span.start].trim_end_matches([' ', '\t']).len()..remark.span.end
            } else {
                line..(remark.span.end + 1).min(merged.text.len())
            };
            self.removed.push((span.start, span.end));
        }
    }

    fn apply(mut self, text: &str) -> String {
        self.inserted.sort_by_key(|(at, _)| *at);
        self.removed.sort();
        let mut result = String::with_capacity(text.len() + 64);
        let mut inserted = self.inserted.into_iter().peekable();
        let mut at = 0;
        for (from, to) in self.removed.into_iter().chain([(text.len(), text.len())]) {
            while let Some((place, words)) = inserted.next_if(|(place, _)| *place <= from) {
                result.push_str(&text[at..place]);
                result.push_str(&words);
                at = place;
            }
            result.push_str(&text[at..from]);
            at = to.max(at);
        }
        result
    }
}
