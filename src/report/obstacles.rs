//! Obstacles: which kinds there are, how many people meet them, how long they last, and how they end. An
//! obstacle counts by its spells, because the coach may ask several times while it lasts. The report shows
//! no names, but people who took part may recognise the words. Its purpose is to remove obstacles.

use std::collections::{BTreeMap, BTreeSet};

use super::ReportFilter;
use super::pooled::{POOLED, Pool, number_of, without_numbers};
use super::stats::median;
use crate::journal::query::journal::Journal;
use crate::journal::query::selection::{Selection, about, all_objectives, objectives};
use crate::journal::records::action::{Action, State};
use crate::journal::records::follow_up::{FollowUp, Obstacle, Outcome};
use crate::journal::records::session::Session;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::report::sheet::{Column, Figure, Sheet, Table, column};
use crate::views::page::Tone;

/// One spell of an obstacle: from the first miss that names it to the first sign that it is over.
pub(crate) struct Spell<'a> {
    pub obstacle: Obstacle,
    /// The owners of the action, or everyone in the session if the follow-up is about no action.
    pub people: BTreeSet<&'a Handle>,
    pub session: &'a Session,
    /// The follow-up that found the obstacle first.
    ask: &'a FollowUp,
    /// The words for the obstacle, at each miss.
    texts: Vec<&'a str>,
    began: Day,
    end: Option<SpellEnd<'a>>,
}

/// How a spell ended.
#[derive(Clone, Copy)]
struct SpellEnd<'a> {
    on: Day,
    how: SpellEndReason,
    /// The result of the action or of the answer.
    result: Option<&'a str>,
    /// The position of the answer among those about the same subject. A closed action comes after all
    /// answers of that day.
    place: (Day, usize),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum SpellEndReason {
    Done,
    Answered(Outcome),
    Dropped,
}

impl<'a> Spell<'a> {
    /// The objectives that the follow-up serves: its own, else those of its action or session.
    pub(super) fn objectives(&self) -> Box<dyn Iterator<Item = &'a Handle> + 'a> {
        match about(self.session, self.ask) {
            _ if !self.ask.objectives.is_empty() => Box::new(self.ask.objectives.iter()),
            Some(action) => Box::new(objectives(self.session, action).iter()),
            None => Box::new(all_objectives(self.session)),
        }
    }

    fn days(&self, today: Day) -> i64 {
        self.end.map_or(today, |end| end.on).days_since(self.began).max(0)
    }

    fn standing(&self) -> SpellStatus {
        match self.end {
            None => SpellStatus::Running,
            Some(SpellEnd { how: SpellEndReason::Dropped, .. }) => SpellStatus::Dropped,
            Some(_) => SpellStatus::Ended,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum SpellStatus {
    Ended,
    Dropped,
    Running,
}

/// The spells that began in the period, the oldest first.
pub(crate) fn spells<'a>(selection: &Selection<'a>) -> Vec<Spell<'a>> {
    /// One action, or one question about no action.
    type Subject<'a> = (&'a str, Result<&'a str, &'a str>);
    let mut asked: BTreeMap<Subject<'a>, (&'a Session, Vec<&'a FollowUp>)> = BTreeMap::new();
    for (session, ask) in selection.follow_ups() {
        let subject = ask.action.as_ref().map_or(Err(ask.ask.as_str()), |action| Ok(action.as_str()));
        let place = asked.entry((session.id.as_str(), subject)).or_insert((session, Vec::new()));
        place.1.push(ask);
    }
    let all = asked.into_values().flat_map(|(session, asks)| spells_of(selection, session, &asks));
    let mut all: Vec<Spell<'a>> = all.filter(|spell| selection.options.spans(spell.began)).collect();
    all.sort_by(|a, b| (a.began, &a.session.id).cmp(&(b.began, &b.session.id)));
    all
}

