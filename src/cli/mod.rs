//! The context that all commands share: the options, the journal, the user's handle, and saving a change with
//! its notes.

mod after_save;
pub(crate) mod ask_handle;
pub(crate) mod ask_note_readers;
pub(crate) mod ask_obstacle;
pub(crate) mod ask_result;
pub(crate) mod command_groups;
pub(crate) mod editor;
pub(crate) mod finish_pull_notes;
pub(crate) mod forgotten_notice;
pub(crate) mod help;
pub(crate) mod help_topics;
pub(crate) mod interview;
pub(crate) mod item_changes;
pub(crate) mod jot_lines;
pub(crate) mod record_filters;
pub(crate) mod save_session;
pub(crate) mod send_mail;
pub(crate) mod several_journals;
pub(crate) mod unquoted_words;
pub(crate) mod usage_errors;

use std::collections::BTreeSet;
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};

use crate::environment::Environment;
use crate::error::{Error, Result, Stderr};
use crate::journal::query::journal::Journal;
use crate::journal::records::Problem;
use crate::journal::records::kind::RecordKind;
use crate::journal::text::did_you_mean::near;
use crate::journal::values::handle::Handle;
use crate::output::Output;
use crate::store::config::Config;
use crate::store::drafts::Draft;
use crate::store::files::{journal_folder, output_file, record_paths};
use crate::store::git_pull::finish_stopped_merge;
use crate::store::load::{self, LoadScope};
use crate::store::private::owner;
use crate::store::sync::unsent_reminder::{self, UnsentCommits};
use crate::store::write::change::{self, ChangeResult, Commits};
use crate::store::write::edits::Edits;
use crate::views::page::{Page, Text};
use crate::views::wording;

/// Everything that a command works with.
pub(crate) struct Context<'a> {
    pub world: &'a mut Environment,
    pub out: Output<'a>,
    pub notes: Stderr<'a>,
    /// Whether the command has changed the journal. The change stays even if printing fails.
    pub saved: bool,
    /// Whether the command has saved everything and only prints. An error after that is a warning: an error
    /// would suggest a second try, and a second try would save twice.
    only_shows: bool,
    /// Whether coach has asked for the user's handle; it asks once.
    has_asked_for_you: bool,
    /// The journal of the last change.
    pub changed: Option<PathBuf>,
    /// Whether the last change created a journal.
    began: bool,
    /// Whether the last loaded journal is the demo.
    is_demo: bool,
    journal: Option<PathBuf>,
    /// The further journals of `--journal`.
    pub others: Vec<PathBuf>,
    /// The unreadable files of the last loaded journal. A missing record may be in one of them.
    pub unread: Vec<Problem>,
    /// The words after a text without quotes, which `coach log` reads as people.
    pub stray: Vec<unquoted_words::StrayWord>,
}

