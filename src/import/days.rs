//! Days and lengths as other programs write them. What can be read in two ways is refused.

use std::fmt::Write;

use chrono::NaiveDate;

use crate::journal::day::Day;
use crate::journal::phrase::{Calendar, Look};
use crate::journal::settings::DateOrder;
use crate::journal::time::{Clock, LONGEST, minutes};

/// How a file's days are read.
pub struct Days<'a> {
    pub today: Day,
    /// As the journal's settings say.
    pub order: Option<DateOrder>,
    pub format: Option<&'a str>,
}

const EXPECTED: &str = "expected a day such as 2026-11-28";

/// Whether strftime's letters say a whole day: one that is written by them can be read again.
pub fn is_format(format: &str) -> bool {
    let day = NaiveDate::from_ymd_opt(2026, 11, 28);
    let Some(moment) = day.and_then(|day| day.and_hms_opt(14, 30, 0)) else { return false };
    let mut written = String::new();
    let is_written = write!(written, "{}", moment.format(format)).is_ok();
    is_written && NaiveDate::parse_from_str(&written, format).ok() == day
}

impl Days<'_> {
    /// A day, and the time behind it where one stands there.
    pub fn day(&self, text: &str) -> Result<(Day, Option<Clock>), String> {
        if let Some(format) = self.format {
            let date = NaiveDate::parse_from_str(text, format).ok().and_then(Day::from_date);
            return match date {
                Some(day) => Ok((day, None)),
                None => Err(format!("expected a day that is written as {format}")),
            };
        }
        if let Some((day, rest)) = text.split_at_checked(10).filter(|(day, _)| day.parse::<Day>().is_ok()) {
            let time = rest.trim_start_matches(['T', ' ']);
            let is_time = time.starts_with(|c: char| c.is_ascii_digit()) && time.len() < rest.len();
            return match day.parse::<Day>() {
                Ok(day) if rest.is_empty() => Ok((day, None)),
                Ok(day) if is_time => Ok((day, clock(time).ok())),
                _ => Err(EXPECTED.into()),
            };
        }
        self.written(text)
    }

    /// `28.11.2026`, `28 Nov 2026`, `11/28/2026`. A year must stand there: nothing else says which.
    fn written(&self, text: &str) -> Result<(Day, Option<Clock>), String> {
        let has_year = text.split(|c: char| !c.is_ascii_digit()).any(|digits| digits.len() == 4);
        let read = |order| Calendar { today: self.today, order }.day(text, Look::Back).ok();
        let read = |order| read(order).filter(|_| has_year);
        match (read(self.order), read(Some(DateOrder::DayFirst)), read(Some(DateOrder::MonthFirst))) {
            (Some(day), ..) => Ok((day, None)),
            (None, Some(_), Some(_)) => {
                let between = text.chars().find(|c| !c.is_ascii_digit()).unwrap_or('/');
                let [first, second] =
                    [['d', 'm'], ['m', 'd']].map(|[a, b]| format!("%{a}{between}%{b}{between}%Y"));
                Err(format!(
                    "{EXPECTED}: this can be two days (--date-format {first} or {second} says which)"
                ))
            }
            _ => Err(EXPECTED.into()),
        }
    }
}

/// `14:30` or `14:30:00`.
pub fn clock(text: &str) -> Result<Clock, String> {
    let short = text.get(..5).filter(|_| text.as_bytes().get(5) == Some(&b':')).unwrap_or(text);
    short.parse::<Clock>().map_err(|_| "expected a time such as 14:30".into())
}

/// Whole minutes, or a length such as `1h30`.
pub fn length(text: &str) -> Result<u32, String> {
    let number = text.parse::<u32>().ok().filter(|number| *number <= LONGEST);
    number
        .or_else(|| minutes(text))
        .ok_or_else(|| "expected minutes up to 1440, or a length such as 1h30".into())
}

