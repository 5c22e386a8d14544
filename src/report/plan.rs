//! The action plan to hand over: what was agreed, by when and what for, and when the coach asks
//! next. Of what is shared alone: no note, no result, no obstacle, nothing about anybody else.

use serde::Serialize;

use super::reading;
use super::sheet::{Column, Figure, Sheet, Table, column};
use crate::journal::action::Action;
use crate::journal::day::Day;
use crate::journal::handle::Handle;
use crate::journal::id::Id;
use crate::journal::journal::Journal;
use crate::journal::objective::NO_OBJECTIVE;
use crate::journal::person::Person;
use crate::journal::selection::objectives;
use crate::journal::session::Session;
use crate::visible::{markdown, visible};

const AGREED: [Column; 3] =
    [column("what", "what", ""), column("by", "by", ""), column("for", "what for", "")];
const NEXT: [Column; 2] = [column("on", "on", ""), column("ask", "we talk about", "")];

/// Something that somebody does.
struct Point {
    id: Id,
    what: String,
    by: Option<Day>,
    /// The goals of the business that it serves, by their titles.
    reasons: Vec<String>,
}

#[derive(Serialize)]
struct Whose<'a> {
    person: &'a Handle,
    name: &'a str,
    #[serde(flatten)]
    sheet: Sheet,
}

pub struct Plan {
    today: Day,
    person: Handle,
    /// As the mail greets them.
    pub name: String,
    coach: String,
    /// By the day they are due.
    theirs: Vec<Point>,
    coachs: Vec<Point>,
    asks: Vec<(Day, Id, String)>,
}

impl Plan {
    pub fn of(journal: &Journal, person: &Person, coach: &Handle, today: Day) -> Plan {
        let sessions = || journal.sessions.iter().map(|filed| &filed.record);
        let is_theirs = |owner: &Handle| *owner == person.handle || journal.is_in(&person.handle, owner);
        let open = |wanted: &dyn Fn(&Session, &Action) -> bool| {
            let all = sessions().flat_map(|session| session.actions.iter().map(move |one| (session, one)));
            let mut points: Vec<Point> = all
                .filter(|(session, action)| action.is_open() && wanted(session, action))
                .map(|(session, action)| point(journal, session, action))
                .collect();
            points.sort_by_key(|point| (point.by.is_none(), point.by));
            points
        };
        // What was promised to somebody else, or to a group that they are in, may be about others.
        let promised = |session: &Session, action: &Action| {
            action.owner == session.coach && session.concerns(&person.handle) && session.with.len() == 1
        };
        let asks = sessions().flat_map(|session| session.follow_ups.iter().map(move |ask| (session, ask)));
        let mut asks: Vec<_> = asks
            .filter(|(session, ask)| ask.is_open() && is_theirs(session.asked(ask)))
            .map(|(_, ask)| (ask.due, ask.id.clone(), ask.ask.clone()))
            .collect();
        asks.sort();
        Plan {
            today,
            person: person.handle.clone(),
            name: called(journal, &person.handle),
            coach: called(journal, coach),
            theirs: open(&|_, action| is_theirs(&action.owner)),
            coachs: open(&|session, action| !is_theirs(&action.owner) && promised(session, action)),
            asks,
        }
    }

    pub fn is_empty(&self) -> bool {
        self.theirs.is_empty() && self.coachs.is_empty() && self.asks.is_empty()
    }

    /// Whether this action or follow-up stands in it.
    pub fn holds(&self, id: &Id) -> bool {
        self.theirs.iter().any(|point| point.id == *id) || self.asks.iter().any(|(_, ask, _)| ask == id)
    }

    /// The subject of a mail: one line.
    pub fn title(&self) -> String {
        format!("What we agreed: {}", visible(&self.name))
    }

