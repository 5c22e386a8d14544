//! Parses distances (`in 2 weeks`, `3 days ago`, `2wd`) and the interval at which something repeats. Never
//! accepts a number without its unit.

use std::fmt;

use super::lexer::{Token, Unit, tokens};
use super::{Calendar, Direction, ParsedDay, because, in_range};
use crate::journal::values::day::{Day, Weekday};
use crate::journal::values::repeat::Every;

/// The longest span that [`span_days`] accepts: a hundred years.
const LONGEST: u32 = 36_500;

impl Calendar {
    /// `in 2 weeks`, `+3d`, `2w`, `a week ago`, `3 workdays`.
    pub(super) fn span(&self, tokens: &[Token], look: Direction) -> ParsedDay {
        let (amount, sign) = match tokens {
            [amount @ .., Token::Word("ago")] => (amount, -1),
            _ => forward(tokens),
        };
        let (count, unit) = distance(amount)?;
        if count == 0 {
            return Some(Err(because("is not a distance (try today)")));
        }
        // Under `Back`, `2w` may mean either direction.
        if sign == 0 && look == Direction::Back {
            return Some(Err(because("does not say past or future (try 2w ago)")));
        }
        Some(in_range(moved(self.today, count, unit, if sign < 0 { -1 } else { 1 })))
    }
}

/// Returns the words of a distance without its words of direction, and 1 if it has such words, otherwise 0.
fn forward<'t, 'a>(tokens: &'t [Token<'a>]) -> (&'t [Token<'a>], i32) {
    match tokens {
        // `in a week's time`
        [Token::Word("in"), amount @ .., Token::Word("time")] => (amount, 1),
        [Token::Word("in") | Token::Plus, amount @ ..] => (amount, 1),
        [amount @ .., Token::Word("from"), Token::Word("now" | "today")] => (amount, 1),
        amount => (amount, 0),
    }
}

/// Parses a count and its unit, and nothing else.
fn distance(tokens: &[Token]) -> Option<(u32, Unit)> {
    match tokens {
        [Token::Span(count, unit)] => Some((*count, *unit)),
        [Token::Number(count) | Token::Count(count), Token::Unit(unit)] => Some((*count, *unit)),
        [Token::Unit(Unit::Fortnight)] => Some((1, Unit::Fortnight)),
        _ => None,
    }
}

fn moved(day: Day, count: u32, unit: Unit, sign: i32) -> Option<Day> {
    let days = |each: i64| day.plus_days(i64::from(count) * each * i64::from(sign));
    let months = |each: i32| day.plus_months(i32::try_from(count).ok()?.checked_mul(each * sign)?);
    match unit {
        Unit::Day => days(1),
        Unit::Workday => moved_workdays(day, count, i64::from(sign)),
        Unit::Week => days(7),
        Unit::Fortnight => days(14),
        Unit::Month => months(1),
        Unit::Quarter => months(3),
        Unit::Year => months(12),
    }
}

/// Returns the `count`th day from Monday to Friday after `day`, or before it if `sign` is negative.
fn moved_workdays(day: Day, count: u32, sign: i64) -> Option<Day> {
    let idle = |day: Day| matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
    // From a weekend, counting starts at the workday behind it: Friday, or Monday when it counts back.
    let mut day = day;
    while idle(day) {
        day = day.plus_days(-sign)?;
    }
    day = day.plus_days(sign * 7 * i64::from(count / 5))?;
    for _ in 0..count % 5 {
        day = day.plus_days(sign)?;
        while idle(day) {
            day = day.plus_days(sign)?;
        }
    }
    Some(day)
}

/// A distance forward, in the unit that the user wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    count: u32,
    unit: Unit,
}

impl Span {
    /// Returns the day that is this distance after `day`.
    pub fn after(self, day: Day) -> Option<Day> {
        moved(day, self.count, self.unit, 1)
    }

