//! The parts of the program and which way they look. A change here is a change of the design:

//! say so in src/README.md.

mod paths;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use paths::mentions;

/// Which part may use which. A part may use what it points to and everything behind that, never the
/// other way. `environment` is what main read of the outside world.
const ARROWS: &[(&str, &[&str])] = &[
    ("main", &["lib"]),
    ("lib", &["commands", "environment", "web"]),
    ("commands", &["cli", "ops", "prompt", "store", "views", "report", "export", "import", "web"]),
    // The pages of `coach serve`: no terminal, no question, no command.
    ("web", &["ops", "store", "journal", "report", "views", "export", "output", "environment"]),
    // What every command shares: its context, its help, its usage errors.
    ("cli", &["ops", "prompt", "store", "views", "report", "output", "environment"]),
    // What a command does without a terminal.
    ("ops", &["store", "journal", "views"]),
    // The keyboard.
    ("prompt", &["error", "escape"]),
    ("store", &["environment", "journal", "error", "parallel"]),
    ("views", &["report", "journal", "views::page", "report::sheet", "parallel"]),
    ("report", &["parallel", "journal", "views::page", "views::wording", "report::sheet"]),
    ("export", &["journal", "report::sheet", "views::wording", "escape"]),
    ("import", &["journal"]),
    ("journal", &["error", "number", "locale"]),
    ("output", &["views::page", "report::sheet", "error", "escape", "parallel", "locale"]),
    ("report::sheet", &["views::page", "number"]),
    ("number", &[]),
    ("views::wording", &["views::page", "journal"]),
    ("views::page", &["locale"]),
    // Names of days and months.
    ("locale", &[]),
    ("error", &["escape"]),
    ("escape", &[]),
    ("environment", &["journal", "error", "progress", "locale"]),
    // Threads.
    ("parallel", &[]),
    // What takes long.
    ("progress", &[]),
];

/// The parts that know no file, process, environment, clock or screen.
const PURE: &[&str] = &[
    "journal",
    "views",
    "views::page",
    "views::wording",
    "report",
    "report::sheet",
    "export",
    "import",
    "escape",
    "number",
    "locale",
];

/// What they never mention; `*` is any ending.
const IMPURE: &[&str] = &[
    "std::fs",
    "std::process",
    "std::env",
    "std::io::std*",
    "std::net",
    "std::thread",
    "std::time::SystemTime",
    "std::time::Instant",
    "chrono::Local",
    "clap",
    "crossterm",
    "directories",
    "getrandom",
    "indicatif",
    "git2",
    "libgit2_sys",
    "rustix",
    "tempfile",
    "terminal_size",
];

/// A file with more lines, its tests not counted, holds more than one concept.
const LONGEST_FILE: usize = 500;

/// Where everything that a part may mention lies: itself, what it looks at, and so on.
fn reach(part: &str) -> Vec<&str> {
    let mut reached = vec![part];
    let mut at = 0;
    while at < reached.len() {
        let next = ARROWS.iter().find(|(from, _)| *from == reached[at]).map_or(&[][..], |(_, to)| *to);
        for part in next {
            if !reached.contains(part) {
                reached.push(part);
            }
        }
        at += 1;
    }
    reached
}

/// The part of the table that this path within the crate belongs to.
fn part(path: &[String]) -> String {
    let known = |name: &str| ARROWS.iter().any(|(from, _)| *from == name);
    let pair = path[..path.len().min(2)].join("::");
    match path.first() {
        _ if known(&pair) => pair,
        Some(first) if known(first) => first.clone(),
        // What lib.rs itself holds.
        _ => "lib".into(),
    }
}

/// The module that a file of src/ is: `store/git.rs` is `store::git`.
fn module(file: &str) -> Vec<String> {
    let name = file.trim_end_matches(".rs").trim_end_matches("/mod");
    name.split('/').filter(|part| *part != "lib").map(str::to_string).collect()
}

