//! Reads a row of actions or of follow-ups, and the session that it belongs to.

use super::rows::RowsReader;
use crate::import::matching::compare_fields::KnownFields;
use crate::import::table::cell_values::{benefit, handles, is_closed_as_it_says, named};
use crate::import::table::people::folded;
use crate::import::table::row_ids::{self, ParsedRow};
use crate::import::table::row_reader::RowReader;
use crate::journal::participants::words_around_names::may_be_a_group;
use crate::journal::records::action::{Action, State};
use crate::journal::records::due_moves;
use crate::journal::records::follow_up::{FollowUp, Obstacle, Outcome};
use crate::journal::records::session::{Kind, Session};
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;
use crate::journal::values::repeat::Every;

/// The cells about the session, which rows of actions and of follow-ups share.
struct ItemSession {
    date: Option<Day>,
    coach: Handle,
    /// The session, if the journal has it.
    session: Option<Id>,
    /// Whether the row names a session that the journal does not have.
    is_elsewhere: bool,
}

impl RowsReader<'_> {
    /// Reads an action, in its session or agreed outside one.
    pub(crate) fn action(&mut self, cells: &mut RowReader<'_>) -> Option<ParsedRow> {
        let what = cells.text("what");
        if what.is_none() {
            cells.refuse("what", "`what` is empty");
        }
        let owner = self.one(cells, "owner", "an action has one owner");
        let place = self.place(cells);
        let [agreed, due, done, dropped] =
            ["agreed", "due", "done", "dropped"].map(|field| self.day(cells, field));
        is_closed_as_it_says(cells, done, dropped);
        let objectives = cells.read("objectives", handles).unwrap_or_default();
        let benefit = benefit(cells, &self.days, &mut self.whom);
        let (what, owner) = (what?, owner?);
        let by = [folded(&what), self.or_all(cells.word("owner").map(folded)), written(place.date)];
        let (id, by) = self.identity(cells, "action", &by);
        let (result, why) = (cells.text("result"), cells.text("why"));
        let reported_by = self.reporter(cells);
        let moved = cells.read("moved", due_moves::read).unwrap_or_default();
        let action =
            Action { agreed, due, moved, objectives, done, dropped, ..Action::new(id, &what, &owner) };
        let action = Action { result, why, reported_by, benefit, ..action };
        let is_closed = action.state() != State::Open;
        let outside = self.outside(&place, &action.id, [due, done, dropped], vec![owner]);
        let session = Session { actions: vec![action], ..outside };
        Some(placed(cells, session, by, &place, is_closed))
    }

    /// Reads a follow-up, in its session or agreed outside one.
    pub(crate) fn follow_up(&mut self, cells: &mut RowReader<'_>) -> Option<ParsedRow> {
        let ask = cells.text("ask");
        if ask.is_none() {
            cells.refuse("ask", "`ask` is empty");
        }
        let person = self.one(cells, "person", "a follow-up is for one person or one group");
        let due = cells.must("due", |text| self.days.day(text)).map(|(day, _)| day);
        let mut place = self.place(cells);
        let [agreed, series, done] = ["agreed", "series", "done"].map(|field| self.day(cells, field));
        let outcome = cells.read("outcome", |text| text.to_lowercase().parse::<Outcome>());
        if outcome.is_some() && cells.word("done").is_none() {
            cells.refuse("outcome", "an outcome needs a date in `done`");
        }
        let dropped = done.filter(|_| outcome == Some(Outcome::Dropped));
        is_closed_as_it_says(cells, done.filter(|_| dropped.is_none()), dropped);
        let action = cells.read("action", |text| Ok::<_, String>(named(text, "action")));
        let objectives = cells.read("objectives", handles).unwrap_or_default();
        let every = cells.read("every", str::parse::<Every>);
        let obstacle = cells.read("obstacle", |text| text.to_lowercase().parse::<Obstacle>());
        if let (Some(action), None) = (&action, &place.session) {
            place.session = self.here.session_of(action).cloned();
            place.is_elsewhere &= place.session.is_none();
            if place.session.is_none() && !place.is_elsewhere {
                cells
                    .refuse("action", "the journal does not have this action: give its session in `session`");
            }
        }
        let (ask, due, person) = (ask?, due?, person?);
        let by = [folded(&ask), self.or_all(cells.word("person").map(folded)), written(place.date)];
        let (id, by) = self.identity(cells, "follow-up", &by);
        let (with, group) =
            self.whom.together(vec![person]).map_err(|why| cells.refuse("person", &why)).ok()?;
        let outside = self.outside(&place, &id, [Some(due), done, None], with);
        let [obstacle_text, result, why] = ["obstacle_text", "result", "why"].map(|field| cells.text(field));
        let asked = FollowUp { action, agreed, every, series, done, outcome, ..FollowUp::new(id, due, ask) };
        let moved = cells.read("moved", due_moves::read).unwrap_or_default();
        let reported_by = self.reporter(cells);
        let asked =
            FollowUp { moved, objectives, obstacle, obstacle_text, result, why, reported_by, ..asked };
        let is_closed = !asked.is_open();
        let session = Session { group, follow_ups: vec![asked], ..outside };
        Some(placed(cells, session, by, &place, is_closed))
    }

    /// The person who closed the item by mail.
    fn reporter(&mut self, cells: &mut RowReader<'_>) -> Option<Handle> {
        let at = cells.at("reported_by");
        cells.read("reported_by", |text| self.whom.named(text, at))
    }

    fn place(&mut self, cells: &mut RowReader<'_>) -> ItemSession {
        let date = self.day(cells, "date");
        let named = cells.read("session", |text| Ok::<_, String>(named(text, "session")));
        // The item does not take the id of a session that is not imported yet: that session could then not be
        // imported.
        let session = named.clone().filter(|id| self.here.has(id));
        ItemSession {
            date,
            coach: self.coach(cells),
            is_elsewhere: named.is_some() && session.is_none(),
            session,
        }
    }

    /// The session that the row names, or one for an item that was agreed outside a session. Its date is the
    /// earliest day in the row.
    fn outside(&self, place: &ItemSession, id: &Id, days: [Option<Day>; 3], with: Vec<Handle>) -> Session {
        let earliest = days.into_iter().flatten().min().unwrap_or(self.asked.today).min(self.asked.today);
        let session = place.session.clone().unwrap_or_else(|| row_ids::outside(id));
        let outside = Session::new(session, place.date.unwrap_or(earliest), &place.coach, with);
        Session { kind: Kind::Agreed, ..outside }
    }

    /// The one person in a field, or the first of `--with`.
    fn one(&mut self, cells: &mut RowReader<'_>, field: &str, why: &str) -> Option<Handle> {
        if let Some(one) = self.asked.with.first() {
            let one = self.whom.handle(one.clone(), cells.row.at);
            return one.map_err(|why| cells.refuse(field, &why)).ok();
        }
        let (at, is_ours) = (cells.at(field), cells.columns.is_ours(field));
        // An item may also belong to a group, such as `team`.
        let people = cells.must(field, |text| {
            if is_ours && may_be_a_group(text) {
                self.whom.group(text, at).map(|group| vec![group])
            } else {
                self.whom.cell(text, is_ours, at)
            }
        });
        if people.as_ref().is_some_and(|people| people.len() > 1) {
            cells.refuse(field, why);
        }
        people.and_then(|people| people.into_iter().next())
    }
}

/// Builds the parsed row. Its session and the person to ask are not compared with the journal; the closing
/// day replaces the state, because it tells more.
fn placed(
    cells: &RowReader<'_>,
    session: Session,
    by: Option<Vec<String>>,
    place: &ItemSession,
    is_closed: bool,
) -> ParsedRow {
    let mut told = cells.told(&["id", "session", "date", "coach", "person"]);
    told.retain(|field| *field != "state" || !is_closed);
    ParsedRow {
        session,
        what: cells.columns.what,
        day: place.date,
        coach: Some(place.coach.clone()).filter(|_| cells.word("coach").is_some()),
        by,
        is_placed: place.session.is_some(),
        is_elsewhere: place.is_elsewhere,
        told: KnownFields::Fields(told),
        empty: cells.empty(),
        at: cells.row.at,
    }
}

fn written(day: Option<Day>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}
