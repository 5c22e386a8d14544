//! Closes, misses, drops, moves and reopens items, also while the user logs a session.

use crate::environment::Environment;
use crate::error::{Error, Result};
use crate::journal::edit::close_items::{self, CloseInput, MissedFollowUp};
use crate::journal::query::journal::{Item, Journal};
use crate::journal::records::follow_up::Outcome;
use crate::journal::records::private_note::paragraphs;
use crate::journal::values::day::Day;
use crate::ops::parse;
use crate::ops::session_note::SessionNote;
use crate::store::write::edits::Edits;
use crate::views::session_saved::ClosedItems;
use std::collections::BTreeSet;

/// Finds the typed items, each once.
pub(crate) fn items<'a>(journal: &'a Journal, typed: &[String]) -> Result<Vec<Item<'a>>> {
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for typed in typed {
        let item = journal.item(typed)?;
        if seen.insert(item.id().clone()) {
            found.push(item);
        }
    }
    Ok(found)
}

/// The commit summary, such as `done m2qxw7tp4r (ana), p4n8rr2c6d (ben)`.
pub(crate) fn summary(verb: &str, items: &[Item<'_>]) -> String {
    let of = |item: &Item<'_>| format!("{} ({})", item.id(), whose(item));
    format!("{verb} {}", items.iter().map(of).collect::<Vec<_>>().join(", "))
}

fn whose(item: &Item<'_>) -> String {
    let session = &item.session().record;
    match item {
        Item::Session(_) => session.whom().to_string(),
        Item::Action(_, action) => action.owner.to_string(),
        Item::FollowUp(_, ask) => session.asked(ask).to_string(),
    }
}

/// What closing, moving or reopening did.
pub(crate) struct Changed<'j> {
    /// The items as they were, each once.
    pub items: Vec<Item<'j>>,
    /// Notes for the user.
    pub notes: Vec<String>,
}

/// Items that are done.
pub(crate) struct Done<'a> {
    /// Actions and follow-ups, each by the beginning of its id.
    pub ids: &'a [String],
    /// The day, if the person named one; else today.
    pub on: Option<Day>,
    pub result: Option<&'a str>,
    /// What the follow-ups found.
    pub outcome: Option<Outcome>,
    /// Whether the actions of the follow-ups are done with them.
    pub with_actions: bool,
}

/// Closes items as done. An item that is done in the same way gets the result. Fails if an item is closed in
/// another way.
pub(crate) fn done<'j>(edits: &mut Edits<'j>, input: &Done<'_>, today: Day) -> Result<Changed<'j>> {
    let mut items = items(edits.journal, input.ids)?;
    if input.with_actions {
        add_their_actions(&mut items)?;
    }
    let mut notes = Vec::new();
    for item in &items {
        let outcome = input.outcome.filter(|_| !(input.with_actions && matches!(item, Item::Action(..))));
        let text = edits.text(&item.session().path)?;
        if let (Some(result), true) = (input.result, close_items::is_done_alike(*item, input.on, outcome)) {
            let had = close_items::result_of_done(text, *item, result)?;
            notes.extend(had.map(|had| format!("replaced the result: {had} (`coach undo` restores it)")));
            continue;
        }
        let closing =
            CloseInput { on: input.on.unwrap_or(today), result: input.result, outcome, reported_by: None };
        close_items::done(text, *item, &closing)?;
    }
    edits.message("done", &summary("done", &items));
    Ok(Changed { items, notes })
}

/// Adds the open actions that the follow-ups ask about.
fn add_their_actions(items: &mut Vec<Item<'_>>) -> Result<()> {
    for item in items.clone() {
        let Item::FollowUp(session, ask) = item else { continue };
        let about = ask.action.as_ref();
        let Some(action) = session.record.actions.iter().find(|action| Some(&action.id) == about) else {
            return Err(
                Error::usage(format!("follow-up {} is not about an action", ask.id)).in_field("close-action")
            );
        };
        let there = items.iter().any(|other| other.id() == &action.id);
        if action.is_open() && !there {
            items.push(Item::Action(session, action));
        }
    }
    Ok(())
}

