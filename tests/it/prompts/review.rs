//! `coach review`: each answer is saved at once, and the walk is one commit.

use crate::prompts::terminal::{CTRL_C, ENTER, ESC, Home};

/// Four things are due: to ask ana and ben, and what each said they would do.
fn home() -> Home {
    let home = Home::new("2026-11-21");
    home.ran(&["log", "ana", "--action", "Rewrite it by fri", "--follow-up", "What changed? on 5 dec"]);
    home.ran(&["log", "ben", "--action", "Call them by 1 dec", "--follow-up", "Who answered? on 4 dec"]);
    home.on("2026-12-05")
}

fn state(home: &Home) -> String {
    home.ran(&["list", "actions"]) + &home.ran(&["list", "follow-ups"])
}

#[test]
fn a_walk_is_one_commit() {
    let home = home();
    let mut jo = home.sit_down(&["review"]);
    jo.sees("1 of 4")
        .sees("Rewrite it")
        .sees("d done")
        .types("d")
        .asks("Result?")
        .types(ENTER)
        .sees("done 2026-12-05");
    jo.sees("2 of 4").sees("Call them").types("n").asks("What was said?").enters("rang twice");
    jo.sees("d done").types("s").asks("Until when?").types("mon").sees("Mon 2026-12-07").types(ENTER);
    jo.sees("due Mon 2026-12-07");
    jo.sees("3 of 4").sees("Who answered?").types("M").asks("What got in the way?").enters("skill");
    jo.asks("In their own words?").types(ENTER).sees("obstacle: skill");
    jo.sees("4 of 4")
        .sees("What changed?")
        .types("p")
        .asks("Result?")
        .enters("one of two")
        .sees("partly 2026-12-05");
    jo.sees("reviewed: 1 done, 1 noted, 1 snoozed, 1 missed, 1 partly");
    assert_eq!(jo.leaves().0, 0);
    let commits = home.commits();
    assert_eq!(commits[0], "review: 1 done, 1 noted, 1 snoozed, 1 missed, 1 partly");
    assert_eq!(commits.len(), 3, "{commits:?}");
    assert_eq!(home.git(&["status", "--short"]), "");
    assert!(home.ran(&["find", "twice"]).contains("2026-12-05: rang twice"));
    // And it is taken back as one.
    let before = state(&home);
    home.ran(&["undo"]);
    assert_ne!(state(&home), before);
    assert!(home.ran(&["due"]).contains("Rewrite it"));
}

#[test]
fn quitting_and_going_back_keep_what_was_answered() {
    for quit in ["q", ESC, CTRL_C] {
        let home = home();
        let mut jo = home.sit_down(&["review"]);
        jo.sees("1 of 4").types("x").asks("Why are you dropping it?").types(ESC);
        jo.sees("d done").types("d").asks("Result?").types(ENTER).sees("saved");
        jo.sees("2 of 4").sees("d done").types(" ").sees("3 of 4").sees("d done").types(quit);
        jo.sees("reviewed: 1 done");
        assert_eq!(jo.leaves().0, 0);
        assert_eq!(home.commits()[0], "review: 1 done");
    }
}

#[test]
fn nothing_answered_is_no_commit() {
    let home = home();
    let mut jo = home.sit_down(&["review", "ana"]);
    jo.sees("1 of 2").sees("d done").types(ENTER).sees("2 of 2").sees("d done").types("q");
    assert_eq!(jo.leaves().0, 0);
    assert_eq!(home.commits().len(), 2);
}

#[test]
fn what_was_answered_before_the_machine_died_is_committed_by_the_next_command() {
    let home = home();
    let mut jo = home.sit_down(&["review"]);
    jo.sees("1 of 4")
        .sees("d done")
        .types("d")
        .asks("Result?")
        .types(ENTER)
        .sees("2 of 4")
        .sees("d done")
        .types("d")
        .asks("Result?")
        .types(ENTER)
        .sees("3 of 4")
        .sees("d done");
    jo.dies();
    // On the disk, and known at once.
    assert!(!home.ran(&["due"]).contains("Rewrite it"));
    assert_eq!(home.commits().len(), 2);
    let said = home.ran(&["log", "cleo"]);
    assert!(said.contains("committed earlier changes: sessions/ana/"), "{said}");
    let commits = home.commits();
    assert_eq!(commits[0], "log cleo 2026-12-05");
    assert_eq!(commits[1], "save uncommitted changes: 2 files");
    assert_eq!(home.git(&["status", "--short"]), "");
    home.git(&["fsck", "--strict"]);
}

