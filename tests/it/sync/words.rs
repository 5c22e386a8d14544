//! What a sync says when it cannot go on: never nothing, never of the wrong one, and as JSON where
//! that was asked.

use std::time::Duration;

use crate::home::Ended;
use crate::sync::team::{Team, git_in};

#[test]
fn a_git_that_says_nothing() {
    let (team, coaches) = Team::of(&["kim"]);
    let jo = &coaches[0];
    jo.ok(&["log", "ben", "5m"]);
    for (command, said) in [
        ("ls-remote", "could not reach origin: git printed no message"),
        ("fetch", "could not reach origin: git printed no message"),
        ("push", "could not push to origin: git printed no message"),
    ] {
        let git = team.program(
            "dumb",
            &format!("#!/bin/sh\ncase \" $* \" in *' {command} '*) exit 1;; esac\nexec git \"$@\"\n"),
        );
        jo.run_with(&[("COACH_GIT", git.to_str().unwrap())], &["sync"]).stopped(3, said);
    }
    let git = team.program(
        "far",
        "#!/bin/sh\ncase \" $* \" in *' push '*) printf 'remote: You may not push to team/coaching.\\nremote: Ask Kim.\\nfatal: unable to access: The requested URL returned error: 403\\n' >&2; exit 128;; esac\nexec git \"$@\"\n",
    );
    jo.run_with(&[("COACH_GIT", git.to_str().unwrap())], &["sync"]).stopped(
        3,
        "could not push to origin: unable to access: The requested URL returned error: 403: You may not push to team/coaching. / Ask Kim.",
    );
}

#[test]
fn a_lock_here_is_waited_for_and_then_named() {
    let (_team, coaches) = Team::of(&["kim"]);
    let [jo, kim] = &coaches[..] else { panic!() };
    jo.sync();
    kim.ok(&["log", "ben", "5m"]);
    kim.sync();
    let lock = jo.work.join(".git/refs/remotes/origin/main.lock");
    std::fs::write(&lock, "").unwrap();
    let before = jo.state();
    let ended = jo.run(&["sync"]);
    ended.stopped(3, "another git program is using this repository: ");
    ended.stopped(3, "main.lock");
    assert!(!ended.err.contains("could not reach"), "{ended:?}");
    assert_eq!(jo.state(), before);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            std::thread::sleep(Duration::from_millis(800));
            std::fs::remove_file(&lock).unwrap();
        });
        assert_eq!(jo.sync(), "from kim: 1 session with ben, 1 new person\n");
    });
}

#[test]
fn settings_that_are_locked_for_a_moment() {
    let team = Team::nobody();
    let jo = team.begin("jo");
    let lock = jo.work.join(".git/config.lock");
    std::fs::write(&lock, "").unwrap();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            std::thread::sleep(Duration::from_millis(800));
            std::fs::remove_file(&lock).unwrap();
        });
        jo.ok(&["sync", "--remote", team.url()]);
    });
    assert_eq!(jo.git(&["status", "-sb"]), "## main...origin/main\n");
}

#[test]
fn a_remote_that_somebody_works_in() {
    let team = Team::nobody();
    let jo = team.begin("jo");
    let kim = team.begin("kim");
    let ended = jo.run(&["sync", "--remote", kim.work.to_str().unwrap()]);
    ended.stopped(1, "origin refused the push to main: branch is currently checked out");
    ended.stopped(1, "hint: that repository has checked-out files");
}

/// Standard output holds JSON or nothing, and the reason stands on standard error.
fn is_json(ended: &Ended, code: i32) {
    assert_eq!(ended.code, Some(code), "{ended:?}");
    assert!(ended.err.contains("error: "), "{ended:?}");
    let json: Option<serde_json::Value> = serde_json::from_str(&ended.out).ok();
    assert!(ended.out.is_empty() || json.is_some(), "{ended:?}");
}

#[test]
fn a_refusal_leaves_json_alone() {
    let (team, coaches) = Team::of(&["kim"]);
    let [jo, kim] = &coaches[..] else { panic!() };
    jo.sync();
    is_json(&jo.run(&["sync", "--json", "--branch", "a..b"]), 2);
    is_json(&jo.run(&["sync", "--json", "--remote", "/nonexistent"]), 1);
    kim.ok(&["log", "ben", "5m"]);
    kim.sync();
    jo.ok(&["log", "cleo", "5m"]);
    team.hook("pre-receive", "#!/bin/sh\necho no >&2\nexit 1\n");
    let ended = jo.run(&["sync", "--json"]);
    is_json(&ended, 1);
    let json: serde_json::Value = serde_json::from_str(&ended.out).unwrap();
    assert_eq!(json["came"][0]["from"], "kim");
    assert!(json["stopped"].as_str().unwrap().starts_with("origin refused the push to main"), "{json}");
    std::fs::rename(&team.remote, team.temp.path().join("away")).unwrap();
    let ended = jo.run(&["sync", "--json"]);
    is_json(&ended, 3);
    assert_eq!(ended.out, "");
    assert!(git_in(&jo.home, &jo.work, &["checkout", "-q", "--detach"]).status.success());
    is_json(&jo.run(&["sync", "--json", "--dry-run"]), 1);
}

#[test]
fn two_people_with_one_address_are_told_apart() {
    let (_team, coaches) = Team::of(&["kim", "mia"]);
    let [jo, kim, mia] = &coaches[..] else { panic!() };
    for coach in [kim, mia] {
        coach.git(&["config", "user.name", "The office"]);
        coach.git(&["config", "user.email", "office@example.org"]);
    }
    kim.ok(&["log", "ben", "5m"]);
    kim.sync();
    mia.ok(&["log", "dan", "5m"]);
    mia.sync();
    let came = jo.sync();
    assert!(came.contains("from kim: 1 session with ben"), "{came}");
    assert!(came.contains("from mia: 1 session with dan"), "{came}");
}

#[test]
fn files_that_wait_for_a_commit_are_named() {
    let (_team, coaches) = Team::of(&["kim"]);
    let [jo, kim] = &coaches[..] else { panic!() };
    kim.put("coach.toml", &format!("{}commit = 7\n", kim.text("coach.toml")));
    kim.git(&["commit", "-qam", "by hand"]);
    kim.git(&["push", "-q"]);
    jo.sync();
    jo.ok(&["log", "ben", "5m"]);
    let ended = jo.run(&["sync"]);
    ended.stopped(0, "2 files are saved here but not committed yet, so not shared");
    ended.stopped(0, "coach.toml:");
}
