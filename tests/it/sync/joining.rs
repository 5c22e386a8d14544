//! What comes together: fast-forwards, both sides' records, moved and removed ones, hand edits.

use crate::sync::team::{Coach, Team, agree};

#[test]
fn what_one_writes_the_other_gets() {
    let (_team, coaches) = Team::of(&["kim"]);
    let [jo, kim] = &coaches[..] else { panic!() };
    jo.sync();
    let said = kim.ok(&["log", "ben", "20m", "--action", "Write by 30 nov"]);
    assert!(said.contains("ben"));
    assert_eq!(kim.sync(), "to the team: 1 session, 1 action, 1 new person\n");
    assert_eq!(jo.sync(), "from kim: 1 session with ben, 1 action, 1 new person\n");
    // A fast-forward makes no commit.
    assert_eq!(jo.tip(), kim.tip());
    assert_eq!(jo.git(&["rev-list", "--merges", "--count", "HEAD"]), "0\n");
    agree(&[jo, kim]);
    assert_eq!(jo.git(&["config", "branch.main.remote"]), "origin\n");
}

#[test]
fn both_wrote_and_nothing_is_asked() {
    let (_team, coaches) = Team::of(&["kim"]);
    let [jo, kim] = &coaches[..] else { panic!() };
    jo.sync();
    kim.ok(&["log", "ben", "20m"]);
    kim.ok(&["log", "ben", "25m"]);
    let due = kim.ok(&["due", "--all", "--everyone", "--json"]);
    assert!(due.contains("And?"), "{due}");
    kim.ok(&["done", &id_of(kim, "follow_up"), "--result", "All of it"]);
    jo.ok(&["log", "cleo", "30m"]);
    kim.sync();
    assert_eq!(
        jo.sync(),
        "from kim: 2 sessions with ben, 1 follow-up done, 1 new person\nto the team: 1 session, 1 new person\n"
    );
    let parents = jo.git(&["log", "-1", "--format=%P"]);
    assert_eq!(parents.split_whitespace().count(), 2);
    assert!(
        jo.git(&["log", "-1", "--format=%an: %s"]).starts_with("jo of the team: sync: merge origin/main")
    );
    agree(&[jo, kim]);
}

