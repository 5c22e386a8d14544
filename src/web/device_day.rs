//! The day on which a person typed a form, by the clock of their device. The server may be in another time zone,
//! and a form may arrive days after it was typed.

use super::form::Form;
use crate::journal::values::day::Day;

/// The longest wait of a form on a device, in days: as long as the ledger remembers ids.
const LONGEST: i64 = 400;

/// When a form was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TypedOn {
    pub day: Day,
    /// Whether the clock of the device is wrong by more than a day.
    pub is_clock_wrong: bool,
}

impl TypedOn {
    /// `day` in the form is the device's day when the person typed, `sent` in the query its day when it sent the
    /// form. Time zones differ by at most a day, so a larger difference between `sent` and `today` is a wrong clock.
    /// Even that clock measured how long the form waited.
    pub(crate) fn of(form: &Form, query: &Form, today: Day) -> TypedOn {
        let day = |text: &str| text.parse::<Day>().ok();
        let Some(typed) = day(form.get("day")) else { return TypedOn { day: today, is_clock_wrong: false } };
        let sent = day(query.get("sent")).unwrap_or(typed);
        let waited = sent.days_since(typed).clamp(0, LONGEST);
        let is_clock_wrong = sent.days_since(today).abs() > 1;
        let sent = if is_clock_wrong { today } else { sent };
        TypedOn { day: sent.plus_days(-waited).unwrap_or(today), is_clock_wrong }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed_on(form: &str, query: &str) -> (String, bool) {
        let parsed = |text: &str| Form::parse(text).unwrap();
        let typed = TypedOn::of(&parsed(form), &parsed(query), "2026-11-21".parse().unwrap());
        (typed.day.to_string(), typed.is_clock_wrong)
    }

    #[test]
    fn the_day_of_the_device_counts_within_a_day_of_ours() {
        for day in ["2026-11-20", "2026-11-21", "2026-11-22"] {
            assert_eq!(typed_on(&format!("day={day}"), ""), (day.into(), false));
            assert_eq!(typed_on(&format!("day={day}"), &format!("sent={day}")), (day.into(), false));
        }
        for nothing in ["", "day=", "day=x", "day=2026-02-30"] {
            assert_eq!(typed_on(nothing, "sent=2026-11-20"), ("2026-11-21".into(), false));
        }
    }

    #[test]
    fn a_form_that_waited_keeps_its_day() {
        assert_eq!(typed_on("day=2026-11-14", "sent=2026-11-22"), ("2026-11-14".into(), false));
        assert_eq!(typed_on("day=2025-11-21", "sent=2026-11-21"), ("2025-11-21".into(), false));
        assert_eq!(typed_on("day=2020-01-01", "sent=2026-11-21"), ("2025-10-17".into(), false));
    }

    #[test]
    fn a_wrong_clock_still_tells_how_long_a_form_waited() {
        assert_eq!(typed_on("day=2027-11-21", ""), ("2026-11-21".into(), true));
        assert_eq!(typed_on("day=2027-11-18", "sent=2027-11-21"), ("2026-11-18".into(), true));
        assert_eq!(typed_on("day=2027-11-21", "sent=2025-11-21"), ("2026-11-21".into(), true));
        assert_eq!(typed_on("day=1900-01-01", "sent=2199-12-31"), ("2025-10-17".into(), true));
    }
}