/// The spells in the follow-ups about one action, or in the repetitions of one question.
fn spells_of<'a>(selection: &Selection<'a>, session: &'a Session, asks: &[&'a FollowUp]) -> Vec<Spell<'a>> {
    let today = selection.options.today;
    let mut closed: Vec<(Day, &FollowUp)> =
        asks.iter().filter_map(|ask| Some((ask.state().by(today).closed_on()?, *ask))).collect();
    closed.sort_by_key(|(day, _)| *day); // stable: the file's order within a day
    let action = asks.first().and_then(|ask| about(session, ask));
    let mut spells: Vec<Spell<'a>> = Vec::new();
    for (place, (day, ask)) in closed.iter().enumerate() {
        let Some(obstacle) = missed(ask) else { continue };
        let text = ask.obstacle_text.as_deref().map(str::trim).filter(|text| !text.is_empty());
        let is_still = |spell: &&mut Spell<'_>| {
            spell.obstacle == obstacle && spell.end.is_none_or(|end| (*day, place) < end.place)
        };
        match spells.iter_mut().find(is_still) {
            Some(spell) => spell.texts.extend(text.filter(|text| !spell.texts.contains(text))),
            None => spells.push(Spell {
                obstacle,
                people: match action {
                    Some(action) => selection.people_of(session, action),
                    None => selection.people_in(session),
                },
                session,
                ask,
                texts: text.into_iter().collect(),
                began: *day,
                end: end(&closed, action, (*day, place), today),
            }),
        }
    }
    spells
}

/// The obstacle of a miss. A miss is a follow-up with the answer "partly" or "missed" and an obstacle.
fn missed(ask: &FollowUp) -> Option<Obstacle> {
    ask.obstacle.filter(|_| matches!(ask.outcome, Some(Outcome::Missed | Outcome::Partly)))
}

/// The end of a spell: the first later answer that is not a miss, or the closing of the action.
fn end<'a>(
    closed: &[(Day, &'a FollowUp)],
    action: Option<&'a Action>,
    began: (Day, usize),
    today: Day,
) -> Option<SpellEnd<'a>> {
    let answer = closed.iter().enumerate().skip(began.1 + 1).find_map(|(place, (on, ask))| {
        let how = match ask.outcome? {
            // A follow-up about an action may be dropped while the action continues.
            Outcome::Dropped => action.is_none().then_some(SpellEndReason::Dropped)?,
            Outcome::Missed => return None,
            outcome => missed(ask).is_none().then_some(SpellEndReason::Answered(outcome))?,
        };
        Some(SpellEnd { on: *on, how, result: ask.result.as_deref(), place: (*on, place) })
    });
    let close = action.and_then(|action| {
        let (on, how) = match action.state_by(today) {
            State::Done(on) => (on, SpellEndReason::Done),
            State::Dropped(on) => (on, SpellEndReason::Dropped),
            State::Open => return None,
        };
        let end = SpellEnd { on, how, result: action.result.as_deref(), place: (on, usize::MAX) };
        (on >= began.0).then_some(end)
    });
    answer.into_iter().chain(close).min_by_key(|end| end.place)
}

const KINDS: [Column; 8] = [
    column(
        "obstacle",
        "obstacle",
        "the kind of obstacle, as recorded when a follow-up was answered missed or partly",
    ),
    column(
        "spells",
        "spells",
        "periods with the obstacle that began in the period of the report. A spell begins when a follow-up \
         is answered missed or partly with this obstacle; further such answers about the same action or \
         question belong to the same spell, until it ends",
    ),
    column("people", "people", "number of different people who had it"),
    column(
        "ended",
        "ended",
        "spells that ended because the action was done, or a later follow-up was answered applied, or partly \
         without an obstacle",
    ),
    column(
        "dropped",
        "dropped",
        "spells that ended because the action, or a follow-up without an action, was dropped",
    ),
    column("running", "running", "spells that have not ended by today"),
    column("median_days_ended", "median days (ended)", "median number of days of the ended spells"),
    column(
        "median_days_running",
        "median days (running)",
        "median number of days of the running spells, up to today",
    ),
];

const TEXTS: [Column; 5] = [
    column("obstacle", "obstacle", ""),
    column("since", "since", "the date of the first answer with this obstacle"),
    column("days", "days", "number of days until it ended or was dropped, or until today"),
    column("in_their_words", "in their words", "the words recorded with each of these answers"),
    column(
        "ended_by",
        "ended by",
        "the result of the action or of the answer that ended it; `done`, `applied` or `partly` if it has no \
         result; `dropped`; or `running` if it has not ended",
    ),
];

pub(super) fn sheet(journal: &Journal, options: &ReportFilter) -> Sheet {
    let spells = spells(&Selection::of(journal, options));
    let pool = Pool::of(journal, options);
    let tables = vec![kinds(&spells, options.today, pool), shared_texts(spells, options.today, pool)];
    options.sheet("obstacles", "Obstacles", tables)
}

