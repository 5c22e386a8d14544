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
