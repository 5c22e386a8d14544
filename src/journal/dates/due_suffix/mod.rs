//! Parses the closing words of an action or a follow-up: `by friday`, `on 5 dec every 2 weeks`, `tomorrow`.
//! Never drops a date in silence: if the last words name a time, coach parses or refuses them. A time within
//! the text, or in quotes at its end, stays text.

pub(crate) mod date_evidence;
mod distances;
pub(crate) mod keywords;
pub(crate) mod text_ending;
pub(crate) mod without_keyword;

use super::day_spans::{Span, clamped, interval, not_how_often};
use super::lexer::{Token, Unit, tokens};
use super::{Calendar, Direction, period_ends};
use crate::escape::says_nothing;
use crate::journal::values::day::{Day, Weekday};
use crate::journal::values::repeat::Every;
use date_evidence::dotted_pair;
use distances::distance_at_end;
use keywords::{Keyword, another_time, changes, closing, repeating, without_dangling_on};
use text_ending::{Mark, TrimmedText};
use without_keyword::{LastWords, bare};

/// A follow-up from one line, in its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FollowUpLine {
    pub ask: String,
    pub due: Option<Day>,
    pub every: Option<Every>,
    /// Whether the user wrote the day as the end of a month. A series then falls on the last day of each
    /// month.
    pub month_end: bool,
    /// The distance, if the user wrote the day as months from today and that month lacks today's day:
    /// `in a month` on the 31st.
    pub after: Option<Span>,
}

impl FollowUpLine {
    /// Returns the word before the day. After `2 weeks`, `on friday` may be the day from which the weeks
    /// count.
    pub fn preposition(&self) -> &'static str {
        if distance_at_end(&self.ask).is_some() { "by" } else { "on" }
    }

    /// Returns the first due day, and the day from which the series counts if that is another one. Without a
    /// day, the follow-up is due after one interval, or in a week if it does not repeat. `None`: beyond the
    /// calendar.
    pub fn first(&self, every: Option<Every>, today: Day) -> Option<(Day, Option<Day>)> {
        let due = match (self.due, every) {
            (Some(due), _) => due,
            (None, Some(every)) => every.next(today, today, today)?,
            (None, None) => today.plus_days(FIRST_FOLLOW_UP)?,
        };
        let wanted = match self.due {
            Some(_) if self.month_end => 31,
            Some(_) if self.after.is_none() => due.day_of_month(),
            _ => today.day_of_month(),
        };
        Some((due, every.and_then(|every| every.counts_from(due, wanted))))
    }
}

/// Days until a follow-up without a day is due.
const FIRST_FOLLOW_UP: i64 = 7;

/// A text without its closing time, and that time.
struct TextAndDay {
    what: String,
    due: Option<Day>,
    month_end: bool,
    after: Option<Span>,
}

impl Calendar {
    /// Parses `Rewrite the script by friday` into the action and its due day.
    pub fn action(&self, text: &str) -> Result<(String, Option<Day>), String> {
        let text = text.trim();
        let ending = TrimmedText::of(text);
        let repeats = |tail: &str| {
            let lower = text.to_lowercase();
            let is_every = ["every", "each"]
                .iter()
                .any(|word| lower.contains(&format!("{word} {}", tail.to_lowercase())));
            if closing_series(tail).is_err() && !is_every {
                return format!("{tail:?} repeats, but an action cannot repeat; {KEEP}");
            }
            format!(
                "\"every {tail}\" repeats, but an action cannot repeat (use a follow-up: --follow-up \"… every \
                 {tail}\"; {KEEP})"
            )
        };
        if ending.mark == Mark::None
            && let Some((_, tail)) = repeating(&ending.core)
        {
            return Err(repeats(tail));
        }
        if ending.mark == Mark::Asked {
            let core = ending.core.trim_end_matches(['?', '？', '!', ' ']);
            if let Some((_, tail, _)) = closing(core) {
                return Err(in_question(tail));
            }
            if let LastWords::Day(at) = bare(core) {
                return Err(in_question(&core[at..]));
            }
        }
        let closed = self.closed(text, &ending)?;
        if let (Some(_), Some((_, tail))) = (closed.due, repeating(&closed.what)) {
            return Err(repeats(tail));
        }
        Ok((kept(&closed.what, text, "the text of the action")?, closed.due))
    }

