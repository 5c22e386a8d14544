//! Plain `git pull` and `git merge` on a journal: the merge driver, and merges that stopped.

pub mod merge_driver;
pub mod stopped_merge;
pub(crate) mod stopped_records;
