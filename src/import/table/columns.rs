//! Maps the columns of a table to coach's fields: by `--map`, else by name.

use std::collections::BTreeMap;

use super::csv::{self, CsvTable};
use super::rows;
use crate::error::Error;
use crate::import::source_text::SourceText;
use crate::import::{ImportError, ImportOptions, ParsedImport, icf};
use crate::journal::records::Problem;
use crate::journal::records::fields::{self, RecordSheet};
use crate::journal::text::did_you_mean::near;
use crate::journal::values::word_enum::words;

words! {
    /// The kinds of rows that a table can have.
    What, "--what" {
        Sessions = "sessions",
        Actions = "actions",
        FollowUps = "follow-ups",
    }
}

impl What {
    fn sheet(self) -> RecordSheet {
        match self {
            What::Sessions => RecordSheet::Sessions,
            What::Actions => RecordSheet::Actions,
            What::FollowUps => RecordSheet::FollowUps,
        }
    }

    /// The fields of a row, in the order of coach's own export.
    pub(crate) fn fields(self) -> &'static [&'static str] {
        fields::imported(self.sheet())
    }

    /// Columns of coach's own export that it computes from other records; the import ignores them.
    fn computed(self) -> &'static [&'static str] {
        fields::computed(self.sheet())
    }
}

pub(crate) struct Columns {
    pub what: What,
    /// The column of each field that has one.
    at: BTreeMap<&'static str, usize>,
    /// The fields that `--map` named.
    mapped: Vec<&'static str>,
    left_out: Vec<String>,
}

pub(crate) fn read(text: &SourceText<'_>, asked: &ImportOptions<'_>) -> Result<ParsedImport, ImportError> {
    let mut table = csv::read(text)?;
    let mut problems = std::mem::take(&mut table.ragged);
    let came = if asked.what.is_none() && asked.map.is_empty() && icf::is_log(&table) {
        icf::read(&table, asked)
    } else {
        let columns = Columns::of(&table, asked)?;
        rows::read(&table, &columns, asked).map(|came| {
            let left_out = came.left_out.into_iter().chain(columns.left_out).collect();
            ParsedImport { left_out, ..came }
        })
    };
    match came {
        Ok(came) if problems.is_empty() => return Ok(came),
        Ok(_) => {}
        Err(more) => problems.extend(more),
    }
    problems.sort();
    Err(problems.into())
}

impl Columns {
    fn of(table: &CsvTable<'_>, asked: &ImportOptions<'_>) -> Result<Columns, ImportError> {
        let what = asked.what.unwrap_or_else(|| {
            let mapped = |field: &str| asked.map.iter().any(|(_, ours)| ours == field);
            let has = |field| mapped(field) || table.header.iter().any(|name| folded(name) == field);
            match (has("ask"), has("what")) {
                (true, _) => What::FollowUps,
                (false, true) => What::Actions,
                (false, false) => What::Sessions,
            }
        });
        let mut columns = Columns { what, at: BTreeMap::new(), mapped: Vec::new(), left_out: Vec::new() };
        for (theirs, ours) in asked.map {
            columns.map(table, theirs, ours).map_err(ImportError::Unusable)?;
        }
        columns.take_ours(table)?;
        columns.must_have(table, asked).map_err(ImportError::Unusable)?;
        Ok(columns)
    }

    pub(crate) fn column(&self, field: &str) -> Option<usize> {
        self.at.get(field).copied()
    }

    /// Whether `--map` did not name the field: its column then has coach's name, and its cells coach's
    /// format.
    pub(crate) fn is_ours(&self, field: &str) -> bool {
        !self.mapped.contains(&field)
    }

    fn map(&mut self, table: &CsvTable<'_>, theirs: &str, ours: &str) -> Result<(), Error> {
        let exact = table.header.iter().position(|name| name == theirs.trim());
        let column = exact.or_else(|| table.header.iter().position(|name| folded(name) == folded(theirs)));
        let Some(column) = column else {
            let all: Vec<&str> =
                table.header.iter().map(String::as_str).filter(|name| !name.is_empty()).collect();
            return Err(Error::usage(format!("--map: no column has the name `{theirs}`")).hint(near_or_all(
                theirs,
                &all,
                "the columns",
            )));
        };
        let fields = self.what.fields();
        let Some(field) = fields.iter().find(|field| **field == folded(ours)) else {
            let error = Error::usage(format!("--map: {} have no field `{ours}`", self.what));
            return Err(error.hint(near_or_all(ours, fields, "the fields")));
        };
        if self.at.values().any(|known| *known == column) || self.at.insert(field, column).is_some() {
            return Err(Error::usage(format!("--map: `{theirs}` or `{ours}` appears twice")));
        }
        self.mapped.push(field);
        Ok(())
    }

