//! A file lock that allows one writer at a time. The kernel releases the lock when its holder dies, so no
//! stale lock can remain.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::time::{Duration, Instant};

use crate::error::{Cause, Error, Result};

/// Holds the lock until dropped.
pub(crate) struct Lock {
    _file: File,
}

const PAUSE: Duration = Duration::from_millis(15);

impl Lock {
    /// Locks a file that exists only for the lock, and creates it if needed.
    pub(crate) fn take(path: &Path, patience: Duration) -> Result<Lock> {
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path)
            .map_err(|error| Error::io("could not open the lock", path, &error))?;
        wait(&file, path, Instant::now() + patience)?;
        Ok(Lock { _file: file })
    }

    /// Locks an existing file or folder. Another writer may have replaced the file while coach waited, so
    /// only a lock on the file that has the name now counts.
    pub(crate) fn take_existing(path: &Path, patience: Duration) -> Result<Lock> {
        let until = Instant::now() + patience;
        loop {
            let file = File::open(path).map_err(|error| Error::io("could not open", path, &error))?;
            wait(&file, path, until)?;
            if same_file(&file, path) {
                return Ok(Lock { _file: file });
            }
        }
    }
}

impl Lock {
    /// Locks an existing file or folder without waiting. `None` if another process holds the lock.
    pub(crate) fn try_existing(path: &Path) -> Result<Option<Lock>> {
        let file = File::open(path).map_err(|error| Error::io("could not open", path, &error))?;
        match file.try_lock() {
            Ok(()) if same_file(&file, path) => Ok(Some(Lock { _file: file })),
            Ok(()) | Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(Error::io("could not lock", path, &error)),
        }
    }
}

fn wait(file: &File, path: &Path, until: Instant) -> Result<()> {
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(()),
            Err(TryLockError::WouldBlock) if Instant::now() < until => std::thread::sleep(PAUSE),
            Err(TryLockError::WouldBlock) => {
                return Err(Error::machine("another coach command is writing to this journal")
                    .because(Cause::Locked)
                    .nothing_saved()
                    .hint("try again when it has ended"));
            }
            Err(TryLockError::Error(error)) => return Err(Error::io("could not lock", path, &error)),
        }
    }
}

fn same_file(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (file.metadata(), path.metadata()) {
        (Ok(held), Ok(named)) => (held.dev(), held.ino()) == (named.dev(), named.ino()),
        _ => false,
    }
}
