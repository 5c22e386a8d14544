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
