//! Damage that coach finds and repairs: missing settings, interrupted clones, a broken HEAD, duplicate records.

pub(crate) mod broken_head;
pub(crate) mod damaged_objects;
pub(crate) mod duplicate_records;
pub(crate) mod erase_forgotten;
pub(crate) mod interrupted_clone;
pub(crate) mod missing_settings;
pub(crate) mod outdated_handles;
pub(crate) mod unwritten_files;
