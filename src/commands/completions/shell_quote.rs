//! Quotes a value for a shell, so that the shell reads back exactly this value and executes no part of it.
//! Control characters become escapes, so that a terminal shows them and does not interpret them.

use std::ffi::OsStr;
use std::fmt::Write;
use std::os::unix::ffi::OsStrExt;

use super::typed_line::Quote;
use crate::escape::is_hidden;

/// The characters of the value, and each byte that is not UTF-8.
fn pieces(value: &[u8]) -> impl Iterator<Item = Result<char, u8>> {
    value
        .utf8_chunks()
        .flat_map(|chunk| chunk.valid().chars().map(Ok).chain(chunk.invalid().iter().map(|byte| Err(*byte))))
}

/// Whether a terminal shows every character of the value as it is.
pub(super) fn is_visible(value: &OsStr) -> bool {
    pieces(value.as_bytes()).all(|piece| piece.is_ok_and(|c| !is_hidden(c)))
}

/// Quotes the value for bash, to follow a word in which the quote `open` is open.
pub(super) fn bash(value: &[u8], open: Quote) -> String {
    let mut quoted = String::new();
    let mut hidden: Vec<u8> = Vec::new();
    for piece in pieces(value) {
        match piece {
            Ok(c) if !is_hidden(c) => {
                escape(&mut hidden, open, &mut quoted);
                letter(c, open, &mut quoted);
            }
            Ok(c) => hidden.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
            Err(byte) => hidden.push(byte),
        }
    }
    escape(&mut hidden, open, &mut quoted);
    quoted
}

/// Writes one character. A `!` goes outside double quotes, because bash expands history inside them.
fn letter(c: char, open: Quote, quoted: &mut String) {
    match (open, c) {
        (Quote::None, c) if !c.is_ascii() || c.is_ascii_alphanumeric() || "_-./,+:=@%".contains(c) => {
            quoted.push(c);
        }
        (Quote::Single, '\'') => quoted.push_str(r"'\''"),
        (Quote::Double, '!') => quoted.push_str(r#""\!""#),
        (Quote::Single, c) => quoted.push(c),
        (Quote::Double, c) if !r#"\"$`"#.contains(c) => quoted.push(c),
        (Quote::Escaping, c) if !r"\'".contains(c) => quoted.push(c),
        (_, c) => quoted.extend(['\\', c]),
    }
}

/// Writes the hidden bytes as `$'\x1b'`, outside the open quote.
fn escape(hidden: &mut Vec<u8>, open: Quote, quoted: &mut String) {
    if hidden.is_empty() {
        return;
    }
    let (before, after) = match open {
        Quote::None => ("$'", "'"),
        Quote::Single => ("'$'", "''"),
        Quote::Double => ("\"$'", "'\""),
        Quote::Escaping => ("", ""),
    };
    quoted.push_str(before);
    for byte in hidden.drain(..) {
        let _ = write!(quoted, "\\x{byte:02x}");
    }
    quoted.push_str(after);
}

/// Quotes the value for PowerShell, which accepts each of these characters as a closing quote.
pub(super) fn powershell(value: &str) -> String {
    if !value.is_empty() && value.chars().all(|c| c.is_ascii_alphanumeric() || "_-./=+:\\".contains(c)) {
        return value.to_string();
    }
    let mut quoted = String::from("'");
    for c in value.chars() {
        let is_quote = matches!(c, '\'' | '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{201b}');
        quoted.extend(std::iter::repeat_n(c, if is_quote { 2 } else { 1 }));
    }
    quoted.push('\'');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOSTILE: &str = "a b$(touch x)`y`'\"\\!*?[~#;&|<>{}\n\u{1b}[2J\u{202e}é";

    /// The word as bash parses it, by `typed_line::bash`, which expands nothing.
    fn read(line: &str) -> Vec<u8> {
        let words = super::super::typed_line::bash(line.as_bytes()).unwrap();
        assert_eq!(words.len(), 1, "{line}");
        words.into_iter().next().unwrap().value
    }

    #[test]
    fn bash_reads_each_value_back_in_each_quote() {
        let value = [HOSTILE.as_bytes(), b"\xff\xfe"].concat();
        for (open, before, after) in [
            (Quote::None, "", ""),
            (Quote::Single, "'", "'"),
            (Quote::Double, "\"", "\""),
            (Quote::Escaping, "$'", "'"),
        ] {
            let quoted = bash(&value, open);
            assert!(quoted.chars().all(|c| !is_hidden(c)), "{quoted}");
            assert_eq!(read(&format!("{before}{quoted}{after}")), value, "{open:?}: {quoted}");
        }
        assert_eq!(bash(b"x$(touch y).csv", Quote::None), r"x\$\(touch\ y\).csv");
        assert_eq!(bash(b"--set=goal=", Quote::None), "--set=goal=");
        assert_eq!(bash(b"a\nb", Quote::Single), r"a'$'\x0a''b");
        assert_eq!(bash(b"a!b", Quote::Double), r#"a"\!"b"#);
    }

    #[test]
    fn powershell_gets_single_quotes() {
        assert_eq!(powershell("goal="), "goal=");
        assert_eq!(powershell("x$(y) 'z'"), "'x$(y) ''z'''");
        assert_eq!(powershell("a\u{2019}b"), "'a\u{2019}\u{2019}b'");
        assert_eq!(powershell(""), "''");
    }
}
