//! Parses days and lengths as other programs write them. Refuses text that has two readings.

use std::fmt::Write;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike};

use crate::journal::dates::{Calendar, Direction};
use crate::journal::records::settings::DateOrder;
use crate::journal::values::day::Day;
use crate::journal::values::time::{Clock, LONGEST, minutes};

/// How to read the days of a file.
pub(crate) struct DayReader<'a> {
    pub today: Day,
    /// The order of day and month from the journal's settings.
    pub order: Option<DateOrder>,
    pub format: Option<&'a str>,
    /// Converts a UTC date and time to the local time zone.
    pub local_time: fn(NaiveDateTime) -> NaiveDateTime,
}

const EXPECTED: &str = "expected a date such as 2026-11-28";

/// Whether the strftime format holds a whole day: parsing a formatted day returns the same day.
pub(crate) fn is_format(format: &str) -> bool {
    let day = NaiveDate::from_ymd_opt(2026, 11, 28);
    let Some(moment) = day.and_then(|day| day.and_hms_opt(14, 30, 0)) else { return false };
    let mut written = String::new();
    let is_written = write!(written, "{}", moment.format(format)).is_ok();
    is_written && NaiveDate::parse_from_str(&written, format).ok() == day
}

impl DayReader<'_> {
    /// Parses a day, and the time after it if there is one. A time with a time zone is converted to local
    /// time, together with its day.
    pub(crate) fn day(&self, text: &str) -> Result<(Day, Option<Clock>), String> {
        if let Some(format) = self.format {
            return formatted(text, format);
        }
        let (day, time) = parted(text);
        let date = match day.parse::<Day>() {
            Ok(date) => date,
            Err(()) => self.written(day)?,
        };
        let Some(time) = time else { return Ok((date, None)) };
        let (clock, zone) = zoned(time).ok_or(TIME)?;
        let Some(east) = zone else { return Ok((date, Some(to_clock(clock)?))) };
        let moment = date.date().and_time(clock).checked_sub_signed(TimeDelta::minutes(east));
        let local = moment.map(self.local_time).ok_or(EXPECTED)?;
        let date = Day::from_date(local.date()).ok_or(EXPECTED)?;
        Ok((date, Some(to_clock(local.time())?)))
    }

    /// Parses `28.11.2026`, `28 Nov 2026` or `11/28/2026`. The year is required: nothing else in the file
    /// tells it.
    fn written(&self, text: &str) -> Result<Day, String> {
        let has_year = text.split(|c: char| !c.is_ascii_digit()).any(|digits| digits.len() == 4);
        let read =
            |order| Calendar { today: self.today, order, unread_order: None }.day(text, Direction::Back).ok();
        let read = |order| read(order).filter(|_| has_year);
        match (read(self.order), read(Some(DateOrder::DayFirst)), read(Some(DateOrder::MonthFirst))) {
            (Some(day), ..) => Ok(day),
            (None, Some(_), Some(_)) => {
                let between = text.chars().find(|c| !c.is_ascii_digit()).unwrap_or('/');
                let [first, second] =
                    [['d', 'm'], ['m', 'd']].map(|[a, b]| format!("%{a}{between}%{b}{between}%Y"));
                Err(format!("{EXPECTED}: this date is ambiguous (use --date-format {first} or {second})"))
            }
            _ => Err(EXPECTED.into()),
        }
    }
}

const TIME: &str =
    "expected a time such as 14:30, 14:30:00 or 2:30 PM, with or without a time zone such as Z or +01:00";

/// Parses a day, and the time if the format has one.
fn formatted(text: &str, format: &str) -> Result<(Day, Option<Clock>), String> {
    let moment = NaiveDateTime::parse_from_str(text, format).ok();
    let date = moment.map(|moment| moment.date()).or_else(|| NaiveDate::parse_from_str(text, format).ok());
    let day = date.and_then(Day::from_date);
    let day = day.ok_or_else(|| format!("expected a date in the format {format}"))?;
    Ok((day, moment.map(|moment| to_clock(moment.time())).transpose()?))
}

