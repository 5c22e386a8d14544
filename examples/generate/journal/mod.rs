//! A journal that never was: seeded, so that the same order gives the same bytes.

#![allow(clippy::expect_used, reason = "a tool of the developers: it may stop")]

mod bulk;
mod chance;
mod course;
mod goals;
mod others;
mod people;
mod record;
mod season;
mod words;

use coach::journal::values::day::{Day, Weekday};

use record::File;

/// What is asked for on the command line.
pub(crate) struct Order {
    pub seed: u64,
    pub from: Day,
    pub to: Day,
    pub coaches: usize,
    pub people: usize,
    /// This many sessions, for measuring, in place of a story that makes sense.
    pub sessions: Option<u64>,
}

impl Order {
    /// The order that `examples/journal` was made by.
    pub(crate) fn committed() -> Order {
        let day = |month, day| Day::new(2026, month, day).expect("a day of 2026");
        Order { seed: 7, from: day(5, 25), to: day(11, 20), coaches: 4, people: 12, sessions: None }
    }
}

/// How many coaches there are words for.
pub(crate) const MOST_COACHES: usize = people::COACHES.len();

const ATTRIBUTES: &str =
    "# Records are merged by coach, field by field, never as text.\n*.toml -text -merge\n";

/// Hands over each file of the journal: its path within it, and its text.
pub(crate) fn journal(order: &Order, mut write: impl FnMut(&str, &str)) {
    assert!((1..=MOST_COACHES).contains(&order.coaches) && order.people > 0 && order.from < order.to);
    let mut settings = File::default();
    settings.bare("format", Some(1));
    settings.text("name", Some("Brightwell Pumps"));
    settings.head("[sprint]");
    settings.bare("weeks", Some(2));
    settings.bare("start", Some(workday(order.from)));
    settings.list("focus", &goals::FOCUS);
    for (team, objective) in goals::PRIORITIES {
        settings.head(&format!("[team.{team}]"));
        settings.text("objective", Some(objective));
        settings.list("forms", if team == goals::FORMS.0 { &goals::FORMS.1 } else { &[] });
    }
    write("coach.toml", &settings.0);
    write(".gitattributes", ATTRIBUTES);
    for (path, text) in goals::objectives(order) {
        write(&path, &text);
    }
    let members = people::members(order);
    for (path, text) in people::files(order, &members) {
        write(&path, &text);
    }
    let Some(count) = order.sessions else {
        let mut sessions = season::sessions(order, &members);
        goals::measure(order, &mut sessions);
        goals::give(&mut sessions);
        let beside = [
            goals::stories(order, &sessions),
            goals::requests(order),
            goals::policies(order),
            goals::resources(),
        ];
        beside.iter().flatten().for_each(|(path, text)| write(path, text));
        for session in &sessions {
            write(&session.path(), &session.text());
        }
        return;
    };
    bulk::sessions(order, &members, count, &mut |session| write(&session.path(), &session.text()));
}

fn later(day: Day, days: i64) -> Day {
    day.plus_days(days).expect("a day that a journal can hold")
}

/// The day itself, or the Monday after its weekend.
fn workday(day: Day) -> Day {
    match day.weekday() {
        Weekday::Sat => later(day, 2),
        Weekday::Sun => later(day, 1),
        _ => day,
    }
}
