//! The positions of keys and headers in a TOML text, by path. The path of a table in a list contains its id.
//! Finds the key or header that a comment belongs to.

use std::collections::BTreeMap;
use std::ops::Range;

use toml_edit::{Document, Item, TableLike};

use super::parse_comments::{Comment, line_end, line_start};

/// Keys from the root. Below a list, the next part is the id or the number of a table.
pub(super) type KeyPath = Vec<String>;

/// The position of a key with its value, or of a header.
#[derive(Clone, Debug)]
pub(super) struct AnchorPlace {
    pub anchor: KeyPath,
    /// From the key to the end of the value. For a header, to the end of its line.
    pub span: Range<usize>,
}

/// The positions in a text, in order.
pub(super) struct AnchorPlaces {
    all: Vec<AnchorPlace>,
    /// The index of each path in `all`.
    index: BTreeMap<KeyPath, usize>,
}

impl AnchorPlaces {
    pub(super) fn of(text: &str) -> AnchorPlaces {
        let mut places = Vec::new();
        if let Ok(document) = Document::parse(text) {
            collect(text, document.as_table(), &[], &mut places);
        }
        places.sort_by_key(|place| place.span.start);
        let index = places.iter().enumerate().map(|(n, place)| (place.anchor.clone(), n)).collect();
        AnchorPlaces { all: places, index }
    }

    pub(super) fn get(&self, anchor: &[String]) -> Option<&AnchorPlace> {
        self.all.get(*self.index.get(anchor)?)
    }

    /// The place that a comment belongs to: the value that contains it, else the key or header on its line,
    /// else the next one. `None` at the end of the file.
    pub(super) fn about(&self, text: &str, remark: &Comment) -> Option<&AnchorPlace> {
        let line = line_start(text, remark.span.start);
        let next = self.all.partition_point(|place| place.span.start < remark.span.start);
        let before = self.all[..next].last();
        let inside = before.filter(|place| remark.span.start < place.span.end);
        let beside = before.filter(|place| remark.beside && place.span.end > line);
        inside.or(beside).or_else(|| self.all.get(next))
    }

    /// Where to put a comment whose anchor this text does not have: at the next sibling in `source` that this
    /// text has, else at the previous one, else at the parent.
    pub(super) fn nearest(&self, anchor: &[String], source: &AnchorPlaces) -> Option<&AnchorPlace> {
        if let Some(place) = self.get(anchor) {
            return Some(place);
        }
        let (_, parent) = anchor.split_last()?;
        let at = *source.index.get(anchor)?;
        let sibling =
            |place: &&AnchorPlace| place.anchor.len() == anchor.len() && place.anchor.starts_with(parent);
        let after = source.all[at..].iter().filter(sibling).find_map(|place| self.get(&place.anchor));
        let before =
            || source.all[..at].iter().rev().filter(sibling).find_map(|place| self.get(&place.anchor));
        after.or_else(before).or_else(|| self.nearest(parent, source))
    }
}

fn collect(text: &str, table: &dyn TableLike, above: &[String], places: &mut Vec<AnchorPlace>) {
    for (key, item) in table.iter() {
        let mut anchor = above.to_vec();
        anchor.push(key.to_string());
        match item {
            Item::None => {}
            Item::Value(value) => {
                let key = table.key(key).and_then(|key| key.span());
                if let (Some(key), Some(value)) = (key, value.span()) {
                    places.push(AnchorPlace { anchor, span: key.start..value.end });
                }
            }
            Item::Table(table) => {
                if let Some(span) = table.span().filter(|_| !table.is_dotted() && !table.is_implicit()) {
                    let span = span.start..line_end(text, span.start);
                    places.push(AnchorPlace { anchor: anchor.clone(), span });
                }
                collect(text, table, &anchor, places);
            }
            Item::ArrayOfTables(tables) => {
                for (n, table) in tables.iter().enumerate() {
                    let id = table.get("id").or_else(|| table.get("key")).and_then(Item::as_str);
                    let mut anchor = anchor.clone();
                    anchor.push(id.map_or_else(|| n.to_string(), str::to_string));
                    if let Some(span) = table.span() {
                        let span = span.start..line_end(text, span.start);
                        places.push(AnchorPlace { anchor: anchor.clone(), span });
                    }
                    collect(text, table, &anchor, places);
                }
            }
        }
    }
}
