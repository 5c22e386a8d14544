//! `sync --branch`, and what a forge makes of it: squashed, rebased, merged in part, or closed. Later
//! changes of one's own count from what was pushed.

use crate::sync::team::{Coach, Team, agree, git_in};

/// The team's branch takes pull requests only.
fn protect(team: &Team) {
    team.hook(
        "pre-receive",
        "#!/bin/sh\nwhile read old new ref; do\n\
         [ $ref != refs/heads/main ] || [ -n \"$FORGE\" ] || { echo 'GH006: protected branch' >&2; exit 1; }\ndone\n",
    );
}

/// The button of a forge, in a clone of its own with plain git.
fn forge(team: &Team, commands: &[&[&str]]) {
    let forge = team.temp.path().join("forge");
    let home = team.temp.path();
    if !forge.exists() {
        assert!(git_in(home, home, &["clone", "-q", team.url(), "forge"]).status.success());
        for (name, value) in [("user.name", "Forge"), ("user.email", "forge@example.org")] {
            git_in(home, &forge, &["config", name, value]);
        }
    }
    let fetch: &[&str] = &["fetch", "-q", "origin"];
    for command in [fetch, &["checkout", "-q", "-B", "main", "origin/main"]].iter().chain(commands) {
        let output = git_in(home, &forge, command);
        assert!(output.status.success(), "{command:?}: {output:?}");
    }
    // A forge moves the branch itself, past the rules.
    let hook = team.remote.join("hooks/pre-receive");
    let away = team.remote.join("hooks/away");
    std::fs::rename(&hook, &away).unwrap();
    assert!(git_in(home, &forge, &["push", "-q", "origin", "main"]).status.success());
    std::fs::rename(&away, &hook).unwrap();
}

fn squash(team: &Team, branch: &str) {
    let from = format!("origin/{branch}");
    forge(team, &[&["merge", "-q", "--squash", &from], &["commit", "-qm", "squashed (#1)"]]);
}

fn rebase(team: &Team, branch: &str) {
    let from = format!("origin/{branch}");
    forge(
        team,
        &[
            // The forge's own commits, even where nothing else changed.
            &["checkout", "-q", "-B", "rebased", &from],
            &["rebase", "-q", "--no-ff", "origin/main"],
            &["checkout", "-q", "-B", "main", "rebased"],
        ],
    );
}

fn action(coach: &Coach) -> String {
    let text = coach.text(&with_ana(coach));
    let at = text.find("[[action]]").unwrap();
    text[at..].split('"').nth(1).unwrap().to_owned()
}

fn with_ana(coach: &Coach) -> String {
    coach.files().into_keys().find(|path| path.starts_with("sessions/ana/")).unwrap()
}

/// Jo has done the action, and written B where A was, and pushed both to a branch, in two goes.
fn ready() -> (Team, Vec<Coach>) {
    let (team, coaches) = Team::of(&["kim"]);
    let jo = &coaches[0];
    jo.sync();
    protect(&team);
    jo.ok(&["done", &action(jo)]);
    assert_eq!(jo.ok(&["sync", "--branch", "pr"]), "to the branch pr: 1 action done\n");
    jo.edit(&with_ana(jo), "First.", "Second.");
    jo.ok(&["log", "ben", "5m"]);
    jo.ok(&["sync", "--branch", "pr"]);
    (team, coaches)
}

/// Then opens it again, and writes C.
fn change_again(jo: &Coach) {
    jo.ok(&["reopen", &action(jo)]);
    jo.edit(&with_ana(jo), "Second.", "Third.");
}

fn is_third_and_open(coach: &Coach) {
    let text = coach.text(&with_ana(coach));
    assert!(text.contains("notes = \"Third.\"") && !text.contains("done ="), "{text}");
    assert!(!text.contains("conflict"), "{text}");
}

#[test]
fn after_a_squash_or_a_rebase_later_changes_count() {
    for button in [squash, rebase] {
        for others_before in [false, true] {
            let (team, coaches) = ready();
            let [jo, kim] = &coaches[..] else { panic!() };
            if others_before {
                kim.ok(&["log", "cleo", "5m"]);
                kim.ok(&["sync", "--branch", "kims"]);
                squash(&team, "kims");
            }
            button(&team, "pr");
            change_again(jo);
            let ended = jo.run(&["sync"]);
            ended.stopped(1, "origin refused the push to main: pre-receive hook declined: GH006");
            assert!(!ended.out.contains("to the team"), "{ended:?}");
            is_third_and_open(jo);
            // The same again changes nothing, and neither does the next pull request.
            jo.run(&["sync"]).stopped(1, "refused the push");
            is_third_and_open(jo);
            jo.ok(&["sync", "--branch", "pr2"]);
            squash(&team, "pr2");
            let ended = jo.run(&["sync"]);
            assert_eq!((ended.code, ended.out.as_str(), ended.err.as_str()), (Some(0), "nothing new\n", ""));
            is_third_and_open(jo);
            kim.run(&["sync"]).stopped(0, "");
            is_third_and_open(kim);
            std::fs::remove_file(team.remote.join("hooks/pre-receive")).unwrap();
            agree(&[jo, kim]);
        }
    }
}

