//! Plain `git pull` and `git merge` on a journal: the merge driver, and merges that stopped.

pub(crate) mod finish_stopped_merge;
pub(crate) mod merge_driver;
pub(crate) mod merge_stopped_records;
