//! A sprint: two to four weeks, after which a team reviews its plan, and the objectives in its focus.

use serde::Deserialize;

use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;

/// `[sprint]` in `coach.toml`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct Sprint {
    #[serde(default)]
    pub weeks: Weeks,
    /// The first day of any sprint. The other sprints follow from it.
    pub start: Option<Day>,
    /// The objectives in focus.
    #[serde(default)]
    pub focus: Vec<Handle>,
}

/// The length of a sprint: 2, 3 or 4 weeks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "u8")]
pub struct Weeks(u8);

impl Default for Weeks {
    fn default() -> Weeks {
        Weeks(2)
    }
}

impl TryFrom<u8> for Weeks {
    type Error = String;

    fn try_from(weeks: u8) -> Result<Weeks, String> {
        if (2..=4).contains(&weeks) { Ok(Weeks(weeks)) } else { Err("a sprint takes 2, 3 or 4 weeks".into()) }
    }
}

impl Weeks {
    pub fn days(self) -> i64 {
        i64::from(self.0) * 7
    }
}

impl Sprint {
    /// The first day of the sprint that contains this day. Without `start`, the sprint ends on this day.
    pub fn began(&self, day: Day) -> Day {
        let days = self.weeks.days();
        let back = match self.start {
            Some(start) => day.days_since(start).rem_euclid(days),
            None => days - 1,
        };
        day.plus_days(-back).unwrap_or(day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn sprints_follow_each_other_from_any_start() {
        let sprint: Sprint = toml::from_str("weeks = 2\nstart = 2026-11-02").unwrap();
        for (on, began) in [
            ("2026-11-02", "2026-11-02"),
            ("2026-11-15", "2026-11-02"),
            ("2026-11-16", "2026-11-16"),
            ("2026-11-01", "2026-10-19"),
        ] {
            assert_eq!(sprint.began(day(on)), day(began), "{on}");
        }
        assert_eq!(Sprint::default().began(day("2026-11-21")), day("2026-11-08"));
    }

    #[test]
    fn a_sprint_takes_two_to_four_weeks() {
        assert!(
            toml::from_str::<Sprint>("weeks = 1").is_err() && toml::from_str::<Sprint>("weeks = 4").is_ok()
        );
    }
}
