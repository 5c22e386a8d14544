//! Finds the commit that saved a form of `coach serve`. Only reads.

use std::path::Path;

use super::repository::Repo;
use crate::journal::values::id::Id;

/// The trailer with the id of the form that a commit saved.
const FORM: &str = "Coach-Form: ";

/// How many commits coach searches. A retry comes soon after the commit that it missed.
const MOST: usize = 5_000;

/// The line of a commit's message that names a form.
pub(crate) fn trailer(form: &Id) -> String {
    format!("{FORM}{form}\n")
}

/// The commit of this form on the current branch.
pub(crate) fn find(root: &Path, form: &Id) -> Option<String> {
    let repo = Repo::around(root).ok()??;
    let wanted = trailer(form);
    let mut commits = repo.git.revwalk().ok()?;
    commits.push_head().ok()?;
    let is_it = |id: &git2::Oid| {
        let commit = repo.git.find_commit(*id).ok();
        commit.is_some_and(|commit| {
            commit.message_bytes().split_inclusive(|b| *b == b'\n').any(|line| line == wanted.as_bytes())
        })
    };
    commits.take(MOST).filter_map(Result::ok).find(is_it).map(|id| id.to_string())
}
