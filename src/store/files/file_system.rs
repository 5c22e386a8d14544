//! Writes files as a whole or not at all, and reads only plain files. Opens every folder of a path
//! separately, so that a symlink cannot lead elsewhere. Knows nothing of git.

use std::fs::{File, Metadata};
use std::io::{self, BufWriter, Read, Write};
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};

use rustix::fs::{self, AtFlags, FileType, FlockOperation, Mode, OFlags, Stat};
use rustix::io::Errno;

use super::allowed_paths;
use crate::store::git::shared_repository;

/// The largest file that coach reads or writes. Far above the size of any record, and small enough to be
/// cheap.
pub const LARGEST: u64 = 256 * 1024;

/// The largest file that a sync accepts from git. coach lists a record above `LARGEST` and never parses
/// it, but a sync holds its bytes in memory several times. A file of 64 times `LARGEST` costs no more
/// memory than a usual program, and no person writes a text of that length.
pub const LARGEST_ARRIVING: u64 = 64 * LARGEST;

/// A folder, and the files below it by relative paths with `/`.
#[derive(Clone, Debug)]
pub struct FileSystem {
    root: PathBuf,
    /// Whether the folder is inside `.git`, where `core.sharedRepository` sets the modes.
    of_git: bool,
}

impl FileSystem {
    pub fn new(root: impl Into<PathBuf>) -> FileSystem {
        FileSystem { root: root.into(), of_git: false }
    }

    /// Like `new`, for a folder inside `.git`.
    pub fn of_git(root: impl Into<PathBuf>) -> FileSystem {
        FileSystem { of_git: true, ..FileSystem::new(root) }
    }

    /// The full path, for messages.
    pub fn full(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// The bytes of a plain file, or `None` if nothing exists there.
    pub fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        Ok(self.read_up_to(path, LARGEST)?.map(|(bytes, _)| bytes))
    }

    /// Like `read`, for a name in an open folder, to read many files of one folder. `is_plain` saves a
    /// check if the caller has just found that the file is plain.
    pub fn read_in(folder: &OwnedFd, name: &str, is_plain: bool) -> io::Result<Option<Vec<u8>>> {
        if !is_plain && plain(folder, name)?.is_none() {
            return Ok(None);
        }
        Ok(read_plain(folder, name, LARGEST)?.map(|(bytes, _)| bytes))
    }

    /// Like `read` without the size limit, for files that are not records, such as coach's list of
    /// pending paths.
    pub fn read_any_size(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        Ok(self.read_up_to(path, u64::MAX - 1)?.map(|(bytes, _)| bytes))
    }

    /// The bytes, and the stat data of the same open file.
    pub fn read_any_size_with_stat(&self, path: &str) -> io::Result<Option<(Vec<u8>, Metadata)>> {
        self.read_up_to(path, u64::MAX - 1)
    }

    fn read_up_to(&self, path: &str, largest: u64) -> io::Result<Option<(Vec<u8>, Metadata)>> {
        let Some((folder, name)) = self.folder(path)? else { return Ok(None) };
        read_up_to(&folder, name, largest)
    }

    /// Replaces the file and syncs it to the disk. Keeps the mode of the old file, and creates missing
    /// folders. A new file is no more accessible than its folder.
    pub fn write(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        self.write_as(path, bytes, None)
    }

    /// Like `write`; `program` makes the file executable (`true`) or not executable (`false`).
    pub fn write_as(&self, path: &str, bytes: &[u8], program: Option<bool>) -> io::Result<()> {
        let (folder, name) = self.make_folder(path)?;
        let mode = plain(&folder, name)?.map(|stat| stat.st_mode & 0o777);
        let mode = match program {
            // Everyone who may read the file may execute it.
            Some(true) => Some(mode.unwrap_or(new_mode(&folder, 0o666, false)?.as_raw_mode() & !0o022))
                .map(|mode| mode | (mode & 0o444) >> 2),
            Some(false) => mode.map(|mode| mode & !0o111),
            None => mode,
        };
        write_in(&folder, name, bytes, self.of_git, mode.map(Mode::from_raw_mode))
    }

    /// Like `write`, with a mode that only the owner can read and write.
    pub fn write_for_owner(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        let (folder, name) = self.make_folder(path)?;
        plain(&folder, name)?;
        write_in(&folder, name, bytes, self.of_git, Some(Mode::from_raw_mode(0o600)))
    }

