//! A journal in a folder of a larger repository: its other files come by fast-forward or a clean
//! merge, and are never resolved.

use std::os::unix::fs::PermissionsExt;

use crate::sync::team::{Coach, Team, agree};

#[test]
fn other_files_come_along() {
    let (_team, jo, kim) = Team::in_a_larger_repository();
    kim.put_beside("app.txt", "one\ntwo\nthree\nfour\n");
    kim.put_beside("bin/start", "#!/bin/sh\n");
    std::fs::set_permissions(kim.work.join("bin/start"), PermissionsExt::from_mode(0o755)).unwrap();
    std::fs::set_permissions(kim.work.join("docs/run"), PermissionsExt::from_mode(0o755)).unwrap();
    kim.put_beside("big.bin", &"0123456789".repeat(40_000));
    kim.commit_all("work");
    assert_eq!(kim.sync(), "to the team: 4 other files\n");
    assert_eq!(jo.sync(), "from kim: 4 other files\n");
    assert_eq!(jo.tip(), kim.tip());
    let mode = |path: &str| std::fs::metadata(jo.work.join(path)).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode("bin/start"), mode("docs/run"), mode("app.txt")), (0o755, 0o755, 0o644));
    kim.git(&["rm", "-qr", "bin"]);
    kim.git(&["commit", "-qm", "remove"]);
    kim.sync();
    jo.ok(&["log", "ben", "5m"]);
    jo.put_beside("app.txt", "zero\none\ntwo\nthree\nfour\n");
    jo.git(&["commit", "-qm", "mine", "app.txt"]);
    kim.put_beside("app.txt", "one\ntwo\nthree\nfour\nfive\n");
    kim.git(&["commit", "-qm", "theirs", "app.txt"]);
    kim.sync();
    jo.sync();
    assert_eq!(
        std::fs::read_to_string(jo.work.join("app.txt")).unwrap(),
        "zero\none\ntwo\nthree\nfour\nfive\n"
    );
    assert!(!jo.work.join("bin").exists());
    agree(&[&jo, &kim]);
}

#[test]
fn a_conflict_there_is_not_ours() {
    let (_team, jo, kim) = Team::in_a_larger_repository();
    jo.put_beside("app.txt", "mine\n");
    jo.git(&["commit", "-qam", "mine"]);
    jo.ok(&["log", "ben", "5m"]);
    kim.put_beside("app.txt", "theirs\n");
    kim.git(&["commit", "-qam", "theirs"]);
    kim.ok(&["log", "cleo", "5m"]);
    kim.sync();
    let before = jo.state();
    jo.run(&["sync"]).stopped(1, "you and your team both changed app.txt");
    assert_eq!(jo.state(), before);
    jo.is_sound();
    // As the hint says: in git.
    assert!(!jo.try_git(&["pull", "-q", "--no-rebase"]).status.success());
    jo.run(&["sync"]).stopped(1, "a merge is under way: nothing was shared");
    jo.put_beside("app.txt", "both\n");
    jo.git(&["add", "app.txt"]);
    jo.git(&["commit", "-qm", "both"]);
    agree(&[&jo, &kim]);
}

