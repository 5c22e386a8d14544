//! From the files to the journal in memory. A file that cannot be read becomes a problem, which
//! every listing mentions; it is never skipped in silence.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt::Display;
use std::fs;
use std::num::NonZero;
use std::path::Path;
use std::thread;

use super::disk::Disk;
use super::place::MARK;
use crate::error::{Error, Result, reason};
use crate::journal::journal::{Filed, Journal};
use crate::journal::objective::Objective;
use crate::journal::person::Person;
use crate::journal::record::{self, Problem, Record};
use crate::journal::request::Request;
use crate::journal::session::Session;
use crate::journal::settings::{FORMAT, Settings};
use crate::journal::standard::{self, Standard};
use crate::journal::story::Story;

/// Folders below `sessions/` that are looked into; nobody nests deeper on purpose.
const DEEPEST: usize = 8;

/// What can stand in a record's file.
enum Loaded {
    Session(Filed<Session>),
    Person(Filed<Person>),
    Objective(Filed<Objective>),
    Request(Filed<Request>),
    Story(Filed<Story>),
    Standard(Box<Standard>),
    Problem(Problem),
}

/// Reads the whole journal.
pub fn load(root: &Path) -> Result<Journal> {
    let mut journal =
        Journal { settings: settings(root)?, standards: standard::built_in(), ..Journal::default() };
    let (paths, problems) = records(root);
    journal.problems = problems;
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let share = paths.len().div_ceil(threads).max(64);
    let loaded: Vec<Vec<Loaded>> = thread::scope(|scope| {
        let parts: Vec<_> = paths
            .chunks(share)
            .map(|part| scope.spawn(|| part.iter().map(|path| load_one(root, path)).collect()))
            .collect();
        parts.into_iter().map(|part| part.join().unwrap_or_default()).collect()
    });
    for record in loaded.into_iter().flatten() {
        match record {
            Loaded::Session(session) => journal.sessions.push(session),
            Loaded::Person(person) => {
                let handle = person.record.handle.clone();
                keep_first(&mut journal.people, handle, person, &mut journal.problems);
            }
            Loaded::Objective(objective) => {
                let handle = objective.record.handle.clone();
                keep_first(&mut journal.objectives, handle, objective, &mut journal.problems);
            }
            Loaded::Request(request) => {
                let id = request.record.id.clone();
                keep_first(&mut journal.requests, id, request, &mut journal.problems);
            }
            Loaded::Story(story) => {
                let id = story.record.id.clone();
                keep_first(&mut journal.stories, id, story, &mut journal.problems);
            }
            Loaded::Standard(standard) => {
                journal.standards.insert(standard.handle.clone(), *standard);
            }
            Loaded::Problem(problem) => journal.problems.push(problem),
        }
    }
    journal.sort();
    Ok(journal)
}

/// Two files for one handle or id: the first counts, the other is a problem.
fn keep_first<K: Ord + Display, T>(
    all: &mut BTreeMap<K, Filed<T>>,
    handle: K,
    filed: Filed<T>,
    problems: &mut Vec<Problem>,
) {
    match all.entry(handle) {
        Entry::Vacant(place) => {
            place.insert(filed);
        }
        Entry::Occupied(place) => {
            let message = format!("`{}` is described in {} already", place.key(), place.get().path);
            problems.push(Problem::of_file(&filed.path, message));
        }
    }
}

/// The team's settings; a journal of a newer format is refused before anything else is read.
pub fn settings(root: &Path) -> Result<Settings> {
    #[derive(serde::Deserialize)]
    struct OnlyFormat {
        format: u32,
    }
    let text = text(root, MARK).map_err(|problem| {
        Error::cannot(format!("{}: {}", root.join(MARK).display(), problem.message))
            .hint("it marks a journal's root and holds the team's settings")
    })?;
    if let Ok(OnlyFormat { format }) = toml::from_str(text.trim_start_matches('\u{feff}'))
        && format > FORMAT
    {
        return Err(Error::cannot(format!(
            "this journal is of format {format}, and this coach knows formats up to {FORMAT}"
        ))
        .hint("a newer coach reads it: update, and nothing is lost"));
    }
    record::read(MARK, &text).map_err(|problem| {
        let place = root.join(problem.place());
        Error::cannot(format!("{}: {}", place.display(), problem.message))
            .hint("correct it there: it holds the team's settings")
    })
}

