//! Half a year of a team: who met when, about what, and what came of it.

use std::collections::{BTreeMap, VecDeque};

use coach::journal::values::day::Day;
use coach::journal::values::id::Id;

use super::chance::Chance;
use super::course::{Talk, agree};
use super::people::{Course, EXTERNAL, Member};
use super::record::{COACHING, Session};
use super::words::{SHARED, STARTERS_TOPIC, Step, TEAM_WORDS, TEAMS, Thread};
use super::{Order, goals, later, others, workday};

pub(super) fn sessions(order: &Order, members: &[Member]) -> Vec<Session> {
    let mut sessions = one_to_ones(order, members);
    sessions.extend(others::moments(order, members, &sessions));
    sessions.extend(others::habit(order, members));
    sessions.extend(others::group_sessions(order, members));
    sessions.extend(others::programme(order, members));
    sessions.extend(others::supervision(order));
    sessions.extend(goals::training(order));
    opinions(order, &mut sessions);
    sessions
}

/// One meeting of a coach and a person, before it has a topic.
struct Turn {
    date: Day,
    member: usize,
    next: Option<Day>,
}

/// Where somebody stands between two sessions.
#[derive(Default)]
struct Place {
    thread: Option<(&'static Thread, usize)>,
    /// What to write about the obstacle that turned up, once it has.
    around: Option<(Day, &'static str)>,
}

/// Topics are taken from the team's list in the order in which people need a new one, so nobody
/// has the same conversation as a colleague.
fn one_to_ones(order: &Order, members: &[Member]) -> Vec<Session> {
    let mut pools: Vec<VecDeque<&Thread>> = TEAMS.iter().enumerate().map(|(n, _)| pool(order, n)).collect();
    let mut chances: Vec<Chance> = members.iter().map(|m| Chance::of(order.seed, &m.handle)).collect();
    let mut places: Vec<Place> = members.iter().map(|_| Place::default()).collect();
    let mut reviews = SHARED.review.iter().cycle();
    let mut turns: Vec<Turn> = Vec::new();
    for (member, chance) in chances.iter_mut().enumerate() {
        let dates = dates(order, &members[member], chance);
        let nexts = dates.iter().skip(1).copied().map(Some).chain([None]);
        turns.extend(dates.iter().zip(nexts).map(|(date, next)| Turn { date: *date, member, next }));
    }
    turns.sort_by_key(|turn| (turn.date, turn.member));
    let mut sessions = Vec::new();
    for turn in turns {
        let (member, chance) = (&members[turn.member], &mut chances[turn.member]);
        let place = &mut places[turn.member];
        let mut session = meeting(members, turn.member, turn.date, chance);
        let around = place.around.take_if(|(known, _)| *known <= turn.date).map(|(_, text)| text);
        let step = place.step(member, &mut pools[member.team]);
        let note = match step {
            Some((_, step)) => Some(&step.note),
            None => {
                session.minutes = Some(20);
                reviews.next().map(|review| &review.note)
            }
        };
        session.notes =
            [around, note.map(String::as_str)].into_iter().flatten().collect::<Vec<_>>().join("\n");
        if let Some((thread, step)) = step {
            name_topic(order, &mut session, thread);
            let until = match member.course {
                Course::Quiet if turn.next.is_none() => turn.date,
                _ => order.to,
            };
            let talk = Talk {
                date: turn.date,
                next: turn.next,
                cadence: member.cadence,
                until,
                owner: &member.handle,
                coach: member.coach,
            };
            let agreed = agree(step, &talk, chance);
            place.around = agreed.missed.zip(step.around.as_deref());
            (session.actions, session.follow_ups) = (agreed.actions, agreed.follow_ups);
        }
        sessions.push(session);
    }
    sessions
}

fn pool(order: &Order, team: usize) -> VecDeque<&'static Thread> {
    let mut threads: Vec<&Thread> = TEAM_WORDS[team].threads.iter().collect();
    Chance::of(order.seed, TEAMS[team]).shuffle(&mut threads);
    // What only a starter has stands where only a starter looks for it.
    threads.sort_by_key(|thread| thread.topic == STARTERS_TOPIC);
    threads.into()
}

impl Place {
    /// The next step on this person's way; none where the words have run out.
    fn step(
        &mut self,
        member: &Member,
        pool: &mut VecDeque<&'static Thread>,
    ) -> Option<(&'static Thread, &'static Step)> {
        if self.thread.is_none_or(|(thread, at)| at == thread.steps.len()) {
            let starts = |thread: &&Thread| thread.topic == STARTERS_TOPIC;
            let next = match member.course {
                Course::Starter if pool.back().is_some_and(starts) => pool.pop_back(),
                _ if pool.front().is_some_and(starts) => None,
                _ => pool.pop_front(),
            };
            self.thread = next.map(|thread| (thread, 0));
        }
        let (thread, at) = self.thread.as_mut()?;
        *at += 1;
        Some((thread, &thread.steps[*at - 1]))
    }
}

/// When this person was met: at their cadence, on their weekday, give or take, not while away.
fn dates(order: &Order, member: &Member, chance: &mut Chance) -> Vec<Day> {
    let away = Day::new(order.from.year(), 7, 20).map(|day| later(day, chance.between(0, 5) * 7));
    let is_away = |day: Day| away.is_some_and(|from| (0..12).contains(&day.days_since(from)));
    let last = if member.course == Course::Quiet { later(order.to, -50) } else { order.to };
    let start = if member.course == Course::Starter { 14 } else { chance.between(0, member.cadence - 1) };
    let mut regular = workday(later(order.from, start));
    let mut dates: Vec<Day> = Vec::new();
    loop {
        let shift = chance.pick(&[0, 0, 0, 0, 1, -1, 2]);
        let date = workday(later(regular, shift));
        if date > last {
            return dates;
        }
        if date >= order.from && !is_away(date) && dates.last().is_none_or(|before| *before < date) {
            dates.push(date);
        }
        let weekly = member.course == Course::Starter && dates.len() < 6;
        regular = later(regular, if weekly { 7 } else { member.cadence });
    }
}

/// A session as the two have it: at their own time of day, so that no coach is in two places.
fn meeting(members: &[Member], at: usize, date: Day, chance: &mut Chance) -> Session {
    const TIMES: [(u8, u8); 7] = [(9, 0), (10, 30), (14, 0), (15, 30), (8, 15), (16, 45), (12, 15)];
    let member = &members[at];
    let before = members[..at].iter().filter(|other| other.coach == member.coach).count();
    let mut session = Session::new(chance.id(), date, member.coach, &[&member.handle]);
    session.start = chance.percent(70).then_some(TIMES[before % TIMES.len()]);
    session.minutes = Some(chance.pick(&[30, 45, 45, 45, 60]));
    session.paid = (member.coach == EXTERNAL).then_some(true);
    session
}

pub(super) fn name_topic(order: &Order, session: &mut Session, thread: &Thread) {
    let says_none = Chance::of(order.seed, &thread.topic).percent(40);
    session.topics = vec![thread.topic.clone()];
    session.objectives = match &thread.objective {
        Some(objective) => vec![objective.clone()],
        None if says_none => vec!["none".into()],
        None => Vec::new(),
    };
}

/// What people said of their sessions: now and then, and each thing once.
fn opinions(order: &Order, sessions: &mut [Session]) {
    let mut chance = Chance::of(order.seed, "opinions");
    let mut said: Vec<_> = SHARED.feedback.iter().collect();
    chance.shuffle(&mut said);
    let mut by_date: BTreeMap<(Day, &Id), usize> = BTreeMap::new();
    for (at, session) in sessions.iter().enumerate() {
        if session.kind == COACHING && session.group.is_none() && !session.actions.is_empty() {
            by_date.insert((session.date, &session.id), at);
        }
    }
    let in_order: Vec<usize> = by_date.into_values().collect();
    for at in in_order {
        if chance.percent(18)
            && let Some(feedback) = said.pop()
        {
            sessions[at].feedback = Some((feedback.score, feedback.text.clone()));
        }
    }
}
