//! The answer of `coach log`: the saved session in full, and the actions that are still open.

use super::listing::ListFilter;
use super::listing::actions::{self, ActionRow};
use super::page::{Page, Text, Tone};
use super::session;
use super::wording::{self, count};
use crate::journal::query::journal::{Filed, Journal, ShortIds, nearest};
use crate::journal::records::action::Action;
use crate::journal::records::session::Session;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;

/// Items that `coach log` closed together with the session.
#[derive(Default)]
pub(crate) struct ClosedItems {
    pub done: Vec<Id>,
    pub missed: Vec<Id>,
}

pub(crate) struct SavedSession {
    session: Filed<Session>,
    /// People that coach created for the session, each with the existing handle that a typo might have
    /// meant.
    new_people: Vec<(Handle, Option<Handle>)>,
    new_objectives: Vec<(Handle, Option<Handle>)>,
    /// Topics that are new and similar to an existing topic.
    new_topics: Vec<(Handle, Option<Handle>)>,
    /// Unknown names before an action's colon: the word, the similar handle, and the actual owner.
    near_owners: Vec<(String, Handle, Handle)>,
    /// Items that were done.
    done: Vec<(Id, String)>,
    /// Follow-ups whose answer was "missed".
    missed: Vec<(Id, String)>,
    /// Open actions from before of the people in the session.
    open: Page,
    prefixes: ShortIds,
}

impl SavedSession {
    /// Collects the answer for a session that is about to be added, and for the items that it closes.
    pub(crate) fn of(
        journal: &Journal,
        session: Filed<Session>,
        new_people: Vec<Handle>,
        new_objectives: Vec<Handle>,
        ticked: &ClosedItems,
        today: Day,
    ) -> SavedSession {
        let new = &session.record;
        let ids = [&new.id].into_iter().chain(new.actions.iter().map(|a| &a.id));
        let ids = ids.chain(new.follow_ups.iter().map(|f| &f.id));
        let prefixes = journal.prefixes_with(ids);
        let open = ListFilter { open: true, ..ListFilter::default() };
        let mut open = actions::rows(journal, &open, today);
        open.retain(|row| new.concerns(row.owner) && !ticked.done.contains(row.id));
        let open = open_from_before(&open, new, &prefixes, today);
        let new_people = with_near(new_people, journal.people.keys());
        let new_objectives = with_near(new_objectives, journal.objectives.keys());
        let new_topics = near_topics(journal, new);
        let near_owners = new.actions.iter().filter_map(|action| near_owner(journal, new, action)).collect();
        let gists = |ids: &[Id]| {
            let items = journal.items().filter(|item| ids.contains(item.id()));
            items.map(|item| (item.id().clone(), item.gist())).collect()
        };
        let (done, missed) = (gists(&ticked.done), gists(&ticked.missed));
        SavedSession {
            session,
            new_people,
            new_objectives,
            new_topics,
            near_owners,
            done,
            missed,
            open,
            prefixes,
        }
    }

    /// The subject of the commit: `log ana 2026-11-21: 2 actions, 1 follow-up`.
    pub(crate) fn summary(&self) -> String {
        let session = &self.session.record;
        let parts = [(session.actions.len(), "action"), (session.follow_ups.len(), "follow-up")];
        let mut parts: Vec<String> =
            parts.iter().filter(|(n, _)| *n > 0).map(|(n, noun)| count(*n, noun)).collect();
        for (closed, word) in [(&self.done, "done"), (&self.missed, "missed")] {
            if !closed.is_empty() {
                parts.push(format!("{} {word}", closed.len()));
            }
        }
        let colon = if parts.is_empty() { "" } else { ": " };
        let whom = match &session.group {
            None if session.with.len() > 1 => session::list(&session.with),
            _ => session.whom().to_string(),
        };
        format!("log {whom} {}{colon}{}", session.date, parts.join(", "))
    }

    pub(crate) fn page(&self, today: Day) -> Page {
        let session = &self.session.record;
        let mut page = Page::new();
        page.line(session::headline(&self.session, &self.prefixes));
        let new =
            [("person", &self.new_people), ("objective", &self.new_objectives), ("topic", &self.new_topics)];
        for (noun, handle, meant) in new
            .into_iter()
            .flat_map(|(noun, new)| new.iter().map(move |(handle, meant)| (noun, handle, meant)))
        {
            let question = match meant {
                Some(meant) => format!(" (did you mean `{meant}`? `coach undo` reverts this)"),
                None => String::new(),
            };
            let tone = if meant.is_some() { Tone::Warning } else { Tone::Plain };
            page.indented(2, Text::new().with(tone, format!("new {noun} `{handle}`{question}")));
        }
        for (word, meant, owner) in &self.near_owners {
            let said = format!(
                "unknown person `{word}`, so this is for {owner} (did you mean `{meant}`? `coach undo` reverts this)"
            );
            page.indented(2, Text::new().with(Tone::Warning, said));
        }
        session::facts(&mut page, session);
        session::said_in(&mut page, session);
        session::items(&mut page, &self.session, &self.prefixes, today);
        for (closed, title) in [(&self.done, "Done"), (&self.missed, "Missed")] {
            if closed.is_empty() {
                continue;
            }
            page.blank();
            page.indented(2, Text::new().with(Tone::Heading, title));
            for (id, gist) in closed {
                session::gist(&mut page, wording::full_id(id, &self.prefixes), gist);
            }
        }
        if !self.open.0.is_empty() {
            page.blank();
            page.indented(2, Text::new().with(Tone::Heading, "Still open"));
            page.nested(4, self.open.clone());
        }
        page.blank();
        page.indented(2, wording::place(&self.session.path));
        page
    }
}

/// How many open actions the page shows, the first due first. More would hide the session above them.
const SHOWN: usize = 10;

fn open_from_before(open: &[ActionRow<'_>], new: &Session, prefixes: &ShortIds, today: Day) -> Page {
    if open.is_empty() {
        return Page::new();
    }
    let mut page = actions::page(&open[..open.len().min(SHOWN)], prefixes, today);
    if let Some(more) = open.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        let whose = match new.with.as_slice() {
            [one] => format!(" --person {one}"),
            _ => String::new(),
        };
        page.line(format!("… and {more} more: coach list actions --open{whose}"));
    }
    page
}

/// An unknown name before an action's colon that is similar to a known handle.
fn near_owner(journal: &Journal, session: &Session, action: &Action) -> Option<(String, Handle, Handle)> {
    let word = action.what.split_once(':')?.0.trim().trim_start_matches('@').to_lowercase();
    word.parse::<Handle>().ok()?;
    let meant = nearest(&word, journal.people.keys().chain(&session.with))?.clone();
    Some((word, meant, action.owner.clone()))
}

/// The topics of a session that are new and similar to an existing topic.
fn near_topics(journal: &Journal, session: &Session) -> Vec<(Handle, Option<Handle>)> {
    let known = journal.topics();
    let new = session.topics.iter().filter(|topic| !known.contains(topic)).cloned().collect();
    let mut near = with_near(new, known.iter().copied());
    near.retain(|(_, meant)| meant.is_some());
    near
}

/// Pairs each new handle with the most similar known handle.
fn with_near<'a>(
    new: Vec<Handle>,
    known: impl Iterator<Item = &'a Handle> + Clone,
) -> Vec<(Handle, Option<Handle>)> {
    let meant = |handle: &Handle| nearest(handle.as_str(), known.clone()).cloned();
    new.into_iter().map(|handle| (handle.clone(), meant(&handle))).collect()
}
