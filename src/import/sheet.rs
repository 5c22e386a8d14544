//! From the rows of a table to sessions, actions and follow-ups.

use super::alone;
use super::cells::Cells;
use super::columns::{Columns, What};
use super::csv::Table;
use super::days::{self, Days};
use super::identity::{self, Drawn};
use super::standing::{Here, Standing};
use super::told::{self, Told};
use super::values::{answers, benefit, feedback, handles, is_closed_as_it_says, length, named, yes_or_no};
use super::whom::{self, Whom, folded};
use super::{Asked, Came};
use crate::journal::action::{Action, State};
use crate::journal::day::Day;
use crate::journal::follow_up::{FollowUp, Obstacle, Outcome};
use crate::journal::handle::Handle;
use crate::journal::id::Id;
use crate::journal::record::Problem;
use crate::journal::repeat::Every;
use crate::journal::session::{Kind, Session};

/// All rows, or every problem in them.
pub fn read(table: &Table<'_>, columns: &Columns, asked: &Asked<'_>) -> Result<Came, Vec<Problem>> {
    let here = Here::new(asked.journal);
    let days =
        Days { today: asked.today, order: asked.journal.settings.date_order, format: asked.date_format };
    let mut reader = Reader { days, whom: Whom::new(asked.journal), asked, here: &here };
    let (mut drawn, mut problems) = (Vec::new(), Vec::new());
    for row in &table.rows {
        let mut cells = Cells { table, columns, row, problems: Vec::new() };
        let made = match columns.what {
            What::Sessions => reader.session(&mut cells),
            What::Actions => reader.action(&mut cells),
            What::FollowUps => reader.follow_up(&mut cells),
        };
        drawn.extend(made.filter(|_| cells.problems.is_empty()));
        cells.problems.sort();
        problems.append(&mut cells.problems);
    }
    identity::settle(&mut drawn, &here);
    let (mut rows, mut alone) = (Vec::new(), 0);
    for one in drawn {
        let (at, is_elsewhere) = (one.at, one.is_elsewhere);
        match one.row() {
            Ok(row) => {
                alone += usize::from(is_elsewhere && here.standing(&row) == Standing::New);
                rows.push(row);
            }
            Err(why) => problems.push(table.text.problem(at, why)),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let said = alone::said_of(alone).into_iter().collect();
    Ok(Came { rows: here.with_people(reader.whom.rows(), rows), left_out: said, ..Came::default() })
}

struct Reader<'a> {
    asked: &'a Asked<'a>,
    here: &'a Here<'a>,
    days: Days<'a>,
    whom: Whom<'a>,
}

/// What is in every row of actions and follow-ups, about the session they stand in.
struct Place {
    date: Option<Day>,
    coach: Handle,
    /// One that is here.
    session: Option<Id>,
    /// Whether another is named.
    is_elsewhere: bool,
}

impl Reader<'_> {
    fn session(&mut self, cells: &mut Cells<'_>) -> Option<Drawn> {
        let date = cells.must("date", |text| self.days.day(text));
        if date.is_some_and(|(day, _)| day > self.asked.today) {
            cells.refuse("date", "this day is still to come: a session is one that was held");
        }
        // Every cell is read before any is missed: a row's problems are told together.
        let people = self.with(cells);
        let coach = self.coach(cells);
        let start = cells.read("start", days::clock);
        let minutes = length(cells);
        let kind = cells.read("kind", |text| text.to_lowercase().parse::<Kind>()).unwrap_or_default();
        let topics = cells.read("topics", handles).unwrap_or_default();
        let objectives = cells.read("objectives", handles).unwrap_or_default();
        let paid = cells.read("paid", yes_or_no);
        let feedback = feedback(cells);
        let notes = cells.text("notes").unwrap_or_default();
        let programme = cells.read("programme", str::parse::<Handle>);
        let answers = answers(cells, self.asked.journal);
        let ((with, group), (date, time)) = people.zip(date)?;
        let start = start.or(time);
        let is_ours = cells.columns.is_ours("with");
        let named = cells.word("with").map(|cell| whom::known_by(cell, is_ours, with.len()));
        let named = self.or_all(named.or(cells.word("group").map(folded)));
        let started = start.map(|start| format!("start {start}"));
        let by: Vec<String> = [date.to_string(), named].into_iter().chain(started).collect();
        let (id, by) = self.identity(cells, "session", &by);
        let session = Session::new(id, date, &coach, with);
        let session = Session { start, minutes, kind, group, topics, objectives, paid, ..session };
        let session = Session { notes, feedback, programme, answers, ..session };
        if let (Some(email), [one]) = (cells.word("email"), session.with.as_slice()) {
            self.whom.reached_at(one, email);
        }
        let mut told = cells.told(&["id", "email"]);
        for field in &mut told {
            match *field {
                "hours" => *field = "minutes",
                "with" if cells.word("group").is_none() => *field = told::whom(&session),
                _ => {}
            }
        }
        told.dedup();
        let told = Told::Fields(told);
        Some(Drawn {
            session,
            what: What::Sessions,
            by,
            is_placed: true,
            is_elsewhere: false,
            told,
            empty: cells.empty(),
            at: cells.row.at,
        })
    }

    /// The action, in the session it belongs to, or agreed outside one.
    fn action(&mut self, cells: &mut Cells<'_>) -> Option<Drawn> {
        let what = cells.text("what");
        if what.is_none() {
            cells.refuse("what", "`what` is empty");
        }
        let owner = self.one(cells, "owner", "an action has one owner");
        let place = self.place(cells);
        let [due, done, dropped] = ["due", "done", "dropped"].map(|field| self.day(cells, field));
        is_closed_as_it_says(cells, done, dropped);
        let objectives = cells.read("objectives", handles).unwrap_or_default();
        let benefit = benefit(cells, &self.days, &mut self.whom);
        let (what, owner) = (what?, owner?);
        let by = [folded(&what), self.or_all(cells.word("owner").map(folded)), written(place.date)];
        let (id, by) = self.identity(cells, "action", &by);
        let (result, why) = (cells.text("result"), cells.text("why"));
        let action =
            Action { id, what, owner: owner.clone(), due, objectives, done, dropped, result, why, benefit };
        let is_closed = action.state() != State::Open;
        let outside = self.outside(&place, &action.id, [due, done, dropped], vec![owner]);
        let session = Session { actions: vec![action], ..outside };
        Some(placed(cells, session, by, &place, is_closed))
    }

    /// The question, in the session it belongs to, or agreed outside one.
    fn follow_up(&mut self, cells: &mut Cells<'_>) -> Option<Drawn> {
        let ask = cells.text("ask");
        if ask.is_none() {
            cells.refuse("ask", "`ask` is empty");
        }
        let person = self.one(cells, "person", "a follow-up asks one person, or a group");
        let due = cells.must("due", |text| self.days.day(text)).map(|(day, _)| day);
        let mut place = self.place(cells);
        let [series, done] = ["series", "done"].map(|field| self.day(cells, field));
        let outcome = cells.read("outcome", |text| text.to_lowercase().parse::<Outcome>());
        if outcome.is_some() && cells.word("done").is_none() {
            cells.refuse("outcome", "what came of it has a day: expected one in `done`");
        }
        let dropped = done.filter(|_| outcome == Some(Outcome::Dropped));
        is_closed_as_it_says(cells, done.filter(|_| dropped.is_none()), dropped);
        let action = cells.read("action", |text| Ok::<_, String>(named(text, "action")));
        let every = cells.read("every", str::parse::<Every>);
        let obstacle = cells.read("obstacle", |text| text.to_lowercase().parse::<Obstacle>());
        if let (Some(action), None) = (&action, &place.session) {
            place.session = self.here.session_of(action).cloned();
            place.is_elsewhere &= place.session.is_none();
            if place.session.is_none() && !place.is_elsewhere {
                cells.refuse("action", "it is not here: expected `session` to say where it stands");
            }
        }
        let (ask, due, person) = (ask?, due?, person?);
        let by = [folded(&ask), self.or_all(cells.word("person").map(folded)), written(place.date)];
        let (id, by) = self.identity(cells, "follow-up", &by);
        let (with, group) =
            self.whom.together(vec![person]).map_err(|why| cells.refuse("person", &why)).ok()?;
        let outside = self.outside(&place, &id, [Some(due), done, None], with);
        let [obstacle_text, result, why] = ["obstacle_text", "result", "why"].map(|field| cells.text(field));
        let asked = FollowUp { action, every, series, done, outcome, ..FollowUp::new(id, due, ask) };
        let asked = FollowUp { obstacle, obstacle_text, result, why, ..asked };
        let is_closed = !asked.is_open();
        let session = Session { group, follow_ups: vec![asked], ..outside };
        Some(placed(cells, session, by, &place, is_closed))
    }

    /// Its own id, or one that follows from the id it has elsewhere, or what it is known by.
    fn identity(&self, cells: &Cells<'_>, noun: &str, by: &[String]) -> (Id, Option<Vec<String>>) {
        match cells.word("id") {
            Some(id) => (named(id, noun), None),
            None => {
                // Whose it is, where the row says so: two coaches may have met one person on one day.
                let coach = cells.word("coach").map(|coach| format!("coach {}", folded(coach)));
                let kind = ["csv", noun].map(String::from);
                let by: Vec<String> = kind.into_iter().chain(by.to_vec()).chain(coach).collect();
                (identity::id(&by, 1), Some(by))
            }
        }
    }

    /// Whom a cell names, or --with does for all of them.
    fn or_all(&self, named: Option<String>) -> String {
        let all = || whom::sorted(self.asked.with.iter().map(ToString::to_string));
        named.filter(|_| self.asked.with.is_empty()).unwrap_or_else(all)
    }

    fn day(&self, cells: &mut Cells<'_>, field: &str) -> Option<Day> {
        cells.read(field, |text| self.days.day(text)).map(|(day, _)| day)
    }

    fn place(&mut self, cells: &mut Cells<'_>) -> Place {
        let date = self.day(cells, "date");
        let named = cells.read("session", |text| Ok::<_, String>(named(text, "session")));
        // The id of a session that is yet to come is left to it: what took it would keep it out.
        let session = named.clone().filter(|id| self.here.has(id));
        Place { date, coach: self.coach(cells), is_elsewhere: named.is_some() && session.is_none(), session }
    }

    /// The session that is said, or one of its own for what was agreed outside, on the first day of
    /// which the row knows.
    fn outside(&self, place: &Place, id: &Id, days: [Option<Day>; 3], with: Vec<Handle>) -> Session {
        let earliest = days.into_iter().flatten().min().unwrap_or(self.asked.today).min(self.asked.today);
        let session = place.session.clone().unwrap_or_else(|| identity::outside(id));
        let outside = Session::new(session, place.date.unwrap_or(earliest), &place.coach, with);
        Session { kind: Kind::Agreed, ..outside }
    }

    fn coach(&mut self, cells: &mut Cells<'_>) -> Handle {
        let (at, is_ours) = (cells.at("coach"), cells.columns.is_ours("coach"));
        let coach = cells.read("coach", |text| self.whom.cell(text, is_ours, at));
        coach.and_then(|people| people.into_iter().next()).unwrap_or_else(|| self.asked.me.clone())
    }

    /// The one whom a field names, or --with.
    fn one(&mut self, cells: &mut Cells<'_>, field: &str, why: &str) -> Option<Handle> {
        if let Some(one) = self.asked.with.first() {
            let one = self.whom.handle(one.clone(), cells.row.at);
            return one.map_err(|why| cells.refuse(field, &why)).ok();
        }
        let (at, is_ours) = (cells.at(field), cells.columns.is_ours(field));
        let people = cells.must(field, |text| self.whom.cell(text, is_ours, at));
        if people.as_ref().is_some_and(|people| people.len() > 1) {
            cells.refuse(field, why);
        }
        people.and_then(|people| people.into_iter().next())
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
}

/// An action or a follow-up as it was read. Where it stands and whom it asks is no part of what it says,
/// and the day on which it was closed says more than its state.
fn placed(
    cells: &Cells<'_>,
    session: Session,
    by: Option<Vec<String>>,
    place: &Place,
    is_closed: bool,
) -> Drawn {
    let mut told = cells.told(&["id", "session", "date", "coach", "person"]);
    told.retain(|field| *field != "state" || !is_closed);
    Drawn {
        session,
        what: cells.columns.what,
        by,
        is_placed: place.session.is_some(),
        is_elsewhere: place.is_elsewhere,
        told: Told::Fields(told),
        empty: cells.empty(),
        at: cells.row.at,
    }
}

fn written(day: Option<Day>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}
