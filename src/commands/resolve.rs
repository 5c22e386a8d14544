//! `coach resolve`: decides between the two versions of a conflict, or merges the records of a `git pull`
//! that stopped.

use crate::cli::{self, Context, finish_pull_notes};
use crate::error::{Error, Result};
use crate::journal::edit::dependent_items::{self, DependentItem, ItemDecision};
use crate::journal::merge::{self, Resolved};
use crate::journal::records;
use crate::journal::records::session::Session;
use crate::journal::records::settings::SETTINGS_FILE;
use crate::journal::text::missing_keys;
use crate::store::git_pull::finish_stopped_merge;
use crate::store::load::{self, conflicts as places};
use crate::views::listing::conflicts::{self, ConflictRow};
use crate::views::page::{Page, Text, Tone};
use crate::views::wording::count;

/// Resolve merge conflicts
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach resolve                    lists the conflicts; in a terminal, asks about each
  coach resolve 9f3a --keep        keeps the current version
  coach resolve 9f3a --take        uses the other version
  coach resolve m2qxw7tp4r/9f3a --keep   for this record, if two records have a conflict 9f3a
  coach resolve --all --keep       keeps the current version in all conflicts
  coach resolve --finish           finishes a `git pull` that stopped at records

If two people change the same field, coach uses one value and keeps the other in the file as a conflict.
You can settle it at any time: both values stay, and all commands continue to work.")]
pub(crate) struct Args {
    /// Id of the conflict, or of the session, action, follow-up or person that has it
    #[arg(value_name = "ID")]
    pub id: Option<String>,
    /// Keep the current version
    #[arg(long, conflicts_with = "take")]
    pub keep: bool,
    /// Use the other version
    #[arg(long)]
    pub take: bool,
    /// Resolve all conflicts
    #[arg(long, conflicts_with_all = ["id", "finish"])]
    pub all: bool,
    /// Finish a `git pull` that stopped; with --keep or --take, also resolve all conflicts
    #[arg(long, conflicts_with = "id")]
    pub finish: bool,
}

/// The user's decision about a conflict.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Choice {
    Keep,
    Take,
    Later,
}

impl Args {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let root = context.root()?;
        let stopped = if self.finish {
            finish_stopped_merge::is_stopped(&root)?
        } else {
            finish_stopped_merge::is_under_way(&root)
        };
        if self.finish && stopped {
            finish_pull_notes::finish(context)?;
            context.goes_on();
        }
        let rows = conflicts::rows(&places::all(
            &root,
            &load::load(&root, context.world, load::LoadScope::Figures)?,
        ));
        let said = self.keep || self.take;
        let terminal = context.world.terminal.stdin && context.world.terminal.stdout;
        let chosen = match &self.id {
            Some(typed) => chosen(&rows, typed)?,
            None if self.finish && stopped && !said => return Ok(()),
            None if self.finish && !stopped && !said => {
                context.out.page(&cli::sentence("there is no stopped git merge to finish"));
                return Ok(());
            }
            None if rows.is_empty() => {
                if stopped && !self.finish {
                    context.mention_a_stopped_merge(&root);
                }
                context.out.page(&cli::sentence("no conflicts"));
                return Ok(());
            }
            None if said && !self.all && !self.finish => {
                let flag = if self.keep { "--keep" } else { "--take" };
                return Err(Error::usage(format!(
                    "{flag}: missing id, for {}",
                    count(rows.len(), "conflict")
                ))
                .hint(format!("coach resolve ID {flag}, or `coach resolve --all {flag}` for all of them")));
            }
            None if said || (terminal && !self.all) => rows.iter().collect(),
            None if self.all => {
                return Err(Error::usage(format!(
                    "missing --keep or --take, for {}",
                    count(rows.len(), "conflict")
                ))
                .hint("`coach list conflicts` shows both versions of each"));
            }
            None => {
                context.out.page(&how(&rows));
                return Ok(());
            }
        };
        let mut decided = Vec::new();
        for row in chosen {
            decided.push((row.clone(), self.verdict(context, row)?));
        }
        decided.retain(|(_, verdict)| *verdict != Choice::Later);
        decide(context, &decided)
    }

    /// The decision from the flags, or from a prompt on a terminal.
    fn verdict(&self, context: &mut Context<'_>, row: &ConflictRow) -> Result<Choice> {
        if self.keep || self.take {
            return Ok(if self.take { Choice::Take } else { Choice::Keep });
        }
        if !(context.world.terminal.stdin && context.world.terminal.stdout) {
            return Err(Error::usage(format!("conflict {}: missing --keep or --take", row.name))
                .hint("`coach list conflicts` shows both versions"));
        }
        context.out.page(&conflicts::both(row));
        loop {
            context.notes.say("[k]eep the current version, [t]ake the other, or decide [l]ater?");
            match context.world.line()?.as_deref().map(str::trim) {
                None => return Err(Error::cannot("no answer, so nothing was changed")),
                Some("k" | "keep") => return Ok(Choice::Keep),
                Some("t" | "take") => return Ok(Choice::Take),
                Some("l" | "later") => return Ok(Choice::Later),
                Some(_) => {}
            }
        }
    }
}

/// The open conflicts, with the commands that decide them.
fn how(rows: &[ConflictRow]) -> Page {
    let mut page = conflicts::page(rows);
    page.blank();
    page.line("coach resolve ID --keep   keeps the current version");
    page.line("coach resolve ID --take   uses the other version");
    page.line("use --all instead of an ID to resolve all of them");
    page
}

