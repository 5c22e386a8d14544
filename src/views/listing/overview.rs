//! The answer of `coach list` without a kind: the number of records of each kind.

use crate::journal::query::journal::Journal;
use crate::views::page::{Page, Text, Tone};

/// The page. Each kind has the word that lists it. `conflicts` is the number of open conflicts.
pub(crate) fn page(journal: &Journal, conflicts: usize) -> Page {
    let sessions = match journal.conversations().next_back() {
        Some(latest) => format!("{}, the latest of {}", journal.conversations().count(), latest.record.date),
        None => "none yet".into(),
    };
    let open =
        |open: usize, all: usize| if all == 0 { "none yet".into() } else { format!("{open} open of {all}") };
    let number = |number: usize| if number == 0 { "none yet".into() } else { number.to_string() };
    let (actions, asks) =
        (|| journal.actions().map(|(_, action)| action), || journal.follow_ups().map(|(_, ask)| ask));
    let objectives = || journal.objectives.values().map(|filed| &filed.record);
    let requests = || journal.requests.values().map(|filed| &filed.record);
    let rows = [
        ("sessions", sessions),
        ("actions", open(actions().filter(|action| action.is_open()).count(), actions().count())),
        ("follow-ups", open(asks().filter(|ask| ask.is_open()).count(), asks().count())),
        ("people", number(journal.people.len())),
        ("objectives", open(objectives().filter(|one| one.closed.is_none()).count(), objectives().count())),
        ("requests", open(requests().filter(|one| one.is_open()).count(), requests().count())),
        ("stories", number(journal.stories.len())),
        ("policies", number(journal.policies.len())),
        ("resources", number(journal.resources.len())),
        ("standards", number(journal.standards.len())),
        ("conflicts", if conflicts == 0 { String::new() } else { format!("{conflicts} to resolve") }),
    ];
    let row = |(name, said): (&str, String)| {
        vec![Text::from(format!("coach list {name}")), Text::new().with(Tone::Faint, said)]
    };
    let mut page = Page::new();
    page.table(0, &[], rows.into_iter().filter(|(_, said)| !said.is_empty()).map(row).collect());
    page
}
