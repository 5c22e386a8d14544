//! Matches rows without ids to records by a natural key, such as the date and the person, with a number if
//! several rows share the key. Corrections in other fields still match the same record.

use std::collections::{BTreeMap, BTreeSet};

use super::columns::What;
use crate::import::ImportedRow;
use crate::import::matching::compare_fields::{FieldText, KnownFields};
use crate::import::matching::match_rows::{self, JournalIndex};
use crate::import::table::people::folded;
use crate::journal::records::action::Action;
use crate::journal::records::session::Session;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;

/// A parsed row of a table.
pub(crate) struct ParsedRow {
    /// The session, or the session that holds the action or follow-up.
    pub session: Session,
    pub what: What,
    /// The day and the coach of an item's session, if the row has them.
    pub day: Option<Day>,
    pub coach: Option<Handle>,
    /// The natural key; `None` if the row has an id.
    pub by: Option<Vec<String>>,
    /// Whether the row names its session and the journal has it.
    pub is_placed: bool,
    /// Whether the row names a session that the journal does not have.
    pub is_elsewhere: bool,
    pub told: KnownFields,
    /// The fields with empty cells.
    pub empty: Vec<&'static str>,
    pub at: usize,
}

/// The number of fields in which a row differs from a record, and the number of fields that only the record
/// fills.
type Distance = (usize, usize);

/// If more rows than this share a key, they match the records in order.
const MOST: usize = 100;

/// The id of the `number`th row with this key, counted from 1.
pub(crate) fn id(by: &[String], number: usize) -> Id {
    let number = number.to_string();
    let parts: Vec<&str> = by.iter().map(String::as_str).chain([number.as_str()]).collect();
    Id::derived(&parts)
}

/// The id of the session that wraps an item agreed outside a session. The word `moment` is from the first
/// version and must not change: other ids would import existing items again.
pub(crate) fn outside(item: &Id) -> Id {
    Id::derived(&["moment", item.as_str()])
}

/// Assigns missing ids: an identical record's, else the closest record's, else a new one.
pub(crate) fn settle(rows: &mut [ParsedRow], here: &JournalIndex<'_>) {
    let keyless: Vec<usize> = (0..rows.len()).filter(|place| rows[*place].by.is_some()).collect();
    settle_by_key(rows, here);
    settle_by_people(rows, &keyless, here);
}

/// Gives a row whose key is new the id of a record that no other row has: one of the same day, coach and
/// people, equal in every field that the row fills. An item of the same words may differ in the other fields.
/// The key has the names as they are written, so `Ana Ruiz` and `ana-ruiz` have two keys.
fn settle_by_people(rows: &mut [ParsedRow], places: &[usize], here: &JournalIndex<'_>) {
    let is_new = |row: &ParsedRow| row.differences(row.id(), here).is_none();
    let new: Vec<usize> = places.iter().copied().filter(|place| is_new(&rows[*place])).collect();
    if new.is_empty() {
        return;
    }
    let sessions = here.by_day_and_people();
    let mut taken: BTreeSet<Id> = rows.iter().map(|row| row.id().clone()).collect();
    let mut left = Vec::new();
    for place in new {
        let row = &rows[place];
        let candidates: Vec<&Id> = match row.what {
            What::Sessions => {
                let key = match_rows::day_and_people(&row.session);
                sessions.get(&key).into_iter().flatten().map(|session| &session.id).collect()
            }
            What::Actions | What::FollowUps => row.items_like_it(here),
        };
        let distance = |id: &Id| row.differences(id, here).map(|(told, more)| (told, more, id.clone()));
        let free = candidates.into_iter().filter(|id| !taken.contains(*id));
        let mut near: Vec<_> = free.filter_map(distance).collect();
        near.sort_unstable();
        match near.first() {
            Some((0, _, id)) => {
                taken.insert(id.clone());
                let id = id.clone();
                rows[place].call(id);
            }
            Some(_) if row.what != What::Sessions && (row.is_placed || row.day.is_some()) => {
                left.push((place, near));
            }
            _ => {}
        }
    }
    for (place, near) in left {
        if let Some((_, _, id)) = near.into_iter().find(|(_, _, id)| !taken.contains(id)) {
            taken.insert(id.clone());
            rows[place].call(id);
        }
    }
}

fn settle_by_key(rows: &mut [ParsedRow], here: &JournalIndex<'_>) {
    let mut groups: BTreeMap<Vec<String>, Vec<usize>> = BTreeMap::new();
    for (place, row) in rows.iter_mut().enumerate() {
        if let Some(by) = row.by.take() {
            groups.entry(by).or_default().push(place);
        }
    }
    for (by, places) in groups {
        let group: Vec<&ParsedRow> = places.iter().map(|place| &rows[*place]).collect();
        let numbers = SameKeyRows { by: &by, rows: &group, here }.numbers();
        for (place, number) in places.into_iter().zip(numbers) {
            rows[place].call(id(&by, number));
        }
    }
}

/// The rows that share a key.
struct SameKeyRows<'a> {
    by: &'a [String],
    rows: &'a [&'a ParsedRow],
    here: &'a JournalIndex<'a>,
}

