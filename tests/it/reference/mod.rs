//! The pages of `docs/reference/` that follow from the program. These tests write them:
//! `SNAPSHOTS=overwrite cargo test --test it reference::`.

mod commands;
mod files;
mod json;
mod settings;

/// The filter that runs these tests.
const TESTS: &str = "reference::";

/// A sentence with a capital letter and a full stop, safe in Markdown.
fn sentence(text: &str) -> String {
    let mut letters = text.trim().chars();
    let first = letters.next().map(char::to_uppercase);
    let text: String = first.into_iter().flatten().chain(letters).collect();
    let end = if text.is_empty() || text.ends_with(['.', '?', '!', ':']) { "" } else { "." };
    escaped(&format!("{text}{end}"))
}

/// The text with `<` written so that Markdown takes it for no tag, except in code.
fn escaped(text: &str) -> String {
    let parts = text.split('`').enumerate();
    let parts = parts.map(|(at, part)| if at % 2 == 0 { part.replace('<', "&lt;") } else { part.into() });
    parts.collect::<Vec<_>>().join("`")
}

/// A row of a table.
fn row(cells: &[&str]) -> String {
    let cells = cells.iter().map(|cell| cell.replace('|', "\\|").replace('\n', " "));
    format!("| {} |\n", cells.collect::<Vec<_>>().join(" | "))
}

/// Words as code, joined by commas.
fn codes<'a>(words: impl Iterator<Item = &'a str>) -> String {
    words.map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}
