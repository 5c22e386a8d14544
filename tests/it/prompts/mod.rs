//! What is asked on a terminal, driven as a person would: each path, going back, stopping, and what
//! is left when the machine dies.

mod fields;
mod flags;
mod log;
mod mail;
mod pasted;
mod review;
mod sharing;
mod shells;
pub(crate) mod terminal;
mod waiting;
