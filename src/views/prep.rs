//! The preparation for a session, on one screen: the last session, agreed actions and their state,
//! obstacles, questions to ask, and the coach's own private notes.

use std::collections::BTreeSet;

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::benefit;
use super::listing::conflicts::{self, ConflictRow};
use super::page::{Page, Text, Tone};
use super::session::list;
use super::wording::{self, ago};
use crate::escape::{markdown as escaped, markdown_line};
use crate::journal::query::journal::{Filed, Journal, ShortIds};
use crate::journal::query::resource_matches::{self, ResourceMatch};
use crate::journal::query::selection::is_own;
use crate::journal::records::person::Person;
use crate::journal::records::private_note::PrivateNote;
use crate::journal::records::session::Session;
use crate::journal::records::settings::SETTINGS_FILE;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;
use crate::journal::values::time::spoken;

/// How many sessions `coach prep` searches for obstacles, objectives and private notes.
pub(crate) const LATEST: usize = 5;

/// The sections of the preparation. Empty sections are left out.
pub(crate) struct Prep {
    person: Handle,
    name: Option<String>,
    sections: Vec<PrepSection>,
}

struct PrepSection {
    /// Its key in JSON.
    key: &'static str,
    title: &'static str,
    points: Vec<PrepPoint>,
}

/// One point of a section, with the id to act on.
struct PrepPoint {
    id: Option<Id>,
    /// The path of the file that it is about.
    path: String,
    /// Its day or state.
    state: Text,
    text: String,
}

fn point(state: impl Into<Text>, text: impl Into<String>) -> PrepPoint {
    PrepPoint { id: None, path: String::new(), state: state.into(), text: text.into() }
}

/// A section of the preparation in words.
#[cfg_attr(not(feature = "serve"), expect(dead_code, reason = "only `coach serve` has other pages"))]
pub(crate) struct ShownSection {
    pub title: &'static str,
    pub points: Vec<ShownPoint>,
}

#[cfg_attr(not(feature = "serve"), expect(dead_code, reason = "only `coach serve` has other pages"))]
pub(crate) struct ShownPoint {
    pub id: Option<Id>,
    pub state: String,
    pub text: String,
}

impl Prep {
    pub(crate) fn of(
        journal: &Journal,
        person: &Person,
        private: &[PrivateNote],
        conflicts: &[ConflictRow],
        today: Day,
    ) -> Prep {
        let all = journal.sessions.iter().rev().map(|filed| &filed.record);
        // A record of actions agreed outside a session does not count towards the limit.
        let mut met = 0;
        let theirs = all.filter(|session| session.concerns(&person.handle)).take_while(|session| {
            met += usize::from(session.is_conversation());
            met <= LATEST
        });
        let theirs: Vec<&Session> = theirs.collect();
        let last = journal.of_the_latest_day(|session| session.concerns(&person.handle));
        let handle = &person.handle;
        let last_time = last.iter().flat_map(|filed| last_time(&filed.record, today)).collect();
        let section = |key, title, points| PrepSection { key, title, points };
        let decide = "Conflicts (coach resolve ID --keep or --take)";
        let sections = vec![
            section("last_time", "Last time", last_time),
            section("agreed", "Agreed", agreed(journal, handle, &last, today)),
            section("obstacles", "Obstacles", in_the_way(&theirs, today)),
            section("to_ask", "To ask", to_ask(journal, handle, today)),
            section("objectives", "Objectives", objectives(journal, &theirs)),
            section("resources", "Resources that may help", resources(journal, handle, today)),
            section("private", "Private (only you see this)", private_notes(&theirs, private, today)),
            section("conflicts", decide, to_decide(journal, handle, conflicts)),
        ];
        Prep { person: handle.clone(), name: person.name.clone(), sections }
    }

    fn title(&self) -> String {
        let name = self.name.as_deref().map(|name| format!("  {name}")).unwrap_or_default();
        format!("{}{name}", self.person)
    }

