//! The report about feedback: scores by coach, team and month, and nothing about few people.

use super::*;

const PEOPLE: [&str; 7] = ["ana", "ben", "cy", "dee", "eve", "finn", "gus"];

/// A session with feedback, or without if the score is 0.
fn rated(n: usize, coach: &str, date: &str, with: &str, score: u8) -> String {
    let feedback = format!("[feedback]\nscore = {score}\ntext = \"word {n}\"");
    let more = if score == 0 { "" } else { &feedback };
    session(n, date, &format!("\"{with}\""), more).replace("coach = \"jo\"", &format!("coach = \"{coach}\""))
}

fn feedback(settings: &str, texts: &[String], options: &ReportFilter) -> Sheet {
    let people: Vec<String> = PEOPLE
        .iter()
        .enumerate()
        .map(|(n, who)| format!("handle = \"{who}\"\nteam = \"{}\"", if n < 4 { "sales" } else { "service" }))
        .collect();
    let people = people.iter().map(|text| ("people", text.as_str()));
    let sessions = texts.iter().map(|text| ("sessions", text.as_str()));
    sheet(Report::Feedback, &journal(settings, &people.chain(sessions).collect::<Vec<_>>()), options)
}

/// Jo has four people with feedback in October and three in November; kim has three.
fn texts() -> Vec<String> {
    let jo = [("ana", 5), ("ben", 4), ("cy", 1), ("dee", 3)].into_iter().enumerate();
    let mut all: Vec<String> = jo.map(|(n, (who, score))| rated(n, "jo", "2026-10-05", who, score)).collect();
    for (n, (who, score)) in [("eve", 2), ("finn", 4), ("gus", 5), ("ana", 0)].into_iter().enumerate() {
        all.push(rated(10 + n, "kim", "2026-11-05", who, score));
    }
    all
}

#[test]
fn each_coach_team_and_month_has_its_scores() {
    let all = feedback("pool = 3\n", &texts(), &today());
    let rows = |key| lines(table(&all, key));
    // name | sessions | answered | people | median | from | to
    assert_eq!(rows("coaches"), ["jo|4|1|4|3.5|1|4", "kim|4|0.75|3|4|2|5"]);
    assert_eq!(rows("teams"), ["sales|5|0.8|4|3.5|1|4", "service|3|1|3|4|2|5"]);
    assert_eq!(rows("months"), ["2026-10|4|1|4|3.5|1|4", "2026-11|4|0.75|3|4|2|5"]);
    assert_eq!(total(table(&all, "coaches")), "all|8|0.875|7|4|2|5");
}

#[test]
fn fewer_people_than_a_pool_have_no_number() {
    let all = feedback("", &texts(), &today());
    assert_eq!(lines(table(&all, "coaches")), ["(pooled)|8|0.875|7|4|2|5"]);
    let few = feedback("", &texts()[..4], &today());
    for key in ["coaches", "teams", "months"] {
        assert_eq!(lines(table(&few, key)), ["(pooled)||||||"], "{key}");
        assert_eq!(total(table(&few, key)), "all||||||", "{key}");
    }
}

#[test]
fn comments_are_for_the_coach_of_the_session() {
    let of = |reader: Option<&str>| {
        let reader = reader.map(|reader| reader.parse().unwrap());
        feedback("", &texts(), &ReportFilter { reader, ..today() })
    };
    assert!(of(None).tables.iter().all(|table| table.key != "comments"));
    let kim = lines(table(&of(Some("kim")), "comments")).join(" ");
    assert!(kim.contains("word 10") && kim.contains("word 12") && !kim.contains("word 1|"), "{kim}");
    assert_eq!(lines(table(&of(Some("omar")), "comments")), Vec::<String>::new());
}
