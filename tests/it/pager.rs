//! What is longer than the screen, at a terminal of 12 lines: who shows it, and that nothing of it

//! is lost where nobody does.

use std::os::unix::fs::PermissionsExt;

use crate::prompts::terminal::{CTRL_C, Home};

/// A journal of 20 sessions, and programs that stand in for pagers.
fn home() -> Home {
    let home = Home::new("2026-11-21");
    for day in 1..=20 {
        home.ran(&["log", "ana", "--date", &format!("{day} nov"), "--note", &format!("Note {day}.")]);
    }
    // It says what it was given by what it leaves.
    program(&home, "seen", "cat > ~/text; echo \"$LESS\" > ~/less; echo shown");
    program(&home, "early", "read line; echo \"$line\" > ~/text; echo left early");
    program(&home, "fails", "head -2; exit 3");
    program(
        &home,
        "waits",
        "trap 'echo told >> ~/told' INT; cat > ~/text; echo ready; read key < /dev/tty; cat ~/told; echo bye",
    );
    home
}

fn program(home: &Home, name: &str, script: &str) {
    let path = home.home.join(name);
    std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o755)).unwrap();
}

/// Exit status and screen of a command with this pager.
fn on_a_screen(home: &Home, arguments: &[&str], pager: &str, more: &[(&str, &str)]) -> (i32, String) {
    let own = home.home.join(pager).display().to_string();
    let own = if pager.starts_with('/') || pager.is_empty() { pager.to_string() } else { own };
    let mut variables = vec![("LINES", "12"), ("COACH_PAGER", own.as_str())];
    variables.extend(more);
    home.sit_down_with(arguments, &variables).leaves()
}

fn seen(home: &Home) -> Option<String> {
    std::fs::read_to_string(home.home.join("text")).ok()
}

#[test]
fn what_is_longer_than_the_screen_goes_to_the_pager_whole() {
    let home = home();
    let (status, screen) = on_a_screen(&home, &["list", "sessions"], "seen", &[]);
    assert_eq!((status, screen.trim()), (0, "shown"));
    assert_eq!(seen(&home).unwrap(), home.ran(&["list", "sessions"]));
    assert_eq!(std::fs::read_to_string(home.home.join("less")).unwrap(), "FRX\n");
    on_a_screen(&home, &["list", "sessions"], "seen", &[("LESS", "R")]);
    assert_eq!(std::fs::read_to_string(home.home.join("less")).unwrap(), "R\n");
}

#[test]
fn what_fits_what_changes_something_and_what_is_asked_for_plainly_does_not() {
    let home = home();
    let long = format!("One.\n{}", "line\n".repeat(30));
    type Variables<'a> = &'a [(&'a str, &'a str)];
    let plainly: [(&[&str], Variables<'_>); 6] = [
        (&["due"], &[]),
        (&["list", "sessions", "--no-pager"], &[]),
        (&["list", "sessions"], &[("TERM", "dumb")]),
        (&["list", "sessions"], &[("LINES", "40")]),
        (&["log", "ben", "--note", &long], &[]),
        (&["list", "--help", "--no-pager"], &[]),
    ];
    for (arguments, variables) in plainly {
        let (status, screen) = on_a_screen(&home, arguments, "seen", variables);
        assert_eq!((status, seen(&home)), (0, None), "{arguments:?}: {screen}");
        assert!(!screen.contains("shown"), "{arguments:?}: {screen}");
    }
    assert_eq!(home.run(&["list", "sessions"]).0, 0);
    for none in ["", "cat"] {
        let (_, screen) =
            on_a_screen(&home, &["list", "sessions"], "", &[("COACH_PAGER", none), ("PAGER", "/seen")]);
        assert_eq!(screen.replace('\r', ""), home.ran(&["list", "sessions"]));
    }
}

#[test]
fn the_first_that_is_named_counts() {
    let home = home();
    let chosen = home.home.join("seen").display().to_string();
    let shown = |variables: &[(&str, &str)]| {
        let _ = std::fs::remove_file(home.home.join("text"));
        let variables: Vec<_> = [("LINES", "12")].into_iter().chain(variables.iter().copied()).collect();
        home.sit_down_with(&["list", "sessions"], &variables).leaves();
        seen(&home).is_some()
    };
    assert!(shown(&[("PAGER", &chosen)]));
    assert!(!shown(&[("PAGER", &chosen), ("COACH_PAGER", "cat")]));
    home.ran(&["config", "set", "pager", "cat"]);
    assert!(!shown(&[("PAGER", &chosen)]));
    home.ran(&["config", "set", "pager", &format!("{chosen} -x")]);
    assert!(shown(&[("PAGER", "cat")]));
}

#[test]
fn a_pager_that_is_missing_or_fails_loses_nothing() {
    let home = home();
    let whole = home.ran(&["list", "sessions"]);
    for (pager, why) in [("/no/such/pager", "cannot start the pager"), ("fails", "failed (exit status: 3)")] {
        let (status, screen) = on_a_screen(&home, &["list", "sessions"], pager, &[]);
        let screen = screen.replace('\r', "");
        assert!(status == 0 && screen.contains(&whole) && screen.contains(why), "{screen}");
    }
    // Nobody asked for less.
    let (status, screen) =
        home.sit_down_with(&["list", "sessions"], &[("LINES", "12"), ("PATH", "/nowhere")]).leaves();
    assert_eq!((status, screen.replace('\r', "")), (0, whole));
}

#[test]
fn leaving_early_is_no_failure() {
    let home = home();
    // more than a pipe holds
    home.ran(&["log", "ana", "--note", &"Words of the session. ".repeat(5000)]);
    let id = home.ran(&["list", "sessions"]);
    // The newest comes first, below the head.
    let id = &id.lines().nth(1).unwrap()[..4];
    let (status, screen) = on_a_screen(&home, &["show", id], "early", &[]);
    assert_eq!((status, screen.trim()), (0, "left early"));
}

#[test]
fn an_interrupt_is_the_pagers() {
    let home = home();
    let pager = home.home.join("waits").display().to_string();
    let mut person = home.sit_down_with(&["list", "sessions"], &[("LINES", "12"), ("COACH_PAGER", &pager)]);
    person.sees("ready").types(CTRL_C).types("\r");
    let (status, screen) = person.leaves();
    assert!(status == 0 && screen.contains("bye"), "{status}: {screen}");
}

#[test]
fn help_goes_to_the_pager_too() {
    let home = home();
    for asked in [&["log", "--help"][..], &["help", "log"], &["--help"]] {
        let (status, screen) = on_a_screen(&home, asked, "seen", &[]);
        assert_eq!((status, screen.trim()), (0, "shown"), "{asked:?}");
        assert_eq!(seen(&home).unwrap(), home.ran(asked), "{asked:?}");
    }
    let (status, screen) = on_a_screen(&home, &["log", "--help", "--no-pager"], "seen", &[]);
    assert!(status == 0 && screen.contains("Examples:"), "{screen}");
    // What fits needs no pager, and neither does an error.
    let (status, screen) = on_a_screen(&home, &["--version"], "seen", &[]);
    assert!(status == 0 && screen.starts_with("coach "), "{screen}");
}
