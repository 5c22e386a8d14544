//! The moves of the due day of an action or a follow-up. If a due day had passed before the user moved it,
//! reports still measure the item by that day.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::journal::values::day::Day;

/// One move of a due day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
pub struct Move {
    /// The day on which the user moved it.
    pub on: Day,
    /// The due day before the move.
    pub due: Day,
}

/// Renders a move for a table: `2026-11-13 from 2026-11-12`.
impl fmt::Display for Move {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} from {}", self.on, self.due)
    }
}

impl FromStr for Move {
    type Err = String;

    fn from_str(text: &str) -> Result<Move, String> {
        let days = text
            .split_once(" from ")
            .and_then(|(on, due)| Some(Move { on: on.trim().parse().ok()?, due: due.trim().parse().ok()? }));
        days.ok_or_else(|| {
            format!("{text:?} is not a move of a due date, such as `2026-11-13 from 2026-11-12`")
        })
    }
}

/// Renders several moves for a table.
pub fn said(moves: &[Move]) -> String {
    moves.iter().map(Move::to_string).collect::<Vec<_>>().join("; ")
}

/// Parses the output of [`said`].
pub fn read(text: &str) -> Result<Vec<Move>, String> {
    text.split(';').map(str::trim).filter(|part| !part.is_empty()).map(str::parse).collect()
}

/// The earliest due day that had already passed when it was moved.
pub fn late_since(moves: &[Move]) -> Option<Day> {
    moves.iter().filter(|moved| moved.due < moved.on).map(|moved| moved.due).min()
}

/// The due day at the end of a day. Moves of the same day are in the order in which they happened.
pub fn due_on(moves: &[Move], due: Option<Day>, day: Day) -> Option<Day> {
    let next = moves.iter().filter(|moved| moved.on > day).min_by_key(|moved| moved.on);
    next.map_or(due, |moved| Some(moved.due))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn moves(moves: &[(&str, &str)]) -> Vec<Move> {
        moves.iter().map(|(on, due)| Move { on: day(on), due: day(due) }).collect()
    }

    #[test]
    fn a_day_that_was_moved_in_time_is_forgiven() {
        assert_eq!(late_since(&moves(&[("2026-11-05", "2026-11-05"), ("2026-11-06", "2026-11-20")])), None);
    }

    #[test]
    fn a_day_that_had_passed_counts() {
        let moves = moves(&[
            ("2026-11-05", "2026-11-10"),
            ("2026-11-13", "2026-11-12"),
            ("2026-11-20", "2026-11-18"),
        ]);
        assert_eq!(late_since(&moves), Some(day("2026-11-12")));
    }

    #[test]
    fn a_day_in_the_past_has_its_own_due_day() {
        let moves = moves(&[("2026-11-13", "2026-11-12"), ("2026-11-05", "2026-11-10")]);
        let due = Some(day("2026-11-30"));
        for (on, expected) in
            [("2026-11-04", "2026-11-10"), ("2026-11-05", "2026-11-12"), ("2026-11-13", "2026-11-30")]
        {
            assert_eq!(due_on(&moves, due, day(on)), Some(day(expected)), "{on}");
        }
    }

    #[test]
    fn the_first_of_several_moves_on_one_day_has_the_due_day_of_the_day_before() {
        let moves = moves(&[("2026-11-19", "2026-12-10"), ("2026-11-19", "2026-12-08")]);
        assert_eq!(due_on(&moves, Some(day("2026-12-15")), day("2026-11-18")), Some(day("2026-12-10")));
    }
}
