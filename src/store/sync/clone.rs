//! Clones a team's journal with the user's own `git`. If the clone fails or holds no journal, nothing
//! of it stays on the disk.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use git2::{ObjectType, TreeWalkMode, TreeWalkResult};

use super::{changes_by_author, last_seen, shown};
use crate::environment::Environment;
use crate::error::{Error, Result};
use crate::journal::records::settings::SETTINGS_FILE;
use crate::journal::values::handle::Handle;
use crate::store::files::journal_folder;
use crate::store::git::git_program::{GitCall, Program};
use crate::store::git::identity::{FallbackIdentity, Identity};
use crate::store::git::repository::{Head, Repo, git, is_unborn};
use crate::store::load::{self, known_format};
use crate::store::private;
use crate::store::repair::interrupted_clone::{CloneFolder, STAGE_FOLDER};

/// How many folders deep coach searches a clone for a journal.
const DEEPEST: usize = 3;

/// Clones `url` into `root`, which must be missing or empty. Returns the journal's own folder: `root`,
/// or the only journal folder inside it. The clone appears at `root` only when it is complete.
pub(crate) fn clone(world: &Environment, url: &str, root: &Path) -> Result<PathBuf> {
    private::remote::keep_apart(world, None, Some(url))?;
    let mut made = Vec::new();
    for folder in root.ancestors() {
        if journal_folder::is_there(folder)? {
            break;
        }
        made.push(folder);
    }
    let stage = CloneFolder::begin(root).inspect_err(|_| remove_folders(&made))?;
    match fill(world, url, &stage.folder()) {
        Ok(inside) => {
            stage.complete()?;
            Ok(if inside.as_os_str().is_empty() { root.to_path_buf() } else { root.join(inside) })
        }
        Err(error) => {
            stage.take_away();
            remove_folders(&made);
            Err(error)
        }
    }
}

/// The addresses, in lower case, of the latest commits that coach made for this handle.
pub(crate) fn addresses(root: &Path, handle: &Handle) -> Result<BTreeSet<String>> {
    let Some(repo) = Repo::around(root)? else { return Ok(BTreeSet::new()) };
    let Head::Branch { tip: Some(tip), .. } = repo.head()? else { return Ok(BTreeSet::new()) };
    let known = changes_by_author::handles(&repo, tip)?.into_iter();
    Ok(known.filter(|(_, by)| by == handle).map(|(address, _)| address.to_lowercase()).collect())
}

/// The address, in lower case, that git has for the user's commits.
pub(crate) fn own_address(world: &Environment, root: &Path) -> Result<Option<String>> {
    let Some(repo) = Repo::around(root)? else { return Ok(None) };
    let repo = Repo { program: Program::find(world)?, ..repo };
    Ok(match repo.identity(world.now, &FallbackIdentity::at(world, None))? {
        Identity::Known { author, is_made_up: false, .. } => {
            Some(String::from_utf8_lossy(author.email_bytes()).to_lowercase())
        }
        _ => None,
    })
}

/// Removes the folders that `clone` created, if they are empty.
fn remove_folders(made: &[&Path]) {
    for folder in made {
        let _ = fs::remove_dir(folder);
    }
}

/// Clones into a folder that does not exist yet. Returns the journal's path inside it.
fn fill(world: &Environment, url: &str, folder: &Path) -> Result<PathBuf> {
    let program = Program::find(world)?;
    let words = ["clone", "--quiet", "--", url].map(OsStr::new);
    let words: Vec<&OsStr> = words.into_iter().chain([folder.as_os_str()]).collect();
    let ended = program.run(&world.folder, GitCall::new(&words))?;
    if !ended.well {
        let error = Error::machine(format!("git could not clone the repository: {}", ended.complaint()));
        return Err(error.hint(match ended.advice() {
            Some(advice) => format!("nothing was cloned; if you trust that repository: {advice}"),
            None if ended.met_damage_there() => DAMAGED_THERE.into(),
            None => "nothing was cloned; check the address and your network, then try again".into(),
        }));
    }
    let repo = Repo::around(folder).map_err(|error| {
        let why = error.message.rsplit(": ").next().unwrap_or_default().to_owned();
        Error::machine(format!("{} has a format that coach cannot write: {why}", shown(url)))
            .hint("nothing was cloned; use a repository with git's default settings (sha1)")
    })?;
    if let Some(repo) = repo {
        work_on_the_only_branch(&repo, &program, folder)?;
        every_file_is_there(&repo, url)?;
        last_seen::note_clone(&repo);
    }
    if journal_folder::is_there(&folder.join(STAGE_FOLDER))? {
        return Err(Error::cannot(format!(
            "{} contains {STAGE_FOLDER}, a name that coach uses itself",
            shown(url)
        ))
        .hint("nothing was cloned; rename it there"));
    }
    journal_in(url, folder)
}

