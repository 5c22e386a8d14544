//! `coach undo` takes back one's own last command, or nothing: never a colleague's command, never an older
//! one in place of a command whose commit lost its trailer, and never an erasure.

use std::fs;

use crate::sync::team::{Coach, Team, agree, git_in};

/// Everything that a refused undo must leave alone.
fn is_refused(coach: &Coach, why: &str) {
    let before = coach.state();
    coach.run(&["undo"]).stopped(1, why);
    assert!(coach.state() == before, "{}: a refused undo changed something", coach.name);
}

fn forget_identity(coach: &Coach) {
    fs::write(coach.home.join(".gitconfig"), "[init]\n\tdefaultBranch = main\n[gc]\n\tauto = 0\n").unwrap();
}

/// Jo has shared `log old`, and kim's `log new` came in after it.
fn shared() -> (Team, Vec<Coach>) {
    let (team, coaches) = Team::of(&["kim"]);
    let [jo, kim] = &coaches[..] else { panic!() };
    jo.ok(&["log", "old", "5m"]);
    jo.sync();
    kim.sync();
    kim.ok(&["log", "new", "5m"]);
    kim.sync();
    jo.sync();
    (team, coaches)
}

#[test]
fn without_an_identity_it_is_ones_own() {
    let (_team, coaches) = shared();
    let [jo, _] = &coaches[..] else { panic!() };
    forget_identity(jo);
    assert_eq!(jo.ok(&["undo"]), "undid: log old 2026-11-21\n");
    assert!(jo.root.join("people/new.toml").exists());
    assert_eq!(jo.ok(&["undo"]), "redid: log old 2026-11-21\n");
}

#[test]
fn a_newcomer_has_nothing_to_take_back() {
    let (team, _coaches) = shared();
    let lee = team.stranger("lee");
    forget_identity(&lee);
    let root = lee.root.to_str().unwrap();
    assert!(git_in(&lee.home, &lee.home, &["clone", "-q", team.url(), root]).status.success());
    is_refused(&lee, "there is no coach command by `lee` to undo");
}

#[test]
fn two_people_with_one_address() {
    let (_team, coaches) = shared();
    let [jo, kim] = &coaches[..] else { panic!() };
    let config = fs::read(jo.home.join(".gitconfig")).unwrap();
    fs::write(kim.home.join(".gitconfig"), config).unwrap();
    kim.ok(&["log", "newest", "5m"]);
    kim.sync();
    jo.sync();
    assert_eq!(jo.ok(&["undo"]), "undid: log old 2026-11-21\n");
    // An amended commit of the common address may be jo's.
    kim.ok(&["log", "lena", "5m"]);
    kim.git(&["commit", "-q", "--amend", "-m", "my words"]);
    kim.sync();
    jo.sync();
    is_refused(jo, "\"my words\" changed records without the name of its command or its person");
}

#[test]
fn a_commit_that_lost_its_trailer() {
    for rewrite in [
        &["commit", "-q", "--amend", "-m", "my words"][..],
        &["commit", "-q", "--amend", "--author", "j <1+jo@users.noreply.example>", "-m", "my words"],
    ] {
        let (_team, coaches) = shared();
        let [jo, _] = &coaches[..] else { panic!() };
        jo.ok(&["log", "zoe", "5m"]);
        jo.git(rewrite);
        is_refused(jo, "\"my words\" changed records without the name of its command or its person");
        jo.sync();
        is_refused(jo, "\"my words\" changed records without the name of its command or its person");
        jo.ok(&["log", "max", "5m"]);
        assert_eq!(jo.ok(&["undo"]), "undid: log max 2026-11-21\n");
    }
}

#[test]
fn a_squash() {
    let (_team, coaches) = shared();
    let [jo, kim] = &coaches[..] else { panic!() };
    jo.ok(&["log", "zoe", "5m"]);
    jo.ok(&["log", "yan", "5m"]);
    let messages = jo.git(&["log", "-2", "--format=%B"]);
    jo.git(&["reset", "-q", "--soft", "HEAD~2"]);
    jo.git(&["commit", "-qm", &format!("Squashed\n\n{messages}")]);
    is_refused(jo, "\"Squashed\" contains several commands");
    // By a colleague's button, in the colleague's name: kim sees that it is jo's, jo that it may be.
    let author = ["-c", "user.name=forge", "-c", "user.email=forge@example.org"];
    jo.git(&[&author[..], &["commit", "-q", "--amend", "--reset-author", "--no-edit"]].concat());
    is_refused(jo, "\"Squashed\" contains several commands");
    jo.sync();
    kim.sync();
    assert_eq!(kim.ok(&["undo"]), "undid: log new 2026-11-21\n");
}

