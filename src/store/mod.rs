//! The only code that touches files and starts processes: it finds, reads and writes the journal.
//!
//! A command writes any number of files in one transaction and makes one commit. Once a command reports
//! success, its changes are on the disk and in the branch. If a command dies before that, the next
//! command completes or undoes its changes. The store writes only the paths that a command gives it, and
//! never runs `add .`, `reset` or `stash`.

mod cache;
pub(crate) mod config;
pub(crate) mod drafts;
pub(crate) mod files;
pub(crate) mod git;
pub(crate) mod git_pull;
pub(crate) mod load;
pub mod private;
pub(crate) mod programs;
pub(crate) mod repair;
pub(crate) mod sent_reports;
#[cfg(feature = "serve")]
pub(crate) mod serve_state;
pub(crate) mod sync;
pub(crate) mod write;

pub use files::file_system::{FileSystem, LARGEST, LARGEST_ARRIVING};
pub use git::identity::FallbackIdentity;
pub use git::init::{init_own_repository, init_repository};
pub use private::guard_commits::Guard;
use write::change;

pub use write::writer::{KEPT, Writer, pending};

use std::path::Path;

use crate::error::{Error, Result};

/// Runs `act` under the journal's lock, so that no other coach command writes meanwhile. For changes that
/// are not one transaction.
pub fn lock_and<T>(root: &Path, act: impl FnOnce() -> Result<T>) -> Result<T> {
    let _writer = Writer::open(root, change::PATIENCE)?;
    act()
}

/// A change to one file. `path` is relative to the journal's root and uses `/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileChange {
    pub path: String,
    /// The bytes that the command read; `None` if there was no file.
    pub before: Option<Vec<u8>>,
    /// The bytes to write; `None` removes the file.
    pub after: Option<Vec<u8>>,
}

/// The message, time and author of a commit, and whether coach makes it.
#[derive(Clone, Debug)]
pub struct Commit<'a> {
    pub message: &'a str,
    /// The time in Unix seconds, and the minutes that the local clock is ahead of UTC.
    pub time: (i64, i32),
    /// The author to use if git's settings name none.
    pub who: &'a FallbackIdentity,
    /// Writes the files without a commit, because the journal sets `commit = "manual"`.
    pub manual: bool,
    /// Rejects private text in the commit. The field is not optional, so every caller has to choose a
    /// guard.
    pub guard: &'a Guard,
}

/// The result of a save that wrote the files to the disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saved {
    Committed {
        id: String,
        identity_was_made_up: bool,
    },
    /// The files wait for a commit. Holds the reason, such as "a rebase is under way".
    Waiting(String),
}

/// The reason why coach saved nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotSaved {
    /// A file or the branch changed meanwhile. The caller has to read and decide again.
    Changed,
    Failed(Error),
}

impl From<Error> for NotSaved {
    fn from(error: Error) -> NotSaved {
        NotSaved::Failed(error)
    }
}
