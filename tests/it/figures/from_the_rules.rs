//! Faults that an analyst found who computed the figures from `docs/reports.md` alone.

use super::*;
use coach::report::GroupBy;

fn of(records: &[(&str, &str)]) -> Journal {
    journal("", records)
}

/// A session of the group `g` with ana and ben, in which the group agreed on an action.
fn of_a_group(more: &str) -> String {
    session(1, "2026-11-01", "\"ana\", \"ben\"", &format!("group = \"g\"\n{}", action(1, "g", more)))
}

const TEAMS: [(&str, &str); 3] = [
    ("people", "handle = \"ana\"\nteam = \"sales\""),
    ("people", "handle = \"ben\"\nteam = \"service\""),
    ("people", "handle = \"g\"\nmembers = [\"ana\", \"ben\"]"),
];

#[test]
fn an_action_of_a_group_is_of_everyone_who_was_there() {
    let text = of_a_group("done = 2026-11-05");
    let journal = of(&[&TEAMS[..], &[("sessions", &text)]].concat());
    let by = |by, options: ReportFilter| {
        let sheet = sheet(Report::FollowThrough, &journal, &ReportFilter { by: Some(by), ..options });
        lines(table(&sheet, "follow_through")).iter().map(|line| line[..9].to_string()).collect::<Vec<_>>()
    };
    assert_eq!(by(GroupBy::Person, today()), ["ana|1|1|1", "ben|1|1|1"]);
    assert_eq!(by(GroupBy::Team, today()), ["sales|1|1", "service|1"]);
    assert_eq!(
        by(GroupBy::Person, ReportFilter { person: Some("ana".parse().unwrap()), ..today() }),
        ["ana|1|1|1"]
    );
    assert_eq!(
        by(GroupBy::Team, ReportFilter { team: Some("sales".parse().unwrap()), ..today() }),
        ["sales|1|1"]
    );
}

#[test]
fn the_gap_counts_no_group_and_no_promise_as_a_person() {
    let one = |n: usize, owner: &str, more: &str| {
        session(n, "2026-11-01", &format!("\"p{n}\""), &action(n, owner, more))
    };
    let mut texts: Vec<String> =
        (1..=9).map(|n| one(n, &format!("p{n}"), if n <= 5 { "done = 2026-11-05" } else { "" })).collect();
    texts.push(
        of_a_group("")
            .replace("\"ana\", \"ben\"", "\"p1\", \"p2\"")
            .replace(&action_id(1).to_string(), action_id(20).as_ref()),
    );
    texts.push(session(21, "2026-11-01", "\"p1\"", &action(21, "jo", "")));
    let records: Vec<(&str, &str)> = texts.iter().map(|text| ("sessions", text.as_str())).collect();
    let sheet = sheet(Report::Gap, &of(&records), &today());
    assert_eq!(lines(table(&sheet, "gap")), ["did an action|5|1|1|0|", "did none|4|1|1|0|"]);
}

#[test]
fn a_team_narrows_who_is_counted() {
    let text = of_a_group("").replace("coach = \"jo\"", "coach = \"jo\"\nminutes = 60")
        + &ask(1, Some(1), "due = 2026-11-03\ndone = 2026-11-03\noutcome = \"missed\"\nobstacle = \"time\"");
    let journal = of(&[&TEAMS[..], &[("sessions", &text)]].concat());
    let sales = ReportFilter { team: Some("sales".parse().unwrap()), ..today() };
    let obstacles = sheet(Report::Obstacles, &journal, &sales);
    assert_eq!(lines(table(&obstacles, "obstacles")), ["time|1|1|0|0|1||17"]);
    let activity =
        sheet(Report::Activity, &journal, &ReportFilter { by: Some(GroupBy::Person), ..sales.clone() });
    assert_eq!(lines(table(&activity, "activity")), ["ana|0|0|1|0|1|0|1|0|1.00|0.00"]);
    let hours = sheet(Report::Hours, &journal, &sales);
    let emcc = lines(table(&hours, "hours")).into_iter().find(|line| line.starts_with("jo|EMCC")).unwrap();
    assert!(emcc.starts_with("jo|EMCC EIA|1.00|1.00|1|"), "{emcc}");
}

