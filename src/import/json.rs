//! Our own `json` and `jsonl`, back without loss.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::toml_text::{self, Kind};
use super::{Record, Row};
use crate::journal::record::{Problem, Record as Readable};

/// What an export calls itself, and the newest shape that is read.
const NAME: &str = "coach";
const VERSION: u32 = 1;

/// The lists of a document, and what each holds.
const LISTS: [(&str, Kind); 5] = [
    ("people", Kind::Person),
    ("objectives", Kind::Objective),
    ("sessions", Kind::Session),
    ("requests", Kind::Request),
    ("stories", Kind::Story),
];

/// What is read, and where its pieces stand.
struct File<'a> {
    path: &'a str,
    text: &'a str,
}

type Object<'a> = BTreeMap<String, &'a RawValue>;

/// One JSON document, or a line for each record.
pub fn read(path: &str, text: &str) -> Result<Vec<Row>, Vec<Problem>> {
    let file = File { path, text: text.trim_start_matches('\u{feff}') };
    match is_lines(file.text) {
        true => file.lines(),
        false => file.document(),
    }
}

/// Whether the first line is an object by itself, and more follows.
fn is_lines(text: &str) -> bool {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    serde_json::from_str::<Object<'_>>(first).is_ok_and(|object| !object.contains_key("people"))
        && text.trim_end().lines().count() > 1
}

