//! What is asked on a terminal, driven as a person would: each path, going back, stopping, and what
//! is left when the machine dies.
#![cfg(unix)]
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    clippy::unwrap_used,
    reason = "a test may touch the machine, say what it did, and stop"
)]

mod fields;
mod flags;
mod log;
mod mail;
mod pasted;
mod review;
mod shells;
mod terminal;
mod waiting;
