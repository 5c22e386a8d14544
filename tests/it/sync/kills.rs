//! kill -9 in the middle of a sync, at calls spread over all of it; then sync again: nothing is
//! lost, nothing is stuck.

use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::home::Ended;
use crate::sync::team::{Coach, Team, same};

const CALLS: &[&str] =
    &["openat", "write", "fsync", "rename", "renameat", "unlink", "unlinkat", "linkat", "link", "wait4"];
/// At most so many kills for one kind of call.
const EACH: usize = 8;

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
    let mut command = jo.program("strace");
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
    let (template, coaches) = ready();
    let killed = AtomicUsize::new(0);
    // Each waits for the disk most of the time.
    std::thread::scope(|scope| {
        for (call, number) in counts {
            let (template, coaches, killed) = (&template, &coaches, &killed);
            scope.spawn(move || {
                for step in 0..number.min(EACH) {
                    // Towards the end, where the files are written.
                    let when = number - step * number / number.min(EACH);
                    let (_team, coaches) = template.copy(coaches);
                    killed.fetch_add(usize::from(killed_at(&coaches, call, when)), Ordering::Relaxed);
                }
            });
        }
    });
    let killed = killed.into_inner();
    println!("{killed} killed");
    assert!(killed >= 20, "only {killed} were killed");
}

/// Whether it was killed; what must hold then is seen to.
fn killed_at(coaches: &[Coach], call: &str, when: usize) -> bool {
    let [jo, kim] = coaches else { panic!() };
    let (trace, inject) = (format!("trace={call}"), format!("inject={call}:signal=KILL:when={when}"));
    let first = traced(jo, &["-o", "/dev/null", "-e", &trace, "-e", &inject]).output().unwrap();
    // A git that outlived its coach must have ended.
    std::thread::sleep(std::time::Duration::from_millis(300));
    let place = format!("{call} {when}");
    let again = Ended::new(&traced(jo, &["-o", "/dev/null", "-e", "trace=none"]).output().unwrap());
    assert_eq!(again.code, Some(0), "{place}: {again:?}");
    kim.sync();
    same(&[jo, kim]);
    let files = jo.files();
    let all: String = files.values().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).collect();
    assert!(all.contains("Jo's") && all.contains("Kim's"), "{place}: a session is lost");
    assert!(files.contains_key("README.md"), "{place}: a file is lost");
    let sessions = files.keys().filter(|path| path.starts_with("sessions/")).count();
    assert_eq!(sessions, 3, "{place}: {:?}", files.keys());
    !first.status.success()
}

/// What somebody does after a sync was killed, before coach is called again.
const THEN: &[(&str, &[&[&str]])] = &[
    ("nothing", &[]),
    ("a commit beside it", &[&["commit", "-q", "--allow-empty", "-m", "beside"]]),
    ("a commit of all that lies there", &[&["commit", "-q", "--allow-empty", "-a", "-m", "all"]]),
    ("another branch", &[&["checkout", "-q", "-b", "other"], &["branch", "-q", "-u", "origin/main"]]),
    ("no branch", &[&["checkout", "-q", "--detach"]]),
];

/// Killed once it is certain what comes, while files are written: whatever is done then, the next
/// command finds its way, and the sync after it has everything.
#[test]
fn whatever_is_done_after_a_killed_sync_the_next_command_makes_it_good() {
    let temp = tempfile::TempDir::new().unwrap();
    if count(&temp.path().join("trace")).is_none() {
        eprintln!("SKIPPED: no sync was killed, since strace does not work here");
        return;
    }
    let (merging, coaches_of_merging) = ready();
    let (forward, jo, kim) = Team::in_a_larger_repository();
    kim.put_beside("app.txt", "Kim's\n");
    kim.put_beside("docs/new", "README.md\n");
    kim.git(&["rm", "-q", "docs/run"]);
    kim.commit_all("work");
    kim.ok(&["log", "ben", "5m", "--note", "Jo's"]);
    kim.sync();
    let coaches_of_forward = [jo, kim];
    let kinds =
        [("merge", &merging, &coaches_of_merging[..]), ("fast-forward", &forward, &coaches_of_forward[..])];
    // Each waits for the disk most of the time.
    std::thread::scope(|scope| {
        for (name, team, coaches) in kinds {
            for (then, commands) in THEN {
                scope.spawn(move || {
                    // The first rename is the intent's.
                    for when in [2, 4] {
                        let (_team, coaches) = team.copy(coaches);
                        killed_and_then(&coaches, when, commands, &format!("{name}, {when}, then {then}"));
                    }
                });
            }
        }
    });
}

fn killed_and_then(coaches: &[Coach], when: usize, commands: &[&[&str]], place: &str) {
    let [jo, kim] = coaches else { panic!() };
    let inject = format!("inject=renameat:signal=KILL:when={when}");
    let _ = traced(jo, &["-o", "/dev/null", "-e", "trace=renameat", "-e", &inject]).output().unwrap();
    assert!(jo.work.join(".git/coach/intent").exists(), "{place}: not killed where it matters");
    for command in commands {
        jo.git(command);
    }
    jo.ok(&["log", "dee", "5m", "--note", "Afterwards"]);
    if place.ends_with("no branch") {
        // There is nothing that it could be joined to: it was taken back.
        let theirs = ["README.md", "docs/new"].iter().any(|path| jo.work.join(path).exists());
        assert!(!theirs, "{place}: what came half way is still there");
        jo.git(&["checkout", "-q", "main"]);
    } else if !place.ends_with("another branch") {
        let joined = jo.try_git(&["merge-base", "--is-ancestor", "origin/main", "HEAD"]).status.success();
        assert!(joined, "{place}: the commit that was begun joins the two no more");
    }
    let again = jo.run(&["sync"]);
    assert_eq!(again.code, Some(0), "{place}: {again:?}");
    kim.sync();
    same(&[jo, kim]);
    let all: String = jo.files().values().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).collect();
    for text in ["Jo's", "Kim's", "Afterwards"] {
        assert!(all.contains(text), "{place}: {text} is lost");
    }
}
