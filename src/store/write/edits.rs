//! Collects a command's changes to the journal before they are saved: edited and replaced files, and the
//! commit message. Decides nothing and saves nothing.

use std::collections::BTreeMap;
use std::path::Path;

use crate::error::{Cause, Error, Result};
use crate::journal::edit::forget;
use crate::journal::query::journal::{Filed, Journal};
use crate::journal::records::kind::RecordKind;
use crate::journal::records::session::Session;
use crate::journal::records::settings::{SETTINGS_FILE, Settings};
use crate::journal::records::{self, Problem, template};
use crate::journal::text::editable_record::RecordText;
use crate::journal::text::new_record;
use crate::journal::values::handle::Handle;
use crate::store::files::record_paths;
use crate::store::git::objects::TRAILER;
use crate::store::{FileChange, FileSystem, load};

/// A command's changes to the journal before they are saved.
pub(crate) struct Edits<'a> {
    pub journal: &'a Journal,
    root: &'a Path,
    files: BTreeMap<String, Edit>,
    /// Changes to private notes, in their own folder.
    pub private: Vec<FileChange>,
    pub message: String,
    /// The author's handle, if the config does not have it yet.
    pub by: Option<Handle>,
}

struct Edit {
    before: Option<Vec<u8>>,
    after: After,
}

enum After {
    Text(Box<RecordText>),
    Bytes(Vec<u8>),
    Gone,
}

impl<'a> Edits<'a> {
    pub(crate) fn root(&self) -> &'a Path {
        self.root
    }

    pub(crate) fn on(journal: &'a Journal, root: &'a Path) -> Edits<'a> {
        let (files, private, message) = (BTreeMap::new(), Vec::new(), String::new());
        Edits { journal, root, files, private, message, by: None }
    }

    /// Adds the files that make a folder a journal.
    pub(crate) fn begin(&mut self) -> Result<()> {
        self.replace(SETTINGS_FILE, Some(new_record::settings().into_bytes()))?;
        let before = self.bytes(record_paths::ATTRIBUTES_FILE)?.unwrap_or_default();
        let mut attributes = before.clone();
        if !String::from_utf8_lossy(&before).contains(record_paths::ATTRIBUTES) {
            if !before.is_empty() && !before.ends_with(b"\n") {
                attributes.push(b'\n');
            }
            attributes.extend_from_slice(record_paths::ATTRIBUTES.as_bytes());
        }
        self.replace(record_paths::ATTRIBUTES_FILE, Some(attributes))
    }

    /// The text of a record, for editing.
    pub(crate) fn text(&mut self, path: &str) -> Result<&mut RecordText> {
        if !self.files.contains_key(path) {
            let text = load::text(self.root, path).map_err(|problem| unreadable(&problem))?;
            let record =
                RecordText::parse(&text).map_err(|message| Error::cannot(format!("{path}: {message}")))?;
            self.files.insert(
                path.into(),
                Edit { before: Some(text.into_bytes()), after: After::Text(Box::new(record)) },
            );
        }
        match self.files.get_mut(path) {
            Some(Edit { after: After::Text(record), .. }) => Ok(record),
            _ => Err(Error::cannot(format!("one command both replaces and edits {path}"))),
        }
    }

    /// Creates a record; fails if another file is at `path`, even an unreadable one. Fails for a person
    /// whose handle was forgotten or renamed.
    pub(crate) fn create(&mut self, path: &str, text: RecordText) -> Result<()> {
        let person = RecordKind::of_path(path).filter(|kind| *kind == RecordKind::Person);
        let name = person.and_then(|_| path.rsplit('/').next()?.strip_suffix(".toml"));
        if let Some(handle) = name.and_then(|name| name.parse().ok()) {
            self.may_name(&handle)?;
            if let Some(now) = self.journal.now_called(&handle) {
                return Err(Error::cannot(format!("the handle `{handle}` is now `{now}`"))
                    .hint(format!("use `{now}`, or another handle for a new person, such as {handle}-2")));
            }
        }
        // Such as a symlink: every command names it the same way.
        let is_whole_file =
            |problem: &&Problem| problem.path == path && problem.line == 0 && problem.is_unread();
        if let Some(problem) = self.journal.problems.iter().find(is_whole_file) {
            return Err(unreadable(problem).nothing_saved());
        }
        match self.bytes(path)? {
            Some(there) if there != text.render().into_bytes() => Err(in_the_way(path)),
            // The same bytes: a dead command wrote this file, and this one has completed that command.
            _ => self.rewrite(path, text),
        }
    }

    /// Whether the command creates the file at `path`.
    pub(crate) fn creates(&self, path: &str) -> bool {
        self.files.get(path).is_some_and(|edit| edit.before.is_none() && !matches!(edit.after, After::Gone))
    }

    /// Replaces the whole record at `path`.
    pub(crate) fn rewrite(&mut self, path: &str, text: RecordText) -> Result<()> {
        self.put(path, After::Text(Box::new(text)))
    }

    /// Fails if the handle belonged to a forgotten person, because a merge would forget the new person
    /// too.
    pub(crate) fn may_name(&self, handle: &Handle) -> Result<()> {
        let people = self.journal.people.values().map(|filed| &filed.record);
        if forget::is_forgotten(people, handle) {
            Err(Error::cannot(format!("`{handle}` was forgotten and cannot be used again"))
                .hint(format!("choose another handle, such as {handle}-2")))
        } else {
            Ok(())
        }
    }

    /// Replaces a whole file; `None` removes it.
    pub(crate) fn replace(&mut self, path: &str, bytes: Option<Vec<u8>>) -> Result<()> {
        self.put(path, bytes.map_or(After::Gone, After::Bytes))
    }

    /// Moves a record, with its edits so far, to another path. Fails if a file exists there.
    pub(crate) fn move_to(&mut self, path: &str, to: &str) -> Result<()> {
        if path == to {
            return Ok(());
        }
        if self.bytes(to)?.is_some() {
            return Err(in_the_way(to));
        }
        if let Some(Edit { before, after }) = self.files.remove(path) {
            self.files.insert(path.into(), Edit { before, after: After::Gone });
            self.files.insert(to.into(), Edit { before: None, after });
        }
        Ok(())
    }

    fn put(&mut self, path: &str, after: After) -> Result<()> {
        let before = self.bytes(path)?;
        self.files.insert(path.into(), Edit { before, after });
        Ok(())
    }

    /// Removes a file.
    pub(crate) fn remove(&mut self, path: &str) -> Result<()> {
        let before = self.bytes(path)?;
        self.files.insert(path.into(), Edit { before, after: After::Gone });
        Ok(())
    }

    /// Adds a change to a private note, which is saved with the journal but in another folder.
    pub(crate) fn private(&mut self, change: FileChange) {
        self.private.push(change);
    }

    /// The bytes of a file on the disk, without edits.
    pub(crate) fn bytes(&self, path: &str) -> Result<Option<Vec<u8>>> {
        // A folder that coach cannot look at is an error, not a missing folder.
        match self.root.try_exists() {
            Ok(true) => {}
            Ok(false) => return Ok(None),
            Err(error) => return Err(Error::io("cannot read", self.root, &error)),
        }
        FileSystem::new(self.root)
            .read(path)
            .map_err(|error| Error::io("cannot read", &self.root.join(path), &error))
    }

    /// A session with its edits so far.
    pub(crate) fn session(&self, path: &str) -> Result<Filed<Session>> {
        let text = match self.files.get(path) {
            Some(Edit { after: After::Text(record), .. }) => record.render(),
            Some(Edit { after: After::Bytes(bytes), .. }) => String::from_utf8_lossy(bytes).into_owned(),
            _ => load::text(self.root, path).map_err(|problem| unreadable(&problem))?,
        };
        let mut record = records::read(path, &text).map_err(|problem| unreadable(&problem))?;
        template::in_order(&mut record, &self.journal.templates);
        Ok(Filed { path: path.into(), record })
    }

    /// Sets the commit message: handles, counts and ids, and never a word of the user's text.
    pub(crate) fn message(&mut self, command: &str, summary: &str) {
        self.message = format!("{summary}\n\n{TRAILER}{command}\n");
    }

    /// The files that change. Parses every edited record once more, and fails if one would be unreadable
    /// or too large.
    pub(crate) fn finish(self) -> Result<Vec<FileChange>> {
        let mut changes = Vec::new();
        for (path, edit) in self.files {
            let after = match edit.after {
                After::Text(record) => {
                    let text = record.render();
                    must_be_readable(&path, &text)?;
                    Some(text.into_bytes())
                }
                After::Bytes(bytes) => Some(bytes),
                After::Gone => None,
            };
            let too_large = after.as_ref().is_some_and(|bytes| bytes.len() as u64 > crate::store::LARGEST);
            if too_large {
                return Err(Error::cannot(format!(
                    "{path} would be larger than {} KiB, the limit for a record",
                    crate::store::LARGEST / 1024
                ))
                .nothing_saved()
                .hint("keep long documents outside the journal, and a summary in the notes"));
            }
            if after != edit.before {
                changes.push(FileChange { path, before: edit.before, after });
            }
        }
        Ok(changes)
    }
}

