//! Compares imported records with the journal: new, the same, or different.

pub mod check;
pub mod differences;
pub mod existing;
pub mod plan;
