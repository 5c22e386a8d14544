//! JSON that is safe to look at: what a terminal would act on is an escape in it, and the value
//! that is read back is the same.

use std::fmt::Write;

use serde::Serialize;

use crate::escape::is_hidden;

pub fn pretty<T: Serialize>(value: &T) -> serde_json::Result<String> {
    let mut text = escaped(&serde_json::to_string_pretty(value)?);
    text.push('\n');
    Ok(text)
}

/// serde_json escapes only C0. Between its strings stands nothing hidden but the newlines it laid
/// out, and inside them a newline is `\n` already: so what is hidden here is inside a string.
pub fn escaped(json: &str) -> String {
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