#[test]
fn coverage_counts_a_handle_once_and_what_is_closed_on_a_day_to_come_as_open() {
    let asks = ask(1, None, "due = 2026-11-03")
        + &ask(2, None, "due = 2026-11-03\ndone = 2026-11-25\noutcome = \"applied\"");
    let text = session(1, "2026-11-01", "\"ana\", \"ana\"", &asks);
    let journal = of(&[("people", "handle = \"ana\""), ("sessions", &text)]);
    let sheet = sheet(Report::Coverage, &journal, &today());
    assert_eq!(lines(table(&sheet, "coverage")), ["ana|||jo|1|2026-11-01|19||2|"]);
}

#[test]
fn the_last_month_of_coverage_counts_records_of_tomorrow() {
    let texts = [session(1, "2026-10-01", "\"ana\"", ""), session(2, "2026-11-21", "\"ana\"", "")];
    let records = [("people", "handle = \"ana\""), ("sessions", &texts[0]), ("sessions", &texts[1])];
    let by_month = ReportFilter { by: Some(GroupBy::Month), ..today() };
    let sheet = sheet(Report::Coverage, &of(&records), &by_month);
    assert_eq!(lines(table(&sheet, "months")), ["2026-10|1|0|0", "2026-11|1|1|1"]);
}

#[test]
fn a_persons_page_says_what_the_other_reports_say() {
    let churn = "handle = \"churn\"\nunit = \"h\"\nbaseline = 20\ntarget = 4\n";
    let benefit = |day: &str| format!("done = {day}\nbenefit = {{ before = 10, after = 6 }}\nresult = \"r\"");
    let actions = action(1, "ana", &benefit("2026-11-05")) + &action(2, "ana", &benefit("2026-11-25"));
    let text = session(
        1,
        "2026-11-01",
        "\"ana\"",
        &format!("kind = \"agreed\"\nobjectives = [\"churn\"]\n{actions}"),
    );
    let journal = of(&[("people", "handle = \"ana\""), ("objectives", churn), ("sessions", &text)]);
    let ana = ReportFilter { person: Some("ana".parse().unwrap()), ..today() };
    let sheet = sheet(Report::Person, &journal, &ana);
    assert_eq!(lines(table(&sheet, "benefits")), ["10|6|h|1|1|4|claimed||action 1"]);
    assert!(lines(table(&sheet, "objectives"))[0].starts_with("churn|0|2|1|"));
    let actions = lines(table(&sheet, "actions"));
    assert!(actions.iter().any(|line| line.contains("open|action 2|")), "{actions:?}");
    assert!(!actions.iter().any(|line| line.contains("action 2|r")), "{actions:?}");
}

#[test]
fn a_request_of_a_day_to_come_is_in_no_report_and_an_answer_of_one_is_none_yet() {
    let request = "id = \"k3f9m2qxtp\"\ndate = 2026-11-23\nwhat = \"A course\"\n";
    let answered = "id = \"k3f9m2qxtq\"\ndate = 2026-11-18\nwhat = \"A talk\"\n\
                    [answer]\ndecision = \"yes\"\non = 2026-11-25\nbecause = \"x\"\n";
    let journal = of(&[("requests", request), ("requests", answered)]);
    // The period may reach past today: the report still reads the journal as of today.
    let longer = ReportFilter { until: day("2026-12-31"), ends_today: false, ..today() };
    for options in [today(), longer] {
        let overview = sheet(Report::Overview, &journal, &options);
        assert_eq!(lines(table(&overview, "requests")), ["2||0|A talk"]);
        assert_eq!(lines(table(&overview, "answered")), Vec::<String>::new());
        assert_eq!(
            lines(table(&sheet(Report::Sprint, &journal, &options), "requests")),
            Vec::<String>::new()
        );
    }
}

#[test]
fn a_story_of_a_groups_action_is_a_win() {
    let text = of_a_group("done = 2026-11-05");
    let action = action_id(1);
    let story = format!(
        "id = \"k3f9m2qxtp\"\ndate = 2026-11-06\naction = \"{action}\"\nperson = \"ana\"\nresult = \"it worked\"\nconsent = \"named\"\nconsented = 2026-11-06\n"
    );
    let journal = of(&[&TEAMS[..], &[("sessions", &text), ("stories", &story)]].concat());
    assert_eq!(table(&sheet(Report::Wins, &journal, &today()), "wins").rows.len(), 1);
}

#[test]
fn a_sprint_that_ended_yesterday_is_read_as_of_yesterday() {
    let moved = "due = 2026-12-01\nmoved = [{ on = 2026-11-20, due = 2026-11-10 }]";
    let text = session(1, "2026-11-02", "\"ana\"", &action(1, "ana", moved));
    let journal = journal("sprint.weeks = 3\nsprint.start = 2026-11-20\n", &[("sessions", &text)]);
    let sheet = sheet(Report::Sprint, &journal, &today());
    assert_eq!(sheet.as_of, day("2026-11-19").date());
    assert_eq!(lines(table(&sheet, "added")), ["ana|2026-11-10|action 1"]);
}

