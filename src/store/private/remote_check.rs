//! Checks a remote before coach pushes private notes to it: everyone who shares a journal there could
//! read them.

use std::collections::HashSet;

use git2::{Oid, Repository, TreeWalkMode, TreeWalkResult};

use super::{backup_owner, owner, remote};
use crate::environment::Environment;
use crate::error::{Error, Result};
use crate::journal::records::settings::SETTINGS_FILE;
use crate::store::git::git_program::{GitCall, GitOutput, Program};
use crate::store::git::repository::{Repo, git};

/// The remote's branches, in a repository that holds no others.
const THERE: &str = "refs/heads/";

/// Fails if the repository at `url` holds a journal, or another person's notes. The inner error is the
/// output of git if it could not reach the remote.
pub(super) fn refuse_others(
    world: &Environment,
    repo: &Repo,
    url: &str,
) -> Result<std::result::Result<(), GitOutput>> {
    repo.make_own_folder()?;
    let failed = |error: std::io::Error| Error::io("cannot create a folder in", &repo.own, &error);
    // A temporary repository, so that the content of an unknown repository never enters the notes'
    // history.
    let apart = tempfile::Builder::new().prefix("asked-").tempdir_in(&repo.own).map_err(failed)?;
    let program = Program::find(world)?;
    let heads = program.run(apart.path(), GitCall::new(&["ls-remote", "--heads", "--", url]))?;
    if !heads.well || heads.out.is_empty() {
        return Ok(if heads.well { Ok(()) } else { Err(heads) });
    }
    let asked = Repository::init_bare(apart.path()).map_err(|e| git("could not check the remote", &e))?;
    let all = format!("+{THERE}*:{THERE}*");
    let how = ["fetch", "--quiet", "--depth=1", "--no-tags", "--", url, &all];
    let ended = program.run(apart.path(), GitCall::at(apart.path(), &how))?;
    if !ended.well {
        return Ok(Err(ended));
    }
    if let Some(branch) = journal_in(&asked, THERE)? {
        return Err(remote::holds_a_journal(url, &branch));
    }
    let tips =
        asked.references_glob(&format!("{THERE}*")).map_err(|e| git("could not read the remote", &e))?;
    let tips: Vec<Oid> = tips.filter_map(|tip| tip.ok()?.target()).collect();
    // Only the latest commit of each branch is here; `pull` and `push` read the others.
    let own = repo.git.head().ok().and_then(|head| head.target());
    let own = own.as_slice();
    backup_owner::refuse_anothers([(&asked, &tips), (&repo.git, own)], &owner::me(world)?, url).map(Ok)
}

/// The first branch under `refs` with a `coach.toml` in any folder.
pub(super) fn journal_in(repository: &Repository, refs: &str) -> Result<Option<String>> {
    let failed = |error: git2::Error| git("could not read the remote", &error);
    let mut seen: HashSet<Oid> = HashSet::new();
    for reference in repository.references_glob(&format!("{refs}*")).map_err(failed)? {
        let reference = reference.map_err(failed)?;
        // Skips refs that do not lead to a tree.
        let Ok(tree) = reference.peel_to_tree() else { continue };
        let mut found = false;
        let walked = tree.walk(TreeWalkMode::PreOrder, |_, entry| {
            found |= entry.name_bytes() == SETTINGS_FILE.as_bytes();
            match found {
                true => TreeWalkResult::Abort,
                false if seen.insert(entry.id()) => TreeWalkResult::Ok,
                false => TreeWalkResult::Skip,
            }
        });
        if found {
            let name = String::from_utf8_lossy(reference.name_bytes()).into_owned();
            return Ok(Some(name.trim_start_matches(refs).to_owned()));
        }
        walked.map_err(failed)?;
    }
    Ok(None)
}
