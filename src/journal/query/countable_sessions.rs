//! Decides whether a standard counts a session, and gives the reason if not.

use std::collections::BTreeSet;
use std::fmt;

use super::journal::Journal;
use crate::journal::records::person::Relationship;
use crate::journal::records::session::{Kind, Session};
use crate::journal::records::standard::Standard;
use crate::journal::values::handle::Handle;

/// A session that counts.
pub(crate) struct CountedSession {
    /// The person, or the group: one row of an hours log.
    pub client: Vec<Handle>,
    /// The people who count as clients. A person counts as one client over all sessions.
    pub people: Vec<Handle>,
    /// The person whom the log may name.
    pub named: Option<Handle>,
    pub is_paid: bool,
    /// Whether coach assumed `is_paid` from the relationship, because the session has no `paid`.
    pub is_assumed: bool,
    /// Participants whose relationship does not count, such as a direct report of the coach.
    pub beside: Vec<Handle>,
}

/// The relationship of the coach to the person. A coach who is the person's `manager` is the line manager,
/// even if the record says otherwise. `line-manager` in a record refers to its `manager`: every other coach
/// is internal. Without a `manager` it applies to every coach. `internal`, `external` and `peer` apply to
/// every coach except the manager. A record without a relationship is internal, because a company's journal
/// is about coaching as part of the job.
pub(crate) fn relationship(journal: &Journal, coach: &Handle, person: &Handle) -> Relationship {
    let Some(record) = journal.people.get(person).map(|filed| &filed.record) else {
        return Relationship::Internal;
    };
    match (&record.manager, record.relationship) {
        (Some(manager), _) if manager == coach => Relationship::LineManager,
        (Some(_), Some(Relationship::LineManager)) | (_, None) => Relationship::Internal,
        (_, Some(said)) => said,
    }
}

/// The number of sessions, their minutes and their people.
#[derive(Default)]
pub(crate) struct SessionTotals {
    pub times: usize,
    pub minutes: u64,
    pub people: BTreeSet<Handle>,
}

impl SessionTotals {
    pub(crate) fn add<'a>(&mut self, minutes: u64, people: impl IntoIterator<Item = &'a Handle>) {
        self.times += 1;
        self.minutes += minutes;
        self.people.extend(people.into_iter().cloned());
    }

    /// The people's handles, separated by commas.
    pub(crate) fn with(&self) -> String {
        self.people.iter().map(Handle::as_str).collect::<Vec<_>>().join(", ")
    }
}

/// Why a session does not count. The first reason that applies wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reason {
    ToCome,
    Kind(Kind),
    NoMinutes,
    GroupTooLarge,
    /// The coach is the line manager of every participant.
    Leads,
    Relationship,
    NoConsent,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::ToCome => f.write_str("the date is in the future"),
            Reason::Kind(kind) => write!(f, "{kind} is not client coaching"),
            Reason::NoMinutes => f.write_str("no length recorded"),
            Reason::GroupTooLarge => f.write_str("too many people for a group session"),
            Reason::Leads => f.write_str("the coach leads them"),
            Reason::Relationship => f.write_str("their relationship to the coach does not count"),
            Reason::NoConsent => f.write_str("no consent to be named"),
        }
    }
}

