//! PURE: the journal itself: its records, its days, and what follows from them. No file, no
//! process, no environment, no clock, no printing.

pub mod check;
pub mod dates;
pub mod edit;
pub mod index;
pub mod jot;
pub mod merge;
pub mod participants;
pub mod records;
pub mod text;
pub mod values;
