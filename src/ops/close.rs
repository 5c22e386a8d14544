//! Closes the items that the user ticked off while logging a session, and skips those that are closed
//! already.

use crate::environment::Environment;
use crate::error::{Error, Result};
use crate::journal::edit::close_items::{self, CloseInput, MissedFollowUp};
use crate::journal::index::journal::{Item, Journal};
use crate::journal::records::action::Action;
use crate::journal::records::follow_up::{FollowUp, Obstacle, Outcome};
use crate::journal::records::session::Session;
use crate::journal::values::day::Day;
use crate::store::write::edits::Edits;
use crate::views::session_saved::ClosedItems;
use std::collections::BTreeSet;

/// Finds the typed items, each once.
pub fn items<'a>(journal: &'a Journal, typed: &[String]) -> Result<Vec<Item<'a>>> {
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
pub fn summary(verb: &str, items: &[Item<'_>]) -> String {
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

/// Removes from `done` and `missed` the items that were closed or deleted meanwhile. Returns a note for each.
pub fn without_closed(
    journal: &Journal,
    done: &mut Vec<String>,
    missed: &mut Vec<(String, String)>,
) -> Vec<String> {
    let mut notes = Vec::new();
    let mut is_open = |id: &str| {
        let why = match journal.item(id) {
            Ok(item) => close_items::must_be_open(item).err().map(|error| error.message),
            Err(error) => Some(error.message),
        };
        notes.extend(why.iter().map(|why| format!("not ticked off: {why}")));
        why.is_none()
    };
    done.retain(|id| is_open(id));
    missed.retain(|(id, _)| is_open(id));
    notes
}

/// Closes the items of a session: `done` has ids, `missed` has ids with obstacles.
pub fn tick(
    edits: &mut Edits<'_>,
    world: &Environment,
    session: &Session,
    done: &[String],
    missed: &[(String, String)],
) -> Result<ClosedItems> {
    let mut ticked = ClosedItems::default();
    let on = |item: Item<'_>| session.date.max(item.session().record.date).min(world.today);
    for item in items(edits.journal, done)? {
        let text = edits.text(&item.session().path)?;
        close_items::done(text, item, &CloseInput { on: on(item), result: None, outcome: None })?;
        ticked.done.push(item.id().clone());
    }
    for (id, said) in missed {
        let item = edits.journal.item(id)?;
        let item = as_follow_up(item, on(item))?;
        let (obstacle, obstacle_text) = parse_obstacle(said)?;
        let text = edits.text(&item.session().path)?;
        close_items::missed(
            text,
            item,
            &MissedFollowUp { on: on(item), obstacle, obstacle_text, next: None },
        )?;
        ticked.missed.push(item.id().clone());
    }
    Ok(ticked)
}

/// The item itself if it is a follow-up, or the only open follow-up about the action. An action without an
/// open follow-up stays an action. Refuses an action that was missed already if its next follow-up is not due
/// yet: on any day before that, the same command is more likely a retry.
pub fn as_follow_up(item: Item<'_>, on: Day) -> Result<Item<'_>> {
    let Item::Action(session, action) = item else { return Ok(item) };
    let asks = session.record.follow_ups.iter();
    let open: Vec<_> = asks.filter(|ask| ask.is_open() && ask.action.as_ref() == Some(&action.id)).collect();
    match open.as_slice() {
        [] => Ok(item),
        [next] if next.due > on => match last_missed(&session.record, action) {
            None => Ok(Item::FollowUp(session, next)),
            Some(asked) => Err(Error::cannot(format!(
                "{} was recorded as missed on {} already, and asks again on {}: nothing was changed",
                action.id,
                asked.done.unwrap_or(on),
                next.due
            ))
            .hint(format!(
                "`coach missed {} --obstacle \"…\"` closes the next question, too; `coach reopen {}` takes the first answer back",
                next.id, asked.id
            ))),
        },
        [ask] => Ok(Item::FollowUp(session, ask)),
        several => {
            let ids: Vec<&str> = several.iter().map(|ask| ask.id.as_str()).collect();
            Err(Error::cannot(format!("several open follow-ups ask about action {}", action.id))
                .hint(format!("name one: {}", ids.join(", "))))
        }
    }
}

/// The latest answered follow-up about an action, if its answer was "not yet".
fn last_missed<'a>(session: &'a Session, action: &Action) -> Option<&'a FollowUp> {
    let asked = session.follow_ups.iter().filter(|ask| ask.action.as_ref() == Some(&action.id));
    let last = asked.filter(|ask| ask.done.is_some()).max_by_key(|ask| ask.done)?;
    Some(last).filter(|ask| ask.outcome == Some(Outcome::NotYet))
}

/// Parses `time` or `time: the quarter's end came first`.
pub fn parse_obstacle(text: &str) -> Result<(Obstacle, Option<&str>)> {
    let (kind, words) = match text.split_once(':') {
        Some((kind, words)) => (kind, Some(words.trim()).filter(|words| !words.is_empty())),
        None => (text, None),
    };
    let kind = kind.trim().to_lowercase();
    kind.parse().map(|kind| (kind, words)).map_err(|message: String| {
        Error::usage(format!("--obstacle: `{kind}` is no kind of obstacle"))
            .hint(format!("{message}; your own words come after a colon"))
    })
}