#[test]
fn a_rebase_keeps_the_command_and_a_reset_loses_it() {
    let (_team, coaches) = shared();
    let [jo, kim] = &coaches[..] else { panic!() };
    jo.ok(&["log", "zoe", "5m"]);
    kim.ok(&["log", "max", "5m"]);
    kim.sync();
    jo.git(&["pull", "-q", "--rebase"]);
    assert_eq!(jo.ok(&["undo"]), "undid: log zoe 2026-11-21\n");
    jo.git(&["reset", "-q", "--hard", "HEAD~2"]);
    is_refused(jo, "the last commit that coach made in this clone is not on this branch");
}

#[test]
fn a_commit_by_hand_on_top() {
    let (_team, coaches) = shared();
    let [jo, kim] = &coaches[..] else { panic!() };
    jo.ok(&["log", "zoe", "5m"]);
    jo.put_beside("notes.md", "no record\n");
    jo.commit_all("Add a page");
    assert_eq!(jo.ok(&["undo"]), "undid: log zoe 2026-11-21\n");
    assert_eq!(jo.ok(&["undo"]), "redid: log zoe 2026-11-21\n");
    // What a colleague changed by hand is not mine.
    kim.edit("people/new.toml", "handle", "# by hand\nhandle");
    kim.commit_all("Edit a record");
    kim.sync();
    jo.sync();
    assert_eq!(jo.ok(&["undo"]), "undid: log zoe 2026-11-21\n");
    jo.edit("people/ana.toml", "handle", "# by hand\nhandle");
    jo.commit_all("Edit another record");
    is_refused(jo, "\"Edit another record\" changed records without the name of its command or its person");
    // What sync commits of it says so.
    kim.ok(&["log", "newest", "5m"]);
    kim.edit("people/ana.toml", "handle", "# again\nhandle");
    kim.sync();
    assert!(kim.git(&["log", "-3", "--format=%s"]).contains("by hand: 1 file"));
    assert_eq!(kim.ok(&["undo"]), "undid: log newest 2026-11-21\n");
}

#[test]
fn another_handle() {
    let (_team, coaches) = shared();
    let [jo, kim] = &coaches[..] else { panic!() };
    jo.ok(&["log", "zoe", "5m"]);
    // Only the config changed: whose the last command was is not certain.
    jo.ok(&["config", "set", "me", "josephine"]);
    is_refused(jo, "is the last one that coach made in this clone, under another handle");
    is_refused(jo, "hint: to undo it, run `coach config set me jo`, then run `coach undo`");
    jo.ok(&["config", "set", "me", "jo"]);
    // Kim renames jo: the commands of the former handle stay jo's.
    jo.sync();
    kim.sync();
    kim.ok(&["person", "rename", "jo", "josephine"]);
    kim.sync();
    jo.sync();
    jo.run(&["undo"]).stopped(1, "cannot undo \"log zoe 2026-11-21\"");
    jo.ok(&["config", "set", "me", "josephine"]);
    jo.run(&["undo"]).stopped(1, "cannot undo \"log zoe 2026-11-21\"");
}

#[test]
fn a_forgotten_person_stays_forgotten() {
    let (_team, coaches) = Team::of(&["kim"]);
    let [jo, kim] = &coaches[..] else { panic!() };
    jo.ok(&["person", "set", "ana", "--name", "Ana Ruiz", "--email", "ana@example.org"]);
    jo.sync();
    jo.ok(&["person", "forget", "ana", "--yes", "--texts"]);
    jo.sync();
    is_refused(jo, "that would restore data about a forgotten person");
    jo.sync();
    kim.sync();
    assert!(kim.files().values().all(|bytes| !String::from_utf8_lossy(bytes).contains("Ana Ruiz")));
    is_refused(jo, "that would restore data about a forgotten person");
}

