//! People who were renamed, or made one of two, on one side while the other knew nothing of it.

use crate::sync::team::{Coach, Team, agree};

/// Nobody names this handle, but the record that says it was theirs.
fn is_gone(coach: &Coach, handle: &str) {
    for (path, bytes) in coach.files() {
        let text = String::from_utf8(bytes).unwrap();
        let lines = text.lines().filter(|line| !line.starts_with("was = "));
        let named = lines.filter(|line| line.contains(&format!("\"{handle}\""))).count();
        assert_eq!(named, 0, "{path}:\n{text}");
        assert!(!path.contains(&format!("/{handle}.")) && !path.contains(&format!("/{handle}/")), "{path}");
    }
    assert_eq!(coach.ok(&["list", "conflicts"]), "no conflicts\n");
    assert!(coach.ok(&["check"]).starts_with("all is well"));
}

#[test]
fn renamed_here_and_used_there() {
    let (_team, coaches) = Team::of(&["kim"]);
    let [jo, kim] = &coaches[..] else { panic!() };
    jo.sync();
    jo.ok(&["person", "rename", "ana", "ana-lopez"]);
    kim.ok(&["person", "set", "ana", "--team", "sales"]);
    kim.ok(&["person", "add", "ben", "--manager", "ana"]);
    kim.ok(&["person", "add", "leads", "--member", "ana", "--member", "ben"]);
    kim.ok(&["log", "ana", "ben", "20m", "--action", "ana: Write by 30 nov", "--coach", "ana"]);
    jo.sync();
    let said = kim.sync();
    assert!(said.starts_with("from jo"), "{said}");
    agree(&[jo, kim]);
    is_gone(kim, "ana");
    let record = kim.text("people/ana-lopez.toml");
    assert!(record.contains("team = \"sales\"") && record.contains("was = [\"ana\"]"), "{record}");
    assert!(kim.text("people/leads.toml").contains("\"ana-lopez\""));
    // Long after it the old handle comes once more, by hand.
    kim.put("people/ana.toml", "handle = \"ana\"\nemail = \"ana@example.com\"\n");
    kim.put(
        "sessions/ana/x.toml",
        "id = \"bbbbbbbbbb\"\ndate = 2026-11-20\ncoach = \"jo\"\nwith = [\"ana\"]\n",
    );
    kim.commit_all("by hand");
    jo.ok(&["log", "cleo", "5m"]);
    jo.sync();
    agree(&[jo, kim]);
    for (path, bytes) in jo.files() {
        assert!(
            !String::from_utf8(bytes).unwrap().contains("\"ana\"\n") || path.starts_with("people/ana-lopez")
        );
    }
    assert!(jo.text("people/ana-lopez.toml").contains("ana@example.com"));
    assert!(jo.ok(&["check"]).starts_with("all is well"));
}

#[test]
fn both_renamed_the_same_person() {
    let (_team, coaches) = Team::of(&["kim", "lee"]);
    let [jo, kim, lee] = &coaches[..] else { panic!() };
    jo.sync();
    jo.ok(&["person", "rename", "ana", "al"]);
    jo.ok(&["log", "al", "5m"]);
    kim.ok(&["person", "rename", "ana", "ana-lopez"]);
    kim.ok(&["log", "ana-lopez", "6m"]);
    lee.ok(&["log", "ana", "7m"]);
    for coach in [kim, lee, jo] {
        coach.sync();
    }
    agree(&[jo, kim, lee]);
    is_gone(jo, "ana");
    is_gone(jo, "al");
    assert!(jo.text("people/ana-lopez.toml").contains("was = [\"ana\", \"al\"]"));
    assert_eq!(
        jo.ok(&["list", "sessions", "--person", "ana-lopez", "--json"]).matches("\"minutes\"").count(),
        4
    );
}

