//! Removes temporary files of killed commands outside a journal: drafts, settings, private notes and
//! exported files. They hold full texts, so the next command removes them. coach removes those inside a
//! journal when it loads the journal.
#![expect(clippy::disallowed_methods, reason = "notes where a file is being written")]

use std::ffi::OsStr;
use std::fs::{self, DirBuilder, File};
use std::io::{Read, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use super::file_system::FileSystem;
use super::journal_folder;
use super::lock::Lock;
use crate::environment::Environment;
use crate::store::{drafts, private};

/// A folder with one note file per export: each holds the path of the folder that coach exports to.
const NOTES: &str = "exporting";

/// Removes the files that killed commands left. If a removal fails, the next command tries again.
pub(crate) fn remove(world: &Environment) {
    let usual = journal_folder::default(world);
    let mut folders = vec![usual.join(".git/coach"), usual.join(".git/info"), usual];
    folders.extend(world.places.cache.clone());
    let config = &world.places.config;
    folders
        .extend([Some(config.clone()), config.canonicalize().ok()].into_iter().flatten().filter_map(parent));
    for base in [drafts::base(world), private::base(world)] {
        for folder in inside(&base) {
            folders.push(folder.join("notes"));
            folders.push(folder);
        }
        folders.push(base);
    }
    for folder in folders {
        FileSystem::new(folder).remove_abandoned();
    }
    let notes = world.places.data.join(NOTES);
    for note in inside(&notes) {
        // A running command holds a lock on its note.
        let Ok(Some(_held)) = Lock::try_existing(&note) else { continue };
        let mut folder = Vec::new();
        let read = File::open(&note).and_then(|mut file| file.read_to_end(&mut folder));
        if read.is_ok_and(|length| length > 0) {
            FileSystem::new(Path::new(OsStr::from_bytes(&folder))).remove_abandoned();
        }
        let _ = fs::remove_file(&note);
    }
    // `remove_dir` removes only an empty folder.
    let _ = fs::remove_dir(&notes);
}

fn parent(path: PathBuf) -> Option<PathBuf> {
    path.parent().map(Path::to_path_buf)
}

fn inside(folder: &Path) -> Vec<PathBuf> {
    folder.read_dir().into_iter().flatten().flatten().map(|entry| entry.path()).collect()
}

/// Records on the disk, until dropped, the folder that coach exports to.
pub(crate) struct Note {
    path: PathBuf,
    /// The folders that coach created for the note.
    made: Vec<PathBuf>,
    _lock: Option<Lock>,
}

impl Note {
    /// Writes the note. Ignores failures: the export continues without a note.
    pub(crate) fn of(world: &Environment, folder: &Path) -> Note {
        let notes = world.places.data.join(NOTES);
        let path = notes.join(std::process::id().to_string());
        let made = notes.ancestors().take_while(|folder| !folder.exists()).map(Path::to_path_buf).collect();
        let _ = DirBuilder::new().recursive(true).mode(0o700).create(&notes);
        let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_path_buf());
        let written = File::create(&path).and_then(|mut file| {
            file.write_all(folder.as_os_str().as_bytes())?;
            file.sync_all()
        });
        let lock = written.ok().and_then(|()| Lock::try_existing(&path).ok().flatten());
        Note { path, made, _lock: lock }
    }
}

impl Drop for Note {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
        for folder in &self.made {
            let _ = fs::remove_dir(folder);
        }
    }
}
