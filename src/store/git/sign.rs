//! Makes signed commits, if the user's git has `commit.gpgsign`. The user's own `git` signs, because it
//! has the user's key, agent and format. Writing a journal starts no other program.

use git2::{Oid, Signature};

use super::git_program::GitCall;
use super::objects::CommitText;
use super::repository::Repo;
use crate::error::{Error, Result};

pub(crate) fn commit(repo: &Repo, tree: Oid, parents: &[Oid], words: &CommitText) -> Result<Oid> {
    let failed = |why: String| {
        Error::machine(format!("git could not sign the commit: {why}"))
            .hint("unlock your key, or: git config commit.gpgsign false")
    };
    let (tree, parents) = (tree.to_string(), parents.iter().map(Oid::to_string).collect::<Vec<_>>());
    // By default git does not fsync loose objects.
    let mut arguments =
        vec!["-c", "core.fsync=committed,loose-object", "commit-tree", "-S", "-F", "-", tree.as_str()];
    for parent in &parents {
        arguments.extend(["-p", parent]);
    }
    let mut call = GitCall::at(repo.git.path(), &arguments).reading(words.message.as_bytes());
    for (role, who) in [("AUTHOR", &words.author), ("COMMITTER", &words.committer)] {
        call = call
            .with(format!("GIT_{role}_NAME"), who.name().unwrap_or_default().to_owned())
            .with(format!("GIT_{role}_EMAIL"), who.email().unwrap_or_default().to_owned())
            .with(format!("GIT_{role}_DATE"), date(who));
    }
    let ended = repo.program.run(&repo.work.full(""), call)?;
    if !ended.well {
        return Err(failed(ended.complaint()));
    }
    Oid::from_str(ended.out.trim()).map_err(|error| failed(error.message().to_owned()))
}

fn date(who: &Signature<'_>) -> String {
    let (time, offset) = (who.when().seconds(), who.when().offset_minutes());
    let sign = if offset < 0 { '-' } else { '+' };
    format!("@{time} {sign}{:02}{:02}", offset.abs() / 60, offset.abs() % 60)
}
