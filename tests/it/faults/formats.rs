//! A journal of format 1 is read for ever, and says what it said; one of a newer format is refused
//! before anything is written.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::faults::every::{arguments, lines};
use crate::faults::home::Home;
use crate::home::COACH;

/// What format 1 said when it was written: `coach export json` of the journal beside it. A release that
/// adds to the format adds a folder beside `journal`; these files never change.
const SAID: &str = "tests/formats/v1/export.json";

fn text(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// What of `then` is no longer said: a key may come, none may go.
fn unsaid(then: &Value, now: &Value, place: &str, gone: &mut Vec<String>) {
    match (then, now) {
        (Value::Object(then), Value::Object(now)) => {
            for (key, value) in then {
                unsaid(value, now.get(key).unwrap_or(&Value::Null), &format!("{place}.{key}"), gone);
            }
        }
        (Value::Array(then), Value::Array(now)) if then.len() == now.len() => {
            then.iter()
                .zip(now)
                .enumerate()
                .for_each(|(n, (then, now))| unsaid(then, now, &format!("{place}[{n}]"), gone));
        }
        _ if then == now => {}
        _ => gone.push(format!("{place}: {then} is {now}")),
    }
}

#[test]
fn format_1_says_what_it_said() {
    let home = Home::with_every_record();
    assert_eq!(home.coach(&["check"]).out.lines().next(), Some("people/ana.toml:10:1  unknown key `desk`"));
    let mut gone = Vec::new();
    unsaid(&json(&text(SAID)), &json(&home.ok(&["export", "json"])), "", &mut gone);
    assert!(gone.is_empty(), "{}", gone.join("\n"));
}

#[test]
fn what_format_1_exported_comes_in() {
    let home = Home::new();
    fs::write(home.home.join("all.json"), text(SAID)).unwrap();
    home.ok(&["import", "all.json"]);
    let mut gone = Vec::new();
    unsaid(&json(&text(SAID)), &json(&home.ok(&["export", "json"])), "", &mut gone);
    assert!(gone.is_empty(), "{}", gone.join("\n"));
}

/// The keys and the words that a schema names, as `action.due` and `kind = moment`.
fn named(schema: &Value, record: &Value, place: &str, all: &mut BTreeSet<String>) {
    let record = match record.get("$ref").and_then(Value::as_str) {
        Some(reference) => schema.pointer(&reference[1..]).unwrap(),
        None => record,
    };
    for word in record.get("enum").and_then(Value::as_array).into_iter().flatten() {
        all.insert(format!("{place} = {}", word.as_str().unwrap_or("")));
    }
    for part in record.get("allOf").and_then(Value::as_array).into_iter().flatten() {
        named(schema, part, place, all);
    }
    if let Some(items) = record.get("items") {
        named(schema, items, place, all);
    }
    for (key, inner) in record.get("properties").and_then(Value::as_object).into_iter().flatten() {
        let place = format!("{place}.{key}");
        all.insert(place.clone());
        named(schema, inner, &place, all);
    }
}

fn used(value: &toml::Value, place: &str, all: &mut BTreeSet<String>) {
    match value {
        toml::Value::Table(table) => {
            for (key, inner) in table {
                let place = format!("{place}.{key}");
                all.insert(place.clone());
                used(inner, &place, all);
            }
        }
        toml::Value::Array(values) => values.iter().for_each(|value| used(value, place, all)),
        toml::Value::String(word) => drop(all.insert(format!("{place} = {word}"))),
        _ => {}
    }
}

#[test]
fn the_journals_of_the_formats_have_every_key_and_every_word_that_the_schemas_name() {
    let mut there = BTreeSet::new();
    for version in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats")).unwrap() {
        let journal = version.unwrap().path().join("journal");
        for (folder, record) in [
            ("people", "person"),
            ("sessions", "session"),
            ("objectives", "objective"),
            ("requests", "request"),
            ("stories", "story"),
            ("policies", "policy"),
            ("resources", "resource"),
            ("templates", "template"),
            ("standards", "standard"),
            ("coach.toml", "coach"),
        ] {
            for path in records(&journal.join(folder)) {
                used(&toml::from_str(&fs::read_to_string(path).unwrap()).unwrap(), record, &mut there);
            }
        }
    }
    let mut wanted = BTreeSet::new();
    let records = [
        "person",
        "session",
        "objective",
        "request",
        "story",
        "policy",
        "resource",
        "template",
        "standard",
        "coach",
    ];
    for record in records {
        let schema = json(&text(&format!("schema/{record}.json")));
        named(&schema, &schema, record, &mut wanted);
    }
    // One journal has one word for each setting.
    wanted.retain(|place| !place.starts_with("coach.") || !place.contains(" = "));
    let missing: Vec<_> = wanted.difference(&there).collect();
    assert!(missing.is_empty(), "no journal of tests/formats has {missing:?}");
    assert!(wanted.len() > 100, "{}", wanted.len());
}

