//! Each number of each report, worked out by hand.

use super::*;
use coach::report::GroupBy;

#[test]
fn an_empty_journal_has_nothing_to_report() {
    let journal = journal("", &[]);
    let options = ReportFilter { person: Some("ana".parse().unwrap()), ..today() };
    for report in Report::ALL {
        let sheet = sheet(*report, &journal, &options);
        assert!(!sheet.page(true).0.is_empty(), "{report}");
        let known = ["alignment", "counts"]; // these count to nought
        for table in sheet.tables.iter().filter(|table| !known.contains(&table.key)) {
            assert!(table.rows.is_empty(), "{report}: {table:?}");
        }
    }
}

/// agreed | done | on time | late | overdue | dropped | open | days | share
#[test]
fn every_action_stands_in_one_column_of_follow_through() {
    let records = [
        // on its day: on time; a day later: late
        (
            "sessions",
            session(1, "2026-11-01", "\"ana\"", &action(1, "ana", "due = 2026-11-10\ndone = 2026-11-10")),
        ),
        (
            "sessions",
            session(2, "2026-11-01", "\"ana\"", &action(2, "ana", "due = 2026-11-10\ndone = 2026-11-11")),
        ),
        // without a day it cannot be late
        ("sessions", session(3, "2026-11-01", "\"ana\"", &action(3, "ana", "done = 2026-11-20"))),
        // due today: open; due yesterday: not done
        ("sessions", session(4, "2026-11-01", "\"ana\"", &action(4, "ana", "due = 2026-11-20"))),
        ("sessions", session(5, "2026-11-01", "\"ana\"", &action(5, "ana", "due = 2026-11-19"))),
        (
            "sessions",
            session(6, "2026-11-01", "\"ana\"", &action(6, "ana", "dropped = 2026-11-05\nwhy = \"moved\"")),
        ),
        ("sessions", session(7, "2026-11-01", "\"ana\"", &action(7, "ana", ""))),
    ];
    let records: Vec<(&str, &str)> = records.iter().map(|(kind, text)| (*kind, text.as_str())).collect();
    let journal = journal("", &records);
    let sheet = sheet(Report::FollowThrough, &journal, &today());
    // done after 9, 10 and 19 days
    assert_eq!(lines(table(&sheet, "follow_through")), ["ana|7|3|2|1|1|1|2|0|0|10|0.6"]);
    assert_eq!(total(table(&sheet, "follow_through")), "all|7|3|2|1|1|1|2|0|0|10|0.6");
}

#[test]
fn an_action_that_was_opened_again_is_open() {
    // What `reopen` leaves: no day it was done or dropped.
    let reopened = session(1, "2026-11-01", "\"ana\"", &action(1, "ana", "due = 2026-11-30"));
    let journal = journal("", &[("sessions", &reopened)]);
    let sheet = sheet(Report::FollowThrough, &journal, &today());
    assert_eq!(lines(table(&sheet, "follow_through")), ["ana|1|0|0|0|0|0|1|0|0||"]);
}

#[test]
fn the_first_and_the_last_day_of_a_period_belong_to_it() {
    let days = ["2026-10-31", "2026-11-01", "2026-11-15", "2026-11-16"];
    let texts: Vec<String> =
        days.iter().enumerate().map(|(n, day)| session(n, day, "\"ana\"", &action(n, "ana", ""))).collect();
    let records: Vec<(&str, &str)> = texts.iter().map(|text| ("sessions", text.as_str())).collect();
    let journal = journal("", &records);
    let options = ReportFilter {
        since: Some(day("2026-11-01")),
        until: day("2026-11-15"),
        ends_today: false,
        ..today()
    };
    let sheet = sheet(Report::FollowThrough, &journal, &options);
    assert_eq!(total(table(&sheet, "follow_through")), "all|2|0|0|0|0|0|2|0|0||");
}

#[test]
fn ties_are_in_the_order_of_names() {
    let one = session(1, "2026-11-01", "\"cy\"", &action(1, "cy", ""));
    let two = session(2, "2026-11-01", "\"al\"", &action(2, "al", ""));
    let three = session(3, "2026-11-02", "\"bo\"", &action(3, "bo", "due = 2026-11-03"));
    let journal = journal("", &[("sessions", &one), ("sessions", &two), ("sessions", &three)]);
    let sheet = sheet(Report::FollowThrough, &journal, &today());
    let names: Vec<String> = table(&sheet, "follow_through").rows.iter().map(|row| row[0].plain()).collect();
    assert_eq!(names, ["bo", "al", "cy"], "what is not done first, then by name");
}

#[test]
fn an_action_of_two_topics_stands_in_both_rows_and_once_in_all() {
    let text =
        session(1, "2026-11-01", "\"ana\"", &format!("topics = [\"x\", \"y\"]\n{}", action(1, "ana", "")));
    let journal = journal("", &[("sessions", &text)]);
    let sheet = sheet(Report::FollowThrough, &journal, &ReportFilter { by: Some(GroupBy::Topic), ..today() });
    assert_eq!(lines(table(&sheet, "follow_through")), ["x|1|0|0|0|0|0|1|0|0||", "y|1|0|0|0|0|0|1|0|0||"]);
    assert_eq!(total(table(&sheet, "follow_through")), "all|1|0|0|0|0|0|1|0|0||");
}

#[test]
fn who_changed_team_counts_with_the_team_of_today() {
    let person = "handle = \"ana\"\nteam = \"sales\"";
    let text = session(1, "2026-01-01", "\"ana\"", &action(1, "ana", ""));
    let journal = journal("", &[("people", person), ("sessions", &text)]);
    let sheet = sheet(Report::FollowThrough, &journal, &ReportFilter { by: Some(GroupBy::Team), ..today() });
    assert_eq!(lines(table(&sheet, "follow_through")), ["sales|1|0|0|0|0|0|1|0|0||"]);
}

/// Ana and Ben were in the group on 1 November, Cy joined it after that, Ben left it, and Cy is met alone.
fn journal_of_a_group() -> Journal {
    let held = session(
        1,
        "2026-11-01",
        "\"ana\", \"ben\"",
        &format!("group = \"leads\"\n{}{}", action(1, "leads", ""), action(2, "ben", "")),
    );
    let alone = session(2, "2026-11-10", "\"cy\"", &action(3, "cy", ""));
    journal(
        "",
        &[
            ("people", "handle = \"leads\"\nteam = \"board\"\nmembers = [\"ana\", \"cy\"]"),
            ("people", "handle = \"ana\"\nteam = \"sales\""),
            ("people", "handle = \"ben\"\nteam = \"service\""),
            ("people", "handle = \"cy\"\nteam = \"sales\""),
            ("sessions", &held),
            ("sessions", &alone),
        ],
    )
}

