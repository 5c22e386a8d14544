//! Reads one row of a table cell by cell: a value, an empty cell, or a problem at the cell.

use super::columns::Columns;
use super::csv::{CsvLine, CsvTable, unharmed};
use crate::journal::records::Problem;

pub(crate) struct RowReader<'t> {
    pub table: &'t CsvTable<'t>,
    pub columns: &'t Columns,
    pub row: &'t CsvLine,
    pub problems: Vec<Problem>,
}

impl<'t> RowReader<'t> {
    /// The trimmed cell; `None` if it is empty.
    pub(crate) fn word(&self, field: &str) -> Option<&'t str> {
        let cell = self.row.cells.get(self.columns.column(field)?)?.trim();
        Some(cell).filter(|cell| !cell.is_empty())
    }

    /// The text of the cell with its leading spaces; `None` if it is blank.
    pub(crate) fn text(&self, field: &str) -> Option<String> {
        let cell = unharmed(self.row.cells.get(self.columns.column(field)?)?).trim_end();
        Some(cell.to_string()).filter(|cell| !cell.trim().is_empty())
    }

    /// Parses a cell. Adds a problem if that fails.
    pub(crate) fn read<T, E: ToString>(
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

    /// Like `read`, but an empty cell is a problem.
    pub(crate) fn must<T, E: ToString>(
        &mut self,
        field: &str,
        read: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        if self.word(field).is_none() {
            self.refuse(field, &format!("`{field}` is empty"));
        }
        self.read(field, read)
    }

    /// Adds a problem at a cell, or at the row if the field has no column.
    pub(crate) fn refuse(&mut self, field: &str, why: &str) {
        self.problems.push(match self.columns.column(field) {
            Some(column) => self.table.problem(self.row, column, why),
            None => self.table.text.problem(self.row.at, why),
        });
    }

    /// The byte at which the field's cell begins.
    pub(crate) fn at(&self, field: &str) -> usize {
        self.columns.column(field).map_or(self.row.at, |column| self.table.place(self.row, column))
    }

    /// The fields that have a column but an empty cell in this row.
    pub(crate) fn empty(&self) -> Vec<&'static str> {
        let fields = self.columns.what.fields().iter().copied();
        fields.filter(|field| self.columns.column(field).is_some() && self.word(field).is_none()).collect()
    }

    /// The fields that the row fills, except `but`.
    pub(crate) fn told(&self, but: &[&str]) -> Vec<&'static str> {
        let fields = self.columns.what.fields().iter().copied();
        fields.filter(|field| !but.contains(field) && self.word(field).is_some()).collect()
    }
}
