//! All personal data about one person, for an access request: as a value, and as Markdown for the person to
//! read.

use std::fmt::Write;

use serde::Serialize;

use super::listing::ListFilter;
use super::listing::people::{self, PersonRow};
use super::listing::requests::{self, RequestRow};
use super::listing::sessions::{self, SessionRow};
use super::session::{list, whom};
use super::story;
use super::wording::count;
use crate::escape::visible;
use crate::journal::edit::{forget, rename};
use crate::journal::query::journal::Journal;
use crate::journal::records::private_note::PrivateNote;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;

#[derive(Serialize)]
pub(crate) struct SubjectExport<'a> {
    pub handle: &'a Handle,
    pub day: Day,
    pub record: Option<PersonRow<'a>>,
    /// Sessions in which the person was coached, complete.
    pub sessions: Vec<SessionRow<'a>>,
    /// Sessions that name the person in another role: as coach, as owner of an action, or behind a benefit.
    pub named_in: Vec<SessionRow<'a>>,
    /// Other people whose records name this person, as manager or member.
    pub named_by: Vec<&'a Handle>,
    /// Objectives that the person sponsors.
    pub sponsors: Vec<&'a Handle>,
    /// Policies that the person owns or agreed to.
    pub policies: Vec<&'a Handle>,
    /// The person's requests.
    pub requests: Vec<RequestRow<'a>>,
    /// The person's success stories, complete, with or without consent.
    pub stories: Vec<story::StoryValue<'a>>,
    /// Files whose free text contains the person's handle, name or address.
    pub mentioned_in: Vec<&'a str>,
    /// Private notes of the coach who runs the export. Nobody else has seen them, but they are personal
    /// data too.
    pub private_notes: Vec<ExportedNotes<'a>>,
}

#[derive(Serialize)]
pub(crate) struct ExportedNotes<'a> {
    session: &'a Id,
    date: Day,
    with: &'a [Handle],
    notes: String,
}

