//! Parses the line as the user typed it in bash or fish: removes quotes and backslashes, and reports the
//! quote that is open at the cursor. Substitutions such as `$(…)` stay as typed.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;

/// The quote that is open at a position of the line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Quote {
    #[default]
    None,
    Single,
    Double,
    /// `$'…'`, in which a backslash begins an escape.
    Escaping,
}

/// One word: its start in the line, its value, and the quote that is open at its end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct TypedWord {
    pub start: usize,
    pub value: Vec<u8>,
    pub open: Quote,
    /// The file of a redirection (`> file`), which is not a word of the command.
    pub is_redirected: bool,
}

impl TypedWord {
    pub(super) fn text(self) -> OsString {
        OsString::from_vec(self.value)
    }
}

/// The words of a bash line up to the cursor. The current word is last and may be empty. `None` if the cursor
/// is inside a substitution, after a single backslash, or in another command.
pub(super) fn bash(line: &[u8]) -> Option<Vec<TypedWord>> {
    let mut words = Vec::new();
    let mut word: Option<TypedWord> = None;
    let mut redirected = false;
    let mut at = 0;
    while at < line.len() {
        let open = word.as_ref().map_or(Quote::None, |word| word.open);
        let byte = line[at];
        if open == Quote::None && b" \t\n".contains(&byte) {
            words.extend(word.take());
            at += 1;
            continue;
        }
        if open == Quote::None && b"<>".contains(&byte) {
            words.extend(word.take());
            (redirected, at) = (true, at + 1);
            continue;
        }
        if open == Quote::None && b";|&()".contains(&byte) {
            return None;
        }
        let start = at;
        let word = word.get_or_insert_with(|| TypedWord {
            start,
            is_redirected: std::mem::take(&mut redirected),
            ..TypedWord::default()
        });
        at += step(&line[at..], word)?;
    }
    let last = || TypedWord { start: line.len(), is_redirected: redirected, ..TypedWord::default() };
    words.push(word.unwrap_or_else(last));
    Some(words)
}

/// Parses the next piece of a word. Returns its length in bytes.
fn step(rest: &[u8], word: &mut TypedWord) -> Option<usize> {
    let next = rest.get(1).copied();
    match (word.open, rest[0]) {
        (Quote::None, b'\'') => word.open = Quote::Single,
        (Quote::None, b'"') => word.open = Quote::Double,
        (Quote::Single | Quote::Escaping, b'\'') | (Quote::Double, b'"') => word.open = Quote::None,
        (Quote::None, b'$') if next == Some(b'\'') => {
            word.open = Quote::Escaping;
            return Some(2);
        }
        (Quote::None | Quote::Double, b'$' | b'`') => {
            let length = substitution(rest)?;
            word.value.extend_from_slice(&rest[..length]);
            return Some(length);
        }
        (Quote::None | Quote::Double, b'\\') if next? == b'\n' => return Some(2),
        (Quote::None, b'\\') => {
            word.value.push(next?);
            return Some(2);
        }
        (Quote::Double, b'\\') if b"$`\"\\".contains(&next?) => {
            word.value.extend(next);
            return Some(2);
        }
        (Quote::Escaping, b'\\') => {
            let (bytes, length) = escape(&rest[1..])?;
            word.value.extend_from_slice(&bytes);
            return Some(length + 1);
        }
        (_, byte) => word.value.push(byte),
    }
    Some(1)
}

/// The length of a substitution that begins with `$` or a backtick. `None` if it does not end.
fn substitution(rest: &[u8]) -> Option<usize> {
    let (open, close) = match (rest[0], rest.get(1)) {
        (b'`', _) => return rest[1..].iter().position(|byte| *byte == b'`').map(|end| end + 2),
        (_, Some(b'(')) => (b'(', b')'),
        (_, Some(b'{')) => (b'{', b'}'),
        _ => return Some(1),
    };
    let mut depth = 0;
    for (at, byte) in rest.iter().enumerate() {
        depth += i32::from(*byte == open) - i32::from(*byte == close);
        if *byte == close && depth == 0 {
            return Some(at + 1);
        }
    }
    None
}