    /// For the screen, and as a page of HTML.
    pub fn sheet(&self) -> Sheet {
        let row = |point: &Point| {
            vec![
                Figure::text(&point.what),
                Figure::optional(point.by, |day| Figure::Day(day.date())),
                Figure::Text(point.reasons.join(", ")),
            ]
        };
        let ask = |(day, _, ask): &(Day, Id, String)| vec![Figure::Day(day.date()), Figure::text(ask)];
        let mut tables =
            vec![Table::new("agreed", "", &AGREED).rows(self.theirs.iter().map(row)).or("nothing is open")];
        if !self.coachs.is_empty() {
            let title = format!("From {}", self.coach);
            tables.push(Table::new("promised", title, &AGREED).rows(self.coachs.iter().map(row)));
        }
        if !self.asks.is_empty() {
            tables.push(Table::new("next", "Next", &NEXT).rows(self.asks.iter().map(ask)));
        }
        Sheet {
            name: "plan",
            title: self.title(),
            about: format!("with {}, as of {}", self.coach, self.today),
            since: None,
            until: self.today.date(),
            tables,
            left_out: Vec::new(),
        }
    }

    /// For programs: whose it is, and the sheet.
    pub fn value(&self) -> impl Serialize + '_ {
        Whose { person: &self.person, name: &self.name, sheet: self.sheet() }
    }

    pub fn markdown(&self) -> String {
        let mut text = format!(
            "# {}\n\nWith {}, as of {}\n",
            markdown(&self.title()),
            markdown(&self.coach),
            self.today
        );
        self.write(&mut text, "\n## ", "- [ ] ", markdown);
        text
    }

    /// For a mail: nothing that a plain reader would show as marks.
    pub fn plain(&self) -> String {
        let mut text = format!("{}\nwith {}, as of {}\n", self.title(), visible(&self.coach), self.today);
        self.write(&mut text, "\n", "- ", |said| visible(said).into_owned());
        text
    }

    fn write(&self, text: &mut String, heading: &str, bullet: &str, said: impl Fn(&str) -> String) {
        let one_line = |words: &str| said(&words.split_whitespace().collect::<Vec<_>>().join(" "));
        let line = |point: &Point| {
            let by = point.by.map(|day| format!(", by {}", reading::day(day))).unwrap_or_default();
            let reasons: Vec<String> = point.reasons.iter().map(|title| one_line(title)).collect();
            let reasons =
                if reasons.is_empty() { String::new() } else { format!(" (for {})", reasons.join(", ")) };
            format!("{bullet}{}{by}{reasons}\n", one_line(&point.what))
        };
        text.push('\n');
        match self.theirs.is_empty() {
            true => text.push_str("Nothing is open.\n"),
            false => self.theirs.iter().for_each(|point| text.push_str(&line(point))),
        }
        if !self.coachs.is_empty() {
            text.push_str(&format!("{heading}From {}\n\n", said(&self.coach)));
            self.coachs.iter().for_each(|point| text.push_str(&line(point)));
        }
        if !self.asks.is_empty() {
            text.push_str(&format!("{heading}Next\n\n"));
            for (day, _, ask) in &self.asks {
                text.push_str(&format!("- {}: {}\n", reading::day(*day), one_line(ask)));
            }
        }
    }
}

fn point(journal: &Journal, session: &Session, action: &Action) -> Point {
    let served = objectives(session, action).iter().filter(|handle| handle.as_str() != NO_OBJECTIVE);
    let title = |handle: &Handle| {
        let objective = journal.objectives.get(handle).map(|filed| &filed.record);
        objective.and_then(|one| one.title.clone()).unwrap_or_else(|| handle.to_string())
    };
    Point {
        id: action.id.clone(),
        what: action.what.clone(),
        by: action.due,
        reasons: served.map(title).collect(),
    }
}

/// By their name, or the handle where none is known.
fn called(journal: &Journal, handle: &Handle) -> String {
    let name = journal.people.get(handle).and_then(|filed| filed.record.name.clone());
    name.unwrap_or_else(|| handle.to_string())
}
