//! A coach's private notes. Each handle has its own folder in the account's data folder, which other
//! accounts cannot read, with its own git history and its own remote. coach reads and writes it with
//! the same protocol as a journal, but the folder is never part of a journal. A command reads only the
//! notes of the person who runs it.

pub(crate) mod backup;
mod backup_owner;
pub mod guard_commits;
pub(crate) mod guard_pushes;
mod merge_notes;
mod migrate_shared_folder;
mod move_folders;
pub(crate) mod owner;
pub(crate) mod remote;
pub(crate) mod remote_address;
mod remote_check;
mod split_folder;

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::files::file_system::{FileSystem, sync_folder};
use super::files::journal_folder;
use super::git::git_program::Program;
use super::git::init::init_own_repository;
use super::git::objects::{BY, TRAILER};
use super::{Commit, FallbackIdentity, FileChange, NotSaved, Saved, Writer};
use crate::environment::Environment;
use crate::error::{Error, Result};
use crate::journal::records;
use crate::journal::records::private_note::PrivateNote;
use crate::journal::text::confidential::Secrets;
use crate::journal::text::editable_record::RecordText;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;
use guard_commits::Guard;

pub(crate) use move_folders::adopt;

const PATIENCE: Duration = Duration::from_secs(10);
const NOTES: &str = "notes";

/// The folder with the private notes of everyone who uses this account.
pub fn base(world: &Environment) -> PathBuf {
    world.places.data.join("private")
}

/// The folder of the user; it need not exist. First moves notes to their owners if an older version
/// kept them in one folder for the whole account.
pub fn root(world: &Environment) -> Result<PathBuf> {
    migrate_shared_folder::share_out(world)?;
    Ok(base(world).join(owner::me(world)?.as_str()))
}

/// The other people of this account who have private notes.
pub fn others(world: &Environment) -> Result<Vec<Handle>> {
    let root = root(world)?;
    let folders = owner::folders(&base(world))?.into_iter();
    let others = folders.filter(|(_, folder)| *folder != root && folder.join(NOTES).is_dir());
    Ok(others.map(|(handle, _)| handle).collect())
}

/// Whether a person of this account has private notes. True for a folder that coach cannot read: it may
/// hold some.
pub fn may_have_notes(world: &Environment, handle: &Handle) -> bool {
    let notes = base(world).join(handle.as_str()).join(NOTES);
    journal_folder::is_there(&notes).unwrap_or(true)
}

/// The error for a private note in the demo: the folder of the notes is the same for all journals of a person.
pub(crate) fn not_in_the_demo() -> Error {
    Error::cannot("this is the demo, and private notes are stored outside the journal")
        .nothing_saved()
        .hint("try private notes in your own journal")
}

/// Whether a folder, which need not exist yet, is inside the private folder, directly or through
/// symlinks.
pub fn is_inside(world: &Environment, folder: &Path) -> bool {
    let root = base(world);
    let real = |path: &Path| path.canonicalize().ok();
    let folder_is = folder.ancestors().find_map(real);
    folder.starts_with(&root)
        || matches!((real(&root), folder_is), (Some(root), Some(folder)) if folder.starts_with(&root))
}

/// The path of a session's private note, relative to the user's folder.
pub fn path(session: &Id) -> String {
    format!("{NOTES}/{session}.toml")
}

/// Every private note, sorted by file name. Fails if a folder or a note exists but cannot be read:
/// without its text coach could not keep it out of the journal.
pub fn load(world: &Environment) -> Result<Vec<PrivateNote>> {
    load_from(&root(world)?)
}

