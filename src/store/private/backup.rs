//! Exchanges private notes between the machines of one coach: fetches the backup, merges it by the
//! rules of the journal's records, and pushes. Uses the names of the remote's branches and ignores its
//! HEAD.

use std::path::{Path, PathBuf};
use std::time::Duration;

use git2::Oid;

use super::remote_address::shown;
use super::{PATIENCE, backup_owner, merge_notes, owner, remote, remote_check};
use crate::environment::Environment;
use crate::error::{Error, Result};
use crate::journal::values::id::Id;
use crate::store::files::lock::Lock;
use crate::store::git::git_program::{GitCall, GitOutput, Program};
use crate::store::git::objects::{BY, TRAILER, leaf};
use crate::store::git::repository::{Head, Repo, git};
use crate::store::git::shared_repository::SharedModes;
use crate::store::write::incoming::IncomingCommit;
use crate::store::{Commit, FallbackIdentity, FileChange, Guard, NotSaved, Writer};

/// The result of a pull or a push.
#[derive(Default)]
pub(crate) struct BackupResult {
    /// The notes that the backup added or changed here.
    pub came: Vec<Id>,
    /// Whether this machine has commits that the backup lacks.
    pub is_ahead: bool,
}

/// How many times coach tries in total, if other machines push between its fetch and its push.
const ATTEMPTS: u32 = 5;

const THERE: &str = "refs/remotes/origin/";

struct BackupSync<'a> {
    _sharing: SharedModes,
    world: &'a Environment,
    root: PathBuf,
    repo: Repo,
    /// Empty for a merge with another folder of this machine.
    url: String,
    came: Vec<Id>,
}

/// Fetches and merges the notes that another machine of the coach pushed.
pub(crate) fn pull(world: &Environment) -> Result<BackupResult> {
    let (mut exchange, _alone) = BackupSync::begin(world)?;
    exchange.bring()?;
    let now = exchange.tip()?.1;
    let is_ahead = match now {
        Some(now) => !exchange.branches()?.iter().any(|(_, there)| *there == now),
        None => false,
    };
    Ok(BackupResult { came: exchange.came, is_ahead })
}

/// Merges what another machine pushed meanwhile, and pushes.
pub(crate) fn push(world: &Environment) -> Result<BackupResult> {
    let (mut exchange, _alone) = BackupSync::begin(world)?;
    for attempt in 0..ATTEMPTS {
        std::thread::sleep(Duration::from_millis(u64::from(attempt) * 150));
        exchange.bring()?;
        let (ours, Some(now)) = exchange.tip()? else { break };
        let known = exchange.branches()?;
        let branch = to_push(&known, &ours);
        if known.iter().any(|(name, there)| name == branch && *there == now) {
            break;
        }
        let refs = format!("{now}:refs/heads/{branch}");
        let ended = exchange.run(&["push", "--quiet", "--", "origin", &refs])?;
        if ended.well {
            break;
        }
        let was_faster = ["rejected]", "failed to update ref", "cannot lock ref", "incorrect old value"];
        let was_faster = was_faster.iter().any(|word| ended.err.contains(word));
        if !was_faster || ended.err.contains("hook declined") || attempt + 1 == ATTEMPTS {
            return Err(exchange.failed("pushed", &ended));
        }
    }
    Ok(BackupResult { came: exchange.came, is_ahead: false })
}

/// Commits notes that the user edited without coach.
pub(crate) fn commit_by_hand(world: &Environment, root: &Path) -> Result<()> {
    BackupSync::at(world, root.to_path_buf())?.commit_what_a_hand_changed()
}

/// Merges the notes of another folder on this machine, and their history, into `root`.
pub(crate) fn take_in(world: &Environment, root: &Path, from: &Path) -> Result<()> {
    let other = BackupSync::at(world, from.to_path_buf())?;
    other.commit_what_a_hand_changed()?;
    let mut exchange = BackupSync::at(world, root.to_path_buf())?;
    exchange.commit_what_a_hand_changed()?;
    let (name, Some(theirs)) = other.tip()? else { return Ok(()) };
    let failed = |error: git2::Error| git("could not merge two folders of private notes", &error);
    let from = other.repo.git.path().to_string_lossy().into_owned();
    let kept = format!("refs/coach/joined/{name}");
    let refs = format!("+refs/heads/{name}:{kept}");
    let remote = exchange.repo.git.remote_anonymous(&from);
    remote.and_then(|mut remote| remote.fetch(&[&refs], None, None)).map_err(failed)?;
    exchange.join(&name, theirs, false)?;
    let kept = exchange.repo.git.find_reference(&kept);
    kept.and_then(|mut kept| kept.delete()).map_err(failed)
}

