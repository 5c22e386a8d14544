//! kill -9 in the middle of a sync, at calls spread over all of it; then sync again: nothing is
//! lost, nothing is stuck.

use std::path::Path;
use std::process::Command;

use crate::team::{Coach, Team, agree, ended, same};

const CALLS: &[&str] =
    &["openat", "write", "fsync", "rename", "renameat", "unlink", "unlinkat", "linkat", "link", "wait4"];
/// At most so many kills for one kind of call.
const EACH: usize = 4;

/// Jo has committed, Kim has shared: the next sync of Jo's merges, and writes both ways.
fn ready() -> (Team, Vec<Coach>) {
    let (team, coaches) = Team::of(&["kim"]);
    let [jo, kim] = &coaches[..] else { panic!() };
    jo.sync();
    jo.ok(&["log", "ben", "5m", "--action", "Jo's by 1 dec"]);
    kim.ok(&["log", "cleo", "5m", "--action", "Kim's by 1 dec"]);
    kim.put_beside("README.md", "# Ours\n");
    kim.git(&["mv", "sessions/ana", "sessions/moved"]);
    kim.commit_all("move");
    kim.sync();
    (team, coaches)
}

fn traced(jo: &Coach, options: &[&str]) -> Command {
    let mut command = Command::new("strace");
    jo.in_my_world(&mut command);
    // Only coach itself: a git that it had started lives on, as it does when coach is killed.
    command.args(["-qq"]).args(options).arg(env!("CARGO_BIN_EXE_coach")).arg("sync");
    command.env("COACH_JOURNAL", &jo.root);
    command
}

fn count(trace: &Path) -> Option<Vec<(&'static str, usize)>> {
    let (_team, coaches) = ready();
    let calls = format!("trace={}", CALLS.join(","));
    let output = traced(&coaches[0], &["-o", trace.to_str()?, "-e", &calls]).output().ok()?;
    if !output.status.success() {
        eprintln!("{}", String::from_utf8_lossy(&output.stderr));
        return None;
    }
    let text = std::fs::read_to_string(trace).ok()?;
    let number = |call: &str| text.lines().filter(|line| line.starts_with(&format!("{call}("))).count();
    Some(CALLS.iter().map(|call| (*call, number(call))).collect())
}

#[test]
fn killed_anywhere_the_next_sync_makes_it_good() {
    let temp = tempfile::TempDir::new().unwrap();
    let Some(counts) = count(&temp.path().join("trace")) else {
        eprintln!("SKIPPED: no sync was killed, since strace does not work here");
        return;
    };
    let (template, template_coaches) = ready();
    let mut killed = 0;
    for (call, number) in counts {
        for step in 0..number.min(EACH) {
            // Towards the end, where the files are written.
            let when = number - step * number / number.min(EACH);
            let (_team, coaches) = template.copy(&template_coaches);
            let [jo, kim] = &coaches[..] else { panic!() };
            let inject = format!("inject={call}:signal=KILL:when={when}");
            let trace = format!("trace={call}");
            let first = traced(jo, &["-o", "/dev/null", "-e", &trace, "-e", &inject]).output().unwrap();
            killed += usize::from(!first.status.success());
            // A git that outlived its coach must have ended.
            std::thread::sleep(std::time::Duration::from_millis(60));
            let place = format!("{call} {when}");
            let again = ended(traced(jo, &["-o", "/dev/null", "-e", "trace=none"]).output().unwrap());
            assert_eq!(again.code, Some(0), "{place}: {again:?}");
            kim.sync();
            same(&[jo, kim]);
            let files = jo.files();
            let all: String = files.values().map(|bytes| String::from_utf8_lossy(bytes)).collect();
            assert!(all.contains("Jo's") && all.contains("Kim's"), "{place}: a session is lost");
            assert!(files.contains_key("README.md"), "{place}: a file is lost");
            let sessions = files.keys().filter(|path| path.starts_with("sessions/")).count();
            assert_eq!(sessions, 3, "{place}: {:?}", files.keys());
        }
    }
    println!("{killed} killed");
    assert!(killed >= 20, "only {killed} were killed");
}

/// The same while a fast-forward brings other files too.
#[test]
fn a_command_after_a_killed_sync_finishes_it() {
    let temp = tempfile::TempDir::new().unwrap();
    if count(&temp.path().join("trace")).is_none() {
        eprintln!("SKIPPED: no sync was killed, since strace does not work here");
        return;
    }
    for (call, when) in [("renameat", 2), ("renameat", 3), ("renameat", 4), ("fsync", 6), ("fsync", 9)] {
        let (_team, jo, kim) = Team::in_a_larger_repository();
        kim.put_beside("app.txt", "theirs\n");
        kim.put_beside("docs/new", "theirs\n");
        kim.git(&["rm", "-q", "docs/run"]);
        kim.commit_all("work");
        kim.ok(&["log", "ben", "5m"]);
        kim.sync();
        let (trace, inject) = (format!("trace={call}"), format!("inject={call}:signal=KILL:when={when}"));
        let _ = traced(&jo, &["-o", "/dev/null", "-e", &trace, "-e", &inject]).output().unwrap();
        jo.ok(&["log", "cleo", "5m"]);
        jo.is_clean();
        agree(&[&jo, &kim]);
        assert_eq!(std::fs::read_to_string(jo.work.join("app.txt")).unwrap(), "theirs\n", "{call} {when}");
    }
}
