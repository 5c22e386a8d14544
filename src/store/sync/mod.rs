//! Sharing the journal: `coach sync` fetches the team's commits, merges them into the local branch and
//! pushes. It computes the merge in memory first and saves the result with the write protocol, so that
//! the next command completes or undoes a sync that died.
//!
//! Other commands may write to the journal while a sync waits for the network: the sync takes the
//! journal's lock only to change files. A second lock keeps two syncs of one clone apart.

mod changes_by_author;
pub(crate) mod clone;
mod dry_run;
mod forgotten_text;
mod last_seen;
mod merge_plan;
mod merge_records;
mod network;
mod own_commits;
mod plain_pulls;
mod pull_request_branch;
pub(crate) mod rebase;
mod renamed_branch;
mod renamed_people;
mod restore_tombstones;
mod rewritten_history;
mod size_limit;
pub(crate) mod unsent_files;
pub(crate) mod unsent_reminder;
mod upstream;

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use git2::Oid;

pub(crate) use changes_by_author::AuthorChanges;
pub(super) use merge_plan::{bases, of_versions, stopped};
pub(crate) use merge_records::is_record;
pub(super) use merge_records::{PendingFiles, SideVersion};
pub(crate) use rewritten_history::Missing;
pub(crate) use upstream::shown;

use self::merge_plan::{Known, MergePlan};
use self::network::Pushed;
use self::upstream::Upstream;
use super::files::lock::Lock;
use super::git::git_program::Program;
use super::git::objects::TRAILER;
use super::git::repository::{Head, Repo};
use super::git::shared_repository::SharedModes;
use super::git_pull::finish_stopped_merge;
use super::private::{self, guard_commits};
use super::write::change::unsure;
use super::{Commit, FallbackIdentity, Guard, NotSaved, Writer, load, pending};
use crate::environment::Environment;
use crate::error::{Cause, Error, Result};
use crate::journal::values::handle::Handle;

/// How long a sync waits for another coach command.
const PATIENCE: Duration = Duration::from_secs(10);

/// How many times a sync tries in total, if other clones push between its fetch and its push, or other
/// commands commit during its merge.
const ATTEMPTS: u32 = 5;

/// How often a sync repeats a push that the server refused as in a race, if the remote's branch did not
/// move.
const RACES: u32 = 2;

/// The options of `coach sync`.
pub(crate) struct SyncOptions<'a> {
    /// The address of the remote, the first time the journal is shared.
    pub remote: Option<&'a str>,
    /// Push to this branch instead of the upstream's.
    pub branch: Option<&'a str>,
    pub dry_run: bool,
    /// What to do with records that the remote's rewritten history lacks.
    pub missing: Option<Missing>,
}

/// The summary of a sync.
pub(crate) struct SyncResult {
    /// The remote's branch, such as `origin/main`.
    pub with: String,
    pub came: Vec<AuthorChanges>,
    pub went: AuthorChanges,
    /// The handles of authors by email address, from the latest commits.
    pub handles: BTreeMap<String, Handle>,
    /// The number of commits that were pushed, or would be in a dry run.
    pub commits: usize,
    /// Handles that belong to another person now, each with the present handle of the person who had it.
    pub reassigned: Vec<(Handle, Handle)>,
    pub notes: Vec<String>,
    /// Why coach did not push, although it merged all incoming commits.
    pub stopped: Option<Error>,
}

struct Sync<'a> {
    root: &'a Path,
    world: &'a Environment,
    asked: &'a SyncOptions<'a>,
    repo: Repo,
    notes: Vec<String>,
    reassigned: Vec<(Handle, Handle)>,
}

/// Merges the team's commits, then pushes the local ones.
pub(crate) fn sync(root: &Path, world: &Environment, asked: &SyncOptions<'_>) -> Result<SyncResult> {
    let program = Program::find(world)?;
    let repo = Repo::around(root)?.ok_or_else(|| {
        Error::cannot("this journal is not in a git repository, so it cannot be shared")
            .hint("create one with `coach init`")
    })?;
    let repo = Repo { program, ..repo };
    private::remote::keep_apart(world, Some(&repo), asked.remote)?;
    if let Some(branch) =
        asked.branch.filter(|branch| !git2::Reference::is_valid_name(&format!("refs/heads/{branch}")))
    {
        return Err(Error::usage(format!("--branch: `{branch}` cannot be the name of a branch")));
    }
    let _sharing = SharedModes::of(&repo);
    repo.make_own_folder()?;
    let _alone = Lock::take(&repo.own.join("sync"), PATIENCE).map_err(|error| match error.cause {
        Cause::Locked => Error::machine("another sync of this journal is running; nothing was shared")
            .hint("try again when it has ended"),
        _ => error,
    })?;
    Sync { root, world, asked, repo, notes: Vec::new(), reassigned: Vec::new() }.run()
}

