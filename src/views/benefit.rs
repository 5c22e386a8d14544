//! The benefit of an action in words: its three numbers, and the result of the calculation.

use serde::Serialize;

use crate::journal::records::action::Action;
use crate::journal::records::benefit::{Benefit, Standing};
use crate::journal::values::amount::Amount;
use crate::journal::values::handle::Handle;
use crate::number::{readable, to_decimals};

/// A benefit, as `--json` gives it.
#[derive(Debug, Serialize)]
pub(crate) struct BenefitRow<'a> {
    #[serde(flatten)]
    benefit: &'a Benefit,
    /// `claimed`, `reported` or `confirmed`.
    standing: Standing,
    /// The change that counts towards the objective, rounded to two decimals.
    counts: f64,
}

impl<'a> BenefitRow<'a> {
    /// The benefit of the action, if it has one.
    pub(crate) fn of(action: &'a Action) -> Option<BenefitRow<'a>> {
        let benefit = action.benefit.as_ref()?;
        let standing = benefit.standing(&action.owner);
        Some(BenefitRow { benefit, standing, counts: rounded(benefit.counts().value()) })
    }
}

/// Rounds to two decimals.
pub(crate) fn rounded(number: f64) -> f64 {
    to_decimals(number, 2)
}

/// `12 → 9 contracts, 50 % of it due to the coaching, 70 % sure: counts as -1.05 contracts;
/// confirmed by dana on 2026-11-21`
pub(crate) fn sentence(benefit: &Benefit, owner: &Handle) -> String {
    let change = change(Some(benefit.before), Some(benefit.after), benefit.unit.as_deref());
    format!(
        "{change}, {} % of it due to the coaching, {} % sure: counts as {}; {}",
        benefit.share.value(),
        benefit.confidence.value(),
        in_unit(&readable(benefit.counts().value()), benefit.unit.as_deref()),
        confirmation(benefit, owner)
    )
}

/// The same, short.
pub(crate) fn brief(benefit: &Benefit, owner: &Handle) -> String {
    let change = change(Some(benefit.before), Some(benefit.after), benefit.unit.as_deref());
    format!("{change}, counts as {}, {}", readable(benefit.counts().value()), confirmation(benefit, owner))
}

/// `claimed, not confirmed yet`, or who confirmed it and how coach knows.
fn confirmation(benefit: &Benefit, owner: &Handle) -> String {
    let Some(handle) = &benefit.confirmed_by else { return "claimed, not confirmed yet".into() };
    match (benefit.standing(owner), benefit.confirmed) {
        (Standing::Claimed, _) => format!("claimed, because it is the own claim of {handle}"),
        (Standing::Confirmed, Some(day)) => format!("confirmed by {handle} on {day}"),
        _ => {
            let source = benefit.source.as_deref().map(str::trim).filter(|source| !source.is_empty());
            let source = source.map_or("no source".into(), |source| format!("source: {source}"));
            format!("reported as confirmed by {handle} ({source})")
        }
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
        let ana: Handle = "ana".parse().unwrap();
        let dana = benefit("unit = \"contracts\"\nconfirmed_by = \"dana\"\nconfirmed = 2026-11-21");
        assert_eq!(
            sentence(&dana, &ana),
            "12 → 9 contracts, 50 % of it due to the coaching, 70 % sure: counts as -1.05 contracts; \
             confirmed by dana on 2026-11-21"
        );
        let said = |more: &str| brief(&benefit(more), &ana).replace("12 → 9, counts as -1.05, ", "");
        assert_eq!(said(""), "claimed, not confirmed yet");
        assert_eq!(said("confirmed_by = \"dana\""), "reported as confirmed by dana (no source)");
        assert_eq!(
            said("confirmed_by = \"dana\"\nsource = \"mail of 12 Nov\""),
            "reported as confirmed by dana (source: mail of 12 Nov)"
        );
        assert_eq!(said("confirmed_by = \"ana\""), "claimed, because it is the own claim of ana");
    }
}
