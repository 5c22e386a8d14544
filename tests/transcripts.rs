//! Runs the stories: README.md, examples/*.md and tests/transcripts/*.md, each as one test.
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
    for folder in ["examples", "tests/transcripts"] {
        let entries = std::fs::read_dir(checkout.join(folder)).into_iter().flatten().flatten();
        let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
        files.retain(|path| path.extension().is_some_and(|kind| kind == "md"));
        files.sort();
        found.append(&mut files);
    }
    found
}
