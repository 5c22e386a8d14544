//! Deletes a session, an action, a follow-up, a request or a story, with the items that make no sense without
//! it.

use crate::error::{Error, Result};
use crate::journal::query::journal::{Filed, Item, Journal};
use crate::journal::query::lookup::NamedRecord;
use crate::journal::records::action::Action;
use crate::journal::records::follow_up::FollowUp;
use crate::journal::records::session::Session;
use crate::journal::records::story::Story;
use crate::journal::values::id::Id;
use crate::store::write::edits::Edits;

/// A record or item, and the items and stories that go with it.
pub(crate) struct Deletion<'j> {
    what: Target<'j>,
    pub actions: Vec<&'j Action>,
    pub follow_ups: Vec<&'j FollowUp>,
    pub stories: Vec<&'j Filed<Story>>,
}

enum Target<'j> {
    /// A whole file: its path, its noun, its id and a word about it.
    File(&'j str, &'static str, &'j Id, String),
    /// An item of a session.
    Item(Item<'j>),
}

impl<'j> Deletion<'j> {
    /// Finds the record or item whose id begins with `typed`. Fails for people, objectives and items that other
    /// commands end.
    pub(crate) fn find(journal: &'j Journal, typed: &str) -> Result<Deletion<'j>> {
        let alone =
            |what| Deletion { what, actions: Vec::new(), follow_ups: Vec::new(), stories: Vec::new() };
        match journal.named(typed)? {
            NamedRecord::Person(filed) => {
                let handle = &filed.record.handle;
                Err(Error::cannot(format!("`{handle}` is a person")).hint(format!(
                    "`coach person forget {handle} --dry-run` shows what deleting their data would change"
                )))
            }
            NamedRecord::Objective(filed) => {
                let handle = &filed.record.handle;
                Err(Error::cannot(format!("`{handle}` is an objective"))
                    .hint(format!("`coach objective close {handle}` ends it; its results stay")))
            }
            NamedRecord::Request(filed) => {
                let by = filed.record.from.as_ref().map_or(String::new(), |from| format!(" by {from}"));
                Ok(alone(Target::File(&filed.path, "request", &filed.record.id, by)))
            }
            NamedRecord::Story(filed) => {
                let of = format!(" of {}", filed.record.person);
                Ok(alone(Target::File(&filed.path, "story", &filed.record.id, of)))
            }
            NamedRecord::Item(item) => Ok(Deletion::of_item(journal, item)),
        }
    }

    fn of_item(journal: &'j Journal, item: Item<'j>) -> Deletion<'j> {
        let session: &'j Session = item.session_record();
        let (what, actions, follow_ups) = match item {
            Item::Session(filed) => {
                let about = format!(" of {} with {}", session.date, session.whom());
                let what = Target::File(&filed.path, "session", &session.id, about);
                (what, session.actions.iter().collect(), session.follow_ups.iter().collect())
            }
            Item::Action(_, action) => {
                let asks = session.follow_ups.iter().filter(|ask| ask.action.as_ref() == Some(&action.id));
                (Target::Item(item), Vec::new(), asks.collect())
            }
            Item::FollowUp(..) => (Target::Item(item), Vec::new(), Vec::new()),
        };
        let mut deletion = Deletion { what, actions, follow_ups, stories: Vec::new() };
        let gone: Vec<&Id> = deletion.action_ids().collect();
        let tells = |filed: &&Filed<Story>| gone.contains(&&filed.record.action);
        let stories = journal.stories.values().filter(tells).collect();
        deletion.stories = stories;
        deletion
    }

    fn action_ids(&self) -> impl Iterator<Item = &'j Id> {
        let own = match self.what {
            Target::Item(Item::Action(_, action)) => Some(&action.id),
            _ => None,
        };
        own.into_iter().chain(self.actions.iter().map(|action| &action.id).collect::<Vec<_>>())
    }

    /// The record or item, in words: `session k3f9m2qxtp of 2026-11-21 with ana`.
    pub(crate) fn name(&self) -> String {
        match &self.what {
            Target::File(_, noun, id, about) => format!("{noun} {id}{about}"),
            Target::Item(item) => {
                let session = item.session_record();
                format!(
                    "{} {} from the session of {} with {}",
                    item.noun(),
                    item.id(),
                    session.date,
                    session.whom()
                )
            }
        }
    }

    /// The session whose private note stays behind.
    pub(crate) fn session(&self) -> Option<&'j Id> {
        match self.what {
            Target::File(_, "session", id, _) => Some(id),
            _ => None,
        }
    }

    /// Removes all of it, in one commit.
    pub(crate) fn apply(&self, edits: &mut Edits<'j>) -> Result<()> {
        match &self.what {
            Target::File(path, ..) => edits.remove(path)?,
            Target::Item(item) => {
                let text = edits.text(&item.session().path)?;
                text.remove_item(
                    if matches!(item, Item::Action(..)) { "action" } else { "follow_up" },
                    item.id(),
                );
                for ask in &self.follow_ups {
                    text.remove_item("follow_up", &ask.id);
                }
            }
        }
        for story in &self.stories {
            edits.remove(&story.path)?;
        }
        edits.message("delete", &format!("delete {}", self.name()));
        Ok(())
    }
}