impl SameKeyRows<'_> {
    /// The number of each row.
    fn numbers(&self) -> Vec<usize> {
        let rows = self.rows.len();
        let is_here = |number: &usize| self.differences(0, *number).is_some();
        // The existing records among the first numbers, one for each row, and the existing ones that follow.
        let mut left: Vec<usize> = (1..=rows).filter(is_here).collect();
        left.extend((rows + 1..).take_while(is_here));
        let mut found = vec![None; rows];
        for row in 0..rows {
            if self.differences(row, row + 1) == Some((0, 0)) {
                take(&mut found, &mut left, row, row + 1);
            }
        }
        if rows <= MOST && left.len() <= MOST {
            let each = (0..rows).flat_map(|row| left.iter().map(move |number| (row, *number)));
            let each = each.map(|(row, number)| (self.differences(row, number), row, number));
            let mut pairs: Vec<(Option<Distance>, usize, usize)> = each.collect();
            pairs.sort_unstable();
            for (_, row, number) in pairs {
                take(&mut found, &mut left, row, number);
            }
        }
        (0..rows).for_each(|row| take(&mut found, &mut left, row, row + 1));
        // New records take the free numbers.
        let mut last = 0;
        let mut free = || loop {
            last += 1;
            if !is_here(&last) {
                break last;
            }
        };
        found.into_iter().map(|number| number.unwrap_or_else(&mut free)).collect()
    }

    /// The distance between a row and the existing record with this number. `None` if there is no such
    /// record.
    fn differences(&self, row: usize, number: usize) -> Option<Distance> {
        self.rows[row].differences(&id(self.by, number), self.here)
    }
}

fn take(found: &mut [Option<usize>], left: &mut Vec<usize>, row: usize, number: usize) {
    if found[row].is_none() && left.contains(&number) {
        found[row] = Some(number);
        left.retain(|other| *other != number);
    }
}

impl ParsedRow {
    fn differences(&self, id: &Id, here: &JournalIndex<'_>) -> Option<Distance> {
        let (actions, asks) = (&self.session.actions, &self.session.follow_ups);
        match self.what {
            What::Sessions => Some(self.count(&self.session, &here.session(id)?.record)),
            What::Actions => Some(self.count(actions.first()?, here.action(id)?)),
            What::FollowUps => Some(self.count(asks.first()?, here.follow_up(id)?)),
        }
    }

    /// The items in the journal with the words and the person of this row, in its session or of its day and coach.
    fn items_like_it<'h>(&self, here: &JournalIndex<'h>) -> Vec<&'h Id> {
        let is_meant = |session: &&Session| {
            if self.is_placed {
                return session.id == self.session.id;
            }
            self.day.is_none_or(|day| day == session.date)
                && self.coach.as_ref().is_none_or(|coach| *coach == session.coach)
        };
        let whom = self.session.whom();
        let is_whom = |session: &Session| session.with.contains(whom) || session.group.as_ref() == Some(whom);
        let action = self.session.actions.first();
        let ask = self.session.follow_ups.first().map(|ask| folded(&ask.ask));
        let mut ids = Vec::new();
        for session in here.all_sessions().filter(is_meant) {
            let same = |here: &&Action| {
                action.is_some_and(|one| one.owner == here.owner && folded(&one.what) == folded(&here.what))
            };
            ids.extend(session.actions.iter().filter(same).map(|action| &action.id));
            let asks = session.follow_ups.iter().filter(|_| is_whom(session));
            ids.extend(asks.filter(|here| ask.as_ref() == Some(&folded(&here.ask))).map(|ask| &ask.id));
        }
        ids
    }

    fn count<T: FieldText>(&self, row: &T, here: &T) -> Distance {
        let more =
            self.empty.iter().filter(|field| row.says(field).is_empty() && !here.says(field).is_empty());
        (self.told.compare(row, here).len(), more.count())
    }

    /// The id of the session, or of the item of a row of actions or follow-ups.
    fn id(&self) -> &Id {
        let (actions, asks) = (&self.session.actions, &self.session.follow_ups);
        match self.what {
            What::Sessions => None,
            What::Actions => actions.first().map(|action| &action.id),
            What::FollowUps => asks.first().map(|ask| &ask.id),
        }
        .unwrap_or(&self.session.id)
    }

    /// Sets the id. An item without an existing session gets a session whose id derives from its own.
    fn call(&mut self, id: Id) {
        if self.what != What::Sessions && !self.is_placed {
            self.session.id = outside(&id);
        }
        match self.what {
            What::Sessions => self.session.id = id,
            What::Actions => self.session.actions.iter_mut().for_each(|action| action.id = id.clone()),
            What::FollowUps => self.session.follow_ups.iter_mut().for_each(|ask| ask.id = id.clone()),
        }
    }

    pub(crate) fn row(self) -> Result<ImportedRow, String> {
        match self.what {
            What::Sessions => ImportedRow::session(&self.session, self.at, self.told),
            What::Actions | What::FollowUps => ImportedRow::agreed(&self.session, self.at, self.told),
        }
    }
}
