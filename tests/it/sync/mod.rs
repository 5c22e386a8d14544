//! Sharing a journal, with the real program, real clones and a bare remote: what comes together,

//! what stops and leaves everything as it was, and what survives a kill.

mod attributes;
mod broken;
mod by_hand;
mod forgotten;
mod handles;
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
mod second_items;
mod shared_folder;
mod shared_handles;
mod team;
mod undo;
mod unreadable;
mod words;
