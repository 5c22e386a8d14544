//! Remotes in every state: empty, rewritten, gone, with another history, named twice.

use crate::team::{Team, agree, git_in};

#[test]
fn an_empty_remote_gets_all_and_becomes_the_upstream() {
    let team = Team::nobody();
    let jo = team.begin("jo");
    jo.ok(&["log", "ana", "5m"]);
    // Named from where we are.
    assert_eq!(
        jo.ok(&["sync", "--remote", "../team.git"]),
        "to the team: 1 session, 2 new people, the settings\n"
    );
    assert_eq!(jo.git(&["rev-parse", "origin/main"]), jo.tip());
    assert_eq!(jo.git(&["status", "-sb"]), "## main...origin/main\n");
    assert_eq!(jo.ok(&["sync", "--remote", "../team.git"]), "nothing new\n");
    let ended = jo.run(&["sync", "--remote", "https://jo:secret@example.org/x.git"]);
    ended.stopped(1, "has a remote already");
    assert!(!ended.err.contains("secret"), "{ended:?}");
    agree(&[&jo, &team.join("kim")]);
}

#[test]
fn a_remote_that_works_on_another_branch_is_followed_there() {
    let team = Team::nobody();
    let jo = team.begin("jo");
    jo.git(&["branch", "-m", "trunk"]);
    git_in(&jo.home, &team.remote, &["symbolic-ref", "HEAD", "refs/heads/trunk"]);
    jo.ok(&["sync", "--remote", team.url()]);
    let kim = team.begin("kim");
    kim.ok(&["log", "ben", "5m"]);
    kim.ok(&["sync", "--remote", team.url()]);
    jo.sync();
    assert_eq!(jo.files(), kim.files());
    assert_eq!(
        git_in(&jo.home, &team.remote, &["for-each-ref", "--format=%(refname)"]).stdout,
        b"refs/heads/trunk\n"
    );
}

#[test]
fn unfinished_work_on_another_branch_is_not_shared_by_guess() {
    let (_team, coaches) = Team::of(&[]);
    let jo = &coaches[0];
    jo.git(&["checkout", "-qb", "half-done"]);
    jo.ok(&["log", "ben", "5m"]);
    let before = jo.state();
    jo.run(&["sync"]).stopped(1, "the branch half-done follows no branch of the remote");
    assert_eq!(jo.state(), before);
}

#[test]
fn a_remote_that_was_emptied_is_no_order_to_delete() {
    let (team, coaches) = Team::of(&["kim"]);
    let [jo, kim] = &coaches[..] else { panic!() };
    jo.sync();
    std::fs::remove_dir_all(&team.remote).unwrap();
    git_in(&jo.home, team.temp.path(), &["init", "-q", "--bare", "-b", "main", "team.git"]);
    let before = jo.files();
    let ended = jo.run(&["sync"]);
    ended.stopped(0, "origin/main is gone from the remote: what it had is kept as refs/coach/rescue/");
    assert_eq!(jo.files(), before);
    agree(&[jo, kim]);
    assert_eq!(kim.files(), before);
}

#[test]
fn a_remote_that_was_rewritten_is_no_order_to_delete() {
    let (team, coaches) = Team::of(&["kim", "lee"]);
    let [jo, kim, lee] = &coaches[..] else { panic!() };
    jo.ok(&["log", "ben", "5m"]);
    jo.sync();
    kim.sync();
    let lost = jo.tip();
    // Lee, who has not seen it, pushes with force; and a session is gone besides.
    lee.git(&["rm", "-q", &lee.session()]);
    lee.git(&["commit", "-qm", "remove"]);
    lee.git(&["push", "-qf", "origin", "main"]);
    kim.ok(&["log", "cleo", "5m"]);
    let before = kim.files();
    let ended = kim.run(&["sync"]);
    ended.stopped(0, "origin/main was rewritten: what it had before is kept as refs/coach/rescue/");
    let rescued = kim.git(&["for-each-ref", "--format=%(objectname)", "refs/coach/rescue"]);
    assert_eq!(rescued, lost);
    for path in before.keys() {
        assert!(kim.work.join(path).exists(), "{path} is lost");
    }
    jo.sync();
    lee.sync();
    agree(&[jo, kim, lee]);
    let _ = team;
}

#[test]
fn a_purged_history_joins_as_a_whole() {
    let (_team, coaches) = Team::of(&["kim"]);
    let [jo, kim] = &coaches[..] else { panic!() };
    jo.sync();
    // All history made one commit, as a purge does.
    kim.git(&["checkout", "-q", "--orphan", "new"]);
    kim.git(&["commit", "-qm", "purged"]);
    kim.git(&["branch", "-qM", "new", "main"]);
    kim.git(&["push", "-qf", "origin", "main"]);
    kim.git(&["branch", "-q", "--set-upstream-to=origin/main"]);
    jo.ok(&["log", "ben", "5m"]);
    jo.run(&["sync"]).stopped(0, "was rewritten");
    agree(&[jo, kim]);
}

#[test]
fn two_journals_begun_apart_become_one() {
    let team = Team::nobody();
    let (jo, kim) = (team.begin("jo"), team.begin("kim"));
    jo.ok(&["log", "ana", "5m"]);
    kim.ok(&["log", "ben", "5m"]);
    jo.ok(&["sync", "--remote", team.url()]);
    let said = kim.ok(&["sync", "--remote", team.url()]);
    assert!(said.contains("from jo: 1 session with ana"), "{said}");
    agree(&[&jo, &kim]);
    assert!(jo.root.join("people/ben.toml").exists() && kim.root.join("people/ana.toml").exists());
}

#[test]
fn a_readme_is_no_stranger_but_an_application_is() {
    let team = Team::nobody();
    let jo = team.begin("jo");
    let other = team.stranger("other");
    assert!(git_in(&other.home, &other.home, &["init", "-q", "journal"]).status.success());
    other.put("README.md", "# Coaching\n");
    other.put(".github/workflows/x.yml", "on: push\n");
    other.commit_all("begin");
    other.git(&["push", "-q", team.url(), "main"]);
    jo.ok(&["sync", "--remote", team.url()]);
    assert!(jo.root.join("README.md").exists());
    let second = Team::nobody();
    let kim = second.begin("kim");
    other.put("src/main.c", "int main;\n");
    other.commit_all("an application");
    other.git(&["push", "-q", second.url(), "main"]);
    let before = kim.state();
    kim.run(&["sync", "--remote", second.url()]).stopped(1, "is no journal");
    assert_eq!(kim.state(), before);
}

#[test]
fn a_dry_run_tells_and_changes_nothing() {
    let (_team, coaches) = Team::of(&["kim"]);
    let [jo, kim] = &coaches[..] else { panic!() };
    jo.sync();
    kim.ok(&["log", "ben", "5m"]);
    kim.sync();
    jo.ok(&["log", "cleo", "5m"]);
    let before = jo.state();
    let there = git_in(&jo.home, &kim.work, &["ls-remote", "origin"]).stdout;
    let said = jo.ok(&["sync", "--dry-run"]);
    assert_eq!(
        said,
        "would come from kim: 1 session with ben, 1 new person\nwould go to the team: 1 session, 1 new person\n"
    );
    assert_eq!(jo.state(), before);
    assert_eq!(git_in(&jo.home, &kim.work, &["ls-remote", "origin"]).stdout, there);
    let json = jo.ok(&["sync", "--json"]);
    assert!(json.contains("\"from\": \"kim\"") && json.contains("\"dry_run\": false"), "{json}");
    agree(&[jo, kim]);
}