fn load_one(root: &Path, path: &str) -> Loaded {
    fn filed<T: Record>(path: &str, text: &str, wrap: fn(Filed<T>) -> Loaded) -> Loaded {
        match record::read(path, text) {
            Ok(record) => wrap(Filed { path: path.into(), record }),
            Err(problem) => Loaded::Problem(problem),
        }
    }
    match text(root, path) {
        Err(problem) => Loaded::Problem(problem),
        Ok(text) if path.starts_with("people/") => filed(path, &text, Loaded::Person),
        Ok(text) if path.starts_with("objectives/") => filed(path, &text, Loaded::Objective),
        Ok(text) if path.starts_with("requests/") => filed(path, &text, Loaded::Request),
        Ok(text) if path.starts_with("stories/") => filed(path, &text, Loaded::Story),
        Ok(text) if path.starts_with("standards/") => {
            filed(path, &text, |filed| Loaded::Standard(Box::new(filed.record)))
        }
        Ok(text) => filed(path, &text, Loaded::Session),
    }
}

/// The text of a record's file.
pub fn text(root: &Path, path: &str) -> std::result::Result<String, Problem> {
    match Disk::new(root).read(path) {
        Ok(Some(bytes)) => String::from_utf8(bytes).map_err(|error| {
            let valid = error.utf8_error().valid_up_to();
            let start = String::from_utf8_lossy(&error.as_bytes()[..valid]).into_owned();
            Problem::at(path, &start, valid, "these bytes are no UTF-8")
        }),
        Ok(None) => Err(Problem::of_file(path, "there is no such file")),
        Err(error) => Err(Problem::of_file(path, reason(&error))),
    }
}

/// The paths of all records, in order, and the problems of what stands among them.
pub fn records(root: &Path) -> (Vec<String>, Vec<Problem>) {
    let (mut paths, mut problems) = (Vec::new(), Vec::new());
    for folder in ["people", "objectives", "sessions", "requests", "stories", "standards"] {
        walk(root, folder, 0, &mut paths, &mut problems);
    }
    paths.sort();
    (paths, problems)
}

fn walk(root: &Path, folder: &str, depth: usize, paths: &mut Vec<String>, problems: &mut Vec<Problem>) {
    let problem = |path: &str, message: &str| Problem::of_file(path, message);
    match root.join(folder).symlink_metadata() {
        Err(_) if depth == 0 => return,
        Ok(data) if data.is_symlink() => {
            return problems.push(problem(folder, "a link, which is not followed"));
        }
        Ok(data) if !data.is_dir() => return problems.push(problem(folder, "no folder")),
        _ => {}
    }
    let entries = match fs::read_dir(root.join(folder)) {
        Ok(entries) => entries,
        Err(error) => return problems.push(problem(folder, &reason(&error))),
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let Some(name) = name.to_str() else {
            problems.push(problem(&format!("{folder}/{}", name.to_string_lossy()), "its name is no UTF-8"));
            continue;
        };
        if name.starts_with('.') {
            continue; // A journal's own records never begin with a dot; editors' leftovers do.
        }
        let path = format!("{folder}/{name}");
        match entry.file_type() {
            Ok(kind) if kind.is_dir() && depth < DEEPEST => walk(root, &path, depth + 1, paths, problems),
            Ok(kind) if kind.is_dir() => problems.push(problem(&path, "too deep: not looked into")),
            _ if name.ends_with(".toml") => paths.push(path),
            Ok(kind) if kind.is_symlink() => problems.push(problem(&path, "a link, which is not followed")),
            _ => {}
        }
    }
}
