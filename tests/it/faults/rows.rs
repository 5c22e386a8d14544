//! Every byte of a shared journal is untrusted: each row of what somebody may put there, with what
//! must happen. What cannot be read is listed with its place and never with its text, the rest works,
//! in little memory, and nothing outside of the journal is opened or run.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::net::UnixListener;
use std::process::Command;

use crate::faults::home::Home;
use crate::home::{COACH, Ended};

const SESSION: &str = "id = \"b2bcdfghjk\"\ndate = 2026-11-20\ncoach = \"jo\"\nwith = [\"ana\"]\n";
/// In kilobytes: far above what is needed, far below what the parser takes of a large file.
const MEMORY: usize = 400_000;

/// A file, what stands in it, and what `check` says of it; nothing where it is a record like any other.
fn rows() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let session = |rest: &str| format!("{SESSION}{rest}").into_bytes();
    let handle = |handle: &str| format!("handle = {handle:?}\nname = \"SECRET\"\n").into_bytes();
    vec![
        ("sessions/x/large.toml", vec![b'#'; 256 * 1024 + 1], "the file is larger than 256 KiB"),
        ("sessions/x/tables.toml", b"[[action]]\n".repeat(29 * 1024 * 1024 / 11), "larger than 256 KiB"),
        ("sessions/x/most-tables.toml", b"[[a]]\n".repeat(43_000), "missing field"),
        ("sessions/x/deep.toml", session(&format!("deep = {}", "[".repeat(100_000))), "recursion"),
        ("sessions/x/deep-keys.toml", session(&format!("a{} = 1", ".a".repeat(100_000))), "recursion"),
        ("sessions/x/deep-tables.toml", session(&"{a=".repeat(60_000)), ":5:"),
        ("sessions/x/markers.toml", b"<<<<<<< HEAD\nSECRET\n=======\n".to_vec(), ":1:"),
        ("sessions/x/twice.toml", session("id = \"SECRET\"\n"), "`id` appears twice"),
        ("sessions/x/nul.toml", session("notes = \"SECRET\0\"\n"), ":5:"),
        (
            "sessions/x/latin.toml",
            [SESSION.as_bytes(), b"notes = \"SECRET \xe9\"\n"].concat(),
            ":5:17  these bytes are not UTF-8",
        ),
        ("sessions/x/inf.toml", session("minutes = inf\n"), ":5:"),
        ("sessions/x/huge-number.toml", session("minutes = 99999999999999999999\n"), ":5:"),
        ("sessions/x/minutes.toml", session("minutes = 4000000000\n"), "a session lasts 1 to 1440 minutes"),
        (
            "sessions/x/no-day.toml",
            b"id = \"b3bcdfghjk\"\ndate = 2026-02-30\ncoach = \"SECRET\"\n".to_vec(),
            ":2:8  date: expected a date such as 2026-11-28",
        ),
        ("sessions/x/plain.toml", session(""), ""),
        (
            "sessions/x/far.toml",
            b"id = \"b4bcdfghjk\"\ndate = 9999-12-31\ncoach = \"jo\"\nwith = [\"ana\"]\n".to_vec(),
            ":2:",
        ),
        (
            "sessions/x/id.toml",
            b"id = \"../../SECRET\"\ndate = 2026-11-20\ncoach = \"jo\"\nwith = [\"ana\"]\n".to_vec(),
            ":1:",
        ),
        ("sessions/x/bom.toml", [b"\xef\xbb\xbf", SESSION.replace("b2b", "b5b").as_bytes()].concat(), ""),
        ("people/up.toml", handle("../../x"), "a handle has 1 to 40 characters: a-z, 0-9 and -"),
        ("people/git.toml", handle(".git"), "a handle has"),
        ("people/absolute.toml", handle("/abs"), "a handle has"),
        ("people/device.toml", handle("CON"), "a handle has"),
        ("people/long.toml", handle(&"x".repeat(300)), "a handle has"),
        (
            "people/mail.toml",
            b"handle = \"mal\"\nname = \"M\"\nemail = \"x@example.com\\r\\nBcc: SECRET@example.com\"\n"
                .to_vec(),
            "",
        ),
    ]
}

