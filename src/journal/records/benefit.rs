//! A benefit: the measured effect of an action, after Jack Phillips. It is the measured change, times the
//! share due to the coaching, times the confidence in that share. Three honest numbers are more credible than
//! one large one.

use serde::{Deserialize, Serialize};

use crate::journal::values::amount::Amount;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::number::Decimal;

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Benefit {
    pub before: Amount,
    pub after: Amount,
    /// The unit of both values: `%`, `hours a week`, `EUR`.
    pub unit: Option<String>,
    /// The share of the change that is due to the coaching.
    #[serde(default)]
    pub share: Percent,
    /// The confidence in `share`.
    #[serde(default)]
    pub confidence: Percent,
    /// The person who confirms the numbers. A benefit without one is claimed, not confirmed.
    pub confirmed_by: Option<Handle>,
    /// The day it was measured.
    pub on: Option<Day>,
}

impl Benefit {
    /// The change that counts: after minus before, times share, times confidence; in `unit`.
    pub fn counts(&self) -> Decimal {
        let change = self.after.decimal() - self.before.decimal();
        change.hundredths(self.share.value()).hundredths(self.confidence.value())
    }
}

/// A whole number from 0 to 100; 100 by default.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(try_from = "u8")]
pub struct Percent(u8);

impl Percent {
    pub fn value(self) -> u8 {
        self.0
    }

    pub fn fraction(self) -> f64 {
        f64::from(self.0) / 100.0
    }
}

impl Default for Percent {
    fn default() -> Percent {
        Percent(100)
    }
}

impl TryFrom<u8> for Percent {
    type Error = String;

    fn try_from(value: u8) -> Result<Percent, String> {
        if value <= 100 { Ok(Percent(value)) } else { Err("expected a percentage from 0 to 100".into()) }
    }
}

impl std::str::FromStr for Percent {
    type Err = String;

    fn from_str(text: &str) -> Result<Percent, String> {
        let number = text.trim().trim_end_matches('%').trim_end().parse::<u8>().ok();
        number
            .and_then(|n| Percent::try_from(n).ok())
            .ok_or_else(|| "expected a percentage from 0% to 100%".into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn change_times_share_times_confidence() {
        let benefit: Benefit =
            toml::from_str("before = 12\nafter = 9\nshare = 50\nconfidence = 70\nunit = \"%\"").unwrap();
        assert_eq!(benefit.counts().value(), -1.05);
        let all: Benefit = toml::from_str("before = 0\nafter = 4").unwrap();
        assert_eq!(all.counts().value(), 4.0);
    }

    #[test]
    fn a_share_is_a_percentage() {
        assert_eq!("50%".parse::<Percent>().unwrap().value(), 50);
        assert_eq!("70".parse::<Percent>().unwrap().fraction(), 0.7);
        for bad in ["", "101", "-1", "0.5", "half"] {
            assert!(bad.parse::<Percent>().is_err(), "{bad}");
        }
    }
}
