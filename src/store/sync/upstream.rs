//! The upstream of the local branch: the remote, its branch, and the refs that track it.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use git2::Oid;

use super::last_seen::{self, SEEN};
use super::merge_plan::is_a_journal;
use crate::environment::Environment;
use crate::error::{Error, Result};
use crate::store::git::git_program::{GitCall, GitOutput};
use crate::store::git::refs;
use crate::store::git::repository::{DAMAGED_DATA, GIT_PATIENCE, PAUSE, Repo, git};

/// The remote branch that the local branch follows.
pub(super) struct Upstream {
    pub remote: String,
    /// The branch on the remote, and the local branch below, without `refs/heads/`.
    pub branch: String,
    local: String,
    /// The ref that holds the last fetched tip of the branch.
    pub tracking: String,
    /// Whether git's config names this upstream already.
    is_set: bool,
    /// The last seen tips of branches that the remote no longer has. The branch may be one of them under
    /// a new name.
    pub gone: Vec<Oid>,
}

/// The branches of a remote.
pub(super) struct RemoteState {
    /// The branch that the remote's HEAD names, if that branch exists.
    pub head: Option<String>,
    branches: BTreeMap<String, Oid>,
}

impl Upstream {
    /// The upstream from git's config, else the only plausible one. Fails if several are possible. Adds
    /// the remote at a new `url` only after it has answered.
    pub(super) fn find(
        repo: &Repo,
        world: &Environment,
        branch: &str,
        url: Option<&str>,
    ) -> Result<Upstream> {
        let local = branch.trim_start_matches("refs/heads/").to_owned();
        let (remote, merges) = configured(repo, &local);
        let first = url.map(|url| new_remote(repo, world, url, remote.as_deref())).transpose()?.flatten();
        if let (Some(url), None) = (&first, &remote) {
            let branch = look(repo, url)?.branch(repo, &local)?;
            let upstream = Upstream::of(repo, "origin".into(), branch, local, false);
            meet(repo, url, &upstream)?;
            must(repo, &["remote", "add", "--", "origin", url], "could not add the remote")?;
            return Ok(upstream);
        }
        let is_set = remote.is_some();
        let remote = remote.map_or_else(|| usual_remote(repo), Ok)?;
        if repo.git.find_remote(&remote).is_err() {
            return Err(Error::cannot(format!(
                "the branch {local} follows a remote that `git remote` does not list"
            ))
            .hint("choose one with `git branch --set-upstream-to=REMOTE/BRANCH`"));
        }
        match merges {
            Some(branch) => Ok(Upstream::of(repo, remote, branch, local, is_set)),
            None => {
                let branch = look(repo, &remote)?.branch(repo, &local)?;
                Ok(Upstream::of(repo, remote, branch, local, false))
            }
        }
    }

    /// The upstream as far as this clone knows it, without a network connection.
    pub(super) fn known(repo: &Repo, branch: &str) -> Option<Upstream> {
        let local = branch.trim_start_matches("refs/heads/").to_owned();
        let (remote, merges) = configured(repo, &local);
        let remote = remote.or_else(|| usual_remote(repo).ok())?;
        Some(Upstream::of(repo, remote, merges.unwrap_or_else(|| local.clone()), local, true))
    }

    fn of(repo: &Repo, remote: String, branch: String, local: String, is_set: bool) -> Upstream {
        let usual = format!("refs/remotes/{remote}/{branch}");
        let named = repo.git.branch_upstream_name(&format!("refs/heads/{local}")).ok();
        let named = named.and_then(|name| std::str::from_utf8(&name).ok().map(str::to_owned));
        Upstream { tracking: named.unwrap_or(usual), remote, branch, local, is_set, gone: Vec::new() }
    }

    /// The same branch under its new name on the remote.
    pub(super) fn renamed(&self, branch: &str) -> Upstream {
        let tracking = format!("refs/remotes/{}/{branch}", self.remote);
        let (remote, local) = (self.remote.clone(), self.local.clone());
        Upstream { remote, branch: branch.into(), local, tracking, is_set: false, gone: Vec::new() }
    }

    /// Writes the upstream to git's config, as `git push -u` does, and the shared tip to its refs.
    pub(super) fn keep(&self, repo: &Repo, tip: Oid) -> Result<()> {
        if !self.is_set {
            let key = |name: &str| format!("branch.{}.{name}", self.local);
            let merges = format!("refs/heads/{}", self.branch);
            must(repo, &["config", &key("remote"), &self.remote], "could not set the upstream")?;
            must(repo, &["config", &key("merge"), &merges], "could not set the upstream")?;
        }
        last_seen::note(repo, self, tip);
        // A push moves the tracking ref by itself, unless this clone's config follows only other
        // branches.
        if repo.tip(&self.tracking)? != Some(tip) {
            refs::point(repo, &self.tracking, tip, "coach sync")
                .map_err(|e| git("could not record the shared commit", &e))?;
        }
        Ok(())
    }

