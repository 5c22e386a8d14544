//! Two people who get one handle in two clones.

use crate::home::Ended;
use crate::sync::team::{Coach, Team, agree, same};

/// Jo knows ana and ben, each from one session, and so does kim.
fn two_people() -> (Team, Vec<Coach>) {
    let (team, coaches) = Team::of(&["kim"]);
    coaches[0].ok(&["log", "ben", "20m"]);
    for coach in &coaches {
        coach.sync();
    }
    (team, coaches)
}

/// The minutes of each session with a person.
fn minutes(coach: &Coach, person: &str) -> Vec<u64> {
    let json = coach.ok(&["list", "sessions", "--person", person, "--json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let mut found: Vec<u64> =
        json.as_array().unwrap().iter().map(|one| one["minutes"].as_u64().unwrap()).collect();
    found.sort_unstable();
    found
}

fn are_well(coaches: &[&Coach]) {
    for coach in coaches {
        assert_eq!(coach.ok(&["list", "conflicts"]), "no conflicts\n");
        let checked = coach.ok(&["check"]);
        assert!(checked.starts_with("all is well"), "{checked}");
    }
}

/// Both clones give the handle `x`: kim to ana, jo to ben.
fn both_renamed() -> (Team, Vec<Coach>) {
    let (team, coaches) = two_people();
    let [jo, kim] = &coaches[..] else { panic!() };
    kim.ok(&["person", "rename", "ana", "x"]);
    kim.ok(&["log", "x", "6m"]);
    kim.ok(&["log", "ben", "7m"]);
    jo.ok(&["person", "rename", "ben", "x"]);
    jo.ok(&["person", "set", "x", "--team", "sales"]);
    jo.ok(&["log", "x", "ana", "8m"]);
    (team, coaches)
}

/// `x` is ana, and ben is ben.
fn are_apart(coaches: &[&Coach]) {
    for coach in coaches {
        assert_eq!(minutes(coach, "x"), [6, 8, 45]);
        assert_eq!(minutes(coach, "ben"), [7, 8, 20]);
        assert_eq!(coach.text("people/x.toml"), "handle = \"x\"\nwas = [\"ana\"]\n");
        assert_eq!(coach.text("people/ben.toml"), "handle = \"ben\"\nteam = \"sales\"\n");
    }
    are_well(coaches);
}

#[test]
fn two_people_renamed_to_one_handle_stay_two() {
    let note = "`ana` and `ben` were both renamed to `x`: `ana` now has this handle, and `ben` keeps theirs; to \
                choose another one: coach person rename ben HANDLE";
    let told = "two people had the handle `x`: the person whom you know as `x` has the handle `ben`; to choose \
                another one: coach person rename ben HANDLE";
    for is_jo_first in [true, false] {
        let (_team, coaches) = both_renamed();
        let [jo, kim] = &coaches[..] else { panic!() };
        let (first, second) = if is_jo_first { (jo, kim) } else { (kim, jo) };
        first.sync();
        second.run(&["sync"]).stopped(0, note);
        let heard = first.run(&["sync"]);
        assert_eq!(heard.err.contains(told), is_jo_first, "{heard:?}");
        same(&[jo, kim]);
        are_apart(&[jo, kim]);
    }
}

#[test]
fn a_clone_that_did_not_hear_of_it_yet_logs_with_the_person_it_means() {
    let (_team, coaches) = both_renamed();
    let [jo, kim] = &coaches[..] else { panic!() };
    jo.sync();
    kim.sync();
    jo.ok(&["log", "x", "9m"]);
    jo.run(&["sync"]).stopped(0, "`ben` keeps theirs");
    agree(&[jo, kim]);
    assert_eq!(minutes(kim, "x"), [6, 8, 45]);
    assert_eq!(minutes(kim, "ben"), [7, 8, 9, 20]);
    are_well(&[jo, kim]);
}

#[test]
fn a_person_renamed_to_a_handle_that_a_colleague_added_stays_apart() {
    let note = "`ben` was renamed to `sam`, but another person has this handle: `ben` keeps theirs; to choose \
                another one: coach person rename ben HANDLE";
    for is_jo_first in [true, false] {
        let (_team, coaches) = two_people();
        let [jo, kim] = &coaches[..] else { panic!() };
        jo.ok(&["person", "rename", "ben", "sam"]);
        jo.ok(&["log", "sam", "8m"]);
        kim.ok(&["log", "sam", "6m"]);
        kim.ok(&["person", "set", "sam", "--email", "sam@example.org"]);
        kim.ok(&["log", "ben", "7m"]);
        let (first, second) = if is_jo_first { (jo, kim) } else { (kim, jo) };
        first.sync();
        second.run(&["sync"]).stopped(0, note);
        if is_jo_first {
            jo.ok(&["log", "sam", "9m"]);
            jo.run(&["sync"]).stopped(0, note);
        }
        agree(&[jo, kim]);
        let later: &[u64] = if is_jo_first { &[7, 8, 9, 20] } else { &[7, 8, 20] };
        assert_eq!(minutes(kim, "ben"), later);
        assert_eq!(minutes(kim, "sam"), [6]);
        assert!(jo.text("people/sam.toml").contains("sam@example.org"));
        assert_eq!(jo.text("people/ben.toml"), "handle = \"ben\"\n");
        are_well(&[jo, kim]);
        // The person can get another handle, and the next sync has nothing to tell.
        jo.ok(&["person", "rename", "ben", "ben-2"]);
        for coach in [jo, kim] {
            let synced = coach.run(&["sync"]);
            assert!(synced.code == Some(0) && !synced.err.contains("two people"), "{synced:?}");
        }
        assert_eq!(minutes(kim, "ben-2"), later);
    }
}

#[test]
fn a_plain_pull_stops_at_two_people_with_one_handle() {
    for how in ["--no-rebase", "--rebase"] {
        let (_team, coaches) = two_people();
        let [jo, kim] = &coaches[..] else { panic!() };
        kim.ok(&["person", "rename", "ana", "x"]);
        kim.sync();
        jo.ok(&["person", "rename", "ben", "x"]);
        jo.ok(&["log", "x", "9m"]);
        jo.ok(&["action", "x", "Call the buyer by friday"]);
        let pulled = jo.try_git(&["pull", "-q", how, "--no-edit", "origin", "main"]);
        let said = String::from_utf8_lossy(&pulled.stderr);
        assert!(
            !pulled.status.success() && said.contains("git tried to merge two different records"),
            "{said}"
        );
        let finished: Ended = jo.run(&["resolve", "--finish"]);
        finished.stopped(0, "`ana` and `ben` were both renamed to `x`");
        agree(&[jo, kim]);
        assert_eq!(minutes(kim, "x"), [45], "{how}");
        assert_eq!(minutes(kim, "ben"), [9, 20]);
        let actions = kim.ok(&["list", "actions", "--person", "ben"]);
        assert!(actions.contains("Call the buyer"), "{actions}");
        are_well(&[jo, kim]);
    }
}

/// Git merges or rebases without a conflict, but lee's records mean another person by `x`.
#[test]
fn a_sync_corrects_a_plain_pull_that_kept_the_handle_of_another_person() {
    for how in ["--no-rebase", "--rebase"] {
        let (team, coaches) = two_people();
        let [jo, kim] = &coaches[..] else { panic!() };
        jo.ok(&["person", "rename", "ben", "x"]);
        jo.sync();
        let lee = &team.join("lee");
        let id = lee.ok(&["log", "x", "9m", "--action", "Call the buyer"]);
        let id = id.split_whitespace().next().unwrap();
        kim.ok(&["person", "rename", "ana", "x"]);
        kim.sync();
        lee.git(&["pull", "-q", how, "--no-edit", "origin", "main"]);
        assert_eq!(minutes(lee, "x"), [9, 45]);
        lee.ok(&["edit", id, "--minutes", "10"]);
        lee.ok(&["log", "x", "11m"]);
        let note =
            "updated the handle in 1 record: `git pull` had kept a handle that belongs to another person now";
        lee.run(&["sync"]).stopped(0, note);
        agree(&[jo, kim, lee]);
        assert_eq!(minutes(kim, "x"), [11, 45]);
        assert_eq!(minutes(kim, "ben"), [10, 20]);
        let actions = kim.ok(&["list", "actions", "--person", "ben"]);
        assert!(actions.contains("Call the buyer"), "{actions}");
        are_well(&[jo, kim, lee]);
    }
}

/// A forgotten person stays forgotten, and takes nobody along.
#[test]
fn a_person_forgotten_here_and_renamed_there_leaves_the_new_one_alone() {
    let (_team, coaches) = two_people();
    let [jo, kim] = &coaches[..] else { panic!() };
    jo.ok(&["person", "rename", "ben", "sam"]);
    jo.ok(&["log", "sam", "8m", "--note", "Said by Ben."]);
    kim.ok(&["person", "forget", "ben", "--yes"]);
    kim.ok(&["log", "sam", "6m", "--note", "Said by Sam."]);
    agree(&[jo, kim]);
    assert_eq!(minutes(jo, "sam"), [6]);
    for (path, bytes) in jo.files() {
        let text = String::from_utf8(bytes).unwrap();
        assert!(
            !text.contains("ben") && !text.contains("Said by Ben") && !path.contains("ben"),
            "{path}:\n{text}"
        );
    }
    are_well(&[jo, kim]);
}

#[test]
fn forgetting_a_person_keeps_another_one_who_got_the_same_handle() {
    for is_shared_first in [true, false] {
        let (_team, coaches) = two_people();
        let [jo, kim] = &coaches[..] else { panic!() };
        kim.ok(&["person", "rename", "ben", "x"]);
        kim.ok(&["log", "x", "7m", "--note", "Kim on Ben."]);
        jo.ok(&["person", "rename", "ana", "x"]);
        if is_shared_first {
            jo.sync();
        }
        jo.ok(&["person", "forget", "x", "--yes"]);
        jo.sync();
        kim.run(&["sync"]).stopped(0, "`ben` keeps theirs");
        jo.sync();
        kim.sync();
        same(&[jo, kim]);
        for coach in [jo, kim] {
            assert_eq!(minutes(coach, "ben"), [7, 20]);
            assert_eq!(coach.text("people/ben.toml"), "handle = \"ben\"\n");
        }
        assert!(kim.ok(&["find", "Kim on Ben"]).contains("Kim on Ben."));
        are_well(&[jo, kim]);
    }
}

#[test]
fn a_late_clone_that_knows_the_other_person_by_the_forgotten_handle_erases_nobody() {
    let (team, coaches) = Team::of(&["kim", "lee"]);
    let [jo, kim, lee] = &coaches[..] else { panic!() };
    kim.ok(&["log", "ben", "20m"]);
    for coach in [kim, jo] {
        coach.sync();
    }
    kim.ok(&["person", "rename", "ben", "x"]);
    kim.sync();
    lee.sync();
    lee.ok(&["log", "x", "9m"]);
    jo.ok(&["person", "rename", "ana", "x"]);
    jo.sync();
    jo.ok(&["person", "forget", "x", "--yes"]);
    jo.sync();
    for coach in [lee, kim, jo] {
        coach.sync();
    }
    same(&[jo, kim, lee]);
    assert_eq!(minutes(jo, "ben"), [9, 20]);
    are_well(&[jo, kim, lee]);
    drop(team);
}

/// Kim takes the handle that jo gives to ana. Kim's own handle comes back, and the private notes with it.
#[test]
fn your_own_handle_comes_back_if_another_person_keeps_it() {
    for (is_jo_first, is_plain) in [(true, false), (false, false), (false, true)] {
        let (_team, coaches) = two_people();
        let [jo, kim] = &coaches[..] else { panic!() };
        kim.ok(&["person", "rename", "kim", "kk"]);
        kim.ok(&["log", "ben", "7m", "--private", "Ben is tired."]);
        jo.ok(&["person", "rename", "ana", "kk"]);
        let (first, second) = if is_jo_first { (jo, kim) } else { (kim, jo) };
        first.sync();
        second.sync();
        if is_plain {
            kim.git(&["pull", "-q", "--ff-only", "origin", "main"]);
        }
        let heard = kim.run(&["sync"]);
        assert!(is_jo_first || heard.err.contains("you were renamed: your handle is now `kim`"), "{heard:?}");
        assert_eq!(kim.ok(&["config", "get", "me"]), "kim\n");
        let notes = kim.ok(&["private", "list"]);
        assert!(notes.contains("ben"), "{notes}");
        kim.ok(&["log", "ben", "8m"]);
        agree(&[jo, kim]);
        assert_eq!(minutes(jo, "kk"), [45]);
        let by_kim = jo.ok(&["list", "sessions", "--coach", "kim", "--json"]);
        let by_kim: serde_json::Value = serde_json::from_str(&by_kim).unwrap();
        assert_eq!(by_kim.as_array().unwrap().len(), 2, "{by_kim}");
        are_well(&[jo, kim]);
    }
}

/// Both renamed someone to `x`: ana has it after the merge, and ben is `ben` again.
#[test]
fn the_summary_tells_two_people_with_one_handle_apart() {
    let (_team, coaches) = two_people();
    let [jo, kim] = &coaches[..] else { panic!() };
    kim.ok(&["person", "rename", "ben", "x"]);
    kim.ok(&["log", "x", "7m"]);
    jo.ok(&["person", "rename", "ana", "x"]);
    jo.ok(&["log", "x", "6m"]);
    kim.sync();
    let said = jo.sync();
    assert!(said.starts_with("from kim: 1 session with ben, 1 session changed\n"), "{said}");
    assert!(said.contains("2 people renamed"), "{said}");
    let said = kim.sync();
    assert!(said.starts_with("from jo: 1 session with x, "), "{said}");
    are_well(&[jo, kim]);
}
