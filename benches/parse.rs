//! What coach cannot do without, and nothing else: every record below a folder is read and parsed with
//! the toml crate, on all cores, as a first run must; with `--stats` the system is only asked for each,
//! as any run must that is to notice an edit. Prints how many they were.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    clippy::unwrap_used,
    reason = "a measuring stick: it reads files, and stops"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use coach::journal::records::session::Session;

fn main() {
    let Some(root) = std::env::args().nth(1).filter(|argument| !argument.starts_with('-')) else {
        return println!("usage: parse FOLDER [--stats]");
    };
    let is_there: fn(&Path) -> bool = if std::env::args().any(|argument| argument == "--stats") {
        |path| path.symlink_metadata().is_ok()
    } else {
        reads
    };
    let mut paths = Vec::new();
    collect(&Path::new(&root).join("sessions"), &mut paths);
    let share = paths.len().div_ceil(thread::available_parallelism().map_or(1, usize::from)).max(1);
    let found: usize = thread::scope(|scope| {
        let parts: Vec<_> = paths
            .chunks(share)
            .map(|part| scope.spawn(|| part.iter().filter(|path| is_there(path)).count()))
            .collect();
        parts.into_iter().map(|part| part.join().unwrap()).sum()
    });
    println!("{found} of {}", paths.len());
}

fn reads(path: &Path) -> bool {
    fs::read_to_string(path).is_ok_and(|text| toml::from_str::<Session>(&text).is_ok())
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        if entry.file_type().unwrap().is_dir() {
            collect(&entry.path(), paths)
        } else {
            paths.push(entry.path())
        }
    }
}
