//! Folds a text as people compare it: without case, accents, Unicode form and typographic punctuation.
//! `José`, `jose` and `JOSE` with a separate accent become one text, and so do `don't` and `don’t`.

/// A folded text, and the original bytes of each of its bytes.
pub(crate) struct Folded {
    text: String,
    /// The byte range in the original for each byte of `text`, including the accents after it.
    from: Vec<(usize, usize)>,
}

impl Folded {
    pub(crate) fn of(text: &str) -> Folded {
        let mut folded = Folded { text: String::new(), from: Vec::new() };
        let mut whole = 0;
        for (start, c) in text.char_indices() {
            let end = start + c.len_utf8();
            let before = folded.text.len();
            if let Some(voiced) = folded.text.chars().next_back().and_then(|last| voiced(last, c)) {
                folded.text.pop();
                folded.text.push(voiced);
            } else {
                push(&mut folded.text, c);
            }
            if folded.text.len() > before {
                whole = before;
                folded.from.resize(folded.text.len(), (start, end));
            } else {
                // An accent or a character without a width belongs to the character before it.
                folded.from[whole..].iter_mut().for_each(|(_, to)| *to = end)
            }
        }
        folded
    }

    /// Returns the byte ranges of the original that match a folded word.
    pub(crate) fn find(&self, word: &str) -> Vec<(usize, usize)> {
        let place = |at: usize| Some((self.from.get(at)?.0, self.from.get(at + word.len() - 1)?.1));
        if word.is_empty() {
            return Vec::new();
        }
        self.text.match_indices(word).filter_map(|(at, _)| place(at)).collect()
    }
}

/// Returns only the folded text.
pub(crate) fn fold(text: &str) -> String {
    Folded::of(text).text
}

/// Folds a name for comparison: with one space between its words.
pub(crate) fn name(text: &str) -> String {
    fold(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Turns `Ruiz, Ana` into `ana ruiz`. `None` if the name does not have exactly one comma.
pub(crate) fn turned(typed: &str) -> Option<String> {
    let (last, first) = typed.split_once(',').filter(|(_, first)| !first.contains(','))?;
    Some(name(&format!("{first} {last}")))
}

fn push(text: &mut String, c: char) {
    match c {
        _ if c.is_ascii() => text.push(c.to_ascii_lowercase()),
        _ if c.is_whitespace() => text.push(' '),
        '‘' | '’' | '‚' | '‛' | '′' | '´' | 'ʼ' | 'ʹ' => text.push('\''),
        '“' | '”' | '„' | '‟' | '″' | '«' | '»' => text.push('"'),
        '‹' | '›' => text.push('\''),
        '\u{2010}'..='\u{2015}' | '−' => text.push('-'),
        '…' => text.push_str("..."),
        _ if is_invisible(c) => {}
        _ if is_kept(c) => text.push(c),
        // Letters and digits of every alphabet become Latin letters, as in handles.
        _ if c.is_alphanumeric() => match deunicode::deunicode_char(c).map(str::trim) {
            Some(plain) if !plain.is_empty() => text.push_str(&plain.to_ascii_lowercase()),
            _ => text.extend(c.to_lowercase()),
        },
        // `№`, `™` and similar characters are several letters in one.
        '\u{2100}'..='\u{214f}' => match deunicode::deunicode_char(c) {
            Some(plain) => {
                text.extend(plain.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()))
            }
            None => text.push(c),
        },
        _ => text.extend(c.to_lowercase()),
    }
}

/// Whether a character is an accent or has no width: it changes no word.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}'
        | '\u{fe20}'..='\u{fe2f}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

/// Whether a character is an ideograph or kana. In Latin letters it would match other words that sound alike.
fn is_kept(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

/// Returns `が` for `か` and a separate voicing mark: the next character in Unicode.
fn voiced(last: char, mark: char) -> Option<char> {
    let step = match mark {
        '\u{3099}' => 1,
        '\u{309a}' => 2,
        _ => return None,
    };
    match last {
        'う' => Some('ゔ'),
        'ウ' => Some('ヴ'),
        '\u{304b}'..='\u{307b}' | '\u{30ab}'..='\u{30db}' => char::from_u32(u32::from(last) + step),
        _ => Some(last),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_in_two_ways_is_one_text() {
        for (one, other) in [
            ("José", "jose"),
            ("JOSE\u{301}", "José"),
            ("Zoë", "zoe\u{308}"),
            ("Việt", "Vie\u{323}\u{302}t"),
            ("Straße", "STRASSE"),
            ("Ærø", "aero"),
            ("don’t", "don't"),
            ("“why”", "\"why\""),
            ("2019–2020", "2019-2020"),
            ("well…", "well..."),
            ("five\u{a0}whys", "five whys"),
            ("co\u{ad}operate", "cooperate"),
            ("ﬁrst", "first"),
            ("ＡＢＣ１", "abc1"),
            ("Йод", "И\u{306}од"),
            ("Αθήνα", "ΑΘΗΝΑ"),
            ("한국", "\u{1112}\u{1161}\u{11ab}\u{1100}\u{116e}\u{11a8}"),
            ("ガーデン", "カ\u{3099}ーデン"),
            ("ぱ", "は\u{309a}"),
        ] {
            assert_eq!(fold(one), fold(other), "{one} {other}");
        }
        for (one, other) in
            [("日本", "ri ben"), ("ana", "anna"), ("resume", "resumed"), ("€", "eur"), ("か", "が")]
        {
            assert_ne!(fold(one), fold(other), "{one} {other}");
        }
    }

    #[test]
    fn a_word_is_found_where_it_is_in_the_original() {
        let found = |text: &str, word: &str| -> Vec<String> {
            Folded::of(text)
                .find(&fold(word))
                .into_iter()
                .map(|(from, to)| text[from..to].to_string())
                .collect()
        };
        assert_eq!(found("ask Jose\u{301}, not JOSÉ", "josé"), ["Jose\u{301}", "JOSÉ"]);
        assert_eq!(found("It’s a ﬁrst…", "it's"), ["It’s"]);
        assert_eq!(found("It’s a ﬁrst…", "first..."), ["ﬁrst…"]);
        // İ is two characters in lower case, and ẞ is two letters.
        assert_eq!(found("İİ ẞ key", "key"), ["key"]);
        assert_eq!(found("nothing", ""), [] as [String; 0]);
        assert_eq!(found("\u{301}x", "x"), ["x"]);
    }
}
