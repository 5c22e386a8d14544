//! `coach private`: manages the coach's private notes about sessions, which are not in the journal.

use crate::commands::edit_private_note;
use crate::commands::person::own_handle;
use std::path::PathBuf;

use crate::cli::{self, Context};
use crate::error::{Error, Result};
use crate::escape::says_nothing;
use crate::journal::query::journal::Journal;
use crate::journal::query::lookup::NamedRecord;
use crate::journal::records::private_note::{PrivateNote, paragraphs};
use crate::journal::values::id::Id;
use crate::store::files::{input, journal_folder};
use crate::store::private::backup::{self, BackupResult};
use crate::store::private::{self, guard_commits, remote, remote_address};
use crate::store::{FileChange, NotSaved, Saved, load};
use crate::views::private as report;
use crate::views::wording::count;

/// Manage your private notes
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach log ana 45m --note \"The opening\" --private \"She may leave by summer\"
  coach private note k3f \"Ask about the offer, alone\"
  coach private note k3f --note-file - < thoughts.txt
  coach edit k3f --private
  coach private list
  coach private path
  coach private remote git@example.com:jo/private-notes.git
  coach private push
  coach private pull                          on your other machine

coach stores your private notes in a folder for your handle, with its own git history. They are never in
the journal that the team shares, in reports or in exports of the journal. Other people who use coach on this
account have their own folders: coach does not show you their notes or compare your records with them.

`coach show` prints your note below its session, and `coach find` searches your notes too. coach does not
save text to the journal if it copies a private note: 32 letters in a row (about seven words), a whole
sentence or line of at least 20 characters, or all of a short note.

`coach undo` does not change private notes. If it removes a session, the note stays, and coach shows it again
when the session is back.")]
pub(crate) struct Args {
    #[command(subcommand)]
    pub verb: Verb,
}

#[derive(clap::Subcommand)]
pub(crate) enum Verb {
    /// Add a paragraph to a session's private note
    Note {
        /// Id of a session, or of an action or follow-up in it
        #[arg(value_name = "ID")]
        id: String,
        /// Text of the note
        #[arg(value_name = "TEXT", allow_hyphen_values = true, required_unless_present = "note_file")]
        text: Vec<String>,
        /// Read the text from this file (- for standard input)
        #[arg(long, value_name = "FILE")]
        note_file: Option<PathBuf>,
    },
    /// List the sessions that have a private note, without its text
    List {
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Print the path of the folder with your private notes
    Path,
    /// Show or set the git remote for backups, a repository that only you can read
    Remote {
        /// Repository for the backups
        #[arg(value_name = "URL")]
        url: Option<String>,
    },
    /// Back up your private notes, merged with the backups of your other machines
    Push,
    /// Fetch and merge the notes that your other machines backed up
    Pull,
}

impl Args {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let is_demo =
            context.root().and_then(|root| load::settings(&root)).is_ok_and(|settings| settings.demo);
        if is_demo && !matches!(self.verb, Verb::List { .. } | Verb::Path | Verb::Remote { url: None }) {
            return Err(private::not_in_the_demo().hint(context.way_out_of_demo()));
        }
        match self.verb {
            Verb::Note { id, text, note_file } => add(context, &id, text, note_file),
            Verb::List { json } => list(context, json),
            Verb::Path => {
                let root = private::root(context.world)?;
                context.out.page(&cli::sentence(root.display().to_string()));
                Ok(())
            }
            Verb::Remote { url } => set_remote(context, url.as_deref()),
            Verb::Push => {
                let exchanged = backup::push(context.world)?;
                told(context, &exchanged, "your private notes are backed up")
            }
            Verb::Pull => {
                let exchanged = backup::pull(context.world)?;
                let said = if exchanged.is_ahead {
                    "all backed-up notes are here; to back up newer ones: coach private push"
                } else {
                    "your private notes are the same as in the backup"
                };
                told(context, &exchanged, said)
            }
        }
    }
}

/// Prints the number of notes from another machine, and the notes with two versions.
fn told(context: &mut Context<'_>, exchanged: &BackupResult, said: &str) -> Result<()> {
    context.has_saved();
    if !exchanged.came.is_empty() {
        context.notes.say(&format!("received {} from another machine", count(exchanged.came.len(), "note")));
    }
    for note in private::load(context.world)?.iter().filter(|note| !note.conflict.is_empty()) {
        let id = &note.session;
        context.notes.say(&format!(
            "the note of {id} has a conflict: `coach show {id}` shows both; choose with \
             `coach edit {id} --private`"
        ));
    }
    context.out.page(&cli::sentence(said));
    Ok(())
}

fn add(context: &mut Context<'_>, id: &str, text: Vec<String>, file: Option<PathBuf>) -> Result<()> {
    let mut parts = text;
    if let Some(file) = file {
        parts.push(input::read(context.world, &file)?);
    }
    let text = paragraphs(parts.iter().map(String::as_str));
    if says_nothing(&text) {
        return Err(Error::usage("the private note is empty"));
    }
    let mut note = of(context, id)?;
    let as_it_is = edit_private_note::as_it_is(context, &note)?;
    note.add(&text);
    let change = private::change_to(context.world, &note)?;
    save_change(context, change.clone())
        .map_err(|error| edit_private_note::keep(context, &note, &as_it_is, change, error))?;
    context
        .out
        .page(&cli::sentence(format!("saved a private note for session {} of {}", note.session, note.date)));
    Ok(())
}