fn load_from(root: &Path) -> Result<Vec<PrivateNote>> {
    match root.symlink_metadata() {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(unreadable(root, &error)),
        Ok(_) => {}
    }
    fs::read_dir(root).map_err(|error| unreadable(root, &error))?;
    let folder = root.join(NOTES);
    let entries = match fs::read_dir(&folder) {
        Err(error) if error.kind() == ErrorKind::NotFound && folder.symlink_metadata().is_err() => {
            return Ok(Vec::new());
        }
        entries => entries.map_err(|error| unreadable(&folder, &error))?,
    };
    let mut names = Vec::new();
    for entry in entries {
        let name = entry.map_err(|error| unreadable(&folder, &error))?.file_name();
        match name.to_str() {
            Some(name) if name.starts_with('.') || !name.ends_with(".toml") => {}
            Some(name) => names.push(format!("{NOTES}/{name}")),
            None => {
                return Err(Error::machine(format!(
                    "the file name of a private note is not UTF-8: {name:?}"
                )));
            }
        }
    }
    names.sort();
    names.iter().map(|path| parse(root, path, &bytes_in(root, path)?.unwrap_or_default())).collect()
}

/// The private note of one session.
pub fn note(world: &Environment, session: &Id) -> Result<Option<PrivateNote>> {
    let (root, path) = (root(world)?, path(session));
    bytes_in(&root, &path)?.map(|bytes| parse(&root, &path, &bytes)).transpose()
}

/// The bytes of a file in the user's folder, or `None` if it does not exist.
pub fn bytes(world: &Environment, path: &str) -> Result<Option<Vec<u8>>> {
    bytes_in(&root(world)?, path)
}

fn bytes_in(root: &Path, path: &str) -> Result<Option<Vec<u8>>> {
    if root.symlink_metadata().is_err_and(|error| error.kind() == ErrorKind::NotFound) {
        return Ok(None);
    }
    FileSystem::new(root).read(path).map_err(|error| unreadable(&root.join(path), &error))
}

fn unreadable(path: &Path, error: &std::io::Error) -> Error {
    Error::io("cannot read the private notes, so coach cannot keep them out of the journal:", path, error)
        .hint("make it readable, or move it away if it is not yours; nothing was saved")
}

fn parse(root: &Path, path: &str, bytes: &[u8]) -> Result<PrivateNote> {
    let why = |why: String| {
        Error::machine(format!("the private note {} cannot be read: {why}", root.join(path).display()))
            .hint("correct it there: coach cannot keep its text out of the journal until then")
    };
    let text = std::str::from_utf8(bytes).map_err(|_| why("these bytes are not UTF-8".into()))?;
    records::read(path, text).map_err(|problem| {
        let line = if problem.line > 0 { format!("line {}: ", problem.line) } else { String::new() };
        why(format!("{line}{}", problem.message))
    })
}

/// The change that writes this note. It deletes the file if the note is empty.
pub fn change_to(world: &Environment, note: &PrivateNote) -> Result<FileChange> {
    let path = path(&note.session);
    let before = bytes(world, &path)?;
    if note.says_nothing() {
        return Ok(FileChange { path, before, after: None });
    }
    let mut text = match &before {
        Some(bytes) => RecordText::parse(&String::from_utf8_lossy(bytes))
            .map_err(|why| Error::machine(format!("{path}: {why}")))?,
        None => RecordText::new(""),
    };
    note.write(&mut text);
    Ok(FileChange { path, before, after: Some(text.render().into_bytes()) })
}

/// The notes as they will be after these changes.
pub fn after(world: &Environment, changes: &[FileChange]) -> Result<Vec<PrivateNote>> {
    let root = root(world)?;
    let mut notes = load_from(&root)?;
    for change in changes {
        notes.retain(|note| path(&note.session) != change.path);
        if let Some(bytes) = &change.after {
            notes.push(parse(&root, &change.path, bytes)?);
        }
    }
    Ok(notes)
}

