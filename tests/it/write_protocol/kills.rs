//! kill -9, and an error of the system, at every kind of system call a save makes; and what must be
//! on the disk before "saved" is said. The saving process is this very test, started again under
//! strace; afterwards the next command must find its way.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::process::Command;

use coach::store::{FileChange, NotSaved, Saved, Writer, pending};

use crate::faults::changes::CHANGES;
use crate::write_protocol::fixture::{Journal, PATIENCE, commit, committed, no_global_config};

const ROOT: &str = "COACH_TEST_KILLED_ROOT";
const MARK: &str = "/nonexistent/the-saves-begin";
/// What may fail too, and leaves at a kill what it leaves at the next of the others.
const LOOKS: &[&str] = &["openat", "read", "close"];
const ERRORS: &[(&str, &str)] = &[
    ("openat", "EACCES"),
    ("openat", "EMFILE"),
    ("write", "ENOSPC"),
    ("fsync", "EIO"),
    ("rename", "EACCES"),
    ("renameat", "EROFS"),
    ("renameat2", "EACCES"),
    ("unlink", "EACCES"),
    ("unlinkat", "EROFS"),
    ("link", "EPERM"),
    ("linkat", "EPERM"),
    ("mkdir", "ENOSPC"),
    ("mkdirat", "ENOSPC"),
    ("read", "EIO"),
    ("ftruncate", "EIO"),
    ("close", "EIO"),
    ("flock", "ENOLCK"),
    ("utimensat", "EPERM"),
    ("fchmod", "EPERM"),
    ("copy_file_range", "EIO"),
];
/// At most so many points for one kind of call, spread over its whole range.
const EACH: usize = 14;
const ERRORS_EACH: usize = 7;

/// The process that is killed: two saves, each acknowledged by a line once it is told of.
#[test]
fn the_one_that_is_killed() {
    let Some(root) = std::env::var_os(ROOT) else { return };
    no_global_config();
    let root = Path::new(&root);
    let _ = std::fs::File::open(MARK);
    let said = |text: String| writeln!(std::io::stderr(), "{text}").unwrap();
    for n in 1..=2 {
        let change = |path: &str, after: Option<String>| {
            let before = std::fs::read(root.join(path)).ok();
            FileChange { path: path.into(), before, after: after.map(String::into_bytes) }
        };
        let mut writer = match Writer::open(root, PATIENCE) {
            Ok(writer) => writer,
            Err(error) => return said(format!("refused {n}: {error}")),
        };
        let mut files =
            vec![change("log", Some(format!("log {n}"))), change(&format!("s/{n}/new"), Some("new".into()))];
        files.push(change(&format!("gone{n}"), None));
        match writer.save(&files, &commit(&format!("save {n}"))) {
            Ok(Saved::Committed { .. }) => said(format!("saved {n}")),
            Err(NotSaved::Failed(error)) => return said(format!("refused {n}: {error}")),
            // A file that could not be read above is another file here.
            Err(NotSaved::Changed) => return said(format!("refused {n}: changed; nothing was saved")),
            Ok(Saved::Waiting(why)) => panic!("{why}"),
        }
    }
}

fn start(root: &Path, strace: &[&str]) -> Command {
    let mut command = Command::new("strace");
    command.args(["-f", "-qq"]).args(strace).arg(std::env::current_exe().unwrap());
    command.args([
        "--exact",
        "write_protocol::kills::the_one_that_is_killed",
        "--nocapture",
        "--test-threads=1",
    ]);
    command.env(ROOT, root).env("HOME", "/nonexistent/of/a/test").env("RUST_BACKTRACE", "0");
    command
}

fn journal() -> Journal {
    let journal = Journal::new();
    committed(journal.save(&[("log", Some("log 0")), ("gone1", Some("g")), ("gone2", Some("g"))]));
    journal
}