/// What this file does that its place does not allow, as `FILE:LINE …`.
fn faults(file: &str, text: &str) -> Vec<String> {
    let module = module(file);
    let own = part(&module);
    let top = module.first().map_or("lib", String::as_str);
    if !ARROWS.iter().any(|(from, _)| *from == top) {
        return vec![format!("{file}: `{top}` is no part of the design: give it its arrows")];
    }
    let mut faults = Vec::new();
    for (path, line) in mentions(text, &module) {
        let written = path.join("::");
        if let Some(("crate", inside)) = path.split_first().map(|(first, rest)| (first.as_str(), rest)) {
            let other = part(inside);
            if !reach(&own).contains(&other.as_str()) {
                faults.push(format!("{file}:{line}: {own} looks at {other} ({written})"));
            }
        } else if PURE.contains(&own.as_str()) && IMPURE.iter().any(|banned| is_under(&written, banned)) {
            faults.push(format!("{file}:{line}: {own} is pure and mentions {written}"));
        }
    }
    faults
}

fn is_under(path: &str, banned: &str) -> bool {
    match banned.strip_suffix('*') {
        Some(beginning) => path.starts_with(beginning),
        None => path.strip_prefix(banned).is_some_and(|rest| rest.is_empty() || rest.starts_with("::")),
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every Rust file of src/, by its path within it, with its text.
fn sources() -> Vec<(String, String)> {
    let mut folders = vec![root().join("src")];
    let mut files: Vec<PathBuf> = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.extension() {
                _ if path.is_dir() => folders.push(path),
                Some(kind) if kind == "rs" => files.push(path),
                _ => {}
            }
        }
    }
    files.sort();
    let name = |path: &Path| path.strip_prefix(root().join("src")).unwrap().to_str().unwrap().to_string();
    files.iter().map(|path| (name(path), fs::read_to_string(path).unwrap())).collect()
}

