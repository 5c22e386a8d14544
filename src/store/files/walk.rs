//! Lists record files with their stat data, so that coach finds changes without opening the files. Opens
//! folders, but no files except those of killed commands. If a folder is unchanged since the cache was
//! written, takes its file names from the cache.

use std::collections::BTreeMap;
use std::os::fd::OwnedFd;

use rustix::fs::{self, AtFlags, Dir, FileType, Stat};
use serde::{Deserialize, Serialize};

use super::file_system::{FileSystem, SYMLINK, remove_if_abandoned};
use crate::error::reason;
use crate::journal::records::Problem;
use crate::parallel;
use crate::store::cache::{Kept, KeptFolder};

/// The number of nested folder levels that coach lists. No one nests folders deeper on purpose.
const DEEPEST: usize = 8;

/// The stat data of a file. If any of it differs, the content may differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FileStamp {
    pub size: u64,
    pub modified: (i64, u32),
    pub changed: (i64, u32),
    pub inode: u64,
}

/// The name of a file. Without a stamp it is not a plain file, and reading it fails with the reason.
#[derive(Clone, Debug)]
pub(crate) struct FoundFile {
    pub name: String,
    pub stamp: Option<FileStamp>,
}

/// The path of a folder, and the record files in it by name.
#[derive(Debug)]
pub(crate) struct Folder {
    pub path: String,
    /// The stat data from before the folder was listed; `None` if the list may be incomplete.
    pub stamp: Option<FileStamp>,
    pub files: Vec<FoundFile>,
}

/// All folders by path, and a problem for each entry that is not a record.
#[derive(Debug, Default)]
pub(crate) struct Walked {
    pub folders: Vec<Folder>,
    pub problems: Vec<Problem>,
}

impl Walked {
    /// The path of each record file.
    pub(crate) fn paths(&self) -> impl Iterator<Item = String> {
        self.folders
            .iter()
            .flat_map(|folder| folder.files.iter().map(|found| format!("{}/{}", folder.path, found.name)))
    }

    pub(crate) fn count(&self) -> usize {
        self.folders.iter().map(|folder| folder.files.len()).sum()
    }
}

/// The contents of one folder.
pub(crate) struct Listed {
    pub folder: Folder,
    /// The paths of its subfolders.
    pub inner: Vec<String>,
    pub problems: Vec<Problem>,
}

/// Lists these folders and their subfolders, one level at a time, each level on all cores.
pub(crate) fn walk(disk: &FileSystem, folders: &[&str], kept: &[KeptFolder<'_>]) -> Walked {
    let kept: BTreeMap<&str, &KeptFolder<'_>> = kept.iter().map(|folder| (folder.path, folder)).collect();
    let mut walked = Walked::default();
    let mut level: Vec<String> = folders.iter().map(|folder| folder.to_string()).collect();
    for depth in 0.. {
        let listed = parallel::one_by_one(&level, |path| {
            again(disk, path, &kept).unwrap_or_else(|| list(disk, path, depth))
        });
        level = Vec::new();
        for Listed { mut folder, inner, problems } in listed {
            level.extend(inner);
            // Without a stamp, coach lists the folder each time and reports the problem each time.
            folder.stamp = folder.stamp.filter(|_| problems.is_empty());
            walked.problems.extend(problems);
            walked.folders.push(folder);
        }
        if level.is_empty() {
            break;
        }
    }
    walked.folders.sort_by(|a, b| a.path.cmp(&b.path));
    walked
}

/// A folder with the same stamp as in the cache, so that no file was added, removed or replaced. Reads
/// the stat data of the cached names and does not list the folder.
fn again(disk: &FileSystem, path: &str, kept: &BTreeMap<&str, &KeptFolder<'_>>) -> Option<Listed> {
    let before = kept.get(path)?;
    let opened = disk.open_folder(path).ok()??;
    if before.stamp? != FileStamp::of(&fs::fstat(&opened).ok()?) {
        return None;
    }
    let now = |file: &Kept<'_>| {
        let stat = fs::statat(&opened, file.name, AtFlags::SYMLINK_NOFOLLOW).ok()?;
        is_plain(&stat).then(|| FoundFile { name: file.name.into(), stamp: Some(FileStamp::of(&stat)) })
    };
    let files = before.files.iter().map(now).collect::<Option<_>>()?;
    let below = format!("{path}/");
    let below = kept.range(&*below..).map(|(inner, _)| *inner).take_while(|inner| inner.starts_with(&below));
    let inner = below.filter(|inner| !inner[path.len() + 1..].contains('/')).map(str::to_string).collect();
    let folder = Folder { path: path.to_string(), stamp: before.stamp, files };
    Some(Listed { folder, inner, problems: Vec::new() })
}

