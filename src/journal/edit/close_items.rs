//! Closes, misses, drops, moves and reopens actions and follow-ups in a session's text. Decides whether each
//! change is allowed.

use crate::error::{Error, Result};
use crate::journal::edit::rename::REPORTED_BY;
use crate::journal::query::journal::Item;
use crate::journal::records::action::{Action, State};
use crate::journal::records::due_moves::Move;
use crate::journal::records::follow_up::{FollowUp, Obstacle, Outcome};
use crate::journal::records::session::Session;
use crate::journal::text::editable_record::{Keys, RecordText};
use crate::journal::text::new_record;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;

/// Days until a missed follow-up is due again, if neither `--next` nor `every` sets it.
pub const NEXT_AFTER_A_MISS: i64 = 7;

/// The day, the result and the outcome with which the user closes an item.
pub struct CloseInput<'a> {
    pub on: Day,
    pub result: Option<&'a str>,
    /// The outcome of a follow-up; `applied` by default.
    pub outcome: Option<Outcome>,
    /// The person who reported it, if that was by mail.
    pub reported_by: Option<&'a Handle>,
}

/// A follow-up that found nothing applied yet, and the reason.
pub struct MissedFollowUp<'a> {
    pub on: Day,
    pub obstacle: Obstacle,
    pub obstacle_text: Option<&'a str>,
    pub next: Option<Day>,
    /// The person who reported it, if that was by mail.
    pub reported_by: Option<&'a Handle>,
}

/// The keys of an item in its session's text.
fn keys<'t>(text: &'t mut RecordText, item: Item<'_>) -> Result<Keys<'t>> {
    let list = match item {
        Item::Session(session) => {
            return Err(Error::usage(format!(
                "{} is a session: you can close only actions and follow-ups",
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

/// Fails if the item is closed already, or if the day is before the day it was agreed on.
fn may_close(item: Item<'_>, on: Day) -> Result<()> {
    let agreed = item.agreed_on();
    if on.is_certainly_before(agreed) {
        return Err(Error::usage(format!("{on} is before the date of the agreement ({agreed})")));
    }
    must_be_open(item)
}

/// Fails if the item is closed already.
pub fn must_be_open(item: Item<'_>) -> Result<()> {
    let word = match item {
        Item::FollowUp(_, ask) if ask.outcome == Some(Outcome::Missed) => "missed",
        _ => state(item).as_str(),
    };
    match state(item).closed_on() {
        None => Ok(()),
        Some(day) => Err(Error::cannot(format!("{} {} was {word} on {day}", item.noun(), item.id()))
            .hint(format!("`coach reopen {}` reopens it", item.id()))),
    }
}

/// Closes an action or a follow-up. A repeating follow-up gets a next one. Returns the due day of the next
/// follow-up.
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
        keys.set("result", new_record::written(result));
    }
    keys.set_text(REPORTED_BY, closing.reported_by.map_or("", Handle::as_str));
    match item {
        Item::FollowUp(session, follow_up) => repeat(text, &session.record, follow_up, closing.on),
        _ => Ok(None),
    }
}

/// Whether the item is already closed as `coach done` would close it: with this outcome, and on this day if
/// the user named one.
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

/// Sets or replaces the result of an item that is done. Returns the previous result. Fails if the result is
/// the same.
pub fn result_of_done<'a>(text: &mut RecordText, item: Item<'a>, result: &str) -> Result<Option<&'a str>> {
    let had = match item {
        Item::Session(_) => None,
        Item::Action(_, action) => action.result.as_deref(),
        Item::FollowUp(_, ask) => ask.result.as_deref(),
    };
    if had.is_some_and(|had| had.trim_end() == result.trim_end()) {
        return Err(Error::cannot(format!(
            "{} {} is already done and has this result",
            item.noun(),
            item.id()
        )));
    }
    keys(text, item)?.set("result", new_record::written(result));
    Ok(had)
}

/// Adds the next follow-up of a repeating one, and returns its due day.
fn repeat(
    text: &mut RecordText,
    session: &Session,
    follow_up: &FollowUp,
    closed: Day,
) -> Result<Option<Day>> {
    let Some(due) = follow_up.next(closed) else { return Ok(None) };
    let too_far = || Error::cannot(format!("the next date of {} is too far in the future", follow_up.id));
    let due = due.ok_or_else(too_far)?;
    push_next(text, session, follow_up, closed, due);
    Ok(Some(due))
}

/// The id of the follow-up after this one. It is the same in every clone, so two coaches who close the same
/// follow-up create one next follow-up, not two.
pub fn next_id(id: &Id) -> Id {
    Id::derived(&[id.as_str(), "next"])
}

/// Adds the next follow-up, unless it exists and is open. If the next one exists and is closed, because this
/// one was reopened in the meantime, the new one comes after it.
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
    // Without the series' first day, the 31st would become the 30th for good, and a moved Monday would stay
    // moved.
    let counts_from_elsewhere = every.is_some_and(|every| !every.continues(first, due));
    let next = FollowUp {
        action: follow_up.action.clone(),
        agreed: (closed > session.date).then_some(closed),
        objectives: follow_up.objectives.clone(),
        every,
        series: counts_from_elsewhere.then_some(first),
        ..FollowUp::new(id, due, follow_up.ask.clone())
    };
    new_record::push_follow_up(text, &next);
}

/// Records that nothing was applied yet, with the obstacle. Returns the due day of the next follow-up. If the
/// item is an action, this adds a follow-up that records the miss.
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
        None => miss.on.plus_days(NEXT_AFTER_A_MISS),
    };
    let due =
        miss.next.or_else(regular).ok_or_else(|| Error::cannot("the next date is too far in the future"))?;
    if let Item::Action(..) = item {
        new_record::push_follow_up(text, &asked);
    }
    let lost = || Error::cannot(format!("{} is no longer in {}", asked.id, item.session().path));
    let mut keys = text.item("follow_up", &asked.id).ok_or_else(lost)?;
    keys.set_day("done", miss.on).set("outcome", Outcome::Missed.as_str());
    keys.set("obstacle", miss.obstacle.as_str());
    if let Some(words) = miss.obstacle_text {
        keys.set("obstacle_text", new_record::written(words));
    }
    keys.set_text(REPORTED_BY, miss.reported_by.map_or("", Handle::as_str));
    push_next(text, session, &asked, miss.on, due);
    Ok(due)
}