#[test]
fn made_one_here_and_changed_there() {
    let (_team, coaches) = Team::of(&["kim"]);
    let [jo, kim] = &coaches[..] else { panic!() };
    jo.ok(&["log", "anna", "20m"]);
    jo.sync();
    kim.sync();
    jo.ok(&["person", "merge", "anna", "ana"]);
    kim.ok(&["person", "set", "anna", "--team", "sales"]);
    kim.ok(&["person", "set", "ana", "--cadence", "2w"]);
    kim.ok(&["log", "anna", "ana", "5m"]);
    kim.sync();
    jo.sync();
    agree(&[jo, kim]);
    is_gone(kim, "anna");
    let record = kim.text("people/ana.toml");
    assert!(record.contains("team = \"sales\"") && record.contains("cadence = 14"), "{record}");
}

#[test]
fn made_one_here_and_renamed_there() {
    let (_team, coaches) = Team::of(&["kim"]);
    let [jo, kim] = &coaches[..] else { panic!() };
    jo.ok(&["log", "anna", "20m"]);
    jo.sync();
    kim.sync();
    jo.ok(&["person", "merge", "anna", "ana"]);
    kim.ok(&["person", "rename", "ana", "ana-lopez"]);
    kim.ok(&["log", "anna", "5m"]);
    kim.sync();
    jo.sync();
    agree(&[jo, kim]);
    is_gone(kim, "anna");
    is_gone(kim, "ana");
}

#[test]
fn what_was_renamed_by_mistake_is_taken_back() {
    let (_team, coaches) = Team::of(&["kim"]);
    let [jo, kim] = &coaches[..] else { panic!() };
    jo.ok(&["person", "rename", "ana", "oops"]);
    jo.sync();
    kim.sync();
    kim.ok(&["log", "oops", "5m"]);
    jo.ok(&["undo"]);
    kim.sync();
    jo.sync();
    agree(&[jo, kim]);
    is_gone(kim, "oops");
}
#[test]
fn renamed_here_and_forgotten_there() {
    let (_team, coaches) = Team::of(&["kim", "lee"]);
    let [jo, kim, lee] = &coaches[..] else { panic!() };
    jo.sync();
    jo.ok(&["person", "rename", "ana", "ana-lopez"]);
    jo.ok(&["log", "ana-lopez", "5m", "--note", "Said in trust."]);
    kim.ok(&["person", "forget", "ana", "--yes"]);
    lee.ok(&["log", "ana", "7m", "--note", "Said to Lee."]);
    for coach in [kim, lee, jo] {
        coach.sync();
    }
    agree(&[jo, kim, lee]);
    for (path, bytes) in jo.files() {
        let text = String::from_utf8(bytes).unwrap();
        let clean = !["ana", "trust", "Lee"].iter().any(|word| text.contains(word) || path.contains(word));
        assert!(clean, "{path}:\n{text}");
    }
    assert!(jo.ok(&["check"]).starts_with("all is well"));
}

#[test]
fn joined_here_and_forgotten_there_is_forgotten_by_every_handle() {
    let (_team, coaches) = Team::of(&["kim", "lee"]);
    let [jo, kim, lee] = &coaches[..] else { panic!() };
    jo.ok(&["log", "cleo", "5m", "--note", "Said by Cleo."]);
    jo.ok(&["log", "dimitri", "5m", "--note", "Said by Dimitri."]);
    for coach in [jo, kim, lee] {
        coach.sync();
    }
    jo.ok(&["person", "forget", "cleo", "--yes"]);
    lee.ok(&["person", "merge", "cleo", "dimitri"]);
    kim.ok(&["log", "dimitri", "9m", "--note", "Said to Kim."]);
    jo.sync();
    let said = "`dimitri` is forgotten too: this person also had the handle `cleo`, and `cleo` was forgotten";
    lee.run(&["sync"]).stopped(0, said);
    let synced = kim.run(&["sync"]);
    assert!(synced.code == Some(0) && !synced.err.contains("forgotten too"), "{synced:?}");
    agree(&[jo, kim, lee]);
    for (path, bytes) in lee.files() {
        let text = String::from_utf8(bytes).unwrap();
        let is_clean =
            ["cleo", "dimitri", "Said"].iter().all(|word| !text.contains(word) && !path.contains(word));
        assert!(is_clean, "{path}:\n{text}");
    }
    assert!(kim.ok(&["check"]).starts_with("all is well"));
    // The tombstone stands for both handles.
    for handle in ["cleo", "dimitri"] {
        kim.run(&["log", handle, "5m"]).stopped(1, "was forgotten and cannot be used again");
    }
}

