//! Very many sessions, for measuring: the shape and size of real ones, without their sense.

use coach::journal::values::day::Day;

use super::chance::Chance;
use super::course::question;
use super::people::Member;
use super::record::{Action, Session};
use super::words::{Step, TEAM_WORDS};
use super::{Order, later, workday};

/// Of a hundred sessions, how many have nothing closed.
const OPEN: i64 = 5;

/// Spread evenly over the days and the people, two actions and two follow-ups each.
pub(super) fn sessions(order: &Order, members: &[Member], count: u64, hand_over: &mut impl FnMut(Session)) {
    let mut chance = Chance::of(order.seed, "bulk");
    let days = order.to.days_since(order.from).max(1) as u64;
    let words: Vec<Vec<(&str, &Step)>> = TEAM_WORDS
        .iter()
        .map(|team| team.threads.iter().flat_map(|t| t.steps.iter().map(|s| (t.topic.as_str(), s))).collect())
        .collect();
    for n in 0..count {
        let member = &members[(n % members.len() as u64) as usize];
        let date = workday(later(order.from, (n * days / count) as i64)).min(order.to);
        let (topic, first) = chance.pick(&words[member.team]);
        let (_, second) = chance.pick(&words[member.team]);
        let mut session = Session::new(chance.id(), date, member.coach, &[&member.handle]);
        session.minutes = Some(chance.pick(&[30, 45, 60]));
        session.topics = vec![topic.into()];
        session.notes = format!("{}{}", first.note, second.note);
        let open = chance.percent(OPEN);
        agree(&mut session, first, order.to, open, &mut chance);
        agree(&mut session, second, order.to, open, &mut chance);
        hand_over(session);
    }
}

fn agree(session: &mut Session, step: &Step, to: Day, open: bool, chance: &mut Chance) {
    let due = workday(later(session.date, chance.between(5, 20)));
    // Even the newest are closed, on the last day if need be: how many are open is what is measured.
    let closed = (!open).then(|| later(due, chance.between(-3, 5)).min(to));
    let action = Action {
        id: chance.id(),
        what: step.act.clone(),
        owner: session.with[0].clone(),
        due: Some(due),
        done: closed,
        dropped: None,
        result: closed.map(|_| step.result.clone()),
        why: None,
        reported_by: None,
        benefit: None,
    };
    let mut asked = question(chance, Some(&action), workday(later(due, 3)), &step.ask);
    (asked.done, asked.outcome) = (closed, closed.map(|_| "applied".into()));
    session.actions.push(action);
    session.follow_ups.push(asked);
}
