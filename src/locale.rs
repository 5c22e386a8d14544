//! The user's language, for screens only: the names of days and months and their order, from the locales of
//! the C library. User input, stored text and exports are in English, with ISO dates.

use std::fmt::Write;

use chrono::{Datelike, NaiveDate};
use pure_rust_locales::{Locale, locale_match};

/// The locale; English if the locale is `C`, `POSIX` or unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Language(Option<Locale>);

/// The order of a day without its year.
enum Order {
    /// `Fri 27 Nov`
    DayFirst,
    /// `Fri Nov 27`
    MonthFirst,
    /// `金 11月27日`: numbers, each followed by its word. `year` is the word for the year.
    Counted { year: &'static str, month: &'static str, day: &'static str },
}

impl Language {
    pub const ENGLISH: Language = Language(None);

    /// The language of a POSIX locale name: `de_DE.UTF-8`, `ca_ES@valencia`.
    pub fn of(name: &str) -> Language {
        let (name, variant) =
            name.split_once('@').map_or((name, None), |(name, variant)| (name, Some(variant)));
        let name = name.split('.').next().unwrap_or_default();
        let in_full = variant.map(|variant| format!("{name}@{variant}"));
        let locale = in_full.and_then(|name| Locale::try_from(name.as_str()).ok());
        let locale = locale.or_else(|| Locale::try_from(name).ok());
        Language(locale.filter(|locale| *locale != Locale::POSIX))
    }

    /// `Fri 2026-11-27`
    pub fn day(self, day: NaiveDate) -> String {
        format!("{} {day}", self.weekday(day))
    }

    /// `Fri 27 Nov`, followed by the year if `has_year`.
    pub fn coming(self, day: NaiveDate, has_year: bool) -> String {
        let (weekday, month, number) = (self.weekday(day), self.month(day), day.day());
        let mut text = match self.order() {
            Order::DayFirst => format!("{weekday} {number} {month}"),
            Order::MonthFirst => format!("{weekday} {month} {number}"),
            Order::Counted { year, month, day: word } => {
                let year = if has_year { format!("{}{year}", day.year()) } else { String::new() };
                return format!("{weekday} {year}{}{month}{number}{word}", day.month());
            }
        };
        if has_year {
            let _ = write!(text, " {}", day.year());
        }
        text
    }

    /// The abbreviated weekday: `Fri`.
    pub fn weekday(self, day: NaiveDate) -> &'static str {
        let names = match self.0 {
            Some(locale) => locale_match!(locale => LC_TIME::ABDAY),
            None => &["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"],
        };
        names[day.weekday().num_days_from_sunday() as usize].trim()
    }

    fn month(self, day: NaiveDate) -> &'static str {
        let names = match self.0 {
            Some(locale) => locale_match!(locale => LC_TIME::ABMON),
            None => &["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
        };
        names[day.month0() as usize].trim()
    }

    fn order(self) -> Order {
        let Some(locale) = self.0 else { return Order::DayFirst };
        let numbers = locale_match!(locale => LC_TIME::D_FMT);
        if let [Some(year), Some(month), Some(day)] =
            ["%Y", "%m", "%d"].map(|mark| word_behind(numbers, mark))
        {
            return Order::Counted { year, month, day };
        }
        // A locale with `%m/%d/%Y` also puts the month first in words. `%Y-%m-%d` is ISO, which says
        // nothing about the order in words.
        let spoken = locale_match!(locale => LC_TIME::D_T_FMT);
        let month = ["%b", "%B", "%m"].iter().filter_map(|mark| spoken.find(mark)).min();
        let day = ["%d", "%e", "%-d", "%-e", "%Oe"].iter().filter_map(|mark| spoken.find(mark)).min();
        if month < day || numbers.starts_with("%m") { Order::MonthFirst } else { Order::DayFirst }
    }
}

/// The word after a number in a format, such as 年, up to the next number.
fn word_behind(format: &'static str, mark: &str) -> Option<&'static str> {
    let (_, behind) = format.split_once(mark)?;
    let word = behind.split('%').next().unwrap_or_default();
    word.starts_with(char::is_alphabetic).then_some(word)
}