#[test]
fn who_was_in_a_group_session_is_with_and_not_the_group_of_today() {
    let journal = journal_of_a_group();
    let of = |options: &ReportFilter| {
        let sessions = sheet(Report::Objectives, &journal, options);
        let sessions = lines(table(&sessions, "alignment"))[0].split('|').nth(1).unwrap().to_string();
        let agreed = sheet(Report::FollowThrough, &journal, options);
        (sessions, total(table(&agreed, "follow_through")).split('|').nth(1).unwrap().to_string())
    };
    // sessions, and actions: Cy was not there on 1 November, and the 10th was not with the group
    for (person, sessions, agreed) in
        [("ana", "1", "1"), ("ben", "1", "2"), ("cy", "1", "1"), ("leads", "1", "2"), ("jo", "0", "0")]
    {
        let options = ReportFilter { person: Some(person.parse().unwrap()), ..today() };
        assert_eq!(of(&options), (sessions.into(), agreed.into()), "{person}");
    }
    // the group's action counts for the teams of those who were there, not for the group's own team
    for (team, sessions, agreed) in [("sales", "2", "2"), ("service", "1", "2"), ("board", "0", "0")] {
        let options = ReportFilter { team: Some(team.parse().unwrap()), ..today() };
        assert_eq!(of(&options), (sessions.into(), agreed.into()), "{team}");
    }
}

#[test]
fn coverage_of_a_group_is_of_those_who_were_in_its_sessions() {
    let journal = journal_of_a_group();
    let of = |options: &ReportFilter| lines(table(&sheet(Report::Coverage, &journal, options), "coverage"));
    // 19 days ago: within the usual 28, and the group itself is nobody to cover
    let both = ["ana|sales||jo|1|2026-11-01|19||0|", "ben|service||jo|1|2026-11-01|19||0|"];
    assert_eq!(of(&ReportFilter { person: Some("leads".parse().unwrap()), ..today() }), both);
    assert_eq!(of(&today())[..2], both);
    assert_eq!(of(&today())[2], "cy|sales||jo|1|2026-11-10|10||0|");
}

const CHURN: &str = "handle = \"churn\"\nunit = \"%\"\nbaseline = 12\ntarget = 8\nby = 2027-03-31
[[reading]]\nid = \"k3f9m2qxtp\"\ndate = 2026-10-31\nvalue = 11
[[reading]]\nid = \"m2qxw7tp4r\"\ndate = 2026-11-15\nvalue = 9\n";

#[test]
fn objectives_are_live_none_or_unsaid() {
    let closed = "handle = \"old\"\nclosed = 2026-10-31";
    let texts = [
        session(1, "2026-11-01", "\"ana\"", &format!("objectives = [\"churn\"]\n{}", action(1, "ana", ""))),
        session(2, "2026-11-01", "\"ana\"", "objectives = [\"none\"]"),
        session(3, "2026-11-01", "\"ana\"", ""),
        // closed the day before
        session(4, "2026-11-01", "\"ana\"", "objectives = [\"old\"]"),
        // its action names one
        session(5, "2026-11-01", "\"ana\"", &action(2, "ana", "objectives = [\"churn\"]\ndone = 2026-11-02")),
    ];
    let mut records = vec![("objectives", CHURN), ("objectives", closed)];
    records.extend(texts.iter().map(|text| ("sessions", text.as_str())));
    let journal = journal("", &records);
    let sheet = sheet(Report::Objectives, &journal, &today());
    // all | live | none | unsaid | share
    assert_eq!(lines(table(&sheet, "alignment")), ["sessions|5|2|1|2|0.4", "actions|2|2|0|0|1"]);
    // sessions | agreed | done | share | state
    assert_eq!(lines(table(&sheet, "objectives")), ["churn|2|2|1|1|", "old|1|0|0||closed"]);
    // baseline | readings | target | way | by | unit: (12 - 9) / (12 - 8)
    assert_eq!(lines(table(&sheet, "measures"))[0], "churn|12|11 9|8|0.75|2027-03-31|%");
    assert!(lines(table(&sheet, "benefits")).is_empty());
    assert_eq!(lines(table(&sheet, "months")), ["churn|2026-10|0|0|11|", "churn|2026-11|2|1|9|1"]);
}

#[test]
fn a_benefit_counts_by_share_and_confidence_and_apart_where_nobody_confirmed_it() {
    let benefit = "done = 2026-11-10\nbenefit = { before = 12, after = 9, share = 50, confidence = 70";
    let texts = [
        session(
            1,
            "2026-11-01",
            "\"ana\"",
            &format!(
                "objectives = [\"churn\"]\n{}",
                action(
                    1,
                    "ana",
                    &format!("{benefit}, unit = \"%\", confirmed_by = \"dana\", confirmed = 2026-11-12 }}")
                )
            ),
        ),
        session(
            2,
            "2026-11-01",
            "\"ana\"",
            &format!("objectives = [\"churn\"]\n{}", action(2, "ana", &format!("{benefit} }}"))),
        ),
        // hours are no per cent
        session(
            3,
            "2026-11-01",
            "\"ana\"",
            &format!(
                "objectives = [\"churn\"]\n{}",
                action(3, "ana", &format!("{benefit}, unit = \"h\" }}"))
            ),
        ),
    ];
    let mut records = vec![("objectives", CHURN)];
    records.extend(texts.iter().map(|text| ("sessions", text.as_str())));
    let sheet = sheet(Report::Objectives, &journal("", &records), &today());
    // (12 - 9) x 0.5 x 0.7: the target is less than the baseline. Of hours nothing says what is better
    assert_eq!(lines(table(&sheet, "benefits")), ["churn|1.05||1.05|%|less", "churn|||-1.05|h|"]);
}

/// A follow-up about an action that was missed for lack of time.
fn missed(n: usize, about: usize, on: &str) -> String {
    ask(n, Some(about), &format!("due = {on}\ndone = {on}\noutcome = \"missed\"\nobstacle = \"time\""))
}

fn answered(n: usize, about: usize, on: &str, outcome: &str) -> String {
    ask(n, Some(about), &format!("due = {on}\ndone = {on}\noutcome = \"{outcome}\""))
}

/// The kinds of obstacles, as the report on 20 November has them:
/// obstacle | spells | people | ended | dropped | running | days of ended | days of running
fn kinds(items: &[(&str, String)]) -> Vec<String> {
    let texts = items.iter().enumerate();
    let texts = texts.map(|(n, (with, items))| session(n, "2026-11-01", &format!("\"{with}\""), items));
    let texts: Vec<String> = texts.collect();
    let records: Vec<(&str, &str)> = texts.iter().map(|text| ("sessions", text.as_str())).collect();
    lines(table(&sheet(Report::Obstacles, &journal("", &records), &today()), "obstacles"))
}

