//! Runs the stories: README.md, docs/**/*.md, examples/*.md and tests/transcripts/*.md, each as one test.
//! `SNAPSHOTS=overwrite cargo test --test transcripts` writes what was printed back into the
//! files; read the difference before committing it.

#![allow(clippy::disallowed_methods, reason = "a test may touch the machine")]

mod story;

use std::path::{Path, PathBuf};

use libtest_mimic::{Arguments, Trial};

fn main() {
    let checkout = Path::new(env!("CARGO_MANIFEST_DIR"));
    let overwrite = std::env::var("SNAPSHOTS").is_ok_and(|word| word == "overwrite");
    let trials = stories(checkout).into_iter().map(|path| {
        let name = path.strip_prefix(checkout).unwrap_or(&path).with_extension("");
        let tell = move || Ok(story::tell(&path, checkout, overwrite)?);
        Trial::test(name.display().to_string(), tell)
    });
    libtest_mimic::run(&Arguments::from_args(), trials.collect()).exit();
}

/// The files that hold stories. None is no failure: there may be no story yet.
fn stories(checkout: &Path) -> Vec<PathBuf> {
    let mut found = vec![checkout.join("README.md")];
    found.retain(|path| path.exists());
    for folder in ["docs", "examples", "tests/transcripts"] {
        add_pages(&checkout.join(folder), &mut found);
    }
    found
}

/// Whether a page shows commands and what they print.
fn has_commands(path: &Path) -> bool {
    std::fs::read_to_string(path).is_ok_and(|text| text.contains("```console"))
}

/// Adds the Markdown files of a folder and of the folders in it, sorted.
fn add_pages(folder: &Path, found: &mut Vec<PathBuf>) {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            // The journal of the examples is no page.
            if !path.join("coach.toml").exists() {
                add_pages(&path, found);
            }
        } else if path.extension().is_some_and(|kind| kind == "md") && has_commands(&path) {
            found.push(path);
        }
    }
}
