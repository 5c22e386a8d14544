//! Shows the changes that the verbs on actions and follow-ups make: each item as it is afterwards.

use std::collections::BTreeSet;

use crate::cli::{self, Context};
use crate::error::Result;
use crate::journal::query::journal::{Filed, Item, ShortIds};
use crate::journal::records::session::Session;
use crate::journal::values::id::Id;
use crate::store::write::edits::Edits;
use crate::views::page::{Page, Text, Tone};
use crate::views::session::{action_lines, follow_up_lines};

/// Changed sessions, and which of their items to show.
pub(crate) struct ItemChanges {
    sessions: Vec<(Filed<Session>, Vec<Id>)>,
    prefixes: ShortIds,
}

impl ItemChanges {
    /// The given items after the edits, and the items that the edits added to their sessions.
    pub(crate) fn after(edits: &Edits<'_>, items: &[Item<'_>]) -> Result<ItemChanges> {
        let mut paths: Vec<&str> = items.iter().map(|item| item.session().path.as_str()).collect();
        paths.sort_unstable();
        paths.dedup();
        ItemChanges::of(edits, &paths, |id| items.iter().any(|item| item.id() == id))
    }

    /// The items that the edits added to the session in this file, and the given items after the edits.
    fn added(edits: &Edits<'_>, path: &str, items: &[Item<'_>]) -> Result<ItemChanges> {
        let others = items.iter().map(|item| item.session().path.as_str()).filter(|other| *other != path);
        let others: BTreeSet<&str> = others.collect();
        let paths: Vec<&str> = [path].into_iter().chain(others).collect();
        ItemChanges::of(edits, &paths, |id| items.iter().any(|item| item.id() == id))
    }

    fn of(edits: &Edits<'_>, paths: &[&str], wanted: impl Fn(&Id) -> bool) -> Result<ItemChanges> {
        let known: BTreeSet<&Id> = edits.journal.ids().collect();
        let mut sessions = Vec::new();
        let mut new = Vec::new();
        for path in paths {
            let filed = edits.session(path)?;
            let session = &filed.record;
            let all = session.actions.iter().map(|a| &a.id).chain(session.follow_ups.iter().map(|f| &f.id));
            let shown: Vec<Id> = all.filter(|id| wanted(id) || !known.contains(id)).cloned().collect();
            new.extend(shown.iter().filter(|id| !known.contains(id)).cloned());
            sessions.push((filed, shown));
        }
        let prefixes = edits.journal.prefixes_with(new.iter());
        Ok(ItemChanges { sessions, prefixes })
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.sessions.is_empty()
    }

    /// Prints the verb as a heading, and the state of each item.
    pub(crate) fn show(&self, context: &mut Context<'_>, verb: impl Into<Text>, more: &[String]) {
        let today = context.world.today;
        let mut page = Page::new();
        page.line(verb.into().in_tone(Tone::Heading));
        for (Filed { path, record: session }, shown) in &self.sessions {
            for action in session.actions.iter().filter(|action| shown.contains(&action.id)) {
                action_lines(&mut page, path, action, &self.prefixes, today);
            }
            for ask in session.follow_ups.iter().filter(|ask| shown.contains(&ask.id)) {
                follow_up_lines(&mut page, path, ask, &self.prefixes, today);
            }
        }
        for line in more {
            page.line(line.as_str());
        }
        context.out.page(&page);
    }
}

/// An item that was added outside a session: it, the session that it joined, and notes.
pub(crate) struct AddedItem {
    shown: ItemChanges,
    place: Text,
    notes: Vec<String>,
}

impl AddedItem {
    /// The item that the edits added to the session in this file, and the items that they closed.
    pub(crate) fn of(
        edits: &Edits<'_>,
        path: &str,
        closed: &[Item<'_>],
        place: Text,
        notes: Vec<String>,
    ) -> Result<AddedItem> {
        Ok(AddedItem { shown: ItemChanges::added(edits, path, closed)?, place, notes })
    }
}

/// Prints an added item behind its verb. `None` means that the journal has an item with this id already.
pub(crate) fn show_added(context: &mut Context<'_>, added: Option<AddedItem>, id: Option<&str>, verb: &str) {
    let Some(AddedItem { shown, place, notes }) = added else {
        let id = id.unwrap_or_default();
        context.out.page(&cli::sentence(format!("{id} is in the journal already; nothing was changed")));
        return;
    };
    for note in &notes {
        context.notes.say(note);
    }
    shown.show(context, Text::from(verb).then(place), &[]);
}
