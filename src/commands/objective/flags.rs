//! The flags that set the fields of an objective.

use crate::error::{Error, Result};
use crate::escape::says_nothing;
use crate::journal::dates::Calendar;
use crate::journal::query::journal::Journal;
use crate::journal::records::objective::Objective;
use crate::journal::values::amount::Amount;
use crate::ops::{new_items, parse};

/// The value that removes a fact.
pub(super) const NONE: &str = "none";

#[derive(clap::Args)]
pub(crate) struct ObjectiveFlags {
    /// Title: the goal, in one line
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,
    /// Leader who is responsible for the objective
    #[arg(long, value_name = "HANDLE")]
    pub sponsor: Option<String>,
    /// What is measured
    #[arg(long, value_name = "TEXT")]
    pub measure: Option<String>,
    /// Unit of the measure, such as % or contracts
    #[arg(long, value_name = "UNIT")]
    pub unit: Option<String>,
    /// Value at the beginning
    #[arg(long, value_name = "NUMBER", allow_hyphen_values = true)]
    pub baseline: Option<String>,
    /// Target value
    #[arg(long, value_name = "NUMBER", allow_hyphen_values = true)]
    pub target: Option<String>,
    /// Due date of the target
    #[arg(long, value_name = "DATE")]
    pub due: Option<String>,
}

impl ObjectiveFlags {
    /// Sets the fields from the flags; `none` removes a field.
    pub(crate) fn apply(
        &self,
        journal: &Journal,
        calendar: &Calendar,
        objective: &mut Objective,
    ) -> Result<()> {
        text(&mut objective.title, self.title.as_ref());
        text(&mut objective.measure, self.measure.as_ref());
        text(&mut objective.unit, self.unit.as_ref());
        if let Some(said) = &self.sponsor {
            objective.sponsor =
                if said == NONE { None } else { Some(new_items::known_or_new(journal, said)?) };
        }
        amount("--baseline", &mut objective.baseline, self.baseline.as_deref())?;
        amount("--target", &mut objective.target, self.target.as_deref())?;
        if let Some(said) = &self.due {
            objective.by = if said == NONE { None } else { Some(parse::coming_day(calendar, "due", said)?) };
        }
        Ok(())
    }
}

pub(super) fn text(place: &mut Option<String>, said: Option<&String>) {
    if let Some(said) = said {
        *place = Some(said.trim()).filter(|text| !says_nothing(text) && *text != NONE).map(str::to_string);
    }
}

fn amount(flag: &str, place: &mut Option<Amount>, said: Option<&str>) -> Result<()> {
    if let Some(said) = said {
        *place = if said == NONE { None } else { Some(number(flag, said)?) };
    }
    Ok(())
}

/// Parses a number.
pub(crate) fn number(flag: &str, typed: &str) -> Result<Amount> {
    let typed = typed.trim();
    typed.parse().map_err(|message| {
        let error = Error::usage(format!("{flag}: {message}"));
        if typed.starts_with(|c: char| c.is_ascii_digit()) {
            error.hint("write numbers such as 9.5 or 12000, and set the unit with --unit")
        } else {
            error
        }
    })
}
