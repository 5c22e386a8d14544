//! Tables from spreadsheets: columns, cells, people and rows become records.

pub(crate) mod cell_values;
pub(crate) mod columns;
pub(crate) mod csv;
pub(crate) mod days;
pub(crate) mod item_rows;
pub(crate) mod people;
pub(crate) mod row_ids;
pub(crate) mod row_reader;
pub(crate) mod rows;
mod spellings;