/// The private note of a session, or an empty one. Finds a note even if its session no longer exists.
pub(crate) fn of(context: &mut Context<'_>, typed: &str) -> Result<PrivateNote> {
    let journal = context.load().or_else(|error| {
        if private::load(context.world)?.is_empty() { Err(error) } else { Ok(Journal::default()) }
    })?;
    let error = match journal.named(typed) {
        Ok(NamedRecord::Item(item)) => {
            let session = &item.session().record;
            let kept = private::note(context.world, &session.id)?;
            return Ok(kept.unwrap_or_else(|| PrivateNote::beside(session, "")));
        }
        Ok(NamedRecord::Person(person)) => {
            return Err(Error::usage(format!("`{}` is a person", person.record.handle))
                .hint("a private note belongs to a session: use the id of a session"));
        }
        Ok(_) => {
            return Err(Error::usage(format!("`{typed}` is not a session"))
                .hint("a private note belongs to a session: use the id of a session"));
        }
        Err(error) => error,
    };
    let prefix = typed.to_ascii_lowercase();
    let mut found = private::load(context.world)?;
    found.retain(|note| Id::could_begin(&prefix) && note.session.as_str().starts_with(&prefix));
    match found.len() {
        1 => Ok(found.remove(0)),
        _ => Err(error),
    }
}

/// Saves the note as edited. Fails if the note has changed since `before`.
pub(super) fn save_text(
    context: &mut Context<'_>,
    note: &PrivateNote,
    text: &str,
    before: Option<Vec<u8>>,
) -> Result<()> {
    let says = !note.says_nothing();
    let after = says.then(|| text.as_bytes().to_vec());
    save_change(context, FileChange { path: private::path(&note.session), before, after })
}

/// Saves the note, unless the journal contains the same text: the guard would then block every save to the
/// journal.
fn save_change(context: &mut Context<'_>, change: FileChange) -> Result<()> {
    if let Ok(root) = context.place()
        && journal_folder::is_journal(&root)?
    {
        guard_commits::refuse_what_is_said(&root, context.world, std::slice::from_ref(&change))?;
    }
    match private::save(context.world, &[change], "note") {
        Ok(Some(Saved::Waiting(why))) => context.notes.say(&format!("saved, but not committed yet: {why}")),
        Ok(_) => {}
        Err(NotSaved::Failed(error)) => return Err(error),
        Err(NotSaved::Changed) => {
            return Err(Error::cannot("the private note changed in the meantime").nothing_saved());
        }
    }
    context.has_saved();
    if let Ok(root) = context.place() {
        context.mention_demo(&root);
    }
    Ok(())
}

fn list(context: &mut Context<'_>, json: bool) -> Result<()> {
    let notes = private::load(context.world)?;
    let journal = context.load().unwrap_or_default();
    let rows = report::rows(&notes, &journal);
    if json {
        context.out.json(&rows);
    } else {
        context.out.page(&report::page(&rows, &journal));
    }
    let me = context.me()?;
    let was = journal.people.get(&me).map_or(&[][..], |filed| filed.record.was.as_slice());
    for handle in private::others(context.world)? {
        context.notes.say(&if was.contains(&handle) {
            own_handle::notes_of_former_handle(&handle, &me)
        } else {
            format!(
                "`{handle}` also has private notes on this account; only `{handle}` sees them \
                 (`coach config set me {handle}`)"
            )
        });
    }
    Ok(())
}

fn set_remote(context: &mut Context<'_>, url: Option<&str>) -> Result<()> {
    let Some(url) = url else {
        let said = match remote::origin(context.world)? {
            Some(url) => remote_address::shown(&url),
            None => "no remote: your private notes are only on this machine".into(),
        };
        context.out.page(&cli::sentence(said));
        return Ok(());
    };
    if url.trim().is_empty() {
        return Err(Error::usage("the address of the remote is empty"));
    }
    let journal = match context.place() {
        Ok(root) => journal_folder::is_journal(&root)?.then_some(root),
        Err(_) => None,
    };
    // git would resolve a relative path from the folder of the notes, and not from the current folder.
    let here = context.world.folder(std::path::Path::new(url));
    let path = here.to_str().filter(|_| here.is_dir() || !url.contains(':')).map(str::to_string);
    let unasked = remote::set_origin(context.world, path.as_deref().unwrap_or(url), journal.as_deref())?;
    context.has_saved();
    context.out.page(&cli::sentence(format!(
        "`coach private push` backs up your private notes to {}; make sure that only you can read it",
        remote_address::shown(url)
    )));
    if let Some(unasked) = unasked {
        context.notes.say(&unasked);
    }
    Ok(())
}
