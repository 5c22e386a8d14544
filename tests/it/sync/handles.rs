//! The handle of a person who joins: guessed, the same as a colleague's, or refused.

use std::fs;

use crate::sync::team::{Coach, Team};

fn join(coach: &Coach, team: &Team, more: &[&str]) -> crate::home::Ended {
    let root = coach.root.to_str().unwrap();
    coach.run_with(&[("COACH_JOURNAL", "")], &[&["init", root, "--from", team.url()], more].concat())
}

#[test]
fn a_guessed_handle_is_announced() {
    let (team, _coaches) = Team::of(&[]);
    let kim = team.stranger("kim");
    let joined = join(&kim, &team, &[]);
    let told = "coach chose this handle; to choose another one: coach person rename kim HANDLE\n";
    assert!(joined.code == Some(0) && joined.out.contains(told) && joined.err.is_empty(), "{joined:?}");
    kim.ok(&["person", "rename", "kim", "kimberly"]);
    assert_eq!(kim.ok(&["config", "get", "me"]), "kimberly\n");
    let lee = team.stranger("lee");
    assert!(!join(&lee, &team, &["--me", "lee"]).out.contains("coach chose this handle"));
}

#[test]
fn the_handle_of_a_colleague_is_announced() {
    let (team, coaches) = Team::of(&[]);
    let other = team.stranger("joe");
    let way_out = "if you are another person: coach init ~/journal --me HANDLE\n";
    let note = format!("the journal has another address for `jo`: jo@example.org; {way_out}");
    assert_eq!(join(&other, &team, &["--me", "jo"]).err, note);
    assert!(other.ok(&["init", "journal", "--me", "joe"]).contains("your handle is `joe`"));
    assert!(other.root.join("people/joe.toml").exists());
    // Guessed, from the name of the account.
    let other = team.stranger("max");
    let root = other.root.to_str().unwrap();
    let joined =
        other.run_with(&[("COACH_JOURNAL", ""), ("USER", "jo")], &["init", root, "--from", team.url()]);
    let words = joined.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains(&format!("coach chose this handle; {}", way_out.trim())), "{joined:?}");
    // The second machine of the same person, with the same address.
    let second = team.stranger("jo-2");
    fs::copy(coaches[0].home.join(".gitconfig"), second.home.join(".gitconfig")).unwrap();
    let joined = join(&second, &team, &["--me", "jo"]);
    assert!(joined.code == Some(0) && joined.err.is_empty(), "{joined:?}");
}

#[test]
fn a_refused_handle_names_the_clone_that_stays() {
    let (team, coaches) = Team::of(&[]);
    let jo = &coaches[0];
    jo.ok(&["person", "add", "leads", "--member", "ana"]);
    jo.ok(&["log", "ben", "5m"]);
    jo.ok(&["person", "forget", "ben", "--yes"]);
    jo.sync();
    for (handle, why) in [("ben", "`ben` was forgotten and cannot be used again"), ("leads", "is a group")] {
        let kim = team.stranger(&format!("kim-{handle}"));
        let refused = join(&kim, &team, &["--me", handle]);
        refused.stopped(1, why);
        refused.stopped(1, "the journal is now in ~/journal: coach init ~/journal --me HANDLE");
        kim.run(&["config", "get", "me"]).stopped(1, "`me` is not set");
        assert!(kim.ok(&["init", "journal", "--me", "kim"]).contains("your handle is `kim`"));
        assert_eq!(kim.ok(&["config", "get", "me"]), "kim\n");
        kim.sync();
    }
}
