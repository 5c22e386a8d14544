//! Converts the rows of a table to sessions; `item_rows.rs` converts actions and follow-ups.

use super::cell_values::{answers, feedback, handles, length, named, yes_or_no};
use super::columns::{Columns, What};
use super::csv::CsvTable;
use super::days::{self, DayReader};
use super::people::{self, PeopleReader, folded};
use super::row_ids::{self, ParsedRow};
use super::row_reader::RowReader;
use crate::import::coach_json::loose_items;
use crate::import::matching::compare_fields::{self, KnownFields};
use crate::import::matching::match_rows::{JournalIndex, RowStatus};
use crate::import::{ImportOptions, ParsedImport};
use crate::journal::records::Problem;
use crate::journal::records::session::{Kind, Session};
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;

/// Reads all rows, or returns every problem in them.
pub(crate) fn read(
    table: &CsvTable<'_>,
    columns: &Columns,
    asked: &ImportOptions<'_>,
) -> Result<ParsedImport, Vec<Problem>> {
    let here = JournalIndex::new(asked.journal);
    let days = DayReader {
        today: asked.today,
        order: asked.journal.settings.date_order,
        format: asked.date_format,
        local_time: asked.local_time,
    };
    let mut reader = RowsReader { days, whom: PeopleReader::new(asked.journal), asked, here: &here };
    let (mut drawn, mut problems) = (Vec::new(), Vec::new());
    for row in &table.rows {
        let mut cells = RowReader { table, columns, row, problems: Vec::new() };
        let made = match columns.what {
            What::Sessions => reader.session(&mut cells),
            What::Actions => reader.action(&mut cells),
            What::FollowUps => reader.follow_up(&mut cells),
        };
        drawn.extend(made.filter(|_| cells.problems.is_empty()));
        cells.problems.sort();
        problems.append(&mut cells.problems);
    }
    row_ids::settle(&mut drawn, &here);
    let (mut rows, mut alone) = (Vec::new(), 0);
    for one in drawn {
        let (at, is_elsewhere) = (one.at, one.is_elsewhere);
        match one.row() {
            Ok(row) => {
                alone += usize::from(is_elsewhere && here.standing(&row) == RowStatus::New);
                rows.push(row);
            }
            Err(why) => problems.push(table.text.problem(at, why)),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let said = loose_items::said_of(alone).into_iter().collect();
    Ok(ParsedImport {
        rows: here.with_people(reader.whom.rows(), rows),
        left_out: said,
        ..ParsedImport::default()
    })
}

pub(super) struct RowsReader<'a> {
    pub(super) asked: &'a ImportOptions<'a>,
    pub(super) here: &'a JournalIndex<'a>,
    pub(super) days: DayReader<'a>,
    pub(super) whom: PeopleReader<'a>,
}

impl RowsReader<'_> {
    fn session(&mut self, cells: &mut RowReader<'_>) -> Option<ParsedRow> {
        let date = cells.must("date", |text| self.days.day(text));
        if date.is_some_and(|(day, _)| self.asked.today.is_certainly_before(day)) {
            cells.refuse("date", "this date is in the future: coach imports only past sessions");
        }
        // Parses every cell before it returns on a missing one, so that all problems of a row are reported
        // together.
        let people = self.with(cells);
        let coach = self.coach(cells);
        let start = cells.read("start", days::clock);
        let minutes = length(cells);
        let kind = cells.read("kind", |text| text.to_lowercase().parse::<Kind>()).unwrap_or_default();
        let topics = cells.read("topics", handles).unwrap_or_default();
        let size = |text: &str| text.parse::<u32>().map_err(|_| "expected a whole number of people");
        let group_size = cells.read("group_size", size);
        let objectives = cells.read("objectives", handles).unwrap_or_default();
        let resources = cells.read("resources", handles).unwrap_or_default();
        let paid = cells.read("paid", yes_or_no);
        let feedback = feedback(cells);
        let notes = cells.text("notes").unwrap_or_default();
        let programme = cells.read("programme", str::parse::<Handle>);
        let answers = answers(cells, self.asked.journal);
        let ((with, group), (date, time)) = people.zip(date)?;
        if let (Some(start), Some(time)) = (start, time)
            && start != time
        {
            cells.refuse("start", &format!("the start is {start} here, but {time} after the date"));
        }
        let start = start.or(time);
        let is_ours = cells.columns.is_ours("with");
        let named = cells.word("with").map(|cell| people::known_by(cell, is_ours, with.len()));
        let named = self.or_all(named.or(cells.word("group").map(folded)));
        let started = start.map(|start| format!("start {start}"));
        let by: Vec<String> = [date.to_string(), named].into_iter().chain(started).collect();
        let (id, by) = self.identity(cells, "session", &by);
        let session = Session::new(id, date, &coach, with);
        let session =
            Session { start, minutes, kind, group, group_size, topics, objectives, paid, ..session };
        let session = Session { notes, resources, feedback, programme, answers, ..session };
        if let (Some(email), [one]) = (cells.word("email"), session.with.as_slice()) {
            self.whom.reached_at(one, email).map_err(|why| cells.refuse("email", &why)).ok()?;
        }
        let told = compared(cells, &session);
        Some(ParsedRow {
            session,
            what: What::Sessions,
            day: None,
            coach: None,
            by,
            is_placed: true,
            is_elsewhere: false,
            told,
            empty: cells.empty(),
            at: cells.row.at,
        })
    }

    /// The id in the row, or an id derived from another program's, or the natural key of the row.
    pub(super) fn identity(
        &self,
        cells: &RowReader<'_>,
        noun: &str,
        by: &[String],
    ) -> (Id, Option<Vec<String>>) {
        match cells.word("id") {
            Some(id) => (named(id, noun), None),
            None => {
                // The coach is part of the key: two coaches may have met one person on one day.
                let coach = cells.word("coach").map(|coach| format!("coach {}", folded(coach)));
                let kind = ["csv", noun].map(String::from);
                let by: Vec<String> = kind.into_iter().chain(by.to_vec()).chain(coach).collect();
                (row_ids::id(&by, 1), Some(by))
            }
        }
    }

    /// The person of a cell, or the people of `--with`, which applies to all rows.
    pub(super) fn or_all(&self, named: Option<String>) -> String {
        let all = || people::sorted(self.asked.with.iter().map(ToString::to_string));
        named.filter(|_| self.asked.with.is_empty()).unwrap_or_else(all)
    }

    pub(super) fn day(&self, cells: &mut RowReader<'_>, field: &str) -> Option<Day> {
        cells.read(field, |text| self.days.day(text)).map(|(day, _)| day)
    }

    pub(super) fn coach(&mut self, cells: &mut RowReader<'_>) -> Handle {
        let (at, is_ours) = (cells.at("coach"), cells.columns.is_ours("coach"));
        let coach = cells.read("coach", |text| self.whom.cell(text, is_ours, at));
        match coach.as_deref() {
            Some([one]) => one.clone(),
            Some(_) => {
                cells.refuse("coach", "expected one coach: a session has one");
                self.asked.me.clone()
            }
            None => self.asked.me.clone(),
        }
    }

    fn with(&mut self, cells: &mut RowReader<'_>) -> Option<(Vec<Handle>, Option<Handle>)> {
        if !self.asked.with.is_empty() {
            return self.all_with(cells).map_err(|why| cells.refuse("with", &why)).ok();
        }
        let group_at = cells.at("group");
        let group = cells.read("group", |text| self.whom.group(text, group_at));
        let (at, is_ours) = (cells.at("with"), cells.columns.is_ours("with"));
        if group.is_some() && cells.word("with").is_none() {
            let together = self.whom.together(group.into_iter().collect());
            return together.map_err(|why| cells.refuse("group", &why)).ok();
        }
        let people = cells.must("with", |text| self.whom.cell(text, is_ours, at))?;
        match group {
            Some(group) => Some((people, Some(group))),
            None => self.whom.together(people).map_err(|why| cells.refuse("with", &why)).ok(),
        }
    }

    /// The people of `--with`.
    fn all_with(&mut self, cells: &RowReader<'_>) -> Result<(Vec<Handle>, Option<Handle>), String> {
        let people = self.asked.with.iter().map(|handle| self.whom.handle(handle.clone(), cells.row.at));
        let people: Vec<Handle> = people.collect::<Result<_, _>>()?;
        self.whom.together(people)
    }
}

/// The fields of a session that its row fills, under the names by which sessions are compared.
fn compared(cells: &RowReader<'_>, session: &Session) -> KnownFields {
    let mut fields = cells.told(&["id", "email"]);
    for field in &mut fields {
        match *field {
            "hours" => *field = "minutes",
            "with" if cells.word("group").is_none() => *field = compare_fields::whom(session),
            _ => {}
        }
    }
    fields.dedup();
    KnownFields::Fields(fields)
}
