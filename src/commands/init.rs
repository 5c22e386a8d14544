//! `coach init`: creates a new journal, or clones the team's.

use std::path::{Path, PathBuf};

use crate::cli::{Context, ask_handle};
use crate::commands::person::own_handle::{self, OwnHandleChange, RenameResult};
use crate::environment::Environment;
use crate::error::{Error, Result};
use crate::journal::records::person::Person;
use crate::journal::text::new_record;
use crate::journal::values::handle::Handle;
use crate::ops::{self, parse};
use crate::store::config::Config;
use crate::store::drafts;
use crate::store::files::{journal_folder, record_paths};
use crate::store::git::git_program::Program;
use crate::store::load::{self, LoadScope};
use crate::store::private;
use crate::store::repair::interrupted_clone::{self, CloneState};
use crate::store::repair::unwritten_files;
use crate::store::sync::clone;
use crate::views::page::Page;
use crate::views::wording::count;

/// Create a journal, or join your team's
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach init                                  creates your own journal, in your data folder
  coach init --from git@example.com:team/coaching.git
  coach init coaching --me jo                 creates it in a folder of the current repository

You can run it again: coach keeps the existing journal. If `--from` was interrupted, run the same command
again to continue.

If you choose another handle later (`coach init --me HANDLE` or `coach config set me HANDLE`), coach renames
you in your journal; `coach undo` reverts that. coach does not rename you if colleagues may know the old
handle, if the old handle has private notes, or if the new handle belongs to another person. Then it prints
the command that renames you. To add a colleague who uses the same account, run `coach person add` first.")]
pub(crate) struct Args {
    /// Folder of the journal [default: one in your data folder]
    #[arg(value_name = "DIR")]
    pub folder: Option<PathBuf>,
    /// Clone your team's journal from this address
    #[arg(long, value_name = "URL")]
    pub from: Option<String>,
    /// Your handle, as colleagues will see it
    #[arg(long, value_name = "HANDLE")]
    pub me: Option<String>,
}

impl Args {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let own = journal_folder::default(context.world);
        let root = match (self.folder.clone().or_else(|| context.asked()), &self.from) {
            (Some(folder), _) => context.world.folder(&folder),
            (None, Some(_)) => own.clone(),
            // Without a folder, `init` uses the journal around the current folder, if there is one.
            (None, None) => context.meant()?,
        };
        match &self.from {
            Some(_) => continue_clone(context, &root)?,
            None => interrupted_clone::settle(&root)?,
        }
        let me = who(context, self.me.as_deref())?;
        let was_there = journal_folder::is_journal(&root)?;
        refuse_inside(context, &root)?;
        let (asked, before) = (root.clone(), context.me().ok());
        let root = match &self.from {
            Some(url) => bring(context, url, root)?,
            None => root,
        };
        let mine = if was_there { OwnHandleChange::change(context, &root, &me)? } else { None };
        let file = context.world.places.config.clone();
        let config = Config::read(&context.world.places)?;
        let joins = self.from.is_some() && !was_there;
        // Writes the settings of a new journal first: if that fails, no journal exists yet, and a second try
        // starts from the beginning.
        if !joins {
            Config::write(&file, Some(&me), None)?;
        }
        let namesake = if joins { Namesake::of(context, &root, &me)? } else { None };
        let begun = begin(context, &root, &me, mine.as_ref());
        let (people, followed) =
            begun.map_err(|error| if joins { left_behind(context, &root, error) } else { error })?;
        if joins {
            Config::write(&file, Some(&me), None)?;
        }
        if let Some(old) = before.filter(|_| !was_there)
            && let Err(error) = drafts::adopt_early(context.world, (&old, &me), &asked, &root)
        {
            context.warn(&error);
        }
        if let (Some(mine), Some(RenameResult::Renamed(_))) = (&mine, &followed)
            && let Err(error) = ops::own_handle::take(context.world, &mine.old, &me)
        {
            own_handle::warn(context, &error, &me);
        }
        let absolute = root.canonicalize().unwrap_or_else(|_| root.clone());
        // The first journal elsewhere becomes the usual one; a later one does not replace it. After the save,
        // a folder that coach cannot inspect is not an error and counts as a journal.
        let has_usual = config.journal.is_some() || journal_folder::is_journal(&own).unwrap_or(true);
        let remember = root != own && !has_usual && remembered(context, &absolute);
        let usual = remember || root == own || config.journal.as_deref() == Some(&absolute);

