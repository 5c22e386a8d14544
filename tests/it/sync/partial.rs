//! Clones that have not all of the history, and servers that refuse for good.

use crate::sync::team::{Coach, Team, agree, git_in};

/// A clone made with plain git, as Lee.
fn cloned(team: &Team, name: &str, how: &[&str]) -> Coach {
    let lee = team.stranger(name);
    let url = format!("file://{}", team.url());
    let words = [&["clone", "-q"], how, &[&url, "journal"]].concat();
    let output = git_in(&lee.home, &lee.home, &words);
    assert!(output.status.success(), "{output:?}");
    lee.ok(&["init", lee.root.to_str().unwrap(), "--me", name]);
    lee
}

#[test]
fn a_clone_without_all_objects_syncs() {
    let (team, coaches) = Team::of(&[]);
    let jo = &coaches[0];
    git_in(&jo.home, &team.remote, &["config", "uploadpack.allowFilter", "true"]);
    let reference = format!("--reference={}", jo.work.display());
    let ways: [&[&str]; 5] = [
        &["--filter=blob:none"],
        &["--filter=tree:0"],
        &["--depth=1"],
        &["--filter=blob:none", "--depth=1"],
        &[&reference],
    ];
    for (number, how) in ways.into_iter().enumerate() {
        let names = ["One", "Two", "Three"].map(|word| format!("{word} {number}"));
        jo.ok(&["person", "set", "ana", "--name", &names[0]]);
        jo.ok(&["person", "set", "ana", "--name", &names[1]]);
        jo.sync();
        let lee = cloned(&team, &format!("lee{number}"), how);
        // Both change a record that others changed before.
        jo.ok(&["person", "set", "ana", "--name", &names[2]]);
        jo.sync();
        lee.ok(&["person", "set", "ana", "--email", &format!("ana{number}@example.org")]);
        lee.ok(&["log", "ben", "5m"]);
        let said = lee.sync();
        assert!(said.contains("from jo: 1 person changed"), "{how:?}: {said}");
        let ana = lee.text("people/ana.toml");
        assert!(ana.contains(&names[2]) && ana.contains(&format!("ana{number}@")), "{how:?}: {ana}");
        lee.ok(&["undo"]);
        lee.sync();
        jo.sync();
        assert_eq!(jo.files(), lee.files(), "{how:?}");
        lee.is_clean();
    }
}

fn ready() -> (Team, Vec<Coach>) {
    let (team, coaches) = Team::of(&["kim"]);
    coaches[0].sync();
    coaches[0].ok(&["log", "ben", "5m"]);
    (team, coaches)
}

#[test]
fn a_server_that_refuses_for_good_is_told_in_its_own_words() {
    let (team, coaches) = ready();
    let jo = &coaches[0];
    let before = jo.state();
    // A dead push left it.
    let lock = team.remote.join("refs/heads/main.lock");
    std::fs::write(&lock, "").unwrap();
    let ended = jo.run(&["sync"]);
    ended.stopped(1, "origin refused the push to main: failed to update ref");
    ended.stopped(1, "main.lock': File exists");
    ended.stopped(1, "ask the server's administrator to delete that file");
    assert_eq!((ended.out.as_str(), ended.err.contains("faster")), ("", false), "{ended:?}");
    std::fs::remove_file(lock).unwrap();
    let ended = jo.run(&["sync", "--branch", "main/jo"]);
    ended.stopped(1, "'refs/heads/main' exists; cannot create 'refs/heads/main/jo'");
    ended.stopped(1, "git cannot have both a branch `a` and a branch `a/b`");
    assert!(!ended.err.contains("other commits"), "{ended:?}");
    git_in(&jo.home, &team.remote, &["config", "receive.maxInputSize", "50"]);
    let ended = jo.run(&["sync"]);
    ended.stopped(1, "pack exceeds maximum allowed size");
    ended.stopped(1, "ask the server's administrator why that repository does not accept them");
    git_in(&jo.home, &team.remote, &["config", "--unset", "receive.maxInputSize"]);
    team.hook("update", "#!/bin/sh\necho 'quota: 5 of 5 MB are used' >&2\nexit 1\n");
    let ended = jo.run(&["sync"]);
    ended.stopped(1, "origin refused the push to main: hook declined: quota: 5 of 5 MB are used");
    ended.stopped(1, "hint: your changes are saved here; ask the server's administrator for more space");
    std::fs::remove_file(team.remote.join("hooks/update")).unwrap();
    assert_eq!(jo.state(), before);
    assert_eq!(jo.sync(), "to the team: 1 session, 1 new person\n");
}

