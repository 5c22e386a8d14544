//! A measured amount: the reading of an objective's measure, or the benefit of an action. A number in the
//! objective's own unit, whole or with decimals.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize, Serializer};

use crate::number::{Decimal, readable};

/// A finite number between -10^15 and 10^15, so that sums stay exact to the cent.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Deserialize)]
#[serde(try_from = "f64")]
pub struct Amount(f64);

const LARGEST: f64 = 1e15;

impl Amount {
    pub fn value(self) -> f64 {
        self.0
    }

    /// Returns the amount as a decimal, so that sums and differences have no noise of floating point.
    pub fn decimal(self) -> Decimal {
        Decimal::of(self.0)
    }

    /// Returns the value for a record: a whole number has no decimal point.
    pub fn to_toml(self) -> toml_edit::Value {
        if self.0.fract() == 0.0 { (self.0 as i64).into() } else { self.0.into() }
    }
}

impl TryFrom<f64> for Amount {
    type Error = String;

    fn try_from(value: f64) -> Result<Amount, String> {
        // Minus zero becomes zero.
        if value.is_finite() && value.abs() <= LARGEST {
            Ok(Amount(value + 0.0))
        } else {
            Err("expected a number such as 12 or 0.5".into())
        }
    }
}

impl FromStr for Amount {
    type Err = String;

    fn from_str(text: &str) -> Result<Amount, String> {
        let is_plain = text.bytes().all(|b| b.is_ascii_digit() || b"+-.".contains(&b));
        let number = text.parse::<f64>().ok().filter(|_| is_plain);
        number.ok_or_else(|| "expected a number such as 12 or 0.5".to_string())?.try_into()
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&readable(self.0))
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0.fract() == 0.0 && serializer.is_human_readable() {
            serializer.serialize_i64(self.0 as i64)
        } else {
            serializer.serialize_f64(self.0)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_nothing_else() {
        for (text, value) in [("12", 12.0), ("0.5", 0.5), ("-3", -3.0), ("+4.25", 4.25), ("-0", 0.0)] {
            assert_eq!(text.parse::<Amount>().unwrap().value(), value, "{text}");
        }
        for bad in ["", "inf", "nan", "1e3", "12 %", "1,5", "9999999999999999", "--1"] {
            assert!(bad.parse::<Amount>().is_err(), "{bad}");
        }
        assert!(toml::from_str::<std::collections::BTreeMap<String, Amount>>("a = 11\nb = 1.5").is_ok());
        assert!(toml::from_str::<std::collections::BTreeMap<String, Amount>>("a = inf").is_err());
    }

    #[test]
    fn as_people_read_it() {
        let read = |text: &str| text.parse::<Amount>().unwrap().to_string();
        assert_eq!([read("12"), read("12.50"), read("-0"), read("0.126")], ["12", "12.5", "0", "0.13"]);
    }
}
