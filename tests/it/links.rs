//! Ids that lead to their files, on terminals that have links: where they stand and where not, and

//! that nothing but a record's path can make one.

use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use crate::prompts::terminal::Home;
use percent_encoding::percent_decode_str;

/// A terminal that is known to have links.
const KNOWN: (&str, &str) = ("VTE_VERSION", "7600");
const START: &str = "\u{1b}]8;;";
const END: &str = "\u{1b}\\";

/// The example journal, a file that a hand moved, and words that would be a link.
fn home() -> Home {
    let home = Home::with_example("2026-11-23");
    std::fs::write(
        home.journal().join("sessions/50% ; café \u{1b}\\.toml"),
        "id = \"zzzzzzzzzz\"\ndate = 2026-11-22\ncoach = \"jo\"\nwith = [\"ana\"]\n\
         notes = \"\\u001b]8;;http://example.com\\u001b\\\\click\\u001b]8;;\\u001b\\\\\"\n",
    )
    .unwrap();
    std::fs::write(home.journal().join("sessions/broken.toml"), "id = \n").unwrap();
    home
}

/// What stands on a screen that is long enough.
fn screen(home: &Home, arguments: &[&str], variables: &[(&str, &str)]) -> String {
    let mut all = vec![("LINES", "1000")];
    all.extend(variables);
    home.sit_down_with(arguments, &all).leaves().1.replace('\r', "")
}

/// The addresses, each with its text, and the whole without them.
fn taken_apart(screen: &str) -> (Vec<(String, String)>, String) {
    let mut parts = screen.split(START);
    let mut bare = parts.next().unwrap().to_string();
    let mut links: Vec<(String, String)> = Vec::new();
    let mut is_open = false;
    for part in parts {
        let (address, text) = part.split_once(END).unwrap();
        assert_eq!(address.is_empty(), is_open, "a link is ended before the next: {part:?}");
        if !is_open {
            assert!(!text.contains('\n'), "a link is ended in its line: {text:?}");
            links.push((address.to_string(), text.to_string()));
        }
        is_open = !address.is_empty();
        bare.push_str(text);
    }
    assert!(!is_open);
    (links, bare)
}

fn file(address: &str) -> PathBuf {
    let path = address.strip_prefix("file://").unwrap();
    let path = &path[path.find('/').unwrap()..];
    PathBuf::from(percent_decode_str(path).decode_utf8().unwrap().into_owned())
}

#[test]
fn what_names_a_record_leads_to_its_file_and_takes_no_room() {
    let home = home();
    let commands: [(&[&str], usize); 15] = [
        (&["due"], 10),
        (&["list", "sessions"], 40),
        (&["list", "actions"], 40),
        (&["list", "follow-ups"], 40),
        (&["list", "people"], 10),
        (&["list", "objectives"], 2),
        (&["list", "requests"], 2),
        (&["list", "stories"], 1),
        (&["show", "ana"], 8),
        (&["show", "zzzz"], 2),
        (&["show", "reduce-churn"], 2),
        (&["prep", "ana"], 2),
        (&["find", "price"], 3),
        (&["history", "zzzz"], 0),
        (&["check"], 1),
    ];
    for (arguments, at_least) in commands {
        for columns in ["60", "120"] {
            let shown = screen(&home, arguments, &[KNOWN, ("COLUMNS", columns)]);
            let (links, bare) = taken_apart(&shown);
            assert!(links.len() >= at_least, "{arguments:?}: {} links: {bare}", links.len());
            for (address, text) in &links {
                assert!(address.is_ascii() && !address.contains([' ', ';', '\\', '\u{1b}']), "{address:?}");
                let at = file(address);
                assert!(at.starts_with(home.journal()), "{at:?}");
                let record = std::fs::read_to_string(&at).unwrap_or_else(|e| panic!("{at:?}: {e}"));
                // An id or a handle in the record, or its path, whose hidden characters are shown.
                let named = text.split([':', ' ']).next().unwrap();
                let is_path = at.to_str().unwrap().contains(named);
                assert!(record.contains(named) || is_path, "{text}: {at:?}");
            }
            assert_eq!(bare, screen(&home, arguments, &[("COLUMNS", columns)]), "{arguments:?}");
        }
    }
}

#[test]
fn a_link_stands_only_on_a_terminal_that_has_them() {
    let home = home();
    let links = |arguments: &[&str], variables: &[(&str, &str)]| {
        taken_apart(&screen(&home, arguments, variables)).0.len()
    };
    assert_eq!(links(&["due"], &[]), 0);
    assert!(links(&["due"], &[("TERM_PROGRAM", "WezTerm")]) > 0);
    assert!(links(&["due"], &[("FORCE_HYPERLINK", "1")]) > 0);
    assert!(links(&["due", "--color", "never"], &[KNOWN, ("NO_COLOR", "1")]) > 0);
    assert_eq!(links(&["due"], &[KNOWN, ("FORCE_HYPERLINK", "0")]), 0);
    assert_eq!(links(&["due"], &[KNOWN, ("TERM", "dumb")]), 0);
    assert_eq!(links(&["jot", "--dry-run", "ana 20m + call them by fri"], &[KNOWN]), 0);
    assert_eq!(links(&["assign", "--dry-run", "onboarding", "ana"], &[KNOWN]), 0);
    assert_eq!(links(&["due", "--json"], &[KNOWN]), 0);
    assert_eq!(links(&["plan", "ana", "--markdown"], &[KNOWN]), 0);
    // Whatever is no screen has none, whoever forces them.
    let mut piped = home.command(env!("CARGO_BIN_EXE_coach"));
    let piped = piped.args(["due", "--color", "always"]).envs([KNOWN, ("FORCE_HYPERLINK", "1")]).output();
    assert!(!String::from_utf8(piped.unwrap().stdout).unwrap().contains(START));
    home.ran(&["config", "set", "links", "never"]);
    assert_eq!(links(&["due"], &[KNOWN, ("FORCE_HYPERLINK", "1")]), 0);
    home.ran(&["config", "set", "links", "always"]);
    assert!(links(&["due"], &[]) > 0);
    assert_eq!(links(&["due"], &[("TERM", "dumb")]), 0);
}

#[test]
fn a_pager_gets_links_only_where_it_shows_them() {
    let home = home();
    let pager = |name: &str, said: &str| {
        let path = home.home.join(name);
        let script = format!("#!/bin/sh\n[ \"$1\" = --version ] && echo '{said}' && exit\ncat\n");
        std::fs::write(&path, script).unwrap();
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o755)).unwrap();
        path.display().to_string()
    };
    let links = |pager: &str, more: &[(&str, &str)]| {
        let mut variables = vec![KNOWN, ("LINES", "12"), ("COACH_PAGER", pager)];
        variables.extend(more);
        let (status, shown) = home.sit_down_with(&["list", "sessions"], &variables).leaves();
        assert_eq!(status, 0, "{shown}");
        taken_apart(&shown.replace('\r', "")).0.len()
    };
    let less = pager("less", "less 590 (GNU regular expressions)");
    assert!(links(&less, &[]) > 0);
    assert!(links(&format!("{less} -R"), &[("LESS", "FX")]) > 0);
    assert_eq!(links(&less, &[("LESS", "FX")]), 0);
    assert!(links("cat", &[]) > 0);
    assert_eq!(links(&pager("more", "less 590"), &[]), 0);
    assert_eq!(links(&pager("less", "less 551 (GNU regular expressions)"), &[]), 0);
    assert_eq!(links(&pager("less", "BusyBox v1.35"), &[]), 0);
}
