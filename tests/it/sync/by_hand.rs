//! What a hand changed and nobody committed: records go into a commit of their own, all else stays
//! as it lies.

use crate::sync::team::{Coach, Team, agree};

const SESSION: &str = "date = 2026-11-20\ncoach = \"jo\"\nwith = [\"ana\"]\n";

fn subjects(coach: &Coach, number: &str) -> String {
    coach.git(&["log", "--first-parent", number, "--format=%s"])
}

#[test]
fn edits_of_one_record_on_both_sides_are_merged() {
    let (_team, coaches) = Team::of(&["kim"]);
    let [jo, kim] = &coaches[..] else { panic!() };
    jo.sync();
    let path = jo.session();
    kim.edit(&path, "First.", "Kim's.");
    kim.commit_all("by hand");
    kim.sync();
    jo.edit(&path, "minutes = 45", "minutes = 50");
    jo.put("people/dan.toml", "handle = \"dan\"\n");
    let ended = jo.run(&["sync"]);
    ended.stopped(0, &format!("committed your own edits separately: people/dan.toml, {path}\n"));
    assert_eq!(ended.out, "from kim: 1 session changed\nto the team: 1 session changed, 1 new person\n");
    assert_eq!(subjects(jo, "-2"), "sync: merge origin/main\nby hand: 2 files\n");
    assert!(jo.text(&path).contains("Kim's.") && jo.text(&path).contains("minutes = 50"));
    agree(&[jo, kim]);
}

#[test]
fn a_dry_run_foretells_it_and_does_nothing() {
    let (_team, coaches) = Team::of(&[]);
    let jo = &coaches[0];
    let path = jo.session();
    jo.edit(&path, "minutes = 45", "minutes = 50");
    jo.put("people/dan.toml", "handle = \"dan\"\n");
    let before = jo.state();
    let ended = jo.run(&["sync", "--dry-run"]);
    ended.stopped(0, &format!("would first commit uncommitted changes: people/dan.toml, {path}\n"));
    assert_eq!(ended.out, "would go to the team: 1 session changed, 1 new person\n");
    assert_eq!(jo.state(), before);
}

#[test]
fn what_is_no_readable_record_stays() {
    let (_team, coaches) = Team::of(&[]);
    let jo = &coaches[0];
    let path = jo.session();
    jo.put("people/broken.toml", "<<<<<<< HEAD\n");
    jo.put("plan.txt", "mine\n");
    jo.put("half.txt", "mine\n");
    jo.git(&["add", "half.txt"]);
    jo.put(".git/info/exclude", "people/mine.toml\n");
    jo.put("people/mine.toml", "handle = \"mine\"\n");
    // A copy would be a second session of the same id to everyone.
    jo.put("sessions/copy.toml", &jo.text(&path));
    // Half of this is staged: whoever did that is not done.
    jo.edit("people/ana.toml", "\n", "\n# one\n");
    jo.git(&["add", "people/ana.toml"]);
    jo.edit("people/ana.toml", "# one", "# two");
    jo.git(&["update-index", "--assume-unchanged", "people/jo.toml"]);
    jo.edit("people/jo.toml", "\n", "\n# for me\n");
    std::fs::remove_file(jo.root.join(&path)).unwrap();
    jo.put("sessions/copy2.toml", &jo.text("sessions/copy.toml"));
    let before = jo.state();
    let ended = jo.run(&["sync"]);
    ended.stopped(0, "not committed: people/broken.toml");
    ended.stopped(0, "not committed: sessions/copy.toml  a second file for");
    ended.stopped(0, "not committed: sessions/copy2.toml  another file has the same id");
    ended.stopped(0, "not committed: people/ana.toml  another version of it is staged");
    assert_eq!(ended.out, "nothing new\n");
    assert_eq!(jo.state(), before);
}

#[test]
fn one_that_was_moved_lies_in_one_place_for_everyone() {
    let (_team, coaches) = Team::of(&["kim"]);
    let [jo, kim] = &coaches[..] else { panic!() };
    jo.sync();
    let path = jo.session();
    let text = jo.text(&path);
    std::fs::remove_file(jo.root.join(&path)).unwrap();
    jo.put("sessions/elsewhere.toml", &text);
    std::fs::remove_dir(jo.root.join("sessions/ana")).unwrap();
    assert_eq!(jo.sync(), "to the team: 1 session changed\n");
    agree(&[jo, kim]);
    assert_eq!(kim.session(), "sessions/elsewhere.toml");
    // One that is gone and lies nowhere else may be a slip: whoever means it tells git.
    std::fs::remove_file(jo.root.join("sessions/elsewhere.toml")).unwrap();
    assert_eq!(jo.sync(), "nothing new\n");
    assert_eq!(kim.sync(), "nothing new\n");
}

