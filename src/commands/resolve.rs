//! `coach resolve`: a merge kept two versions of something, and somebody decides; or a `git pull`
//! stopped, and its records are merged.

use crate::cli::{self, Context};
use crate::error::{Error, Result};
use crate::journal::merge::{self, Merged, Resolved};
use crate::report::listing::conflicts::{self, Row};
use crate::report::page::{Page, Text, Tone};
use crate::report::reading::count;
use crate::store::program::Program;
use crate::store::{conflicts as places, lock_and, unmerged};

/// Decide between two versions that a merge kept
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach list conflicts
  coach resolve 9f3a --keep        what is in place stays
  coach resolve 9f3a --take        the other version takes its place
  coach resolve --all              finish a `git pull` that stopped at records

Where two coaches changed the same thing, one version is in place and the other is kept beside it.
Nothing is lost by waiting, and nothing stops until somebody decides.")]
pub struct Args {
    /// The conflict, or the session or person, by the beginning of its id
    #[arg(value_name = "ID", required_unless_present = "all")]
    pub id: Option<String>,
    /// Keep what is in place
    #[arg(long, conflicts_with = "take")]
    pub keep: bool,
    /// Take the version that was not used
    #[arg(long)]
    pub take: bool,
    /// Finish a stopped `git pull`; with --keep or --take decide everything that is open
    #[arg(long, conflicts_with = "id")]
    pub all: bool,
}

impl Args {
    pub fn run(self, context: &mut Context<'_>) -> Result<()> {
        let root = context.root()?;
        let stopped = self.all && unmerged::is_under_way(&root);
        if stopped {
            finish(context)?;
        }
        let rows = conflicts::rows(&places::all(&root));
        let chosen = match &self.id {
            Some(typed) => chosen(&rows, typed)?,
            None if self.keep || self.take => rows.iter().collect(),
            None if stopped => return Ok(()),
            None if rows.is_empty() => {
                context.out.page(&cli::sentence("nothing to decide"));
                return Ok(());
            }
            None => {
                return Err(Error::usage(format!(
                    "{} to decide: --keep or --take?",
                    count(rows.len(), "conflict")
                ))
                .hint("`coach list conflicts` shows both versions of each"));
            }
        };
        let mut decided = Vec::new();
        for row in chosen {
            decided.push((row.clone(), self.takes(context, row)?));
        }
        decide(context, &decided)
    }

    /// Whether the other version is to be taken: as the flags say, else asked on a terminal.
    fn takes(&self, context: &mut Context<'_>, row: &Row) -> Result<bool> {
        if self.keep || self.take {
            return Ok(self.take);
        }
        if !(context.world.terminal.stdin && context.world.terminal.stdout) {
            return Err(Error::usage(format!("conflict {}: --keep or --take?", row.id))
                .hint("`coach list conflicts` shows both versions"));
        }
        context.out.page(&conflicts::both(row));
        loop {
            context.notes.say("[k]eep what is in place, or [t]ake the other?");
            match context.world.line()?.as_deref().map(str::trim) {
                None => return Err(Error::cannot("no answer: nothing was decided")),
                Some("k" | "keep") => return Ok(false),
                Some("t" | "take") => return Ok(true),
                Some(_) => {}
            }
        }
    }
}

fn chosen<'a>(rows: &'a [Row], typed: &str) -> Result<Vec<&'a Row>> {
    let typed = typed.to_lowercase();
    let found: Vec<&Row> = rows.iter().filter(|row| row.id.starts_with(&typed)).collect();
    let of_record: Vec<&Row> = rows.iter().filter(|row| row.record.starts_with(&typed)).collect();
    match (found.as_slice(), of_record.is_empty()) {
        ([_], _) => Ok(found),
        ([], false) => Ok(of_record),
        ([], true) => Err(Error::cannot(format!("no conflict has an id that begins with `{typed}`"))
            .hint("`coach list conflicts` shows them")),
        _ => Err(Error::cannot(format!("`{typed}` is the beginning of {} conflicts", found.len())).hint(
            format!(
                "type more of it: {}",
                found.iter().map(|r| r.id.as_str()).collect::<Vec<_>>().join(", ")
            ),
        )),
    }
}

fn decide(context: &mut Context<'_>, decided: &[(Row, bool)]) -> Result<()> {
    context.change(|edits, _| {
        for (row, take) in decided {
            match merge::resolve(edits.text(&row.path)?, &row.id, *take)? {
                Resolved::Text => {}
                Resolved::Remove => edits.remove(&row.path)?,
            }
        }
        edits.message("resolve", &format!("resolve {}", count(decided.len(), "conflict")));
        Ok(())
    })?;
    let mut page = Page::new();
    for (row, take) in decided {
        let verb = if *take { "taken  " } else { "kept  " };
        let value = if *take { &row.other } else { &row.used };
        let value = value.as_deref().unwrap_or("(removed)");
        page.line(
            Text::new().with(Tone::Faint, verb).plain(format!("{} {}: {value}", row.record, row.field)),
        );
    }
    context.out.page(&page);
    Ok(())
}

/// Merges the records of a stopped `git pull` from the versions that git kept.
fn finish(context: &mut Context<'_>) -> Result<()> {
    let root = context.root()?;
    let program = Program::find(context.world)?;
    let (merged, others, committed) = lock_and(&root, || {
        let unmerged = unmerged::find(&root)?;
        let mut merged = Vec::new();
        for record in &unmerged.records {
            let (base, ours, theirs) =
                (record.base.as_deref(), record.ours.as_deref(), record.theirs.as_deref());
            let text = merge::merge(base, ours, theirs).map_err(|why| {
                Error::cannot(format!("{}: {why}", record.path))
                    .hint("mend that version by hand, `git add` it, and try again")
            })?;
            merged.push(match text {
                Merged::Text(text) => (record.path.clone(), Some(text)),
                Merged::Removed => (record.path.clone(), None),
            });
        }
        let committed = unmerged::finish(&root, &program, &merged)?;
        Ok((merged.len(), unmerged::find(&root)?.others, committed))
    })?;
    context.saved = true;
    let mut page = Page::new();
    page.line(format!("{} merged", count(merged, "record")));
    if committed {
        page.line("git has what it was waiting for: it is finished and committed");
    }
    context.out.page(&page);
    match (committed, others.is_empty()) {
        (true, _) => Ok(()),
        (false, true) => {
            Err(Error::cannot("git stopped once more").hint("`coach resolve --all` again, or `git status`"))
        }
        (false, false) => Err(Error::cannot(format!("left for you to decide: {}", others.join(", ")))
            .hint("these are no records: settle them, `git add` them, then `coach resolve --all` again")),
    }
}
