//! Text from files, made safe to show: what would move the cursor, hide or reorder is written as
//! an escape instead.

use std::borrow::Cow;
use std::fmt::Write;

/// Whether a terminal would act on this character rather than show it: C0 and C1 controls, the
/// marks that reorder text, line and paragraph separators, and other invisible formatting. The
/// joiners that emoji and some scripts need stay.
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{00ad}' | '\u{061c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// The text with every hidden character as `\u{1b}`; newlines and tabs too, so that one line
/// stays one line.
pub fn visible(text: &str) -> Cow<'_, str> {
    // Most text is ASCII, of which only the controls are hidden.
    let is_plain = text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    if is_plain || !text.chars().any(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\n' => shown.push_str("\\n"),
            '\r' => shown.push_str("\\r"),
            '\t' => shown.push_str("\\t"),
            _ if is_hidden(c) => {
                let _ = write!(shown, "\\u{{{:x}}}", c as u32);
            }
            _ => shown.push(c),
        }
    }
    Cow::Owned(shown)
}

/// The same of a text of several lines: newlines and tabs stay.
pub fn visible_lines(text: &str) -> String {
    let keep = |c| c == '\n' || c == '\t';
    text.split_inclusive(keep)
        .flat_map(|part| {
            let end = part.chars().last().filter(|c| keep(*c));
            let said = part.strip_suffix(keep).unwrap_or(part);
            [visible(said).into_owned(), end.map(String::from).unwrap_or_default()]
        })
        .collect()
}

/// One line as a Markdown reader shows it as it is.
pub fn markdown(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in visible(text).chars() {
        if "\\`*_[]<>#|".contains(c) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_shows_what_was_written() {
        assert_eq!(markdown("*not* a [link](x) <b>"), "\\*not\\* a \\[link\\](x) \\<b\\>");
        assert_eq!(markdown("clear \u{1b}[2J"), "clear \\\\u{1b}\\[2J");
    }

    #[test]
    fn lines_and_tabs_stay() {
        assert_eq!(visible_lines("a\tb\r\nc\u{1b}[2J\n"), "a\tb\\r\nc\\u{1b}[2J\n");
        assert_eq!(visible_lines(""), "");
    }
}
