//! The state of `coach serve`: the signed-in devices, and a ledger of what they sent. It is in
//! `<data>/serve/`, never in the journal, because everyone who writes to the journal could sign in otherwise.
#![expect(clippy::disallowed_methods, reason = "makes its folder, which only the owner may read")]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::files::file_system::FileSystem;
use super::files::lock::Lock;
use crate::environment::Environment;
use crate::error::{Cause, Error, Result};
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;

const DEVICES: &str = "devices.toml";
const SUBMISSIONS: &str = "submissions";
/// A page that only the owner of the account can read, and that opens the browser signed in.
const OPENING: &str = "open.html";

/// How many days the ledger remembers a submission.
const REMEMBERED: i64 = 400;
/// A device that was not used for this many days has to sign in again.
const UNUSED: i64 = 90;

/// How long a change of the devices waits for another one.
const PATIENCE: Duration = Duration::from_secs(5);

/// A browser that somebody signed in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Device {
    pub id: Id,
    /// Such as `iPad, Safari`.
    pub name: String,
    pub coach: Handle,
    /// The hash of the device's token, in hexadecimal digits.
    pub hash: String,
    #[serde(with = "quoted")]
    pub since: Day,
    /// The day on which it last asked for a page.
    #[serde(with = "quoted")]
    pub seen: Day,
}

#[derive(Default, Serialize, Deserialize)]
struct Devices {
    #[serde(default)]
    device: Vec<Device>,
}

/// What a device sent under one id.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Submission {
    pub id: Id,
    pub who: Handle,
    /// A hash of the content.
    pub content: String,
    #[serde(with = "quoted")]
    pub day: Day,
    /// The commit that saved it, or `-` if nothing had to change. Absent until it is saved.
    pub commit: Option<String>,
}

#[derive(Default, Serialize, Deserialize)]
struct Submissions {
    #[serde(default)]
    submission: Vec<Submission>,
}

pub(crate) struct ServeState {
    folder: PathBuf,
}

impl ServeState {
    /// The state of this account, in a new folder if it has none yet.
    pub(crate) fn begin(world: &Environment) -> Result<ServeState> {
        let folder = world.places.data.join("serve");
        let made = fs::DirBuilder::new().recursive(true).mode(0o700).create(&folder);
        made.map_err(|error| Error::io("cannot make", &folder, &error))?;
        ServeState::open(world)
    }

