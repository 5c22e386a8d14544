//! Makes text from files safe to print: characters that move the cursor, hide text or reorder it become
//! visible escapes.

use std::borrow::Cow;
use std::fmt::Write;

/// Whether a terminal would act on this character instead of showing it: C0 and C1 controls, marks that
/// reorder text, line and paragraph separators, and other invisible formatting. Excludes the joiners that
/// emoji and some scripts need.
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{00ad}' | '\u{061c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Whether the text has no visible character, only spaces and marks without width.
pub fn says_nothing(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || is_hidden(c))
}

/// Replaces every hidden character with an escape such as `\u{1b}`; newlines and tabs too, so that one line
/// stays one line.
pub fn visible(text: &str) -> Cow<'_, str> {
    // Most text is ASCII; its only hidden characters are the controls.
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

/// The same for a text of several lines: newlines and tabs stay.
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

/// The text as coach stores it in a file for other programs. Keeps every letter, and the marks that scripts
/// and emoji need; a line ends with a newline. Makes visible: control characters, and marks that reorder
/// text or separate lines.
pub fn kept(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    for c in text.replace("\r\n", "\n").chars() {
        match c {
            '\n' | '\t' => kept.push(c),
            _ if c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}') => {
                kept.push_str(&visible(c.encode_utf8(&mut [0; 4])));
            }
            _ => kept.push(c),
        }
    }
    kept
}

/// Escapes one line for Markdown, so that it renders as it is.
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

/// The same at the beginning of a line, where a list, a rule, the underline of a title or a fence could
/// begin.
pub fn markdown_line(text: &str) -> String {
    let text = markdown(text);
    let ends = |rest: &str| rest.is_empty() || rest.starts_with(char::is_whitespace);
    let is_all_of = |of: char| !text.is_empty() && text.chars().all(|c| c == of || c.is_whitespace());
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let number = &text[..text.len() - rest.len()];
    let is_item = text.strip_prefix(['+', '-']).is_some_and(ends);
    if text.starts_with("~~~") || is_all_of('=') || is_all_of('-') || is_item {
        format!("\\{text}")
    } else if !number.is_empty() && rest.strip_prefix(['.', ')']).is_some_and(ends) {
        format!("{number}\\{rest}")
    } else {
        text
    }
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
    fn nothing_begins_in_markdown_where_a_line_begins() {
        for (line, escaped) in [
            ("~~~", "\\~~~"),
            ("===", "\\==="),
            ("---", "\\---"),
            ("+ x", "\\+ x"),
            ("- x", "\\- x"),
            ("1) z", "1\\) z"),
            ("12. z", "12\\. z"),
            ("1.", "1\\."),
            ("- - -", "\\- - -"),
            ("=1+1", "=1+1"),
            ("-5 h", "-5 h"),
            ("1.5 h", "1.5 h"),
            ("3 x", "3 x"),
            ("* x", "\\* x"),
        ] {
            assert_eq!(markdown_line(line), escaped);
        }
    }

    #[test]
    fn a_file_keeps_what_is_text() {
        assert_eq!(kept("a\tb\r\nc\rd\n\u{1b}[2J\u{85}\u{7f}"), "a\tb\nc\\rd\n\\u{1b}[2J\\u{85}\\u{7f}");
        let marks = "\u{200f}\u{200e}\u{ad}\u{200b}\u{200d}\u{2060}\u{e0067}é";
        assert_eq!(kept(marks), marks);
        assert_eq!(kept("a\u{202e}b\u{2066}c\u{2028}"), "a\\u{202e}b\\u{2066}c\\u{2028}");
    }

    #[test]
    fn lines_and_tabs_stay() {
        assert_eq!(visible_lines("a\tb\r\nc\u{1b}[2J\n"), "a\tb\\r\nc\\u{1b}[2J\n");
        assert_eq!(visible_lines(""), "");
    }
}
