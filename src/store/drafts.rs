//! Drafts: unfinished texts in the account's data folder, in a folder for each person. coach keeps a
//! draft until its text is safely in the journal, even if the editor or the disk fails.
#![expect(clippy::disallowed_methods, reason = "keeps drafts, and runs the editor")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::files::file_system::{FileSystem, sync_folder};
use super::files::journal_folder;
use super::private::owner;
use crate::environment::Environment;
use crate::error::{Error, Result, reason};
use crate::journal::text::editable_record::RecordText;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;

/// The extension of the file beside a draft that names the draft's journal.
const JOURNAL: &str = "journal";

/// A file with a text that is not in the journal yet.
pub(crate) struct Draft {
    pub path: PathBuf,
}

/// The folder with the drafts of everyone who uses this account.
pub(crate) fn base(world: &Environment) -> PathBuf {
    world.places.data.join("drafts")
}

/// The folder of the user; it need not exist.
fn folder(world: &Environment) -> Result<PathBuf> {
    let me = owner::me(world)?;
    share_out(world, &me)?;
    let (early, own) = (of_nobody(world), base(world).join(me.as_str()));
    for draft in files(&early).iter().filter(|path| path.extension().is_some_and(|end| end == "toml")) {
        set_coach(draft, None, &me)?;
    }
    move_all(&early, &own)?;
    Ok(own)
}

/// The folder for drafts of a user whom coach does not know, because their config cannot be read. Each config
/// has a folder, as other people may use this account with another config. No handle begins with `_`.
fn of_nobody(world: &Environment) -> PathBuf {
    base(world).join(format!("_{}", Id::derived(&["config", &world.places.config.to_string_lossy()])))
}

/// Moves drafts out of the folder that older versions kept for the whole account. A session goes to its
/// coach, other drafts to the user.
fn share_out(world: &Environment, me: &Handle) -> Result<()> {
    let base = base(world);
    for path in files(&base).into_iter().filter(|path| path.extension().is_some_and(|end| end == "toml")) {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let coach = name.starts_with(Draft::SESSIONS).then(|| coach_in(&path)).flatten();
        let handle = coach.unwrap_or_else(|| me.clone());
        let folder = base.join(handle.as_str());
        make_private(&folder).map_err(|error| Error::io("cannot create", &folder, &error))?;
        for of in [path.with_extension("base"), path.with_extension(JOURNAL), path] {
            move_into(&of, &folder)?;
        }
    }
    // Removes the remaining `.journal` files, which have no draft.
    for path in files(&base).into_iter().filter(|path| path.extension().is_some_and(|end| end == JOURNAL)) {
        let _ = fs::remove_file(path);
    }
    Ok(())
}

/// Moves the drafts of a former handle of the user to their present one.
pub(crate) fn adopt(world: &Environment, old: &Handle, me: &Handle) -> Result<()> {
    let base = base(world);
    move_all(&base.join(old.as_str()), &base.join(me.as_str()))
}

fn move_all(from: &Path, to: &Path) -> Result<()> {
    let drafts = files(from);
    if !drafts.is_empty() {
        make_private(to).map_err(|error| Error::io("cannot create", to, &error))?;
        drafts.iter().try_for_each(|draft| move_into(draft, to))?;
    }
    let _ = fs::remove_dir(from);
    Ok(())
}

/// Moves the drafts that the user kept for a journal before it was cloned to the user's first handle in it.
/// `asked` is the folder that coach took for the journal then.
pub(crate) fn adopt_early(
    world: &Environment,
    (old, me): (&Handle, &Handle),
    asked: &Path,
    journal: &Path,
) -> Result<()> {
    let (from, to) = (base(world).join(old.as_str()), base(world).join(me.as_str()));
    for path in files(&from).into_iter().filter(|path| path.extension().is_some_and(|end| end == "toml")) {
        let draft = Draft { path };
        if draft.journal().is_none_or(|of| whole(&of) != whole(asked)) {
            continue;
        }
        set_coach(&draft.path, Some(old), me)?;
        let of = draft.path.with_extension(JOURNAL);
        write(&of, &whole(journal).to_string_lossy())?;
        if from != to {
            make_private(&to).map_err(|error| Error::io("cannot create", &to, &error))?;
            move_into(&of, &to)?;
            move_into(&draft.path, &to)?;
        }
    }
    Ok(())
}

/// Makes the user the coach of a session in a draft, if `old` is its coach.
fn set_coach(path: &Path, old: Option<&Handle>, me: &Handle) -> Result<()> {
    let text = fs::read_to_string(path).unwrap_or_default();
    let Ok(mut record) = RecordText::parse(&text) else { return Ok(()) };
    let mut root = record.root();
    if !root.has("with") || root.text("coach") != old.map(Handle::as_str) {
        return Ok(());
    }
    root.set("coach", me.as_str());
    write(path, &record.render())
}

