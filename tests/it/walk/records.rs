//! What a clone's files hold: the ids, the marked texts, and what a step can choose from.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use toml::{Table, Value};

/// The records of a work tree by path.
pub(crate) type Files = BTreeMap<String, String>;

/// Every file of a folder but git's.
pub(crate) fn files(root: &Path) -> Files {
    let mut found = Files::new();
    gather(root, "", &mut found);
    found
}

fn gather(folder: &Path, name: &str, found: &mut Files) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = format!("{name}{}", entry.file_name().to_string_lossy());
        match entry.file_type() {
            Ok(kind) if kind.is_dir() && entry.file_name() != ".git" => {
                gather(&entry.path(), &format!("{path}/"), found);
            }
            Ok(kind) if kind.is_file() => {
                let bytes = fs::read(entry.path()).unwrap_or_default();
                found.insert(path, String::from_utf8_lossy(&bytes).into_owned());
            }
            _ => {}
        }
    }
}

/// A mark: an id, or a word such as `TJ0123` that one step put into a text.
pub(crate) type Marks = BTreeSet<String>;

/// The marks of one text.
pub(crate) fn marks(text: &str) -> Marks {
    let mut found = Marks::new();
    for (at, _) in text.match_indices("id = \"") {
        let rest = &text[at + 6..];
        let is_whole_key = text[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric() && c != '_');
        if let Some(id) = rest.split('"').next().filter(|id| id.len() == 10 && is_whole_key) {
            found.insert(id.to_owned());
        }
    }
    found.extend(words(text));
    found
}

/// The marked words of a text.
pub(crate) fn words(text: &str) -> Marks {
    let bytes = text.as_bytes();
    let is_word = |at: usize| {
        bytes.len() >= at + 6
            && bytes[at] == b'T'
            && b"JKL".contains(&bytes[at + 1])
            && bytes[at + 2..at + 6].iter().all(u8::is_ascii_digit)
    };
    (0..bytes.len()).filter(|at| is_word(*at)).map(|at| text[at..at + 6].to_owned()).collect()
}

pub(crate) fn all_marks<'a>(texts: impl IntoIterator<Item = &'a String>) -> Marks {
    texts.into_iter().flat_map(|text| marks(text)).collect()
}

/// What a step can choose from, each with the path of its file.
#[derive(Default)]
pub(crate) struct Choice {
    pub sessions: Vec<(String, String)>,
    pub open_actions: Vec<(String, String)>,
    pub done_actions: Vec<(String, String)>,
    pub open_follow_ups: Vec<(String, String)>,
    pub closed: Vec<(String, String)>,
    pub people: Vec<String>,
    pub groups: Vec<String>,
    pub forgotten: Vec<String>,
    pub objectives: Vec<String>,
    pub programmes: Vec<String>,
    pub requests: Vec<(String, String)>,
    pub stories: Vec<(String, String)>,
    /// The conflicts: id and path.
    pub conflicts: Vec<(String, String)>,
}

fn text<'a>(table: &'a Table, key: &str) -> Option<&'a str> {
    table.get(key).and_then(Value::as_str)
}

fn tables<'a>(table: &'a Table, key: &str) -> impl Iterator<Item = &'a Table> {
    table.get(key).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_table)
}

impl Choice {
    pub(crate) fn of(files: &Files) -> Choice {
        let mut choice = Choice::default();
        for (path, contents) in files.iter().filter(|(path, _)| path.ends_with(".toml")) {
            let Ok(table) = contents.parse::<Table>() else { continue };
            choice.add(path, &table);
        }
        choice
    }

    fn add(&mut self, path: &str, table: &Table) {
        let id = text(table, "id").map(|id| (id.to_owned(), path.to_owned()));
        let handle = text(table, "handle").map(str::to_owned);
        match path.split('/').next() {
            Some("sessions") => {
                self.sessions.extend(id);
                self.items(path, table);
            }
            Some("people") if table.contains_key("forgotten") => self.forgotten.extend(handle),
            Some("people") if table.contains_key("members") => self.groups.extend(handle),
            Some("people") => self.people.extend(handle),
            Some("objectives") if !table.contains_key("closed") => self.objectives.extend(handle),
            Some("templates") if table.contains_key("action") => self.programmes.extend(handle),
            Some("requests") => self.requests.extend(id),
            Some("stories") => self.stories.extend(id),
            _ => {}
        }
        let conflicts = tables(table, "conflict").filter_map(|conflict| text(conflict, "id"));
        self.conflicts.extend(conflicts.map(|id| (format!("{path}/{id}"), path.to_owned())));
    }

    fn items(&mut self, path: &str, table: &Table) {
        let is_closed = |item: &Table| item.contains_key("done") || item.contains_key("dropped");
        for (list, is_action) in [("action", true), ("follow_up", false)] {
            for item in tables(table, list) {
                let Some(id) = text(item, "id") else { continue };
                let one = (id.to_owned(), path.to_owned());
                match (is_action, is_closed(item)) {
                    (true, false) => self.open_actions.push(one),
                    (false, false) => self.open_follow_ups.push(one),
                    (_, true) => {
                        if is_action && item.contains_key("done") {
                            self.done_actions.push(one.clone());
                        }
                        self.closed.push(one);
                    }
                }
            }
        }
    }

    /// The handles of people and objectives and the ids of records and items, each with how often it
    /// is there.
    pub(crate) fn names(files: &Files) -> BTreeMap<String, usize> {
        let mut names = BTreeMap::<String, usize>::new();
        for (path, contents) in files.iter().filter(|(path, _)| path.ends_with(".toml")) {
            let Ok(table) = contents.parse::<Table>() else { continue };
            let folder = path.split('/').next().unwrap_or_default();
            let own = text(&table, "id").map(str::to_owned);
            let handle = text(&table, "handle").map(|handle| format!("{folder}:{handle}"));
            let items = ["action", "follow_up"].into_iter().flat_map(|list| tables(&table, list));
            let items = items.filter_map(|item| text(item, "id")).map(str::to_owned);
            // An action and its follow-ups have a template's keys there.
            let items: Vec<String> = if folder == "templates" { Vec::new() } else { items.collect() };
            for name in own.into_iter().chain(handle).chain(items) {
                *names.entry(name).or_default() += 1;
            }
        }
        names
    }
}
