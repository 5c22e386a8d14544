//! Numbers for people, rounded like in spreadsheets, and sums without floating-point noise.

use std::iter::Sum;
use std::ops::{Add, Neg, Sub};

/// Formats a number with at most two decimals, without trailing zeros.
pub(crate) fn readable(number: f64) -> String {
    let text = format!("{:.2}", to_decimals(number, 2));
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}

/// Formats a part of a whole as a percentage: 0.125 is `13 %`.
pub(crate) fn percent(part: f64) -> String {
    format!("{:.0} %", to_decimals(part * 100.0, 0))
}

/// Rounds to this many decimals. A half rounds away from zero, as in the ROUND of spreadsheets; -0 becomes
/// 0.
pub(crate) fn to_decimals(number: f64, decimals: i32) -> f64 {
    // A float is exact to 15 digits: 28.499999999999996 means 28.5. If 15 digits do not reach beyond the
    // last decimal, use all digits.
    let meant = Digits::read(&format!("{number:.14e}"));
    let all = || Digits::read(&format!("{number:e}"));
    let rounded = meant.and_then(|digits| digits.rounded(decimals));
    rounded.or_else(|| all()?.rounded(decimals)).unwrap_or(number) + 0.0
}

/// The digits of a number. `last` is the power of ten of the last digit.
struct Digits {
    is_negative: bool,
    digits: i128,
    last: i32,
}

impl Digits {
    /// Parses `-1.25e3`.
    fn read(text: &str) -> Option<Digits> {
        let (mantissa, exponent) = text.split_once('e')?;
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits: i128 = format!("{whole}{fraction}").parse().ok()?;
        let last = exponent.parse::<i32>().ok()? - fraction.len() as i32;
        Some(Digits { is_negative: whole.starts_with('-'), digits: digits.abs(), last })
    }

    /// Rounds to this many decimals; `None` if the number has no more digits than that.
    fn rounded(&self, decimals: i32) -> Option<f64> {
        let behind = u32::try_from(-self.last - decimals).ok().filter(|behind| *behind > 0)?;
        let rounded = shortened(self.digits, behind) as f64 / 10_f64.powi(decimals);
        Some(if self.is_negative { -rounded } else { rounded })
    }
}

/// Drops the last `digits` digits. A half rounds away from zero.
fn shortened(number: i128, digits: u32) -> i128 {
    let Some(unit) = 10_i128.checked_pow(digits) else { return 0 };
    let (kept, rest) = (number / unit, number % unit);
    if rest.abs() >= unit - rest.abs() { kept + number.signum() } else { kept }
}

/// An amount, a difference or a sum of amounts, in units of 10^-16.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Decimal(i128);

impl Decimal {
    const PLACES: u32 = 16;

    /// Takes a number as it is written: 0.1 is exactly a tenth.
    pub fn of(number: f64) -> Decimal {
        let Some(Digits { is_negative, digits, last }) = Digits::read(&format!("{number:e}")) else {
            return Decimal(0);
        };
        let missing = last + Decimal::PLACES as i32;
        let parts = match u32::try_from(missing) {
            Ok(missing) => 10_i128.checked_pow(missing).map_or(i128::MAX, |unit| digits.saturating_mul(unit)),
            Err(_) => shortened(digits, missing.unsigned_abs()),
        };
        Decimal(if is_negative { -parts } else { parts })
    }

    /// `part` percent of the amount.
    pub fn hundredths(self, part: u8) -> Decimal {
        Decimal(shortened(self.0.saturating_mul(part.into()), 2))
    }

    pub fn value(self) -> f64 {
        let one = 10_i128.pow(Decimal::PLACES);
        (self.0 / one) as f64 + (self.0 % one) as f64 / one as f64
    }

    /// The ratio to a whole; `None` if the whole is 0.
    pub fn of_whole(self, whole: Decimal) -> Option<f64> {
        (whole.0 != 0).then(|| self.0 as f64 / whole.0 as f64)
    }
}