impl<'a> SubjectExport<'a> {
    pub(crate) fn of(
        journal: &'a Journal,
        private: &'a [PrivateNote],
        handle: &'a Handle,
        today: Day,
    ) -> SubjectExport<'a> {
        let record = people::rows(journal, &ListFilter::everything(today), today)
            .into_iter()
            .find(|row| row.handle == handle);
        let names: Vec<&str> = [Some(handle.as_str())]
            .into_iter()
            .chain(record.as_ref().map(|row| row.name))
            .chain(record.as_ref().map(|row| row.email))
            .flatten()
            .collect();
        let (theirs, others): (Vec<_>, Vec<_>) =
            journal.sessions.iter().partition(|filed| filed.record.concerns(handle));
        let (named, others): (Vec<_>, Vec<_>) =
            others.into_iter().partition(|filed| rename::session_names(&filed.record, handle));
        let says = |row: &SessionRow<'_>| {
            let texts = serde_json::to_string(row).unwrap_or_default();
            forget::mentions(&texts, &names)
        };
        let is_theirs = |note: &&PrivateNote| {
            note.with.contains(handle)
                || theirs.iter().any(|filed| filed.record.id == note.session)
                || forget::mentions(&note.said(), &names)
        };
        let private = private.iter().filter(is_theirs).map(|note| ExportedNotes {
            session: &note.session,
            date: note.date,
            with: &note.with,
            notes: note.said(),
        });
        SubjectExport {
            handle,
            day: today,
            record,
            private_notes: private.collect(),
            sessions: theirs.into_iter().map(sessions::row).collect(),
            named_in: named.into_iter().map(sessions::row).collect(),
            named_by: journal
                .people
                .values()
                .map(|filed| &filed.record)
                .filter(|person| person.handle != *handle && rename::person_names(person, handle))
                .map(|person| &person.handle)
                .collect(),
            sponsors: sponsors(journal, handle),
            policies: policies(journal, handle),
            requests: asked_for(journal, handle, today),
            stories: told_of(journal, handle),
            mentioned_in: {
                let sessions = others.into_iter().map(sessions::row).filter(says).map(|row| row.path);
                sessions.chain(other_mentions(journal, handle, &names)).collect()
            },
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.record.is_none()
            && self.sessions.is_empty()
            && self.named_in.is_empty()
            && self.named_by.is_empty()
            && self.sponsors.is_empty()
            && self.policies.is_empty()
            && self.requests.is_empty()
            && self.stories.is_empty()
            && self.private_notes.is_empty()
    }

    /// `3 sessions, 1 private note`.
    pub(crate) fn counted(&self) -> String {
        format!(
            "{}, {}",
            count(self.sessions.len() + self.named_in.len(), "session"),
            count(self.private_notes.len(), "private note")
        )
    }

    /// The export as Markdown. Makes hidden characters visible, because people read the export on screens.
    pub(crate) fn markdown(&self) -> String {
        let mut text = String::new();
        self.write(&mut text);
        text.lines().map(|line| format!("{}\n", visible(line))).collect()
    }

    fn write(&self, text: &mut String) {
        let _ = writeln!(text, "# Data about `{}` on {}\n\n{}.\n", self.handle, self.day, self.counted());
        if let Some(record) = &self.record {
            let _ = writeln!(text, "## Record\n");
            facts(text, record);
        }
        let _ = writeln!(text, "## Sessions with them\n");
        self.sessions.iter().for_each(|row| session(text, row));
        if self.sessions.is_empty() {
            let _ = writeln!(text, "None.\n");
        }
        if !self.named_in.is_empty() {
            let _ = writeln!(text, "## Other sessions that name them, as coach or owner of an action\n");
            self.named_in.iter().for_each(|row| session(text, row));
        }
        let names = |names: Vec<String>| names.iter().map(|name| format!("- {name}\n")).collect::<String>();
        if !self.named_by.is_empty() {
            let people = self.named_by.iter().map(|handle| format!("`{handle}`")).collect();
            let _ = writeln!(text, "## People and groups whose records name them\n\n{}", names(people));
        }
        if !self.sponsors.is_empty() {
            let objectives = self.sponsors.iter().map(|handle| format!("`{handle}`")).collect();
            let _ = writeln!(text, "## Objectives that they sponsor\n\n{}", names(objectives));
        }
        if !self.policies.is_empty() {
            let policies = self.policies.iter().map(|handle| format!("`{handle}`")).collect();
            let _ = writeln!(text, "## Policies that they own or agreed to\n\n{}", names(policies));
        }
        if !self.requests.is_empty() {
            let _ = writeln!(text, "## Requests\n");
            self.requests.iter().for_each(|row| item(text, &format!("of {}", row.date), row));
            text.push('\n');
        }
        if !self.stories.is_empty() {
            let _ = writeln!(text, "## Success stories about them\n");
            self.stories.iter().for_each(|row| item(text, &format!("of {}", row.date), row));
            text.push('\n');
        }
        if !self.mentioned_in.is_empty() {
            let files = self.mentioned_in.iter().map(|path| format!("`{path}`")).collect();
            let _ = writeln!(text, "## Files with a text that mentions them\n\n{}", names(files));
        }
        if !self.private_notes.is_empty() {
            let _ = writeln!(
                text,
                "## Private notes\n\nSo far only the coach has seen these notes. They are personal data too.\n"
            );
            for note in &self.private_notes {
                let _ = writeln!(text, "### {} with {} ({})\n", note.date, list(note.with), note.session);
                quote(text, &note.notes);
            }
        }
    }
}

fn sponsors<'a>(journal: &'a Journal, handle: &Handle) -> Vec<&'a Handle> {
    let objectives = journal.objectives.values().map(|filed| &filed.record);
    let theirs = objectives.filter(|objective| objective.sponsor.as_ref() == Some(handle));
    theirs.map(|objective| &objective.handle).collect()
}

/// The policies and resources with a text that mentions the person, without policies that they own or agreed to.
fn other_mentions<'a>(journal: &'a Journal, handle: &Handle, names: &[&str]) -> Vec<&'a str> {
    let says = |texts: &[&str]| texts.iter().any(|text| forget::mentions(text, names));
    let policies = journal.policies.values().filter(|filed| {
        let policy = &filed.record;
        says(&[&policy.title, &policy.text]) && policy.people().all(|person| person != handle)
    });
    let resources = journal.resources.values().filter(|filed| says(&[&filed.record.title]));
    policies.map(|filed| filed.path.as_str()).chain(resources.map(|filed| filed.path.as_str())).collect()
}

fn policies<'a>(journal: &'a Journal, handle: &Handle) -> Vec<&'a Handle> {
    let policies = journal.policies.values().map(|filed| &filed.record);
    let theirs = policies.filter(|policy| policy.people().any(|person| person == handle));
    theirs.map(|policy| &policy.handle).collect()
}