#[test]
fn who_commits_by_hand_is_left_to_it() {
    let (_team, coaches) = Team::of(&["kim"]);
    let [jo, kim] = &coaches[..] else { panic!() };
    jo.sync();
    jo.edit("coach.toml", "format = 1", "format = 1\ncommit = \"manual\"");
    jo.commit_all("by hand");
    jo.sync();
    kim.ok(&["sync"]);
    kim.edit("people/ana.toml", "handle", "# kim's\nhandle");
    kim.commit_all("by hand");
    kim.sync();
    jo.edit("people/ana.toml", "handle", "# jo's\nhandle");
    let before = jo.state();
    let ended = jo.run(&["sync"]);
    ended.stopped(1, "your team changed people/ana.toml, and your version is not committed");
    assert_eq!(jo.state(), before);
}

#[test]
fn a_private_note_is_not_shared_by_this_way_either() {
    let (_team, coaches) = Team::of(&[]);
    let jo = &coaches[0];
    jo.ok(&["log", "ben", "5m", "--private", "She is going to leave us in the spring"]);
    jo.sync();
    jo.put(
        "sessions/x.toml",
        &format!("id = \"bbbbbbbbbb\"\n{SESSION}notes = \"She is going to leave us in the spring\"\n"),
    );
    let before = jo.state();
    let ended = jo.run(&["sync"]);
    ended.stopped(0, "not committed: sessions/x.toml would repeat text of your private note");
    assert_eq!(jo.state(), before);
}

/// A session was moved by hand, and copies of the moved file lie beside it. All have one old file in git.
#[test]
fn a_moved_record_with_copies_is_merged_by_check_and_shared() {
    for copies in [1, 2, 3] {
        let (_team, coaches) = Team::of(&["kim"]);
        let [jo, kim] = &coaches[..] else { panic!() };
        agree(&[jo, kim]);
        let old = jo.session();
        let text = jo.text(&old);
        for n in 0..=copies {
            jo.put(&format!("sessions/x/{n}.toml"), &text);
        }
        std::fs::remove_file(jo.root.join(&old)).unwrap();
        kim.edit(&kim.session(), "minutes = 45", "minutes = 50");
        kim.sync();
        let refused = jo.run(&["sync"]);
        refused.stopped(1, "that file is missing from your folder");
        assert_eq!(jo.run(&["check", "--fix"]).code, Some(0), "{copies} copies");
        agree(&[jo, kim]);
        assert!(jo.text(&jo.session()).contains("minutes = 50"), "{copies} copies");
    }
}

/// The copy says more minutes: the value in place is that of the file that counts, whatever the copy says.
#[test]
fn a_value_of_a_copy_never_replaces_that_of_the_file_that_counts() {
    for (minutes, is_added) in [("90", false), ("30", false), ("90", true), ("30", true)] {
        let (_team, coaches) = Team::of(&[]);
        let jo = &coaches[0];
        let path = jo.session();
        let text = jo.text(&path);
        let copy = path.replace(".toml", " (conflicted copy).toml");
        jo.put(&copy, &text.replace("minutes = 45", &format!("minutes = {minutes}")));
        if is_added {
            jo.commit_all("a copy");
        }
        jo.run(&["check", "--fix"]);
        let text = jo.text(&path);
        assert!(text.contains("minutes = 45\n"), "{minutes} {is_added}: {text}");
        assert!(text.contains(&format!("value = {minutes}\n")), "{minutes} {is_added}: {text}");
    }
}

/// The settings say how coach commits. While they cannot be read a session waits; the sync that brings them
/// back in order sends it.
#[test]
fn the_sync_that_brings_readable_settings_sends_what_waited_for_them() {
    let (_team, coaches) = Team::of(&["kim"]);
    let [jo, kim] = &coaches[..] else { panic!() };
    agree(&[jo, kim]);
    let settings = jo.text("coach.toml");
    jo.put("coach.toml", &format!("{settings}cadence =\n"));
    jo.commit_all("a slip");
    jo.sync();
    kim.sync();
    kim.ok(&["log", "ben", "4m"]);
    jo.put("coach.toml", &settings);
    jo.sync();
    assert!(kim.sync().contains("to the team: 1 session"));
    agree(&[jo, kim]);
    assert!(jo.ok(&["list", "sessions"]).contains("ben"));
}

#[test]
fn a_conflict_of_the_settings_is_named_by_sync_check_and_prep() {
    let (_team, coaches) = Team::of(&["kim"]);
    let [jo, kim] = &coaches[..] else { panic!() };
    agree(&[jo, kim]);
    for (coach, cadence) in [(jo, "14"), (kim, "21")] {
        coach.put("coach.toml", &format!("{}cadence = {cadence}\n", coach.text("coach.toml")));
    }
    jo.sync();
    let named = "coach.toml cadence: 21; other version: 14";
    assert!(kim.sync().contains(named));
    assert!(kim.ok(&["check"]).contains(named));
    assert!(kim.ok(&["prep", "ana"]).contains("cadence: 21; other version: 14"));
}
