//! Signed commits, for those whose git says `commit.gpgsign`: made by the user's own `git`, which
//! knows their key, their agent and their format. The only program that writing a journal runs.
#![expect(clippy::disallowed_methods, reason = "runs the user's git to sign")]

use std::io::Write;
use std::process::{Command, Stdio};

use git2::{Oid, Signature};

use super::history::Words;
use super::repository::Repo;
use crate::error::{Error, Result};

pub fn commit(repo: &Repo, tree: Oid, parent: Option<Oid>, words: &Words) -> Result<Oid> {
    let failed = |why: String| {
        Error::machine(format!("git could not sign the commit: {why}"))
            .hint("unlock your key, or: git config commit.gpgsign false")
    };
    let mut git = Command::new("git");
    for name in [
        "GIT_DIR",
        "GIT_WORK_TREE",
        "GIT_INDEX_FILE",
        "GIT_OBJECT_DIRECTORY",
        "GIT_COMMON_DIR",
        "GIT_NAMESPACE",
    ] {
        git.env_remove(name);
    }
    git.arg("--git-dir").arg(repo.git.path());
    // git leaves loose objects to the system's leisure unless told.
    git.args(["-c", "core.fsync=committed,loose-object", "commit-tree", "-S", "-F", "-", &tree.to_string()]);
    if let Some(parent) = parent {
        git.args(["-p", &parent.to_string()]);
    }
    for (role, who) in [("AUTHOR", &words.author), ("COMMITTER", &words.committer)] {
        git.env(format!("GIT_{role}_NAME"), who.name().unwrap_or_default());
        git.env(format!("GIT_{role}_EMAIL"), who.email().unwrap_or_default());
        git.env(format!("GIT_{role}_DATE"), date(who));
    }
    git.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut running = git.spawn().map_err(|error| failed(error.to_string()))?;
    if let Some(mut input) = running.stdin.take() {
        // Where git has ended already its own words say why.
        let _ = input.write_all(words.message.as_bytes());
    }
    let ended = running.wait_with_output().map_err(|error| failed(error.to_string()))?;
    if !ended.status.success() {
        let said = String::from_utf8_lossy(&ended.stderr);
        return Err(failed(said.lines().next().unwrap_or("it said nothing").to_owned()));
    }
    let id = String::from_utf8_lossy(&ended.stdout);
    Oid::from_str(id.trim()).map_err(|error| failed(error.message().to_owned()))
}

fn date(who: &Signature<'_>) -> String {
    let (time, offset) = (who.when().seconds(), who.when().offset_minutes());
    let sign = if offset < 0 { '-' } else { '+' };
    format!("@{time} {sign}{:02}{:02}", offset.abs() / 60, offset.abs() % 60)
}
