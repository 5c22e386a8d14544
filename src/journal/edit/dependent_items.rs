//! Updates the items that depend on a conflict decision. The follow-ups of an action change with the action's
//! state. The next follow-up after a miss exists only while the miss counts.

use super::close_items;
use crate::error::Result;
use crate::journal::records::action::{Action, State};
use crate::journal::records::follow_up::{FollowUp, Outcome};
use crate::journal::records::session::Session;
use crate::journal::text::editable_record::RecordText;
use crate::journal::values::day::Day;
use crate::journal::values::id::Id;
use crate::journal::{merge, records};

/// A decision in a conflict about the state of one item.
pub(crate) struct ItemDecision<'a> {
    /// The field of the conflict, such as `action.m2qxw7tp4r.state`.
    pub field: &'a str,
    /// The version that the merge did not use, as TOML.
    pub other: Option<&'a str>,
    pub takes_it: bool,
    /// The session before the decision.
    pub before: &'a Session,
    pub today: Day,
}

/// A follow-up that a decision changes, and how it changes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct DependentItem {
    pub id: Id,
    pub ask: String,
    pub how: &'static str,
}

/// Updates the follow-ups of a session after a decision. The text contains the decision already.
pub(crate) fn follow(
    text: &mut RecordText,
    path: &str,
    decision: &ItemDecision<'_>,
) -> Result<Vec<DependentItem>> {
    let Ok(after) = records::read::<Session>(path, &text.render()) else { return Ok(Vec::new()) };
    let parts: Vec<&str> = decision.field.split('.').collect();
    let [list, id, "state"] = parts.as_slice() else { return Ok(Vec::new()) };
    match *list {
        "action" => match after.actions.iter().find(|action| action.id.as_str() == *id) {
            Some(action) => questions(text, &after, action, decision),
            None => Ok(Vec::new()),
        },
        "follow_up" => Ok(next(text, &after, id, decision)),
        _ => Ok(Vec::new()),
    }
}

/// Updates the follow-ups about an action. Drops them if the action was dropped, reopens them if it no longer
/// is, and closes those that are due if it is done. A follow-up whose day is still to come stays open,
/// because it asks about the result.
fn questions(
    text: &mut RecordText,
    after: &Session,
    action: &Action,
    decision: &ItemDecision<'_>,
) -> Result<Vec<DependentItem>> {
    let mut along = Vec::new();
    let was = decision.before.actions.iter().find(|before| before.id == action.id);
    for ask in after.asks_about(&action.id) {
        forget_the_dropping(text, ask)?;
        let comes_back = was.is_some_and(|was| is_dropped_with(ask, was)) && action.dropped.is_none();
        let is_open = ask.is_open() || comes_back;
        let lost = || crate::error::Error::cannot(format!("{} is no longer in the session", ask.id));
        let mut keys = text.item("follow_up", &ask.id).ok_or_else(lost)?;
        let how = match action.state() {
            State::Dropped(day) if is_open => {
                let why = action.why.as_deref().unwrap_or_default();
                close_items::drop_question(keys, day, why);
                "dropped with it"
            }
            State::Done(day) if is_open && ask.due <= decision.today => {
                close_items::open_one(&mut keys);
                keys.set_day("done", day).set("outcome", Outcome::Applied.as_str());
                "closed with it"
            }
            _ if comes_back => {
                close_items::open_one(&mut keys);
                "reopened"
            }
            _ => continue,
        };
        along.push(DependentItem { id: ask.id.clone(), ask: ask.ask.clone(), how });
    }
    Ok(along)
}

/// Whether the follow-up was dropped with its action, not separately.
fn is_dropped_with(ask: &FollowUp, action: &Action) -> bool {
    action.dropped.is_some()
        && ask.outcome == Some(Outcome::Dropped)
        && ask.done == action.dropped
        && ask.why == action.why
}

/// Resolves a conflict about the follow-up if it only records that the follow-up was dropped with its action.
fn forget_the_dropping(text: &mut RecordText, ask: &FollowUp) -> Result<()> {
    let field = format!("follow_up.{}.state", ask.id);
    for conflict in merge::conflicts(&text.render()) {
        let is_dropping = outcome(conflict.value.as_deref()) == Some(Outcome::Dropped);
        if conflict.field == field && is_dropping && ask.is_open() {
            merge::resolve(text, &conflict.id, false)?;
        }
    }
    Ok(())
}

/// Removes the next follow-up that only the miss created, if the decision discards the miss.
fn next(text: &mut RecordText, after: &Session, id: &str, decision: &ItemDecision<'_>) -> Vec<DependentItem> {
    let by_id = |session: &Session| session.follow_ups.iter().find(|ask| ask.id.as_str() == id).cloned();
    let (Some(now), Some(before)) = (by_id(after), by_id(decision.before)) else { return Vec::new() };
    let lost = if decision.takes_it { before.outcome } else { outcome(decision.other) };
    let is_settled = matches!(now.outcome, Some(Outcome::Applied | Outcome::Partly | Outcome::Dropped));
    if lost != Some(Outcome::Missed) || !is_settled || now.every.is_some() {
        return Vec::new();
    }
    let next = close_items::next_id(&now.id);
    let of_the_miss = |ask: &&FollowUp| ask.id == next && ask.is_open() && ask.ask == now.ask;
    let Some(next) = after.follow_ups.iter().find(of_the_miss) else { return Vec::new() };
    merge::remove_item(text, "follow_up", next.id.as_str());
    vec![DependentItem { id: next.id.clone(), ask: next.ask.clone(), how: "removed" }]
}

/// The `outcome` in a state.
fn outcome(state: Option<&str>) -> Option<Outcome> {
    let table: toml::Table = format!("state = {}", state?).parse().ok()?;
    table.get("state")?.get("outcome")?.as_str()?.parse().ok()
}
