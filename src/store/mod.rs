//! The only files and processes: where a journal lies, how it is read, and how it is written.
//!
//! Writing is one command, one transaction over any number of files, one commit. What was
//! acknowledged is on the disk and in the branch; what was not is finished or undone by the next
//! command. Never touches a path it was not given, and never runs `add .`, `reset` or `stash`.

mod cache;
pub mod config;
pub mod drafts;
pub mod files;
pub mod git;
pub mod git_pull;
pub mod load;
pub mod private;
pub mod programs;
pub mod repair;
pub mod sync;
pub mod write;

pub use files::file_system::{FileSystem, LARGEST, LARGEST_ARRIVING};
pub use git::identity::FallbackIdentity;
pub use git::init::{init_own_repository, init_repository};
pub use private::guard::Guard;
use write::change;

pub use write::writer::{KEPT, Writer, pending};

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
    pub who: &'a FallbackIdentity,
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
