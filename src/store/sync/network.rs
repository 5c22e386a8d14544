//! Fetching and pushing, through the user's `git`, and what its answers mean.

use git2::Oid;

use super::last_seen;
use super::upstream::{MOST_LINES, RemoteState, Upstream, not_taken, out_of_reach, run, run_patiently};
use crate::error::{Error, Result};
use crate::store::git::git_program::GitOutput;
use crate::store::git::repository::Repo;

/// Brings the remote's branch, and gives where it is; nothing where the remote does not have it.
/// Where it was rewritten, what it had before is kept under a name of its own first.
pub fn fetch(
    repo: &Repo,
    upstream: &Upstream,
    there: &RemoteState,
    notes: &mut Vec<String>,
) -> Result<Option<Oid>> {
    let before = repo.tip(&upstream.tracking)?;
    let tip = there.tip(&upstream.branch);
    if tip.is_some() && tip == before {
        return Ok(tip);
    }
    let fetched = tip.map(|_| fetch_as(repo, upstream, "")).transpose()?;
    let is_there = |ended: &GitOutput| ended.well || !ended.err.contains("find remote ref");
    let Some(mut ended) = fetched.filter(is_there) else {
        if let Some(before) = before {
            let kept = last_seen::rescue(repo, before)?;
            notes.push(format!("{} is gone from the remote: what it had is kept as {kept}", upstream.name()));
        }
        return Ok(None);
    };
    if let Some(before) = before.filter(|_| !ended.well && ended.err.contains("non-fast-forward")) {
        last_seen::rescue(repo, before)?;
        ended = fetch_as(repo, upstream, "+")?;
    }
    if !ended.well {
        return Err(out_of_reach(&upstream.remote, &ended));
    }
    repo.tip(&upstream.tracking)
}

fn fetch_as(repo: &Repo, upstream: &Upstream, force: &str) -> Result<GitOutput> {
    let refs = format!("{force}refs/heads/{}:{}", upstream.branch, upstream.tracking);
    run_patiently(repo, &[HOW.as_slice(), &["--", &upstream.remote, &refs]].concat())
}

/// How to fetch. Without a refmap git would move the same ref by the config's rule, which forces it.
/// A clone without all blobs gets those of new commits: what is merged has to be read.
const HOW: [&str; 6] =
    ["fetch", "--no-tags", "--no-recurse-submodules", "--no-progress", "--refmap=", "--no-filter"];

/// Brings every object that a partial clone (`git clone --filter=blob:none`) left with the remote:
/// git fetches each by itself when it is read, and libgit2 does not.
pub fn complete(repo: &Repo) -> Result<()> {
    let Some(remote) = promisor(repo) else { return Ok(()) };
    let missing = run(repo, &["rev-list", "--objects", "--all", "--missing=print"])?;
    if missing.well && !missing.out.lines().any(|line| line.starts_with('?')) {
        return Ok(());
    }
    let how = ["fetch", "--no-tags", "--no-recurse-submodules", "--no-progress", "--no-filter", "--refetch"];
    let ended = run_patiently(repo, &[how.as_slice(), &["--", &remote]].concat())?;
    match ended.well {
        true => Ok(()),
        false => Err(out_of_reach(&remote, &ended)),
    }
}

/// The remote that has what a partial clone left out.
fn promisor(repo: &Repo) -> Option<String> {
    let config = repo.git.config().and_then(|mut config| config.snapshot()).ok()?;
    let names = repo.git.remotes().ok()?;
    let mut names = names.iter().filter_map(|name| name.ok().flatten().map(str::to_owned));
    names.find(|name| config.get_bool(&format!("remote.{name}.promisor")).unwrap_or(false))
}

/// What the remote made of a push.
pub enum Pushed {
    Done,
    /// Somebody else was faster.
    Overtaken,
    /// The server says what it says where two pushes meet, and what it says where its files are in
    /// disorder.
    Met(String),
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
        Some(why) if why.starts_with("[rejected]") => Ok(Pushed::Overtaken),
        Some(why) if may_be_a_race(why) => Ok(Pushed::Met(with_the_servers_words(why, &ended))),
        Some(why) => Ok(Pushed::Refused(with_the_servers_words(why, &ended))),
    }
}

/// `[rejected]` is git's own word for what is not a fast-forward; these are what a server says where
/// two pushes meet.
fn may_be_a_race(why: &str) -> bool {
    let race = ["failed to update ref", "cannot lock ref", "incorrect old value", "reference already exists"];
    race.iter().any(|word| why.contains(word))
}

fn with_the_servers_words(why: &str, ended: &GitOutput) -> String {
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
    } else if why.contains(".lock") && why.contains("File exists") {
        "what you wrote is kept here; if no other push is under way there, a dead one left that file, and \
         who runs the server may remove it"
    } else if why.contains("exists; cannot create") {
        "git keeps no branch `a/b` beside a branch `a`: `coach sync --branch NAME` takes another name"
    } else if ["Permission denied", "unpacker error", "Read-only"].iter().any(|word| why.contains(word)) {
        "what you wrote is kept here; who runs the server can say what it takes"
    } else if branch == upstream.branch {
        "what you wrote is kept here; `coach sync --branch NAME` pushes it for a pull request"
    } else {
        "what you wrote is kept here; whoever keeps that repository knows its rules"
    };
    Error::cannot(format!("{} refused the push to {branch}: {why}", upstream.remote)).hint(hint)
}