/// Opens a folder. `None` if it does not exist.
fn opened(disk: &FileSystem, path: &str) -> Result<Option<OwnedFd>, Problem> {
    disk.open_folder(path).map_err(|error| match disk.why_no_folder(path) {
        Some(why) => Problem::of_file(path, &why),
        None => Problem::of_machine(path, reason(&error)),
    })
}

/// Lists one folder at nesting level `depth`.
pub(crate) fn list(disk: &FileSystem, path: &str, depth: usize) -> Listed {
    let folder = Folder { path: path.to_string(), stamp: None, files: Vec::new() };
    let mut listed = Listed { folder, inner: Vec::new(), problems: Vec::new() };
    let problem = |path: &str, message: &str| Problem::of_file(path, message);
    let opened = match opened(disk, path) {
        Ok(None) => return listed,
        Ok(Some(opened)) => opened,
        Err(problem) => {
            listed.problems.push(problem);
            return listed;
        }
    };
    listed.folder.stamp = fs::fstat(&opened).ok().map(|stat| FileStamp::of(&stat));
    let entries = Dir::read_from(&opened).map_err(|error| Problem::of_machine(path, reason(&error.into())));
    listed.problems.extend(entries.as_ref().err().cloned());
    for entry in entries.into_iter().flatten() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                // The rest of the folder's entries are unknown.
                listed.folder.stamp = None;
                listed.problems.push(Problem::of_machine(path, reason(&error.into())));
                break;
            }
        };
        let name = match entry.file_name().to_str() {
            Ok(name) => name,
            Err(_) => {
                let name = entry.file_name().to_string_lossy();
                listed.problems.push(problem(&format!("{path}/{name}"), "its name is not UTF-8"));
                continue;
            }
        };
        if name.starts_with('.') {
            remove_if_abandoned(&opened, name);
            continue; // A journal's own records never begin with a dot; editors' leftovers do.
        }
        let stat = || fs::statat(&opened, name, AtFlags::SYMLINK_NOFOLLOW).ok();
        let kind = match entry.file_type() {
            FileType::Unknown => stat().map_or(FileType::Unknown, |s| FileType::from_raw_mode(s.st_mode)),
            kind => kind,
        };
        let inner = || format!("{path}/{name}");
        match kind {
            FileType::Directory if depth < DEEPEST => listed.inner.push(inner()),
            FileType::Directory => {
                listed.problems.push(problem(&inner(), "nested too deeply: coach skipped this folder"))
            }
            _ if name.ends_with(".toml") => {
                let stamp = stat().filter(is_plain).map(|stat| FileStamp::of(&stat));
                listed.folder.files.push(FoundFile { name: name.into(), stamp });
            }
            FileType::Symlink => listed.problems.push(problem(&inner(), SYMLINK)),
            _ => {}
        }
    }
    listed.folder.files.sort_by(|a, b| a.name.cmp(&b.name));
    listed
}

/// The stat data of a folder; `None` if it does not exist or is a symlink.
pub(crate) fn stamp_of(disk: &FileSystem, path: &str) -> Option<FileStamp> {
    let stat = fs::statat(fs::CWD, disk.full(path), AtFlags::SYMLINK_NOFOLLOW).ok()?;
    (FileType::from_raw_mode(stat.st_mode) == FileType::Directory).then(|| FileStamp::of(&stat))
}

/// The stat data of a file in the journal's folder; `None` if it does not exist.
#[cfg(feature = "serve")]
pub(crate) fn stamp_of_file(disk: &FileSystem, path: &str) -> Option<FileStamp> {
    let stat = fs::statat(fs::CWD, disk.full(path), AtFlags::SYMLINK_NOFOLLOW).ok()?;
    Some(FileStamp::of(&stat))
}

fn is_plain(stat: &Stat) -> bool {
    FileType::from_raw_mode(stat.st_mode) == FileType::RegularFile
}

impl FileStamp {
    #[allow(clippy::useless_conversion, clippy::unnecessary_cast, reason = "other systems, other widths")]
    fn of(stat: &Stat) -> FileStamp {
        FileStamp {
            size: stat.st_size as u64,
            modified: (stat.st_mtime.into(), stat.st_mtime_nsec as u32),
            changed: (stat.st_ctime.into(), stat.st_ctime_nsec as u32),
            inode: stat.st_ino.into(),
        }
    }

    /// Whether the file was changed in this second or later. It may then change again without a new
    /// stamp, so the cache must not hold its content.
    pub(crate) fn is_younger_than(&self, second: i64) -> bool {
        self.modified.0.max(self.changed.0) >= second
    }
}
