//! A benefit: the measured effect of an action, after Jack Phillips. It is the measured change, times the
//! share due to the coaching, times the confidence in that share. Three honest numbers are more credible than
//! one large one.

use serde::{Deserialize, Serialize};

use crate::journal::values::amount::Amount;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::journal::values::word_enum::words;
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
    /// The coach who recorded the numbers, and cannot confirm them.
    pub claimed_by: Option<Handle>,
    /// The person who confirmed the numbers. `standing` says how much that counts.
    pub confirmed_by: Option<Handle>,
    /// Where the confirmation of `confirmed_by` can be found: `mail of 12 Nov`.
    pub source: Option<String>,
    /// The day on which `confirmed_by` ran `coach benefit confirm`.
    pub confirmed: Option<Day>,
    /// The day it was measured.
    pub on: Option<Day>,
}

impl Benefit {
    /// The change that counts: after minus before, times share, times confidence; in `unit`.
    pub fn counts(&self) -> Decimal {
        let change = self.after.decimal() - self.before.decimal();
        change.hundredths(self.share.value()).hundredths(self.confidence.value())
    }

    /// How far the benefit can be trusted. `owner` is the owner of its action.
    pub fn standing(&self, owner: &Handle) -> Standing {
        match &self.confirmed_by {
            None => Standing::Claimed,
            Some(handle) if self.is_own_claim(handle, owner) => Standing::Claimed,
            Some(_) if self.confirmed.is_some() => Standing::Confirmed,
            Some(_) => Standing::Reported,
        }
    }

    /// Whether the benefit is this person's own claim: they recorded it, or the action is theirs.
    pub fn is_own_claim(&self, handle: &Handle, owner: &Handle) -> bool {
        handle == owner || self.claimed_by.as_ref() == Some(handle)
    }

    /// Whether both have the same measured numbers.
    pub fn has_numbers_of(&self, other: &Benefit) -> bool {
        let bare = |benefit: &Benefit| Benefit { claimed_by: None, ..benefit.clone().without_confirmation() };
        bare(self) == bare(other)
    }

    /// The people that the benefit names.
    pub fn people(&self) -> impl Iterator<Item = &Handle> {
        self.claimed_by.iter().chain(&self.confirmed_by)
    }

    /// The same numbers without their confirmation.
    pub fn without_confirmation(self) -> Benefit {
        Benefit { confirmed_by: None, source: None, confirmed: None, ..self }
    }
}

words! {
    /// How far a benefit can be trusted, from the least to the most.
    Standing, "standing" {
        /// Only those who gain from it say so.
        Claimed = "claimed",
        /// Someone wrote down that another person confirmed it.
        Reported = "reported",
        /// Another person confirmed it with `coach benefit confirm`.
        Confirmed = "confirmed",
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
    fn only_another_person_confirms_a_benefit() {
        let standing = |more: &str| {
            let benefit: Benefit = toml::from_str(&format!("before = 12\nafter = 9\n{more}")).unwrap();
            benefit.standing(&"ana".parse().unwrap())
        };
        let confirmed = "confirmed = 2026-11-21\n";
        assert_eq!(standing(""), Standing::Claimed);
        assert_eq!(standing(confirmed), Standing::Claimed, "by nobody");
        assert_eq!(standing("confirmed_by = \"dana\""), Standing::Reported, "also in an old journal");
        assert_eq!(
            standing("claimed_by = \"jo\"\nconfirmed_by = \"dana\"\nsource = \"mail\""),
            Standing::Reported
        );
        assert_eq!(
            standing(&format!("{confirmed}claimed_by = \"jo\"\nconfirmed_by = \"dana\"")),
            Standing::Confirmed
        );
        for own in ["confirmed_by = \"ana\"", "claimed_by = \"jo\"\nconfirmed_by = \"jo\"\nsource = \"mail\""]
        {
            assert_eq!(standing(own), Standing::Claimed, "{own}");
            assert_eq!(standing(&format!("{confirmed}{own}")), Standing::Claimed, "{own}");
        }
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
