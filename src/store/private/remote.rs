//! The coach's own remote for private notes. Uses the user's `git` program, so that their keys, agents
//! and credential helpers work.

use std::path::Path;

use super::remote_address::{place, shown};
use super::remote_check;
use crate::environment::Environment;
use crate::error::{Error, Result};
use crate::store::files::journal_folder::is_there;
use crate::store::git::repository::{Repo, git as failure};
use crate::store::private::owner;

/// The remote's address, or `None` before the user sets one.
pub(crate) fn origin(world: &Environment) -> Result<Option<String>> {
    origin_of(&super::root(world)?)
}

fn origin_of(root: &Path) -> Result<Option<String>> {
    if !is_there(&root.join(".git"))? {
        return Ok(None);
    }
    let repo = Repo::around(root)?;
    Ok(repo
        .and_then(|repo| remotes(&repo).into_iter().find(|(name, _)| name == "origin"))
        .map(|(_, url)| url))
}

/// Sets the remote's address. Fails if it is the address of the journal, of another person's notes, or
/// of any journal. If coach could not reach the remote to check it, returns a warning; the next push
/// checks again.
pub(crate) fn set_origin(world: &Environment, url: &str, journal: Option<&Path>) -> Result<Option<String>> {
    let journal = journal.map(Repo::around).transpose()?.flatten();
    if let Some((name, _)) = journal.iter().flat_map(remotes).find(|(_, theirs)| place(theirs) == place(url))
    {
        return Err(Error::cannot(format!(
            "{} is the journal's remote {name}: others would read your private notes",
            shown(url)
        ))
        .hint(YOURS_ALONE));
    }
    refuse_anothers(world, url)?;
    let root = super::make(world)?;
    let Some(repo) = Repo::around(&root)? else {
        return Err(Error::machine(format!("{} is not a git repository", root.display())));
    };
    let unasked = match remote_check::refuse_others(world, &repo, url)? {
        Ok(()) => None,
        Err(ended) => Some(format!(
            "could not check whether the remote is a journal ({}): `coach private push` checks again",
            without(&ended.complaint(), url)
        )),
    };
    let failed = |error: git2::Error| failure("could not set the remote", &error);
    match repo.git.find_remote("origin") {
        Ok(_) => repo.git.remote_set_url("origin", url).map_err(failed)?,
        Err(_) => drop(repo.git.remote("origin", url).map_err(failed)?),
    }
    Ok(unasked)
}

pub(super) const YOURS_ALONE: &str =
    "set another with `coach private remote URL`: a repository that only you can read";

pub(crate) fn holds_a_journal(url: &str, branch: &str) -> Error {
    Error::cannot(format!(
        "{} contains a journal (branch {branch}): others would read your private notes",
        shown(url)
    ))
    .hint(YOURS_ALONE)
}

/// Fails if the journal at `url`, or one of the journal's remotes, has the address of someone's private
/// notes.
pub(crate) fn keep_apart(world: &Environment, journal: Option<&Repo>, url: Option<&str>) -> Result<()> {
    let own = origin(world)?;
    let mut all: Vec<String> = own.iter().cloned().collect();
    for (_, folder) in owner::folders(&super::base(world))? {
        all.extend(origin_of(&folder)?);
    }
    let asked = url.map(|url| world.folder(Path::new(url)).to_string_lossy().into_owned());
    let set = journal.into_iter().flat_map(remotes).map(|(_, url)| url);
    let addresses = url.into_iter().map(str::to_owned).chain(asked).chain(set);
    let places: Vec<String> = addresses.map(|url| place(&url)).collect();
    let Some(taken) = all.iter().find(|url| places.contains(&place(url))) else { return Ok(()) };
    let whose = if own.as_ref() == Some(taken) { "your" } else { "another person's" };
    Err(Error::cannot(format!(
        "{} is the remote of {whose} private notes: everyone with the journal would read them",
        shown(taken)
    ))
    .hint("use a separate repository for the journal"))
}

/// Fails if another person of this account uses this remote: each would get the other's notes.
fn refuse_anothers(world: &Environment, url: &str) -> Result<()> {
    let root = super::root(world)?;
    for (handle, folder) in owner::folders(&super::base(world))? {
        let is_taken =
            folder != root && origin_of(&folder)?.is_some_and(|theirs| place(&theirs) == place(url));
        if is_taken {
            return Err(Error::cannot(format!(
                "{} is the remote of the private notes of `{handle}`: you would read each other's notes",
                shown(url)
            ))
            .hint(YOURS_ALONE));
        }
    }
    Ok(())
}

/// Copies the remote of `from`, which was merged into `to`, unless `to` has its own.
pub(crate) fn carry_over(from: &Path, to: &Path) -> Result<()> {
    let (Some(url), None) = (origin_of(from)?, origin_of(to)?) else { return Ok(()) };
    let Some(repo) = Repo::around(to)? else { return Ok(()) };
    let set = repo.git.remote("origin", &url).map(drop);
    set.map_err(|error| failure("could not set the remote", &error))
}

/// Git's message, with the password removed from the address.
fn without(said: &str, url: &str) -> String {
    said.replace(url, &shown(url))
}

fn remotes(repo: &Repo) -> Vec<(String, String)> {
    let Ok(names) = repo.git.remotes() else { return Vec::new() };
    let named = |name: &str| {
        let url = repo.git.find_remote(name).ok()?.url().ok()?.to_string();
        // Git resolves a relative path from the repository.
        let folder = repo.work.full("").join(&url);
        Some((name.to_string(), folder.to_str().filter(|_| folder.is_dir()).map_or(url, str::to_string)))
    };
    names.iter().flatten().flatten().filter_map(named).collect()
}
