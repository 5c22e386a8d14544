//! Text about a person whom the team has forgotten: in unsent commits, in private notes, and in files that
//! coach cannot read.

use crate::sync::team::{Coach, Team, agree, git_in};

/// Every message and every version of every file on the remote.
fn history(team: &Team) -> String {
    let log = git_in(team.temp.path(), &team.remote, &["log", "-p", "-m", "--all", "--format=%B"]);
    String::from_utf8(log.stdout).unwrap()
}

fn subjects(coach: &Coach) -> String {
    coach.git(&["log", "--format=%s"])
}

#[test]
fn unsent_text_about_a_forgotten_person_is_not_pushed() {
    let (team, coaches) = Team::of(&["kim"]);
    let [jo, kim] = &coaches[..] else { panic!() };
    kim.sync();
    kim.ok(&["log", "ana", "7m", "--note", "Said in trust."]);
    kim.ok(&["log", "ben", "8m", "--note", "Said by Ben."]);
    kim.ok(&["log", "ana", "ben", "9m", "--note", "Said by both."]);
    jo.ok(&["person", "forget", "ana", "--yes"]);
    jo.sync();
    let before = history(&team);
    let synced = kim.run(&["sync"]);
    synced.stopped(0, "removed text about a forgotten person from 2 unsent commits");
    // Jo could not check the sessions that only kim had.
    let to_check: Vec<&str> = synced.err.lines().filter(|line| line.starts_with("  sessions/")).collect();
    synced.stopped(0, "your team has forgotten `ana`; check your sessions: others took part");
    assert!(to_check.len() == 1 && kim.text(to_check[0].trim()).contains("Said by both."), "{synced:?}");
    let after = history(&team);
    for word in ["Said in trust", "\"ana\"", "log ana"] {
        assert_eq!(after.matches(word).count(), before.matches(word).count(), "{word}");
    }
    // Other commits stay as they were, and the counts too.
    assert!(after.contains("Said by Ben.") && subjects(kim).contains("log ben 2026-11-21"));
    agree(&[jo, kim]);
    let minutes = jo.ok(&["list", "sessions", "--json"]);
    for number in ["7", "8", "9", "45"] {
        assert!(minutes.contains(&format!("\"minutes\": {number}")), "{minutes}");
    }
    assert!(jo.ok(&["check"]).starts_with("all is well"));
}

#[test]
fn text_that_was_forgotten_before_the_first_sync_is_not_pushed() {
    let (team, coaches) = Team::of(&["kim"]);
    let [jo, kim] = &coaches[..] else { panic!() };
    jo.sync();
    jo.ok(&["log", "dora", "7m", "--note", "Said in trust."]);
    jo.ok(&["log", "ben", "8m"]);
    jo.ok(&["person", "forget", "dora", "--yes"]);
    jo.run(&["sync"]).stopped(0, "removed text about a forgotten person from 1 unsent commit");
    let history = history(&team);
    assert!(!history.contains("Said in trust") && !history.contains("dora"), "{history}");
    assert!(subjects(jo).contains("log ben"));
    agree(&[jo, kim]);
    assert_eq!(kim.run(&["sync"]).err, "");
}

/// coach does not rewrite commits of other files: it says so.
#[test]
fn unsent_commits_of_other_files_stay_and_the_sync_says_so() {
    let (_team, coaches) = Team::of(&["kim"]);
    let [jo, kim] = &coaches[..] else { panic!() };
    kim.sync();
    kim.ok(&["log", "ana", "7m", "--note", "Said in trust."]);
    kim.put_beside("page.md", "no record\n");
    kim.commit_all("Add a page");
    jo.ok(&["person", "forget", "ana", "--yes"]);
    jo.sync();
    kim.run(&["sync"]).stopped(0, "so the team gets 1 unsent commit with text about a forgotten person");
    assert!(subjects(kim).contains("Add a page"));
    agree(&[jo, kim]);
}

#[test]
fn a_private_note_about_a_forgotten_person_is_named_after_a_plain_pull() {
    let (_team, coaches) = Team::of(&["kim"]);
    let [jo, kim] = &coaches[..] else { panic!() };
    kim.ok(&["log", "ana", "7m", "--private", "She may leave by next summer"]);
    kim.sync();
    jo.sync();
    assert_eq!(kim.run(&["due"]).err, "");
    jo.ok(&["person", "forget", "ana", "--yes"]);
    jo.sync();
    kim.git(&["pull", "-q", "--ff-only"]);
    for command in ["due", "check", "sync"] {
        let ended = kim.run(&[command]);
        ended.stopped(0, "your team has forgotten `ana`; these private files of yours still mention them:");
        ended.stopped(0, "`coach person forget ana` deletes the text about them");
    }
    kim.ok(&["person", "forget", "ana", "--yes"]);
    for command in ["due", "check", "sync"] {
        let ended = kim.run(&[command]);
        assert!(ended.code == Some(0) && !ended.err.contains("has forgotten"), "{ended:?}");
    }
}

#[test]
fn a_second_forget_names_the_files_that_may_still_name_the_person() {
    let (_team, coaches) = Team::of(&[]);
    let jo = &coaches[0];
    jo.ok(&["person", "set", "ana", "--name", "Ana Ruiz"]);
    jo.put("sessions/x.toml", "<<<<<<< Ana Ruiz\n");
    jo.run(&["person", "forget", "ana", "--yes"]).stopped(1, "");
    let again = jo.run(&["person", "forget", "ana", "--yes"]);
    again.stopped(1, "left out: sessions/x.toml");
    let said = "`ana` was already forgotten, but coach cannot read 1 file, which may still name\nthem\n";
    assert_eq!(again.out, said);
    std::fs::remove_file(jo.root.join("sessions/x.toml")).unwrap();
    let said = "`ana` was already forgotten: no data about them is left here\n";
    assert_eq!(jo.ok(&["person", "forget", "ana", "--yes"]), said);
}
