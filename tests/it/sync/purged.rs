//! A history that somebody purged: no clone pushes the purged text back, and no record is lost.

use crate::sync::team::{Coach, Team, agree, git_in};

/// The commits on any ref of the remote that add or remove the text.
fn on_the_remote(team: &Team, text: &str) -> String {
    let output = git_in(team.temp.path(), &team.remote, &["log", "--all", "--oneline", "-S", text]);
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

fn is_nowhere(team: &Team, text: &str) {
    assert_eq!(on_the_remote(team, text), "", "{text} is on the remote again");
}

/// Jo has a session with Ana and one with Ben, and Kim has a clone.
fn ready() -> (Team, Vec<Coach>) {
    let (team, coaches) = Team::of(&["kim"]);
    let jo = &coaches[0];
    jo.sync();
    jo.ok(&["log", "ben", "5m", "--note", "One zebra and more."]);
    jo.sync();
    coaches[1].sync();
    assert_ne!(on_the_remote(&team, "zebra"), "");
    (team, coaches)
}

/// Every commit is made again, in a fresh clone, with each file as the script leaves it (`$f`), as
/// `git filter-repo` does it.
fn purge(team: &Team, script: &str) {
    let max = team.stranger("max");
    assert!(git_in(&max.home, &max.home, &["clone", "-q", team.url(), "journal"]).status.success());
    let script = format!("git ls-files | while read -r f; do {script}; done");
    let mut filter = max.program("git");
    filter.current_dir(&max.work).env("FILTER_BRANCH_SQUELCH_WARNING", "1");
    let output = filter.args(["filter-branch", "--prune-empty", "--tree-filter", &script]).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    max.git(&["push", "-q", "--force", "--all"]);
    std::fs::remove_dir_all(&max.home).unwrap();
    is_nowhere(team, "zebra");
}

const WITHOUT_BEN: &str = "case $f in sessions/ben/*|people/ben.toml) rm $f;; esac";
const WITHOUT_ZEBRA: &str = "sed -i s/zebra/xxx/ $f";

/// The file of the session with Ben.
fn with_ben(coach: &Coach) -> String {
    coach.files().into_keys().find(|path| path.starts_with("sessions/ben/")).unwrap()
}

#[test]
fn unsent_records_go_on_top_of_the_new_history() {
    let (team, coaches) = ready();
    let [jo, kim] = &coaches[..] else { panic!() };
    kim.ok(&["log", "cleo", "5m", "--note", "Not sent yet."]);
    kim.ok(&["log", "dee", "5m"]);
    purge(&team, WITHOUT_ZEBRA);
    let said = kim.ok(&["sync", "--dry-run"]);
    assert_eq!(
        said,
        "would come from the team: 1 session changed\nwould go to the team: 2 sessions, 2 new people\n"
    );
    let ended = kim.run(&["sync"]);
    ended.stopped(0, "origin/main was rewritten: its earlier commits are kept as refs/coach/rescue/");
    assert_eq!(ended.out, "from the team: 1 session changed\nto the team: 2 sessions, 2 new people\n");
    is_nowhere(&team, "zebra");
    let last = kim.git(&["log", "--format=%an, %p: %s", "-2", "--abbrev=40"]);
    let parent = kim.git(&["rev-parse", "HEAD~1", "HEAD~2"]);
    let [one, two] = parent.lines().collect::<Vec<_>>()[..] else { panic!() };
    assert_eq!(
        last,
        format!("kim of the team, {one}: log dee 2026-11-21\nkim of the team, {two}: log cleo 2026-11-21\n")
    );
    // The clone of somebody who has nothing to send follows too.
    jo.run(&["sync"]).stopped(0, "origin/main was rewritten");
    assert_eq!(jo.tip(), kim.tip());
    agree(&[jo, kim]);
    assert!(jo.text(&with_ben(jo)).contains("One xxx and more."));
    kim.ok(&["undo"]);
    assert!(!kim.root.join("people/dee.toml").exists() && kim.root.join("people/cleo.toml").exists());
    agree(&[jo, kim]);
    assert_eq!(jo.sync(), "nothing new\n");
    is_nowhere(&team, "zebra");
}

#[test]
fn a_purged_record_is_decided_about_and_stays_away() {
    let (team, coaches) = ready();
    let [jo, kim] = &coaches[..] else { panic!() };
    kim.ok(&["log", "cleo", "5m"]);
    purge(&team, WITHOUT_BEN);
    let before = kim.state();
    // Whoever fetches first, and however often it is tried.
    for command in [&["sync"][..], &["sync", "--dry-run"], &["sync"], &["sync", "--branch", "other"]] {
        let ended = kim.run(command);
        ended.stopped(1, "origin/main was rewritten and lacks the text of 2 records");
        ended.stopped(1, "people/ben.toml, sessions/ben/");
        ended.stopped(1, "coach sync --missing remove");
        assert_eq!(kim.state(), before);
        is_nowhere(&team, "zebra");
    }
    let said = kim.ok(&["sync", "--missing", "remove"]);
    assert_eq!(
        said,
        "from the team: 1 session removed, 1 person changed\nto the team: 1 session, 1 new person\n"
    );
    assert!(!kim.root.join("people/ben.toml").exists());
    kim.is_clean();
    jo.git(&["fetch", "-q"]);
    jo.run(&["sync"]).stopped(1, "lacks the text of 2 records");
    jo.ok(&["sync", "--missing", "remove"]);
    agree(&[jo, kim]);
    is_nowhere(&team, "zebra");
    // Nothing is lost: the clone keeps what it had.
    assert_ne!(kim.git(&["log", "--all", "--oneline", "-S", "zebra"]), "");
}

/// `git pull` has joined the two histories already: the push would bring the old one back.
#[test]
fn a_plain_pull_before_does_not_bring_it_back() {
    let (team, coaches) = ready();
    let kim = &coaches[1];
    kim.ok(&["log", "cleo", "5m", "--note", "Not sent yet."]);
    purge(&team, WITHOUT_BEN);
    kim.git(&["pull", "-q", "--no-rebase", "--no-edit"]);
    kim.run(&["sync"]).stopped(1, "was rewritten");
    is_nowhere(&team, "zebra");
    kim.ok(&["sync", "--missing", "remove"]);
    is_nowhere(&team, "zebra");
    let lee = team.join("lee");
    assert!(lee.root.join("people/cleo.toml").exists() && !lee.root.join("people/ben.toml").exists());
}

/// Plain git makes the old commits again on the new history, under other ids.
#[test]
fn a_plain_rebase_or_reset_before_does_not_bring_it_back() {
    let rebase: &[&[&str]] = &[&["rebase", "-q", "origin/main"]];
    let reset: &[&[&str]] = &[&["reset", "-q", "--soft", "origin/main"], &["commit", "-qm", "mine"]];
    let amended: &[&[&str]] = &[rebase[0], &["commit", "-q", "--amend", "-m", "mine"]];
    for commands in [rebase, reset, amended] {
        let (team, coaches) = ready();
        let kim = &coaches[1];
        kim.ok(&["log", "cleo", "5m", "--note", "Not sent yet."]);
        purge(&team, WITHOUT_BEN);
        kim.git(&["fetch", "-q"]);
        for command in commands {
            kim.git(command);
        }
        let before = kim.state();
        for command in [&["sync"][..], &["sync", "--dry-run"], &["sync"]] {
            kim.run(command).stopped(1, "was rewritten and lacks the text of 2 records");
            assert_eq!(kim.state(), before);
            is_nowhere(&team, "zebra");
        }
        kim.ok(&["sync", "--missing", "remove"]);
        is_nowhere(&team, "zebra");
        assert_eq!(kim.sync(), "nothing new\n");
        let lee = team.join("lee");
        assert!(lee.root.join("people/cleo.toml").exists() && !lee.root.join("people/ben.toml").exists());
        // What comes later goes as always.
        kim.ok(&["log", "dee", "5m"]);
        assert_eq!(kim.sync(), "from lee: 1 new person\nto the team: 1 session, 1 new person\n");
    }
}

/// The text was forgotten before it was purged: no file has it, only the commits made again do.
#[test]
fn commits_made_again_do_not_bring_a_forgotten_text_back() {
    let (team, coaches) = ready();
    let kim = &coaches[1];
    kim.ok(&["person", "forget", "ben", "--yes"]);
    kim.sync();
    kim.ok(&["log", "cleo", "5m"]);
    purge(&team, "if grep -q zebra $f; then rm $f; fi");
    kim.git(&["fetch", "-q"]);
    kim.git(&["rebase", "-q", "origin/main"]);
    assert_ne!(kim.git(&["log", "--oneline", "-S", "zebra", "origin/main.."]), "");
    kim.run(&["sync"]).stopped(0, "origin/main was rewritten");
    is_nowhere(&team, "zebra");
    let lee = team.join("lee");
    assert!(lee.root.join("people/cleo.toml").exists() && !lee.root.join("people/ben.toml").exists());
}

/// An unsent change to the purged text cannot be told from it.
#[test]
fn an_unsent_change_to_a_purged_text_is_decided_about() {
    for (script, lacks) in
        [(WITHOUT_BEN, "lacks the text of 2 records"), (WITHOUT_ZEBRA, "lacks the text of 1 record")]
    {
        let (team, coaches) = ready();
        let [jo, kim] = &coaches[..] else { panic!() };
        kim.edit(&with_ben(kim), "and more.", "and much more.");
        kim.ok(&["log", "cleo", "5m"]);
        purge(&team, script);
        kim.run(&["sync"]).stopped(1, lacks);
        is_nowhere(&team, "zebra");
        kim.ok(&["sync", "--missing", "remove"]);
        is_nowhere(&team, "zebra");
        jo.run(&["sync", "--missing", "remove"]).stopped(0, "");
        agree(&[jo, kim]);
        assert!(jo.root.join("people/cleo.toml").exists());
        is_nowhere(&team, "zebra");
    }
}

/// As `coach person forget` prints it, from the clone of who forgot, with what is left of Ben copied back.
#[test]
fn who_forgot_and_purged_goes_on_and_so_does_who_never_heard_of_it() {
    let (team, coaches) = ready();
    let [jo, kim] = &coaches[..] else { panic!() };
    kim.ok(&["log", "ben", "7m", "--note", "Kim's."]);
    jo.ok(&["person", "forget", "ben", "--yes"]);
    jo.ok(&["log", "cleo", "5m"]);
    jo.sync();
    let left: Vec<String> = jo.files().into_keys().filter(|path| path.contains("forgotten-")).collect();
    assert_eq!(left.len(), 2);
    purge(&team, "case $f in *ben*|*forgotten-*) rm $f;; esac");
    let lee = team.stranger("lee");
    assert!(git_in(&lee.home, &lee.home, &["clone", "-q", team.url(), "journal"]).status.success());
    for path in &left {
        lee.put(path, &jo.text(path));
    }
    lee.commit_all("what is left");
    lee.git(&["push", "-q"]);
    for coach in [jo, kim, jo] {
        coach.sync();
        is_nowhere(&team, "zebra");
        is_nowhere(&team, "Kim's");
    }
    agree(&[jo, kim]);
    let sessions = jo.files().into_keys().filter(|path| path.starts_with("sessions/forgotten-")).count();
    assert_eq!(sessions, 2);
    assert!(!kim.run(&["undo"]).out.contains("ben"), "what was shared before stays");
    kim.run(&["sync"]);
    is_nowhere(&team, "zebra");
}

/// The last commit taken back and pushed with force: the branch is only shorter.
#[test]
fn a_branch_that_was_cut_off_is_not_made_long_again() {
    let (team, coaches) = ready();
    let [jo, kim] = &coaches[..] else { panic!() };
    git_in(&jo.home, &team.remote, &["update-ref", "refs/heads/main", "main~1"]);
    is_nowhere(&team, "zebra");
    let before = kim.state();
    kim.run(&["sync"]).stopped(1, "lacks the text of 2 records");
    assert_eq!(kim.state(), before);
    is_nowhere(&team, "zebra");
    // It was lost, and not purged.
    let said = kim.ok(&["sync", "--missing", "restore"]);
    assert_eq!(said, "from the team: 1 session removed\nto the team: 1 session, 1 new person\n");
    agree(&[jo, kim]);
    assert_eq!(jo.state().0, before.0);
}

#[test]
fn a_sync_that_dies_on_the_way_to_the_new_history_is_finished_or_taken_back() {
    for (when, beside) in [(1, false), (1, true), (2, false), (2, true)] {
        let (team, coaches) = ready();
        let [jo, kim] = &coaches[..] else { panic!() };
        kim.ok(&["log", "cleo", "5m", "--note", "Not sent yet."]);
        purge(&team, WITHOUT_ZEBRA);
        let inject = format!("inject=renameat:signal=KILL:when={when}");
        let mut traced = kim.program("strace");
        traced.env("COACH_JOURNAL", &kim.root);
        traced.args(["-qq", "-o", "/dev/null", "-e", "trace=renameat", "-e", &inject]);
        let Ok(output) = traced.arg(env!("CARGO_BIN_EXE_coach")).arg("sync").output() else {
            return eprintln!("SKIPPED: no sync was killed, since strace is not here");
        };
        assert!(!output.status.success(), "not killed at {when}");
        if beside {
            kim.git(&["commit", "-q", "--allow-empty", "-m", "beside"]);
        }
        kim.run(&["log", "dee", "5m"]);
        kim.sync();
        is_nowhere(&team, "zebra");
        jo.sync();
        agree(&[jo, kim]);
        for path in ["people/cleo.toml", "people/dee.toml"] {
            assert!(jo.root.join(path).exists(), "{path} is lost ({when}, {beside})");
        }
        is_nowhere(&team, "zebra");
    }
}

#[test]
fn a_purged_branch_that_was_renamed_too_gets_nothing_back() {
    let (team, coaches) = ready();
    let [_, kim] = &coaches[..] else { panic!() };
    let at = |arguments: &[&str]| {
        assert!(git_in(team.temp.path(), &team.remote, arguments).status.success(), "{arguments:?}");
    };
    at(&["branch", "-m", "main", "trunk"]);
    at(&["symbolic-ref", "HEAD", "refs/heads/trunk"]);
    purge(&team, WITHOUT_ZEBRA);
    kim.ok(&["log", "cleo", "5m"]);
    let ended = kim.run(&["sync"]);
    ended.stopped(1, "cannot tell which of its branches (trunk)");
    assert!(!ended.err.contains("git push"), "{ended:?}");
    // As the hint says.
    kim.git(&["fetch", "-q"]);
    kim.git(&["branch", "-q", "--set-upstream-to=origin/trunk"]);
    kim.run(&["sync"]).stopped(0, "origin/trunk was rewritten");
    is_nowhere(&team, "zebra");
    assert!(kim.text(&with_ben(kim)).contains("One xxx and more."));
}

#[test]
fn a_person_whose_records_were_removed_can_be_met_again() {
    let (team, coaches) = ready();
    let [jo, kim] = &coaches[..] else { panic!() };
    purge(&team, WITHOUT_BEN);
    kim.ok(&["sync", "--missing", "remove"]);
    kim.ok(&["log", "ben", "6m", "--note", "Met again."]);
    assert_eq!(kim.sync(), "to the team: 1 session, 1 new person\n");
    jo.ok(&["sync", "--missing", "remove"]);
    agree(&[jo, kim]);
    assert!(jo.text(&with_ben(jo)).contains("Met again."));
    is_nowhere(&team, "zebra");
    assert!(jo.ok(&["check"]).starts_with("all is well"));
}

/// `init --from` records the last known commit, so the first sync of a new clone knows what was purged.
#[test]
fn a_clone_that_never_synced_does_not_push_purged_text() {
    let (team, coaches) = ready();
    let lee = team.stranger("lee");
    lee.ok(&["init", lee.root.to_str().unwrap(), "--me", "lee", "--from", team.url()]);
    lee.ok(&["log", "cleo", "5m"]);
    purge(&team, WITHOUT_ZEBRA);
    // Whichever program fetches first.
    lee.git(&["fetch", "-q"]);
    lee.run(&["sync"]).stopped(0, "origin/main was rewritten");
    is_nowhere(&team, "zebra");
    coaches[0].sync();
    agree(&[&coaches[0], &lee]);
    assert!(lee.text(&with_ben(&lee)).contains("One xxx and more."));
    is_nowhere(&team, "zebra");
}
