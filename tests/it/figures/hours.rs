//! Hours and clients: whose relationship counts, who is one client, and what is assumed.

use super::*;

/// The row of this coach and standard in `hours`.
fn row(sheet: &Sheet, coach: &str, standard: &str) -> String {
    let begin = format!("{coach}|{standard}|");
    lines(table(sheet, "hours")).into_iter().find(|line| line.starts_with(&begin)).unwrap()
}

fn by(coach: &str, session: String) -> String {
    session.replace("coach = \"jo\"", &format!("coach = \"{coach}\""))
}

fn hours_of(people: &[&str], sessions: &[String]) -> Sheet {
    let mut records: Vec<(&str, &str)> = people.iter().map(|text| ("people", *text)).collect();
    records.extend(sessions.iter().map(|text| ("sessions", text.as_str())));
    sheet(Report::Hours, &journal("", &records), &today())
}

#[test]
fn a_line_manager_is_one_to_their_own_reports_and_to_nobody_else() {
    let sessions = [
        session(1, "2026-11-01", "\"ana\"", "minutes = 60"),
        by("marek", session(2, "2026-11-02", "\"ana\"", "minutes = 60")),
        // the manager's record says what he is, whatever the relationship
        by("marek", session(3, "2026-11-03", "\"ben\"", "minutes = 30")),
        by("marek", session(4, "2026-11-04", "\"cy\"", "minutes = 15")),
        session(5, "2026-11-05", "\"cy\"", "minutes = 45"),
        session(6, "2026-11-06", "\"dee\"", "minutes = 90"),
    ];
    let sheet = hours_of(
        &[
            "handle = \"ana\"\nconsent = 2026-01-01\nrelationship = \"line-manager\"\nmanager = \"marek\"",
            "handle = \"ben\"\nconsent = 2026-01-01\nmanager = \"marek\"",
            "handle = \"cy\"\nconsent = 2026-01-01\nrelationship = \"external\"\nmanager = \"marek\"",
            // without a manager it holds for every coach
            "handle = \"dee\"\nconsent = 2026-01-01\nrelationship = \"line-manager\"",
        ],
        &sessions,
    );
    // ana for 60 minutes, internal and so paid; cy for 45, external and so pro bono
    assert!(row(&sheet, "jo", "ICF").starts_with("jo|ICF|1.75|1.00|2|"), "{}", row(&sheet, "jo", "ICF"));
    assert!(row(&sheet, "marek", "ICF").starts_with("marek|ICF|0.00|0.00|0|"));
    let left_out = lines(table(&sheet, "not_counted"));
    assert_eq!(
        left_out,
        ["jo|ICF|the coach leads them|1|1.50|dee", "marek|ICF|the coach leads them|3|1.75|ana, ben, cy",]
    );
}

#[test]
fn a_client_is_one_person_however_they_came() {
    let sessions = [
        session(1, "2026-11-01", "\"ana\"", "minutes = 60"),
        session(2, "2026-11-02", "\"ben\"", "minutes = 60"),
        session(3, "2026-11-03", "\"ana\", \"ben\"", "minutes = 60"),
        session(4, "2026-11-04", "\"ana\", \"ben\", \"cy\"", "minutes = 60\ngroup = \"leads\""),
    ];
    let sheet = hours_of(
        &[
            "handle = \"ana\"\nconsent = 2026-01-01",
            "handle = \"ben\"\nconsent = 2026-01-01",
            "handle = \"cy\"",
            "handle = \"leads\"\nmembers = [\"ana\", \"ben\", \"cy\"]",
        ],
        &sessions,
    );
    // the group's hour counts once; cy did not agree to be named, and EMCC does not ask
    assert!(row(&sheet, "jo", "ICF").starts_with("jo|ICF|4.00|4.00|2|"), "{}", row(&sheet, "jo", "ICF"));
    assert!(row(&sheet, "jo", "EMCC EIA").starts_with("jo|EMCC EIA|4.00|4.00|3|"));
}

#[test]
fn what_nothing_says_is_listed_as_assumed() {
    let sessions = [
        session(1, "2026-11-01", "\"ana\"", "minutes = 60"),
        session(2, "2026-11-02", "\"cy\"", "minutes = 30"),
        session(3, "2026-11-03", "\"cy\"", "minutes = 30\npaid = true"),
        session(4, "2026-11-04", "\"ana\", \"dee\"", "minutes = 15\npaid = true"),
    ];
    let sheet = hours_of(
        &[
            "handle = \"ana\"\nconsent = 2026-01-01",
            "handle = \"cy\"\nconsent = 2026-01-01\nrelationship = \"external\"",
            "handle = \"dee\"\nmanager = \"jo\"",
        ],
        &sessions,
    );
    let assumed = lines(table(&sheet, "assumed"));
    let of_icf: Vec<&String> = assumed.iter().filter(|line| line.starts_with("jo|ICF|")).collect();
    assert_eq!(
        of_icf,
        ["jo|ICF|counted whole|1|0.25|dee", "jo|ICF|paid|1|1.00|ana", "jo|ICF|pro bono|1|0.50|cy"]
    );
    assert!(row(&sheet, "jo", "ICF").starts_with("jo|ICF|2.25|1.75|2|"));
}
