//! `coach person rename`: gives a person another handle, in every record that names the person.

use super::{handles_in_records, own_handle};
use crate::cli::{self, Context};
use crate::error::{Error, Result};
use crate::journal::edit::rename;
use crate::journal::values::handle::Handle;
use crate::ops::{self, parse};
use crate::store::files::record_paths;
use crate::store::write::edits::Edits;
use crate::views::page::Page;
use crate::views::wording::{count, files};

#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach person rename ana ana-lopez

coach replaces the old handle in all records: sessions, actions, managers and members. The record of the
person keeps the old handle under `was`. If a colleague keeps using the old handle, the next sync updates their
entries. No other person can get the old handle. To merge two people into one, use `coach person merge`.")]
pub(crate) struct Args {
    /// Person to rename
    #[arg(value_name = "PERSON")]
    pub old: String,
    /// New handle
    #[arg(value_name = "HANDLE")]
    pub new: String,
    /// Take over the private notes of the old handle, if both handles are yours
    #[arg(long)]
    pub with_notes: bool,
}

impl Args {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let new = parse::handle("a person", &self.new)?;
        let me = context.me().ok();
        let renamed = context.change(|edits, _| {
            let old = edits.journal.person(&self.old)?.record.handle.clone();
            if old == new {
                return Ok(None);
            }
            may_be(edits, &old, &new)?;
            if self.with_notes {
                own_handle::refuse_notes_of_others(me.as_ref(), [&old, &new])?;
            }
            let places = everywhere(edits, &old, &new)?;
            edits.message("person", &format!("rename {old} to {new}: {places}"));
            Ok(Some((old, places, files(&edits.journal.problems))))
        })?;
        let Some((old, places, left_out)) = renamed else {
            context.out.page(&cli::sentence(format!("the handle is already `{new}`")));
            return Ok(());
        };
        let page = cli::sentence(format!("renamed `{old}` to `{new}` in {places}"));
        said(context, page, me.as_ref(), (&old, &new), left_out, self.with_notes);
        Ok(())
    }
}

/// Fails if another person has or had this handle.
pub(super) fn may_be(edits: &Edits<'_>, old: &Handle, new: &Handle) -> Result<()> {
    let journal = edits.journal;
    if let Some(there) = journal.people.get(new) {
        return Err(Error::cannot(format!("the handle `{new}` is already in use: {}", there.path))
            .hint(format!("if both are one person: coach person merge {old} {new}")));
    }
    super::refuse_reserved(new)?;
    edits.may_name(new)?;
    match journal.now_called(new).filter(|now| *now != old) {
        None => Ok(()),
        Some(now) => {
            Err(Error::cannot(format!("`{new}` is a former handle of `{now}` and cannot be used again"))
                .hint(format!("use another handle, such as {new}-2")))
        }
    }
}

/// Replaces one handle by another, and moves files whose paths contain it. Returns the number of changed
/// records, in words. Moves the person's own file, unless the new handle has one.
pub(super) fn everywhere(edits: &mut Edits<'_>, old: &Handle, new: &Handle) -> Result<String> {
    edits.needs_every_file()?;
    edits.needs_one_file_each()?;
    let journal = edits.journal;
    for filed in journal.people.values().filter(|filed| rename::person_names(&filed.record, old)) {
        let own = filed.record.handle == *old;
        if own && journal.people.contains_key(new) {
            continue; // `merge` merges it into the existing record.
        }
        rename::in_person(edits.text(&filed.path)?, old, new);
        if own {
            edits.move_to(&filed.path, &record_paths::person(new))?;
        }
    }
    let sessions: Vec<_> =
        journal.sessions.iter().filter(|filed| rename::session_names(&filed.record, old)).collect();
    for filed in &sessions {
        rename::in_session(edits.text(&filed.path)?, old, new);
        let renamed = edits.session(&filed.path)?;
        if filed.path == record_paths::session(&filed.record) {
            edits.move_to(&filed.path, &record_paths::session(&renamed.record))?;
        }
    }
    Ok(match handles_in_records::rename(edits, old, new)? {
        0 => count(sessions.len(), "session"),
        others => format!("{}, {}", count(sessions.len(), "session"), count(others, "other record")),
    })
}

/// Prints the result, and the files that could not be changed.
pub(super) fn said(
    context: &mut Context<'_>,
    mut page: Page,
    me: Option<&Handle>,
    (old, new): (&Handle, &Handle),
    left_out: usize,
    with_notes: bool,
) {
    // Your handle belongs to your own journal.
    if me == Some(old) && !context.is_demo() {
        match ops::own_handle::take(context.world, old, new) {
            Ok(()) => page.line(format!("your handle is now `{new}`")),
            Err(error) => own_handle::warn(context, &error, new),
        }
    }
    if left_out > 0 {
        let left_out = count(left_out, "file");
        page.line(format!("{left_out} could not be read and may still contain `{old}`: coach check"));
    }
    context.out.page(&page);
    if me == Some(new) {
        own_handle::take_notes(context, old, new, with_notes);
    }
}
