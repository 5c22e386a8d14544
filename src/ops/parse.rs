//! Parses typed days, handles and objectives. An error names the field and the typed text.

use crate::environment::Environment;
use crate::error::{Error, Result};
use crate::escape::says_nothing;
use crate::journal::dates::{Calendar, Direction};
use crate::journal::query::journal::Journal;
use crate::journal::records::objective::NO_OBJECTIVE;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;

/// The calendar that resolves dates in words.
pub(crate) fn calendar(world: &Environment, journal: &Journal) -> Calendar {
    Calendar { today: world.today, order: journal.settings.date_order }
}

/// Parses the day of a past event. Fails if it is after today.
pub(crate) fn past_day(calendar: &Calendar, field: &'static str, text: &str) -> Result<Day> {
    let day = calendar.day(text, Direction::Back).map_err(|message| Error::usage(message).in_field(field))?;
    if day > calendar.today {
        return Err(Error::usage(format!("{day} is still to come")).in_field(field));
    }
    Ok(day)
}

/// Parses a day before or after today; an ambiguous one is in the past.
pub(crate) fn any_day(calendar: &Calendar, field: &'static str, text: &str) -> Result<Day> {
    calendar.day(text, Direction::Back).map_err(|message| Error::usage(message).in_field(field))
}

/// Parses a day on which something will happen; an ambiguous one is in the future.
pub(crate) fn coming_day(calendar: &Calendar, field: &'static str, text: &str) -> Result<Day> {
    calendar.day(text, Direction::Forward).map_err(|message| Error::usage(message).in_field(field))
}

/// Returns the text of an option. Fails if it says nothing.
pub(crate) fn text<'t>(field: &'static str, typed: &'t str) -> Result<&'t str> {
    if says_nothing(typed) { Err(Error::usage("the text is empty").in_field(field)) } else { Ok(typed) }
}

/// Parses a handle in any case.
pub(crate) fn handle(what: &str, typed: &str) -> Result<Handle> {
    let typed = typed.trim();
    let why = match typed.to_lowercase().parse::<Handle>() {
        Ok(handle) => return Ok(handle),
        Err(why) => why,
    };
    let error = Error::usage(format!("`{typed}` cannot be {what}: {why}"));
    Err(match Handle::near(typed) {
        Some(near) => error.hint(format!("did you mean `{near}`?")),
        None => error,
    })
}

/// Resolves an objective, or `none`, which is a valid answer.
pub(crate) fn objective_or_none(journal: &Journal, typed: &str) -> Result<Handle> {
    match typed {
        NO_OBJECTIVE => handle("an objective", NO_OBJECTIVE),
        _ => Ok(journal.objective(typed)?.record.handle.clone()),
    }
}