/// The follow-up that records a question about an action outside a due follow-up. Its id is derived from the
/// action, like that of a next follow-up, so two coaches who ask on the same day create one follow-up.
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

/// Drops an action or a follow-up, with the reason. Dropping an action also drops its open follow-ups.
/// Returns their ids.
pub fn dropped(text: &mut RecordText, item: Item<'_>, on: Day, why: &str) -> Result<Vec<Id>> {
    may_close(item, on)?;
    drop_one(keys(text, item)?, item, on, why);
    let Item::Action(session, action) = item else { return Ok(Vec::new()) };
    let asks = session.record.asks_about(&action.id).filter(|ask| ask.is_open());
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
        _ => drop(keys.set_day("dropped", on).set("why", new_record::written(why))),
    }
}

/// Moves the due day to `due`. Records the move, with its day `on` and the previous due day.
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
        keys.set_day("series", ask.due); // The rest of the series keeps its days.
    }
    keys.set_day("due", due);
    if let Some(had) = had.filter(|had| *had != due) {
        let moved = moves.iter().copied().chain([Move { on, due: had }]);
        new_record::set_moves(&mut keys, &moved.collect::<Vec<_>>());
    }
    Ok(())
}

/// Reopens a closed item: removes the keys that closing it added. The git history keeps them. Reopening an
/// action also reopens the follow-ups that were dropped with it. Returns their ids.
pub fn reopened(text: &mut RecordText, item: Item<'_>) -> Result<Vec<Id>> {
    if state(item) == State::Open {
        return Err(Error::cannot(format!("{} {} is already open", item.noun(), item.id())));
    }
    open_one(&mut keys(text, item)?);
    let Item::Action(session, action) = item else { return Ok(Vec::new()) };
    let with_it = |ask: &&FollowUp| {
        let dropped = ask.outcome == Some(Outcome::Dropped) && action.dropped.is_some();
        dropped && ask.done == action.dropped && ask.why == action.why
    };
    let asks = session.record.asks_about(&action.id).filter(with_it);
    asks.map(|ask| {
        open_one(&mut keys(text, Item::FollowUp(session, ask))?);
        Ok(ask.id.clone())
    })
    .collect()
}

/// Drops a follow-up.
pub(crate) fn drop_question(mut keys: Keys<'_>, on: Day, why: &str) {
    keys.set_day("done", on).set("outcome", Outcome::Dropped.as_str());
    keys.set("why", new_record::written(why));
}

pub(crate) fn open_one(keys: &mut Keys<'_>) {
    for key in
        ["done", "dropped", "outcome", "obstacle", "obstacle_text", "result", "why", REPORTED_BY, "benefit"]
    {
        keys.remove(key);
    }
}

/// The item itself if it is a follow-up, or the only open follow-up about the action. An action without an
/// open follow-up stays an action. Refuses an action that was missed already if its next follow-up is not due
/// yet: on any day before that, the same command is more likely a retry.
pub fn as_follow_up(item: Item<'_>, on: Day) -> Result<Item<'_>> {
    let Item::Action(session, action) = item else { return Ok(item) };
    let open: Vec<_> = session.record.asks_about(&action.id).filter(|ask| ask.is_open()).collect();
    match open.as_slice() {
        [] => Ok(item),
        [next] if next.due > on => match last_missed(&session.record, action) {
            None => Ok(Item::FollowUp(session, next)),
            Some(asked) => Err(Error::cannot(format!(
                "{} was already recorded as missed on {}, and its next follow-up is due on {}: nothing was \
                 changed",
                action.id,
                asked.done.unwrap_or(on),
                next.due
            ))
            .hint(format!(
                "`coach missed {} --obstacle \"…\"` records the next follow-up as missed too; \
                 `coach reopen {}` reopens the first one",
                next.id, asked.id
            ))),
        },
        [ask] => Ok(Item::FollowUp(session, ask)),
        several => {
            let ids: Vec<&str> = several.iter().map(|ask| ask.id.as_str()).collect();
            Err(Error::cannot(format!("action {} has several open follow-ups", action.id))
                .hint(format!("choose one: {}", ids.join(", "))))
        }
    }
}

/// The latest answered follow-up about an action, if its answer was "missed".
fn last_missed<'a>(session: &'a Session, action: &'a Action) -> Option<&'a FollowUp> {
    let last = session.asks_about(&action.id).filter(|ask| ask.done.is_some()).max_by_key(|ask| ask.done)?;
    Some(last).filter(|ask| ask.outcome == Some(Outcome::Missed))
}

/// Parses `time` or `time: the quarter's end came first`.
pub fn parse_obstacle(text: &str) -> Result<(Obstacle, Option<&str>)> {
    let (kind, words) = match text.split_once(':') {
        Some((kind, words)) => (kind, Some(words.trim()).filter(|words| !words.is_empty())),
        None => (text, None),
    };
    let kind = kind.trim().to_lowercase();
    kind.parse().map(|kind| (kind, words)).map_err(|message: String| {
        Error::usage(format!("`{kind}` is not an obstacle"))
            .in_field("obstacle")
            .hint(format!("{message}; write your own words after a colon"))
    })
}
