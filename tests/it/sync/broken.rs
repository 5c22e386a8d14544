//! A damaged git folder, symlinks, and remotes that no clone can use as they are: the message names a way out,
//! and the way out works.

use std::fs;
use std::os::unix::fs::symlink;

use crate::sync::team::{Coach, Team, agree, git_in};

/// Each command that needs git names the same repair. Listings still work.
fn is_repaired(jo: &Coach, damage: &str, said: &str) {
    for command in [&["log", "ana", "5m"][..], &["sync"], &["undo"]] {
        let ended = jo.run(command);
        ended.stopped(3, damage);
        ended.stopped(3, "hint: `coach check --fix` restores it");
    }
    assert_eq!(jo.run(&["due"]).code, Some(0));
    let checked = jo.run(&["check"]);
    let words = checked.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(checked.code == Some(1) && words.contains(damage), "{checked:?}");
    let fixed = jo.run(&["check", "--fix"]);
    fixed.stopped(0, said);
    assert!(fixed.out.starts_with("all is well"), "{fixed:?}");
}

#[test]
fn a_missing_or_empty_head_or_branch_is_restored() {
    let (_team, coaches) = Team::of(&["kim"]);
    let [jo, kim] = &coaches[..] else { panic!() };
    jo.sync();
    let git = jo.work.join(".git");
    let tip = jo.tip();
    let head = "its file HEAD is missing or damaged";
    fs::remove_file(git.join("HEAD")).unwrap();
    is_repaired(jo, head, "restored git's HEAD: the branch is main");
    fs::write(git.join("HEAD"), "").unwrap();
    is_repaired(jo, head, "restored git's HEAD: the branch is main");
    // With several branches, the one at the last commit of HEAD.
    jo.git(&["branch", "older", "HEAD~1"]);
    fs::write(git.join("HEAD"), "\0\0").unwrap();
    is_repaired(jo, head, "restored git's HEAD: the branch is main");
    fs::write(git.join("refs/heads/main"), "").unwrap();
    let said = format!("restored git's branch main: its last known commit is {}", &tip[..7]);
    is_repaired(jo, "its file refs/heads/main is damaged", &said);
    assert_eq!(jo.tip(), tip);
    jo.git(&["pack-refs", "--all"]);
    fs::remove_dir_all(git.join("refs")).unwrap();
    is_repaired(jo, "its folder refs is missing", "restored the folder refs of git");
    assert_eq!(jo.tip(), tip);
    jo.ok(&["log", "ana", "6m"]);
    agree(&[jo, kim]);
}

/// The branch can be missing, or older: `packed-refs` keeps the commit of the last packing.
#[test]
fn a_branch_that_lost_its_file_is_restored() {
    let (_team, coaches) = Team::of(&["kim"]);
    let [jo, kim] = &coaches[..] else { panic!() };
    jo.sync();
    let git = jo.work.join(".git");
    let session = jo.session();
    let id = session.rsplit('-').next().unwrap().trim_end_matches(".toml");
    jo.ok(&["delete", id, "--yes"]);
    let tip = jo.tip();
    let said = format!("restored git's branch main: its last known commit is {}", &tip[..7]);
    let missing = "its file refs/heads/main is missing";
    fs::remove_file(git.join("refs/heads/main")).unwrap();
    is_repaired(jo, missing, &said);
    assert_eq!(jo.tip(), tip);
    fs::remove_dir_all(git.join("refs")).unwrap();
    is_repaired(jo, "its folder refs is missing", &said);
    assert_eq!(jo.tip(), tip);
    jo.git(&["pack-refs", "--all"]);
    jo.ok(&["log", "ben", "6m"]);
    let tip = jo.tip();
    fs::remove_file(git.join("refs/heads/main")).unwrap();
    is_repaired(jo, missing, &format!("its last known commit is {}", &tip[..7]));
    assert_eq!(jo.tip(), tip);
    agree(&[jo, kim]);
    assert!(!kim.root.join(session).exists());
}

