//! Numbers as people read them, rounded as spreadsheets round.

/// A number as people read it: at most two decimals, none where it is whole.
pub fn readable(number: f64) -> String {
    let text = format!("{:.2}", to_decimals(number, 2));
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}

/// A part of a whole as a percentage: `13 %` of 0.125.
pub fn percent(part: f64) -> String {
    format!("{:.0} %", to_decimals(part * 100.0, 0))
}

/// To so many decimals. A half goes away from zero, as in the ROUND of spreadsheets, and -0 is 0.
pub fn to_decimals(number: f64, decimals: i32) -> f64 {
    let scale = 10_f64.powi(decimals);
    let scaled = number * scale;
    // 0.285 x 100 is 28.499999999999996 to the machine, and 28.5 to everybody else.
    let meant = if scaled.abs() < 1e6 { (scaled * 1e9).round() / 1e9 } else { scaled };
    meant.round() / scale + 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_go_away_from_zero_and_nothing_is_minus_zero() {
        let percents = [0.004, 0.005, 0.125, 0.135, 0.285, 1.005, -0.004, -0.005, -0.125, -0.0].map(percent);
        let expected = ["0 %", "1 %", "13 %", "14 %", "29 %", "101 %", "0 %", "-1 %", "-13 %", "0 %"];
        assert_eq!(percents, expected);
        let numbers = [0.125, 2.675, -0.125, -0.004, -0.0, 12.5, 1_000_000.0, 1e15].map(readable);
        assert_eq!(numbers, ["0.13", "2.68", "-0.13", "0", "0", "12.5", "1000000", "1000000000000000"]);
        assert!(to_decimals(-0.00001, 4).is_sign_positive());
    }
}