#[test]
fn an_obstacle_lasts_until_the_action_is_done() {
    let solved = action(1, "ana", "due = 2026-11-03\ndone = 2026-11-13\nresult = \"did it\"");
    let one = session(1, "2026-11-01", "\"ana\"", &(solved + &missed(1, 1, "2026-11-03")));
    let two = session(2, "2026-11-01", "\"ben\"", &(action(2, "ben", "") + &missed(2, 2, "2026-11-16")));
    let journal = journal("", &[("sessions", &one), ("sessions", &two)]);
    let sheet_of_all = sheet(Report::Obstacles, &journal, &today());
    // ten days until it was done; four until today
    assert_eq!(lines(table(&sheet_of_all, "obstacles")), ["time|2|2|1|0|1|10|4"]);
    // missed in the morning, done the same day
    let same = action(3, "cy", "done = 2026-11-05") + &missed(3, 3, "2026-11-05");
    assert_eq!(kinds(&[("cy", same)]), ["time|1|1|1|0|0|0|"]);
    let options = ReportFilter { until: day("2026-11-15"), ends_today: false, ..today() };
    let before = sheet(Report::Obstacles, &journal, &options);
    assert_eq!(lines(table(&before, "obstacles")), ["time|1|1|1|0|0|10|"], "by the day of its first miss");
}

#[test]
fn one_obstacle_that_was_asked_about_four_times_is_one_spell() {
    let four = ["2026-11-03", "2026-11-06", "2026-11-09", "2026-11-12"].iter().enumerate();
    let four: String = four.map(|(n, on)| missed(n, 1, on)).collect();
    let running = action(1, "ana", "") + &four;
    assert_eq!(kinds(&[("ana", running.clone())]), ["time|1|1|0|0|1||17"]);
    let ended = running + &answered(5, 1, "2026-11-15", "applied");
    assert_eq!(kinds(&[("ana", ended.clone())]), ["time|1|1|1|0|0|12|"]);
    // it was applied, and missed again: the second spell has run for two days
    let again = ended + &missed(6, 1, "2026-11-18");
    assert_eq!(kinds(&[("ana", again)]), ["time|2|1|1|0|1|12|2"]);
}

#[test]
fn a_spell_ends_with_an_answer_that_is_no_miss_or_with_its_action() {
    let begun = |n: usize, more: &str| action(n, "ana", more) + &missed(n, n, "2026-11-03");
    // a miss without an obstacle ends nothing, nor does a dropped question about the action
    let not_yet =
        begun(1, "") + &answered(11, 1, "2026-11-05", "missed") + &answered(12, 1, "2026-11-06", "dropped");
    assert_eq!(kinds(&[("ana", not_yet)]), ["time|1|1|0|0|1||17"]);
    // partly, and nothing in the way any more
    let partly = begun(2, "") + &answered(13, 2, "2026-11-07", "partly");
    assert_eq!(kinds(&[("ana", partly)]), ["time|1|1|1|0|0|4|"]);
    let dropped = begun(3, "dropped = 2026-11-08\nwhy = \"moved\"");
    assert_eq!(kinds(&[("ana", dropped)]), ["time|1|1|0|1|0||"]);
    // an action that was done before it was missed again: what it ended is over
    let kept_up = action(4, "ana", "done = 2026-11-02") + &missed(14, 4, "2026-11-10");
    assert_eq!(kinds(&[("ana", kept_up)]), ["time|1|1|0|0|1||10"]);
    // done on a day to come: not done
    let to_come = begun(5, "done = 2026-12-24");
    assert_eq!(kinds(&[("ana", to_come)]), ["time|1|1|0|0|1||17"]);
    // a question about no action that nobody asks any more
    let question = missed(17, 7, "2026-11-03") + &answered(18, 7, "2026-11-05", "dropped");
    let question = question.replace(&format!("action = \"{}\"\n", action_id(7)), "");
    assert_eq!(kinds(&[("ana", question)]), ["time|1|1|0|1|0||"]);
    // two kinds, each with a spell of its own
    let other = begun(6, "") + &missed(15, 6, "2026-11-10").replace("\"time\"", "\"tools\"");
    let both = other + &answered(16, 6, "2026-11-13", "applied");
    assert_eq!(kinds(&[("ana", both)]), ["time|1|1|1|0|0|10|", "tools|1|1|1|0|0|3|"]);
}

#[test]
fn the_gap_shows_two_groups_of_five_or_none() {
    let records_of = |applied: usize, nothing: usize| {
        let done = (0..applied).map(|n| (n, "done = 2026-11-05"));
        let open = (applied..applied + nothing).map(|n| (n, ""));
        done.chain(open)
            .map(|(n, state)| {
                let person = format!("p{n}");
                let objective = "objectives = [\"churn\"]\n";
                session(
                    n,
                    "2026-11-02",
                    &format!("\"{person}\""),
                    &format!("{objective}{}", action(n, &person, state)),
                )
            })
            .collect::<Vec<String>>()
    };
    let gap = |texts: &[String]| {
        let mut records = vec![("objectives", CHURN)];
        records.extend(texts.iter().map(|text| ("sessions", text.as_str())));
        let options = ReportFilter { since: Some(day("2026-11-01")), pooled: true, ..today() };
        lines(table(&sheet(Report::Gap, &journal("", &records), &options), "gap"))
    };
    // from 11 to 9 of the way from 12 to 8: half of it
    let expected = ["did an action|5 to 9|1|1|5 to 9|0.5", "did none|5 to 9|1|1|5 to 9|0.5"];
    assert_eq!(gap(&records_of(5, 6)), expected);
    assert!(gap(&records_of(4, 6)).is_empty() && gap(&records_of(6, 4)).is_empty());
}

#[test]
fn coverage_tells_quiet_from_stalled() {
    let texts = [
        session(1, "2026-10-23", "\"well\"", ""),
        session(2, "2026-10-22", "\"stalled\"", ""),
        session(3, "2026-10-22", "\"quiet\"", &ask(1, None, "due = 2026-11-20")),
        session(4, "2026-11-01", "\"often\"", &ask(2, None, "due = 2026-11-19")),
    ];
    let mut records = vec![
        ("people", "handle = \"well\""),
        ("people", "handle = \"stalled\""),
        ("people", "handle = \"quiet\""),
        ("people", "handle = \"often\"\ncadence = 7"),
        ("people", "handle = \"never\"\ncadence = 28"),
        ("people", "handle = \"sponsor\""),
        ("people", "handle = \"left\"\nleft = 2026-11-01"),
        ("people", "handle = \"jo\""),
    ];
    records.extend(texts.iter().map(|text| ("sessions", text.as_str())));
    let sheet = sheet(Report::Coverage, &journal("", &records), &today());
    let expected = [
        "stalled|||jo|1|2026-10-22|29||0|stalled",
        "often|||jo|1|2026-11-01|19||1|stalled",
        "never||||0||||0|never",
        "quiet|||jo|1|2026-10-22|29|2026-11-20|0|quiet",
        "well|||jo|1|2026-10-23|28||0|",
    ];
    assert_eq!(lines(table(&sheet, "coverage")), expected);
}