/// Git merges both cleanly, and each record of kim's names the former handle.
#[test]
fn a_clean_pull_leaves_no_former_handle_after_a_sync() {
    let (_team, coaches) = Team::of(&["kim"]);
    let [jo, kim] = &coaches[..] else { panic!() };
    jo.sync();
    kim.sync();
    kim.ok(&["log", "ana", "ben", "15m", "--note", "Of both"]);
    kim.ok(&["objective", "add", "quality", "--title", "Quality", "--sponsor", "ana"]);
    kim.ok(&["request", "add", "Coaching for Ben", "--requested-by", "ana"]);
    kim.ok(&["person", "set", "ben", "--manager", "ana"]);
    jo.ok(&["person", "rename", "ana", "ana-lopez"]);
    jo.sync();
    let pull =
        ["-c", "merge.directoryRenames=false", "pull", "-q", "--no-rebase", "--no-edit", "origin", "main"];
    kim.git(&pull);
    let synced = kim.run(&["sync"]);
    let note = "updated the handle in 4 records: they used the former handle of a renamed person";
    assert!(synced.code == Some(0) && synced.err.contains(note), "{synced:?}");
    agree(&[jo, kim]);
    for (path, bytes) in jo.files() {
        let text = String::from_utf8(bytes).unwrap();
        assert!(path.starts_with("people/ana-lopez") || !text.contains("\"ana\""), "{path}:\n{text}");
    }
    assert!(jo.ok(&["check"]).starts_with("all is well"));
}

/// `check --fix` writes the present handle in every kind of record.
#[test]
fn a_repair_leaves_no_former_handle() {
    let (_team, coaches) = Team::of(&[]);
    let [jo] = &coaches[..] else { panic!() };
    jo.ok(&["objective", "add", "quality", "--title", "Quality"]);
    jo.ok(&["person", "rename", "ana", "ana-lopez"]);
    let objective = "objectives/quality.toml";
    jo.put(objective, &format!("{}sponsor = \"ana\"\n", jo.text(objective)));
    let checked = jo.run(&["check"]);
    assert!(checked.out.contains("`ana` is a former handle of `ana-lopez`"), "{checked:?}");
    assert!(jo.ok(&["check", "--fix"]).contains("1 record updated to current handles"));
    assert!(jo.text(objective).contains("sponsor = \"ana-lopez\""));
}

/// Git merges both cleanly, and leaves two files of one person.
#[test]
fn one_person_with_two_new_handles_becomes_one_again() {
    for repair in [&["sync"][..], &["check", "--fix"]] {
        let (_team, coaches) = Team::of(&["kim"]);
        let [jo, kim] = &coaches[..] else { panic!() };
        kim.ok(&["person", "set", "ana", "--email", "ana@example.org"]);
        kim.ok(&["person", "rename", "ana", "ana-r"]);
        kim.sync();
        let session = jo.files().into_keys().find(|path| path.starts_with("sessions/")).unwrap();
        jo.put(&session, &jo.text(&session).replace("date = 2026-11-21", "date = 2026-11-20"));
        jo.git(&["commit", "-qam", "by hand"]);
        jo.ok(&["person", "rename", "ana", "ana2"]);
        jo.git(&["pull", "-q", "--no-rebase", "--no-edit", "origin", "main"]);
        let checked = jo.run(&["check"]);
        checked.stopped(1, "");
        let words = checked.out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains("two renames gave one person the handles `ana-r` and `ana2`"), "{checked:?}");
        jo.ok(repair);
        jo.sync();
        kim.sync();
        agree(&[jo, kim]);
        for (path, bytes) in jo.files().into_iter().filter(|(path, _)| path != "people/ana2.toml") {
            let text = String::from_utf8(bytes).unwrap();
            assert!(!text.contains("\"ana\"") && !text.contains("\"ana-r\""), "{path}:\n{text}");
        }
        let person = jo.text("people/ana2.toml");
        assert!(
            person.contains("was = [\"ana\", \"ana-r\"]") && person.contains("ana@example.org"),
            "{person}"
        );
        let checked = jo.ok(&["check"]);
        assert!(checked.starts_with("all is well") && !checked.contains("conflict"), "{checked}");
    }
}