/// What the forge has squashed is with the team: nobody is told to share it.
#[test]
fn a_refused_push_of_nothing_is_nothing_new() {
    let (team, coaches) = ready();
    let jo = &coaches[0];
    squash(&team, "pr");
    for _ in 0..2 {
        let ended = jo.run(&["sync"]);
        assert_eq!((ended.code, ended.out.as_str(), ended.err.as_str()), (Some(0), "nothing new\n", ""));
        let json = jo.ok(&["sync", "--json"]);
        assert!(json.contains("\"commits\": 0"), "{json}");
    }
}

#[test]
fn the_squash_of_an_earlier_push_leaves_the_later_one() {
    let (team, coaches) = ready();
    let [jo, kim] = &coaches[..] else { panic!() };
    // Merged as it was after the first push.
    git_in(&jo.home, &team.remote, &["update-ref", "refs/heads/first", "pr~2"]);
    let there = git_in(&jo.home, &team.remote, &["log", "-1", "--format=%s", "first"]).stdout;
    assert!(String::from_utf8(there).unwrap().starts_with("done "));
    squash(&team, "first");
    change_again(jo);
    jo.run(&["sync"]).stopped(1, "refused the push");
    is_third_and_open(jo);
    jo.ok(&["sync", "--branch", "rest"]);
    squash(&team, "rest");
    jo.sync();
    is_third_and_open(jo);
    kim.sync();
    is_third_and_open(kim);
    assert!(kim.root.join("people/ben.toml").exists());
}

#[test]
fn a_pull_request_that_was_closed_loses_nothing() {
    let (team, coaches) = ready();
    let [jo, kim] = &coaches[..] else { panic!() };
    git_in(&jo.home, &team.remote, &["update-ref", "-d", "refs/heads/pr"]);
    kim.ok(&["log", "cleo", "5m"]);
    kim.ok(&["sync", "--branch", "kims"]);
    squash(&team, "kims");
    jo.run(&["sync"]).stopped(1, "refused the push");
    let text = jo.text(&with_ana(jo));
    assert!(text.contains("Second.") && text.contains("done = 2026-11-21"), "{text}");
    assert!(jo.root.join("people/ben.toml").exists() && jo.root.join("people/cleo.toml").exists());
    // Opened anew, and a colleague's own change to the same words since is none of ours.
    jo.ok(&["sync", "--branch", "again"]);
    squash(&team, "again");
    kim.sync();
    kim.edit(&with_ana(kim), "Second.", "Kim's.");
    kim.ok(&["sync", "--branch", "kims2"]);
    squash(&team, "kims2");
    change_again(jo);
    jo.run(&["sync"]).stopped(1, "refused the push");
    let text = jo.text(&with_ana(jo));
    assert!(text.contains("Kim's.") && text.contains("Third.") && text.contains("[[conflict]]"), "{text}");
    assert!(!text.contains("done ="), "{text}");
}

#[test]
fn what_was_removed_in_a_pull_request_stays_removed() {
    let (team, coaches) = Team::of(&["kim"]);
    let [jo, kim] = &coaches[..] else { panic!() };
    jo.sync();
    jo.put_beside("README.md", "# One\n");
    jo.commit_all("a page");
    jo.sync();
    protect(&team);
    jo.ok(&["log", "ben", "5m"]);
    jo.put_beside("README.md", "# Two\n");
    jo.git(&["add", "README.md"]);
    jo.git(&["commit", "-qm", "the page"]);
    jo.ok(&["sync", "--branch", "pr"]);
    squash(&team, "pr");
    // Files that are no records count from what was pushed, too.
    jo.put_beside("README.md", "# Three\n");
    jo.git(&["add", "README.md"]);
    jo.git(&["commit", "-qm", "the page again"]);
    jo.ok(&["undo"]);
    jo.run(&["sync"]).stopped(1, "refused the push");
    assert_eq!(std::fs::read_to_string(jo.work.join("README.md")).unwrap(), "# Three\n");
    assert!(!jo.root.join("people/ben.toml").exists(), "what was taken back is here again");
    kim.sync();
    assert!(kim.root.join("people/ben.toml").exists());
}

#[test]
fn a_third_clone_hears_of_no_change_that_was_taken_back() {
    let (team, coaches) = Team::of(&["kim"]);
    let [jo, kim] = &coaches[..] else { panic!() };
    protect(&team);
    jo.ok(&["done", &action(jo)]);
    jo.ok(&["log", "ben", "5m"]);
    jo.ok(&["sync", "--branch", "pr"]);
    squash(&team, "pr");
    jo.ok(&["undo"]);
    jo.ok(&["reopen", &action(jo)]);
    jo.ok(&["sync", "--branch", "again"]);
    squash(&team, "again");
    assert_eq!(kim.sync(), "nothing new\n");
    jo.sync();
    assert_eq!(jo.files(), kim.files());
}
