//! What was applied, told with the person's consent and ready to be posted.

use super::Options;
use crate::journal::journal::Journal;
use crate::journal::selection::Selection;
use crate::journal::story::{Consent, Story};
use crate::report::sheet::{Column, Figure, Sheet, Table, column};

const COLUMNS: [Column; 6] = [
    column(
        "who",
        "who",
        "the name where the person agreed to it; a colleague where they agreed to be told of without it",
    ),
    column("date", "when", "the day the story was written down"),
    column("context", "before", ""),
    column("did", "what was done", ""),
    column("result", "what came of it", ""),
    column("quote", "in their words", ""),
];

pub fn sheet(journal: &Journal, options: &Options) -> Sheet {
    let selection = Selection::of(journal, options);
    options.sheet("wins", "Wins", vec![table(&selection)])
}

pub(super) fn table(selection: &Selection<'_>) -> Table {
    let stories = selection.stories().filter(|story| selection.options.spans(story.date));
    let (told, untold): (Vec<&Story>, Vec<&Story>) =
        stories.partition(|story| story.consent != Consent::None);
    let note = match untold.len() {
        0 => String::new(),
        1 => "1 more has no consent, and is not told".into(),
        several => format!("{several} more have no consent, and are not told"),
    };
    let mut told: Vec<&Story> = told;
    told.sort_by(|a, b| (b.date, &a.id).cmp(&(a.date, &b.id)));
    Table::new("wins", "", &COLUMNS)
        .rows(told.into_iter().map(|story| row(selection.journal, story)))
        .or("no story with consent: `coach story ID --consent named` makes one of a done action")
        .note(note)
        .cards()
}

fn row(journal: &Journal, story: &Story) -> Vec<Figure> {
    let person = journal.people.get(&story.person).map(|filed| &filed.record);
    let name = person.and_then(|person| person.name.clone()).unwrap_or_else(|| story.person.to_string());
    let is_named = story.consent == Consent::Named && person.is_none_or(|p| p.forgotten.is_none());
    let text = |text: &str| if text.trim().is_empty() { Figure::Nothing } else { Figure::text(text.trim()) };
    vec![
        Figure::Text(if is_named { name } else { "a colleague".into() }),
        Figure::Day(story.date.date()),
        text(&story.context),
        text(&story.did),
        text(&story.result),
        text(&story.quote),
    ]
}