/// A lock that goes away is a push of somebody else's, and is waited for.
#[test]
fn a_push_that_meets_another_is_tried_again() {
    let (team, coaches) = ready();
    let jo = &coaches[0];
    let lock = team.remote.join("refs/heads/main.lock");
    let met = team.temp.path().join("met");
    let git = team.program(
        "meeting-git",
        &format!(
            "#!/bin/sh\ncase \" $* \" in *' push '*) if [ ! -e {1} ]; then touch {0} {1}; \
             git \"$@\"; code=$?; rm {0}; exit $code; fi;; esac\nexec git \"$@\"\n",
            lock.display(),
            met.display()
        ),
    );
    let ended = jo.run_with(&[("COACH_GIT", git.to_str().unwrap())], &["sync"]);
    assert!(met.exists());
    assert_eq!((ended.code, ended.out.as_str()), (Some(0), "to the team: 1 session, 1 new person\n"));
}

#[test]
fn a_branch_of_the_remote_in_place_of_a_folder_of_branches() {
    let (team, coaches) = ready();
    let [jo, kim] = &coaches[..] else { panic!() };
    git_in(&jo.home, &team.remote, &["branch", "-m", "main", "main/2026"]);
    let ended = jo.run(&["sync"]);
    ended.stopped(3, "'refs/remotes/origin/main' exists; cannot create");
    ended.stopped(3, "`git remote prune origin`");
    jo.git(&["remote", "prune", "origin"]);
    jo.run(&["sync"]).stopped(0, "origin/main was renamed to origin/main/2026");
    kim.git(&["remote", "prune", "origin"]);
    kim.sync();
    agree(&[jo, kim]);
}

/// git stops at a repository that belongs to somebody else, and says what to type.
#[test]
fn a_remote_of_somebody_else_gets_gits_advice() {
    let (team, coaches) = ready();
    let jo = &coaches[0];
    let git = team.program(
        "distrusting-git",
        "#!/bin/sh\ncase \" $* \" in *' ls-remote '*|*' clone '*) printf \"fatal: detected dubious ownership in repository at \
         '/srv/team.git'\\nTo add an exception for this directory, call:\\n\\n\\tgit config --global --add safe.directory \
         /srv/team.git\\nfatal: Could not read from remote repository.\\n\" >&2; exit 128;; esac\nexec git \"$@\"\n",
    );
    let with = [("COACH_GIT", git.to_str().unwrap())];
    let ended = jo.run_with(&with, &["sync"]);
    ended.stopped(3, "could not reach origin: detected dubious ownership in repository at '/srv/team.git'");
    ended.stopped(3, "hint: if you trust it: git config --global --add safe.directory /srv/team.git");
    let folder = team.temp.path().join("new");
    let ended = jo.run_with(&with, &["init", folder.to_str().unwrap(), "--from", team.url()]);
    ended.stopped(3, "git config --global --add safe.directory /srv/team.git");
}

#[test]
fn a_shallow_clone_is_told_of_what_is_new_only() {
    let (team, coaches) = Team::of(&["kim"]);
    let [jo, kim] = &coaches[..] else { panic!() };
    for minutes in ["11m", "12m", "13m"] {
        jo.ok(&["log", "ana", minutes]);
    }
    jo.sync();
    kim.sync();
    jo.ok(&["log", "ana", "14m"]);
    kim.ok(&["log", "ana", "15m"]);
    kim.sync();
    let lee = cloned(&team, "lee", &["--depth=1"]);
    jo.sync();
    assert_eq!(lee.sync(), "from jo: 1 session with ana\nto the team: 1 new person\n");
}