/// The text that these changes add to the notes.
pub fn news(world: &Environment, changes: &[FileChange]) -> Result<Secrets> {
    if changes.is_empty() {
        return Ok(Secrets::of(&[]));
    }
    let root = root(world)?;
    let notes = |side: fn(&FileChange) -> Option<&Vec<u8>>| -> Result<Vec<PrivateNote>> {
        let bytes = changes.iter().filter_map(|change| Some((change, side(change)?)));
        bytes.map(|(change, bytes)| parse(&root, &change.path, bytes)).collect()
    };
    let (before, after) = (notes(|change| change.before.as_ref())?, notes(|change| change.after.as_ref())?);
    Ok(Secrets::of(&after).without(&Secrets::of(&before)))
}

/// Saves the changes in one commit in the folder's own history. The commit message holds only ids.
pub fn save(world: &Environment, changes: &[FileChange], verb: &str) -> Result<Option<Saved>, NotSaved> {
    let changes: Vec<FileChange> = changes.iter().filter(|file| file.before != file.after).cloned().collect();
    if changes.is_empty() {
        return Ok(None);
    }
    let root = make(world)?;
    let name = |path: &str| path.trim_start_matches("notes/").trim_end_matches(".toml").to_string();
    let ids: Vec<String> = changes.iter().map(|file| name(&file.path)).collect();
    let message = format!("{verb} {}\n\n{TRAILER}{verb}\n{BY}{}\n", ids.join(", "), owner::me(world)?);
    let commit = Commit {
        message: &message,
        time: world.now,
        who: &FallbackIdentity::at(world, None),
        manual: false,
        guard: &Guard::NONE,
    };
    Writer::open_with(&root, PATIENCE, Program::find(world)?)?.save(&changes, &commit).map(Some)
}

/// Completes a save that an interrupted command began.
pub fn settle(world: &Environment) -> Result<()> {
    if journal_folder::is_there(&root(world)?.join(".git"))? {
        Writer::open(&make(world)?, PATIENCE).map(|_| ())
    } else {
        Ok(())
    }
}

/// Creates the folder and its repository if they are missing, and denies other accounts access.
pub fn make(world: &Environment) -> Result<PathBuf> {
    let (base, root) = (base(world), root(world)?);
    refuse_inside_a_journal(&base)?;
    refuse_inside_a_journal(&root)?;
    make_closed(&base, &world.places.data)?;
    make_closed(&root, &base)?;
    init_own_repository(&root)?;
    Ok(root)
}

/// Creates a folder that only its owner can read.
fn make_closed(folder: &Path, above: &Path) -> Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    let made = builder.create(folder).and_then(|()| sync_folder(above));
    made.map_err(|error| Error::io("cannot create", folder, &error))?;
    close(folder)
}

/// Fails if a symlink puts the folder into a journal, because the team would commit the notes. A
/// journal that holds the user's whole home folder is allowed: there the folder is in its usual place.
fn refuse_inside_a_journal(root: &Path) -> Result<()> {
    let Ok(real) = root.canonicalize() else { return Ok(()) };
    let around: Vec<&Path> = root.ancestors().collect();
    for folder in real.ancestors().filter(|folder| !around.contains(folder)) {
        if journal_folder::is_seen(folder)? {
            return Err(Error::cannot(format!(
                "{} is a symlink into the journal {}: others would get your private notes",
                root.display(),
                folder.display()
            ))
            .hint(format!("move {} to a folder of your own, then correct the symlink", real.display())));
        }
    }
    Ok(())
}

/// Denies other accounts access to each note.
fn close_notes(root: &Path) -> Result<()> {
    load_from(root)?.iter().try_for_each(|note| close(&root.join(path(&note.session))))
}

/// Removes the permissions of other accounts.
fn close(path: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let failed = |error: std::io::Error| Error::io("cannot deny other accounts access to", path, &error);
    let mode = path.metadata().map_err(failed)?.permissions().mode() & 0o777;
    if mode & 0o077 == 0 {
        return Ok(());
    }
    fs::set_permissions(path, fs::Permissions::from_mode(mode & 0o700)).map_err(failed)
}
