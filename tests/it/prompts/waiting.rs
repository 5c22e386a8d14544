//! What takes longer than a second says so on a terminal, and is gone when it is done; elsewhere
//! nothing is said.

use std::io::{Read, Write};
use std::process::Stdio;

use crate::prompts::terminal::Home;

/// A home with a file that is read for as long as nobody writes to it.
fn home() -> (Home, std::path::PathBuf) {
    let home = Home::new("2026-11-21");
    home.ran(&["init"]);
    let pipe = home.home.join("pipe.csv");
    assert!(home.command("mkfifo").arg(&pipe).status().unwrap().success());
    (home, pipe)
}

const ROWS: &str = "date,with\n2026-11-20,ana\n";

#[test]
fn a_long_import_says_so_and_cleans_up() {
    let (home, pipe) = home();
    let mut jo = home.sit_down(&["import", "pipe.csv"]);
    jo.sees("reading the file");
    std::fs::write(&pipe, ROWS).unwrap();
    let (code, screen) = jo.leaves();
    assert_eq!(code, 0, "{screen}");
    let last_drawn = screen.rfind("reading the file").unwrap_or_default();
    let cleared = screen[last_drawn..].find("\x1b[2K").map(|at| at + last_drawn);
    assert!(
        cleared.is_some_and(|cleared| cleared < screen.find("imported: 1 session").unwrap()),
        "{screen:?}"
    );
}

#[test]
fn without_a_terminal_nothing_is_drawn() {
    let (home, pipe) = home();
    for terminal in ["xterm", "dumb"] {
        let mut command = home.command(env!("CARGO_BIN_EXE_coach"));
        command.args(["import", "pipe.csv"]).env("TERM", terminal);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // Opening waits for the reader; by then it has been under way for longer than a word takes.
        let mut writer = std::fs::OpenOptions::new().write(true).open(&pipe).unwrap();
        std::thread::sleep(std::time::Duration::from_millis(1300));
        writer.write_all(ROWS.as_bytes()).unwrap();
        drop(writer);
        let mut said = String::new();
        child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        assert!(child.wait().unwrap().success());
        assert!(!said.contains("reading") && !said.contains('\x1b'), "{said:?}");
    }
}

/// Each look into a folder takes a while: strace holds it up.
#[test]
fn a_long_sync_says_what_it_does() {
    let home = Home::new("2026-11-21");
    home.ran(&["log", "ana", "5m"]);
    let remote = home.home.join("team.git");
    assert!(home.command("git").args(["init", "-q", "--bare"]).arg(&remote).status().unwrap().success());
    home.git(&["remote", "add", "origin", remote.to_str().unwrap()]);
    let slowly =
        ["-qq", "-o", "/dev/null", "-e", "trace=getdents64", "-e", "inject=getdents64:delay_enter=400000"];
    let mut tries = home.command("strace");
    if !tries.args(slowly).arg("true").status().is_ok_and(|status| status.success()) {
        eprintln!("!! skipped: strace does not work here");
        return;
    }
    // Its threads too, and not the programs that it starts.
    let mut jo =
        home.sit_down_before("strace", &[&["-f", "-b", "execve"], slowly.as_slice()].concat(), &["sync"]);
    jo.sees("looking for uncommitted changes").sees("to the team:");
    let (code, screen) = jo.leaves();
    assert!(code == 0 && !screen.contains("looking"), "{screen}");
}
