//! Small sums that several reports need.

use std::collections::BTreeMap;

use crate::journal::benefit::Benefit;

/// The middle one, or half-way between the two in the middle; of nothing, nothing.
pub fn median(values: impl IntoIterator<Item = i64>) -> Option<f64> {
    let mut values: Vec<i64> = values.into_iter().collect();
    values.sort_unstable();
    let middle = values.len() / 2;
    let upper = *values.get(middle)?;
    let lower = if values.len().is_multiple_of(2) { values[middle - 1] } else { upper };
    Some((lower as f64 + upper as f64) / 2.0)
}

/// Of nothing, nothing.
pub fn mean(values: impl IntoIterator<Item = f64>) -> Option<f64> {
    let (sum, count) = values.into_iter().fold((0.0, 0), |(sum, count), value| (sum + value, count + 1));
    (count > 0).then(|| sum / f64::from(count))
}

/// What benefits come to, by unit: amounts in two units have no sum.
#[derive(Clone, Debug, Default)]
pub struct Benefits {
    confirmed: BTreeMap<Option<String>, f64>,
    claimed: BTreeMap<Option<String>, f64>,
}

impl Benefits {
    pub fn of<'a>(benefits: impl Iterator<Item = &'a Benefit>) -> Benefits {
        let mut all = Benefits::default();
        for benefit in benefits {
            let sums = if benefit.confirmed_by.is_some() { &mut all.confirmed } else { &mut all.claimed };
            *sums.entry(benefit.unit.clone()).or_default() += benefit.counts();
        }
        all
    }

    /// What was confirmed in this unit; a benefit that names no unit is in the objective's.
    pub fn confirmed_in(&self, unit: Option<&str>) -> Option<f64> {
        in_unit(&self.confirmed, unit)
    }

    /// What nobody confirmed yet.
    pub fn claimed_in(&self, unit: Option<&str>) -> Option<f64> {
        in_unit(&self.claimed, unit)
    }
}

fn in_unit(sums: &BTreeMap<Option<String>, f64>, unit: Option<&str>) -> Option<f64> {
    let fits = |of: &&Option<String>| of.is_none() || of.as_deref() == unit;
    let fitting: Vec<f64> = sums.iter().filter(|(of, _)| fits(of)).map(|(_, sum)| *sum).collect();
    (!fitting.is_empty()).then(|| fitting.iter().sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle() {
        assert_eq!(median([]), None);
        assert_eq!(median([7]), Some(7.0));
        assert_eq!(median([9, 1, 2]), Some(2.0));
        assert_eq!(median([1, 4, 2, 9]), Some(3.0));
    }
}
