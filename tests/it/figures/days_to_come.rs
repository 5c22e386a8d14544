//! Today is 20 November. What is dated after tomorrow, the 21st, counts in no report.

use super::*;
use coach::report::GroupBy;

/// A session with ana on this day, with an action that was done on 15 November.
fn done_before(date: &str) -> Journal {
    let done = action(1, "ana", "done = 2026-11-15") + &ask(1, None, "due = 2026-12-04");
    let text = session(1, date, "\"ana\"", &format!("minutes = 30\nobjectives = [\"o\"]\n{done}"));
    let records =
        [("people", "handle = \"ana\""), ("objectives", "handle = \"o\""), ("sessions", text.as_str())];
    journal("[sprint]\nweeks = 2\nstart = 2026-11-10\nfocus = [\"o\"]\n", &records)
}

fn only_line(report: Report, journal: &Journal, options: &ReportFilter, key: &str) -> String {
    lines(table(&sheet(report, journal, options), key)).join("; ")
}

#[test]
fn an_action_of_a_record_after_tomorrow_is_done_in_no_table_of_the_sprint() {
    for (date, counts, focus, activity) in [
        ("2026-11-21", "1|0|0|0", "o|1|1|1||", "jo|1|0|0|0|1|0|1|0|0.50|0.00"),
        ("2026-11-22", "0|0|0|0", "o|0|0|0||", ""),
        ("2026-11-28", "0|0|0|0", "o|0|0|0||", ""),
    ] {
        let journal = done_before(date);
        assert_eq!(only_line(Report::Sprint, &journal, &today(), "counts"), counts, "{date}");
        assert_eq!(only_line(Report::Sprint, &journal, &today(), "focus"), focus, "{date}");
        assert_eq!(only_line(Report::Activity, &journal, &today(), "activity"), activity, "{date}");
    }
}

#[test]
fn a_last_day_that_is_to_come_takes_no_record_after_tomorrow() {
    let until = ReportFilter { until: day("2026-12-31"), ends_today: false, ..today() };
    for (date, coverage, agreed) in [
        ("2026-11-21", "ana|||jo|1|2026-11-21|0|2026-12-04|0|", "ana|1|1|1|0|0|0|0|0|0|0|1"),
        ("2026-11-22", "", ""),
    ] {
        let journal = done_before(date);
        assert_eq!(only_line(Report::Coverage, &journal, &until, "coverage"), coverage, "{date}");
        let by = ReportFilter { by: Some(GroupBy::Person), ..until.clone() };
        assert_eq!(only_line(Report::FollowThrough, &journal, &by, "follow_through"), agreed, "{date}");
    }
}

#[test]
fn readings_and_closings_after_tomorrow_do_not_count() {
    let until = ReportFilter { until: day("2026-12-31"), ends_today: false, ..today() };
    let reading = |n: usize, date: &str| {
        let id = coach::journal::values::id::Id::derived(&["reading", &n.to_string()]);
        format!("[[reading]]\nid = \"{id}\"\ndate = {date}\nvalue = {n}\n")
    };
    let text = format!(
        "handle = \"o\"\nclosed = 2026-11-25\n{}{}",
        reading(1, "2026-11-21"),
        reading(2, "2026-11-22")
    );
    let journal = journal("", &[("objectives", text.as_str())]);
    assert_eq!(only_line(Report::Objectives, &journal, &until, "measures"), "o||1||||");
    assert_eq!(only_line(Report::Objectives, &journal, &until, "objectives"), "o|0|0|0||no coaching");
}