#[test]
fn a_new_branch_without_commits_is_not_damaged() {
    let (_team, coaches) = Team::of(&[]);
    let jo = &coaches[0];
    jo.git(&["checkout", "-q", "--orphan", "other"]);
    assert!(jo.ok(&["check"]).starts_with("all is well"));
    jo.ok(&["log", "ana", "6m"]);
    assert_eq!(jo.git(&["rev-list", "--count", "HEAD"]), "1\n");
}

/// The files of the journal are all there. What the team has comes back with the next sync.
#[test]
fn a_branch_whose_commit_is_missing_or_damaged_is_restored() {
    let (_team, coaches) = Team::of(&["kim"]);
    let [jo, kim] = &coaches[..] else { panic!() };
    for (damage, is_shared) in [("", true), ("", false), ("half", true), ("half", false)] {
        jo.ok(&["log", "ana", "5m", "--note", "Before."]);
        jo.ok(&["log", "ana", "6m", "--note", "After."]);
        if is_shared {
            jo.sync();
        }
        let (tip, files) = (jo.tip(), jo.files());
        let object = jo.work.join(".git/objects").join(&tip[..2]).join(tip[2..].trim());
        fs::remove_file(&object).unwrap();
        if !damage.is_empty() {
            fs::write(&object, damage).unwrap();
        }
        let what = format!("the commit {} of its branch main is missing or damaged", &tip[..7]);
        for command in [&["sync"][..], &["undo"]] {
            let ended = jo.run(command);
            ended.stopped(3, &what);
            ended.stopped(3, "hint: `coach check --fix` restores it");
        }
        jo.run(&["log", "ana", "5m"]).stopped(3, "run `coach check --fix`");
        let fixed = jo.run(&["check", "--fix"]);
        fixed.stopped(0, "restored git's branch main: its last known commit is ");
        fixed.stopped(0, "`git status` lists what you saved after it");
        jo.sync();
        assert_eq!(jo.files(), files);
        kim.sync();
        assert_eq!(kim.files(), files);
    }
}

#[test]
fn without_any_commit_the_remote_gives_its_own() {
    let (_team, coaches) = Team::of(&["kim"]);
    let [jo, kim] = &coaches[..] else { panic!() };
    jo.sync();
    jo.ok(&["log", "ben", "5m", "--note", "Only here."]);
    let files = jo.files();
    jo.git(&["gc", "-q"]);
    fs::remove_dir_all(jo.work.join(".git/objects/pack")).unwrap();
    let refused = jo.run(&["check", "--fix"]);
    refused.stopped(1, "coach does not know its last commit");
    refused.stopped(1, "fetch --refetch` for what your team has, then `coach check --fix` again");
    jo.git(&["fetch", "-q", "--refetch"]);
    jo.run(&["check", "--fix"]).stopped(0, "restored git's branch main");
    jo.sync();
    assert_eq!(jo.files(), files);
    kim.sync();
    assert_eq!(kim.files(), files);
}

/// The folder has the texts, and the index has the folders.
#[test]
fn objects_of_the_latest_commit_are_written_again() {
    let (_team, coaches) = Team::of(&["kim"]);
    let [jo, kim] = &coaches[..] else { panic!() };
    jo.sync();
    jo.ok(&["log", "ben", "5m", "--note", "Only here."]);
    let objects = jo.git(&["rev-list", "--objects", "--no-object-names", "HEAD", "^HEAD~1"]);
    let (files, tip) = (jo.files(), jo.tip());
    assert!(objects.lines().count() > 4, "{objects}");
    for id in objects.lines().filter(|id| *id != tip.trim()) {
        let object = jo.work.join(".git/objects").join(&id[..2]).join(&id[2..]);
        for damage in [None, Some("half")] {
            fs::remove_file(&object).unwrap();
            if let Some(text) = damage {
                fs::write(&object, text).unwrap();
            }
            let checked = jo.run(&["check"]);
            assert_eq!(checked.code, Some(1), "{checked:?}");
            let fixed = jo.run(&["check", "--fix"]);
            fixed.stopped(0, "restored 1 object of git's latest commit");
            assert!(jo.files() == files && jo.tip() == tip);
        }
    }
    agree(&[jo, kim]);
    assert_eq!(kim.files(), files);
}