fn write(path: &Path, text: &str) -> Result<()> {
    let (Some(folder), Some(name)) = (path.parent(), path.file_name().and_then(|name| name.to_str())) else {
        return Ok(());
    };
    FileSystem::new(folder)
        .write(name, text.as_bytes())
        .map_err(|error| Error::io("cannot write", path, &error))
}

/// Moves a file, if it exists. Chooses another name if its own is taken.
fn move_into(path: &Path, folder: &Path) -> Result<()> {
    let failed = |error: std::io::Error| Error::io("cannot move the draft", path, &error);
    let (Some(stem), Some(end)) = (path.file_stem(), path.extension()) else { return Ok(()) };
    if !path.is_file() {
        return Ok(());
    }
    let (stem, end) = (stem.to_string_lossy(), end.to_string_lossy());
    let names = std::iter::once(format!("{stem}.{end}")).chain((2..).map(|n| format!("{stem}-{n}.{end}")));
    let free = names.map(|name| folder.join(name)).find(|to| to.symlink_metadata().is_err());
    let moved = match fs::rename(path, free.unwrap_or_default()) {
        // Another command has moved it already.
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        moved => moved,
    };
    moved.and_then(|()| sync_folder(folder)).map_err(failed)
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(|path| path.is_file()).collect();
    files.sort();
    files
}

/// The coach of a session in a draft, which need not be valid TOML.
fn coach_in(path: &Path) -> Option<Handle> {
    let text = String::from_utf8_lossy(&fs::read(path).ok()?).into_owned();
    let value = text.lines().find_map(|line| line.strip_prefix("coach")?.trim_start().strip_prefix('='))?;
    value.trim().trim_matches(['"', '\'']).parse().ok()
}

impl Draft {
    /// The prefix of the names of drafts of new sessions.
    pub(crate) const SESSIONS: &str = "log-";

    /// Creates a draft with this text.
    pub(crate) fn begin(world: &Environment, name: &str, text: &str) -> Result<Draft> {
        let folder = if owner::me(world).is_ok() { folder(world)? } else { of_nobody(world) };
        make_private(&folder).map_err(|error| Error::io("cannot create", &folder, &error))?;
        let draft = Draft { path: folder.join(name) };
        write(&draft.path, text)?;
        Ok(draft)
    }

    /// Creates the draft of a session for this journal. In other journals, coach does not offer it.
    pub(crate) fn of_session(world: &Environment, journal: &Path, name: &str, text: &str) -> Result<Draft> {
        let of = Path::new(name).with_extension(JOURNAL);
        let journal = whole(journal);
        Draft::begin(world, &of.to_string_lossy(), &journal.to_string_lossy())?;
        Draft::begin(world, name, text)
    }

    /// The journal of the draft. `None` for a draft that an older version created.
    fn journal(&self) -> Option<PathBuf> {
        fs::read_to_string(self.path.with_extension(JOURNAL)).ok().map(PathBuf::from)
    }

    /// Creates a draft with this text under a free name, because another draft uses the normal name. No
    /// command opens it.
    pub(crate) fn beside(world: &Environment, name: &str, text: &str) -> Result<Draft> {
        let mut names = (2..).map(|n| format!("{name}-{n}.toml"));
        let folder = folder(world)?;
        let free = names.find(|name| journal_folder::is_there(&folder.join(name)).is_ok_and(|there| !there));
        Draft::begin(world, &free.unwrap_or_default(), text)
    }

    /// The draft with this name, if it exists.
    pub(crate) fn kept(world: &Environment, name: &str) -> Option<Draft> {
        let path = folder(world).ok()?.join(name);
        // A draft that coach cannot look at counts: a new draft must not overwrite it.
        path.metadata()
            .map_or_else(|_| journal_folder::is_there(&path).unwrap_or(true), |is| is.is_file())
            .then_some(Draft { path })
    }

    /// The latest draft of a session for this journal.
    pub(crate) fn latest(world: &Environment, journal: &Path) -> Option<Draft> {
        let journal = whole(journal);
        let newest = |draft: &Draft| draft.path.metadata().and_then(|data| data.modified()).ok();
        sessions(world)
            .filter(|draft| draft.journal().is_none_or(|of| whole(&of) == journal))
            .max_by_key(newest)
    }