/// Records that a follow-up found no progress, also for an action without a follow-up. `id` is the beginning
/// of an id. Fails if the next day to ask is not after the day of this question.
pub(crate) fn missed<'j>(edits: &mut Edits<'j>, id: &str, miss: &MissedFollowUp<'_>) -> Result<Changed<'j>> {
    if let Some(next) = miss.next.filter(|next| *next <= miss.on) {
        return Err(Error::usage(format!("{next} is not after {}", miss.on)).in_field("next"));
    }
    let item = close_items::as_follow_up(edits.journal.item(id)?, miss.on)?;
    close_items::missed(edits.text(&item.session().path)?, item, miss)?;
    edits.message("missed", &summary("missed", &[item]));
    Ok(Changed { items: vec![item], notes: Vec::new() })
}

/// Drops an item with a reason, and the open questions about it.
pub(crate) fn drop<'j>(edits: &mut Edits<'j>, id: &str, on: Day, why: &str) -> Result<Changed<'j>> {
    let item = edits.journal.item(id)?;
    let session = item.session();
    let asks = close_items::dropped(edits.text(&session.path)?, item, on, why)?;
    let mut items = vec![item];
    let theirs = session.record.follow_ups.iter().filter(|ask| asks.contains(&ask.id));
    items.extend(theirs.map(|ask| Item::FollowUp(session, ask)));
    edits.message("drop", &summary("drop", &items));
    let repeats = |item: &Item<'_>| matches!(item, Item::FollowUp(_, ask) if ask.every.is_some());
    let ends =
        items.iter().any(repeats).then(|| "the follow-up was repeating: the series ends here".to_string());
    Ok(Changed { items, notes: ends.into_iter().collect() })
}

/// Moves open items to another day. Fails if the day is past.
pub(crate) fn snooze<'j>(edits: &mut Edits<'j>, ids: &[String], due: Day, today: Day) -> Result<Changed<'j>> {
    if due < today {
        return Err(Error::usage(format!("the new date {due} is in the past")));
    }
    let (there, moved): (Vec<_>, Vec<_>) =
        items(edits.journal, ids)?.into_iter().partition(|item| due_day(item) == Some(due));
    for item in &moved {
        close_items::snoozed(edits.text(&item.session().path)?, *item, due, today)?;
    }
    there.iter().try_for_each(|item| close_items::must_be_open(*item))?;
    let notes = there.iter().map(|item| format!("{} is due on {due} already", item.id()));
    if !moved.is_empty() {
        edits.message("snooze", &summary("snooze", &moved));
    }
    Ok(Changed { notes: notes.collect(), items: moved })
}

/// Adds a paragraph to the notes of the item's session, or to its private note if the team keeps notes private. The
/// item does not change.
pub(crate) fn note<'j>(
    edits: &mut Edits<'j>,
    world: &Environment,
    id: &str,
    said: &str,
) -> Result<Changed<'j>> {
    let item = edits.journal.item(id)?;
    let said = format!("{}: {said}", world.today);
    if edits.journal.settings.notes_are_private() {
        SessionNote::default().keep_as_it_is(edits, world, &item.session().record, &said)?;
    } else {
        let text = edits.text(&item.session().path)?;
        let before = text.root().text("notes").unwrap_or_default().to_string();
        text.root().set_text("notes", &paragraphs([before.as_str(), &said]));
    }
    edits.message("note", &summary("note", &[item]));
    Ok(Changed { items: vec![item], notes: Vec::new() })
}

fn due_day(item: &Item<'_>) -> Option<Day> {
    match item {
        Item::Session(_) => None,
        Item::Action(_, action) => action.due,
        Item::FollowUp(_, ask) => Some(ask.due),
    }
}

/// Opens closed items again, and the questions that were closed with them.
pub(crate) fn reopen<'j>(edits: &mut Edits<'j>, ids: &[String]) -> Result<Changed<'j>> {
    let named = items(edits.journal, ids)?;
    let (mut items, mut notes) = (named.clone(), Vec::new());
    for item in &named {
        let session = item.session();
        let asks = close_items::reopened(edits.text(&session.path)?, *item)?;
        notes.extend(removed_by_reopening(item));
        let follow_ups = &session.record.follow_ups;
        let theirs = follow_ups.iter().filter(|ask| asks.contains(&ask.id));
        items.extend(theirs.map(|ask| Item::FollowUp(session, ask)));
        let id = close_items::next_id(item.id());
        if follow_ups.iter().any(|ask| ask.id == id && ask.is_open()) {
            notes.push(format!(
                "the next follow-up of the series stays open too: `coach drop {id}` closes it"
            ));
        }
    }
    edits.message("reopen", &summary("reopen", &items));
    Ok(Changed { items, notes })
}

