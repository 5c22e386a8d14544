//! A remote of the coach's own for their private notes, through the user's `git` program, so that
//! their keys, agents and credential helpers work.

use std::path::Path;

use crate::error::{Error, Result};
use crate::store::program::{Call, Program};
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

/// Sets where it goes. Never where a team's journal goes.
pub fn set_origin(world: &World, url: &str, journal: Option<&Path>) -> Result<()> {
    let journal = journal.map(Repo::around).transpose()?.flatten();
    if let Some((name, _)) = journal.iter().flat_map(remotes).find(|(_, theirs)| place(theirs) == place(url))
    {
        return Err(Error::cannot(format!(
            "{url} is where the journal goes (its remote {name}): others would read your private notes"
        ))
        .hint("name a repository that is yours alone"));
    }
    let root = super::make(world)?;
    let Some(repo) = Repo::around(&root)? else {
        return Err(Error::machine(format!("{} is no git repository", root.display())));
    };
    let failed = |error: git2::Error| failure("could not set the remote", &error);
    match repo.git.find_remote("origin") {
        Ok(_) => repo.git.remote_set_url("origin", url).map_err(failed),
        Err(_) => repo.git.remote("origin", url).map(|_| ()).map_err(failed),
    }
}

/// Where an address leads, however it is written: host and path alone, without scheme, account and
/// port; a folder by its real path.
pub fn place(url: &str) -> String {
    let url = url.trim();
    let url = url.strip_prefix("file://").unwrap_or(url);
    if let Ok(folder) = Path::new(url).canonicalize() {
        return folder.to_string_lossy().trim_end_matches(".git").trim_end_matches('/').to_lowercase();
    }
    let (has_scheme, rest) = match url.split_once("://") {
        Some((_, rest)) => (true, rest),
        None => (false, url),
    };
    let (host, path) = match has_scheme {
        true => rest.split_once('/').unwrap_or((rest, "")),
        false => rest.split_once(':').unwrap_or((rest, "")),
    };
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let host = host.split(':').next().unwrap_or(host);
    let path = path.trim_matches('/').trim_end_matches(".git").trim_end_matches('/');
    format!("{host}/{path}").to_lowercase()
}

fn remotes(repo: &Repo) -> Vec<(String, String)> {
    let Ok(names) = repo.git.remotes() else { return Vec::new() };
    let named =
        |name: &str| Some((name.to_string(), repo.git.find_remote(name).ok()?.url().ok()?.to_string()));
    names.iter().flatten().flatten().filter_map(named).collect()
}

/// Sends what is there.
pub fn push(world: &World) -> Result<()> {
    run(world, &["push", "--quiet", "-u", "origin", "HEAD"], "pushed")
}

/// Brings what another machine of the coach's sent. Only where nothing must be merged.
pub fn pull(world: &World) -> Result<()> {
    run(world, &["pull", "--quiet", "--ff-only", "origin", "HEAD"], "pulled")?;
    for note in super::load(world)? {
        super::close(&super::root(world).join(super::path(&note.session)))?;
    }
    Ok(())
}

fn run(world: &World, arguments: &[&str], done: &str) -> Result<()> {
    let root = super::root(world);
    if origin(world)?.is_none() {
        return Err(Error::cannot("the private notes have no remote")
            .hint("`coach private remote URL` names one: a repository that is yours alone"));
    }
    let ended = Program::find(world)?.run(&root, Call::new(arguments))?;
    match ended.well {
        true => Ok(()),
        false => Err(Error::machine(format!("nothing was {done}: {}", ended.complaint()))
            .hint(format!("git in {} says more", world.shown(&root)))),
    }
}

#[cfg(test)]
mod tests {
    use super::place;

    #[test]
    fn one_place_has_many_spellings() {
        let spellings = [
            "git@github.com:team/j.git",
            "ssh://git@github.com/team/j",
            "ssh://git@github.com:22/team/j.git/",
            "https://u:p@GitHub.com/team/j.git",
            "https://github.com/team/j/",
            "github.com:team/j",
        ];
        for spelling in spellings {
            assert_eq!(place(spelling), "github.com/team/j", "{spelling}");
        }
        assert_ne!(place("git@github.com:me/j.git"), place("git@github.com:team/j.git"));
        assert_eq!(place("/"), place("file:///"));
    }
}
