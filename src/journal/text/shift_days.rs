//! Moves every day in the text of a journal by a number of days. The demo uses it: its half year always ends
//! today.

use crate::journal::values::day::Day;

/// Returns the text with each day such as `2026-11-21` moved. Text that only looks like a day stays.
pub(crate) fn shifted(text: &str, days: i64) -> String {
    const LENGTH: usize = "2026-11-21".len();
    let mut moved = String::with_capacity(text.len());
    let mut rest = text;
    let mut before = ' ';
    while let Some(c) = rest.chars().next() {
        let day = rest.get(..LENGTH).filter(|_| !before.is_ascii_alphanumeric());
        let ends = !rest[c.len_utf8()..]
            .get(LENGTH - 1..)
            .is_some_and(|then| then.starts_with(|c: char| c.is_ascii_digit()));
        let later =
            day.filter(|_| ends).and_then(|day| day.parse::<Day>().ok()).and_then(|day| day.plus_days(days));
        let taken = if later.is_some() { LENGTH } else { c.len_utf8() };
        match later {
            Some(later) => moved.push_str(&later.to_string()),
            None => moved.push(c),
        }
        before = rest[..taken].chars().next_back().unwrap_or(' ');
        rest = &rest[taken..];
    }
    moved
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_move_and_all_else_stays() {
        for (text, moved) in [
            ("date = 2026-11-21\n", "date = 2026-11-28\n"),
            ("sessions/ana/2026-12-28-k3f9m2qxtp.toml", "sessions/ana/2027-01-04-k3f9m2qxtp.toml"),
            ("ü 2026-02-25, 愛2026-02-25.", "ü 2026-03-04, 愛2026-03-04."),
            (
                "12026-11-21 2026-11-210 2026-13-01 q4-2026 2026-11-2",
                "12026-11-21 2026-11-210 2026-13-01 q4-2026 2026-11-2",
            ),
            ("", ""),
        ] {
            assert_eq!(shifted(text, 7), moved);
        }
    }
}
