//! Finds the last coach command of one person by the `Coach-By` trailer that coach writes to each commit.
//! If a newer commit may hold a command of that person and does not say so, this is an error: coach never
//! takes an older command for the last one. Only reads.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use git2::{Commit, Diff, DiffOptions, Oid, Tree};

use super::log::{FARTHEST, failed, repository, summary, walk};
use super::objects::{BY, TRAILER};
use super::repository::Repo;
use crate::error::{Error, Result};
use crate::journal::query::journal::Journal;
use crate::journal::records::kind::RecordKind;
use crate::journal::values::handle::Handle;
use crate::store::git::objects::is_submodule;
use crate::store::sync::is_record;

/// A file of the journal before and after a command.
pub(crate) struct ChangedFile {
    /// Relative to the journal's root.
    pub path: String,
    pub before: Option<Vec<u8>>,
    pub after: Option<Vec<u8>>,
}

/// The last coach command of a person, and its changes.
pub(crate) struct LastCommand {
    /// The name of the command, as in `log`.
    pub command: String,
    /// The commit that the command made.
    #[cfg_attr(
        not(feature = "serve"),
        expect(dead_code, reason = "only `coach serve` undoes a named commit")
    )]
    pub commit: String,
    pub summary: String,
    /// The handle that the person had when they ran the command.
    pub by: Option<Handle>,
    pub touched: Vec<ChangedFile>,
}

