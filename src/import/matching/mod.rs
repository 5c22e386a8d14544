//! Compares imported records with the journal: new, the same, or different.

pub mod check_result;
pub mod compare_fields;
pub mod import_plan;
pub mod match_rows;