impl Add for Decimal {
    type Output = Decimal;

    fn add(self, other: Decimal) -> Decimal {
        Decimal(self.0.saturating_add(other.0))
    }
}

impl Sub for Decimal {
    type Output = Decimal;

    fn sub(self, other: Decimal) -> Decimal {
        Decimal(self.0.saturating_sub(other.0))
    }
}

impl Neg for Decimal {
    type Output = Decimal;

    fn neg(self) -> Decimal {
        Decimal(self.0.saturating_neg())
    }
}

impl Sum for Decimal {
    fn sum<I: Iterator<Item = Decimal>>(all: I) -> Decimal {
        all.fold(Decimal::default(), Add::add)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn halves_go_away_from_zero_and_nothing_is_minus_zero() {
        let percents = [0.004, 0.005, 0.125, 0.135, 0.285, 1.005, -0.004, -0.005, -0.125, -0.0].map(percent);
        let expected = ["0 %", "1 %", "13 %", "14 %", "29 %", "101 %", "0 %", "-1 %", "-13 %", "0 %"];
        assert_eq!(percents, expected);
        let numbers = [0.125, 2.675, -0.125, -0.004, -0.0, 12.5, 1_000_000.0, 1e15].map(readable);
        assert_eq!(numbers, ["0.13", "2.68", "-0.13", "0", "0", "12.5", "1000000", "1000000000000000"]);
        assert!(to_decimals(-0.00001, 4).is_sign_positive());
        assert_eq!(to_decimals(123_456_789_012.123_47, 4), 123_456_789_012.123_5);
        assert_eq!([1e-300, 0.0, 1e300].map(|number| to_decimals(number, 4)), [0.0, 0.0, 1e300]);
    }

    #[test]
    fn a_decimal_is_what_is_written() {
        let of = |number: f64| Decimal::of(number);
        assert_eq!([0.1, 0.2].map(of).into_iter().sum::<Decimal>().value(), 0.3);
        assert_eq!((of(1e15) - of(-1e15)).hundredths(100).hundredths(100).value(), 2e15);
        assert_eq!(
            [0.0, 1e-300, -0.5, 1_968.074_825].map(|number| of(number).value()),
            [0.0, 0.0, -0.5, 1_968.074_825]
        );
        assert_eq!(of(1.0).of_whole(of(0.0)), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]

        /// `n` and a half units of the last decimal, written as a decimal.
        #[test]
        fn every_half_goes_away_from_zero(units in 0..10_000_000_000_i64, decimals in 0..5_i32) {
            let scale = 10_f64.powi(decimals);
            let text = format!("{}e-{}", units * 10 + 5, decimals + 1);
            let half: f64 = text.parse().unwrap();
            prop_assert_eq!(to_decimals(half, decimals), (units + 1) as f64 / scale);
            prop_assert_eq!(to_decimals(-half, decimals), -((units + 1) as f64 / scale));
        }

        /// The same for a sum, and for the progress from baseline to target.
        #[test]
        fn a_sum_and_a_part_round_as_what_they_are_written_as(
            units in 0..1_000_000_i64, first in -1_000_000_000_i64..1_000_000_000, whole in 1..100_000_i64,
        ) {
            let written = |number: i64, places: u32| Decimal::of(format!("{number}e-{places}").parse().unwrap());
            let half = units * 10 + 5;
            let sum = written(first, 5) + written(half - first, 5);
            prop_assert_eq!(to_decimals(sum.value(), 4), (units + 1) as f64 / 1e4);
            // Baseline, value and target, such that (value - baseline) / (target - baseline) is the half.
            let baseline = written(first, 5);
            let target = written(first + whole * 100_000, 5);
            let value = written(first + whole * half, 5);
            let way = (value - baseline).of_whole(target - baseline).unwrap();
            prop_assert_eq!(to_decimals(way, 4), (units + 1) as f64 / 1e4);
        }
    }
}
