//! From the rows of a table to sessions and actions.

use std::collections::BTreeMap;

use super::cells::Cells;
use super::columns::{Columns, What};
use super::csv::Table;
use super::days::{self, Days};
use super::whom::Whom;
use super::{Asked, Came, Row};
use crate::journal::action::Action;
use crate::journal::amount::Amount;
use crate::journal::benefit::{Benefit, Percent};
use crate::journal::day::Day;
use crate::journal::handle::Handle;
use crate::journal::id::Id;
use crate::journal::record::Problem;
use crate::journal::session::{Feedback, Kind, Score, Session};

/// All rows, or every problem in them.
pub fn read(table: &Table<'_>, columns: &Columns, asked: &Asked<'_>) -> Result<Came, Vec<Problem>> {
    let mut reader = Reader {
        days: Days {
            today: asked.today,
            order: asked.journal.settings.date_order,
            format: asked.date_format,
        },
        whom: Whom::new(asked.journal),
        asked,
        seen: BTreeMap::new(),
    };
    let (mut rows, mut problems) = (Vec::new(), Vec::new());
    for row in &table.rows {
        let mut cells = Cells { table, columns, row, problems: Vec::new() };
        let made = match columns.what {
            What::Sessions => reader.session(&mut cells).map(|session| Row::session(&session, row.at)),
            What::Actions => reader.action(&mut cells).map(|session| Row::agreed(&session, row.at)),
        };
        match made {
            Some(Ok(made)) if cells.problems.is_empty() => rows.push(made),
            Some(Err(why)) => problems.push(table.text.problem(row.at, why)),
            _ => {}
        }
        cells.problems.sort();
        problems.append(&mut cells.problems);
    }
    let mut made = reader.whom.rows();
    made.append(&mut rows);
    if problems.is_empty() { Ok(Came { rows: made, ..Came::default() }) } else { Err(problems) }
}

struct Reader<'a> {
    asked: &'a Asked<'a>,
    days: Days<'a>,
    whom: Whom<'a>,
    /// How often each content was there: a row that stands twice is two.
    seen: BTreeMap<Vec<String>, usize>,
}