/// Whose command made a commit.
enum CommitActor {
    Me(String),
    Other,
    /// No coach command made it, or it is a merge commit.
    NoCommand,
    /// It may hold a command of this person. Holds the reason why that is not certain.
    Unclear(&'static str),
}

/// Finds the latest commit on the branch that coach made for `me`.
pub(crate) fn of(root: &Path, journal: &Journal, me: &Handle) -> Result<Option<LastCommand>> {
    let repo = repository(root)?;
    // A damaged HEAD is not a branch without commits.
    repo.head()?;
    // Follows both parents of a merge: after a sync, this person's commit may be on the second.
    let ids = walk(&repo)?.into_iter().take(FARTHEST);
    let commits: Vec<Commit<'_>> =
        ids.map(|id| repo.git.find_commit(id)).collect::<Result<_, _>>().map_err(failed)?;
    let who = CommandActor::of(journal, me, &commits);
    let own = own_last(&repo, &commits)?;
    for commit in &commits {
        let actor = who.made(&repo, commit)?;
        let command = match actor {
            CommitActor::Other if own == Own::At(commit.id()) => return Err(by_another_handle(commit)),
            CommitActor::Other | CommitActor::NoCommand => continue,
            CommitActor::Unclear(why) if why == WAITED => return Err(waited(&repo, commit)?),
            CommitActor::Unclear(why) => return Err(unclear(commit, why)),
            CommitActor::Me(_) if own == Own::Lost => return Err(rewritten()),
            CommitActor::Me(_) if is_shared(&repo, commit)? && !is_made_here(&repo, commit)? => {
                return Err(of_another_clone(commit, me));
            }
            CommitActor::Me(command) => command,
        };
        let (summary, touched) = (summary(commit), touched(&repo, commit)?);
        let by = CommitTrailers::of(commit).by.into_iter().flatten().next();
        let commit = commit.id().to_string();
        return Ok(Some(LastCommand { command, commit, summary, by, touched }));
    }
    Ok(None)
}

/// Why a commit of files that waited is not one command, such as the answers of a review that was cut off.
const WAITED: &str = "contains earlier changes from one or several commands";

/// The error for a commit of files that waited. Names the commands that take back the changes of its first session.
fn waited(repo: &Repo, commit: &Commit<'_>) -> Result<Error> {
    let paths = paths(repo, commit)?;
    let mut sessions = paths.iter().filter(|(path, ..)| RecordKind::Session.is_at(path));
    let id = sessions.find_map(|(path, ..)| path.strip_suffix(".toml")?.rsplit('-').next());
    let error = unclear(commit, WAITED);
    Ok(match id {
        Some(id) => error.hint(format!(
            "`coach history {id}` shows what changed; `coach reopen` opens an item again, and `coach edit {id}` changes the rest"
        )),
        None => error,
    })
}

fn unclear(commit: &Commit<'_>, why: &str) -> Error {
    let id = commit.id().to_string()[..7].to_string();
    Error::cannot(format!(
        "cannot tell which command is your last: commit {id} \"{}\" {why}",
        summary(commit)
    ))
    .hint(format!("`git show {id}` shows its changes; `git revert {id}` reverts them"))
}

/// The error for the last commit of this clone if another handle made it. `config set me` alone does not
/// rename a person.
fn by_another_handle(commit: &Commit<'_>) -> Error {
    let error = unclear(commit, "is the last one that coach made in this clone, under another handle");
    match CommitTrailers::of(commit).by.into_iter().flatten().next() {
        Some(by) => error.hint(format!("to undo it, run `coach config set me {by}`, then run `coach undo`")),
        None => error,
    }
}

/// The error for a command that the same person ran in another clone, for example on another machine.
fn of_another_clone(commit: &Commit<'_>, me: &Handle) -> Error {
    let id = commit.id().to_string()[..7].to_string();
    Error::cannot(format!(
        "the last command of `{me}` was run in another clone of this journal: commit {id} \"{}\"",
        summary(commit)
    ))
    .hint("run `coach undo` there; `coach edit` and `coach delete` change the record here")
}

/// Whether the commit is in a branch of a remote.
fn is_shared(repo: &Repo, commit: &Commit<'_>) -> Result<bool> {
    let refs = repo.git.references_glob("refs/remotes/*").map_err(failed)?;
    let tips = refs.filter_map(|known| known.ok()?.target());
    Ok(tips.into_iter().any(|tip| repo.arrived(tip, commit.id())))
}

/// Whether coach made the commit in this clone, perhaps under another id before a rebase.
fn is_made_here(repo: &Repo, commit: &Commit<'_>) -> Result<bool> {
    for id in repo.made_here() {
        if id == commit.id() {
            return Ok(true);
        }
        let Ok(made) = repo.git.find_commit(id) else { continue };
        if is_copy(repo, commit, &made)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether a rebase copied `made` as `commit`. `git commit --amend` keeps the message too, and can add other
/// changes.
fn is_copy(repo: &Repo, commit: &Commit<'_>, made: &Commit<'_>) -> Result<bool> {
    Ok(has_words_of(commit, made) && changed_lines(repo, commit)? == changed_lines(repo, made)?)
}

/// Whether two commits have the same message, author and time.
fn has_words_of(commit: &Commit<'_>, made: &Commit<'_>) -> bool {
    let (one, other) = (commit.author(), made.author());
    commit.message_bytes() == made.message_bytes()
        && one.email_bytes() == other.email_bytes()
        && one.when() == other.when()
}

fn rewritten() -> Error {
    Error::cannot(
        "cannot tell which command is your last: the last commit that coach made in this clone is not on \
         this branch",
    )
    .hint("`git log` lists the commits of this branch; `git revert COMMIT` reverts one")
}

/// The state of the last commit that coach made in this clone.
#[derive(PartialEq, Eq)]
enum Own {
    /// coach has no note of such a commit, or it is a commit of a colleague.
    Unknown,
    /// It is on the branch, perhaps under another id after a rebase.
    At(Oid),
    /// It was amended, squashed or dropped, or it is on another branch.
    Lost,
}

fn own_last(repo: &Repo, commits: &[Commit<'_>]) -> Result<Own> {
    let (Some(last), Some(head)) = (repo.last_save(), commits.first()) else { return Ok(Own::Unknown) };
    let is_theirs = last.theirs == Some(last.new);
    if repo.arrived(head.id(), last.new) {
        return Ok(if is_theirs { Own::Unknown } else { Own::At(last.new) });
    }
    let Ok(lost) = repo.git.find_commit(last.new) else { return Ok(Own::Lost) };
    match commits.iter().find(|commit| has_words_of(commit, &lost)) {
        Some(commit) if is_copy(repo, commit, &lost)? => Ok(Own::At(commit.id())),
        _ => Ok(Own::Lost),
    }
}

/// A hash of the lines that a commit adds and removes, without their line numbers. A rebase does not
/// change it.
fn changed_lines(repo: &Repo, commit: &Commit<'_>) -> Result<Oid> {
    let mut options = DiffOptions::new();
    options.context_lines(0);
    diff(repo, &trees(commit)?, Some(&mut options))?.patchid(None).map_err(failed)
}

/// The diff between the trees before and after a commit.
fn diff<'r>(
    repo: &'r Repo,
    [before, after]: &[Option<Tree<'_>>; 2],
    options: Option<&mut DiffOptions>,
) -> Result<Diff<'r>> {
    repo.git.diff_tree_to_tree(before.as_ref(), after.as_ref(), options).map_err(failed)
}

/// The trees before and after a commit. The first commit has no tree before it.
fn trees<'r>(commit: &Commit<'r>) -> Result<[Option<Tree<'r>>; 2]> {
    let before = commit.parent(0).ok().map(|parent| parent.tree()).transpose().map_err(failed)?;
    Ok([before, Some(commit.tree().map_err(failed)?)])
}

/// The person at the keyboard, and the handles that belong to each email address.
struct CommandActor<'a> {
    journal: &'a Journal,
    me: &'a Handle,
    known: BTreeMap<Vec<u8>, BTreeSet<Handle>>,
}

impl<'a> CommandActor<'a> {
    fn of(journal: &'a Journal, me: &'a Handle, commits: &[Commit<'_>]) -> CommandActor<'a> {
        let mut who =
            CommandActor { journal, me: journal.now_called(me).unwrap_or(me), known: BTreeMap::new() };
        for person in journal.people.values().map(|filed| &filed.record) {
            let Some(email) = &person.email else { continue };
            let known = who.known.entry(email.to_lowercase().into_bytes()).or_default();
            known.insert(person.handle.clone());
        }
        for commit in commits {
            let said = CommitTrailers::of(commit);
            if let ([_], [Some(by)]) = (&said.commands[..], &said.by[..]) {
                let by = who.now(by).clone();
                who.known.entry(address(commit)).or_default().insert(by);
            }
        }
        who
    }

    /// The current handle. A person keeps the commands that they made under a former handle.
    fn now<'h>(&'h self, handle: &'h Handle) -> &'h Handle {
        self.journal.now_called(handle).unwrap_or(handle)
    }

    fn is_me(&self, by: Option<&Handle>) -> bool {
        by.is_some_and(|by| self.now(by) == self.me)
    }

    fn made(&self, repo: &Repo, commit: &Commit<'_>) -> Result<CommitActor> {
        if commit.parent_count() > 1 {
            return Ok(CommitActor::NoCommand);
        }
        let said = CommitTrailers::of(commit);
        Ok(match (&said.commands[..], &said.by[..]) {
            ([command], [by]) if by.is_some() => {
                if self.is_me(by.as_ref()) {
                    CommitActor::Me(command.clone())
                } else {
                    CommitActor::Other
                }
            }
            (commands, by) if by.len() >= commands.len().max(1) && by.iter().all(Option::is_some) => {
                if by.iter().any(|by| self.is_me(by.as_ref())) {
                    CommitActor::Unclear("contains several commands")
                } else {
                    CommitActor::Other
                }
            }
            ([], []) if is_by_hand(commit) || !touches_records(repo, commit)? => CommitActor::NoCommand,
            _ if self.is_surely_another(commit) => CommitActor::Other,
            ([command], []) if command == "waiting" || command == "sync" => CommitActor::Unclear(WAITED),
            _ => CommitActor::Unclear("changed records without the name of its command or its person"),
        })
    }

    /// Whether the author's address belongs to known handles, and none of them is this person's.
    fn is_surely_another(&self, commit: &Commit<'_>) -> bool {
        self.known.get(&address(commit)).is_some_and(|known| !known.contains(self.me))
    }
}

fn address(commit: &Commit<'_>) -> Vec<u8> {
    commit.author().email_bytes().to_ascii_lowercase()
}

/// The commands and actors that a commit message names. An actor that is not a valid handle is `None`.
struct CommitTrailers {
    commands: Vec<String>,
    by: Vec<Option<Handle>>,
}

impl CommitTrailers {
    fn of(commit: &Commit<'_>) -> CommitTrailers {
        let message = String::from_utf8_lossy(commit.message_bytes()).into_owned();
        // A squash indents the messages that it lists.
        let lines = || message.lines().map(str::trim);
        CommitTrailers {
            commands: lines().filter_map(|line| line.strip_prefix(TRAILER)).map(str::to_string).collect(),
            by: lines().filter_map(|line| line.strip_prefix(BY)).map(|by| by.trim().parse().ok()).collect(),
        }
    }
}

/// Whether this is coach's commit of files that the user edited by hand.
fn is_by_hand(commit: &Commit<'_>) -> bool {
    let message = String::from_utf8_lossy(commit.message_bytes()).into_owned();
    let count = message.trim_end().strip_prefix("by hand: ");
    count
        .and_then(|count| count.split_once(' '))
        .is_some_and(|(number, files)| number.parse::<usize>().is_ok() && ["file", "files"].contains(&files))
}

fn touches_records(repo: &Repo, commit: &Commit<'_>) -> Result<bool> {
    Ok(paths(repo, commit)?.iter().any(|(path, ..)| is_record(path)))
}

/// The files of the journal that a commit changed, with their blobs before and after.
fn paths(repo: &Repo, commit: &Commit<'_>) -> Result<Vec<(String, Oid, Oid)>> {
    let trees = trees(commit)?;
    let mut paths = Vec::new();
    for delta in diff(repo, &trees, None)?.deltas() {
        let path = delta.new_file().path().or(delta.old_file().path()).and_then(Path::to_str);
        let Some(path) = path else { continue };
        let Some(inside) = path.strip_prefix(&repo.prefix) else { continue };
        if !trees.iter().any(|tree| is_submodule(tree.as_ref(), path)) {
            paths.push((inside.to_string(), delta.old_file().id(), delta.new_file().id()));
        }
    }
    Ok(paths)
}

fn touched(repo: &Repo, commit: &Commit<'_>) -> Result<Vec<ChangedFile>> {
    let bytes = |id: Oid| -> Result<Option<Vec<u8>>> {
        if id.is_zero() {
            return Ok(None);
        }
        Ok(Some(repo.git.find_blob(id).map_err(failed)?.content().to_vec()))
    };
    let touched =
        |(path, before, after)| Ok(ChangedFile { path, before: bytes(before)?, after: bytes(after)? });
    paths(repo, commit)?.into_iter().map(touched).collect()
}
