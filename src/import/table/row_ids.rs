//! Which row is which record, where a table has no ids of its own: by what a row is known by, such as
//! a day and whom, and the how manieth of these it is. What else it says may be corrected, and the
//! same record is meant.

use std::collections::BTreeMap;

use super::columns::What;
use crate::import::ImportedRow;
use crate::import::matching::differences::{FieldText, KnownFields};
use crate::import::matching::existing::JournalIndex;
use crate::journal::records::session::Session;
use crate::journal::values::id::Id;

/// A row of a table as it was read.
pub struct ParsedRow {
    /// The session, or the one in which the action or follow-up stands.
    pub session: Session,
    pub what: What,
    /// What it is known by; nothing where it has an id.
    pub by: Option<Vec<String>>,
    /// Whether it says in which session it stands, and that is here.
    pub is_placed: bool,
    /// Whether it says one that is not.
    pub is_elsewhere: bool,
    pub told: KnownFields,
    /// The fields whose cells are empty.
    pub empty: Vec<&'static str>,
    pub at: usize,
}

/// In how many fields a row differs from a record, and how many that one fills and the row does not.
type Distance = (usize, usize);

/// More rows that are known by the same are taken in their order.
const MOST: usize = 100;

/// The `number`th, from 1, of those that are known by this.
pub fn id(by: &[String], number: usize) -> Id {
    let number = number.to_string();
    let parts: Vec<&str> = by.iter().map(String::as_str).chain([number.as_str()]).collect();
    Id::derived(&parts)
}

/// The record in which an action or a question stands that was agreed outside a session. The word is the
/// first that was used, and stays: another would bring in again what is here.
pub fn outside(item: &Id) -> Id {
    Id::derived(&["moment", item.as_str()])
}

/// Gives each row that has none its id: that of the record here which says the same, else of the one
/// that says the most of it, else a new one.
pub fn settle(rows: &mut [ParsedRow], here: &JournalIndex<'_>) {
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

/// The rows that are known by the same.
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
        // As many as there are rows, and those that are here beyond.
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
            pairs.into_iter().for_each(|(_, row, number)| take(&mut found, &mut left, row, number));
        }
        (0..rows).for_each(|row| take(&mut found, &mut left, row, row + 1));
        // What is new takes the numbers that nothing here has.
        let mut last = 0;
        let mut free = || loop {
            last += 1;
            if !is_here(&last) {
                break last;
            }
        };
        found.into_iter().map(|number| number.unwrap_or_else(&mut free)).collect()
    }

    /// How far a row is from the record here that has this number.
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

    fn count<T: FieldText>(&self, row: &T, here: &T) -> Distance {
        let more =
            self.empty.iter().filter(|field| row.says(field).is_empty() && !here.says(field).is_empty());
        (self.told.compare(row, here).len(), more.count())
    }

    /// An action or question that is nowhere yet stands by itself, in a record whose id follows from its own.
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

    pub fn row(self) -> Result<ImportedRow, String> {
        match self.what {
            What::Sessions => ImportedRow::session(&self.session, self.at, self.told),
            What::Actions | What::FollowUps => ImportedRow::agreed(&self.session, self.at, self.told),
        }
    }
}
