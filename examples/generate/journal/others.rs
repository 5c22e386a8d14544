//! What lies beside the one-to-ones: words in passing, a habit, the group, the coach's own sessions.

use coach::journal::values::day::{Day, Weekday};
use coach::journal::values::id::Id;
use coach::journal::values::repeat::Every;

use super::chance::Chance;
use super::course::{Talk, agree, question};
use super::people::{COACHES, Course, EXTERNAL, GROUP, Member, group};
use super::record::{Action, FollowUp, Session};
use super::season::name_topic;
use super::words::{SHARED, Step, TEAM_WORDS, Thread};
use super::{Order, later, workday};

/// Words in passing: each a few days after a session about its topic.
pub(super) fn moments(order: &Order, members: &[Member], sessions: &[Session]) -> Vec<Session> {
    let mut chance = Chance::of(order.seed, "moments");
    let mut found: Vec<Session> = Vec::new();
    for moment in TEAM_WORDS.iter().flat_map(|team| &team.moments) {
        // Further back for each one on the same topic.
        let earlier = found.iter().filter(|session| session.topics[0] == moment.topic).count();
        let about = sessions.iter().rev().filter(|session| session.topics.first() == Some(&moment.topic));
        let Some(after) = about.into_iter().nth(earlier) else { continue };
        let date = workday(later(after.date, chance.between(2, 6)));
        let away = members.iter().any(|m| m.handle == after.with[0] && m.course == Course::Quiet);
        if date > order.to || away {
            continue;
        }
        let mut session = Session::new(chance.id(), date, &after.coach, &[&after.with[0]]);
        session.kind = "moment";
        session.minutes = chance.percent(50).then_some(5);
        session.topics = after.topics.clone();
        session.notes = moment.note.clone();
        if let Some(ask) = &moment.ask {
            let mut asked = question(&mut chance, None, workday(later(date, 7)), ask);
            if asked.due <= order.to {
                (asked.done, asked.outcome) = (Some(asked.due), Some("applied".into()));
                asked.result = moment.result.clone();
            }
            session.follow_ups = vec![asked];
        }
        found.push(session);
    }
    found
}

/// The follow-up that comes back every two weeks, as closing it makes it do.
pub(super) fn habit(order: &Order, members: &[Member]) -> Option<Session> {
    let who = members.iter().find(|member| member.team == 0 && member.cadence == 21)?;
    let mut chance = Chance::of(order.seed, "habit");
    let words = &SHARED.repeating;
    let every = Every::Weeks(2);
    let monday = (80..87)
        .map(|days| later(order.to, -days))
        .find(|day| day.weekday() == Weekday::Mon && *day > order.from)?;
    let mut session = Session::new(chance.id(), monday, who.coach, &[&who.handle]);
    session.minutes = Some(20);
    session.topics = vec![words.topic.clone()];
    session.notes = words.note.clone();
    let mut asked = question(&mut chance, None, later(monday, 14), &words.ask);
    for found in &words.found {
        asked.every = Some(every);
        let on = later(asked.due, chance.pick(&[0, 0, 1, 3]));
        if on > order.to {
            break;
        }
        let next = FollowUp {
            id: Id::derived(&[asked.id.as_str(), "next"]),
            due: every.next(asked.due, asked.due, on)?,
            ..question(&mut chance, None, on, &words.ask)
        };
        (asked.done, asked.outcome) = (Some(on), Some(found.outcome.clone()));
        asked.result = Some(found.result.clone());
        session.follow_ups.push(asked);
        asked = next;
    }
    asked.every = Some(every);
    session.follow_ups.push(asked);
    Some(session)
}