pub(super) fn kinds(spells: &[Spell<'_>], today: Day, pool: Pool) -> Table {
    let mut by_kind: BTreeMap<Obstacle, Vec<&Spell<'_>>> = BTreeMap::new();
    for spell in spells {
        by_kind.entry(spell.obstacle).or_default().push(spell);
    }
    let row = |name: &str, of: &[&Spell<'_>]| {
        let people: BTreeSet<&Handle> = of.iter().flat_map(|spell| spell.people.iter().copied()).collect();
        let with = |standing: SpellStatus| of.iter().filter(move |spell| spell.standing() == standing);
        let count = |standing| Figure::Count(with(standing).count());
        let days = |standing| {
            Figure::optional(median(with(standing).map(|spell| spell.days(today))), Figure::Number)
        };
        vec![
            Figure::text(name),
            Figure::Count(of.len()),
            Figure::Count(people.len()),
            count(SpellStatus::Ended),
            count(SpellStatus::Dropped),
            count(SpellStatus::Running),
            days(SpellStatus::Ended),
            days(SpellStatus::Running),
        ]
    };
    let people = |kinds: &[&(_, Vec<&Spell<'_>>)]| {
        number_of(kinds.iter().flat_map(|(_, of)| of).map(|spell| &spell.people))
    };
    let mut kinds: Vec<_> = by_kind.into_iter().collect();
    kinds.sort_by_key(|(kind, of)| (std::cmp::Reverse(of.len()), *kind));
    let split = pool.split(kinds, true, people);
    let mut rows: Vec<_> = split.shown.iter().map(|(kind, of)| row(kind.as_str(), of)).collect();
    let mut total = row("all", &spells.iter().collect::<Vec<_>>());
    if !split.together.is_empty() {
        rows.push(row(POOLED, &split.together.into_iter().flat_map(|(_, of)| of).collect::<Vec<_>>()));
    }
    if split.is_secret {
        rows = rows.into_iter().map(without_numbers).collect();
        total = without_numbers(total);
    }
    Table::new("obstacles", "", &KINDS)
        .rows(rows)
        .total(total)
        .or("no obstacles recorded")
        .note(split.note)
        .parts(&["ended", "dropped", "running"])
}

/// The words about obstacles. Each row is about the people of one spell, whom others may recognise.
fn shared_texts(mut spells: Vec<Spell<'_>>, today: Day, pool: Pool) -> Table {
    spells.retain(|spell| !spell.texts.is_empty());
    let before = spells.len();
    let is_few = |spell: &Spell<'_>| spell.people.len() < pool.smallest;
    let people = pool.smallest;
    let note = if !spells.iter().any(is_few) {
        String::new()
    } else if pool.hides {
        spells.retain(|spell| !is_few(spell));
        format!("left out, because fewer than {people} people said it: {}", before - spells.len())
    } else {
        format!("HTML, mail and --pooled leave out what fewer than {people} people said")
    };
    texts(&spells, today).note(note)
}

pub(crate) fn texts(spells: &[Spell<'_>], today: Day) -> Table {
    let said = spells.iter().filter(|spell| !spell.texts.is_empty());
    let row = |spell: &Spell<'_>| {
        let ended_by = match spell.end {
            None => Figure::Word(Tone::Overdue, "running"),
            Some(SpellEnd { how: SpellEndReason::Dropped, .. }) => Figure::Word(Tone::Faint, "dropped"),
            Some(SpellEnd { result: Some(result), .. }) => Figure::text(result.trim()),
            Some(SpellEnd { how: SpellEndReason::Done, .. }) => Figure::Word(Tone::Done, "done"),
            Some(SpellEnd { how: SpellEndReason::Answered(outcome), .. }) => {
                Figure::Word(Tone::Done, outcome.as_str())
            }
        };
        vec![
            Figure::text(spell.obstacle),
            Figure::Day(spell.began.date()),
            Figure::Count(spell.days(today) as usize),
            Figure::Text(spell.texts.join(" / ")),
            ended_by,
        ]
    };
    Table::new("texts", "In people's words", &TEXTS).rows(said.map(row)).or("no descriptions recorded")
}
