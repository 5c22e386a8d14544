//! A machine that cannot: a standard output that is full or closed, a limit on files, no inode left, a
//! journal that may only be read.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::faults::cases::{CASES, Kind};
use crate::faults::home::Home;
use crate::faults::sweep::State;
use crate::home::{COACH, Ended, copy};

/// `coach` as a shell starts it, after some other words.
fn after(home: &Home, words: &str, line: &[&str]) -> Ended {
    let script = format!("{words}; exec \"$0\" \"$@\"");
    Ended::new(&home.command("sh").args(["-c", &script, COACH]).args(line).output().unwrap())
}

#[test]
fn where_the_answer_cannot_go_what_was_saved_is_saved() {
    for case in CASES {
        let template = case.home();
        let whole = template.again();
        whole.ok(case.line);
        let wanted = State::of(&whole);
        for (words, is_full) in [
            ("exec >/dev/full", true),
            ("exec >&-", false),
            ("exec >&- 2>&-", false),
            ("exec >/dev/full 2>/dev/full", true),
        ] {
            let home = template.again();
            let ended = after(&home, words, case.line);
            let place = format!("{}, {words}: {ended:?}", case.name);
            assert!(State::of(&home) == wanted, "{place}");
            match case.kind {
                Kind::Reads if is_full => assert_eq!(ended.code, Some(3), "{place}"),
                _ => assert_eq!(ended.code, Some(0), "{place}"),
            }
            if is_full && words.ends_with(">/dev/full") && !words.contains("2>") {
                let word = if case.kind == Kind::Reads {
                    "cannot write to standard output"
                } else {
                    "saved, but not printed"
                };
                assert!(ended.err.contains(word), "{place}");
            }
        }
    }
}

#[test]
fn a_reader_that_has_enough_is_no_failure() {
    let home = Home::with_every_record();
    let mut command = home.command(COACH);
    let mut child =
        command.args(["export", "json"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(Ended::new(&output).err, "");
    assert_eq!(output.status.code(), Some(0));
}

/// Files of a few hundred bytes, then of some more: the signal that comes with it must not kill.
#[test]
fn a_limit_on_files_saves_all_or_nothing() {
    let mut refused = 0;
    for blocks in 0..6 {
        for case in CASES.iter().filter(|case| case.kind == Kind::Once) {
            let home = case.home();
            let before = State::of(&home);
            let ended = after(&home, &format!("ulimit -f {blocks}"), case.line);
            let place = format!("{}, {blocks}: {ended:?}", case.name);
            match ended.code {
                Some(0) => assert!(State::of(&home) != before, "{place}"),
                Some(3) => {
                    refused += 1;
                    assert!(ended.err.contains("error: ") && home.files() == before.files, "{place}");
                }
                _ => panic!("{place}"),
            }
            home.ok(&["log", "zed", "5m"]);
        }
    }
    assert!(refused > 5, "{refused} refused");
}

fn mounted(small: &Path, options: &str) -> bool {
    let mount = Command::new("mount").args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(small).output();
    mount.is_ok_and(|output: Output| output.status.success())
}

#[test]
fn without_an_inode_left_all_or_nothing_is_saved() {
    let small = tempfile::TempDir::new().unwrap();
    if !mounted(small.path(), "size=8m,nr_inodes=260") {
        eprintln!("\n!! SKIPPED: no mount of a small tmpfs here: full inodes are NOT tested in this run\n");
        return;
    }
    let filled = std::panic::catch_unwind(|| fill(small.path()));
    assert!(Command::new("umount").arg("-l").arg(small.path()).status().unwrap().success());
    let (saved, refused) = filled.unwrap();
    assert!(saved > 2 && refused > 5, "{saved} saved, {refused} refused");
}

fn fill(small: &Path) -> (usize, usize) {
    let from = Home::new();
    from.ok(&["log", "ana", "5m"]);
    copy(&from.home, small);
    let home = from.at(small);
    home.try_git(&["update-index", "-q", "--refresh"]);
    let (mut saved, mut refused) = (0, 0);
    for left in 0..22 {
        let mut taken = Vec::new();
        while let Ok(()) = fs::write(small.join(format!("taken{}", taken.len())), "") {
            taken.push(small.join(format!("taken{}", taken.len())));
        }
        taken.iter().take(left).for_each(|one| fs::remove_file(one).unwrap());
        let before = home.files();
        let note = format!("The {left}th");
        let ended = home.coach(&["log", "ana", "5m", "--note", &note]);
        match ended.code {
            Some(0) => saved += 1,
            Some(3) => {
                refused += 1;
                assert!(home.files() == before, "{left}: {ended:?}");
            }
            _ => panic!("{left}: {ended:?}"),
        }
        taken.iter().skip(left).for_each(|one| fs::remove_file(one).unwrap());
        let here = home.files().values().filter(|text| String::from_utf8_lossy(text).contains(&note)).count();
        assert_eq!(here, usize::from(ended.code == Some(0)), "{left}: {ended:?}");
        home.ok(&["undo"]);
        fs::remove_dir_all(small.join(".cache")).unwrap_or_default();
        home.git(&["gc", "-q", "--prune=now"]);
        assert_eq!(home.git(&["status", "--porcelain"]), "");
    }
    (saved, refused)
}

/// Root may write anywhere, so somebody else must try.
#[test]
fn a_journal_that_may_only_be_read_is_read_and_refuses_with_a_word() {
    let home = Home::with_every_record();
    let script =
        "chmod -R a+rX \"$HOME\" && exec setpriv --reuid=65534 --regid=65534 --clear-groups \"$0\" \"$@\"";
    let as_nobody = |line: &[&str]| {
        let mut command = home.command("sh");
        command.env("XDG_CONFIG_HOME", home.home.join("none")).env("COACH_CACHE", "off");
        command
            .env("GIT_CONFIG_COUNT", "1")
            .env("GIT_CONFIG_KEY_0", "safe.directory")
            .env("GIT_CONFIG_VALUE_0", "*");
        Ended::new(&command.args(["-c", script, COACH]).args(line).output().unwrap())
    };
    let seen = as_nobody(&["due"]);
    if seen.code != Some(0) || !is_root() {
        eprintln!(
            "\n!! SKIPPED: nobody else can be here: a journal that may only be read is NOT tested in this run: {seen:?}\n"
        );
        return;
    }
    let before = State::of(&home);
    for case in CASES.iter().filter(|case| ["log", "done", "missed", "person rename"].contains(&case.name)) {
        let ended = as_nobody(case.line);
        assert_eq!(ended.code, Some(3), "{}: {ended:?}", case.name);
        assert!(ended.err.contains("error: ") && ended.err.contains("hint: "), "{}: {ended:?}", case.name);
        assert!(State::of(&home) == before, "{}", case.name);
    }
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout == b"0\n")
}
