//! The commands that are killed and starved, each with what was there before.

use crate::faults::home::Home;

pub(crate) struct Case {
    pub name: &'static str,
    pub line: &'static [&'static str],
    pub prepare: fn() -> Home,
    pub kind: Kind,
}

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Kind {
    /// It adds or changes once: said again, it would do so again.
    Once,
    /// Said again it goes on where it was, and ends the same.
    Again,
    /// It only tells.
    Reads,
}

impl Case {
    pub(crate) fn home(&self) -> Home {
        (self.prepare)()
    }
}

pub(crate) const CASES: &[Case] = &[
    Case { name: "init", line: &["init", "--me", "jo"], prepare: Home::new, kind: Kind::Again },
    Case { name: "init --from", line: CLONE, prepare: shared, kind: Kind::Again },
    Case {
        name: "init --from, into a folder that is there",
        line: CLONE,
        prepare: shared_and_a_folder,
        kind: Kind::Again,
    },
    Case { name: "log, the first", line: LOG, prepare: Home::new, kind: Kind::Once },
    Case { name: "log", line: LOG, prepare: begun, kind: Kind::Once },
    Case { name: "log --private", line: PRIVATE, prepare: begun, kind: Kind::Once },
    Case {
        name: "log --private, notes of an older version",
        line: PRIVATE,
        prepare: one_folder,
        kind: Kind::Once,
    },
    Case {
        name: "log --private, notes of two people",
        line: PRIVATE,
        prepare: one_folder_of_two,
        kind: Kind::Once,
    },
    Case {
        name: "done",
        line: &["done", "c5bc", "--result", "Two did"],
        prepare: Home::with_every_record,
        kind: Kind::Once,
    },
    Case {
        name: "missed",
        line: &["missed", "f4bc", "--obstacle", "time: the quarter's end"],
        prepare: Home::with_every_record,
        kind: Kind::Once,
    },
    Case { name: "undo", line: &["undo"], prepare: undoable, kind: Kind::Once },
    Case {
        name: "person rename",
        line: &["person", "rename", "ana", "anna"],
        prepare: begun,
        kind: Kind::Once,
    },
    Case { name: "sync", line: &["sync"], prepare: apart, kind: Kind::Again },
    Case { name: "resolve --finish", line: &["resolve", "--finish"], prepare: stopped, kind: Kind::Again },
    Case { name: "import", line: &["import", "all.json"], prepare: importable, kind: Kind::Again },
    Case { name: "due", line: &["due", "--all"], prepare: Home::with_every_record, kind: Kind::Reads },
    Case {
        name: "export json",
        line: &["export", "json"],
        prepare: Home::with_every_record,
        kind: Kind::Reads,
    },
];

const LOG: &[&str] = &[
    "log",
    "ana",
    "ben",
    "45m",
    "--note",
    "What was said",
    "--action",
    "ana: Call by 1 dec",
    "--follow-up",
    "And? on 5 dec",
];
const CLONE: &[&str] = &["init", "--me", "jo", "--from", "team.git"];
const PRIVATE: &[&str] =
    &["log", "ana", "5m", "--note", "For all", "--private", "She may leave by the summer"];

/// A journal with two sessions.
pub(crate) fn begun() -> Home {
    let home = Home::new();
    home.ok(&["log", "ana", "5m", "--action", "Write by 1 dec", "--note", "The first"]);
    home.ok(&["log", "ben", "5m", "--follow-up", "And? on 5 dec"]);
    home
}

/// A team's journal in a remote, and none here.
pub(crate) fn shared() -> Home {
    let home = begun();
    let remote = home.remote();
    home.git(&["clone", "-q", "--bare", ".", remote.to_str().unwrap()]);
    std::fs::remove_dir_all(home.home.join("data")).unwrap();
    home
}

/// The same with an empty folder for it.
pub(crate) fn shared_and_a_folder() -> Home {
    let home = shared();
    std::fs::create_dir_all(home.journal()).unwrap();
    home
}

/// Private notes in one folder for the whole account, as older versions kept them.
fn one_folder() -> Home {
    let home = begun();
    home.ok(&["log", "cleo", "5m", "--note", "Third", "--private", "He thinks about leaving us"]);
    as_before(&home);
    home
}

/// The same with a note of a session of kim's.
fn one_folder_of_two() -> Home {
    let home = begun();
    home.ok(&["log", "cleo", "5m", "--note", "Third", "--private", "He thinks about leaving us"]);
    home.ok(&["log", "dee", "5m", "--coach", "kim", "--private", "She would like to lead the team"]);
    as_before(&home);
    home
}

fn as_before(home: &Home) {
    let base = home.home.join("data/coach/private");
    for name in [".git", "notes"] {
        std::fs::rename(base.join("jo").join(name), base.join(name)).unwrap();
    }
    std::fs::remove_dir_all(base.join("jo")).unwrap();
}

fn undoable() -> Home {
    let home = begun();
    home.ok(&["person", "rename", "ben", "benno"]);
    home
}

/// A colleague has shared, and so would we: both changed one record too.
pub(crate) fn apart() -> Home {
    let home = begun();
    let remote = home.remote();
    home.git(&["init", "-q", "--bare", remote.to_str().unwrap()]);
    home.ok(&["sync", "--remote", remote.to_str().unwrap()]);
    let theirs = home.home.join("theirs");
    home.git(&["clone", "-q", remote.to_str().unwrap(), theirs.to_str().unwrap()]);
    home.ok(&["--journal", "theirs", "log", "cleo", "5m", "--note", "Theirs", "--coach", "kim"]);
    home.ok(&["--journal", "theirs", "person", "set", "ana", "--team", "sales"]);
    home.ok(&["--journal", "theirs", "sync"]);
    home.ok(&["log", "dee", "5m", "--note", "Ours"]);
    home.ok(&["person", "set", "ana", "--team", "marketing"]);
    home
}

/// A plain `git merge` that stopped at a record.
pub(crate) fn stopped() -> Home {
    let home = begun();
    home.git(&["checkout", "-q", "-b", "theirs"]);
    home.ok(&["person", "set", "ana", "--team", "sales"]);
    home.ok(&["log", "cleo", "5m", "--note", "Theirs"]);
    home.git(&["checkout", "-q", "main"]);
    home.ok(&["person", "set", "ana", "--team", "marketing"]);
    // As for somebody whose git knows nothing of coach.
    std::fs::remove_file(home.journal().join(".git/info/attributes")).unwrap();
    assert_ne!(home.try_git(&["merge", "-q", "theirs"]).code, Some(0));
    home
}

/// An export of another journal.
fn importable() -> Home {
    let home = Home::with_every_record();
    let exported = home.ok(&["export", "json"]);
    let home = begun();
    std::fs::write(home.home.join("all.json"), exported).unwrap();
    home
}
