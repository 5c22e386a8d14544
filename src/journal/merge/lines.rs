//! Merges long texts line by line, like diff3. Does not merge changes that touch, and never writes conflict
//! markers.

use std::ops::Range;

/// The maximum number of cells in the table that finds common lines. Larger texts count as one change.
const LARGEST_TABLE: usize = 1 << 22;

/// Lines of the base, and the lines that replace them on one side.
#[derive(Clone, Debug, PartialEq, Eq)]
struct LineChange<'a> {
    base: Range<usize>,
    lines: &'a [&'a str],
}

/// The text with the changes of both sides. `None` if two changes touch.
pub(super) fn merge(base: &str, a: &str, b: &str) -> Option<String> {
    let split = |text| str::split(text, '\n').collect::<Vec<_>>();
    let (base, a, b) = (split(base), split(a), split(b));
    let mut changes = changes(&base, &a);
    changes.extend(self::changes(&base, &b));
    changes.sort_by(|a, b| (a.base.start, a.base.end, a.lines).cmp(&(b.base.start, b.base.end, b.lines)));
    changes.dedup();
    if changes.windows(2).any(|pair| pair[0].base.end >= pair[1].base.start) {
        return None;
    }
    let mut merged: Vec<&str> = Vec::new();
    let mut at = 0;
    for change in &changes {
        merged.extend(&base[at..change.base.start]);
        merged.extend(change.lines);
        at = change.base.end;
    }
    merged.extend(&base[at..]);
    Some(merged.join("\n"))
}

/// The changes that turn `base` into `other`, in order. There is a common line between two changes.
fn changes<'a>(base: &[&str], other: &'a [&'a str]) -> Vec<LineChange<'a>> {
    let head = base.iter().zip(other).take_while(|(a, b)| a == b).count();
    let shorter = base.len().min(other.len()) - head;
    let tail = base.iter().rev().zip(other.iter().rev()).take(shorter).take_while(|(a, b)| a == b).count();
    let (old, new) = (&base[head..base.len() - tail], &other[head..other.len() - tail]);
    let common = common(old, new);
    let ends = common.into_iter().chain([(old.len(), new.len())]);
    let mut changes = Vec::new();
    let (mut i, mut j) = (0, 0);
    for (x, y) in ends {
        if i < x || j < y {
            changes.push(LineChange { base: head + i..head + x, lines: &new[j..y] });
        }
        (i, j) = (x + 1, y + 1);
    }
    changes
}

/// The longest common subsequence of lines, as pairs of indexes.
fn common(old: &[&str], new: &[&str]) -> Vec<(usize, usize)> {
    let width = new.len() + 1;
    if (old.len() + 1).saturating_mul(width) > LARGEST_TABLE {
        return Vec::new();
    }
    // longest[i][j]: how many lines old[i..] and new[j..] have in common.
    let mut longest = vec![0u32; (old.len() + 1) * width];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            longest[i * width + j] = if old[i] == new[j] {
                longest[(i + 1) * width + j + 1] + 1
            } else {
                longest[(i + 1) * width + j].max(longest[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j, mut pairs) = (0, 0, Vec::new());
    while i < old.len() && j < new.len() {
        if old[i] == new[j] {
            pairs.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if longest[(i + 1) * width + j] >= longest[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_apart_are_both_made() {
        let base = "one\ntwo\nthree\nfour\nfive\n";
        let merged = merge(base, "ONE\ntwo\nthree\nfour\nfive\n", "one\ntwo\nthree\nfive\nsix\n");
        assert_eq!(merged.as_deref(), Some("ONE\ntwo\nthree\nfive\nsix\n"));
        let same = merge(base, "one\nthree\nfour\nfive\n", "one\nthree\nfour\nFIVE\n");
        assert_eq!(same.as_deref(), Some("one\nthree\nfour\nFIVE\n"));
    }

    #[test]
    fn changes_that_touch_are_not() {
        let base = "one\ntwo\nthree\n";
        assert_eq!(merge(base, "ONE\ntwo\nthree\n", "one\nTWO\nthree\n"), None);
        assert_eq!(merge(base, "one\ntwo\nthree\nx\n", "one\ntwo\nthree\ny\n"), None);
        assert_eq!(merge("", "x", "y"), None);
    }

    #[test]
    fn texts_too_long_to_compare_are_one_change() {
        let text = |word: &str| (0..3000).map(|n| format!("{word} {n}\n")).collect::<String>();
        assert_eq!(merge(&text("a"), &text("b"), &text("c")), None);
        let (base, edited) = (text("a") + "x\n", text("a") + "y\n");
        let first = edited.replacen("a 0", "b 0", 1);
        let merged = merge(&base, &base.replacen("a 0", "b 0", 1), &edited);
        assert_eq!(merged, Some(first));
    }
}