#[test]
fn activity_looks_at_28_days_and_the_28_before() {
    let texts = [
        session(1, "2026-11-20", "\"ana\"", "minutes = 45"),
        session(2, "2026-10-24", "\"ben\"", "minutes = 30"), // 28 days with today
        session(3, "2026-10-23", "\"ana\"", "minutes = 60"),
        session(4, "2026-09-26", "\"ana\"", ""), // the first of the 28 before
        session(5, "2026-09-25", "\"ana\"", &action(1, "ana", "done = 2026-11-01")),
    ];
    let records: Vec<(&str, &str)> = texts.iter().map(|text| ("sessions", text.as_str())).collect();
    let sheet = sheet(Report::Activity, &journal("", &records), &today());
    // done was | asked was | people was | sessions was | minutes was
    assert_eq!(lines(table(&sheet, "activity")), ["jo|1|0|0|0|2|1|2|2|1.25|1.00"]);
}

#[test]
fn a_sprint_tells_what_was_done_carried_over_stopped_and_added() {
    let texts = [
        session(1, "2026-11-01", "\"ana\"", &action(1, "ana", "done = 2026-11-16")),
        session(2, "2026-11-01", "\"ana\"", &action(2, "ana", "done = 2026-11-15")), // the sprint before
        session(3, "2026-11-15", "\"ana\"", &action(3, "ana", "")),
        session(4, "2026-11-16", "\"ana\"", &action(4, "ana", "")),
        session(5, "2026-11-02", "\"ana\"", &action(5, "ana", "dropped = 2026-11-20\nwhy = \"moved\"")),
        session(
            6,
            "2026-11-17",
            "\"ana\"",
            &format!("objectives = [\"churn\"]\n{}", action(6, "ana", "done = 2026-11-18")),
        ),
    ];
    let mut records = vec![("objectives", CHURN)];
    records.extend(texts.iter().map(|text| ("sessions", text.as_str())));
    let request =
        |id: &str, more: &str| format!("id = \"{id}\"\ndate = 2026-11-01\nwhat = \"A course\"\n{more}");
    let decided =
        request("k3f9m2qxtp", "[answer]\ndecision = \"no\"\non = 2026-11-16\nbecause = \"not now\"");
    let earlier =
        request("m2qxw7tp4r", "[answer]\ndecision = \"yes\"\non = 2026-11-15\nbecause = \"needed\"");
    records.extend([("requests", decided.as_str()), ("requests", earlier.as_str())]);
    let journal = journal("[sprint]\nstart = 2026-11-02\nfocus = [\"churn\"]\n", &records);
    let sheet = sheet(Report::Sprint, &journal, &today());
    assert_eq!(sheet.since.unwrap().to_string(), "2026-11-16");
    assert_eq!(lines(table(&sheet, "counts")), ["2|1|1|1"]);
    // open on 16 November: actions 1, 3 and 5; done, dropped, still open, and the share
    assert_eq!(lines(table(&sheet, "completion")), ["3|1|1|1|0.3333"]);
    assert_eq!(lines(table(&sheet, "carried_over")), ["ana||action 3"]);
    assert_eq!(lines(table(&sheet, "requests")), ["2026-11-16|no|A course|not now"]);
    // sessions | agreed | done | the reading before | the reading in it
    assert_eq!(lines(table(&sheet, "focus")), ["churn|1|1|1|9|"]);
}

#[test]
fn stories_are_told_with_consent_and_by_name_only_with_that() {
    let text = session(1, "2026-11-01", "\"ana\"", &action(1, "ana", "done = 2026-11-10"));
    let story = |id: &str, consent: &str| {
        format!(
            "id = \"{id}\"\ndate = 2026-11-12\naction = \"{}\"\nperson = \"ana\"\nresult = \"it worked\"\nconsent = \"{consent}\"\nconsented = 2026-11-12",
            action_id(1)
        )
    };
    let told = |consent: &str| {
        let records = [
            ("people", "handle = \"ana\"\nname = \"Ana Ruiz\""),
            ("sessions", text.as_str()),
            ("stories", &story("k3f9m2qxtp", consent)),
        ];
        lines(table(&sheet(Report::Wins, &journal("", &records), &today()), "wins"))
    };
    assert_eq!(told("named"), ["Ana Ruiz|2026-11-12|||it worked|"]);
    assert_eq!(told("anonymous"), ["a colleague|2026-11-12|||it worked|"]);
    assert!(told("none").is_empty());
}

#[test]
fn hours_count_by_the_rules_of_each_body() {
    let texts = [
        session(1, "2026-11-01", "\"ana\"", "minutes = 60"),
        session(2, "2026-11-02", "\"ana\"", "minutes = 30\npaid = false"),
        session(3, "2026-11-03", "\"ben\"", "minutes = 60"), // did not agree
        session(4, "2026-11-04", "\"cy\"", "minutes = 60"),  // a direct report
        session(5, "2026-11-05", "\"ana\"", "minutes = 90\nkind = \"mentor-coaching\""),
        session(6, "2026-11-06", "\"ana\"", ""), // no minutes
        session(7, "2026-11-07", "\"ana\", \"ben\"", "minutes = 120\ngroup = \"leads\""),
        // the coach's own supervision
        session(8, "2026-11-08", "\"jo\"", "minutes = 60\nkind = \"supervision\"")
            .replace("coach = \"jo\"", "coach = \"sue\""),
    ];
    let mut records = vec![
        ("people", "handle = \"ana\"\nconsent = 2026-01-01"),
        ("people", "handle = \"ben\""),
        ("people", "handle = \"cy\"\nconsent = 2026-01-01\nrelationship = \"line-manager\""),
        ("people", "handle = \"leads\"\nmembers = [\"ana\", \"ben\"]"),
    ];
    records.extend(texts.iter().map(|text| ("sessions", text.as_str())));
    let sheet = sheet(Report::Hours, &journal("", &records), &today());
    let rows = lines(table(&sheet, "hours"));
    // ICF: 60 + 30 + the group's 120 once; paid without the 30; one client: ana, alone and in the group
    assert!(
        rows[1].starts_with(
            "jo|ICF|3.50|3.00|1||ACC|96.50 h, 72.00 h paid, 7 clients, 21.50 h in the last 18 months"
        ),
        "{rows:?}"
    );
    // EMCC: ben, the direct report and mentoring count too; its one hour of supervision is there
    assert!(rows[0].starts_with("jo|EMCC EIA|7.00|"), "{rows:?}");
    assert!(!rows[0].contains("supervision"), "{rows:?}");
    let left_out: Vec<String> = lines(table(&sheet, "not_counted"));
    for expected in [
        "jo|ICF|mentor-coaching is not client coaching|1|1.50|ana",
        "jo|ICF|no length recorded|1|0.00|ana",
        "jo|ICF|the coach leads them|1|1.00|cy",
        "jo|ICF|no consent to be named|1|1.00|ben",
    ] {
        assert!(left_out.iter().any(|line| line == expected), "{expected}: {left_out:#?}");
    }
}

