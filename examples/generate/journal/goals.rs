//! The goals of the business, and what is told of coaching: readings, benefits, stories, requests.

use coach::journal::values::day::Day;
use coach::journal::values::id::Id;

use super::chance::Chance;
use super::people::{COACHES, EXTERNAL};
use super::record::{Action, Benefit, File, Session};
use super::words::{self, GOALS};
use super::{Order, later, workday};

/// The objectives that the sprints have in view.
pub(super) const FOCUS: [&str; 2] = ["reduce-churn", "ship-on-time"];

/// A team, and the forms that `coach log` offers for it.
pub(super) const FORMS: (&str, [&str; 2]) = ("operations", ["five-whys", "grow"]);

/// What two of the teams put first.
pub(super) const PRIORITIES: [(&str, &str); 2] =
    [("service", "reduce-churn"), ("operations", "ship-on-time")];

/// The files of `objectives/`, with a reading on the first working day of each month.
pub(super) fn objectives(order: &Order) -> Vec<(String, String)> {
    let file = |goal: &words::Objective| {
        let mut chance = Chance::of(order.seed, &goal.handle);
        let closed = goal.closed.map(|days| later(order.to, days));
        let mut file = File::default();
        file.text("handle", Some(&goal.handle));
        file.text("title", Some(&goal.title));
        file.text("sponsor", Some(&goal.sponsor));
        file.text("measure", Some(&goal.measure));
        file.text("unit", Some(&goal.unit));
        file.bare("baseline", Some(goal.baseline));
        file.bare("target", Some(goal.target));
        file.bare("by", Some(later(order.to, goal.by)));
        file.bare("closed", closed);
        file.text("why", goal.why.as_ref());
        let until = closed.unwrap_or(order.to);
        let months = months(order.from).zip(&goal.readings).take_while(|(day, _)| *day < until);
        for (day, value) in months.chain(closed.zip(goal.last.as_ref())) {
            file.head("[[reading]]");
            file.text("id", Some(chance.id()));
            file.bare("date", Some(day));
            file.bare("value", Some(value));
        }
        (format!("objectives/{}.toml", goal.handle), file.0)
    };
    GOALS.objective.iter().map(file).collect()
}

/// The first working day of each month after this day.
fn months(from: Day) -> impl Iterator<Item = Day> {
    let later = move |months: u32| (from.year() + (months / 12) as i32, months % 12 + 1);
    let first = move |(year, month)| Day::new(year, month, 1).map(workday);
    (from.month()..).map(later).map_while(first)
}

/// Puts beside each action who reported it, and what it brought, once that could be measured.
pub(super) fn measure(order: &Order, sessions: &mut [Session]) {
    let by_mail = |what: &str| GOALS.story.iter().any(|story| story.by_mail && story.of == what);
    for action in sessions.iter_mut().flat_map(|session| &mut session.actions) {
        action.reported_by =
            Some(action.owner.clone()).filter(|_| action.done.is_some() && by_mail(&action.what));
    }
    for benefit in &GOALS.benefit {
        for session in sessions.iter_mut() {
            for action in session.actions.iter_mut().filter(|action| action.what == benefit.of) {
                let on =
                    action.done.map(|day| workday(later(day, benefit.days))).filter(|on| *on <= order.to);
                let claimed_by = session.coach.clone();
                let is_here = benefit.confirmed_by.is_some() && benefit.source.is_none();
                let confirmed = on.filter(|_| is_here);
                action.benefit = on.map(|on| Benefit { words: benefit, claimed_by, on, confirmed });
            }
        }
    }
}