    /// Parses `How is the pipeline? on mon every 2 weeks` into the question, its day and its interval. The
    /// day and the interval may come in either order, and each may be missing.
    pub fn ask(&self, text: &str) -> Result<FollowUpLine, String> {
        let text = text.trim();
        let ending = TrimmedText::of(text);
        let mut series = None;
        let mut rest = ending.core.as_str();
        if ending.mark == Mark::None
            && let Some((before, tail)) = repeating(rest)
        {
            series = Some(closing_series(tail)?);
            rest = without_comma(without_dangling_on(before));
        }
        // Without its `every`, the text may end with a question mark or a quote.
        let left = match series {
            Some(_) => TrimmedText { kept: ending.kept.clone(), ..TrimmedText::of(rest) },
            None => ending.clone(),
        };
        let mut closed = self.closed(if series.is_some() { rest } else { text }, &left)?;
        if let (None, Some((before, tail))) = (series, repeating(&closed.what))
            && closed.due.is_some()
        {
            let before = without_comma(before);
            if another_time(before).is_some()
                || closing(before).is_some()
                || !matches!(bare(before), LastWords::Text)
            {
                return Err(format!("{text:?} has two dates; {KEEP}"));
            }
            series = Some(closing_series(tail)?);
            closed.what = before.to_string();
        }
        if let Some((_, Some(weekday))) = series {
            let day = match closed.due {
                Some(day) => day,
                None => self.day(&weekday.to_string(), Direction::Forward)?,
            };
            if day.weekday() != weekday {
                let is = day.weekday_name();
                return Err(format!("{day} is a {is}, so a series on every {weekday} cannot begin on it"));
            }
            closed.due = Some(day);
        }
        let every = series.map(|(every, _)| every);
        let ask = kept(&closed.what, text, "the question")?;
        Ok(FollowUpLine { ask, due: closed.due, every, month_end: closed.month_end, after: closed.after })
    }

    /// The day behind the last question mark, its words, and where the question ends. After the question, a day
    /// has only one meaning: "How was it? in a week".
    fn after_question(&self, core: &str) -> Result<Option<(usize, String, Day)>, String> {
        let Some((asked, tail)) = core.rsplit_once('?').filter(|(_, tail)| !tail.trim().is_empty()) else {
            return Ok(None);
        };
        let tail = tail.trim();
        let tail = ["- ", "– ", "— "].iter().find_map(|dash| tail.strip_prefix(dash)).unwrap_or(tail).trim();
        let said = said(tail);
        match self.day(&said, Direction::Forward) {
            Ok(day) => Ok(Some((asked.len() + 1, said, day))),
            Err(why) if date_evidence::is_time(tail) => Err(format!("{why}; {KEEP}")),
            Err(_) => Ok(None),
        }
    }

    /// Removes the time from the end of a text.
    fn closed(&self, text: &str, ending: &TrimmedText) -> Result<TextAndDay, String> {
        let core = ending.core.as_str();
        let whole = || TextAndDay { what: text.to_string(), due: None, month_end: false, after: None };
        match ending.mark {
            Mark::Quoted => return Ok(whole()),
            Mark::Asked => {
                let core = core.trim_end_matches(['?', '？', '!', ' ']);
                // The words after an earlier question mark are not a question of their own.
                let last = core.rsplit_once('?').map_or("", |(_, last)| last.trim());
                let is_time =
                    without_keyword::is_closing_alone(last) || self.day(last, Direction::Forward).is_ok();
                return if is_time { Err(in_question(last)) } else { Ok(whole()) };
            }
            Mark::None => {}
        }
        let cut = |before: &str, tail: &str, day: Day| {
            let before = without_comma(before);
            let what = [before, ending.kept.as_str()].join(" ").trim().to_string();
            let after = clamped(self.today, day, tail);
            TextAndDay { what, due: Some(day), month_end: period_ends::is_month_end(tail), after }
        };
        if let Some((before, tail, keyword)) = closing(core) {
            if keyword == Keyword::On
                && let Some(at) = distance_at_end(before)
            {
                return Err(self.unclear(&core[at..]));
            }
            let day = self.closing_day(before, tail, keyword)?;
            let asked = before.rfind('?').map_or(0, |at| at + 1);
            let in_words = match bare(&before[asked..]) {
                LastWords::Day(at) => Some(asked + at),
                LastWords::Text | LastWords::Unclear(_) => None,
            };
            if let Some(other) = another_time(before).or(in_words) {
                return Err(format!("{:?} has two dates; {KEEP}", &core[other..]));
            }
            return Ok(cut(before, tail, day));
        }
        if let Some((at, tail, day)) = self.after_question(core)? {
            return Ok(cut(&core[..at], &tail, day));
        }
        match bare(core) {
            LastWords::Text => Ok(whole()),
            LastWords::Day(at) => {
                let tail = &core[at..];
                let said = said(tail);
                let day = self.day(&said, Direction::Forward).map_err(|why| format!("{why}; {KEEP}"))?;
                Ok(cut(&core[..at], &said, day))
            }
            LastWords::Unclear(at) => Err(self.unclear(&core[at..])),
        }
    }