#[test]
fn a_groups_action_is_of_people_who_left_if_everyone_who_was_there_has() {
    let text = of_a_group("due = 2026-11-10").replace("\"ana\", \"ben\"", "\"ben\"");
    for (gone, expected) in [("ana", "ben|1|0|0|0|1|0|0|0|0||0"), ("ben", "ben|1|0|0|0|0|0|0|1|0||")] {
        let left = format!("handle = \"{gone}\"\nleft = 2026-11-01");
        let group = "handle = \"g\"\nmembers = [\"ana\"]";
        let journal = of(&[("people", &left), ("people", group), ("sessions", &text)]);
        let sheet = sheet(Report::FollowThrough, &journal, &today());
        assert_eq!(lines(table(&sheet, "follow_through")), [expected], "{gone} left");
    }
}

#[test]
fn a_follow_up_without_an_outcome_is_not_answered() {
    let text = session(1, "2026-11-01", "\"ana\"", &ask(1, None, "due = 2026-11-10\ndone = 2026-11-12"));
    let sheet = sheet(Report::Activity, &of(&[("sessions", &text)]), &today());
    assert_eq!(lines(table(&sheet, "activity")), ["jo|0|0|0|0|1|0|1|0|0.00|0.00"]);
}

#[test]
fn coverage_reads_nothing_of_a_day_to_come() {
    let texts = [
        session(1, "2026-11-10", "\"ana\"", ""),
        session(2, "2026-11-23", "\"ana\"", &ask(1, None, "due = 2026-12-04")),
    ];
    let records = [("people", "handle = \"ana\""), ("sessions", &texts[0]), ("sessions", &texts[1])];
    let sheet = sheet(Report::Coverage, &of(&records), &today());
    assert_eq!(lines(table(&sheet, "coverage")), ["ana|||jo|1|2026-11-10|10||0|"]);
}

#[test]
fn of_two_moves_on_one_day_the_first_says_what_was_due_the_day_before() {
    let moved = "agreed = 2026-11-17\ndue = 2026-12-15\n\
                 moved = [{ on = 2026-11-19, due = 2026-12-10 }, { on = 2026-11-19, due = 2026-12-08 }]";
    let text = session(1, "2026-11-17", "\"ana\"", &action(1, "ana", moved));
    let journal = of(&[("people", "handle = \"ana\""), ("sessions", &text)]);
    for (on, due) in [("2026-11-18", "2026-12-10"), ("2026-11-19", "2026-12-15")] {
        let ana = ReportFilter { person: Some("ana".parse().unwrap()), ..ReportFilter::until(day(on)) };
        let sheet = sheet(Report::Person, &journal.as_of(day(on)), &ana);
        assert_eq!(lines(table(&sheet, "actions")), [format!("2026-11-17|{due}|open|action 1|")], "{on}");
    }
}

#[test]
fn a_handle_that_stands_twice_is_one_person_of_a_group() {
    let with = |last: &str| {
        let named = (1..=15).map(|n| format!("\"p{n}\"")).chain([format!("\"{last}\"")]);
        session(1, "2026-11-01", &named.collect::<Vec<_>>().join(", "), "minutes = 60")
    };
    let consent = "handle = \"p1\"\nconsent = 2026-01-01";
    for (last, expected) in [("p1", "jo|ICF|1.00|1.00|1|"), ("p16", "jo|ICF|0.00|0.00|0|")] {
        let text = with(last);
        let sheet = sheet(Report::Hours, &of(&[("people", consent), ("sessions", &text)]), &today());
        let hours = lines(table(&sheet, "hours"));
        assert!(hours.iter().any(|line| line.starts_with(expected)), "{hours:?}");
    }
}

#[test]
fn a_question_about_no_action_serves_what_an_action_of_its_session_names() {
    let missed = "due = 2026-11-03\ndone = 2026-11-03\noutcome = \"missed\"\nobstacle = \"time\"";
    let items = action(1, "ana", "objectives = [\"o\"]") + &ask(1, None, missed);
    let text = session(1, "2026-11-01", "\"ana\"", &items);
    let journal = of(&[("objectives", "handle = \"o\""), ("sessions", &text)]);
    let for_o = ReportFilter { objective: Some("o".parse().unwrap()), ..today() };
    let obstacles = sheet(Report::Obstacles, &journal, &for_o);
    assert_eq!(lines(table(&obstacles, "obstacles")), ["time|1|1|0|0|1||17"]);
    for options in [today(), for_o] {
        let by_objective = ReportFilter { by: Some(GroupBy::Objective), ..options };
        let activity = sheet(Report::Activity, &journal, &by_objective);
        assert_eq!(lines(table(&activity, "activity")), ["o|0|0|1|0|1|0|1|0|0.00|0.00"]);
    }
}

