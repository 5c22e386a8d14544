//! The only files and processes: where a journal lies, how it is read, and how it is written.
//!
//! Writing is one command, one transaction over any number of files, one commit. What was
//! acknowledged is on the disk and in the branch; what was not is finished or undone by the next
//! command. Never touches a path it was not given, and never runs `add .`, `reset` or `stash`.

mod along;
mod arrival;
mod attributes;
mod by_hand;
mod cache;
pub mod change;
pub mod clone;
mod committed;
pub mod config;
pub mod conflicts;
mod conversions;
pub mod cut_off;
pub mod damaged;
mod disk;
pub mod draft;
pub mod driver;
pub mod edits;
mod entry;
mod erased;
pub mod export;
mod files;
pub mod guard;
pub mod handles;
pub mod hidden;
mod history;
pub mod home;
mod housekeeping;
pub mod identity;
mod index;
mod init;
mod intent;
pub mod last_command;
pub mod layout;
pub mod leftovers;
mod links;
pub mod load;
mod lock;
pub mod mail;
pub mod note;
pub mod notifier;
mod on_top;
pub mod owner;
pub mod pager;
pub mod pages;
pub mod past;
mod paths;
pub mod place;
pub mod private;
pub mod program;
mod raw_index;
mod recovery;
mod refs;
mod repository;
pub mod round;
mod settle;
mod shared;
mod sign;
mod stale;
mod stopped;
pub mod sync;
pub mod traces;
mod transaction;
pub mod twice;
pub mod unfinished;
pub mod unmerged;
mod walk;

pub use disk::{Disk, LARGEST, LARGEST_ARRIVING};
pub use guard::Guard;
pub use identity::Who;
pub use init::{init_own_repository, init_repository};

pub use transaction::{KEPT, Writer, pending};

use std::path::Path;

use crate::error::{Error, Result};

/// Does something that is not one transaction while no other coach command writes.
pub fn lock_and<T>(root: &Path, act: impl FnOnce() -> Result<T>) -> Result<T> {
    let _writer = Writer::open(root, change::PATIENCE)?;
    act()
}

/// One file a command changes, its path relative to the journal's root, with `/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileChange {
    pub path: String,
    /// What the command read there; `None` is no file.
    pub before: Option<Vec<u8>>,
    /// What is to stand there; `None` removes it.
    pub after: Option<Vec<u8>>,
}

/// How the commit is to read.
#[derive(Clone, Debug)]
pub struct Commit<'a> {
    pub message: &'a str,
    /// Unix seconds, and the minutes the local clock is ahead of UTC.
    pub time: (i64, i32),
    /// Who commits if git does not say.
    pub who: &'a Who,
    /// Only write the files: the journal says `commit = "manual"`.
    pub manual: bool,
    /// What must not enter it. Nobody saves without having said.
    pub guard: &'a Guard,
}

/// The files are on the disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saved {
    Committed {
        id: String,
        identity_was_made_up: bool,
    },
    /// Why they are not committed yet, such as "a rebase is under way".
    Waiting(String),
}

/// Nothing was saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotSaved {
    /// A file or the branch changed meanwhile: read again and decide again.
    Changed,
    Failed(Error),
}

impl From<Error> for NotSaved {
    fn from(error: Error) -> NotSaved {
        NotSaved::Failed(error)
    }
}
