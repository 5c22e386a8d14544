//! A machine whose clock is wrong by ten years, and is set right again: what was written then is there,
//! read as it is, and what came last is what is taken back.

use std::fs::File;
use std::path::Path;
use std::time::{Duration, SystemTime};

use crate::faults::home::Home;
use crate::home::{COACH, Ended};

const YEARS: Duration = Duration::from_secs(3652 * 24 * 60 * 60);

/// Every file of the journal and of its git as if it were written then.
fn written(folder: &Path, when: SystemTime) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() {
            written(&entry.path(), when)
        } else {
            File::open(entry.path()).unwrap().set_modified(when).unwrap()
        }
    }
}

fn sessions(home: &Home) -> String {
    home.ok(&["list", "sessions", "--json"])
}

#[test]
fn a_clock_that_was_wrong_by_ten_years_loses_nothing() {
    let now = SystemTime::now();
    for (today, when) in [("2036-11-21", now + YEARS), ("2016-11-21", now - YEARS)] {
        let home = Home::new();
        home.ok(&["log", "ana", "5m", "--note", "Before"]);
        // Enough for a cache.
        for n in 0..50 {
            home.put(&format!("people/p{n}.toml"), &format!("handle = \"p{n}\"\n"));
        }
        let then = |line: &[&str]| {
            let ended =
                Ended::new(&home.command(COACH).env("COACH_TODAY", today).args(line).output().unwrap());
            assert_eq!(ended.code, Some(0), "{today} {line:?}: {ended:?}");
        };
        then(&["log", "ben", "5m", "--note", "Meanwhile", "--action", "Call by 1 dec"]);
        then(&["due"]);
        written(&home.journal(), when);
        // What is young is not taken from the cache.
        std::thread::sleep(Duration::from_millis(3100));
        sessions(&home);
        assert!(sessions(&home).contains("Meanwhile"), "{today}");
        home.ok(&["log", "cleo", "5m", "--note", "Afterwards"]);
        let files = home.files();
        let (path, text) = files.iter().find(|(path, _)| path.starts_with("sessions/ben/")).unwrap();
        // Changed by hand, by a program that puts the old time back.
        let changed = String::from_utf8_lossy(text).replace("Meanwhile", "Otherwise");
        home.put(path, &changed);
        File::open(home.journal().join(path)).unwrap().set_modified(when).unwrap();
        assert!(sessions(&home).contains("Otherwise"), "{today}");
        // The last one, though another's commit bears a later day.
        let undone = home.ok(&["undo"]);
        assert!(undone.contains("cleo"), "{today}: {undone}");
        let left = sessions(&home);
        assert!(
            left.contains("Before") && left.contains("Otherwise") && !left.contains("Afterwards"),
            "{left}"
        );
        // A day that is not yet is the one thing that is left to say.
        let check = home.coach(&["check"]);
        if when > now {
            assert!(check.out.contains("2036-11-21 is in the future") && check.out.contains("1 problem"))
        } else {
            assert_eq!(check.code, Some(0), "{check:?}")
        }
        home.ok(&["log", "dee", "5m"]);
        assert_eq!(home.git(&["fsck", "--strict", "--no-dangling"]), "");
    }
}