fn records(folder: &Path) -> Vec<std::path::PathBuf> {
    if folder.is_file() {
        return vec![folder.into()];
    }
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(records(&path)) } else { found.push(path) }
    }
    found
}

#[test]
fn a_newer_format_is_refused_before_anything_is_written() {
    let home = Home::with_every_record();
    home.put("coach.toml", "format = 2\nname = \"From the future\"\n");
    home.git(&["commit", "-qam", "a newer coach"]);
    let state =
        || (home.files(), home.notes(), home.git(&["for-each-ref"]), home.git(&["status", "--porcelain"]));
    let before = state();
    let mut refused = 0;
    for line in lines()
        .iter()
        .filter(|line| !line.contains("--color") && !line.contains("--help") && !line.starts_with("demo"))
    {
        let out = home.home.join("out");
        let output = home.command(COACH).args(arguments(line, out.to_str().unwrap())).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_ne!(output.status.code(), Some(101), "{line}: {said}");
        assert!(state() == before, "{line} wrote to a journal of a newer format");
        refused += usize::from(said.contains("this journal has format 2"));
        if [
            "log ana",
            "done c5",
            "export json",
            "due",
            "person rename ana anna",
            "undo",
            "sync",
            "resolve --finish",
            "import mine",
        ]
        .iter()
        .any(|begins| line.starts_with(begins))
        {
            assert_ne!(output.status.code(), Some(0), "{line}: {said}");
        }
    }
    assert!(refused > 100, "only {refused} lines were refused for the format");
}

/// A colleague's newer coach has raised the format: nothing of it comes into this clone.
#[test]
fn a_newer_format_from_the_team_stays_out() {
    let home = Home::with_every_record();
    let remote = home.remote();
    home.git(&["clone", "-q", "--bare", ".", remote.to_str().unwrap()]);
    home.git(&["remote", "add", "origin", remote.to_str().unwrap()]);
    home.put("coach.toml", "format = 2\n");
    home.git(&["commit", "-qam", "a newer coach"]);
    home.git(&["push", "-q", "-u", "origin", "main"]);
    home.git(&["reset", "-q", "--hard", "HEAD~1"]);
    home.ok(&["log", "zed", "5m"]);
    let before = (home.files(), home.git(&["rev-parse", "HEAD"]));
    let ended = home.coach(&["sync"]);
    assert!(matches!(ended.code, Some(1 | 3)), "{ended:?}");
    assert!(ended.err.contains("format 2"), "{ended:?}");
    assert!((home.files(), home.git(&["rev-parse", "HEAD"])) == before, "{ended:?}");
    home.ok(&["log", "zed", "6m"]);
    let url = remote.to_str().unwrap();
    let ended = home.coach(&["init", "elsewhere", "--from", url]);
    assert!(ended.code == Some(1) && ended.err.contains("format 2"), "{ended:?}");
    assert!(!home.home.join("elsewhere").exists());
}
