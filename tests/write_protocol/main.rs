//! The write protocol against real git: what is saved, what is left alone, what is refused, what a
//! death leaves behind.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::disallowed_methods, clippy::disallowed_macros)]

#[path = "../faults/changes.rs"]
mod changes;
mod fixture;
mod kills;
mod neighbours;
mod places;
mod recovery;
mod refusals;
mod saving;
