//! The report about sponsors: what each objective gets, what names the priority of a team, and which
//! objectives of two sponsors need the same people.

use super::*;

const SETTINGS: &str = "[team.sales]\nobjective = \"churn\"\n[team.service]\nobjective = \"calls\"\n";

const RECORDS: [(&str, &str); 8] = [
    ("objectives", "handle = \"churn\"\nsponsor = \"helen\""),
    ("objectives", "handle = \"quotes\"\nsponsor = \"priya\""),
    ("objectives", "handle = \"calls\"\nsponsor = \"omar\""),
    ("objectives", "handle = \"orphan\""),
    ("objectives", "handle = \"old\"\nsponsor = \"priya\"\nclosed = 2026-10-01"),
    ("people", "handle = \"ana\"\nteam = \"sales\""),
    ("people", "handle = \"ben\"\nteam = \"sales\""),
    ("people", "handle = \"cleo\"\nteam = \"service\""),
];

fn request(n: usize, from: &str, objective: &str) -> String {
    let id = coach::journal::values::id::Id::derived(&["request", &n.to_string()]);
    let objective =
        if objective.is_empty() { String::new() } else { format!("objective = \"{objective}\"\n") };
    format!("id = \"{id}\"\ndate = 2026-11-05\nwhat = \"A course\"\nfrom = \"{from}\"\n{objective}")
}

fn found(options: &ReportFilter) -> [Vec<String>; 3] {
    let missed = "due = 2026-11-03\ndone = 2026-11-03\noutcome = \"missed\"\nobstacle = \"time\"";
    let two = "objectives = [\"churn\"]\n".to_string()
        + &action(1, "ana", "")
        + &action(2, "ana", "objectives = [\"quotes\"]\ndone = 2026-11-04")
        + &ask(1, Some(1), missed)
        + &ask(2, None, &format!("objectives = [\"calls\"]\n{missed}"));
    let texts = [
        session(1, "2026-11-02", "\"ana\"", &two),
        session(2, "2026-11-02", "\"ben\"", "objectives = [\"none\"]"),
        session(3, "2026-11-02", "\"ben\", \"cleo\"", "objectives = [\"quotes\"]"),
        session(
            4,
            "2026-11-02",
            "\"cleo\"",
            &("objectives = [\"calls\"]\n".to_string() + &action(4, "jo", "")),
        ),
        session(5, "2026-10-02", "\"cleo\"", "objectives = [\"old\"]"),
    ];
    let requests = [request(1, "ana", "churn"), request(2, "ben", "calls"), request(3, "cleo", "")];
    let mut records = RECORDS.to_vec();
    records.extend(texts.iter().map(|text| ("sessions", text.as_str())));
    records.extend(requests.iter().map(|text| ("requests", text.as_str())));
    let sheet = sheet(Report::Alignment, &journal(SETTINGS, &records), options);
    ["alignment", "priorities", "competing"].map(|key| lines(table(&sheet, key)))
}

fn november() -> ReportFilter {
    ReportFilter { since: Some(day("2026-11-01")), ..today() }
}

#[test]
fn each_sponsor_and_objective_has_a_row() {
    let [rows, ..] = found(&november());
    // sponsor | objective | people | sessions | actions | open | requests | obstacles
    let expected = [
        "helen|churn|1|1|1|1|1|1",
        "omar|calls|1|1|0|0|1|1",
        "priya|quotes|3|2|1|0|0|0",
        "(none)|orphan|0|0|0|0|0|0",
        "(none)|(none)|1|1|0|0|1|0",
    ];
    assert_eq!(rows, expected);
    let [rows, ..] = found(&today());
    assert_eq!(rows[2], "priya|old|1|1|0|0|0|0", "closed, but something names it");
    let [rows, ..] = found(&ReportFilter { sponsor: Some("priya".parse().unwrap()), ..november() });
    assert_eq!(rows, ["priya|quotes|3|2|1|0|0|0"]);
}

#[test]
fn each_item_of_a_team_counts_once() {
    let [_, rows, _] = found(&november());
    // team | priority | what | own | another team's | another | none
    let expected = [
        "sales|churn|sessions|1|0|1|1",
        "sales|churn|actions|1|0|1|0",
        "sales|churn|obstacles|1|1|0|0",
        "sales|churn|requests|1|1|0|0",
        "service|calls|sessions|1|0|1|0",
        "service|calls|actions|0|0|0|0",
        "service|calls|obstacles|0|0|0|0",
        "service|calls|requests|0|0|0|1",
    ];
    assert_eq!(rows, expected);
    let [_, rows, _] = found(&ReportFilter { team: Some("service".parse().unwrap()), ..november() });
    assert_eq!(rows, expected[4..]);
}

#[test]
fn two_sponsors_compete_for_the_people_of_both() {
    let [.., rows] = found(&november());
    // sponsor | objective | sponsor | objective | people | sessions | sessions | actions | actions
    let expected = ["helen|churn|priya|quotes|1|1|1|1|1", "omar|calls|priya|quotes|1|1|1|0|0"];
    assert_eq!(rows, expected);
    let [.., rows] = found(&ReportFilter { sponsor: Some("omar".parse().unwrap()), ..november() });
    assert_eq!(rows, expected[1..]);
}
