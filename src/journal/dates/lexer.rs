//! The tokens of date phrases. Holds no grammar, and never accepts an unknown word.

use crate::journal::values::day::Weekday;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Day,
    /// Monday to Friday.
    Workday,
    Week,
    /// Two weeks.
    Fortnight,
    Month,
    Quarter,
    Year,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// A number in digits. One that does not fit becomes `u32::MAX`, which is outside every range.
    Number(u32),
    /// A number in letters: `a`, `two`. Counts units, and is never a day of the month.
    Count(u32),
    Ordinal(u32),
    /// `2w`
    Span(u32, Unit),
    Weekday(Weekday),
    Month(u32),
    Unit(Unit),
    /// Digits with `/`, `.` or `-` between them.
    Dated(&'a str),
    Plus,
    Comma,
    /// One of [`WORDS`].
    Word(&'a str),
}

const WORDS: &[&str] = &[
    "today",
    "tomorrow",
    "yesterday",
    "next",
    "this",
    "last",
    "in",
    "ago",
    "end",
    "of",
    "the",
    "eow",
    "eom",
    "eoq",
    "eoy",
    "other",
    "from",
    "now",
    "after",
    "before",
    "time",
];

/// `first` to `thirty-first`, in letters.
#[rustfmt::skip]
const ORDINALS: [&str; 31] = [
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
    "twentieth", "twenty-first", "twenty-second", "twenty-third", "twenty-fourth", "twenty-fifth", "twenty-sixth",
    "twenty-seventh", "twenty-eighth", "twenty-ninth", "thirtieth", "thirty-first",
];

/// Whether a word is a day of the month in letters, such as `thirtieth`.
pub(crate) fn is_ordinal(word: &str) -> bool {
    ORDINALS.contains(&word)
}

/// Before `days`, these words exclude Saturday and Sunday.
pub(crate) const WORKING: [&str; 3] = ["working", "business", "work"];

/// Returns the tokens of a lower-case phrase. `None` if it has an unknown word.
pub(super) fn tokens(lower: &str) -> Option<Vec<Token<'_>>> {
    let mut tokens = Vec::new();
    let mut words = lower.split_whitespace().enumerate().peekable();
    while let Some((place, word)) = words.next() {
        if WORKING.contains(&word) && words.next_if(|(_, next)| matches!(*next, "day" | "days")).is_some() {
            tokens.push(Token::Unit(Unit::Workday));
            continue;
        }
        let word = match word.strip_prefix('+') {
            Some(rest) if place == 0 && rest.starts_with(|c: char| c.is_ascii_digit()) => {
                tokens.push(Token::Plus);
                rest
            }
            _ => word,
        };
        // `2 w`. The `m` of `20 m` may be a minute or a metre.
        if let (Some(Token::Number(count)), Some(unit)) = (tokens.last(), letter(word))
            && word != "m"
        {
            let count = *count;
            tokens.pop();
            tokens.push(Token::Span(count, unit));
            continue;
        }
        let (word, comma) = word.strip_suffix(',').map_or((word, None), |word| (word, Some(Token::Comma)));
        match token(word) {
            Some(token) => tokens.push(token),
            None => tokens.extend(joined(word)?),
        }
        tokens.extend(comma);
    }
    Some(tokens)
}

/// Returns the tokens of one word that joins several: `3weeks`, `28nov`, `28-nov-2026`.
fn joined(word: &str) -> Option<Vec<Token<'_>>> {
    let letters = word.find(|c: char| !c.is_ascii_digit()).filter(|at| *at > 0);
    if let Some((number, name)) = letters.map(|at| word.split_at(at))
        && let (Some(number), Some(name @ (Token::Unit(_) | Token::Month(_)))) = (token(number), token(name))
    {
        return Some(vec![number, name]);
    }
    let mark = ['-', '/', '.'].into_iter().find(|mark| word.contains(*mark))?;
    let parts: Vec<Token<'_>> = word.split(mark).map(token).collect::<Option<_>>()?;
    let is_named = parts.iter().any(|part| matches!(part, Token::Month(_)));
    let is_date = parts.iter().all(|part| matches!(part, Token::Month(_) | Token::Number(_)));
    (parts.len() > 1 && is_named && is_date).then_some(parts)
}