fn must_be_readable(path: &str, text: &str) -> Result<()> {
    let read = match RecordKind::of_path(path) {
        Some(kind) => kind.validate(path, text),
        None if path == SETTINGS_FILE => records::read::<Settings>(path, text).map(|_| ()),
        None => Ok(()),
    };
    read.map_err(|problem| {
        Error::cannot(format!("{} would not be readable: {}", problem.place(), problem.message))
            .nothing_saved()
    })
}

impl Edits<'_> {
    /// Fails if an I/O error kept coach from reading a file, because a change to all records must not
    /// miss one.
    pub(crate) fn needs_every_file(&self) -> Result<()> {
        match self.journal.problems.iter().find(|problem| problem.is_the_machines) {
            Some(problem) => Err(Error::machine(format!(
                "{}: {}; nothing was changed, because that file may need the change too",
                problem.place(),
                problem.message
            ))
            .hint("make the file readable, then try again")),
            None => Ok(()),
        }
    }

    /// Fails if a record has a second file, or an item has a second place: the change would miss these.
    pub(crate) fn needs_one_file_each(&self) -> Result<()> {
        let is_second = |problem: &&Problem| problem.copy_of.is_some() || problem.second_item.is_some();
        match self.journal.problems.iter().find(is_second) {
            Some(copy) => Err(Error::cannot(format!("{}: {}; nothing was changed", copy.path, copy.message))
                .because(Cause::Unreadable(copy.place().into()))
                .hint("coach check --fix")),
            None => Ok(()),
        }
    }
}

fn in_the_way(path: &str) -> Error {
    Error::cannot(format!("another file is already at {path}"))
        .nothing_saved()
        .hint("run `coach check` to see its problems, then correct or rename it")
}

fn unreadable(problem: &Problem) -> Error {
    problem.error().hint("`coach check` lists every unreadable file")
}
