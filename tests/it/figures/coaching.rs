//! The report about coaches and managers: whose people are seen, and who stopped.

use super::*;
use coach::journal::query::report_filter::GroupBy;

const PEOPLE: [(&str, &str); 7] = [
    ("people", "handle = \"ana\"\nmanager = \"greta\"\nteam = \"sales\""),
    ("people", "handle = \"ben\"\nmanager = \"greta\"\ncadence = 60"),
    ("people", "handle = \"cy\"\nmanager = \"omar\""),
    ("people", "handle = \"dee\"\nmanager = \"omar\"\nleft = 2026-10-01"),
    ("people", "handle = \"greta\""),
    ("people", "handle = \"omar\""),
    ("people", "handle = \"jo\""),
];

fn by(coach: &str, n: usize, date: &str, with: &str, more: &str) -> String {
    session(n, date, with, more).replace("coach = \"jo\"", &format!("coach = \"{coach}\""))
}

/// The period is 24 October to 20 November, and the one before is 26 September to 23 October.
fn texts() -> Vec<String> {
    vec![
        by("jo", 1, "2026-09-25", "\"ana\"", "minutes = 10"),
        by("jo", 2, "2026-09-26", "\"ana\"", "minutes = 20"),
        by("jo", 3, "2026-10-23", "\"cy\"", "minutes = 30"),
        by("jo", 4, "2026-10-24", "\"ana\", \"ben\"", "minutes = 40"),
        by("jo", 5, "2026-11-20", "\"ana\"", &ask(1, None, "due = 2026-11-19")),
        by("greta", 6, "2026-10-01", "\"ben\"", &ask(2, None, "due = 2026-11-20")),
        // Training of one's own, and follow-ups that nobody answers any more, are no coaching.
        by("greta", 7, "2026-11-10", "\"greta\"", "kind = \"training\"\nminutes = 90"),
        by("jo", 8, "2026-09-01", "\"dee\"", &ask(3, None, "due = 2026-09-10")),
        by("jo", 9, "2026-11-15", "\"cy\"", "kind = \"agreed\""),
    ]
}

fn coaching(options: &ReportFilter) -> Sheet {
    let texts = texts();
    let sessions = texts.iter().map(|text| ("sessions", text.as_str()));
    let records: Vec<_> = PEOPLE.into_iter().chain(sessions).collect();
    sheet(Report::Coaching, &journal("", &records), options)
}

fn rows(options: &ReportFilter) -> Vec<String> {
    lines(table(&coaching(options), "coaching"))
}

/// Ben's last session is with jo, on 24 October, and greta saw him 50 days ago: within his cadence of 60
/// days. Jo saw cy on 23 October, exactly 28 days ago.
#[test]
fn a_manager_who_stopped_or_never_began_has_a_row() {
    let all = coaching(&today());
    assert_eq!(
        lines(table(&all, "coaching")),
        [
            "omar|1|0|0|0|0|0|||0|0",
            "greta|2|1|0|1|0|0|2026-10-01|50|1|0",
            "jo|3|3|2|2|40|50|2026-11-20|0|1|1",
        ]
    );
    assert_eq!(total(table(&all, "coaching")), "all|3|3|2|3|40|50|2026-11-20|0|2|1");
}

#[test]
fn a_filter_for_coach_shows_the_row_that_the_whole_report_shows() {
    let whole = rows(&today());
    for row in &whole {
        let coach = row.split('|').next().unwrap();
        let only = ReportFilter { coach: Some(coach.parse().unwrap()), ..today() };
        assert_eq!(rows(&only), [row.as_str()]);
    }
    assert_eq!(whole.len(), 3);
    // Ana went from kim to jo, so she is not one of kim's people any more.
    let texts = [by("kim", 1, "2026-11-01", "\"ana\"", ""), by("jo", 2, "2026-11-02", "\"ana\"", "")];
    let journal = journal("", &texts.each_ref().map(|text| ("sessions", text.as_str())));
    let only = ReportFilter { coach: Some("kim".parse().unwrap()), ..today() };
    let kim = lines(table(&sheet(Report::Coaching, &journal, &only), "coaching"));
    assert_eq!(kim, ["kim|0|0|1|0|0|0|2026-11-01|19|0|0"]);
}

#[test]
fn filters_for_people_count_only_these_people() {
    let of_greta = ReportFilter { manager: Some("greta".parse().unwrap()), ..today() };
    assert_eq!(rows(&of_greta), ["greta|2|1|0|1|0|0|2026-10-01|50|1|0", "jo|2|2|2|1|40|20|2026-11-20|0|1|1"]);
    let sales = ReportFilter { team: Some("sales".parse().unwrap()), ..today() };
    assert_eq!(rows(&sales), ["greta|1|0|0|0|0|0|||0|0", "jo|1|1|2|1|40|20|2026-11-20|0|1|1"]);
    let cy = ReportFilter { person: Some("cy".parse().unwrap()), ..today() };
    assert_eq!(rows(&cy), ["omar|1|0|0|0|0|0|||0|0", "jo|1|1|0|1|0|30|2026-10-23|28|0|0"]);
}

#[test]
fn the_period_before_has_as_many_days() {
    let since = |day_of_november| {
        let options = ReportFilter { since: Some(day(day_of_november)), ..today() };
        rows(&options).into_iter().find(|row| row.starts_with("jo|")).unwrap()
    };
    assert_eq!(since("2026-11-11"), "jo|3|3|1|0|0|0|2026-11-20|0|1|1");
    // The period before begins on 24 October, and then on 26 October.
    assert_eq!(since("2026-11-07"), "jo|3|3|1|1|0|40|2026-11-20|0|1|1");
    assert_eq!(since("2026-11-08"), "jo|3|3|1|0|0|0|2026-11-20|0|1|1");
}

/// At the end of September jo had seen ana 4 days ago and dee 29 days ago; dee had not left then.
#[test]
fn months_show_the_trend() {
    let months = ReportFilter { by: Some(GroupBy::Month), ..today() };
    assert_eq!(
        lines(table(&coaching(&months), "months")),
        [
            // Coaches, active, people, in time, share, sessions, minutes.
            "2026-09|3|1|4|1|0.25|3|30",
            "2026-10|3|2|3|3|1|3|70",
            "2026-11|3|1|3|3|1|1|0",
        ]
    );
}

#[test]
fn a_coach_who_left_is_listed_with_sessions_or_open_follow_ups_only() {
    let gone = ("people", "handle = \"kim\"\nleft = 2026-11-01");
    let of = |text: &str| {
        let records = [("people", "handle = \"ana\"\nmanager = \"kim\""), gone, ("sessions", text)];
        lines(table(&sheet(Report::Coaching, &journal("", &records), &today()), "coaching"))
    };
    assert_eq!(of(&by("kim", 1, "2026-09-25", "\"ana\"", "")), [""; 0]);
    assert_eq!(of(&by("kim", 1, "2026-09-26", "\"ana\"", "")), ["kim|1|0|0|1|0|0|2026-09-26|55|0|0"]);
    let open = ask(1, None, "due = 2026-11-19");
    assert_eq!(of(&by("kim", 1, "2026-09-01", "\"ana\"", &open)), ["kim|1|0|0|0|0|0|2026-09-01|80|1|1"]);
}