fn asked_for<'a>(journal: &'a Journal, handle: &Handle, today: Day) -> Vec<RequestRow<'a>> {
    let theirs = journal.requests.values().filter(|filed| filed.record.from.as_ref() == Some(handle));
    theirs.map(|filed| requests::row(filed, today)).collect()
}

fn told_of<'a>(journal: &'a Journal, handle: &Handle) -> Vec<story::StoryValue<'a>> {
    let theirs = journal.stories.values().filter(|filed| filed.record.person == *handle);
    theirs.map(story::value).collect()
}

fn facts(text: &mut String, row: &PersonRow<'_>) {
    let mut fact = |name: &str, value: Option<String>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            let _ = writeln!(text, "- {name}: {}", one_line(&value));
        }
    };
    fact("handle", Some(row.handle.to_string()));
    fact("name", row.name.map(str::to_string));
    fact("email", row.email.map(str::to_string));
    fact("team", row.team.map(ToString::to_string));
    fact("manager", row.manager.map(ToString::to_string));
    fact("cadence", row.cadence.map(|days| count(days as usize, "day")));
    fact("relationship", row.relationship.map(|relationship| relationship.to_string()));
    fact("consent", row.consent.map(|day| day.to_string()));
    fact("members", Some(list(row.members)));
    fact("earlier handles", Some(list(row.was)));
    fact("left", row.left.map(|day| day.to_string()));
    text.push('\n');
}

fn session(text: &mut String, row: &SessionRow<'_>) {
    let minutes = row.minutes.map(|minutes| format!(", {minutes} min")).unwrap_or_default();
    let _ = writeln!(text, "### {} with {}{minutes} ({})\n", row.date, whom(row.group, row.with), row.id);
    let mut fact = |name: &str, value: String| {
        if !value.is_empty() {
            let _ = writeln!(text, "- {name}: {value}");
        }
    };
    fact("kind", row.kind.to_string());
    fact("start", row.start.map(|start| start.to_string()).unwrap_or_default());
    fact("coach", row.coach.to_string());
    fact("people", row.group_size.map(|size| size.to_string()).unwrap_or_default());
    fact("topics", list(row.topics));
    fact("objectives", list(row.objectives));
    fact("resources", list(row.resources));
    if let Some(feedback) = row.feedback {
        fact("feedback", one_line(&format!("{} of 5. {}", feedback.score.value(), feedback.text)));
    }
    fact("programme", row.programme.map(ToString::to_string).unwrap_or_default());
    text.push('\n');
    quote(text, row.notes);
    if let Some(answers) = row.answers {
        let _ = writeln!(text, "Answers ({}):\n", answers.template);
        for (key, answer) in &answers.given {
            quote(text, &format!("{key}: {answer}"));
        }
    }
    for action in &row.actions {
        item(text, "action", action);
    }
    for ask in &row.follow_ups {
        item(text, "follow-up", ask);
    }
    if !row.actions.is_empty() || !row.follow_ups.is_empty() {
        text.push('\n');
    }
}

/// Keys that repeat values of the session. [`item`] leaves them out.
const SAID: &[&str] = &["session", "date", "coach", "person", "objectives"];

/// Writes every value that is not null, whatever keys the row has now or later. `what` and `ask` come
/// first.
fn item(text: &mut String, noun: &str, row: &impl Serialize) {
    let value = serde_json::to_value(row).unwrap_or_default();
    let mut values: Vec<(&String, &serde_json::Value)> = value.as_object().into_iter().flatten().collect();
    values.retain(|(key, value)| !value.is_null() && !SAID.contains(&key.as_str()));
    values.sort_by_key(|(key, _)| (!["what", "ask"].contains(&key.as_str()), *key));
    let said = values.into_iter().map(|(key, value)| match value {
        serde_json::Value::String(value) => format!("{key}: {}", one_line(value)),
        other => format!("{key}: {other}"),
    });
    let _ = writeln!(text, "- {noun}: {}", said.collect::<Vec<_>>().join("; "));
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn quote(text: &mut String, said: &str) {
    if said.trim().is_empty() {
        return;
    }
    for line in said.trim_end().lines() {
        let _ = writeln!(text, "{}", format!("> {line}").trim_end());
    }
    text.push('\n');
}
