//! The hours a coach may count towards a credential, by client relationship: what the logs of the
//! professional bodies are made of, and what was left out of them and why.

use std::collections::{BTreeMap, BTreeSet};

use super::part::Part;
use crate::journal::day::Day;
use crate::journal::eligible::{Reason, counted};
use crate::journal::handle::Handle;
use crate::journal::standard::Standard;

/// One client: a person, or the same people together.
pub struct Relationship {
    pub named: Option<Handle>,
    pub is_group: bool,
    /// The most people that came at once.
    pub people: usize,
    pub first: Day,
    pub last: Day,
    pub paid: u64,
    pub unpaid: u64,
}

#[derive(Default)]
pub struct Log {
    /// By the day of the first session.
    pub clients: Vec<Relationship>,
    /// Sessions, minutes, and whom they were with.
    pub left_out: BTreeMap<Reason, (usize, u64, BTreeSet<Handle>)>,
}

impl Log {
    /// What was held until this day: hours still to come are nobody's yet.
    pub fn of(part: &Part<'_>, standard: &Standard, today: Day) -> Log {
        let mut clients: BTreeMap<(bool, Vec<Handle>), Relationship> = BTreeMap::new();
        let mut log = Log::default();
        for session in part.conversations() {
            let minutes = u64::from(session.minutes.unwrap_or(0));
            let found = match session.date > today {
                true => Err(Reason::ToCome),
                false => counted(part.journal, standard, session),
            };
            match found {
                Ok(found) => {
                    // The same person alone and in a group are two relationships.
                    let people = session.with.len();
                    let is_group = session.group.is_some() || people > 1;
                    let new = Relationship {
                        named: found.named.clone(),
                        is_group,
                        people,
                        first: session.date,
                        last: session.date,
                        paid: 0,
                        unpaid: 0,
                    };
                    let client = clients.entry((is_group, found.client)).or_insert(new);
                    client.first = client.first.min(session.date);
                    client.last = client.last.max(session.date);
                    client.people = client.people.max(people);
                    client.named = client.named.take().or(found.named);
                    *if found.is_paid { &mut client.paid } else { &mut client.unpaid } += minutes;
                }
                Err(reason) => {
                    let (times, lost, people) = log.left_out.entry(reason).or_default();
                    *times += 1;
                    *lost += minutes;
                    people.insert(session.whom().clone());
                }
            }
        }
        log.clients = clients.into_values().collect();
        log.clients.sort_by(|a, b| (a.first, &a.named).cmp(&(b.first, &b.named)));
        log
    }

    pub fn paid(&self) -> u64 {
        self.clients.iter().map(|client| client.paid).sum()
    }

    pub fn unpaid(&self) -> u64 {
        self.clients.iter().map(|client| client.unpaid).sum()
    }

    /// The first and the last day of what counts.
    pub fn period(&self) -> Option<(Day, Day)> {
        let first = self.clients.iter().map(|client| client.first).min()?;
        Some((first, self.clients.iter().map(|client| client.last).max()?))
    }

    /// What was left out and why, a line for each reason.
    pub fn said_of_the_rest(&self) -> Vec<String> {
        let line = |(reason, (times, minutes, people)): (&Reason, &(usize, u64, BTreeSet<Handle>))| {
            let people: Vec<&str> = people.iter().map(Handle::as_str).collect();
            let sessions = if *times == 1 { "1 session".into() } else { format!("{times} sessions") };
            format!("left out: {sessions}, {} h, with {}: {reason}", hours(*minutes), people.join(", "))
        };
        self.left_out.iter().map(line).collect()
    }
}

/// Minutes as hours with two decimals.
pub fn hours(minutes: u64) -> String {
    crate::report::sheet::hours(minutes)
}