fn assert_none(faults: Vec<String>) {
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn every_arrow_runs_the_way_of_the_design() {
    let sources = sources();
    assert!(sources.len() > 10);
    assert_none(sources.iter().flat_map(|(file, text)| faults(file, text)).collect());
}

#[test]
fn no_file_is_long() {
    let length = |text: &str| text.lines().take_while(|line| *line != "#[cfg(test)]").count();
    let long = sources().into_iter().filter(|(_, text)| length(text) > LONGEST_FILE);
    assert_none(long.map(|(file, text)| format!("src/{file} has {} lines", length(&text))).collect());
}

#[test]
fn every_file_begins_with_what_it_is_for() {
    let silent =
        sources().into_iter().filter(|(_, text)| !text.starts_with("//!") && !text.starts_with("#![doc"));
    assert_none(silent.map(|(file, _)| format!("src/{file} begins with no `//!`")).collect());
}

#[test]
fn nothing_tracked_names_a_registrys_host() {
    // Put together here, so that this file does not name them either.
    let hosts = ["static.", "index."].map(|name| format!("{name}crates.io"));
    let listed = Command::new("git").args(["ls-files", "-z"]).current_dir(root()).output();
    // An unpacked package has no list of tracked files, and nothing to track.
    let Some(listed) = listed.ok().filter(|output| output.status.success()) else { return };
    let names = String::from_utf8(listed.stdout).unwrap();
    let tracked = names.split('\0').filter(|name| !name.is_empty() && !name.ends_with("Cargo.lock"));
    let read =
        |name: &str| fs::read(root().join(name)).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let naming =
        tracked.filter(|name| read(name).is_ok_and(|text| hosts.iter().any(|host| text.contains(host))));
    assert_none(naming.map(|name| format!("{name} names a registry's host")).collect());
}

/// The checker itself: each of these is one fault.
#[test]
fn a_wrong_arrow_is_found_however_it_is_written() {
    for (file, text) in [
        ("journal/values/day.rs", "use crate::store::Disk;"),
        ("journal/values/day.rs", "use crate::{error::Error, store};"),
        ("journal/values/day.rs", "use {crate::{store::{self}}};"),
        ("journal/values/day.rs", "fn f() -> super::super::super::store::Disk { loop {} }"),
        ("journal/mod.rs", "pub use super::views::page::Page;"),
        ("journal/values/day.rs", "mod inner { use super::super::super::super::report; }"),
        ("journal/values/day.rs", "macro_rules! m { () => { $crate::output::show() } }"),
        ("journal/values/day.rs", "use crate::environment::World;"),
        ("journal/values/day.rs", "fn f() { crate::run() }"),
        ("journal/values/day.rs", "use std::{fmt, fs};"),
        ("journal/values/day.rs", "fn f() { let _ = Vec::<std::process::Command>::new(); }"),
        ("views/due/mod.rs", "use std::io::stdout;"),
        ("export/csv.rs", "fn f() { std::env::var(\"A\"); }"),
        ("export/csv.rs", "#[derive(clap::ValueEnum)] enum A {}"),
        ("views/due/mod.rs", "fn f() -> bool { chrono::Local::now() > x }"),
        ("views/due/mod.rs", "use crate::export::csv;"),
        ("views/page.rs", "use crate::journal::values::day::Day;"),
        ("output.rs", "use crate::views::due::Due;"),
        ("output.rs", "use crate::journal::values::day::Day;"),
        ("store/files/file_system.rs", "use crate::output::Output;"),
        ("store/files/file_system.rs", "use crate::cli::World;"),
        ("error.rs", "use crate::output::Output;"),
        ("escape.rs", "use crate::error::Error;"),
        ("commands/log.rs", "fn f() { crate::run() }"),
        ("util.rs", ""),
    ] {
        assert_eq!(faults(file, text).len(), 1, "{file}: {text}: {:?}", faults(file, text));
    }
    // Through a name that was brought in.
    assert_eq!(faults("views/due/mod.rs", "use std::io; fn f() { io::stdout(); }").len(), 1);
    assert_eq!(faults("views/due/mod.rs", "use std::io as x; fn f() { x::stderr(); }").len(), 1);
    assert_eq!(
        faults("journal/values/day.rs", "\n\nuse crate::store;"),
        ["journal/values/day.rs:3: journal looks at store (crate::store)"]
    );
}

#[test]
fn a_right_arrow_is_left_alone() {
    for (file, text) in [
        (
            "journal/values/day.rs",
            "use super::id::Id; use crate::error::Error; use crate::journal::values::time;",
        ),
        (
            "journal/values/day.rs",
            "//! See crate::store.\n/* crate::store */ // crate::store\nfn f() { \"crate::store::x\"; }",
        ),
        ("journal/values/day.rs", "#[cfg(test)]\nmod tests { use crate::store::Disk; use std::fs; }"),
        ("journal/values/day.rs", "#[cfg(test)] use crate::store::Disk;"),
        (
            "journal/values/day.rs",
            "pub(crate) fn f() {} pub(in crate::journal) fn g() {} pub(super) fn h() {}",
        ),
        (
            "journal/values/day.rs",
            "use std::io::{self, Write}; fn f(x: io::Result<()>) { x.store::<fs::A>(); }",
        ),
        (
            "views/due/mod.rs",
            "use super::page::Page; use crate::journal::values::day::Day; use crate::error::Result;",
        ),
        (
            "output.rs",
            "use crate::views::page::{Block, Page}; use crate::escape::visible; use std::io::stdout;",
        ),
        (
            "commands/log.rs",
            "use crate::{environment::World, cli::Shared, store, output, journal, report, error::Error};",
        ),
        (
            "store/files/file_system.rs",
            "use std::fs; use super::super::cache; use crate::journal::records::session::Session;",
        ),
        ("lib.rs", "pub mod store; use crate::cli; use crate::environment::World;"),
        ("main.rs", "use coach::environment::World; fn main() { coach::run(); }"),
    ] {
        assert_none(faults(file, text));
    }
}
