//! Many at once, some of them killed, beside somebody's own commits; and a journal in a folder that a
//! cloud service merged.

use std::fs;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::faults::home::Home;
use crate::home::{COACH, copy};

const WRITERS: usize = 8;
const COMMANDS: usize = 25;

/// Numbers that are the same in every run.
fn dice(state: &mut u64) -> u64 {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    *state >> 33
}

#[test]
fn eight_writers_with_kills_beside_a_loop_of_commits_lose_nothing_that_was_acknowledged() {
    let home = Home::new();
    home.ok(&["log", "ana", "5m"]);
    let (acknowledged, ended) = (Mutex::new(Vec::new()), AtomicBool::new(false));
    let killed = Mutex::new(0);
    std::thread::scope(|scope| {
        let beside = scope.spawn(|| {
            let mut made = 0;
            while !ended.load(Ordering::Relaxed) {
                fs::write(home.journal().join("theirs.txt"), format!("{made}\n")).unwrap();
                home.try_git(&["add", "theirs.txt"]);
                made += usize::from(home.try_git(&["commit", "-qm", "theirs"]).code == Some(0));
            }
            made
        });
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| {
                let (home, acknowledged, killed) = (&home, &acknowledged, &killed);
                scope.spawn(move || {
                    let mut state = 7 + writer as u64;
                    for number in 0..COMMANDS {
                        let note = format!("writer {writer} number {number} end");
                        let mut command = home.command(COACH);
                        command.env("COACH_SEED", &note).args(["log", "ana", "5m", "--note", &note]);
                        command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::null());
                        let mut child = command.spawn().unwrap();
                        if dice(&mut state).is_multiple_of(3) {
                            std::thread::sleep(Duration::from_millis(dice(&mut state) % 120));
                            let _ = child.kill();
                        }
                        let output = child.wait_with_output().unwrap();
                        *killed.lock().unwrap() += usize::from(output.status.code().is_none());
                        if output.status.success() || !output.stdout.is_empty() {
                            acknowledged.lock().unwrap().push(note);
                        }
                    }
                })
            })
            .collect();
        let all_well = writers.into_iter().all(|writer| writer.join().is_ok());
        ended.store(true, Ordering::Relaxed);
        assert!(beside.join().unwrap() > 0 && all_well);
    });
    // A colleague who was killed too may have left a lock of their own: none was.
    home.ok(&["log", "zed", "5m", "--note", "The last"]);
    let (acknowledged, killed) = (acknowledged.into_inner().unwrap(), killed.into_inner().unwrap());
    let committed = home.git(&["grep", "-h", "writer .* end", "HEAD", "--", "sessions"]);
    for note in &acknowledged {
        assert_eq!(committed.matches(note.as_str()).count(), 1, "{note} was acknowledged");
    }
    println!("{} acknowledged, {killed} killed, all there", acknowledged.len());
    assert!(acknowledged.len() > 60 && killed > 10, "{} acknowledged, {killed} killed", acknowledged.len());
    assert_eq!(home.git(&["status", "--porcelain", "--", "sessions", "people", "coach.toml"]), "");
    assert_eq!(home.git(&["fsck", "--strict", "--no-dangling"]), "");
}

/// Two machines write to one cloud folder while apart. Its service keeps one of each file, and the
/// other beside it under another name.
#[test]
fn a_folder_merged_by_a_cloud_service_keeps_all_and_says_what_is_there_twice() {
    let here = Home::with_every_record();
    let there = here.again();
    here.ok(&["log", "ana", "5m", "--note", "Only here"]);
    here.ok(&["done", "c5bc", "--result", "Said here"]);
    there.ok(&["log", "ana", "6m", "--note", "Only there"]);
    there.ok(&["done", "c5bc", "--result", "Said there"]);
    for (path, bytes) in there.files() {
        let place = here.journal().join(&path);
        match fs::read(&place) {
            Ok(ours) if ours == bytes => {}
            Ok(_) => fs::write(place.with_extension("conflicted copy.toml"), bytes).unwrap(),
            Err(_) => fs::write(place, bytes).unwrap(),
        }
    }
    let check = here.coach(&["check"]);
    assert_eq!(check.code, Some(1), "{check:?}");
    assert!(check.out.contains("k2bcdfghjk"), "the session that is there twice is not named: {}", check.out);
    let all: String =
        here.files().values().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).collect();
    for said in ["Only here", "Only there", "Said here", "Said there"] {
        assert!(all.contains(said), "{said} is lost");
    }
    let listed = here.ok(&["find", "only"]);
    assert!(listed.contains("Only here") && listed.contains("Only there"), "{listed}");
    // The committed file counts: a command changes that one, and the copy stays until it is merged.
    let before = here.files();
    here.ok(&["reopen", "c5bc"]);
    let after = here.files();
    let changed: Vec<_> = after.iter().filter(|(path, bytes)| before.get(*path) != Some(*bytes)).collect();
    assert_eq!(changed.len(), 1, "{changed:?}");
    assert!(!changed[0].0.contains("conflicted copy"), "{changed:?}");
    assert!(here.coach(&["check"]).out.contains("conflicted copy"));
    here.ok(&["log", "zed", "5m"]);
    here.coach(&["check", "--fix"]);
    let files = here.files();
    assert!(!files.keys().any(|path| path.contains("conflicted copy")), "{:?}", files.keys());
    let all: String = files.values().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).collect();
    for said in ["Only here", "Only there", "Said there"] {
        assert!(all.contains(said), "{said} is lost");
    }
}

/// The git folder merged along, as such a service does with whatever lies there: newer objects and an
/// older branch, or the other way round.
#[test]
fn with_the_folder_of_git_merged_along_nothing_is_lost_either() {
    for theirs_win in [false, true] {
        let here = Home::with_every_record();
        let there = here.again();
        here.ok(&["log", "ana", "5m", "--note", "Only here"]);
        there.ok(&["log", "ben", "6m", "--note", "Only there"]);
        let (from, to) = if theirs_win { (&there, &here) } else { (&here, &there) };
        // The second's files win wherever both have one.
        copy(&from.journal(), &to.journal());
        to.ok(&["log", "zed", "5m", "--note", "Later"]);
        let all: String =
            to.files().values().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).collect();
        for said in ["Only here", "Only there", "Later"] {
            assert!(all.contains(said), "{said} is lost");
        }
        assert_eq!(to.git(&["fsck", "--no-dangling"]), "");
    }
}
