//! Bringing a team's journal, through the user's own `git`. What turns out to be none leaves
//! nothing behind.
#![expect(clippy::disallowed_methods, reason = "takes away a clone that is no journal")]

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use super::load::{self, known_format};
use super::place;
use super::private;
use super::program::{Call, Program};
use super::repository::Repo;
use super::sync::shown;
use crate::error::{Error, Result};
use crate::world::World;

/// How deep in the clone a journal is looked for.
const DEEPEST: usize = 3;

/// Clones `url` into `root`, which must not be there or be empty. Gives the journal's own folder:
/// the root, or the one folder in it that is a journal.
pub fn clone(world: &World, url: &str, root: &Path) -> Result<PathBuf> {
    let is_empty = root.read_dir().map(|mut entries| entries.next().is_none()).unwrap_or(true);
    if !is_empty {
        return Err(Error::cannot(format!("{} is there and not empty: nothing was cloned", root.display()))
            .hint("name another folder: coach init DIR --from URL"));
    }
    private::remote::keep_apart(world, None, Some(url))?;
    let there: Vec<&Path> = root.ancestors().filter(|folder| !folder.exists()).collect();
    let made =
        Program::find(world).and_then(|program| {
            let words = ["clone", "--quiet", "--", url].map(OsStr::new);
            let words: Vec<&OsStr> = words.into_iter().chain([root.as_os_str()]).collect();
            let ended = program.run(&world.folder, Call::new(&words))?;
            match ended.well {
                true => {
                    work_on_the_only_branch(&program, root)?;
                    journal_in(url, root)
                }
                false => Err(Error::machine(format!("git could not clone it: {}", ended.complaint()))
                    .hint(match ended.advice() {
                    Some(advice) => format!("nothing was made; if you trust it: {advice}"),
                    None => {
                        "nothing was made: see that the address is right and the network there, and try again"
                            .into()
                    }
                })),
            }
        });
    if made.is_err() {
        take_away(root, &there);
    }
    made
}

/// A remote that was made with another default branch names one that it has not, and git checks out
/// nothing: where it has one branch, that is meant.
fn work_on_the_only_branch(program: &Program, root: &Path) -> Result<()> {
    let Ok(Some(repo)) = Repo::around(root) else { return Ok(()) };
    if repo.git.head().is_ok() {
        return Ok(());
    }
    let branches = repo.git.branches(Some(git2::BranchType::Remote)).into_iter().flatten().flatten();
    let names: Vec<String> =
        branches.filter_map(|(branch, _)| branch.name().ok().flatten().map(str::to_owned)).collect();
    if let [only] = names.as_slice()
        && let Some(local) = only.strip_prefix("origin/")
    {
        program.run(root, Call::new(&["checkout", "--quiet", local]))?;
    }
    Ok(())
}

fn journal_in(url: &str, root: &Path) -> Result<PathBuf> {
    if let Err(error) = Repo::around(root) {
        let why = error.message.rsplit(": ").next().unwrap_or_default().to_owned();
        return Err(Error::machine(format!("{} is of a kind that coach cannot write: {why}", shown(url)))
            .hint("nothing was kept; a repository with git's usual settings (sha1) can be shared"));
    }
    let known = |root: &Path| {
        known_format(&load::text(root, place::MARK).unwrap_or_default()).map(|()| root.to_path_buf())
    };
    if place::is_journal(root) {
        return known(root);
    }
    let mut found = Vec::new();
    look(root, 1, &mut found);
    match found.as_slice() {
        [one] => known(one),
        [] => Err(Error::cannot(format!("{} holds no journal: there is no coach.toml in it", shown(url)))
            .hint("nothing was kept; `coach init` begins a journal, and `coach sync --remote URL` shares it there")),
        several => {
            let names = several.iter().filter_map(|one| Some(one.strip_prefix(root).ok()?.display().to_string()));
            let names: Vec<String> = names.collect();
            Err(Error::cannot(format!("{} holds several journals: {}", shown(url), names.join(", ")))
                .hint("nothing was kept; `git clone` it, and in the folder that you mean `coach init`"))
        }
    }
}

fn look(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) {
    let Ok(entries) = folder.read_dir() else { return };
    let mut folders: Vec<PathBuf> = entries
        .flatten()
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))
        .filter(|entry| !entry.file_name().as_encoded_bytes().starts_with(b"."))
        .map(|entry| entry.path())
        .collect();
    folders.sort();
    for folder in folders {
        match place::is_journal(&folder) {
            true => found.push(folder),
            false if depth < DEEPEST => look(&folder, depth + 1, found),
            false => {}
        }
    }
}

/// Removes what the clone put into the folder, which was empty, and the folders made for it.
fn take_away(root: &Path, made: &[&Path]) {
    for entry in root.read_dir().into_iter().flatten().flatten() {
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        // What cannot be removed stays; the error tells why the clone was none.
        let _ = if is_folder { fs::remove_dir_all(entry.path()) } else { fs::remove_file(entry.path()) };
    }
    for folder in made {
        let _ = fs::remove_dir(folder);
    }
}