/// Coach's record of the remote, and git's: the next sync writes both.
#[test]
fn a_damaged_reference_to_the_remote_is_written_again() {
    let (_team, coaches) = Team::of(&["kim"]);
    let [jo, kim] = &coaches[..] else { panic!() };
    jo.sync();
    for name in ["refs/remotes/origin/main", "refs/coach/seen/origin/main"] {
        jo.ok(&["log", "ben", "5m"]);
        fs::write(jo.work.join(".git").join(name), "junk").unwrap();
        let refused = jo.run(&["sync"]);
        refused.stopped(3, name);
        refused.stopped(3, "hint: delete that file in the folder .git: the next sync writes it again");
        fs::remove_file(jo.work.join(".git").join(name)).unwrap();
        jo.sync();
    }
    agree(&[jo, kim]);
}

/// A new index changes no file.
#[test]
fn a_damaged_index_names_the_command_that_replaces_it() {
    let (_team, coaches) = Team::of(&[]);
    let jo = &coaches[0];
    let index = jo.work.join(".git/index");
    let whole = fs::read(&index).unwrap();
    let zeros = vec![0; whole.len()];
    for (damage, why) in
        [(&[][..], "it is empty or cut off"), (&whole[..100], "invalid"), (&zeros, "invalid")]
    {
        fs::write(&index, damage).unwrap();
        for command in [&["log", "ana", "5m"][..], &["sync"]] {
            let ended = jo.run(command);
            ended.stopped(3, &format!("git's index is damaged: {why}"));
            ended.stopped(3, "hint: create a new one with `git read-tree HEAD`");
        }
        jo.git(&["read-tree", "HEAD"]);
        jo.ok(&["log", "ana", "5m"]);
        jo.git(&["update-index", "-q", "--refresh"]);
        jo.is_clean();
    }
}

/// Git ends HEAD with a line break. A shorter name would be a new branch.
#[test]
fn a_head_whose_end_is_missing_is_restored() {
    let (_team, coaches) = Team::of(&[]);
    let jo = &coaches[0];
    let tip = jo.tip();
    for half in ["ref: refs/", "ref: refs/hea", "ref: refs/heads/ma"] {
        fs::write(jo.work.join(".git/HEAD"), half).unwrap();
        is_repaired(jo, "its file HEAD is missing or damaged", "restored git's HEAD: the branch is main");
        assert_eq!(jo.tip(), tip);
    }
}

#[test]
fn two_branches_at_one_commit_are_not_guessed() {
    let (_team, coaches) = Team::of(&[]);
    let jo = &coaches[0];
    jo.git(&["branch", "other"]);
    fs::remove_file(jo.work.join(".git/HEAD")).unwrap();
    let fixed = jo.run(&["check", "--fix"]);
    fixed.stopped(1, "coach cannot tell which branch it was on");
    fixed.stopped(1, "symbolic-ref HEAD refs/heads/BRANCH");
    // Without its objects, git has nothing to restore.
    fs::remove_dir_all(jo.work.join(".git/objects")).unwrap();
    jo.run(&["sync"]).stopped(3, ".git from a backup");
    jo.run(&["check", "--fix"]).stopped(3, "its folder objects is missing");
}