    /// Writes a file as a whole or not at all, without a sync, for data that coach can create again.
    pub fn replace_lightly(&self, path: &str, parts: &[Vec<u8>]) -> io::Result<()> {
        let (folder, name) = self.make_folder(path)?;
        let (temporary, file) = create_temporary(&folder, self.of_git)?;
        let written = (|| {
            fs::fchmod(&file, Mode::from_raw_mode(0o600))?;
            let mut file = BufWriter::with_capacity(1 << 20, file);
            parts.iter().try_for_each(|part| file.write_all(part))?;
            file.flush()?;
            Ok(fs::renameat(&folder, &temporary, &folder, name)?)
        })();
        if written.is_err() {
            let _ = fs::unlinkat(&folder, &temporary, AtFlags::empty());
        }
        written
    }

    /// Removes the file and syncs the folder. Succeeds if there is no file.
    pub fn remove(&self, path: &str) -> io::Result<()> {
        let Some((folder, name)) = self.folder(path)? else { return Ok(()) };
        match fs::unlinkat(&folder, name, AtFlags::empty()) {
            Err(Errno::NOENT) => Ok(()),
            removed => {
                removed?;
                Ok(fs::fsync(&folder)?)
            }
        }
    }

    /// Removes the empty folders above `path`, as git does, but not `keep` or a folder above it.
    pub fn remove_empty_folders(&self, path: &str, keep: &str) {
        let mut path = path;
        while let Some((above, _)) = path.rsplit_once('/') {
            if above.len() <= keep.len() || !above.starts_with(keep) {
                return;
            }
            let Ok(Some((folder, name))) = self.folder(above) else { return };
            if fs::unlinkat(&folder, name, AtFlags::REMOVEDIR).is_err() {
                return;
            }
            let _ = fs::fsync(&folder);
            path = above;
        }
    }

    /// Removes the temporary files that a dead command left in the folder of `path`.
    pub fn remove_temporaries_beside(&self, path: &str) {
        let Ok(Some((folder, _))) = self.folder(path) else { return };
        let Ok(entries) = fs::Dir::read_from(&folder) else { return };
        for entry in entries.flatten() {
            if entry.file_name().to_str().is_ok_and(allowed_paths::is_temporary) {
                let _ = fs::unlinkat(&folder, entry.file_name(), AtFlags::empty());
            }
        }
    }

    /// Removes the temporary files of killed commands from this folder, but not from its subfolders.
    pub fn remove_abandoned(&self) {
        if let Ok(folder) = self.open_root() {
            remove_abandoned(&folder);
        }
    }

    /// Opens a folder; `None` if nothing exists there.
    pub fn open_folder(&self, path: &str) -> io::Result<Option<OwnedFd>> {
        let Some((above, name)) = self.folder(path)? else { return Ok(None) };
        match fs::openat(&above, name, FOLDER, Mode::empty()) {
            Err(Errno::NOENT) => Ok(None),
            opened => Ok(Some(opened?)),
        }
    }

    /// Why an existing path is not a folder, as a message.
    pub fn why_no_folder(&self, path: &str) -> Option<String> {
        let stat = self.root.join(path).symlink_metadata().ok()?;
        if stat.is_symlink() { Some(SYMLINK.into()) } else { (!stat.is_dir()).then(|| "not a folder".into()) }
    }

    fn open_root(&self) -> io::Result<OwnedFd> {
        Ok(fs::open(&self.root, FOLDER.difference(OFlags::NOFOLLOW), Mode::empty())?)
    }

    /// Opens the folder of `path`, and returns it with the file name. `None` if that folder does not
    /// exist.
    fn folder<'p>(&self, path: &'p str) -> io::Result<Option<(OwnedFd, &'p str)>> {
        let (above, name) = path.rsplit_once('/').unwrap_or(("", path));
        let mut folder = self.open_root()?;
        for part in above.split('/').filter(|part| !part.is_empty()) {
            folder = match fs::openat(&folder, part, FOLDER, Mode::empty()) {
                Err(Errno::NOENT) => return Ok(None),
                opened => opened.map_err(|error| no_folder(part, error))?,
            };
        }
        Ok(Some((folder, name)))
    }

    fn make_folder<'p>(&self, path: &'p str) -> io::Result<(OwnedFd, &'p str)> {
        let (above, name) = path.rsplit_once('/').unwrap_or(("", path));
        let mut folder = self.open_root()?;
        for part in above.split('/').filter(|part| !part.is_empty()) {
            let inner = match fs::openat(&folder, part, FOLDER, Mode::empty()) {
                Err(Errno::NOENT) => {
                    let mode = new_mode(&folder, 0o777, self.of_git)?;
                    match fs::mkdirat(&folder, part, mode) {
                        Err(Errno::EXIST) => {}
                        made => {
                            made?;
                            if !self.of_git && shared_repository::by_the_users_umask(0).is_some() {
                                fs::chmodat(&folder, part, mode, AtFlags::empty())?;
                            }
                        }
                    }
                    fs::fsync(&folder)?;
                    fs::openat(&folder, part, FOLDER, Mode::empty())
                }
                opened => opened,
            };
            folder = inner.map_err(|error| no_folder(part, error))?;
        }
        Ok((folder, name))
    }
}