#[test]
fn a_story_that_nobody_agreed_to_or_that_is_no_win_is_not_told() {
    let story = |person: &str, more: &str| {
        format!(
            "id = \"k3f9m2qxtp\"\ndate = 2026-11-12\naction = \"{}\"\nperson = \"{person}\"\nconsent = \"named\"\n{more}",
            action_id(1)
        )
    };
    let told = |action_is: &str, story: &str, options: &ReportFilter| {
        let text = session(1, "2026-11-01", "\"ana\"", &action(1, "ana", action_is));
        let records = [("people", "handle = \"ana\""), ("sessions", text.as_str()), ("stories", story)];
        table(&sheet(Report::Wins, &journal("", &records), options), "wins").rows.len()
    };
    let agreed = "consented = 2026-11-12";
    assert_eq!(told("done = 2026-11-10", &story("ana", agreed), &today()), 1);
    assert_eq!(told("done = 2026-11-10", &story("ana", ""), &today()), 0, "no day of consent");
    assert_eq!(told("done = 2026-11-10", &story("ben", agreed), &today()), 0, "somebody else's action");
    assert_eq!(told("", &story("ana", agreed), &today()), 0, "opened again");
    let anonymous = story("ana", agreed).replace("named", "anonymous");
    let of_one = ReportFilter { person: Some("ana".parse().unwrap()), ..today() };
    assert_eq!(told("done = 2026-11-10", &anonymous, &today()), 1);
    assert_eq!(told("done = 2026-11-10", &anonymous, &of_one), 0, "a filter would say whose it is");
}

#[test]
fn guests_of_another_team_are_not_counted() {
    let with = "\"a1\", \"b1\", \"c1\", \"d1\", \"e1\"";
    let text = session(1, "2026-11-01", with, "topics = [\"delegating\"]");
    let mut records: Vec<(&str, String)> = vec![("sessions", text)];
    for (n, name) in ["a1", "b1", "c1", "d1", "e1"].iter().enumerate() {
        let team = if n < 4 { "sales" } else { "service" };
        records.push(("people", format!("handle = \"{name}\"\nteam = \"{team}\"")));
    }
    let records: Vec<(&str, &str)> = records.iter().map(|(kind, text)| (*kind, text.as_str())).collect();
    let journal = journal("", &records);
    let of = |team: Option<&str>| ReportFilter { team: team.map(|team| team.parse().unwrap()), ..today() };
    let needs = |options: &ReportFilter| lines(table(&sheet(Report::Needs, &journal, options), "needs"));
    assert_eq!(needs(&of(None)), ["delegating|topic|5|1|0"]);
    assert_eq!(needs(&of(Some("sales"))), ["delegating|topic|4|1|0"], "four of them, and a guest");
    let activity = sheet(Report::Activity, &journal, &of(Some("sales")));
    assert!(lines(table(&activity, "activity"))[0].starts_with("jo|0|0|0|0|4|0|1|0"));
}

#[test]
fn an_obstacle_of_a_group_is_of_everyone_asked_and_goes_with_what_is_dropped() {
    let missed = "due = 2026-11-03\ndone = 2026-11-03\noutcome = \"missed\"\nobstacle = \"manager\"";
    let group = session(1, "2026-11-01", "\"ana\", \"ben\"", &ask(1, None, missed));
    let dropped = action(2, "cy", "dropped = 2026-11-05\nwhy = \"moved\"") + &ask(2, Some(2), missed);
    let dropped = session(2, "2026-11-01", "\"cy\"", &dropped);
    let journal = journal("", &[("sessions", &group), ("sessions", &dropped)]);
    let of = |options: &ReportFilter| lines(table(&sheet(Report::Obstacles, &journal, options), "obstacles"));
    // spells | people | ended | dropped | running | days of ended | of running: 17 until today
    assert_eq!(of(&today()), ["manager|2|3|0|1|1||17"]);
    let ben = ReportFilter { person: Some("ben".parse().unwrap()), ..today() };
    assert_eq!(of(&ben), ["manager|1|1|0|0|1||17"]);
}

#[test]
fn the_next_follow_up_is_one_to_come_and_the_others_are_overdue() {
    let asks = ask(1, None, "due = 2026-10-01") + &ask(2, None, "due = 2026-12-01");
    let text = session(1, "2026-09-01", "\"ana\"", &asks);
    let journal = journal("", &[("people", "handle = \"ana\""), ("sessions", &text)]);
    let of = |options: &ReportFilter| lines(table(&sheet(Report::Coverage, &journal, options), "coverage"));
    assert_eq!(of(&today()), ["ana|||jo|1|2026-09-01|80|2026-12-01|1|quiet"]);
    let then = ReportFilter { until: day("2026-09-20"), ends_today: false, ..today() };
    assert_eq!(of(&then), ["ana|||jo|1|2026-09-01|19|2026-10-01|0|"], "as it stood then");
}

#[test]
fn what_brought_something_for_no_objective_is_counted_too() {
    let benefit = "done = 2026-11-10\nbenefit = { before = 5, after = 1, unit = \"h\" }";
    let text = session(1, "2026-11-01", "\"ana\"", &action(1, "ana", benefit));
    let sheet = sheet(Report::Objectives, &journal("", &[("sessions", &text)]), &today());
    assert_eq!(lines(table(&sheet, "benefits")), ["(none)|||-4|h|"]);
}

/// Today is 20 November; it may be the 21st further east, and the 22nd nowhere.
#[test]
fn what_is_done_on_a_day_to_come_is_done_in_no_report() {
    let texts = [
        session(1, "2026-11-02", "\"ana\"", &action(1, "ana", "done = 2026-11-21")),
        session(2, "2026-11-02", "\"ben\"", &action(2, "ben", "done = 2026-11-22")),
        session(3, "2026-11-02", "\"cy\"", &action(3, "cy", "dropped = 2026-11-22\nwhy = \"moved\"")),
        session(
            4,
            "2026-11-02",
            "\"dee\"",
            &ask(1, None, "due = 2026-11-05\ndone = 2026-11-22\noutcome = \"applied\""),
        ),
    ];
    let records: Vec<(&str, &str)> = texts.iter().map(|text| ("sessions", text.as_str())).collect();
    let journal = journal("[sprint]\nstart = 2026-11-09\n", &records);
    let later = ReportFilter { until: day("2026-12-31"), ends_today: false, ..today() };
    for options in [today(), later] {
        let of = |report: Report, key: &str| lines(table(&sheet(report, &journal, &options), key));
        // agreed | done | on time | late | overdue | dropped | open
        let done = ["ana|1|1|1|0|0|0|0", "ben|1|0|0|0|0|0|1", "cy|1|0|0|0|0|0|1"];
        let found = of(Report::FollowThrough, "follow_through");
        assert!(done.iter().all(|start| found.iter().any(|row| row.starts_with(start))), "{found:?}");
        let ben = ReportFilter { person: Some("ben".parse().unwrap()), ..options.clone() };
        let person = sheet(Report::Person, &journal, &ben);
        assert_eq!(lines(table(&person, "actions")), ["2026-11-02||open|action 2|"]);
    }
    let of = |report: Report, key: &str| lines(table(&sheet(report, &journal, &today()), key));
    // done | carried over | stopped | added
    assert_eq!(of(Report::Sprint, "counts"), ["1|2|0|0"]);
    // done was | asked was
    assert!(of(Report::Activity, "activity")[0].starts_with("jo|1|0|0|0|"));
}

