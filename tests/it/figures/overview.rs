//! What the overview counts by itself: requests that were answered, and stories that are not told.

use super::*;

#[test]
fn requests_are_counted_by_decision_with_the_days_to_the_answer() {
    let request = |id: &str, date: &str, on: &str, decision: &str| {
        let answer = format!("[answer]\ndecision = \"{decision}\"\non = {on}\nbecause = \"x\"\n");
        format!("id = \"{id}\"\ndate = {date}\nwhat = \"A course\"\n{answer}")
    };
    let texts = [
        request("k3f9m2qxtp", "2026-11-01", "2026-11-03", "no"),
        request("k3f9m2qxtq", "2026-11-01", "2026-11-11", "no"),
        request("k3f9m2qxtr", "2026-10-01", "2026-11-20", "yes"),
        // not in the period
        request("k3f9m2qxtt", "2026-07-01", "2026-08-01", "yes"),
    ];
    let open = "id = \"k3f9m2qxtv\"\ndate = 2026-11-10\nwhat = \"Another\"\n";
    let mut records: Vec<(&str, &str)> = texts.iter().map(|text| ("requests", text.as_str())).collect();
    records.push(("requests", open));
    let sheet = sheet(Report::Overview, &journal("", &records), &today());
    assert_eq!(lines(table(&sheet, "answered")), ["yes|1|50", "no|2|6"]);
    assert_eq!(lines(table(&sheet, "requests")), ["10||0|Another"]);
}

#[test]
fn a_mail_of_the_next_day_has_the_same_content_unless_something_happened() {
    let open = "id = \"k3f9m2qxtv\"\ndate = 2026-11-10\nwhat = \"Another\"\n";
    let stuck = "due = 2026-11-03\ndone = 2026-11-03\noutcome = \"missed\"\nobstacle = \"time\"";
    let old = session(
        1,
        "2026-10-01",
        "\"ana\"",
        &(action(1, "ana", "due = 2026-11-01") + &ask(1, Some(1), stuck)),
    );
    let late = session(2, "2026-10-02", "\"ana\"", &action(2, "ana", "due = 2026-11-21"));
    let content = |today: &str| {
        let records = [("requests", open), ("sessions", &old), ("sessions", &late)];
        sheet(Report::Overview, &journal("", &records), &ReportFilter::until(day(today))).content()
    };
    assert_eq!(content("2026-11-20"), content("2026-11-21"), "days ago, days open, days running");
    assert_ne!(content("2026-11-21"), content("2026-11-22"), "an action is overdue");
}

#[test]
fn a_reopened_action_is_another_reason_than_missing_consent() {
    let story = |n: usize, id: &str, consent: &str| {
        let action = action_id(n);
        format!(
            "id = \"{id}\"\ndate = 2026-11-12\naction = \"{action}\"\nperson = \"ana\"\nresult = \"it worked\"\n{consent}"
        )
    };
    let agreed = "consent = \"named\"\nconsented = 2026-11-12\n";
    let stories = [
        story(1, "k3f9m2qxtp", agreed),
        story(2, "k3f9m2qxtq", ""),
        story(3, "k3f9m2qxtr", "consent = \"named\"\n"),
        story(4, "k3f9m2qxtt", agreed), // opened again
    ];
    let actions: Vec<String> =
        [(1, "done = 2026-11-10"), (2, "done = 2026-11-10"), (3, "done = 2026-11-10"), (4, "")]
            .iter()
            .map(|(n, state)| action(*n, "ana", state))
            .collect();
    let text = session(1, "2026-11-01", "\"ana\"", &actions.concat());
    let mut records = vec![("people", "handle = \"ana\""), ("sessions", text.as_str())];
    records.extend(stories.iter().map(|text| ("stories", text.as_str())));
    let sheet = sheet(Report::Wins, &journal("", &records), &today());
    let wins = table(&sheet, "wins");
    assert_eq!(lines(wins), ["ana|2026-11-12|||it worked|"]);
    assert_eq!(wins.note, "2 stories hidden (no consent); 1 story hidden (its action is not done)");
}

/// Today is 20 November.
#[test]
fn requests_after_the_last_day_are_not_listed() {
    let request = |id: &str, date: &str| format!("id = \"{id}\"\ndate = {date}\nwhat = \"{date}\"\n");
    let texts = [
        request("k3f9m2qxtp", "2026-11-22"),
        request("k3f9m2qxtq", "2026-11-21"),
        request("k3f9m2qxtr", "2026-11-02"),
        request("k3f9m2qxtt", "2026-11-01"),
        request("k3f9m2qxtv", "2026-01-01"),
    ];
    let records: Vec<(&str, &str)> = texts.iter().map(|text| ("requests", text.as_str())).collect();
    let journal = journal("", &records);
    let open = |options: &ReportFilter| lines(table(&sheet(Report::Overview, &journal, options), "requests"));
    let first = ["323||0|2026-01-01", "19||0|2026-11-01"];
    let until = |last: &str| ReportFilter { until: day(last), ends_today: false, ..today() };
    assert_eq!(open(&until("2026-11-01")), first);
    let all = [&first[..], &["18||0|2026-11-02", "0||0|2026-11-21"]].concat();
    assert_eq!(open(&today()), all, "tomorrow counts if nobody gave a last day");
    assert_eq!(open(&until("2026-12-31")), all);
}
