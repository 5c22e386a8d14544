//! `coach sync`: exchanges commits with the team's repository.

use std::path::Path;

use crate::cli::{Context, ask_note_readers, forgotten_notice};
use crate::error::{Error, Result};
use crate::journal::query::journal::Journal;
use crate::journal::values::handle::Handle;
use crate::ops::own_handle;
use crate::store::config::Config;
use crate::store::drafts::Draft;
use crate::store::load::{self, conflicts as places};
use crate::store::private;
use crate::store::sync::{self, AuthorChanges, Missing, SyncOptions};
use crate::views::listing::conflicts;
use crate::views::sync_summary::{self, AuthorBatch, Merged, SyncSummary};

/// Share the journal with your team
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach sync --remote git@example.com:team/coaching.git    for the first sync
  coach sync
  coach sync --dry-run            previews the sync
  coach sync --branch ana-notes   if the team's branch accepts only pull requests
  coach sync --missing remove     after a text was purged from the remote's history

coach fetches and merges the team's commits, and pushes yours. First it makes a separate commit of the
records that you changed or wrote by hand. It lists the other files that nobody committed, because it does not
send them. It merges records field by field, so you never have to edit conflict markers in them. It uses your
own git and your keys. Without a network, your changes stay here and the next sync shares them.")]
pub(crate) struct Args {
    /// Address of the team's repository, for the first sync
    #[arg(long, value_name = "URL", conflicts_with = "dry_run")]
    pub remote: Option<String>,
    /// Show the incoming and outgoing changes, without merging or pushing
    #[arg(long)]
    pub dry_run: bool,
    /// Push to this branch instead, for a pull request
    #[arg(long, value_name = "NAME")]
    pub branch: Option<String>,
    /// What to do with records that are missing after the remote's history was rewritten
    #[arg(long, value_name = "WHAT")]
    pub missing: Option<MissingRecords>,
    /// As JSON
    #[arg(long)]
    pub json: bool,
}

/// What to do with records that the remote's rewritten history lacks.
#[derive(Clone, Copy, clap::ValueEnum)]
pub(crate) enum MissingRecords {
    /// Delete them here too, because they were purged
    Remove,
    /// Share them again, because they were lost
    Restore,
}

impl Args {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<()> {
        if [&self.remote, &self.branch].into_iter().flatten().any(|word| word.trim().is_empty()) {
            return Err(Error::usage("--remote and --branch cannot be empty"));
        }
        if self.branch.as_deref().is_some_and(|name| name.starts_with(['-', '+']) || name == "HEAD") {
            return Err(Error::usage("--branch: this is not a valid branch name"));
        }
        let root = context.root()?;
        if load::settings(&root).is_ok_and(|settings| settings.demo) {
            return Err(Error::cannot("this is the demo journal, which cannot be shared")
                .hint(context.way_out_of_demo()));
        }
        if self.remote.is_some() && !self.dry_run && !ask_note_readers::ask(context, &root)? {
            context.notes.say("nothing was shared");
            return Ok(());
        }
        let missing = self.missing.map(|what| match what {
            MissingRecords::Remove => Missing::Remove,
            MissingRecords::Restore => Missing::Restore,
        });
        let (remote, branch) = (self.remote.as_deref(), self.branch.as_deref());
        let asked = SyncOptions { remote, branch, dry_run: self.dry_run, missing };
        let before = load::load(&root, context.world, load::LoadScope::About(&[])).ok();
        let synced = sync::sync(&root, context.world, &asked)?;
        context.saved = !self.dry_run;
        for note in &synced.notes {
            context.notes.say(note);
        }
        // An incoming record may make the journal unreadable; the summary then shows the names of authors
        // instead of handles.
        let journal = context.load().unwrap_or_else(|_| Journal::default());
        let i_am =
            with_own_handle_back(context, &synced.reassigned).or_else(|| renamed(context, &root, &journal));
        let batches: Vec<AuthorBatch<'_>> = synced.came.iter().map(batch).collect();
        // A failed push sent nothing, so the summary is empty.
        let went = if synced.stopped.is_none() {
            sync_summary::went(&batch(&synced.went), &journal)
        } else {
            sync_summary::AuthorShare::default()
        };
        let merged = Merged::new(&journal, before.as_ref().filter(|_| !self.dry_run));
        let not_sent = sync::unsent_files::find(&root).unwrap_or_else(|error| {
            context.warn(&error);
            Vec::new()
        });
        let told = SyncSummary {
            with: synced.with,
            dry_run: self.dry_run,
            came: sync_summary::came(&batches, &synced.handles, &merged),
            went,
            branch: self.branch,
            commits: if synced.stopped.is_none() { synced.commits } else { 0 },
            not_sent,
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
        if !self.json
            && let Some(note) = told.not_sent_note()
        {
            context.notes.say(&note);
        }
        if let Some(now) = i_am {
            context.notes.say(&format!("you were renamed: your handle is now `{now}`"));
        }
        if !self.dry_run {
            forgotten_notice::mention_sent(context, &journal, &synced.came, &synced.went);
        }
        if !self.dry_run
            && let Err(error) = forgotten_notice::mention(context, &journal, &synced.came)
        {
            context.warn(&error);
        }
        synced.stopped.map_or(Ok(()), Err)
    }
}

/// Adopts the handle that the user has now, if another person got their handle in another clone. Their private notes
/// and drafts move along: under the old handle, they would be the other person's.
fn with_own_handle_back(context: &mut Context<'_>, reassigned: &[(Handle, Handle)]) -> Option<Handle> {
    let me = context.me().ok()?;
    let (_, now) = reassigned.iter().find(|(was, _)| *was == me)?;
    match own_handle::take(context.world, &me, now) {
        Ok(()) => Some(now.clone()),
        Err(error) => {
            context.warn(&error);
            context.notes.say(&format!(
                "your handle is now `{now}`, and `{me}` is another person: coach config set me {now}"
            ));
            None
        }
    }
}

/// Adopts the new handle if a colleague renamed the user. Keeps the old one while this account has private notes
/// or a draft of it: they belong to a handle, and under another one coach neither shows nor guards them.
fn renamed(context: &mut Context<'_>, root: &Path, journal: &Journal) -> Option<Handle> {
    let me = context.me().ok()?;
    let now = journal.now_called(&me).cloned()?;
    if private::may_have_notes(context.world, &me) || Draft::latest(context.world, root).is_some() {
        context.notes.say(&format!(
            "a colleague renamed you to `{now}`, but this machine has private notes or a draft of `{me}`: to move \
             them, run `coach config set me {now}`, then `coach person merge {me} {now} --with-notes`"
        ));
        return None;
    }
    match Config::write(&context.world.places.config, Some(&now), None) {
        Ok(()) => Some(now),
        Err(error) => {
            context.warn(&error);
            context.notes.say(&format!(
                "you were renamed to `{now}`; to use the new handle: coach config set me {now}"
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