/// The branch to push to: ours if the backup has it, else `main`, else its first branch. Two machines
/// may use different names.
fn to_push<'a>(known: &'a [(String, Oid)], ours: &'a str) -> &'a str {
    let is_there = |name: &str| known.iter().any(|(known, _)| known == name);
    match known {
        _ if is_there(ours) => ours,
        _ if is_there("main") => "main",
        [(first, _), ..] => first,
        [] => ours,
    }
}

impl BackupSync<'_> {
    fn begin(world: &Environment) -> Result<(BackupSync<'_>, Lock)> {
        let Some(url) = remote::origin(world)? else {
            return Err(Error::cannot("the private notes have no remote")
                .hint("set one with `coach private remote URL`: a repository that only you can read"));
        };
        let root = super::make(world)?;
        let exchange = BackupSync { url, ..BackupSync::at(world, root)? };
        let alone = Lock::take(&exchange.repo.own.join("sync"), PATIENCE)?;
        Ok((exchange, alone))
    }

    fn at(world: &Environment, root: PathBuf) -> Result<BackupSync<'_>> {
        let repo = Repo { program: Program::find(world)?, ..open(&root)? };
        let sharing = SharedModes::of(&repo);
        repo.make_own_folder()?;
        Ok(BackupSync { _sharing: sharing, world, root, repo, url: String::new(), came: Vec::new() })
    }

    /// Fetches the backup, and merges all its branches into ours.
    fn bring(&mut self) -> Result<()> {
        self.commit_what_a_hand_changed()?;
        let before = self.branches()?;
        let all = format!("+refs/heads/*:{THERE}*");
        let fetch = ["fetch", "--quiet", "--prune", "--no-tags", "--refmap=", "--", "origin", &all];
        let ended = self.run(&fetch)?;
        if !ended.well {
            return Err(self.failed("pulled or pushed", &ended));
        }
        if let Some(branch) = remote_check::journal_in(&self.repo.git, THERE)? {
            self.forget_branches()?;
            return Err(remote::holds_a_journal(&self.url, &branch));
        }
        let backup: Vec<Oid> = self.branches()?.into_iter().map(|(_, tip)| tip).collect();
        let own: Vec<Oid> = self.tip()?.1.into_iter().collect();
        let me = owner::me(self.world)?;
        let git = &self.repo.git;
        if let Err(error) = backup_owner::refuse_anothers([(git, &backup), (git, &own)], &me, &self.url) {
            self.forget_branches()?;
            return Err(error);
        }
        for (name, theirs) in self.branches()? {
            // If the history was rewritten, a note that is missing there was not deleted by a person.
            let was = before.iter().find(|(known, _)| *known == name).map(|(_, was)| *was);
            let rewritten = was.is_some_and(|was| !self.repo.arrived(theirs, was));
            self.join(&name, theirs, rewritten)?;
        }
        Ok(())
    }

    fn join(&mut self, name: &str, theirs: Oid, rewritten: bool) -> Result<()> {
        for _ in 0..ATTEMPTS {
            let mut writer = Writer::open_with(&self.root, PATIENCE, self.repo.program.clone())?;
            let (_, ours) = self.tip()?;
            if ours.is_some_and(|ours| self.repo.arrived(ours, theirs)) {
                return Ok(());
            }
            let leaves = merge_notes::leaves(&self.repo, ours, theirs, rewritten).map_err(|error| Error {
                message: format!("{}: nothing was merged from its branch {name}", error.message),
                ..error
            })?;
            let notes: Vec<Id> = leaves.iter().filter_map(|leaf| merge_notes::id(&leaf.path)).collect();
            let arrival = IncomingCommit { ours, theirs, leaves, unsent: None };
            let by = owner::me(self.world)?;
            let message =
                format!("merge {} notes from another machine\n\n{TRAILER}pull\n{BY}{by}\n", notes.len());
            match self.committing(&message, |commit| writer.save_merge(&arrival, commit)) {
                Ok(_) => {
                    self.came.extend(notes);
                    self.came.sort();
                    self.came.dedup();
                    return super::close_notes(&self.root);
                }
                Err(NotSaved::Changed) => {}
                Err(NotSaved::Failed(error)) => return Err(error),
            }
        }
        Err(Error::machine(
            "the private notes keep changing during the merge: not all incoming notes are merged",
        )
        .hint("try again in a moment"))
    }

    /// Commits notes that the user edited without coach, so that they merge like any other. Restores
    /// notes that are missing on the disk: a lost file is not a decision to delete it.
    fn commit_what_a_hand_changed(&self) -> Result<()> {
        let mut writer = Writer::open_with(&self.root, PATIENCE, self.repo.program.clone())?;
        let tree = self.repo.tree(self.tip()?.1)?;
        let mut changed = Vec::new();
        for path in merge_notes::here(&self.root, tree.as_ref())? {
            let bytes = super::bytes_in(&self.root, &path)?;
            let kept = merge_notes::bytes(&self.repo, leaf(tree.as_ref(), &path)?)?;
            if bytes != kept {
                let after = bytes.clone().or(kept);
                changed.push(FileChange { path, before: bytes, after });
            }
        }
        if changed.is_empty() {
            return Ok(());
        }
        let message = format!("by hand\n\n{BY}{}\n", owner::me(self.world)?);
        match self.committing(&message, |commit| writer.save(&changed, commit)) {
            Ok(_) => Ok(()),
            Err(NotSaved::Failed(error)) => Err(error),
            Err(NotSaved::Changed) => {
                Err(Error::machine("the private notes changed meanwhile: nothing was pulled or pushed")
                    .hint("try again in a moment"))
            }
        }
    }

    fn committing<T>(&self, message: &str, save: impl FnOnce(&Commit<'_>) -> T) -> T {
        let who = &FallbackIdentity::at(self.world, None);
        save(&Commit { message, time: self.world.now, who, manual: false, guard: &Guard::NONE })
    }

    /// Our branch, without `refs/heads/`, and its tip.
    fn tip(&self) -> Result<(String, Option<Oid>)> {
        match self.repo.head()? {
            Head::Branch { name, tip } => Ok((name.trim_start_matches("refs/heads/").to_owned(), tip)),
            Head::Busy(why) => Err(Error::cannot(format!(
                "{why} in your private notes: nothing was pulled or pushed"
            ))
            .hint(format!("finish or abort it as `git -C {} status` says", self.world.shown(&self.root)))),
        }
    }

    /// The branches of the backup at the last fetch, sorted by name.
    fn branches(&self) -> Result<Vec<(String, Oid)>> {
        let failed = |error: git2::Error| git("could not read the backup", &error);
        let mut found = Vec::new();
        for reference in self.repo.git.references_glob(&format!("{THERE}*")).map_err(failed)? {
            let reference = reference.map_err(failed)?;
            let name = String::from_utf8_lossy(reference.name_bytes()).into_owned();
            // Skip symbolic refs: they only name another branch.
            if let Some(tip) = reference.target() {
                found.push((name.trim_start_matches(THERE).to_owned(), tip));
            }
        }
        found.sort();
        Ok(found)
    }

    /// Deletes the refs of the fetched branches, because the repository turned out to be no backup.
    fn forget_branches(&self) -> Result<()> {
        let failed = |error: git2::Error| git("could not delete the fetched branches", &error);
        for reference in self.repo.git.references_glob(&format!("{THERE}*")).map_err(failed)? {
            reference.and_then(|mut reference| reference.delete()).map_err(failed)?;
        }
        Ok(())
    }

    fn run(&self, arguments: &[&str]) -> Result<GitOutput> {
        self.repo.program.run(&self.root, GitCall::at(self.repo.git.path(), arguments))
    }

    fn failed(&self, what: &str, ended: &GitOutput) -> Error {
        let url = shown(&self.url);
        let server = ended.server_lines();
        let said = if server.is_empty() { ended.complaint() } else { server.join(" / ") };
        Error::machine(format!("nothing was {what}: {}", said.replace(&self.url, &url))).hint(format!(
            "your notes are saved here; check the address {url} and your network (`coach private remote \
             URL` changes the address)"
        ))
    }
}

fn open(root: &Path) -> Result<Repo> {
    Repo::around(root)?.ok_or_else(|| Error::machine(format!("{} is not a git repository", root.display())))
}