fn hostile() -> Home {
    let home = Home::with_every_record();
    for (path, bytes, _) in rows() {
        let path = home.journal().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    home
}

/// With no more memory than that.
fn bounded(home: &Home, line: &[&str]) -> Ended {
    let script = format!("ulimit -v {MEMORY}; exec \"$0\" \"$@\"");
    Ended::new(&home.command("sh").args(["-c", &script, COACH]).args(line).output().unwrap())
}

#[test]
fn each_row_is_listed_with_its_place_and_without_its_text_in_little_memory() {
    let home = hostile();
    let mut check = bounded(&home, &["check"]);
    assert_eq!(check.code, Some(1), "{check:?}");
    check.out = check.out.replace('\n', " ").replace("  ", " ");
    let unsaid = |(path, _, said): &(&str, Vec<u8>, &str)| {
        let said = said.replace("  ", " ");
        let mut listed = check.out.match_indices(path).map(|(at, _)| &check.out[at..]);
        !said.is_empty() && !listed.any(|rest| rest.find(&said).is_some_and(|at| at < 120))
    };
    let unsaid: Vec<_> = rows().into_iter().filter(unsaid).map(|(path, _, said)| (path, said)).collect();
    assert!(unsaid.is_empty(), "{unsaid:?}: {}", check.out);
    assert!(!check.out.contains("SECRET") && !check.err.contains("SECRET"), "{check:?}");
    // The rest works, and says that there is more.
    for line in [
        &["due"][..],
        &["list", "sessions"],
        &["list", "people", "--json"],
        &["export", "json"],
        &["report", "coverage"],
        &["find", "buyer"],
    ] {
        let ended = bounded(&home, line);
        assert_eq!(ended.code, Some(0), "{line:?}: {ended:?}");
        assert!(ended.out.contains("left out") || ended.err.contains("left out"), "{line:?}: {ended:?}");
    }
    let due = home.ok(&["due", "--all"]);
    assert!(due.contains("c5bc") && !due.contains("SECRET"), "{due}");
    home.ok(&["log", "ana", "5m"]);
}

#[test]
fn links_pipes_sockets_and_devices_are_listed_and_not_opened() {
    let home = Home::with_every_record();
    let outside = home.home.join("outside");
    fs::create_dir_all(&outside).unwrap();
    fs::write(outside.join("s.toml"), SESSION.replace("b2b", "b6b") + "notes = \"SECRET\"\n").unwrap();
    let at = |path: &str| home.journal().join(path);
    symlink(&outside, at("sessions/link")).unwrap();
    symlink(outside.join("s.toml"), at("sessions/ana/link.toml")).unwrap();
    symlink("/dev/zero", at("people/zero.toml")).unwrap();
    assert!(Command::new("mkfifo").arg(at("requests/pipe.toml")).status().unwrap().success());
    let _listener = UnixListener::bind(at("people/socket.toml")).unwrap();
    let device = Command::new("mknod").arg(at("stories/device.toml")).args(["c", "1", "5"]).output();
    let mut all = vec![
        "sessions/link",
        "sessions/ana/link.toml",
        "people/zero.toml",
        "requests/pipe.toml",
        "people/socket.toml",
    ];
    if device.is_ok_and(|made| made.status.success()) {
        all.push("stories/device.toml")
    } else {
        eprintln!("\n!! SKIPPED: no device could be made here\n")
    }
    let script = "exec timeout 20 \"$0\" check";
    let check = Ended::new(&home.command("sh").args(["-c", script, COACH]).output().unwrap());
    assert_eq!(check.code, Some(1), "{check:?}");
    for path in all {
        assert!(check.out.contains(path), "{path}: {}", check.out);
    }
    assert!(!home.ok(&["find", "SECRET"]).contains("b6bcdfghjk"));
    // The settings themselves, in place of a file.
    fs::remove_file(at("coach.toml")).unwrap();
    symlink("/dev/zero", at("coach.toml")).unwrap();
    let due = home.coach(&["due"]);
    assert!(matches!(due.code, Some(1 | 3)) && due.err.contains("coach.toml"), "{due:?}");
}

/// A repository within the journal, with hooks and settings that would run something; hooks of the
/// journal's own that a colleague talked somebody into.
#[test]
fn nothing_that_lies_in_the_journal_is_run() {
    let home = Home::with_every_record();
    let trap = home.home.join("trap");
    fs::write(&trap, format!("#!/bin/sh\ntouch {}/sprung\n", home.home.display())).unwrap();
    fs::set_permissions(&trap, fs::Permissions::from_mode(0o755)).unwrap();
    let inner = home.journal().join("sessions/ana");
    assert!(home.command("git").args(["init", "-q"]).arg(&inner).status().unwrap().success());
    let settings = format!(
        "[core]\n\tfsmonitor = {0}\n\tsshCommand = {0}\n\teditor = {0}\n\tpager = {0}\n\thooksPath = {1}\n",
        trap.display(),
        home.home.display()
    );
    fs::write(inner.join(".git/config"), settings).unwrap();
    for hook in ["pre-commit", "post-commit", "commit-msg", "post-checkout", "reference-transaction"] {
        fs::copy(&trap, home.journal().join(".git/hooks").join(hook)).unwrap();
        fs::copy(&trap, inner.join(".git/hooks").join(hook)).unwrap();
    }
    for line in [
        &["check"][..],
        &["due"],
        &["log", "zed", "5m"],
        &["done", "c5bc"],
        &["undo"],
        &["history", "ana"],
        &["export", "ics"],
    ] {
        let ended = home.coach(line);
        assert!(matches!(ended.code, Some(0..=3)), "{line:?}: {ended:?}");
        assert!(!home.home.join("sprung").exists(), "{line:?} ran what lies in the journal");
    }
}

/// What is imported, and what is piped in, is somebody's file too.
#[test]
fn an_import_that_is_deep_or_large_is_refused_in_little_memory() {
    let home = Home::with_every_record();
    let before = home.files();
    let deep = format!("{{\"format\":\"coach\",\"version\":1,\"people\":{}", "[".repeat(200_000));
    let wide = format!("{{\"format\":\"coach\",\"version\":1,\"people\":[{}{{}}]}}", "{},".repeat(2_000));
    for text in
        [&deep, &wide, "\0", "", "{}", "\u{feff}{}", "{\"format\":\"coach\",\"version\":2,\"people\":[]}"]
    {
        fs::write(home.home.join("in.json"), text).unwrap();
        let ended = bounded(&home, &["import", "in.json"]);
        assert!(matches!(ended.code, Some(1..=3)), "{}: {ended:?}", &text[..text.len().min(60)]);
        assert!(home.files() == before);
    }
    for line in [
        &["import", "/dev/zero"][..],
        &["log", "ana", "5m", "--note-file", "/dev/zero"],
        &["private", "note", "k2bc", "--note-file", "/dev/zero"],
    ] {
        let script = format!("ulimit -v {MEMORY}; exec timeout 20 \"$0\" \"$@\"");
        let ended = Ended::new(&home.command("sh").args(["-c", &script, COACH]).args(line).output().unwrap());
        assert!(matches!(ended.code, Some(1..=3)), "{line:?}: {ended:?}");
        assert!(home.files() == before);
    }
}

/// A file of that name which cannot be read, or which is somebody else's: no new record takes its place.
#[test]
fn a_new_record_writes_over_nothing() {
    let unreadable = "<<<<<<< HEAD\nhandle = \"zoe\"\n";
    let made: [(&str, &str, &[&str]); 7] = [
        ("people/zoe.toml", unreadable, &["log", "zoe", "5m"]),
        ("people/zoe.toml", "handle = \"zelda\"\nname = \"Zelda\"\n", &["log", "zoe", "5m"]),
        ("people/zoe.toml", unreadable, &["person", "add", "zoe"]),
        ("people/zoe.toml", unreadable, &["request", "add", "A word", "--requested-by", "zoe"]),
        ("objectives/zeal.toml", unreadable, &["objective", "add", "zeal"]),
        ("objectives/zeal.toml", "handle = \"zest\"\n", &["log", "ana", "5m", "--objective", "zeal"]),
        ("templates/zen.toml", unreadable, &["template", "new", "zen"]),
    ];
    for (path, text, line) in made {
        let home = Home::with_every_record();
        home.put(path, text);
        let before = home.files();
        let ended = home.coach(line);
        assert_eq!(ended.code, Some(1), "{line:?}: {ended:?}");
        assert!(
            ended.err.contains(&format!("error: another file is already at {path}")),
            "{line:?}: {ended:?}"
        );
        assert!(home.files() == before, "{line:?}");
    }
}