#[test]
fn every_number_has_at_most_four_decimals() {
    let churn = "handle = \"churn\"\nunit = \"h\"\nbaseline = 0.123456789\ntarget = 1.00006\n\
                 [[reading]]\nid = \"k3f9m2qxtp\"\ndate = 2026-11-01\nvalue = 0.123456789\n\
                 [[reading]]\nid = \"m2qxw7tp4r\"\ndate = 2026-11-02\nvalue = -0.00004\n";
    let benefit = "done = 2026-11-05\nbenefit = { before = 0.123456789, after = 1 }";
    let text = session(
        1,
        "2026-11-01",
        "\"ana\"",
        &format!("objectives = [\"churn\"]\n{}", action(1, "ana", benefit)),
    );
    let journal = of(&[("objectives", churn), ("sessions", &text)]);
    let ana = ReportFilter { person: Some("ana".parse().unwrap()), ..today() };
    for (report, key, expected) in [
        (Report::Objectives, "measures", "churn|0.1235|0.1235 0|1.0001|-0.1409||h"),
        (Report::Objectives, "benefits", "churn|||0.8765|h|more"),
        (Report::Objectives, "months", "churn|2026-11|1|1|0|1"),
        (Report::Person, "benefits", "0.1235|1|h|1|1|0.8765|claimed||action 1"),
    ] {
        let sheet = sheet(report, &journal, &ana);
        assert_eq!(lines(table(&sheet, key)), [expected], "{key}");
        let json = serde_json::to_string(&sheet).unwrap();
        assert!(!json.contains("0.12345"), "{json}");
    }
}

#[test]
fn a_half_goes_away_from_zero_in_sums_and_ways() {
    let deal = "handle = \"deal\"\nunit = \"EUR\"\nbaseline = -1968\ntarget = -1967.5\n\
                [[reading]]\nid = \"k3f9m2qxtp\"\ndate = 2026-11-01\nvalue = -1968.074825\n";
    let benefits = [
        "before = 0.5, after = 120, share = 50, confidence = 70",
        "before = 5, after = 120, confidence = 70",
        "before = 0.5, after = 33, share = 33, confidence = 35",
    ];
    let actions = benefits
        .iter()
        .enumerate()
        .map(|(n, benefit)| action(n, "ana", &format!("done = 2026-11-05\nbenefit = {{ {benefit} }}")));
    let actions = actions.collect::<String>();
    let text = session(1, "2026-11-01", "\"ana\"", &format!("objectives = [\"deal\"]\n{actions}"));
    let sheet = sheet(Report::Objectives, &of(&[("objectives", deal), ("sessions", &text)]), &today());
    assert_eq!(lines(table(&sheet, "benefits")), ["deal|||126.0788|EUR|more"]);
    assert_eq!(lines(table(&sheet, "measures")), ["deal|-1968|-1968.0748|-1967.5|-0.1497||EUR"]);
}

/// The people of `coverage`.
fn covered(journal: &Journal, options: &ReportFilter) -> Vec<String> {
    let sheet = sheet(Report::Coverage, journal, options);
    table(&sheet, "coverage").rows.iter().map(|row| row[0].plain()).collect()
}

#[test]
fn coverage_lists_who_was_in_a_session_also_without_a_record() {
    let text = session(1, "2026-11-01", "\"ana\", \"ghosty\"", "");
    let journal = of(&[("people", "handle = \"ana\"\nteam = \"sales\""), ("sessions", &text)]);
    assert_eq!(covered(&journal, &today()), ["ana", "ghosty"]);
    let ghosty = ReportFilter { person: Some("ghosty".parse().unwrap()), ..today() };
    assert_eq!(covered(&journal, &ghosty), ["ghosty"]);
    let sales = ReportFilter { team: Some("sales".parse().unwrap()), ..today() };
    assert_eq!(covered(&journal, &sales), ["ana"]);
    let in_time = sheet(Report::Coverage, &journal, &today());
    assert_eq!(lines(table(&in_time, "in_time")), ["2|2|1"]);
}

