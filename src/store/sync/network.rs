//! Fetches and pushes with the user's `git`, and interprets git's answers.

use git2::Oid;

use super::last_seen;
use super::upstream::{MOST_LINES, RemoteState, Upstream, not_taken, out_of_reach, run, run_patiently};
use crate::error::{Error, Result};
use crate::store::git::git_program::GitOutput;
use crate::store::git::repository::Repo;
use crate::store::repair::broken_head;

/// Fetches the remote's branch and returns its tip, or `None` if the remote lacks the branch. If its
/// history was rewritten, first saves the old tip under a rescue ref.
pub(super) fn fetch(
    repo: &Repo,
    upstream: &Upstream,
    there: &RemoteState,
    notes: &mut Vec<String>,
) -> Result<Option<Oid>> {
    let known = repo.tip(&upstream.tracking)?;
    let before = known.filter(|known| broken_head::is_readable(&repo.git, *known));
    let tip = there.tip(&upstream.branch);
    if tip.is_some() && tip == before {
        return Ok(tip);
    }
    // A damaged repository can lack other objects too.
    let again = known != before;
    let fetched = tip.map(|_| fetch_as(repo, upstream, "", again)).transpose()?;
    let is_there = |ended: &GitOutput| ended.well || !ended.err.contains("find remote ref");
    let Some(mut ended) = fetched.filter(is_there) else {
        if let Some(before) = before {
            let kept = last_seen::rescue(repo, before)?;
            notes.push(format!(
                "{} was deleted on the remote: its commits are kept as {kept}",
                upstream.name()
            ));
        }
        return Ok(None);
    };
    if let Some(before) = before.filter(|_| !ended.well && ended.err.contains("non-fast-forward")) {
        last_seen::rescue(repo, before)?;
        ended = fetch_as(repo, upstream, "+", false)?;
    }
    if !ended.well {
        return Err(out_of_reach(&upstream.remote, &ended));
    }
    repo.tip(&upstream.tracking)
}

/// `again` also fetches the objects that git believes to have.
fn fetch_as(repo: &Repo, upstream: &Upstream, force: &str, again: bool) -> Result<GitOutput> {
    let refs = format!("{force}refs/heads/{}:{}", upstream.branch, upstream.tracking);
    let again: &[&str] = if again { &["--refetch"] } else { &[] };
    run_patiently(repo, &[HOW.as_slice(), again, &["--", &upstream.remote, &refs]].concat())
}

/// The options of the fetch. Without an empty refmap, git would also apply the refspec from the config,
/// which forces the update of the same ref. `--no-filter` fetches all blobs of new commits into a
/// partial clone: the merge has to read them.
const HOW: [&str; 6] =
    ["fetch", "--no-tags", "--no-recurse-submodules", "--no-progress", "--refmap=", "--no-filter"];

/// Fetches every object that a partial clone (`git clone --filter=blob:none`) left on the remote. git
/// fetches such objects on demand; libgit2 does not.
pub(super) fn complete(repo: &Repo) -> Result<()> {
    let Some(remote) = promisor(repo) else { return Ok(()) };
    let missing = run(repo, &["rev-list", "--objects", "--all", "--missing=print"])?;
    if missing.well && !missing.out.lines().any(|line| line.starts_with('?')) {
        return Ok(());
    }
    let how = ["fetch", "--no-tags", "--no-recurse-submodules", "--no-progress", "--no-filter", "--refetch"];
    let ended = run_patiently(repo, &[how.as_slice(), &["--", &remote]].concat())?;
    if ended.well { Ok(()) } else { Err(out_of_reach(&remote, &ended)) }
}

/// The remote that holds the objects that a partial clone lacks.
fn promisor(repo: &Repo) -> Option<String> {
    let config = repo.git.config().and_then(|mut config| config.snapshot()).ok()?;
    let names = repo.git.remotes().ok()?;
    let mut names = names.iter().filter_map(|name| name.ok().flatten().map(str::to_owned));
    names.find(|name| config.get_bool(&format!("remote.{name}.promisor")).unwrap_or(false))
}

/// The remote's answer to a push.
pub(super) enum Pushed {
    Done,
    /// Another push was faster.
    Overtaken,
    /// Rejected with an answer that the server gives when two pushes collide, and also when its files
    /// are damaged.
    Met(String),
    /// Rejected by the remote's rules, with its message.
    Refused(String),
}

/// Pushes exactly this commit to `branch`.
pub(super) fn push(repo: &Repo, upstream: &Upstream, commit: Oid, branch: &str) -> Result<Pushed> {
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

/// Whether the answer may mean that two pushes collided. git itself answers `[rejected]` to a push that
/// is not a fast-forward; these are the words of servers.
fn may_be_a_race(why: &str) -> bool {
    let race = ["failed to update ref", "cannot lock ref", "incorrect old value", "reference already exists"];
    race.iter().any(|word| why.contains(word))
}

fn with_the_servers_words(why: &str, ended: &GitOutput) -> String {
    let why = why.trim_start_matches("[remote rejected]").trim();
    let why = why.strip_prefix('(').and_then(|why| why.strip_suffix(')')).unwrap_or(why);
    if why.contains("currently checked out") {
        return why.to_owned(); // Git prints a page about this case; one line is enough.
    }
    let words = ended.server_lines();
    let said: Vec<&str> = words.iter().take(MOST_LINES).copied().collect();
    if said.is_empty() { why.to_owned() } else { format!("{why}: {}", said.join(" / ")) }
}

/// Whether the server has no space for the push: another branch would need the same space.
fn is_about_space(why: &str) -> bool {
    let why = why.to_lowercase();
    ["quota", "no space left", "disk full", "storage limit", "size limit"]
        .iter()
        .any(|word| why.contains(word))
}

/// The error for a push that the remote rejected by its rules.
pub(super) fn refused(upstream: &Upstream, branch: &str, why: &str) -> Error {
    let hint = if why.contains("currently checked out") {
        "that repository has checked-out files: share through a bare one (`git init --bare DIR`)"
    } else if why.contains(".lock") && why.contains("File exists") {
        "your changes are saved here; if no other push is running there, ask the server's administrator to \
         delete that file"
    } else if why.contains("exists; cannot create") {
        "git cannot have both a branch `a` and a branch `a/b`: use another name with `coach sync --branch \
         NAME`"
    } else if ["Permission denied", "unpacker error", "Read-only"].iter().any(|word| why.contains(word)) {
        "your changes are saved here; ask the server's administrator why that repository does not accept them"
    } else if is_about_space(why) {
        "your changes are saved here; ask the server's administrator for more space"
    } else if branch == upstream.branch {
        "your changes are saved here; push them for a pull request with `coach sync --branch NAME`"
    } else {
        "your changes are saved here; ask the owner of that repository about its rules"
    };
    Error::cannot(format!("{} refused the push to {branch}: {why}", upstream.remote)).hint(hint)
}