        if let (Some(mine), Some(followed)) = (&mine, &followed) {
            context.notes.say(&mine.told(followed, true));
        }
        let known = (was_there || self.from.is_some()).then_some(people);
        let is_guess = joins && self.me.is_none() && config.me.is_none();
        let mut page = page(context.world, &root, &me, known, usual);
        if is_guess {
            page.line(match &namesake {
                None => {
                    format!("coach chose this handle; to choose another one: coach person rename {me} HANDLE")
                }
                Some(_) => {
                    format!(
                        "coach chose this handle; if you are another person: {}",
                        other_handle(context.world, &root)
                    )
                }
            });
        }
        if let Some(Namesake { address: Some(address) }) = namesake {
            context.notes.say(&format!(
                "the journal has another address for `{me}`: {address}; if you are another person: {}",
                other_handle(context.world, &root)
            ));
        }
        page.blank();
        page.line("next: coach log ana 45m --note \"…\" --action \"… by friday\"");
        // Marks the command as saved even if the clone needed no commit.
        context.has_saved();
        context.out.page(&page);
        Ok(())
    }
}

/// The command's output. `known` is the number of people in a journal that was there before.
fn page(world: &Environment, root: &Path, me: &Handle, known: Option<usize>, usual: bool) -> Page {
    let place = world.shown(root);
    let mut page = Page::new();
    page.line(match known {
        Some(people) => format!("the journal in {place} has {}", people_known(people)),
        None => format!("created a new journal in {place}"),
    });
    page.line(format!("your handle is `{me}` (from {})", world.shown(&world.places.config)));
    if !usual {
        page.line(format!("your default journal is another one; to use this one, add --journal {place}"));
    }
    page
}

/// A person of the team's journal who has the handle of the person that joins.
struct Namesake {
    /// Their address, if it differs from that of the person who joins.
    address: Option<String>,
}

impl Namesake {
    fn of(context: &mut Context<'_>, root: &Path, me: &Handle) -> Result<Option<Namesake>> {
        let journal = load::load(root, context.world, LoadScope::About(&[]))?;
        let Some(person) = journal.people.get(me).map(|filed| &filed.record) else { return Ok(None) };
        let mut known = clone::addresses(root, me)?;
        known.extend(person.email.iter().map(|email| email.to_lowercase()));
        let mine = clone::own_address(context.world, root)?;
        let is_another = mine.is_some_and(|mine| !known.contains(&mine));
        Ok(Some(Namesake { address: known.into_iter().next().filter(|_| is_another) }))
    }
}

/// The command that gives another handle to a person who joined.
fn other_handle(world: &Environment, root: &Path) -> String {
    format!("coach init {} --me HANDLE", world.shown(root))
}

/// Adds the place of the complete clone to the error of a handle that the journal refuses.
fn left_behind(context: &Context<'_>, root: &Path, error: Error) -> Error {
    let place = context.world.shown(root);
    let way_out = format!("the journal is now in {place}: coach init {place} --me HANDLE");
    let hint = error.hint.as_ref().map_or(way_out.clone(), |hint| format!("{hint}; {way_out}"));
    error.hint(hint)
}