#[test]
fn the_gap_counts_no_action_that_is_done_on_a_day_to_come() {
    let texts: Vec<String> = (0..11)
        .map(|n| {
            let done = if n < 5 { "done = 2026-11-05" } else { "done = 2026-12-24" };
            let person = format!("p{n}");
            session(n, "2026-11-02", &format!("\"{person}\""), &action(n, &person, done))
        })
        .collect();
    let records: Vec<(&str, &str)> = texts.iter().map(|text| ("sessions", text.as_str())).collect();
    let gap = sheet(Report::Gap, &journal("", &records), &today());
    assert_eq!(table(&gap, "gap").rows.len(), 2, "five who did it, six who did not");
}

#[test]
fn a_dropped_question_asked_nobody() {
    let asks = ask(1, None, "due = 2026-11-05\ndone = 2026-11-05\noutcome = \"dropped\"\nwhy = \"moved\"")
        + &ask(2, None, "due = 2026-11-05\ndone = 2026-11-06\noutcome = \"missed\"")
        + &ask(3, None, "due = 2026-11-05\ndone = 2026-11-07\noutcome = \"applied\"");
    let text = session(1, "2026-11-01", "\"ana\"", &asks);
    let sheet = sheet(Report::Activity, &journal("", &[("sessions", &text)]), &today());
    // done was | asked was
    assert!(lines(table(&sheet, "activity"))[0].starts_with("jo|0|0|2|0|"));
}

/// agreed | done | on time | late | overdue | dropped | open | days | share
#[test]
fn what_a_coach_promised_stands_apart_from_what_people_agreed() {
    let texts = [
        session(1, "2026-11-02", "\"ana\"", &action(1, "ana", "due = 2026-11-09\ndone = 2026-11-09")),
        session(2, "2026-11-02", "\"ana\"", &action(2, "jo", "due = 2026-11-03\ndone = 2026-11-04")),
        session(3, "2026-11-02", "\"ben\"", &action(3, "jo", "due = 2026-11-03")),
        // her manager is no coach, and a coach who is coached agrees as anybody does
        session(4, "2026-11-02", "\"ana\"", &action(4, "dana", "")),
        session(5, "2026-11-02", "\"jo\"", &action(5, "jo", "")),
    ];
    let records: Vec<(&str, &str)> = texts.iter().map(|text| ("sessions", text.as_str())).collect();
    let journal = journal("", &records);
    let of = |options: &ReportFilter| {
        let sheet = sheet(Report::FollowThrough, &journal, options);
        (total(table(&sheet, "follow_through")), lines(table(&sheet, "own")))
    };
    let (people, own) = of(&today());
    assert_eq!(people, "all|3|1|1|0|0|0|2|0|0|7|1");
    assert_eq!(own, ["jo|2|1|0|1|1|0|0|0|0|2|0.5"]);
    let ana = ReportFilter { person: Some("ana".parse().unwrap()), ..today() };
    assert_eq!(of(&ana), ("all|1|1|1|0|0|0|0|0|0|7|1".into(), vec!["jo|1|1|0|1|0|0|0|0|0|2|1".into()]));
    let jo = ReportFilter { person: Some("jo".parse().unwrap()), ..today() };
    assert_eq!(of(&jo), ("all|1|0|0|0|0|0|1|0|0||".into(), vec!["jo|2|1|0|1|1|0|0|0|0|2|0.5".into()]));
}

#[test]
fn a_share_is_of_what_is_due_or_closed() {
    let texts: Vec<String> = [
        "done = 2026-11-10",
        "due = 2026-11-19",
        "dropped = 2026-11-10\nwhy = \"moved\"",
        "due = 2026-11-20",
        "due = 2026-11-30",
        "",
    ]
    .iter()
    .enumerate()
    .map(|(n, more)| {
        session(n, "2026-11-02", "\"ana\"", &format!("objectives = [\"churn\"]\n{}", action(n, "ana", more)))
    })
    .collect();
    let mut records = vec![("objectives", CHURN)];
    records.extend(texts.iter().map(|text| ("sessions", text.as_str())));
    let journal = journal("", &records);
    let of = |report, key| lines(table(&sheet(report, &journal, &today()), key));
    // one of three: three are open and not past their day
    assert_eq!(of(Report::FollowThrough, "follow_through"), ["ana|6|1|1|0|1|1|3|0|0|8|0.3333"]);
    assert_eq!(of(Report::Objectives, "objectives"), ["churn|6|6|1|0.3333|"]);
}

#[test]
fn a_percentage_of_fewer_than_20_says_of_how_many() {
    let shown =
        [(2, 4), (19, 19), (10, 20), (0, 3), (0, 0)].map(|(part, whole)| Figure::Share(part, whole).shown());
    assert_eq!(shown, ["50 % of 4", "100 % of 19", "50 %", "0 % of 3", ""]);
    assert_eq!(Figure::Share(2, 4).plain(), "0.5");
    assert_eq!(serde_json::to_string(&Figure::Share(2, 4)).unwrap(), "0.5");
}

