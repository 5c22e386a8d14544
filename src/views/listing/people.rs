//! The list of people.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{ListFilter, actions, follow_ups, sessions};
use crate::journal::query::journal::{Filed, Journal};
use crate::journal::query::report_filter::ReportFilter;
use crate::journal::query::selection::Selection;
use crate::journal::records::action::Action;
use crate::journal::records::person::{Person, Relationship};
use crate::journal::records::session::Session;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::views::page::{Page, Text, Tone};
use crate::views::session::list;
use crate::views::wording;

/// A person or a group, as `--json` gives it.
#[derive(Debug, Serialize)]
pub(crate) struct PersonRow<'a> {
    pub handle: &'a Handle,
    pub name: Option<&'a str>,
    pub email: Option<&'a str>,
    pub team: Option<&'a Handle>,
    pub manager: Option<&'a Handle>,
    pub cadence: Option<u32>,
    pub relationship: Option<Relationship>,
    pub consent: Option<Day>,
    pub members: &'a [Handle],
    pub left: Option<Day>,
    /// The person's former handles.
    #[serde(skip_serializing_if = "<[Handle]>::is_empty")]
    pub was: &'a [Handle],
    /// The day of the last session.
    pub last: Option<Day>,
    #[serde(rename = "session_count")]
    pub sessions: usize,
    pub open_actions: usize,
    #[serde(skip)]
    pub path: &'a str,
}

/// Everyone who matches the filter, by handle. Filters for sessions match the people in such sessions. A
/// state matches the people who own such an action, or whom such a follow-up asks.
pub(crate) fn rows<'a>(journal: &'a Journal, filter: &ListFilter, today: Day) -> Vec<PersonRow<'a>> {
    let asked = filter.records.person.as_ref();
    let records = ReportFilter { person: None, ..filter.records.clone() };
    let narrowed = records.coach.is_some() || records.is_about_subjects() || filter.asks_for_a_state();
    let wanted = ListFilter { records, ..filter.clone() };
    let selection = Selection::of(journal, &wanted.records);
    let asks_of_teams = wanted.records.team.is_some() || wanted.records.manager.is_some();
    let coached: BTreeSet<&Handle> = match narrowed {
        true if wanted.asks_for_a_state() => {
            let owing = actions::rows(journal, &wanted, today).into_iter().map(|row| row.owner);
            let asked = follow_ups::rows(journal, &wanted, today).into_iter().map(|row| row.person);
            owing.chain(asked).collect()
        }
        true => sessions::rows(journal, &wanted, today)
            .iter()
            .flat_map(|row| row.with.iter().chain(row.group))
            .collect(),
        false => BTreeSet::new(),
    };
    // A session with a group links the group and the people in it, even if they are not members today.
    let together: BTreeSet<&Handle> = match asked {
        Some(asked) => {
            let sessions = journal.sessions.iter().map(|filed| &filed.record);
            let with = sessions.filter(|session| session.group.is_some() && session.concerns(asked));
            let is_group = |session: &Session| session.group.as_ref() == Some(asked);
            with.flat_map(|session| {
                let people = if is_group(session) { &session.with[..] } else { &[] };
                people.iter().chain(&session.group)
            })
            .collect()
        }
        None => BTreeSet::new(),
    };
    let mut seen: BTreeMap<&Handle, (usize, Day)> = BTreeMap::new();
    for session in journal.conversations().map(|filed| &filed.record) {
        for handle in session.with.iter().chain(&session.group) {
            let (number, last) = seen.entry(handle).or_insert((0, session.date));
            (*number, *last) = (*number + 1, session.date.max(*last));
        }
    }
    let mut open: BTreeMap<&Handle, usize> = BTreeMap::new();
    let is_owed = |filed: &Filed<Session>, action: &Action| journal.is_owed(&filed.record, action, today);
    for (_, action) in journal.actions().filter(|(filed, action)| is_owed(filed, action)) {
        *open.entry(&action.owner).or_default() += 1;
    }
    let takes = |person: &Person| {
        let handle = &person.handle;
        asked.is_none_or(|asked| asked == handle || together.contains(handle))
            && (!asks_of_teams || selection.takes_person(handle))
            && (!narrowed || coached.contains(handle))
    };
    let row = |filed: &'a Filed<Person>| {
        let handle = &filed.record.handle;
        row_of(filed, seen.get(handle), open.get(handle))
    };
    journal.people.values().filter(|filed| takes(&filed.record)).map(row).collect()
}

fn row_of<'a>(filed: &'a Filed<Person>, seen: Option<&(usize, Day)>, open: Option<&usize>) -> PersonRow<'a> {
    let person = &filed.record;
    PersonRow {
        handle: &person.handle,
        name: person.name.as_deref(),
        email: person.email.as_deref(),
        team: person.team.as_ref(),
        manager: person.manager.as_ref(),
        cadence: person.cadence,
        relationship: person.relationship,
        consent: person.consent,
        members: &person.members,
        left: person.left,
        was: if person.forgotten.is_some() { &[] } else { &person.was },
        last: seen.map(|(_, last)| *last),
        sessions: seen.map_or(0, |(number, _)| *number),
        open_actions: open.copied().unwrap_or(0),
        path: &filed.path,
    }
}

pub(crate) fn page(rows: &[PersonRow<'_>], today: Day) -> Page {
    let mut page = Page::new();
    let row = |row: &PersonRow<'_>| {
        let last = match row.last {
            Some(day) => Text::from(day.to_string())
                .with(Tone::Faint, format!(" ({})", wording::ago(today.days_since(day)))),
            None => Text::new().with(Tone::Faint, "no session yet"),
        };
        let members =
            if row.members.is_empty() { String::new() } else { format!("group: {}", list(row.members)) };
        let name = row.name.unwrap_or_default();
        let gap = if name.is_empty() || members.is_empty() { "" } else { ", " };
        vec![
            Text::from(row.handle.as_str()).naming(row.path),
            row.team.map(|team| team.as_str()).unwrap_or_default().into(),
            last,
            if row.open_actions == 0 { Text::new() } else { format!("{} open", row.open_actions).into() },
            format!("{name}{gap}{members}").into(),
        ]
    };
    page.table(0, &["handle", "team", "last session", "actions", "name"], rows.iter().map(row).collect());
    page
}
