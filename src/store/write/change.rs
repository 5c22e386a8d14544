//! Makes the changes of one command. A closure decides on the current files under the lock, and coach
//! saves the edits in one transaction.

use std::path::Path;
use std::time::Duration;

use super::edits::Edits;
use super::hand_edits;
use super::writer::Writer;
use crate::environment::Environment;
use crate::error::{Error, Result};
use crate::journal::query::journal::Journal;
use crate::journal::records::settings;
use crate::journal::values::handle::Handle;
use crate::store::config::Config;
use crate::store::files::journal_folder;
use crate::store::git::git_program::Program;
use crate::store::git::log;
use crate::store::git::objects::{BY, TRAILER};
use crate::store::git_pull::merge_driver;
use crate::store::load::{self, LoadScope};
use crate::store::private::{self, guard_commits};
use crate::store::repair::missing_settings;
use crate::store::{Commit, FallbackIdentity, FileChange, Guard, NotSaved, Saved};

/// How long a command waits for another command that is writing.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// How many times a command decides if files keep changing meanwhile.
const ATTEMPTS: usize = 5;

/// When to commit the saved files.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Commits {
    AtOnce,
    /// Together with the other answers of a round: `store::write::batch` makes the commit.
    WithTheRound,
}

/// The result of a change.
pub(crate) struct ChangeResult<T> {
    pub value: T,
    /// `None` if there was nothing to change.
    pub saved: Option<Saved>,
    /// Whether this change created the journal.
    pub began: bool,
    /// Notes for the user, such as that coach completed an interrupted command.
    pub notes: Vec<String>,
}

/// Runs `decide` on the current journal and saves its edits in one transaction and one commit. Runs
/// `decide` again if a file changed meanwhile.
pub(crate) fn change<T>(
    root: &Path,
    world: &mut Environment,
    depth: LoadScope<'_>,
    commits: Commits,
    mut decide: impl FnMut(&mut Edits<'_>, &mut Environment) -> Result<T>,
) -> Result<ChangeResult<T>> {
    let mut notes = Vec::new();
    let began = begin(root, world, &mut decide)?;
    let program = Program::find(world)?;
    for _ in 0..ATTEMPTS {
        let mut writer = Writer::open_with(root, PATIENCE, program.clone())?;
        writer.progress = world.progress;
        notes.extend(writer.notes().iter().cloned());
        notes.extend(merge_driver::register(root, &world.program)?);
        let is_new = !journal_folder::is_journal(root)?;
        missing_settings::refuse_defaults(root)?;
        let journal = if is_new { Journal::begun() } else { load::load(root, world, depth)? };
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
        if !private.is_empty() && journal.settings.demo {
            return Err(private::not_in_the_demo());
        }
        let mut files = edits.finish()?;
        if files.is_empty() && private.is_empty() {
            return Ok(ChangeResult { value, saved: None, began, notes });
        }
        files.extend(hand_edits::left_behind(root, &files)?);
        let guard = guarded(root, world, &files, &private, &message)?;
        let commit = Commit { message: &message, guard: &guard, ..commit };
        let later = match (commits, &unsure) {
            (Commits::WithTheRound, _) => Some("the review is not finished"),
            (Commits::AtOnce, unsure) => unsure.as_deref(),
        };
        // Private notes come first: after a crash in between, a note exists without its session, and its
        // text is not lost. In the other order, coach could not tell a lost note from one that the user
        // never wrote.
        let kept = private::save(world, &private, "note");
        match kept.and_then(|kept| save(root, &mut writer, &files, &commit, later, kept, &mut notes)) {
            Ok(saved) => return Ok(ChangeResult { value, saved, began, notes }),
            Err(NotSaved::Failed(error)) => return Err(error),
            Err(NotSaved::Changed) => {}
        }
    }
    Err(changes_meanwhile())
}

fn changes_meanwhile() -> Error {
    Error::machine("the journal's files keep changing while coach saves")
        .nothing_saved()
        .hint("another program is writing to them: try again in a moment")
}

/// Creates the journal if it does not exist. Returns whether it did.
fn begin<T>(
    root: &Path,
    world: &mut Environment,
    mut decide: impl FnMut(&mut Edits<'_>, &mut Environment) -> Result<T>,
) -> Result<bool> {
    if journal_folder::is_journal(root)? {
        return Ok(false);
    }
    missing_settings::refuse_defaults(root)?;
    // A trial run on an empty journal: if the command fails, coach creates no journal.
    decide(&mut Edits::on(&Journal::begun(), root), world)?;
    journal_folder::make(root, root == journal_folder::default(world))?;
    Ok(true)
}

/// Saves the files now, or leaves their commit to a later command, with the reason. `kept` is the result of the
/// private notes, which counts if there are no files.
fn save(
    root: &Path,
    writer: &mut Writer,
    files: &[FileChange],
    commit: &Commit<'_>,
    later: Option<&str>,
    kept: Option<Saved>,
    notes: &mut Vec<String>,
) -> Result<Option<Saved>, NotSaved> {
    if files.is_empty() {
        return Ok(kept);
    }
    if let Some(why) = later {
        return writer.save_for_later(files, commit, why).map(Some);
    }
    commit_hand_edits(root, writer, files, commit, notes)?;
    writer.save(files, commit).map(Some)
}

/// The reason if coach cannot read whether the team wants commits. Saved files then wait for a commit.
pub(crate) fn unsure(settings: &settings::Settings) -> Option<String> {
    let problem = settings.unread("commit")?;
    Some(format!("coach cannot read the `commit` setting: {}: {}", problem.place(), problem.message))
}

/// Runs `decide` and discards its edits. Fails with the same error as saving them would.
pub(crate) fn rehearse<T>(
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

/// Fails if a text would be both private and public. Returns the guard that made the check.
fn guarded(
    root: &Path,
    world: &Environment,
    files: &[FileChange],
    private: &[FileChange],
    message: &str,
) -> Result<Guard> {
    guard_commits::refuse_what_is_said(root, world, private)?;
    let guard = Guard::after(world, private)?;
    guard.check(files, message)?;
    Ok(guard)
}

/// The `Coach-By` trailer. Git has an author's name and address, but not the handle that the team uses.
pub(crate) fn by(world: &Environment, said: Option<&Handle>) -> Result<String> {
    let me = match said.or(world.acting.as_ref()) {
        Some(me) => Some(me.clone()),
        None => Config::read(&world.places)?.me.or_else(|| Handle::near(&world.user)),
    };
    Ok(me.map(|me| format!("{BY}{me}\n")).unwrap_or_default())
}

/// Makes a separate commit of the pending files, so that the next commit holds only its own command and
/// `undo` can tell the two apart.
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
    let message =
        format!("save uncommitted changes: {}\n\n{TRAILER}waiting\n", hand_edits::count(waiting.len()));
    match writer.save(&[], &Commit { message: &message, ..commit.clone() }) {
        Ok(Saved::Committed { .. }) => {
            notes.push(format!("committed earlier changes: {}", waiting.join(", ")))
        }
        Ok(Saved::Waiting(_)) | Err(NotSaved::Changed) => {}
        Err(NotSaved::Failed(error)) => return Err(error),
    }
    Ok(())
}

/// Commits the user's own edits to the records that a command is about to change. They get a separate
/// commit, because they are not part of the command, and its `undo` must not revert them.
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