/// agreed | applied | partly | missed | none asked
#[test]
fn the_last_answer_about_an_action_counts() {
    let found = |n: usize, about: usize, on: &str, outcome: &str| {
        ask(n, Some(about), &format!("due = {on}\ndone = {on}\noutcome = \"{outcome}\""))
    };
    let texts = [
        // in the file the later answer comes first
        action(1, "ana", "done = 2026-11-10")
            + &found(1, 1, "2026-11-12", "applied")
            + &found(2, 1, "2026-11-05", "missed"),
        action(2, "ana", "done = 2026-11-10")
            + &found(3, 2, "2026-11-12", "missed")
            + &found(4, 2, "2026-11-13", "dropped"),
        action(3, "ana", "") + &found(5, 3, "2026-11-12", "partly"),
        action(4, "ana", "") + &ask(6, Some(4), "due = 2026-11-12"),
        action(5, "ana", "") + &found(7, 5, "2026-11-12", "dropped"),
        // that of a day to come is no answer yet
        action(6, "ana", "") + &found(8, 6, "2026-11-22", "applied"),
        action(7, "ana", "") + &ask(9, None, "due = 2026-11-12\ndone = 2026-11-12\noutcome = \"applied\""),
    ];
    let texts: Vec<String> =
        texts.iter().enumerate().map(|(n, items)| session(n, "2026-11-02", "\"ana\"", items)).collect();
    let records: Vec<(&str, &str)> = texts.iter().map(|text| ("sessions", text.as_str())).collect();
    let journal = journal("", &records);
    let of_all = sheet(Report::FollowThrough, &journal, &today());
    assert_eq!(lines(table(&of_all, "answers")), ["ana|7|1|1|1|4"]);
    assert_eq!(total(table(&of_all, "answers")), "all|7|1|1|1|4");
    let ana = ReportFilter { person: Some("ana".parse().unwrap()), ..today() };
    let mut answers = lines(table(&sheet(Report::Person, &journal, &ana), "answers"));
    answers.sort();
    let expected = [
        "2026-11-05|missed|2026-11-12|applied|action 1",
        "2026-11-12|missed|2026-11-12|missed|action 2",
        "2026-11-12|partly|2026-11-12|partly|action 3",
    ];
    assert_eq!(answers, expected);
}

#[test]
fn percentages_round_as_spreadsheets_do_and_minus_nothing_is_nothing() {
    // 1 of 200, 25 of 200, 57 of 200, 1 of 400
    let shares = [(1, 200), (25, 200), (57, 200), (1, 400)].map(|(part, whole)| Figure::Share(part, whole));
    assert_eq!(shares.map(|share| share.shown()), ["1 %", "13 %", "29 %", "0 %"]);
    let parts = [-0.125, -0.004, -0.00004, -0.0].map(Figure::Part);
    assert_eq!(parts.each_ref().map(Figure::shown), ["-13 %", "0 %", "0 %", "0 %"]);
    assert_eq!(parts.each_ref().map(Figure::plain), ["-0.125", "-0.004", "0", "0"]);
    let zeros = [
        Figure::Number(-0.0),
        Figure::Number(-0.00001),
        Figure::Part(-0.0),
        Figure::Series(vec![-0.0, -0.0]),
    ];
    assert_eq!(zeros.each_ref().map(Figure::shown), ["0", "0", "0 %", "0 → 0"]);
    assert_eq!(zeros.each_ref().map(Figure::plain), ["0", "0", "0", "0 0"]);
    assert_eq!(serde_json::to_string(&zeros).unwrap(), "[0.0,0.0,0.0,[0.0,0.0]]");
}

#[test]
fn the_gap_rounds_a_half_of_5_percent_up() {
    // baseline 12, target 8: from 11.5 to 12 is an eighth of the way back, from 12 to 12 none of it
    let gap = |last: &str| {
        let objective = format!(
            "handle = \"churn\"\nbaseline = 12\ntarget = 8\n[[reading]]\nid = \"k3f9m2qxtp\"\ndate = 2026-10-31\nvalue = 11.5
[[reading]]\nid = \"m2qxw7tp4r\"\ndate = 2026-11-15\nvalue = {last}\n"
        );
        let texts: Vec<String> = (0..10)
            .map(|n| {
                let done = if n < 5 { "done = 2026-11-05\n" } else { "" };
                let person = format!("p{n}");
                let items = action(n, &person, &format!("{done}objectives = [\"churn\"]"));
                session(n, "2026-11-02", &format!("\"{person}\""), &items)
            })
            .collect();
        let mut records = vec![("objectives", objective.as_str())];
        records.extend(texts.iter().map(|text| ("sessions", text.as_str())));
        let options = ReportFilter { since: Some(day("2026-11-01")), ..today() };
        let sheet = sheet(Report::Gap, &journal("", &records), &options);
        table(&sheet, "gap").rows[0].last().unwrap().plain()
    };
    // 12.5 % of the way is 15 %, as MROUND has it; 2.4 % of the way back is none
    assert_eq!([gap("11"), gap("12"), gap("11.596")], ["0.15", "-0.15", "0"]);
}

#[test]
fn no_two_needs_have_one_name() {
    let people = ["a1", "b1", "c1", "d1", "e1"];
    let mut texts: Vec<String> = Vec::new();
    for (n, person) in people.iter().enumerate() {
        let items = format!(
            "topics = [\"time\", \"other\"]\n{}{}",
            action(n, person, ""),
            missed(n, n, "2026-11-03")
        );
        texts.push(session(n, "2026-11-01", &format!("\"{person}\""), &items));
    }
    texts.push(session(5, "2026-11-01", "\"a1\"", "topics = [\"feedback\"]"));
    let records: Vec<(&str, &str)> = texts.iter().map(|text| ("sessions", text.as_str())).collect();
    let found = sheet(Report::Needs, &journal("", &records), &today());
    let expected = [
        "other|topic|5|5|0",
        "time (obstacle)|obstacle|5|5|0",
        "time (topic)|topic|5|5|0",
        "feedback|topic|1|1|0",
    ];
    assert_eq!(lines(table(&found, "needs")), expected);
}

#[test]
fn none_and_nothing_are_one_row_by_objective() {
    let says_none =
        session(1, "2026-11-01", "\"ana\"", &format!("objectives = [\"none\"]\n{}", action(1, "ana", "")));
    let says_nothing = session(2, "2026-11-01", "\"ana\"", &action(2, "ana", ""));
    let serves = session(3, "2026-11-01", "\"ana\"", &action(3, "ana", "objectives = [\"churn\"]"));
    let records =
        [("objectives", CHURN), ("sessions", &says_none), ("sessions", &says_nothing), ("sessions", &serves)];
    let options = ReportFilter { by: Some(GroupBy::Objective), ..today() };
    let sheet = sheet(Report::FollowThrough, &journal("", &records), &options);
    let expected = ["(none)|2|0|0|0|0|0|2|0|0||", "churn|1|0|0|0|0|0|1|0|0||"];
    assert_eq!(lines(table(&sheet, "follow_through")), expected);
}

