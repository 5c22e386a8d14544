//! What is kept of the records is never told from the records: with it and without it every
//! command says the same, whatever was done to the files or to the cache in between. And it is

//! worth having: a warm `coach due` opens what changed and no other record.

mod damage;
mod log;
mod same;
mod work;

use crate::generator;
use crate::home::{self, COACH};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread::sleep;
use std::time::Duration;

use tempfile::TempDir;

/// A home with a journal of some hundred sessions.
struct Home {
    _folder: TempDir,
    root: PathBuf,
    cache: PathBuf,
}

const SESSIONS: u64 = 240;

/// What is asked of it, with the cache and without: of each way to read the journal one at least.
const QUESTIONS: &[&[&str]] = &[
    &["due", "--all"],
    &["due", "--all", "--json"],
    &["due", "--count"],
    &["report", "overview", "--json"],
    &["report", "hours", "--json"],
    &["list", "sessions", "--json"],
    &["list", "follow-ups"],
    &["person", "list"],
    &["find", "the"],
];

impl Home {
    fn new() -> Home {
        let folder = TempDir::new().unwrap();
        let root = folder.path().join("journal");
        let order =
            generator::Order { sessions: Some(SESSIONS), people: 12, ..generator::Order::committed() };
        generator::journal(&order, |path, text| write(&root.join(path), text));
        let cache = folder.path().join("cache/coach");
        let home = Home { root, cache, _folder: folder };
        home.settle();
        home
    }

    /// Waits until nothing in the journal is so young that it is not kept.
    fn settle(&self) {
        sleep(Duration::from_millis(3100));
    }

    fn coach(&self, arguments: &[&str], with_cache: bool) -> Command {
        self.coach_in(&self.root, arguments, with_cache)
    }

    fn coach_in(&self, root: &Path, arguments: &[&str], with_cache: bool) -> Command {
        let home = self.cache.parent().unwrap();
        fs::create_dir_all(home).unwrap();
        let mut coach = home::command(home, COACH);
        coach.args(arguments).env("XDG_CACHE_HOME", home).env("COACH_JOURNAL", root);
        coach.env("COACH_TODAY", "2026-11-20");
        if !with_cache {
            coach.env("COACH_CACHE", "off");
        }
        coach
    }

    fn say(&self, arguments: &[&str], with_cache: bool) -> String {
        said(&mut self.coach(arguments, with_cache))
    }

    /// The one cache there is.
    fn file(&self) -> PathBuf {
        let mut files: Vec<PathBuf> = fs::read_dir(&self.cache).unwrap().map(|e| e.unwrap().path()).collect();
        assert_eq!(files.len(), 1, "{files:?}");
        files.remove(0)
    }

    /// The records of a folder, in order.
    fn records(&self, folder: &str) -> Vec<PathBuf> {
        let mut found = Vec::new();
        collect(&self.root.join(folder), &mut found);
        found.sort();
        found
    }

    #[track_caller]
    fn assert_same(&self, after: &str) {
        for question in QUESTIONS {
            let (cold, warm) = (self.say(question, false), self.say(question, true));
            assert_eq!(cold, warm, "{question:?} after {after}");
            assert_eq!(cold, self.say(question, true), "{question:?} a second time after {after}");
        }
    }
}

/// Everything a command said, and how it ended.
fn said(coach: &mut Command) -> String {
    let ended = coach.output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    format!("{}{}{:?}", text(&ended.stdout), text(&ended.stderr), ended.status.code())
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() { collect(&path, found) } else { found.push(path) }
    }
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}