/// Fails if the folder is inside another journal or inside the private notes.
fn refuse_inside(context: &Context<'_>, root: &Path) -> Result<()> {
    if let Some(outer) = journal_folder::around(root)? {
        return Err(Error::cannot(format!("{} is inside the journal {}", root.display(), outer.display()))
            .hint("choose another folder: coach would read the inner journal as part of the outer one"));
    }
    if private::is_inside(context.world, root) {
        return Err(Error::cannot(format!(
            "{} is in the folder of your private notes, which cannot contain a journal",
            context.world.shown(root)
        ))
        .hint("choose another folder: coach init DIR"));
    }
    Ok(())
}

/// Creates the journal, or adds you to it. Returns how many people it knows, and what became of the records of
/// your old handle.
fn begin(
    context: &mut Context<'_>,
    root: &Path,
    me: &Handle,
    mine: Option<&OwnHandleChange>,
) -> Result<(usize, Option<RenameResult>)> {
    context.change_at(root, LoadScope::Whole, |edits, _| {
        edits.by = Some(me.clone());
        let begins = !journal_folder::is_journal(root)?;
        let followed = mine.map(|mine| mine.follow(edits)).transpose()?.flatten();
        if edits.journal.people.get(me).is_some_and(|filed| filed.record.is_group()) {
            return Err(Error::cannot(format!("`{me}` is a group, not a person"))
                .hint("choose another handle with --me HANDLE"));
        }
        let mut people = edits.journal.people.len();
        if matches!(followed, Some(RenameResult::Renamed(_))) {
            return Ok((people, followed));
        }
        if !edits.journal.people.contains_key(me) {
            edits.create(&record_paths::person(me), new_record::person(&Person::new(me.clone())))?;
            people += 1;
        }
        edits.message("init", &if begins { "create a journal".to_string() } else { format!("add {me}") });
        Ok((people, followed))
    })
}

/// Makes this the usual journal. The journal exists already, so a failure is only a warning.
fn remembered(context: &mut Context<'_>, journal: &Path) -> bool {
    match Config::write(&context.world.places.config, None, Some(journal)) {
        Ok(()) => true,
        Err(error) => {
            context.warn(&error);
            false
        }
    }
}

/// Finishes an interrupted clone, if that needs nothing from the remote.
fn continue_clone(context: &mut Context<'_>, root: &Path) -> Result<()> {
    match interrupted_clone::state(root)? {
        CloneState::Files(top) => {
            let files = unwritten_files::restore(&top, &Program::find(context.world)?)?;
            context.notes.say(&format!(
                "the clone of this journal was interrupted: {} restored",
                count(files, "file")
            ));
            Ok(())
        }
        CloneState::Staged(top) => interrupted_clone::finish_complete(&top),
        CloneState::Empty(_) | CloneState::Whole => {
            interrupted_clone::remove_empty(root);
            Ok(())
        }
    }
}

/// Clones the team's journal, unless the folder is a journal already. Returns the journal's folder.
fn bring(context: &mut Context<'_>, url: &str, root: PathBuf) -> Result<PathBuf> {
    if journal_folder::is_journal(&root)? {
        context.notes.say(&format!("{} is already a journal: nothing was cloned", root.display()));
        return Ok(root);
    }
    let journal = clone::clone(context.world, url, &root)?;
    if let Some(inside) = journal.strip_prefix(&root).ok().filter(|inside| !inside.as_os_str().is_empty()) {
        context.notes.say(&format!("the journal is in the folder {} of the repository", inside.display()));
    }
    Ok(journal)
}

/// The handle: the typed one, else the configured one, else the user's answer at a terminal, else the name of
/// the account.
fn who(context: &mut Context<'_>, said: Option<&str>) -> Result<Handle> {
    if let Some(typed) = said {
        return parse::handle("your handle", typed);
    }
    let config = Config::read(&context.world.places)?;
    let terminal = context.world.terminal.stdin && context.world.terminal.stdout;
    if config.me.is_some() || !terminal {
        return context.me();
    }
    ask_handle::answer(context)?.ok_or_else(|| Error::cannot("no answer: nothing was created"))
}

fn people_known(number: usize) -> String {
    match number {
        1 => "1 person".into(),
        _ => format!("{number} people"),
    }
}
