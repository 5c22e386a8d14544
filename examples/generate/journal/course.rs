//! What was agreed at one session, and how it went: the dates around a step's words.

use coach::journal::values::day::Day;

use super::chance::Chance;
use super::record::{Action, FollowUp};
use super::words::Step;
use super::{later, workday};

/// The conversation at which something is agreed.
pub(super) struct Talk<'a> {
    pub date: Day,
    /// When the two talk next.
    pub next: Option<Day>,
    pub cadence: i64,
    /// Nothing is known of what happens after this day.
    pub until: Day,
    pub owner: &'a str,
    pub coach: &'a str,
}

pub(super) struct Agreed {
    pub actions: Vec<Action>,
    pub follow_ups: Vec<FollowUp>,
    /// The day on which it turned out that something was in the way.
    pub missed: Option<Day>,
}

#[derive(Clone, Copy, PartialEq)]
enum Fate {
    Open,
    Dropped,
    Missed,
    Partly,
    Applied,
}

/// Chooses among the ways that the words allow, so that over all steps a bit over half is applied,
/// a fifth meets an obstacle first, and a sixth is done in part.
fn fate(step: &Step, talk: &Talk, due: Day, chance: &mut Chance) -> Fate {
    let fresh = due > later(talk.until, -21);
    // Each chance is drawn every time, so that a word added to a step moves nothing else.
    let rolls = [30, 2, 60, 75, 55].map(|percent| chance.percent(percent));
    match rolls {
        [true, ..] if fresh => Fate::Open,
        [_, true, ..] => Fate::Open,
        [_, _, true, ..] if step.why.is_some() => Fate::Dropped,
        [_, _, _, true, _] if step.blocked.is_some() => Fate::Missed,
        [.., true] if step.part.is_some() => Fate::Partly,
        _ => Fate::Applied,
    }
}

/// What this step's session agreed, with all that is known of it by `until`.
pub(super) fn agree(step: &Step, talk: &Talk, chance: &mut Chance) -> Agreed {
    let days = chance.between(talk.cadence * 4 / 10, talk.cadence * 8 / 10).clamp(4, 20).max(step.days);
    let due = workday(later(talk.date, days));
    let asked = workday(later(due, chance.between(1, 5)));
    // Most of what is asked is asked when the two meet anyway.
    let asked = match talk.next {
        Some(next) if next >= due && (chance.percent(60) || asked > next) => next,
        _ => asked,
    };
    let mut action = Action {
        id: chance.id(),
        what: step.act.clone(),
        owner: talk.owner.into(),
        due: Some(due).filter(|_| !chance.percent(5)),
        done: None,
        dropped: None,
        result: None,
        why: None,
        reported_by: None,
        benefit: None,
    };
    let mut follow_ups = vec![asking(&action, asked, &step.ask, chance)];
    let mut missed = None;
    match fate(step, talk, due.max(asked), chance) {
        Fate::Open => {}
        Fate::Dropped => {
            if close(&mut follow_ups[0], asked, "dropped", talk) {
                (action.dropped, action.why) = (Some(asked), step.why.clone());
            }
        }
        Fate::Missed => missed = miss(step, talk, &mut action, &mut follow_ups, chance),
        fate => {
            let late = if chance.percent(15) { chance.between(1, 8) } else { -chance.between(0, 3) };
            let done = workday(later(due, late).max(later(talk.date, 1)));
            finish(step, fate, done, &mut action, &mut follow_ups[0], talk, chance);
        }
    }
    let mut actions = vec![action];
    actions.extend(step.mine.as_ref().map(|what| coachs_own(what, talk, chance)));
    Agreed { actions, follow_ups, missed }
}

/// Not yet, because of something; and the next time it is asked, it is done.
fn miss(
    step: &Step,
    talk: &Talk,
    action: &mut Action,
    follow_ups: &mut Vec<FollowUp>,
    chance: &mut Chance,
) -> Option<Day> {
    let first = &mut follow_ups[0];
    let on = if Some(first.due) == talk.next {
        first.due
    } else {
        workday(later(first.due, chance.between(0, 2)))
    };
    if !close(first, on, "missed", talk) {
        return None;
    }
    (first.obstacle, first.obstacle_text) = (step.obstacle.clone(), step.blocked.clone());
    let again_on = workday(later(on, chance.between(7, 14)));
    let ask = step.again.as_ref().unwrap_or(&step.ask);
    let mut again = asking(action, again_on, ask, chance);
    let done = workday(later(again_on, -chance.between(0, 4)));
    finish(step, Fate::Applied, done, action, &mut again, talk, chance);
    follow_ups.push(again);
    Some(on)
}

/// Done on this day, and heard of when asked.
fn finish(
    step: &Step,
    fate: Fate,
    done: Day,
    action: &mut Action,
    asked: &mut FollowUp,
    talk: &Talk,
    chance: &mut Chance,
) {
    let partly = step.part.as_ref().filter(|_| fate == Fate::Partly);
    if done <= talk.until {
        (action.done, action.result) = (Some(done), Some(partly.unwrap_or(&step.result).clone()));
        let heard = workday(later(asked.due.max(done), chance.pick(&[0, 0, 0, 1, 2])));
        close(asked, heard, if partly.is_some() { "partly" } else { "applied" }, talk);
    }
}

/// Closes it, unless that day has not come yet.
fn close(follow_up: &mut FollowUp, on: Day, outcome: &str, talk: &Talk) -> bool {
    let known = on <= talk.until;
    if known {
        (follow_up.done, follow_up.outcome) = (Some(on), Some(outcome.into()));
    }
    known
}

fn asking(action: &Action, due: Day, ask: &str, chance: &mut Chance) -> FollowUp {
    question(chance, Some(action), due, ask)
}

/// A follow-up that is still open.
pub(super) fn question(chance: &mut Chance, action: Option<&Action>, due: Day, ask: &str) -> FollowUp {
    FollowUp {
        id: chance.id(),
        action: action.map(|action| action.id.clone()),
        due,
        ask: ask.into(),
        every: None,
        done: None,
        outcome: None,
        obstacle: None,
        obstacle_text: None,
        result: None,
    }
}

/// What the coach promised: no follow-up, nobody asks the coach.
fn coachs_own(what: &str, talk: &Talk, chance: &mut Chance) -> Action {
    let done = workday(later(talk.date, chance.between(0, 3)));
    Action {
        id: chance.id(),
        what: what.into(),
        owner: talk.coach.into(),
        due: Some(workday(later(talk.date, 2))),
        done: Some(done).filter(|day| *day <= talk.until),
        dropped: None,
        result: None,
        why: None,
        reported_by: None,
        benefit: None,
    }
}
