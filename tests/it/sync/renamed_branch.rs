//! The remote's branch under another name: old clones follow it, and never make the old one again.

use crate::sync::team::{Coach, Team, agree, git_in};

fn at_the_remote(team: &Team, arguments: &[&str]) -> String {
    let output = git_in(team.temp.path(), &team.remote, arguments);
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

fn branches(team: &Team) -> String {
    at_the_remote(team, &["for-each-ref", "--format=%(refname:short)"])
}

fn ready() -> (Team, Vec<Coach>) {
    let (team, coaches) = Team::of(&["kim"]);
    coaches[0].sync();
    (team, coaches)
}

#[test]
fn a_renamed_branch_is_followed() {
    let (team, coaches) = ready();
    let [jo, kim] = &coaches[..] else { panic!() };
    at_the_remote(&team, &["branch", "-m", "main", "trunk"]);
    let lee = team.join("lee");
    lee.ok(&["log", "dee", "5m"]);
    lee.sync();
    kim.ok(&["log", "ben", "5m"]);
    let ended = kim.run(&["sync", "--dry-run"]);
    assert!(ended.out.contains("would come from lee: 1 session with dee"), "{ended:?}");
    assert_eq!(branches(&team), "trunk\n");
    let ended = kim.run(&["sync"]);
    ended.stopped(0, "origin/main was renamed to origin/trunk: your journal follows it\n");
    assert!(ended.out.contains("to the team: 1 session, 1 new person"), "{ended:?}");
    assert_eq!(branches(&team), "trunk\n");
    assert_eq!(kim.git(&["config", "branch.main.merge"]), "refs/heads/trunk\n");
    assert_eq!(kim.git(&["status", "-sb"]), "## main...origin/trunk\n");
    // Said once.
    assert_eq!(kim.run(&["sync"]).err, "");
    jo.sync();
    agree(&[jo, kim, &lee]);
    assert_eq!(branches(&team), "trunk\n");
}

#[test]
fn the_old_branch_kept_as_a_copy_splits_nobody() {
    let (team, coaches) = ready();
    let [jo, kim] = &coaches[..] else { panic!() };
    at_the_remote(&team, &["branch", "trunk", "main"]);
    at_the_remote(&team, &["symbolic-ref", "HEAD", "refs/heads/trunk"]);
    // Where both are alike still, and where an older coach pushed to the old one meanwhile.
    kim.ok(&["log", "ben", "5m"]);
    kim.run(&["sync"]).stopped(0, "origin/main was renamed to origin/trunk");
    let lee = team.join("lee");
    lee.ok(&["log", "cleo", "5m"]);
    lee.git(&["push", "-q", "origin", "HEAD~2:refs/heads/other"]);
    lee.sync();
    jo.ok(&["log", "dee", "5m"]);
    jo.git(&["push", "-q", "origin", "main"]);
    jo.run(&["sync"]).stopped(0, "origin/main was renamed to origin/trunk");
    agree(&[jo, kim, &lee]);
    for person in ["ben", "cleo", "dee"] {
        assert!(lee.root.join(format!("people/{person}.toml")).exists(), "{person} is lost");
    }
    let old = at_the_remote(&team, &["rev-parse", "main"]);
    jo.ok(&["log", "eve", "5m"]);
    jo.sync();
    assert_eq!(at_the_remote(&team, &["rev-parse", "main"]), old);
}

#[test]
fn a_branch_that_is_gone_is_not_guessed() {
    let (team, coaches) = ready();
    let jo = &coaches[0];
    at_the_remote(&team, &["branch", "one", "main"]);
    at_the_remote(&team, &["branch", "two", "main"]);
    at_the_remote(&team, &["update-ref", "-d", "refs/heads/main"]);
    jo.ok(&["log", "ben", "5m"]);
    let before = jo.state();
    let ended = jo.run(&["sync"]);
    ended.stopped(1, "origin has no branch main any more");
    ended.stopped(1, "(one, two)");
    ended.stopped(1, "git branch --set-upstream-to=origin/one");
    assert_eq!((jo.state(), branches(&team).as_str()), (before, "one\ntwo\n"));
    // As the hint says.
    jo.git(&["fetch", "-q"]);
    jo.git(&["branch", "-q", "--set-upstream-to=origin/one"]);
    assert_eq!(jo.sync(), "to the team: 1 session, 1 new person\n");
    assert_eq!(branches(&team), "one\ntwo\n");
    // Another history under the only name.
    at_the_remote(&team, &["update-ref", "-d", "refs/heads/one"]);
    at_the_remote(&team, &["update-ref", "refs/heads/two", "two~1"]);
    jo.run(&["sync"]).stopped(1, "origin has no branch one any more");
    assert_eq!(branches(&team), "two\n");
}

#[test]
fn a_branch_that_is_followed_on_purpose_stays() {
    let (team, coaches) = ready();
    let [jo, kim] = &coaches[..] else { panic!() };
    // Somebody works on `notes`, and it is merged into the default from time to time.
    for coach in [jo, kim] {
        coach.git(&["push", "-q", "origin", "HEAD:refs/heads/notes"]);
        coach.git(&["fetch", "-q"]);
        coach.git(&["branch", "-q", "--set-upstream-to=origin/notes"]);
    }
    jo.ok(&["log", "ben", "5m"]);
    let ended = jo.run(&["sync"]);
    assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""));
    assert_ne!(at_the_remote(&team, &["rev-parse", "notes"]), at_the_remote(&team, &["rev-parse", "main"]));
    // The default moves to what is no journal of ours: we stay, and say so.
    kim.git(&["branch", "-q", "--set-upstream-to=origin/main"]);
    at_the_remote(&team, &["branch", "pages", "main~1"]);
    at_the_remote(&team, &["symbolic-ref", "HEAD", "refs/heads/pages"]);
    kim.ok(&["log", "cleo", "5m"]);
    kim.run(&["sync"]).stopped(0, "coach still syncs with origin/main");
}

#[test]
fn the_old_branch_at_an_older_commit_is_no_rewritten_history() {
    let (team, coaches) = ready();
    let [jo, kim] = &coaches[..] else { panic!() };
    kim.ok(&["log", "ben", "5m"]);
    kim.sync();
    jo.sync();
    at_the_remote(&team, &["branch", "trunk", "main"]);
    at_the_remote(&team, &["symbolic-ref", "HEAD", "refs/heads/trunk"]);
    at_the_remote(&team, &["update-ref", "refs/heads/main", "main~1"]);
    jo.ok(&["log", "dee", "5m"]);
    let ended = jo.run(&["sync"]);
    ended.stopped(0, "origin/main was renamed to origin/trunk");
    assert!(!ended.err.contains("rewritten"), "{ended:?}");
    agree(&[jo, kim]);
}