    /// Returns why coach refuses a time at the end of a text, and what to write for the day.
    fn unclear(&self, tail: &str) -> String {
        let lower = tail.to_lowercase();
        let is_span = matches!(
            tokens(&lower).as_deref(),
            Some([Token::Number(_) | Token::Count(_), Token::Unit(_)] | [Token::Span(..)])
        );
        match self.day(tail, Direction::Forward) {
            Ok(_) if is_span => {
                format!(
                    "{tail:?} is ambiguous: the date or a length (write \"in {tail}\" for the date, or {KEEP})"
                )
            }
            Ok(day) => {
                let by = if lower.starts_with("in ") || dotted_pair(&lower) {
                    day.to_string()
                } else {
                    tail.to_string()
                };
                format!(
                    "{tail:?} is ambiguous: the date or part of the text (write \"by {by}\" or \"on {by}\" for \
                     {day}, or {KEEP})"
                )
            }
            Err(why) => format!("{why}; {KEEP}"),
        }
    }

    fn closing_day(&self, before: &str, tail: &str, keyword: Keyword) -> Result<Day, String> {
        let lower = tail.to_lowercase();
        if dotted_pair(&lower) {
            return Err(format!(
                "{tail:?} is ambiguous: a date or a number (write 28 nov or 2026-11-28 for the date, or {KEEP})"
            ));
        }
        // "Cut the ramp-up by 2 weeks" and "grow by 5m" are about an amount, not a day.
        let tokens = tokens(&lower);
        let is_much = match tokens.as_deref() {
            Some([Token::Number(_) | Token::Count(_), Token::Unit(_)]) => changes(before),
            Some([Token::Span(_, Unit::Month)]) => true,
            _ => false,
        };
        if is_much && keyword == Keyword::By {
            return Err(format!(
                "{tail:?} is ambiguous: a date or an amount (write \"in {tail}\" for the date, or {KEEP})"
            ));
        }
        self.day(tail, Direction::Forward).map_err(|why| format!("{why}; {KEEP}"))
    }
}

const KEEP: &str = "put it in quotes to keep it as text";

/// Returns a closing time in lower case, with `in 2 weeks` for `within 2 weeks`, and without the `at` of
/// `at the end of the month`.
pub(crate) fn said(tail: &str) -> String {
    let lower = tail.to_lowercase();
    match lower.strip_prefix("within ") {
        Some(span) => format!("in {span}"),
        None => lower.strip_prefix("at ").filter(|rest| rest.contains("end")).unwrap_or(&lower).to_string(),
    }
}

fn in_question(tail: &str) -> String {
    format!(
        "{tail:?} is ambiguous: the date or part of the question (for the date, remove the question mark after it, \
         or {KEEP})"
    )
}

/// Returns the text before a closing time, or the whole text. Fails if it is empty or only signs.
fn kept(part: &str, text: &str, noun: &str) -> Result<String, String> {
    let is_whole = part.len() == text.len();
    let part = if is_whole { part } else { without_comma(part) };
    let is_sign =
        |c: char| c.is_ascii_punctuation() || "…–—¿¡？！。、，；：".contains(c) || c.is_whitespace();
    let is_empty = |text: &str| says_nothing(text) || text.chars().all(is_sign);
    match (is_empty(part), is_empty(text)) {
        (_, true) => Err(format!("{noun} is missing")),
        (true, _) => Err(format!("{noun} is missing before {text:?}")),
        _ => Ok(part.to_string()),
    }
}

/// Removes the comma or the dash before a closing time: `Send it - by friday`.
fn without_comma(text: &str) -> &str {
    let text = text.trim_end();
    let before_dash = [" -", " –", " —"].iter().find_map(|dash| text.strip_suffix(dash));
    before_dash.or(text.strip_suffix(',')).unwrap_or(text).trim_end()
}

/// Parses `2 weeks`, `monday` or `other monday` into the interval, and the weekday if the words name one.
fn closing_series(tail: &str) -> Result<(Every, Option<Weekday>), String> {
    let lower = tail.to_lowercase();
    let series = tokens(&lower).and_then(|tokens| match tokens.as_slice() {
        [Token::Weekday(weekday)] => Some((Every::Weeks(1), Some(*weekday))),
        [Token::Word("other") | Token::Ordinal(2), Token::Weekday(weekday)] => {
            Some((Every::Weeks(2), Some(*weekday)))
        }
        tokens => interval(tokens).map(|every| (every, None)),
    });
    series.ok_or_else(|| format!("{}; {KEEP}", not_how_often(tail)))
}