impl<'a> Context<'a> {
    pub(crate) fn new(
        world: &'a mut Environment,
        journal: Option<PathBuf>,
        out: Output<'a>,
        notes: Stderr<'a>,
    ) -> Context<'a> {
        // The store also reads the journal's folder from the environment.
        world.journal = journal.clone().or(world.journal.take());
        Context {
            world,
            out,
            notes,
            saved: false,
            only_shows: false,
            has_asked_for_you: false,
            changed: None,
            began: false,
            is_demo: false,
            journal,
            others: Vec::new(),
            unread: Vec::new(),
            stray: Vec::new(),
        }
    }

    /// The folder that `--journal` or `COACH_JOURNAL` names.
    pub(crate) fn asked(&self) -> Option<PathBuf> {
        self.journal.clone().or_else(|| self.world.journal.clone())
    }

    /// The path of the journal. The default journal may not exist yet.
    pub(crate) fn place(&self) -> Result<PathBuf> {
        journal_folder::find(self.journal.as_deref(), self.world)
    }

    /// Like `place`, but `coach.toml` may be missing.
    pub(crate) fn meant(&self) -> Result<PathBuf> {
        journal_folder::meant(self.journal.as_deref(), self.world)
    }

    /// The root of an existing journal. Fails if there is none.
    pub(crate) fn root(&self) -> Result<PathBuf> {
        let root = self.place()?;
        if journal_folder::is_journal(&root)? {
            Ok(root)
        } else {
            Err(Error::cannot("there is no journal yet").hint(
                "to start your own: `coach init`; to join your team: `coach init --from URL`; to look around \
                 first: `coach demo`",
            ))
        }
    }

    /// Loads the whole journal.
    pub(crate) fn load(&mut self) -> Result<Journal> {
        self.read(LoadScope::Whole)
    }

    /// Loads the journal for a command that ends right after it prints: freeing 100,000 records one by one is
    /// slow.
    pub(crate) fn load_for(&mut self, depth: LoadScope<'_>) -> Result<ManuallyDrop<Journal>> {
        self.read(depth).map(ManuallyDrop::new)
    }

    fn read(&mut self, depth: LoadScope<'_>) -> Result<Journal> {
        let root = self.root()?;
        self.mention_a_stopped_merge(&root);
        self.out.shows_journal(&root);
        let journal = load::load(&root, self.world, depth)?;
        self.unread.clone_from(&journal.problems);
        self.is_demo = journal.settings.demo;
        Ok(journal)
    }

    /// The whole journal, or an empty one if none exists yet.
    pub(crate) fn load_if_there(&mut self) -> Result<Journal> {
        if journal_folder::is_journal(&self.place()?)? { self.load() } else { Ok(Journal::begun()) }
    }

    /// The people of the journal and what else a new session needs. Empty if no journal exists yet.
    pub(crate) fn people_if_there(&mut self) -> Result<Journal> {
        let root = self.place()?;
        if journal_folder::is_journal(&root)? {
            load::load(&root, self.world, LoadScope::About(&[]))
        } else {
            Ok(Journal::begun())
        }
    }

    /// Refuses to overwrite an existing file while some records are unreadable: the file may hold those
    /// records.
    fn refuse_partial(&mut self, output: Option<&Path>, partial: bool) -> Result<()> {
        // A second file of a record loses nothing: the answer has the record.
        let unread = self.unread.iter().filter(|problem| problem.is_unread());
        let unread: BTreeSet<&str> = unread.map(|problem| problem.path.as_str()).collect();
        let Some(file) = file(output).filter(|_| !partial && !unread.is_empty()) else { return Ok(()) };
        if !journal_folder::is_there(&self.world.folder.join(file))? {
            return Ok(());
        }
        let unread = match (unread.len(), unread.first()) {
            (1, Some(path)) => format!("{path} cannot be read"),
            (several, _) => format!("{several} files cannot be read"),
        };
        Err(Error::cannot(format!(
            "{unread}, and {} already exists: the new file would have fewer records, so nothing was written",
            file.display()
        ))
        .hint("fix what `coach check` lists, choose another file, or add --partial to overwrite this one"))
    }

    /// Writes to the file that an option names, whole or not at all; without a file, to standard output.
    /// Refuses to replace a file as `refuse_partial` does. Returns the name of the file if there is one.
    pub(crate) fn hand_over(
        &mut self,
        output: Option<&Path>,
        partial: bool,
        made: &[u8],
    ) -> Result<Option<String>> {
        self.refuse_partial(output, partial)?;
        let Some(file) = file(output) else {
            self.out.raw(made);
            return Ok(None);
        };
        let path = self.world.folder.join(file);
        output_file::refuse_inside(&self.root()?, &path)?;
        for other in &self.others {
            output_file::refuse_inside(&journal_folder::find(Some(other), self.world)?, &path)?;
        }
        output_file::write(self.world, &path, made)?;
        Ok(Some(file.display().to_string()))
    }

    /// Warns that a plain `git pull` stopped here, and names the command that finishes it.
    pub(crate) fn mention_a_stopped_merge(&mut self, root: &Path) {
        if finish_stopped_merge::is_under_way(root) {
            self.notes.say(
                "a git merge, rebase or cherry-pick is not finished here: if only records conflict, \
                 `coach resolve --finish` finishes it",
            );
        }
    }

    /// The handle of the user.
    pub(crate) fn me(&self) -> Result<Handle> {
        owner::me(self.world)
    }

    /// Prints which files could not be read, next to an answer for programs.
    pub(crate) fn mention(&mut self, problems: &[Problem]) {
        match problems {
            [] => {}
            [problem] => self.notes.say(&format!("left out: {}  {}", problem.place(), problem.message)),
            [first, ..]
                if wording::files(problems) == 1 && problems.iter().all(|one| one.second_item.is_none()) =>
            {
                self.notes.say(&format!(
                    "left out: {}, with {} problems (`coach check` lists them)",
                    first.path,
                    problems.len()
                ))
            }
            [first, ..] => self.notes.say(&format!(
                "{}, such as {} (`coach check` lists them)",
                wording::left_out(problems),
                first.path
            )),
        }
    }

    /// Prints which templates could not be read, because coach may have used another one.
    pub(crate) fn mention_templates(&mut self) {
        let templates = self.unread.iter().filter(|problem| RecordKind::Template.is_at(&problem.path));
        self.mention(&templates.cloned().collect::<Vec<_>>());
    }

    /// Prints a reminder if a draft of an unsaved session exists.
    pub(crate) fn mention_drafts(&mut self) {
        let of_this = self.place().ok().and_then(|root| Draft::latest(self.world, &root));
        if of_this.is_some() {
            self.notes.say(
                "you have an unsaved session: `coach log --resume` continues it, `coach log --discard` \
                 deletes it",
            );
        }
    }

    /// Prints a reminder of commits that the team does not have, at most once a day.
    pub(crate) fn mention_unshared(&mut self, root: &Path) {
        if let Some(UnsentCommits { commits, days }) = unsent_reminder::unshared(root, self.world) {
            let have = if commits == 1 { "has" } else { "have" };
            let (commits, days) = (wording::count(commits, "commit"), wording::days(days));
            self.notes.say(&format!("{commits} {have} not been shared for {days}: see `coach sync`"));
        }
    }

    /// Changes the existing journal.
    pub(crate) fn change<T>(
        &mut self,
        decide: impl FnMut(&mut Edits<'_>, &mut Environment) -> Result<T>,
    ) -> Result<T> {
        let root = self.root()?;
        self.change_at(&root, LoadScope::Whole, decide)
    }

    /// Changes the journal; creates the default journal if it does not exist.
    pub(crate) fn change_or_begin<T>(
        &mut self,
        decide: impl FnMut(&mut Edits<'_>, &mut Environment) -> Result<T>,
    ) -> Result<T> {
        self.change_or_begin_for(LoadScope::Whole, decide)
    }

    /// Like `change_or_begin`, for a command that needs only this part of the journal.
    pub(crate) fn change_or_begin_for<T>(
        &mut self,
        depth: LoadScope<'_>,
        mut decide: impl FnMut(&mut Edits<'_>, &mut Environment) -> Result<T>,
    ) -> Result<T> {
        ask_handle::ask(self)?;
        let root = self.place()?;
        let me = self.me().ok();
        let is_chosen = Config::read(&self.world.places).is_ok_and(|config| config.me.is_some());
        let mut adds_you = false;
        let value = self.change_at(&root, depth, |edits, world| {
            let value = decide(edits, world)?;
            adds_you = me.as_ref().is_some_and(|me| edits.creates(&record_paths::person(me)));
            Ok(value)
        })?;
        if self.began {
            self.notes.say(&format!("created a new journal: {}", self.world.shown(&root)));
        }
        // A journal that came by `git clone` may know the user under another handle.
        let is_new_here = adds_you && !is_chosen && unsent_reminder::may_be_shared(&root);
        if let Some(me) = me.filter(|_| self.began || is_new_here) {
            self.notes
                .say(&format!("you are `{me}` in this journal (to change that: `coach init --me HANDLE`)"));
        }
        Ok(value)
    }

    /// Changes the journal in this folder, and prints the notes of the save.
    pub(crate) fn change_at<T>(
        &mut self,
        root: &Path,
        depth: LoadScope<'_>,
        mut decide: impl FnMut(&mut Edits<'_>, &mut Environment) -> Result<T>,
    ) -> Result<T> {
        self.goes_on();
        self.mention_a_stopped_merge(root);
        self.out.shows_journal(root);
        let (unread, is_demo) = (&mut self.unread, &mut self.is_demo);
        let mut decide = |edits: &mut Edits<'_>, world: &mut Environment| {
            unread.clone_from(&edits.journal.problems);
            *is_demo = edits.journal.settings.demo;
            decide(edits, world)
        };
        let changed = change::change(root, self.world, depth, Commits::AtOnce, &mut decide)?;
        let ChangeResult { value, saved, began, notes } = changed;
        self.mention_saved(root, &notes, saved.as_ref());
        self.began = began;
        self.changed = Some(root.to_path_buf());
        self.only_shows = self.saved;
        Ok(value)
    }

    /// Saves one answer of a round: on the disk at once, but in one commit with the other answers.
    pub(crate) fn change_in_round<T>(
        &mut self,
        root: &Path,
        mut decide: impl FnMut(&mut Edits<'_>, &mut Environment) -> Result<T>,
    ) -> Result<T> {
        let changed = change::change(root, self.world, LoadScope::Whole, Commits::WithTheRound, &mut decide)?;
        changed.notes.iter().for_each(|note| self.notes.say(note));
        self.saved |= changed.saved.is_some();
        Ok(changed.value)
    }
}

/// The error for an unknown name: with a similar name as its hint, else with `why` and a pointer to the full
/// list.
pub(crate) fn no_such<'a>(
    noun: &str,
    name: &str,
    all: impl Iterator<Item = &'a str>,
    why: String,
    told: &str,
) -> Error {
    match near(name, all) {
        Some(near) => {
            Error::usage(format!("no {noun} is called `{name}`")).hint(format!("did you mean `{near}`?"))
        }
        None => Error::usage(why).hint(told),
    }
}

/// The file that an option names. `-` is standard output, so it gives `None`.
pub(crate) fn file(output: Option<&Path>) -> Option<&Path> {
    output.filter(|file| file.as_os_str() != "-")
}

/// A page of one line.
pub(crate) fn sentence(text: impl Into<Text>) -> Page {
    let mut page = Page::new();
    page.line(text);
    page
}