#[test]
fn undo_after_a_terminal_was_closed_names_the_commands_that_take_answers_back() {
    let home = home();
    let mut jo = home.sit_down(&["review"]);
    jo.sees("1 of 4").sees("d done").types("d").asks("Result?").types(ENTER).sees("2 of 4").sees("d done");
    jo.gets("HUP");
    let (status, said) = home.run(&["undo"]);
    assert_eq!(status, 1, "{said}");
    let hint = said.split("hint: ").nth(1).unwrap_or_default();
    assert!(hint.contains("`coach reopen`") && !hint.contains("`git"), "{said}");
    let history = hint.split('`').nth(1).unwrap();
    let commands: Vec<&str> = history.split(' ').skip(1).collect();
    assert!(home.ran(&commands).contains("save uncommitted changes"), "{history}");
}

#[test]
fn what_a_hand_changed_before_is_a_commit_of_its_own() {
    let home = home();
    let path = home.git(&["ls-files", "sessions/ana"]);
    let file = home.journal().join(path.trim());
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, format!("# mine\n{text}")).unwrap();
    let mut jo = home.sit_down(&["review"]);
    jo.sees("committed your own edits")
        .sees("1 of 4")
        .sees("d done")
        .types("d")
        .asks("Result?")
        .types(ENTER)
        .sees("2 of 4")
        .sees("d done")
        .types("q");
    assert_eq!(jo.leaves().0, 0);
    let commits = home.commits();
    assert_eq!(commits[..2], ["review: 1 done", "by hand: 1 file"]);
    assert!(!home.git(&["show", "HEAD"]).contains("+# mine"));
}

#[test]
fn another_command_in_the_middle_loses_nothing() {
    let home = home();
    let mut jo = home.sit_down(&["review"]);
    jo.sees("1 of 4").sees("d done").types("d").asks("Result?").types(ENTER).sees("2 of 4").sees("d done");
    home.ran(&["log", "cleo"]);
    jo.types("d")
        .asks("Result?")
        .types(ENTER)
        .sees("3 of 4")
        .sees("d done")
        .types("q")
        .sees("reviewed: 2 done");
    assert_eq!(jo.leaves().0, 0);
    assert_eq!(
        home.commits()[..3],
        ["review: 2 done", "log cleo 2026-12-05", "save uncommitted changes: 1 file"]
    );
    assert_eq!(home.git(&["status", "--short"]), "");
}

#[test]
fn an_action_that_nothing_asks_about_is_missed_and_asked_again() {
    let home = Home::new("2026-11-21");
    home.ran(&["log", "ana", "--action", "Rewrite it by fri"]);
    let home = home.on("2026-12-05");
    let mut jo = home.sit_down(&["review"]);
    jo.sees("1 of 1").sees("m missed").sees("q or Esc quit").types("m");
    jo.asks("What got in the way?").enters("skill").asks("In their own words?").types(ENTER);
    jo.sees("How did it go: Rewrite it").sees("obstacle: skill").sees("in 7 days").sees("reviewed: 1 missed");
    assert_eq!(jo.leaves().0, 0);
    assert_eq!(home.commits()[0], "review: 1 missed");
}

#[test]
fn a_miss_lists_the_resources_that_may_help() {
    let home = home();
    home.ran(&["resource", "add", "diary", "Block time", "--obstacle", "time"]);
    home.ran(&["resource", "add", "drill", "Practise twice", "--obstacle", "skill"]);
    let mut jo = home.sit_down(&["review", "ana"]);
    jo.sees("1 of 2").types("m").asks("What got in the way?").enters("time").types(ENTER);
    jo.sees("These resources may help").sees("diary").sees("Block time");
    let (code, screen) = jo.leaves();
    assert!(code == 0 && !screen.contains("drill"), "{screen}");
}