impl Sync<'_> {
    fn run(mut self) -> Result<SyncResult> {
        if !self.asked.dry_run {
            self.tidy()?;
        }
        let (branch, began_at) = self.head()?;
        network::complete(&self.repo)?;
        let mut upstream = Upstream::find(&self.repo, self.world, &branch, self.asked.remote)?;
        if !self.asked.dry_run {
            self.correct_plain_pulls(&upstream)?;
        }
        let mut came: Vec<AuthorChanges> = Vec::new();
        let mut met = 0;
        let mut last = None;
        for attempt in 0..ATTEMPTS {
            wait(attempt);
            let there = upstream::look(&self.repo, &upstream.remote)?;
            if let Some(now) = self.follow(&upstream, &there, &mut came)? {
                upstream = now;
            }
            upstream.gone = last_seen::gone(&self.repo, &upstream, &there)?;
            let fetched = network::fetch(&self.repo, &upstream, &there, &mut self.notes)?;
            if self.asked.dry_run {
                return self.foresee(&upstream, fetched, began_at);
            }
            let now = self.bring(&upstream, fetched, &mut came)?;
            let now = self.leave_out_forgotten(fetched, now)?;
            renamed_branch::note_default(&self.repo, &upstream, &there)?;
            let step = self.world.progress.begin("listing outgoing changes", 0);
            let went = changes_by_author::between(&self.repo, fetched, now)?;
            let commits = self.count(now, fetched.as_slice());
            let is_news = !went.records.is_empty() || went.others > 0;
            drop(step);
            // A branch that did not move means that no other push won the race.
            met = if last == Some(fetched) { met + 1 } else { 0 };
            last = Some(fetched);
            let outcome = match self.push(&upstream, fetched, now, is_news)? {
                PushOutcome::Overtaken => continue,
                PushOutcome::Met(_) if met < RACES => continue,
                PushOutcome::Met(error) => Err(error),
                PushOutcome::Ended(outcome) => outcome,
            };
            self.note_waiting();
            let handles = self.handles(&came, now)?;
            let commits = if matches!(outcome, Ok(true)) { commits } else { 0 };
            let (with, stopped) = (upstream.name(), outcome.err());
            let (notes, reassigned) = (self.notes, self.reassigned);
            return Ok(SyncResult { with, came, went, handles, commits, reassigned, notes, stopped });
        }
        Err(Error::machine(format!("other pushes were faster {ATTEMPTS} times in a row"))
            .hint("sync again in a moment; incoming changes are merged, and yours are saved here"))
    }

    /// Merges the fetched commit and adds its changes to `came`, by author. Returns the tip of our
    /// branch after the merge.
    fn bring(
        &mut self,
        upstream: &Upstream,
        fetched: Option<Oid>,
        came: &mut Vec<AuthorChanges>,
    ) -> Result<Option<Oid>> {
        let JoinedCommits { before, mut now, lost, merged } = self.join(upstream, fetched)?;
        if lost.is_none() {
            let shared: Vec<Oid> = fetched.into_iter().chain(before).collect();
            self.restore_tombstones(&shared)?;
            let is_fetched = now == fetched;
            if now != before {
                let reassigned = renamed_people::reassigned(&self.repo, before, now)?;
                // The notes of a merge name such handles already.
                self.notes
                    .extend(reassigned.iter().filter(|_| is_fetched).map(renamed_people::reassigned_note));
                self.reassigned.extend(reassigned);
            }
            now = self.head()?.1;
        }
        if let Some(tip) = fetched {
            let news = || changes_by_author::news(&self.repo, tip, before, lost, &merged);
            let more = self.world.progress.during("listing incoming changes", news)?;
            for more in more {
                changes_by_author::add(came, more);
            }
            // Incoming settings can allow the commit of files that waited for such settings.
            if now != before && !pending(self.root).is_empty() {
                self.tidy()?;
                now = self.head()?.1;
            }
        }
        Ok(now)
    }

    /// Notes the files that wait for a commit, because a sync shares only commits.
    fn note_waiting(&mut self) {
        let (files, are) = match pending(self.root).as_slice() {
            [] => return,
            [one] => (one.clone(), "is"),
            several => (format!("{} files", several.len()), "are"),
        };
        let why = match load::settings(self.root) {
            Err(error) => format!(": {}", error.message),
            Ok(settings) => unsure(&settings).map(|why| format!(": {why}")).unwrap_or_default(),
        };
        self.notes.push(format!("{files} {are} saved here but not committed yet, so not shared{why}"));
    }

    fn committing<T>(&self, message: &str, guard: &Guard, save: impl FnOnce(&Commit<'_>) -> T) -> T {
        let people = load::load(self.root, self.world, load::LoadScope::About(&[])).ok();
        let who = &FallbackIdentity::at(self.world, people.as_ref());
        save(&Commit { message, time: self.world.now, who, manual: false, guard })
    }

    fn head(&self) -> Result<(String, Option<Oid>)> {
        match self.repo.head()? {
            Head::Branch { name, tip } => Ok((name, tip)),
            Head::Busy(why) => {
                let way_out = if why.contains("HEAD") {
                    "go back to a branch with `git switch BRANCH`"
                } else if finish_stopped_merge::is_under_way(self.root) {
                    "finish it with `coach resolve --finish`, or as `git status` says if other files conflict"
                } else {
                    "finish or abort it as `git status` says"
                };
                Err(Error::cannot(format!("{why}: nothing was shared"))
                    .hint(format!("{way_out}, then sync again")))
            }
        }
    }

    /// Merges the fetched commit into our branch. Tries again if the journal changes meanwhile.
    fn join(&mut self, upstream: &Upstream, fetched: Option<Oid>) -> Result<JoinedCommits> {
        for _ in 0..ATTEMPTS {
            let mut writer = Writer::open_with(self.root, PATIENCE, self.repo.program.clone())?;
            writer.progress = self.world.progress;
            self.notes.extend(writer.notes().iter().cloned());
            let (_, ours) = self.head()?;
            let Some(theirs) = fetched else { return Ok(JoinedCommits::alike(ours)) };
            merge_plan::is_a_journal(&self.repo, ours, theirs)?;
            let plan = || self.plan(upstream, ours, theirs);
            let (planned, lost) = self.world.progress.during("merging incoming changes", plan)?;
            let Some(MergePlan { arrival, notes, merged }) = planned else {
                last_seen::note(&self.repo, upstream, theirs);
                return Ok(JoinedCommits::alike(ours));
            };
            if let (Some(ours), Some(lost)) = (ours, lost) {
                let kept = last_seen::rescue(&self.repo, lost)?;
                let name = upstream.name();
                self.notes.push(format!(
                    "the history of {name} was rewritten: its earlier commits are kept as {kept}"
                ));
                if ours != lost {
                    last_seen::keep_ours(&self.repo, ours)?;
                }
            }
            let message = match lost {
                None => format!("sync: merge {}\n\n{TRAILER}sync\n", upstream.name()),
                Some(_) => {
                    format!("sync: move unpushed changes onto the rewritten history\n\n{TRAILER}sync\n")
                }
            };
            // The team has the incoming text already, so the guard does not check it. `push` checks the
            // outgoing commits.
            match self.committing(&message, &Guard::NONE, |commit| writer.save_merge(&arrival, commit)) {
                Ok(_) => {
                    self.notes.extend(notes);
                    pull_request_branch::note_merged(&self.repo, &merged)?;
                    last_seen::note(&self.repo, upstream, theirs);
                    self.settle_records(&mut writer)?;
                    return Ok(JoinedCommits { before: ours, now: self.head()?.1, lost, merged });
                }
                Err(NotSaved::Failed(error)) => return Err(error),
                Err(NotSaved::Changed) => {}
            }
        }
        Err(changes_meanwhile())
    }

    /// Returns what the merge changes and, if the remote's history was rewritten, the last commit that
    /// the rewrite dropped.
    fn plan(
        &self,
        upstream: &Upstream,
        ours: Option<Oid>,
        theirs: Oid,
    ) -> Result<(Option<MergePlan>, Option<Oid>)> {
        let given_up = |ours| last_seen::given_up(&self.repo, upstream, ours, theirs);
        let lost = ours.map(given_up).transpose()?.flatten();
        let known = Known { name: &upstream.name(), lost, missing: self.asked.missing };
        Ok((merge_plan::plan(&self.repo, ours, theirs, &known)?, lost))
    }

    fn push(
        &self,
        upstream: &Upstream,
        fetched: Option<Oid>,
        now: Option<Oid>,
        is_news: bool,
    ) -> Result<PushOutcome> {
        let Some(now) = now else { return Ok(PushOutcome::Ended(Ok(true))) };
        if fetched == Some(now) {
            return Ok(PushOutcome::Ended(upstream.keep(&self.repo, now).map(|()| true)));
        }
        let branch = self.asked.branch.unwrap_or(&upstream.branch);
        let known: Vec<String> = fetched.iter().map(Oid::to_string).collect();
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        let look = || guard_commits::guard(self.world, self.root, &now.to_string(), &known);
        let looked = self.world.progress.during("checking outgoing changes for private notes", look);
        let pushed = looked.and_then(|()| network::push(&self.repo, upstream, now, branch));
        let is_other = branch != upstream.branch;
        Ok(match pushed {
            Err(error) => PushOutcome::Ended(Err(error)),
            Ok(Pushed::Done) if is_other => {
                PushOutcome::Ended(pull_request_branch::note(&self.repo, now).map(|()| true))
            }
            Ok(Pushed::Done) => PushOutcome::Ended(upstream.keep(&self.repo, now).map(|()| true)),
            Ok(Pushed::Overtaken) if is_other => PushOutcome::Ended(Err(Error::cannot(format!(
                "{} already has a branch {branch} with other commits, which coach does not overwrite",
                upstream.remote
            ))
            .hint("coach sync --branch ANOTHER-NAME"))),
            Ok(Pushed::Overtaken) => PushOutcome::Overtaken,
            Ok(Pushed::Met(why)) => PushOutcome::Met(network::refused(upstream, branch, &why)),
            // A rule that forbids the push does no harm if the remote has all our changes already.
            Ok(Pushed::Refused(_)) if !is_news => PushOutcome::Ended(Ok(false)),
            Ok(Pushed::Refused(why)) => PushOutcome::Ended(Err(network::refused(upstream, branch, &why))),
        })
    }

    fn handles(&self, came: &[AuthorChanges], now: Option<Oid>) -> Result<BTreeMap<String, Handle>> {
        match now.filter(|_| !came.is_empty()) {
            Some(now) => changes_by_author::handles(&self.repo, now),
            None => Ok(BTreeMap::new()),
        }
    }

    /// The number of commits in `ours` that are in none of the `others`.
    fn count(&self, ours: Option<Oid>, others: &[Oid]) -> usize {
        let walk = || -> std::result::Result<usize, git2::Error> {
            let mut walk = self.repo.git.revwalk()?;
            ours.map_or(Ok(()), |ours| walk.push(ours))?;
            others.iter().try_for_each(|other| walk.hide(*other))?;
            Ok(walk.count())
        };
        walk().unwrap_or_default()
    }
}

