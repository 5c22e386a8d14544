//! One person: the record, the open items, and the latest sessions.

use serde::Serialize;

use super::listing::people::PersonRow;
use super::listing::sessions::SessionRow;
use super::listing::{self, ListFilter};
use super::page::{Page, Text, Tone};
use super::session::list;
use super::wording;
use crate::journal::query::journal::{Journal, ShortIds};
use crate::journal::records::person::Person;
use crate::journal::values::day::Day;

/// How many sessions a person's page shows.
const LATEST: usize = 5;

pub(crate) fn page(journal: &Journal, person: &Person, prefixes: &ShortIds, today: Day) -> Page {
    let mut page = Page::new();
    let name = person.name.as_deref().map(|name| format!("  {name}")).unwrap_or_default();
    let path = journal.people.get(&person.handle).map_or("", |filed| &filed.path);
    let handle = Text::new().with(Tone::Heading, person.handle.as_str()).naming(path);
    page.line(handle.plain(name));
    facts(&mut page, person);
    let theirs = ListFilter::everything(today).of_person(&person.handle);
    let open = ListFilter::open(today).of_person(&person.handle);
    let actions = listing::actions::rows(journal, &open, today);
    if !actions.is_empty() {
        page.blank();
        page.heading("Open actions");
        page.nested(2, listing::actions::page(&actions, prefixes, today));
    }
    let asks = listing::follow_ups::rows(journal, &open, today);
    if !asks.is_empty() {
        page.blank();
        page.heading("To ask");
        page.nested(2, listing::follow_ups::page(&asks, prefixes, today));
    }
    let mut sessions = listing::sessions::rows(journal, &theirs, today);
    page.blank();
    if sessions.is_empty() {
        page.line("no session yet");
    } else {
        let all = sessions.len();
        sessions.truncate(LATEST);
        page.heading(if all > LATEST {
            format!("Latest {LATEST} of {all} sessions")
        } else {
            "Sessions".into()
        });
        page.nested(2, listing::sessions::page(&sessions, prefixes));
    }
    page
}

/// Appends the fields of the person's record, except handle and name.
pub(crate) fn facts(page: &mut Page, person: &Person) {
    let mut rows: Vec<Vec<Text>> = Vec::new();
    let mut fact = |name: &str, value: Option<Text>| {
        if let Some(value) = value {
            rows.push(vec![Text::new().with(Tone::Faint, name), value]);
        }
    };
    let on = |day: Day| Text::new().day(Tone::Plain, day);
    let days = |days: u32| match days {
        0 => "never counts as quiet".to_string(),
        days => format!("a session every {}", wording::count(days as usize, "day")),
    };
    fact("team", person.team.as_ref().map(|team| team.as_str().into()));
    fact("manager", person.manager.as_ref().map(|manager| manager.as_str().into()));
    fact("email", person.email.clone().map(Text::from));
    fact("cadence", person.cadence.map(|cadence| days(cadence).into()));
    fact("relationship", person.relationship.map(|r| r.to_string().into()));
    fact("consent", person.consent.map(on));
    fact("members", person.is_group().then(|| list(&person.members).into()));
    fact("left", person.left.map(on));
    page.table(2, &[], rows);
}

/// A person with all their sessions, as `--json` gives them.
#[derive(Serialize)]
pub(crate) struct PersonValue<'a> {
    #[serde(flatten)]
    person: PersonRow<'a>,
    /// The sessions, the latest first.
    sessions: Vec<SessionRow<'a>>,
}

pub(crate) fn value<'a>(journal: &'a Journal, person: &Person, today: Day) -> Option<PersonValue<'a>> {
    let theirs = ListFilter::everything(today).of_person(&person.handle);
    let row = listing::people::rows(journal, &ListFilter::everything(today), today)
        .into_iter()
        .find(|row| *row.handle == person.handle)?;
    let sessions = listing::sessions::rows(journal, &theirs, today);
    Some(PersonValue { person: row, sessions })
}
