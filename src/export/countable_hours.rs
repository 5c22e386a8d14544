//! The hours that a coach may count towards a credential, grouped by client relationship, for the logs of
//! professional bodies. Also holds the excluded sessions and the reasons.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::selection::ExportSelection;
use crate::journal::query::countable_sessions::{Reason, SessionTotals, counted};
use crate::journal::records::standard::Standard;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;

/// One client: a person, or a fixed set of people who meet together.
pub(crate) struct ClientHours {
    pub named: Option<Handle>,
    pub is_group: bool,
    /// The largest number of people in one session.
    pub people: usize,
    pub first: Day,
    pub last: Day,
    pub paid: u64,
    pub unpaid: u64,
}

#[derive(Default)]
pub(crate) struct Log {
    /// Sorted by the day of the first session.
    pub clients: Vec<ClientHours>,
    /// Everyone who counts as a client, alone or in groups, each once.
    pub people: BTreeSet<Handle>,
    pub left_out: BTreeMap<Reason, SessionTotals>,
    /// Sessions that count only by an assumption. coach tells the user about them.
    assumed: BTreeMap<Assumption, SessionTotals>,
}

/// An assumption about a session that counts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Assumption {
    Paid,
    ProBono,
    WholeLength,
}

impl fmt::Display for SessionTotals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sessions = if self.times == 1 { "1 session".into() } else { format!("{} sessions", self.times) };
        write!(f, "{sessions} ({} h) with {}", hours(self.minutes), self.with())
    }
}

impl Log {
    /// Counts the sessions up to `today`; future hours do not count yet.
    pub(crate) fn of(part: &ExportSelection<'_>, standard: &Standard, today: Day) -> Log {
        let mut clients: BTreeMap<(bool, Vec<Handle>), ClientHours> = BTreeMap::new();
        let mut log = Log::default();
        for session in part.conversations() {
            let minutes = u64::from(session.minutes.unwrap_or(0));
            let found = if today.is_certainly_before(session.date) {
                Err(Reason::ToCome)
            } else {
                counted(part.journal, standard, session)
            };
            match found {
                Ok(found) => {
                    // The same person alone and in a group are two relationships.
                    let (people, is_group) = (session.people(), session.is_of_a_group());
                    let new = ClientHours {
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
                    log.people.extend(found.people);
                    if found.is_assumed {
                        let assumed = if found.is_paid { Assumption::Paid } else { Assumption::ProBono };
                        log.assumed.entry(assumed).or_default().add(minutes, &session.with);
                    }
                    if !found.beside.is_empty() {
                        log.assumed.entry(Assumption::WholeLength).or_default().add(minutes, &found.beside);
                    }
                }
                Err(reason) => log.left_out.entry(reason).or_default().add(minutes, &session.with),
            }
        }
        log.clients = clients.into_values().collect();
        log.clients.sort_by(|a, b| (a.first, &a.named).cmp(&(b.first, &b.named)));
        log
    }

    pub(crate) fn paid(&self) -> u64 {
        self.clients.iter().map(|client| client.paid).sum()
    }

    pub(crate) fn unpaid(&self) -> u64 {
        self.clients.iter().map(|client| client.unpaid).sum()
    }

    /// The first and the last day of the sessions that count.
    pub(crate) fn period(&self) -> Option<(Day, Day)> {
        let first = self.clients.iter().map(|client| client.first).min()?;
        Some((first, self.clients.iter().map(|client| client.last).max()?))
    }

    /// One line for each reason to exclude sessions and for each assumption.
    pub(crate) fn said_beside(&self) -> Vec<String> {
        let left_out =
            self.left_out.iter().map(|(reason, sessions)| format!("not counted: {sessions}: {reason}"));
        let assumed = self.assumed.iter().map(|(why, sessions)| match why {
            Assumption::Paid => {
                format!(
                    "assumed paid: {sessions}: `paid` is not set, and at least one person in each is internal"
                )
            }
            Assumption::ProBono => format!(
                "assumed pro bono: {sessions}: `paid` is not set, and no one in them is internal (to change \
                 it, write `paid = true` in `coach edit ID`)"
            ),
            Assumption::WholeLength => {
                format!(
                    "counted whole: {sessions}: their relationship to the coach does not count, but other \
                     people in the session count"
                )
            }
        });
        left_out.chain(assumed).collect()
    }

    /// The note about sessions that count in a letter but not in a log with names.
    pub(crate) fn said_of_the_unnamed(&self) -> Option<String> {
        let sessions = self.left_out.get(&Reason::NoConsent)?;
        Some(format!("counted: {sessions}: {}, but a letter contains no names", Reason::NoConsent))
    }
}

/// Formats minutes as hours with two decimals.
pub(crate) fn hours(minutes: u64) -> String {
    crate::report::sheet::hours(minutes)
}
