//! Every test that is not a transcript, in one program: its parts share the libraries that they link.
//!
//! `cargo test --test it sync::` runs the tests of one folder.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test may touch the machine, print, and stop"
)]

mod architecture;
mod cache;
mod dates;
mod docs_links;
mod example_journal;
#[cfg(unix)]
mod faults;
mod figures;
mod generated;
#[path = "../../examples/generate/journal/mod.rs"]
mod generator;
mod guard;
mod home;
mod import;
mod jot;
#[cfg(unix)]
mod links;
#[cfg(unix)]
mod looks;
mod machines;
mod markdown;
mod merge;
mod output;
#[cfg(unix)]
mod pager;
mod private;
#[cfg(unix)]
mod prompts;
mod properties;
mod prose;
mod reference;
mod report_schema;
mod schema;
#[cfg(all(unix, feature = "serve"))]
mod serve;
#[path = "../story/mod.rs"]
mod story;
mod story_runner;
mod sync;
#[cfg(unix)]
mod walk;
mod write_protocol;