/// The outcome of a push.
enum PushOutcome {
    /// Another push was faster.
    Overtaken,
    /// The server answered as in a race between two pushes, but may refuse every push.
    Met(Error),
    /// Whether coach pushed anything, or why it could not.
    Ended(Result<bool>),
}

/// The local branch before and after a merge.
struct JoinedCommits {
    before: Option<Oid>,
    now: Option<Oid>,
    /// The last commit that the remote dropped when its history was rewritten.
    lost: Option<Oid>,
    /// Pushes to another branch that the team merged completely, as other commits.
    merged: Vec<Oid>,
}

impl JoinedCommits {
    /// The result of a merge that had nothing to change.
    fn alike(tip: Option<Oid>) -> JoinedCommits {
        JoinedCommits { before: tip, now: tip, lost: None, merged: Vec::new() }
    }
}

/// Sleeps before each attempt but the first, longer each time. The process id varies the pause, so that
/// two syncs that collide do not wait equally long.
fn wait(attempt: u32) {
    if attempt > 0 {
        let own = u64::from(std::process::id() % 97) * u64::from(attempt);
        std::thread::sleep(Duration::from_millis((40 << attempt) + own));
    }
}

fn changes_meanwhile() -> Error {
    Error::machine("the journal keeps changing during the sync: nothing was shared")
        .hint("another program is writing to it: try again in a moment")
}
