//! `ics`: exports open actions and follow-ups as an RFC 5545 calendar to subscribe to. Each becomes an
//! all-day event or a to-do. Sessions are optional. The calendar never contains notes.

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Utc};
use icalendar::{Calendar, Component, Event, EventLike, Property, Todo, TodoStatus};

use super::selection::ExportSelection;
use crate::journal::records::action::State;
use crate::journal::records::session::{Kind, Session};
use crate::journal::values::day::Day;
use crate::journal::values::id::Id;

/// The Unix time of 2020-01-01, from which `SEQUENCE` counts. Its 32 bits then last until 2088.
const BEGIN: i64 = 1_577_836_800;

/// The time of an export in Unix seconds: the `DTSTAMP` and `SEQUENCE` of everything in it. A calendar keeps
/// the version with the greater number. Only the clock never decreases: git history can be rewritten, a
/// shallow clone has a part of it, and `coach undo` restores old records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ExportTime(pub i64);

/// Options for the contents of the calendar.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct CalendarContents {
    /// To-dos instead of events, including the closed ones.
    pub todos: bool,
    pub sessions: bool,
    /// The calendar is for the person who owns these actions, so the summaries omit the handle.
    pub to_them: bool,
}

/// One action or follow-up.
struct CalendarItem {
    id: Id,
    summary: String,
    due: Option<Day>,
    state: State,
}

pub(crate) fn text(part: &ExportSelection<'_>, stamp: ExportTime, shown: CalendarContents) -> String {
    let name = part.journal.settings.name.as_deref().unwrap_or("Coaching");
    let mut calendar = Calendar::empty();
    for (key, value) in [("VERSION", "2.0"), ("PRODID", "-//coach//coach//EN"), ("CALSCALE", "GREGORIAN")] {
        calendar.append_property(Property::new(key, value));
    }
    calendar.append_property(Property::new("X-WR-CALNAME", plain(name)));
    if shown.sessions {
        for session in part.conversations() {
            calendar.push(meeting(session, stamp));
        }
    }
    for item in items(part, shown.to_them) {
        match (shown.todos, item.due) {
            (true, _) => drop(calendar.push(todo(&item, stamp))),
            (false, Some(due)) if item.state == State::Open => drop(calendar.push(event(&item, due, stamp))),
            // An event needs a day.
            (false, _) => {}
        }
    }
    calendar.to_string()
}

fn items(part: &ExportSelection<'_>, to_them: bool) -> Vec<CalendarItem> {
    // Closed items stay in the list even if their people left.
    let closed = part.actions.iter().filter(|(_, action)| !action.is_open()).copied();
    let actions = part.to_do().chain(closed).map(|(_, action)| CalendarItem {
        id: action.id.clone(),
        summary: plain(&if to_them {
            action.what.clone()
        } else {
            format!("{}: {}", action.owner, action.what)
        }),
        due: action.due,
        state: action.state(),
    });
    let closed = part.follow_ups.iter().filter(|(_, ask)| !ask.is_open());
    let closed = closed.map(|(session, ask)| (*session, *ask, session.asked(ask)));
    let asks = part.to_ask().chain(closed).map(|(_, ask, asked)| CalendarItem {
        id: ask.id.clone(),
        summary: plain(&if to_them { ask.ask.clone() } else { format!("Ask {asked}: {}", ask.ask) }),
        due: Some(ask.due),
        state: ask.state(),
    });
    actions.chain(asks).collect()
}

fn event(item: &CalendarItem, due: Day, stamp: ExportTime) -> Event {
    let mut event = Event::new();
    begin(&mut event, &item.id, &item.summary, stamp);
    all_day(&mut event, due);
    event.add_property("TRANSP", "TRANSPARENT");
    event
}

fn todo(item: &CalendarItem, stamp: ExportTime) -> Todo {
    let mut todo = Todo::new();
    begin(&mut todo, &item.id, &item.summary, stamp);
    if let Some(due) = item.due {
        // A date as `DUE` means the last day here; an exclusive end would be the day after.
        todo.append_property(on("DUE", due.date()));
    }
    match item.state {
        State::Open => todo.status(TodoStatus::NeedsAction),
        State::Done(day) => todo.status(TodoStatus::Completed).completed(midnight(day)).percent_complete(100),
        State::Dropped(_) => todo.status(TodoStatus::Cancelled),
    };
    todo
}

fn meeting(session: &Session, stamp: ExportTime) -> Event {
    let mut event = Event::new();
    let kind = if session.kind == Kind::Moment { Kind::Coaching } else { session.kind };
    let whom = session.group.as_ref().map_or_else(
        || session.with.iter().map(|handle| handle.as_str()).collect::<Vec<_>>().join(", "),
        |group| group.to_string(),
    );
    begin(&mut event, &session.id, &format!("{} with {whom}", capital(kind.as_str())), stamp);
    match session.start {
        None => all_day(&mut event, session.date),
        // A time without a zone: the wall clock of the coach at the session.
        Some(start) => {
            let start = session.date.date().and_time(start.time());
            event.append_property(at("DTSTART", start));
            let length = session.minutes.map(|minutes| TimeDelta::minutes(minutes.into()));
            if let Some(end) = length.and_then(|length| start.checked_add_signed(length)) {
                event.append_property(at("DTEND", end));
            }
        }
    }
    event
}