/// The team leads, once a month; the one who took something on changes.
pub(super) fn group_sessions(order: &Order, members: &[Member]) -> Vec<Session> {
    let group = group(members);
    if group.len() < 2 {
        return Vec::new();
    }
    let mut chance = Chance::of(order.seed, GROUP);
    let first = workday(later(order.from, 16));
    monthly(order, &SHARED.group, first, 28, |date, next, thread, step, at| {
        let absent = chance.percent(40).then(|| chance.pick(&group));
        let with: Vec<&str> = group.iter().copied().filter(|handle| Some(*handle) != absent).collect();
        let mut session = Session::new(chance.id(), date, COACHES[0].handle, &with);
        session.group = Some(GROUP.into());
        (session.start, session.minutes) = (Some((13, 0)), Some(if at == 4 { 40 } else { 60 }));
        name_topic(order, &mut session, thread);
        let talk = Talk {
            date,
            next,
            cadence: 28,
            until: order.to,
            owner: with[at % with.len()],
            coach: COACHES[0].handle,
        };
        let agreed = agree(step, &talk, &mut chance);
        (session.actions, session.follow_ups) = (agreed.actions, agreed.follow_ups);
        (session, agreed.missed)
    })
}

/// The programme of someone who took over a team, as `coach assign onboarding` writes it, seven weeks on.
pub(super) fn programme(order: &Order, members: &[Member]) -> Option<Session> {
    let who = members.iter().find(|member| member.handle == "sam")?;
    let mut chance = Chance::of(order.seed, "programme");
    let start = later(order.to, -53);
    let mut session = Session::new(chance.id(), start, who.coach, &[&who.handle]);
    (session.kind, session.programme) = ("agreed", Some("onboarding"));
    for step in &SHARED.programme {
        let day = |days: i64| later(start, days);
        let action = step.act.as_ref().map(|what| Action {
            id: chance.id(),
            what: what.clone(),
            owner: who.handle.clone(),
            due: Some(day(step.due)),
            done: step.done.map(day),
            dropped: None,
            result: step.result.clone(),
            why: None,
            reported_by: None,
            benefit: None,
        });
        if let (Some(ask), Some(on)) = (&step.ask, step.asked) {
            let mut asked = question(&mut chance, action.as_ref(), day(on), ask);
            if let Some(answer) = &step.answer {
                (asked.done, asked.outcome) = (Some(day(on)), Some("applied".into()));
                asked.result = Some(answer.clone());
            }
            session.follow_ups.push(asked);
        }
        session.actions.extend(action);
    }
    Some(session)
}

/// The first coach's own sessions, with the coach from outside.
pub(super) fn supervision(order: &Order) -> Vec<Session> {
    let (coached, by) = (COACHES[0].handle, EXTERNAL);
    if !COACHES[..order.coaches].iter().any(|coach| coach.handle == by) {
        return Vec::new();
    }
    let mut chance = Chance::of(order.seed, "supervision");
    let first = workday(later(order.from, 24));
    monthly(order, &SHARED.supervision, first, 42, |date, next, thread, step, _| {
        let mut session = Session::new(chance.id(), date, by, &[coached]);
        session.kind = "supervision";
        (session.start, session.minutes, session.paid) = (Some((17, 0)), Some(90), Some(true));
        session.topics = vec![thread.topic.clone()];
        let talk = Talk { date, next, cadence: 28, until: order.to, owner: coached, coach: by };
        let agreed = agree(step, &talk, &mut chance);
        (session.actions, session.follow_ups) = (agreed.actions, agreed.follow_ups);
        (session, agreed.missed)
    })
}

/// One session for each step, this many days apart, with what was in the way told the next time.
fn monthly(
    order: &Order,
    threads: &'static [Thread],
    first: Day,
    days: i64,
    mut hold: impl FnMut(Day, Option<Day>, &'static Thread, &'static Step, usize) -> (Session, Option<Day>),
) -> Vec<Session> {
    let steps = threads.iter().flat_map(|thread| thread.steps.iter().map(move |step| (thread, step)));
    let mut sessions = Vec::new();
    let mut around: Option<(Day, &str)> = None;
    for (at, (thread, step)) in steps.enumerate() {
        let date = workday(later(first, at as i64 * days));
        if date > order.to {
            break;
        }
        let next = Some(workday(later(date, days))).filter(|day| *day <= order.to);
        let (mut session, missed) = hold(date, next, thread, step, at);
        let before = around.take().filter(|(known, _)| *known <= date).map(|(_, text)| format!("{text}\n"));
        session.notes = before.unwrap_or_default() + &step.note;
        around = missed.zip(step.around.as_deref());
        sessions.push(session);
    }
    sessions
}
