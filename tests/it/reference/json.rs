//! The shapes in `docs/reference/json.md`, from the output of the program about a journal that has every key.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::TESTS;
use crate::generated::{below, is_written};

const MARK: &str =
    "<!-- A test generates everything below this line from the output of coach; do not edit it. -->\n";

/// A command, the sentence about its answer, and the command lines whose answers have this shape.
const COMMANDS: &[(&str, &str, &[&str])] = &[
    (
        "coach due",
        "Open items and people to see. `undated` lists actions without a due day, with `--all`. `days_late` is 0 on \
         the due day. `moved` lists the earlier due days. `others` counts the items of other coaches if coach leaves them out. \
         `policies` lists those to review. Several `--journal` give a list of such objects, each with its `journal`.",
        &["due --all"],
    ),
    ("coach list sessions", "One object for each session, with its items.", &["list sessions"]),
    ("coach list actions", "One object for each action.", &["list actions"]),
    ("coach list follow-ups", "One object for each follow-up.", &["list follow-ups"]),
    ("coach list people", "`coach person list` prints the same.", &["list people"]),
    ("coach list objectives", "`coach objective list` prints the same.", &["list objectives --all"]),
    ("coach list requests", "`coach request list` prints the same.", &["list requests"]),
    ("coach list stories", "The stories that their people agreed to share.", &["list stories"]),
    ("coach list policies", "`coach policy list` prints the same.", &["list policies"]),
    ("coach list resources", "`coach resource list` prints the same.", &["list resources --all"]),
    ("coach list standards", "Built-in standards have no `path`.", &["list standards"]),
    ("coach list conflicts", "`coach resolve` settles them.", &["list conflicts"]),
    ("coach template list", "Built-in templates have no `path`.", &["template list"]),
    ("coach find", "The records that contain the words.", &["find discovery", "find pricing"]),
    (
        "coach history",
        "The commits that changed the record, and the fields that they changed.",
        &["history ana", "history k9bcdfghjk"],
    ),
    (
        "coach plan",
        "The open actions and the next follow-ups of a person; the shape of a report.",
        &["plan ana"],
    ),
    ("coach check", "The problems of the journal; empty if there are none.", &["check"]),
];

/// The values that one place of the answers has had.
#[derive(Default)]
struct Shape {
    scalars: BTreeSet<&'static str>,
    list: Option<Box<Shape>>,
    keys: Option<Vec<(String, Shape)>>,
    is_null: bool,
}

impl Shape {
    fn add(&mut self, value: &Value) {
        match value {
            Value::Null => self.is_null = true,
            Value::Bool(_) => _ = self.scalars.insert("true or false"),
            Value::Number(_) => _ = self.scalars.insert("number"),
            Value::String(text) => {
                let is_day =
                    text.len() == 10 && text.chars().all(|letter| letter.is_ascii_digit() || letter == '-');
                self.scalars.insert(if is_day { "day" } else { "text" });
            }
            Value::Array(all) => {
                let list = self.list.get_or_insert_default();
                for one in all {
                    list.add(one);
                }
            }
            Value::Object(map) => {
                let keys = self.keys.get_or_insert_default();
                for (key, value) in map {
                    let place = keys.iter().position(|(known, _)| known == key).unwrap_or_else(|| {
                        keys.push((key.clone(), Shape::default()));
                        keys.len() - 1
                    });
                    keys[place].1.add(value);
                }
            }
        }
    }

    fn written(&self, indent: usize) -> String {
        let mut parts: Vec<String> = self.scalars.iter().map(ToString::to_string).collect();
        if let Some(list) = &self.list {
            parts.push(format!("[{}]", list.written(indent)));
        }
        if let Some(keys) = &self.keys {
            let space = " ".repeat(indent + 2);
            let line = |(key, shape): &(String, Shape)| match key.as_str() {
                "answers" => {
                    format!("{space}answers: {{template: text, and a value for each field}} or null\n")
                }
                _ => format!("{space}{key}: {}\n", shape.written(indent + 2)),
            };
            let lines: String = keys.iter().map(line).collect();
            parts.push(format!("{{\n{lines}{}}}", " ".repeat(indent)));
        }
        if self.is_null {
            parts.push("null".into());
        }
        parts.join(" or ")
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// The output of coach in this home and this journal of it.
fn output(home: &Path, journal: &str, arguments: &[&str]) -> Vec<u8> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_coach"));
    command.env_clear().env("HOME", home).env("USER", "jo").env("COACH_TODAY", "2026-11-21");
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    // On Windows the folders of the account follow from other variables.
    for name in ["SystemRoot", "APPDATA", "LOCALAPPDATA", "USERPROFILE"] {
        command.envs(std::env::var_os(name).map(|value| (name, value)));
    }
    let output = command.arg("--journal").arg(home.join(journal)).args(arguments).output().unwrap();
    // `check` exits with 1 if it finds problems.
    let is_well = output.status.success() || arguments.first() == Some(&"check");
    assert!(is_well, "coach {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

fn answer(home: &Path, journal: &str, line: &str) -> Value {
    let arguments: Vec<&str> = line.split(' ').chain(["--json"]).collect();
    let text = output(home, journal, &arguments);
    serde_json::from_slice(&text).unwrap_or_else(|error| panic!("coach {line}: {error}"))
}

/// Two journals in this home: one with every key, new items that moved and a file that cannot be parsed, and the
/// example journal.
fn journals(home: &Path) -> [&'static str; 2] {
    let checkout = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (name, from) in [
        ("every-key", "tests/formats/v1/journal"),
        ("policies", "tests/formats/v1-policies/journal"),
        ("resources", "tests/formats/v1-resources/journal"),
        ("example", "examples/journal"),
    ] {
        let folder = home.join(name);
        Command::new("git").args(["init", "--quiet"]).arg(&folder).status().unwrap();
        copy(&checkout.join(from), &folder);
        for days in ["15d", "16d"] {
            output(home, name, &["person", "set", "ana", "--cadence", days]);
        }
        output(home, name, &["log", "ana", "20m", "--id", "k9bcdfghjk", "--action", "Call"]);
    }
    let (action, follow_up) = ("Call by 2026-11-21", "Called? on 2026-11-21");
    output(home, "every-key", &["log", "zoe", "30m", "--action", action, "--follow-up", follow_up]);
    let due = answer(home, "every-key", "due");
    let new = due["items"].as_array().unwrap().iter().filter(|item| item["due"] == "2026-11-21");
    let ids: Vec<&str> = new.filter_map(|item| item["id"].as_str()).collect();
    output(home, "every-key", &[&["snooze"], &ids[..], &["2026-11-23"]].concat());
    std::fs::write(home.join("every-key/people/broken.toml"), "handle =\n").unwrap();
    ["every-key", "example"]
}

#[test]
fn every_shape_is_in_the_reference() {
    let home = tempfile::tempdir().unwrap();
    let journals = journals(home.path());
    let mut text = String::new();
    for (name, about, lines) in COMMANDS {
        let mut shape = Shape::default();
        let all = journals.iter().flat_map(|journal| lines.iter().map(move |line| (journal, line)));
        for (journal, line) in all {
            shape.add(&answer(home.path(), journal, line));
        }
        text += &format!("\n## {name}\n\n{about}\n\n```text\n{}\n```\n", shape.written(0));
    }
    is_written("docs/reference/json.md", TESTS, |present| below(MARK, present, &text));
}