#[test]
fn uncommitted_work_stays_and_only_what_is_in_the_way_stops() {
    let (_team, jo, kim) = Team::in_a_larger_repository();
    kim.put_beside("app.txt", "theirs\n");
    kim.put_beside("new.txt", "theirs\n");
    kim.commit_all("theirs");
    kim.sync();
    // Beside what comes: untouched.
    jo.put_beside("docs/run", "#!/bin/sh\n# half done\n");
    jo.put_beside("mine.txt", "mine\n");
    jo.put_beside("staged.txt", "mine\n");
    jo.git(&["add", "staged.txt"]);
    // In the way, in three ways.
    for way in ["edited", "staged", "removed"] {
        match way {
            "edited" => jo.put_beside("app.txt", "half done\n"),
            "staged" => {
                jo.put_beside("app.txt", "half done\n");
                jo.git(&["add", "app.txt"]);
                jo.put_beside("app.txt", "one\ntwo\nthree\n");
            }
            _ => std::fs::remove_file(jo.work.join("app.txt")).unwrap(),
        }
        let before = jo.state();
        let why = match way {
            "removed" => "that file is missing from your folder",
            _ => "your version is not committed",
        };
        jo.run(&["sync"]).stopped(1, &format!("your team changed app.txt, and {why}"));
        assert_eq!(jo.state(), before);
        jo.git(&["checkout", "-q", "HEAD", "--", "app.txt"]);
    }
    jo.put_beside("new.txt", "mine\n");
    let before = jo.state();
    jo.run(&["sync"]).stopped(1, "your team changed new.txt, and your file of that name is not committed");
    assert_eq!(jo.state(), before);
    std::fs::remove_file(jo.work.join("new.txt")).unwrap();
    jo.sync();
    assert_eq!(jo.git(&["status", "--porcelain"]), " M docs/run\nA  staged.txt\n?? mine.txt\n");
    assert_eq!(std::fs::read_to_string(jo.work.join("app.txt")).unwrap(), "theirs\n");
    jo.is_sound();
}

#[test]
fn what_coach_cannot_write_is_left_to_git() {
    let (_team, jo, kim) = Team::in_a_larger_repository();
    std::os::unix::fs::symlink("app.txt", kim.work.join("link")).unwrap();
    kim.commit_all("a link");
    kim.sync();
    let before = jo.state();
    jo.run(&["sync"]).stopped(1, "your team changed link, which coach cannot write");
    assert_eq!(jo.state(), before);
    jo.git(&["pull", "-q", "--ff-only"]);
    agree(&[&jo, &kim]);
    kim.put_beside(".gitattributes", "*.crlf eol=crlf\n");
    kim.commit_all("attributes");
    kim.sync();
    jo.sync();
    kim.put_beside("x.crlf", "one\r\n");
    kim.commit_all("line ends");
    kim.sync();
    let before = jo.state();
    jo.run(&["sync"]).stopped(1, "git converts x.crlf");
    assert_eq!(jo.state(), before);
}

/// Commits a person whose file has this mode, as tools that are not git write it, and sends it.
fn send_person_with_mode(coach: &Coach, mode: &str) {
    let git = git2::Repository::open(&coach.work).unwrap();
    let head = git.head().unwrap().peel_to_commit().unwrap();
    let blob = git.blob(b"handle = \"mmm\"\n").unwrap();
    let root = head.tree().unwrap();
    let people = root.get_name("people").unwrap().id();
    let old = git.odb().unwrap().read(people).unwrap().data().to_vec();
    let entry = [mode.as_bytes(), b" mmm.toml\0", blob.as_bytes()].concat();
    let people = git.odb().unwrap().write(git2::ObjectType::Tree, &[old, entry].concat()).unwrap();
    let mut root = git.treebuilder(Some(&root)).unwrap();
    root.insert("people", people, 0o040_000).unwrap();
    let tree = root.write().unwrap();
    let commit = coach.git(&["commit-tree", &tree.to_string(), "-p", "HEAD", "-m", mode]);
    coach.git(&["push", "-q", "origin", &format!("{}:refs/heads/main", commit.trim())]);
}

#[test]
fn a_record_with_a_mode_that_git_does_not_write_comes_in_and_goes_on() {
    for mode in ["100777", "100666", "100600", "100444"] {
        let (_team, coaches) = Team::of(&["kim"]);
        let [jo, kim] = coaches.as_slice() else { unreachable!() };
        jo.sync();
        kim.sync();
        send_person_with_mode(kim, mode);
        assert!(jo.run(&["sync"]).well(&["sync"]).contains("1 new person"), "{mode}");
        jo.ok(&["log", "mmm", "5m"]);
        jo.ok(&["undo"]);
        jo.ok(&["person", "set", "mmm", "--name", "Mia"]);
        assert_eq!(jo.run(&["sync"]).code, Some(0), "{mode}");
        assert!(kim.sync().contains("person"), "{mode}");
    }
}

