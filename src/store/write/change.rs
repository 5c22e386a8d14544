//! One command's changes to the journal: decided on what is on the disk now, under the lock, and
//! saved in one go.

use std::path::Path;
use std::time::Duration;

use super::edits::Edits;
use super::hand_edits;
use super::writer::Writer;
use crate::environment::Environment;
use crate::error::{Error, Result};
use crate::journal::index::journal::Journal;
use crate::journal::records::settings;
use crate::journal::values::handle::Handle;
use crate::store::config::Config;
use crate::store::files::journal_folder;
use crate::store::git::git_program::Program;
use crate::store::git::log;
use crate::store::git::objects::{BY, TRAILER};
use crate::store::git_pull::merge_driver;
use crate::store::load::{self, LoadScope};
use crate::store::private::{self, guard, owner};
use crate::store::repair::missing_settings;
use crate::store::{Commit, FallbackIdentity, FileChange, Guard, NotSaved, Saved};

/// How long a command waits for another that is writing.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// How often a command decides anew because files changed under its hands.
const ATTEMPTS: usize = 5;

/// When what is saved is committed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Commits {
    AtOnce,
    /// With the other answers of a round: `store::round` makes the commit.
    WithTheRound,
}

/// What came of it.
pub struct ChangeResult<T> {
    pub value: T,
    /// Nothing where there was nothing to change.
    pub saved: Option<Saved>,
    /// Whether the journal was begun with it.
    pub began: bool,
    /// What the people at the terminal should know: an earlier command that was finished now.
    pub notes: Vec<String>,
}

