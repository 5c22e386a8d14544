//! Sharing a journal, with the real program, real clones and a bare remote: what comes together,
//! what stops and leaves everything as it was, and what survives a kill.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    clippy::unwrap_used,
    reason = "a test may touch the machine, and stop"
)]

mod attributes;
mod by_hand;
mod joining;
mod kills;
mod mention;
mod other_files;
mod partial;
mod pull_requests;
mod pulled;
mod purged;
mod random;
mod refusals;
mod remotes;
mod renamed;
mod renamed_branch;
mod team;
mod undo;
mod unreadable;
mod words;
