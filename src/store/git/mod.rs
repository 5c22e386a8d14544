//! The git repository around a journal: commits, the index, identity, settings and history.

pub(crate) mod attributes;
pub(crate) mod audit;
#[cfg(feature = "serve")]
pub(crate) mod form_commit;
pub(crate) mod gc;
pub(crate) mod git_program;
pub(crate) mod head_records;
pub(crate) mod identity;
pub(crate) mod incoming_attributes;
pub(crate) mod index_entry;
pub(crate) mod index_format;
pub(crate) mod init;
pub(crate) mod last_command;
pub(crate) mod log;
pub(crate) mod objects;
pub(crate) mod past_paths;
pub(crate) mod refs;
pub(crate) mod repository;
pub(crate) mod shared_repository;
pub(crate) mod sign;
pub(crate) mod update_index;
