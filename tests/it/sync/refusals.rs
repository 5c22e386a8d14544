//! What stops a sync, and that it then leaves everything as it was.

use crate::sync::team::{Team, git_in};

#[test]
fn a_detached_head_and_a_merge_under_way() {
    let (_team, coaches) = Team::of(&[]);
    let jo = &coaches[0];
    jo.git(&["checkout", "-q", "--detach"]);
    let ended = jo.run(&["sync"]);
    ended.stopped(1, "HEAD is detached: nothing was shared");
    ended.stopped(1, "git switch");
    jo.git(&["checkout", "-q", "main"]);
    jo.git(&["checkout", "-qb", "other"]);
    // Not a record: those plain git merges through coach.
    jo.put("plan.txt", "other");
    jo.commit_all("other");
    jo.git(&["checkout", "-q", "main"]);
    jo.put("plan.txt", "main");
    jo.commit_all("main");
    assert!(!jo.try_git(&["merge", "other"]).status.success());
    let files = jo.files();
    jo.run(&["sync"]).stopped(1, "a merge is under way: nothing was shared");
    assert_eq!(jo.files(), files);
}

#[test]
fn no_remote_no_network_no_git() {
    let team = Team::nobody();
    let jo = team.begin("jo");
    jo.ok(&["log", "ana", "5m"]);
    let before = jo.state();
    let ended = jo.run(&["sync"]);
    ended.stopped(1, "no remote yet");
    ended.stopped(1, "coach sync --remote URL");
    // An address that does not answer is not kept.
    jo.run(&["sync", "--remote", "/nonexistent/team.git"])
        .stopped(3, "could not reach /nonexistent/team.git");
    assert_eq!(jo.git(&["remote"]), "");
    assert_eq!(jo.state(), before);
    jo.ok(&["sync", "--remote", team.url()]);
    std::fs::rename(&team.remote, team.temp.path().join("away")).unwrap();
    jo.ok(&["log", "ben", "5m"]);
    let before = jo.state();
    let ended = jo.run(&["sync"]);
    ended.stopped(3, "could not reach origin");
    ended.stopped(3, "your changes are saved here");
    assert_eq!(jo.state(), before);
    let ended = jo.run_with(&[("COACH_GIT", "/nonexistent/git")], &["sync"]);
    ended.stopped(3, "cannot start /nonexistent/git");
    ended.stopped(3, "COACH_GIT");
    assert_eq!(jo.state(), before);
    // Everything else goes on without it.
    assert_eq!(jo.run_with(&[("COACH_GIT", "/nonexistent/git")], &["log", "cleo", "5m"]).code, Some(0));
    std::fs::rename(team.temp.path().join("away"), &team.remote).unwrap();
    assert_eq!(jo.sync(), "to the team: 2 sessions, 2 new people\n");
}

#[test]
fn git_is_found_by_the_config_too() {
    let (team, coaches) = Team::of(&[]);
    let jo = &coaches[0];
    let told = team.temp.path().join("told");
    let git =
        team.program("my-git", &format!("#!/bin/sh\necho \"$@\" >> {}\nexec git \"$@\"\n", told.display()));
    let config = jo.home.join(".config/coach/config.toml");
    let text = std::fs::read_to_string(&config).unwrap();
    std::fs::write(&config, format!("git = \"{}\"\n{text}", git.display())).unwrap();
    jo.sync();
    let told = std::fs::read_to_string(told).unwrap();
    assert!(told.starts_with("-c core.fsmonitor=false --git-dir"), "{told}");
}

#[test]
fn variables_of_git_lead_nowhere_else() {
    let (team, coaches) = Team::of(&[]);
    let jo = &coaches[0];
    jo.ok(&["log", "ben", "5m"]);
    let elsewhere = team.temp.path().join("elsewhere");
    let output = git_in(&jo.home, team.temp.path(), &["init", "-q", "--bare", elsewhere.to_str().unwrap()]);
    assert!(output.status.success());
    let variables = [("GIT_DIR", elsewhere.to_str().unwrap()), ("GIT_INDEX_FILE", "/nonexistent/index")];
    jo.run_with(&variables, &["sync"]).well(&["sync"]);
    jo.is_clean();
}

#[test]
fn a_protected_branch_is_told_with_its_words_made_visible() {
    let (team, coaches) = Team::of(&["kim"]);
    let [jo, kim] = &coaches[..] else { panic!() };
    jo.sync();
    kim.ok(&["log", "cleo", "5m"]);
    kim.sync();
    team.hook(
        "pre-receive",
        "#!/bin/sh\nwhile read old new ref; do\n\
         [ $ref != refs/heads/main ] || { printf 'GH006: \\033[2Jmain takes pull requests only\\n' >&2; exit 1; }\ndone\n",
    );
    jo.ok(&["log", "ben", "5m"]);
    let ended = jo.run(&["sync"]);
    ended.stopped(1, "origin refused the push to main");
    ended.stopped(1, "main takes pull requests only");
    ended.stopped(1, "coach sync --branch NAME");
    assert!(!ended.err.contains('\u{1b}'), "{ended:?}");
    assert!(ended.out.contains("from kim: 1 session with cleo"), "what came is in all the same: {ended:?}");
    jo.is_clean();
    jo.run(&["sync", "--branch", "not..valid"]).stopped(2, "cannot be the name of a branch");
    assert_eq!(jo.ok(&["sync", "--branch", "jo-notes"]), "to the branch jo-notes: 1 session, 1 new person\n");
    assert_eq!(jo.git(&["config", "branch.main.merge"]), "refs/heads/main\n");
    // Merged on the server, as one commit that has nothing to do with ours.
    std::fs::remove_file(team.remote.join("hooks/pre-receive")).unwrap();
    kim.git(&["fetch", "-q"]);
    kim.git(&["merge", "-q", "--squash", "origin/jo-notes"]);
    kim.git(&["commit", "-qm", "squashed"]);
    kim.git(&["push", "-q"]);
    team.hook("pre-receive", "#!/bin/sh\necho no >&2\nexit 1\n");
    // All of it is there: rules against pushing change nothing.
    let ended = jo.run(&["sync"]);
    assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""));
    std::fs::remove_file(team.remote.join("hooks/pre-receive")).unwrap();
    assert_eq!(jo.files(), kim.files());
}