#[test]
fn a_result_is_asked_for_and_keys_after_d_belong_to_it() {
    let home = home();
    let mut jo = home.sit_down(&["review"]);
    jo.sees("1 of 4").sees("d done").types("dsx q").sees("sx q").types(ENTER).sees("result: sx q");
    // Esc at the result leaves the item open.
    jo.sees("2 of 4").sees("d done").types("d").asks("Result?").types(ESC).sees("d done").types("q");
    jo.sees("reviewed: 1 done");
    assert_eq!(jo.leaves().0, 0);
    let json = home.ran(&["list", "actions", "--json"]);
    assert!(json.contains("\"result\":\"sx q\"") || json.contains("\"result\": \"sx q\""), "{json}");
}

#[test]
fn u_takes_back_the_last_answers_of_the_review() {
    let home = home();
    let before = state(&home);
    let mut jo = home.sit_down(&["review"]);
    jo.sees("1 of 4").sees("q or Esc quit").types("d").asks("Result?").enters("all of it");
    jo.sees("2 of 4").sees("u undo").types("n").asks("What was said?").enters("rang twice");
    jo.sees("u undo").types(" ").sees("3 of 4").sees("u undo").types("u").sees("undone: noted");
    jo.sees("2 of 4").sees("u undo").types("u").sees("undone: done").sees("1 of 4").sees("Rewrite it");
    jo.sees("q or Esc quit").types("q");
    assert_eq!(jo.leaves().0, 0);
    assert_eq!(state(&home), before);
    assert!(!home.ran(&["list", "actions", "--json"]).contains("all of it"));
    assert_eq!(home.git(&["status", "--short"]), "");
    home.ran(&["log", "cleo"]);
    assert_eq!(home.commits().len(), 3, "{:?}", home.commits());
}

#[test]
fn u_refuses_if_another_command_changed_the_session() {
    let home = home();
    let mut jo = home.sit_down(&["review", "ana"]);
    jo.sees("1 of 2").sees("d done").types("d").asks("Result?").types(ENTER).sees("2 of 2").sees("u undo");
    let id = home.ran(&["list", "sessions", "--person", "ana"]);
    let id = id.split_whitespace().find(|word| word.len() >= 3 && word.chars().any(|c| c.is_ascii_digit()));
    home.ran(&["edit", id.unwrap(), "--minutes", "20"]);
    jo.types("u").sees("changed meanwhile").sees("q or Esc quit").types("q").sees("reviewed: 1 done");
    assert_eq!(jo.leaves().0, 0);
}

#[test]
fn u_keeps_what_another_command_saved_while_the_review_waited() {
    let home = Home::new("2026-11-21");
    home.ran(&["log", "ana", "--action", "Rewrite it by fri", "--action", "Call them by 28 nov"]);
    home.ran(&["log", "ben", "--action", "Read it by 29 nov"]);
    let home = home.on("2026-12-05");
    let all: serde_json::Value = serde_json::from_str(&home.ran(&["list", "actions", "--json"])).unwrap();
    let calls = all.as_array().unwrap().iter().find(|one| one["what"] == "Call them").unwrap();
    let mut jo = home.sit_down(&["review"]);
    jo.sees("1 of 3").sees("Rewrite it").sees("q or Esc quit");
    home.ran(&["done", calls["id"].as_str().unwrap(), "--result", "They signed"]);
    jo.types("d").asks("Result?").types(ENTER).sees("3 of 3").sees("u undo").types("u").sees("undone: done");
    jo.sees("1 of 3").sees("q or Esc quit").types("q");
    assert_eq!(jo.leaves().0, 0);
    let shown = home.ran(&["list", "actions"]);
    assert!(home.ran(&["find", "They signed"]).contains("They signed"), "{shown}");
    assert!(home.ran(&["due"]).contains("Rewrite it"));
    assert_eq!(home.git(&["status", "--short"]), "");
}
