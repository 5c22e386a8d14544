//! The wording of ids, days and lateness, the same for every command.

use std::collections::BTreeSet;

use super::page::{Span, Text, Tone};
use crate::journal::query::journal::ShortIds;
use crate::journal::records::Problem;
use crate::journal::records::action::{Action, State};
use crate::journal::records::due_moves::Move;
use crate::journal::values::day::Day;
use crate::journal::values::id::{Id, LENGTH};
use crate::locale::Language;

/// An id in a listing: the shortest unique prefix, then a few more characters, so that it stays unique for
/// a while.
pub(crate) fn short_id(id: &Id, prefixes: &ShortIds) -> Text {
    parted(id, prefixes.shortest(id), 4)
}

/// An id in full, with the shortest unique prefix highlighted.
pub(crate) fn full_id(id: &Id, prefixes: &ShortIds) -> Text {
    parted(id, prefixes.shortest(id), LENGTH)
}

fn parted(id: &Id, shortest: usize, shown: usize) -> Text {
    let (typed, rest) = id.as_str().split_at(shortest.min(LENGTH));
    let rest: String = rest.chars().take(shown.saturating_sub(shortest)).collect();
    let text = Text::new().with(Tone::Id, typed);
    if rest.is_empty() { text } else { text.with(Tone::Faint, rest) }
}

/// The path of a record.
pub(crate) fn place(path: &str) -> Text {
    Text::new().with(Tone::Faint, path).naming(path)
}

/// A day in full: `Fri 2026-11-27`. Always in English, for text that coach parses again or sends.
pub(crate) fn day(day: Day) -> String {
    Language::ENGLISH.day(day.date())
}

/// A day in a list of coming days: `Fri 27 Nov`, plus the year if it is not the current year.
pub(crate) fn coming(day: Day, today: Day) -> Text {
    let has_year = day.year() != today.year();
    Text::new().and(Tone::Plain, Span::Coming { day: day.date(), has_year })
}

/// `1 action`, `2 actions`.
pub(crate) fn count(number: usize, noun: &str) -> String {
    match number {
        1 => format!("1 {noun}"),
        _ => format!("{number} {noun}s"),
    }
}

/// `a day`, `3 days`.
pub(crate) fn days(number: i64) -> String {
    if number == 1 { "a day".into() } else { format!("{number} days") }
}

/// `today`, `tomorrow`, `in 3 days`, `2 days late`.
pub(crate) fn lateness(days_late: i64) -> String {
    match days_late {
        0 => "today".into(),
        -1 => "tomorrow".into(),
        1 => "1 day late".into(),
        late if late > 0 => format!("{late} days late"),
        ahead => format!("in {} days", -ahead),
    }
}

/// `today`, `yesterday`, `12 days ago`. A future day, `tomorrow`, comes from a colleague in a time zone
/// ahead.
pub(crate) fn ago(days: i64) -> String {
    match days {
        0 => "today".into(),
        1 => "yesterday".into(),
        -1 => "tomorrow".into(),
        ahead if ahead < 0 => format!("in {} days", -ahead),
        days => format!("{days} days ago"),
    }
}

/// The tone of an item, by how late it is.
pub(crate) fn due_tone(days_late: i64) -> Tone {
    match days_late {
        1.. => Tone::Overdue,
        0 => Tone::Today,
        _ => Tone::Plain,
    }
}

/// The state of an action or follow-up, in a listing.
pub(crate) fn state(state: State, due: Option<Day>, today: Day) -> Text {
    match (state, due) {
        (State::Done(on), Some(due)) if on > due => Text::new().with(Tone::Done, format!("done {on}, late")),
        (State::Done(on), _) => Text::new().with(Tone::Done, format!("done {on}")),
        (State::Dropped(on), _) => Text::new().with(Tone::Faint, format!("dropped {on}")),
        (State::Open, None) => "open, no due date".into(),
        (State::Open, Some(due)) => {
            let late = today.days_since(due);
            Text::new().with(due_tone(late), lateness(late))
        }
    }
}

/// The state of an action. If its due day had passed before it was moved, the action is late after that
/// day.
pub(crate) fn action(action: &Action, today: Day) -> Text {
    let due = if action.is_open() { action.due } else { action.late_after() };
    state(action.state(), due, today).then(if action.is_open() { moved(&action.moved) } else { Text::new() })
}

/// How often the due day was moved: `, moved twice`.
pub(crate) fn moved(moves: &[Move]) -> Text {
    let times = match moves.len() {
        0 => return Text::new(),
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        times => format!("{times} times"),
    };
    Text::new().with(Tone::Faint, format!(", moved {times}"))
}

/// Appends a mark if a merge kept two versions.
pub(crate) fn contested(text: Text, is_contested: bool) -> Text {
    if is_contested { text.with(Tone::Warning, "  (conflict)") } else { text }
}

/// How many files have these problems. A file may have several.
pub(crate) fn files(problems: &[Problem]) -> usize {
    problems.iter().map(|problem| problem.path.as_str()).collect::<BTreeSet<_>>().len()
}

/// The number of files that could not be read, and of repeated actions and follow-ups in readable files:
/// `2 files and 1 item are left out`.
pub(crate) fn left_out(problems: &[Problem]) -> String {
    let (items, unread): (Vec<Problem>, Vec<Problem>) =
        problems.iter().cloned().partition(|problem| problem.second_item.is_some());
    let files = files(&unread);
    let counted = [(files, "file"), (items.len(), "item")];
    let said: Vec<String> = counted.iter().filter(|(n, _)| *n > 0).map(|(n, noun)| count(*n, noun)).collect();
    let verb = if files + items.len() == 1 { "is" } else { "are" };
    format!("{} {verb} left out", said.join(" and "))
}

/// Appends the files that could not be read, for the end of every listing.
pub(crate) fn problems(page: &mut super::page::Page, problems: &[Problem]) {
    if problems.is_empty() {
        return;
    }
    page.blank();
    page.line(Text::new().with(Tone::Warning, format!("{}:", left_out(problems))));
    for problem in problems.iter().take(5) {
        page.indented(
            2,
            Text::from(problem.place()).naming(&problem.path).plain(format!("  {}", problem.message)),
        );
    }
    if problems.len() > 5 {
        page.indented(2, "… `coach check` lists them all");
    }
}
