//! What the verbs do to a session's text: an action or follow-up is closed, missed, dropped,
//! moved or opened again. Whether it may be is decided here too.

use crate::error::{Error, Result};
use crate::journal::index::journal::Item;
use crate::journal::records::action::{Action, State};
use crate::journal::records::due_moves::Move;
use crate::journal::records::follow_up::{FollowUp, Obstacle, Outcome};
use crate::journal::records::session::Session;
use crate::journal::text::document::{Keys, RecordText};
use crate::journal::text::record_writer;
use crate::journal::values::day::Day;
use crate::journal::values::id::Id;

/// Days until a missed follow-up is asked again, where neither `--next` nor `every` says.
pub const NEXT_AFTER_A_MISS: i64 = 7;

/// How an item is closed.
pub struct CloseInput<'a> {
    pub on: Day,
    pub result: Option<&'a str>,
    /// For a follow-up: `applied` unless said.
    pub outcome: Option<Outcome>,
}

/// Why a follow-up found nothing applied yet.
pub struct MissedFollowUp<'a> {
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

/// Refuses what is closed already, and a day before it was agreed.
fn may_close(item: Item<'_>, on: Day) -> Result<()> {
    let session = &item.session().record;
    let agreed = match item {
        Item::Action(_, action) => action.agreed_on(session),
        _ => session.date,
    };
    if on.is_certainly_before(agreed) {
        return Err(Error::usage(format!("{on} is before the day on which it was agreed ({agreed})")));
    }
    must_be_open(item)
}

/// Refuses what is closed already.
pub fn must_be_open(item: Item<'_>) -> Result<()> {
    let word = match item {
        Item::FollowUp(_, ask) if ask.outcome == Some(Outcome::NotYet) => "missed",
        _ => state(item).as_str(),
    };
    match state(item).closed_on() {
        None => Ok(()),
        Some(day) => Err(Error::cannot(format!("{} {} was {word} on {day}", item.noun(), item.id()))
            .hint(format!("`coach reopen {}` opens it again", item.id()))),
    }
}

/// Closes an action or a follow-up. A follow-up that repeats leaves its next one; gives its day.
pub fn done(text: &mut RecordText, item: Item<'_>, closing: &CloseInput<'_>) -> Result<Option<Day>> {
    may_close(item, closing.on)?;
    let mut keys = keys(text, item)?;
    keys.set_day("done", closing.on);
    if let Item::FollowUp(..) = item {
        keys.set("outcome", closing.outcome.unwrap_or(Outcome::Applied).as_str());
    } else if closing.outcome.is_some() {
        return Err(Error::usage(format!("{} is an action: only a follow-up has an outcome", item.id())));
    }
    if let Some(result) = closing.result {
        keys.set("result", record_writer::written(result));
    }
    match item {
        Item::FollowUp(session, follow_up) => repeat(text, &session.record, follow_up, closing.on),
        _ => Ok(None),
    }
}

/// Whether the item is closed already as `coach done` would close it, on this day where one is named.
pub fn is_done_alike(item: Item<'_>, on: Option<Day>, outcome: Option<Outcome>) -> bool {
    let is_alike = match item {
        Item::FollowUp(_, ask) => match (ask.outcome, outcome) {
            (Some(was), Some(now)) => was == now,
            (was, None) => matches!(was, None | Some(Outcome::Applied | Outcome::Partly)),
            (None, Some(_)) => false,
        },
        _ => outcome.is_none(),
    };
    match state(item) {
        State::Done(day) => is_alike && on.is_none_or(|on| on == day),
        State::Open | State::Dropped(_) => false,
    }
}

/// Records the result of an item that is done, or replaces it; gives the one it had.
pub fn result_of_done<'a>(text: &mut RecordText, item: Item<'a>, result: &str) -> Result<Option<&'a str>> {
    let had = match item {
        Item::Session(_) => None,
        Item::Action(_, action) => action.result.as_deref(),
        Item::FollowUp(_, ask) => ask.result.as_deref(),
    };
    if had.is_some_and(|had| had.trim_end() == result.trim_end()) {
        return Err(Error::cannot(format!(
            "{} {} is done and has this result already: nothing was changed",
            item.noun(),
            item.id()
        )));
    }
    keys(text, item)?.set("result", record_writer::written(result));
    Ok(had)
}

/// Makes the next one of a follow-up that repeats.
fn repeat(
    text: &mut RecordText,
    session: &Session,
    follow_up: &FollowUp,
    closed: Day,
) -> Result<Option<Day>> {
    let Some(due) = follow_up.next(closed) else { return Ok(None) };
    let too_far = || Error::cannot(format!("the next day of {} lies too far off", follow_up.id));
    let due = due.ok_or_else(too_far)?;
    push_next(text, session, follow_up, closed, due);
    Ok(Some(due))
}

/// The id of the follow-up that comes after this one: the same in every clone, so that two
/// coaches who both close it make one next follow-up and not two.
pub fn next_id(id: &Id) -> Id {
    Id::derived(&[id.as_str(), "next"])
}

/// Adds the next one, unless it is there and open. One that is there and closed (this one was
/// opened again meanwhile) is passed over: the series goes on behind it.
fn push_next(text: &mut RecordText, session: &Session, follow_up: &FollowUp, closed: Day, due: Day) {
    let mut id = next_id(&follow_up.id);
    while let Some(there) = session.follow_ups.iter().find(|ask| ask.id == id) {
        if there.is_open() {
            return;
        }
        id = next_id(&id);
    }
    let first = follow_up.series.unwrap_or(follow_up.due);
    let every = follow_up.every;
    // Without it the 31st would become the 30th for good, and a Monday the day it was moved to.
    let counts_from_elsewhere = every.is_some_and(|every| !every.continues(first, due));
    let next = FollowUp {
        action: follow_up.action.clone(),
        agreed: (closed > session.date).then_some(closed),
        every,
        series: counts_from_elsewhere.then_some(first),
        ..FollowUp::new(id, due, follow_up.ask.clone())
    };
    record_writer::push_follow_up(text, &next);
}

