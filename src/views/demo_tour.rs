//! The tour of the demo: five commands to type, each with its purpose.

use super::page::{Page, Text, Tone};

const STEPS: [(&str, &str); 5] = [
    ("due", "see the due items, and the people without a recent session"),
    ("prep ana", "prepare the next session with Ana"),
    (
        "jot \"ana 20m: talked about openings + rewrite the script by fri\"",
        "log that session in one line (`coach undo` reverts it)",
    ),
    ("review", "go through the due items, one keypress each"),
    ("report overview", "see follow-through, progress and obstacles on one page"),
];

pub(crate) fn page(folder: &str, was_there: bool) -> Page {
    let mut page = Page::new();
    page.line(if was_there {
        format!("the demo journal is still in {folder}")
    } else {
        format!("created a demo journal (six months of a made-up team) in {folder}")
    });
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
        format!("to remove the demo: rm -r {folder}; unset COACH_JOURNAL (in fish: set -e COACH_JOURNAL)"),
    ));
    page
}