    /// Another journal that has a draft of a session.
    pub(crate) fn elsewhere(world: &Environment, journal: &Path) -> Option<PathBuf> {
        let journal = whole(journal);
        sessions(world).filter_map(|draft| draft.journal()).find(|of| whole(of) != journal)
    }

    pub(crate) fn begins_with(&self, beginning: &str) -> bool {
        self.path.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.starts_with(beginning))
    }

    pub(crate) fn is_named(&self, ending: &str) -> bool {
        self.path.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.ends_with(ending))
    }

    /// The present text of the draft.
    pub(crate) fn text(&self) -> Result<String> {
        let bytes = fs::read(&self.path).map_err(|error| Error::io("cannot read", &self.path, &error))?;
        String::from_utf8(bytes).map_err(|_| {
            Error::cannot(format!("{} is not UTF-8 text; coach left it unchanged", self.path.display()))
        })
    }

    /// Deletes the draft if its text is still `text`, so that nothing is lost.
    pub(crate) fn forget_if(&self, text: &str) {
        if self.text().is_ok_and(|kept| kept == text) {
            let _ = self.remove();
        }
    }

    /// Deletes the draft: its text is in the journal, or the user discarded it.
    pub(crate) fn done(self) -> Result<()> {
        self.remove().map_err(|error| {
            Error::io("cannot delete the draft", &self.path, &error).hint("delete that file yourself")
        })
    }

    fn remove(&self) -> std::io::Result<()> {
        let _ = fs::remove_file(self.path.with_extension("base"));
        let _ = fs::remove_file(self.path.with_extension(JOURNAL));
        match fs::remove_file(&self.path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
            removed => removed,
        }
    }

    /// Opens the draft in the user's editor, and waits until the editor exits.
    pub(crate) fn edit(&self, world: &Environment) -> Result<()> {
        if !world.terminal.stdin && world.editor.is_none() {
            return Err(Error::usage(
                "there is no terminal for an editor, and neither VISUAL nor EDITOR is set",
            ));
        }
        let words = editor(world)?;
        let status = Command::new(&words[0]).args(&words[1..]).arg(&self.path).status().map_err(|error| {
            Error::machine(format!("cannot start the editor {}: {}", words[0], reason(&error)))
                .hint("set VISUAL or EDITOR to an installed editor")
        })?;
        if status.success() {
            return Ok(());
        }
        Err(Error::machine(format!("the editor {} failed ({status})", words[0])))
    }
}

fn sessions(world: &Environment) -> impl Iterator<Item = Draft> {
    let is_it = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str());
        name.is_some_and(|name| name.starts_with(Draft::SESSIONS) && name.ends_with(".toml"))
    };
    let drafts = folder(world).map(|folder| files(&folder)).unwrap_or_default();
    drafts.into_iter().filter(is_it).map(|path| Draft { path })
}

/// The path without symlinks, if it exists.
fn whole(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_path_buf())
}

/// The user's drafts that name one of these people or belong to one of these sessions.
pub(crate) fn about(world: &Environment, handles: &[Handle], sessions: &[&Id]) -> Vec<PathBuf> {
    let quoted: Vec<String> =
        handles.iter().flat_map(|handle| [format!("\"{handle}\""), format!("'{handle}'")]).collect();
    let is_about = |path: &PathBuf| {
        if path.extension().is_some_and(|ending| ending == JOURNAL) {
            return false; // `Draft::done` deletes it with its draft.
        }
        let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        let of = stem.rsplit('-').next().unwrap_or_default();
        handles.iter().any(|handle| stem == format!("edit-{handle}"))
            || sessions.iter().any(|id| id.as_str() == of)
            || fs::read(path).is_ok_and(|bytes| {
                let text = String::from_utf8_lossy(&bytes);
                quoted.iter().any(|name| text.contains(name))
            })
    };
    let drafts = folder(world).map(|folder| files(&folder)).unwrap_or_default();
    drafts.into_iter().filter(is_about).collect()
}

/// Deletes the drafts of a forgotten person. Returns the error for each draft that it could not delete.
pub(crate) fn remove(drafts: &[PathBuf]) -> Vec<Error> {
    let deleted = drafts.iter().map(|path| Draft { path: path.clone() }.done());
    deleted.filter_map(Result::err).collect()
}

/// The editor's command and its arguments.
fn editor(world: &Environment) -> Result<Vec<String>> {
    let said = world.editor.as_deref().unwrap_or("vi");
    let words = shlex::split(said).filter(|words| !words.is_empty());
    words.ok_or_else(|| {
        Error::cannot(format!("the editor `{said}` is not a valid command")).hint("set VISUAL or EDITOR")
    })
}

/// Creates a folder that other accounts cannot read.
fn make_private(folder: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}