/// Applies a standard to a session. A group session counts if at least one participant does.
pub(crate) fn counted(
    journal: &Journal,
    standard: &Standard,
    session: &Session,
) -> Result<CountedSession, Reason> {
    if !standard.kinds.contains(&session.kind) {
        return Err(Reason::Kind(session.kind));
    }
    if session.minutes.is_none_or(|minutes| minutes == 0) {
        return Err(Reason::NoMinutes);
    }
    if standard.largest_group.is_some_and(|most| session.people() > most) {
        return Err(Reason::GroupTooLarge);
    }
    let relationship = |handle: &Handle| relationship(journal, &session.coach, handle);
    let fitting: Vec<&Handle> =
        session.with.iter().filter(|handle| standard.relationships.contains(&relationship(handle))).collect();
    if fitting.is_empty() {
        let leads = |handle: &Handle| relationship(handle) == Relationship::LineManager;
        return Err(if session.with.iter().all(leads) { Reason::Leads } else { Reason::Relationship });
    }
    let record = |handle: &Handle| journal.people.get(handle).map(|filed| &filed.record);
    let agreed = |handle: &&Handle| record(handle).is_some_and(|person| person.consent.is_some());
    if standard.needs_consent && !fitting.iter().any(agreed) {
        return Err(Reason::NoConsent);
    }
    let is_internal = session.with.iter().any(|handle| relationship(handle) == Relationship::Internal);
    let mut client = match &session.group {
        Some(group) => vec![group.clone()],
        None => session.with.clone(),
    };
    client.sort();
    client.dedup();
    // A forgotten person counts as before, but has no name.
    let has_name = |handle: &&Handle| record(handle).is_some_and(|person| person.forgotten.is_none());
    let may_be_named = || fitting.iter().copied().filter(agreed);
    let named = may_be_named().find(has_name).or_else(|| may_be_named().next()).cloned();
    let beside = session.with.iter().filter(|handle| !fitting.contains(handle)).cloned().collect();
    let (is_paid, is_assumed) = (session.paid.unwrap_or(is_internal), session.paid.is_none());
    let people = fitting.into_iter().filter(|handle| !standard.needs_consent || agreed(handle)).cloned();
    Ok(CountedSession { client, people: people.collect(), named, is_paid, is_assumed, beside })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::query::journal::{Filed, Journal};
    use crate::journal::records::{self, standard};

    const PEOPLE: [&str; 3] = [
        "handle = \"ana\"\nconsent = 2026-01-01\n",
        "handle = \"ben\"\n",
        "handle = \"cho\"\nconsent = 2026-01-01\nrelationship = \"line-manager\"\n",
    ];

    /// Applies the ICF standard to a session with these people.
    fn icf(with: &[String], minutes: &str) -> Result<CountedSession, Reason> {
        let mut journal = Journal::begun();
        for text in PEOPLE {
            let record: records::person::Person = records::read("p", text).unwrap();
            journal.people.insert(record.handle.clone(), Filed { path: "p".into(), record });
        }
        let session =
            format!("id = \"k3f9m2qxtp\"\ndate = 2026-11-21\n{minutes}coach = \"jo\"\nwith = {with:?}\n");
        let standards = standard::built_in();
        let (_, icf) = standards.iter().find(|(handle, _)| handle.as_str() == "icf").unwrap();
        counted(&journal, &icf.record, &records::read("s", &session).unwrap())
    }

    #[test]
    fn a_group_has_so_many_and_no_more() {
        let group = |size: usize| -> Vec<String> {
            ["ana".to_string()].into_iter().chain((1..size).map(|n| format!("p{n}"))).collect()
        };
        assert!(icf(&group(15), "minutes = 60\n").is_ok());
        assert_eq!(icf(&group(16), "minutes = 60\n").err(), Some(Reason::GroupTooLarge));
    }

    #[test]
    fn who_is_named_agreed_and_is_no_report() {
        let with = |handles: &[&str]| handles.iter().map(ToString::to_string).collect::<Vec<_>>();
        let named = icf(&with(&["cho", "ben", "ana"]), "minutes = 60\n").ok().unwrap();
        assert_eq!(named.named, Some("ana".parse().unwrap()));
        assert!(named.is_paid, "coaching as part of the job is paid");
        assert_eq!(
            named.beside,
            with(&["cho"]).iter().map(|cho| cho.parse().unwrap()).collect::<Vec<Handle>>()
        );
        assert_eq!(icf(&with(&["ben"]), "minutes = 60\n").err(), Some(Reason::NoConsent));
        assert_eq!(icf(&with(&["cho"]), "minutes = 60\n").err(), Some(Reason::Leads));
        assert_eq!(icf(&with(&["ana"]), "minutes = 0\n").err(), Some(Reason::NoMinutes));
        assert_eq!(icf(&with(&["ana"]), "").err(), Some(Reason::NoMinutes));
    }
}
