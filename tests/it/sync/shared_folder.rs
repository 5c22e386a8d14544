//! A journal in a folder of a group, used by an account with the umask 077.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use crate::sync::team::{Coach, Team};

/// Runs a command with a umask.
fn with_umask(coach: &Coach, umask: &str, line: &str) {
    let mut shell = coach.program("sh");
    shell.env("COACH_JOURNAL", &coach.root).env("COACH", env!("CARGO_BIN_EXE_coach"));
    let script = format!("umask {umask} && cd && {}", line.replace("coach ", "$COACH "));
    let ended = shell.args(["-c", &script]).output().unwrap();
    assert!(ended.status.success(), "{line}: {}", String::from_utf8_lossy(&ended.stderr));
}

/// Every file and folder below a folder, with its permission bits.
fn modes(folder: &Path, found: &mut Vec<(String, u32, bool)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let stat = path.symlink_metadata().unwrap();
        found.push((path.display().to_string(), stat.permissions().mode() & 0o7777, stat.is_dir()));
        if stat.is_dir() {
            modes(&path, found);
        }
    }
}

#[test]
fn the_group_keeps_its_access() {
    let team = Team::nobody();
    let jo = team.stranger("jo");
    with_umask(
        &jo,
        "002",
        "mkdir journal && git -C journal init -q && git -C journal config core.sharedRepository group",
    );
    with_umask(
        &jo,
        "002",
        "coach init journal --me jo && coach log ana 45m && coach sync --remote ../team.git",
    );
    let kim = team.join("kim");
    kim.ok(&["log", "cleo", "5m"]);
    kim.ok(&["person", "set", "ana", "--team", "x"]);
    kim.sync();
    for line in [
        "coach log ben 5m",
        "coach sync",
        "coach person rename ana ana-l",
        "coach person set ben --team x",
        "coach log dora 6m && coach undo && coach undo",
        "coach check --fix && coach sync",
    ] {
        with_umask(&jo, "077", line);
        let mut found = Vec::new();
        modes(&jo.root, &mut found);
        let of_coach = |path: &str| !path.contains("/.git/hooks") && !path.contains("/.git/branches");
        for (path, mode, is_folder) in found.into_iter().filter(|(path, ..)| of_coach(path)) {
            let wanted = if is_folder { 0o070 } else { 0o040 };
            assert_eq!(mode & wanted, wanted, "{line}: {path} {mode:o}");
            assert!(path.contains("/.git/") || mode & 0o020 != 0, "{line}: {path} {mode:o}");
        }
    }
}

/// Without the setting, or in a folder that the group cannot write to, the umask decides, as with git.
#[test]
fn the_umask_decides_elsewhere() {
    for (setting, umask) in [("umask", "002"), ("group", "022")] {
        let team = Team::nobody();
        let jo = team.stranger("jo");
        let begin = format!(
            "mkdir journal && git -C journal init -q && git -C journal config core.sharedRepository {setting}"
        );
        with_umask(&jo, umask, &begin);
        with_umask(&jo, umask, "coach init journal --me jo");
        with_umask(&jo, "077", "coach log ana 5m");
        let mode = fs::metadata(jo.root.join("people/ana.toml")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{setting}");
    }
}
