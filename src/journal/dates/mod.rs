//! Parses days in words: `friday`, `in 2 weeks`, `eom`, `28 nov`, and the `by friday` at the end of an
//! action. Holds no clock: the caller passes the day of today. Never guesses: refuses an ambiguous or unknown
//! phrase with a message that gives examples.

mod calendar_dates;
mod day_spans;
mod due_suffix;
mod lexer;
mod misspelled_dates;
mod period_ends;
mod phrase_repair;
pub(crate) mod topic_days;

#[cfg(test)]
mod tests;

use std::fmt;

pub use day_spans::{Span, every, span_after, span_days};
pub use due_suffix::FollowUpLine;
pub use due_suffix::date_evidence::{misspelt, names_a_time, slips};
pub(crate) use lexer::is_ordinal;

use super::records::settings::DateOrder;
use super::values::day::{Day, Weekday};
use lexer::{Token, Unit, tokens};

/// The direction in which coach looks for a day without a year or week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Due dates: the next such day.
    Forward,
    /// The date of a session: the latest such day.
    Back,
}

/// The facts on which the meaning of a phrase depends.
#[derive(Clone, Copy, Debug)]
pub struct Calendar {
    pub today: Day,
    /// How to read `12/01`. If `None`, coach refuses a date that has a meaning in both orders.
    pub order: Option<DateOrder>,
    /// The place of the setting, if coach cannot read it.
    pub unread_order: Option<UnreadOrder>,
}

/// The place in `coach.toml` of a setting that coach cannot read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnreadOrder {
    /// 0 if the whole file cannot be read.
    pub line: usize,
    pub column: usize,
}

impl fmt::Display for UnreadOrder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => f.write_str("coach.toml"),
            line => write!(f, "coach.toml:{line}:{}", self.column),
        }
    }
}

/// Why a phrase is not a day.
enum Refusal {
    /// The phrase has no form of a day that coach knows.
    NotADay,
    /// The part of the message that follows the quoted phrase.
    Because(String),
}

/// `None`: this grammar does not match; try the next one.
type ParsedDay = Option<Result<Day, Refusal>>;

fn because(why: &str) -> Refusal {
    Refusal::Because(why.to_string())
}

/// Returns the day, or fails if the arithmetic left the years of a journal.
fn in_range(day: Option<Day>) -> Result<Day, Refusal> {
    day.ok_or_else(|| because("is outside the years 1900 to 2199"))
}

impl Calendar {
    /// Returns the day that a phrase means. Words with their own direction (`tomorrow`, `last friday`,
    /// `3 days ago`, `+2w`) and full dates mean the same day for either `look`. The caller checks whether a
    /// past or a future day makes sense.
    pub fn day(&self, text: &str, look: Direction) -> Result<Day, String> {
        let text = text.trim();
        let examples = match look {
            Direction::Forward => "try friday, next tuesday, in 2 weeks, eom, 28 nov or 2026-11-28",
            Direction::Back => "try friday, yesterday, 3 days ago, 28 nov or 2026-11-28",
        };
        if text.is_empty() {
            return Err(format!("a date is missing ({examples})"));
        }
        let lower = text.to_lowercase();
        let read = tokens(&lower).and_then(|tokens| {
            self.near(&tokens, look)
                .or_else(|| self.span(&tokens, look))
                .or_else(|| self.end(&tokens, look))
                .or_else(|| self.written(&tokens, look))
        });
        read.unwrap_or(Err(Refusal::NotADay)).map_err(|refusal| match refusal {
            Refusal::NotADay => format!("{text:?} is not a date ({examples})"),
            Refusal::Because(why) => format!("{text:?} {why}"),
        })
    }

    /// Whether the text is two days, of which the settings choose neither: `12/11`, `12.11.2026`.
    pub(crate) fn is_two_days(&self, text: &str) -> bool {
        let read = |order| Calendar { order, ..*self }.day(text, Direction::Back).is_ok();
        text.starts_with(|c: char| c.is_ascii_digit())
            && !read(self.order)
            && [DateOrder::DayFirst, DateOrder::MonthFirst].into_iter().all(|order| read(Some(order)))
    }

