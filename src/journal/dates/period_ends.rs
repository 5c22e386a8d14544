//! Parses the ends of weeks, months, quarters and years: `eom`, `end of next week`, `end of november`. A week
//! never ends on a weekend: work ends on Friday.

use super::lexer::{Token, Unit, tokens};
use super::{Calendar, Direction, ParsedDay, Refusal, calendar_dates, in_range};
use crate::journal::values::day::{Day, Weekday};

impl Calendar {
    pub(super) fn end(&self, tokens: &[Token], look: Direction) -> ParsedDay {
        use Token::{Number, Unit as OfUnit, Word};
        if let [Word("the"), Word("last"), OfUnit(Unit::Day), rest @ ..]
        | [Word("last"), OfUnit(Unit::Day), rest @ ..] = tokens
        {
            // The last day of a week may be Friday or Sunday.
            let is_week = rest.contains(&OfUnit(Unit::Week));
            let end: Vec<Token> = [Word("end")].into_iter().chain(rest.iter().copied()).collect();
            return if is_week { None } else { self.end(&end, look) };
        }
        match tokens {
            [Word("eow")] => self.end_of(Unit::Week),
            [Word("eom")] => self.end_of(Unit::Month),
            [Word("eoq")] => self.end_of(Unit::Quarter),
            [Word("eoy")] => self.end_of(Unit::Year),
            [OfUnit(unit @ (Unit::Month | Unit::Quarter | Unit::Year)), Word("end")] => self.end_of(*unit),
            [Word("end"), Word("of"), rest @ ..] | [Word("the"), Word("end"), Word("of"), rest @ ..] => {
                let rest = match rest {
                    [Word("the"), rest @ ..] => rest,
                    rest => rest,
                };
                match rest {
                    [OfUnit(unit)] => self.end_of(*unit),
                    [Word("this"), OfUnit(Unit::Week)] => Some(self.this_weekday(Weekday::Fri, look)),
                    [Word("this"), OfUnit(unit)] => self.end_from_now(*unit, 0),
                    [Word("next"), OfUnit(unit)] => self.end_from_now(*unit, 1),
                    [Word("last"), OfUnit(unit)] => self.end_from_now(*unit, -1),
                    [Token::Month(month)] => Some(self.yearly(look, |year| last_of(year, *month))),
                    [Token::Month(month), Number(year)] => Some(
                        calendar_dates::full_year(*year).and_then(|year| in_range(last_of(year, *month))),
                    ),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// The end of the current week, month, quarter or year. On a weekend the working week is over, so coach
    /// takes the next one.
    fn end_of(&self, unit: Unit) -> ParsedDay {
        let over = unit == Unit::Week && matches!(self.today.weekday(), Weekday::Sat | Weekday::Sun);
        self.end_from_now(unit, i32::from(over))
    }

    fn end_from_now(&self, unit: Unit, shift: i32) -> ParsedDay {
        let month_end = |months: i32, to: fn(u32) -> u32| {
            // Moves from the 1st, because some months have no 31st.
            let first = Day::new(self.today.year(), to(self.today.month()), 1)?;
            let then = first.plus_months(months)?;
            then.last_of_month()
        };
        Some(match unit {
            Unit::Day | Unit::Workday | Unit::Fortnight => return None,
            Unit::Week => self.weekday_of_week(i64::from(shift), Weekday::Fri),
            Unit::Month => in_range(month_end(shift, |month| month)),
            Unit::Quarter => in_range(month_end(shift * 3, |month| month.div_ceil(3) * 3)),
            Unit::Year => in_range(month_end(shift * 12, |_| 12)),
        })
    }

    /// Returns the nearest day that `of` gives for a year, in the direction of `look`; today counts. `of`
    /// returns `None` for a year without that day, such as 29 February.
    pub(super) fn yearly(&self, look: Direction, of: impl Fn(i32) -> Option<Day>) -> Result<Day, Refusal> {
        // Eight years: 29 February is missing that long around a century that is not a leap year.
        let mut years = (0..=8).filter_map(|n| {
            of(match look {
                Direction::Forward => self.today.year() + n,
                Direction::Back => self.today.year() - n,
            })
        });
        in_range(match look {
            Direction::Forward => years.find(|day| *day >= self.today),
            Direction::Back => years.find(|day| *day <= self.today),
        })
    }
}

fn last_of(year: i32, month: u32) -> Option<Day> {
    Day::new(year, month, 1)?.last_of_month()
}

/// Whether a phrase means the last day of a month, of any length.
pub(crate) fn is_month_end(phrase: &str) -> bool {
    let lower = phrase.to_lowercase();
    let Some(tokens) = tokens(&lower) else { return false };
    let ends = |token: &Token| matches!(token, Token::Word("end" | "eom" | "eoq" | "eoy"));
    let last_day = [Token::Word("last"), Token::Unit(Unit::Day)];
    let is_end = tokens.iter().any(ends) || tokens.windows(2).any(|pair| pair == last_day);
    is_end && !tokens.contains(&Token::Unit(Unit::Week))
}