/// A note about the texts that reopening an item removes from its record.
fn removed_by_reopening(item: &Item<'_>) -> Option<String> {
    let (result, why, benefit) = match item {
        Item::Session(_) => return None,
        Item::Action(_, action) => (&action.result, &action.why, action.benefit.is_some()),
        Item::FollowUp(_, ask) => (&ask.result, &ask.why, false),
    };
    let texts = [("result", result), ("reason", why)].into_iter();
    let texts =
        texts.filter_map(|(noun, text)| Some(format!("removed the {noun}: {}", text.as_ref()?.trim_end())));
    let benefit = benefit.then(|| "removed the benefit".to_string());
    let parts: Vec<String> = texts.chain(benefit).collect();
    (!parts.is_empty()).then(|| format!("{} (`coach undo` restores it)", parts.join("; ")))
}

/// Removes from `done` and `missed` the items that were closed or deleted meanwhile. Returns a note for each.
pub(crate) fn without_closed(
    journal: &Journal,
    done: &mut Vec<String>,
    missed: &mut Vec<(String, String)>,
) -> Vec<String> {
    let mut notes = Vec::new();
    let mut is_open = |id: &str, said: Option<&str>| {
        let why = match journal.item(id) {
            Ok(item) => close_items::must_be_open(item).err().map(|error| error.message),
            Err(error) => Some(error.message),
        };
        // The draft is deleted with the session, so this line is the last place of the words.
        let said = said.map(|said| format!("; not saved: {said}")).unwrap_or_default();
        notes.extend(why.iter().map(|why| format!("not closed: {why}{said}")));
        why.is_none()
    };
    done.retain(|typed| {
        let (id, result) = id_and_result(typed);
        is_open(id, result)
    });
    missed.retain(|(id, said)| is_open(id, said.split_once(':').map(|(_, words)| words.trim())));
    notes
}

/// An id or the kind of an obstacle, with the words after a colon if there are any.
pub(crate) fn with_words(head: &str, words: &str) -> String {
    if words.is_empty() { head.to_string() } else { format!("{head}: {words}") }
}

/// Parses `m2q` or `m2q: Two buyers named a budget`: the beginning of an id, and the result.
pub(crate) fn id_and_result(typed: &str) -> (&str, Option<&str>) {
    let (id, result) = typed.split_once(':').unwrap_or((typed, ""));
    (id.trim(), Some(result.trim()).filter(|result| !result.is_empty()))
}

/// Closes items on the day of a session: `done` has ids and results, `missed` has ids with obstacles.
pub(crate) fn tick(
    edits: &mut Edits<'_>,
    world: &Environment,
    date: Day,
    done: &[String],
    missed: &[(String, String)],
) -> Result<ClosedItems> {
    let mut ticked = ClosedItems::default();
    let on = |item: Item<'_>| date.max(item.session().record.date).min(world.today);
    for typed in done {
        let (id, result) = id_and_result(typed);
        if id.is_empty() {
            return Err(Error::usage(format!("`{typed}` has no id before the colon"))
                .in_field("done")
                .hint("for instance --done \"m2q: two of three named a budget\""));
        }
        result.map(|result| parse::text("result", result)).transpose()?;
        let item = edits.journal.item(id)?;
        if ticked.done.iter().any(|(done, _)| done == item.id()) {
            if result.is_none() {
                continue;
            }
            return Err(Error::usage(format!("{} is named twice", item.id())).in_field("done"));
        }
        let text = edits.text(&item.session().path)?;
        close_items::done(
            text,
            item,
            &CloseInput { on: on(item), result, outcome: None, reported_by: None },
        )?;
        ticked.done.push((item.id().clone(), result.map(str::to_string)));
    }
    for (id, said) in missed {
        let item = edits.journal.item(id)?;
        let item = close_items::as_follow_up(item, on(item))?;
        let (obstacle, obstacle_text) = close_items::parse_obstacle(said)?;
        let text = edits.text(&item.session().path)?;
        close_items::missed(
            text,
            item,
            &MissedFollowUp { on: on(item), obstacle, obstacle_text, next: None, reported_by: None },
        )?;
        ticked.missed.push((item.id().clone(), Some(said.clone())));
        ticked.obstacles.insert(obstacle);
    }
    Ok(ticked)
}
