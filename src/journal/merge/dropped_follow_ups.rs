//! Follow-ups that were dropped only because their action was. Their state follows the merged state of the
//! action. A record shows such a drop only by the same day and the same reason.

use std::collections::{BTreeMap, BTreeSet};

use toml_edit::{DocumentMut, Item, Table, Value};

use super::compare::canon;
use super::conflict::Loser;
use super::field_path::{Path, STATE};
use super::{item_state, table_list};

const ACTIONS: &str = "action";
const ASKS: &str = "follow_up";

/// A follow-up that one side dropped with its action. Both were open in the base.
pub(super) struct DroppedFollowUp {
    id: String,
    action: String,
    state: Value,
}

/// The follow-ups that either side dropped with an action. If the other side closed such a follow-up on its
/// own, that closing counts, and the drop becomes a conflict.
pub(super) fn of(
    base: Option<&DocumentMut>,
    layout: &mut DocumentMut,
    other: &mut DocumentMut,
    losers: &mut Vec<Loser>,
) -> Vec<DroppedFollowUp> {
    let [mine, theirs] = [found(base, layout), found(base, other)];
    let mut all = settled(base, mine, layout, (other, &theirs), losers);
    all.extend(settled(base, theirs, other, (layout, &all), losers));
    all
}

/// The drops that remain. Reverts the others in this side's record.
fn settled(
    base: Option<&DocumentMut>,
    dropped: Vec<DroppedFollowUp>,
    side: &mut DocumentMut,
    (other, theirs): (&DocumentMut, &[DroppedFollowUp]),
    losers: &mut Vec<Loser>,
) -> Vec<DroppedFollowUp> {
    if dropped.is_empty() {
        return dropped;
    }
    let (before, there) = (items(base.map(|base| base.as_table()), ASKS), items(Some(other), ASKS));
    let actions = items(Some(other), ACTIONS);
    let known: BTreeSet<&str> = theirs.iter().map(|ask| ask.id.as_str()).collect();
    let mut kept = Vec::new();
    for ask in dropped {
        let there = there.get(&ask.id);
        if there.is_none() && before.contains_key(&ask.id) {
            continue; // Removed there: the merge of the lists treats it as edited against removed.
        }
        let same = |there: &Item| {
            let state = there.as_table_like().and_then(item_state::value);
            state.map(|state| canon(&state.into())) == Some(canon(&ask.state.clone().into()))
        };
        let goes_on = actions.get(&ask.action).is_some_and(|action| !is_dropped(action));
        let is_same = there.is_some_and(same);
        if is_same && goes_on {
            continue; // An earlier merge left it dropped there, although its action is not.
        }
        if !is_same && !known.contains(ask.id.as_str()) && there.is_some_and(|there| !is_open(there)) {
            take_back(side.as_table_mut(), &ask, losers);
        } else {
            kept.push(ask);
        }
    }
    kept
}

/// Reopens follow-ups that were dropped with an action, if the merged action is not dropped.
pub(super) fn follow(merged: &mut Table, dropped: &[DroppedFollowUp], losers: &mut Vec<Loser>) {
    if dropped.is_empty() {
        return;
    }
    let actions = items(Some(merged), ACTIONS);
    let lives = |ask: &&DroppedFollowUp| actions.get(&ask.action).is_some_and(|action| !is_dropped(action));
    dropped.iter().filter(lives).for_each(|ask| take_back(merged, ask, losers));
}

fn take_back(record: &mut Table, ask: &DroppedFollowUp, losers: &mut Vec<Loser>) {
    let Some(item) = record.get_mut(ASKS).and_then(|list| table_list::with_id(list, &ask.id)) else { return };
    if item_state::value(item).map(|state| canon(&state.into())) != Some(canon(&ask.state.clone().into())) {
        return; // The merge changed its state.
    }
    for key in &item_state::KEYS {
        item.remove(key);
    }
    let at = Path::root().then(ASKS).then(&ask.id).then(STATE);
    losers.push(Loser::new(&at, Some(ask.state.clone())));
}

fn found(base: Option<&DocumentMut>, side: &DocumentMut) -> Vec<DroppedFollowUp> {
    let dropped: BTreeMap<String, Item> =
        items(Some(side), ACTIONS).into_iter().filter(|(_, action)| is_dropped(action)).collect();
    if dropped.is_empty() {
        return Vec::new();
    }
    let before = |key| items(base.map(|base| base.as_table()), key);
    let (actions, asks) = (before(ACTIONS), before(ASKS));
    let with_it = |(id, ask): (String, Item)| {
        let name = ask.get("action").and_then(Item::as_str)?;
        let action = dropped.get(name)?;
        let same = |of_ask, of_action| ask.get(of_ask).map(canon) == action.get(of_action).map(canon);
        let along = ask.get("outcome").and_then(Item::as_str) == Some("dropped")
            && same("done", "dropped")
            && same("why", "why");
        let anew = actions.get(name).is_none_or(is_open) && asks.get(&id).is_none_or(is_open);
        let state = item_state::value(ask.as_table_like()?).filter(|_| along && anew)?;
        Some(DroppedFollowUp { id, action: name.to_string(), state })
    };
    items(Some(side), ASKS).into_iter().filter_map(with_it).collect()
}

/// The items of a list, by id.
fn items(record: Option<&Table>, key: &str) -> BTreeMap<String, Item> {
    let list = record.and_then(|record| record.get(key)).map(table_list::elements).unwrap_or_default();
    list.into_iter().filter_map(|item| Some((table_list::id(&item)?.to_string(), item))).collect()
}

fn is_open(item: &Item) -> bool {
    item.as_table_like().is_none_or(|item| item_state::progress(item) == item_state::OPEN)
}

fn is_dropped(item: &Item) -> bool {
    item.as_table_like().is_some_and(|item| item_state::progress(item) == item_state::DROPPED)
}