    /// The ref that holds the tip of the remote branch at the last merge.
    pub(super) fn seen(&self) -> String {
        format!("{}{}", self.seen_folder(), self.branch)
    }

    /// The refs of all branches of this remote that coach has merged.
    pub(super) fn seen_folder(&self) -> String {
        format!("{SEEN}{}/", self.remote)
    }

    pub(super) fn name(&self) -> String {
        format!("{}/{}", self.remote, self.branch)
    }
}

impl RemoteState {
    /// The tip of a branch.
    pub(super) fn tip(&self, branch: &str) -> Option<Oid> {
        self.branches.get(branch).copied()
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &String> {
        self.branches.keys()
    }

    /// Chooses the branch to share with: the one with our name if the remote has it or is empty, else
    /// the remote's HEAD. Fails if this clone has several branches: the choice would be a guess, and
    /// could put unfinished work into the team's branch.
    fn branch(self, repo: &Repo, ours: &str) -> Result<String> {
        let Some(head) = self.head.filter(|_| !self.branches.contains_key(ours)) else {
            return Ok(ours.to_owned());
        };
        let here = repo.git.branches(Some(git2::BranchType::Local)).map_or(0, Iterator::count);
        match here {
            0 | 1 => Ok(head),
            _ => Err(Error::cannot(format!("the branch {ours} follows no branch of the remote")).hint(
                format!("`git switch {head}` first, or `git push -u REMOTE {ours}` to share this one"),
            )),
        }
    }
}

/// The remote and the branch that `local` follows, from git's config.
fn configured(repo: &Repo, local: &str) -> (Option<String>, Option<String>) {
    let config = repo.git.config().and_then(|mut config| config.snapshot()).ok();
    let value = |name: &str| config.as_ref()?.get_string(&format!("branch.{local}.{name}")).ok();
    let merges = value("merge").and_then(|name| Some(name.strip_prefix("refs/heads/")?.to_owned()));
    (value("remote"), merges)
}

fn remotes(repo: &Repo) -> Vec<String> {
    let names = repo.git.remotes().ok();
    let all =
        names.iter().flat_map(|names| names.iter().filter_map(|name| name.ok().flatten().map(str::to_owned)));
    all.collect()
}

fn usual_remote(repo: &Repo) -> Result<String> {
    let all = remotes(repo);
    match all.as_slice() {
        _ if all.iter().any(|name| name == "origin") => Ok("origin".into()),
        [one] => Ok(one.clone()),
        [] => {
            Err(Error::cannot("this journal has no remote yet")
                .hint("add one with `coach sync --remote URL`"))
        }
        _ => Err(Error::cannot("this journal has several remotes, and none is called origin")
            .hint("choose one with `git branch --set-upstream-to=REMOTE/BRANCH`")),
    }
}

/// The address of a remote that is still to be added. `followed` is the remote that the branch follows.
fn new_remote(repo: &Repo, world: &Environment, url: &str, followed: Option<&str>) -> Result<Option<String>> {
    let folder = world.folder(Path::new(url));
    // The user types a path relative to the current folder; git would resolve it from the journal's
    // root.
    let url = match folder.to_str() {
        Some(folder) if world.folder.join(url).is_dir() => folder.to_owned(),
        _ => url.to_owned(),
    };
    let name = followed.unwrap_or("origin");
    let there = repo.git.find_remote(name).ok();
    let known = there.as_ref().map(|remote| remote.url().unwrap_or_default().to_owned());
    match known.or(followed.map(str::to_owned)) {
        None => Ok(Some(url)),
        Some(known) if known == url => Ok(None),
        Some(known) => Err(Error::cannot(format!("the journal already has a remote: {}", shown(&known)))
            .hint(format!("change it with `git remote set-url {name} {}`", shown(&url)))),
    }
}

/// The address without the user name and password that it may hold.
pub(crate) fn shown(url: &str) -> String {
    match url.split_once("://").and_then(|(scheme, rest)| Some((scheme, rest.split_once('@')?))) {
        Some((scheme, (user, rest))) if !user.contains('/') => format!("{scheme}://{rest}"),
        _ => url.to_owned(),
    }
}

/// Checks the repository at an address before coach adds it as a remote, so that an address without a
/// journal leaves no trace in git's config.
fn meet(repo: &Repo, url: &str, upstream: &Upstream) -> Result<()> {
    let theirs = format!("refs/heads/{}", upstream.branch);
    let how = ["fetch", "--no-tags", "--no-recurse-submodules", "--no-progress", "--refmap="];
    let ended = run(repo, &[how.as_slice(), &["--", url, &theirs]].concat())?;
    let ours = repo.tip(&format!("refs/heads/{}", upstream.local))?;
    if !ended.well && ended.err.contains("find remote ref") {
        // The remote is empty: a dry run tests whether it accepts a push, without sending anything.
        let Some(ours) = ours else { return Ok(()) };
        let refs = format!("{ours}:{theirs}");
        let ended = run(repo, &["push", "--dry-run", "--porcelain", "--", url, &refs])?;
        return if ended.well { Ok(()) } else { Err(not_taken(&shown(url), &ended)) };
    }
    if !ended.well {
        return Err(out_of_reach(&shown(url), &ended));
    }
    let failed = |error: git2::Error| git("could not read the fetched commits", &error);
    let tip = repo.git.refname_to_id("FETCH_HEAD").map_err(failed)?;
    is_a_journal(repo, ours, tip)
        .map_err(|error| error.hint("check the address: coach did not add it as a remote"))
}

/// Lists the branches of a remote, given its name or its address.
pub(super) fn look(repo: &Repo, remote: &str) -> Result<RemoteState> {
    let ended = run(repo, &["ls-remote", "--symref", "--", remote, "HEAD", "refs/heads/*"])?;
    if !ended.well {
        return Err(out_of_reach(&shown(remote), &ended));
    }
    let head =
        ended.out.lines().find_map(|line| line.strip_prefix("ref: refs/heads/")?.strip_suffix("\tHEAD"));
    let branch = |line: &str| {
        let (id, name) = line.split_once("\trefs/heads/")?;
        Some((name.to_owned(), Oid::from_str(id).ok()?))
    };
    let branches: BTreeMap<String, Oid> = ended.out.lines().filter_map(branch).collect();
    // The HEAD of an empty remote may name a branch that does not exist.
    Ok(RemoteState { head: head.filter(|head| branches.contains_key(*head)).map(str::to_owned), branches })
}

/// Runs git on this repository.
pub(super) fn run(repo: &Repo, arguments: &[&str]) -> Result<GitOutput> {
    repo.program.run(&repo.work.full(""), GitCall::at(repo.git.path(), arguments))
}

/// Like `run`, but retries for a while if another git program holds a lock.
pub(super) fn run_patiently(repo: &Repo, arguments: &[&str]) -> Result<GitOutput> {
    let until = Instant::now() + GIT_PATIENCE;
    loop {
        let ended = run(repo, arguments)?;
        if !ended.met_a_lock() || Instant::now() > until {
            return Ok(ended);
        }
        std::thread::sleep(PAUSE * 10);
    }
}

fn must(repo: &Repo, arguments: &[&str], what: &str) -> Result<()> {
    let ended = run_patiently(repo, arguments)?;
    if ended.well {
        Ok(())
    } else {
        Err(Error::machine(format!("{what}: {}", ended.complaint())).hint(
            "close other programs that use this repository, then sync again; your changes are saved here",
        ))
    }
}

/// The error for a failed fetch.
pub(super) fn out_of_reach(remote: &str, ended: &GitOutput) -> Error {
    if ended.err.contains("exists; cannot create") {
        let what = "git cannot record a branch of the remote";
        return Error::machine(format!("{what}: {}", ended.complaint()))
            .hint(format!("run `git remote prune {remote}` to remove deleted branches, then sync again"));
    }
    if ended.met_a_lock() {
        return Error::machine(format!(
            "another git program is using this repository: {}",
            ended.complaint()
        ))
        .hint("sync again when it has ended; if none is running, delete that file");
    }
    unreached("could not reach", remote, ended)
}

/// The error for a failed push to a remote that could be fetched from.
pub(super) fn not_taken(remote: &str, ended: &GitOutput) -> Error {
    unreached("could not push to", remote, ended)
}

fn unreached(what: &str, remote: &str, ended: &GitOutput) -> Error {
    let is = |word: &str| ended.err.contains(word);
    if is("hash algorithm") || is("mismatched algorithms") {
        return Error::machine(format!(
            "{remote} uses another object format (sha1 or sha256) than this journal, and git cannot merge \
             the two"
        ))
        .hint("use a repository with the same format: `git rev-parse --show-object-format` prints yours");
    }
    let why = ended.complaint();
    if ended.met_damage_here() {
        return Error::machine(format!("{what} {remote}: {why}")).hint(DAMAGED_DATA);
    }
    if let Some(advice) = ended.advice() {
        return Error::machine(format!("{what} {remote}: {why}"))
            .hint(format!("if you trust it: {advice} (on the machine that has {remote})"));
    }
    let words: Vec<&str> =
        ended.server_lines().into_iter().filter(|word| *word != why).take(MOST_LINES).collect();
    let words = if words.is_empty() { String::new() } else { format!(": {}", words.join(" / ")) };
    Error::machine(format!("{what} {remote}: {why}{words}"))
        .hint("your changes are saved here; check the address and your network, then sync again")
}

/// The most lines of a server's message that coach prints: no one reads more.
pub(super) const MOST_LINES: usize = 8;