/// Returns the token of one lower-case word.
pub(super) fn token(word: &str) -> Option<Token<'_>> {
    // `aug.`, `fri.`: the full stop of an abbreviation.
    if let Some(name) = word.strip_suffix('.')
        && let Some(named @ (Token::Weekday(_) | Token::Month(_))) = token(name)
    {
        return Some(named);
    }
    if let Some(weekday) = weekday(word) {
        return Some(Token::Weekday(weekday));
    }
    if let Some(month) = month(word) {
        return Some(Token::Month(month));
    }
    if let Some(unit) = unit(word) {
        return Some(Token::Unit(unit));
    }
    if let Some(count) = count(word) {
        return Some(Token::Count(count));
    }
    if WORDS.contains(&word) {
        return Some(Token::Word(word));
    }
    if let Some((n, _)) = (1..).zip(ORDINALS).find(|(_, name)| *name == word) {
        return Some(Token::Ordinal(n));
    }
    digits(word)
}

/// Returns the token of a word that begins with a digit.
fn digits(word: &str) -> Option<Token<'_>> {
    let end = word.find(|c: char| !c.is_ascii_digit()).unwrap_or(word.len());
    let (number, rest) = word.split_at(end);
    if number.is_empty() {
        return None;
    }
    let n = number.parse().unwrap_or(u32::MAX);
    match rest {
        "" => Some(Token::Number(n)),
        // `25. aug`
        "." if (1..=31).contains(&n) => Some(Token::Ordinal(n)),
        "st" | "nd" | "rd" | "th" => (rest == ordinal_ending(n)).then_some(Token::Ordinal(n)),
        _ if letter(rest).is_some() => letter(rest).map(|unit| Token::Span(n, unit)),
        _ => ['/', '.', '-']
            .iter()
            .any(|mark| rest.chars().all(|c| c == *mark || c.is_ascii_digit()))
            .then_some(Token::Dated(word)),
    }
}

/// Returns the unit of the letters behind a number: `2w`, `2 w`.
pub(super) fn letter(text: &str) -> Option<Unit> {
    Some(match text {
        "d" => Unit::Day,
        "wd" => Unit::Workday,
        "w" => Unit::Week,
        "m" | "mo" => Unit::Month,
        "y" => Unit::Year,
        _ => return None,
    })
}

fn ordinal_ending(n: u32) -> &'static str {
    match (n % 100, n % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    }
}

fn weekday(word: &str) -> Option<Weekday> {
    Some(match word {
        "mon" | "monday" => Weekday::Mon,
        "tue" | "tues" | "tuesday" => Weekday::Tue,
        "wed" | "weds" | "wednesday" => Weekday::Wed,
        "thu" | "thur" | "thurs" | "thursday" => Weekday::Thu,
        "fri" | "friday" => Weekday::Fri,
        "sat" | "saturday" => Weekday::Sat,
        "sun" | "sunday" => Weekday::Sun,
        _ => return None,
    })
}

fn month(word: &str) -> Option<u32> {
    Some(match word {
        "jan" | "january" => 1,
        "feb" | "february" => 2,
        "mar" | "march" => 3,
        "apr" | "april" => 4,
        "may" => 5,
        "jun" | "june" => 6,
        "jul" | "july" => 7,
        "aug" | "august" => 8,
        "sep" | "sept" | "september" => 9,
        "oct" | "october" => 10,
        "nov" | "november" => 11,
        "dec" | "december" => 12,
        _ => return None,
    })
}

fn unit(word: &str) -> Option<Unit> {
    Some(match word {
        "day" | "days" | "day's" | "days'" => Unit::Day,
        "workday" | "workdays" => Unit::Workday,
        "week" | "weeks" | "week's" | "weeks'" | "wk" | "wks" => Unit::Week,
        "fortnight" | "fortnights" => Unit::Fortnight,
        "month" | "months" | "month's" | "months'" | "mth" | "mths" | "mos" => Unit::Month,
        "quarter" | "quarters" | "quarter's" | "qtr" | "qtrs" => Unit::Quarter,
        "year" | "years" | "year's" | "years'" | "yr" | "yrs" => Unit::Year,
        _ => return None,
    })
}

fn count(word: &str) -> Option<u32> {
    #[rustfmt::skip]
    const COUNTS: [&str; 20] = [
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
        "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
    ];
    let small = |word: &str| (1..).zip(COUNTS).find(|(_, name)| *name == word).map(|(n, _)| n);
    let tens = |word: &str| match word {
        "twenty" => Some(20),
        "thirty" => Some(30),
        "forty" => Some(40),
        "fifty" => Some(50),
        "sixty" => Some(60),
        "seventy" => Some(70),
        "eighty" => Some(80),
        "ninety" => Some(90),
        _ => None,
    };
    match word {
        "a" | "an" => Some(1),
        _ => match word.split_once('-') {
            Some((ten, one)) => Some(tens(ten)? + small(one).filter(|one| *one < 10)?),
            None => small(word).or_else(|| tens(word)),
        },
    }
}