impl<'a> File<'a> {
    fn document(&self) -> Result<Vec<Row>, Vec<Problem>> {
        let object: Object<'a> =
            serde_json::from_str(self.text).map_err(|error| vec![self.broken(0, &error)])?;
        self.is_ours(&object, 0)?;
        let (mut rows, mut problems) = (Vec::new(), Vec::new());
        for (key, value) in &object {
            if key == "format" || key == "version" {
                continue;
            }
            let Some((_, kind)) = LISTS.iter().find(|(list, _)| list == key) else {
                let alone = matches!(key.as_str(), "actions" | "follow_ups");
                let why =
                    if alone { "stand in their sessions: export those" } else { "is no list of records" };
                problems.push(self.at(value, format!("`{key}` {why}")));
                continue;
            };
            match serde_json::from_str::<Vec<&'a RawValue>>(value.get()) {
                Ok(values) => values.iter().for_each(|one| match self.row(*kind, one) {
                    Ok(row) => rows.push(row),
                    Err(problem) => problems.push(problem),
                }),
                Err(_) => problems.push(self.at(value, format!("`{key}` is no list"))),
            }
        }
        if problems.is_empty() { Ok(rows) } else { Err(problems) }
    }

    fn lines(&self) -> Result<Vec<Row>, Vec<Problem>> {
        let (mut rows, mut problems) = (Vec::new(), Vec::new());
        let mut is_first = true;
        for line in self.text.split('\n').filter(|line| !line.trim().is_empty()) {
            let start = line.as_ptr() as usize - self.text.as_ptr() as usize;
            let object: Object<'a> = match serde_json::from_str(line) {
                Ok(object) => object,
                Err(error) => {
                    problems.push(self.broken(start, &error));
                    continue;
                }
            };
            if is_first {
                self.is_ours(&object, start)?;
                is_first = false;
                continue;
            }
            let word = object.get("record").and_then(|word| serde_json::from_str::<String>(word.get()).ok());
            let kind = word.as_deref().and_then(Kind::named);
            let raw = serde_json::from_str::<&'a RawValue>(line);
            match (kind, raw) {
                (Some(kind), Ok(raw)) => match self.row(kind, raw) {
                    Ok(row) => rows.push(row),
                    Err(problem) => problems.push(problem),
                },
                _ => {
                    let expected = "expected `record` to be person, objective, session, request or story";
                    problems.push(Problem::at(self.path, self.text, start, expected));
                }
            }
        }
        if problems.is_empty() { Ok(rows) } else { Err(problems) }
    }

    fn is_ours(&self, object: &Object<'a>, start: usize) -> Result<(), Vec<Problem>> {
        let problem = |message: String| Err(vec![Problem::at(self.path, self.text, start, message)]);
        let name = object.get("format").and_then(|name| serde_json::from_str::<String>(name.get()).ok());
        if name.as_deref() != Some(NAME) {
            return problem(format!("expected an export of coach: `\"format\": \"{NAME}\"`"));
        }
        match object.get("version").and_then(|version| serde_json::from_str::<u32>(version.get()).ok()) {
            Some(version) if version <= VERSION => Ok(()),
            Some(version) => {
                problem(format!("this is version {version}, and this coach reads up to {VERSION}"))
            }
            None => problem("expected `version` to be a number".into()),
        }
    }

    fn row(&self, kind: Kind, raw: &'a RawValue) -> Result<Row, Problem> {
        let value: serde_json::Value =
            serde_json::from_str(raw.get()).map_err(|error| self.broken(self.place(raw), &error))?;
        let text = toml_text::text(kind, &value).map_err(|why| self.at(raw, why))?;
        let record = match kind {
            Kind::Person => self.record(raw, &text).map(|one| Record::Person(Box::new(one))),
            Kind::Objective => self.record(raw, &text).map(|one| Record::Objective(Box::new(one))),
            Kind::Session => self.record(raw, &text).map(|one| Record::Session(Box::new(one))),
            Kind::Request => self.record(raw, &text).map(|one| Record::Request(Box::new(one))),
            Kind::Story => self.record(raw, &text).map(|one| Record::Story(Box::new(one))),
        }?;
        let at = Problem::at(self.path, self.text, self.place(raw), "");
        Ok(Row { record, text, line: at.line, column: at.column })
    }

    /// The record, or the place in the JSON of what it stumbled over.
    fn record<T: Readable>(&self, raw: &'a RawValue, text: &str) -> Result<T, Problem> {
        let value: toml::Table =
            toml::from_str(text).map_err(|error| self.at(raw, error.message().to_string()))?;
        serde_path_to_error::deserialize::<_, T>(toml::Value::Table(value)).map_err(|error| {
            let path: Vec<String> = error.path().iter().map(ToString::to_string).collect();
            let message = said(error.inner().message());
            self.at(inside(raw, &path), format!("{}: {message}", error.path()))
        })?;
        // Read once more as it will be from its file: the way through the path loses days in a conflict.
        let record: T = toml::from_str(text).map_err(|error| self.at(raw, said(error.message())))?;
        match record.refused() {
            Some(why) => Err(self.at(raw, why)),
            None => Ok(record),
        }
    }

    fn place(&self, raw: &RawValue) -> usize {
        (raw.get().as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize)
    }

    fn at(&self, raw: &RawValue, message: String) -> Problem {
        Problem::at(self.path, self.text, self.place(raw), message)
    }

    /// What is no JSON, in a piece that begins at `start`.
    fn broken(&self, start: usize, error: &serde_json::Error) -> Problem {
        let mut at = Problem::at(self.path, self.text, start, "");
        let message = error.to_string();
        at.message = said(message.split(" at line ").next().unwrap_or(&message));
        at.column =
            if error.line() > 1 { error.column() } else { at.column + error.column().saturating_sub(1) };
        at.line += error.line().saturating_sub(1);
        at
    }
}

/// The piece of a record that this path leads to, as far as it goes.
fn inside<'a>(raw: &'a RawValue, path: &[String]) -> &'a RawValue {
    let Some((first, rest)) = path.split_first() else { return raw };
    let index = first.trim_matches(['[', ']']).parse::<usize>();
    let next = match index {
        Ok(index) => Vec::<&'a RawValue>::deserialize(&mut serde_json::Deserializer::from_str(raw.get()))
            .ok()
            .and_then(|list| list.get(index).copied()),
        Err(_) => serde_json::from_str::<Object<'a>>(raw.get()).ok().and_then(|o| o.get(first).copied()),
    };
    next.map_or(raw, |next| inside(next, rest))
}