/// Splits a day from the text after it: at the `T` of `2026-11-28T14:30`, or before the word that contains a
/// colon.
fn parted(text: &str) -> (&str, Option<&str>) {
    if let Some((day, rest)) = text.split_at_checked(10)
        && day.parse::<Day>().is_ok()
        && let Some(time) = rest.strip_prefix(['T', 't', ' ', ','])
    {
        return (day, Some(time.trim()));
    }
    let Some(colon) = text.find(':') else { return (text, None) };
    match text[..colon].rfind(char::is_whitespace) {
        Some(at) => (text[..at].trim_end().trim_end_matches(','), Some(text[at..].trim())),
        None => (text, None),
    }
}

/// Parses a time, and the minutes of its time zone east of UTC.
fn zoned(text: &str) -> Option<(NaiveTime, Option<i64>)> {
    let upper = text.to_ascii_uppercase();
    let zone = upper.find(['Z', '+', '-']).or_else(|| upper.find("UTC")).or_else(|| upper.find("GMT"));
    let (time, zone) = upper.split_at(zone.unwrap_or(upper.len()));
    let east = match zone.strip_prefix("UTC").or_else(|| zone.strip_prefix("GMT")).unwrap_or(zone) {
        "" if zone.is_empty() => None,
        "" | "Z" => Some(0),
        offset => Some(offset_minutes(offset)?),
    };
    Some((plain_time(time.trim())?, east))
}

/// The minutes of `+01:00`, `-0530` or `+01`.
fn offset_minutes(text: &str) -> Option<i64> {
    let (sign, digits) = text.split_at_checked(1)?;
    let digits = digits.replace(':', "");
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number = |part: &str| part.parse::<i64>().ok();
    let (hours, minutes) = match digits.len() {
        2 => (number(&digits)?, 0),
        4 => (number(&digits[..2])?, number(&digits[2..])?),
        _ => return None,
    };
    let minutes = (hours <= 14 && minutes < 60).then_some(hours * 60 + minutes)?;
    match sign {
        "+" => Some(minutes),
        "-" => Some(-minutes),
        _ => None,
    }
}

/// Parses `14:30`, `14:30:00`, `14:30:00.123`, `2:30 PM` or `2 pm`.
fn plain_time(upper: &str) -> Option<NaiveTime> {
    let halves = [("AM", false), ("PM", true), ("A.M.", false), ("P.M.", true)];
    let half =
        halves.into_iter().find_map(|(mark, is_pm)| Some((upper.strip_suffix(mark)?.trim_end(), is_pm)));
    let (digits, is_pm) = half.map_or((upper, None), |(digits, is_pm)| (digits, Some(is_pm)));
    let whole = match digits.split_once('.') {
        Some((whole, part)) if !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()) => whole,
        Some(_) => return None,
        None => digits,
    };
    let has_part = whole.len() < digits.len();
    let parts: Vec<u32> = whole
        .split(':')
        .map(|part| {
            let is_number = matches!(part.len(), 1 | 2) && part.bytes().all(|b| b.is_ascii_digit());
            is_number.then(|| part.parse().ok()).flatten()
        })
        .collect::<Option<_>>()?;
    let is_long = whole.split(':').skip(1).all(|part| part.len() == 2);
    let (hour, minute, second) = match parts.as_slice() {
        [hour] if is_pm.is_some() && !has_part => (*hour, 0, 0),
        [hour, minute] if is_long && !has_part => (*hour, *minute, 0),
        [hour, minute, second] if is_long => (*hour, *minute, *second),
        _ => return None,
    };
    let hour = match is_pm {
        None => hour,
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some(is_pm) => hour % 12 + if is_pm { 12 } else { 0 },
    };
    NaiveTime::from_hms_opt(hour, minute, second)
}

fn to_clock(time: NaiveTime) -> Result<Clock, String> {
    format!("{:02}:{:02}", time.hour(), time.minute()).parse()
}

/// Parses a time without a day. Refuses a time zone, because the conversion could change the day.
pub(crate) fn clock(text: &str) -> Result<Clock, String> {
    match zoned(text).ok_or(TIME)? {
        (time, None) => to_clock(time),
        (_, Some(_)) => {
            Err("a time with a time zone needs its date in the same column, as in 2026-11-28T14:30Z".into())
        }
    }
}

/// Parses whole minutes, or a length such as `1h30`.
pub(crate) fn length(text: &str) -> Result<u32, String> {
    let number = text.parse::<u32>().ok().filter(|number| *number <= LONGEST);
    number
        .or_else(|| minutes(text))
        .ok_or_else(|| "expected minutes up to 1440, or a length such as 1h30".into())
}