/// Two weeks from Monday 9 November, and two from Monday 23 November.
#[test]
fn on_the_first_day_of_a_sprint_the_one_that_ended_is_reviewed() {
    let texts = [
        session(1, "2026-11-09", "\"ana\"", &action(1, "ana", "done = 2026-11-22")),
        session(2, "2026-11-22", "\"ana\"", &action(2, "ana", "done = 2026-11-23")),
        session(3, "2026-11-23", "\"ana\"", &action(3, "ana", "")),
    ];
    let records: Vec<(&str, &str)> = texts.iter().map(|text| ("sessions", text.as_str())).collect();
    let journal = journal("[sprint]\nstart = 2026-11-09\n", &records);
    let of = |options: &ReportFilter| {
        let sheet = sheet(Report::Sprint, &journal, options);
        let counts = table(&sheet, "counts");
        let days = format!("{} {}", sheet.since.unwrap(), sheet.until);
        (days, lines(counts)[0].clone(), counts.note.clone())
    };
    let monday = ReportFilter::until(day("2026-11-23"));
    let said = "this sprint ended yesterday; to see the sprint that begins today, add `--since 2026-11-23`";
    // done | carried over | stopped | added: what was done on Monday was open on Sunday
    assert_eq!(of(&monday), ("2026-11-09 2026-11-22".into(), "1|0|0|1".into(), said.into()));
    let asked = ReportFilter { since: Some(day("2026-11-23")), ..monday.clone() };
    assert_eq!(of(&asked), ("2026-11-23 2026-11-23".into(), "1|0|0|1".into(), String::new()));
    let named = ReportFilter { ends_today: false, ..monday };
    assert_eq!(of(&named).0, "2026-11-23 2026-11-23");
    assert_eq!(of(&ReportFilter::until(day("2026-11-24"))).0, "2026-11-23 2026-11-24");
    assert_eq!(of(&ReportFilter::until(day("2026-11-22"))).0, "2026-11-09 2026-11-22");
}

/// open at start | done | dropped | still open | share
#[test]
fn completion_of_a_sprint_is_of_what_was_open_on_its_first_day() {
    let done = |on: &str| format!("done = {on}");
    let texts = [
        // closed the day before, on the first day, on the last day, and the day after
        session(1, "2026-11-02", "\"ana\"", &action(1, "ana", &done("2026-11-08"))),
        session(2, "2026-11-02", "\"ana\"", &action(2, "ana", &done("2026-11-09"))),
        session(3, "2026-11-02", "\"ana\"", &action(3, "ana", &done("2026-11-15"))),
        session(4, "2026-11-02", "\"ana\"", &action(4, "ana", &done("2026-11-16"))),
        session(5, "2026-11-08", "\"ana\"", &action(5, "ana", "dropped = 2026-11-10\nwhy = \"moved\"")),
        // agreed on in the sprint
        session(6, "2026-11-09", "\"ana\"", &action(6, "ana", &done("2026-11-10"))),
    ];
    let records: Vec<(&str, &str)> = texts.iter().map(|text| ("sessions", text.as_str())).collect();
    let options = ReportFilter {
        since: Some(day("2026-11-09")),
        until: day("2026-11-15"),
        ends_today: false,
        ..today()
    };
    let sheet = sheet(Report::Sprint, &journal("", &records), &options);
    assert_eq!(lines(table(&sheet, "completion")), ["4|2|1|1|0.5"]);
    assert_eq!(lines(table(&sheet, "counts")), ["3|1|1|0"]);
}

#[test]
fn an_action_counts_from_the_day_it_was_agreed_on() {
    // Agreed on 10 November, after the session of 30 October.
    let later = action(1, "ana", "agreed = 2026-11-10\ndue = 2026-11-20\ndone = 2026-11-12");
    let journal = journal("", &[("sessions", &session(1, "2026-10-30", "\"ana\"", &later))]);
    let since = ReportFilter { since: Some("2026-11-01".parse().unwrap()), ..today() };
    let sheet = sheet(Report::FollowThrough, &journal, &since);
    assert_eq!(lines(table(&sheet, "follow_through")), ["ana|1|1|1|0|0|0|0|0|0|2|1"]);
    let october = ReportFilter { until: "2026-10-31".parse().unwrap(), ends_today: false, ..today() };
    let sheet = super::sheet(Report::FollowThrough, &journal, &october);
    assert_eq!(lines(table(&sheet, "follow_through")), Vec::<String>::new());
    let sheet = super::sheet(Report::Sprint, &journal, &since);
    assert_eq!(lines(table(&sheet, "completion")), Vec::<String>::new());
}

#[test]
fn an_action_that_was_moved_after_its_day_is_late_after_that_day() {
    let moved = |n, keys: &str| session(n, "2026-11-01", "\"ana\"", &action(n, "ana", keys));
    let records = [
        // Moved in time, and done by the new day.
        moved(1, "due = 2026-11-15\nmoved = [{ on = 2026-11-05, due = 2026-11-05 }]\ndone = 2026-11-15"),
        // Moved a day too late.
        moved(2, "due = 2026-11-15\nmoved = [{ on = 2026-11-06, due = 2026-11-05 }]\ndone = 2026-11-15"),
        moved(3, "due = 2026-11-30\nmoved = [{ on = 2026-11-06, due = 2026-11-05 }]"),
    ];
    let records: Vec<(&str, &str)> = records.iter().map(|text| ("sessions", text.as_str())).collect();
    let journal = journal("", &records);
    let sheet = sheet(Report::FollowThrough, &journal, &today());
    assert_eq!(lines(table(&sheet, "follow_through")), ["ana|3|2|1|1|1|0|0|0|3|14|0.6667"]);
}

#[test]
fn a_period_that_is_over_is_read_as_of_its_last_day() {
    let quarter = "2026-09-30".parse().unwrap();
    let keys = "due = 2026-09-20\ndone = 2026-11-02";
    let records = [session(1, "2026-09-01", "\"ana\"", &action(1, "ana", keys))];
    let journal = journal("", &[("sessions", &records[0])]);
    let options = ReportFilter { until: quarter, today: quarter, ends_today: false, ..today() };
    let sheet = |journal: &Journal| sheet(Report::FollowThrough, journal, &options);
    assert_eq!(lines(table(&sheet(&journal.as_of(quarter)), "follow_through")), ["ana|1|0|0|0|1|0|0|0|0||0"]);
    assert!(journal.as_of("2026-08-31".parse().unwrap()).sessions.is_empty());
}

#[test]
fn open_actions_of_who_left_stand_apart() {
    let text = session(1, "2026-11-01", "\"ana\"", &action(1, "ana", "due = 2026-11-10"));
    let gone = "handle = \"ana\"\nleft = 2026-11-15\n";
    let journal = journal("", &[("sessions", &text), ("people", gone)]);
    let left = sheet(Report::FollowThrough, &journal, &today());
    assert_eq!(lines(table(&left, "follow_through")), ["ana|1|0|0|0|0|0|0|1|0||"]);
}

#[test]
fn a_sprint_lists_no_open_action_of_who_left() {
    let text = session(1, "2026-11-01", "\"ana\"", &action(1, "ana", "due = 2026-11-10"));
    let gone = "handle = \"ana\"\nleft = 2026-11-15\n";
    let journal = journal("", &[("sessions", &text), ("people", gone)]);
    let since = ReportFilter { since: Some("2026-11-09".parse().unwrap()), ..today() };
    let sheet = sheet(Report::Sprint, &journal, &since);
    assert_eq!(lines(table(&sheet, "carried_over")), Vec::<String>::new());
    assert_eq!(table(&sheet, "counts").note, "1 open action of a person who left is not counted");
}