const FOLDER: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::NOFOLLOW).union(OFlags::CLOEXEC);

fn read_up_to(folder: &OwnedFd, name: &str, largest: u64) -> io::Result<Option<(Vec<u8>, Metadata)>> {
    match plain(folder, name)? {
        None => Ok(None),
        Some(_) => read_plain(folder, name, largest),
    }
}

fn read_plain(folder: &OwnedFd, name: &str, largest: u64) -> io::Result<Option<(Vec<u8>, Metadata)>> {
    // Another process may have replaced the file since the check: NONBLOCK prevents a FIFO from blocking
    // coach.
    let how = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    let file = match fs::openat(folder, name, how, Mode::empty()) {
        Err(Errno::NOENT) => return Ok(None),
        opened => File::from(opened?),
    };
    let stat = file.metadata()?;
    if !stat.is_file() {
        return Err(not_plain());
    }
    // One spare byte lets `read_to_end` see the end of the file without growing the buffer.
    let mut bytes = Vec::with_capacity(usize::try_from(stat.len().min(largest)).unwrap_or(0) + 1);
    file.take(largest + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > largest {
        return Err(io::Error::other("the file is larger than 256 KiB"));
    }
    Ok(Some((bytes, stat)))
}

fn write_in(folder: &OwnedFd, name: &str, bytes: &[u8], of_git: bool, mode: Option<Mode>) -> io::Result<()> {
    let (temporary, mut file) = create_temporary(folder, of_git)?;
    let written = (|| {
        if let Some(mode) = mode {
            fs::fchmod(&file, mode)?;
        }
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::renameat(folder, &temporary, folder, name)?;
        Ok(fs::fsync(folder)?)
    })();
    if written.is_err() {
        // If only the last fsync failed, the rename has already removed this name.
        let _ = fs::unlinkat(folder, &temporary, AtFlags::empty());
    }
    written
}

/// The mode of a new file or folder. In the work tree the user's umask decides, as with git; but in a
/// folder that only its owner may open, coach creates nothing that others could read, even if the user
/// moves it later. In a folder that the group may write to, the group gets the access that a shared
/// repository gives it. Inside `.git` the current umask decides (`store::git::shared_repository`).
fn new_mode(folder: &OwnedFd, mode: fs::RawMode, of_git: bool) -> io::Result<Mode> {
    if of_git && shared_repository::by_the_users_umask(mode).is_some() {
        return Ok(Mode::from_raw_mode(mode));
    }
    let is_open = fs::fstat(folder)?.st_mode;
    let to = |read: fs::RawMode, bits: fs::RawMode| if is_open & read == 0 { 0 } else { bits };
    let as_open = 0o700 | to(0o040, 0o070) | to(0o004, 0o007);
    let by_user = shared_repository::by_the_users_umask(mode).unwrap_or(mode);
    let of_group = if is_open & 0o020 == 0 { 0 } else { 0o070 };
    let of_group = shared_repository::by_the_shared_umask(mode).unwrap_or(0) & of_group;
    // A folder inside a folder of a group belongs to that group too.
    let setgid = if mode & 0o100 == 0 { 0 } else { is_open & 0o2000 };
    Ok(Mode::from_raw_mode((by_user | of_group) & as_open | setgid))
}

fn create_temporary(folder: &OwnedFd, of_git: bool) -> io::Result<(String, File)> {
    let how = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let mode = new_mode(folder, 0o666, of_git)?;
    for number in 0..1000 {
        let name = allowed_paths::temporary(number);
        match fs::openat(folder, &name, how, mode) {
            Err(Errno::EXIST) => {}
            opened => {
                let file = File::from(opened?);
                // The current umask may be that of a shared repository.
                if !of_git && shared_repository::by_the_users_umask(0).is_some() {
                    fs::fchmod(&file, mode)?;
                }
                // While coach holds this lock, no other command removes the file. Some file systems do
                // not support locks.
                let _ = fs::flock(&file, FlockOperation::NonBlockingLockExclusive);
                match fs::statat(folder, &name, AtFlags::SYMLINK_NOFOLLOW) {
                    Ok(now) if is_same(&now, &file) => return Ok((name, file)),
                    Ok(_) | Err(Errno::NOENT) => {}
                    Err(error) => {
                        let _ = fs::unlinkat(folder, &name, AtFlags::empty());
                        return Err(error.into());
                    }
                }
            }
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

/// Whether the name still refers to the file. Another command may have removed it before coach locked it.
fn is_same(now: &Stat, file: &File) -> bool {
    fs::fstat(file).is_ok_and(|file| (file.st_dev, file.st_ino) == (now.st_dev, now.st_ino))
}

/// Removes the temporary files of killed commands from a folder. Those files hold full texts.
pub(crate) fn remove_abandoned(folder: &OwnedFd) {
    let Ok(entries) = fs::Dir::read_from(folder) else { return };
    for entry in entries.flatten() {
        if let Ok(name) = entry.file_name().to_str() {
            remove_if_abandoned(folder, name);
        }
    }
}

/// Removes the temporary file if its command is dead. A running command holds a lock on its file, which
/// the system releases when the process ends.
pub(crate) fn remove_if_abandoned(folder: &OwnedFd, name: &str) {
    if !allowed_paths::is_temporary(name) {
        return;
    }
    let how = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    let Ok(file) = fs::openat(folder, name, how, Mode::empty()) else { return };
    if fs::flock(&file, FlockOperation::NonBlockingLockExclusive).is_ok() {
        let _ = fs::unlinkat(folder, name, AtFlags::empty());
    }
}

/// Why coach reads no symlink: it may lead out of the journal.
pub(crate) const SYMLINK: &str = "a symlink, which coach does not follow";

/// The stat data of a plain file. `None` if nothing exists there; fails for anything but a plain file.
/// Does not open the file, because opening a device can start it.
fn plain(folder: &OwnedFd, name: &str) -> io::Result<Option<Stat>> {
    match fs::statat(folder, name, AtFlags::SYMLINK_NOFOLLOW) {
        Err(Errno::NOENT) => Ok(None),
        Err(error) => Err(error.into()),
        Ok(stat) if is_plain(&stat) => Ok(Some(stat)),
        Ok(stat) if FileType::from_raw_mode(stat.st_mode) == FileType::Symlink => {
            Err(io::Error::other(SYMLINK))
        }
        Ok(_) => Err(not_plain()),
    }
}

fn is_plain(stat: &Stat) -> bool {
    FileType::from_raw_mode(stat.st_mode) == FileType::RegularFile
}

fn not_plain() -> io::Error {
    io::Error::other("it is a folder or a device, not a regular file")
}

fn no_folder(part: &str, error: Errno) -> io::Error {
    match error {
        Errno::NOTDIR | Errno::LOOP => {
            io::Error::other(format!("{part} is a symlink or a file, not a folder"))
        }
        _ => error.into(),
    }
}

/// Syncs a folder, so that renames and removals in it survive a crash.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "a test may touch the machine")]
mod tests {
    use super::*;

    #[test]
    fn only_the_temporary_file_of_a_dead_command_is_removed() {
        let folder = tempfile::TempDir::new().unwrap();
        let disk = FileSystem::new(folder.path());
        let (name, held) = create_temporary(&disk.open_root().unwrap(), false).unwrap();
        for other in [".coach-clone", ".coach-1.tmp", ".coach-a-1.tmp", "coach-1-1.tmp"] {
            std::fs::write(folder.path().join(other), "theirs").unwrap();
        }
        std::fs::write(folder.path().join(".coach-1-1.tmp"), "dead").unwrap();
        disk.remove_abandoned();
        assert!(folder.path().join(&name).exists(), "a living command writes to it");
        assert!(!folder.path().join(".coach-1-1.tmp").exists());
        drop(held);
        disk.remove_abandoned();
        let mut left: Vec<_> =
            folder.path().read_dir().unwrap().map(|entry| entry.unwrap().file_name()).collect();
        left.sort();
        assert_eq!(left, [".coach-1.tmp", ".coach-a-1.tmp", ".coach-clone", "coach-1-1.tmp"]);
    }
}
