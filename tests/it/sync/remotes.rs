//! Remotes in every state: empty, rewritten, gone, with another history, named twice.

use crate::sync::team::{Team, agree, git_in};

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
    ended.stopped(1, "already has a remote");
    assert!(!ended.err.contains("secret"), "{ended:?}");
    // Followed under another name, it is no other remote.
    jo.git(&["remote", "rename", "origin", "team"]);
    assert_eq!(jo.ok(&["sync", "--remote", "../team.git"]), "nothing new\n");
    let ended = jo.run(&["sync", "--remote", "https://example.org/x.git"]);
    ended.stopped(1, "already has a remote");
    ended.stopped(1, "change it with `git remote set-url team https://example.org/x.git`");
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
    ended.stopped(0, "origin/main was deleted on the remote: its commits are kept as refs/coach/rescue/");
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
    let (tip, there) = (kim.tip(), kim.git(&["ls-remote", "origin"]));
    let ended = kim.run(&["sync"]);
    // Was it purged or lost? Nobody here knows.
    ended.stopped(1, "origin/main was rewritten and lacks the text of 3 records");
    assert_eq!((kim.files(), kim.tip()), (before.clone(), tip));
    assert_eq!(kim.git(&["ls-remote", "origin"]), there);
    let ended = kim.run(&["sync", "--missing", "restore"]);
    ended.stopped(0, "origin/main was rewritten: its earlier commits are kept as refs/coach/rescue/");
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
    kim.run(&["sync", "--remote", second.url()]).stopped(1, "the remote is not a journal");
    assert_eq!(kim.state(), before);
    assert_eq!(kim.git(&["remote"]), "");
    assert_eq!(kim.git(&["for-each-ref", "refs/remotes", "refs/coach"]), "");
    kim.run(&["sync"]).stopped(1, "no remote yet");
}

#[test]
fn a_journal_elsewhere_in_the_repository_is_told_and_not_mixed() {
    let (team, _jo, _kim) = Team::in_a_larger_repository();
    let lee = team.begin("lee");
    let before = lee.state();
    let ended = lee.run(&["sync", "--remote", team.url()]);
    ended.stopped(1, "the remote's journal is in its folder coaching, unlike yours");
    assert_eq!(lee.state(), before);
    assert_eq!(lee.git(&["remote"]), "");
}

#[test]
fn objects_of_another_kind_are_not_shared_and_leave_nothing() {
    let team = Team::nobody();
    let jo = team.begin("jo");
    let remote = team.temp.path().join("sha256");
    let made = |arguments: &[&str]| assert!(git_in(&jo.home, team.temp.path(), arguments).status.success());
    made(&["init", "-q", "--object-format=sha256", "-b", "main", "sha256"]);
    let before = jo.state();
    let url = remote.to_str().unwrap();
    for is_empty in [true, false] {
        if !is_empty {
            std::fs::write(remote.join("coach.toml"), "format = 1\n").unwrap();
            made(&["-C", "sha256", "add", "."]);
            made(&["-C", "sha256", "commit", "-qm", "begin"]);
        }
        let ended = jo.run(&["sync", "--remote", url]);
        assert_eq!((ended.code, ended.out.as_str()), (Some(3), ""), "{ended:?}");
        assert!(ended.err.contains("sha256"), "{ended:?}");
        assert_eq!(jo.state(), before);
        assert_eq!(jo.git(&["remote"]), "");
        let kim = team.temp.path().join("kim/deep/journal");
        jo.run(&["init", kim.to_str().unwrap(), "--from", url]).stopped(3, "sha256");
        assert!(!team.temp.path().join("kim").exists());
    }
}

#[test]
fn a_clone_that_is_no_journal_leaves_nothing() {
    let team = Team::nobody();
    let jo = team.stranger("jo");
    let there = team.temp.path().join("empty");
    std::fs::create_dir(&there).unwrap();
    for url in [team.url(), "/nonexistent/team.git"] {
        for folder in [there.clone(), team.temp.path().join("new/er/journal")] {
            let ended = jo.run(&["init", folder.to_str().unwrap(), "--from", url]);
            assert!(matches!(ended.code, Some(1 | 3)), "{ended:?}");
            assert!(ended.err.contains("nothing was"), "{ended:?}");
        }
        assert_eq!(there.read_dir().unwrap().count(), 0);
        assert!(!team.temp.path().join("new").exists());
    }
    assert!(!jo.home.join(".config/coach/config.toml").exists());
}

/// `git init --bare` with another default branch than the journal's.
#[test]
fn a_remote_whose_head_names_no_branch_has_a_journal_all_the_same() {
    let (team, _coaches) = Team::of(&[]);
    let lee = team.stranger("lee");
    git_in(&lee.home, &team.remote, &["symbolic-ref", "HEAD", "refs/heads/elsewhere"]);
    lee.ok(&["init", lee.root.to_str().unwrap(), "--me", "lee", "--from", team.url()]);
    assert!(lee.root.join("coach.toml").exists());
    lee.ok(&["log", "ben", "5m"]);
    assert_eq!(lee.sync(), "to the team: 1 session, 2 new people\n");
}

#[test]
fn a_journal_in_a_folder_of_the_clone_is_found() {
    let (team, jo, _kim) = Team::in_a_larger_repository();
    let lee = team.stranger("lee");
    let ended = lee.run(&["init", lee.root.to_str().unwrap(), "--me", "lee", "--from", team.url()]);
    ended.stopped(0, "the journal is in the folder coaching of the repository\n");
    let config = std::fs::read_to_string(lee.home.join(".config/coach/config.toml")).unwrap();
    assert!(config.contains("/coaching\""), "{config}");
    assert!(lee.work.join("coaching/people/lee.toml").exists());
    // Two of them: which is meant nobody knows.
    jo.put_beside("other/coach.toml", "format = 1\n");
    jo.commit_all("another");
    jo.sync();
    let max = team.stranger("max");
    let ended = max.run(&["init", max.root.to_str().unwrap(), "--from", team.url()]);
    ended.stopped(1, "contains several journals: coaching, other");
    assert!(!max.work.exists());
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