#[test]
fn somebody_pushes_between_fetch_and_push() {
    let (team, coaches) = Team::of(&["kim"]);
    let [jo, kim] = &coaches[..] else { panic!() };
    jo.sync();
    jo.ok(&["log", "ben", "5m"]);
    let flag = team.temp.path().join("raced");
    kim.ok(&["log", "cleo", "5m"]);
    let git = team.program(
        "racing-git",
        &format!(
            "#!/bin/sh\ncase \" $* \" in *' push '*) if mkdir {} 2>/dev/null; then\n\
             (unset GIT_TERMINAL_PROMPT; HOME={} git -C {} push -q) || exit 1\nfi;; esac\nexec git \"$@\"\n",
            flag.display(),
            kim.home.display(),
            kim.work.display()
        ),
    );
    let ended = jo.run_with(&[("COACH_GIT", git.to_str().unwrap())], &["sync"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert_eq!(
        ended.out,
        "from kim: 1 session with cleo, 1 new person\nto the team: 1 session, 1 new person\n"
    );
    assert!(flag.exists());
    jo.is_clean();
    kim.sync();
    assert_eq!(jo.files(), kim.files());
}

/// The first pushes while the second begins.
#[test]
fn a_second_sync_of_one_clone_waits_and_then_says_so() {
    let (team, coaches) = Team::of(&[]);
    let jo = &coaches[0];
    jo.ok(&["log", "ben", "5m"]);
    let second = team.temp.path().join("second");
    let git = team.program(
        "busy-git",
        &format!(
            "#!/bin/sh\ncase \" $* \" in *' push '*) if [ ! -e {0} ]; then\n\
             COACH_GIT=git {1} sync >{0} 2>&1; echo \"exit $?\" >>{0}\nfi;; esac\nexec git \"$@\"\n",
            second.display(),
            env!("CARGO_BIN_EXE_coach"),
        ),
    );
    let ended = jo.run_with(&[("COACH_GIT", git.to_str().unwrap())], &["sync"]);
    ended.stopped(0, "");
    let second = std::fs::read_to_string(second).unwrap();
    assert!(second.contains("error: another sync of this journal is running"), "{second}");
    assert!(second.ends_with("exit 3\n"), "{second}");
    assert_eq!(jo.sync(), "nothing new\n");
}

#[test]
fn always_overtaken_gives_up_and_keeps_everything() {
    let (team, coaches) = Team::of(&[]);
    let jo = &coaches[0];
    jo.ok(&["log", "ben", "5m"]);
    team.hook("update", "#!/bin/sh\nexit 0\n");
    let git = team.program(
        "losing-git",
        "#!/bin/sh\ncase \" $* \" in *' push '*) printf 'To x\\n!\\ta:b\\t[rejected] (fetch first)\\nDone\\n'; exit 1;; esac\nexec git \"$@\"\n",
    );
    let before = jo.state();
    let ended = jo.run_with(&[("COACH_GIT", git.to_str().unwrap())], &["sync"]);
    ended.stopped(3, "other pushes were faster 5 times");
    assert_eq!(jo.state(), before);
}

/// The records of the demo are made up, so they must not reach a team.
#[test]
fn the_demo_is_not_shared() {
    let (team, coaches) = Team::of(&[]);
    let jo = &coaches[0];
    let demo = jo.home.join("demo");
    jo.ok(&["demo", demo.to_str().unwrap()]);
    let refs = || git_in(team.temp.path(), &team.remote, &["for-each-ref"]).stdout;
    let before = refs();
    for more in [&[][..], &["--dry-run"], &["--branch", "pr"]] {
        // The preview takes no address.
        let remote: &[&str] = if more == ["--dry-run"] { &[] } else { &["--remote", team.url()] };
        let line = [&["--journal", demo.to_str().unwrap(), "sync"], remote, more].concat();
        jo.run(&line).stopped(1, "this is the demo journal, which cannot be shared");
        assert_eq!(refs(), before);
    }
    // Somebody pushed it with plain git.
    let push = git_in(&jo.home, &demo, &["push", "-q", "--force", team.url(), "HEAD:refs/heads/main"]);
    assert!(push.status.success());
    jo.ok(&["log", "ben", "5m"]);
    let state = jo.state();
    let kim = team.begin("kim");
    kim.ok(&["log", "ben", "5m"]);
    for (coach, line) in [(jo, &["sync"][..]), (&kim, &["sync", "--remote", team.url()])] {
        let refused = coach.run(line);
        refused.stopped(1, "the remote has the demo journal: nothing was merged or shared");
        assert!(!coach.root.join("people/ruth.toml").exists());
    }
    assert_eq!(jo.state(), state);
}
