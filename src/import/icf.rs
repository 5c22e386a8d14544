//! Imports ICF's client coaching log. A row of the log is a relationship with one client, not a session: it
//! has the total hours between two days. The import creates as few sessions as can hold the hours and spreads
//! them evenly from the first day to the last, so the sums and both days stay right. The note of each session
//! names its source.

use super::matching::compare_fields::{KnownFields, whom};
use super::matching::match_rows::JournalIndex;
use super::table::csv::{CsvLine, CsvTable, unharmed};
use super::table::days::{self, DayReader};
use super::table::people::PeopleReader;
use super::{ImportOptions, ImportedRow, ParsedImport};
use crate::journal::records::Problem;
use crate::journal::records::session::Session;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;
use crate::journal::values::time::LONGEST;

/// The exact header. An export for the credential has these columns and no others.
const HEADER: [&str; 8] = [
    "Client Name",
    "Contact Information",
    "Individual/Group",
    "Number in Group",
    "Start Date",
    "End Date",
    "Paid hours",
    "Pro-bono hours",
];
const NAME: usize = 0;
const CONTACT: usize = 1;
const GROUP: usize = 2;
const NUMBER: usize = 3;
const START: usize = 4;
const END: usize = 5;
const PAID: usize = 6;
const UNPAID: usize = 7;

pub(super) fn is_log(table: &CsvTable<'_>) -> bool {
    table.header.len() == HEADER.len()
        && table.header.iter().zip(HEADER).all(|(name, known)| name.eq_ignore_ascii_case(known))
}

pub(super) fn read(table: &CsvTable<'_>, asked: &ImportOptions<'_>) -> Result<ParsedImport, Vec<Problem>> {
    let mut log = Log {
        table,
        asked,
        days: DayReader {
            today: asked.today,
            order: asked.journal.settings.date_order,
            format: asked.date_format,
            local_time: asked.local_time,
        },
        whom: PeopleReader::new(asked.journal),
        here: JournalIndex::new(asked.journal),
        came: ParsedImport::default(),
        problems: Vec::new(),
    };
    table.rows.iter().for_each(|row| log.row(row));
    let rows = log.here.with_people(log.whom.rows(), log.came.rows);
    if log.problems.is_empty() { Ok(ParsedImport { rows, ..log.came }) } else { Err(log.problems) }
}

struct Log<'a> {
    table: &'a CsvTable<'a>,
    asked: &'a ImportOptions<'a>,
    days: DayReader<'a>,
    whom: PeopleReader<'a>,
    here: JournalIndex<'a>,
    came: ParsedImport,
    problems: Vec<Problem>,
}

/// The paid or the unpaid hours of one row.
struct Hours {
    from: Day,
    to: Day,
    minutes: u32,
    is_paid: bool,
}

