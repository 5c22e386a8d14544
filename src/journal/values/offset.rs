//! When an item of a programme is due, counted from the day the programme begins: `2 weeks`, `+3d`,
//! `10 workdays`, `week 4`, `day 30`. A day on a weekend becomes the Monday after it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::day::{Day, Weekday};
use crate::journal::dates;

/// The largest offset in days, about five years. A later day is not part of a programme.
const FURTHEST: u32 = 1830;

/// An offset with its text: coach prints it as the user wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offset {
    text: String,
    counted: OffsetUnit,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum OffsetUnit {
    /// `week 4`: the Friday of the fourth week. The programme begins in the first week.
    Week(u32),
    /// `day 30`. The programme begins on the first day.
    Day(u32),
    /// `2 weeks` after the programme begins.
    After(dates::Span),
}

impl Offset {
    /// Returns the due day in a programme that begins on `start`. `None` if it is after the years of a
    /// journal.
    pub fn from(&self, start: Day) -> Option<Day> {
        let day = match self.counted {
            OffsetUnit::Week(n) => {
                let monday = working(start)?;
                let monday = monday.plus_days(-i64::from(monday.weekday().num_days_from_monday()))?;
                monday.plus_days(i64::from(n - 1) * 7 + 4)?
            }
            OffsetUnit::Day(n) => start.plus_days(i64::from(n) - 1)?,
            OffsetUnit::After(span) => span.after(start)?,
        };
        working(day)
    }
}

/// Returns the day itself, or the Monday after a weekend.
pub(crate) fn working(day: Day) -> Option<Day> {
    match day.weekday() {
        Weekday::Sat => day.plus_days(2),
        Weekday::Sun => day.plus_days(1),
        _ => Some(day),
    }
}

impl FromStr for Offset {
    type Err = String;

    fn from_str(text: &str) -> Result<Offset, String> {
        let lower = text.trim().to_lowercase();
        let refused = || {
            "expected a time after the start: \"2 weeks\", \"10 workdays\", \"week 4\" or \"day 30\""
                .to_string()
        };
        let numbered = |word: &str| lower.strip_prefix(word).map(|n| n.trim().parse::<u32>());
        let counted = match (numbered("week "), numbered("day ")) {
            (Some(n), _) => {
                OffsetUnit::Week(n.ok().filter(|n| (1..=FURTHEST / 7).contains(n)).ok_or_else(refused)?)
            }
            (_, Some(n)) => {
                OffsetUnit::Day(n.ok().filter(|n| (1..=FURTHEST).contains(n)).ok_or_else(refused)?)
            }
            _ => {
                let span = dates::span_after(&lower).ok_or_else(refused)?;
                OffsetUnit::After(
                    Some(span).filter(|span| span.days_at_least() <= FURTHEST).ok_or_else(refused)?,
                )
            }
        };
        Ok(Offset { text: text.trim().to_string(), counted })
    }
}

impl fmt::Display for Offset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Serialize for Offset {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for Offset {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Offset, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(offset: &str, start: &str) -> String {
        let day = offset.parse::<Offset>().unwrap().from(start.parse().unwrap());
        day.map(|day| format!("{} {day}", day.weekday_name())).unwrap_or_default()
    }

    #[test]
    fn days_are_counted_from_the_beginning() {
        let monday = "2026-11-23";
        assert_eq!(from("2 weeks", monday), "Mon 2026-12-07");
        assert_eq!(from("+2w", monday), "Mon 2026-12-07");
        assert_eq!(from("in 10 days", monday), "Thu 2026-12-03");
        assert_eq!(from("3 workdays", monday), "Thu 2026-11-26");
        assert_eq!(from("1 month", monday), "Wed 2026-12-23");
        assert_eq!(from("day 1", monday), "Mon 2026-11-23");
        assert_eq!(from("week 1", monday), "Fri 2026-11-27");
        assert_eq!(from("Week 4", monday), "Fri 2026-12-18");
        assert_eq!(from("week 1", "2026-11-27"), "Fri 2026-11-27");
    }

    #[test]
    fn nothing_is_due_on_a_weekend() {
        assert_eq!(from("day 6", "2026-11-23"), "Mon 2026-11-30"); // a Saturday
        assert_eq!(from("day 7", "2026-11-23"), "Mon 2026-11-30"); // a Sunday
        assert_eq!(from("day 1", "2026-11-21"), "Mon 2026-11-23");
        // A programme that begins on a Saturday has the week after it as its first week.
        assert_eq!(from("week 1", "2026-11-21"), "Fri 2026-11-27");
        assert_eq!(from("week 1", "2026-11-22"), "Fri 2026-11-27");
    }

    #[test]
    fn what_is_no_offset_is_refused() {
        for bad in
            ["", "soon", "friday", "28 nov", "2026-11-28", "2 weeks ago", "week 0", "day 0", "week 1.5"]
        {
            assert!(bad.parse::<Offset>().is_err(), "{bad}");
        }
        for bad in
            ["week 4294967295", "day 99999999999", "0 days", "4000000000 years", "9999 weeks", "6 years"]
        {
            assert!(bad.parse::<Offset>().is_err(), "{bad}");
        }
        assert_eq!(from("5 years", "2199-01-01"), "");
    }
}
