//! Parses typed days, handles and objectives. An error names the field and the typed text.

use crate::environment::Environment;
use crate::error::{Cause, Error, ErrorKind, Result};
use crate::escape::says_nothing;
use crate::journal::dates::{Calendar, Direction, UnreadOrder};
use crate::journal::query::journal::Journal;
use crate::journal::records::objective::NO_OBJECTIVE;
use crate::journal::records::settings::DateOrder;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;

/// The calendar that resolves dates in words.
pub(crate) fn calendar(world: &Environment, journal: &Journal) -> Calendar {
    let settings = &journal.settings;
    let unread = settings.unread("date_order").map(|problem| (problem.line, problem.column));
    let unread_order = unread.map(|(line, column)| UnreadOrder { line, column });
    Calendar { today: world.today, order: settings.date_order, unread_order }
}

/// The error of a typed text. If only the unreadable setting prevents coach from reading the text, the setting
/// is the cause.
pub(crate) fn refused(
    calendar: &Calendar,
    field: &'static str,
    message: &str,
    reads: impl Fn(&Calendar) -> bool,
) -> Error {
    let error = Error::usage(message).in_field(field);
    let decided = Calendar { order: Some(DateOrder::DayFirst), ..*calendar };
    match calendar.unread_order.filter(|_| calendar.order.is_none() && reads(&decided)) {
        Some(_) => Error { kind: ErrorKind::Cannot, ..error.because(Cause::UndecidedDay) }
            .hint("set date_order to \"day-first\" or \"month-first\" there"),
        None => error,
    }
}

fn day(calendar: &Calendar, field: &'static str, text: &str, look: Direction) -> Result<Day> {
    let reads = |calendar: &Calendar| calendar.day(text, look).is_ok();
    calendar.day(text, look).map_err(|message| refused(calendar, field, &message, reads))
}

/// Parses the day of a past event. Fails if it is after today.
pub(crate) fn past_day(calendar: &Calendar, field: &'static str, text: &str) -> Result<Day> {
    let day = day(calendar, field, text, Direction::Back)?;
    if day > calendar.today {
        return Err(Error::usage(format!("{day} is in the future")).in_field(field));
    }
    Ok(day)
}

/// Parses a day before or after today; an ambiguous one is in the past.
pub(crate) fn any_day(calendar: &Calendar, field: &'static str, text: &str) -> Result<Day> {
    day(calendar, field, text, Direction::Back)
}

/// Parses a day on which something will happen; an ambiguous one is in the future.
pub(crate) fn coming_day(calendar: &Calendar, field: &'static str, text: &str) -> Result<Day> {
    day(calendar, field, text, Direction::Forward)
}

/// Returns the text of an option. Fails if it is empty.
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
