//! Trims the end of a text as people type it: full stops, brackets, quotes and courtesies around a closing
//! date. Never looks at the date itself.

/// A text without the words at its end that say nothing about a date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TrimmedText {
    /// The text up to the last word of a possible closing date.
    pub core: String,
    /// Words such as `if possible`. They say nothing about the day, so they stay in the text.
    pub kept: String,
    /// How the text ends.
    pub mark: Mark,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    None,
    /// The text ends with a question mark, so its last words belong to the question.
    Asked,
    /// The text ends with a quote, so its last words are text.
    Quoted,
}

/// Courtesies that people add to a request, and phrases that say no more than `by`.
const COURTESY: &[&str] = &[
    "at the latest",
    "at latest",
    "latest",
    "please",
    "pls",
    "plz",
    "thank you",
    "thanks",
    "thx",
    "ty",
    "cheers",
    "okay",
    "ok",
];

/// Conditions of a promise. They stay in the text.
const CONDITIONS: &[&str] =
    &["if possible", "if you can", "if you could", "if that works", "if at all possible"];

const STOPS: [char; 6] = ['.', '!', '…', '。', '！', ';'];
const QUOTES: [char; 8] = ['"', '\'', '”', '’', '»', '“', '`', '」'];

impl TrimmedText {
    pub(crate) fn of(text: &str) -> TrimmedText {
        let (mut rest, mut kept) = (text.trim(), Vec::new());
        let mut mark = Mark::None;
        loop {
            let bare = without_stops(rest);
            let (open, asked) = match bare.strip_suffix(['?', '？']) {
                Some(open) => (open.trim_end_matches(['?', '？', '!']), true),
                None => (bare, false),
            };
            if let Some(before) = without_last(open, COURTESY) {
                rest = before;
            } else if let Some(before) = without_last(open, CONDITIONS) {
                kept.insert(0, open[before.len()..].trim_start_matches([',', ' ']));
                rest = before;
            } else {
                rest = bare;
                if asked {
                    mark = Mark::Asked;
                }
                break;
            }
        }
        if rest.ends_with(QUOTES) {
            mark = Mark::Quoted;
        }
        let core = without_brackets(rest).unwrap_or_else(|| rest.to_string());
        TrimmedText { core, kept: kept.join(" "), mark }
    }
}

/// Removes full stops and words without letters, such as a smiley. The full stop of `28.11.` belongs to the
/// day.
fn without_stops(text: &str) -> &str {
    let mut rest = text.trim_end();
    loop {
        let last = rest.split_whitespace().next_back().unwrap_or_default();
        let is_sign =
            !last.chars().any(|c| c.is_alphanumeric() || QUOTES.contains(&c) || matches!(c, '?' | '+'));
        let is_dated = last.ends_with('.') && super::date_evidence::dotted_pair(last);
        let is_bracket = last.ends_with([')', ']', '}']) && last.chars().count() == 1;
        let shorter = match last {
            "" => return rest,
            _ if is_sign && !is_bracket && !last.ends_with(['(', '[']) => {
                rest[..rest.len() - last.len()].trim_end()
            }
            _ if is_dated => return rest,
            _ => rest.trim_end_matches(STOPS).trim_end(),
        };
        if shorter.len() == rest.len() || shorter.is_empty() {
            return rest;
        }
        rest = shorter;
    }
}

/// Returns the text before one of `phrases` at its end.
fn without_last<'a>(text: &'a str, phrases: &[&str]) -> Option<&'a str> {
    phrases.iter().find_map(|phrase| {
        let at = text.len().checked_sub(phrase.len())?;
        let (before, last) = (text.get(..at)?, text.get(at..)?);
        let is_whole = before.ends_with(|c: char| c.is_whitespace() || matches!(c, ',' | '-' | '–' | '—'));
        let before = before.trim_end().trim_end_matches([',', '-', '–', '—']).trim_end();
        (last.eq_ignore_ascii_case(phrase) && is_whole && !before.is_empty()).then_some(before)
    })
}

/// Turns `Send it (by friday)` into `Send it by friday`. `None` if the brackets hold more than a time.
fn without_brackets(text: &str) -> Option<String> {
    let (open, close) = match text.chars().next_back()? {
        ')' => ('(', ')'),
        ']' => ('[', ']'),
        _ => return None,
    };
    let (before, inner) = text.strip_suffix(close)?.rsplit_once(open)?;
    let inner = TrimmedText::of(inner);
    let is_time = inner.mark == Mark::None && super::without_keyword::is_closing_alone(&inner.core);
    is_time.then(|| format!("{} {}", before.trim_end(), inner.core))
}
