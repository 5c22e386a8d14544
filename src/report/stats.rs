//! Averages that several reports use.

/// The median: the value in the middle, or the mean of the two in the middle. `None` without values.
pub(super) fn median(values: impl IntoIterator<Item = i64>) -> Option<f64> {
    let mut values: Vec<i64> = values.into_iter().collect();
    values.sort_unstable();
    let middle = values.len() / 2;
    let upper = *values.get(middle)?;
    let lower = if values.len().is_multiple_of(2) { values[middle - 1] } else { upper };
    Some((lower as f64 + upper as f64) / 2.0)
}

/// The lower and the upper quartile: the smallest values that a quarter and three quarters do not exceed. `None`
/// without values.
pub(super) fn quartiles(values: impl IntoIterator<Item = i64>) -> Option<(i64, i64)> {
    let mut values: Vec<i64> = values.into_iter().collect();
    values.sort_unstable();
    let at = |quarters: usize| values.get((values.len() * quarters).div_ceil(4).checked_sub(1)?).copied();
    Some((at(1)?, at(3)?))
}

/// The mean. `None` without values.
pub(super) fn mean(values: impl IntoIterator<Item = f64>) -> Option<f64> {
    let (sum, count) = values.into_iter().fold((0.0, 0), |(sum, count), value| (sum + value, count + 1));
    (count > 0).then(|| sum / f64::from(count))
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

    #[test]
    fn half_of_the_values_lie_between_the_quartiles() {
        assert_eq!(quartiles([]), None);
        assert_eq!(quartiles([3]), Some((3, 3)));
        assert_eq!(quartiles([5, 1, 4, 2]), Some((1, 4)));
        assert_eq!(quartiles([1, 2, 3, 4, 5]), Some((2, 4)));
        assert_eq!(quartiles(1..=8), Some((2, 6)));
    }
}
