//! `coach merge-driver`: merges a record for git. git calls it, not the user.

use std::path::PathBuf;

use crate::cli::Context;
use crate::error::{Error, Result};
use crate::journal::merge::{Merged, merge};
use crate::journal::text::missing_keys;
use crate::store::git_pull::merge_driver;

/// Merge one record for git (git calls this)
#[derive(clap::Args)]
#[command(hide = true)]
pub(crate) struct Args {
    /// The common ancestor (%O)
    pub base: PathBuf,
    /// Our version, which coach replaces with the result (%A)
    pub ours: PathBuf,
    /// Their version (%B)
    pub theirs: PathBuf,
    /// Path of the record (%P)
    pub path: String,
}

impl Args {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let read = |path: &PathBuf| merge_driver::read(&context.world.folder(path));
        let (base, ours, theirs) = (read(&self.base)?, read(&self.ours)?, read(&self.theirs)?);
        // git passes an empty file if there is no common base.
        let base = Some(base).filter(|text| !text.is_empty());
        let are_two_people = base.is_none() && missing_keys::are_two_people(&ours, &theirs);
        if are_two_people || !missing_keys::may_be_one(&ours, &theirs) {
            return Err(Error::cannot(format!("{}: git tried to merge two different records", self.path))
                .hint("`coach resolve --finish` merges each record with its own other version"));
        }
        let base = base
            .filter(|base| missing_keys::may_be_one(base, &ours) || missing_keys::may_be_one(base, &theirs));
        let merged = merge(base.as_deref(), Some(&ours), Some(&theirs)).map_err(|unmergeable| {
            Error::cannot(format!("{}: {}", self.path, unmergeable))
                .hint("git leaves a merge conflict; `coach check` shows the problem")
        })?;
        match merged {
            Merged::Text(text) => merge_driver::write(&context.world.folder(&self.ours), &text),
            Merged::Removed => merge_driver::write(&context.world.folder(&self.ours), ""),
        }
    }
}