    fn take_ours(&mut self, table: &CsvTable<'_>) -> Result<(), Vec<Problem>> {
        for (column, name) in table.header.iter().enumerate() {
            if self.at.values().any(|known| *known == column) || name.is_empty() {
                continue;
            }
            let name_of_ours = folded(name);
            match self.what.fields().iter().find(|field| **field == name_of_ours) {
                Some(field) if self.at.contains_key(field) && self.is_ours(field) => {
                    let why = format!("two columns have the name `{name}`: rename or remove one");
                    return Err(vec![table.misnamed(column, why)]);
                }
                Some(field) if !self.at.contains_key(field) => drop(self.at.insert(field, column)),
                _ if self.what.computed().contains(&name_of_ours.as_str()) => {}
                _ if table.is_empty(column) => {}
                _ => self.left_out.push(format!(
                    "coach ignores the column `{name}`: it is not a field, and no --map names it"
                )),
            }
        }
        Ok(())
    }

    fn must_have(&self, table: &CsvTable<'_>, asked: &ImportOptions<'_>) -> Result<(), Error> {
        if asked.map.is_empty()
            && let Some(what) = ours_elsewhere(table)
        {
            let path = table.text.path;
            return Err(Error::usage(format!(
                "{path} is a table of {what}, which coach imports only from JSON"
            ))
            .hint(format!("import the file of `coach export json --what {what} -o {what}.json`")));
        }
        if self.what != What::Sessions && asked.with.len() > 1 {
            let (why, field) = match self.what {
                What::FollowUps => ("a follow-up is for one person", "person"),
                _ => ("an action has one owner", "owner"),
            };
            return Err(Error::usage(format!("--with: {why}"))
                .hint(format!("`--map \"COLUMN={field}\"` sets the person of each row")));
        }
        let has = |field: &str| self.at.contains_key(field);
        let missing = match self.what {
            What::Sessions if !has("date") => "date",
            What::Sessions if !has("with") && !has("group") && asked.with.is_empty() => "with",
            What::Actions if !has("what") => "what",
            What::Actions if !has("owner") && asked.with.is_empty() => "owner",
            What::FollowUps if !has("ask") => "ask",
            What::FollowUps if !has("due") => "due",
            What::FollowUps if !has("person") && asked.with.is_empty() => "person",
            _ => return Ok(()),
        };
        let all: Vec<&str> =
            table.header.iter().map(String::as_str).filter(|name| !name.is_empty()).collect();
        let more = if matches!(missing, "with" | "owner" | "person") {
            ", or `--with ana` for all rows"
        } else {
            ""
        };
        Err(Error::usage(format!("{}: the column `{missing}` is missing", table.of_header()))
            .hint(format!("use `--map \"COLUMN={missing}\"`{more}; the columns are {}", all.join(", "))))
    }
}

/// The kind of a table that coach exports but does not import as CSV, detected by columns that only this kind
/// has.
fn ours_elsewhere(table: &CsvTable<'_>) -> Option<&'static str> {
    let marks = [
        ("people", ["handle", "manager"]),
        ("objectives", ["handle", "measure"]),
        ("requests", ["from", "decision"]),
        ("stories", ["consented", "context"]),
    ];
    let has = |mark: &&'static str| table.header.iter().any(|name| folded(name) == **mark);
    marks.into_iter().find(|(_, marks)| marks.iter().all(has)).map(|(what, _)| what)
}

/// Converts `Feedback score` to `feedback_score`.
fn folded(name: &str) -> String {
    name.trim().to_lowercase().replace([' ', '-'], "_")
}

fn near_or_all(typed: &str, all: &[&str], noun: &str) -> String {
    let names: Vec<String> = all.iter().map(|name| folded(name)).collect();
    let near = near(&folded(typed), names.iter().map(String::as_str));
    let near = near.and_then(|near| names.iter().position(|name| name == near));
    match near {
        Some(n) => format!("did you mean `{}`?", all[n]),
        None => format!("{noun} are {}", all.join(", ")),
    }
}
