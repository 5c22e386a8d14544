//! Parses table cells into values, and checks cells that must agree with each other.

use super::days::{self, DayReader};
use super::people::{self, PeopleReader};
use super::row_reader::RowReader;
use crate::journal::query::journal::Journal;
use crate::journal::records::answers::Answers;
use crate::journal::records::benefit::{Benefit, Percent};
use crate::journal::records::session::{Feedback, Score};
use crate::journal::text::answer_lines;
use crate::journal::values::amount::Amount;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;

/// The largest difference, in minutes, between `minutes` and `hours` rounded to one decimal.
const ROUNDED: u32 = 3;

/// The id itself if it is a valid id of coach, else an id derived from it.
pub(crate) fn named(id: &str, noun: &str) -> Id {
    id.parse().unwrap_or_else(|_| Id::derived(&["csv", noun, "id", id]))
}

/// The minutes of a row, from `minutes`, `hours` or both.
pub(crate) fn length(cells: &mut RowReader<'_>) -> Option<u32> {
    let (minutes, hours) = (cells.read("minutes", days::length), cells.read("hours", days::hours));
    if let (Some(minutes), Some(hours)) = (minutes, hours)
        && minutes.abs_diff(hours) > ROUNDED
    {
        cells.refuse("hours", &format!("these are {hours} minutes, but `minutes` is {minutes}"));
    }
    minutes.or(hours)
}

pub(crate) fn feedback(cells: &mut RowReader<'_>) -> Option<Feedback> {
    let score = cells.read("feedback_score", |text| {
        let score = text.parse::<u8>().ok().and_then(|score| Score::try_from(score).ok());
        score.ok_or("expected a score from 1 to 5")
    });
    let text = cells.text("feedback_text");
    if score.is_none() && text.is_some() && cells.word("feedback_score").is_none() {
        cells.refuse("feedback_text", "feedback needs a score from 1 to 5");
    }
    Some(Feedback { score: score?, text: text.unwrap_or_default() })
}

/// The answers of a form. If the journal has its template, they follow the kinds of its fields.
pub(crate) fn answers(cells: &mut RowReader<'_>, journal: &Journal) -> Option<Answers> {
    let template = cells.read("template", str::parse::<Handle>);
    let text = cells.text("answers");
    let Some(template) = template else {
        if text.is_some() && cells.word("template").is_none() {
            cells.refuse("answers", "answers need a `template`");
        }
        return None;
    };
    let form = journal.templates.get(&template).map(|filed| &filed.record);
    match answer_lines::read(&text.unwrap_or_default(), template, form) {
        Ok(answers) => Some(answers),
        Err(why) => {
            cells.refuse("answers", &why);
            None
        }
    }
}

/// The measured benefit of an action.
pub(crate) fn benefit(
    cells: &mut RowReader<'_>,
    days: &DayReader<'_>,
    whom: &mut PeopleReader<'_>,
) -> Option<Benefit> {
    let before = cells.read("benefit_before", str::parse::<Amount>);
    let after = cells.read("benefit_after", str::parse::<Amount>);
    let at = cells.at("benefit_claimed_by");
    let claimed_by = cells.read("benefit_claimed_by", |text| whom.named(text, at));
    let at = cells.at("benefit_confirmed_by");
    let confirmed_by = cells.read("benefit_confirmed_by", |text| whom.named(text, at));
    let (before, after) = match (before, after) {
        (Some(before), Some(after)) => (before, after),
        (None, None) => return None,
        _ => {
            cells.refuse("benefit_before", "a benefit needs a value before and a value after");
            return None;
        }
    };
    Some(Benefit {
        before,
        after,
        unit: cells.text("benefit_unit"),
        share: cells.read("benefit_share", str::parse::<Percent>).unwrap_or_default(),
        confidence: cells.read("benefit_confidence", str::parse::<Percent>).unwrap_or_default(),
        claimed_by,
        confirmed_by,
        source: cells.text("benefit_source"),
        confirmed: cells.read("benefit_confirmed", |text| days.day(text)).map(|(day, _)| day),
        on: cells.read("benefit_on", |text| days.day(text)).map(|(day, _)| day),
    })
}

/// Refuses a `state` that contradicts the days: the days hold the state, so a done item needs the day on
/// which it was done.
pub(crate) fn is_closed_as_it_says(cells: &mut RowReader<'_>, done: Option<Day>, dropped: Option<Day>) {
    let Some(state) = cells.word("state").map(str::to_lowercase) else { return };
    let fits = match state.as_str() {
        "open" => done.is_none() && dropped.is_none(),
        "done" => done.is_some() || cells.word("done").is_some(),
        "dropped" => dropped.is_some() || cells.word("dropped").is_some(),
        _ => return cells.refuse("state", "expected open, done or dropped"),
    };
    if !fits {
        cells.refuse(
            "state",
            "the state does not match the dates: a closed row needs a date in `done` or `dropped`, an open row has none",
        );
    }
}

/// Parses handles separated by spaces, or names separated by a comma, a semicolon or a new line.
pub(crate) fn handles(text: &str) -> Result<Vec<Handle>, String> {
    let refused = || "expected topics of a-z, 0-9 and -".to_string();
    let names = || people::names(text).map(|name| Handle::near(name).ok_or_else(refused)).collect();
    people::handles(text).map_or_else(names, Ok)
}

pub(crate) fn yes_or_no(text: &str) -> Result<bool, &'static str> {
    match text.to_lowercase().as_str() {
        "true" | "yes" | "y" | "1" => Ok(true),
        "false" | "no" | "n" | "0" => Ok(false),
        _ => Err("expected true or false"),
    }
}
