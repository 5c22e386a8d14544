//! What the verbs do to a session's text: an action or follow-up is closed, missed, dropped,
//! moved or opened again. Whether it may be is decided here too.

use super::action::State;
use super::day::Day;
use super::follow_up::{FollowUp, Obstacle, Outcome};
use super::form;
use super::id::Id;
use super::journal::Item;
use super::text::{Keys, RecordText};
use crate::error::{Error, Result};

/// Days until a missed follow-up is asked again, where neither `--next` nor `every` says.
pub const NEXT_AFTER_A_MISS: i64 = 7;

/// How an item is closed.
pub struct Closing<'a> {
    pub on: Day,
    pub result: Option<&'a str>,
    /// For a follow-up: `applied` unless said.
    pub outcome: Option<Outcome>,
}

/// Why a follow-up found nothing applied yet.
pub struct Miss<'a> {
    pub on: Day,
    pub obstacle: Obstacle,
    pub obstacle_text: Option<&'a str>,
    pub next: Option<Day>,
}

/// The keys of an item in its session's text.
fn keys<'t>(text: &'t mut RecordText, item: Item<'_>) -> Result<Keys<'t>> {
    let list = match item {
        Item::Session(session) => {
            return Err(Error::usage(format!(
                "{} is a session, and a session is not closed",
                session.record.id
            ))
            .hint("name one of its actions or follow-ups: `coach show` lists them"));
        }
        Item::Action(..) => "action",
        Item::FollowUp(..) => "follow_up",
    };
    let lost = || Error::cannot(format!("{} is no longer in {}", item.id(), item.session().path));
    text.item(list, item.id()).ok_or_else(lost)
}

fn state(item: Item<'_>) -> State {
    match item {
        Item::Session(_) => State::Open,
        Item::Action(_, action) => action.state(),
        Item::FollowUp(_, follow_up) => follow_up.state(),
    }
}

/// Refuses what is closed already.
fn must_be_open(item: Item<'_>) -> Result<()> {
    let word = state(item).as_str();
    match state(item).closed_on() {
        None => Ok(()),
        Some(day) => Err(Error::cannot(format!("{} {} was {word} on {day}", item.noun(), item.id()))
            .hint(format!("`coach reopen {}` opens it again", item.id()))),
    }
}

/// Closes an action or a follow-up. A follow-up that repeats leaves its next one; gives its day.
pub fn done(text: &mut RecordText, item: Item<'_>, closing: &Closing<'_>) -> Result<Option<Day>> {
    must_be_open(item)?;
    let mut keys = keys(text, item)?;
    keys.set_day("done", closing.on);
    if let Item::FollowUp(..) = item {
        keys.set("outcome", closing.outcome.unwrap_or(Outcome::Applied).as_str());
    } else if closing.outcome.is_some() {
        return Err(Error::usage(format!("{} is an action: only a follow-up has an outcome", item.id())));
    }
    if let Some(result) = closing.result {
        keys.set("result", form::written(result));
    }
    match item {
        Item::FollowUp(_, follow_up) => repeat(text, follow_up, closing.on),
        _ => Ok(None),
    }
}

/// Makes the next one of a follow-up that repeats.
fn repeat(text: &mut RecordText, follow_up: &FollowUp, closed: Day) -> Result<Option<Day>> {
    let Some(every) = follow_up.every else { return Ok(None) };
    let too_far = || Error::cannot(format!("the next day of {} lies too far off", follow_up.id));
    let due = every.next(follow_up.due, closed).ok_or_else(too_far)?;
    push_next(text, follow_up, due);
    Ok(Some(due))
}

/// The id of the follow-up that comes after this one: the same in every clone, so that two
/// coaches who both close it make one next follow-up and not two.
pub fn next_id(id: &Id) -> Id {
    Id::derived(&[id.as_str(), "next"])
}

fn push_next(text: &mut RecordText, follow_up: &FollowUp, due: Day) {
    let id = next_id(&follow_up.id);
    if text.item("follow_up", &id).is_some() {
        return; // It was closed, opened again and closed once more: its next one exists.
    }
    let next = FollowUp {
        id,
        due,
        done: None,
        outcome: None,
        obstacle: None,
        obstacle_text: None,
        result: None,
        why: None,
        ..follow_up.clone()
    };
    form::push_follow_up(text, &next);
}

/// Records that nothing was applied yet, with what got in the way; gives the day of the next one.
pub fn missed(text: &mut RecordText, item: Item<'_>, miss: &Miss<'_>) -> Result<Day> {
    let Item::FollowUp(_, follow_up) = item else {
        return Err(Error::usage(format!("{} is no follow-up: only a follow-up can be missed", item.id())));
    };
    must_be_open(item)?;
    let regular = || match follow_up.every {
        Some(every) => every.next(follow_up.due, miss.on),
        None => miss.on.plus_days(NEXT_AFTER_A_MISS),
    };
    let due = miss.next.or_else(regular).ok_or_else(|| Error::cannot("the next day lies too far off"))?;
    let mut keys = keys(text, item)?;
    keys.set_day("done", miss.on).set("outcome", Outcome::NotYet.as_str());
    keys.set("obstacle", miss.obstacle.as_str());
    if let Some(words) = miss.obstacle_text {
        keys.set("obstacle_text", form::written(words));
    }
    push_next(text, follow_up, due);
    Ok(due)
}

/// Gives an action or a follow-up up, with the reason. The open follow-ups of a dropped action
/// go with it, for nobody wants to be asked about them; gives their ids.
pub fn dropped(text: &mut RecordText, item: Item<'_>, on: Day, why: &str) -> Result<Vec<Id>> {
    must_be_open(item)?;
    drop_one(keys(text, item)?, item, on, why);
    let Item::Action(session, action) = item else { return Ok(Vec::new()) };
    let asks = session
        .record
        .follow_ups
        .iter()
        .filter(|ask| ask.is_open() && ask.action.as_ref() == Some(&action.id));
    asks.map(|ask| {
        let ask = Item::FollowUp(session, ask);
        drop_one(keys(text, ask)?, ask, on, why);
        Ok(ask.id().clone())
    })
    .collect()
}

fn drop_one(mut keys: Keys<'_>, item: Item<'_>, on: Day, why: &str) {
    match item {
        Item::FollowUp(..) => keys.set_day("done", on).set("outcome", Outcome::Dropped.as_str()),
        _ => keys.set_day("dropped", on),
    };
    keys.set("why", form::written(why));
}

/// Moves the day it is due.
pub fn snoozed(text: &mut RecordText, item: Item<'_>, due: Day) -> Result<()> {
    must_be_open(item)?;
    keys(text, item)?.set_day("due", due);
    Ok(())
}

/// Opens what was closed: takes away what closing it added. History keeps it.
pub fn reopened(text: &mut RecordText, item: Item<'_>) -> Result<()> {
    if state(item) == State::Open {
        return Err(Error::cannot(format!("{} {} is open", item.noun(), item.id())));
    }
    let mut keys = keys(text, item)?;
    for key in ["done", "dropped", "outcome", "obstacle", "obstacle_text", "result", "why"] {
        keys.remove(key);
    }
    Ok(())
}
