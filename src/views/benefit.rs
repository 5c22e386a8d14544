//! The benefit of an action in words: its three numbers, and the result of the calculation.

use serde::Serialize;

use crate::journal::records::benefit::Benefit;
use crate::journal::values::amount::Amount;
use crate::number::{readable, to_decimals};

/// A benefit, as `--json` gives it.
#[derive(Debug, Serialize)]
pub(crate) struct BenefitRow<'a> {
    #[serde(flatten)]
    benefit: &'a Benefit,
    /// The change that counts towards the objective, rounded to two decimals.
    counts: f64,
}

impl<'a> From<&'a Benefit> for BenefitRow<'a> {
    fn from(benefit: &'a Benefit) -> BenefitRow<'a> {
        BenefitRow { benefit, counts: rounded(benefit.counts().value()) }
    }
}

/// Rounds to two decimals.
pub(crate) fn rounded(number: f64) -> f64 {
    to_decimals(number, 2)
}

/// `12 → 9 contracts, 50 % of it due to the coaching, 70 % sure: counts as -1.05 contracts;
/// confirmed by dana`
pub(crate) fn sentence(benefit: &Benefit) -> String {
    let change = change(Some(benefit.before), Some(benefit.after), benefit.unit.as_deref());
    format!(
        "{change}, {} % of it due to the coaching, {} % sure: counts as {}; {}",
        benefit.share.value(),
        benefit.confidence.value(),
        in_unit(&readable(benefit.counts().value()), benefit.unit.as_deref()),
        confirmation(benefit)
    )
}

/// The same, short.
pub(crate) fn brief(benefit: &Benefit) -> String {
    let change = change(Some(benefit.before), Some(benefit.after), benefit.unit.as_deref());
    format!("{change}, counts as {}, {}", readable(benefit.counts().value()), confirmation(benefit))
}

fn confirmation(benefit: &Benefit) -> String {
    match &benefit.confirmed_by {
        Some(handle) => format!("confirmed by {handle}"),
        None => "claimed, not confirmed yet".into(),
    }
}

/// `12 → 9 contracts`. If only one amount exists: `from 12 contracts` or `to 9 contracts`.
pub(crate) fn change(from: Option<Amount>, to: Option<Amount>, unit: Option<&str>) -> String {
    match (from, to) {
        (Some(from), Some(to)) => in_unit(&format!("{from} → {to}"), unit),
        (Some(from), None) => format!("from {}", in_unit(&from.to_string(), unit)),
        (None, Some(to)) => format!("to {}", in_unit(&to.to_string(), unit)),
        (None, None) => String::new(),
    }
}

/// `9 contracts`
pub(crate) fn in_unit(amount: &str, unit: Option<&str>) -> String {
    match unit.map(str::trim).filter(|unit| !unit.is_empty()) {
        Some(unit) => format!("{amount} {unit}"),
        None => amount.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_reads_as_people_say_it() {
        let benefit = |more: &str| -> Benefit {
            toml::from_str(&format!("before = 12\nafter = 9\nshare = 50\nconfidence = 70\n{more}")).unwrap()
        };
        assert_eq!(
            sentence(&benefit("unit = \"contracts\"\nconfirmed_by = \"dana\"")),
            "12 → 9 contracts, 50 % of it due to the coaching, 70 % sure: counts as -1.05 contracts; \
             confirmed by dana"
        );
        assert_eq!(brief(&benefit("")), "12 → 9, counts as -1.05, claimed, not confirmed yet");
        assert_eq!(BenefitRow::from(&benefit("")).counts, -1.05);
    }
}