/// Parses the escape after a backslash in `$'…'`. Returns its bytes and its length.
fn escape(rest: &[u8]) -> Option<(Vec<u8>, usize)> {
    let first = *rest.first()?;
    let digits = |from: usize, most: usize, radix: u32| {
        let is_one = |byte: &&u8| (**byte as char).is_digit(radix);
        let length = rest[from..].iter().take(most).take_while(is_one).count();
        let text = std::str::from_utf8(&rest[from..from + length]).unwrap_or_default();
        (u32::from_str_radix(text, radix).ok(), from + length)
    };
    let letter = |number: Option<u32>| {
        let letter = number.and_then(char::from_u32)?;
        Some(letter.to_string().into_bytes())
    };
    Some(match first {
        b'x' => {
            let (number, length) = digits(1, 2, 16);
            (vec![u8::try_from(number?).ok()?], length)
        }
        b'0'..=b'7' => {
            let (number, length) = digits(0, 3, 8);
            (vec![(number? & 0xff) as u8], length)
        }
        b'u' | b'U' => {
            let (number, length) = digits(1, if first == b'u' { 4 } else { 8 }, 16);
            (letter(number)?, length)
        }
        _ => {
            const NAMED: &[(u8, u8)] = &[
                (b'a', 7),
                (b'b', 8),
                (b'e', 27),
                (b'E', 27),
                (b'f', 12),
                (b'n', 10),
                (b'r', 13),
                (b't', 9),
                (b'v', 11),
            ];
            let named = NAMED.iter().find(|(name, _)| *name == first).map_or(first, |(_, byte)| *byte);
            (vec![named], 1)
        }
    })
}

/// The value of a fish word, whose quote may still be open.
pub(super) fn fish(raw: &[u8]) -> Vec<u8> {
    let (mut value, mut open, mut at) = (Vec::new(), None, 0);
    while let Some(byte) = raw.get(at).copied() {
        at += 1;
        let next = raw.get(at).copied();
        match (open, byte) {
            (None, b'\'' | b'"') => open = Some(byte),
            (Some(quote), byte) if byte == quote => open = None,
            (None, b'\\') => match escape(&raw[at..]) {
                // In fish `\X` is a byte, like `\x`.
                _ if next == Some(b'X') => {
                    let digits = [&b"x"[..], &raw[at + 1..]].concat();
                    let Some((bytes, length)) = escape(&digits) else { break };
                    value.extend(bytes);
                    at += length;
                }
                // In fish these are plain characters.
                Some((bytes, length)) if !matches!(next, Some(b'0'..=b'7' | b'E')) => {
                    value.extend(bytes);
                    at += length;
                }
                _ => {
                    value.extend(next);
                    at += 1;
                }
            },
            (Some(quote), b'\\') if next == Some(quote) || next == Some(b'\\') => {
                value.extend(next);
                at += 1;
            }
            (Some(b'"'), b'\\') if next == Some(b'$') => {
                value.extend(next);
                at += 1;
            }
            (_, byte) => value.push(byte),
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<(String, Quote)> {
        let words = bash(line.as_bytes()).unwrap();
        words.into_iter().map(|word| (String::from_utf8(word.value).unwrap(), word.open)).collect()
    }

    #[test]
    fn a_line_of_bash_means_its_words() {
        use Quote::*;
        let last = |line: &str| words(line).pop().unwrap();
        let one = |text: &str, open| (text.to_string(), open);
        assert_eq!(words("coach  log "), [one("coach", None), one("log", None), one("", None)]);
        assert_eq!(last(r"a\ b\'c"), one("a b'c", None));
        assert_eq!(last(r"'a b\"), one(r"a b\", Single));
        assert_eq!(last(r#""a \"\$x\y"#), one(r#"a "$x\y"#, Double));
        assert_eq!(last(r#""it"\''s 'x"#), one("it's x", None));
        assert_eq!(last(r"$'a\x1b[\n\u00e9\101\'"), one("a\u{1b}[\né\u{41}'", Escaping));
        assert_eq!(last(r"--set='go"), one("--set=go", Single));
        assert_eq!(last(r"$(date +'%d' (x)) y"), one("y", None));
        assert_eq!(last("a$(b c)d`e f`${g h}"), one("a$(b c)d`e f`${g h}", None));
    }

    #[test]
    fn a_cursor_that_coach_cannot_place_gets_no_answer() {
        for line in ["coach log $(da", "coach log `da", "coach log ${x", r"coach log a\", "a; b", "a | b"] {
            assert_eq!(bash(line.as_bytes()), None, "{line}");
        }
        let redirected = bash(b"coach export json > fi").unwrap();
        assert!(redirected.last().unwrap().is_redirected);
        assert!(!bash(b"coach export 2>x js").unwrap().last().unwrap().is_redirected);
    }

    #[test]
    fn a_word_of_fish_means_its_value() {
        for (typed, meant) in [
            ("plain", "plain"),
            (r"a\ b\$c\'", "a b$c'"),
            (r"'a b\'c\\d\e", r"a b'c\d\e"),
            (r#""a \"b\$c\e"#, r#"a "b$c\e"#),
            (r"a\nb\ec\x41\u00e9", "a\nb\u{1b}cAé"),
            (r"\Xc3\Xa9", "é"),
            (r"a\", "a"),
        ] {
            assert_eq!(String::from_utf8(fish(typed.as_bytes())).unwrap(), meant, "{typed}");
        }
    }
}
