//! The tour of the demo: five commands to type, each with its purpose.

use super::page::{Page, Text, Tone};

const STEPS: [(&str, &str); 5] = [
    ("due", "your morning: what to ask whom, and who went quiet"),
    ("prep ana", "one screen before the next session with Ana"),
    (
        "jot \"ana 20m: talked about openings + rewrite the script by fri\"",
        "after it, in one line; `undo` takes it back",
    ),
    ("review", "walk through what is due, a key each"),
    ("report overview", "what was done, what got in the way, what it brought"),
];

pub(crate) fn page(folder: &str, was_there: bool) -> Page {
    let mut page = Page::new();
    let there =
        if was_there { "the demo is still in" } else { "half a year of a team that does not exist, in" };
    page.line(format!("{there} {folder}"));
    page.blank();
    page.indented(2, format!("export COACH_JOURNAL={folder}"));
    for (number, (command, why)) in STEPS.iter().enumerate() {
        page.blank();
        page.line(Text::new().with(Tone::Heading, format!("{}. ", number + 1)).plain(*why));
        page.command(2, format!("coach {command}"));
    }
    page.blank();
    page.line(Text::new().with(
        Tone::Faint,
        format!("then: rm -r {folder}; unset COACH_JOURNAL (in fish: set -e COACH_JOURNAL)"),
    ));
    page
}
