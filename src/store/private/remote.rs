//! A remote of the coach's own for their private notes, through the user's `git` program, so that
//! their keys, agents and credential helpers work.

use std::path::Path;

use super::address::{place, shown};
use super::there;
use crate::error::{Error, Result};
use crate::store::repository::{Repo, git as failure};
use crate::world::World;

/// Where it goes, once that is said.
pub fn origin(world: &World) -> Result<Option<String>> {
    let root = super::root(world);
    if !root.join(".git").exists() {
        return Ok(None);
    }
    let repo = Repo::around(&root)?;
    Ok(repo
        .and_then(|repo| remotes(&repo).into_iter().find(|(name, _)| name == "origin"))
        .map(|(_, url)| url))
}

/// Sets where it goes. Never where a team's journal goes. Gives what to say where the remote could
/// not be asked whether it holds one: it is asked again before anything is sent.
pub fn set_origin(world: &World, url: &str, journal: Option<&Path>) -> Result<Option<String>> {
    let journal = journal.map(Repo::around).transpose()?.flatten();
    if let Some((name, _)) = journal.iter().flat_map(remotes).find(|(_, theirs)| place(theirs) == place(url))
    {
        return Err(Error::cannot(format!(
            "{} is where the journal goes (its remote {name}): others would read your private notes",
            shown(url)
        ))
        .hint(YOURS_ALONE));
    }
    let root = super::make(world)?;
    let Some(repo) = Repo::around(&root)? else {
        return Err(Error::machine(format!("{} is no git repository", root.display())));
    };
    let unasked = match there::journal_at(world, &repo, url)? {
        Ok(Some(branch)) => return Err(holds_a_journal(url, &branch)),
        Ok(None) => None,
        Err(ended) => Some(format!(
            "could not ask it whether a journal is there ({}): `coach private push` asks again",
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

const YOURS_ALONE: &str = "`coach private remote URL` names another: a repository that is yours alone";

pub fn holds_a_journal(url: &str, branch: &str) -> Error {
    Error::cannot(format!(
        "{} holds a journal (its branch {branch}): others would read your private notes",
        shown(url)
    ))
    .hint(YOURS_ALONE)
}

/// Refuses an address for a journal where the private notes go, and a journal that goes there
/// already.
pub fn keep_apart(world: &World, journal: Option<&Repo>, url: Option<&str>) -> Result<()> {
    let Some(own) = origin(world)? else { return Ok(()) };
    let asked = url.map(|url| world.folder(Path::new(url)).to_string_lossy().into_owned());
    let set = journal.into_iter().flat_map(remotes).map(|(_, url)| url);
    let addresses = url.into_iter().map(str::to_owned).chain(asked).chain(set);
    if !addresses.into_iter().any(|url| place(&url) == place(&own)) {
        return Ok(());
    }
    Err(Error::cannot(format!(
        "{} is where your private notes go: whoever has the journal would read them",
        shown(&own)
    ))
    .hint("share the journal through a repository of its own"))
}

/// What git said, without what opens the remote.
fn without(said: &str, url: &str) -> String {
    said.replace(url, &shown(url))
}

fn remotes(repo: &Repo) -> Vec<(String, String)> {
    let Ok(names) = repo.git.remotes() else { return Vec::new() };
    let named = |name: &str| {
        let url = repo.git.find_remote(name).ok()?.url().ok()?.to_string();
        // A folder is named from where the repository is.
        let folder = repo.work.full("").join(&url);
        Some((name.to_string(), folder.to_str().filter(|_| folder.is_dir()).map_or(url, str::to_string)))
    };
    names.iter().flatten().flatten().filter_map(named).collect()
}