impl Reader<'_> {
    fn session(&mut self, cells: &mut Cells<'_>) -> Option<Session> {
        let id = self.id(cells, "session");
        let date = cells.must("date", |text| self.days.day(text));
        if date.is_some_and(|(day, _)| day > self.asked.today) {
            cells.refuse("date", "this day is still to come: a session is one that was held");
        }
        // Every cell is read before any is missed: a row's problems are told together.
        let people = self.with(cells);
        let coach = self.coach(cells);
        let start = cells.read("start", days::clock);
        let minutes = cells.read("minutes", days::length).or_else(|| cells.read("hours", days::hours));
        let kind = cells.read("kind", |text| text.to_lowercase().parse::<Kind>()).unwrap_or_default();
        let topics = cells.read("topics", handles).unwrap_or_default();
        let objectives = cells.read("objectives", handles).unwrap_or_default();
        let paid = cells.read("paid", yes_or_no);
        let feedback = feedback(cells);
        let notes = cells.text("notes").unwrap_or_default();
        let ((with, group), (date, time)) = people.zip(date)?;
        let start = start.or(time);
        let session = Session::new(id, date, &coach, with);
        let session =
            Session { start, minutes, kind, group, topics, objectives, paid, notes, feedback, ..session };
        if let (Some(email), [one]) = (cells.word("email"), session.with.as_slice()) {
            self.whom.reached_at(one, email);
        }
        Some(session)
    }

    /// The action, in the session it belongs to, or agreed outside one.
    fn action(&mut self, cells: &mut Cells<'_>) -> Option<Session> {
        let id = self.id(cells, "action");
        let what = cells.text("what");
        if what.is_none() {
            cells.refuse("what", "`what` is empty");
        }
        let owner = match self.asked.with.first() {
            Some(owner) => {
                let owner = self.whom.handle(owner.clone(), cells.row.at);
                owner.map_err(|why| cells.refuse("owner", &why)).ok()
            }
            None => {
                let (at, is_ours) = (cells.at("owner"), cells.columns.is_ours("owner"));
                let people = cells.must("owner", |text| self.whom.cell(text, is_ours, at));
                if people.as_ref().is_some_and(|people| people.len() > 1) {
                    cells.refuse("owner", "an action has one owner");
                }
                people.and_then(|people| people.into_iter().next())
            }
        };
        let mut day = |field: &str| cells.read(field, |text| self.days.day(text)).map(|(day, _)| day);
        let (date, due, done, dropped) = (day("date"), day("due"), day("done"), day("dropped"));
        is_closed_as_it_says(cells, done, dropped);
        let session = cells.read("session", |text| Ok::<_, String>(named(text, "session")));
        let earliest = [due, done, dropped, Some(self.asked.today)].into_iter().flatten().min();
        let objectives = cells.read("objectives", handles).unwrap_or_default();
        let (benefit, coach) = (self.benefit(cells), self.coach(cells));
        let (what, owner, date) = (what?, owner?, date.or(earliest)?);
        let action = Action {
            id: id.clone(),
            what,
            owner: owner.clone(),
            due,
            objectives,
            done,
            dropped,
            result: cells.text("result"),
            why: cells.text("why"),
            benefit,
        };
        let session = session.unwrap_or_else(|| Id::derived(&["moment", id.as_str()]));
        let outside = Session::new(session, date, &coach, vec![owner]);
        Some(Session { kind: Kind::Agreed, actions: vec![action], ..outside })
    }

    /// Its own id, or one that follows from the id it has elsewhere, or from all it says.
    fn id(&mut self, cells: &Cells<'_>, noun: &str) -> Id {
        if let Some(id) = cells.word("id") {
            return named(id, noun);
        }
        let content = cells.content();
        let times = self.seen.entry(content.clone()).or_default();
        *times += 1;
        let number = times.to_string();
        let mut parts = vec!["csv", noun, &number];
        parts.extend(content.iter().map(String::as_str));
        Id::derived(&parts)
    }

    fn coach(&mut self, cells: &mut Cells<'_>) -> Handle {
        let (at, is_ours) = (cells.at("coach"), cells.columns.is_ours("coach"));
        let coach = cells.read("coach", |text| self.whom.cell(text, is_ours, at));
        coach.and_then(|people| people.into_iter().next()).unwrap_or_else(|| self.asked.me.clone())
    }

    fn with(&mut self, cells: &mut Cells<'_>) -> Option<(Vec<Handle>, Option<Handle>)> {
        if !self.asked.with.is_empty() {
            return self.all_with(cells).map_err(|why| cells.refuse("with", &why)).ok();
        }
        let group_at = cells.at("group");
        let group = cells.read("group", |text| self.whom.named(text, group_at));
        let (at, is_ours) = (cells.at("with"), cells.columns.is_ours("with"));
        if group.is_some() && cells.word("with").is_none() {
            let together = self.whom.together(group.into_iter().collect());
            return together.map_err(|why| cells.refuse("group", &why)).ok();
        }
        let people = cells.must("with", |text| self.whom.cell(text, is_ours, at))?;
        match group {
            Some(group) => Some((people, Some(group))),
            None => self.whom.together(people).map_err(|why| cells.refuse("with", &why)).ok(),
        }
    }

    /// Whom --with says.
    fn all_with(&mut self, cells: &Cells<'_>) -> Result<(Vec<Handle>, Option<Handle>), String> {
        let people = self.asked.with.iter().map(|handle| self.whom.handle(handle.clone(), cells.row.at));
        let people: Vec<Handle> = people.collect::<Result<_, _>>()?;
        self.whom.together(people)
    }

    fn benefit(&mut self, cells: &mut Cells<'_>) -> Option<Benefit> {
        let before = cells.read("benefit_before", str::parse::<Amount>);
        let after = cells.read("benefit_after", str::parse::<Amount>);
        let at = cells.at("benefit_confirmed_by");
        let confirmed_by = cells.read("benefit_confirmed_by", |text| self.whom.named(text, at));
        let (before, after) = match (before, after) {
            (Some(before), Some(after)) => (before, after),
            (None, None) => return None,
            _ => {
                cells.refuse("benefit_before", "a benefit has a number before and one after");
                return None;
            }
        };
        Some(Benefit {
            before,
            after,
            unit: cells.text("benefit_unit"),
            share: cells.read("benefit_share", str::parse::<Percent>).unwrap_or_default(),
            confidence: cells.read("benefit_confidence", str::parse::<Percent>).unwrap_or_default(),
            confirmed_by,
            on: cells.read("benefit_on", |text| self.days.day(text)).map(|(day, _)| day),
        })
    }
}

/// An id as it is, or the one that follows from another program's.
fn named(id: &str, noun: &str) -> Id {
    id.parse().unwrap_or_else(|_| Id::derived(&["csv", noun, "id", id]))
}

fn feedback(cells: &mut Cells<'_>) -> Option<Feedback> {
    let score = cells.read("feedback_score", |text| {
        let score = text.parse::<u8>().ok().and_then(|score| Score::try_from(score).ok());
        score.ok_or("expected a score from 1 to 5")
    });
    let text = cells.text("feedback_text");
    if score.is_none() && text.is_some() && cells.word("feedback_score").is_none() {
        cells.refuse("feedback_text", "feedback has a score from 1 to 5");
    }
    Some(Feedback { score: score?, text: text.unwrap_or_default() })
}

/// A state says nothing that the days do not: what is done has the day it was.
fn is_closed_as_it_says(cells: &mut Cells<'_>, done: Option<Day>, dropped: Option<Day>) {
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
            "a state stands in its day: expected one in `done` or `dropped`, and none where it is open",
        );
    }
}

/// Words with spaces, or names with a comma, a semicolon or a line between them.
fn handles(text: &str) -> Result<Vec<Handle>, String> {
    let words: Option<Vec<Handle>> = text.split_whitespace().map(|word| word.parse().ok()).collect();
    let refused = || "expected topics of a-z, 0-9 and -".to_string();
    let names = || {
        let names = text.split([',', ';', '\n']).map(str::trim).filter(|name| !name.is_empty());
        names.map(|name| Handle::near(name).ok_or_else(refused)).collect::<Result<Vec<Handle>, String>>()
    };
    words.map_or_else(names, Ok)
}

fn yes_or_no(text: &str) -> Result<bool, &'static str> {
    match text.to_lowercase().as_str() {
        "true" | "yes" | "y" | "1" => Ok(true),
        "false" | "no" | "n" | "0" => Ok(false),
        _ => Err("expected true or false"),
    }
}