/// The private notes belong to the handle, so the account keeps it until its owner moves them.
#[test]
fn a_colleague_who_renames_me_does_not_switch_off_the_guard_of_my_notes() {
    let (_team, coaches) = Team::of(&["kim"]);
    let [jo, kim] = &coaches[..] else { panic!() };
    let secret = "She may leave the company by next summer maybe";
    jo.ok(&["log", "ana", "5m", "--private", secret]);
    jo.sync();
    kim.sync();
    kim.ok(&["person", "rename", "jo", "joanna"]);
    kim.sync();
    let synced = jo.run(&["sync"]);
    synced.stopped(0, "`coach config set me joanna`, then `coach person merge jo joanna --with-notes`");
    jo.run(&["log", "ben", "5m", "--note", secret]).stopped(1, "would repeat text of your private note");
    assert!(jo.ok(&["find", "next summer"]).contains(secret));
    jo.ok(&["log", "ben", "6m"]);
    assert!(jo.ok(&["list", "sessions", "--coach", "joanna"]).contains("6 min"));

    jo.ok(&["config", "set", "me", "joanna"]);
    jo.ok(&["person", "merge", "jo", "joanna", "--with-notes"]);
    assert!(jo.ok(&["find", "next summer"]).contains(secret));
    jo.run(&["log", "ben", "5m", "--note", secret]).stopped(1, "would repeat text of your private note");
}

/// The summary of a sync names and counts people as they are after the merge.
#[test]
fn the_summary_follows_a_person_whom_both_renamed() {
    let (_team, coaches) = Team::of(&["kim"]);
    let [jo, kim] = &coaches[..] else { panic!() };
    jo.sync();
    jo.ok(&["person", "rename", "ana", "a1"]);
    kim.ok(&["person", "rename", "ana", "a2"]);
    kim.sync();
    let said = jo.sync();
    assert!(said.starts_with("from kim: 1 session changed, 1 person renamed\n"), "{said}");
    agree(&[jo, kim]);
}

#[test]
fn the_summary_names_people_by_their_handles_after_the_merge() {
    let (_team, coaches) = Team::of(&["kim"]);
    let [jo, kim] = &coaches[..] else { panic!() };
    jo.sync();
    jo.ok(&["log", "ana", "6m"]);
    kim.ok(&["person", "rename", "ana", "ana-lopez"]);
    jo.sync();
    let said = kim.sync();
    assert!(said.starts_with("from jo: 1 session with ana-lopez\n"), "{said}");
    jo.sync();
    // The change of the record is news although its file has another name now.
    jo.ok(&["person", "rename", "ana-lopez", "ana"]);
    kim.ok(&["person", "set", "ana-lopez", "--team", "sales"]);
    jo.sync();
    kim.sync();
    assert_eq!(jo.sync(), "from kim: 1 person changed\n");
    // Both added one person, and kim renamed the person.
    jo.ok(&["log", "ben", "7m"]);
    kim.ok(&["log", "ben", "8m"]);
    kim.ok(&["person", "rename", "ben", "benno"]);
    jo.sync();
    let said = kim.sync();
    assert!(said.starts_with("from jo: 1 session with benno\n"), "{said}");
    assert_eq!(jo.sync(), "from kim: 1 session with benno, 1 person renamed\n");
}

#[test]
fn the_same_rename_on_both_sides_is_no_news() {
    let (_team, coaches) = Team::of(&["kim"]);
    let [jo, kim] = &coaches[..] else { panic!() };
    jo.sync();
    for coach in [jo, kim] {
        coach.ok(&["person", "rename", "ana", "al"]);
    }
    jo.sync();
    let said = kim.sync();
    assert!(!said.contains("person") && !said.contains("people"), "{said}");
}
