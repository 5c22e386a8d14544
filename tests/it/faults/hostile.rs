//! A journal whose every text is hostile: whatever `tests/formats/v1` says in words, says more here.
//! And what no screen, pipe or exported file may hold.

use std::fs;

use coach::journal::records;
use coach::journal::records::Record;
use coach::journal::records::objective::Objective;
use coach::journal::records::person::Person;
use coach::journal::records::policy::Policy;
use coach::journal::records::request::Request;
use coach::journal::records::resource::Resource;
use coach::journal::records::session::Session;
use coach::journal::records::settings::Settings;
use coach::journal::records::standard::Standard;
use coach::journal::records::story::Story;
use coach::journal::records::template::Template;

use crate::faults::home::Home;

/// What is typed, and what every text of a file ends in: escapes for a terminal (a colour that coach
/// does not use, the clipboard, C1), what turns text around, line breaks of every kind.
pub(crate) const SAID: &str = "=HYPERLINK \u{1b}[41m \u{1b}]52;c;aGk=\u{7} \u{9b}31m \u{202e}\u{2066} \u{7f}\u{85}\u{2028} <script>\rOver\u{8}";
/// What no argument can hold.
const NUL: &str = "\u{0}\r\nATTENDEE:x";

/// A character that a terminal or a reader would act on. Said here once more, and not by
/// `coach::visible`, which is what is tried.
pub(crate) fn acts(c: char) -> bool {
    matches!(c,
        '\u{0}'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        | '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

fn reads<T: Record>(text: &str) -> bool {
    records::read::<T>("x.toml", text).is_ok()
}

fn is_read(path: &str, text: &str) -> bool {
    match path.split('/').next() {
        Some("sessions") => reads::<Session>(text),
        Some("people") => reads::<Person>(text),
        Some("objectives") => reads::<Objective>(text),
        Some("requests") => reads::<Request>(text),
        Some("stories") => reads::<Story>(text),
        Some("policies") => reads::<Policy>(text),
        Some("resources") => reads::<Resource>(text),
        Some("standards") => reads::<Standard>(text),
        Some("templates") => reads::<Template>(text),
        _ => reads::<Settings>(text),
    }
}

/// Every string in this value, as the way to it.
fn strings(value: &toml::Value, way: &[String], found: &mut Vec<Vec<String>>) {
    let deeper = |step: String| [way, &[step]].concat();
    match value {
        toml::Value::String(_) => found.push(way.to_vec()),
        toml::Value::Array(values) => {
            values.iter().enumerate().for_each(|(n, value)| strings(value, &deeper(n.to_string()), found));
        }
        toml::Value::Table(table) => {
            table.iter().for_each(|(key, value)| strings(value, &deeper(key.clone()), found));
        }
        _ => {}
    }
}

fn at<'a>(value: &'a mut toml::Value, way: &[String]) -> &'a mut String {
    let end = way.iter().fold(value, |value, step| match value {
        toml::Value::Array(values) => &mut values[step.parse::<usize>().unwrap()],
        toml::Value::Table(table) => table.get_mut(step).unwrap(),
        _ => panic!("{way:?}"),
    });
    let toml::Value::String(text) = end else { panic!("{way:?}") };
    text
}

/// The record with every text made hostile by which it stays a record, and how many these were.
fn spoiled(path: &str, text: &str) -> (String, usize) {
    let mut value: toml::Value = toml::from_str(text).unwrap();
    let (mut ways, mut count) = (Vec::new(), 0);
    strings(&value, &[], &mut ways);
    for way in ways {
        let before = at(&mut value, &way).clone();
        let names = way.last().is_some_and(|key| key == "id" || key == "field");
        *at(&mut value, &way) = format!("{SAID}{NUL}{before}{SAID}");
        if !names && is_read(path, &toml::to_string(&value).unwrap()) {
            count += 1
        } else {
            *at(&mut value, &way) = before
        }
    }
    (toml::to_string(&value).unwrap(), count)
}

