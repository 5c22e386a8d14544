//! `core.sharedRepository`: git makes its files inside `.git` accessible to the group or to everyone,
//! regardless of the umask. libgit2 does not support this setting. In the work tree git follows the
//! umask, and so does coach, except in folders that the group may write to: a record that the group cannot
//! read would lock the other accounts out of their journal.
//!
//! To create files and folders with the right mode, coach sets the umask of the process while it writes
//! inside `.git`. If coach set the mode only afterwards, others would be locked out until then, and
//! forever if the command died. At the end coach sets what a umask cannot express: the group of new
//! folders.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use git2::{Config, ConfigLevel};
use rustix::fs::Mode;
use rustix::process::{geteuid, umask};

use super::repository::Repo;

/// The values of `core.sharedRepository`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shared {
    /// The umask decides.
    ByUmask,
    Group,
    Everybody,
    /// Exactly these permission bits.
    Exactly(u32),
}

const SETGID: u32 = 0o2000;

impl Shared {
    fn of(config: &Config) -> Shared {
        let Ok(entry) = config.get_entry("core.sharedrepository") else { return Shared::ByUmask };
        if entry.has_value() {
            Shared::read(&String::from_utf8_lossy(entry.value_bytes()))
        } else {
            Shared::Group
        }
    }

    /// Parses a value as git does. A mode without read and write access for the owner, at which git
    /// fails, counts as `umask`.
    fn read(value: &str) -> Shared {
        match value {
            "umask" => return Shared::ByUmask,
            "group" => return Shared::Group,
            "all" | "world" | "everybody" => return Shared::Everybody,
            _ => {}
        }
        match (u32::from_str_radix(value, 8), value.to_lowercase().as_str()) {
            (Ok(0), _) => Shared::ByUmask,
            (Ok(1), _) | (Err(_), "true" | "yes" | "on") => Shared::Group,
            (Ok(2), _) => Shared::Everybody,
            (Ok(mode), _) if mode & 0o600 == 0o600 => Shared::Exactly(mode & 0o666),
            _ => Shared::ByUmask,
        }
    }

    /// The mode that a file or folder needs, if the umask gave it the mode `is`.
    fn mode(self, is: u32, is_folder: bool) -> u32 {
        let mut bits = match self {
            Shared::ByUmask => return is,
            Shared::Group => 0o660,
            Shared::Everybody => 0o664,
            Shared::Exactly(bits) => bits,
        };
        if is & 0o200 == 0 {
            bits &= !0o222;
        }
        if is & 0o100 != 0 {
            bits |= (bits & 0o444) >> 2;
        }
        let mode = match self {
            Shared::Exactly(_) => (is & !0o777) | bits,
            _ => is | bits,
        };
        let through = if is_folder { (mode & 0o444) >> 2 } else { 0 };
        let group = if is_folder && mode & 0o060 != 0 { SETGID } else { 0 };
        mode | through | group
    }

    /// The umask that gives new files that mode.
    fn umask(self, usual: u32) -> u32 {
        match self {
            Shared::ByUmask => usual,
            Shared::Group => usual & !0o770,
            Shared::Everybody => usual & !0o775,
            Shared::Exactly(bits) => 0o777 & !(bits | (bits & 0o444) >> 2),
        }
    }

    /// The value as git writes it to the config of a new repository, so that older versions of git can
    /// read it.
    fn written(self) -> Option<String> {
        match self {
            Shared::ByUmask => None,
            Shared::Group => Some("1".into()),
            Shared::Everybody => Some("2".into()),
            Shared::Exactly(bits) => Some(format!("0{bits:o}")),
        }
    }
}

/// The umasks of the process, while coach has set another one than the user's.
#[derive(Clone, Copy)]
struct Umasks {
    /// The user's.
    usual: u32,
    /// That of the repository.
    shared: u32,
}

static UMASKS: Mutex<Option<Umasks>> = Mutex::new(None);