    /// Days relative to today: `today`, `friday`, `next friday`, `next week`.
    fn near(&self, tokens: &[Token], look: Direction) -> ParsedDay {
        use Token::{Unit as OfUnit, Weekday, Word};
        Some(match tokens {
            [Word("today")] => Ok(self.today),
            [Word("tomorrow")] => in_range(self.today.plus_days(1)),
            [OfUnit(Unit::Day), Word("before"), Word("yesterday")]
            | [Word("the"), OfUnit(Unit::Day), Word("before"), Word("yesterday")] => {
                in_range(self.today.plus_days(-2))
            }
            [Word("yesterday")] => in_range(self.today.plus_days(-1)),
            [Weekday(weekday)] => self.bare_weekday(*weekday, look),
            [Word("this"), Weekday(weekday)] => self.this_weekday(*weekday, look),
            [Word("next"), Weekday(weekday)] => self.weekday_of_week(1, *weekday),
            // Not the Friday of the previous week: on a Saturday, people mean yesterday.
            [Word("last"), Weekday(weekday)] => {
                let back = i64::from(self.days_since_weekday(*weekday));
                in_range(self.today.plus_days(if back == 0 { -7 } else { -back }))
            }
            [Weekday(weekday), Word("next"), OfUnit(Unit::Week)]
            | [Word("next"), OfUnit(Unit::Week), Weekday(weekday)] => self.weekday_of_week(1, *weekday),
            [Weekday(weekday), Word("this"), OfUnit(Unit::Week)] => self.this_weekday(*weekday, look),
            [OfUnit(Unit::Day), Word("after"), Word("tomorrow")]
            | [Word("the"), OfUnit(Unit::Day), Word("after"), Word("tomorrow")] => {
                in_range(self.today.plus_days(2))
            }
            [Word("next"), OfUnit(Unit::Week)] => self.weekday_of_week(1, super::values::day::Weekday::Mon),
            [Word("next"), OfUnit(Unit::Month)] => {
                let then = self.today.plus_months(1);
                in_range(then.and_then(|then| Day::new(then.year(), then.month(), 1)))
            }
            _ => return None,
        })
    }

    /// Returns how many days ago the latest such day was, 0 to 6.
    fn days_since_weekday(&self, weekday: Weekday) -> u32 {
        let today = self.today.weekday().num_days_from_monday();
        (today + 7 - weekday.num_days_from_monday()) % 7
    }

    /// A weekday without other words. Forward, the day is never today: on a Friday, `friday` is a week later.
    /// Back, it is today or one of the six days before.
    fn bare_weekday(&self, weekday: Weekday, look: Direction) -> Result<Day, Refusal> {
        let back = i64::from(self.days_since_weekday(weekday));
        in_range(self.today.plus_days(match look {
            Direction::Forward => 7 - back,
            Direction::Back => -back,
        }))
    }

    /// The weekday of the current week. Fails if that day is in the other direction than `look`.
    fn this_weekday(&self, weekday: Weekday, look: Direction) -> Result<Day, Refusal> {
        let day = self.weekday_of_week(0, weekday)?;
        match look {
            Direction::Forward if day < self.today => {
                Err(Refusal::Because(format!("was {day}, which is in the past")))
            }
            Direction::Back if day > self.today => {
                Err(Refusal::Because(format!("is {day}, which is in the future")))
            }
            _ => Ok(day),
        }
    }

    /// The weekday of the week that is `weeks` after the current one. A week begins on Monday.
    fn weekday_of_week(&self, weeks: i64, weekday: Weekday) -> Result<Day, Refusal> {
        let today = i64::from(self.today.weekday().num_days_from_monday());
        let wanted = i64::from(weekday.num_days_from_monday());
        in_range(self.today.plus_days(weeks * 7 + wanted - today))
    }
}