/// Parses hours such as `1.5`, `1,5` or `1:30` to minutes, up to one day.
pub(crate) fn hours(text: &str) -> Result<u32, String> {
    many_hours(text)
        .ok()
        .filter(|minutes| *minutes <= LONGEST)
        .ok_or_else(|| "expected hours up to 24, such as 1.5".into())
}

/// Like `hours`, without the limit of one day.
pub(crate) fn many_hours(text: &str) -> Result<u32, String> {
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

    fn days(format: Option<&str>) -> DayReader<'_> {
        // This time zone is five hours behind UTC.
        let local_time = |moment: NaiveDateTime| moment - TimeDelta::hours(5);
        DayReader { today: "2026-11-22".parse().unwrap(), order: None, format, local_time }
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
    fn a_time_is_read_whole_or_refused() {
        for (text, expected) in [
            ("2026-11-10T01:30:00Z", "2026-11-09 20:30"),
            ("2026-11-10 01:30Z", "2026-11-09 20:30"),
            ("2026-11-10T01:30:00.123456Z", "2026-11-09 20:30"),
            ("2026-11-10T01:30:00+00:00", "2026-11-09 20:30"),
            ("2026-11-10T01:30+01:00", "2026-11-09 19:30"),
            ("2026-11-10 23:30:00 -0530", "2026-11-11 00:00"),
            ("2026-11-10 04:59 UTC", "2026-11-09 23:59"),
            ("2026-11-10 05:00 GMT", "2026-11-10 00:00"),
            ("2027-01-01T02:00Z", "2026-12-31 21:00"),
            ("2026-11-10 14:30", "2026-11-10 14:30"),
            ("2026-11-10T14:30:59", "2026-11-10 14:30"),
            ("2026-11-10 02:30:00 PM", "2026-11-10 14:30"),
            ("2026-11-10 2:30pm", "2026-11-10 14:30"),
            ("2026-11-10 12:05 AM", "2026-11-10 00:05"),
            ("2026-11-10 12:05 p.m.", "2026-11-10 12:05"),
            ("2026-11-10 2 PM", "2026-11-10 14:00"),
            ("28.11.2026 14:30", "2026-11-28 14:30"),
            ("Nov 10, 2026, 2:30 PM", "2026-11-10 14:30"),
            ("11/28/2026 9:05 AM", "2026-11-28 09:05"),
        ] {
            let read = days(None).day(text).map(|(day, clock)| format!("{day} {}", clock.unwrap()));
            assert_eq!(read.as_deref(), Ok(expected), "{text}");
        }
        for text in [
            "2026-11-10 25:00",
            "2026-11-10 14:60",
            "2026-11-10 14:30:61",
            "2026-11-10 14h30",
            "2026-11-10 noon",
            "2026-11-10 14",
            "2026-11-10 13:30 PM",
            "2026-11-10 0:30 AM",
            "2026-11-10T14:30 Europe/Madrid",
            "2026-11-10T14:30 CET",
            "2026-11-10T14:30+1",
            "2026-11-10T14:30+aé1",
            "2026-11-10T14:30+25:00",
            "2026-11-10 ",
            "2026-11-10T",
            "2026-11-10 1:2:3",
        ] {
            assert!(days(None).day(text).is_err(), "{text}");
        }
        for (text, expected) in
            [("02:30:00 PM", "14:30"), ("9:05", "09:05"), ("12 am", "00:00"), ("14:30:00", "14:30")]
        {
            assert_eq!(clock(text).map(|clock| clock.to_string()), Ok(expected.into()), "{text}");
        }
        for text in ["14:30Z", "02:30 PM +01:00"] {
            assert!(clock(text).unwrap_err().contains("needs its date"), "{text}");
        }
        for text in ["", "14", "2.30", "half past two", "02:30 XM", "24:00", "14:30:00:00"] {
            assert!(clock(text).unwrap_err().contains("expected a time"), "{text}");
        }
        let format = days(Some("%d/%m/%Y %H:%M"));
        assert_eq!(format.day("03/04/2026 14:30").unwrap().1.unwrap().to_string(), "14:30");
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
