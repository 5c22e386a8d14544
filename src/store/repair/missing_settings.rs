//! A journal without its `coach.toml`: the file was deleted, while the records or git's history still
//! exist. No command creates a new journal over it; `check --fix` restores the file from git.

use std::path::{Path, PathBuf};

use git2::Oid;

use crate::error::{Error, Result};
use crate::journal::records::kind::RecordKind;
use crate::journal::records::settings::SETTINGS_FILE;
use crate::store::files::file_system::FileSystem;
use crate::store::files::journal_folder::is_there;
use crate::store::files::{record_paths, walk as folders};
use crate::store::git::log::{failed, walk};
use crate::store::git::objects::leaf;
use crate::store::git::repository::{Repo, is_unborn};
use crate::store::lock_and;

/// Whether a folder that the user named is a journal without its `coach.toml`.
pub(crate) fn is_damaged(root: &Path) -> Result<bool> {
    let is_a_folder_without = !is_there(&root.join(SETTINGS_FILE))? && root.is_dir();
    Ok(is_a_folder_without && !is_being_made(root)? && (has_records(root) || in_latest_commit(root)?))
}

/// Whether a folder that the user works in is such a journal. Requires more evidence than `is_damaged`,
/// because other programs use folders called `people` too.
pub(crate) fn is_seen_damaged(folder: &Path) -> Result<bool> {
    let has_a_folder = || RecordKind::FOLDERS.iter().any(|name| folder.join(name).is_dir());
    let is_marked = || {
        let bytes =
            FileSystem::new(folder).read(record_paths::ATTRIBUTES_FILE).ok().flatten().unwrap_or_default();
        String::from_utf8_lossy(&bytes).contains(record_paths::ATTRIBUTES)
    };
    Ok(has_a_folder() && (is_marked() || in_latest_commit(folder)?) && is_damaged(folder)?)
}

/// Fails if the journal lost its settings.
pub(crate) fn refuse(root: &Path) -> Result<()> {
    if !is_damaged(root)? {
        return Ok(());
    }
    let error = Error::cannot(format!(
        "the journal in {} is damaged: its {SETTINGS_FILE} with the team's settings is missing",
        root.display()
    ));
    Err(match in_git(root) {
        Ok(Some(_)) => error.hint(format!("coach --journal {} check --fix", typed(root))),
        _ => error.hint(format!(
            "copy {SETTINGS_FILE} from a backup; without one, `coach init {}` writes default settings",
            typed(root)
        )),
    })
}

/// The path, quoted for a shell.
fn typed(root: &Path) -> String {
    let path = root.display().to_string();
    shlex::try_quote(&path).map_or(path.clone(), |quoted| quoted.into_owned())
}

/// Fails if git has the team's settings, so that coach does not write default settings over them.
pub(crate) fn refuse_defaults(root: &Path) -> Result<()> {
    if is_damaged(root)? && in_git(root)?.is_some() { refuse(root) } else { Ok(()) }
}

/// Restores the settings from the latest commit that has them. Returns the commit's short id.
pub(crate) fn restore(root: &Path) -> Result<String> {
    let Some((repo, commit, blob)) = in_git(root)? else {
        refuse(root)?;
        return Err(Error::cannot(format!("{SETTINGS_FILE} is not missing")));
    };
    let bytes = repo.git.find_blob(blob).map_err(failed)?.content().to_vec();
    lock_and(root, || {
        let written = FileSystem::new(root).write(SETTINGS_FILE, &bytes);
        written.map_err(|error| Error::io("cannot write", &root.join(SETTINGS_FILE), &error))
    })?;
    Ok(commit.to_string()[..7].to_string())
}

/// Whether an interrupted command was creating the journal: the next command completes it.
fn is_being_made(root: &Path) -> Result<bool> {
    match Repo::around(root)? {
        Some(repo) => is_there(&repo.own.join("intent")),
        None => Ok(false),
    }
}

fn has_records(root: &Path) -> bool {
    folders::walk(&FileSystem::new(root), &RecordKind::FOLDERS, &[]).paths().next().is_some()
}

fn in_latest_commit(root: &Path) -> Result<bool> {
    let Some(repo) = Repo::around(root)? else { return Ok(false) };
    let tree = match repo.git.head() {
        Ok(head) => head.peel_to_tree().map_err(failed)?,
        Err(error) if is_unborn(&error) => {
            return Ok(false);
        }
        Err(error) => return Err(failed(error)),
    };
    Ok(leaf(Some(&tree), &format!("{}{SETTINGS_FILE}", repo.prefix))?.is_some())
}

/// The latest commit with the settings, and their blob.
fn in_git(root: &Path) -> Result<Option<(Repo, Oid, Oid)>> {
    let Some(repo) = Repo::around(root)? else { return Ok(None) };
    let path = PathBuf::from(format!("{}{SETTINGS_FILE}", repo.prefix));
    for id in walk(&repo)? {
        let tree = repo.git.find_commit(id).and_then(|commit| commit.tree()).map_err(failed)?;
        if let Ok(entry) = tree.get_path(&path) {
            let blob = entry.id();
            drop((entry, tree));
            return Ok(Some((repo, id, blob)));
        }
    }
    Ok(None)
}
