//! PURE: the rules of the journal: its records, its dates, and everything that coach derives from them. Never
//! opens a file, starts a process, reads the environment or the clock, or prints.

pub(crate) mod check;
pub mod dates;
pub mod edit;
pub mod jot;
pub mod merge;
pub(crate) mod participants;
pub mod query;
pub mod records;
pub mod replies;
pub mod text;
pub mod values;
