//! Restores files of the latest commit that git did not write, because `git clone` was killed before it
//! wrote its index. Never changes a file with other content.
#![expect(clippy::disallowed_methods, reason = "removes the beginnings of files that git left")]

use std::fs;
use std::path::Path;

use git2::{ObjectType, TreeWalkMode, TreeWalkResult};

use super::interrupted_clone::names;
use crate::error::{Error, Result};
use crate::journal::records::settings::SETTINGS_FILE;
use crate::store::files::journal_folder::is_there;
use crate::store::git::git_program::{GitCall, Program};
use crate::store::git::init::sync_all_below;
use crate::store::git::objects::leaf;
use crate::store::git::repository::{Repo, git, locked};
use crate::store::lock_and;
use crate::store::write::stale_git_locks::nobody_has_open;

/// The name of the new index until all files are written.
const INDEX: &str = "restored-index";

/// The paths in the work tree that are missing, or hold only the beginning of the committed text.
pub(crate) fn files(repo: &Repo) -> Result<Vec<String>> {
    let failed = |error: git2::Error| git("could not read the latest commit", &error);
    let tree = repo.git.head().and_then(|head| head.peel_to_tree()).map_err(failed)?;
    let mut all = Vec::new();
    tree.walk(TreeWalkMode::PreOrder, |above, entry| {
        if entry.kind() == Some(ObjectType::Blob) {
            all.extend(entry.name().ok().map(|name| (format!("{above}{name}"), entry.id())));
        }
        TreeWalkResult::Ok
    })
    .map_err(failed)?;
    let mut found = Vec::new();
    for (path, id) in all {
        let here = if is_there(&repo.work.full(&path))? {
            repo.work.read_any_size(&path).ok().flatten()
        } else {
            Some(Vec::new())
        };
        // A symlink or a folder at this path belongs to the user.
        let Some(here) = here else { continue };
        let blob = repo.git.find_blob(id).map_err(failed)?;
        let is_empty = here.iter().all(|byte| *byte == 0);
        if (is_empty || blob.content().starts_with(&here)) && blob.content() != here {
            found.push(path);
        }
    }
    Ok(found)
}

/// Whether git has the settings of a journal in this folder.
pub(crate) fn has_journal(folder: &Path) -> Result<bool> {
    let Some(repo) = Repo::around(folder)? else { return Ok(false) };
    let tree = repo.git.head().and_then(|head| head.peel_to_tree());
    let tree = tree.map_err(|error| git("could not read the latest commit", &error))?;
    Ok(leaf(Some(&tree), &format!("{}{SETTINGS_FILE}", repo.prefix))?.is_some())
}

/// Writes the missing files of the work tree in this folder. Returns their number.
pub(crate) fn restore(folder: &Path, program: &Program) -> Result<usize> {
    lock_and(folder, || {
        let Some(repo) = Repo::around(folder)? else { return Ok(0) };
        let own = repo.git.path().to_path_buf();
        remove_locks(&own)?;
        remove_locks(&own.join("refs/heads"))?;
        let files = files(&repo)?;
        for path in &files {
            repo.work
                .remove(path)
                .map_err(|error| Error::io("cannot remove", &repo.work.full(path), &error))?;
        }
        let index = own.join(INDEX);
        let run = |words: &[&str], input: &[u8]| {
            let call = GitCall::new(words).with("GIT_INDEX_FILE".into(), index.display().to_string());
            let ended = program.run(folder, call.reading(input))?;
            if ended.well {
                Ok(())
            } else {
                Err(Error::machine(format!("git could not write the files: {}", ended.complaint()))
                    .hint("see `git status` in that folder, then try again"))
            }
        };
        run(&["read-tree", "HEAD"], b"")?;
        run(&["checkout-index", "--quiet", "-u", "-z", "--stdin"], files.join("\0").as_bytes())?;
        // Updates the stat data of files that existed before, because git compares their times. git
        // fails for a file that the user changed, and still updates the others.
        let _ = run(&["update-index", "-q", "--refresh"], b"");
        sync_all_below(folder).map_err(|error| Error::io("cannot sync", folder, &error))?;
        fs::rename(&index, own.join("index")).map_err(|error| Error::io("cannot move", &index, &error))?;
        Ok(files.len())
    })
}

/// Removes the locks that the killed git left in one of its folders. Fails if a process has one open.
fn remove_locks(folder: &Path) -> Result<()> {
    for name in names(folder)? {
        let lock = folder.join(&name);
        let is_lock = name.as_encoded_bytes().ends_with(b".lock");
        match lock.symlink_metadata() {
            Ok(there) if is_lock && !nobody_has_open(&there) => return Err(locked(&lock)),
            Ok(_) if is_lock => {
                fs::remove_file(&lock).map_err(|error| Error::io("cannot remove", &lock, &error))?;
            }
            _ => {}
        }
    }
    Ok(())
}