/// The files of `stories/`.
pub(super) fn stories(order: &Order, sessions: &[Session]) -> Vec<(String, String)> {
    let actions = || sessions.iter().flat_map(|session| &session.actions);
    let file = |story: &words::Story| {
        let action: &Action = actions().find(|action| action.what == story.of)?;
        let date = workday(later(action.done?, story.days));
        if date > order.to {
            return None;
        }
        let id = Chance::of(order.seed, &format!("story {}", story.of)).id();
        let mut file = File::default();
        file.text("id", Some(&id));
        file.bare("date", Some(date));
        file.text("action", Some(&action.id));
        file.text("person", Some(&action.owner));
        file.text("context", Some(&story.context));
        file.text("did", Some(story.did.as_ref().unwrap_or(&action.what)));
        file.text("result", action.result.as_ref());
        file.text("quote", story.quote.as_ref());
        file.text("consent", Some(&story.consent));
        file.bare("consented", Some(date).filter(|_| story.consent != "none"));
        file.text("consent_by", story.consent_form.as_ref().map(|_| &action.owner));
        file.text("consent_form", story.consent_form.as_ref());
        Some((format!("stories/{id}.toml"), file.0))
    };
    GOALS.story.iter().filter_map(file).collect()
}

/// The files of `requests/`.
pub(super) fn requests(order: &Order) -> Vec<(String, String)> {
    let mut chance = Chance::of(order.seed, "requests");
    let mut file = |request: &words::Request| {
        let id: Id = chance.id();
        let date = workday(later(order.to, -request.days));
        let mut file = File::default();
        file.text("id", Some(&id));
        file.bare("date", Some(date));
        file.text("what", Some(&request.what));
        file.text("from", Some(&request.from));
        file.several("why", &request.why.join("\n"));
        file.text("objective", request.objective.as_ref());
        if let Some(decision) = &request.decision {
            file.head("[answer]");
            file.text("decision", Some(decision));
            file.bare("on", request.after.map(|days| workday(later(date, days))));
            file.text("because", request.because.as_ref());
        }
        (format!("requests/{id}.toml"), file.0)
    };
    GOALS.request.iter().map(&mut file).collect()
}

/// The files of `policies/`.
pub(super) fn policies(order: &Order) -> Vec<(String, String)> {
    let file = |policy: &words::Policy| {
        let mut file = File::default();
        file.text("handle", Some(&policy.handle));
        file.text("title", Some(&policy.title));
        file.several("text", &policy.text);
        file.text("owner", Some(&policy.owner));
        file.bare("agreed", Some(workday(later(order.to, policy.agreed))));
        file.list("agreed_by", &policy.agreed_by);
        file.bare("review", Some(workday(later(order.to, policy.review))));
        (format!("policies/{}.toml", policy.handle), file.0)
    };
    GOALS.policy.iter().map(file).collect()
}

/// The files of `resources/`.
pub(super) fn resources() -> Vec<(String, String)> {
    let file = |resource: &words::Resource| {
        let mut file = File::default();
        file.text("handle", Some(&resource.handle));
        file.text("title", Some(&resource.title));
        file.text("link", Some(&resource.link));
        file.text("kind", Some(&resource.kind));
        file.bare("minutes", Some(resource.minutes));
        file.list("topics", &resource.topics);
        file.list("obstacles", &resource.obstacles);
        (format!("resources/{}.toml", resource.handle), file.0)
    };
    GOALS.resource.iter().map(file).collect()
}

/// Records the resources in the sessions that gave them.
pub(super) fn give(sessions: &mut [Session]) {
    for resource in &GOALS.resource {
        let is_meant = |action: &Action| resource.given_with.as_ref() == Some(&action.what);
        for session in sessions.iter_mut().filter(|session| session.actions.iter().any(is_meant)) {
            session.resources.push(resource.handle.clone());
        }
    }
}

/// A day on which the first coach learnt something.
pub(super) fn training(order: &Order) -> Option<Session> {
    let by = COACHES[..order.coaches].iter().find(|coach| coach.handle == EXTERNAL)?;
    let date = workday(later(order.to, -GOALS.training.days));
    if date < order.from {
        return None;
    }
    let id = Chance::of(order.seed, "training").id();
    let mut session = Session::new(id, date, by.handle, &[COACHES[0].handle]);
    session.kind = "training";
    (session.start, session.minutes, session.paid) = (Some((9, 0)), Some(360), Some(true));
    session.topics = vec![GOALS.training.topic.clone()];
    session.notes = GOALS.training.note.clone();
    Some(session)
}