/// A parser's message without what the file said.
fn said(message: &str) -> String {
    let message = message.lines().next().unwrap_or_default().replace(", without quotes", "");
    match message.rsplit_once(", expected ").filter(|_| message.starts_with("invalid ")) {
        Some((_, expected)) => format!("expected {expected}"),
        None => message,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::part::Part;
    use crate::export::{What, json, jsonl};
    use crate::journal::journal::{Filed, Journal};
    use crate::journal::options::Options;

    /// Whatever a hand may write: empty texts, spaces at the end, every end of a line, texts that
    /// look like days, days that a merge left over.
    const ODD: &str = include_str!("odd.toml");

    fn part(text: &str, use_it: impl FnOnce(&Part<'_>)) {
        let record = toml::from_str(text).unwrap();
        let journal = Journal { sessions: vec![Filed { path: "s".into(), record }], ..Journal::default() };
        use_it(&Part::of(&journal, &Options::until("2026-12-31".parse().unwrap()), true));
    }

    #[test]
    fn what_went_out_comes_back_to_the_byte() {
        part(ODD, |before| {
            let out = serde_json::to_string_pretty(&json::document(before, What::All)).unwrap();
            let lines = jsonl::lines(before, What::All).unwrap().join("\n");
            for text in [&out, &lines] {
                let rows = read("x.json", text).unwrap();
                assert_eq!(rows.len(), 1);
                assert_eq!(rows[0].record, Record::Session(Box::new(before.sessions[0].clone())));
                part(&rows[0].text, |after| {
                    assert_eq!(serde_json::to_string_pretty(&json::document(after, What::All)).unwrap(), out);
                });
            }
        });
    }

    fn problem(text: &str) -> String {
        let problems = read("x.json", text).unwrap_err();
        format!("{} {}", problems[0].place(), problems[0].message)
    }

    fn of_session(text: &str) -> String {
        problem(&format!("{{\n \"format\": \"coach\",\n \"version\": 1,\n \"sessions\": [\n{text}\n ]\n}}"))
    }

    #[test]
    fn a_problem_names_its_place_and_what_was_expected() {
        let begin = "{\"id\": \"k3f9m2qxtp\", \"coach\": \"jo\", \"with\": [\"ana\"],\n";
        let bad_day = of_session(&format!("{begin}  \"date\": \"secret\"}}"));
        assert_eq!(bad_day, "x.json:6:11 date: expected a date such as 2026-11-28");
        let deep = of_session(&format!(
            "{begin}  \"date\": \"2026-11-21\", \"action\": [\n   {{\"id\": \"m2qxw7tp4r\", \"what\": 7}}]}}"
        ));
        assert_eq!(deep, "x.json:7:33 action[0].what: expected a string");
        assert!(of_session("{}").starts_with("x.json:5:1 "), "{}", of_session("{}"));
        assert!(of_session("7").contains("expected a record"), "{}", of_session("7"));
        let unfinished = problem("{\n  \"format\": oops");
        assert!(unfinished.starts_with("x.json:2:13 "), "{unfinished}");
        assert!(problem("{\"format\": \"other\"}").contains("expected an export of coach"));
    }

    #[test]
    fn a_line_is_named_too() {
        let first = "{\"format\":\"coach\",\"version\":1}\n";
        let bad = problem(&format!("{first}{{\"record\":\"person\",\"handle\":\"A B\"}}\n"));
        assert!(bad.starts_with("x.json:2:29 handle: a handle is"), "{bad}");
        let broken = problem(&format!("{first}{{\"record\":\n"));
        assert!(broken.starts_with("x.json:2:"), "{broken}");
        let unknown = problem(&format!("{first}\n{{\"record\":\"thing\"}}\n"));
        assert!(unknown.starts_with("x.json:3:1 expected `record`"), "{unknown}");
        assert!(problem("{\"format\":\"coach\",\"version\":2}\n{}").contains("reads up to 1"));
    }
}