/// Lets `decide` make its edits on the journal as it is now, and saves them: one transaction, one
/// commit. Decides again where somebody changed a file in between.
pub fn change<T>(
    root: &Path,
    world: &mut Environment,
    depth: LoadScope<'_>,
    commits: Commits,
    mut decide: impl FnMut(&mut Edits<'_>, &mut Environment) -> Result<T>,
) -> Result<ChangeResult<T>> {
    let mut notes = Vec::new();
    let began = !journal_folder::is_journal(root)?;
    if began {
        missing_settings::refuse_defaults(root)?;
        // Decided once on nothing: a command that cannot be leaves no empty journal behind.
        decide(&mut Edits::on(&Journal::begun(), root), world)?;
        journal_folder::make(root, root == journal_folder::default(world))?;
    }
    let program = Program::find(world)?;
    for _ in 0..ATTEMPTS {
        let mut writer = Writer::open_with(root, PATIENCE, program.clone())?;
        writer.progress = world.progress;
        notes.extend(writer.notes().iter().cloned());
        notes.extend(merge_driver::register(root, &world.program)?);
        let is_new = !journal_folder::is_journal(root)?;
        missing_settings::refuse_defaults(root)?;
        let journal = if is_new { Journal::begun() } else { load::load(root, world, depth)? };
        follow_handle(world, &journal)?;
        let who = FallbackIdentity::at(world, Some(&journal));
        let manual = journal.settings.commit == settings::Commit::Manual;
        let guard = Guard::read(world)?;
        let commit = Commit { message: "", time: world.now, who: &who, manual, guard: &guard };
        let unsure = unsure(&journal.settings);
        if commits == Commits::AtOnce && unsure.is_none() {
            commit_what_waited(root, &mut writer, &commit, &mut notes)?;
        }
        let mut edits = Edits::on(&journal, root);
        if is_new {
            edits.begin()?;
        }
        let value = decide(&mut edits, world)?;
        let message = format!("{}{}", edits.message, by(world, edits.by.as_ref())?);
        let private = std::mem::take(&mut edits.private);
        let mut files = edits.finish()?;
        if files.is_empty() && private.is_empty() {
            return Ok(ChangeResult { value, saved: None, began, notes });
        }
        files.extend(hand_edits::left_behind(root, &files)?);
        let guard = guarded(root, world, &files, &private, &message)?;
        // First the private notes: after a crash in between one is there without its session, and
        // what was said is not lost. The other way round it could not be told from one never said.
        let kept = match private::save(world, &private, "note") {
            Ok(kept) => kept,
            Err(NotSaved::Failed(error)) => return Err(error),
            Err(NotSaved::Changed) => continue,
        };
        if files.is_empty() {
            return Ok(ChangeResult { value, saved: kept, began, notes });
        }
        let commit = Commit { guard: &guard, ..commit };
        let commit = Commit { message: &message, ..commit };
        let saved = match (commits, &unsure) {
            (Commits::WithTheRound, _) => writer.save_for_later(&files, &commit, "the round is under way"),
            (Commits::AtOnce, Some(why)) => writer.save_for_later(&files, &commit, why),
            (Commits::AtOnce, None) => commit_hand_edits(root, &mut writer, &files, &commit, &mut notes)
                .and_then(|()| writer.save(&files, &commit)),
        };
        match saved {
            Ok(saved) => return Ok(ChangeResult { value, saved: Some(saved), began, notes }),
            Err(NotSaved::Failed(error)) => return Err(error),
            Err(NotSaved::Changed) => {}
        }
    }
    Err(Error::machine("the journal's files keep changing under our hands: nothing was saved")
        .hint("somebody or something else is writing there: try again in a moment"))
}

/// The private notes and drafts of a person go along when their handle changes, whoever renamed them.
pub fn follow_handle(world: &Environment, journal: &Journal) -> Result<()> {
    let Ok(me) = owner::me(world) else { return Ok(()) };
    let person = journal.people.get(&me).map(|filed| &filed.record);
    private::adopt(world, person.map_or(&[], |person| person.was.as_slice()))
}

/// Why it is not known whether coach commits here. What is written then waits for a commit.
pub(crate) fn unsure(settings: &settings::Settings) -> Option<String> {
    let problem = settings.unread("commit")?;
    Some(format!("whether coach commits here cannot be read: {}: {}", problem.place(), problem.message))
}

/// Lets `decide` make its edits and throws them away: whatever would keep them from being saved is the
/// error that saving them would be.
pub fn rehearse<T>(
    root: &Path,
    world: &mut Environment,
    journal: &Journal,
    decide: impl FnOnce(&mut Edits<'_>, &mut Environment) -> Result<T>,
) -> Result<T> {
    let mut edits = Edits::on(journal, root);
    let value = decide(&mut edits, world)?;
    let message = std::mem::take(&mut edits.message);
    let private = std::mem::take(&mut edits.private);
    let files = edits.finish()?;
    guarded(root, world, &files, &private, &message)?;
    Ok(value)
}

/// Refuses what would be private and public at once; gives the guard that has looked.
fn guarded(
    root: &Path,
    world: &Environment,
    files: &[FileChange],
    private: &[FileChange],
    message: &str,
) -> Result<Guard> {
    guard::refuse_what_is_said(root, world, private)?;
    let guard = Guard::after(world, private)?;
    guard.check(files, message)?;
    Ok(guard)
}

/// Git knows an author's name and address, and not the handle by which the team knows them.
pub(crate) fn by(world: &Environment, said: Option<&Handle>) -> Result<String> {
    let me = match said {
        Some(me) => Some(me.clone()),
        None => Config::read(&world.places)?.me.or_else(|| Handle::near(&world.user)),
    };
    Ok(me.map(|me| format!("{BY}{me}\n")).unwrap_or_default())
}

/// What was written while no commit could be made gets a commit of its own: the next command's
/// is that command's alone, and `undo` knows them apart.
pub(crate) fn commit_what_waited(
    root: &Path,
    writer: &mut Writer,
    commit: &Commit<'_>,
    notes: &mut Vec<String>,
) -> Result<()> {
    let waiting = crate::store::pending(root);
    if waiting.is_empty() || commit.manual {
        return Ok(());
    }
    let message = format!("what waited: {}\n\n{TRAILER}waiting\n", hand_edits::count(waiting.len()));
    match writer.save(&[], &Commit { message: &message, ..commit.clone() }) {
        Ok(Saved::Committed { .. }) => notes.push(format!("committed what waited: {}", waiting.join(", "))),
        Ok(Saved::Waiting(_)) | Err(NotSaved::Changed) => {}
        Err(NotSaved::Failed(error)) => return Err(error),
    }
    Ok(())
}

/// What a hand changed in the records that a command is about to change is committed first, by
/// itself: it is not the command's doing, and not the command's to take back.
pub(crate) fn commit_hand_edits(
    root: &Path,
    writer: &mut Writer,
    changes: &[FileChange],
    commit: &Commit<'_>,
    notes: &mut Vec<String>,
) -> Result<(), NotSaved> {
    if commit.manual {
        return Ok(());
    }
    let mut changed = Vec::new();
    for change in changes {
        let is_left_behind = change.before.is_none() && change.after.is_none();
        let is_edited = || log::is_committed(root, &change.path, change.before.as_deref()).map(|is| !is);
        if is_left_behind || (change.before.is_some() && is_edited()?) {
            changed.push(FileChange { after: change.before.clone(), ..change.clone() });
        }
    }
    notes.extend(hand_edits::commit(writer, &changed, commit)?);
    Ok(())
}