fn umasks() -> Option<Umasks> {
    *UMASKS.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn set_umasks(umasks: Option<Umasks>) {
    *UMASKS.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = umasks;
}

/// Sets the umask and returns the previous one.
fn set(mask: u32) -> u32 {
    umask(Mode::from_raw_mode(mask)).as_raw_mode()
}

/// `mode` without the bits of the user's original umask. `None` if coach has not changed the umask.
pub(crate) fn by_the_users_umask(mode: u32) -> Option<u32> {
    umasks().map(|umasks| mode & !umasks.usual)
}

/// `mode` without the bits of the shared repository's umask. `None` if coach has not changed the umask.
pub(crate) fn by_the_shared_umask(mode: u32) -> Option<u32> {
    umasks().map(|umasks| mode & !umasks.shared)
}

/// While this exists, new files get the modes of this repository.
pub(crate) struct SharedModes {
    shared: Shared,
    gitdir: PathBuf,
    common: PathBuf,
    /// The umask to restore, and the value of `UMASKS` to restore.
    before: Option<(u32, Option<Umasks>)>,
}

impl SharedModes {
    pub(crate) fn of(repo: &Repo) -> SharedModes {
        let shared = repo.git.config().map_or(Shared::ByUmask, |config| Shared::of(&config));
        SharedModes::at(shared, repo.git.path(), repo.git.commondir())
    }

    fn at(shared: Shared, gitdir: &Path, common: &Path) -> SharedModes {
        let known = umasks();
        // coach may write to a repository that is not shared while it also writes to a shared one.
        let is_needed = shared != Shared::ByUmask || known.is_some();
        let before = is_needed.then(|| {
            let now = set(0o077);
            let usual = known.map_or(now, |known| known.usual);
            let umasks = Umasks { usual, shared: shared.umask(usual) };
            set(umasks.shared);
            set_umasks(Some(umasks));
            (now, known)
        });
        SharedModes { shared, gitdir: gitdir.into(), common: common.into(), before }
    }

    /// For a repository that coach is about to create in this folder, with the user's global settings,
    /// like git.
    pub(crate) fn begin(root: &Path) -> SharedModes {
        let shared = Config::open_default().map_or(Shared::ByUmask, |config| Shared::of(&config));
        let gitdir = root.join(".git");
        SharedModes::at(shared, &gitdir, &gitdir)
    }

    /// Writes the sharing mode to the config of the new repository, because other members of the group
    /// have their own global settings.
    pub(crate) fn note(&self, config: &Config) -> Result<(), git2::Error> {
        let Some(value) = self.shared.written() else { return Ok(()) };
        let mut local = config.open_level(ConfigLevel::Local)?;
        local.set_str("core.sharedRepository", &value)?;
        local.set_bool("receive.denyNonFastforwards", true)
    }
}

impl Drop for SharedModes {
    fn drop(&mut self) {
        if self.shared != Shared::ByUmask {
            for folder in [self.gitdir.join("coach"), self.gitdir.join("logs")] {
                self.open(&folder);
            }
            for folder in ["refs", "logs", "info"].map(|name| self.common.join(name)) {
                self.open(&folder);
            }
            // The contents of these folders were created with the right mode.
            let objects = self.common.join("objects");
            self.open_one(&objects);
            for folder in entries(&objects) {
                self.open_one(&folder);
            }
            for file in ["index", "HEAD", "packed-refs", "config"].map(|name| self.gitdir.join(name)) {
                self.open_one(&file);
            }
        }
        if let Some((before, known)) = self.before {
            set(before);
            set_umasks(known);
        }
    }
}

impl SharedModes {
    /// Sets the mode of a file or folder that the user owns. Ignores failures, because saving a record
    /// matters more: the next command tries again. Returns whether the path is a folder.
    fn open_one(&self, path: &Path) -> bool {
        let Ok(is) = path.symlink_metadata() else { return false };
        if is.is_symlink() || is.uid() != geteuid().as_raw() {
            return is.is_dir();
        }
        let (now, wanted) = (is.mode() & 0o7777, self.shared.mode(is.mode() & 0o7777, is.is_dir()));
        if now != wanted {
            let _ = fs::set_permissions(path, fs::Permissions::from_mode(wanted));
        }
        is.is_dir()
    }

    fn open(&self, path: &Path) {
        if self.open_one(path) {
            for entry in entries(path).iter() {
                self.open(entry);
            }
        }
    }
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect()
}

/// While this exists, new files get the modes of the user's umask, for programs that coach starts.
pub(crate) struct UserModes(Option<u32>);

impl UserModes {
    pub(crate) fn begin() -> UserModes {
        UserModes(umasks().map(|umasks| set(umasks.usual)))
    }
}

impl Drop for UserModes {
    fn drop(&mut self) {
        self.0.map(set);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_read_as_git_reads_it() {
        for (value, shared) in [
            ("group", Shared::Group),
            ("true", Shared::Group),
            ("1", Shared::Group),
            ("all", Shared::Everybody),
            ("world", Shared::Everybody),
            ("everybody", Shared::Everybody),
            ("2", Shared::Everybody),
            ("0640", Shared::Exactly(0o640)),
            ("0777", Shared::Exactly(0o666)),
            ("umask", Shared::ByUmask),
            ("false", Shared::ByUmask),
            ("0", Shared::ByUmask),
            ("0400", Shared::ByUmask),
            ("what", Shared::ByUmask),
        ] {
            assert_eq!(Shared::read(value), shared, "{value}");
        }
    }

    #[test]
    fn the_umask_and_the_mode_agree() {
        for shared in [Shared::Group, Shared::Everybody, Shared::Exactly(0o640), Shared::Exactly(0o660)] {
            for usual in [0o022, 0o002, 0o077, 0o027] {
                for made in [0o666, 0o444] {
                    let by_git = shared.mode(made & !usual, false);
                    assert_eq!(made & !shared.umask(usual), by_git, "{shared:?} {usual:o} {made:o}");
                }
                let by_git = shared.mode(0o777 & !usual, true) & 0o777;
                assert_eq!(0o777 & !shared.umask(usual), by_git, "{shared:?} {usual:o}");
            }
        }
        assert_eq!(Shared::Group.mode(0o755, true), 0o2775);
        assert_eq!(Shared::Exactly(0o600).mode(0o755, true), 0o700);
        assert_eq!(Shared::Everybody.mode(0o400, false), 0o444);
        assert_eq!(Shared::ByUmask.mode(0o640, false), 0o640);
    }
}