/// How often each call is made before the saves begin and in all.
fn count() -> Option<BTreeMap<&'static str, (usize, usize)>> {
    let journal = journal();
    let out = journal.temp.path().join("trace");
    let calls = format!("trace={}", [CHANGES, LOOKS].concat().join(","));
    let traced = start(&journal.root, &["-o", out.to_str()?, "-e", &calls]).output().ok()?;
    if !traced.status.success() {
        eprintln!("{}", String::from_utf8_lossy(&traced.stderr));
        return None;
    }
    let text = std::fs::read_to_string(out).ok()?;
    let (mut counts, mut begun) = (BTreeMap::new(), false);
    for line in text.lines() {
        let call = line.split_once(' ')?.1.trim_start();
        begun |= call.contains(MARK);
        let is_it = |name: &&&str| call.strip_prefix(**name).is_some_and(|rest| rest.starts_with('('));
        let Some(name) = CHANGES.iter().chain(LOOKS).find(is_it) else { continue };
        let (before, all) = counts.entry(*name).or_insert((0, 0));
        *before += usize::from(!begun);
        *all += 1;
    }
    Some(counts)
}

/// What must hold wherever the first process died: what it told of is there, and only whole saves.
fn holds(journal: &Journal, told: &str) -> Result<(), String> {
    let acknowledged = told.lines().filter(|line| line.starts_with("saved ")).count();
    let mut writer =
        Writer::open(&journal.root, PATIENCE).map_err(|error| format!("stuck: {}", error.message))?;
    let next = journal.change("next", Some("1"));
    match writer.save(&[next], &commit("next")) {
        Ok(Saved::Committed { .. }) => {}
        Err(NotSaved::Failed(error)) => return Err(format!("stuck: {}", error.message)),
        other => return Err(format!("stuck: {other:?}")),
    }
    drop(writer);
    let log = journal.git(&["log", "--reverse", "--format=%s"]);
    let done = log.lines().filter(|line| line.starts_with("save ")).count();
    let wanted: String = ["begin", "save"]
        .into_iter()
        .map(str::to_owned)
        .chain((1..=done).map(|n| format!("save {n}")))
        .chain(["next".into()])
        .map(|line| line + "\n")
        .collect();
    let status = journal.git(&["status", "--porcelain"]);
    let fsck = journal.try_git(&["fsck", "--strict", "--no-dangling"]);
    let files = (1..=2).all(|n| {
        journal.text(&format!("s/{n}/new")).is_some() == (n <= done)
            && journal.text(&format!("gone{n}")).is_none() == (n <= done)
    });
    let checks = [
        (
            done >= acknowledged && done <= acknowledged + 1,
            format!("lost: {acknowledged} told, {done} there"),
        ),
        (log == wanted, format!("commits: {log}")),
        (journal.text("log") == Some(format!("log {done}")), format!("log: {:?}", journal.text("log"))),
        (files, "files do not fit the commits".into()),
        (status.is_empty(), format!("status: {status}")),
        (fsck.status.success() && fsck.stderr.is_empty(), String::from_utf8_lossy(&fsck.stderr).into_owned()),
        (!journal.gitdir().join("coach/intent").exists(), "an intent is left".into()),
        (pending(&journal.root).is_empty(), "something is pending".into()),
    ];
    checks.into_iter().find(|(holds, _)| !holds).map_or(Ok(()), |(_, why)| Err(why))
}

#[test]
fn killed_at_any_call_nothing_is_lost_and_nothing_is_stuck() {
    if std::env::var_os(ROOT).is_some() {
        return;
    }
    let Some(counts) = count() else {
        eprintln!("SKIPPED: no kill sweep, since strace does not work here");
        return;
    };
    let kills = counts.keys().map(|call| (*call, "signal=KILL"));
    let (points, hit, problems) = sweep(&counts, kills, most(EACH));
    println!("{points} points, {hit} killed, {} problems", problems.len());
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    assert!(hit >= 60, "only {hit} of {points} points killed anything");
}

#[test]
fn an_error_at_any_call_saves_all_or_nothing_and_says_which() {
    if std::env::var_os(ROOT).is_some() {
        return;
    }
    let Some(counts) = count() else {
        eprintln!("SKIPPED: no sweep of errors, since strace does not work here");
        return;
    };
    let errors: Vec<(&str, String)> =
        ERRORS.iter().map(|(call, error)| (*call, format!("error={error}"))).collect();
    let errors = errors.iter().map(|(call, error)| (*call, error.as_str()));
    let (points, refused, problems) = sweep(&counts, errors, most(ERRORS_EACH));
    println!("{points} points, {refused} refused, {} problems", problems.len());
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    assert!(refused >= 20, "only {refused} of {points} points were refused");
}

