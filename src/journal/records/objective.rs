//! An objective: a goal of the business that coaching serves, with its measure and the readings of that
//! measure over time.

use serde::{Deserialize, Serialize};

use crate::journal::values::amount::Amount;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Objective {
    pub handle: Handle,
    pub title: Option<String>,
    /// The leader who is responsible for the objective.
    pub sponsor: Option<Handle>,
    /// The measure, in words: `Service contracts lost in a year`.
    pub measure: Option<String>,
    /// The unit of the measure: `%`, `contracts`.
    pub unit: Option<String>,
    /// The value of the measure when the objective was set.
    pub baseline: Option<Amount>,
    pub target: Option<Amount>,
    /// The day by which the team wants to reach the target.
    pub by: Option<Day>,
    /// The day the objective ended, reached or not. Later sessions cannot serve it.
    pub closed: Option<Day>,
    /// The reason for closing it.
    pub why: Option<String>,
    #[serde(default, rename = "reading")]
    pub readings: Vec<Reading>,
    /// The values that a merge did not use, until the user resolves them; `merge::conflicts` reads them.
    #[serde(default, serialize_with = "crate::journal::text::conflict_json::serialize")]
    pub conflict: Vec<toml::Table>,
}

/// The value of the measure on a day.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Reading {
    pub id: Id,
    pub date: Day,
    pub value: Amount,
}

/// The value of `objectives` in a session that serves none. It is valid, but not the handle of a record.
pub const NO_OBJECTIVE: &str = "none";

impl Objective {
    /// An objective with only a handle, and a title derived from it.
    pub fn new(handle: Handle) -> Objective {
        let title = handle.as_str().replace('-', " ");
        Objective {
            handle,
            title: Some(title),
            sponsor: None,
            measure: None,
            unit: None,
            baseline: None,
            target: None,
            by: None,
            closed: None,
            why: None,
            readings: Vec::new(),
            conflict: Vec::new(),
        }
    }

    /// Whether the target is less than the baseline. `None` if either is missing or both are equal.
    pub fn less_is_better(&self) -> Option<bool> {
        let (baseline, target) = (self.baseline?.value(), self.target?.value());
        (baseline != target).then_some(target < baseline)
    }

    /// Whether a session on this day can serve the objective. The closing day is included.
    pub fn is_live(&self, day: Day) -> bool {
        self.closed.is_none_or(|closed| day <= closed)
    }

    /// The readings by day. If a day has several, only the last one in the file counts.
    pub fn readings_by_day(&self) -> Vec<(Day, Amount)> {
        let mut readings: Vec<(Day, Amount)> = self.readings.iter().map(|r| (r.date, r.value)).collect();
        readings.sort_by_key(|(day, _)| *day); // stable: the file's order within a day
        readings.reverse();
        readings.dedup_by_key(|(day, _)| *day);
        readings.reverse();
        readings
    }

    /// The latest reading on or before a day.
    pub fn reading_on(&self, day: Day) -> Option<(Day, Amount)> {
        self.readings_by_day().into_iter().rfind(|(on, _)| *on <= day)
    }

    /// The progress of this value from baseline to target: 0 at the baseline, 1 at the target, negative if
    /// the value is worse than the baseline. `None` without a baseline and a target.
    pub fn progress(&self, value: Amount) -> Option<f64> {
        self.way(self.baseline?, value)
    }

    /// The distance from one value to another, as a fraction of the distance from baseline to target.
    pub fn way(&self, from: Amount, to: Amount) -> Option<f64> {
        let whole = self.target?.decimal() - self.baseline?.decimal();
        (to.decimal() - from.decimal()).of_whole(whole)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn objective(text: &str) -> Objective {
        toml::from_str(&format!("handle = \"churn\"\n{text}")).unwrap()
    }

    #[test]
    fn the_latest_reading_counts() {
        let churn = objective(
            "reading = [{ id = \"k3f9m2qxtp\", date = 2026-11-20, value = 9 }, \
             { id = \"m2qxw7tp4r\", date = 2026-10-01, value = 11 }, \
             { id = \"p4n8rr2c6d\", date = 2026-11-20, value = 8.5 }]",
        );
        let on = |day: &str| churn.reading_on(day.parse().unwrap()).map(|(_, value)| value.value());
        assert_eq!([on("2026-09-30"), on("2026-11-19"), on("2026-11-20")], [None, Some(11.0), Some(8.5)]);
    }

    #[test]
    fn progress_runs_from_baseline_to_target_in_either_direction() {
        let down = objective("baseline = 12\ntarget = 8");
        let of = |value: &str| down.progress(value.parse().unwrap());
        assert_eq!([of("12"), of("10"), of("8"), of("13")], [Some(0.0), Some(0.5), Some(1.0), Some(-0.25)]);
        assert_eq!(objective("baseline = 8\ntarget = 8").progress("8".parse().unwrap()), None);
    }
}
