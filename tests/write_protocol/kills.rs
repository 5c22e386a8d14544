//! kill -9 at every kind of system call a save makes. The saving process is this very test,
//! started again under strace; afterwards the next command must find its way.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::process::Command;

use coach::store::{FileChange, NotSaved, Saved, Writer, pending};

use crate::fixture::{Journal, PATIENCE, commit, committed, no_global_config};

const ROOT: &str = "COACH_TEST_KILLED_ROOT";
const MARK: &str = "/nonexistent/the-saves-begin";
const CALLS: &[&str] = &[
    "openat",
    "write",
    "fsync",
    "rename",
    "renameat",
    "renameat2",
    "unlink",
    "unlinkat",
    "link",
    "linkat",
    "mkdir",
    "mkdirat",
    "close",
    "flock",
    "ftruncate",
    "utimensat",
    "fchmod",
    "copy_file_range",
    "fdatasync",
    "pwrite64",
];
/// At most so many kills for one kind of call, spread over its whole range.
const EACH: usize = 14;

/// The process that is killed: two saves, each acknowledged by a line once it is told of.
#[test]
fn the_one_that_is_killed() {
    let Some(root) = std::env::var_os(ROOT) else { return };
    no_global_config();
    let root = Path::new(&root);
    let _ = std::fs::File::open(MARK);
    for n in 1..=2 {
        let change = |path: &str, after: Option<String>| {
            let before = std::fs::read(root.join(path)).ok();
            FileChange { path: path.into(), before, after: after.map(String::into_bytes) }
        };
        let mut writer = Writer::open(root, PATIENCE).unwrap();
        let mut files =
            vec![change("log", Some(format!("log {n}"))), change(&format!("s/{n}/new"), Some("new".into()))];
        files.push(change(&format!("gone{n}"), None));
        match writer.save(&files, &commit(&format!("save {n}"))) {
            Ok(Saved::Committed { .. }) => writeln!(std::io::stderr(), "saved {n}").unwrap(),
            other => panic!("{other:?}"),
        }
    }
}

fn start(root: &Path, strace: &[&str]) -> Command {
    let mut command = Command::new("strace");
    command.args(["-f", "-qq"]).args(strace).arg(std::env::current_exe().unwrap());
    command.args(["--exact", "kills::the_one_that_is_killed", "--nocapture", "--test-threads=1"]);
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
    let calls = format!("trace={}", CALLS.join(","));
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
        let Some(name) =
            CALLS.iter().find(|name| call.strip_prefix(**name).is_some_and(|rest| rest.starts_with('(')))
        else {
            continue;
        };
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
    let most = std::env::var("COACH_TEST_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(EACH);
    let (mut points, mut killed, mut problems) = (0, 0, Vec::new());
    for (call, (before, all)) in counts {
        let range = all - before;
        for step in 0..range.min(most) {
            let n = before + 1 + step * range / range.min(most);
            let journal = journal();
            let inject = format!("inject={call}:signal=KILL:when={n}");
            let trace = format!("trace={call}");
            let ended =
                start(&journal.root, &["-o", "/dev/null", "-e", &trace, "-e", &inject]).output().unwrap();
            points += 1;
            killed += usize::from(!ended.status.success());
            if let Err(why) = holds(&journal, &String::from_utf8_lossy(&ended.stderr)) {
                problems.push(format!("{call} {n}: {why}"));
            }
        }
    }
    println!("{points} points, {killed} killed, {} problems", problems.len());
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    assert!(killed >= 60, "only {killed} of {points} points killed anything");
}
