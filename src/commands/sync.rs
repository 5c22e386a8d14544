//! `coach sync`: exchanges commits with the team's repository.

use crate::cli::{Context, forgotten_notice};
use crate::error::{Error, Result};
use crate::journal::query::journal::Journal;
use crate::journal::values::handle::Handle;
use crate::store::config::Config;
use crate::store::load::conflicts as places;
use crate::store::sync::{self, AuthorChanges, Missing, SyncOptions};
use crate::views::listing::conflicts;
use crate::views::sync_summary::{self, AuthorBatch, SyncSummary};

/// Share the journal: bring in your team's commits, and send yours
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach sync --remote git@example.com:team/coaching.git    the first time
  coach sync
  coach sync --dry-run            what would come and go
  coach sync --branch ana-notes   where the team's branch takes pull requests only
  coach sync --missing remove     after somebody purged a text from the remote's history

Records that you changed or wrote by hand are committed first, by themselves. Records are merged
field by field: there is nothing to resolve by hand in them. The network goes through your own git,
with your keys. Without a network everything is kept, to be shared later.")]
pub(crate) struct Args {
    /// Where the team's repository is, the first time
    #[arg(long, value_name = "URL", conflicts_with = "dry_run")]
    pub remote: Option<String>,
    /// Only say what would come in and go out
    #[arg(long)]
    pub dry_run: bool,
    /// Push to this branch instead, for a pull request
    #[arg(long, value_name = "NAME")]
    pub branch: Option<String>,
    /// After the remote's history was rewritten: what to do with records that it lacks
    #[arg(long, value_name = "WHAT")]
    pub missing: Option<MissingRecords>,
    /// As JSON
    #[arg(long)]
    pub json: bool,
}

/// What to do with records that the remote's rewritten history lacks.
#[derive(Clone, Copy, clap::ValueEnum)]
pub(crate) enum MissingRecords {
    /// The text was purged: remove it here too
    Remove,
    /// The records were lost: share them again
    Restore,
}

impl Args {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<()> {
        if [&self.remote, &self.branch].into_iter().flatten().any(|word| word.trim().is_empty()) {
            return Err(Error::usage("--remote and --branch take a name: an empty one means nothing"));
        }
        if self.branch.as_deref().is_some_and(|name| name.starts_with(['-', '+']) || name == "HEAD") {
            return Err(Error::usage("--branch: that is no name for a branch"));
        }
        let root = context.root()?;
        let missing = self.missing.map(|what| match what {
            MissingRecords::Remove => Missing::Remove,
            MissingRecords::Restore => Missing::Restore,
        });
        let (remote, branch) = (self.remote.as_deref(), self.branch.as_deref());
        let asked = SyncOptions { remote, branch, dry_run: self.dry_run, missing };
        let synced = sync::sync(&root, context.world, &asked)?;
        context.saved = !self.dry_run;
        for note in &synced.notes {
            context.notes.say(note);
        }
        // An incoming record may make the journal unreadable; the summary then shows the names of authors
        // instead of handles.
        let journal = context.load().unwrap_or_else(|_| Journal::default());
        if !self.dry_run {
            context.mention_demo(&root);
        }
        let i_am = renamed(context, &journal);
        let batches: Vec<AuthorBatch<'_>> = synced.came.iter().map(batch).collect();
        // A failed push sent nothing, so the summary is empty.
        let went = if synced.stopped.is_none() {
            sync_summary::went(&batch(&synced.went))
        } else {
            sync_summary::AuthorShare::default()
        };
        let told = SyncSummary {
            with: synced.with,
            dry_run: self.dry_run,
            came: sync_summary::came(&batches, &synced.handles, &journal),
            went,
            branch: self.branch,
            commits: if synced.stopped.is_none() { synced.commits } else { 0 },
            stopped: synced.stopped.as_ref().map(|error| error.message.clone()),
        };
        if self.json {
            context.out.json(&told);
        } else if synced.stopped.is_none() || !told.came.is_empty() {
            context.out.page(&told.page());
        }
        if told.is_news() && !self.json && journal.is_contested() {
            context.out.page(&conflicts::kept(&conflicts::rows(&places::all(&root, &journal))));
        }
        if let Some(now) = i_am {
            context.notes.say(&format!("you are called `{now}` now, and are that from now on"));
        }
        if !self.dry_run
            && let Err(error) = forgotten_notice::mention(context, &synced.came)
        {
            context.warn(&error);
        }
        synced.stopped.map_or(Ok(()), Err)
    }
}

/// Adopts the new handle if a colleague renamed the user.
fn renamed(context: &mut Context<'_>, journal: &Journal) -> Option<Handle> {
    let me = context.me().ok()?;
    let now = journal.now_called(&me).cloned()?;
    match Config::write(&context.world.places.config, Some(&now), None) {
        Ok(()) => Some(now),
        Err(error) => {
            context.warn(&error);
            context.notes.say(&format!(
                "you are called `{now}` now: `coach config set me {now}` tells coach your new handle"
            ));
            None
        }
    }
}

fn batch(passed: &AuthorChanges) -> AuthorBatch<'_> {
    AuthorBatch {
        author: &passed.author,
        email: &passed.email,
        handle: passed.handle.as_ref(),
        records: &passed.records,
        others: passed.others,
    }
}