    /// Returns the number of days, with a month counted as 28.
    pub fn days_at_least(self) -> u32 {
        let each = match self.unit {
            Unit::Day | Unit::Workday => 1,
            Unit::Week => 7,
            Unit::Fortnight => 14,
            Unit::Month => 28,
            Unit::Quarter => 84,
            Unit::Year => 365,
        };
        self.count.saturating_mul(each)
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = match self.unit {
            Unit::Day => "day",
            Unit::Workday => "workday",
            Unit::Week => "week",
            Unit::Fortnight => "fortnight",
            Unit::Month => "month",
            Unit::Quarter => "quarter",
            Unit::Year => "year",
        };
        write!(f, "{} {unit}{}", self.count, if self.count == 1 { "" } else { "s" })
    }
}

/// Returns the distance in a phrase, if it led from today to the last day of a shorter month.
pub(crate) fn clamped(today: Day, day: Day, phrase: &str) -> Option<Span> {
    let lower = phrase.to_lowercase();
    let tokens = tokens(&lower)?;
    let (count, unit) = distance(forward(&tokens).0)?;
    let is_months = matches!(unit, Unit::Month | Unit::Quarter | Unit::Year);
    (is_months && day.day_of_month() < today.day_of_month()).then_some(Span { count, unit })
}

/// Parses `2 weeks`, `+3d` or `in 10 workdays`. `None` if the text is not a distance forward.
pub fn span_after(text: &str) -> Option<Span> {
    let lower = text.trim().to_lowercase();
    let tokens = tokens(&lower)?;
    let amount = match tokens.as_slice() {
        [Token::Word("in") | Token::Plus, amount @ ..] => amount,
        amount => amount,
    };
    let (count, unit) = distance(amount)?;
    (count > 0).then_some(Span { count, unit })
}

/// Parses a span such as `7d`, `2w`, `10 days` or `1 month`, and returns its days (a month has 30, a year
/// 365). Fails for workdays, and for a span above `LONGEST`.
pub fn span_days(text: &str) -> Result<u32, String> {
    let text = text.trim();
    let lower = text.to_lowercase();
    let refused = || format!("{text:?} is not a length of time (try 7d, 2w, 10 days or 1 month)");
    let tokens = tokens(&lower).ok_or_else(refused)?;
    let (count, unit) = distance(&tokens).ok_or_else(refused)?;
    let each = match unit {
        Unit::Day => 1,
        Unit::Week => 7,
        Unit::Fortnight => 14,
        Unit::Month => 30,
        Unit::Quarter => 90,
        Unit::Year => 365,
        Unit::Workday => return Err(refused()),
    };
    count
        .checked_mul(each)
        .filter(|days| *days <= LONGEST)
        .ok_or_else(|| format!("{text:?} is too long (at most {LONGEST} days)"))
}

/// Parses how often something repeats: `2w`, `2 weeks`, `week`, `other week`, `month`, `10 days`.
pub fn every(text: &str) -> Result<Every, String> {
    let text = text.trim();
    let lower = text.to_lowercase();
    tokens(&lower).and_then(|tokens| interval(&tokens)).ok_or_else(|| not_how_often(text))
}

pub(crate) fn not_how_often(text: &str) -> String {
    format!("{text:?} is not an interval (try week, 2 weeks, 10d or 3 months; at most 5 years)")
}

/// Parses the words after `every`, if they have no weekday.
pub(crate) fn interval(tokens: &[Token]) -> Option<Every> {
    let (count, unit) = match tokens {
        [Token::Unit(unit)] => (1, *unit),
        [Token::Word("other"), Token::Unit(unit)] => (2, *unit),
        // `every second week`, `every 3rd month`
        [Token::Ordinal(count), Token::Unit(unit)] => (*count, *unit),
        _ => distance(tokens)?,
    };
    // `Every` itself parses the result, so that a phrase never makes an interval that a file cannot hold.
    let (each, letter) = match unit {
        Unit::Day => (1, 'd'),
        Unit::Week => (1, 'w'),
        Unit::Fortnight => (2, 'w'),
        Unit::Month => (1, 'm'),
        Unit::Quarter => (3, 'm'),
        Unit::Year => (12, 'm'),
        Unit::Workday => return None,
    };
    format!("{}{letter}", count.checked_mul(each)?).parse().ok()
}
