//! The write protocol: the changes of one command become files and one commit, all or nothing.

pub(crate) mod batch;
pub(crate) mod carry_over;
pub(crate) mod change;
pub(crate) mod commit_steps;
pub(crate) mod complete_interrupted;
pub(crate) mod edits;
pub(crate) mod file_set;
pub(crate) mod hand_edits;
pub(crate) mod incoming;
pub(crate) mod intent_file;
pub(crate) mod stale_git_locks;
pub(crate) mod writer;
