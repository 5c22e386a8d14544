//! Compares imported records with the journal: new, the same, or different.

pub(crate) mod check_result;
pub(crate) mod compare_fields;
pub(crate) mod import_plan;
pub mod match_rows;
