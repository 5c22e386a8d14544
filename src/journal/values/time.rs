//! The length of a session, and the time at which it began.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Hours and minutes on a clock, as in `14:30`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Clock {
    hour: u8,
    minute: u8,
}

impl Clock {
    pub fn time(self) -> chrono::NaiveTime {
        // Both parts are in range, because parsing checks them.
        chrono::NaiveTime::from_hms_opt(self.hour.into(), self.minute.into(), 0).unwrap_or_default()
    }

    pub fn to_toml(self) -> toml_edit::Datetime {
        toml_edit::Datetime {
            date: None,
            time: Some(toml_edit::Time {
                hour: self.hour,
                minute: self.minute,
                second: Some(0),
                nanosecond: None,
            }),
            offset: None,
        }
    }
}

impl FromStr for Clock {
    type Err = String;

    fn from_str(text: &str) -> Result<Clock, String> {
        let refused = || format!("expected a time such as 14:30, not {text:?}");
        let (hour, minute) = text.split_once(':').ok_or_else(refused)?;
        let number = |part: &str, most: u8| -> Result<u8, String> {
            if part.is_empty() || part.len() > 2 || !part.bytes().all(|b| b.is_ascii_digit()) {
                return Err(refused());
            }
            part.parse().ok().filter(|n| *n <= most).ok_or_else(refused)
        };
        if minute.len() != 2 {
            return Err(refused());
        }
        Ok(Clock { hour: number(hour, 23)?, minute: number(minute, 59)? })
    }
}

impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.hour, self.minute)
    }
}

/// People and programs get text, binary formats two numbers.
impl Serialize for Clock {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            (self.hour, self.minute).serialize(serializer)
        }
    }
}

impl<'de> Deserialize<'de> for Clock {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Clock, D::Error> {
        use serde::de::Error;
        if !deserializer.is_human_readable() {
            let (hour, minute) = <(u8, u8)>::deserialize(deserializer)?;
            return Ok(Clock { hour, minute });
        }
        let refused = || D::Error::custom("expected a time such as 14:30:00, without quotes");
        let value = toml::value::Datetime::deserialize(deserializer).map_err(|_| refused())?;
        match (value.date, value.time, value.offset) {
            (None, Some(time), None) => Ok(Clock { hour: time.hour, minute: time.minute }),
            _ => Err(refused()),
        }
    }
}

/// The longest session that a journal accepts: a day.
pub(crate) const LONGEST: u32 = 24 * 60;

/// Parses minutes from `45m`, `45min`, `1h`, `1h30`, `1h30m`, `1.5h` or `45`. `None` if the text is not a
/// length, so that it may be a handle.
pub(crate) fn minutes(text: &str) -> Option<u32> {
    let text = text.to_ascii_lowercase();
    let whole = |part: &str| -> Option<u32> {
        (!part.is_empty() && part.len() <= 4 && part.bytes().all(|b| b.is_ascii_digit()))
            .then(|| part.parse().ok())?
    };
    let bare = |part: &str| whole(part.strip_suffix("min").or(part.strip_suffix('m')).unwrap_or(part));
    let total = match text.split_once('h') {
        None => bare(&text)?,
        Some((hours, "")) => match hours.split_once(['.', ',']) {
            None => whole(hours)? * 60,
            Some((hours, tenths)) if tenths.len() == 1 => whole(hours)? * 60 + whole(tenths)? * 6,
            Some((hours, "25")) => whole(hours)? * 60 + 15,
            Some((hours, "75")) => whole(hours)? * 60 + 45,
            Some(_) => return None,
        },
        Some((hours, rest)) => whole(hours)? * 60 + bare(rest).filter(|m| *m < 60)?,
    };
    (1..=LONGEST).contains(&total).then_some(total)
}

/// Returns a length as people say it: `45 min`, `1 h`, `1 h 30`.
pub(crate) fn spoken(minutes: u32) -> String {
    match (minutes / 60, minutes % 60) {
        (0, m) => format!("{m} min"),
        (h, 0) => format!("{h} h"),
        (h, m) => format!("{h} h {m:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_as_people_type_them() {
        for (text, expected) in [
            ("45m", 45),
            ("45", 45),
            ("45min", 45),
            ("1h", 60),
            ("1H", 60),
            ("1h30", 90),
            ("1h30m", 90),
            ("1.5h", 90),
            ("0,5h", 30),
            ("1.25h", 75),
            ("24h", 1440),
            ("1h05", 65),
        ] {
            assert_eq!(minutes(text), Some(expected), "{text}");
        }
        for text in ["", "h", "m", "0", "0m", "25h", "1h60", "ana", "45 m", "1.333h", "-5", "99999", "1h-5"] {
            assert_eq!(minutes(text), None, "{text}");
        }
    }
}
