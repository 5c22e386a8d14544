//! One row of a table, read cell by cell: a value, nothing, or a problem at the cell's place.

use super::columns::Columns;
use super::csv::{CsvLine, CsvTable, unharmed};
use crate::journal::records::Problem;

pub struct RowReader<'t> {
    pub table: &'t CsvTable<'t>,
    pub columns: &'t Columns,
    pub row: &'t CsvLine,
    pub problems: Vec<Problem>,
}

impl<'t> RowReader<'t> {
    /// What a cell says, without the spaces around it; nothing where it is empty.
    pub fn word(&self, field: &str) -> Option<&'t str> {
        let cell = self.row.cells.get(self.columns.column(field)?)?.trim();
        Some(cell).filter(|cell| !cell.is_empty())
    }

    /// What somebody wrote, as they did.
    pub fn text(&self, field: &str) -> Option<String> {
        let cell = unharmed(self.row.cells.get(self.columns.column(field)?)?).trim_end();
        Some(cell.to_string()).filter(|cell| !cell.trim().is_empty())
    }

    /// A cell as what it should be.
    pub fn read<T, E: ToString>(
        &mut self,
        field: &str,
        read: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        match read(self.word(field)?) {
            Ok(value) => Some(value),
            Err(why) => {
                self.refuse(field, &why.to_string());
                None
            }
        }
    }

    /// What has to be there.
    pub fn must<T, E: ToString>(
        &mut self,
        field: &str,
        read: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        if self.word(field).is_none() {
            self.refuse(field, &format!("`{field}` is empty"));
        }
        self.read(field, read)
    }

    /// A problem with a cell, or with the row where the field has no column.
    pub fn refuse(&mut self, field: &str, why: &str) {
        self.problems.push(match self.columns.column(field) {
            Some(column) => self.table.problem(self.row, column, why),
            None => self.table.text.problem(self.row.at, why),
        });
    }

    /// Where a field stands.
    pub fn at(&self, field: &str) -> usize {
        self.columns.column(field).map_or(self.row.at, |column| self.table.place(self.row, column))
    }

    /// The fields that have a column, and in this row nothing in it.
    pub fn empty(&self) -> Vec<&'static str> {
        let fields = self.columns.what.fields().iter().copied();
        fields.filter(|field| self.columns.column(field).is_some() && self.word(field).is_none()).collect()
    }

    /// The fields of which the row says something, but for these.
    pub fn told(&self, but: &[&str]) -> Vec<&'static str> {
        let fields = self.columns.what.fields().iter().copied();
        fields.filter(|field| !but.contains(field) && self.word(field).is_some()).collect()
    }
}
