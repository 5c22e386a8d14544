//! Success stories of done actions, ready to post: only those that the person consented to publish.

use std::collections::BTreeMap;

use super::ReportFilter;
use crate::journal::query::journal::Journal;
use crate::journal::query::selection::{Selection, is_own};
use crate::journal::records::action::Action;
use crate::journal::records::session::Session;
use crate::journal::records::story::{Consent, Story};
use crate::journal::values::id::Id;
use crate::report::sheet::{Column, Figure, Sheet, Table, column};

const COLUMNS: [Column; 6] = [
    column("who", "who", "the name if the person or group agreed to be named, otherwise `a colleague`"),
    column("date", "date", "the date of the story"),
    column("context", "before", ""),
    column("did", "action", ""),
    column("result", "result", ""),
    column("quote", "in their words", ""),
];

pub(super) fn sheet(journal: &Journal, options: &ReportFilter) -> Sheet {
    let selection = Selection::of(journal, options);
    options.sheet("wins", "Wins", vec![table(&selection)])
}

pub(crate) fn table(selection: &Selection<'_>) -> Table {
    let stories = selection.stories().filter(|story| selection.options.spans(story.date));
    let (mut told, mut unagreed, mut not_done, mut not_own) = (Vec::<&Story>::new(), 0, 0, 0);
    let actions: BTreeMap<&Id, (&Session, &Action)> =
        selection.actions().map(|(session, action)| (&action.id, (session, action))).collect();
    for story in stories {
        let Some((session, action)) = actions.get(&story.action) else { continue };
        match () {
            () if action.done_by(selection.options.today).is_none() => not_done += 1,
            // The story of a group's action is the group's, or that of somebody who was there.
            () if !is_own(session, &action.owner, &story.person) => not_own += 1,
            () if story.consent == Consent::None || story.consented.is_none() => unagreed += 1,
            () => told.push(story),
        }
    }
    // With few people, even the number of stories without consent would reveal who refused, and a story
    // without a name would reveal its person.
    let options = selection.options;
    let names_few = options.is_of_some_people();
    let untold = |count: usize, one: &str, several: &str| match count {
        0 => None,
        1 => Some(format!("1 story hidden ({one})")),
        count => Some(format!("{count} stories hidden ({several})")),
    };
    let notes = [
        untold(unagreed, "no consent", "no consent"),
        untold(not_done, "its action is not done", "their actions are not done"),
        untold(not_own, "its person does not own the action", "their people do not own the actions"),
    ];
    let note = if names_few {
        "for a person, team or manager, only stories with a name are shown".into()
    } else {
        notes.into_iter().flatten().collect::<Vec<_>>().join("; ")
    };
    let is_shown = |story: &&Story| !names_few || story.consent == Consent::Named;
    told.retain(is_shown);
    told.sort_by(|a, b| (b.date, &a.id).cmp(&(a.date, &b.id)));
    Table::new("wins", "", &COLUMNS)
        .rows(told.into_iter().map(|story| row(selection.journal, story)))
        .or("no stories to show: write one about a done action with `coach story ID --consent named`")
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
