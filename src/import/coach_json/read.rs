//! Reads coach's own `json` and `jsonl` exports without loss.

use serde_json::value::RawValue;

use super::located_json::{Object, Once, Pieces, inside, placed, said};
use super::loose_items::{self, Lookup, SessionRef};
use super::to_toml::{self, KeyKind, Misfit};
use crate::import::matching::compare_fields::KnownFields;
use crate::import::source_text::SourceText;
use crate::import::table::columns::What;
use crate::import::{ImportedRecord, ImportedRow, ParsedImport};
use crate::journal::query::journal::Journal;
use crate::journal::records::{Problem, Record as Readable, unknown_keys};

/// The `format` of an export, and the newest version that coach can read.
const NAME: &str = "coach";
const VERSION: u32 = 1;

/// The lists of a document, and the kind of record in each.
const LISTS: [(&str, KeyKind); 11] = [
    ("people", KeyKind::Person),
    ("objectives", KeyKind::Objective),
    ("sessions", KeyKind::Session),
    ("actions", KeyKind::Action),
    ("follow_ups", KeyKind::FollowUp),
    ("requests", KeyKind::Request),
    ("stories", KeyKind::Story),
    ("policies", KeyKind::Policy),
    ("resources", KeyKind::Resource),
    ("templates", KeyKind::Template),
    ("standards", KeyKind::Standard),
];

/// Reads one JSON document, or one record per line.
pub(crate) fn read(text: &SourceText<'_>, journal: &Journal) -> Result<ParsedImport, Vec<Problem>> {
    let among = Lookup::new(journal);
    let mut reader =
        JsonReader { pieces: Pieces(text), among, came: ParsedImport::default(), problems: Vec::new() };
    if is_lines(text.text) {
        reader.lines()
    } else {
        reader.document()
    }
    // The document's lists were read in the order of their names; people read errors from top to bottom.
    reader.problems.sort();
    let alone = reader.among.alone(&reader.came.rows);
    reader.came.left_out.extend(loose_items::said_of(alone));
    if reader.problems.is_empty() { Ok(reader.came) } else { Err(reader.problems) }
}

/// Whether the first line is a complete object and other lines follow.
fn is_lines(text: &str) -> bool {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let first = lines.next().unwrap_or_default();
    serde_json::from_str::<Object<'_>>(first).is_ok_and(|object| !object.contains_key("people"))
        && lines.next().is_some()
}

struct JsonReader<'a> {
    pieces: Pieces<'a>,
    among: Lookup<'a>,
    came: ParsedImport,
    problems: Vec<Problem>,
}

