//! Finds and finishes a plain `git pull`, `git merge` or similar command that stopped because both
//! sides changed records. `merge_stopped_records.rs` merges the records.

use std::path::{Path, PathBuf};

use git2::{IndexConflict, Oid};

use super::merge_stopped_records;
pub(crate) use super::merge_stopped_records::MergedStop;
use crate::error::{Error, Result};
use crate::journal::text::editable_record::RecordText;
use crate::store::files::journal_folder::is_there;
use crate::store::git::git_program::{GitCall, Program};
use crate::store::git::identity::FallbackIdentity;
use crate::store::git::repository::{Repo, git};
use crate::store::sync::is_record;

/// The files in conflict: records, and other files, which coach leaves to git and its user.
pub(crate) struct Unmerged {
    pub records: Vec<String>,
    pub others: Vec<String>,
}

impl Unmerged {
    fn is_empty(&self) -> bool {
        self.records.is_empty() && self.others.is_empty()
    }
}

/// The git operation that stopped.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum StoppedOperation {
    Merge,
    Rebase,
    CherryPick,
    Revert,
}

impl StoppedOperation {
    /// Git's name for the commit at which it stopped.
    pub(crate) fn head(self) -> &'static str {
        match self {
            StoppedOperation::Merge => "MERGE_HEAD",
            StoppedOperation::Rebase => "REBASE_HEAD",
            StoppedOperation::CherryPick => "CHERRY_PICK_HEAD",
            StoppedOperation::Revert => "REVERT_HEAD",
        }
    }
}

/// The state of the git operation after `finish`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum PullProgress {
    /// The operation is complete and committed.
    Committed,
    /// No operation is under way, and the records are in the index: there was nothing to commit.
    Staged,
    /// The operation stopped again, at another commit or with other records in conflict.
    StoppedAgain,
    NotYet,
}

/// Whether git stopped at records: an operation is under way, or the index has conflicts, as `git stash
/// pop` leaves them.
pub(crate) fn is_stopped(root: &Path) -> Result<bool> {
    Ok(way(root)?.is_some() || !find(root)?.records.is_empty())
}

/// Whether a merge, a rebase or a similar operation is under way around this folder. Does not open the
/// repository. Also true if coach cannot look at git's folder.
pub(crate) fn is_under_way(root: &Path) -> bool {
    !matches!(way(root), Ok(None))
}

fn way(root: &Path) -> Result<Option<StoppedOperation>> {
    let Some(gitdir) = gitdir(root)? else { return Ok(None) };
    let is = |name: &str| is_there(&gitdir.join(name));
    Ok(match () {
        () if is("rebase-merge")? || is("rebase-apply")? => Some(StoppedOperation::Rebase),
        () if is("MERGE_HEAD")? => Some(StoppedOperation::Merge),
        () if is("CHERRY_PICK_HEAD")? => Some(StoppedOperation::CherryPick),
        () => is("REVERT_HEAD")?.then_some(StoppedOperation::Revert),
    })
}

/// The folder in which git keeps the state of the work tree around `root`.
fn gitdir(root: &Path) -> Result<Option<PathBuf>> {
    for folder in root.ancestors() {
        let git = folder.join(".git");
        if is_there(&git)? {
            return named_by(git);
        }
    }
    Ok(None)
}

/// In a linked work tree or a submodule, `.git` is a file that names the folder.
fn named_by(git: PathBuf) -> Result<Option<PathBuf>> {
    let failed = |error: std::io::Error| Error::io("could not read", &git, &error);
    if git.metadata().map_err(failed)?.is_dir() {
        return Ok(Some(git));
    }
    let text = std::fs::read_to_string(&git).map_err(failed)?;
    let named = text.strip_prefix("gitdir:").map(str::trim);
    Ok(named.and_then(|named| Some(git.parent()?.join(named))))
}

/// The files in conflict.
pub(crate) fn find(root: &Path) -> Result<Unmerged> {
    let mut unmerged = Unmerged { records: Vec::new(), others: Vec::new() };
    let Some(repo) = Repo::around(root)? else { return Ok(unmerged) };
    let failed = |error: git2::Error| git("could not read git's index", &error);
    let index = repo.git.index().map_err(failed)?;
    for conflict in index.conflicts().map_err(failed)? {
        let path = path(&conflict.map_err(failed)?);
        match path.strip_prefix(&repo.prefix).filter(|path| is_record(path)) {
            Some(record) => unmerged.records.push(record.to_string()),
            None => unmerged.others.push(path),
        }
    }
    Ok(unmerged)
}

fn path(conflict: &IndexConflict) -> String {
    let entry = conflict.our.as_ref().or(conflict.their.as_ref()).or(conflict.ancestor.as_ref());
    entry.map(|entry| String::from_utf8_lossy(&entry.path).into_owned()).unwrap_or_default()
}

/// Merges the records in conflict.
pub(crate) fn join(root: &Path, program: &Program) -> Result<MergedStop> {
    match Repo::around(root)? {
        Some(repo) => merge_stopped_records::joined(&repo, program, root, way(root)?),
        None => Ok(MergedStop::default()),
    }
}

/// How many paths coach passes to git at once.
const MANY: usize = 200;

