//! Deletes a session, an action, a follow-up, a request, a story, a policy or a resource, with the items that make no sense without
//! it.

use crate::error::{Error, Result};
use crate::journal::query::journal::{Filed, Item, Journal};
use crate::journal::query::lookup::NamedRecord;
use crate::journal::records::action::Action;
use crate::journal::records::follow_up::FollowUp;
use crate::journal::records::story::Story;
use crate::journal::values::id::Id;
use crate::store::write::edits::Edits;

/// A record or item, and the items and stories that go with it.
pub(crate) struct Deletion<'j> {
    what: NamedRecord<'j>,
    /// In words: `session k3f9m2qxtp of 2026-11-21 with ana`.
    pub name: String,
    pub actions: Vec<&'j Action>,
    pub follow_ups: Vec<&'j FollowUp>,
    pub stories: Vec<&'j Filed<Story>>,
}

impl<'j> Deletion<'j> {
    /// Finds the record or item whose id begins with `typed`. Fails for people and objectives, which have their
    /// own commands.
    pub(crate) fn find(journal: &'j Journal, typed: &str) -> Result<Deletion<'j>> {
        let what = journal.named(typed)?;
        let name = match what {
            NamedRecord::Person(Filed { record, .. }) => {
                let handle = &record.handle;
                return Err(Error::cannot(format!("`{handle}` is a person")).hint(format!(
                    "`coach person forget {handle} --dry-run` shows what deleting their data would change"
                )));
            }
            NamedRecord::Objective(Filed { record, .. }) => {
                let handle = &record.handle;
                return Err(Error::cannot(format!("`{handle}` is an objective"))
                    .hint(format!("`coach objective close {handle}` closes it and keeps its results")));
            }
            NamedRecord::Policy(Filed { record, .. }) => format!("policy {}", record.handle),
            NamedRecord::Resource(Filed { record, .. }) => {
                let handle = &record.handle;
                if journal.sessions.iter().any(|filed| filed.record.resources.contains(handle)) {
                    return Err(Error::cannot(format!("people got the resource `{handle}` in sessions"))
                        .hint(format!(
                            "`coach resource retire {handle}` keeps it, and coach no longer suggests it"
                        )));
                }
                format!("resource {handle}")
            }
            NamedRecord::Request(Filed { record, .. }) => {
                let by = record.from.as_ref().map(|from| format!(" by {from}")).unwrap_or_default();
                format!("request {}{by}", record.id)
            }
            NamedRecord::Story(Filed { record, .. }) => format!("story {} of {}", record.id, record.person),
            NamedRecord::Item(item) => {
                let session = &item.session().record;
                let link = if matches!(item, Item::Session(_)) { "of" } else { "from the session of" };
                format!("{} {} {link} {} with {}", item.noun(), item.id(), session.date, session.all_whom())
            }
        };
        let (mut actions, mut follow_ups, mut gone) = (Vec::new(), Vec::new(), Vec::new());
        match what {
            NamedRecord::Item(Item::Session(Filed { record, .. })) => {
                actions.extend(&record.actions);
                follow_ups.extend(&record.follow_ups);
                gone.extend(record.actions.iter().map(|action| &action.id));
            }
            NamedRecord::Item(Item::Action(Filed { record, .. }, action)) => {
                follow_ups.extend(record.asks_about(&action.id));
                gone.push(&action.id);
            }
            _ => {}
        }
        let stories = journal.stories.values().filter(|filed| gone.contains(&&filed.record.action)).collect();
        Ok(Deletion { what, name, actions, follow_ups, stories })
    }

    /// The session whose private note stays behind.
    pub(crate) fn session(&self) -> Option<&'j Id> {
        match self.what {
            NamedRecord::Item(Item::Session(filed)) => Some(&filed.record.id),
            _ => None,
        }
    }

    /// Removes all of it, in one commit.
    pub(crate) fn apply(&self, edits: &mut Edits<'j>) -> Result<()> {
        match self.what {
            NamedRecord::Item(Item::Action(filed, action)) => {
                let text = edits.text(&filed.path)?;
                text.remove_item("action", &action.id);
                for ask in &self.follow_ups {
                    text.remove_item("follow_up", &ask.id);
                }
            }
            NamedRecord::Item(Item::FollowUp(filed, ask)) => {
                edits.text(&filed.path)?.remove_item("follow_up", &ask.id);
            }
            whole => edits.remove(whole.path())?,
        }
        for story in &self.stories {
            edits.remove(&story.path)?;
        }
        edits.message("delete", &format!("delete {}", self.name));
        Ok(())
    }
}
