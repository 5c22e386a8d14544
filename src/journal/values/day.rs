//! A day of the calendar, as journals hold it: a native TOML date, printed as `2026-11-28`. Holds no clock:
//! the caller passes the day of today.

use std::fmt;
use std::str::FromStr;

pub use chrono::Weekday;
use chrono::{Datelike, Days, Months, NaiveDate};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::locale::Language;

/// A day between 1900-01-01 and 2199-12-31, the years of a coaching journal.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(NaiveDate);

const FIRST_YEAR: i32 = 1900;
const LAST_YEAR: i32 = 2199;

impl Day {
    /// The last day that a journal can hold.
    pub const LAST: Day = match NaiveDate::from_ymd_opt(LAST_YEAR, 12, 31) {
        Some(date) => Day(date),
        None => panic!(),
    };

    /// Returns the day. `None` if the calendar has no such day, or the year is out of range.
    pub fn new(year: i32, month: u32, day: u32) -> Option<Day> {
        Day::from_date(NaiveDate::from_ymd_opt(year, month, day)?)
    }

    pub fn from_date(date: NaiveDate) -> Option<Day> {
        (FIRST_YEAR..=LAST_YEAR).contains(&date.year()).then_some(Day(date))
    }

    pub fn date(self) -> NaiveDate {
        self.0
    }

    pub fn year(self) -> i32 {
        self.0.year()
    }

    pub fn month(self) -> u32 {
        self.0.month()
    }

    pub fn day_of_month(self) -> u32 {
        self.0.day()
    }

    pub fn weekday(self) -> Weekday {
        self.0.weekday()
    }

    /// Returns the day `days` later, or earlier if negative. `None` if it is out of range.
    pub fn plus_days(self, days: i64) -> Option<Day> {
        let distance = Days::new(days.unsigned_abs());
        let date =
            if days < 0 { self.0.checked_sub_days(distance) } else { self.0.checked_add_days(distance) };
        Day::from_date(date?)
    }

    /// Returns the same day of the month `months` later, or earlier if negative. In a shorter month it is the
    /// last day. `None` if it is out of range.
    pub fn plus_months(self, months: i32) -> Option<Day> {
        let distance = Months::new(months.unsigned_abs());
        let date = if months < 0 {
            self.0.checked_sub_months(distance)
        } else {
            self.0.checked_add_months(distance)
        };
        Day::from_date(date?)
    }

    /// Returns the last day of its month.
    pub fn last_of_month(self) -> Option<Day> {
        (28..=31).rev().find_map(|day| Day::new(self.year(), self.month(), day))
    }

    /// Whether this day is more than one day before `other`. The calendars of two people may differ by one
    /// day: a colleague farther east may save a session with tomorrow's date.
    pub fn is_certainly_before(self, other: Day) -> bool {
        other.days_since(self) > 1
    }

    /// Returns the number of days from `earlier` to this day. Negative if `earlier` is later.
    pub fn days_since(self, earlier: Day) -> i64 {
        self.0.signed_duration_since(earlier.0).num_days()
    }

    /// Returns the weekday in three letters, as in `Fri`.
    pub fn weekday_name(self) -> &'static str {
        Language::ENGLISH.weekday(self.0)
    }

    /// Returns its calendar month: `2026-11`.
    pub fn month_of_year(self) -> String {
        format!("{:04}-{:02}", self.year(), self.month())
    }

    /// The day as a TOML value.
    pub fn to_toml(self) -> toml_edit::Datetime {
        toml_edit::Datetime {
            date: Some(toml_edit::Date {
                year: self.year() as u16,
                month: self.month() as u8,
                day: self.day_of_month() as u8,
            }),
            time: None,
            offset: None,
        }
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.format("%Y-%m-%d"))
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl From<Day> for NaiveDate {
    fn from(day: Day) -> NaiveDate {
        day.0
    }
}

/// Parses `2026-11-28` and nothing else.
impl FromStr for Day {
    type Err = ();

    fn from_str(text: &str) -> Result<Day, ()> {
        let bytes = text.as_bytes();
        let digits = |range: std::ops::Range<usize>| {
            let part = text.get(range).ok_or(())?;
            if part.bytes().all(|b| b.is_ascii_digit()) {
                part.parse::<u32>().map_err(|_| ())
            } else {
                Err(())
            }
        };
        if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
            return Err(());
        }
        Day::new(digits(0..4)? as i32, digits(5..7)?, digits(8..10)?).ok_or(())
    }
}

/// JSON and CSV get the day as text, binary formats as a number. Records are written through
/// [`Day::to_toml`].
impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            serializer.serialize_i32(self.0.num_days_from_ce())
        }
    }
}

/// Accepts native TOML dates. The error for a date with a time, or in quotes, shows the correct form.
impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Day, D::Error> {
        use serde::de::Error;
        if !deserializer.is_human_readable() {
            let date = NaiveDate::from_num_days_from_ce_opt(i32::deserialize(deserializer)?);
            return date.and_then(Day::from_date).ok_or_else(|| D::Error::custom("no such date"));
        }
        let value = toml::value::Datetime::deserialize(deserializer).map_err(|error| {
            let missing = error.to_string().starts_with("missing field");
            if missing {
                error
            } else {
                D::Error::custom("expected a date such as 2026-11-28, without quotes")
            }
        })?;
        let (Some(date), None, None) = (value.date, value.time, value.offset) else {
            return Err(D::Error::custom("expected a date such as 2026-11-28, without a time"));
        };
        Day::new(date.year.into(), date.month.into(), date.day.into())
            .ok_or_else(|| D::Error::custom("no such date (dates are from 1900 to 2199)"))
    }
}