/// Checks out the only branch of a clone without a checkout. The HEAD of a remote may name a branch
/// that does not exist, if the remote was created with another default branch; then `git clone` checks
/// out nothing.
fn work_on_the_only_branch(repo: &Repo, program: &Program, folder: &Path) -> Result<()> {
    let unread = |error: git2::Error| git("could not read the clone", &error);
    match repo.git.head() {
        Ok(_) => return Ok(()),
        Err(error) if is_unborn(&error) => {}
        Err(error) => return Err(unread(error)),
    }
    let mut names = Vec::new();
    for branch in repo.git.branches(Some(git2::BranchType::Remote)).map_err(unread)? {
        names.extend(branch.map_err(unread)?.0.name().ok().flatten().map(str::to_owned));
    }
    names.retain(|name| name != "origin/HEAD");
    if let [_, _, ..] = names.as_slice() {
        names.sort();
        let names: Vec<&str> = names.iter().filter_map(|name| name.strip_prefix("origin/")).collect();
        let usual = names.iter().find(|name| ["main", "master"].contains(*name)).unwrap_or(&names[0]);
        return Err(Error::cannot(format!(
            "the default branch of the remote does not exist; it has the branches {}",
            names.join(", ")
        ))
        .hint(format!(
            "nothing was cloned; set the default branch there, or run `git clone --branch {usual} URL DIR`, then \
             run `coach init DIR`"
        )));
    }
    if let [only] = names.as_slice()
        && let Some(local) = only.strip_prefix("origin/")
    {
        let ended = program.run(folder, GitCall::new(&["checkout", "--quiet", local]))?;
        if !ended.well {
            return Err(Error::machine(format!("git could not check out {local}: {}", ended.complaint()))
                .hint("nothing was cloned; try again"));
        }
    }
    Ok(())
}

/// Fails if the clone lacks a file of its commit: `git checkout` succeeds without the files whose contents
/// the remote lacks.
fn every_file_is_there(repo: &Repo, url: &str) -> Result<()> {
    let unread = |error: git2::Error| git("could not read the clone", &error);
    let tree = match repo.git.head() {
        Ok(head) => head.peel_to_tree().map_err(unread)?,
        Err(error) if is_unborn(&error) => return Ok(()),
        Err(error) => return Err(unread(error)),
    };
    let mut missing = Vec::new();
    let walked = tree.walk(TreeWalkMode::PreOrder, |above, entry| {
        let path = entry.name().ok().map(|name| format!("{above}{name}"));
        let is_file = entry.kind() == Some(ObjectType::Blob);
        missing.extend(path.filter(|path| is_file && repo.work.full(path).symlink_metadata().is_err()));
        TreeWalkResult::Ok
    });
    walked.map_err(unread)?;
    let Some(first) = missing.first() else { return Ok(()) };
    let more = match missing.len() - 1 {
        0 => String::new(),
        more => format!(" and of {more} more"),
    };
    Err(Error::machine(format!("{} is damaged: it lacks the text of {first}{more}", shown(url)))
        .hint(DAMAGED_THERE))
}

/// The hint for a remote that lacks objects.
const DAMAGED_THERE: &str = "nothing was cloned; that repository is damaged: `git fsck` in it lists what it \
                             lacks, and a backup or a colleague's clone has it";

/// The journal's path in the clone. Fails if the clone holds no journal or several.
fn journal_in(url: &str, root: &Path) -> Result<PathBuf> {
    let known = |folder: &Path| {
        let text = load::text(folder, SETTINGS_FILE).map_err(|problem| {
            let kind = if problem.is_the_machines { Error::machine } else { Error::cannot };
            kind(format!("the {} of {} cannot be read: {}", SETTINGS_FILE, shown(url), problem.message))
                .hint("nothing was cloned; correct it there, then try again")
        })?;
        known_format(&text).map(|()| folder.strip_prefix(root).unwrap_or(folder).to_path_buf())
    };
    if journal_folder::is_journal(root)? {
        return known(root);
    }
    let mut found = Vec::new();
    look(root, 1, &mut found)?;
    match found.as_slice() {
        [one] => known(one),
        [] => Err(Error::cannot(format!("{} is not a journal: it has no coach.toml", shown(url))).hint(
            "nothing was cloned; create a journal with `coach init`, then share it with `coach sync \
                   --remote URL`",
        )),
        several => {
            let names =
                several.iter().filter_map(|one| Some(one.strip_prefix(root).ok()?.display().to_string()));
            let names: Vec<String> = names.collect();
            Err(Error::cannot(format!("{} contains several journals: {}", shown(url), names.join(", ")))
                .hint(
                    "nothing was cloned; run `git clone` yourself, then `coach init` in the folder of \
                       your journal",
                ))
        }
    }
}

fn look(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) -> Result<()> {
    let unread = |error: std::io::Error| Error::io("could not read", folder, &error);
    let mut folders = Vec::new();
    for entry in folder.read_dir().map_err(unread)? {
        let entry = entry.map_err(unread)?;
        let is_hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
        if !is_hidden && entry.file_type().map_err(unread)?.is_dir() {
            folders.push(entry.path());
        }
    }
    folders.sort();
    for folder in folders {
        match journal_folder::is_journal(&folder)? {
            true => found.push(folder),
            false if depth < DEEPEST => look(&folder, depth + 1, found)?,
            false => {}
        }
    }
    Ok(())
}