/// The first id of this kind in the only session.
fn id_of(coach: &Coach, list: &str) -> String {
    let path = coach.files().into_keys().find(|path| path.starts_with("sessions/ana/")).unwrap();
    let text = coach.text(&path);
    let after = text.split(&format!("[[{list}]]")).nth(1).unwrap();
    after.split("id = \"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

#[test]
fn who_made_it_is_told_and_not_who_coached() {
    let (_team, coaches) = Team::of(&["kim", "lee"]);
    let [jo, kim, lee] = &coaches[..] else { panic!() };
    jo.sync();
    kim.ok(&["log", "ben", "20m", "--coach", "jo"]);
    kim.ok(&["log", "ben", "25m", "--coach", "jo"]);
    kim.sync();
    assert_eq!(jo.sync(), "from kim: 2 sessions with ben, 1 new person\n");
    // By a plain commit: whose address it is earlier commits tell.
    kim.edit("people/ben.toml", "handle", "# new here\nhandle");
    kim.commit_all("by hand");
    kim.git(&["push", "-q"]);
    assert_eq!(jo.sync(), "from kim: 1 person changed\n");
    // Somebody whom coach has never seen.
    lee.sync();
    lee.git(&["config", "user.name", "Max \u{1b}[2J M"]);
    lee.git(&["config", "user.email", "max@example.org"]);
    lee.edit("people/ben.toml", "# new here", "# newer");
    lee.commit_all("by hand");
    lee.git(&["push", "-q"]);
    let said = jo.sync();
    assert!(said.starts_with("from Max ") && said.ends_with(": 1 person changed\n"), "{said}");
    assert!(!said.contains('\u{1b}'), "{said}");
}

#[test]
fn both_change_one_session() {
    let (_team, coaches) = Team::of(&["kim"]);
    let [jo, kim] = &coaches[..] else { panic!() };
    jo.sync();
    kim.ok(&["done", &id_of(kim, "action"), "--result", "Called twice"]);
    jo.ok(&["done", &id_of(jo, "follow_up"), "--result", "They will buy"]);
    kim.sync();
    jo.sync();
    agree(&[jo, kim]);
    let text = jo.text(&jo.session());
    assert!(text.contains("Called twice") && text.contains("They will buy"), "{text}");
}

/// An action has one story: its id follows from the action's.
#[test]
fn two_coaches_tell_one_story_of_an_action() {
    let (_team, coaches) = Team::of(&["kim"]);
    let [jo, kim] = &coaches[..] else { unreachable!() };
    let id = id_of(jo, "action");
    jo.ok(&["done", &id, "--result", "Two named a budget"]);
    jo.sync();
    kim.sync();
    jo.ok(&["story", &id, "--quote", "I asked early", "--context", "Nobody asked"]);
    kim.ok(&["story", &id, "--quote", "I just waited"]);
    agree(&[jo, kim]);
    let files = jo.files();
    let stories: Vec<_> = files.iter().filter(|(path, _)| path.starts_with("stories/")).collect();
    assert_eq!(stories.len(), 1, "{stories:?}");
    let text = String::from_utf8_lossy(stories[0].1);
    for said in ["I asked early", "I just waited", "Nobody asked"] {
        assert!(text.contains(said), "{said}: {text}");
    }
    jo.ok(&["check"]);
}

#[test]
fn a_question_comes_back_where_the_action_was_done_after_all() {
    let (_team, coaches) = Team::of(&["kim"]);
    let [jo, kim] = &coaches[..] else { panic!() };
    jo.sync();
    kim.ok(&["done", &id_of(kim, "action"), "--result", "Called twice"]);
    jo.ok(&["drop", &id_of(jo, "action"), "--reason", "It moved"]);
    assert!(!jo.ok(&["due", "--all"]).contains("And?"));
    kim.sync();
    jo.sync();
    agree(&[jo, kim]);
    assert!(kim.ok(&["due", "--all"]).contains("And?"));
    let conflicts = kim.ok(&["list", "conflicts"]);
    assert!(conflicts.contains("action.") && conflicts.contains("follow_up."), "{conflicts}");
}

#[test]
fn one_moves_a_session_that_the_other_changes() {
    let (_team, coaches) = Team::of(&["kim"]);
    let [jo, kim] = &coaches[..] else { panic!() };
    jo.sync();
    let path = kim.session();
    kim.git(&["mv", "sessions/ana", "sessions/moved"]);
    kim.git(&["commit", "-qm", "move"]);
    kim.sync();
    jo.ok(&["done", &id_of(jo, "action"), "--result", "Called twice"]);
    assert_eq!(jo.sync(), "from kim: 1 session changed\nto the team: 1 action done\n");
    agree(&[jo, kim]);
    let moved = path.replace("/ana/", "/moved/");
    assert_eq!(kim.session(), moved);
    assert!(kim.text(&moved).contains("Called twice"));
    assert!(!jo.root.join("sessions/ana").exists(), "an empty folder is left");
}

#[test]
fn one_removes_what_the_other_left_alone() {
    let (_team, coaches) = Team::of(&["kim"]);
    let [jo, kim] = &coaches[..] else { panic!() };
    jo.sync();
    kim.git(&["rm", "-q", &kim.session()]);
    kim.git(&["commit", "-qm", "remove"]);
    jo.ok(&["log", "ben", "5m"]);
    kim.sync();
    assert!(jo.sync().starts_with("from kim: 1 session removed\n"));
    agree(&[jo, kim]);
    assert!(jo.session().starts_with("sessions/ben/"));
}

#[test]
fn an_edit_wins_over_a_removal() {
    let (_team, coaches) = Team::of(&["kim"]);
    let [jo, kim] = &coaches[..] else { panic!() };
    jo.sync();
    kim.git(&["rm", "-q", &kim.session()]);
    kim.git(&["commit", "-qm", "remove"]);
    kim.sync();
    jo.ok(&["done", &id_of(jo, "action"), "--result", "Called twice"]);
    agree(&[jo, kim]);
    assert!(kim.text(&kim.session()).contains("Called twice"));
}

#[test]
fn what_waited_for_a_commit_is_committed_first() {
    let (_team, coaches) = Team::of(&["kim"]);
    let [jo, kim] = &coaches[..] else { panic!() };
    jo.sync();
    jo.git(&["checkout", "-q", "--detach"]);
    jo.ok(&["log", "ben", "5m"]);
    jo.git(&["checkout", "-q", "main"]);
    assert_eq!(jo.sync(), "to the team: 1 session, 1 new person\n");
    assert_eq!(kim.sync(), "from jo: 1 session with ben, 1 new person\n");
    agree(&[jo, kim]);
}

#[test]
fn three_in_any_order() {
    let (_team, coaches) = Team::of(&["kim", "lee"]);
    let [jo, kim, lee] = &coaches[..] else { panic!() };
    jo.sync();
    for (coach, with) in [(jo, "ada"), (kim, "ben"), (lee, "cleo"), (jo, "dan")] {
        coach.ok(&["log", with, "5m"]);
    }
    for coach in [lee, jo, kim, jo] {
        coach.sync();
    }
    kim.ok(&["undo"]);
    agree(&[jo, kim, lee]);
    assert!(!jo.root.join("people/ben.toml").exists(), "kim's own command is what is taken back");
}

#[test]
fn two_records_at_one_place_get_one_each() {
    let (_team, coaches) = Team::of(&["kim"]);
    let [jo, kim] = &coaches[..] else { panic!() };
    jo.sync();
    for (coach, id) in [(jo, "bbbbbbbbbb"), (kim, "cccccccccc")] {
        let text = format!("id = \"{id}\"\ndate = 2026-11-20\ncoach = \"jo\"\nwith = [\"ana\"]\n");
        coach.put("sessions/friday.toml", &text);
        coach.commit_all("by hand");
    }
    kim.sync();
    jo.sync();
    agree(&[jo, kim]);
    assert!(jo.text("sessions/friday.toml").contains("bbbbbbbbbb"));
    assert!(jo.text("sessions/friday-cccccccccc.toml").contains("cccccccccc"));
}
