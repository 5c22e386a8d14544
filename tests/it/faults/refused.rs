//! What the system refuses: a look at the settings, and a thread.

use std::fs;

use crate::faults::home::Home;
use crate::faults::trace::{Call, calls, traced};
use crate::home::Ended;

const SETTINGS: &str = "# My settings\nme = \"jo\"\nlinks = \"never\"\n\n[mail]\nhost = \"mail.example.com\"\nfrom = \"jo@example.com\"\n";

/// `config set` while the system refuses one look at the file or its folder: the other settings stay.
#[test]
fn settings_that_cannot_be_looked_at_are_not_written_over() {
    let home = Home::new();
    let file = |home: &Home| home.home.join(".config/coach/config.toml");
    fs::create_dir_all(file(&home).parent().unwrap()).unwrap();
    fs::write(file(&home), SETTINGS).unwrap();
    let line = &["config", "set", "pager", "less"];
    let Some(calls) = calls(&home.again(), line) else {
        eprintln!("\n!! SKIPPED: strace does not work here: refused settings are NOT tested in this run\n");
        return;
    };
    let done = home.again();
    done.ok(line);
    let after = fs::read_to_string(file(&done)).unwrap();
    assert!(after.contains("# My settings\n") && after.contains("pager = \"less\""), "{after}");
    let looks = ["statx", "newfstatat", "openat", "read"];
    let looks: Vec<Call> = calls
        .into_iter()
        .filter(|call| looks.contains(&call.name.as_str()) && call.text.contains("config"))
        .collect();
    assert!(looks.iter().any(|call| call.name == "statx"), "{looks:?}");
    assert!(looks.len() >= 4, "{looks:?}");
    let mut refused = 0;
    for Call { name, number, .. } in looks {
        for error in ["EIO", "EACCES"] {
            let home = home.again();
            let inject = format!("inject={name}:error={error}:when={number}");
            let mut run =
                traced(&home, &["-o", "/dev/null", "-e", &format!("trace={name}"), "-e", &inject], line);
            let ended = Ended::new(&run.output().unwrap());
            let is = fs::read_to_string(file(&home)).unwrap();
            match ended.code {
                Some(0) => assert_eq!(is, after, "{name} {number} {error}: {ended:?}"),
                _ => {
                    assert_eq!(is, SETTINGS, "{name} {number} {error}: {ended:?}");
                    assert!(ended.err.contains("error: "), "{name} {number} {error}: {ended:?}");
                    refused += 1;
                }
            }
            home.ok(line);
            assert_eq!(fs::read_to_string(file(&home)).unwrap(), after, "{name} {number} {error}");
        }
    }
    assert!(refused >= 4, "only {refused} looks were refused");
}

/// A system at its limit of processes refuses every thread (`EAGAIN`). `strace` says so for a test as root,
/// whom `ulimit -u` does not hold.
#[test]
fn without_a_thread_every_answer_is_the_same() {
    let home = Home::with_every_record();
    let lines: &[&[&str]] = &[
        &["export", "xlsx", "-o", "all.xlsx"],
        &["export", "json"],
        &["due", "--all"],
        &["list", "sessions"],
        &["check"],
    ];
    for line in lines {
        let (with, without) = (home.again(), home.again());
        let usual = with.coach(line);
        let inject = ["-e", "trace=clone3,clone", "-e", "inject=clone3,clone:error=EAGAIN"];
        let mut run = traced(&without, &[&["-o", "trace"], &inject[..]].concat(), line);
        let ended = Ended::new(&run.output().unwrap());
        let Ok(trace) = fs::read_to_string(without.home.join("trace")) else {
            eprintln!(
                "\n!! SKIPPED: strace does not work here: refused threads are NOT tested in this run\n"
            );
            return;
        };
        assert_eq!((ended.code, &ended.out), (usual.code, &usual.out), "{line:?}: {ended:?}");
        assert!(!ended.err.contains("panicked"), "{line:?}: {ended:?}");
        if line.get(1) == Some(&"xlsx") {
            assert!(trace.contains("EAGAIN"), "no thread was asked for: {trace}");
            let [with, without] = [with, without].map(|home| fs::read(home.home.join("all.xlsx")).unwrap());
            assert!(with.starts_with(b"PK") && with == without, "another workbook");
        }
    }
}
