//! The report about programmes: the state of each step, and the next one.

use super::*;

const HEAD: &str = "kind = \"agreed\"\nprogramme = \"onboarding\"\n";

fn programme(n: usize, date: &str, with: &str, more: &str) -> String {
    session(n, date, &format!("\"{with}\""), &format!("{HEAD}{more}"))
}

fn of(people: &[(&str, &str)], texts: &[String], options: &ReportFilter) -> [Vec<String>; 2] {
    let mut records = people.to_vec();
    records.extend(texts.iter().map(|text| ("sessions", text.as_str())));
    let sheet = sheet(Report::Programmes, &journal("", &records), options);
    ["programmes", "next"].map(|key| lines(table(&sheet, key)))
}

/// Seven actions, one for each state and one for each of the two ways to be late. Today is 20 November.
fn steps() -> String {
    [
        action(1, "ana", "due = 2026-11-05\ndone = 2026-11-05"),
        action(2, "ana", "due = 2026-11-05\ndone = 2026-11-06"),
        action(3, "ana", "due = 2026-11-19"),
        action(4, "ana", "due = 2026-11-20"),
        action(5, "ana", "due = 2026-11-05\ndropped = 2026-11-06\nwhy = \"moved\""),
        action(6, "ana", ""),
        // The coach moved the date after it had passed.
        action(
            7,
            "ana",
            "due = 2026-11-30\ndone = 2026-11-08\nmoved = [{ on = 2026-11-07, due = 2026-11-06 }]",
        ),
        // A promise of the coach is no step of ana.
        action(8, "jo", "due = 2026-11-01"),
        ask(1, Some(3), "due = 2026-11-12"),
    ]
    .concat()
}

#[test]
fn each_step_has_one_state() {
    // programme | person | start | on time | late | overdue | dropped | open | share | state
    assert_eq!(
        of(&[], &[programme(1, "2026-11-01", "ana", &steps())], &today()),
        [["onboarding|ana|2026-11-01|1|2|1|1|2|0.5|behind"], ["onboarding|ana|2026-11-19|action 3"]]
    );
    // On 5 November, action 1 was done, and the others were open.
    let then = ReportFilter { until: day("2026-11-05"), ends_today: false, ..today() };
    let text = programme(1, "2026-11-01", "ana", &action(1, "ana", "due = 2026-11-05\ndone = 2026-11-05"));
    assert_eq!(of(&[], &[text], &then)[0], ["onboarding|ana|2026-11-01|1|0|0|0|0|1|ended"]);
}

#[test]
fn a_programme_ends_with_its_last_action_and_follow_up() {
    let done = action(1, "ana", "done = 2026-11-05");
    let asked = ask(1, None, "due = 2026-12-01");
    let texts = [
        programme(1, "2026-11-01", "ana", &done),
        programme(
            2,
            "2026-11-02",
            "ben",
            &(action(2, "ben", "done = 2026-11-05") + &ask(2, None, "due = 2026-12-01")),
        ),
        programme(3, "2026-11-03", "cy", &asked),
        programme(4, "2026-11-04", "dee", &action(4, "dee", "due = 2026-11-10")),
        session(5, "2026-11-05", "\"eve\"", &action(5, "eve", "")),
    ];
    let gone = [("people", "handle = \"dee\"\nleft = 2026-11-12")];
    assert_eq!(
        of(&gone, &texts, &today()),
        [
            vec![
                "onboarding|ben|2026-11-02|1|0|0|0|0|1|",
                "onboarding|cy|2026-11-03|0|0|0|0|0||",
                "onboarding|ana|2026-11-01|1|0|0|0|0|1|ended",
                "onboarding|dee|2026-11-04|0|0|1|0|0|0|left",
            ],
            vec!["onboarding|ben|2026-12-01|And?", "onboarding|cy|2026-12-01|And?"],
        ]
    );
}

#[test]
fn the_period_and_the_filters_select_programmes() {
    let people = [
        ("people", "handle = \"ana\"\nteam = \"sales\"\nmanager = \"greta\""),
        ("people", "handle = \"ben\""),
    ];
    let texts = [
        programme(1, "2026-10-31", "ana", &action(1, "ana", "")),
        programme(2, "2026-11-01", "ben", &action(2, "ben", "")).replace("\"jo\"", "\"kim\""),
    ];
    let who = |options: ReportFilter| {
        let rows = of(&people, &texts, &options)[0].clone();
        rows.iter().map(|row| row.split('|').nth(1).unwrap().to_string()).collect::<Vec<_>>()
    };
    assert_eq!(who(today()), ["ana", "ben"]);
    assert_eq!(who(ReportFilter { since: Some(day("2026-11-01")), ..today() }), ["ben"]);
    assert_eq!(who(ReportFilter { until: day("2026-10-31"), ends_today: false, ..today() }), ["ana"]);
    assert_eq!(who(ReportFilter { coach: Some("kim".parse().unwrap()), ..today() }), ["ben"]);
    assert_eq!(who(ReportFilter { team: Some("sales".parse().unwrap()), ..today() }), ["ana"]);
    assert_eq!(who(ReportFilter { manager: Some("greta".parse().unwrap()), ..today() }), ["ana"]);
    assert_eq!(who(ReportFilter { person: Some("ben".parse().unwrap()), ..today() }), ["ben"]);
}
