//! How often a follow-up repeats: `2w`, `10d`, `1m`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::day::Day;

/// The interval of a series, from one day to 60 months.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Every {
    Days(u16),
    Weeks(u16),
    Months(u16),
}

impl Every {
    /// Returns the `n`th day of the series that begins at `first` (0 is `first` itself).
    fn nth(self, first: Day, n: u32) -> Option<Day> {
        match self {
            Every::Days(days) => first.plus_days(i64::from(n) * i64::from(days)),
            Every::Weeks(weeks) => first.plus_days(i64::from(n) * 7 * i64::from(weeks)),
            Every::Months(months) => first.plus_months(i32::try_from(n * u32::from(months)).ok()?),
        }
    }

    /// Whether a series that begins at `due` has the same days from then on as the series that began at
    /// `first`. Both include `due`. 30 April begins another series than 31 March.
    pub fn continues(self, first: Day, due: Day) -> bool {
        let days = due.days_since(first);
        match self {
            Every::Days(n) => days % i64::from(n) == 0,
            Every::Weeks(n) => days % (7 * i64::from(n)) == 0,
            Every::Months(n) => {
                let months = (due.year() - first.year()) * 12 + due.month() as i32 - first.month() as i32;
                due.day_of_month() == first.day_of_month() && months % i32::from(n) == 0
            }
        }
    }

    /// Returns the day from which a series counts, if it falls on the `wanted` day of each month, or on the
    /// last day of a shorter month: that day in the longest month of the series. `None` if that is not a
    /// later day of the month than `due`, so that the series can count from `due`.
    pub fn counts_from(self, due: Day, wanted: u32) -> Option<Day> {
        let Every::Months(months) = self else { return None };
        let before = (0..=96).map_while(|n| due.plus_months(-n * i32::from(months)));
        let days = before.filter_map(|day| {
            let last = day.last_of_month()?;
            Day::new(last.year(), last.month(), wanted.min(last.day_of_month()))
        });
        let longest = days.max_by_key(|day| (day.day_of_month(), *day));
        longest.filter(|day| day.day_of_month() > due.day_of_month())
    }

    /// Returns the first day of the series from `first` that is after both `due` and `closed`. A follow-up
    /// that was closed late does not repeat at once. The weekday or the day of the month stays, even if one
    /// of the days was moved.
    pub fn next(self, first: Day, due: Day, closed: Day) -> Option<Day> {
        (1..).map_while(|n| self.nth(first, n)).find(|day| *day > due.max(closed))
    }
}

impl FromStr for Every {
    type Err = String;

    fn from_str(text: &str) -> Result<Every, String> {
        let refused = || format!("expected an interval such as 2w, 10d or 1m, not {text:?}");
        let unit = text.chars().last().ok_or_else(refused)?;
        let number = &text[..text.len() - unit.len_utf8()];
        let count = if number.bytes().all(|b| b.is_ascii_digit()) {
            number.parse::<u16>().map_err(|_| refused())?
        } else {
            return Err(refused());
        };
        match unit {
            'd' if (1..=1830).contains(&count) => Ok(Every::Days(count)),
            'w' if (1..=260).contains(&count) => Ok(Every::Weeks(count)),
            'm' if (1..=60).contains(&count) => Ok(Every::Months(count)),
            _ => Err(refused()),
        }
    }
}

impl fmt::Display for Every {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Every::Days(n) => write!(f, "{n}d"),
            Every::Weeks(n) => write!(f, "{n}w"),
            Every::Months(n) => write!(f, "{n}m"),
        }
    }
}

impl Serialize for Every {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Every {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Every, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn the_weekday_stays_when_closed_late() {
        let every: Every = "2w".parse().unwrap();
        let first = day("2026-11-23");
        assert_eq!(every.next(first, first, first), Some(day("2026-12-07")));
        assert_eq!(every.next(first, first, day("2026-12-08")), Some(day("2026-12-21")));
        assert_eq!(every.next(first, first, day("2026-11-01")), Some(day("2026-12-07")));
        // Moved to a Wednesday once: the next one is on a Monday again.
        assert_eq!(every.next(first, day("2026-11-25"), day("2026-11-25")), Some(day("2026-12-07")));
    }

    #[test]
    fn the_end_of_a_month_does_not_drift() {
        let every: Every = "1m".parse().unwrap();
        let first = day("2027-01-31");
        assert_eq!(every.next(first, first, first), Some(day("2027-02-28")));
        assert_eq!(every.next(first, day("2027-02-28"), day("2027-02-28")), Some(day("2027-03-31")));
    }

    #[test]
    fn a_series_of_last_days_counts_from_its_longest_month() {
        for (every, due, from) in [
            ("1m", "2026-11-30", Some("2026-10-31")),
            ("1m", "2026-12-31", None),
            ("3m", "2026-11-30", Some("2026-08-31")),
            ("12m", "2026-11-30", None),
            ("12m", "2027-02-28", Some("2024-02-29")),
            ("12m", "2103-02-28", Some("2096-02-29")),
            ("2w", "2026-11-30", None),
        ] {
            let every: Every = every.parse().unwrap();
            assert_eq!(every.counts_from(day(due), 31), from.map(day), "{every} {due}");
        }
    }

    #[test]
    fn a_series_on_a_day_that_its_first_month_lacks_counts_from_that_day() {
        for (every, due, wanted, from) in [
            ("1m", "2027-02-28", 31, Some("2027-01-31")),
            ("1m", "2027-02-28", 30, Some("2027-01-30")),
            ("1m", "2027-02-28", 29, Some("2027-01-29")),
            ("1m", "2027-02-28", 28, None),
            ("3m", "2027-02-28", 30, Some("2026-11-30")),
            ("3m", "2027-04-30", 31, Some("2027-01-31")),
            ("12m", "2027-02-28", 30, Some("2024-02-29")),
            ("10d", "2027-02-28", 31, None),
        ] {
            let every: Every = every.parse().unwrap();
            assert_eq!(every.counts_from(day(due), wanted), from.map(day), "{every} {due} {wanted}");
        }
    }

    #[test]
    fn only_counts_and_units_are_read() {
        for bad in ["", "w", "0w", "2x", "-1w", "2 w", "999w", "2wé", "é"] {
            assert!(bad.parse::<Every>().is_err(), "{bad}");
        }
    }
}