/// Commits the tree of HEAD with other modes for the entries of its root, as tools that are not git write
/// them, and sends it.
fn send_with_mode(coach: &Coach, mode: &str) {
    let git = git2::Repository::open(&coach.work).unwrap();
    let head = git.head().unwrap().peel_to_commit().unwrap();
    let tree = git.odb().unwrap().read(head.tree_id()).unwrap().data().to_vec();
    let (at, old) = (tree.windows(7).position(|w| w == b"100644 ").unwrap(), b"100644".len());
    let odd = [&tree[..at], mode.as_bytes(), &tree[at + old..]].concat();
    let tree = git.odb().unwrap().write(git2::ObjectType::Tree, &odd).unwrap();
    let commit = coach.git(&["commit-tree", &tree.to_string(), "-p", "HEAD", "-m", mode]);
    coach.git(&["push", "-q", "origin", &format!("{}:refs/heads/main", commit.trim())]);
}

#[test]
fn a_mode_that_git_does_not_write_is_read_as_git_reads_it() {
    for mode in ["100777", "100664", "100600", "100444", "104755", "100000"] {
        let (_team, coaches) = Team::of(&["kim"]);
        let [jo, kim] = coaches.as_slice() else { unreachable!() };
        jo.sync();
        kim.sync();
        send_with_mode(kim, mode);
        let synced = jo.run(&["sync"]);
        assert_eq!(synced.code, Some(0), "{mode}: {synced:?}");
        assert_eq!(jo.git(&["status", "--porcelain"]), "", "{mode}");
        // And joined to a commit of one's own.
        kim.ok(&["log", "ben", "5m"]);
        assert_eq!(kim.run(&["sync"]).code, Some(0), "{mode}");
        assert_eq!(jo.run(&["sync"]).code, Some(0), "{mode}");
        // `git fsck` complains about the colleague's tree, and about nothing else.
        assert_eq!(jo.git(&["status", "--porcelain"]), "", "{mode}");
        assert_eq!(jo.tip(), kim.tip(), "{mode}");
    }
    // A link whose mode has the bits of a program stays a link, which coach cannot write.
    let (_team, coaches) = Team::of(&["kim"]);
    let [jo, kim] = coaches.as_slice() else { unreachable!() };
    jo.sync();
    kim.sync();
    send_with_mode(kim, "120777");
    jo.run(&["sync"]).stopped(1, "which coach cannot write");
}

/// Somebody's plain git added a repository below `sessions/` and removed it again.
#[test]
fn a_submodule_among_the_sessions_that_is_gone_again_is_no_fault() {
    let (_team, coaches) = Team::of(&["kim"]);
    let [jo, kim] = &coaches[..] else { panic!() };
    let cache = format!("160000,{},sessions/ana/inner.toml", kim.tip().trim());
    kim.git(&["update-index", "--add", "--cacheinfo", &cache]);
    kim.git(&["commit", "-qm", "a repository"]);
    kim.git(&["rm", "-q", "--cached", "sessions/ana/inner.toml"]);
    kim.git(&["commit", "-qm", "no repository"]);
    kim.git(&["push", "-q"]);
    jo.sync();
    assert_eq!(jo.tip(), kim.tip());
    agree(&[jo, kim]);
}

/// A name that is not UTF-8 is no record of coach, and a merge must not drop the file.
#[test]
fn a_file_with_a_name_in_another_encoding_is_left_to_git() {
    use std::os::unix::ffi::OsStrExt;
    let (_team, coaches) = Team::of(&["kim"]);
    let [jo, kim] = &coaches[..] else { panic!() };
    agree(&[jo, kim]);
    let name = std::ffi::OsStr::from_bytes(b"people/caf\xe9.toml");
    std::fs::write(kim.root.join(name), "handle = \"zz\"\n").unwrap();
    kim.commit_all("a name in another encoding");
    kim.git(&["push", "-q"]);
    jo.ok(&["log", "ana", "5m"]);
    let before = jo.state();
    jo.run(&["sync"]).stopped(1, "has a name that is not UTF-8");
    assert_eq!(jo.state(), before);
    assert!(kim.git(&["ls-tree", "-r", "origin/main"]).contains("caf"));
}