impl Log<'_> {
    fn row(&mut self, row: &CsvLine) {
        let at = self.table.place(row, NAME);
        let client = match self.asked.with.first() {
            Some(with) => self.whom.handle(with.clone(), at),
            None => self.whom.named(text(row, NAME), at),
        };
        let client = client.map_err(|why| self.refuse(row, NAME, &why)).ok();
        let from = self.day(row, START);
        let to = self.day(row, END);
        let paid = self.minutes(row, PAID);
        let unpaid = self.minutes(row, UNPAID);
        let group = self.group(row);
        let (Some(client), Some(from), Some(to), Some(paid), Some(unpaid), Some(group)) =
            (client, from, to, paid, unpaid, group)
        else {
            return;
        };
        if to < from {
            return self.refuse(row, END, "the end is before the start");
        }
        let contact = text(row, CONTACT);
        if contact.contains('@') {
            if let Err(why) = self.whom.reached_at(&client, contact) {
                return self.refuse(row, CONTACT, &why);
            }
        } else if !contact.is_empty() {
            self.tell(row, CONTACT, "coach does not import it: it is not an email address");
        }
        if group > 1 {
            self.tell(row, NUMBER, &format!("the log names only {client} of the group of {group}"));
        }
        let known = self.came.rows.len();
        for (minutes, is_paid) in [(paid, true), (unpaid, false)] {
            self.sessions(row, &client, group, &Hours { from, to, minutes, is_paid });
        }
        let is_new = self.came.rows[known..].iter().any(|row| self.here.standing(row).is_new());
        if is_new {
            self.tell_of_those_here(row, &client, group > 0, [from, to]);
        }
    }

    /// Warns if the journal already has sessions with this client between these days: if the rows come from
    /// the coach's own log, their hours would count twice.
    fn tell_of_those_here(&mut self, row: &CsvLine, client: &Handle, is_group: bool, [from, to]: [Day; 2]) {
        let is_meant = |session: &&Session| {
            session.with.contains(client)
                && session.coach == *self.asked.me
                && session.is_of_a_group() == is_group
                && (from..=to).contains(&session.date)
        };
        let here = self.asked.journal.conversations().map(|filed| &filed.record).filter(is_meant).count();
        let said = match here {
            0 => return,
            1 => format!("the journal already has 1 session with {client} between these dates: its hours"),
            many => {
                format!(
                    "the journal already has {many} sessions with {client} between these dates: their hours"
                )
            }
        };
        self.tell(row, START, &format!("{said} may count twice (`coach undo` reverts the import)"));
    }

    /// Adds a warning. It does not stop the import.
    fn tell(&mut self, row: &CsvLine, column: usize, why: &str) {
        self.came.told.push(self.table.problem(row, column, why));
    }

    /// Adds the sessions of one row. Their ids derive from the relationship and not from its hours, so they
    /// stay the same as the hours grow. A relationship that the journal already has gets no new sessions.
    fn sessions(&mut self, row: &CsvLine, client: &Handle, group: u32, hours: &Hours) {
        let Some(parts) = spread(hours) else {
            let column = if hours.is_paid { PAID } else { UNPAID };
            return self.refuse(row, column, "more hours than fit between the start and the end");
        };
        let identity = [NAME, GROUP, START].map(|column| text(row, column));
        let paid = if hours.is_paid { "paid" } else { "pro-bono" };
        let id = |number: usize| {
            Id::derived(&["icf", identity[0], identity[1], identity[2], paid, &number.to_string()])
        };
        let is_here = self.here.session(&id(0)).is_some();
        for (number, (day, minutes)) in parts.into_iter().enumerate() {
            if is_here && self.here.session(&id(number)).is_none() {
                continue;
            }
            let mut session = Session::new(id(number), day, self.asked.me, vec![client.clone()]);
            session.minutes = Some(minutes);
            session.paid = Some(hours.is_paid);
            if group > 0 {
                session.group = Handle::near(&format!("{client}-group"));
                session.group_size = Some(group);
            }
            let several = if group > 0 { format!(", a group of {group}") } else { String::new() };
            let total = crate::journal::values::time::spoken(hours.minutes);
            session.notes = if hours.from == hours.to {
                format!("From an ICF log: {total} {paid} on {}{several}.", hours.from)
            } else {
                format!(
                    "From an ICF log: {total} {paid} between {} and {}{several}. The exact dates are not known.",
                    hours.from, hours.to
                )
            };
            let told = KnownFields::Fields(vec!["date", "minutes", whom(&session), "group_size", "paid"]);
            match ImportedRow::session(&session, row.at, told) {
                Ok(row) => self.came.rows.push(row),
                Err(why) => self.refuse(row, NAME, &why),
            }
        }
    }

    /// The size of the group; 0 for an individual client.
    fn group(&mut self, row: &CsvLine) -> Option<u32> {
        let number = text(row, NUMBER);
        match text(row, GROUP).to_lowercase().as_str() {
            "individual" => Some(0),
            "group" => match number.parse::<u32>() {
                Ok(number) if number > 0 => Some(number),
                _ => {
                    self.refuse(row, NUMBER, "expected the number of people in the group");
                    None
                }
            },
            _ => {
                self.refuse(row, GROUP, "expected Individual or Group");
                None
            }
        }
    }

    fn day(&mut self, row: &CsvLine, column: usize) -> Option<Day> {
        match self.days.day(text(row, column)) {
            Ok((day, _)) if !self.asked.today.is_certainly_before(day) => Some(day),
            Ok(_) => {
                self.refuse(row, column, "this date is in the future");
                None
            }
            Err(why) => {
                self.refuse(row, column, &why);
                None
            }
        }
    }

    fn minutes(&mut self, row: &CsvLine, column: usize) -> Option<u32> {
        match text(row, column) {
            "" => Some(0),
            cell => days::many_hours(cell).map_err(|why| self.refuse(row, column, &why)).ok(),
        }
    }

    fn refuse(&mut self, row: &CsvLine, column: usize, why: &str) {
        self.problems.push(self.table.problem(row, column, why));
    }
}

/// The text of a cell, without the `'` that protects spreadsheets from formulas.
fn text(row: &CsvLine, column: usize) -> &str {
    unharmed(row.cells[column].trim()).trim()
}

/// Splits the hours into sessions of at most one day, the first on the first day and the last on the last.
/// `None` if there are too few days.
fn spread(hours: &Hours) -> Option<Vec<(Day, u32)>> {
    let days = hours.to.days_since(hours.from);
    let fewest = if days > 0 && hours.minutes > 1 { 2 } else { 1 };
    let number = hours.minutes.div_ceil(LONGEST).max(fewest);
    if hours.minutes == 0 {
        return Some(Vec::new());
    }
    if i64::from(number) > days + 1 {
        return None;
    }
    let (each, more) = (hours.minutes / number, hours.minutes % number);
    let part = |n: u32| {
        let day = hours.from.plus_days(days * i64::from(n) / i64::from(number.max(2) - 1))?;
        Some((day, each + u32::from(n < more)))
    };
    (0..number).map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spread_of(from: &str, to: &str, minutes: u32) -> Option<Vec<(String, u32)>> {
        let hours = Hours { from: from.parse().unwrap(), to: to.parse().unwrap(), minutes, is_paid: true };
        Some(spread(&hours)?.into_iter().map(|(day, minutes)| (day.to_string(), minutes)).collect())
    }

    #[test]
    fn the_hours_are_whole_and_both_days_are_there() {
        let day = "2026-01-05";
        assert_eq!(spread_of(day, day, 90), Some(vec![(day.into(), 90)]));
        assert_eq!(spread_of(day, "2026-06-01", 0), Some(vec![]));
        assert_eq!(
            spread_of(day, "2026-06-01", 751),
            Some(vec![(day.into(), 376), ("2026-06-01".into(), 375)])
        );
        assert_eq!(spread_of(day, day, 1441), None);
        let long = spread_of(day, "2026-06-01", 10 * 1440 + 1).unwrap();
        assert_eq!(long.iter().map(|(_, minutes)| minutes).sum::<u32>(), 10 * 1440 + 1);
        assert_eq!((long.len(), long[0].0.as_str(), long[10].0.as_str()), (11, day, "2026-06-01"));
        assert!(long.windows(2).all(|two| two[0].0 < two[1].0));
    }
}