    /// The state of this account. Its folder need not exist. Refuses a folder that others can read.
    pub(crate) fn open(world: &Environment) -> Result<ServeState> {
        let folder = world.places.data.join("serve");
        let about = match fs::symlink_metadata(&folder) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(ServeState { folder }),
            about => about.map_err(|error| Error::io("cannot read", &folder, &error))?,
        };
        if !about.is_dir() || about.mode() & 0o077 != 0 {
            return Err(Error::cannot(format!("other users can read {}", world.shown(&folder)))
                .hint(format!("chmod 700 {}", world.shown(&folder))));
        }
        Ok(ServeState { folder })
    }

    /// Makes sure that one server runs at a time. It holds the lock until it ends.
    pub(crate) fn run_alone(&self) -> Result<Lock> {
        Lock::take(&self.folder.join("running"), Duration::ZERO).map_err(|error| match error.cause {
            Cause::Locked => Error::cannot("`coach serve` is already running for this account")
                .hint("stop it with Ctrl-C in its terminal"),
            _ => error,
        })
    }

    /// The devices that are signed in on this day.
    pub(crate) fn devices(&self, today: Day) -> Result<Vec<Device>> {
        let Devices { mut device } = self.read(DEVICES)?;
        device.retain(|device| today.days_since(device.seen) <= UNUSED);
        Ok(device)
    }

    pub(crate) fn add(&self, device: Device) -> Result<()> {
        self.change(device.since, |devices| devices.push(device))
    }

    /// Signs a device out. Returns whether it was signed in.
    pub(crate) fn remove(&self, id: &Id, today: Day) -> Result<bool> {
        let mut was_there = false;
        self.change(today, |devices| {
            was_there = devices.iter().any(|device| device.id == *id);
            devices.retain(|device| device.id != *id);
        })?;
        Ok(was_there)
    }

    /// Signs out the devices of a coach.
    pub(crate) fn sign_out(&self, coach: &Handle, today: Day) -> Result<()> {
        self.change(today, |devices| devices.retain(|device| device.coach != *coach))
    }

    /// Keeps the day on which a device was used.
    pub(crate) fn saw(&self, id: &Id, today: Day) -> Result<()> {
        self.change(today, |devices| {
            if let Some(device) = devices.iter_mut().find(|device| device.id == *id) {
                device.seen = today;
            }
        })
    }

    fn change(&self, today: Day, change: impl FnOnce(&mut Vec<Device>)) -> Result<()> {
        let _lock = Lock::take(&self.folder.join("lock"), PATIENCE)?;
        let mut device = self.devices(today)?;
        change(&mut device);
        self.write(DEVICES, &Devices { device })
    }

    /// All submissions that the ledger remembers. Deletes older ones.
    pub(crate) fn submissions(&self, today: Day) -> Result<BTreeMap<Id, Submission>> {
        let folder = self.folder.join(SUBMISSIONS);
        let mut found = BTreeMap::new();
        let entries = match fs::read_dir(&folder) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(found),
            entries => entries.map_err(|error| Error::io("cannot read", &folder, &error))?,
        };
        for entry in entries {
            let entry = entry.map_err(|error| Error::io("cannot read", &folder, &error))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let Some(day) = name.strip_suffix(".toml").and_then(|day| day.parse::<Day>().ok()) else {
                continue;
            };
            if today.days_since(day) > REMEMBERED {
                let _ = fs::remove_file(entry.path());
                continue;
            }
            let Submissions { submission } = self.read(&of_day(day))?;
            found.extend(submission.into_iter().map(|one| (one.id.clone(), one)));
        }
        Ok(found)
    }

    /// Writes down a submission, in the place of an earlier entry with its id on the same day.
    pub(crate) fn submit(&self, submission: &Submission) -> Result<()> {
        let name = of_day(submission.day);
        let mut day: Submissions = self.read(&name)?;
        day.submission.retain(|one| one.id != submission.id);
        day.submission.push(submission.clone());
        self.write(&name, &day)
    }

    /// Writes the page that opens the browser. Returns its path.
    pub(crate) fn write_opening(&self, page: &str) -> Result<PathBuf> {
        let path = self.folder.join(OPENING);
        let written = FileSystem::new(&self.folder).write_for_owner(OPENING, page.as_bytes());
        written.map_err(|error| Error::io("cannot write", &path, &error))?;
        Ok(path)
    }

    pub(crate) fn remove_opening(&self) {
        let _ = FileSystem::new(&self.folder).remove(OPENING);
    }

    fn read<T: Default + for<'de> Deserialize<'de>>(&self, name: &str) -> Result<T> {
        let path = self.folder.join(name);
        let bytes = FileSystem::new(&self.folder).read_any_size(name);
        let Some(bytes) = bytes.map_err(|error| Error::io("cannot read", &path, &error))? else {
            return Ok(T::default());
        };
        toml::from_str(&String::from_utf8_lossy(&bytes)).map_err(|_| {
            Error::machine(format!("{} is damaged", path.display()))
                .hint("delete it: every device then has to sign in again")
        })
    }

    fn write(&self, name: &str, value: &impl Serialize) -> Result<()> {
        let path = self.folder.join(name);
        let text = toml::to_string(value)
            .map_err(|error| Error::machine(format!("cannot write {}: {error}", path.display())))?;
        FileSystem::new(&self.folder)
            .write_for_owner(name, text.as_bytes())
            .map_err(|error| Error::io("cannot write", &path, &error))
    }
}

fn of_day(day: Day) -> String {
    format!("{SUBMISSIONS}/{day}.toml")
}

/// Reads a file of a certificate or a key. Refuses a key that others can read.
pub(crate) fn pem(world: &Environment, path: &Path, is_secret: bool) -> Result<Vec<u8>> {
    let path = world.folder.join(path);
    let about = fs::metadata(&path).map_err(|error| Error::io("cannot read", &path, &error))?;
    if is_secret && about.mode() & 0o077 != 0 {
        return Err(Error::cannot(format!("other users can read the key {}", path.display()))
            .hint(format!("chmod 600 {}", path.display())));
    }
    fs::read(&path).map_err(|error| Error::io("cannot read", &path, &error))
}

/// A day as a text, as serde writes it. A record of the journal has days without quotes.
mod quoted {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::journal::values::day::Day;

    pub(super) fn serialize<S: Serializer>(day: &Day, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(day)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Day, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(|()| D::Error::custom("this is not a day"))
    }
}
