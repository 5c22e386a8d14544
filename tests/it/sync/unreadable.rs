//! Records that cannot be read: one bad file stops nobody, and none is lost.

use crate::home::{COACH, Ended};
use crate::sync::team::{Coach, Team, agree};

#[test]
fn a_file_that_cannot_be_read_comes_in_and_is_told() {
    let (_team, coaches) = Team::of(&["kim"]);
    let [jo, kim] = &coaches[..] else { panic!() };
    jo.sync();
    kim.put("sessions/broken.toml", "<<<<<<< HEAD\n");
    kim.put("sessions/large.toml", &"# much\n".repeat(50_000));
    kim.commit_all("broken");
    kim.sync();
    jo.ok(&["log", "ben", "5m"]);
    let said = jo.sync();
    assert!(said.starts_with("from kim: 2 files that cannot be read: `coach check`\n"), "{said}");
    agree(&[jo, kim]);
    jo.run(&["check"]).stopped(1, "");
}

const BROKEN: &str = "<<<<<<< HEAD\nhandle = \"ana\"\n";

/// Jo's and Kim's clones, in which both changed Ana's record.
fn both_changed(jo: &str, kim: &str) -> (Team, Vec<Coach>) {
    let (team, coaches) = Team::of(&["kim"]);
    coaches[0].sync();
    for (coach, text) in coaches.iter().zip([jo, kim]) {
        coach.put("people/ana.toml", text);
        coach.commit_all("by hand");
    }
    (team, coaches)
}

const READABLE: &str = "handle = \"ana\"\nteam = \"sales\"\n";

#[test]
fn the_version_that_can_be_read_is_in_place() {
    for (jos, kims, said) in [
        (
            READABLE,
            BROKEN,
            "people/ana.toml  your team's version cannot be read, so coach kept yours; `git show ",
        ),
        (
            BROKEN,
            READABLE,
            "people/ana.toml  your version cannot be read, so coach kept your team's; `git show ",
        ),
    ] {
        let (_team, coaches) = both_changed(jos, kims);
        let [jo, kim] = &coaches[..] else { panic!() };
        jo.ok(&["log", "ben", "5m"]);
        kim.sync();
        jo.run(&["sync", "--dry-run"]).stopped(0, said);
        let ended = jo.run(&["sync"]);
        ended.stopped(0, said);
        let shown = ended.err.split("`git show ").nth(1).unwrap().split('`').next().unwrap();
        assert_eq!(jo.git(&["show", shown]), BROKEN);
        agree(&[jo, kim]);
        assert_eq!(jo.text("people/ana.toml"), READABLE);
    }
}

#[test]
fn two_that_cannot_be_read_stop_whoever_can_correct_one() {
    let (_team, coaches) = both_changed(BROKEN, "<<<<<<< other\n");
    let [jo, kim] = &coaches[..] else { panic!() };
    kim.sync();
    let before = jo.state();
    let ended = jo.run(&["sync"]);
    ended.stopped(1, "you and your team both changed people/ana.toml, and coach can read neither version");
    ended.stopped(1, "hint: correct people/ana.toml here, then sync again");
    assert_eq!(jo.state(), before);
    jo.put("people/ana.toml", READABLE);
    jo.run(&["sync"]).stopped(0, "your team's version cannot be read, so coach kept yours");
    agree(&[jo, kim]);
    assert_eq!(jo.text("people/ana.toml"), READABLE);
}

#[test]
fn one_that_is_removed_there_and_cannot_be_read_here_stays() {
    let (_team, coaches) = Team::of(&["kim"]);
    let [jo, kim] = &coaches[..] else { panic!() };
    jo.sync();
    kim.git(&["rm", "-q", "people/ana.toml"]);
    kim.git(&["commit", "-qm", "remove"]);
    kim.sync();
    jo.put("people/ana.toml", BROKEN);
    jo.commit_all("by hand");
    agree(&[jo, kim]);
    assert_eq!(kim.text("people/ana.toml"), BROKEN);
}

/// A text that takes a hundred times its size in memory once it is parsed.
fn tables(bytes: usize) -> String {
    "[[t]]\nx=1\n".repeat(bytes / 10)
}

/// `coach` with so much memory and no more.
fn with_memory(coach: &Coach, megabytes: usize, line: &str) -> Ended {
    let limited = format!("ulimit -v {}; exec \"$0\" {line}", megabytes * 1024);
    let mut command = coach.program("sh");
    command.args(["-c", &limited, COACH]);
    Ended::new(&command.output().unwrap())
}

#[test]
fn a_large_record_comes_in_without_being_parsed() {
    let (_team, coaches) = Team::of(&["kim"]);
    let [jo, kim] = &coaches[..] else { panic!() };
    jo.sync();
    kim.put("sessions/large.toml", &tables(8 << 20));
    kim.put(
        "people/large.toml",
        &format!("handle = \"large\"\nwas = [\"x\"]\nforgotten = 2026-11-01\n{}", tables(8 << 20)),
    );
    kim.commit_all("large");
    kim.git(&["pull", "-q", "--no-edit", "--no-rebase"]);
    kim.git(&["push", "-q"]);
    jo.ok(&["log", "ben", "5m"]);
    let synced = with_memory(jo, 800, "sync");
    assert!(synced.out.contains("1 file that cannot be read: `coach check`"), "{synced:?}");
    with_memory(jo, 800, "check").stopped(1, "");
    agree(&[jo, kim]);
}

#[test]
fn a_huge_record_is_refused_by_its_size_and_git_pull_is_a_way_out() {
    for path in ["sessions/huge.toml", "people/huge.toml", "coach.toml"] {
        let (_team, coaches) = Team::of(&["kim"]);
        let [jo, kim] = &coaches[..] else { panic!() };
        jo.sync();
        kim.sync();
        let before = if path == "coach.toml" { kim.text(path) } else { String::new() };
        kim.put(path, &format!("{before}{}", tables(17 << 20)));
        kim.commit_all("huge");
        kim.git(&["push", "-q"]);
        jo.ok(&["log", "ben", "5m"]);
        let state = jo.state();
        for line in ["sync --dry-run", "sync"] {
            let ended = with_memory(jo, 1200, line);
            ended.stopped(1, &format!("your team committed {path} (1"));
            ended.stopped(1, " MiB): coach accepts no file larger than 16 MiB");
            let way_out = if path == "coach.toml" { "in another clone with git" } else { "`git rm " };
            ended.stopped(1, way_out);
            assert_eq!(jo.state(), state);
        }
        if path != "coach.toml" {
            jo.git(&["pull", "-q", "--no-edit", "--no-rebase"]);
            jo.sync();
            let ended = jo.run(&["check"]);
            assert!(ended.out.contains(&format!("{path}  the file is larger than 256 KiB")), "{ended:?}");
        }
        // Once it is gone from the branch all goes on.
        kim.git(&["pull", "-q", "--no-edit", "--no-rebase"]);
        let huge = kim.git(&["log", "-1", "--format=%H", "--", path]);
        kim.git(&["revert", "--no-edit", huge.trim()]);
        kim.git(&["push", "-q"]);
        jo.sync();
        jo.ok(&["log", "cleo", "5m"]);
        jo.sync();
        agree(&[jo, kim]);
    }
}