/// A home with such a journal, an author whose name is as bad, files that cannot be read, a private
/// note, and a remote on which a colleague's records of the kind wait.
pub(crate) fn home() -> Home {
    let home = Home::with_every_record();
    home.ok(&["private", "note", "k2bc", &format!("Sotto voce {SAID} quiet words")]);
    let mut count = 0;
    for (path, bytes) in home.files() {
        if path.ends_with(".toml") {
            let (text, hostile) = spoiled(&path, &String::from_utf8(bytes).unwrap());
            home.put(&path, &text);
            count += hostile;
        }
    }
    assert!(count > 60, "only {count} texts are hostile");
    let author = format!(
        "[user]\n\tname = \"Jo {}\"\n\temail = jo@example.com\n[init]\n\tdefaultBranch = main\n",
        "\u{1b}[41m\u{9b}\u{202e}"
    );
    fs::write(home.home.join(".gitconfig"), author).unwrap();
    home.git(&["add", "-A"]);
    home.git(&["commit", "-qm", &format!("words {SAID}")]);
    let remote = home.remote();
    home.git(&["clone", "-q", "--bare", ".", remote.to_str().unwrap()]);
    home.git(&["remote", "add", "origin", remote.to_str().unwrap()]);
    home.git(&["fetch", "-q"]);
    home.git(&["branch", "-q", "-u", "origin/main"]);
    // A colleague's, on the remote alone.
    home.put(&format!("sessions/kim/{}.toml", SAID.replace('/', "")), &format!("id = {:?}\n", "\u{202e}x"));
    home.put("sessions/kim/new.toml", "id = \"k8bcdfghjk\"\ndate = 2026-11-20\ncoach = \"kim\"\nwith = [\"ana\"]\nnotes = \"\\u001b[41m\"\n");
    home.git(&["add", "-A"]);
    home.git(&["-c", "user.email=kim@example.com", "commit", "-qm", "theirs"]);
    home.git(&["push", "-q", "origin", "main"]);
    home.git(&["reset", "-q", "--hard", "HEAD~1"]);
    unreadable(&home);
    let exported = home.ok(&["export", "json"]);
    // Other programs' files, as bad.
    let json = |text: &str| serde_json::to_string(text).unwrap();
    let (bad, csv) = (json(SAID), format!("\"{}\"", SAID.replace('"', "\"\"")));
    fs::write(
        home.home.join("sheet.csv"),
        format!("date,with,notes,{csv}\n2026-11-02,ana,{csv},x\n2026-11-03,{csv},{csv},x\n{csv},ana,x,x\n"),
    )
    .unwrap();
    fs::write(
        home.home.join("jrnl.json"),
        format!("{{\"tags\":{{}},\"entries\":[{{\"title\":{bad},\"body\":{bad},\"date\":\"2026-11-02\",\"time\":\"09:30\",\"tags\":[\"@ana\",{bad}],\"starred\":false}},{{\"title\":{bad},\"body\":\"x\",\"date\":{bad},\"time\":{bad},\"tags\":[],\"starred\":false}}]}}"),
    )
    .unwrap();
    fs::write(
        home.home.join("tasks.json"),
        format!("[{{\"description\":{bad},\"entry\":\"20261102T090000Z\",\"project\":\"coaching.ana\",\"status\":\"pending\",\"uuid\":\"0b9c4a6e-27b5-4a0f-9c60-1e6f6b8d9a11\"}},{{\"description\":\"x\",\"entry\":{bad},\"project\":{bad},\"status\":{bad},\"uuid\":{bad}}}]"),
    )
    .unwrap();
    fs::write(home.home.join("mine.json"), exported.replace("k2bcdfghjk", "k9bcdfghjk")).unwrap();
    fs::write(
        home.home.join("bad.json"),
        format!(
            "{{\"format\": \"coach\", \"version\": 1, \"people\": [{{\"handle\": {:?}, \"{}\": 1}}]}}",
            "x\u{202e}", "\u{9b}\u{202e}"
        ),
    )
    .unwrap();
    let editor = format!("#!/bin/sh\nprintf 'x{}' >> \"$1\"\n", "\\033[41m = \\302\\233\\r");
    fs::write(home.home.join("editor"), editor).unwrap();
    fs::set_permissions(home.home.join("editor"), std::os::unix::fs::PermissionsExt::from_mode(0o755))
        .unwrap();
    home
}

/// Files that are no records, with names and texts as bad.
fn unreadable(home: &Home) {
    home.put("sessions/ana/bad.toml", &format!("id = \"{SAID}\n"));
    home.put(&format!("people/{}.toml", SAID.replace('/', "")), "handle = \"\\u001b[41m\"\n");
    home.put("people/other.toml", &format!("handle = \"\\u202e\"\n{} = 1\n", "\"\\u001b[41m\""));
    home.put(
        "requests/two.toml",
        "id = \"q5bcdfghjk\"\ndate = 2026-10-03\nwhat = \"x\"\n\"\\u001b[41m\\u202e\" = 1\n",
    );
}