#[test]
fn an_edit_from_before_a_forgetting_stays() {
    let (_team, coaches) = Team::of(&["kim"]);
    let [jo, kim] = &coaches[..] else { panic!() };
    jo.ok(&["person", "set", "ana", "--name", "Ana Ruiz"]);
    jo.ok(&["person", "set", "ana", "--name", "Ana Diaz"]);
    jo.sync();
    kim.sync();
    kim.ok(&["person", "forget", "ana", "--yes"]);
    kim.sync();
    jo.sync();
    is_refused(jo, "`coach edit` changes the rest of the record");
}

#[test]
fn nor_does_a_redo_bring_them_back() {
    // An older coach took a forgetting back, and forgot again by a second undo.
    let (_team, coaches) = Team::of(&[]);
    let jo = &coaches[0];
    let before = jo.tip();
    jo.ok(&["person", "forget", "ana", "--yes"]);
    let after = jo.tip();
    for (tree, message) in [(before.trim(), "undo: forget"), (after.trim(), "redo: forget")] {
        jo.git(&["read-tree", "-u", "--reset", tree]);
        jo.git(&["commit", "-qm", &format!("{message} somebody\n\nCoach-Command: undo\nCoach-By: jo")]);
    }
    is_refused(jo, "that would restore data about a forgotten person");
    // The undo of the first of them forgets: it brings nobody back.
    jo.git(&["reset", "-q", "--hard", "HEAD~1"]);
    assert!(jo.ok(&["undo"]).starts_with("redid: forget"));
    assert!(!jo.root.join("people/ana.toml").exists());
}

#[test]
fn what_waited_for_a_commit_is_not_one_command() {
    let (_team, coaches) = Team::of(&[]);
    let jo = &coaches[0];
    jo.git(&["checkout", "-q", "--detach"]);
    jo.ok(&["person", "forget", "ana", "--yes"]);
    jo.git(&["checkout", "-q", "main"]);
    jo.sync();
    is_refused(jo, "contains earlier changes from one or several commands");
}

#[test]
fn a_person_whom_another_record_names_keeps_their_record() {
    let (_team, coaches) = Team::of(&["kim"]);
    let [jo, kim] = &coaches[..] else { panic!() };
    jo.ok(&["log", "dimitri", "5m", "--note", "Mistaken."]);
    jo.sync();
    kim.sync();
    kim.ok(&["log", "dimitri", "7m"]);
    kim.sync();
    jo.sync();
    jo.ok(&["undo"]);
    assert!(jo.root.join("people/dimitri.toml").exists());
    assert!(!jo.files().into_values().any(|bytes| String::from_utf8(bytes).unwrap().contains("Mistaken.")));
    assert!(jo.ok(&["check"]).starts_with("all is well"));
    jo.ok(&["person", "add", "eve"]);
    jo.ok(&["person", "set", "dimitri", "--manager", "eve"]);
    jo.ok(&["undo"]);
    jo.ok(&["undo"]);
    jo.ok(&["undo"]);
    assert!(jo.root.join("people/eve.toml").exists(), "nobody names her, and the undo is taken back");
}

#[test]
fn a_rename_is_not_taken_back_once_another_record_has_the_new_handle() {
    let (_team, coaches) = Team::of(&["kim"]);
    let [jo, kim] = &coaches[..] else { panic!() };
    jo.ok(&["person", "rename", "ana", "ana-lopez"]);
    jo.sync();
    kim.sync();
    kim.ok(&["log", "ana-lopez", "7m"]);
    kim.sync();
    jo.sync();
    is_refused(jo, "now refers to `ana-lopez`");
    jo.ok(&["person", "rename", "ana-lopez", "ana"]);
    assert!(jo.ok(&["check"]).starts_with("all is well"));
}

#[test]
fn an_objective_that_an_undo_removed_comes_back_if_a_colleague_serves_it() {
    let (_team, coaches) = Team::of(&["kim"]);
    let [jo, kim] = &coaches[..] else { panic!() };
    jo.ok(&["objective", "add", "quality", "--title", "Quality"]);
    jo.sync();
    kim.sync();
    kim.ok(&["log", "ana", "7m", "--objective", "quality"]);
    kim.sync();
    jo.ok(&["undo"]);
    assert!(!jo.root.join("objectives/quality.toml").exists());
    agree(&[jo, kim]);
    assert!(kim.text("objectives/quality.toml").contains("Quality"));
    assert!(kim.ok(&["check"]).starts_with("all is well"));
    // Nor does an undo remove it here.
    jo.ok(&["objective", "add", "speed", "--title", "Speed"]);
    jo.ok(&["request", "add", "Coaching for Ben", "--objective", "speed"]);
    jo.sync();
    kim.sync();
    assert!(kim.ok(&["check"]).starts_with("all is well"));
}

