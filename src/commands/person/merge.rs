//! `coach person merge`: merges two handles that belong to one person.

use super::own_handle;
use super::rename::{everywhere, said};
use crate::cli::{self, Context};
use crate::error::{Error, Result};
use crate::journal::edit::rename;
use crate::journal::merge::{self, Merged};
use crate::journal::query::journal::{Filed, Journal};
use crate::journal::records::person::Person;
use crate::journal::text::editable_record::RecordText;
use crate::journal::values::handle::Handle;
use crate::ops::parse;
use crate::store::write::edits::Edits;
use crate::views::wording::{count, files};

#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach person merge anna ana      replaces anna with ana in all records

Use this if one person has two handles. In one commit, coach replaces the first handle with the second in all
sessions and actions, and merges the two person records. If a field has two different values, coach uses one
and keeps the other as a conflict (`coach list conflicts`). The record keeps the first handle under `was`, as
after a rename. `coach undo` reverts the merge.")]
pub(crate) struct Args {
    /// Handle to replace; it can be one without a person record
    #[arg(value_name = "HANDLE")]
    pub old: String,
    /// Person to keep
    #[arg(value_name = "PERSON")]
    pub into: String,
    /// Take over the private notes of the first handle, if both handles are yours
    #[arg(long)]
    pub with_notes: bool,
}

impl Args {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let old = parse::handle("a person", &self.old)?;
        let me = context.me().ok();
        let (into, merged) = context.change(|edits, _| {
            let journal = edits.journal;
            let into = person(journal, &self.into)?;
            if self.with_notes {
                own_handle::refuse_notes_of_others(me.as_ref(), [&old, &into.record.handle])?;
            }
            if into.record.was.contains(&old) && !journal.is_mentioned(&old) {
                return Ok((into.record.handle.clone(), None));
            }
            may_be_one(journal, &old, &into.record)?;
            let sessions = everywhere(edits, &old, &into.record.handle)?;
            let versions = records(edits, &old, into)?;
            let into = into.record.handle.clone();
            edits.message("person", &format!("merge {old} into {into}: {sessions}"));
            Ok((into, Some((sessions, versions, files(&journal.problems)))))
        })?;
        let Some((sessions, versions, left_out)) = merged else {
            context.out.page(&cli::sentence(format!("`{old}` and `{into}` are already one person")));
            if me.as_ref() == Some(&into) {
                own_handle::take_notes(context, &old, &into, self.with_notes);
            }
            return Ok(());
        };
        let mut page = cli::sentence(format!("merged `{old}` into `{into}`: {sessions}"));
        if versions > 0 {
            let conflicts = count(versions, "conflict");
            page.line(format!("{conflicts} between the two records: coach list conflicts"));
        }
        said(context, page, me.as_ref(), (&old, &into), left_out, self.with_notes);
        Ok(())
    }
}

fn person<'a>(journal: &'a Journal, typed: &str) -> Result<&'a Filed<Person>> {
    let whole = parse::handle("a person", typed)?;
    journal.people.get(&whole).map_or_else(|| journal.person(typed), Ok)
}

fn may_be_one(journal: &Journal, old: &Handle, into: &Person) -> Result<()> {
    if *old == into.handle {
        return Err(Error::usage(format!("cannot merge `{old}` with itself")));
    }
    let there = journal.people.get(old).map(|filed| &filed.record);
    for person in there.into_iter().chain([into]) {
        if person.is_group() {
            return Err(Error::cannot(format!("`{}` is a group, not a person", person.handle))
                .hint(format!("to set its members: coach person set {} --member …", person.handle)));
        }
        if person.forgotten.is_some() {
            return Err(Error::cannot(format!("`{}` was forgotten", person.handle)));
        }
    }
    if there.is_some() || journal.is_mentioned(old) {
        return Ok(());
    }
    // Refuses an unknown handle as every command does, with the nearest known one.
    match journal.person(old.as_str()) {
        Ok(near) => Err(Error::cannot(format!("no person has the handle `{old}`"))
            .hint(format!("did you mean `{}`? Type the full handle", near.record.handle))),
        Err(error) => Err(error),
    }
}

/// Merges two person records by the rules of every merge. Returns the number of new conflicts.
fn records(edits: &mut Edits<'_>, old: &Handle, into: &Filed<Person>) -> Result<usize> {
    let known = into.record.conflict.len();
    rename::in_person(edits.text(&into.path)?, old, &into.record.handle);
    let Some(gone) = edits.journal.people.get(old) else { return Ok(0) };
    let kept = edits.text(&into.path)?.render();
    let mut other = RecordText::parse(&edits.text(&gone.path)?.render())
        .map_err(|message| Error::cannot(format!("{}: {message}", gone.path)))?;
    rename::in_person(&mut other, old, &into.record.handle);
    let known = known + gone.record.conflict.len();
    let text = match merge::merge(None, Some(&kept), Some(&other.render())) {
        Ok(Merged::Text(text)) => text,
        Ok(Merged::Removed) => kept,
        Err(problem) => return Err(Error::cannot(format!("{}: {problem}", gone.path))),
    };
    let versions = merge::conflicts(&text).len().saturating_sub(known);
    *edits.text(&into.path)? = RecordText::parse(&text).map_err(Error::cannot)?;
    edits.remove(&gone.path)?;
    Ok(versions)
}