/// Sets the properties that every component has. The id never changes.
fn begin<T: EventLike>(part: &mut T, id: &Id, summary: &str, stamp: ExportTime) {
    part.uid(&format!("{id}@coach"))
        .sequence(u32::try_from(stamp.0 - BEGIN).unwrap_or_default())
        .timestamp(DateTime::from_timestamp(stamp.0, 0).unwrap_or_default())
        .summary(summary);
    part.categories(["COACHING"]);
}

/// Sets an all-day event: `DTEND` is the next day and is exclusive.
fn all_day(event: &mut Event, day: Day) {
    event.append_property(on("DTSTART", day.date()));
    if let Some(next) = day.date().succ_opt() {
        event.append_property(on("DTEND", next));
    }
}

fn on(key: &str, day: NaiveDate) -> Property {
    Property::new(key, day.format("%Y%m%d").to_string()).add_parameter("VALUE", "DATE").done()
}

fn at(key: &str, time: NaiveDateTime) -> Property {
    Property::new(key, time.format("%Y%m%dT%H%M%S").to_string())
}

fn midnight(day: Day) -> DateTime<Utc> {
    day.date().and_time(chrono::NaiveTime::MIN).and_utc()
}

/// The text on one line without control characters, which the format cannot express.
fn plain(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || crate::escape::is_hidden(c));
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::query::journal::{Filed, Journal};
    use crate::journal::query::report_filter::ReportFilter;

    fn calendar(shown: CalendarContents, what: &str) -> String {
        let mut record: Session = toml::from_str(
            "id = \"k3f9m2qxtp\"\ndate = 2026-11-21\nstart = 23:30:00\nminutes = 45\ncoach = \"jo\"\nwith = [\"ana\"]\n\
             [[action]]\nid = \"m2qxw7tp4r\"\nwhat = \"\"\nowner = \"ana\"\ndue = 2026-12-31\n\
             [[action]]\nid = \"p4n8rr2c6d\"\nwhat = \"x\"\nowner = \"ana\"\ndone = 2026-11-22\n",
        )
        .unwrap();
        record.actions[0].what = what.into();
        let journal = Journal { sessions: vec![Filed { path: "s".into(), record }], ..Journal::default() };
        let options = ReportFilter::until("2026-12-31".parse().unwrap());
        text(&ExportSelection::of(&journal, &options, true), ExportTime(1_790_000_000), shown)
    }

    #[test]
    fn lines_end_and_fold_as_the_standard_asks() {
        let long = format!("Ring, ask; then \\ wait {}", "água 水 ".repeat(40));
        let text = calendar(CalendarContents::default(), &long);
        assert!(text.split("\r\n").all(|line| line.len() <= 75 && !line.contains(['\r', '\n'])), "{text}");
        let unfolded = text.replace("\r\n ", "");
        let expected =
            format!("SUMMARY:ana: Ring\\, ask\\; then \\\\ wait {}", "água 水 ".repeat(40).trim_end());
        assert!(unfolded.contains(&expected), "{unfolded}");
    }

    #[test]
    fn a_day_ends_with_the_next_and_a_todo_on_the_day_itself() {
        let text = calendar(CalendarContents::default(), "x");
        for line in [
            "DTSTART;VALUE=DATE:20261231",
            "DTEND;VALUE=DATE:20270101",
            "TRANSP:TRANSPARENT",
            "CATEGORIES:COACHING",
            "UID:m2qxw7tp4r@coach",
            "SEQUENCE:212163200",
            "DTSTAMP:20260921T141320Z",
        ] {
            assert!(text.contains(&format!("\r\n{line}\r\n")), "{line}\n{text}");
        }
        assert!(!text.contains("METHOD") && !text.contains("p4n8rr2c6d"), "{text}");
        let text = calendar(CalendarContents { todos: true, ..CalendarContents::default() }, "x");
        for line in [
            "DUE;VALUE=DATE:20261231",
            "STATUS:NEEDS-ACTION",
            "STATUS:COMPLETED",
            "COMPLETED:20261122T000000Z",
        ] {
            assert!(text.contains(&format!("\r\n{line}\r\n")), "{line}\n{text}");
        }
        assert!(!text.contains("VEVENT"));
    }

    #[test]
    fn a_session_past_midnight_ends_the_next_day() {
        let text = calendar(CalendarContents { todos: true, sessions: true, to_them: false }, "x");
        assert!(text.contains("\r\nDTSTART:20261121T233000\r\n"), "{text}");
        assert!(text.contains("\r\nDTEND:20261122T001500\r\n"), "{text}");
    }

    #[test]
    fn no_text_begins_a_line_of_its_own() {
        let text =
            calendar(CalendarContents::default(), "x\r\nEND:VCALENDAR\nBEGIN:VEVENT\u{1b}[2J\u{2028}y");
        assert_eq!(text.matches("\r\nBEGIN:VEVENT").count(), 1);
        assert_eq!(text.matches("\r\nEND:VCALENDAR").count(), 1);
        assert!(text.contains("SUMMARY:ana: x END:VCALENDAR BEGIN:VEVENT [2J y"), "{text}");
    }
}