/// Jo takes back the session that added a person, and does not know that kim mentions the person.
#[test]
fn a_record_that_an_undo_removed_comes_back_if_a_colleague_names_the_person() {
    for is_plain in [false, true] {
        let (_team, coaches) = Team::of(&["kim"]);
        let [jo, kim] = &coaches[..] else { panic!() };
        jo.ok(&["person", "add", "dimitri", "--name", "Dimitri Petrov"]);
        jo.sync();
        kim.sync();
        kim.ok(&["log", "dimitri", "7m"]);
        kim.sync();
        jo.ok(&["undo"]);
        if is_plain {
            jo.git(&["pull", "-q", "--rebase", "origin", "main"]);
            let checked = jo.run(&["check"]).out.replace('\n', " ");
            assert!(checked.contains("no person has the handle `dimitri`"), "{checked}");
        }
        let synced = jo.run(&["sync"]);
        assert!(synced.err.contains("restored 1 record: other records refer to them"), "{synced:?}");
        agree(&[jo, kim]);
        assert!(kim.text("people/dimitri.toml").contains("Dimitri Petrov"));
        assert!(kim.ok(&["check"]).starts_with("all is well"));
    }
}

/// The amended commit has jo's message and trailer, and kim's session.
#[test]
fn an_amended_commit_that_holds_a_colleagues_command_too() {
    let (_team, coaches) = Team::of(&["kim"]);
    let [jo, kim] = &coaches[..] else { panic!() };
    jo.ok(&["log", "old", "5m"]);
    jo.sync();
    kim.sync();
    kim.ok(&["log", "new", "5m"]);
    kim.sync();
    jo.git(&["pull", "-q", "--ff-only"]);
    jo.git(&["reset", "-q", "--soft", "HEAD~1"]);
    jo.git(&["commit", "-q", "--amend", "--no-edit"]);
    is_refused(jo, "cannot tell which command is your last");
}

/// Jo works on two machines. The second one has jo's commands of the first one from the clone or from a sync.
#[test]
fn a_command_of_another_machine_stays() {
    let (team, coaches) = Team::of(&[]);
    let first = &coaches[0];
    let second = team.stranger("jo-2");
    let root = second.root.to_str().unwrap();
    second.ok(&["init", root, "--me", "jo", "--from", team.url()]);
    is_refused(&second, "the last command of `jo` was run in another clone of this journal");
    second.ok(&["log", "zoe", "5m"]);
    second.sync();
    first.ok(&["log", "max", "5m"]);
    first.sync();
    second.sync();
    is_refused(&second, "\"log max 2026-11-21\"\nhint: run `coach undo` there");
    // Each machine undoes and redoes its own last command.
    for said in ["undid: log max 2026-11-21\n", "redid: log max 2026-11-21\n"] {
        assert_eq!(first.ok(&["undo"]), said);
    }
    second.ok(&["log", "yan", "5m"]);
    second.git(&["pull", "-q", "--rebase"]);
    second.sync();
    for said in ["undid: log yan 2026-11-21\n", "redid: log yan 2026-11-21\n"] {
        assert_eq!(second.ok(&["undo"]), said);
    }
    agree(&[first, &second]);
}

/// Several people can use one clone, as with `coach serve`: each has a last command there.
#[test]
fn each_handle_of_a_clone_has_a_last_command() {
    let (_team, coaches) = Team::of(&[]);
    let jo = &coaches[0];
    let config = |me: &str| jo.ok(&["config", "set", "me", me]);
    jo.ok(&["log", "zoe", "5m"]);
    jo.ok(&["person", "add", "kim"]);
    jo.ok(&["undo"]);
    jo.ok(&["undo"]);
    jo.sync();
    config("kim");
    jo.ok(&["log", "max", "5m"]);
    jo.sync();
    config("jo");
    is_refused(jo, "under another handle");
    config("kim");
    assert_eq!(jo.ok(&["undo"]), "undid: log max 2026-11-21\n");
}