impl<'a> JsonReader<'a> {
    fn document(&mut self) {
        let object: Object<'a> = match self.pieces.whole::<Once>().and_then(|Once| self.pieces.whole()) {
            Ok(object) => object,
            Err(problem) => return self.problems.push(problem),
        };
        if let Err(problem) = self.is_ours(&object, 0) {
            return self.problems.push(problem);
        }
        for (key, value) in &object {
            if key == "format" || key == "version" {
                continue;
            }
            let Some((_, kind)) = LISTS.iter().find(|(list, _)| list == key) else {
                self.problems.push(self.pieces.at(value, format!("unknown list `{key}`")));
                continue;
            };
            match serde_json::from_str::<Vec<&'a RawValue>>(value.get()) {
                Ok(values) => values.iter().for_each(|one| self.take(*kind, one)),
                Err(_) => self
                    .problems
                    .push(self.pieces.at(value, format!("expected `{key}` to be a list in square brackets"))),
            }
        }
    }

    fn lines(&mut self) {
        let text = self.pieces.0;
        for (n, (start, line)) in Pieces(text).lines().enumerate() {
            let once = serde_json::from_str::<Once>(line);
            let object: Object<'a> = match once.and_then(|Once| serde_json::from_str(line)) {
                Ok(object) => object,
                Err(error) => {
                    self.problems.push(self.pieces.broken(start, &error));
                    continue;
                }
            };
            if n == 0 {
                match self.is_ours(&object, start) {
                    Ok(()) => continue,
                    Err(problem) => return self.problems.push(problem),
                }
            }
            let word = object.get("record").and_then(|word| serde_json::from_str::<String>(word.get()).ok());
            let kind = word.as_deref().and_then(KeyKind::named);
            match (kind, serde_json::from_str::<&'a RawValue>(line)) {
                (Some(kind), Ok(raw)) => self.take(kind, raw),
                _ => {
                    let expected = "expected `record` to be person, objective, session, action, follow_up, request, story, policy, resource, template or standard";
                    self.problems.push(self.pieces.problem(start, expected));
                }
            }
        }
    }

    fn is_ours(&self, object: &Object<'a>, start: usize) -> Result<(), Problem> {
        let problem = |key: &str, message: String| {
            let at = object.get(key).map_or(start, |raw| self.pieces.place(raw));
            Err(self.pieces.problem(at, message))
        };
        let name = object.get("format").and_then(|name| serde_json::from_str::<String>(name.get()).ok());
        if name.as_deref() != Some(NAME) {
            let why =
                format!("expected an export from coach (`\"format\": \"{NAME}\"`), jrnl or Taskwarrior");
            return problem("format", why);
        }
        match object.get("version").and_then(|version| serde_json::from_str::<u32>(version.get()).ok()) {
            Some(version) if version <= VERSION => Ok(()),
            Some(version) => problem(
                "version",
                format!("this is version {version}, but this coach reads only up to {VERSION}"),
            ),
            None => problem("version", "expected `version` to be a whole number".into()),
        }
    }

    fn take(&mut self, kind: KeyKind, raw: &'a RawValue) {
        match self.row(kind, raw) {
            Ok(row) => self.came.rows.push(row),
            Err(problem) => self.problems.push(problem),
        }
    }

    fn row(&mut self, kind: KeyKind, raw: &'a RawValue) -> Result<ImportedRow, Problem> {
        let pieces = &self.pieces;
        let value: serde_json::Value =
            serde_json::from_str(raw.get()).map_err(|error| pieces.broken(pieces.place(raw), &error))?;
        let text = self.text(kind, raw, &value)?;
        let record = match kind {
            KeyKind::Person => self.record(raw, &text).map(|one| ImportedRecord::Person(Box::new(one))),
            KeyKind::Objective => self.record(raw, &text).map(|one| ImportedRecord::Objective(Box::new(one))),
            KeyKind::Session => self.record(raw, &text).map(|one| ImportedRecord::Session(Box::new(one))),
            KeyKind::Action | KeyKind::FollowUp => return self.agreed(kind, raw, value),
            KeyKind::Request => self.record(raw, &text).map(|one| ImportedRecord::Request(Box::new(one))),
            KeyKind::Story => self.record(raw, &text).map(|one| ImportedRecord::Story(Box::new(one))),
            KeyKind::Policy => self.record(raw, &text).map(|one| ImportedRecord::Policy(Box::new(one))),
            KeyKind::Resource => self.record(raw, &text).map(|one| ImportedRecord::Resource(Box::new(one))),
            KeyKind::Template => self.record(raw, &text).map(|one| ImportedRecord::Template(Box::new(one))),
            KeyKind::Standard => self.record(raw, &text).map(|one| ImportedRecord::Standard(Box::new(one))),
        }?;
        Ok(ImportedRow { record, text, at: self.pieces.place(raw), told: KnownFields::Everything })
    }

    /// Reads an action or a follow-up that is not inside a session, and wraps it in its session.
    fn agreed(
        &mut self,
        kind: KeyKind,
        raw: &'a RawValue,
        value: serde_json::Value,
    ) -> Result<ImportedRow, Problem> {
        let (about, item) = loose_items::apart(value);
        let about: SessionRef = self.record(raw, &self.text(kind, raw, &about)?)?;
        let item = self.text(kind, raw, &item)?;
        let (session, what) = match kind {
            KeyKind::FollowUp => (about.follow_up(self.record(raw, &item)?, &self.among), What::FollowUps),
            _ => (about.action(self.record(raw, &item)?, &self.among), What::Actions),
        };
        let row = session.and_then(|session| {
            ImportedRow::agreed(&session, self.pieces.place(raw), loose_items::told(what))
        });
        row.map_err(|why| self.pieces.at(raw, why))
    }

    fn text(&self, kind: KeyKind, raw: &'a RawValue, value: &serde_json::Value) -> Result<String, Problem> {
        let misfit = |misfit: Misfit| self.pieces.at(inside(raw, &misfit.path), misfit.why);
        to_toml::text(kind, value).map_err(misfit)
    }

    /// The parsed record, or a problem at the JSON value that does not fit. An unknown key is imported, as it
    /// would stay in a record file, and reported.
    fn record<T: Readable>(&mut self, raw: &'a RawValue, text: &str) -> Result<T, Problem> {
        let pieces = &self.pieces;
        let value: toml::Table =
            toml::from_str(text).map_err(|error| pieces.at(raw, error.message().to_string()))?;
        serde_path_to_error::deserialize::<_, T>(toml::Value::Table(value)).map_err(|error| {
            let path: Vec<String> = error.path().iter().map(ToString::to_string).collect();
            let message = said(error.inner().message());
            pieces.at(inside(raw, &path), placed(error.path(), message))
        })?;
        // Parses the text a second time, as coach will read it from its file: the path-tracking parser loses
        // dates inside a conflict.
        let record: T = toml::from_str(text).map_err(|error| pieces.at(raw, said(error.message())))?;
        if let Some(why) = record.refused() {
            let key = why.key.map(str::to_string);
            return Err(pieces.at(inside(raw, key.as_slice()), why.message));
        }
        for key in unknown_keys::<T>(text) {
            let path: Vec<String> = key.split('.').map(str::to_string).collect();
            let why = format!("unknown key `{}`: coach imports it unchanged", path.join("."));
            self.came.told.push(pieces.at(inside(raw, &path), why));
        }
        Ok(record)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::selection::ExportSelection;
    use crate::export::{What, json, jsonl};
    use crate::journal::query::journal::Filed;
    use crate::journal::query::report_filter::ReportFilter;

    /// All that a person may type: empty texts, trailing spaces, every kind of line ending, texts that look
    /// like days, and days that a merge left in a conflict.
    const ODD: &str = include_str!("odd.toml");

    fn part(text: &str, use_it: impl FnOnce(&ExportSelection<'_>)) {
        let record = toml::from_str(text).unwrap();
        let journal = Journal { sessions: vec![Filed { path: "s".into(), record }], ..Journal::default() };
        use_it(&ExportSelection::of(&journal, &ReportFilter::until("2026-12-31".parse().unwrap()), true));
    }

    #[test]
    fn what_went_out_comes_back_to_the_byte() {
        part(ODD, |before| {
            let out = serde_json::to_string_pretty(&json::document(before, What::All)).unwrap();
            let lines = jsonl::lines(before, What::All).unwrap().join("\n");
            for text in [&out, &lines] {
                let rows = read(&SourceText::new("x.json", text), &Journal::begun()).unwrap().rows;
                assert_eq!(rows.len(), 1);
                assert_eq!(rows[0].record, ImportedRecord::Session(Box::new(before.sessions[0].clone())));
                assert!(!text.contains("__toml_private"), "{text}");
                part(&rows[0].text, |after| {
                    assert_eq!(serde_json::to_string_pretty(&json::document(after, What::All)).unwrap(), out);
                });
            }
        });
    }

    fn problem(text: &str) -> String {
        let problems = read(&SourceText::new("x.json", text), &Journal::begun()).unwrap_err();
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
        assert_eq!(deep, "x.json:7:33 action[0].what: expected a text in quotes");
        assert!(of_session("{}").starts_with("x.json:5:1 "), "{}", of_session("{}"));
        assert!(of_session("7").contains("expected a record"), "{}", of_session("7"));
        let unfinished = problem("{\n  \"format\": oops");
        assert!(unfinished.starts_with("x.json:2:13 "), "{unfinished}");
        assert!(problem("{\"format\": \"other\"}").contains("expected an export from coach"));
    }

    #[test]
    fn a_line_is_named_too() {
        let first = "{\"format\":\"coach\",\"version\":1}\n";
        let bad = problem(&format!("{first}{{\"record\":\"person\",\"handle\":\"A B\"}}\n"));
        assert!(bad.starts_with("x.json:2:29 handle: a handle has"), "{bad}");
        let broken = problem(&format!("{first}{{\"record\":\n"));
        assert!(broken.starts_with("x.json:2:"), "{broken}");
        let unknown = problem(&format!("{first}\n{{\"record\":\"thing\"}}\n"));
        assert!(unknown.starts_with("x.json:3:1 expected `record`"), "{unknown}");
        assert!(problem("{\"format\":\"coach\",\"version\":2}\n{}").contains("reads only up to 1"));
    }
}