#[test]
fn coverage_of_a_group_is_of_who_was_in_its_sessions() {
    let texts = [
        session(1, "2026-11-01", "\"ana\"", "group = \"g\""),
        session(2, "2026-11-02", "\"ana\", \"ben\"", "group = \"g\"\nkind = \"agreed\""),
    ];
    let journal = of(&[&TEAMS[..], &[("sessions", &texts[0]), ("sessions", &texts[1])]].concat());
    let g = ReportFilter { person: Some("g".parse().unwrap()), ..today() };
    assert_eq!(covered(&journal, &g), ["ana"]);
    assert_eq!(covered(&journal, &today()), ["ben", "ana"]);
}

#[test]
fn who_left_by_the_day_as_of_which_coverage_is_read_is_not_listed() {
    let ana = "handle = \"ana\"\nleft = 2026-10-15";
    let text = session(1, "2026-09-01", "\"ana\"", &action(1, "ana", "due = 2026-09-10"));
    let journal = of(&[("people", ana), ("sessions", &text)]);
    let until = |as_of: &str| ReportFilter {
        until: day("2026-10-01"),
        ends_today: false,
        as_of: Some(day(as_of)),
        ..ReportFilter::until(day(as_of))
    };
    for (as_of, expected, left) in
        [("2026-11-01", 0, "ana|1|0|0|0|0|0|0|1|0||"), ("2026-10-14", 1, "ana|1|0|0|0|1|0|0|0|0||0")]
    {
        let journal = journal.as_of(day(as_of));
        assert_eq!(covered(&journal, &until(as_of)).len(), expected, "{as_of}");
        let sheet = sheet(Report::FollowThrough, &journal, &until(as_of));
        assert_eq!(lines(table(&sheet, "follow_through")), [left], "{as_of}");
    }
}

#[test]
fn a_standard_of_ones_own_may_count_other_relationships() {
    let own = "handle = \"icf\"\ntitle = \"Own\"\nas_of = 2026-11-20\nsource = \"us\"\n\
               kinds = [\"coaching\"]\nrelationships = [\"external\"]\n";
    let texts = [
        session(1, "2026-11-01", "\"cy\"", "minutes = 30"),
        session(2, "2026-11-02", "\"ben\", \"cy\"", "minutes = 45\npaid = false"),
        session(3, "2026-11-03", "\"ana\", \"ben\"", "minutes = 60"),
        session(4, "2026-11-04", "\"dee\"", "minutes = 15"),
        session(5, "2026-11-05", "\"cy\", \"dee\"", "minutes = 90"),
    ];
    let mut records = vec![
        ("people", "handle = \"ana\"\nrelationship = \"internal\""),
        ("people", "handle = \"ben\"\nrelationship = \"external\""),
        ("people", "handle = \"cy\"\nrelationship = \"peer\""),
        ("people", "handle = \"dee\"\nmanager = \"jo\""),
    ];
    records.extend(texts.iter().map(|text| ("sessions", text.as_str())));
    let mut journal = of(&records);
    let record: standard::Standard = read("standards/icf.toml", own).unwrap();
    journal.standards = [(record.handle.clone(), Filed { path: String::new(), record })].into();
    let sheet = sheet(Report::Hours, &journal, &today());
    assert_eq!(lines(table(&sheet, "hours")), ["jo|Own|1.75|1.00|1|||"]);
    assert_eq!(
        lines(table(&sheet, "not_counted")),
        [
            "jo|Own|the coach leads them|1|0.25|dee",
            "jo|Own|their relationship to the coach does not count|2|2.00|cy, dee",
        ]
    );
    assert_eq!(
        lines(table(&sheet, "assumed")),
        ["jo|Own|counted whole|2|1.75|ana, cy", "jo|Own|paid|1|1.00|ana, ben"]
    );
}

#[test]
fn the_overview_does_not_say_that_everyone_was_seen_if_somebody_is_quiet() {
    let text = session(1, "2026-09-01", "\"ana\"", &ask(1, None, "due = 2026-12-01"));
    let journal = of(&[("people", "handle = \"ana\""), ("sessions", &text)]);
    let overview = sheet(Report::Overview, &journal, &today());
    let lost = table(&overview, "coverage");
    assert!(lost.rows.is_empty());
    assert_eq!(lost.empty, "no people with the state stalled or never");
    let coverage = sheet(Report::Coverage, &journal, &today());
    assert_eq!(lines(table(&coverage, "coverage")), ["ana|||jo|1|2026-09-01|80|2026-12-01|0|quiet"]);
}
