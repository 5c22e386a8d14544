//! The first `coach sync`: who can read the notes is asked once.

use crate::prompts::terminal::{ENTER, ESC, Home};

#[test]
fn the_first_sync_asks_who_can_read_the_notes() {
    let home = Home::new("2026-11-21");
    home.ran(&["log", "ana", "--note", "She is new."]);
    let remote = home.journal().parent().unwrap().join("team.git");
    let remote = remote.to_str().unwrap();
    home.git(&["init", "-q", "--bare", remote]);
    let mut jo = home.sit_down(&["sync", "--remote", remote]);
    jo.sees("Who can read the notes of new sessions?").sees("shared").sees("private").types(ESC);
    jo.sees("nothing was shared");
    assert_eq!(jo.leaves().0, 0);
    let mut jo = home.sit_down(&["sync", "--remote", remote]);
    jo.sees("Who can read the notes of new sessions?").types("pri").types(ENTER);
    jo.sees("stay shared: 1");
    assert_eq!(jo.leaves().0, 0);
    assert!(home.git(&["show", "origin/main:coach.toml"]).contains("notes = \"private\"\n"));
    home.ran(&["log", "ana", "--note", "She may leave."]);
    assert!(!home.git(&["log", "-p"]).contains("She may leave."));
    let mut jo = home.sit_down(&["sync", "--remote", remote]);
    jo.sees("to the team: 1 session");
    assert_eq!(jo.leaves().0, 0);
}

#[test]
fn the_forms_of_the_persons_team_are_offered() {
    let home = Home::new("2026-11-21");
    home.ran(&["objective", "add", "reduce-churn"]);
    home.ran(&["objective", "add", "ramp-up"]);
    home.ran(&["person", "add", "ana", "--team", "sales"]);
    let settings = "format = 1\n[team.sales]\nobjective = \"reduce-churn\"\nforms = [\"grow\", \"star\"]\n";
    std::fs::write(home.journal().join("coach.toml"), settings).unwrap();
    let mut jo = home.sit_down(&["log", "ana", "20m"]);
    jo.asks("What was it about?").types(ENTER);
    jo.sees("Which objective does it serve?").sees("reduce-churn").types(ENTER);
    jo.sees("Which form?")
        .sees("grow")
        .sees("star")
        .sees("no form")
        .types(ENTER)
        .asks("What do they want to be different?")
        .types(ESC);
    jo.sees("Which form?").types("no form").types(ENTER).asks("What was said?").types(ENTER);
    jo.asks("What will be done?").types(ENTER).asks("What will you ask").types(ENTER);
    jo.sees("Enter save").types(ENTER).sees("for reduce-churn");
    assert_eq!(jo.leaves().0, 0);
}
