//! Damage that coach finds and repairs: missing settings, interrupted clones, duplicate records.

pub mod duplicate_records;
pub(crate) mod erase_forgotten;
pub mod interrupted_clone;
pub mod missing_settings;
pub mod outdated_handles;
pub mod unwritten_files;
