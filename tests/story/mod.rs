//! Stories: Markdown files whose ```console blocks are run and must print what they show. One file
//! is one story, told in one fresh folder.

pub(crate) mod compare;
pub(crate) mod hints;
pub(crate) mod parse;
pub(crate) mod stage;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use parse::{Step, Story};
use stage::{Printed, Stage};

/// Tells the story of one file. With `overwrite`, what was printed is written back for a person
/// to read, except where the file would then lie about something: a panic, an unreadable file.
pub(crate) fn tell(path: &Path, checkout: &Path, overwrite: bool) -> Result<(), String> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let shown = path.strip_prefix(checkout).unwrap_or(path).display().to_string();
    let told = retell(&text, path, checkout).map_err(|why| format!("{shown}:{why}"))?;
    if told == text {
        return Ok(());
    }
    if overwrite {
        return fs::write(path, told).map_err(|error| format!("{shown}: {error}"));
    }
    Err(format!("{shown} says other than what was printed\n{}", compare::difference(&text, &told, &shown)))
}

/// The file as it would have to read: the same text where everything was printed as expected.
fn retell(text: &str, path: &Path, checkout: &Path) -> Result<String, String> {
    let story = Story::parse(text)?;
    let seed = path.file_stem().unwrap_or_default().to_string_lossy();
    let mut stage = Stage::set(&story, &seed, checkout).map_err(|error| format!(" {error}"))?;
    let mut played = Vec::new();
    let mut tried = BTreeSet::new();
    for step in &story.steps {
        let wrong = |why: String| format!("{}: {why}", step.line);
        let printed = stage.play(step).map_err(|error| wrong(error.to_string()))?;
        if printed.text.contains("panicked at") {
            return Err(wrong(format!("`{}` panicked:\n{}", step.command, printed.text)));
        }
        hints::try_all(&stage, step, &printed.text, &mut tried).map_err(wrong)?;
        played.push(ending(step, &printed).map_err(wrong)?);
    }
    Ok(story.with(&played))
}

/// What stands below the command: its status where it is not 0, and its output.
fn ending(step: &Step, printed: &Printed) -> Result<Vec<String>, String> {
    let output: Vec<&str> = printed.lines();
    let expected: Vec<&str> = step.expected.iter().map(String::as_str).collect();
    let output = compare::keep_wildcards(&expected, &output);
    if let Some(line) = output.iter().find(|line| line.starts_with("$ ") || line.starts_with("```")) {
        return Err(format!("`{}` printed a line that a story cannot hold: {line}", step.command));
    }
    // A first line of output that begins as a continuation or a status does would be read as one.
    let mistaken = output.first().is_some_and(|line| line.starts_with("> ") || line.starts_with("? "));
    let status = (printed.status != 0 || mistaken || (step.status_shown && step.status == 0))
        .then(|| format!("? {}", printed.status));
    Ok(status.into_iter().chain(output).collect())
}
