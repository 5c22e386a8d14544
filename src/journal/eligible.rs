//! Whether a standard counts a session, and if not, why.

use std::fmt;

use super::handle::Handle;
use super::journal::Journal;
use super::person::Relationship;
use super::session::{Kind, Session};
use super::standard::Standard;

/// A session that counts.
pub struct Counted {
    /// The person, or the group: one client relationship.
    pub client: Vec<Handle>,
    /// Who of them may be named in a log.
    pub named: Option<Handle>,
    pub is_paid: bool,
}

/// Why a session does not count: the first of these that holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    Kind(Kind),
    NoMinutes,
    GroupTooLarge,
    Relationship,
    NoConsent,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::Kind(kind) => write!(f, "{kind} is no client coaching"),
            Reason::NoMinutes => f.write_str("no minutes are written down"),
            Reason::GroupTooLarge => f.write_str("more people than a group may have"),
            Reason::Relationship => f.write_str("the coach leads them"),
            Reason::NoConsent => f.write_str("no consent to be named is written down"),
        }
    }
}

/// A group counts by those of it who may be counted: one of them is enough.
pub fn counted(journal: &Journal, standard: &Standard, session: &Session) -> Result<Counted, Reason> {
    if !standard.kinds.contains(&session.kind) {
        return Err(Reason::Kind(session.kind));
    }
    if session.minutes.is_none_or(|minutes| minutes == 0) {
        return Err(Reason::NoMinutes);
    }
    if standard.largest_group.is_some_and(|most| session.with.len() > most) {
        return Err(Reason::GroupTooLarge);
    }
    let record = |handle: &Handle| journal.people.get(handle).map(|filed| &filed.record);
    // Coaching as part of the job is what a journal of a company is about, unless it says otherwise.
    let relationship = |handle: &Handle| {
        record(handle).and_then(|person| person.relationship).unwrap_or(Relationship::Internal)
    };
    let fitting: Vec<&Handle> =
        session.with.iter().filter(|handle| standard.relationships.contains(&relationship(handle))).collect();
    if fitting.is_empty() {
        return Err(Reason::Relationship);
    }
    let agreed = |handle: &&Handle| record(handle).is_some_and(|person| person.consent.is_some());
    if standard.needs_consent && !fitting.iter().any(agreed) {
        return Err(Reason::NoConsent);
    }
    let is_internal = fitting.iter().any(|handle| relationship(handle) == Relationship::Internal);
    let mut client = match &session.group {
        Some(group) => vec![group.clone()],
        None => session.with.clone(),
    };
    client.sort();
    let named = fitting.iter().copied().find(agreed).cloned();
    Ok(Counted { client, named, is_paid: session.paid.unwrap_or(is_internal) })
}
