//! The user's own settings: their handle, the path of their journal, and the programs that coach runs
//! for them.

pub(crate) mod home_folder;
pub(crate) mod symlinks;

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::files::file_system::FileSystem;
use super::files::journal_folder;
use super::programs::mail::MailSettings;
use crate::environment::{Environment, UserFolders};
use crate::error::{Error, Result, reason};
use crate::journal::text::editable_record::RecordText;
use crate::journal::values::handle::Handle;
use crate::journal::values::word_enum::words;

words! {
    /// The names of the settings.
    Key, "a setting" {
        Me = "me",
        Journal = "journal",
        Git = "git",
        Notifier = "notifier",
        Pager = "pager",
        Links = "links",
    }
}

words! {
    /// Whether coach prints ids as hyperlinks to their files.
    Links, "links" {
        Always = "always",
        Never = "never",
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    /// The user's handle.
    pub me: Option<Handle>,
    pub journal: Option<PathBuf>,
    /// The git program, if not the first one on the PATH.
    pub git: Option<PathBuf>,
    /// The program that shows a notification, with its arguments, if not the desktop's own.
    pub notifier: Option<String>,
    /// The program that shows text longer than the screen. `cat` means no pager.
    pub pager: Option<String>,
    /// Whether ids are hyperlinks on a terminal. By default, if the terminal is known to support them.
    pub links: Option<Links>,
    /// The user's own mail server.
    pub mail: Option<MailSettings>,
}

impl Config {
    /// Reads the settings; all are absent if the file is missing. Expands `~` in paths to the home
    /// folder.
    pub(crate) fn read(places: &UserFolders) -> Result<Config> {
        let path = &places.config;
        let Some(text) = text(path)? else { return Ok(Config::default()) };
        let mut config: Config = toml::from_str(&text).map_err(|error| {
            let line = error.span().map_or(1, |span| text[..span.start].lines().count().max(1));
            Error::cannot(format!("{}:{line}: {}", path.display(), error.message()))
                .hint("correct it, or set another file in COACH_CONFIG")
        })?;
        for (key, named) in [("journal", &mut config.journal), ("git", &mut config.git)] {
            let Some(named) = named else { continue };
            *named = home_folder::expanded(named, &places.home).map_err(|error| Error {
                message: format!("{}: {key}: {}", path.display(), error.message),
                ..error
            })?;
        }
        Ok(config)
    }

    /// Whether to print hyperlinks: only on a terminal. The setting overrides coach's own list of
    /// terminals that support them. Ignores an unreadable config: commands that need a setting report
    /// its errors.
    pub(crate) fn links(world: &Environment) -> bool {
        let terminal = &world.terminal;
        let is_seen = terminal.stdout && !terminal.dumb;
        is_seen
            && match Config::read(&world.places).ok().and_then(|config| config.links) {
                Some(links) => links == Links::Always,
                None => terminal.links,
            }
    }

    pub(crate) fn get(&self, key: Key) -> Option<String> {
        let path = |path: &Option<PathBuf>| path.as_ref().map(|path| path.display().to_string());
        match key {
            Key::Me => self.me.as_ref().map(Handle::to_string),
            Key::Journal => path(&self.journal),
            Key::Git => path(&self.git),
            Key::Notifier => self.notifier.clone(),
            Key::Pager => self.pager.clone(),
            Key::Links => self.links.map(|links| links.to_string()),
        }
    }

    /// Sets one setting, or removes it, and leaves the rest of the file unchanged.
    pub(crate) fn set(path: &Path, key: Key, value: Option<&str>) -> Result<()> {
        Config::change(path, |record| {
            record.root().set_text(key.as_str(), value.unwrap_or_default());
            Ok(())
        })
    }

    /// Sets the given settings, and leaves the rest of the file unchanged.
    pub(crate) fn write(path: &Path, me: Option<&Handle>, journal: Option<&Path>) -> Result<()> {
        Config::change(path, |record| {
            if let Some(me) = me {
                record.root().set("me", me.as_str());
            }
            let Some(journal) = journal else { return Ok(()) };
            let journal = journal.to_str().ok_or_else(|| {
                Error::cannot(format!(
                    "the path {} is not UTF-8, so coach cannot save it in the config",
                    journal.display()
                ))
            })?;
            record.root().set("journal", journal);
            Ok(())
        })
    }

    fn change(path: &Path, change: impl FnOnce(&mut RecordText) -> Result<()>) -> Result<()> {
        let before = text(path)?.unwrap_or_default();
        let mut record = RecordText::parse(&before)
            .map_err(|message| Error::cannot(format!("{}: {message}", path.display())))?;
        change(&mut record)?;
        let after = record.render();
        if after == before {
            return Ok(());
        }
        let target = symlinks::followed(path)?;
        if symlinks::is_read_only(&target) {
            return Err(not_written(path, &target, "it is read-only"));
        }
        let (disk, name) = disk(&target)?;
        make_folder(&target)?;
        disk.write(name, after.as_bytes()).map_err(|error| not_written(path, &target, &reason(&error)))
    }
}

/// The error for a failed write. It names the target if the config is a symlink.
fn not_written(path: &Path, target: &Path, why: &str) -> Error {
    let error = Error::machine(format!("cannot write {}: {why}", target.display()));
    if path.symlink_metadata().is_ok_and(|is| is.is_symlink()) {
        error.hint(format!(
            "{} is a symlink to it: change that file (perhaps with the program that created the symlink), or \
             set another file in COACH_CONFIG",
            path.display()
        ))
    } else {
        error
    }
}

#[expect(clippy::disallowed_methods, reason = "the config's own folder, outside any journal")]
fn make_folder(path: &Path) -> Result<()> {
    let folder = path.parent().unwrap_or(path);
    std::fs::create_dir_all(folder).map_err(|error| Error::io("cannot create", folder, &error))
}

fn text(path: &Path) -> Result<Option<String>> {
    // A file that coach cannot look at is not a missing file: `set` would overwrite its other settings.
    if !journal_folder::is_there(path)? {
        return Ok(None);
    }
    let target = symlinks::followed(path)?;
    if !journal_folder::is_there(&target)? {
        return Ok(None);
    }
    let (disk, name) = disk(&target)?;
    let bytes = disk.read(name).map_err(|error| Error::io("cannot read", path, &error))?;
    let utf8 = |bytes| {
        String::from_utf8(bytes).map_err(|_| Error::cannot(format!("{} is not UTF-8", path.display())))
    };
    bytes.map(utf8).transpose()
}

fn disk(path: &Path) -> Result<(FileSystem, &str)> {
    let name = path.file_name().and_then(|name| name.to_str());
    match (path.parent(), name) {
        (Some(folder), Some(name)) => Ok((FileSystem::new(folder), name)),
        _ => Err(Error::cannot(format!("{} is not a file name", path.display()))),
    }
}
