//! Undoes the last command of one person with new changes. Never changes an existing commit.

use std::path::Path;

use crate::error::{Error, Result};
use crate::journal::edit::reapply_forget::{Reapplied, again};
use crate::journal::query::journal::Journal;
use crate::journal::records::kind::RecordKind;
use crate::journal::records::settings::{Commit, SETTINGS_FILE};
use crate::journal::text::editable_record::RecordText;
use crate::journal::values::handle::Handle;
use crate::store;
use crate::store::files::record_paths;
use crate::store::git::last_command::{self, ChangedFile, LastCommand};
use crate::store::write::edits::Edits;

/// An undone command.
pub(crate) struct Undone {
    /// `undo: log ana 2026-11-20`, or `redo: …` if the command was an undo.
    pub summary: String,
    /// The handle that the person had when they ran the command.
    pub by: Option<Handle>,
    /// The files of the command, before and after it.
    pub files: Vec<ChangedFile>,
}

/// Undoes the last command of `me`. Fails if coach is not certain which command that is, if it cannot be undone
/// (`init`, an erasure), or if its files have changed since.
pub(crate) fn undo(edits: &mut Edits<'_>, root: &Path, me: &Handle) -> Result<Undone> {
    let last = last(edits.journal, root, me)?;
    take_back(edits, last)
}

/// Like [`undo`], but fails if the last command of `me` is not the one that made this commit.
#[cfg(feature = "serve")]
pub(crate) fn undo_commit(edits: &mut Edits<'_>, root: &Path, me: &Handle, commit: &str) -> Result<Undone> {
    let last = last(edits.journal, root, me)?;
    if last.commit != commit {
        return Err(Error::cannot("this is no longer your last change, so it was not taken back"));
    }
    take_back(edits, last)
}

fn last(journal: &Journal, root: &Path, me: &Handle) -> Result<LastCommand> {
    refuse_without_commits(journal, root)?;
    last_command::of(root, journal, me)?
        .ok_or_else(|| Error::cannot(format!("there is no coach command by `{me}` to undo")))
}

fn take_back(edits: &mut Edits<'_>, last: LastCommand) -> Result<Undone> {
    refuse_for_good(edits.journal, &last)?;
    let (mut undone, mut kept) = (0, None);
    for file in &last.touched {
        match named_since(edits.journal, &last, file) {
            Some((handle, path)) => kept = Some(refuse_or_keep(&last, handle, path)?),
            None => undone += usize::from(restore(edits, &last, file)?),
        }
    }
    if undone == 0 {
        let nothing = format!("\"{}\" changed nothing that coach can undo", last.summary);
        return Err(kept.unwrap_or_else(|| Error::cannot(nothing)));
    }
    let summary = match last.summary.strip_prefix("undo: ") {
        Some(redone) => format!("redo: {redone}"),
        None => format!("undo: {}", last.summary.strip_prefix("redo: ").unwrap_or(&last.summary)),
    };
    edits.message("undo", &summary);
    Ok(Undone { summary, by: last.by, files: last.touched })
}

/// Undo needs the commits of coach: fails if people commit by hand, or if the last command is not committed yet.
fn refuse_without_commits(journal: &Journal, root: &Path) -> Result<()> {
    journal.settings.needs("undo", "commit")?;
    if journal.settings.commit == Commit::Manual {
        return Err(Error::cannot(
            "people commit this journal by hand (commit = \"manual\"), so coach cannot undo a command",
        )
        .hint("undo it with git: `git diff`, `git log` and `git revert`"));
    }
    if !store::pending(root).is_empty() {
        return Err(Error::cannot("the last command is not committed yet, so coach cannot undo it")
            .hint("finish the git operation that is in progress (`git status` shows it)"));
    }
    Ok(())
}

/// Restores a file as it was before the command. Returns whether it did.
fn restore(edits: &mut Edits<'_>, last: &LastCommand, file: &ChangedFile) -> Result<bool> {
    if edits.bytes(&file.path)? != file.after {
        return Err(Error::cannot(format!(
            "cannot undo \"{}\": {} has changed since then",
            last.summary, file.path
        ))
        .hint("`coach history` shows the earlier text; `coach edit` or `coach reopen` changes the record"));
    }
    // The files that make the folder a journal stay: an undo of the first session keeps the journal.
    let makes_a_journal = [SETTINGS_FILE, record_paths::ATTRIBUTES_FILE].contains(&file.path.as_str());
    if makes_a_journal && file.before.is_none() {
        return Ok(false);
    }
    edits.replace(&file.path, file.before.clone())?;
    Ok(true)
}

/// The person or objective that the command added, if a record that the command did not touch
/// names it, and the path of that record.
fn named_since<'a>(
    journal: &'a Journal,
    last: &LastCommand,
    file: &ChangedFile,
) -> Option<(&'a Handle, &'a str)> {
    if file.before.is_some() {
        return None;
    }
    let is_touched = |path: &str| last.touched.iter().any(|touched| touched.path == path);
    let people = journal.mentions().filter(|(_, handle)| record_paths::person(handle) == file.path);
    let objectives =
        journal.objectives_served().filter(|(_, handle)| record_paths::objective(handle) == file.path);
    let mut since = people.chain(objectives).filter(|(path, _)| !is_touched(path));
    since.next().map(|(path, handle)| (handle, path))
}

/// Keeps a record that another record names. Fails if the record came by a rename: the other record would
/// then name a missing person.
fn refuse_or_keep(last: &LastCommand, handle: &Handle, path: &str) -> Result<Error> {
    let cannot = Error::cannot(format!("cannot undo \"{}\": {path} now refers to `{handle}`", last.summary));
    let is_gone = |file: &ChangedFile| RecordKind::Person.is_at(&file.path) && file.after.is_none();
    if last.touched.iter().any(is_gone) {
        Err(cannot.hint(format!("`coach person rename {handle} HANDLE` gives them another handle")))
    } else {
        Ok(cannot.hint(format!("coach keeps the record of `{handle}` while another record refers to it")))
    }
}

/// Refuses to undo the creation of a journal, or an erasure.
fn refuse_for_good(journal: &Journal, last: &LastCommand) -> Result<()> {
    if last.command == "init" {
        return Err(Error::cannot("your last command was `coach init`, which coach cannot undo"));
    }
    if last.command == "forget" || last.touched.iter().any(|file| brings_back(journal, file)) {
        let hint = if last.command == "forget" {
            "a forgotten handle cannot be used again: add the person under another handle"
        } else {
            "erased text stays erased: `coach edit` changes the rest of the record"
        };
        return Err(Error::cannot(format!(
            "cannot undo \"{}\": that would restore data about a forgotten person",
            last.summary
        ))
        .hint(hint));
    }
    Ok(())
}

/// Whether the earlier file names a forgotten person, or contains erased text.
fn brings_back(journal: &Journal, file: &ChangedFile) -> bool {
    let tombstones = journal.tombstones();
    let Some(before) = file.before.as_deref().filter(|_| !tombstones.is_empty()) else { return false };
    let before = String::from_utf8_lossy(before);
    let Ok(mut record) = RecordText::parse(&before) else { return false };
    let found = again(&file.path, &mut record, &tombstones, false);
    !matches!(found, Reapplied::Of(handles) if handles.is_empty()) || record.render() != before
}
