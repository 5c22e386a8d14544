//! Which objectives are listed, and on which day an objective has to be live.

use super::*;

const OLD: &str = "handle = \"old\"\nclosed = 2026-10-01\n";

fn since(first: &str) -> ReportFilter {
    ReportFilter { since: Some(day(first)), ..today() }
}

fn reading(date: &str) -> String {
    let id = coach::journal::values::id::Id::derived(&["reading", date]);
    format!("\n[[reading]]\nid = \"{id}\"\ndate = {date}\nvalue = 3\n")
}

#[test]
fn a_reading_in_the_period_lists_a_closed_objective_in_all_tables() {
    let text = format!("{OLD}{}", reading("2026-11-10"));
    let journal = journal("", &[("objectives", text.as_str())]);
    let sheet = sheet(Report::Objectives, &journal, &since("2026-11-01"));
    assert_eq!(lines(table(&sheet, "objectives")), ["old|0|0|0||closed"]);
    assert_eq!(lines(table(&sheet, "measures")), ["old||3||||"]);
    assert_eq!(lines(table(&sheet, "months")), ["old|2026-11|0|0|3|"]);
}

#[test]
fn an_objective_that_was_closed_before_the_period_is_in_no_table() {
    let text = format!("{OLD}{}", reading("2026-10-31"));
    let journal = journal("", &[("objectives", text.as_str())]);
    let options = since("2026-11-01");
    let said = "all objectives were closed before the period, and no session or action names one";
    let sheet_of = |options: &ReportFilter| sheet(Report::Objectives, &journal, options);
    for key in ["objectives", "measures"] {
        let sheet = sheet_of(&options);
        let table = table(&sheet, key);
        assert_eq!((lines(table), table.empty.as_str()), (Vec::new(), said), "{key}");
    }
    assert!(table(&sheet_of(&options), "months").rows.is_empty());
    let one = ReportFilter { objective: Some("old".parse().unwrap()), ..options };
    assert_eq!(
        table(&sheet_of(&one), "measures").empty,
        "`old` was closed before the period, and no session or action of the period names it"
    );
    // Without a first day every objective is listed.
    assert_eq!(lines(table(&sheet_of(&today()), "objectives")), ["old|0|0|0||closed"]);
}

/// The objective was closed on 10 November. The session was on the 1st.
#[test]
fn an_action_serves_what_was_live_on_the_day_it_was_agreed_on() {
    for (agreed, expected) in [
        ("", "actions|1|1|0|0|1"),
        ("agreed = 2026-11-10", "actions|1|1|0|0|1"),
        ("agreed = 2026-11-11", "actions|1|0|0|1|0"),
    ] {
        let text = session(
            1,
            "2026-11-01",
            "\"ana\"",
            &format!("objectives = [\"o\"]\n{}", action(1, "ana", agreed)),
        );
        let records = [("objectives", "handle = \"o\"\nclosed = 2026-11-10"), ("sessions", text.as_str())];
        let sheet = sheet(Report::Objectives, &journal("", &records), &today());
        assert_eq!(lines(table(&sheet, "alignment")), ["sessions|1|1|0|0|1", expected], "{agreed}");
    }
}

#[test]
fn a_text_that_is_not_there_is_null() {
    let benefit = "done = 2026-11-10\nbenefit = { before = 5, after = 3 }";
    let text = session(1, "2026-11-01", "\"ana\"", &action(1, "ana", benefit));
    let journal = journal("", &[("people", "handle = \"ana\""), ("sessions", text.as_str())]);
    let objectives = sheet(Report::Objectives, &journal, &today());
    assert_eq!(table(&objectives, "benefits").rows[0][4], Figure::Nothing, "the unit");
    let person = ReportFilter { person: Some("ana".parse().unwrap()), ..today() };
    let person = sheet(Report::Person, &journal, &person);
    assert_eq!(table(&person, "sessions").rows[0][4], Figure::Nothing, "the topics");
}
