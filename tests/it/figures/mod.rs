//! What the reports count, case by case with numbers worked out by hand, and what holds for every

//! journal: parts add up, filters only shrink, and the order of files does not matter.

mod alignment;
mod benefits;
mod by_hand;
mod coaching;
mod coverage;
mod days_to_come;
mod departed;
mod feedback;
mod from_the_rules;
mod hours;
mod laws;
mod objectives;
mod overview;
mod pooled;
mod programmes;
mod stories;

use coach::journal::query::journal::{Filed, Journal};
use coach::journal::records::standard;
use coach::journal::records::{Record, read};
use coach::journal::values::day::Day;
use coach::report::sheet::{Figure, Sheet, Table};
use coach::report::{Report, ReportFilter};

/// The day on which all these reports are asked for.
const TODAY: &str = "2026-11-20";

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn today() -> ReportFilter {
    ReportFilter::until(day(TODAY))
}

/// A journal of these records, each as its file says it.
fn journal(settings: &str, records: &[(&str, &str)]) -> Journal {
    fn filed<T: Record>(path: &str, text: &str) -> Filed<T> {
        Filed { path: path.into(), record: read(path, text).unwrap() }
    }
    let settings = read("coach.toml", &format!("format = 1\n{settings}")).unwrap();
    let mut journal = Journal { settings, standards: standard::built_in(), ..Journal::default() };
    for (n, (kind, text)) in records.iter().enumerate() {
        let path = format!("{kind}/{n}.toml");
        match *kind {
            "people" => {
                let filed: Filed<coach::journal::records::person::Person> = filed(&path, text);
                journal.people.insert(filed.record.handle.clone(), filed);
            }
            "objectives" => {
                let filed: Filed<coach::journal::records::objective::Objective> = filed(&path, text);
                journal.objectives.insert(filed.record.handle.clone(), filed);
            }
            "requests" => {
                let filed: Filed<coach::journal::records::request::Request> = filed(&path, text);
                journal.requests.insert(filed.record.id.clone(), filed);
            }
            "stories" => {
                let filed: Filed<coach::journal::records::story::Story> = filed(&path, text);
                journal.stories.insert(filed.record.id.clone(), filed);
            }
            "sessions" => journal.sessions.push(filed(&path, text)),
            other => panic!("no kind of record: {other}"),
        }
    }
    journal.sort();
    journal
}

/// A session of one day with one person, and more keys and tables. Its id and those of its items
/// follow from `n`.
fn session(n: usize, date: &str, with: &str, more: &str) -> String {
    let id = coach::journal::values::id::Id::derived(&["session", &n.to_string()]);
    format!("id = \"{id}\"\ndate = {date}\ncoach = \"jo\"\nwith = [{with}]\n{more}\n")
}

/// An action of a session; `n` makes its id.
fn action(n: usize, owner: &str, more: &str) -> String {
    let id = coach::journal::values::id::Id::derived(&["action", &n.to_string()]);
    format!("\n[[action]]\nid = \"{id}\"\nwhat = \"action {n}\"\nowner = \"{owner}\"\n{more}\n")
}

/// A follow-up of a session, about an action where `about` names one.
fn ask(n: usize, about: Option<usize>, more: &str) -> String {
    let id = coach::journal::values::id::Id::derived(&["ask", &n.to_string()]);
    let about = about.map(|n| format!("action = \"{}\"\n", action_id(n))).unwrap_or_default();
    format!("\n[[follow_up]]\nid = \"{id}\"\n{about}ask = \"And?\"\n{more}\n")
}

fn action_id(n: usize) -> coach::journal::values::id::Id {
    coach::journal::values::id::Id::derived(&["action", &n.to_string()])
}

fn sheet(report: Report, journal: &Journal, options: &ReportFilter) -> Sheet {
    report.sheet(journal, options)
}

fn table<'a>(sheet: &'a Sheet, key: &str) -> &'a Table {
    // In JSON tables stand beside these.
    assert!(
        !["report", "about", "since", "until", "left_out"].contains(&key),
        "`{key}` would stand there twice"
    );
    sheet.tables.iter().find(|table| table.key == key).unwrap()
}

/// The rows as spreadsheets read them, a line each.
fn lines(table: &Table) -> Vec<String> {
    table.rows.iter().map(|row| line(row)).collect()
}

fn line(row: &[Figure]) -> String {
    row.iter().map(Figure::plain).collect::<Vec<_>>().join("|")
}

fn total(table: &Table) -> String {
    line(table.total.as_ref().unwrap())
}
