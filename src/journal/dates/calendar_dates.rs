//! Parses days with a number: `28 nov`, `nov 28, 2026`, `28.11.2026`, `2026-11-28`. Never guesses which of
//! two numbers is the day.

use super::lexer::Token;
use super::{Calendar, Direction, ParsedDay, Refusal, because, in_range};
use crate::journal::records::settings::DateOrder;
use crate::journal::values::day::Day;

impl Calendar {
    /// A day with a number. A weekday may come before it; fails if that weekday is wrong.
    pub(super) fn written(&self, tokens: &[Token], look: Direction) -> ParsedDay {
        if tokens.last() == Some(&Token::Comma) {
            return None;
        }
        let tokens: Vec<Token> = tokens.iter().copied().filter(|token| *token != Token::Comma).collect();
        match tokens.as_slice() {
            [Token::Weekday(weekday), rest @ ..] => Some(self.numbered(rest, look)?.and_then(|day| {
                if day.weekday() == *weekday {
                    Ok(day)
                } else {
                    Err(Refusal::Because(format!("has the wrong weekday: {day} is a {}", day.weekday_name())))
                }
            })),
            rest => self.numbered(rest, look),
        }
    }

    fn numbered(&self, tokens: &[Token], look: Direction) -> ParsedDay {
        use Token::{Dated, Month, Number, Ordinal, Word};
        let tokens = match tokens {
            [Word("the"), Ordinal(_), ..] => &tokens[1..],
            tokens => tokens,
        };
        Some(match tokens {
            [Dated(text)] => self.dated(text, look),
            [Number(_) | Ordinal(_)] => Err(because("has no month (try 28 nov)")),
            [Month(_)] => Err(because("has no day of the month (try 1 nov or end of november)")),
            [day, Month(month)]
            | [day, Word("of"), Month(month)]
            | [Month(month), day]
            | [Month(month), Word("the"), day] => self.without_year(day_number(day)?, *month, look),
            [day, Month(month), Number(year)]
            | [day, Word("of"), Month(month), Number(year)]
            | [Month(month), day, Number(year)]
            | [Month(month), Word("the"), day, Number(year)] => {
                let day = day_number(day)?;
                full_year(*year).and_then(|year| exact(year, *month, day))
            }
            _ => return None,
        })
    }

    /// The nearest such day. For 29 February, the one of the nearest leap year.
    fn without_year(&self, day: u32, month: u32, look: Direction) -> Result<Day, Refusal> {
        // Any leap year shows whether the month ever has the day.
        exact(2024, month, day)?;
        self.yearly(look, |year| Day::new(year, month, day))
    }

    /// Digits with `/`, `.` or `-` between them.
    fn dated(&self, text: &str, look: Direction) -> Result<Day, Refusal> {
        if let Ok(day) = text.parse() {
            return Ok(day);
        }
        if is_iso(text) {
            return Err(because("is not a calendar date from 1900 to 2199"));
        }
        let parts: Vec<&str> = text.split(['/', '.', '-']).collect();
        // The year comes first, so the other numbers have only one reading.
        if let [year, month, day] = parts.as_slice()
            && year.len() == 4
            && matches!((month.len(), day.len()), (1..=2, 1..=2))
        {
            let number = |part: &str| part.parse::<u32>().map_err(|_| Refusal::NotADay);
            return exact(year.parse().map_err(|_| Refusal::NotADay)?, number(month)?, number(day)?);
        }
        let slashed = text.contains('/');
        let closed = if slashed { None } else { text.strip_suffix('.') };
        let parts: Vec<&str> = closed.unwrap_or(text).split(['/', '.', '-']).collect();
        let short = |part: &str| matches!(part.len(), 1 | 2);
        match parts.as_slice() {
            _ if text.contains('-') => Err(because("is not in the form 2026-11-28")),
            ["24", "7"] if slashed => Err(because("means all the time (try 24 jul for the date)")),
            [one, two] if short(one) && short(two) => {
                if !slashed && closed.is_none() {
                    return Err(because("is ambiguous: a date or a number (try 28.11. or 28 nov)"));
                }
                let (day, month) = self.ordered(one, two)?;
                self.without_year(day, month, look)
            }
            [one, two, year] if short(one) && short(two) && short(year) && closed.is_none() => {
                Err(because("has a two-digit year (write four digits, as in 2026-11-28)"))
            }
            [one, two, year] if short(one) && short(two) && year.len() == 4 && closed.is_none() => {
                let (day, month) = self.ordered(one, two)?;
                exact(year.parse().map_err(|_| Refusal::NotADay)?, month, day)
            }
            _ => Err(Refusal::NotADay),
        }
    }

    /// Returns the day and the month from two numbers. Fails if both orders are possible and the settings
    /// choose neither.
    fn ordered(&self, one: &str, two: &str) -> Result<(u32, u32), Refusal> {
        let number = |part: &str| part.parse::<u32>().map_err(|_| Refusal::NotADay);
        let (one, two) = (number(one)?, number(two)?);
        match (one > 12, two > 12, self.order) {
            (true, true, _) => Err(because("is not a calendar date")),
            (true, false, _) | (false, false, Some(DateOrder::DayFirst)) => Ok((one, two)),
            (false, true, _) | (false, false, Some(DateOrder::MonthFirst)) => Ok((two, one)),
            (false, false, None) if one == two => Ok((one, two)),
            (false, false, None) if let Some(place) = self.unread_order => Err(Refusal::Because(format!(
                "{}, and `date_order` cannot be read: {place} ({AS_A_WORD})",
                two_dates(one, two)
            ))),
            (false, false, None) => Err(Refusal::Because(format!(
                "{} ({AS_A_WORD}, or set date_order = \"day-first\" or \"month-first\" in coach.toml)",
                two_dates(one, two)
            ))),
        }
    }
}

const AS_A_WORD: &str = "write the month as a word, such as 12 jan";

/// The two dates that two numbers up to 12 can mean.
fn two_dates(one: u32, two: u32) -> String {
    let date = |day, month| Some(Day::new(2024, month, day)?.date().format("%-d %B").to_string());
    match (date(one, two), date(two, one)) {
        (Some(first), Some(second)) => format!("is ambiguous: {first} or {second}"),
        _ => "is ambiguous: the day or the month first".to_string(),
    }
}

/// Whether the text has the shape of `2026-11-28`, even if there is no such day.
fn is_iso(text: &str) -> bool {
    let bytes = text.bytes().map(|b| if b.is_ascii_digit() { b'0' } else { b });
    bytes.eq(*b"0000-00-00")
}

fn day_number(token: &Token) -> Option<u32> {
    match token {
        Token::Number(day) | Token::Ordinal(day) if (1..=31).contains(day) => Some(*day),
        _ => None,
    }
}

/// Returns the year. Fails for a year of two digits: its century would be a guess.
pub(crate) fn full_year(year: u32) -> Result<i32, Refusal> {
    match year {
        0..=99 => Err(because("has a two-digit year (write four digits, as in 2026-11-28)")),
        _ => i32::try_from(year).map_err(|_| Refusal::NotADay),
    }
}

fn exact(year: i32, month: u32, day: u32) -> Result<Day, Refusal> {
    match Day::new(2024, month, day) {
        // Not even a leap year has this day.
        None => Err(because("is not a calendar date")),
        Some(_) if !(1900..=2199).contains(&year) => in_range(None),
        Some(_) => Day::new(year, month, day).ok_or_else(|| because("does not exist in that year")),
    }
}