    /// The sections that say something, for a page that is not a terminal.
    #[cfg_attr(not(feature = "serve"), expect(dead_code, reason = "only `coach serve` has other pages"))]
    pub(crate) fn sections(&self) -> Vec<ShownSection> {
        let point = |point: &PrepPoint| {
            let state = point.state.words();
            ShownPoint { id: point.id.clone(), state, text: one_line(&point.text) }
        };
        let section = |section: &PrepSection| ShownSection {
            title: if section.key == "conflicts" { "Conflicts" } else { section.title },
            points: section.points.iter().map(point).collect(),
        };
        self.filled().map(section).collect()
    }

    /// The sections that say something.
    fn filled(&self) -> impl Iterator<Item = &PrepSection> {
        self.sections.iter().filter(|section| !section.points.is_empty())
    }

    pub(crate) fn page(&self, prefixes: &ShortIds) -> Page {
        let mut page = Page::new();
        page.heading(self.title().as_str());
        if self.filled().next().is_none() {
            page.line("no sessions yet");
        }
        for PrepSection { title, points, .. } in self.filled() {
            page.blank();
            page.heading(*title);
            let row = |point: &PrepPoint| {
                let id = point.id.as_ref().map(|id| wording::short_id(id, prefixes)).unwrap_or_default();
                let id = id.naming(&point.path);
                vec![id, point.state.clone().in_tone(Tone::Faint), one_line(&point.text).into()]
            };
            page.table(2, &[], points.iter().map(row).collect());
        }
        page
    }

    /// The same as Markdown, to paste into another document.
    pub(crate) fn markdown(&self) -> String {
        let mut text = format!("# {}\n", escaped(&self.title()));
        for PrepSection { title, points, .. } in self.filled() {
            text.push_str(&format!("\n## {title}\n\n"));
            for point in points {
                let state = point.state.words();
                let state = if state.is_empty() { state } else { format!(" ({})", escaped(&state)) };
                text.push_str(&format!("- {}{state}\n", markdown_line(&one_line(&point.text))));
            }
        }
        text
    }
}

/// The preparation as JSON: the person, and each section as a list, empty if it says nothing.
impl Serialize for Prep {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("person", &self.person)?;
        map.serialize_entry("name", &self.name)?;
        for section in &self.sections {
            map.serialize_entry(section.key, &section.points)?;
        }
        map.end()
    }
}

impl Serialize for PrepPoint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("id", &self.id)?;
        map.serialize_entry("state", &self.state.words())?;
        map.serialize_entry("text", &self.text)?;
        map.end()
    }
}

/// The conflicts in the person's record, in sessions with the person, and in the team's settings.
fn to_decide(journal: &Journal, person: &Handle, conflicts: &[ConflictRow]) -> Vec<PrepPoint> {
    let own = journal.people.get(person).map(|filed| filed.path.as_str());
    let sessions = journal.sessions.iter().filter(|filed| filed.record.concerns(person));
    let paths: BTreeSet<&str> =
        sessions.map(|filed| filed.path.as_str()).chain(own).chain([SETTINGS_FILE]).collect();
    let theirs = conflicts.iter().filter(|row| paths.contains(row.path.as_str()));
    theirs.map(|row| point(Text::from(row.name.as_str()).naming(&row.path), conflicts::gist(row))).collect()
}

/// Joins several lines into one, because the screen has no room for more.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn last_time(session: &Session, today: Day) -> Vec<PrepPoint> {
    let length = session.minutes.map(|minutes| format!(", {}", spoken(minutes))).unwrap_or_default();
    let when = format!("{}{length}", ago(today.days_since(session.date)));
    let topics =
        if session.topics.is_empty() { String::new() } else { format!("{}: ", list(&session.topics)) };
    let mut points =
        vec![point(Text::new().day(Tone::Plain, session.date), format!("{when}, by {}", session.coach))];
    if !topics.is_empty() || !session.notes.is_empty() {
        points.push(point("", format!("{topics}{}", session.notes)));
    }
    let answered = session.answers.iter().flat_map(|answers| &answers.given);
    points.extend(answered.map(|(key, answer)| point(key.as_str(), answer.to_string().replace('\n', "; "))));
    points
}

