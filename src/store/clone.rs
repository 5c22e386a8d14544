//! Bringing a team's journal: through the user's own `git`, so that their keys, agents and
//! credential helpers work.
#![expect(clippy::disallowed_methods, reason = "runs the user's git")]

use std::path::Path;
use std::process::Command;

use crate::error::{Error, Result, reason};

/// Variables that would point git at another repository than the one meant.
pub const ELSEWHERE: [&str; 6] =
    ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR", "GIT_NAMESPACE"];

/// Clones `url` into `root`, which must not be there or be empty.
pub fn clone(url: &str, root: &Path) -> Result<()> {
    let is_empty = root.read_dir().map(|mut entries| entries.next().is_none()).unwrap_or(true);
    if !is_empty {
        return Err(Error::cannot(format!("{} is there and not empty: nothing was cloned", root.display()))
            .hint("name another folder: coach init DIR --from URL"));
    }
    let mut git = Command::new("git");
    for variable in ELSEWHERE {
        git.env_remove(variable);
    }
    let status = git.args(["clone", "--quiet", "--", url]).arg(root).status().map_err(|error| {
        Error::machine(format!("cannot start git: {}", reason(&error)))
            .hint("install git, or clone by hand and run `coach init DIR`")
    })?;
    match status.success() {
        true => Ok(()),
        false => Err(Error::machine(format!("git could not clone it ({status}): nothing was made"))),
    }
}
