//! Fetching and pushing, through the user's `git`, and what its answers mean.

use git2::Oid;

use super::upstream::{MOST_LINES, Upstream, not_taken, out_of_reach, run, run_patiently};
use crate::error::{Error, Result};
use crate::store::program::Ended;
use crate::store::repository::{Repo, git};

/// What the remote has now.
pub struct Fetched {
    /// Nothing where the branch is not there.
    pub tip: Option<Oid>,
    /// What was there before is not in it: nobody has thereby asked to remove anything.
    pub rewritten: bool,
}

/// Brings the remote's branch. Where that was rewritten, what it had before is kept under a name of
/// its own first.
pub fn fetch(repo: &Repo, upstream: &Upstream, notes: &mut Vec<String>) -> Result<Fetched> {
    let before = repo.tip(&upstream.tracking)?;
    let fetch = |force: &str| {
        let refs = format!("{force}refs/heads/{}:{}", upstream.branch, upstream.tracking);
        // Without a refmap git would move the same ref by the config's rule, which forces it.
        let how = ["fetch", "--no-tags", "--no-recurse-submodules", "--no-progress", "--refmap="];
        run_patiently(repo, &[how.as_slice(), &["--", &upstream.remote, &refs]].concat())
    };
    let mut ended = fetch("")?;
    let mut rewritten = false;
    if !ended.well && ended.err.contains("find remote ref") {
        if let Some(before) = before {
            let kept = rescue(repo, before)?;
            notes.push(format!("{} is gone from the remote: what it had is kept as {kept}", upstream.name()));
        }
        return Ok(Fetched { tip: None, rewritten: true });
    }
    if let Some(before) = before.filter(|_| !ended.well && ended.err.contains("non-fast-forward")) {
        let kept = rescue(repo, before)?;
        notes.push(format!("{} was rewritten: what it had before is kept as {kept}", upstream.name()));
        rewritten = true;
        ended = fetch("+")?;
    }
    if !ended.well {
        return Err(out_of_reach(&upstream.remote, &ended));
    }
    Ok(Fetched { tip: repo.tip(&upstream.tracking)?, rewritten })
}

fn rescue(repo: &Repo, tip: Oid) -> Result<String> {
    let name = format!("refs/coach/rescue/{}", &tip.to_string()[..10]);
    repo.git
        .reference(&name, tip, true, "coach sync: the remote was rewritten")
        .map_err(|e| git("could not keep what the remote had", &e))?;
    Ok(name)
}

/// What the remote made of a push.
pub enum Pushed {
    Done,
    /// Somebody else was faster.
    Overtaken,
    /// By its rules, and what it said.
    Refused(String),
}

/// Pushes exactly this commit.
pub fn push(repo: &Repo, upstream: &Upstream, commit: Oid, branch: &str) -> Result<Pushed> {
    let refs = format!("{commit}:refs/heads/{branch}");
    let ended = run(repo, &["push", "--porcelain", "--", &upstream.remote, &refs])?;
    if ended.well {
        return Ok(Pushed::Done);
    }
    let refused = ended.out.lines().find_map(|line| line.strip_prefix("!\t")?.split('\t').nth(1));
    match refused {
        None => Err(not_taken(&upstream.remote, &ended)),
        Some(why) if was_overtaken(why) => Ok(Pushed::Overtaken),
        Some(why) => Ok(Pushed::Refused(with_the_servers_words(why, &ended))),
    }
}

/// `[rejected]` is git's own word for what is not a fast-forward; the others are what a server says
/// where two pushes meet.
fn was_overtaken(why: &str) -> bool {
    let race = ["failed to update ref", "cannot lock ref", "incorrect old value", "reference already exists"];
    why.starts_with("[rejected]") || race.iter().any(|word| why.contains(word))
}

fn with_the_servers_words(why: &str, ended: &Ended) -> String {
    let why = why.trim_start_matches("[remote rejected]").trim();
    let why = why.strip_prefix('(').and_then(|why| why.strip_suffix(')')).unwrap_or(why);
    if why.contains("currently checked out") {
        return why.to_owned(); // Git has a page to say on that, and we a line.
    }
    let words = ended.from_the_server();
    let said: Vec<&str> = words.iter().take(MOST_LINES).copied().collect();
    if said.is_empty() { why.to_owned() } else { format!("{why}: {}", said.join(" / ")) }
}

/// The remote's rules are against it.
pub fn refused(upstream: &Upstream, branch: &str, why: &str) -> Error {
    let hint = if why.contains("currently checked out") {
        "it is somebody's own folder with files: share through a bare one (`git init --bare DIR`)"
    } else if branch == upstream.branch {
        "what you wrote is kept here; `coach sync --branch NAME` pushes it for a pull request"
    } else {
        "what you wrote is kept here; whoever keeps that repository knows its rules"
    };
    Error::cannot(format!("{} refused the push to {branch}: {why}", upstream.remote)).hint(hint)
}
