//! PURE: the journal itself: its records, its days, and what follows from them. No file, no
//! process, no environment, no clock, no printing.

pub mod action;
pub mod day;
pub mod follow_up;
pub mod handle;
pub mod id;
pub mod objective;
pub mod person;
pub mod phrase;
pub mod repeat;
pub mod session;
pub mod settings;
pub mod time;
mod words;
