//! Saves what a form says, once. Every form carries an id, and a ledger remembers the ids that were saved.

use std::collections::BTreeMap;

use super::answer::Visit;
use super::form::Form;
use super::sign_in::hashed;
use crate::environment::Environment;
use crate::error::{Error, Result};
use crate::journal::values::id::Id;
use crate::store::Saved;
use crate::store::files::journal_folder;
use crate::store::git::form_commit;
use crate::store::load::LoadScope;
use crate::store::serve_state::Submission;
use crate::store::write::change::{self, Commits};
use crate::store::write::edits::Edits;

/// The commit of a submission that had nothing to change, or whose commit waits.
const NO_COMMIT: &str = "-";

/// The submissions by the ids of their forms.
pub(crate) struct Ledger(BTreeMap<Id, Submission>);

impl Ledger {
    pub(crate) fn new(known: BTreeMap<Id, Submission>) -> Ledger {
        Ledger(known)
    }
}

/// What became of a form.
pub(crate) enum Sent<T> {
    /// It is saved. The commit is absent if there was nothing to change, or if the commit waits.
    Now { value: T, commit: Option<String> },
    /// It was saved before, under the same id.
    Before { commit: Option<String> },
}

/// What `once` knows when it decides.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Attempt {
    First,
    /// An earlier attempt may have been saved, but its answer did not come back.
    Again,
}

/// The id in a form.
pub(crate) fn id(form: &Form) -> Result<Id> {
    form.get("id")
        .parse()
        .map_err(|_| Error::usage("this form has no valid id: open its page again, and send it from there"))
}

/// Saves what `decide` changes, in one commit of the acting coach. It needs `scope` of the journal. A form that was saved already is not saved
/// twice, and another form under its id is refused.
pub(crate) fn once<T>(
    visit: &mut Visit<'_>,
    id: &Id,
    scope: LoadScope<'_>,
    mut decide: impl FnMut(&mut Edits<'_>, &mut Environment, Attempt) -> Result<T>,
) -> Result<Sent<T>> {
    let who = visit.desk.me.clone();
    let content = hashed(&format!("{}\n{}", visit.parts.join("/"), visit.form.encoded()));
    let mut ledger = visit.site.ledger();
    let known = ledger.0.get(id);
    if known.is_some_and(|known| known.who != who) {
        return Err(in_use(id));
    }
    if let Some(Submission { commit: Some(commit), content: before, .. }) = known {
        let commit = Some(commit.clone()).filter(|commit| commit != NO_COMMIT);
        return if *before == content { Ok(Sent::Before { commit }) } else { Err(in_use(id)) };
    }
    // A change would begin a new journal where none is.
    if !journal_folder::is_journal(&visit.desk.root)? {
        return Err(Error::machine("the journal is not in its folder").nothing_saved());
    }
    let attempt = if known.is_some() { Attempt::Again } else { Attempt::First };
    // The day of the server names the file of the ledger, which forgets old files.
    let day = known.map_or(visit.today, |known| known.day);
    let begun = Submission { id: id.clone(), who, content, day, commit: None };
    visit.site.state.submit(&begun)?;
    ledger.0.insert(id.clone(), begun.clone());
    let (root, desk) = (visit.desk.root.clone(), &mut visit.desk);
    let mut earlier = None;
    let changed = change::change(&desk.root, &mut desk.world, scope, Commits::AtOnce, |edits, world| {
        // An earlier attempt may have been saved before the server died. Only here is the commit complete.
        if attempt == Attempt::Again {
            earlier = form_commit::find(&root, id);
            if earlier.is_some() {
                return Ok(None);
            }
        }
        let value = decide(edits, world, attempt)?;
        if !edits.message.is_empty() {
            edits.message.push_str(&form_commit::trailer(id));
        }
        Ok(Some(value))
    })?;
    let commit = match changed.saved {
        Some(Saved::Committed { id, .. }) => Some(id),
        Some(Saved::Waiting(_)) | None => earlier,
    };
    let saved = Submission { commit: Some(commit.clone().unwrap_or_else(|| NO_COMMIT.into())), ..begun };
    visit.site.sync.changed();
    // The journal has it already. If this write fails, a retry finds it there.
    let _ = visit.site.state.submit(&saved);
    ledger.0.insert(id.clone(), saved);
    Ok(match changed.value {
        Some(value) => Sent::Now { value, commit },
        None => Sent::Before { commit },
    })
}

fn in_use(id: &Id) -> Error {
    Error::cannot(format!("something else was already sent under the id {id}; nothing was changed"))
        .hint("open the page again, and send it from there")
}
