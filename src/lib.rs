#![doc = include_str!("README.md")]
#![deny(unsafe_code)]

pub mod error;
pub mod journal;
pub mod output;
pub mod report;
pub mod store;
pub mod visible;
pub mod world;