fn most(usual: usize) -> usize {
    std::env::var("COACH_TEST_POINTS").ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// How many points there were, at how many the process did not say all it would have, and what
/// does not hold after which.
fn sweep<'a>(
    counts: &BTreeMap<&'static str, (usize, usize)>,
    faults: impl Iterator<Item = (&'a str, &'a str)>,
    most: usize,
) -> (usize, usize, Vec<String>) {
    let (mut points, mut hit, mut problems) = (0, 0, Vec::new());
    for (call, fault) in faults {
        let Some((before, all)) = counts.get(call) else { continue };
        let range = all - before;
        for step in 0..range.min(most) {
            let n = before + 1 + step * range / range.min(most);
            let journal = journal();
            let (trace, inject) = (format!("trace={call}"), format!("inject={call}:{fault}:when={n}"));
            let ended =
                start(&journal.root, &["-o", "/dev/null", "-e", &trace, "-e", &inject]).output().unwrap();
            let told = String::from_utf8_lossy(&ended.stderr).into_owned();
            points += 1;
            hit += usize::from(!told.contains("saved 2"));
            if let Err(why) = holds(&journal, &told) {
                problems.push(format!("{call} {n} {fault}: {why}; it said: {told}"));
            }
        }
    }
    (points, hit, problems)
}

/// Every rename must find its file synced, and its folder be synced before "saved" is told. git's
/// objects are written by libgit2 the same way.
#[test]
fn all_is_on_the_disk_before_saved_is_said() {
    if std::env::var_os(ROOT).is_some() {
        return;
    }
    let journal = journal();
    let out = journal.temp.path().join("trace");
    let calls = "trace=fsync,rename,renameat,renameat2,link,linkat,write";
    let strace = ["-y", "-s", "40", "-o", out.to_str().unwrap(), "-e", calls];
    let Some(traced) = start(&journal.root, &strace).output().ok().filter(|traced| traced.status.success())
    else {
        eprintln!("SKIPPED: no look at durability, since strace does not work here");
        return;
    };
    assert!(String::from_utf8_lossy(&traced.stderr).contains("saved 2"));
    let text = std::fs::read_to_string(out).unwrap();
    let (mut synced, mut owed, mut renames) = (Vec::<String>::new(), Vec::<String>::new(), 0);
    for line in text.lines() {
        let call = line.split_once(' ').map_or("", |(_, call)| call.trim_start());
        if call.starts_with("fsync(") {
            let path = call.split(['<', '>']).nth(1).unwrap().to_owned();
            owed.retain(|folder| *folder != path);
            synced.push(path);
        } else if call.starts_with("rename") && call.ends_with("= 0") {
            let (from, to) = ends(call);
            let private = from.ends_with("coach/index.lock") || to.ends_with("coach/last");
            let same =
                from.ends_with(".git/index.lock") && synced.iter().any(|path| path.ends_with("index.new"));
            assert!(private || same || synced.contains(&from), "renamed before it was synced: {call}");
            if !private {
                owed.push(to.rsplit_once('/').unwrap().0.to_owned());
            }
            renames += 1;
        } else if call.starts_with("write(2") && call.contains("\"saved ") {
            assert!(owed.is_empty(), "not synced when told: {owed:?}");
        }
    }
    assert!(renames > 10, "{renames} renames seen");
}

/// From and to of a rename, absolute: `rename("/a", "/b")` or `renameat(3</dir>, "a", 3</dir>, "b")`.
fn ends(call: &str) -> (String, String) {
    let inside = call.split_once('(').unwrap().1;
    let names: Vec<&str> = inside.split('"').skip(1).step_by(2).collect();
    let folders: Vec<&str> = inside.split(['<', '>']).skip(1).step_by(2).collect();
    let full = |n: usize| match folders.get(n) {
        Some(folder) if !names[n].starts_with('/') => format!("{folder}/{}", names[n]),
        _ => names[n].to_owned(),
    };
    (full(0), full(1))
}
