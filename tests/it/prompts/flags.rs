//! What a flag did not say is asked.

use crate::prompts::terminal::{CTRL_C, ENTER, ESC, Home};

fn home() -> Home {
    let home = Home::new("2026-11-21");
    home.ran(&[
        "log",
        "ana",
        "45m",
        "--action",
        "Rewrite it by fri",
        "--follow-up",
        "What changed? on 5 dec",
    ]);
    home.on("2026-12-05")
}

fn id(home: &Home, list: &str) -> String {
    home.ran(&["list", list]).lines().nth(1).unwrap().split_whitespace().next().unwrap().to_string()
}

#[test]
fn missed_asks_what_got_in_the_way() {
    let home = home();
    let id = id(&home, "follow-ups");
    let mut jo = home.sit_down(&["missed", &id]);
    jo.asks("What got in the way?").types("prio").sees("priority").types(ENTER);
    jo.asks("In their own words?").types(ESC);
    jo.asks("What got in the way?").types("time").types(ENTER);
    jo.asks("In their own words?").enters("the quarter's end");
    jo.sees("obstacle: time: the quarter's end");
    assert_eq!(jo.leaves().0, 0);
    assert!(home.commits()[0].starts_with("missed "));
}

#[test]
fn esc_and_ctrl_c_change_nothing() {
    let home = home();
    let id = id(&home, "follow-ups");
    for keys in [ESC, CTRL_C] {
        let mut jo = home.sit_down(&["missed", &id]);
        jo.asks("What got in the way?").types(keys).sees("nothing was changed");
        assert_eq!(jo.leaves().0, 0);
        let mut jo = home.sit_down(&["drop", &id]);
        jo.asks("Why are you dropping it?").types(keys).sees("nothing was changed");
        assert_eq!(jo.leaves().0, 0);
    }
    assert_eq!(home.commits().len(), 1);
}

#[test]
fn drop_asks_why_and_takes_no_empty_reason() {
    let home = home();
    let id = id(&home, "actions");
    let mut jo = home.sit_down(&["drop", &id]);
    jo.asks("Why are you dropping it?")
        .types(ENTER)
        .sees("the reason is empty")
        .enters("The campaign was stopped");
    jo.sees("why: The campaign was stopped");
    assert_eq!(jo.leaves().0, 0);
}

#[test]
fn nobody_is_asked_about_what_is_not_there_or_without_a_terminal() {
    let home = home();
    let jo = home.sit_down(&["missed", "zzzz"]);
    let (status, said) = jo.leaves();
    assert_eq!(status, 1, "{said}");
    assert!(!said.contains("What got"), "{said}");
    let id = id(&home, "follow-ups");
    assert_eq!(home.run(&["missed", &id]).0, 2);
    assert_eq!(home.run(&["drop", &id]).0, 2);
    assert_eq!(home.run(&["review"]).0, 2);
}
