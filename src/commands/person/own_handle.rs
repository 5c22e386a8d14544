//! Changes the user's own handle. The records with the old handle follow if coach can be sure that both
//! handles are the same person.

use std::path::Path;

use super::rename;
use crate::cli::Context;
use crate::error::{Error, Result};
use crate::journal::records;
use crate::journal::records::kind::RecordKind;
use crate::journal::records::person::Person;
use crate::journal::values::handle::Handle;
use crate::store::git::last_command::ChangedFile;
use crate::store::sync::unsent_reminder;
use crate::store::write::edits::Edits;
use crate::store::{load, private};

/// The user's old and new handle.
pub(crate) struct OwnHandleChange {
    pub old: Handle,
    pub new: Handle,
    /// Private notes of the old handle are on this machine. Several people may use one account, so they are
    /// perhaps not the user's.
    has_notes: bool,
    /// Colleagues may know the old handle.
    is_shared: bool,
}

/// The outcome for the records of the old handle.
pub(crate) enum RenameResult {
    /// They name the new handle now; the text counts them.
    Renamed(String),
    /// They keep the old handle.
    Kept,
}

impl OwnHandleChange {
    /// The change from one handle to another, in this journal. `None` if the user keeps the handle. Refuses
    /// the demo: the handle belongs to the user's own journal, whose records would keep the old one.
    pub(crate) fn change(
        context: &Context<'_>,
        root: &Path,
        new: &Handle,
    ) -> Result<Option<OwnHandleChange>> {
        let Some(old) = context.me().ok().filter(|old| old != new) else { return Ok(None) };
        if load::settings(root).is_ok_and(|settings| settings.demo) {
            return Err(Error::cannot(format!(
                "cannot change your handle `{old}` in the demo: it belongs to your own journal"
            ))
            .hint(context.way_out_of_demo()));
        }
        let is_shared = unsent_reminder::may_be_shared(root);
        let has_notes = private::may_have_notes(context.world, &old);
        Ok(Some(OwnHandleChange { old, new: new.clone(), has_notes, is_shared }))
    }

    /// Renames the person in the journal, unless the new handle belongs to another person or coach cannot be
    /// sure.
    pub(crate) fn follow(&self, edits: &mut Edits<'_>) -> Result<Option<RenameResult>> {
        let journal = edits.journal;
        if !journal.people.contains_key(&self.old) {
            return Ok(None);
        }
        let is_coached = journal.sessions.iter().any(|filed| filed.record.with.contains(&self.old));
        let can_rename = !self.is_shared
            && !self.has_notes
            && !is_coached
            && !journal.is_mentioned(&self.new)
            && rename::may_be(edits, &self.old, &self.new).is_ok()
            && edits.needs_every_file().is_ok()
            && edits.needs_one_file_each().is_ok();
        if !can_rename {
            let has_records = journal.is_mentioned(&self.old);
            return Ok(has_records.then_some(RenameResult::Kept));
        }
        let places = rename::everywhere(edits, &self.old, &self.new)?;
        edits.message("person", &format!("rename {} to {}: {places}", self.old, self.new));
        Ok(Some(RenameResult::Renamed(places)))
    }

    /// The sentence that reports the outcome, with the command that changes it.
    pub(crate) fn told(&self, followed: &RenameResult, is_there: bool) -> String {
        let OwnHandleChange { old, new, .. } = self;
        match followed {
            RenameResult::Renamed(places) => {
                format!("renamed `{old}` to `{new}` in {places} (`coach undo` reverts it)")
            }
            RenameResult::Kept => {
                let verb = if is_there { "merge" } else { "rename" };
                let with_notes = if self.has_notes { " --with-notes" } else { "" };
                format!(
                    "the records of `{old}` keep that handle; if `{old}` is also you: \
                     coach person {verb} {old} {new}{with_notes}"
                )
            }
        }
    }
}

/// The handle that the user gets back if these files are restored: the undone command renamed the user, merged
/// the user into another person, or undid that. `by` is the user's handle when they ran the command.
pub(crate) fn restored(me: &Handle, by: Option<&Handle>, touched: &[ChangedFile]) -> Option<Handle> {
    let person = |path: &str, bytes: &Option<Vec<u8>>| -> Option<Person> {
        let is_person = RecordKind::Person.is_at(path);
        let bytes = bytes.as_deref().filter(|_| is_person)?;
        records::read(path, std::str::from_utf8(bytes).ok()?).ok()
    };
    let now: Vec<Person> = touched.iter().filter_map(|file| person(&file.path, &file.after)).collect();
    let then: Vec<Person> = touched.iter().filter_map(|file| person(&file.path, &file.before)).collect();
    let mine = now.iter().find(|person| person.handle == *me)?;
    if then.iter().any(|person| person.handle == *me) {
        // The person existed before the merge. Only the merge of the user's own handle changed that handle.
        let is_there =
            |people: &[Person], handle: &Handle| people.iter().any(|person| person.handle == *handle);
        let mut merged = by.into_iter().filter(|by| mine.was.contains(by));
        return merged.find(|by| is_there(&then, by) && !is_there(&now, by)).cloned();
    }
    let is_mine = |then: &&Person| mine.was.contains(&then.handle) || then.was.contains(me);
    then.iter().find(is_mine).map(|then| then.handle.clone())
}

/// The note that private notes stay with a handle, with the command that moves them.
pub(crate) fn notes_of_former_handle(old: &Handle, me: &Handle) -> String {
    format!(
        "this machine has private notes of `{old}`; if `{old}` is also you: \
         coach person merge {old} {me} --with-notes"
    )
}

/// Fails unless the user is one of the two handles whose private notes `--with-notes` would join.
pub(crate) fn refuse_notes_of_others(me: Option<&Handle>, both: [&Handle; 2]) -> Result<()> {
    if me.is_some_and(|me| both.contains(&me)) {
        return Ok(());
    }
    let [old, new] = both;
    Err(Error::usage(format!(
        "--with-notes merges only your own private notes, and you are neither `{old}` nor `{new}`"
    )))
}

/// Moves the private notes of the handle that the user had to the one that they have now, if `--with-notes`
/// asks for it.
pub(crate) fn take_notes(context: &mut Context<'_>, old: &Handle, new: &Handle, with_notes: bool) {
    if !private::may_have_notes(context.world, old) {
        return;
    }
    if !with_notes {
        context.notes.say(&notes_of_former_handle(old, new));
        return;
    }
    match private::adopt(context.world, old) {
        Ok(()) => context.notes.say(&format!("the private notes of `{old}` now belong to you, `{new}`")),
        Err(error) => context.warn(&error),
    }
}

/// Warns that a setting or a note could not follow. The rename itself is saved, so this is not an error.
pub(crate) fn warn(context: &mut Context<'_>, error: &Error, new: &Handle) {
    context.warn(error);
    context.notes.say(&format!("to use the new handle: coach config set me {new}"));
}