/// `1.5`, `1,5` or `1:30`, in minutes.
pub fn hours(text: &str) -> Result<u32, String> {
    many_hours(text)
        .ok()
        .filter(|minutes| *minutes <= LONGEST)
        .ok_or_else(|| "expected hours up to 24, such as 1.5".into())
}

/// The same where they may be many days' hours.
pub fn many_hours(text: &str) -> Result<u32, String> {
    let refused = || "expected hours such as 1.5".to_string();
    if let Some((hours, minutes)) = text.split_once(':') {
        let number = |text: &str| text.parse::<u32>().ok();
        let minutes = number(minutes).filter(|n| *n < 60 && minutes.len() == 2);
        let hours = number(hours).filter(|hours| *hours < 100_000);
        return hours.zip(minutes).map(|(hours, minutes)| hours * 60 + minutes).ok_or_else(refused);
    }
    let is_plain = text.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b',');
    let number = text.replace(',', ".").parse::<f64>().ok().filter(|n| is_plain && *n < 100_000.0);
    number.map(|hours| (hours * 60.0).round() as u32).ok_or_else(refused)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(format: Option<&str>) -> Days<'_> {
        Days { today: "2026-11-22".parse().unwrap(), order: None, format }
    }

    #[test]
    fn a_day_is_read_in_one_way_or_refused() {
        for (text, day) in [
            ("2026-11-28", "2026-11-28"),
            ("2026-11-28T23:59:00Z", "2026-11-28"),
            ("28.11.2026", "2026-11-28"),
            ("11/28/2026", "2026-11-28"),
            ("3/3/2026", "2026-03-03"),
            ("28 Nov 2026", "2026-11-28"),
            ("Nov 28, 2026", "2026-11-28"),
        ] {
            assert_eq!(days(None).day(text).map(|(day, _)| day.to_string()), Ok(day.into()), "{text}");
        }
        for text in ["03/04/2026", "3.4.2026"] {
            assert!(days(None).day(text).unwrap_err().contains("--date-format"), "{text}");
        }
        for text in [
            "friday",
            "today",
            "28 nov",
            "28.11.26",
            "2026-11-31",
            "2026-11-28x",
            "20261128",
            "46000",
            "secret",
            "é2026-11-28",
        ] {
            assert_eq!(days(None).day(text), Err(EXPECTED.into()), "{text}");
        }
        assert_eq!(days(Some("%d/%m/%y")).day("03/04/26").unwrap().0.to_string(), "2026-04-03");
        assert!(days(Some("%d/%m/%y")).day("2026-04-03").is_err());
        for format in ["%d/%m/%Y", "%b %e, %y", "%F %T", "%Y%j"] {
            assert!(is_format(format), "{format}");
        }
        for format in ["%Q", "foo/%q", "foo", "", "%d/%m", "%Y", "%F %z"] {
            assert!(!is_format(format), "{format}");
        }
    }

    #[test]
    fn the_time_behind_a_day_is_the_start() {
        let start = |text| days(None).day(text).unwrap().1.map(|clock| clock.to_string());
        assert_eq!(start("2026-11-28 09:05:00"), Some("09:05".into()));
        assert_eq!(start("2026-11-28"), None);
    }

    #[test]
    fn lengths_are_minutes_or_hours() {
        assert_eq!((length("45"), length("1h30"), length("0")), (Ok(45), Ok(90), Ok(0)));
        assert_eq!(
            (hours("1.5"), hours("0,75"), hours("1:30"), hours("24")),
            (Ok(90), Ok(45), Ok(90), Ok(1440))
        );
        assert_eq!(many_hours("112.50"), Ok(6750));
        for text in ["-1", "1441", "1:30", "an hour"] {
            assert!(length(text).is_err(), "{text}");
        }
        for text in ["24.5", "-1", "1e3", "NaN", "inf", "1:60", "1:5", "", "."] {
            assert!(hours(text).is_err(), "{text}");
        }
    }
}
