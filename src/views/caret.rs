//! A part of the user's input, with carets under it.

use std::ops::Range;

use unicode_width::UnicodeWidthStr;

use crate::escape::visible;

const INDENT: &str = "  ";
const CUT: &str = "…";

/// The line, with carets below the range `at`. A long line is cut on both sides of the range.
pub(crate) fn pointed(line: &str, at: &Range<usize>, width: usize) -> String {
    let room = width.clamp(40, 200) - INDENT.len() - 2 * CUT.len();
    let is_empty = at.is_empty();
    let before = visible(&line[..at.start]).into_owned();
    let meant = shortened(&visible(&line[at.clone()]), room, true);
    let after = visible(&line[at.end..]).into_owned();
    let left = room.saturating_sub(meant.width());
    // The text before the range gets at least half of the remaining room; the text after it gets the rest.
    let before = shortened(&before, left.saturating_sub(after.width()).max(left / 2), false);
    let after = shortened(&after, left.saturating_sub(before.width()), true);
    let carets = "^".repeat(if is_empty { 1 } else { meant.width().max(1) });
    let space = " ".repeat(before.width());
    format!("{INDENT}{before}{meant}{after}\n{INDENT}{space}{carets}")
}

/// Cuts the text to the room: keeps its beginning, or its end.
fn shortened(text: &str, room: usize, keeps_beginning: bool) -> String {
    if text.width() <= room {
        return text.to_string();
    }
    let mut taken = 0;
    let mut fits = |c: &char| {
        taken += unicode_width::UnicodeWidthChar::width(*c).unwrap_or(0);
        taken <= room
    };
    if keeps_beginning {
        let kept: String = text.chars().take_while(&mut fits).collect();
        return kept + CUT;
    }
    let kept: Vec<char> = text.chars().rev().take_while(&mut fits).collect();
    CUT.chars().chain(kept.into_iter().rev()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(line: &str, meant: &str, width: usize) -> (String, String) {
        let at = line.find(meant).unwrap();
        let shown = pointed(line, &(at..at + meant.len()), width);
        let (above, below) = shown.split_once('\n').unwrap();
        (above.to_string(), below.to_string())
    }

    #[test]
    fn the_carets_stand_under_what_is_meant_however_wide_it_is() {
        for (line, meant) in [
            ("ana by fryday ok", "fryday"),
            ("愛 by fryday", "fryday"),
            ("a\tby fryday", "fryday"),
            ("by 愛愛", "愛愛"),
        ] {
            let (above, below) = lines(line, meant, 80);
            let at = above.find(meant).unwrap();
            assert_eq!(above[..at].width(), below.find('^').unwrap(), "{line}");
            assert_eq!(meant.width(), below.matches('^').count(), "{line}");
        }
        assert_eq!(pointed("", &(0..0), 80), "  \n  ^");
    }

    #[test]
    fn a_long_line_is_cut_at_both_sides() {
        let line = format!("{} by fryday {}", "before ".repeat(50), "behind ".repeat(50));
        let (above, below) = lines(&line, "fryday", 60);
        assert!(above.width() <= 60 && below.width() <= 60, "{above}\n{below}");
        let at = above.find("fryday").unwrap();
        assert_eq!(above[..at].width(), below.find('^').unwrap());
        assert!(above.contains("… ") || above.trim_start().starts_with('…'));
        assert!(above.ends_with('…'));
    }
}