/// The actions agreed on the day of the last session, and all open actions from before.
fn agreed(journal: &Journal, person: &Handle, last: &[&Filed<Session>], today: Day) -> Vec<PrepPoint> {
    let from_last = |session: &Filed<Session>| last.iter().any(|last| last.record.id == session.record.id);
    let wanted = journal.actions().filter(|(session, action)| {
        is_own(&session.record, &action.owner, person) && (action.is_open() || from_last(session))
    });
    let line = |(filed, action): (&Filed<Session>, &crate::journal::records::action::Action)| PrepPoint {
        id: Some(action.id.clone()),
        path: filed.path.clone(),
        state: wording::action(action, today),
        text: {
            let result = action.result.as_deref().map(|result| format!(" → {result}")).unwrap_or_default();
            let brought = action.benefit.as_ref().map(|b| format!(" ({})", benefit::brief(b, &action.owner)));
            format!("{}{result}{}", action.what, brought.unwrap_or_default())
        },
    };
    wanted.map(line).collect()
}

fn in_the_way(theirs: &[&Session], today: Day) -> Vec<PrepPoint> {
    let asks = theirs.iter().flat_map(|session| &session.follow_ups);
    let missed = asks.filter_map(|ask| {
        let obstacle = ask.obstacle?;
        let when = ask.done.map(|day| ago(today.days_since(day))).unwrap_or_default();
        Some(point(
            format!("{obstacle}, {when}"),
            ask.obstacle_text.clone().unwrap_or_else(|| ask.ask.clone()),
        ))
    });
    missed.collect()
}

/// The follow-ups that are due within the next week.
fn to_ask(journal: &Journal, person: &Handle, today: Day) -> Vec<PrepPoint> {
    let theirs = |session: &Session, ask: &crate::journal::records::follow_up::FollowUp| match ask.action {
        Some(_) => session.asked(ask) == person,
        None => session.concerns(person),
    };
    let mut asks: Vec<_> = journal
        .follow_ups()
        .filter(|(filed, ask)| ask.is_open() && theirs(&filed.record, ask))
        .filter(|(_, ask)| ask.due.days_since(today) <= i64::from(super::due::USUAL_DAYS))
        .collect();
    asks.sort_by_key(|(_, ask)| ask.due);
    let line = |(filed, ask): (&Filed<Session>, &crate::journal::records::follow_up::FollowUp)| PrepPoint {
        id: Some(ask.id.clone()),
        path: filed.path.clone(),
        state: match today.days_since(ask.due) {
            late if late >= 0 => Text::from(wording::lateness(late)),
            _ => wording::coming(ask.due, today),
        }
        .then(wording::moved(&ask.moved)),
        text: ask.ask.clone(),
    };
    asks.into_iter().map(line).collect()
}

fn objectives(journal: &Journal, theirs: &[&Session]) -> Vec<PrepPoint> {
    let mut named: Vec<&Handle> = Vec::new();
    for handle in theirs.iter().flat_map(|session| &session.objectives) {
        if !named.contains(&handle) && handle.as_str() != crate::journal::records::objective::NO_OBJECTIVE {
            named.push(handle);
        }
    }
    let title = |handle: &Handle| journal.objectives.get(handle).and_then(|filed| filed.record.title.clone());
    named.into_iter().map(|handle| point(handle.as_str(), title(handle).unwrap_or_default())).collect()
}

fn resources(journal: &Journal, person: &Handle, today: Day) -> Vec<PrepPoint> {
    let found = resource_matches::for_person(journal, person, today);
    let one = |one: &ResourceMatch<'_>| PrepPoint {
        path: one.filed.path.clone(),
        ..point(
            format!("{}, for {}", one.filed.record.handle, one.why()),
            super::resource::titled(&one.filed.record),
        )
    };
    found.iter().map(one).collect()
}

fn private_notes(theirs: &[&Session], private: &[PrivateNote], today: Day) -> Vec<PrepPoint> {
    let note = |session: &&Session| {
        let note = private.iter().find(|note| note.session == session.id)?;
        Some(point(ago(today.days_since(session.date)), note.said()))
    };
    theirs.iter().filter_map(note).collect()
}
