//! JSON that is safe to print: characters that a terminal would act on are escaped. The parsed value stays
//! the same.

use std::fmt::Write;

use serde::Serialize;

use crate::escape::is_hidden;

pub(super) fn pretty<T: Serialize>(value: &T) -> serde_json::Result<String> {
    let mut text = escaped(&serde_json::to_string_pretty(value)?);
    text.push('\n');
    Ok(text)
}

/// Escapes the hidden characters of JSON text. serde_json escapes only C0 controls. Outside strings, its
/// output has no hidden character except newlines of the layout; inside strings, a newline is `\n` already.
/// So every other hidden character is inside a string, where an escape is valid.
pub(super) fn escaped(json: &str) -> String {
    let mut text = String::with_capacity(json.len() + 1);
    for c in json.chars() {
        if c == '\n' || !is_hidden(c) {
            text.push(c);
            continue;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            let _ = write!(text, "\\u{unit:04x}");
        }
    }
    text
}