fn chosen<'a>(rows: &'a [ConflictRow], typed: &str) -> Result<Vec<&'a ConflictRow>> {
    let typed = typed.to_lowercase();
    if let Some((record, id)) = typed.rsplit_once('/') {
        let is_it = |row: &&ConflictRow| row.path.to_lowercase() == record || row.record.starts_with(record);
        let found = rows.iter().filter(|row| is_it(row) && row.id.starts_with(id));
        return one_of(found.collect(), &typed);
    }
    let having =
        |is: &dyn Fn(&ConflictRow) -> bool| rows.iter().filter(|row| is(row)).collect::<Vec<&ConflictRow>>();
    let by_id = having(&|row| row.id.starts_with(&typed));
    let by_record = having(&|row| row.record.starts_with(&typed));
    let by_item = having(&|row| row.item().is_some_and(|item| item.starts_with(&typed)));
    let is_one = |rows: &[&ConflictRow], name: &dyn Fn(&ConflictRow) -> String| {
        rows.first().is_some_and(|first| rows.iter().all(|row| name(row) == name(first)))
    };
    if by_id.len() == 1 {
        return Ok(by_id);
    }
    if by_id.is_empty() && by_item.is_empty() && is_one(&by_record, &|row| row.path.clone()) {
        return Ok(by_record);
    }
    if by_id.is_empty()
        && by_record.is_empty()
        && is_one(&by_item, &|row| format!("{} {:?}", row.path, row.item()))
    {
        return Ok(by_item);
    }
    one_of([by_id, by_record, by_item].concat(), &typed)
}

/// The only conflict in `found`, or an error that names all of them.
fn one_of<'a>(found: Vec<&'a ConflictRow>, typed: &str) -> Result<Vec<&'a ConflictRow>> {
    let mut names: Vec<&str> = found.iter().map(|row| row.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    match names.as_slice() {
        [_] => Ok(found.into_iter().take(1).collect()),
        [] => Err(Error::cannot(format!("no conflict has an id that begins with `{typed}`"))
            .hint("to see all conflicts: coach list conflicts")),
        several => {
            Err(Error::cannot(format!("{} conflicts have an id that begins with `{typed}`", several.len()))
                .hint(format!("type more characters: {}", several.join(", "))))
        }
    }
}

fn decide(context: &mut Context<'_>, verdicts: &[(ConflictRow, Choice)]) -> Result<()> {
    if verdicts.is_empty() {
        context.out.page(&cli::sentence("nothing was changed"));
        return Ok(());
    }
    let (along, settled) = context.change(|edits, world| {
        let former = edits.journal.former_handles();
        let (mut along, mut settled) = (Vec::<DependentItem>::new(), Vec::new());
        for (row, verdict) in verdicts {
            let take = *verdict == Choice::Take;
            let text = edits.text(&row.path)?;
            merge::put_ids_right(text);
            let was = text.render();
            let conflicts = merge::conflicts(&was);
            let Some(conflict) = conflicts.iter().find(|conflict| conflict.id == row.id) else {
                settled.push(row.name.clone()); // An earlier decision of this command resolved it.
                continue;
            };
            match merge::resolve(text, &row.id, take)? {
                Resolved::Text if take && row.other.is_none() => {
                    // Removes only the action: a follow-up about it stays, as one about the session.
                    row.action().into_iter().for_each(|action| missing_keys::unlink(text, action));
                }
                // The other version may contain handles from before a rename.
                Resolved::Text if take && row.field != "handle" => {
                    former.in_record(&row.path, text);
                }
                Resolved::Text => {}
                Resolved::Remove if row.path == SETTINGS_FILE => {
                    return Err(Error::cannot(format!(
                        "cannot delete {}: every journal needs it",
                        SETTINGS_FILE
                    ))
                    .hint(format!("coach resolve {} --keep", row.name)));
                }
                Resolved::Remove => {
                    edits.remove(&row.path)?;
                    continue;
                }
            }
            if let Ok(before) = records::read::<Session>(&row.path, &was) {
                let (field, other) = (row.field.as_str(), conflict.value.as_deref());
                let decision =
                    ItemDecision { field, other, takes_it: take, before: &before, today: world.today };
                along.extend(dependent_items::follow(edits.text(&row.path)?, &row.path, &decision)?);
            }
        }
        edits.message("resolve", &format!("resolve {}", count(verdicts.len(), "conflict")));
        Ok((along, settled))
    })?;
    context.out.page(&decided(verdicts, &along, &settled));
    Ok(())
}

/// The decisions, and the items that followed them.
fn decided(verdicts: &[(ConflictRow, Choice)], along: &[DependentItem], settled: &[String]) -> Page {
    // A question that follows its action has a line of its own, with its state in the end.
    let follows = |row: &ConflictRow| {
        let is_it = |one: &DependentItem| row.field == format!("follow_up.{}.state", one.id);
        settled.contains(&row.name) || along.iter().any(is_it)
    };
    let mut page = Page::new();
    for (row, verdict) in verdicts.iter().filter(|(row, _)| !follows(row)) {
        let (verb, value) = match verdict {
            Choice::Take => ("taken  ", &row.other),
            _ => ("kept  ", &row.used),
        };
        page.line(Text::new().with(Tone::Faint, verb).plain(format!(
            "{} {}: {}",
            row.record,
            row.field_shown(),
            conflicts::shown(value)
        )));
    }
    for DependentItem { id, ask, how } in along {
        page.line(Text::new().with(Tone::Faint, format!("{how}  ")).plain(format!("{id} {ask}")));
    }
    page
}