/// Records that nothing was applied yet, with what got in the way; gives the day of the next one. An
/// action that nothing asks about was asked about by this, and keeps that as a follow-up of its own.
pub fn missed(text: &mut RecordText, item: Item<'_>, miss: &MissedFollowUp<'_>) -> Result<Day> {
    may_close(item, miss.on)?;
    let session = &item.session().record;
    let asked = match item {
        Item::Session(_) => return keys(text, item).map(|_| miss.on),
        Item::Action(_, action) => asked(session, action, miss.on),
        Item::FollowUp(_, follow_up) => follow_up.clone(),
    };
    let regular = || match asked.next(miss.on) {
        Some(next) => next,
        None => miss.on.max(asked.due).plus_days(NEXT_AFTER_A_MISS),
    };
    let due = miss.next.or_else(regular).ok_or_else(|| Error::cannot("the next day lies too far off"))?;
    if let Item::Action(..) = item {
        record_writer::push_follow_up(text, &asked);
    }
    let lost = || Error::cannot(format!("{} is no longer in {}", asked.id, item.session().path));
    let mut keys = text.item("follow_up", &asked.id).ok_or_else(lost)?;
    keys.set_day("done", miss.on).set("outcome", Outcome::NotYet.as_str());
    keys.set("obstacle", miss.obstacle.as_str());
    if let Some(words) = miss.obstacle_text {
        keys.set("obstacle_text", record_writer::written(words));
    }
    push_next(text, session, &asked, miss.on, due);
    Ok(due)
}

/// The question about an action that was asked without being due. Its id follows from the action, as
/// that of a next one does, so that two coaches who ask on one day keep one question.
fn asked(session: &Session, action: &Action, on: Day) -> FollowUp {
    let mut id = Id::derived(&[action.id.as_str(), "asked"]);
    while session.follow_ups.iter().any(|ask| ask.id == id) {
        id = next_id(&id);
    }
    FollowUp {
        action: Some(action.id.clone()),
        agreed: (on > session.date).then_some(on),
        ..FollowUp::new(id, on, format!("How did it go: {}", action.what))
    }
}

/// Gives an action or a follow-up up, with the reason. The open follow-ups of a dropped action
/// go with it, for nobody wants to be asked about them; gives their ids.
pub fn dropped(text: &mut RecordText, item: Item<'_>, on: Day, why: &str) -> Result<Vec<Id>> {
    may_close(item, on)?;
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
        Item::FollowUp(..) => drop_question(keys, on, why),
        _ => drop(keys.set_day("dropped", on).set("why", record_writer::written(why))),
    }
}

/// Moves the day it is due, on the day `on`. The day it was due until then is kept.
pub fn snoozed(text: &mut RecordText, item: Item<'_>, due: Day, on: Day) -> Result<()> {
    must_be_open(item)?;
    let mut keys = keys(text, item)?;
    let (had, moves) = match item {
        Item::Action(_, action) => (action.due, action.moved.as_slice()),
        Item::FollowUp(_, ask) => (Some(ask.due), ask.moved.as_slice()),
        Item::Session(_) => (None, [].as_slice()),
    };
    if let Item::FollowUp(_, ask) = item
        && ask.every.is_some()
        && ask.series.is_none()
    {
        keys.set_day("series", ask.due); // The series stays on its days.
    }
    keys.set_day("due", due);
    if let Some(had) = had.filter(|had| *had != due) {
        let moved = moves.iter().copied().chain([Move { on, due: had }]);
        record_writer::set_moves(&mut keys, &moved.collect::<Vec<_>>());
    }
    Ok(())
}

/// Opens what was closed: takes away what closing it added. History keeps it. The follow-ups that
/// were dropped with an action come back with it; gives their ids.
pub fn reopened(text: &mut RecordText, item: Item<'_>) -> Result<Vec<Id>> {
    if state(item) == State::Open {
        return Err(Error::cannot(format!("{} {} is open", item.noun(), item.id())));
    }
    open_one(&mut keys(text, item)?);
    let Item::Action(session, action) = item else { return Ok(Vec::new()) };
    let with_it = |ask: &&FollowUp| {
        let dropped = ask.outcome == Some(Outcome::Dropped) && action.dropped.is_some();
        dropped
            && ask.action.as_ref() == Some(&action.id)
            && ask.done == action.dropped
            && ask.why == action.why
    };
    let asks = session.record.follow_ups.iter().filter(with_it);
    asks.map(|ask| {
        open_one(&mut keys(text, Item::FollowUp(session, ask))?);
        Ok(ask.id.clone())
    })
    .collect()
}

/// A question goes with its action.
pub(crate) fn drop_question(mut keys: Keys<'_>, on: Day, why: &str) {
    keys.set_day("done", on).set("outcome", Outcome::Dropped.as_str());
    keys.set("why", record_writer::written(why));
}

pub(crate) fn open_one(keys: &mut Keys<'_>) {
    for key in ["done", "dropped", "outcome", "obstacle", "obstacle_text", "result", "why", "benefit"] {
        keys.remove(key);
    }
}