#[test]
fn a_remote_whose_default_branch_does_not_exist() {
    let (team, coaches) = Team::of(&[]);
    coaches[0].git(&["push", "-q", "origin", "main:dev"]);
    let set = git_in(team.temp.path(), &team.remote, &["symbolic-ref", "HEAD", "refs/heads/nope"]);
    assert!(set.status.success());
    let kim = team.stranger("kim");
    let root = kim.root.to_str().unwrap();
    let refused = kim.run(&["init", root, "--from", team.url()]);
    refused.stopped(1, "the default branch of the remote does not exist; it has the branches dev, main");
    refused.stopped(1, "`git clone --branch main URL DIR`");
    assert!(!kim.root.exists());
    assert!(git_in(&kim.home, &kim.home, &["clone", "-q", team.url(), root]).status.success());
    let refused = kim.run(&["due"]);
    refused.stopped(1, "has no files: the default branch of its remote does not exist");
    refused.stopped(1, &format!("use the branch main: git -C {root} switch main"));
    kim.git(&["switch", "-q", "main"]);
    assert_eq!(kim.run(&["due"]).code, Some(0));
}

/// A clone from a folder takes its object files as they are, and `git checkout` succeeds without a file whose
/// contents git cannot read.
#[test]
fn a_remote_that_lacks_a_blob_is_not_cloned() {
    let (team, coaches) = Team::of(&[]);
    let jo = &coaches[0];
    let session = jo.session();
    let id = jo.git(&["rev-parse", &format!("HEAD:{session}")]);
    let object = team.remote.join("objects").join(&id[..2]).join(id[2..].trim());
    fs::remove_file(&object).unwrap();
    let kim = team.stranger("kim");
    let root = kim.root.to_str().unwrap();
    let hint = "nothing was cloned; that repository is damaged: `git fsck` in it lists";
    let refused = kim.run(&["init", root, "--from", team.url()]);
    refused.stopped(3, "git could not clone the repository: unable to checkout working tree");
    refused.stopped(3, hint);
    let refused = kim.run(&["init", root, "--from", &format!("file://{}", team.url())]);
    refused.stopped(3, hint);
    // git checks out no file here, and coach has the files of the only branch checked out.
    git_in(team.temp.path(), &team.remote, &["symbolic-ref", "HEAD", "refs/heads/nope"]);
    let refused = kim.run(&["init", root, "--from", team.url()]);
    refused.stopped(3, &format!("is damaged: it lacks the text of {session}\n"));
    refused.stopped(3, hint);
    assert!(!kim.root.exists());
}

#[test]
fn a_symlink_has_one_name_for_every_command() {
    let (_team, coaches) = Team::of(&[]);
    let jo = &coaches[0];
    symlink("/etc/hosts", jo.root.join("people/zoe.toml")).unwrap();
    let words = "people/zoe.toml: a symlink, which coach does not follow";
    for command in
        [&["log", "zoe", "5m"][..], &["person", "add", "zoe"], &["person", "set", "zoe", "--team", "x"]]
    {
        jo.run(command).stopped(1, words);
    }
    assert!(jo.run(&["check"]).out.contains(&words.replace(": ", "  ")));
    assert!(jo.ok(&["due"]).contains(&words.replace(": ", "  ")));
}

/// No git checks out such a path, so the hint does not name `git pull`.
#[test]
fn a_path_that_git_refuses() {
    let (team, coaches) = Team::of(&[]);
    let jo = &coaches[0];
    let make = "b=$(echo x | git hash-object -w --stdin) && \
        inner=$(printf '100644 blob %s\\tx.toml\\n' $b | git mktree) && \
        people=$( (git ls-tree main:people; printf '040000 tree %s\\t..\\n' $inner) | git mktree) && \
        root=$( (git ls-tree main | grep -v people; printf '040000 tree %s\\tpeople\\n' $people) | git mktree) && \
        git update-ref refs/heads/main $(git -c user.name=k -c user.email=k@example.org commit-tree $root -p main -m x)";
    let mut shell = jo.program("sh");
    assert!(shell.current_dir(&team.remote).args(["-c", make]).status().unwrap().success());
    let before = jo.state();
    let refused = jo.run(&["sync"]);
    refused.stopped(1, "\"people/../x.toml\" is not a valid path for a file of the journal");
    refused.stopped(1, "hint: git refuses this path too: a colleague has to remove it");
    assert_eq!(jo.state(), before);
}
