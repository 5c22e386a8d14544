//! The part of `coach check` that inspects git: committed records that are missing from the folder, an
//! index that prevents coach from saving, and interrupted commands. Only reads.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use git2::Index;

use super::repository::{Repo, git};
use super::{head_records, update_index};
use crate::environment::Environment;
use crate::error::Result;
use crate::journal::records::kind::RecordKind;
use crate::journal::records::{Problem, settings};
use crate::store::files::lock::Lock;
use crate::store::load;
use crate::store::repair::damaged_objects;
use crate::store::write::hand_edits;
use crate::store::write::intent_file::FoundIntent;

/// Why a committed record is not in the folder.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum MissingReason {
    Sparse,
    Skipped,
    Assumed,
    Gone,
}

/// The problems that it finds: missing records become one problem per reason.
pub(crate) fn problems(root: &Path, world: &Environment) -> Result<Vec<Problem>> {
    let Some(repo) = Repo::around(root)? else { return Ok(Vec::new()) };
    let mut problems = Vec::new();
    let index = update_index::open(&repo.index_path());
    if let Err(error) = &index {
        let way_out = error.hint.as_deref().unwrap_or_default();
        problems.push(Problem::of_file(".git/index", format!("{}; {way_out}", error.message)));
    }
    problems.extend(damaged_objects::find(&repo).problem());
    problems.extend(interrupted(&repo)?);
    let missing = missing(&repo, root, world, index.as_ref().ok())?;
    for why in [MissingReason::Sparse, MissingReason::Skipped, MissingReason::Assumed, MissingReason::Gone] {
        let mut paths = missing.iter().filter(|(is, _)| *is == why).map(|(_, path)| path);
        let Some(first) = paths.next() else { continue };
        problems.push(Problem::of_file(first, said(why, first, paths.count())));
    }
    Ok(problems)
}

/// A problem if a command died after it wrote its intent. The command wrote all, some or none of its
/// files.
fn interrupted(repo: &Repo) -> Result<Option<Problem>> {
    // coach creates its own folder in `.git` with the first save.
    if !repo.own.exists() || repo.read_intent()? == FoundIntent::Nothing {
        return Ok(None);
    }
    // A command that is saving now has written its intent as well, but it holds the lock.
    let Ok(_alone) = Lock::take_existing(&repo.own.join("lock"), Duration::ZERO) else { return Ok(None) };
    let what = match repo.read_intent()? {
        FoundIntent::Nothing => return Ok(None),
        FoundIntent::Whole(intent) => hand_edits::count(intent.files.len()),
        FoundIntent::Damaged(_) => "files".into(),
    };
    let message = format!(
        "a command was interrupted while it saved {what}: complete it with `coach check --fix` (the next \
         command that saves something completes it too)"
    );
    Ok(Some(Problem::of_file(".git/coach/intent", message)))
}

fn said(why: MissingReason, path: &str, more: usize) -> String {
    let what = match more {
        0 => "is committed but missing from this folder".to_owned(),
        _ => format!("and {more} more are committed but missing from this folder"),
    };
    let unhide = |flag: &str| {
        format!(
            "git's {flag} flag hides it: `git update-index --no-{flag} {path}`, then `git checkout -- {path}`"
        )
    };
    let way_out = match why {
        MissingReason::Sparse => {
            "a sparse checkout leaves it out: `git sparse-checkout disable` restores it".into()
        }
        MissingReason::Skipped => unhide("skip-worktree"),
        MissingReason::Assumed => unhide("assume-unchanged"),
        MissingReason::Gone => {
            format!("`git checkout -- {path}` restores it, `git rm {path}` deletes it for everyone")
        }
    };
    format!("{what}; {way_out}")
}

/// The records of the latest commit that are missing from the folder. Skips a record if its removal is
/// staged, if it waits for a commit, or if the record is in another file.
fn missing(
    repo: &Repo,
    root: &Path,
    world: &Environment,
    index: Option<&Index>,
) -> Result<Vec<(MissingReason, String)>> {
    let tip = repo.git.head().ok().and_then(|head| head.target());
    let missing = head_records::missing(repo, repo.tree(tip)?.as_ref());
    if missing.is_empty() {
        return Ok(Vec::new());
    }
    let config = repo.git.config().map_err(|error| git("could not read git's settings", &error))?;
    let is_sparse = config.get_bool("core.sparseCheckout").unwrap_or(false);
    let journal = load::load(root, world, load::LoadScope::Figures)?;
    let names: BTreeSet<(RecordKind, &str)> = journal.records().map(|(_, name)| name).collect();
    let waits = repo.pending()?;
    let mut found = Vec::new();
    for (path, id) in missing {
        let full = format!("{}{path}", repo.prefix);
        let entry = index.and_then(|index| index.get_path(Path::new(&full), 0));
        let why = match (&entry, index.is_some()) {
            _ if is_sparse && entry.as_ref().is_none_or(head_records::is_hidden) => MissingReason::Sparse,
            (Some(entry), _) if head_records::is_assumed(entry) => MissingReason::Assumed,
            (Some(entry), _) if head_records::is_hidden(entry) => MissingReason::Skipped,
            // The user staged its removal, so it is intended.
            (None, true) => continue,
            _ => MissingReason::Gone,
        };
        let name = head_records::name(repo, &path, id);
        let lies_elsewhere = name.is_some_and(|(kind, name)| names.contains(&(kind, name.as_str())));
        let waits = journal.settings.commit == settings::Commit::Manual || waits.contains(&full);
        if why != MissingReason::Gone || !(lies_elsewhere || waits) {
            found.push((why, path));
        }
    }
    Ok(found)
}