/// Writes the merged records and adds them to the index. Lets git continue unless other files are still
/// in conflict.
pub(crate) fn finish(
    root: &Path,
    program: &Program,
    who: &FallbackIdentity,
    joined: &MergedStop,
) -> Result<PullProgress> {
    let Some(repo) = Repo::around(root)? else { return Ok(PullProgress::NotYet) };
    let repo = Repo { program: program.clone(), ..repo };
    let disk = &repo.work;
    for (path, text) in &joined.files {
        disk.remove_temporaries_beside(path);
        let done = match text {
            Some(text) => disk.write(path, text),
            None => disk.remove(path),
        };
        done.map_err(|error| Error::io("could not write", &disk.full(path), &error))?;
    }
    let files: Vec<&str> = joined.files.iter().map(|(path, _)| path.as_str()).collect();
    add(&repo.work.full(""), program, &files)?;
    let left = find(root)?;
    if !left.is_empty() {
        return Ok(PullProgress::NotYet);
    }
    let Some(way) = way(root)? else { return Ok(PullProgress::Staged) };
    if way == StoppedOperation::Rebase {
        add_changed_records(&repo, program)?;
    }
    go_on(&repo, root, way, &repo.missing_identity(who))
}

/// Adds the records that a command or the user changed since git stopped: git does not continue a
/// rebase with unstaged changes. Leaves out records that coach cannot parse; git then reports them.
fn add_changed_records(repo: &Repo, program: &Program) -> Result<()> {
    let top = repo.work.full("");
    let ended = program.run(&top, GitCall::new(&["diff-files", "--name-only", "-z"]))?;
    if !ended.well {
        return Err(Error::machine(format!("git could not compare its index: {}", ended.complaint())));
    }
    let is_readable = |path: &str| match repo.work.read(path) {
        Ok(Some(bytes)) => std::str::from_utf8(&bytes).is_ok_and(|text| RecordText::parse(text).is_ok()),
        Ok(None) => true,
        Err(_) => false,
    };
    let changed = ended.out.split('\0').filter(|path| path.strip_prefix(&repo.prefix).is_some_and(is_record));
    let changed: Vec<&str> = changed.filter(|path| is_readable(path)).collect();
    add(&top, program, &changed)
}

/// Whether a rebase stopped before it applied a commit, because a file of that commit existed already,
/// and the resolved files are in the index now. Git refuses to continue with such an index; after a
/// commit it tries the stopped commit again.
fn must_commit_first(repo: &Repo, root: &Path) -> Result<bool> {
    let Some(gitdir) = gitdir(root)? else { return Ok(false) };
    let rebase = gitdir.join("rebase-merge");
    if !is_there(&rebase)? || is_there(&rebase.join("message"))? {
        return Ok(false);
    }
    let staged = repo.program.run(root, GitCall::new(&["diff", "--cached", "--quiet"]))?;
    Ok(!staged.well)
}

/// Adds these paths to the index. Without a path git would add everything, including other people's
/// conflict markers.
fn add(top: &Path, program: &Program, paths: &[&str]) -> Result<()> {
    for paths in paths.chunks(MANY) {
        let add = ["--literal-pathspecs", "add", "--all", "--"].iter().chain(paths).copied();
        run(top, program, &add.collect::<Vec<_>>(), "git could not add the merged records")?;
    }
    Ok(())
}

/// The commit at which git stopped.
fn stopped_at(repo: &Repo, way: StoppedOperation) -> Option<Oid> {
    repo.git.revparse_single(way.head()).ok().map(|commit| commit.id())
}

/// Continues the operation. `given` holds the settings that git lacks and needs for a commit.
fn go_on(repo: &Repo, root: &Path, before: StoppedOperation, given: &[String]) -> Result<PullProgress> {
    let with: Vec<&str> = given.iter().flat_map(|setting| ["-c", setting.as_str()]).collect();
    let run =
        |arguments: &[&str]| run(root, &repo.program, &[&with, arguments].concat(), "git could not continue");
    let (go_on, skip): (&[&str], &[&str]) = match before {
        StoppedOperation::Merge => (&["commit", "--quiet", "--no-edit"], &[]),
        StoppedOperation::Rebase => (&["-c", "core.editor=true", "rebase", "--continue"], &[]),
        StoppedOperation::CherryPick => {
            (&["-c", "core.editor=true", "cherry-pick", "--continue"], &["cherry-pick", "--skip"])
        }
        StoppedOperation::Revert => {
            (&["-c", "core.editor=true", "revert", "--continue"], &["revert", "--skip"])
        }
    };
    if before == StoppedOperation::Rebase && must_commit_first(repo, root)? {
        // git has no REBASE_HEAD if it applied the commit and could not save it, as without an identity.
        let is_there = |name: &&str| repo.git.revparse_single(name).is_ok();
        let picked = ["REBASE_HEAD", "CHERRY_PICK_HEAD"].into_iter().find(is_there);
        run(&["commit", "--quiet", "--no-verify", "-C", picked.unwrap_or(before.head())])?;
    }
    let stopped = stopped_at(repo, before);
    let mut went_on = run(go_on);
    // If the branch has all changes of a commit already, git has nothing to commit.
    let is_as_before = |left: &Unmerged| {
        Ok::<_, Error>(left.is_empty() && way(root)? == Some(before) && stopped_at(repo, before) == stopped)
    };
    if went_on.is_err() && !skip.is_empty() && is_as_before(&find(root)?)? {
        went_on = run(skip);
    }
    let left = find(root)?;
    if is_as_before(&left)? {
        went_on?;
        return Ok(PullProgress::NotYet);
    }
    Ok(match way(root)? {
        None => PullProgress::Committed,
        // Git can stop at its next commit with no file in conflict: it asks whether a file was moved.
        Some(_) if left.others.is_empty() && (went_on.is_err() || !left.records.is_empty()) => {
            PullProgress::StoppedAgain
        }
        Some(_) => PullProgress::NotYet,
    })
}

fn run(root: &Path, program: &Program, arguments: &[&str], what: &str) -> Result<()> {
    let ended = program.run(root, GitCall::new(arguments))?;
    if ended.well {
        Ok(())
    } else {
        Err(Error::machine(format!("{what}: {}", ended.complaint()))
            .hint("the merged records are saved in their files: `git status` shows the remaining steps"))
    }
}
